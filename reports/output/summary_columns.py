"""The columns of summary.csv, said once: the file, datapackage.json and docs/columns.md follow."""

from __future__ import annotations

from dataclasses import dataclass

from reports.verdicts.claims import POINTS_ONLY, TOO_BUSY, VERDICTS
from reports.data.samples import STATUSES

SCHEMA_VERSION = 1


@dataclass(frozen=True)
class Column:
    name: str
    type: str  # of a Frictionless Table Schema
    unit: str
    when_empty: str  # empty: never
    meaning: str
    values: tuple[str, ...] = ()


_NO_CLEAN = "no trial was clean"
_NO_PAIR = "no block has the cell and serial clean"
_NO_INTERVAL = "fewer than 6 values"
_IS_ONE = "serial, or no block has both clean"

COLUMNS = (
    Column("schema_version", "integer", "", "", "Version of this table; 1."),
    Column("run_id", "string", "", "", "As in samples.csv."),
    Column("machine_id", "string", "", "unknown", "As in samples.csv."),
    Column("workload", "string", "", "", "As in samples.csv."),
    Column("params", "object", "", "", "As in samples.csv."),
    Column("kind", "string", "", "", "What limits the workload.", ("compute", "waiting", "floor")),
    Column("runner", "string", "", "", "As in samples.csv."),
    Column("workers", "integer", "", "", "As in samples.csv."),
    Column(
        "trials", "integer", "", "",
        "Trials of the cell, repeats and failed ones among them; of serial also twins and "
        "references.",
    ),
    Column("failed", "integer", "", "", "Trials that did not end ok."),
    Column(
        "status", "string", "", "all trials ended ok",
        "How the last trial that failed had ended.", STATUSES[1:],
    ),
    Column("slots", "integer", "", "", "Planned trials of the cell that ended ok, repeats apart."),
    Column("disturbed_slots", "integer", "", "", "Of these, without any clean attempt."),
    Column("n_undisturbed", "integer", "", "", "Blocks with a clean trial."),
    Column("n_all", "integer", "", "", "Blocks with a trial that ended ok, disturbed or not."),
    Column(
        "wall_s", "number", "s", _NO_CLEAN,
        "Time of one pass: median over the blocks, clean trials only.",
    ),
    Column("wall_low_s", "number", "s", _NO_INTERVAL, "Lower end of the interval of wall_s."),
    Column("wall_high_s", "number", "s", _NO_INTERVAL, "Upper end of the interval of wall_s."),
    Column(
        "wall_level", "number", "", _NO_INTERVAL,
        "Exact probability that such an interval covers the true median: 0.96875 at 6 blocks.",
    ),
    Column("wall_all_s", "number", "s", "no trial ended ok", "wall_s, were no trial disturbed."),
    Column(
        "n_paired", "integer", "", "",
        "Blocks in which the cell and its serial base are clean; of serial as n_undisturbed.",
    ),
    Column(
        "speedup", "number", "", _NO_PAIR,
        "Serial time over the cell's, paired in the block: median; of serial 1 by definition.",
    ),
    Column("speedup_low", "number", "", _NO_INTERVAL + ", or serial", "Lower end of its interval."),
    Column("speedup_high", "number", "", _NO_INTERVAL + ", or serial", "Upper end of it."),
    Column("speedup_level", "number", "", _NO_INTERVAL + ", or serial", "Exact level of it."),
    Column(
        "n_paired_all", "integer", "", "",
        "Blocks with a trial and a base, disturbed or not; of serial 0.",
    ),
    Column("speedup_all", "number", "", _IS_ONE, "speedup, were no trial disturbed."),
    Column("speedup_all_low", "number", "", _NO_INTERVAL + ", or serial", "Lower end of it."),
    Column("speedup_all_high", "number", "", _NO_INTERVAL + ", or serial", "Upper end of it."),
    Column(
        "n_own", "integer", "", "", "Blocks in which the cell and the same runner at N = 1 are "
        "clean; 0 where N is 1.",
    ),
    Column(
        "own_speedup", "number", "", "N is 1, or the runner has no clean trial at N = 1",
        "Time of the same runner at N = 1 over the cell's, paired in the block: median.",
    ),
    Column("own_low", "number", "", _NO_INTERVAL, "Lower end of its interval."),
    Column("own_high", "number", "", _NO_INTERVAL, "Upper end of its interval."),
    Column("own_level", "number", "", _NO_INTERVAL, "Exact level of it."),
    Column("efficiency", "number", "", _NO_PAIR, "speedup / workers."),
    Column(
        "capacity", "number", "", "not a compute workload, or nothing was probed at this N",
        "Work that N independent copies got done over that of one, measured by the run's probes; "
        "linear between the probed N, beyond the CPUs the last value.",
    ),
    Column(
        "of_capacity", "number", "", "capacity or speedup is", "speedup / min(workers, capacity)."
    ),
    Column(
        "bound_s", "number", "s", "not a waiting workload, or not in plan.json",
        "Least time of a pass that the waiting itself allows.",
    ),
    Column("of_bound", "number", "", "bound_s or wall_s is", "bound_s / wall_s."),
    Column(
        "cpu_s", "number", "s", "not read", "CPU time of one pass: median over the clean blocks."
    ),
    Column(
        "foreign_share", "number", "", "not read",
        "Mean share of our CPUs that other programs took during the clean trials.",
    ),
    Column(
        "throttled_share", "number", "", "not read",
        "Time that our own quota stopped us, per timed second; may exceed 1 on several CPUs.",
    ),
    Column(
        "delta", "number", "", "", "Ratios from 1 / (1 + delta) to 1 + delta are no difference: "
        "0.03, or more where the serial twins differ by more.",
    ),
    Column(
        "verdict", "string", "", "serial",
        "The whole interval of speedup against delta.", (*VERDICTS, POINTS_ONLY, TOO_BUSY),
    ),
    Column(
        "granted", "boolean", "", "serial, points_only or too_busy",
        "The verdict holds when all cells of the workload are claimed together (Holm, 5 %).",
    ),
    Column(
        "standing", "string", "", "neither",
        "The cell to use, or one that is not shown slower than the best by more than delta.",
        ("recommended", "tied"),
    ),
    Column("best", "boolean", "", "", "The cell with the best median of the workload."),
)  # fmt: skip


