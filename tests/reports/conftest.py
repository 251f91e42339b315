"""Draws runs inside the test's own process: their drawings, or their SVGs as trees."""

from __future__ import annotations

import csv
import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass
from pathlib import Path

import matplotlib
import pytest
from fixtures import write_run

from reports.charts.plot import layout
from reports.charts.plot.drawing import Drawing
from reports.charts.publish import jobs, selected, written
from reports.charts.sheet import everything
from reports.data.records import read_run
from reports.verdicts.findings import judge_run

SVG = "{http://www.w3.org/2000/svg}"
HREF = "{http://www.w3.org/1999/xlink}href"


@dataclass
class Chart:
    """One SVG, asked about what a reader sees."""

    root: ElementTree.Element

    @property
    def texts(self) -> list[str]:
        return ["".join(node.itertext()) for node in self.root.iter(f"{SVG}text")]

    def group(self, gid: str) -> ElementTree.Element | None:
        return next((node for node in self.root.iter(f"{SVG}g") if node.get("id") == gid), None)

    def gids(self, prefix: str) -> set[str]:
        return {
            node.get("id")
            for node in self.root.iter(f"{SVG}g")
            if (node.get("id") or "").startswith(prefix)
        }

    def marks(self, gid: str) -> list[tuple[float, float]]:
        """The places of the markers in a group."""
        group = self.group(gid)
        if group is None:
            return []
        if gid.startswith("samples"):  # all dots of a runner are one path of next to no length
            [path] = group.iter(f"{SVG}path")
            words = path.get("d").replace("M", " M ").replace("L", " L ").split()
            starts = [place for place, word in enumerate(words) if word == "M"]
            return [(float(words[at + 1]), float(words[at + 2])) for at in starts]
        uses = [(float(use.get("x")), float(use.get("y"))) for use in group.iter(f"{SVG}use")]
        # A lone marker is drawn where it stands, as a path that starts at its lower edge.
        shapes = {id(path) for store in group.iter(f"{SVG}defs") for path in store.iter()}
        alone = [path for path in group.iter(f"{SVG}path") if id(path) not in shapes]
        return uses or [tuple(map(float, path.get("d").split()[1:3])) for path in alone]

    def look(self, gid: str) -> tuple[str | None, str | None]:
        """Style of a line, or shape and style of a marker."""
        group = self.group(gid)
        shapes = [path for path in group.iter(f"{SVG}path")]
        return (shapes[0].get("d") if gid.startswith("median") else None, shapes[0].get("style"))


@dataclass
class Drawn:
    folder: Path
    warnings: list[str]

    def chart(self, name: str) -> Chart:
        return Chart(ElementTree.parse(self.folder / f"{name}.svg").getroot())

    def table(self, name: str) -> list[dict[str, str]]:
        with (self.folder / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
            return list(csv.DictReader(lines))

    @property
    def names(self) -> list[str]:
        return sorted(path.stem for path in self.folder.glob("*.svg"))


@pytest.fixture
def draw(tmp_path):
    """draw(rows, environment, runners, workloads): the charts of such a run, as SVG."""

    def drawn(rows, about=None, runners=None, workloads=None, to="charts") -> Drawn:
        folder = write_run(tmp_path / "run", rows, about)
        warnings: list[str] = []
        run = read_run(folder)
        warnings += run.warnings
        chosen = selected(run, runners, workloads)
        list(written(judge_run(run), chosen, folder / to, ["svg"], warnings, lambda one: one))
        return Drawn(folder / to, warnings)

    return drawn


@pytest.fixture
def drawings(tmp_path):
    """drawings(rows, about, selection, **files): by name, without any file."""

    def drawn(rows, about=None, selection=None, **files) -> dict[str, Drawing]:
        folder = write_run(tmp_path / "run", rows, about)
        for name, text in files.items():
            (folder / f"{name}.csv").write_text(text, encoding="utf-8")
        run = read_run(folder)
        found = [job() for job in jobs(judge_run(run), selection or everything(run), [])]
        return {one.name: one for one in found}

    with matplotlib.rc_context():
        matplotlib.rcdefaults()
        matplotlib.rcParams.update(layout.RC)
        yield drawn
