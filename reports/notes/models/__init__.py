"""What two textbook models say of an experiment, beside what was measured."""

from __future__ import annotations

from reports.notes.models.amdahl import amdahls_law
from reports.notes.models.goetz import goetz_rule
from reports.notes.results import Model
from reports.verdicts.findings import Judged
from reports.verdicts.verdicts import Findings


def models(judged: Judged, found: Findings) -> list[Model]:
    """Amdahl's law, by runner where it can be fitted; then Goetz's number of workers."""
    return [*amdahls_law(judged, found), goetz_rule(judged, found)]
