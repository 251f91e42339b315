"""What a chart shows, in one plain line with figures; draws nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from reports.charts import costs, phases, timeline
from reports.text.names import shown
from reports.stats.lost_time import Loss
from reports.stats.series import BASE, Point
from reports.stats.statistics import FEWEST_FOR_AN_INTERVAL, Summary
from reports.text import numbers
from reports.data.spans import Trace

NEAR = 0.03  # no difference worth more workers
NOTHING = "No cell has a clean trial: there is nothing to read here."


@dataclass(frozen=True)
class Best:
    """The best cell of a chart, and the fewest workers that come within NEAR of it."""

    best: Point
    fewest: int
    most_tried: int

    def edge(self) -> str:
        if self.most_tried == self.fewest:
            alone = self.best.workers == self.fewest
            return "" if alone and self.fewest == 1 else "; more workers were not tried"
        return f"; beyond {numbers.several(self.fewest, 'worker')} nothing is gained"


def name(cell: Point | Loss) -> str:
    return f"{shown(cell.runner, 40)} N={cell.workers}"


def best_of(speedups: Sequence[Point]) -> Best | None:
    """By median, cells with enough blocks first: one lucky block must not win."""
    known = [point for point in speedups if point.summary]
    enough = [point for point in known if point.summary.n >= FEWEST_FOR_AN_INTERVAL] or known
    if not enough:
        return None
    best = max(enough, key=lambda point: (point.summary.median, -point.workers))
    near = [one for one in enough if one.summary.median * (1 + NEAR) >= best.summary.median]
    tried = [point.workers for point in speedups if point.values]
    return Best(best, min(point.workers for point in near), max(tried))


def speedup(points: Sequence[Point]) -> str:
    found = best_of(points)
    if found is None:
        return NOTHING
    best = found.best
    words = f"Fastest is {name(best)}, {_times(best.summary)} {BASE}{_span(best.summary)}"
    if best.summary.median < 1 + NEAR:
        verb = "is slower than" if best.summary.median < 1 / (1 + NEAR) else "is as fast as"
        words = f"Nothing is faster than {BASE}: the best, {name(best)}, {verb} it at "
        return f"{words}{_times(best.summary)}{_span(best.summary)}."
    return words + found.edge() + "."


def time(points: Sequence[Point]) -> str:
    known = [point for point in points if point.summary]
    if not known:
        return NOTHING
    enough = [point for point in known if point.summary.n >= FEWEST_FOR_AN_INTERVAL] or known
    best = min(enough, key=lambda point: (point.summary.median, point.workers))
    words = f"Shortest is {name(best)}: {numbers.time(best.summary.median)} a pass"
    words += _time_span(best.summary)
    serial = next((one for one in known if one.runner == BASE), None)
    if serial and serial is not best:
        words += f"; {BASE} takes {numbers.time(serial.summary.median)}"
    slowest = max(enough, key=lambda point: point.summary.median)
    if slowest is not best and slowest is not serial:
        words += f", {name(slowest)} is the slowest with {numbers.time(slowest.summary.median)}"
    return words + "."


def efficiency(points: Sequence[Point], shares: Sequence[Point], bound: str) -> str:
    """points: speedup / N; shares: of the bound, which is named in words."""
    known = [point for point in points if point.summary]
    if not known:
        return NOTHING
    best = max(known, key=lambda point: (point.summary.median, -point.workers))
    said = [f"{name(best)} makes the most of each worker: {numbers.percent(best.summary.median)}"]
    share = {(one.runner, one.workers): one for one in shares if one.summary}
    last = [one for one in known if one.workers == max(point.workers for point in known)]
    far = max(last, key=lambda point: point.summary.median)
    if far is not best:
        words = f"at N={far.workers} it is at most {numbers.percent(far.summary.median)}"
        mine = share.get((far.runner, far.workers))
        if mine:
            words += f", which is {numbers.percent(mine.summary.median)} of {bound}"
        said.append(f"{words} ({shown(far.runner, 40)})")
    elif (best.runner, best.workers) in share:
        median = share[best.runner, best.workers].summary.median
        said.append(f"that is {numbers.percent(median)} of {bound}")
    return "; ".join(said) + "."


def overview(heads: Sequence[tuple[str, Sequence[Point], str]]) -> str:
    """heads: name of a panel, its speedups, and why there are none."""
    said = []
    for head, points, why in heads:
        found = best_of(points)
        if found is None:
            said.append(f"{head}: {why or 'no clean trial'}")
        else:
            said.append(f"{head}: {name(found.best)} is {_times(found.best.summary)} {BASE}")
    return "; ".join(said) + "."


def whole(found: dict[str, list[Point]]) -> str:
    """found: by column, as the chart of the phases has them."""
    steady = {(one.runner, one.workers): one for one in found["wall_s"] if one.summary}
    pairs = [
        (one, steady[one.runner, one.workers])
        for one in found["whole_s"]
        if one.summary and one.runner != BASE and (one.runner, one.workers) in steady
    ]
    if not pairs:
        return NOTHING
    ordered = sorted(pairs, key=lambda pair: phases.added(*pair))
    said = []
    for words, (one, pass_) in (
        ("Outside the pass, set-up and tear-down cost least with", ordered[0]),
        ("most with", ordered[-1]),
    ):
        extra = max(0.0, one.summary.median - pass_.summary.median)
        said.append(f"{words} {name(one)}, {numbers.time(extra) if extra else '0 s'} or ")
        share = phases.added(one, pass_)
        said[-1] += (
            f"{numbers.ratio(share)} times a pass" if share >= 2
            else f"{numbers.percent(share)} of a pass"
        )  # fmt: skip
    return (said[0] if len(ordered) == 1 else "; ".join(said)) + "."


def cost(saved: Sequence[Point], cpu: Sequence[Point]) -> str:
    spent = {(one.runner, one.workers): one.summary for one in cpu if one.summary}
    both = [one for one in saved if one.summary and (one.runner, one.workers) in spent]
    if not both:
        return NOTHING
    most = max(one.summary.median for one in both)
    near = [one for one in both if (1 - one.summary.median) <= (1 - most) * (1 + NEAR)]

    def times(point: Point) -> float:
        return spent[point.runner, point.workers].median

    best = min(near, key=lambda one: (one.workers, times(one)))
    worst = max(both, key=times)
    words = f"{name(best)} {_saving(best)} for {_price(times(best))}"
    if worst is not best:
        words += f"; most CPU time goes to {name(worst)}, which {_saving(worst)} for "
        words += _price(times(worst))
    return words + "."


def loss(losses: Sequence[Loss]) -> str:
    known = [one for one in losses if not one.reason]
    if not known:
        return f"Not known here: {losses[0].reason}." if losses else NOTHING
    least = min(one.whole_s for one in known)
    near = [one for one in known if one.whole_s <= least * (1 + NEAR)]
    best = min(near, key=lambda one: (one.workers, one.whole_s))
    said = [f"{name(best)}, the shortest from set-up to tear-down, {_lost(best)}"]
    worst = max(known, key=lambda one: one.lost_share)
    if worst is not best:
        said.append(f"{name(worst)} {_lost(worst)}")
    return "; ".join(said) + "."


def _lost(one: Loss) -> str:
    if abs(one.lost_share) < 0.0005:
        return "loses nothing"
    if one.lost_s < 0:
        less = numbers.percent(-one.lost_s / one.serial_s)
        return f"loses nothing: its workers need {less} less time than {BASE}"
    part = max(one.parts, key=one.parts.get)
    share = numbers.percent(one.parts[part] / sum(max(0.0, lost) for lost in one.parts.values()))
    return (
        f"loses {numbers.percent(one.lost_share)} of its workers' time, {share} of that to: {part}"
    )


def gantt(trace: Trace) -> str:
    spans = trace.spans
    counts: dict[int, int] = {}
    for span in spans:
        counts[span.worker] = counts.get(span.worker, 0) + 1
    tasks = numbers.several(len(spans), "task")
    words = f"{tasks} on {numbers.several(trace.trial.workers, 'worker')}: "
    turn = timeline.turns(spans)
    waves = max(counts.values())
    later = next((span for span in spans if turn[span.task]), None)
    lengths = [span.end_s - span.start_s for span in spans]
    even = waves - min(counts.values()) <= 1 and max(lengths) <= 1.5 * min(lengths)
    if trace.trial.workers == 1:
        words += "one after the other"
    elif later is None:
        words += f"one wave, the last one starts {_after(spans[-1].start_s - spans[0].start_s)}"
    else:
        words += f"{waves} waves" if even else f"up to {waves} in a row on one worker"
        after = _after(later.start_s - spans[0].start_s)
        words += f"; task {later.task} starts {after}, when worker {later.worker} is free"
    used = sum(lengths)
    share = numbers.percent(min(1.0, used / (trace.trial.workers * trace.pass_s)))
    pass_words = f"; the pass takes {numbers.time(trace.pass_s)}, in which the workers run tasks "
    return f"{words}{pass_words}{share} of the time."


def _after(seconds: float) -> str:
    return f"{numbers.time(seconds)} after the first" if seconds > 0 else "with the first"


def _times(summary: Summary) -> str:
    return f"{numbers.ratio(summary.median)}×"


def _span(summary: Summary) -> str:
    if summary.interval:
        return f" {numbers.span(summary.interval)}"
    return f" (points only: {numbers.several(summary.n, 'block')})"


def _time_span(summary: Summary) -> str:
    if summary.interval is None:
        return f" (points only: {numbers.several(summary.n, 'block')})"
    low, high = (numbers.time(end) for end in (summary.interval.low, summary.interval.high))
    return f" [{low}, {high}]"


def _saving(point: Point) -> str:
    share = point.summary.median
    if share <= -1:
        return f"takes {numbers.ratio(1 - share)} times as long"
    verb = "saves" if share >= 0 else "loses"
    return f"{verb} {numbers.percent(abs(share))} of the time"


def _price(times: float) -> str:
    if times >= 2:
        return f"{numbers.ratio(times)} times the CPU time"
    if abs(times - 1) < 0.0005:
        return "the same CPU time"
    return f"{numbers.percent(abs(times - 1))} {'more' if times > 1 else 'less'} CPU time"
