"""What the second hardware thread of each core adds: all CPUs against as many workers as cores."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from reports.stats.estimates import Estimate
from reports.stats.statistics import Summary
from reports.text import numbers
from reports.text.names import shown
from reports.verdicts import claims
from reports.verdicts.findings import Judged
from reports.verdicts.verdicts import Findings, cost, times_over


@dataclass(frozen=True)
class Smt:
    """Of one runner on one experiment."""

    runner: str
    cores: int
    cpus: int
    speedup: Summary  # time with a worker per core over time with one per CPU, paired by block
    verdict: str  # of claims: faster with SMT, slower, equivalent, ...
    margin: float

    @property
    def short(self) -> str:
        """SMT over 8 cores: +18 %"""
        said = self._difference.split(" [")[0]
        return f"SMT over {numbers.several(self.cores, 'core')}: {said}"

    @property
    def sentence(self) -> str:
        """tbb: 8 = all cores; 16 = with SMT: +18 % [12, 25]"""
        start = f"{shown(self.runner, 30)}: {self.cores} = all cores; {self.cpus} = with SMT"
        return f"{start}: {self._difference}"

    @property
    def _difference(self) -> str:
        interval = self.speedup.interval
        if self.verdict == claims.EQUIVALENT:
            return f"tied within {numbers.percent(self.margin)}"
        figure = f"{_signed(self.speedup.median)} %"
        if interval is None:
            return f"{figure} (no interval)"
        span = f"[{_signed(interval.low)}, {_signed(interval.high)}]"
        doubt = " (inconclusive)" if self.verdict == claims.INCONCLUSIVE else ""
        return f"{figure} {span}{doubt}"


def smt(judged: Judged, found: Findings) -> Smt | None:
    """Of the recommended cell's runner, else of the best one's, else of the simplest.

    None where nothing computes, where no runner on this machine has both N, and where each core has
    one usable CPU or nobody knows.
    """
    cores, cpus = judged.cores, int(judged.usable_cpus or 0)
    if cores is None or found.kind != "compute" or found.too_busy:
        return None
    cells = {cell.name: cell for cell in found.cells if cell.wall and not cell.failures}
    for runner in _by_preference(found):
        if runner in judged.run.on_hosts:
            continue
        one, other = cells.get((runner, cores)), cells.get((runner, cpus))
        if one is None or other is None:
            continue
        speedup = times_over(found.cells, other).get(one.name)
        if speedup is not None:
            verdict = claims.verdict(speedup, found.margin)
            return Smt(runner, cores, cpus, speedup, verdict, found.margin)
    return None


def _by_preference(found: Findings) -> Sequence[str]:
    cells: list[Estimate | None] = [found.recommended, found.best, *sorted(found.cells, key=cost)]
    return list(dict.fromkeys(cell.runner for cell in cells if cell is not None))


def _signed(ratio: float) -> str:
    """1.18 -> +18"""
    rounded = round(100 * (ratio - 1))
    return f"{rounded:+d}".replace("-", "−") if rounded else "0"
