"""What textbook models say of an experiment, beside what was measured."""

from __future__ import annotations

from dataclasses import replace

from reports.notes.models import amdahl, goetz, queues
from reports.notes.results import Model
from reports.verdicts.findings import Judged
from reports.verdicts.service import ServiceFindings
from reports.verdicts.verdicts import Findings


def models(judged: Judged, found: Findings | ServiceFindings) -> list[Model]:
    """Amdahl's law, by runner where it can be fitted; then Goetz's number of workers.

    Of requests that arrive on a schedule: their wait in the queue. Without serial trials: none.
    """
    if isinstance(found, ServiceFindings):
        return [queues.waits(found)]
    if not found.with_base:
        return []
    law = [replace(one, formula=amdahl.FORMULA) for one in amdahl.amdahls_law(judged, found)]
    return [*law, replace(goetz.goetz_rule(judged, found), formula=goetz.FORMULA)]
