"""Runs every check of a self-test on the part of the run that it is about."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from reports.text.names import in_words, shown
from reports.stats import busy
from reports.stats.series import Experiment
from reports.data.records import Run
from reports.verdicts import selftest_checks, selftest_facts, selftest_parts
from reports.verdicts.selftest_checks import BROKEN, BUSY, UNKNOWN, Check
from reports.verdicts.selftest_parts import Parts

CODES = {"holds": 0, "broken": 1, "too busy": 3, "incomplete": 3}


@dataclass(frozen=True)
class Result:
    run: Run
    checks: Sequence[Check]

    @property
    def verdict(self) -> str:
        outcomes = {check.outcome for check in self.checks}
        # Nothing that a busy machine does can be held against the harness.
        order = ((BUSY, "too busy"), (BROKEN, "broken"), (UNKNOWN, "incomplete"))
        return next((verdict for outcome, verdict in order if outcome in outcomes), "holds")

    @property
    def exit_code(self) -> int:
        return CODES[self.verdict]


def judged(run: Run) -> Result:
    """Raises BadInput for the folder of another kind of run."""
    parts = selftest_parts.parts_of(run)
    return Result(run, [*_detection(parts), *_waits(run, parts), *_rankings(run, parts)])


def _detection(parts: Parts) -> Iterator[Check]:
    samples = parts.detection.samples
    ratios_aa = selftest_parts.aa_ratios(parts.detection)
    yield selftest_checks.false_alarms(ratios_aa, selftest_parts.blocks_with(samples, "twin_a"))
    ratios = selftest_parts.slowed_ratios(parts)
    blocks = selftest_parts.blocks_with(parts.injected, "injected")
    for slowdown, values in ratios.items():
        yield selftest_checks.slow_down(slowdown, values, blocks)
    judged_one = next(
        (value for value in ratios if math.isclose(value, selftest_checks.JUDGED)), None
    )
    if judged_one is None:
        name = f"slow-down of {100 * selftest_checks.JUDGED:g} %"
        yield Check(name, UNKNOWN, "there is no trial with this slow-down, the one with a bound")
    else:
        yield selftest_checks.minimum_detectable(ratios[judged_one])


def _waits(run: Run, parts: Parts) -> Iterator[Check]:
    bounds = run.plan.bound_s if run.plan else {}
    if not parts.waiting:
        yield Check("exact wait", UNKNOWN, "no workload that waits was measured")
    for one in parts.waiting:
        trials = [sample for sample in one.samples if sample.role == "cell"]
        for runner, workers in sorted({sample.cell for sample in trials}):
            seconds = [
                sample.wall_s
                for sample in trials
                if sample.status == "ok" and sample.cell == (runner, workers)
            ]
            bound_s = bounds.get((one.workload, one.params, runner, workers))
            yield selftest_facts.exact_wait(
                f"{_named(one)}, {shown(runner, 40)} N={workers}", seconds, bound_s
            )


def _rankings(run: Run, parts: Parts) -> Iterator[Check]:
    cpus = run.usable_cpus or math.inf
    judged_any = False
    for one in parts.noisy:
        load = busy.count(one.samples)
        measured: dict[str, set[int]] = {}
        for sample in one.samples:
            if sample.role == "cell":
                measured.setdefault(sample.runner, set()).add(sample.workers)
        for runner, sizes in measured.items():
            fitting = sorted(n for n in sizes if n <= cpus < math.inf)
            if len(fitting) > 1:
                few, many = fitting[0], fitting[-1]
                ratios = selftest_parts.cell_ratios(one, (runner, few), (runner, many))
                yield selftest_facts.helps(few, many, ratios, load)
                judged_any = True
            enough = sorted(n for n in sizes if n >= cpus)  # a fraction of a CPU needs a worker too
            if len(enough) > 1:
                few, many = enough[0], enough[-1]
                ratios = selftest_parts.cell_ratios(one, (runner, few), (runner, many))
                yield selftest_facts.gains_nothing(few, many, ratios, load)
                judged_any = True
    if not judged_any:
        why = "nothing was measured beside noise at two numbers of workers whose order is known"
        yield Check("ranking beside noise", UNKNOWN, why)


def _named(one: Experiment) -> str:
    return f"{shown(one.workload, 40)} ({shown(in_words(one.parameters()), 60)})"
