"""A run's folder is read into samples, or refused with a reason."""

import json
import re

import pytest
from fixtures import COLUMNS, ROOT, csv_text, environment, failed, row, twice_as_fast, write_run

from reports.data.records import read_run
from reports.data.rows import BadInput


def refused(folder) -> str:
    with pytest.raises(BadInput) as caught:
        read_run(folder)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def spoilt(tmp_path, line: int, **values) -> str:
    """The refusal of a good file in which one row (line 2 is the first) has other values."""
    rows = twice_as_fast(3)
    rows[line - 2] |= values
    return refused(write_run(tmp_path, rows))


def test_a_sample_has_the_values_of_its_row(tmp_path):
    values = row(
        3,
        "tbb",
        4,
        "5e-05",
        workload="sleep",
        params='{"tasks": 8, "duration":"20ms"}',
        position=7,
        role="reference",
        contamination="foreign",
        session=2,
        cold_s="0.25",
        setup_s="",
        teardown_s=0,
        usable_cpus="1.5",
        reason='a "b", c',
    )
    [sample] = read_run(write_run(tmp_path, [values])).samples
    assert (sample.block, sample.position, sample.role, sample.session, sample.workers) == (
        3,
        7,
        "reference",
        "2",
        4,
    )
    assert (
        sample.wall_s,
        sample.cold_s,
        sample.setup_s,
        sample.teardown_s,
        sample.usable_cpus,
    ) == (5e-5, 0.25, None, 0.0, 1.5)
    assert (sample.workload, sample.runner, sample.reason) == ("sleep", "tbb", 'a "b", c')
    assert sample.params == '{"duration":"20ms","tasks":8}'
    assert not sample.undisturbed


def test_probes_and_injected_trials_are_separate(tmp_path):
    rows = [
        row(1, "thread_pool", 2, 0.1, role="probe", workload="capacity", params='{"copies":2}'),
        row(1, "serial", 1, 0.3, role="injected", slowdown=0.05),
        row(1, "serial", 1, 0.2),
    ]
    run = read_run(write_run(tmp_path, rows))
    assert [[one.wall_s for one in kind] for kind in (run.samples, run.probes, run.injected)] == [
        [0.2],
        [0.1],
        [0.3],
    ]
    assert run.injected[0].slowdown == 0.05 and run.samples[0].slowdown is None


def test_columns_that_nothing_reads_and_later_ones_may_be_missing(tmp_path):
    write_run(tmp_path, [])
    missing = ("exit_signal", "wall_min_s", "workers_seen", "observed", "slowdown")
    columns = [column for column in COLUMNS if column not in missing]
    (tmp_path / "samples.csv").write_text(csv_text(twice_as_fast(1), columns))
    assert [sample.slowdown for sample in read_run(tmp_path).samples] == [None, None]


def test_what_a_workload_counted_is_a_number_whatever_its_name(tmp_path):
    texts = ("", "0", "12.5", '{"connections":16}')
    rows = [row(block, "serial", 1, 0.5, observed=one) for block, one in enumerate(texts, 1)]
    samples = read_run(write_run(tmp_path, rows)).samples
    assert [one.observed for one in samples] == [None, 0, 12.5, 16]


def test_a_failed_trial_needs_no_times(tmp_path):
    [sample] = read_run(write_run(tmp_path, [failed(1, "tbb", 2)])).samples
    assert (sample.status, sample.wall_s, sample.undisturbed) == ("failed", None, False)


def test_columns_may_have_another_order_and_unknown_ones_are_ignored(tmp_path):
    write_run(tmp_path, [])
    values = row(1, "serial", 1, 0.5) | {"colour": "red"}
    (tmp_path / "samples.csv").write_text(csv_text([values], [*reversed(COLUMNS), "colour"]))
    assert read_run(tmp_path).samples[0].wall_s == 0.5


