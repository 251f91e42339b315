"""What the advice says of a rate of requests: latencies, headroom, and what N costs."""

from __future__ import annotations

from reports.stats import statistics
from reports.stats.latency import ServiceCell
from reports.text import numbers
from reports.text.names import shown
from reports.text.numbers import several
from reports.verdicts.advice.advice import Advice


def answer(advice: Advice) -> str:
    found = advice.at_rate
    names = [shown(one, 40) for one in advice.runners]
    either = " or ".join(filter(None, (", ".join(names[:-1]), names[-1])))
    workers = several(found.chosen.workers, "worker")
    return f"Use {either} with {workers} at {rate(found.rate_per_s)}: {_tail(found.chosen)}"


def lines(advice: Advice) -> list[str]:
    """After the answer, at most five."""
    limit_s = advice.seen.question.p99_s
    return [_why(advice, limit_s), _highest(advice, limit_s), _load(advice), _cost(advice)]


def rate(per_s: float) -> str:
    return f"{numbers.figure(per_s)}/s"


def _why(advice: Advice, limit_s: float | None) -> str:
    found = advice.at_rate
    if limit_s is None:
        why = "the fewest whose p99 is within 10 % of the shortest"
    elif found.keeps_p99:
        why = f"the fewest that keep p99 ≤ {numbers.time(limit_s)}"
    elif found.keeps_p99 is None and (found.chosen.centre("p99_s") or 0) <= limit_s:
        why = f"low confidence: probably the fewest that keep p99 ≤ {numbers.time(limit_s)}"
    else:
        why = f"nothing measured keeps p99 ≤ {numbers.time(limit_s)}: this is the shortest"
    if found.fewer and found.fewer.summaries["p99_s"]:
        why += f"; N={found.fewer.workers}: p99 {numbers.time_span(found.fewer.summaries['p99_s'])}"
    return why


def _highest(advice: Advice, limit_s: float | None) -> str:
    """Up to which rate this N does, of the rates that were measured."""
    found = advice.at_rate
    what = f"keeps p99 ≤ {numbers.time(limit_s)}" if limit_s else "keeps up"
    if found.highest_per_s is None:
        return f"no rate that was measured {what}" if len(found.swept) > 1 else ""
    text = f"{what} up to {rate(found.highest_per_s)}"
    if not found.highest_is_shown:
        text = f"probably {text}"
    if found.first_bad_per_s:
        text += f", not at {rate(found.first_bad_per_s)}"
    return f"{text}: headroom {numbers.ratio(found.headroom)}×"


def _load(advice: Advice) -> str:
    chosen = advice.at_rate.chosen
    busy = chosen.centre("utilisation")
    text = f"workers are busy {numbers.percent(busy)} of the time" if busy is not None else ""
    queued = chosen.summaries["queue_wait_s"]
    if queued and text:
        text += f"; a request waits {numbers.time_span(queued)} for one"
    return text


def _cost(advice: Advice) -> str:
    found = advice.at_rate
    text = f"costs {_use(found.chosen)}"
    if found.doubled and found.doubled.summaries["p99_s"]:
        tail = numbers.time_span(found.doubled.summaries["p99_s"])
        text += f"; N={found.doubled.workers}: p99 {tail}, {_use(found.doubled)}"
    return text


def _use(cell: ServiceCell) -> str:
    used = [one.cpu_s / one.wall_s for one in cell.trials if one.cpu_s is not None and one.wall_s]
    parts = [f"{statistics.median(used):.2f} CPUs"] if used else []
    kib = cell.peak_rss_kib
    parts += [f"{numbers.figure(kib / 1024)} MiB"] if kib is not None else []
    return ", ".join(parts) or "not read"


def _tail(cell: ServiceCell) -> str:
    parts = []
    for name, label in (("p50_s", "p50"), ("p99_s", "p99")):
        if cell.summaries[name]:
            parts.append(f"{label} {numbers.time_span(cell.summaries[name])}")
    if cell.errors:
        parts.append(several(cell.errors, "error"))
    return ", ".join(parts) or "too few requests for a percentile"
