"""summary.csv: every column with its meaning and value; docs and data package follow from it."""

from __future__ import annotations

import math
from dataclasses import dataclass

from reports.data.samples import STATUSES
from reports.output import table_columns
from reports.output.table_columns import Column, count, high, level, low, median
from reports.stats import statistics
from reports.stats.estimates import Estimate
from reports.stats.statistics import Summary
from reports.verdicts.claims import POINTS_ONLY, TOO_BUSY, VERDICTS
from reports.verdicts.findings import Judged
from reports.verdicts.verdicts import Findings

SCHEMA_VERSION = 3  # 3: pooled intervals, a fixed margin, probabilities; 2: new names


@dataclass(frozen=True)
class Row:
    """A cell where it stands."""

    judged: Judged
    found: Findings
    cell: Estimate


def _paired(cell: Estimate) -> Summary | None:
    return cell.wall if cell.is_base else cell.speedup


def _sign_test(cell: Estimate, what: str) -> float | None:
    interval = statistics.sign_test_interval([*cell.log_speedups.values()])
    if interval is None:
        return None
    value = getattr(interval, what)
    return value if what == "level" else math.exp(value)


def _granted(row: Row) -> bool | None:
    if row.found.verdict(row.cell) in ("", POINTS_ONLY, TOO_BUSY):
        return None
    return row.found.verdicts[row.cell.name].granted


_NONE_UNDISTURBED = "no undisturbed trial"
_NO_PAIR = "no block has the cell and serial undisturbed"
_NO_INTERVAL = "fewer than 3 values"
_NOT_PROBED = "nothing was probed at this N, or the workers ran on hosts of `--hosts`"
_NO_SHARE = "there is no share, or one of its figures has no interval"
_NO_SPEEDUP_INTERVAL = "fewer than 3 values, or serial"
_NO_SIGN_TEST = "fewer than 6 values, or serial"
_NOT_RANKED = "the cell failed once, or nothing is concluded"

