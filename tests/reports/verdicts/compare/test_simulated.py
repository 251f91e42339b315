"""How often `--fail-on` errs where every session's times are shifted by its hour."""

import math
from types import SimpleNamespace

import numpy
import pytest

from reports.verdicts.compare.changes import SPEEDUP, TIME, changes
from reports.verdicts.compare.gate import FOUND, gate
from reports.verdicts.compare.matching import Matched, Measured, Pair

LIMIT = 0.05
SHIFT = 0.05  # sd of a session's log times
NOISE = 0.05  # sd of a trial's
SESSIONS, BLOCKS, CELLS = 3, 6, 12  # a side; a session; an experiment, and there are two
SLOW = (0, 5)  # experiment and cell


def measured(random, factors, shifts, probes, capacities):
    """One side of one experiment: serial first, whose speedup is 1."""
    sides = [[] for _ in factors]
    for shift, capacity in zip(shifts, capacities):
        noise = NOISE * random.standard_normal((len(factors), BLOCKS))
        base = numpy.log(numpy.exp(NOISE * random.standard_normal((2, BLOCKS))).mean(axis=0))
        for place, factor in enumerate(factors):
            logs = math.log(factor) + noise[place] + (capacity if place else 0)
            walls = dict(enumerate(numpy.exp(shift + logs)))
            speedups = dict(enumerate(base - logs)) if place else {}
            sides[place].append(SimpleNamespace(walls=walls, log_speedups=speedups))
    return [Measured(estimates, probes) for estimates in sides]


def pair_of_sides(random, slow=1.0, probed=False, capacity=0.0):
    """probed: the probes feel the session's shift too. capacity: of parallel cells, by session."""
    shifts = SHIFT * random.standard_normal((2, SESSIONS))
    probes = 0.01 * numpy.exp(shifts if probed else 0 * shifts)
    capacities = capacity * random.standard_normal((2, SESSIONS))
    experiments = []
    for place in range(2):
        sides = []
        for side in range(2):
            factors = [1.0] * (CELLS + 1)
            if side and place == SLOW[0]:
                factors[SLOW[1]] = slow
            sides.append(measured(random, factors, shifts[side], probes[side], capacities[side]))
        cells = [Pair("r", n, *both) for n, both in enumerate(zip(*sides), start=1)]
        experiments.append(
            Matched("primes", f'{{"count":{place}}}', "compute", 0.03, (3, 3), (0, 0), cells)
        )
    return changes(experiments)


def found(pairs, seed, **others):
    random = numpy.random.default_rng(seed)
    return [gate(pair_of_sides(random, **others), LIMIT) for _ in range(pairs)]


@pytest.mark.parametrize(
    "others", [{}, {"probed": True}, {"capacity": 0.04}], ids=["shift", "probed", "capacity"]
)
def test_an_unchanged_program_hardly_ever_fails(others):
    gates = found(100, 7, **others)
    assert sum(one.outcome == FOUND for one in gates) <= 5


def test_a_cell_that_takes_30_percent_longer_is_found_and_named():
    gates = found(100, 8, slow=1.3)
    named = [[(one.where.params, one.pair.workers) for one in each.found] for each in gates]
    assert sum(cells == [('{"count":0}', SLOW[1] + 1)] for cells in named) >= 80


def test_serial_is_judged_by_its_time_and_the_others_by_their_speedup():
    compared = pair_of_sides(numpy.random.default_rng(1))
    assert [one.by for one in compared[: CELLS + 1]] == [TIME] + [SPEEDUP] * CELLS
