"""docs/claims.md says what the code does: the claims, their margins, and the columns."""

import re

from experiments import EVEN, experiment, judged
from fixtures import ROOT

from reports.notes.claims import (
    range_sum_scaling,
    claims_csv,
    cpu_use,
    pools,
    results,
    starting,
    uneven,
    waiting,
)
from reports.notes.models import amdahl, pool_size

TEXT = (ROOT / "docs" / "claims.md").read_text("utf-8")


def test_every_claim_stands_there_as_the_report_says_it(tmp_path):
    made = results(judged(tmp_path, experiment("primes", EVEN, {("serial", 1): 1.0})))
    for claim in made:
        assert f"| {claim.id} | {claim.text} |" in TEXT


def test_every_column_of_claims_csv_is_described():
    described = re.findall(r"^\| (`[^|]*`) \|", TEXT, re.MULTILINE)
    names = re.findall(r"`(\w+)`", " ".join(described))
    assert tuple(names) == claims_csv.COLUMNS


def test_the_margins_are_those_of_the_code():
    assert f"more than {cpu_use.FILLED:.0%}".replace("%", " %") in TEXT
    assert f"at most {cpu_use.ONE_CORE:g} CPUs" in TEXT
    assert f"takes {starting.BREAK_EVEN:g} times as long" in TEXT
    assert f"at most {pools.LATE - 1:.0%} longer".replace("%", " %") in TEXT
    assert f"more than {waiting.SCALES:.0%} of the speedup".replace("%", " %") in TEXT
    assert waiting.FAR == 4 and "at least 4 workers a CPU" in TEXT
    assert pools.FEW == 3 and "none with at most three" in TEXT
    assert amdahl.FEWEST_N == 3 and "fewer than three N within the CPUs" in TEXT
    assert pool_size.LEAST_CPU_S == 1e-4 and "below 0.1 ms a trial" in TEXT
    assert (
        f"`{range_sum_scaling.RUNNERS[0]}`, `{range_sum_scaling.RUNNERS[1]}`, `{range_sum_scaling.RUNNERS[2]}`"
        in TEXT
    )


def test_the_six_numbers_bounds_are_those_of_their_divisions():
    two, four, any_number = (f"{uneven.bound(n):.2f}×" for n in (2, 4, 6))
    assert f"{two} with 2 workers, {four} with 4, and {any_number} with six or more" in TEXT
    assert f"the factor {uneven.SMALLEST_FACTOR} and ends after 1.65 million" in TEXT
    assert round(uneven.divisions()[-1] / 1e6, 2) == 1.65
