"""The end of a run on a terminal, and on a stdout that is closed or full."""

import subprocess

import pytest
from program import rows_of

WORDS = ("run", "-w", "empty", "-s", "empty.tasks=100", "--sample", "1ms", "-R", "thread_pool",
         "-j", "2", "--blocks", "3", "-o", "out")  # fmt: skip


def redirected(parbench, end, *words):
    command = " ".join(f"'{word}'" for word in parbench.command(words))
    return subprocess.run(
        ["bash", "-c", f"{command} {end}"], cwd=parbench.folder, env=parbench.environment,
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip


def test_a_run_ends_with_its_table_and_where_everything_is(parbench):
    ended = parbench(*WORDS)
    lines = ended.stdout.splitlines()
    assert ended.returncode == 0 and max(map(len, lines)) <= 80
    assert lines[0].startswith("empty: serial ") and lines[1].startswith("  thread_pool ")
    assert lines[-1] == "results: out"
    assert len([line for line in lines if line.startswith("measurement quality: ")]) == 1


def test_verbose_adds_the_rest(parbench):
    ended = parbench(*WORDS, "-v")
    assert ended.stdout.startswith("empty: ") and "measurement quality of " in ended.stdout
    assert "against serial, 1 cell: " in ended.stdout and "peak memory of parbench" in ended.stdout


@pytest.mark.parametrize("end", [">/dev/full", ">&-"])
def test_a_stdout_that_takes_no_text_is_one_line_and_every_file_is_written(parbench, end):
    ended = redirected(parbench, end, *WORDS, "--no-progress")
    assert ended.returncode == 1, ended
    [line] = ended.stderr.splitlines()
    assert line.startswith("parbench: stdout takes no text: ")
    folder = parbench.folder / "out"
    assert {row["status"] for row in rows_of(folder / "samples.csv")} == {"ok"}
    assert (folder / "summary.csv").exists() and (folder / "google_benchmark.json").exists()


@pytest.mark.parametrize("end", [">/dev/full", ">&-"])
def test_a_list_that_cannot_be_printed_is_one_line_too(parbench, end):
    ended = redirected(parbench, end, "list")
    assert ended.returncode == 2
    [line] = ended.stderr.splitlines()
    assert line.startswith("parbench: stdout takes no text: ")