def documented() -> str:
    """The table as it stands in docs/columns.md."""
    lines = ["| Column | Type | Unit | Empty when | Meaning |", "|---|---|---|---|---|"]
    for column in COLUMNS:
        values = "`, `".join(column.values)
        lines.append(
            f"| `{column.name}` | {column.type} | {column.unit} | {column.when_empty or 'never'} "
            f"| {column.meaning}{f' One of `{values}`.' if values else ''} |"
        )
    return "\n".join(lines) + "\n"


def resource() -> dict[str, object]:
    """summary.csv in a Frictionless data package, as the driver describes samples.csv."""
    return {
        "name": "summary",
        "path": "summary.csv",
        "title": "A row per cell",
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": {
            "delimiter": ",",
            "lineTerminator": "\n",
            "quoteChar": '"',
            "doubleQuote": True,
            "header": True,
        },
        "schema": {"fields": [_field(column) for column in COLUMNS], "missingValues": [""]},
    }


def _field(column: Column) -> dict[str, object]:
    field: dict[str, object] = {"name": column.name, "type": column.type}
    if column.unit:
        field["unit"] = column.unit
    field["description"] = column.meaning + (
        f" Empty: {column.when_empty}." if column.when_empty else ""
    )
    constraints: dict[str, object] = {} if column.when_empty else {"required": True}
    if column.values:
        constraints["enum"] = list(column.values)
    if constraints:
        field["constraints"] = constraints
    return field
