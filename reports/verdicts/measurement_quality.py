"""How far a run can be trusted, in sentences for people; decides nothing."""

from __future__ import annotations

from reports.text.names import shown
from reports.stats import bandwidth, busy
from reports.text import numbers
from reports.verdicts.findings import Judged
from reports.text.numbers import several
from reports.verdicts.verdicts import Findings
from reports.data.samples import Sample


def sentences(judged: Judged) -> list[str]:
    trials = judged.run.samples
    said = [_other_load(judged), _share(judged), _steal(trials)]
    if all(found.aa_pair.ratio is None for found in judged.experiments):
        said.append("no twins in this run, so nothing tells how far two equal cells differ here")
    else:
        said += [_twins(found) for found in judged.experiments]
    said.append(_unmeasured(judged))
    said += [
        _capacity(judged),
        _memory(judged),
        _drift(judged),
        _throttling(judged),
        _sessions(judged),
    ]
    return [one for one in said if one]


def _other_load(judged: Judged) -> str:
    load = judged.load
    if not load.slots:
        return "other load: judges no workload of this run, for its tasks wait"
    if not _judgeable(judged.run.samples):
        return "other load: not recorded in this run, so nobody can say how quiet the machine was"
    told = (
        f"{load.disturbed} of {load.slots} planned trials "
        f"({numbers.fine_percent(load.disturbed / load.slots)}) stayed disturbed after "
        f"{several(load.repeats, 'repeat')}"
    )
    if judged.too_busy:
        return f"machine too busy: {told}; stop the other load, or run again with --wait 20m"
    if load.disturbed >= 0.1 * load.slots:
        return f"other load: {told}: disturbed, yet enough was measured undisturbed"
    return f"other load: {told}: quiet enough"


def _judgeable(trials: list[Sample]) -> bool:
    return any(
        value is not None
        for one in trials
        for value in (one.foreign_cpu_s, one.steal_s, one.runq_wait_s)
    )


def _share(judged: Judged) -> str:
    share = clean_foreign_share(judged)
    if share is None:
        return ""
    words = f"other programs took {numbers.fine_percent(share)} of the CPUs during clean trials"
    affinity, usable = judged.run.environment.affinity_cpus, judged.usable_cpus
    if affinity and usable and usable < affinity:
        return f"{words}, beside what our quota allows us"
    return f"{words}; a cell with a worker per CPU loses about as much"


def clean_foreign_share(judged: Judged) -> float | None:
    """Mean over the clean trials of the workloads that other load can spoil."""
    spoilt = {
        found.experiment.workload for found in judged.experiments if found.kind in busy.JUDGED_KINDS
    }
    clean = (one for one in judged.run.samples if one.undisturbed and one.workload in spoilt)
    return busy.foreign_share(clean, judged.run.environment.affinity_cpus)


def _steal(trials: list[Sample]) -> str:
    stolen = busy.total(trials, "steal_s")
    if not stolen:
        return ""
    return f"the host took {numbers.time(stolen)} of CPU time from this virtual machine"


def _twins(found: Findings) -> str:
    twins, name = found.aa_pair, shown(found.experiment.workload, 60)
    if twins.ratio is None:
        return f"{name}: no clean twins, so nothing tells how far two equal cells differ here"
    ratio = twins.ratio
    words = f"{name}: two equal serial trials differ by {numbers.ratio(ratio.median)}×"
    if ratio.interval is None:
        return f"{words} ({several(ratio.n, 'block')}, too few for an interval)"
    low, high = ratio.interval.low, ratio.interval.high
    words += f" [{low:.3f}, {high:.3f}] ({numbers.level(ratio.interval)}, n = {ratio.n})"
    if low > 1 or high < 1:
        words += ", which excludes 1: distrust differences of this size"
    effect = twins.smallest_effect(ratio.n)
    if effect is not None:
        words += f"; smallest effect seen 9 times in 10: {numbers.fine_percent(effect)}"
    return f"{words}; equal means within ±{numbers.fine_percent(twins.margin)}"


def _unmeasured(judged: Judged) -> str:
    plan = judged.run.plan
    measured = {(one.experiment.workload, one.experiment.params) for one in judged.experiments}
    missing = {cell[:2] for cell in plan.cells} - measured if plan else set()
    if not missing:
        return ""
    names = ", ".join(sorted({shown(workload, 60) for workload, _ in missing}))
    return f"the run ended before any trial of {names}"


def _capacity(judged: Judged) -> str:
    points = judged.capacity.points
    if not points:
        return ""
    n, summary = list(points.items())[-1]
    interval = f" {numbers.span(summary.interval)}" if summary.interval else ""
    return (
        f"measured capacity: {n} independent copies got {numbers.ratio(summary.median)}× the work "
        f"of one done{interval}"
    )


def _memory(judged: Judged) -> str:
    run = judged.run
    points = bandwidth.measure(run.bandwidth, run.plan, judged.usable_cpus).points
    rates = [
        f"{n} {'reader' if n == 1 else 'readers'} {numbers.figure(rate / 1e9)} GB/s"
        for n, rate in points.items()
    ]
    return f"measured memory bandwidth: {', '.join(rates)}" if rates else ""


def _drift(judged: Judged) -> str:
    if judged.drift is None:
        return ""
    low, high = judged.drift
    if high <= busy.DRIFT and low >= 1 / busy.DRIFT:
        return f"clock: a fixed piece of work took {low:.2f} to {high:.2f} of its median CPU time"
    return (
        f"clock drift: a fixed piece of work took {low:.2f} to {high:.2f} of its median CPU time: "
        "trust ratios within blocks more than times"
    )


def _throttling(judged: Judged) -> str:
    stopped = busy.total(judged.run.samples, "throttled_s")
    if not stopped:
        return ""
    quota = judged.run.environment.quota_cpus
    name = "our own CPU quota" + (f" ({quota:g} CPUs)" if quota else "")
    return (
        f"{name} stopped our threads for {numbers.time(stopped)}, added up: part of the result, "
        "not a disturbance"
    )


def _sessions(judged: Judged) -> str:
    count = len({one.session for one in judged.run.samples})
    if count == 1:
        return "one session: consistent within itself; conclusions need a second, at another time"
    return f"{count} sessions"
