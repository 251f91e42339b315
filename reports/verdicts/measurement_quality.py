"""How far a run can be trusted: warnings first, then what was measured of load and machine."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from reports.data.records import Run
from reports.data.samples import Sample
from reports.data.side_tables import trial_of
from reports.stats import busy, inflation
from reports.stats.inflation import Inflation
from reports.text import numbers
from reports.text.names import shown
from reports.text.numbers import several
from reports.verdicts.findings import Judged
from reports.verdicts import hosts
from reports.verdicts.cautions import aa_failure
from reports.verdicts.unusual_settings import Caution, settings
from reports.verdicts.verdicts import Findings

SINGLE_SESSION = "single session: repeat at another time before you act"
# Of a trial's column contamination, in words.
REASONS = {
    "foreign": "background load", "steal": "steal time", "throttled": "CPU quota",
    "clock_drift": "CPU clock", "paused": "paused",
}  # fmt: skip


@dataclass(frozen=True)
class Quality:
    cautions: list[Caution]  # the most important first
    sessions: int
    excluded: str  # how many trials, and by what; empty: none
    details: list[str]

    @property
    def sentences(self) -> list[str]:
        warnings = [one.sentence for one in self.cautions]
        sessions = SINGLE_SESSION if self.sessions == 1 else f"{self.sessions} sessions"
        return [*warnings, *filter(None, [self.excluded]), *self.details, sessions]

    def line(self, room: int) -> str:
        """In so many characters: as many cautions as fit, the others counted."""
        shorts = [one.short for one in self.cautions]
        if not shorts:
            return "good" if self.sessions > 1 else f"good; {SINGLE_SESSION}"
        choices = [[*shorts, "single session"]] if self.sessions == 1 else []
        choices += [shorts]
        for kept in range(len(shorts) - 1, 0, -1):
            choices.append([*shorts[:kept], f"and {len(shorts) - kept} more"])
        fitting = (line for line in map("; ".join, choices) if len(line) <= room)
        return next(fitting, shown("; ".join(choices[-1]), room))


def quality(judged: Judged) -> Quality:
    sessions = len({one.session for one in judged.run.samples})
    return Quality([*_cautions(judged)], sessions, _excluded(judged), [*_details(judged)])


def undisturbed_foreign_share(judged: Judged) -> float | None:
    """Mean over the undisturbed trials of the workloads that other load can spoil."""
    spoilt = {
        found.experiment.workload for found in judged.parts if found.kind in busy.FOREIGN_KINDS
    }
    good = (one for one in judged.run.samples if one.undisturbed and one.workload in spoilt)
    return busy.foreign_share(good, judged.run.environment.affinity_cpus)


def _cautions(judged: Judged) -> Iterator[Caution]:
    load, plan = judged.load, judged.run.plan
    missing = {cell[:2] for cell in plan.cells} - judged.works if plan else set()
    if missing:
        names = ", ".join(sorted({shown(workload, 60) for workload, _ in missing}))
        yield _plain(f"the run ended before any trial of {names}")
    if load.slots and not _recorded(judged.run.samples):
        yield _plain("background load was not recorded")
    elif judged.too_busy:
        short = "too much background load"
        wait = "--wait-idle" if judged.advice else "--wait"  # of parbench advise
        todo = f"stop other programs, or {wait} 20m"
        yield Caution(short, f"{short}: {_disturbed(judged)}; {todo}")
    elif load.disturbed >= 0.1 * load.slots > 0:
        short = f"{load.disturbed} of {several(load.slots, 'trial')} disturbed"
        yield Caution(short, _disturbed(judged))
    yield from settings(judged.run)
    yield from map(_plain, _unreported_load(judged, known=False))
    yield from _aa_checks([one for one in judged.experiments if one.with_base])
    if judged.drift and not _steady(judged.drift):
        short = _speed(judged.drift)
        yield Caution(short, f"{short}: trust speedups more than absolute times")


def _plain(words: str) -> Caution:
    return Caution(words, words)


def _unreported_load(judged: Judged, known: bool) -> Iterator[str]:
    """Of runners that report none beside runners that do.

    Known is what the driver measured from outside; disturbed trials of the others are not found.
    """
    trials: dict[str, list[Sample]] = {}
    for one in judged.run.samples:
        if one.status == "ok":
            trials.setdefault(one.runner, []).append(one)
    silent = [runner for runner, mine in trials.items() if not _recorded(mine)]
    if len(silent) == len(trials):
        return
    words = "measured from outside, over whole processes," if known else "unknown"
    for runner in silent:
        count = sum(_seen_from_outside(judged.run, one) == known for one in trials[runner])
        if count:
            yield f"background load {words} for {several(count, 'trial')} of {shown(runner, 24)}"


def _seen_from_outside(run: Run, trial: Sample) -> bool:
    load = run.outside_load.get(trial_of(trial))
    return load is not None and (load.foreign_cpu_s, load.steal_s) != (None, None)


def _aa_checks(experiments: list[Findings]) -> Iterator[Caution]:
    """One line, however many experiments it concerns."""
    failed = [found for found in experiments if found.aa_pair.differs]
    most = numbers.percent(max((one.aa_pair.difference for one in failed), default=0))
    if len(failed) == 1:
        name = shown(failed[0].experiment.workload, 60)
        yield Caution(f"A/A check failed in {name} ({most})", f"{name}: {aa_failure(failed[0])}")
    elif failed:
        short = f"A/A check failed in {len(failed)} of {len(experiments)}"
        sentence = f"{short} experiments: identical runs differed by up to {most}"
        yield Caution(f"{short} (up to {most})", sentence)
    lacking = sum(found.aa_pair.ratio is None for found in experiments)
    if lacking and lacking == len(experiments):
        short = "no A/A pairs"
        yield Caution(short, f"{short}: unknown how much identical cells differ here")
    elif lacking:
        short = f"no A/A pair in {lacking} of {len(experiments)}"
        yield Caution(
            short, f"no undisturbed A/A pair in {lacking} of {len(experiments)} experiments"
        )


def _excluded(judged: Judged) -> str:
    """excluded: 9 of 324 trials (6 background load, 2 steal time, 1 timeout)"""
    trials = [one for one in judged.run.samples if one.status != "unsupported"]
    bad = [one for one in trials if not one.undisturbed]
    if not bad:
        return ""
    reasons = Counter(REASONS.get(one.contamination) or _status(one) for one in bad)
    told = ", ".join(f"{count} {reason}" for reason, count in reasons.most_common())
    return f"excluded: {len(bad)} of {several(len(trials), 'trial')} ({told})"


def _status(trial: Sample) -> str:
    return trial.status.replace("_", " ")


def _details(judged: Judged) -> Iterator[str]:
    run, load = judged.run, judged.load
    if not load.slots:
        yield "load of other programs: not judged, because the tasks of this run only wait"
    elif _recorded(run.samples) and load.disturbed < 0.1 * load.slots:
        yield _disturbed(judged)
    yield from _unreported_load(judged, known=True)
    yield from _pauses(run)
    yield from hosts.details(run)
    yield from _inflation(judged.inflation)
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
    yield from _detectable(judged.experiments)
    for n, summary in list(judged.capacity.points.items())[-1:]:
        interval = f" {numbers.span(summary.interval)}" if summary.interval else ""
        times = numbers.ratio(summary.median)
        words = f"measured capacity: {n} independent copies do {times}× the work of one{interval}"
        slowest = judged.capacity.by_slowest
        yield words + (", by the slowest copy: workers.csv lacks the others" if slowest else "")
    points = judged.bandwidth.points
    rates = [f"N={n} {numbers.figure(rate.median / 1e9)} GB/s" for n, rate in points.items()]
    if rates:
        yield f"measured memory bandwidth: {', '.join(rates)}"
    if judged.drift and _steady(judged.drift):
        yield _speed(judged.drift)
    throttled = busy.total(run.samples, "throttled_s")
    if throttled:
        quota = run.environment.quota_cpus
        name = "our CPU quota" + (f" ({quota:g} CPUs)" if quota else "")
        yield f"{name} throttled our threads for {numbers.time(throttled)}: part of the result"


def _pauses(run: Run) -> Iterator[str]:
    """paused for 5.2 s in 2 trials, which were repeated (the machine was suspended for 3 s)"""
    mine = run.pauses.values()
    if not mine:
        return
    causes = (
        ("the machine was suspended for", sum(one.suspended_s for one in mine)),
        ("only the trial's process was stopped for", sum(one.stopped_s for one in mine)),
    )
    told = "; ".join(f"{words} {numbers.time(time_s)}" for words, time_s in causes if time_s)
    total = numbers.time(sum(one.total_s for one in mine))
    words = f"paused for {total} during {several(len(mine), 'trial')}, excluded and repeated"
    yield words + (f" ({told})" if told else "")


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
    only_paused = busy.paused(
        trial for found in judged.parts if found.kind in busy.FOREIGN_KINDS
        for trial in found.experiment.samples
    )  # fmt: skip
    why = [f"{load.disturbed - only_paused} of {trials} had background load"]
    if only_paused:
        had = why * (only_paused < load.disturbed)
        why = [*had, f"{only_paused} of {trials} were paused"]
    return f"{', '.join(why)} even after retries"


def _aa_pair(found: Findings) -> str:
    pair, name = found.aa_pair, shown(found.experiment.workload, 60)
    ratio = pair.ratio
    words = f"{name}: A/A pair {numbers.ratio(ratio.median)}×"
    if ratio.interval is None:
        return f"{words} ({several(ratio.n, 'block')}, no interval)"
    return f"{words} [{ratio.interval.low:.3f}, {ratio.interval.high:.3f}], n = {ratio.n}"


def _detectable(experiments: list[Findings]) -> Iterator[str]:
    effects = [(one.experiment.workload, one.minimum_detectable_effect) for one in experiments]
    told = [
        f"{shown(workload, 60)} {numbers.fine_percent(effect)}"
        for workload, effect in effects
        if effect is not None
    ]
    if told:
        yield f"minimum detectable effect (90 % power): {', '.join(told)}"


def _inflation(found: Inflation) -> Iterator[str]:
    if not found.trials:
        return
    limit, trials = numbers.percent(inflation.LIMIT), several(found.trials, "undisturbed trial")
    if not found.excesses:
        yield f"none of {trials} needed over {limit} more CPU time than usual for the same work"
        return
    words = (
        f"{len(found.excesses)} of {trials} needed over {limit} more CPU time for the same work "
        f"(median {numbers.percent(found.median)}, at most {numbers.percent(found.most)}: shared "
        "core or frequency)"
    )
    if found.effect is not None and found.effect_without is not None:
        effects = (numbers.fine_percent(one) for one in (found.effect, found.effect_without))
        words += ": minimum detectable effect {} instead of {}".format(*effects)
    yield words


def _steady(drift: tuple[float, float]) -> bool:
    low, high = drift
    return high <= busy.DRIFT and low >= 1 / busy.DRIFT


def _speed(drift: tuple[float, float]) -> str:
    return f"CPU speed varied {drift[0]:.2f}–{drift[1]:.2f}×"
