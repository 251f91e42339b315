"""How far a run can be trusted: warnings first, then what was measured of load and machine."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from reports.data.samples import Sample
from reports.stats import busy, capacity
from reports.text import numbers
from reports.text.names import shown
from reports.text.numbers import several
from reports.verdicts.findings import Judged
from reports.verdicts.sentences import aa_failure
from reports.verdicts.verdicts import Findings


@dataclass(frozen=True)
class Quality:
    warnings: list[str]
    details: list[str]

    @property
    def sentences(self) -> list[str]:
        return self.warnings + self.details


def quality(judged: Judged) -> Quality:
    return Quality([*_warnings(judged)], [*_details(judged)])


def undisturbed_foreign_share(judged: Judged) -> float | None:
    """Mean over the undisturbed trials of the workloads that other load can spoil."""
    spoilt = {
        found.experiment.workload for found in judged.experiments if found.kind in busy.JUDGED_KINDS
    }
    good = (one for one in judged.run.samples if one.undisturbed and one.workload in spoilt)
    return busy.foreign_share(good, judged.run.environment.affinity_cpus)


def _warnings(judged: Judged) -> Iterator[str]:
    load, plan = judged.load, judged.run.plan
    if load.slots and not _recorded(judged.run.samples):
        yield "background load was not recorded"
    elif judged.too_busy:
        yield f"too much background load: {_disturbed(judged)}; stop other programs, or --wait 20m"
    elif load.disturbed >= 0.1 * load.slots > 0:
        yield f"{_disturbed(judged)}: the others suffice"
    measured = {(one.experiment.workload, one.experiment.params) for one in judged.experiments}
    missing = {cell[:2] for cell in plan.cells} - measured if plan else set()
    if missing:
        names = ", ".join(sorted({shown(workload, 60) for workload, _ in missing}))
        yield f"the run ended before any trial of {names}"
    yield from _aa_checks(judged.experiments)
    if judged.drift and not _steady(judged.drift):
        yield f"{_speed(judged.drift)}: trust speedups more than absolute times"


def _aa_checks(experiments: list[Findings]) -> Iterator[str]:
    """One line, however many experiments it concerns."""
    failed = [found for found in experiments if found.aa_pair.differs]
    if len(failed) == 1:
        yield f"{shown(failed[0].experiment.workload, 60)}: {aa_failure(failed[0])}"
    elif failed:
        ratios = [found.aa_pair.ratio.median for found in failed]
        most = numbers.percent(max(max(ratio, 1 / ratio) for ratio in ratios) - 1)
        yield (
            f"A/A check failed in {len(failed)} of {several(len(experiments), 'experiment')}: "
            f"identical runs differed by up to {most}"
        )
    lacking = sum(found.aa_pair.ratio is None for found in experiments)
    if lacking and lacking == len(experiments):
        yield "no A/A pairs: unknown how much identical cells differ here"
    elif lacking:
        yield f"no undisturbed A/A pair in {lacking} of {several(len(experiments), 'experiment')}"


def _details(judged: Judged) -> Iterator[str]:
    run, load = judged.run, judged.load
    if not load.slots:
        yield "background load: not judged, because the tasks of this run only wait"
    elif _recorded(run.samples) and load.disturbed < 0.1 * load.slots:
        yield _disturbed(judged) + (": acceptable" if load.disturbed else "")
    share = undisturbed_foreign_share(judged)
    if share is not None:
        words = f"other programs used {numbers.fine_percent(share)} of the CPUs"
        affinity, usable = run.environment.affinity_cpus, judged.usable_cpus
        beside = affinity and usable and usable < affinity
        yield words + (" beside our quota" if beside else ": N = all CPUs loses about as much")
    stolen = busy.total(run.samples, "steal_s")
    if stolen:
        yield f"steal time: {numbers.time(stolen)}"
    yield from (_aa_pair(found) for found in judged.experiments if found.aa_pair.ratio)
    for n, summary in list(judged.capacity.points.items())[-1:]:
        interval = f" {numbers.span(summary.interval)}" if summary.interval else ""
        times = numbers.ratio(summary.median)
        yield f"measured capacity: {n} independent copies do {times}× the work of one{interval}"
    points = capacity.measure_bandwidth(run.bandwidth, run.plan, judged.usable_cpus).points
    rates = [f"N={n} {numbers.figure(rate / 1e9)} GB/s" for n, rate in points.items()]
    if rates:
        yield f"measured memory bandwidth: {', '.join(rates)}"
    if judged.drift and _steady(judged.drift):
        yield _speed(judged.drift)
    throttled = busy.total(run.samples, "throttled_s")
    if throttled:
        quota = run.environment.quota_cpus
        name = "our CPU quota" + (f" ({quota:g} CPUs)" if quota else "")
        yield f"{name} throttled our threads for {numbers.time(throttled)}: part of the result"
    count = len({one.session for one in run.samples})
    yield SINGLE_SESSION if count == 1 else f"{count} sessions"


SINGLE_SESSION = "single session: repeat at another time before you act"


def _recorded(trials: list[Sample]) -> bool:
    return any(
        value is not None
        for one in trials
        for value in (one.foreign_cpu_s, one.steal_s, one.runq_wait_s)
    )


def _disturbed(judged: Judged) -> str:
    load, trials = judged.load, several(judged.load.slots, "trial")
    if not load.disturbed:
        return f"none of {trials} had background load after retries"
    return f"{load.disturbed} of {trials} had background load even after retries"


def _aa_pair(found: Findings) -> str:
    pair, name = found.aa_pair, shown(found.experiment.workload, 60)
    ratio = pair.ratio
    words = f"{name}: A/A pair {numbers.ratio(ratio.median)}×"
    if ratio.interval is None:
        return f"{words} ({several(ratio.n, 'block')}, no interval)"
    words += f" [{ratio.interval.low:.3f}, {ratio.interval.high:.3f}], n = {ratio.n}"
    effect = pair.minimum_detectable_effect(ratio.n)
    if effect is not None:
        words += f"; minimum detectable effect {numbers.fine_percent(effect)} (90 % power)"
    return f"{words}; treated as equal within ±{numbers.fine_percent(pair.margin)}"


def _steady(drift: tuple[float, float]) -> bool:
    low, high = drift
    return high <= busy.DRIFT and low >= 1 / busy.DRIFT


def _speed(drift: tuple[float, float]) -> str:
    return f"CPU speed varied {drift[0]:.2f}–{drift[1]:.2f}×"
