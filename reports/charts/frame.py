"""What the charts of one experiment share, whatever is drawn of it: runners, names and looks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from reports.charts import captions, folding
from reports.charts.plot import layout, style
from reports.charts.plot.axes import Scene
from reports.charts.plot.layout import Notes, Page
from reports.stats import bounds
from reports.stats.estimates import Estimate
from reports.stats.latency import ServiceCell
from reports.stats.points import Point
from reports.stats.series import BASE, Experiment
from reports.text.names import fingerprint, in_words, shown, slug
from reports.verdicts.findings import Judged
from reports.verdicts.service import ServiceFindings
from reports.verdicts.wording import failures
from reports.verdicts.verdicts import Findings

LONGEST_STEM = 120  # file names end at 255 bytes


@dataclass(frozen=True)
class Frame:
    """One experiment, and who is drawn of it."""

    judged: Judged
    found: Findings | ServiceFindings
    stem: str  # of file names
    runners: list[str]  # drawn: selected and measured here
    folded: list[str]  # as these, but one chart cannot show them all
    scene: Scene

    @property
    def experiment(self) -> Experiment:
        return self.found.experiment

    @property
    def work(self) -> tuple[str, str]:
        return (self.experiment.workload, self.experiment.params)

    @property
    def name(self) -> str:
        """The workload, for a title."""
        return shown(self.experiment.workload, 60)

    @property
    def words(self) -> str:
        """How messages name it."""
        return f"{self.name} ({shown(in_words(self.experiment.parameters()), 90)})"

    @property
    def runner_names(self) -> str:
        return ", ".join(shown(runner, 60) for runner in self.runners)

    @property
    def cells(self) -> list[Estimate] | list[ServiceCell]:
        return [cell for cell in self.found.cells if cell.runner in self.runners]

    @property
    def on_hosts(self) -> list[str]:
        """Those whose workers ran on the hosts of --hosts."""
        return [runner for runner in self.runners if runner in self.judged.run.on_hosts]

    @property
    def failures(self) -> list[str]:
        return failures(self.experiment.samples, [*self.runners, *self.folded])

    @property
    def has_values(self) -> bool:
        return any(trial.status == "ok" for cell in self.cells for trial in cell.trials)

    def page(
        self,
        topic: str,
        height: float,
        notes: Notes,
        legend_width: float = 0,
        without: Sequence[str] = (),
    ) -> Page:
        """height: inches for axes with their labels; legend_width: of the runners' beside them.

        without: parameters that are not the same for all that is drawn.
        """
        environment = self.judged.run.environment
        subtitle = captions.subtitle(self.experiment, environment, without)
        footer = captions.footer(self.judged.run, [self.experiment.blocks])
        title = f"{self.name}: {topic}"
        notes = notes.plus(elsewhere=self.failures, own=[folding.note(self.folded)])
        return layout.page(height, title, subtitle, notes, footer, topic, legend_width)

    def cell(self, runner: str, workers: int) -> dict[str, object]:
        """The columns that name a cell in a data sheet, and what was judged of it."""
        workload, params = self.work
        standing = self._standings.get((runner, workers), "")
        return {
            "workload": workload, "params": params, "runner": runner, "workers": workers,
            "standing": standing,
        }  # fmt: skip

    @cached_property
    def _standings(self) -> dict[tuple[str, int], str]:
        return {cell.name: self.found.standing(cell) for cell in self.found.cells}

    def rows(self, drawn: Sequence[Point], unit: str, quantity: str) -> list[dict[str, object]]:
        """A row per cell with an undisturbed trial; without an interval its ends are empty."""
        rows = []
        for point in drawn:
            if point.summary:
                row = self.cell(point.runner, point.workers)
                row |= {"n": point.summary.n, "median": point.summary.median}
                interval = point.summary.interval
                if interval:
                    row |= {"low": interval.low, "high": interval.high, "level": interval.level}
                rows.append(row | {"unit": unit, "quantity": quantity})
        return rows


def frame(judged: Judged, found: Findings | ServiceFindings, selected: Sequence[str]) -> Frame:
    """selected: runners."""
    experiment = found.experiment
    looks = style.looks(
        judged.run.environment.families, [sample.runner for sample in judged.run.samples]
    )
    # The line at 1 exists without trials of serial.
    looks.setdefault(BASE, style.looks({BASE: "serial"}, [])[BASE])
    present = {cell.runner for cell in found.cells}
    siblings = [
        other.experiment.parameters()
        for other in judged.parts
        if other.experiment.workload == experiment.workload
    ]
    recommended = found.recommended.name if found.recommended else None
    waiting = found.kind in bounds.KINDS
    elsewhere = judged.run.on_hosts & present
    here = max((one.workers for one in found.cells if one.runner not in elsewhere), default=1)
    cores = judged.cores if judged.cores and here > judged.cores else None
    scene = Scene(
        looks, found.workers, judged.usable_cpus, cores, waiting, recommended,
        elsewhere=bool(elsewhere),
    )  # fmt: skip
    measured = [runner for runner in selected if runner in present]
    runners = folding.drawn(found, measured)
    folded = [runner for runner in measured if runner not in runners]
    return Frame(judged, found, _stem(experiment, siblings), runners, folded, scene)


def _stem(experiment: Experiment, siblings: list[dict[str, object]]) -> str:
    """primes, or primes-count-128 where the run has several counts, whatever is selected."""
    keys = sorted({key for sibling in siblings for key in sibling})
    varying = [key for key in keys if len({repr(sibling.get(key)) for sibling in siblings}) > 1]

    def stem(parameters: dict[str, object]) -> str:
        parts = [f"{key}-{parameters[key]}" for key in varying if key in parameters]
        return "-".join([slug(experiment.workload), *map(slug, parts)])

    mine = stem(experiment.parameters())
    alone = [stem(sibling) for sibling in siblings].count(mine) == 1  # 1 and "1" look alike
    if alone and len(mine) <= LONGEST_STEM:
        return mine
    return f"{mine[:LONGEST_STEM]}-{fingerprint(experiment.params)}"
