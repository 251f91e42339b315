"""Queueing theory's wait in the queue beside the measured one, cell by cell."""

from __future__ import annotations

from reports.notes.results import SECONDS, Figure, Model, figure, plain
from reports.verdicts.queue_theory import FORMULAS
from reports.verdicts.service import ServiceFindings
from reports.verdicts.service_answer import theory
from reports.verdicts.wording import named

NAME = "Wait in the queue"
WHY_NOT = (
    "Not applied: no cell has random (poisson) arrivals, no stall, times of service of a known "
    "spread, a CPU for each worker that computes, and a queue to speak of that does not grow."
)


def waits(found: ServiceFindings) -> Model:
    if not found.predictions:
        return Model(NAME, WHY_NOT, True)
    figures: list[Figure] = []
    for cell in found.cells:
        one = found.predictions.get(cell.name)
        if one:
            label = f"{named(cell)}: mean wait"
            figures.append(figure(f"{label}, measured", one.measured, SECONDS))
            figures.append(plain(f"{label}, by {one.model}", one.wait_s, SECONDS, one.measured.n))
    names = dict.fromkeys(one.model for one in found.predictions.values())
    formula = (
        f"By {'; '.join(f'{name}: {FORMULAS[name]}' for name in names)}; from the measured time in "
        "service and the rate of the arrivals as they were drawn. It holds for queues that have "
        "run for long: a pass begins with an empty one, which takes long to forget near full load."
    )
    sentence = theory(found) or "Without intervals nothing says how near the prediction is"
    return Model(NAME, f"{sentence[:1].upper()}{sentence[1:]}.", False, figures, formula)
