"""C4: is a range sum faster in parallel, and more so the larger it is?

A total time is set-up, pass and tear-down together; a total speedup compares those.
"""

from __future__ import annotations

from reports.notes import evidence
from reports.notes.claims.comparison import Part, Question, above, answers, conclude
from reports.notes.limits import LONG
from reports.notes.results import RATE, ClaimResult, Figure, of_logs, of_values
from reports.stats.estimates import Block
from reports.text import numbers
from reports.verdicts.findings import Judged
from reports.verdicts.verdicts import Findings

CLAIM = (
    "C4",
    "A range sum is much faster in parallel, and more so the larger it is.",
    "range_sum of 10^4, 10^6 and 10^8 numbers in 8 slices, set-up and tear-down included",
)
RUNNERS = ("thread_pool", "process_pool", "python_pool_processes")
COMPILED = ("thread_pool", "process_pool")
NOTES_WORKERS = 8
BYTES = 8  # per number
Gains = dict[int, dict[Block, float]]  # by size: ln of the total speedup


def faster_the_larger(judged: Judged) -> ClaimResult:
    cpus, by_size = evidence.whole_cpus(judged), _by_size(judged)
    lack = "" if by_size else "this run has no range_sum"
    if cpus is None or cpus < 2:
        lack = "needs two CPUs" if cpus else evidence.UNKNOWN_CPUS
    if lack:
        return conclude(CLAIM, [Part("Both halves", [], lack)])
    workers, size = _workers(by_size, cpus), max(by_size)
    enough = (1 + min(workers, cpus)) / 2  # half of what could be gained
    much, growth, steps, figures = [], [], [], []
    for runner in RUNNERS:
        gains = _gains(by_size, runner, workers)
        figures += _smaller_sizes(by_size, gains, runner, workers)
        if size in gains and size >= LONG:
            much.append(_much(by_size[size], runner, workers, gains[size], enough))
        if len(gains) > 1:
            growth.append(_growth(by_size, runner, workers, gains))
        if len(gains) > 2:
            steps += _steps(by_size, runner, workers, gains)
    lack = evidence.busy(by_size.values()) or ("" if growth else "needs several sizes of a runner")
    parts = [
        Part("A long sum is much faster in parallel", answers(much),
             "" if much else _no_long_sum(by_size[size], size, workers)),
        Part("The speedup grows with the size", answers(growth), lack),
    ]  # fmt: skip
    if steps:
        parts.append(Part("No step to a larger size loses speedup", answers(steps)))
    meaning = (
        f"Much faster is more than {numbers.ratio(enough)}×: half of what "
        f"{min(workers, cpus)} CPUs could gain."
    )
    ceiling, rates = _bandwidth(judged, by_size[size], size, workers)
    return conclude(CLAIM, parts, [meaning, ceiling], [*figures, *rates])


def _by_size(judged: Judged) -> dict[int, Findings]:
    """By number of elements, of the number of slices that has most sizes; busy ones among them."""
    groups: dict[object, dict[int, Findings]] = {}
    for found in evidence.experiments(judged, "range_sum", _has_a_size):
        params = found.experiment.parameters()
        groups.setdefault(repr(params.get("slices")), {})[params["elements"]] = found
    chosen = max(groups.values(), key=lambda one: (len(one), max(one)), default={})
    return dict(sorted(chosen.items()))


def _has_a_size(params: dict[str, object]) -> bool:
    size = params.get("elements")
    return isinstance(size, int) and 0 < size < 2**63


def _workers(by_size: dict[int, Findings], cpus: int) -> int:
    """The notes' eight, else as many as CPUs."""
    tried = {one.workers for found in by_size.values() for one in found.cells}
    return NOTES_WORKERS if NOTES_WORKERS in tried else cpus


def _gains(by_size: dict[int, Findings], runner: str, workers: int) -> Gains:
    gains = {}
    for size, found in by_size.items():
        one = evidence.cell(found, runner, workers)
        base = evidence.base_of(found, one) if one else None
        if base is not None and not found.too_busy:
            logs = evidence.log_ratios(evidence.whole_times(base), evidence.whole_times(one))
            if logs:
                gains[size] = logs
    return gains


