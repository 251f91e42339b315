"""One experiment whose requests arrive on a schedule, as its charts see it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from reports.charts.frame import Frame, frame
from reports.charts.sheet import TOO_BUSY, Selection
from reports.data.service_tables import Bucket, read_latency
from reports.data.side_tables import Trial
from reports.stats import latency
from reports.stats.latency import ServiceCell
from reports.stats.points import Point
from reports.text import numbers
from reports.verdicts.findings import Judged
from reports.verdicts.service import ServiceFindings
from reports.verdicts.wording import named


@dataclass(frozen=True)
class ServiceSheet(Frame):
    """With all that its charts share."""

    found: ServiceFindings
    buckets: Mapping[Trial, Sequence[Bucket]]  # of the whole run

    def points(self, figure: str) -> list[Point]:
        """Of a figure of service.csv."""
        return latency.points(self.cells, self.judged.run.services, figure)

    @property
    def has_values(self) -> bool:
        """Also false where no trial had requests enough after its warm-up."""
        return any(point.values for point in self.points("p50_s"))

    @property
    def saturated(self) -> set[tuple[str, int]]:
        return {cell.name for cell in self.cells if self.found.saturated(cell)}

    def conclusion(self, words: Callable[[ServiceCell], str], *others: str) -> str:
        """A sentence about the recommended cell, or why there is none, and about others."""
        if self.found.too_busy:
            return TOO_BUSY
        cell, rate = self.found.recommended, numbers.rate(self.found.rate_per_s)
        said = f"No cell is shown to keep up with {rate}"
        if cell:
            said = f"Recommended at {rate}: {named(cell)}, {words(cell)}"
        return "; ".join((said, *others)) + "."


def service_sheets(judged: Judged, selection: Selection) -> list[ServiceSheet]:
    """Raises BadInput for a damaged latency.csv."""
    if not judged.services:
        return []
    buckets = read_latency(judged.run.folder, judged.run.samples)
    return [
        ServiceSheet(**vars(frame(judged, found, selection.runners)), buckets=buckets)
        for found in judged.services
        if found.experiment.workload in selection.workloads and not judged.is_swept(found)
    ]
