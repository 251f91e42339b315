"""C5: what a thread per task costs, and from which task size on it hardly costs anything."""

from __future__ import annotations

import math
from collections.abc import Sequence

from reports.notes import evidence
from reports.notes.claims.comparison import Part, above, answers, below, conclude
from reports.notes.limits import BREAK_EVEN, LONG_S, SMALL_S
from reports.notes.results import SECONDS, ClaimResult, Figure, of_logs
from reports.stats import pooling
from reports.stats.estimates import Block
from reports.stats.statistics import CONFIDENCE
from reports.text import numbers
from reports.verdicts.findings import Judged
from reports.verdicts.verdicts import Findings

CLAIM = (
    "C5",
    "Starting threads costs time; a pool saves it.",
    "range_sum of 10^6 numbers in 16, 256 and 4096 slices and busy_loop: thread_per_task, "
    "thread_pool",
)
PER_TASK, POOL = "thread_per_task", "thread_pool"
Sizes = list[tuple[float, dict[Block, float]]]  # serial seconds per task, ln(per task / pool)


def threads_cost(judged: Judged) -> ClaimResult:
    name = "A thread per small task costs more than a pool, the pool's start included"
    candidates, workers, lack = _sweep(judged)
    sizes = _sizes(candidates, workers)
    if not sizes:
        lack = lack or "no undisturbed trials of serial, thread_per_task and thread_pool together"
        return conclude(CLAIM, [Part(name, [], lack)])
    size, logs = sizes[0]
    small = numbers.time(size)
    if size > SMALL_S:
        lack = f"no task is as short as {numbers.time(SMALL_S)}; the shortest takes {small}"
        return conclude(CLAIM, [Part(name, [], lack)])
    margin = max(found.margin for found in candidates)
    words = (f"{PER_TASK} N={workers} takes ", f" the time of {POOL} at {small} per task")
    parts = [Part(name, answers([above(logs, 1 + margin, words, _label(workers, size))]))]
    parts.append(_long_tasks(workers, sizes, margin))
    others = sizes[1:-1] if parts[1].comparisons else sizes[1:]
    figures = [of_logs(_label(workers, size), logs) for size, logs in others]
    even, said = _break_even(workers, sizes)
    return conclude(CLAIM, parts, [said], [one for one in [*figures, even] if one])


def _long_tasks(workers: int, sizes: Sizes, margin: float) -> Part:
    """Where starting is a small share, so that a difference would have another reason."""
    name = "A thread per long task costs no more"
    size, logs = sizes[-1]
    if size < LONG_S:
        took = numbers.time(size)
        return Part(name, [], f"no task takes {numbers.time(LONG_S)}; the longest takes {took}")
    words = (f"{PER_TASK} N={workers} takes ", f" the time of {POOL} at {numbers.time(size)}")
    return Part(name, answers([below(logs, 1 + margin, words, _label(workers, size))]))


def _sweep(judged: Judged) -> tuple[list[Findings], int, str]:
    """The list that was cut into most different slices, else tasks that do nothing; and loops."""
    cpus = evidence.whole_cpus(judged)
    groups: dict[object, list[Findings]] = {}
    for found in evidence.experiments(judged, "range_sum"):
        groups.setdefault(repr(found.experiment.parameters().get("elements")), []).append(found)
    several = [group for group in groups.values() if len(group) > 1]
    choices = sorted(several, key=len, reverse=True) + [evidence.experiments(judged, "empty")]
    spoilt = ""
    for group in choices:
        smallest = max(group, key=lambda found: evidence.tasks(found) or 0, default=None)
        if smallest is None or smallest.too_busy:
            spoilt = spoilt or evidence.busy(group)
            continue
        both = [found for found in group if not found.too_busy and _workers(found, cpus)]
        if both:
            workers = _workers(both[0], cpus)
            longer = evidence.experiments(judged, "busy_loop")
            both += [found for found in longer if not found.too_busy]
            return [found for found in both if _workers(found, cpus) == workers], workers, ""
    return [], 0, spoilt or "no task size at which both were measured with the same N"


def _workers(found: Findings, cpus: int | None) -> int | None:
    """CPUs where both runners have that, else the fewest that both have, more than one."""
    mine = [{one.workers for one in evidence.cells(found, runner)} for runner in (PER_TASK, POOL)]
    shared = sorted(n for n in mine[0] & mine[1] if n > 1)
    return cpus if cpus in shared else next(iter(shared), None)


def _sizes(candidates: list[Findings], workers: int) -> Sizes:
    """From the smallest task on."""
    sizes = []
    for found in candidates:
        both = [evidence.cell(found, runner, workers) for runner in (PER_TASK, POOL)]
        base, tasks = evidence.cell(found, evidence.BASE, 1), evidence.tasks(found)
        if base is None or not tasks or None in both:
            continue
        logs = evidence.log_ratios(*[evidence.whole_times(one) for one in both])
        if logs:
            sizes.append((base.wall.median / tasks, logs))
    return sorted(sizes, key=lambda size: size[0])


def _label(workers: int, size: float) -> str:
    return f"{PER_TASK} N={workers}: total time over {POOL}'s at {numbers.time(size)} per task"


def _break_even(workers: int, sizes: Sizes) -> tuple[Figure | None, str]:
    """Where the pooled ratios cross it; its ends are where the ends of their intervals do."""
    if len(sizes) < 2:
        return None, "The break-even task size needs several task sizes."
    lengths = [size for size, _ in sizes]
    found = pooling.summaries([list(logs.values()) for _, logs in sizes])
    middle = crossing(lengths, [one.median for one in found])
    intervals = [one.interval for one in found]
    low = high = level = None
    if None not in intervals:
        low = _finite(crossing(lengths, [one.low for one in intervals]))
        high = _finite(crossing(lengths, [one.high for one in intervals]))
        level = CONFIDENCE
    label = f"{PER_TASK} N={workers}: serial time per task where it takes {BREAK_EVEN:g}× as long"
    blocks = min(one.n for one in found)
    even = Figure(label, _finite(middle), low, high, level, blocks, SECONDS)
    extra = numbers.percent(BREAK_EVEN - 1)
    shortest, longest = numbers.time(lengths[0]), numbers.time(lengths[-1])
    if even.value is not None:
        bounds = even.words if level is None or None not in (low, high) else ""
        return even, f"It costs less than {extra} from {bounds or _open(even)} per task on."
    if middle == math.inf:
        return even, f"It costs more than {extra} even at the longest task tried, {longest}."
    return even, f"It costs less than {extra} even at the shortest task tried, {shortest}."


def _finite(size: float) -> float | None:
    return size if 0 < size < math.inf else None


def _open(even: Figure) -> str:
    low = numbers.time(even.low) if even.low else "below the sizes tried"
    high = numbers.time(even.high) if even.high else "beyond the sizes tried"
    return f"{numbers.time(even.value)} [{low}, {high}]"


def crossing(sizes: Sequence[float], ratios: Sequence[float]) -> float:
    """The largest size at which the ratio falls to BREAK_EVEN, linear in logarithms between sizes.

    0: below it at every size; infinite: above it at the largest one.
    """
    edge = math.log(BREAK_EVEN)
    points = [(size, math.log(ratio)) for size, ratio in zip(sizes, ratios)]
    if points[-1][1] > edge:
        return math.inf
    for (small, above_it), (large, below_it) in reversed(list(zip(points, points[1:]))):
        if above_it > edge >= below_it:
            share = (above_it - edge) / (above_it - below_it)
            return math.exp(math.log(small) + share * math.log(large / small))
    return 0.0
