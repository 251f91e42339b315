"""C5: what starting a thread for each task costs, and from which task size on it hardly does."""

from __future__ import annotations

import math

from reports.notes.claims import evidence
from reports.notes.claims.comparison import Part, above, conclude
from reports.notes.claims.result import RATIO, SECONDS, ClaimResult, Figure, of_numbers, of_values
from reports.stats.estimates import Block
from reports.text import numbers
from reports.verdicts.findings import Judged
from reports.verdicts.verdicts import Findings

# Up to a tenth is what nobody would build a pool for. Fixed, so that machines can be compared.
BREAK_EVEN = 1.1
# Starting a thread takes some tens of microseconds: longer tasks hide it, and answer nothing.
SMALL_S = 1e-4

TEXT = "Starting threads costs; a pool saves it."
EXPERIMENT = "range_sum of 10^6 numbers in 16, 256 and 4096 slices: thread_per_task, thread_pool"
PER_TASK, POOL = "thread_per_task", "thread_pool"
Sizes = list[tuple[float, dict[Block, float]]]  # serial seconds a task, ln(per task / pool)


def threads_cost(judged: Judged) -> ClaimResult:
    name = "A thread for each small task costs more than a pool, the pool's start included"
    founds, workers, lack = _sweep(judged)
    sizes = _sizes(founds, workers)
    if not sizes:
        lack = lack or "no clean trials of serial, thread_per_task and thread_pool together"
        return conclude("C5", TEXT, EXPERIMENT, [Part(name, [], lack)])
    size, logs = sizes[0]
    if size > SMALL_S:
        lack = f"no task as small as {numbers.time(SMALL_S)}, the smallest {numbers.time(size)}"
        return conclude("C5", TEXT, EXPERIMENT, [Part(name, [], lack)])
    margin = max(found.margin for found in founds)
    small = numbers.time(size)
    words = (f"{PER_TASK} N={workers} takes ", f" the time of {POOL} at {small} a task")
    first = above(logs, 1 + margin, words, _label(workers, size))
    figures = [_ratio(workers, size, logs) for size, logs in sizes[1:]]
    even, said = _break_even(workers, sizes)
    figures = [one for one in [*figures, even] if one]
    return conclude("C5", TEXT, EXPERIMENT, [Part(name, [first])], [said], figures)


def _sweep(judged: Judged) -> tuple[list[Findings], int, str]:
    """The list that was cut into most different slices; else tasks that do nothing."""
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
            return [found for found in both if _workers(found, cpus) == workers], workers, ""
    return [], 0, spoilt or "no task sizes at which both were measured with one N"


def _workers(found: Findings, cpus: int | None) -> int | None:
    """CPUs where both runners have that, else the fewest that both have, more than one."""
    mine = [{one.workers for one in evidence.cells(found, runner)} for runner in (PER_TASK, POOL)]
    shared = sorted(n for n in mine[0] & mine[1] if n > 1)
    return cpus if cpus in shared else next(iter(shared), None)


def _sizes(founds: list[Findings], workers: int) -> Sizes:
    """From the smallest task on."""
    sizes = []
    for found in founds:
        base, tasks = evidence.base_of(found, POOL), evidence.tasks(found)
        both = [evidence.cell(found, runner, workers) for runner in (PER_TASK, POOL)]
        if base is None or not tasks or None in both:
            continue
        logs = evidence.log_ratios(*[evidence.whole_times(one) for one in both])
        if logs:
            sizes.append((base.wall.median / tasks, logs))
    return sorted(sizes, key=lambda size: size[0])


def _label(workers: int, size: float) -> str:
    return f"{PER_TASK} N={workers}: whole time over {POOL}'s at {numbers.time(size)} a task"


def _ratio(workers: int, size: float, logs: dict[Block, float]) -> Figure | None:
    ratios = {block: math.exp(value) for block, value in logs.items()}
    return of_values(_label(workers, size), ratios, RATIO)


def _break_even(workers: int, sizes: Sizes) -> tuple[Figure | None, str]:
    """Per block by interpolation, then the median over the blocks, as all figures here."""
    if len(sizes) < 2:
        return None, "From which task size on it hardly matters takes several sizes to tell."
    shared = set.intersection(*[set(logs) for _, logs in sizes])
    crossings = [crossing([(size, logs[block]) for size, logs in sizes]) for block in shared]
    label = f"{PER_TASK} N={workers}: serial time of a task where it takes {BREAK_EVEN:g}× as long"
    even = of_numbers(label, crossings, SECONDS)
    if even is None:
        return None, ""
    low, high = numbers.time(sizes[0][0]), numbers.time(sizes[-1][0])
    costs = f"It costs less than {BREAK_EVEN - 1:.0%}".replace("%", " %")
    if even.value is None:
        most = sum(value == math.inf for value in crossings) * 2 > len(crossings)
        where = f"only beyond the sizes tried, the greatest {high}" if most else f"already at {low}"
        return even, f"{costs} {where} a task."
    bounds = even.words if even.level is None or None not in (even.low, even.high) else _open(even)
    return even, f"{costs} from tasks of {bounds} on."


def _open(even: Figure) -> str:
    low = numbers.time(even.low) if even.low else "below the sizes tried"
    high = numbers.time(even.high) if even.high else "beyond the sizes tried"
    return f"{numbers.time(even.value)} [{low}, {high}]"


def crossing(points: list[tuple[float, float]]) -> float:
    """The greatest size at which the ratio falls to BREAK_EVEN; between sizes linear in logarithms.

    0: below it at every size; infinite: above it at the greatest one. points: size, ln(ratio).
    """
    edge = math.log(BREAK_EVEN)
    if points[-1][1] > edge:
        return math.inf
    for (small, above_it), (big, below_it) in reversed(list(zip(points, points[1:]))):
        if above_it > edge >= below_it:
            share = (above_it - edge) / (above_it - below_it)
            return math.exp(math.log(small) + share * math.log(big / small))
    return 0.0