@pytest.mark.parametrize(
    ("column", "value", "allowed"),
    [
        ("schema_version", "2", "1"),
        ("role", "boss", "cell, twin_a, twin_b, reference, probe, injected"),
        ("status", "fine", "ok, wrong_result, failed, timeout, unsupported"),
        ("block", "0", "an integer from 1"),
        ("position", "", "an integer from 0"),
        ("workers", "2.5", "an integer from 1"),
        ("workers", "two", "an integer from 1"),
        ("workers", "٢", "an integer from 1"),
        ("workers", "0", "an integer from 1"),
        ("workers", "-4", "an integer from 1"),
        ("workers", "9" * 400, "an integer from 1"),
        ("wall_s", "fast", "a decimal number from 0 to 1e9, or nothing"),
        ("wall_s", "1_0", "a decimal number from 0 to 1e9, or nothing"),
        ("wall_s", "0,5", "a decimal number from 0 to 1e9, or nothing"),
        ("wall_s", "nan", "a decimal number from 0 to 1e9, or nothing"),
        ("wall_s", "1e999", "a decimal number from 0 to 1e9, or nothing"),
        ("wall_s", "-1", "a decimal number from 0 to 1e9, or nothing"),
        ("wall_s", "", "a number of seconds above 0, as every trial with status ok has"),
        ("wall_s", "0", "a number of seconds above 0, as every trial with status ok has"),
        ("setup_s", "inf", "a decimal number from 0 to 1e9, or nothing"),
        ("runner", "", "any text that is not empty"),
        ("workload", "", "any text that is not empty"),
        ("run_id", "", "any text that is not empty"),
        ("params", "", "a JSON object"),
        ("params", "[1]", "a JSON object"),
        ("params", "{", "a JSON object"),
        ("params", r'{"a":"\ud800"}', "a JSON object"),
        ("params", "[" * 100_000, "a JSON object"),
        *(("observed", one, "a number from 0") for one in ("-1", "NaN", "1e999", "true", "[1]")),
        ("observed", '{"lost":1,"found":2}', "a number from 0"),
    ],
)
def test_a_wrong_value_is_refused_with_file_line_value_and_what_is_allowed(
    tmp_path, column, value, allowed
):
    message = spoilt(tmp_path, 4, **{column: value})
    shown = repr(value if len(value) <= 60 else value[:59] + "…")
    assert message.startswith(
        f"{tmp_path / 'samples.csv'}, line 4: {column} is {shown}; allowed: {allowed}"
    )


def text_of(tmp_path) -> str:
    return (write_run(tmp_path, twice_as_fast(3)) / "samples.csv").read_text()


def test_missing_columns_are_named_with_what_to_do(tmp_path):
    text = text_of(tmp_path).replace("wall_s,", "seconds,", 1).replace(",digest,", ",hash,", 1)
    (tmp_path / "samples.csv").write_text(text)
    assert refused(tmp_path) == (
        f"{tmp_path / 'samples.csv'}, line 1: columns missing: wall_s, digest; restore the file "
        "that `parbench run` wrote, or measure again"
    )


def test_a_column_given_twice_is_refused(tmp_path):
    (tmp_path / "samples.csv").write_text(
        text_of(tmp_path).replace("started_at", "started_at,wall_s", 1)
    )
    assert "columns given twice: 'wall_s'" in refused(tmp_path)


@pytest.mark.parametrize(
    "change", [lambda line: line + ",more", lambda line: line.rsplit(",", 1)[0], lambda line: ""]
)
def test_another_number_of_fields_is_refused(tmp_path, change):
    lines = text_of(tmp_path).split("\n")
    lines[3] = change(lines[3])
    (tmp_path / "samples.csv").write_text("\n".join(lines))
    assert ", line 4: " in refused(tmp_path) and "fields where the header has 40" in refused(
        tmp_path
    )


def test_a_last_row_that_was_cut_anywhere_is_excluded_with_a_warning(tmp_path):
    text = text_of(tmp_path)
    last = text.rstrip("\n").rindex("\n") + 1
    for end in range(last + 1, len(text) - 1):
        (tmp_path / "samples.csv").write_text(text[:end])
        run = read_run(tmp_path)
        assert len(run.samples) == 5, text[last:end]
        [warning] = run.warnings
        assert warning.endswith(
            "samples.csv, line 7: the last row is incomplete, as after a killed run: "
            "1 row excluded"
        )