COLUMNS = (
    Column("schema_version", "integer", "", "", f"Version of this table; {SCHEMA_VERSION}.",
           lambda row: SCHEMA_VERSION),
    Column("run_id", "string", "", "", "As in samples.csv.", lambda row: row.judged.run.run_id),
    Column("machine_id", "string", "", "unknown", "As in samples.csv.",
           lambda row: row.judged.run.samples[0].machine_id or None),
    Column("workload", "string", "", "", "As in samples.csv.",
           lambda row: row.found.experiment.workload),
    Column("params", "object", "", "", "As in samples.csv.",
           lambda row: row.found.experiment.params),
    Column("kind", "string", "", "", "What limits the workload.", lambda row: row.found.kind,
           ("compute", "waiting", "mixed", "floor", "unknown")),
    Column("runner", "string", "", "", "As in samples.csv.", lambda row: row.cell.runner),
    Column("workers", "integer", "", "", "As in samples.csv.", lambda row: row.cell.workers),
    Column("trials", "integer", "", "",
           "Trials of the cell, including repeats and failed ones; of serial also A/A pairs and "
           "references.", lambda row: len(row.cell.trials)),
    Column("failed", "integer", "", "", "Trials that did not end ok.",
           lambda row: len(row.cell.failures)),
    Column("status", "string", "", "all trials ended ok", "How the last failed trial ended.",
           lambda row: row.cell.failures[-1].status if row.cell.failures else None,
           STATUSES[1:]),
    Column("slots", "integer", "", "", "Planned trials of the cell that ended ok, not counting "
           "repeats.", lambda row: row.cell.load.slots),
    Column("disturbed_slots", "integer", "", "", "Of these, without an undisturbed attempt.",
           lambda row: row.cell.load.disturbed),
    Column("n_undisturbed", "integer", "", "", "Blocks with an undisturbed trial.",
           lambda row: count(row.cell.wall)),
    Column("n_all", "integer", "", "", "Blocks with a trial that ended ok, disturbed or not.",
           lambda row: count(row.cell.wall_all)),
    Column("wall_s", "number", "s", _NONE_UNDISTURBED,
           "Time per pass: centre of the pooled distribution, undisturbed trials only.",
           lambda row: median(row.cell.wall)),
    Column("wall_low_s", "number", "s", _NO_INTERVAL, "Lower end of the interval of wall_s.",
           lambda row: low(row.cell.wall)),
    Column("wall_high_s", "number", "s", _NO_INTERVAL, "Upper end of the interval of wall_s.",
           lambda row: high(row.cell.wall)),
    Column("wall_level", "number", "", _NO_INTERVAL,
           "Probability that such an interval covers the true value: 0.95.",
           lambda row: level(row.cell.wall)),
    Column("wall_all_s", "number", "s", "no trial ended ok",
           "Median over the blocks, with the disturbed trials.",
           lambda row: median(row.cell.wall_all)),
    Column("n_paired", "integer", "", "",
           "Blocks in which the cell and its serial base are undisturbed; of serial as "
           "n_undisturbed.", lambda row: count(_paired(row.cell))),
    Column("speedup", "number", "", _NO_PAIR,
           "Serial time over the cell's, paired in the block: centre of the pooled distribution; "
           "of serial 1 by definition.", lambda row: row.cell.gain),
    Column("speedup_low", "number", "", _NO_SPEEDUP_INTERVAL, "Lower end of its interval.",
           lambda row: low(row.cell.speedup)),
    Column("speedup_high", "number", "", _NO_SPEEDUP_INTERVAL, "Upper end of it.",
           lambda row: high(row.cell.speedup)),
    Column("speedup_level", "number", "", _NO_SPEEDUP_INTERVAL, "Level of it.",
           lambda row: level(row.cell.speedup)),
    Column("sign_test_low", "number", "", _NO_SIGN_TEST,
           "Lower end of the speedups' sign-test interval, which assumes no distribution.",
           lambda row: _sign_test(row.cell, "low")),
    Column("sign_test_high", "number", "", _NO_SIGN_TEST, "Upper end of it.",
           lambda row: _sign_test(row.cell, "high")),
    Column("sign_test_level", "number", "", _NO_SIGN_TEST,
           "Exact level of it: 0.96875 at 6 blocks.",
           lambda row: _sign_test(row.cell, "level")),
    Column("n_paired_all", "integer", "", "",
           "Blocks with a trial and a base, disturbed or not; of serial 0.",
           lambda row: count(row.cell.speedup_all)),
    Column("speedup_all", "number", "", "serial, or no block has both",
           "Median over the blocks, with the disturbed trials.",
           lambda row: median(row.cell.speedup_all)),
    Column("n_own", "integer", "", "", "Blocks in which the cell and the same runner at N = 1 are "
           "undisturbed; 0 where N is 1.", lambda row: count(row.cell.own)),
    Column("own_speedup", "number", "",
           "N is 1, or the runner has no undisturbed trial at N = 1",
           "Time of the same runner at N = 1 over the cell's, paired in the block: centre of the "
           "pooled distribution.",
           lambda row: median(row.cell.own)),
    Column("own_low", "number", "", _NO_INTERVAL, "Lower end of its interval.",
           lambda row: low(row.cell.own)),
    Column("own_high", "number", "", _NO_INTERVAL, "Upper end of its interval.",
           lambda row: high(row.cell.own)),
    Column("own_level", "number", "", _NO_INTERVAL, "Level of it.",
           lambda row: level(row.cell.own)),
    Column("efficiency", "number", "", _NO_PAIR, "speedup / workers.",
           lambda row: row.cell.efficiency),
    Column("capacity", "number", "", f"not a compute workload, {_NOT_PROBED}",
           "Work that N independent copies do over that of one, measured by the run's probes; "
           "linear between the probed N, beyond the CPUs the last value.",
           lambda row: median(row.cell.capacity)),
    Column("of_capacity", "number", "", "capacity or speedup is, or memory_s is not",
           "speedup / min(workers, capacity).", lambda row: median(row.cell.of_capacity)),
    Column("of_capacity_low", "number", "", _NO_SHARE, "Lower end of its interval.",
           lambda row: low(row.cell.of_capacity)),
    Column("of_capacity_high", "number", "", _NO_SHARE, "Upper end of it; may be above 1, because "
           "both figures were measured.", lambda row: high(row.cell.of_capacity)),
    Column("memory_s", "number", "s", f"the passes do not stream through memory, {_NOT_PROBED}",
           "Shortest possible time of a pass: its bytes over the rate at which as many probes as "
           "min(workers, CPUs) read.", lambda row: median(row.cell.memory_s)),
    Column("of_memory", "number", "", "memory_s or wall_s is",
           "memory_s / wall_s, each trial with the probe directly before it; not paired where "
           "fewer than 3 blocks have both.",
           lambda row: median(row.cell.of_memory)),
    Column("of_memory_low", "number", "", _NO_SHARE, "Lower end of its interval.",
           lambda row: low(row.cell.of_memory)),
    Column("of_memory_high", "number", "", _NO_SHARE, "Upper end of it; may be above 1.",
           lambda row: high(row.cell.of_memory)),
    Column("bound_s", "number", "s", "its tasks do not wait, or not in plan.json",
           "Shortest possible time of a pass: ⌈tasks / N⌉ × wait; of mixed work the longer of "
           "⌈tasks / N⌉ × (compute + wait) and, for workers on this machine, serial CPU time / "
           "min(workers, capacity).",
           lambda row: row.cell.bound_s),
    Column("of_bound", "number", "", "bound_s or wall_s is", "bound_s / wall_s.",
           lambda row: median(row.cell.of_bound)),
    Column("of_bound_low", "number", "", _NO_SHARE, "Lower end of its interval.",
           lambda row: low(row.cell.of_bound)),
    Column("of_bound_high", "number", "", _NO_SHARE, "Upper end of it.",
           lambda row: high(row.cell.of_bound)),
    Column("cpu_s", "number", "s", "not read",
           "CPU time per pass: median over the undisturbed blocks.", lambda row: row.cell.cpu_s),
    Column("foreign_share", "number", "", "not read",
           "Mean share of our CPUs that other programs used during the undisturbed trials.",
           lambda row: row.cell.foreign_share),
    Column("throttled_share", "number", "", "not read",
           "Time that our own quota throttled us, per timed second; may exceed 1 on several CPUs.",
           lambda row: row.cell.throttled_share),
    Column("observed", "number", "", "the workload has no counter, or no undisturbed trial",
           "What the workload counted in a trial: mean over the undisturbed blocks.",
           lambda row: median(row.cell.observed)),
    Column("observed_low", "number", "", _NO_INTERVAL, "Lower end of its interval.",
           lambda row: low(row.cell.observed)),
    Column("observed_high", "number", "", _NO_INTERVAL, "Upper end of it.",
           lambda row: high(row.cell.observed)),
    Column("observed_name", "string", "", "not in plan.json", "What that is.",
           lambda row: row.found.counted.name if row.found.counted else None),
    Column("observed_unit", "string", "", "it is a plain count", "Its unit.",
           lambda row: (row.found.counted.unit or None) if row.found.counted else None),
    Column("margin", "number", "", "", "Ratios from 1 / (1 + margin) to 1 + margin are treated as "
           "equal: --margin, fixed before the run.",
           lambda row: row.found.margin),
    Column("verdict", "string", "", "serial", "The whole interval of speedup against margin.",
           lambda row: row.found.verdict(row.cell) or None, (*VERDICTS, POINTS_ONLY, TOO_BUSY)),
    Column("granted", "boolean", "", "serial, points_only or too_busy",
           "The verdict holds jointly for all cells of the experiment (Holm, 5 %).", _granted),
    Column("p_best", "number", "", _NOT_RANKED,
           "Probability that no other cell is faster, from times paired in the blocks.",
           lambda row: row.found.p_best.get(row.cell.name)),
    Column("p_near", "number", "", _NOT_RANKED,
           "Probability that the cell is within margin of the best.",
           lambda row: row.found.p_near.get(row.cell.name)),
    Column("standing", "string", "", "neither",
           "The fewest workers among cells that are probably within margin of the best, or a "
           "member of the smallest set that holds a best cell with probability 0.95.",
           lambda row: row.found.standing(row.cell) or None, ("recommended", "tied")),
    Column("best", "boolean", "", "", "The cell that is the likeliest to be the fastest.",
           lambda row: row.found.best is not None and row.found.best.name == row.cell.name),
)  # fmt: skip


def text(judged: Judged) -> str:
    return table_columns.text(
        COLUMNS, [row(judged, found, cell) for found in judged.experiments for cell in found.cells]
    )


def row(judged: Judged, found: Findings, cell: Estimate) -> dict[str, object]:
    """Every column in its order; None: empty."""
    here = Row(judged, found, cell)
    return {column.name: column.value(here) for column in COLUMNS}


def documented() -> str:
    """The table as it stands in docs/columns.md."""
    return table_columns.documented(COLUMNS)


def resource() -> dict[str, object]:
    return table_columns.resource("summary", "A row per cell", COLUMNS)
