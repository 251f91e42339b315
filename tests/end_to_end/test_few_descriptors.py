"""Few open files (ulimit -n): a cell is measured or its reason names the limit."""

import resource

import pytest
from program import rows_of

RUN = ("run", "-w", "empty", "-s", "empty.tasks=32", "--sample", "1ms", "-j", "32", "--blocks", "1",
       "--no-progress", "-o", "out")  # fmt: skip
RUNNERS = "serial,thread_pool,process_pool,process_pool_pipe,process_per_task,python_processes"
POOL = "python_pool_processes"


@pytest.fixture
def limited(parbench):
    """parbench where `most` files may be open."""
    before = resource.getrlimit(resource.RLIMIT_NOFILE)

    def that(most, *args, **more):
        script = f'ulimit -n {most}; exec "$0" "$@"'
        command = parbench.command

        def within(words, report=False):
            return ["/bin/sh", "-c", script, *command(words, report)]

        parbench.command = within
        try:
            return parbench(*args, **more)
        finally:
            parbench.command = command

    yield that
    assert resource.getrlimit(resource.RLIMIT_NOFILE) == before


@pytest.mark.parametrize("most", [4, 8, 12, 16, 20])
@pytest.mark.parametrize("args", [(*RUN, "-R", RUNNERS), ("summary", "out"), ("report", "out")])
def test_too_few_for_parbench_itself_are_refused_with_the_figure(limited, parbench, most, args):
    ended = limited(most, *args)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr == (
        f"parbench: too few files may be open: ulimit -n is {most}, of which 3 are in use, and "
        "parbench needs 21 more; raise it: ulimit -n 1024\n"
    )
    assert not (parbench.folder / "out").exists()


@pytest.mark.parametrize("most", [24, 40])
def test_each_cell_is_measured_or_names_the_limit(limited, parbench, most):
    ended = limited(most, *RUN, "-R", f"{RUNNERS},{POOL}", report=True)
    failed = [row for row in rows_of(parbench.folder / "out" / "samples.csv")
              if row["status"] != "ok"]  # fmt: skip
    assert POOL in {row["runner"] for row in failed}
    for row in failed:
        assert "Too many open files: raise the limit of open files" in row["reason"], row
        assert f"(ulimit -n, now {most})" in row["reason"], row
    assert ended.returncode == 1
    assert "apt install" not in ended.stdout + ended.stderr
    assert (parbench.folder / "out" / "report.html").exists()