def test_a_complete_last_row_without_line_end_counts(tmp_path):
    (tmp_path / "samples.csv").write_text(text_of(tmp_path).rstrip("\n"))
    run = read_run(tmp_path)
    assert len(run.samples) == 6 and not run.warnings


def test_bom_and_crlf_are_accepted_with_a_warning_each(tmp_path):
    text = text_of(tmp_path)
    (tmp_path / "samples.csv").write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    run = read_run(tmp_path)
    assert len(run.samples) == 6
    assert ["byte order mark" in run.warnings[0], "CRLF" in run.warnings[1]] == [True, True]


def test_a_folder_without_samples_is_refused(tmp_path):
    assert "no such folder; give the folder of a run" in refused(tmp_path / "nowhere")
    assert "has no samples.csv" in refused(tmp_path)
    write_run(tmp_path, [])
    assert "no trial to draw: a header and 0 other rows" in refused(tmp_path)
    assert "is a file; give the folder" in refused(tmp_path / "samples.csv")
    (tmp_path / "samples.csv").write_bytes(b"")
    assert "samples.csv is empty" in refused(tmp_path)


def test_a_samples_csv_that_is_a_folder_is_refused(tmp_path):
    (tmp_path / "samples.csv").mkdir()
    assert "samples.csv cannot be read: Is a directory" in refused(tmp_path)


def test_the_environment_keeps_the_order_of_the_registry(tmp_path):
    run = read_run(write_run(tmp_path, twice_as_fast(), environment(usable_cpus=1.5)))
    assert list(run.environment.families)[:3] == ["serial", "thread_per_task", "thread_pool"]
    assert (run.environment.usable_cpus, run.environment.cpu_model) == (1.5, "Testcore 9000")
    assert (
        run.environment.kinds["sleep"] == "waiting"
        and run.environment.abouts["primes"] == "about primes"
    )


@pytest.mark.parametrize(("written", "margin"), [({}, 0.03), ({"margin": 0.01}, 0.01)])
def test_the_margin_is_the_runs_own_or_the_default_of_older_runs(tmp_path, written, margin):
    run = read_run(write_run(tmp_path, twice_as_fast(), environment(**written)))
    assert run.environment.margin == margin


def test_a_missing_environment_is_a_warning(tmp_path):
    run = read_run(write_run(tmp_path, twice_as_fast(), about={}))
    assert "has no environment.json" in run.warnings[0] and run.environment.families == {}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "environment.json is not JSON"),
        ("\xff", "environment.json is not JSON"),
        ("[]", "schema_version is None; allowed: 1"),
        (json.dumps(environment(schema_version=2)), "schema_version is 2; allowed: 1"),
        (json.dumps({"schema_version": 1}), "lacks what a chart needs (KeyError: 'runners')"),
        (json.dumps(environment(usable_cpus=0)), "usable_cpus is 0, allowed: a number above 0"),
        (json.dumps(environment(margin=-1)), "margin is -1, allowed: a number above 0"),
        (json.dumps(environment(margin=10**400)), "lacks what a chart needs (OverflowError"),
        (json.dumps(environment(sessions=["x"])), "sessions is not a list of objects"),
        (json.dumps(environment(sessions="x")), "sessions is not a list of objects"),
        (
            json.dumps(environment(runners={}) | {"runners": ["serial"]}),
            "lacks what a chart needs (TypeError",
        ),
    ],
)
def test_a_damaged_environment_is_refused(tmp_path, text, message):
    write_run(tmp_path, twice_as_fast())
    (tmp_path / "environment.json").write_bytes(text.encode("latin-1"))
    assert message in refused(tmp_path)


def test_only_the_data_layer_reads_files():
    found = set()
    for path in (ROOT / "reports").rglob("*.py"):
        # os.open: the null device of closed descriptors, which nobody reads.
        pattern = r"\b(read_bytes|read_text|(?<!os\.)open)\("
        if re.search(pattern, path.read_text(encoding="utf-8")):
            found.add(str(path.relative_to(ROOT / "reports")))
    assert found - {"page/rendering.py"} == {"data/rows.py"}  # rendering: the page's own assets
