"""From a judged run to a folder of charts: draws, and alone writes files."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TypeVar

import matplotlib

from reports.charts import charts_list
from reports.charts.plot import layout, parallel
from reports.charts.plot.drawing import FORMATS, Drawing
from reports.charts.chart import Chart
from reports.charts.service_sheet import ServiceSheet, service_sheets
from reports.charts.sheet import Selection, Sheet, everything, sheets
from reports.data.records import Run
from reports.data.rows import BadInput
from reports.data.system_errors import reason
from reports.text.names import nearest, shown
from reports.verdicts.findings import Judged

Result = TypeVar("Result")
AnySheet = TypeVar("AnySheet", Sheet, ServiceSheet)


def jobs(judged: Judged, selection: Selection, notices: list[str]) -> list[Callable[[], Drawing]]:
    """Every chart of the run in the order of charts_list, each drawn when it is called.

    What cannot be drawn is said in notices. Raises BadInput for a damaged file beside samples.csv.
    """
    drawable = _drawable(sheets(judged, selection), notices)
    for sheet in drawable:
        if sheet.missing_speedup:
            notices.append(f"{sheet.words}: no speedup chart: {sheet.missing_speedup}")
    at_a_rate = _drawable(service_sheets(judged, selection), notices)

    def subjects(chart: Chart) -> Iterable[object]:
        if chart.of_run:
            return chart.of_run(judged, selection)
        return chart.subjects(at_a_rate if chart.at_a_rate else drawable)

    return [
        partial(chart.draw, subject) for chart in charts_list.CHARTS for subject in subjects(chart)
    ]


def _drawable(every: Sequence[AnySheet], notices: list[str]) -> list[AnySheet]:
    for sheet in every:
        if not sheet.has_values and not sheet.found.may_fail:
            why = "; ".join(sheet.failures) or "none of these runners was tried"
            notices.append(f"{sheet.words}: no chart, because no trial succeeded ({why})")
    return [sheet for sheet in every if sheet.has_values]


def written(
    judged: Judged,
    selection: Selection,
    out: Path,
    formats: Sequence[str],
    notices: list[str],
    then: Callable[[Drawing], Result],
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
        matplotlib.rcParams.update(layout.RC)
        calls = [
            partial(_drawn, job, out, formats, then) for job in jobs(judged, selection, notices)
        ]
        yield from parallel.results(calls, processes)


def _drawn(
    job: Callable[[], Drawing], out: Path, formats: Sequence[str], then: Callable[[Drawing], Result]
) -> Result:
    drawing = job()
    contents = {form: drawing.rendered(form) for form in formats}
    contents |= {form: text.encode() for form, text in drawing.files.items()}
    for form, content in (contents | {"csv": drawing.csv.encode()}).items():
        _write(out / f"{drawing.name}.{form}", content)
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
            near = nearest(name, allowed)
            choice = ", ".join(shown(other, 40) for other in allowed)
            end = f"did you mean {shown(near, 40)}?" if near else f"allowed: {choice}"
            raise BadInput(f"{option}: {name!r} is not {where}; {end}")


def _write(path: Path, content: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    except OSError as error:
        why = reason(error, "name a writable folder with -o")
        raise BadInput(f"{path} cannot be written: {why}") from None
