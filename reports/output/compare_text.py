"""A comparison as text for a terminal."""

from __future__ import annotations

from collections.abc import Sequence

from reports.text.names import shown
from reports.verdicts.compare_changes import Change
from reports.verdicts.compare_gate import EXCLUDED, FOUND, Gate
from reports.verdicts.compare_machines import Facts
from reports.verdicts.compare_matching import Matched, Matching, label
from reports.stats.shift import Shift, least_p
from reports.stats.statistics import CONFIDENCE
from reports.verdicts import claims
from reports.text import numbers

CAUTION = (
    "Caution: A and B are two sessions: whatever else changed between them affects every ratio too."
)
HEAD = (
    *("runner", "N", "blocks", "A ({unit})", "B ({unit})", "medians"),
    *("time B/A", "level", "verdict", "speedup B/A"),
)


def opening(ids: tuple[str, str], facts: tuple[Facts, Facts]) -> str:
    a, b = (
        f"{shown(run_id, 60)} ({one.when}, revision {one.revision})"
        for run_id, one in zip(ids, facts)
    )
    return f"A is the baseline: {a}; B: {b}"


def page(
    first: str,
    too_busy: Sequence[str],
    matching: Matching,
    changes: Sequence[Change],
    gate: Gate | None,
) -> str:
    """too_busy: A or B, where more than half of the whole run was disturbed."""
    lines = [first]
    lines += [
        f"too much background load in {name}: repeat that run on an idle machine"
        for name in too_busy
    ]
    for one in matching.experiments:
        lines += ["", *_experiment(one, [change for change in changes if change.where is one])]
    lines += [""] + [f"only in A: {text}" for text in matching.only_before]
    lines += [f"only in B: {text}" for text in matching.only_after]
    lines += _weak(changes)
    if gate is not None:
        lines.append(_gate(gate))
    return "\n".join([*lines, CAUTION])


def _experiment(one: Matched, changes: Sequence[Change]) -> list[str]:
    title = label(one.workload, one.params)
    if one.too_busy:
        whose = "both runs" if one.too_busy == "both" else f"run {one.too_busy}"
        title += f": too much background load in {whose}, no verdict"
    else:
        title += f": treated as equal within ±{100 * one.margin:.1f} %"
    medians = [cell.wall.median for one in changes for cell in (one.before, one.after) if cell.wall]
    unit, length = numbers.time_unit(medians)
    table = [tuple(text.format(unit=unit) for text in HEAD)]
    table += [_row(change, length) for change in changes]
    widths = [max(len(row[place]) for row in table) for place in range(len(HEAD))]
    right = (1, 2, 3, 4, 5)
    return [title] + [
        "  "
        + "  ".join(
            text.rjust(width) if place in right else text.ljust(width)
            for place, (text, width) in enumerate(zip(row, widths))
        ).rstrip()
        for row in table
    ]


def _row(change: Change, unit_s: float) -> tuple[str, ...]:
    before, after = change.before, change.after
    interval = change.time.interval if change.time else None
    return (
        shown(before.runner, 24),
        str(before.workers),
        f"{len(before.walls)}, {len(after.walls)}",
        numbers.figure(before.wall.median / unit_s) if before.wall else "-",
        numbers.figure(after.wall.median / unit_s) if after.wall else "-",
        f"{change.medians:.3f}" if change.medians else "-",
        _ratio(change.time),
        f"{100 * interval.level:.1f} %" if interval else "-",
        _verdict(change),
        _ratio(change.speedup),
    )


def _verdict(change: Change) -> str:
    verdict = change.claim.verdict
    if verdict == claims.POINTS_ONLY:
        failed = [one for one in (change.before, change.after) if not one.wall]
        return "no undisturbed trial" if failed else "too few blocks"
    decided = verdict in (claims.FASTER, claims.SLOWER, claims.EQUIVALENT)
    return verdict.replace("_", " ") + ("?" if decided and not change.granted else "")


def _ratio(found: Shift | None) -> str:
    if found is None:
        return "-"
    if found.interval is None:
        return f"{found.ratio:.3f}"
    return f"{found.ratio:.3f} [{found.interval.low:.3f}, {found.interval.high:.3f}]"


def _weak(changes: Sequence[Change]) -> list[str]:
    lines = _too_few(changes)
    if any(_verdict(change).endswith("?") for change in changes):
        lines.append(
            "?: this verdict is per cell; it does not hold jointly for its workload at 95 % (Holm)"
        )
    if any(change.claim.verdict == claims.POINTS_ONLY for change in changes):
        lines.append("an interval, and so a verdict, needs 6 undisturbed blocks in each run")
    return lines


def _too_few(changes: Sequence[Change]) -> list[str]:
    """Where even the clearest difference could not hold jointly with the workload's others."""
    lines = []
    for workload in dict.fromkeys(change.where.workload for change in changes):
        family = [
            change
            for change in changes
            if change.where.workload == workload and change.claim.verdict in claims.VERDICTS
        ]
        least = min((least_p(*change.time.n) for change in family), default=0.0)
        if least * len(family) > 1 - CONFIDENCE:
            lines.append(
                f"{shown(workload, 40)}: too few blocks for {len(family)} joint verdicts: "
                "compare fewer cells, or measure more blocks"
            )
    return lines


def _gate(gate: Gate) -> str:
    limit = f"{100 * gate.limit:g} %"
    if gate.outcome == FOUND:
        return f"--fail-on: slower by more than {limit}: {_cells(gate.found)}"
    if gate.outcome == EXCLUDED:
        return f"--fail-on: every cell compared is at most {limit} slower"
    return f"--fail-on: inconclusive whether slower by more than {limit}: " + _cells(gate.open)


def _cells(changes: Sequence[Change]) -> str:
    names = [
        f"{shown(one.where.workload, 40)} {shown(one.before.runner, 24)} N={one.before.workers}"
        for one in changes
    ]
    return ", ".join(names[:6]) + (f" and {len(names) - 6} more" if len(names) > 6 else "")
