"""A run's folder changed in arbitrary ways, and arbitrary words; what a command makes of them.

PARBENCH_FUZZ_EXAMPLES=5000 tries so many other examples in each test; without it there are few, and
always the same.
"""

from __future__ import annotations

import contextlib
import copy
import io
import json
import os
import tempfile
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path

from fixtures import csv_text, environment, placed, row
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from services import LATENCY, SERVICE, service_rows
from side_rows import (
    HOSTS,
    OUTSIDE,
    SPANS,
    SPREAD,
    WORKERS,
    beside,
    hosts_of,
    plain_workers,
    spans_of,
    text,
)

LONG = int(os.environ.get("PARBENCH_FUZZ_EXAMPLES", 0))


def arbitrary(examples: int, **strategies: st.SearchStrategy) -> Callable:
    """A test for so many examples: on a slow machine too, and where nothing may be written."""
    profile = settings(
        max_examples=LONG or examples,
        derandomize=not LONG,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.explicit, Phase.generate, Phase.shrink],
    )
    return lambda test: profile(given(**strategies)(test))


def _rows() -> list[dict[str, object]]:
    rows = []
    measured = {"wall_min_s": 0.05, "wall_max_s": 2, "cpu_s": 0.2, "foreign_cpu_s": 0.001,
                "steal_s": 0, "throttled_s": 0, "runq_wait_s": 0.01, "max_in_flight": 1,
                "peak_rss_kib": 4096}  # fmt: skip
    sleep = {"workload": "sleep", "params": '{"duration":"4ms","tasks":32}', "tasks": 32}
    probe = {"workload": "capacity", "params": '{"copies":2}', "role": "probe", "tasks": 2}
    for block in (1, 2, 3):
        rows.append(row(block, "thread_per_task", 2, 0.1, **(measured | probe)))
        for others in ({}, sleep):
            for role in ("cell", "twin_a", "twin_b"):
                rows.append(row(block, "serial", 1, 1 + block / 8, role=role, **measured, **others))
            for n in (1, 2):
                rows.append(row(block, "thread_pool", n, (1 + block / 9) / n, **measured, **others))
            rows.append(row(block, "mpi", 4, block / 8, **measured, **others))
    return placed([*rows, *AT_A_RATE[0]])


AT_A_RATE = service_rows(
    {("serial", 1): 1.0, ("thread_pool", 2): 1.0},
    {"rate": "100/s", "tasks": 40, "spread": "exponential"},
    blocks=3,
)


def _files() -> dict[str, str]:
    rows = _rows()
    planned = {(one["workload"], one["params"], one["runner"], one["workers"]): one for one in rows}
    cells = [
        {"cell": number, "workload": workload, "params": json.loads(params), "runner": runner,
         "workers": workers, "passes": 3, "bound_s": 0.1 if workload == "sleep" else None,
         "rate_per_s": 100 if workload == "service" else None}
        for number, (workload, params, runner, workers) in enumerate(planned)
    ]  # fmt: skip
    plan = {"schema_version": 1, "seed": 7, "blocks": 3, "width": 0.05, "cells": cells}
    session = {"session": "1", "started_at": "2026-01-02T03:04:05Z", "command_line": ["parbench"],
               "git_revision": "0123456789ab"}  # fmt: skip
    about = environment(
        run_id=rows[0]["run_id"], preset="quick", seed=7, machine_id="m", label="pc07", margin=0.03,
        affinity="0-1", quota_cpus=None, rules={"base": "of the block"}, sessions=[session],
        libraries={"runner tbb": "2021.8"}, environment_set={"timer slack": "1 ns"},
        hosts=[{"name": "a", "slots": 2, "cpus": 16, "cpu_model": None}],
    )  # fmt: skip
    pool = next(one for one in rows if one["runner"] == "thread_pool" and one["workers"] == 2)
    quantiles = dict.fromkeys(("p5_s", "p25_s", "p50_s", "p75_s", "p90_s", "p95_s", "p99_s"), 0.1)
    load = {"wall_s": 0.2, "cpu_s": 0.1, "foreign_cpu_s": 0.001, "steal_s": 0, "throttled_s": 0}
    return {
        "samples.csv": csv_text(rows),
        "workers.csv": text(WORKERS, plain_workers(rows)),
        "spans.csv": text(SPANS, spans_of(pool, 0.5, (0, 0, 0, 0.25), (1, 1, 0.1, 0.5))),
        "spread.csv": text(SPREAD, [beside(pool, passes=100, **quantiles)]),
        "service.csv": text(SERVICE, AT_A_RATE[1]),
        "latency.csv": text(LATENCY, AT_A_RATE[2]),
        "hosts.csv": text(HOSTS, hosts_of(rows)),
        "outside_load.csv": text(OUTSIDE, [beside(pool, **load)]),
        "environment.json": json.dumps(about),
        "plan.json": json.dumps(plan),
        "options.toml": "no-progress=true\nseed=7\n",
    }


FILES = _files()
TABLES = sorted(name for name in FILES if name.endswith(".csv"))
TREES = sorted(name for name in FILES if name.endswith(".json"))

