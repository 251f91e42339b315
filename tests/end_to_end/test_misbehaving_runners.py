"""A runner that breaks the protocol costs its own trial, with a reason, and nothing else."""

from pathlib import Path

import pytest
from program import rows_of

MISBEHAVING = Path(__file__).with_name("misbehaving.py")
SMALL = ("-w", "empty", "-s", "empty.tasks=1", "--sample", "1ms", "-j", 2, "-b", 1)

REASONS = {
    "records_version_2": "the record's protocol version 2 is not 1",
    "floods_stderr": "it wrote more than 16 MiB to stderr",
    "prints_its_record": "it ended with exit code 0 but wrote no record",
    "writes_half": "the record is not as docs/protocol.md says: it is incomplete, with ",
    "writes_a_terabyte": "its record has 1099511627776 bytes, allowed: at most 67108864",
    "makes_a_pipe": "it ended with exit code 0 but wrote no record",
    "leaves_a_daemon": "the runner left a process behind: python3",
}


@pytest.fixture
def run(parbench, tmp_path):
    """run(ways, options...): one run of such runners, and of one that behaves."""

    def run(ways, *options):
        for way in ways:
            (tmp_path / way).symlink_to(MISBEHAVING)
        runners = ",".join(["thread_pool", *(f"./{way}" for way in ways)])
        return parbench("run", *SMALL, "-R", runners, "-o", "out", *options)

    return run


def processes_of(folder: Path) -> list[str]:
    """The command lines of those that were started from the folder and are still there."""
    lines = []
    for file in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            lines.append(file.read_bytes().replace(b"\0", b" ").decode(errors="replace"))
        except OSError:
            continue
    return [line for line in lines if f"{folder}/" in line]


def test_each_costs_one_trial_with_its_reason_and_no_other(run, tmp_path):
    ended = run([*REASONS, "prints_beside_it"])
    assert ended.returncode == 1
    rows = rows_of(tmp_path / "out" / "samples.csv")
    for way, reason in REASONS.items():
        [row] = [row for row in rows if row["runner"] == way]
        assert row["status"] == "failed" and row["reason"].startswith(reason), row
        assert f"{way}/2 failed: {reason}" in ended.stderr
    others = {row["status"] for row in rows if row["runner"] not in REASONS}
    assert others == {"ok"} and "prints_beside_it" in {row["runner"] for row in rows}
    assert processes_of(tmp_path) == []


def test_one_that_stops_and_ignores_signals_is_killed_at_its_deadline(run, tmp_path):
    ended = run(["writes_half_and_stops"], "--timeout", "500ms")
    assert ended.returncode == 1 and "timeout: not done after 0.5 s" in ended.stderr
    [row] = [
        row
        for row in rows_of(tmp_path / "out" / "samples.csv")
        if row["runner"] == "writes_half_and_stops"
    ]
    assert (row["status"], row["exit_signal"]) == ("timeout", "9")
    assert processes_of(tmp_path) == []


@pytest.mark.parametrize(
    "way, why",
    [
        ("describes_version_2", "it speaks protocol version 2, not 1"),
        ("speaks_first", "a JSON object and nothing else, and printed 'Loading the runtime ..."),
        ("floods_stdout", "--describe wrote more than 16 MiB to stdout"),
    ],
)
def test_a_wrong_description_is_refused_in_a_line(parbench, tmp_path, way, why):
    (tmp_path / way).symlink_to(MISBEHAVING)
    ended = parbench("check-runner", f"./{way}")
    assert ended.returncode == 2
    [line] = ended.stderr.splitlines()
    assert f"{way} is not a runner: " in line and why in line
    assert processes_of(tmp_path) == []


def test_a_folder_is_refused_before_anything_starts(parbench, tmp_path):
    (tmp_path / "folder").mkdir()
    ended = parbench("run", *SMALL, "-R", "./folder", "-o", "out")
    assert ended.returncode == 2
    [line] = ended.stderr.splitlines()
    assert line.startswith("parbench: --runners: cannot run ")
    assert line.endswith("/folder: Is a directory")
    assert not (tmp_path / "out").exists()
