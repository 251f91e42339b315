"""A finished chart and how it becomes bytes: the same bytes for the same samples."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, field
from functools import cached_property

from reports.charts.plot.layout import Page

FORMATS = ("svg", "png", "pdf")


@dataclass(frozen=True)
class Drawing:
    """One chart with its name, its words and the figures that it shows."""

    kind: str
    name: str  # of its files
    page: Page
    description: str
    columns: tuple[str, ...]
    rows: list[dict[str, object]]  # by column; what is missing is empty
    reading: str  # what the chart shows, in one line with figures
    shown: bool = False  # open on the page
    work: tuple[str, str] | None = None  # workload and params; None: the whole run
    files: dict[str, str] = field(default_factory=dict)  # more files, by extension

    @property
    def csv(self) -> str:
        """RFC 4180 with LF, numbers at full precision."""
        out = io.StringIO()
        writer = csv.DictWriter(out, self.columns, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(self.rows)
        return out.getvalue()

    def rendered(self, form: str) -> bytes:
        """The chart in one of FORMATS, without a date."""
        return self._svg if form == "svg" else self._saved(form)

    @cached_property
    def _svg(self) -> bytes:
        return self._saved("svg")

    def _saved(self, form: str) -> bytes:
        out = io.BytesIO()
        self.page.figure.savefig(out, format=form, metadata=self._metadata(form))
        return out.getvalue()

    def _metadata(self, form: str) -> dict[str, str | None]:
        about, maker, date = {
            "svg": ("Description", "Creator", "Date"),
            "pdf": ("Subject", "Creator", "CreationDate"),
            "png": ("Description", "Software", None),
        }[form]
        words = {"Title": self.page.title, about: self.description, maker: "parbench"}
        return words | ({date: None} if date else {})