ODD_FIELDS = st.one_of(
    st.sampled_from(
        ["", "0", "-0", "-1", "1.5", "nan", "inf", "1e9", "1e308", "5e-324", "1e-400", "1e400",
         "1_0", "999999999999999999",
         "18446744073709551615", "true", "{}", "[]", "null", '{"a":NaN}',
         '{"copies":2}', "serial", "sleep", "bandwidth", "injected", "probe", "failed",
         "unsupported", "clock_drift", "steal", "2026-01-02T03:04:05Z", "x0000000000000000"]
    ),
    st.text(max_size=20),
    st.integers().map(str),
    st.floats().map(repr),
)  # fmt: skip
# With what JSON allows and Python's reader takes beyond it: NaN, huge integers, half a character.
ODD_VALUES = st.recursive(
    st.one_of(
        st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=20),
        st.sampled_from([10**400, -1, 0, 1e308, float("nan"), float("inf"), "", "\ud800", "0-"]),
    ),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=4,
)  # fmt: skip


def _places(tree: object) -> Iterator[tuple[object, ...]]:
    """The keys that lead to each value below the top."""
    pairs = tree.items() if isinstance(tree, dict) else enumerate(tree)
    for key, value in pairs:
        yield (key,)
        if isinstance(value, (dict, list)):
            yield from ((key, *rest) for rest in _places(value))


def _replaced(tree: object, place: tuple[object, ...], value: object) -> object:
    tree = copy.deepcopy(tree)
    inner = tree
    for key in place[:-1]:
        inner = inner[key]
    inner[place[-1]] = value
    return tree


def _without(tree: object, place: tuple[object, ...]) -> object:
    tree = copy.deepcopy(tree)
    inner = tree
    for key in place[:-1]:
        inner = inner[key]
    del inner[place[-1]]
    return tree


@st.composite
def _field_edits(draw: st.DrawFn) -> dict[str, bytes]:
    """Some fields of one table, in one row or in all."""
    import csv

    name = draw(st.sampled_from(TABLES))
    rows = list(csv.reader(io.StringIO(FILES[name])))
    for _ in range(draw(st.integers(1, 3))):
        column = draw(st.integers(0, len(rows[0]) - 1))
        at, value = draw(st.integers(0, len(rows) - 1)), draw(ODD_FIELDS)
        for line in rows[1:] if draw(st.booleans()) else [rows[at]]:
            line[column] = value
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return {name: out.getvalue().encode("utf-8", "surrogatepass")}


@st.composite
def _tree_edits(draw: st.DrawFn) -> dict[str, bytes]:
    """One value of a JSON file, another or missing."""
    name = draw(st.sampled_from(TREES))
    tree = json.loads(FILES[name])
    place = draw(st.sampled_from(sorted(_places(tree), key=repr)))
    tree = (
        _without(tree, place) if draw(st.booleans()) else _replaced(tree, place, draw(ODD_VALUES))
    )
    return {name: json.dumps(tree).encode()}


@st.composite
def _byte_edits(draw: st.DrawFn) -> dict[str, bytes]:
    """A piece of a file replaced by bytes, doubled or left out."""
    name = draw(st.sampled_from(sorted(FILES)))
    content = FILES[name].encode()
    start = draw(st.integers(0, len(content)))
    end = draw(st.one_of(st.integers(start, min(len(content), start + 20)), st.just(len(content))))
    middle = draw(st.one_of(st.binary(max_size=20), st.just(content[start:end] * 2)))
    return {name: content[:start] + middle + content[end:]}


@st.composite
def _line_edits(draw: st.DrawFn) -> dict[str, bytes]:
    """Lines of a table left out, doubled or in another order."""
    name = draw(st.sampled_from(TABLES))
    lines = FILES[name].splitlines(keepends=True)
    chosen = draw(st.lists(st.integers(1, len(lines) - 1), max_size=2 * len(lines)))
    return {name: "".join([lines[0], *(lines[at] for at in chosen)]).encode()}


@st.composite
def _lost_files(draw: st.DrawFn) -> dict[str, bytes | None]:
    return {draw(st.sampled_from(sorted(FILES))): None}


EDITS = st.lists(
    st.one_of(_field_edits(), _tree_edits(), _byte_edits(), _line_edits(), _lost_files()),
    min_size=1,
    max_size=3,
)


@contextlib.contextmanager
def folder_of(edits: list[dict[str, bytes | None]]) -> Iterator[Path]:
    """The folder of the good run after these edits; the last one of a file counts."""
    with tempfile.TemporaryDirectory(prefix="parbench-test-") as name:
        folder = Path(name) / "run"
        folder.mkdir()
        contents = {name: text.encode() for name, text in FILES.items()}
        for edit in edits:
            contents |= edit
        for file, content in contents.items():
            if content is not None:
                (folder / file).write_bytes(content)
        yield folder


def outcome(main: Callable[[list[str]], int], words: list[str], codes: set[int]) -> int:
    """The exit code, one of these; stderr has one line per message, and 2 comes with one."""
    said, printed = io.StringIO(), io.StringIO()
    with contextlib.redirect_stderr(said), contextlib.redirect_stdout(printed):
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            try:
                code = main(words)
            except SystemExit as end:
                code = end.code or 0
    lines = said.getvalue().splitlines()
    assert code in codes, (code, lines)
    assert all(line.startswith("parbench ") for line in lines), lines
    assert code != 2 or lines, "exit code 2 without a word"
    return code


def strict_json(path: Path) -> object:
    """Without NaN and Infinity, which are not JSON."""

    def refuse(constant: str) -> None:
        raise AssertionError(f"{path.name} holds {constant}")

    return json.loads(path.read_text(encoding="utf-8"), parse_constant=refuse)
