"""A run whose second half fails says so and does not end with 0; its data stays."""

import pytest
from program import rows_of
from stand_ins import build_of

RUN = ("run", "-w", "empty", "-s", "empty.tasks=8", "--sample", "1ms", "-R", "thread_pool",
       "-j", "2", "--blocks", "1", "--no-progress", "-o", "out")  # fmt: skip


@pytest.fixture
def python(tmp_path):
    """An interpreter that has every package and then does this with a command of ours."""

    def that(what):
        path = tmp_path / "python"
        path.write_text(f'#!/bin/sh\ncase "$*" in *reports.commands*) {what} ;; esac\n')
        path.chmod(0o755)
        return {"PARBENCH_PYTHON": str(path)}

    return that


@pytest.mark.parametrize(
    ("what", "how"),
    [("exit 70", "ended with exit code 70"), ("kill -9 $$", "was killed by signal 9")],
)
def test_a_summary_that_fails_is_said_and_reaches_the_exit_code(parbench, python, what, how):
    ended = parbench(*RUN, **python(what))
    assert ended.returncode == 1
    assert ended.stderr == (
        f"parbench: no verdicts: the program that judges {how}; the data is complete, try again "
        "with: parbench summary 'out'\n"
    )
    assert rows_of(parbench.folder / "out" / "samples.csv")


def test_a_report_that_fails_is_said_and_reaches_the_exit_code(parbench, python):
    ended = parbench(*RUN, report=True, **python('case "$*" in *report\\ -q*) exit 70 ;; esac'))
    assert ended.returncode == 1 and "the report was not written" in ended.stderr


def test_a_reader_that_leaves_is_no_failure_of_the_summary(parbench, python):
    ended = parbench(*RUN, **python("kill -PIPE $$"))
    assert (ended.returncode, ended.stderr) == (0, "")


def test_a_run_without_any_trial_that_could_run_does_not_end_with_0(parbench, tmp_path):
    build = tmp_path / "build"
    build.mkdir()
    unsupported = "echo 'too small a machine' >&2; exit 4"
    parbench.path = build_of(build, {"serial": unsupported, "thread_pool": unsupported})
    ended = parbench(*RUN)
    assert ended.returncode == 1, ended
    assert "parbench: no trial could run: too small a machine\n" in ended.stderr
