"""advice.json: docs/advise.md has its schema."""

from __future__ import annotations

import json
from dataclasses import asdict

from reports.output import advice_rate_json, advice_text
from reports.output.advice_rate_json import summary
from reports.verdicts.advice.advice import Advice, Doubling, Point

SCHEMA_VERSION = 1


def as_json(advice: Advice) -> str:
    seen = advice.seen
    return (
        json.dumps(
            {
                "schema_version": SCHEMA_VERSION,
                "run_id": seen.run.environment.run_id,
                "question": {k: v for k, v in asdict(seen.question).items() if v},
                "usable_cpus": seen.usable_cpus,
                "margin": seen.margin,
                "cannot_tell": advice.unknown or None,
                "workers": advice.workers,
                "runners": advice.runners,
                "sure": advice.sure if not advice.unknown else None,
                "throughput_per_s": advice.point and summary(advice.point.per_s),
                "cpus": advice.point and advice.point.cpus,
                "peak_rss_kib": advice.point and advice.point.peak_rss_kib,
                "best": advice.best and _point(advice.best),
                "fewer": advice.fewer
                and {"workers": advice.fewer[0], "p_within_margin": advice.fewer[1]},
                "doubled": advice.doubled and _step(advice.doubled),
                "limit": advice.limit and asdict(advice.limit),
                "task": advice.mix and asdict(advice.mix),
                "predicted_workers": advice.predicted,
                "measured": [_point(one) for one in advice.points],
                "explored_per_s": {str(n): rate for n, rate in advice.rough.items()},
                "at_rate": advice.at_rate and advice_rate_json.content(advice.at_rate),
                "repeat": advice_text.repeat(advice),
            },
            indent=1,
            ensure_ascii=False,
        )
        + "\n"
    )


def _point(point: Point) -> dict[str, object]:
    return {
        "runner": point.runner,
        "workers": point.workers,
        "throughput_per_s": summary(point.per_s),
        "cpus": point.cpus,
        "peak_rss_kib": point.peak_rss_kib,
    }


def _step(step: Doubling) -> dict[str, object]:
    return _point(step.point) | {"gain": summary(step.gain)}
