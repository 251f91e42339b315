"""A finished chart and how it becomes bytes, the same bytes for the same samples; opens no file."""

from __future__ import annotations

import io
from dataclasses import dataclass

from matplotlib.figure import Figure

FORMATS = ("svg", "png", "pdf")


@dataclass(frozen=True)
class Drawing:
    """One chart under its name, with the figures it shows."""

    name: str
    title: str
    description: str
    figure: Figure
    table: list[list[object]]

    def rendered(self, form: str) -> bytes:
        """The chart in one of FORMATS, without a date."""
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
