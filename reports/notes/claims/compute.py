"""C1 and C2: compute-bound work at N = cores and past them, and processes on large primes."""

from __future__ import annotations

from reports.notes.claims import evidence, uneven
from reports.notes.claims.comparison import Comparison, Part, above, below, conclude
from reports.notes.claims.result import ClaimResult, Figure, plain
from reports.stats.estimates import Estimate
from reports.text import numbers
from reports.verdicts.findings import Judged
from reports.verdicts.verdicts import Findings

POOLS = ("thread_pool", "process_pool")  # the notes speak of these; more would ask for more luck

C1_TEXT = (
    "Compute-bound work is most efficient at N = number of cores; past that, switching costs time."
)
C1_EXPERIMENT = "primes of like cost, N = 1 to 16"
C2_TEXT = "Processes speed up large-prime checks."
C2_EXPERIMENT = "primes: a pool of N = CPUs processes against serial, six numbers and many"


def most_efficient_at_the_cores(judged: Judged) -> ClaimResult:
    """Six uneven numbers bound themselves, so this asks the sets of like primes."""
    cpus = evidence.whole_cpus(judged)
    fastest, cost = "No other N is faster than N = CPUs", "Workers past the cores cost time"
    found, lack = _grid(judged, cpus)
    if lack or found is None or cpus is None:
        return conclude("C1", C1_TEXT, C1_EXPERIMENT, [Part("Both halves", [], lack)])
    first, second = [], []
    for runner in POOLS:
        mine = evidence.cells(found, runner)
        at_cores = evidence.cell(found, runner, cpus)
        past = [one for one in mine if one.workers > cpus]
        if at_cores is None or not past:
            continue
        others = [one for one in mine if one.workers != cpus]
        best = min(others, key=lambda one: one.wall.median)
        first.append(
            below(
                evidence.log_ratios(at_cores.walls, best.walls),
                1 + found.margin,
                (f"{runner} N={best.workers} is ", f" as fast as N={cpus}"),
                evidence.label(found, best, f"speed over N={cpus}"),
                tries=len(others),
            )
        )
        last = past[-1]
        second.append(
            above(
                evidence.log_ratios(last.walls, at_cores.walls),
                1 + found.margin,
                (f"{runner} N={last.workers} took ", f" the time of N={cpus}"),
                evidence.label(found, last, f"time over N={cpus}"),
            )
        )
    margin = f"Less than {numbers.percent(found.margin)} counts as no difference."
    parts = [Part(fastest, first), Part(cost, second)]
    return conclude("C1", C1_TEXT, C1_EXPERIMENT, parts, [margin])


def _grid(judged: Judged, cpus: int | None) -> tuple[Findings | None, str]:
    """The experiment to ask, and why there is none."""
    if cpus is None:
        return None, evidence.UNKNOWN_CPUS
    candidates = _like_primes(judged)
    if not candidates:
        return None, "no primes of like cost in this run"
    quiet = [found for found in candidates if not found.too_busy]
    if not quiet:
        return None, evidence.busy(candidates)
    for found in quiet:
        for runner in POOLS:
            mine = [one.workers for one in evidence.cells(found, runner)]
            if cpus in mine and max(mine) > cpus:
                return found, ""
    return None, f"no pool was measured both at N={cpus}, the CPUs, and past them"


def _like_primes(judged: Judged) -> list[Findings]:
    """Even sets first: in a skewed one the costliest tasks decide."""
    found = evidence.experiments(judged, "primes", lambda params: params.get("set") != "textbook")
    return sorted(found, key=lambda one: one.experiment.parameters().get("set") != "even")


def processes_speed_up_primes(judged: Judged) -> ClaimResult:
    cpus = evidence.whole_cpus(judged)
    if cpus is None or cpus < 2:
        lack = "it takes two CPUs" if cpus else evidence.UNKNOWN_CPUS
        return conclude("C2", C2_TEXT, C2_EXPERIMENT, [Part("Processes speed up primes", [], lack)])
    six = evidence.experiments(judged, "primes", lambda params: params.get("set") == "textbook")
    parts = [
        _against_serial("Processes speed up the notes' six numbers", six, cpus),
        _against_serial("Processes speed up many like primes", _like_primes(judged)[:1], cpus),
    ]
    extra, figures = _bound(six, cpus)
    return conclude("C2", C2_TEXT, C2_EXPERIMENT, parts, extra, figures)


def _against_serial(name: str, founds: list[Findings], cpus: int) -> Part:
    lack = "no such primes in this run" if not founds else evidence.busy(founds)
    if lack:
        return Part(name, [], lack)
    comparisons = []
    for runner in ("process_pool", "python_pool_processes"):
        one = evidence.at_least(founds[0], runner, cpus)
        if one is not None and evidence.base_of(founds[0], runner) is not None:
            comparisons.append(_speedup(founds[0], one))
    own = any(one.words.startswith("process_pool ") for one in comparisons)
    lack = "" if own else f"process_pool with N={cpus} or more, or serial, was not measured"
    return Part(name, comparisons, lack)


def _speedup(found: Findings, one: Estimate) -> Comparison:
    base = evidence.base_name(evidence.base_of(found, one.runner))
    return above(
        evidence.log_speedups(found, one),
        1 + found.margin,
        (f"{one.runner} N={one.workers} is ", f" {base}"),
        evidence.label(found, one, f"speedup over {base}"),
    )


def _bound(six: list[Findings], cpus: int) -> tuple[list[str], list[Figure]]:
    if not six:
        return [], []
    bound = uneven.bound(cpus)
    words = (
        f"The six numbers themselves allow {numbers.ratio(bound)}× with {cpus} workers, "
        f"{numbers.ratio(uneven.bound(6))}× with any number."
    )
    return [words], [plain(f"bound of the six numbers at N={cpus}", bound, "ratio")]
