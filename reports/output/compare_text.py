"""A comparison as text for a terminal of 80 columns."""

from __future__ import annotations

from collections.abc import Sequence

from reports.stats import bounds
from reports.text import numbers
from reports.text.names import shown
from reports.text.numbers import several
from reports.verdicts import claims
from reports.verdicts.compare.changes import FEWEST_SESSIONS, NO_PROBE, SESSION, TIME, Change
from reports.verdicts.compare.gate import EXCLUDED, FOUND, Gate
from reports.verdicts.compare.machines import Facts
from reports.verdicts.compare.matching import Matched, Matching, label
from reports.verdicts.compare.sides import Side

HEAD = ("runner", "N", "A ({unit})", "B ({unit})", "speed B/A", "verdict")
RIGHT = (1, 2, 3)
NAMED = 6  # cells in a sentence


def opening(side: Side, facts: Sequence[Facts]) -> str:
    run = side.runs[0]
    first = shown(" ".join(filter(None, (run.environment.label, run.run_id))), 60)
    revisions = list(dict.fromkeys(one.revision for one in facts))
    several_runs = f"{several(len(side.sessions), 'session')} from {first} on"
    words = first if len(side.sessions) == 1 else several_runs
    revision = f"revision {revisions[0]}" if len(revisions) == 1 else f"{len(revisions)} revisions"
    role = f"{side.name} is the baseline" if side.name == "A" else side.name
    return f"{role}: {words}, {revision}"


def page(
    openings: Sequence[str],
    too_busy: Sequence[str],
    matching: Matching,
    changes: Sequence[Change],
    gate: Gate | None,
) -> str:
    """too_busy: A or B, where no session of the side is fit for a verdict."""
    lines = list(openings)
    lines += [
        f"too much background load in {name}: measure again on an idle machine" for name in too_busy
    ]
    for one in matching.experiments:
        lines += ["", *_experiment(one, [change for change in changes if change.where is one])]
    lines += [""] + [f"only in A: {text}" for text in matching.only_before]
    lines += [f"only in B: {text}" for text in matching.only_after]
    if matching.at_a_rate:
        names = shown(", ".join(matching.at_a_rate), 400)
        lines.append(f"not compared, because the requests arrive at a rate: {names}")
    lines += _remarks(changes)
    if gate is not None:
        lines += gate_lines(gate)
    return "\n".join(lines)


def _experiment(one: Matched, changes: Sequence[Change]) -> list[str]:
    title = label(one.workload, one.params)
    if one.too_busy:
        whose = "both sides" if one.too_busy == "both" else one.too_busy
        title += f": too much background load in {whose}, no verdict"
    else:
        title += f": treated as equal within ±{numbers.percent(one.margin)}"
    walls = [wall for change in changes for wall in _walls(change) if wall]
    unit, length = numbers.time_unit(walls)
    table = [tuple(text.format(unit=unit) for text in HEAD)]
    table += [_row(change, length) for change in changes]
    widths = [max(len(row[place]) for row in table) for place in range(len(HEAD))]
    lines = [title] + [
        "  "
        + "  ".join(
            text.rjust(width) if place in RIGHT else text.ljust(width)
            for place, (text, width) in enumerate(zip(row, widths))
        ).rstrip()
        for row in table
    ]
    if any(one.busy) and not one.too_busy:
        lines.append(
            f"  sessions excluded for background load: {one.busy[0]} of A, {one.busy[1]} of B"
        )
    return lines


def _walls(change: Change) -> tuple[float | None, float | None]:
    return change.pair.before.wall, change.pair.after.wall


def _row(change: Change, unit_s: float) -> tuple[str, ...]:
    return (
        shown(change.pair.runner, 22),
        str(change.pair.workers),
        *(numbers.figure(wall / unit_s) if wall else "-" for wall in _walls(change)),
        _ratio(change),
        _verdict(change),
    )


def _ratio(change: Change) -> str:
    found = change.ratio
    if found is None:
        return "-"
    span = f" {numbers.span(found.interval)}" if found.interval else ""
    return numbers.ratio(found.median) + span


def _verdict(change: Change) -> str:
    if change.lack:
        return change.lack
    decided = change.claim.verdict in (claims.FASTER, claims.SLOWER, claims.EQUIVALENT)
    joint = "?" if decided and not change.granted else ""
    return change.claim.verdict.replace("_", " ") + joint


def _remarks(changes: Sequence[Change]) -> list[str]:
    lines = ["speed B/A: the speedup over serial in B over that in A"]
    if any(change.by == TIME for change in changes):
        lines[0] += "; of serial its own speed"
    timed = [one for one in changes if one.by == TIME and one.where.kind not in bounds.KINDS]
    if any(change.lack == NO_PROBE for change in timed):
        lines.append("no probes of the machine on both sides: no verdict on absolute times")
    elif timed:
        lines.append("times of computing are compared relative to the machine's probe")
    if any(_verdict(change).endswith("?") for change in changes):
        lines.append("?: this verdict is per cell; it does not hold jointly with the others")
    if any(change.unit != SESSION for change in changes):
        lines += _few_sessions(changes)
    return lines


def _few_sessions(changes: Sequence[Change]) -> list[str]:
    counts = {max(1, min(change.where.sessions)) for change in changes if change.unit != SESSION}
    few = "one session" if counts == {1} else f"fewer than {FEWEST_SESSIONS} sessions"
    return [
        f"{few} a side: differences of a few per cent may come from the hour, not the",
        "code: use `parbench ab`, or three sessions a side, at different hours",
    ]


def gate_lines(gate: Gate) -> list[str]:
    """What --fail-on found, in a line or two."""
    limit = f"{100 * gate.limit:g} %"
    if gate.outcome == EXCLUDED:
        return [f"--fail-on: every cell compared is at most {limit} slower"]
    if gate.outcome == FOUND:
        return [f"--fail-on: slower by more than {limit}: {_cells(gate.found)}"]
    lines = [f"--fail-on: inconclusive whether slower by more than {limit}: {_cells(gate.open)}"]
    if any(one.unit != SESSION for one in gate.open):
        lines.append(f"--fail-on decides from {FEWEST_SESSIONS} sessions a side on")
    return lines


def _cells(changes: Sequence[Change]) -> str:
    names = [
        f"{shown(one.where.workload, 40)} {shown(one.pair.runner, 24)} N={one.pair.workers}"
        for one in changes
    ]
    return ", ".join(names[:NAMED]) + (
        f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    )
