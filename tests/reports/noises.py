"""Synthetic experiments with a known truth: blocks of paired log speedups in nine noises.

A block is laid out as a run lays it out: a serial trial, four cells, a serial trial, and so on; a
cell's base is the mean of the serial trials before and after it.
"""

import csv
import functools
import math

import numpy
from fixtures import ROOT

CELLS = 12
BETWEEN = 4  # cells between two serial trials
BASES = CELLS // BETWEEN + 1
TRIALS = CELLS + BASES
SD = 0.03  # of a trial's log time, in most kinds


def _normal(random, shape):
    return SD * random.standard_normal(shape)


def _skewed(random, shape):
    return 0.3 * SD * random.standard_normal(shape) + random.exponential(SD, shape)


def _bimodal(random, shape):
    return 0.3 * SD * random.standard_normal(shape) + 0.08 * (random.random(shape) < 0.3)


def _heavy(random, shape):
    spikes = random.exponential(0.3, shape) * (random.random(shape) < 0.05)
    return 0.6 * SD * random.standard_t(3, shape) + spikes


def _drift(random, blocks):
    """AR(1) from trial to trial, through all blocks."""
    steps = 0.015 * random.standard_normal(blocks * TRIALS)
    level = numpy.zeros(blocks * TRIALS)
    for trial in range(1, len(level)):
        level[trial] = 0.9 * level[trial - 1] + steps[trial]
    return level.reshape(blocks, TRIALS)


def _trend(random, blocks):
    """Ever slower: 2 % a block."""
    return numpy.linspace(0, 0.02 * blocks, blocks * TRIALS).reshape(blocks, TRIALS)


@functools.cache
def _residuals():
    """Of each cell of a run of six blocks, undisturbed: ln of its times, around their mean.

    The run is kept for the tests: its noise does not change when docs/example is measured anew.
    """
    cells = {}
    with (ROOT / "tests/reports/old_runs/quick/samples.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if row["role"] == "cell" and row["status"] == "ok" and not row["contamination"]:
                key = (row["workload"], row["params"], row["runner"], row["workers"])
                cells.setdefault(key, []).append(math.log(float(row["wall_s"])))
    several = [numpy.array(logs) for logs in cells.values() if len(logs) >= 4]
    return [(logs - logs.mean()) * math.sqrt(len(logs) / (len(logs) - 1)) for logs in several]


def _real(random, shape):
    """Each row draws from the residuals of one real cell, with a random sign: its centre is 0."""
    rows = [_residuals()[place] for place in random.integers(0, len(_residuals()), shape[0])]
    drawn = numpy.array([random.choice(row, shape[1]) for row in rows])
    return random.choice([-1, 1], shape) * drawn


def _wander(random, blocks):
    """What the machine gives to parallel cells wanders between blocks; serial is unaffected."""
    level = numpy.empty(blocks)
    level[0] = 0.04 * random.standard_normal()
    for block in range(1, blocks):
        level[block] = 0.8 * level[block - 1] + 0.04 * 0.6 * random.standard_normal()
    return level


def _none(random, blocks):
    return 0.0


EQUAL = numpy.ones(CELLS)
UNEQUAL = numpy.geomspace(0.3, 3, CELLS)  # noise of the cells, a factor of ten
# The noise of a trial, how it varies by cell, what all trials share by time, what parallel cells
# share by block.
NOISES = {
    "normal": (_normal, EQUAL, _none, _none),
    "skewed": (_skewed, EQUAL, _none, _none),
    "bimodal": (_bimodal, EQUAL, _none, _none),
    "heavy tail": (_heavy, EQUAL, _none, _none),
    "drift": (_normal, EQUAL, _drift, _none),
    "trend": (_normal, EQUAL, _trend, _none),
    "unequal cells": (_normal, UNEQUAL, _none, _none),
    "real residuals": (_real, EQUAL, _none, _none),
    "wandering capacity": (_normal, EQUAL, _none, _wander),
}


def log_speedups(kind, random, blocks):
    """ln(base / cell) minus its true value, [cell, block]."""
    return _paired(kind, random, blocks) - _centre(kind)


def _paired(kind, random, blocks):
    draw, scales, of_time, of_block = NOISES[kind]
    level = numpy.broadcast_to(of_time(random, blocks), (blocks, TRIALS))
    order = numpy.argsort(random.random((CELLS, blocks)), axis=0)  # the place of each cell
    trial = order + order // BETWEEN + 1  # among all trials of the block
    cells = draw(random, (CELLS, blocks)) * scales[:, None] + of_block(random, blocks)
    cells = cells + numpy.take_along_axis(level.T, trial, axis=0)
    bases = draw(random, (BASES, blocks)) + level.T[:: BETWEEN + 1]
    before = numpy.take_along_axis(bases, order // BETWEEN, axis=0)
    after = numpy.take_along_axis(bases, order // BETWEEN + 1, axis=0)
    return numpy.log((numpy.exp(before) + numpy.exp(after)) / 2) - cells


@functools.cache
def _centre(kind):
    """The median of ln(base / cell): not 0 where noise is skewed and a base is a mean of two."""
    if kind not in ("skewed", "bimodal", "heavy tail"):
        return 0.0
    return float(numpy.median(_paired(kind, numpy.random.default_rng(99), 20_000)))
