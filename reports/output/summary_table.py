"""One experiment as a table for the terminal: runners down, N across; serial is in the heading."""

from __future__ import annotations

from collections.abc import Sequence

from reports.stats.estimates import Estimate
from reports.stats.series import BASE
from reports.text import numbers
from reports.text.names import shown
from reports.verdicts.verdicts import Findings

WIDTH = 80
INDENT, GAP = "  ", "  "


def table(name: str, found: Findings) -> list[str]:
    """What does not fit beside continues below with further N. name: of the experiment."""
    title, length = heading(name, found), _unit(found)[1]
    others = [cell for cell in found.cells if not cell.is_base]
    rows, refused = _rows(found, others, length)
    workers = sorted({cell.workers for cell in others if cell.runner in rows})
    names = {runner: INDENT + shown(runner, 24) for runner in rows}
    columns = {
        n: [f"N={n}", *(row.get(n, "") for row in rows.values())] for n in workers
    }  # fmt: skip
    widths = {n: max(map(len, column)) for n, column in columns.items()}
    room = WIDTH - sum(len(GAP) + width for width in widths.values())
    widest, lines = max([len(one) for one in names.values()], default=0), []
    if len(title) <= room or not rows:  # heads the first column
        widest = max(widest, len(title))
    else:
        lines, title = [title], ""
    for part in _parts(workers, widths, WIDTH - widest):
        for place, one in enumerate([title, *names.values()]):
            cells = [columns[n][place].rjust(widths[n]) for n in part]
            if any(map(str.strip, cells)):  # no row for a runner that was not measured at these N
                lines.append((one.ljust(widest) + GAP + GAP.join(cells)).rstrip())
        title = ""
    return [*(lines or [title]), *refused, *_counted(found)]


def _counted(found: Findings) -> list[str]:
    if not found.counted or not any(cell.observed for cell in found.cells):
        return []
    unit = f" ({found.counted.unit})" if found.counted.unit else ""
    return [INDENT + shown(f"last in each cell: {found.counted.name}{unit}", WIDTH - len(INDENT))]


def heading(name: str, found: Findings) -> str:
    """primes: serial 83.2 ms. Without a name it stands below one."""
    start = f"{name}: " if name else INDENT
    unit, length = _unit(found)
    [base, *_] = [cell for cell in found.cells if cell.is_base] or [None]
    if not any(cell.wall_all for cell in found.cells):
        return name or INDENT + "no times"
    if base is None:
        return f"{name}, {unit}" if name else INDENT + unit
    figures = _figures(base, length)
    return f"{start}{BASE} {figures}" + (f" {unit}" if base.wall or base.wall_all else f", {unit}")


def _unit(found: Findings) -> tuple[str, float]:
    times = [one.median for cell in found.cells for one in [cell.wall or cell.wall_all] if one]
    return numbers.time_unit(times)


def _rows(
    found: Findings, cells: Sequence[Estimate], unit_s: float
) -> tuple[dict[str, dict[int, str]], list[str]]:
    """Figures by runner and N; runners without any figure in one line per reason."""
    rows: dict[str, dict[int, str]] = {}
    for cell in cells:
        rows.setdefault(cell.runner, {})[cell.workers] = _figures(cell, unit_s)
        if found.counted and cell.observed:
            rows[cell.runner][cell.workers] += f" {numbers.tally(cell.observed.median)}"
    lacking: dict[str, list[str]] = {}
    for runner in list(rows):
        mine = [cell for cell in cells if cell.runner == runner]
        if not any(cell.wall_all for cell in mine):
            reasons = " or ".join(dict.fromkeys(rows.pop(runner).values()))
            lacking.setdefault(reasons, []).append(shown(runner, 24))
    lines = [f"{', '.join(names)}: {reason}" for reason, names in lacking.items()]
    return rows, [INDENT + shown(line, WIDTH - len(INDENT)) for line in lines]


def _parts(workers: Sequence[int], widths: dict[int, int], room: int) -> list[list[int]]:
    """N side by side, as many as fit."""
    parts: list[list[int]] = []
    left = 0
    for n in workers:
        left -= len(GAP) + widths[n]
        if not parts or left < 0:
            parts.append([])
            left = room - len(GAP) - widths[n]
        parts[-1].append(n)
    return parts


def _figures(cell: Estimate, unit_s: float) -> str:
    """Time and speedup; only roughly the time where every trial was disturbed; or why none."""
    if cell.wall is None and cell.wall_all is None:
        return cell.failures[-1].status.replace("_", " ")
    if cell.wall is None:
        return f"~{numbers.figure(cell.wall_all.median / unit_s)}"
    time = numbers.figure(cell.wall.median / unit_s)
    return f"{time} {numbers.ratio(cell.speedup.median)}×" if cell.speedup else time
