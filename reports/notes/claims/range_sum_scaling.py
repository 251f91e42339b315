"""C4: is a range sum faster in parallel, and the more so the bigger it is? Whole times."""

from __future__ import annotations

import math

from reports.notes.claims import evidence, sums
from reports.notes.claims.comparison import Comparison, Part, above, conclude
from reports.notes.claims.result import RATIO, ClaimResult, Figure, of_values
from reports.stats.estimates import Block
from reports.stats.statistics import median
from reports.text import numbers
from reports.verdicts.findings import Judged
from reports.verdicts.verdicts import Findings

TEXT = "A range sum is much faster in parallel, and the more so the bigger it is."
EXPERIMENT = "range_sum of 10^4, 10^6 and 10^8 numbers in 8 slices, set-up and tear-down included"
RUNNERS = ("thread_pool", "process_pool", "python_pool_processes")
NOTES_WORKERS = 8


def faster_the_bigger(judged: Judged) -> ClaimResult:
    much, more = "A long sum is much faster in parallel", "The more so the bigger it is"
    cpus = evidence.whole_cpus(judged)
    by_size = sums.by_size(judged)
    lack = "" if by_size else "no range_sum in this run"
    if cpus is None or cpus < 2:
        lack = "it takes two CPUs" if cpus else evidence.UNKNOWN_CPUS
    if lack:
        return conclude("C4", TEXT, EXPERIMENT, [Part("Both halves", [], lack)])
    workers = _workers(by_size, cpus)
    enough = (1 + min(workers, cpus)) / 2  # half of what could be gained
    size = max(by_size)
    first, second, third, figures = [], [], [], []
    for runner in RUNNERS:
        gains = sums.gains(by_size, runner, workers)
        figures += _of_each_size(by_size, gains, runner, workers)
        if size in gains and size >= sums.LONG:
            first.append(_much(by_size[size], runner, workers, size, gains[size], enough))
        if len(gains) > 1:
            second.append(_growth(by_size, runner, workers, gains))
        if len(gains) > 2:
            third.append(_steepest_fall(by_size, runner, workers, gains))
    gain = f"half of what {min(workers, cpus)} CPUs could gain"
    margin = f"Much is more than {numbers.ratio(enough)}×: {gain}."
    busy = evidence.busy(by_size.values())
    parts = [
        Part(much, first, "" if first else _no_long_sum(by_size[size], size, workers)),
        Part(more, second, busy or ("" if second else "it takes several sizes of one runner")),
    ]
    if third:
        parts.append(Part("No step between two sizes loses", third))
    ceiling, rates = sums.bandwidth(judged, by_size[size], size, workers)
    return conclude("C4", TEXT, EXPERIMENT, parts, [margin, ceiling], [*figures, *rates])


def _no_long_sum(found: Findings, size: int, workers: int) -> str:
    if found.too_busy:
        return evidence.busy([found])
    if size < sums.LONG:
        return f"no sum of {_spaced(sums.LONG)} numbers or more in this run"
    return f"no runner with N={workers} and serial beside it at {_spaced(size)} numbers"


def _workers(by_size: dict[int, Findings], cpus: int) -> int:
    """The notes' eight, else as many as CPUs."""
    tried = {one.workers for found in by_size.values() for one in found.cells}
    return NOTES_WORKERS if NOTES_WORKERS in tried else cpus


def _much(
    found: Findings, runner: str, workers: int, size: int, logs: dict[Block, float], enough: float
) -> Comparison:
    base = evidence.base_name(evidence.base_of(found, runner))
    words = (f"{runner} N={workers} is ", f" {base} at {_spaced(size)} numbers")
    return above(logs, enough, words, _label(runner, workers, base, size))


def _spaced(size: int) -> str:
    return f"{size:,}".replace(",", " ")


def _label(runner: str, workers: int, base: str, size: int) -> str:
    return f"{runner} N={workers}: whole speedup over {base} at {size} numbers"


def _growth(
    by_size: dict[int, Findings], runner: str, workers: int, gains: dict[int, dict[Block, float]]
) -> Comparison:
    """The greatest size against the smallest one."""
    sizes = sorted(gains)
    return _grown(by_size, runner, workers, gains, (sizes[0], sizes[-1]), falls=0)


def _steepest_fall(
    by_size: dict[int, Findings], runner: str, workers: int, gains: dict[int, dict[Block, float]]
) -> Comparison:
    """Of the steps from one size to the next, the one that gains least by its median."""
    sizes = sorted(gains)
    steps = list(zip(sizes, sizes[1:]))
    worst = min(steps, key=lambda step: median(list(_change(gains, step).values()) or [math.inf]))
    return _grown(by_size, runner, workers, gains, worst, falls=len(steps))


def _change(gains: dict[int, dict[Block, float]], step: tuple[int, int]) -> dict[Block, float]:
    """ln of the speedup at the greater size over that at the smaller one, inside shared blocks."""
    small, big = gains[step[0]], gains[step[1]]
    return {block: value - small[block] for block, value in big.items() if block in small}


def _grown(
    by_size: dict[int, Findings], runner: str, workers: int,
    gains: dict[int, dict[Block, float]], step: tuple[int, int], falls: int,
) -> Comparison:  # fmt: skip
    """falls: of so many steps this one was chosen, and is not to fall; 0: it is to rise."""
    small, big = step
    margin = max(by_size[small].margin, by_size[big].margin)
    limit = 1 / (1 + margin) if falls else 1 + margin
    words = (
        f"{runner}'s speedup at {_spaced(big)} numbers is ",
        f" that at {_spaced(small)}",
    )
    label = f"{runner} N={workers}: whole speedup at {big} over that at {small} numbers"
    return above(_change(gains, step), limit, words, label, tries=max(falls, 1))


def _of_each_size(
    by_size: dict[int, Findings], gains: dict[int, dict[Block, float]], runner: str, workers: int
) -> list[Figure]:
    """Less the greatest of all, which is compared."""
    made = []
    for size in sorted(set(gains) - {max(by_size)}):
        base = evidence.base_name(evidence.base_of(by_size[size], runner))
        ratios = {block: math.exp(value) for block, value in gains[size].items()}
        made.append(of_values(_label(runner, workers, base, size), ratios, RATIO))
    return [one for one in made if one]
