"""Dots of a class: where they stand, and that none hides another."""

import itertools
from pathlib import Path

import pytest

from reports.page import spread
from reports.verdicts.machines import Machine, Result

WORK = ("primes", "{}")


def machine(name, speedup, busy=False, work=WORK):
    result = Result(2, ["tbb"], speedup, None, None, "")
    return Machine(name, Path(name), False, 2.0, 1.0, busy, "", "", {}, {work: result})


def drawn(speedups, **names):
    made = [machine(f"pc{place}", one) for place, one in enumerate(speedups)]
    return spread.spread(made, {WORK: "primes"})


def test_the_median_stands_on_the_line_and_the_ends_are_named():
    found = drawn([1.0, 2.0, 4.0])
    [strip] = found.strips
    assert strip.dots[1].x == pytest.approx(found.one)
    assert strip.dots[1].x - strip.dots[0].x == pytest.approx(strip.dots[2].x - strip.dots[1].x)
    assert (strip.centre, strip.ends) == ("2.00×", ["pc0 1.00×", "pc2 4.00×"])
    assert (1.0, "1") not in found.ticks and "1" in [label for _, label in found.ticks]


@pytest.mark.parametrize("speedups", [[2.0] * 30, [1.9 + 0.001 * n for n in range(30)], [1, 9]])
def test_no_dot_leaves_its_strip_or_stands_on_another(speedups):
    [strip] = drawn(speedups).strips
    places = {(round(dot.x, 3), round(dot.y, 3)) for dot in strip.dots}
    assert len(places) == len(speedups)
    for dot in strip.dots:
        assert spread.LEFT <= dot.x <= spread.RIGHT
        assert strip.top <= dot.y <= strip.top + strip.height


def test_few_dots_do_not_touch():
    [strip] = drawn([1.99, 2.0, 2.0, 2.01]).strips
    for one, two in itertools.combinations(strip.dots, 2):
        assert (one.x - two.x) ** 2 + (one.y - two.y) ** 2 >= (2 * spread.RADIUS) ** 2


def test_equal_machines_do_not_look_spread():
    [strip] = drawn([2.0, 2.001]).strips
    assert abs(strip.dots[0].x - strip.dots[1].x) < 4


def test_a_busy_machine_is_hollow():
    made = [machine("a", 2.0), machine("b", 2.1, busy=True)]
    [strip] = spread.spread(made, {WORK: "primes"}).strips
    assert [dot.hollow for dot in strip.dots] == [False, True]


def test_an_experiment_of_one_machine_has_no_strip():
    made = [machine("a", 2.0), machine("b", 2.0, work=("sleep", "{}"))]
    assert spread.spread(made, {WORK: "primes", ("sleep", "{}"): "sleep"}) is None


def test_ticks_keep_their_distance():
    ticks = drawn([0.2, 2.0, 9.0]).ticks
    assert len(ticks) > 3
    assert all(b - a >= spread.TICK_GAP for (a, _), (b, _) in itertools.pairwise(ticks))
