"""How many blocks would decide what an experiment could not."""

from __future__ import annotations

import math
from collections.abc import Iterable

from reports.stats import stopping
from reports.stats.estimates import Estimate


def blocks_to_decide(
    cells: Iterable[Estimate], undecided: Iterable[Estimate], margin: float
) -> int | None:
    """Blocks at which most of the undecided cells are told from the edges of the margin.

    Their speedups are taken as the truth. None where 80 blocks would not decide half of them.
    """
    cells = [cell for cell in cells if cell.log_speedups]
    known = stopping.scales([list(cell.log_speedups.values()) for cell in cells])
    scales = {cell.name: scale for cell, scale in zip(cells, known)}
    edge, needed = math.log1p(margin), []
    for cell in undecided:
        scale = scales.get(cell.name)
        if scale is not None:
            distance = abs(abs(math.log(cell.speedup.median)) - edge)
            had, blocks = len(cell.log_speedups), stopping.blocks_needed(scale, distance)
            # As many as it had did not decide it.
            needed.append(2 * had if blocks and blocks <= had else blocks or math.inf)
    needed.sort()
    middle = needed[len(needed) // 2] if needed else math.inf
    return None if math.isinf(middle) else int(middle)
