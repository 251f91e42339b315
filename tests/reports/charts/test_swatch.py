"""The little picture of a runner in the text of a page."""

import xml.etree.ElementTree as ElementTree

import pytest
from fixtures import RUNNERS

from reports.charts.plot import style
from reports.charts.plot.swatch import swatch

LOOKS = style.looks(RUNNERS | {"python_threads": "cpython"}, ["unheard_of"])


@pytest.mark.parametrize("runner", LOOKS)
def test_it_is_well_formed_and_inside_its_box(runner):
    root = ElementTree.fromstring(swatch(LOOKS[runner]))
    x, y, width, height = map(float, root.get("viewBox").split())
    line, marker = (node.get("d") for node in root)
    assert root.get("aria-hidden") == "true" and line.startswith(f"M{x:g}")
    words = "".join(" " if letter.isalpha() else letter for letter in marker)
    places = [float(word) for word in words.split()]
    assert max(map(abs, places[::2])) <= width / 2 and max(map(abs, places[1::2])) <= height / 2


def test_runners_of_one_family_share_a_colour_and_differ_in_marker_and_dash():
    one, two = (ElementTree.fromstring(swatch(LOOKS[name])) for name in ("tbb", "openmp"))
    assert one.get("style") == two.get("style") == "color:var(--tasking,#009e73)"
    assert one[1].get("d") != two[1].get("d")
    assert one[0].get("stroke-dasharray") is None and two[0].get("stroke-dasharray")


def test_a_triangle_that_points_up_in_the_charts_points_up_here():
    marker = ElementTree.fromstring(swatch(LOOKS["process_per_task"]))[1].get("d")
    assert marker.startswith("M0.0 -")  # its tip, and y grows downwards