def _no_long_sum(found: Findings, size: int, workers: int) -> str:
    if found.too_busy:
        return evidence.busy([found])
    if size < LONG:
        return f"this run has no sum of {_spaced(LONG)} numbers or more"
    return f"no runner was measured with N={workers} beside serial at {_spaced(size)} numbers"


def _much(
    found: Findings, runner: str, workers: int, logs: dict[Block, float], enough: float
) -> Question:
    size, base = found.experiment.parameters()["elements"], _base(found, runner, workers)
    words = (f"{runner} N={workers}: speedup ", f" over {base} at {_spaced(size)} numbers")
    return above(logs, enough, words, _label(runner, workers, base, size))


def _base(found: Findings, runner: str, workers: int) -> str:
    return evidence.base_name(evidence.base_of(found, evidence.cell(found, runner, workers)))


def _spaced(size: int) -> str:
    return f"{size:,}".replace(",", " ")


def _label(runner: str, workers: int, base: str, size: int) -> str:
    return f"{runner} N={workers}: total speedup over {base} at {size} numbers"


def _growth(by_size: dict[int, Findings], runner: str, workers: int, gains: Gains) -> Question:
    """The largest size against the smallest one."""
    return _grown(by_size, runner, workers, gains, (min(gains), max(gains)), is_step=False)


def _steps(by_size: dict[int, Findings], runner: str, workers: int, gains: Gains) -> list[Question]:
    """From one size to the next."""
    sizes = sorted(gains)
    return [
        _grown(by_size, runner, workers, gains, step, is_step=True)
        for step in zip(sizes, sizes[1:])
    ]


def _change(gains: Gains, step: tuple[int, int]) -> dict[Block, float]:
    """ln of the speedup at the larger size over that at the smaller one, inside shared blocks."""
    small, large = gains[step[0]], gains[step[1]]
    return {block: value - small[block] for block, value in large.items() if block in small}


def _grown(
    by_size: dict[int, Findings], runner: str, workers: int, gains: Gains, step: tuple[int, int],
    is_step: bool,
) -> Question:  # fmt: skip
    """A step must not lose more than the margin; the whole way must gain more."""
    small, large = step
    margin = max(by_size[small].margin, by_size[large].margin)
    words = (
        f"{runner}'s speedup at {_spaced(large)} numbers is ",
        f" that at {_spaced(small)}",
    )
    label = f"{runner} N={workers}: total speedup at {large} over that at {small} numbers"
    limit = 1 / (1 + margin) if is_step else 1 + margin
    return above(_change(gains, step), limit, words, label)


def _smaller_sizes(
    by_size: dict[int, Findings], gains: Gains, runner: str, workers: int
) -> list[Figure]:
    """Speedups that no comparison shows."""
    made = [
        of_logs(_label(runner, workers, _base(by_size[size], runner, workers), size), gains[size])
        for size in sorted(set(gains) - {max(by_size)})
    ]
    return [one for one in made if one]


def _bandwidth(
    judged: Judged, found: Findings, size: int, workers: int
) -> tuple[str, list[Figure]]:
    """Of a long sum: bytes per second of the passes alone, and what the run's probe read."""
    if size < LONG or found.too_busy:
        return "", []
    chosen = [evidence.cell(found, "serial", 1)]
    chosen += [evidence.cell(found, runner, workers) for runner in COMPILED]
    figures = [
        of_values(
            evidence.label(found, one, "bytes summed per second"),
            {block: BYTES * size / wall for block, wall in one.walls.items()},
            RATE,
        )
        for one in chosen
        if one is not None
    ]
    figures = [one for one in figures if one is not None]
    limit = judged.bandwidth.at(workers)
    if limit is None or not figures:
        return "", figures
    best = max(figures, key=lambda one: one.value)
    rate = numbers.figure(limit.median / 1e9)
    return (
        f"Memory bandwidth limits a long sum: the run's probe read {rate} GB/s, the fastest pass "
        f"{best.words}."
    ), figures
