"""What advice.json says of a rate of requests."""

from __future__ import annotations

from reports.stats import statistics
from reports.stats.latency import ServiceCell
from reports.stats.statistics import Summary
from reports.verdicts.advice.rates import ForRate

SUMMARIES = ("achieved_per_s", "p50_s", "p99_s", "queue_wait_s")


def content(found: ForRate) -> dict[str, object]:
    cells = found.found.cells if found.found else []
    return {
        "rate_per_s": found.rate_per_s if found.found else None,
        "keeps_p99": found.keeps_p99,
        "chosen": found.chosen and _cell(found, found.chosen),
        "fewer": found.fewer and _cell(found, found.fewer),
        "doubled": found.doubled and _cell(found, found.doubled),
        "highest_per_s": found.highest_per_s,
        "highest_is_shown": found.highest_is_shown,
        "first_bad_per_s": found.first_bad_per_s,
        "headroom": found.headroom,
        "measured": [_cell(found, one) for one in cells],
        "swept": [_cell(found, one) for one in found.swept],
    }


def summary(summary: Summary | None) -> dict[str, object] | None:
    if summary is None:
        return None
    interval = summary.interval
    return {
        "median": summary.median,
        "low": interval.low if interval else None,
        "high": interval.high if interval else None,
        "blocks": summary.n,
    }


def _cell(found: ForRate, cell: ServiceCell) -> dict[str, object]:
    used = [one.cpu_s / one.wall_s for one in cell.trials if one.cpu_s is not None and one.wall_s]
    return {
        "runner": cell.runner,
        "workers": cell.workers,
        "rate_per_s": cell.rate_per_s,
        "saturated": found.found.saturated(cell),
        **{name: summary(cell.summaries[name]) for name in SUMMARIES},
        "utilisation": cell.centre("utilisation"),
        "requests": cell.requests,
        "errors": cell.errors,
        "cpus": statistics.median(used) if used else None,
        "peak_rss_kib": cell.peak_rss_kib,
    }
