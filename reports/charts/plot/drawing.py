"""A finished chart and how it becomes bytes, the same bytes for the same samples; opens no file."""

from __future__ import annotations

import io
from dataclasses import dataclass
from functools import cached_property

from matplotlib.figure import Figure

from reports.charts.plot import tables

FORMATS = ("svg", "png", "pdf")


@dataclass(frozen=True)
class Drawing:
    """One chart under its name, with the figures it shows."""

    name: str
    title: str
    description: str
    figure: Figure
    table: list[list[object]]
    kind: str = ""  # overview, time, speedup, efficiency, phases, cost, loss, timeline
    work: tuple[str, str] | None = None  # workload and params; None: the whole run
    reading: str = ""  # what the chart shows, in one line with figures
    columns: tuple[str, ...] = tables.HEADER
    room: tuple[float, float] | None = None  # inches from the foot: the chart without its words
    notes: tuple[str, ...] = ()  # how to read it

    @property
    def csv(self) -> str:
        """The figures that it shows."""
        return tables.text(self.table, self.columns)

    def rendered(self, form: str) -> bytes:
        """The chart in one of FORMATS, without a date."""
        if form == "svg":
            return self._svg
        return self._saved(form)

    @cached_property
    def _svg(self) -> bytes:
        return self._saved("svg")

    def _saved(self, form: str) -> bytes:
        out = io.BytesIO()
        self.figure.savefig(out, format=form, metadata=self._metadata(form))
        return out.getvalue()

    def _metadata(self, form: str) -> dict[str, str | None]:
        if form == "svg":
            return {
                "Title": self.title,
                "Description": self.description,
                "Creator": "parbench",
                "Date": None,
            }
        if form == "pdf":
            return {
                "Title": self.title,
                "Subject": self.description,
                "Creator": "parbench",
                "CreationDate": None,
            }
        return {"Title": self.title, "Description": self.description, "Software": "parbench"}
