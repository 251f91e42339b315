"""From a run's folder to a folder of charts: selects, draws, and alone writes files."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TypeVar

import matplotlib

from reports.charts.plot import pages, parallel
from reports.charts.plot.drawing import FORMATS, Drawing
from reports.charts.figures import jobs
from reports.charts.sheets import Selection, everything
from reports.text.names import shown
from reports.data.records import Run, read_run
from reports.data.rows import BadInput

Result = TypeVar("Result")


def _itself(drawing: Drawing) -> Drawing:
    return drawing


def publish(
    folder: Path,
    out: Path,
    runners: Sequence[str] | None,
    workloads: Sequence[str] | None,
    formats: Sequence[str],
    warn: Callable[[str], None],
) -> str:
    """Draws one run and returns the line that says so; warn gets a line per warning.

    Raises BadInput.
    """
    run = read_run(folder)
    for warning in run.warnings:
        warn(warning)
    chosen = selected(run, runners, workloads, formats)
    notices: list[str] = []
    count = sum(1 for _ in written(run, chosen, out, formats, notices))
    for notice in notices:
        warn(f"{folder}: {notice}")
    return f"{count} chart{'' if count == 1 else 's'} ({', '.join(formats)}, csv) in {out}"


def written(
    run: Run,
    selection: Selection,
    out: Path,
    formats: Sequence[str],
    notices: list[str],
    then: Callable[[Drawing], Result] = _itself,
    processes: int | None = 1,
) -> Iterator[Result]:
    """What then makes of each chart once its files are written, in the charts' order.

    processes: other than 1 (None: one per CPU) they are drawn by children, from which only what
    then returns comes back. Raises BadInput where the folder takes no files.
    """
    with matplotlib.rc_context(), warnings.catch_warnings():
        # A letter that the font lacks is drawn as a box; the names in the samples decide that.
        warnings.filterwarnings("ignore", message="Glyph .* missing from current font")
        # A user's own matplotlibrc must not show: the same samples give the same chart everywhere.
        matplotlib.rcdefaults()
        matplotlib.rcParams.update(pages.RC)
        calls = [partial(_drawn, job, out, formats, then) for job in jobs(run, selection, notices)]
        yield from parallel.results(calls, processes)


def _drawn(
    job: Callable[[], Drawing], out: Path, formats: Sequence[str], then: Callable[[Drawing], Result]
) -> Result:
    drawing = job()
    for form in formats:
        _write(out / f"{drawing.name}.{form}", drawing.rendered(form))
    _write(out / f"{drawing.name}.csv", drawing.csv.encode())
    return then(drawing)


def selected(
    run: Run,
    runners: Sequence[str] | None,
    workloads: Sequence[str] | None,
    formats: Sequence[str] = (),
) -> Selection:
    """None: all. Raises BadInput for a name that is not there."""
    _known("--formats", formats, FORMATS, "among the formats")
    every = everything(run)
    _known("--runners", runners or (), every.runners, f"in {run.folder}")
    _known("--workloads", workloads or (), every.workloads, f"in {run.folder}")
    return Selection(
        [name for name in every.runners if runners is None or name in runners],
        [name for name in every.workloads if workloads is None or name in workloads],
    )


def _known(option: str, names: Sequence[str], allowed: Sequence[str], where: str) -> None:
    for name in names:
        if name not in allowed:
            choice = ", ".join(shown(other, 40) for other in allowed)
            raise BadInput(f"{option}: {name!r} is not {where}; allowed: {choice}")


def _write(path: Path, content: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    except OSError as error:
        raise BadInput(
            f"{path} cannot be written: {error.strerror}; give a folder that can be with -o"
        ) from None
