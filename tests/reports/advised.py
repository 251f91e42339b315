"""A machine made of a formula, which measures what the adviser asks for; tests nothing."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path

import numpy
from fixtures import environment, placed, row, write_run
from services import SERVICE, pass_of
from side_rows import beside
from side_rows import text as csv_of

from reports.data.question import question_in
from reports.data.records import read_run
from reports.verdicts.advice.advice import Advice, advise
from reports.verdicts.advice.seen import Seen
from reports.verdicts.advice.stages import next_stage


@dataclass
class Machine:
    """Tasks that compute and wait, as a pass of them would take under any runner."""

    compute_s: float
    wait_s: float
    cpus: float = 2.0
    noise: float = 0.005
    slower: dict[str, float] = field(default_factory=dict)  # runners whose passes take longer
    seed: int = 1
    columns: dict[str, object] = field(default_factory=dict)
    parallel: int = 1  # CPUs that a task uses

    def __post_init__(self):
        self.random = numpy.random.default_rng(self.seed)

    def wall_s(self, runner: str, workers: int, tasks: int) -> float:
        whole_s = self.compute_s + self.wait_s
        busy_s = tasks * self.compute_s * self.parallel / min(self.cpus, tasks * self.parallel)
        ideal_s = max(tasks / min(workers, tasks) * whole_s, busy_s)
        factor = self.slower.get(runner, 1.0) * numpy.exp(self.noise * self.random.normal())
        return ideal_s * factor

    def cpu_s(self, tasks: int) -> float:
        return tasks * self.compute_s * self.parallel

    def served(self, runner: str, workers: int, tasks: int, rate: float, block: int) -> dict:
        """A pass of requests that arrive at this rate, with exponential times of service."""
        whole_s = (self.compute_s + self.wait_s) * self.slower.get(runner, 1.0)
        most = int(self.cpus * whole_s / self.compute_s)
        figures, _ = pass_of(
            (self.seed, block), rate, whole_s, min(workers, most), tasks, "exponential"
        )
        return figures


def answered(
    folder: Path, machine: Machine, question: dict[str, object], most: int = 40
) -> tuple[Advice, list[dict]]:
    """The advice, and the stages that led to it."""
    stages, rows, blocks, used_s = [], [], {}, 0.0
    budget_s = question.get("budget_s", 120.0)
    while True:
        seen = seen_in(folder, machine, question, stages, rows)
        stage = next_stage(seen, budget_s - used_s)
        if not stage["measure"] or used_s > budget_s:
            return advise(seen), stages
        assert len(stages) < most, "the adviser never has enough"
        stages.append(stage)
        for item in stage["measure"]:
            key = json.dumps(item["settings"])
            for _ in range(item["blocks"]):
                blocks[key] = blocks.get(key, 0) + 1
                for runner, workers in item["cells"]:
                    rows.append(measured(machine, item, runner, workers, blocks[key]))
                    used_s += 2 * rows[-1]["wall_s"]


def measured(machine: Machine, item: dict, runner: str, workers: int, block: int) -> dict:
    tasks = int(item["settings"]["tasks"])
    rate = item["settings"].get("rate")
    served = {}
    if rate:
        served = machine.served(runner, workers, tasks, float(rate.removesuffix("/s")), block)
        wall_s = tasks / served["achieved_per_s"]
    else:
        wall_s = machine.wall_s(runner, workers, tasks)
    return row(
        block,
        runner,
        workers,
        wall_s,
        workload=item["workload"],
        params=json.dumps(
            item["settings"] | {"tasks": tasks}, sort_keys=True, separators=(",", ":")
        ),
        tasks=tasks,
        cpu_s=machine.cpu_s(tasks),
        peak_rss_kib=4000 + 10 * workers,
        usable_cpus=machine.cpus,
        **machine.columns,
    ) | {"served": served}


def seen_in(folder, machine, question, stages, rows) -> Seen:
    about = environment(usable_cpus=machine.cpus, advise=question, preset="advise", margin=0.03)
    write_run(folder, rows, about)
    served = [beside(one, **one["served"]) for one in placed(rows) if one["served"]]
    (folder / "service.csv").write_text(csv_of(SERVICE, served), encoding="utf-8")
    plan = {"schema_version": 1, "cells": [], "stages": stages}
    (folder / "plan.json").write_text(json.dumps(plan), encoding="utf-8")
    run = read_run(folder, may_be_empty=True)
    return Seen(run, question_in(run.environment.facts, str(folder)))
