"""What a chart is. A new one is a file in this folder and a line in charts_list.py."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from reports.charts.plot.drawing import Drawing
from reports.charts.plot.layout import Page
from reports.charts.frame import Frame
from reports.charts.sheet import Selection, Sheet
from reports.verdicts.findings import Judged

FIGURES = (
    "workload", "params", "runner", "workers", "n", "median", "low", "high", "level", "unit",
    "quantity", "standing",
)  # fmt: skip


def every_sheet(sheets: Sequence[Any]) -> Iterable[Any]:
    return sheets


def with_speedups(sheets: Sequence[Sheet]) -> Iterable[Sheet]:
    return [sheet for sheet in sheets if not sheet.why_no_speedup]


@dataclass(frozen=True)
class Chart:
    """One kind of chart.

    name: ends the names of its files; its class on the page is chart-NAME.
    draw: from one subject to one drawing.
    subjects: what there is to draw in a run's sheets, one per experiment with a successful trial.
    at_a_rate: of the experiments whose requests arrive on a schedule, instead of the others.
    of_run: what there is to draw of the run as a whole, instead of subjects.
    columns: of the CSV beside it.
    shown: open on the page; the others are folded behind their titles and readings.
    """

    name: str
    draw: Callable[[Any], Drawing]
    subjects: Callable[[Sequence[Any]], Iterable[Any]] = every_sheet
    columns: tuple[str, ...] = FIGURES
    shown: bool = False
    at_a_rate: bool = False
    of_run: Callable[[Judged, Selection], Iterable[Any]] | None = None

    def drawing(
        self,
        sheet: Frame,
        page: Page,
        rows: list[dict[str, object]],
        reading: str,
        part: str = "",
        files: Mapping[str, str] | None = None,
    ) -> Drawing:
        """part: ends the name where an experiment has several of these; files: by extension."""
        name = "-".join(filter(None, (sheet.stem, self.name, part)))
        runners = f"{sheet.words}; runners: {sheet.runner_names}"
        return Drawing(
            self.name, name, page, runners, self.columns, rows, reading, self.shown,
            sheet.work, dict(files or {}),
        )  # fmt: skip
