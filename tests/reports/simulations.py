"""What the judging code says of synthetic runs whose truth is known.

    python3 tests/reports/simulations.py 300

prints the tables of docs/measurement.md, from this many experiments each.
"""

import math
import sys
from pathlib import Path

import numpy

HERE = Path(__file__).resolve()
sys.path[:0] = [str(HERE.parents[2]), str(HERE.parent)]

import noises  # noqa: E402

from reports.stats import pooling, ranking, stopping  # noqa: E402
from reports.verdicts.verdicts import NEAR  # noqa: E402

BLOCKS = (3, 4, 6, 12)
MOST_BLOCKS = 30
MARGIN = 0.03
# Six runners with 2, 4, 8 and 16 workers: four are equal, and two are 4 and 12 % slower. All are
# fastest with 4 workers; 2, 8 and 16 take 5, 2 and 6 % longer.
RUNNERS = (0.0, 0.0, 0.0, 0.0, 0.04, 0.12)
STEPS = {2: 0.05, 4: 0.0, 8: 0.02, 16: 0.06}


def coverage(kind, blocks, experiments):
    """Share of the cells' 95 % intervals that hold the true speedup."""
    hits = [
        _holds(summary)
        for number in range(experiments)
        for summary in pooling.summaries(_logs(kind, number, blocks))
    ]
    return sum(hits) / len(hits)


def coverage_when_stopped(kind, scale, experiments):
    """The same, each cell stopped as the driver does when its interval is narrow."""
    hits = []
    for number in range(experiments):
        logs = [scale * one for one in _logs(kind, number, MOST_BLOCKS)]
        hits += [_holds(summary) for summary in pooling.summaries(_stopped(logs))]
    return sum(hits) / len(hits)


def _logs(kind, number, blocks):
    return list(noises.log_speedups(kind, numpy.random.default_rng([number, blocks]), blocks))


def _holds(summary):
    return summary.interval.low <= 1 <= summary.interval.high


def _stopped(logs):
    """What is measured of each cell when the driver looks at its stops."""
    used = [0] * len(logs)
    going = set(range(len(logs)))
    for blocks in range(1, MOST_BLOCKS + 1):
        for cell in going:
            used[cell] = blocks
        scales = stopping.scales([values[:count] for values, count in zip(logs, used)])
        going -= {cell for cell in going if stopping.is_finished(scales[cell])}
        if not going:
            break
    return [values[:count] for values, count in zip(logs, used)]


def recommendation(sd, blocks, runs, draw=None):
    """Shares of runs whose recommended cell is near the best, and whose tied set holds a best.

    With the mean size of the tied set, of 24, and the share of runs that are sure of the choice.
    """
    cells = [(workers, place) for place in range(len(RUNNERS)) for workers in STEPS]
    truth = numpy.array([STEPS[workers] + RUNNERS[place] for workers, place in cells])
    near = held = size = sure = 0
    for number in range(runs):
        random = numpy.random.default_rng([number, blocks])
        noise = (draw or _normal)(random, (len(cells), blocks), sd)
        logs = truth[:, None] + noise + 0.03 * random.standard_normal(blocks)
        found = ranking.rank([dict(enumerate(numpy.exp(row))) for row in logs])
        sure += max(found.p_within(MARGIN)) >= NEAR
        chosen = min(found.candidates(MARGIN, NEAR), key=cells.__getitem__)
        tied = found.tied(0.95)
        near += truth[chosen] <= math.log1p(MARGIN)
        held += any(truth[place] == 0 for place in tied)
        size += len(tied)
    return {"near": near / runs, "held": held / runs, "size": size / runs, "sure": sure / runs}


def _normal(random, shape, sd):
    return sd * random.standard_normal(shape)


def blocks_suffice(truth, sd, runs):
    """Share of undecided cells that are decided after as many blocks as were forecast.

    truth: ln of the true speedup. Runs with a forecast above 80 blocks are not counted; their
    number is the second value.
    """
    edge, decided, counted, beyond = math.log1p(MARGIN), 0, 0, 0
    for number in range(runs):
        random = numpy.random.default_rng(number)
        first = truth + sd * random.standard_normal((noises.CELLS, 4))
        for summary, scale, values in zip(pooling.summaries(first), stopping.scales(first), first):
            low, high = map(math.log, (summary.interval.low, summary.interval.high))
            if not low <= edge <= high and not low <= -edge <= high:
                continue
            blocks = stopping.blocks_needed(scale, abs(abs(math.log(summary.median)) - edge))
            if blocks is None or blocks <= 4:
                beyond += blocks is None
                continue
            logs = truth + sd * random.standard_normal((noises.CELLS, blocks))
            logs[0, :4] = values
            found = pooling.summaries(logs)[0].interval
            inside = [low <= it <= high for it in (edge, -edge) for low, high in [_logged(found)]]
            decided += not any(inside)
            counted += 1
    return decided / max(counted, 1), beyond


def _logged(interval):
    return math.log(interval.low), math.log(interval.high)


def main(count):
    print("| Noise | " + " | ".join(f"n = {n}" for n in BLOCKS) + " | stopped on width |")
    print("|---|" + "---|" * (len(BLOCKS) + 1))
    for kind in noises.NOISES:
        fixed = [f"{coverage(kind, n, count):.3f}" for n in BLOCKS]
        stopped = coverage_when_stopped(kind, 0.5, count // 2)
        print(f"| {kind} | {' | '.join(fixed)} | {stopped:.3f} |", flush=True)
    print("\n| Noise | Blocks | Near the best | Tied set holds a best | its size | sure |")
    print("|---|---|---|---|---|---|")
    for sd in (0.02, 0.05, 0.15):
        for blocks in (3, 4, 6):
            found = recommendation(sd, blocks, count)
            figures = " | ".join(f"{found[key]:.2f}" for key in ("near", "held", "size", "sure"))
            print(f"| {100 * sd:g} % | {blocks} | {figures} |", flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]))
