"""docs/claims.md says what the code does."""

import re

from experiments import EVEN, experiment, judged
from fixtures import ROOT

from reports.notes import limits
from reports.notes.claims import COLUMNS, csv_text, primes, range_sum, results
from reports.text.numbers import percent

TEXT = (ROOT / "docs" / "claims.md").read_text("utf-8")


def test_every_claim_is_listed_as_the_report_words_it(tmp_path):
    made = results(judged(tmp_path, experiment("primes", EVEN, {("serial", 1): 1.0})))
    for claim in made:
        assert f"| {claim.id} | {claim.text} |" in TEXT
    version = csv_text(made).splitlines()[1].split(",")[0]
    assert f"Version of this table; {version}." in TEXT


def test_every_column_of_claims_csv_is_described():
    described = re.findall(r"^\| (`[^|]*`) \|", TEXT, re.MULTILINE)
    names = re.findall(r"`(\w+)`", " ".join(described))
    assert tuple(names) == COLUMNS


def test_the_thresholds_are_those_of_the_code():
    assert f"more than {percent(limits.FILLED)}" in TEXT
    assert f"at most {limits.ONE_CORE:g} cores' worth" in TEXT
    assert limits.LONG == 10**7 and "10⁷ numbers or more" in TEXT
    assert f"takes {limits.BREAK_EVEN:g} times as long" in TEXT
    assert limits.SMALL_S == 1e-4 and "100 µs or less" in TEXT
    assert limits.LONG_S == 5e-3 and "5 ms or more" in TEXT
    assert f"at most {percent(limits.LATE - 1)} longer" in TEXT
    assert limits.LATE_START == 0.1 and "within a tenth of a task" in TEXT
    assert f"more than {percent(limits.SCALES)} of the ideal speedup" in TEXT
    assert f"at least {limits.FAR} workers per CPU" in TEXT
    assert f"With {limits.MANY} tasks at once or more" in TEXT
    assert limits.FEW_ROUNDS == 3 and "none with at most three" in TEXT
    assert limits.FEWEST_N == 3 and "fewer than three N within the CPUs" in TEXT
    assert limits.LEAST_CPU_S == 1e-4 and "below 0.1 ms per trial" in TEXT
    assert ", ".join(f"`{runner}`" for runner in range_sum.RUNNERS) in TEXT


def test_the_limits_of_the_six_numbers_are_those_of_their_divisions():
    two, four, any_number = (f"{primes.bound(n):.2f}×" for n in (2, 4, 6))
    assert f"{two} with 2 workers, {four} with 4, and {any_number} with six or more" in TEXT
    assert f"the factor {primes.SMALLEST_FACTOR} and takes 1.65 million" in TEXT
    assert round(primes.divisions()[-1] / 1e6, 2) == 1.65
