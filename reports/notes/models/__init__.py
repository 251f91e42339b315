"""What two textbook models say of an experiment, beside what was measured; they may refuse."""

from __future__ import annotations

from reports.verdicts.findings import Judged
from reports.verdicts.verdicts import Findings
from reports.notes.models.amdahl import amdahls_law
from reports.notes.models.model import Model
from reports.notes.models.pool_size import goetz_rule

__all__ = ["Model", "models"]


def models(judged: Judged, found: Findings) -> list[Model]:
    """Amdahl's law, by runner where it can be fitted; then Goetz's number of workers."""
    return [*amdahls_law(judged, found), goetz_rule(judged, found)]
