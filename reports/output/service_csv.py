"""service_summary.csv: a row per cell of the experiments whose requests arrive on a schedule."""

from __future__ import annotations

from dataclasses import dataclass

from reports.data.samples import STATUSES
from reports.output import table_columns
from reports.output.table_columns import Column, count, high, low, median
from reports.stats.latency import QUEUE, ServiceCell
from reports.verdicts.claims import POINTS_ONLY, TOO_BUSY
from reports.verdicts.findings import Judged
from reports.verdicts.queue_theory import FORMULAS, Prediction
from reports.verdicts.service import VERDICTS, ServiceFindings

SCHEMA_VERSION = 1


@dataclass(frozen=True)
class Row:
    """A cell where it stands."""

    judged: Judged
    found: ServiceFindings
    cell: ServiceCell

    @property
    def theory(self) -> Prediction | None:
        return self.found.predictions.get(self.cell.name)


_NONE = "no undisturbed trial"
_NO_INTERVAL = "fewer than 3 undisturbed blocks"
_NOT_RANKED = "the cell failed once or does not keep up, or nothing is concluded"
_NO_THEORY = "no model applies, the cell is saturated, or under 1 % of service_s is predicted"


def _figure(name: str, unit: str, meaning: str, none: str = _NONE) -> tuple[Column, ...]:
    """A figure of service.csv over the blocks, and its interval."""
    stem, suffix = (name[:-2], "_s") if name.endswith("_s") else (name, "")

    def ends(words: str, end: str, of: object) -> Column:
        return Column(f"{stem}_{end}{suffix}", "number", unit, f"{none}, or {_NO_INTERVAL}", words,
                      lambda row: of(row.cell.summaries[name]))  # fmt: skip

    return (
        Column(name, "number", unit, none, meaning, lambda row: median(row.cell.summaries[name])),
        ends(f"Lower end of the interval of {name}.", "low", low),
        ends("Upper end of it.", "high", high),
    )


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
    Column("runner", "string", "", "", "As in samples.csv.", lambda row: row.cell.runner),
    Column("workers", "integer", "", "", "As in samples.csv.", lambda row: row.cell.workers),
    Column("rate_per_s", "number", "1/s", "", "Requests per second that were asked for.",
           lambda row: row.found.rate_per_s),
    Column("trials", "integer", "", "", "Trials of the cell, including repeats and failed ones.",
           lambda row: len(row.cell.trials)),
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
           lambda row: count(row.cell.summaries[QUEUE])),
    Column("requests", "integer", "", "", "Of the undisturbed trials, after the warm-up.",
           lambda row: row.cell.requests),
    Column("errors", "integer", "", "", "Requests that failed; they are in no latency.",
           lambda row: row.cell.errors),
    *_figure("offered_per_s", "1/s", "Rate of the arrivals as they were drawn.",
             "no undisturbed trial, or not recorded"),
    *_figure("achieved_per_s", "1/s", "Requests that were served, by the time until the last one "
             "was."),
    *_figure("queue_wait_s", "s", "From the intended arrival to the start of work: the mean; over "
             "the blocks as unserved."),
    *_figure("service_s", "s", "From the start of work to its end: the mean."),
    *_figure("latency_s", "s", "From the intended arrival to the end: the mean."),
    *_figure("p50_s", "s", "Half of the requests had at most this latency."),
    *_figure("p90_s", "s", "90 % of them had.", "trials have under 10 requests"),
    *_figure("p99_s", "s", "99 % of them had.", "trials have fewer than 100 requests"),
    *_figure("p999_s", "s", "99.9 % of them had.", "trials have fewer than 1000 requests"),
    *_figure("max_s", "s", "The longest latency of a trial."),
    *_figure("utilisation", "", "Share of the workers' time in which they worked on a request."),
    *_figure(QUEUE, "", "Requests in the queue when the last one of a pass arrived: the mean over "
             "the blocks, with Student's t interval of this cell alone."),
    Column("cpu_s", "number", "s", "not read", "CPU time per pass: the median.",
           lambda row: row.cell.cpu_s),
    Column("margin", "number", "", "", "As in summary.csv.", lambda row: row.found.margin),
    Column("verdict", "string", "", _NONE,
           "keeps_up: the interval of unserved lies at or below the larger of workers and margin × "
           "tasks; saturated: above it.", lambda row: row.found.verdict(row.cell) or None,
           (*VERDICTS, POINTS_ONLY, TOO_BUSY)),
    Column("theory", "string", "", _NO_THEORY, "The model that predicts the wait in the queue.",
           lambda row: row.theory.model if row.theory else None, tuple(FORMULAS)),
    Column("theory_queue_wait_s", "number", "s", _NO_THEORY,
           "What it predicts for queue_wait_s, from service_s and offered_per_s.",
           lambda row: row.theory.wait_s if row.theory else None),
    Column("p_best", "number", "", _NOT_RANKED,
           "Probability that no other cell has a shorter p99 (or p90, or p50, where trials have "
           "too few requests), paired in the blocks.",
           lambda row: row.found.p_best.get(row.cell.name)),
    Column("p_near", "number", "", _NOT_RANKED,
           "Probability that the cell's is within margin of the best.",
           lambda row: row.found.p_near.get(row.cell.name)),
    Column("standing", "string", "", "neither",
           "The fewest workers among cells that are probably within margin of the best, or a "
           "member of the smallest set that holds a best cell with probability 0.95.",
           lambda row: row.found.standing(row.cell) or None, ("recommended", "tied")),
)  # fmt: skip


def text(judged: Judged) -> str:
    return table_columns.text(
        COLUMNS, [row(judged, found, cell) for found in judged.services for cell in found.cells]
    )


def row(judged: Judged, found: ServiceFindings, cell: ServiceCell) -> dict[str, object]:
    """Every column in its order; None: empty."""
    here = Row(judged, found, cell)
    return {column.name: column.value(here) for column in COLUMNS}


def documented() -> str:
    """The table as it stands in docs/columns.md."""
    return table_columns.documented(COLUMNS)


def resource() -> dict[str, object]:
    title = "A row per cell of the experiments at a rate"
    return table_columns.resource("service_summary", title, COLUMNS)
