"""Bad input is refused before anything starts: one line that names it, exit code 2."""

import socket

import pytest

CASES = [
    (["--workloads", "prime"], ["'prime'", "did you mean primes?"]),
    (["--workloads", "zzz"], ["'zzz'", "primes, range_sum"]),
    (["--runners", "threadpool"], ["'threadpool'", "did you mean thread_pool?"]),
    (["--preset", "fast"], ["'fast'", "quick"]),
    (["--preset", "quik"], ["'quik'", "did you mean quick?"]),
    (["--set", "primes.cuont=3"], ["cuont", "did you mean count?"]),
    (["--set", "prime.count=3"], ["'prime'", "did you mean primes?"]),
    (["--set", "primes.count"], ["'primes.count'", "="]),
    (["--set", "primes.count=0"], ["'0'", "from 1"]),
    (["--set", "primes.count=1.5"], ["'1.5'"]),
    (["--set", "primes.set=odd"], ["'odd'", "even"]),
    (["--set", "sleep.duration=20"], ["'20'", "20ms"]),
    (["--set", "sleep.duration=-1ms"], ["'-1ms'"]),
    (["--set", "fetch.body=64"], ["'64'", "64KiB"]),
    (["--workers", "0"], ["'0'", "from 1 to 16384"]),
    (["--workers", "-2"], ["'-2'", "from 1 to 16384"]),
    (["--workers", "1e3"], ["'1e3'"]),
    (["--workers", "2.5"], ["'2.5'"]),
    (["--workers", "99999999999999999999"], ["99999999999999999999"]),
    (["--workers", "many"], ["'many'", "cpus"]),
    (["--workers", "4-2"], ["'4-2'"]),
    (["--workers", ""], ["--workers"]),
    (["--blocks", "0"], ["'0'", "--blocks"]),
    (["--blocks", "six"], ["'six'"]),
    (["--seed", "-1"], ["'-1'"]),
    (["--sample", "100"], ["'100'", "100ms"]),
    (["--timeout", "0s"], ["'0s'"]),
    (["--budget", "2"], ["'2'", "2s"]),
    (["--budget", "10ms"], ["'10ms'", "--budget"]),
    (["--wait", "soon"], ["'soon'", "--wait"]),
    (["--width", "5"], ["'5'", "0.1%"]),
    (["--width", "0%"], ["'0%'"]),
    (["--margin", "0%"], ["--margin", "'0%'", "above 0% to 50%"]),
    (["--margin", "-1%"], ["--margin", "'-1%'"]),
    (["--margin", "51%"], ["--margin", "'51%'"]),
    (["--resume", "missing"], ["'missing'", "--resume"]),
    (["--threads", "4"], ["--threads", "--workers"]),
    (["--runs", "4"], ["--runs", "--blocks"]),
    (["--benchmark_repetitions=3"], ["--benchmark_repetitions", "--blocks"]),
    (["--benchmark_filter", "nothing_like_it"], ["nothing_like_it"]),
    (["--benchmark_filter", "("], ["'('", "regular expression"]),
    (["--color", "green"], ["'green'"]),
    (["--frobnicate"], ["--frobnicate"]),
    (["--bloks", "3"], ["--bloks", "did you mean --blocks?"]),
    (["--out", "-x"], ["--out", "'-x'", "./-x"]),
    (["--out=-x"], ["--out", "'-x'", "./-x"]),
    (["--resume", "-x"], ["--resume", "'-x'", "./-x"]),
    (["--label", "x" * 200], ["--label", "1 to 40 characters"]),
    (["--label", "pc\n07"], ["--label", "pc\\x0a07", "1 to 40 characters"]),
    (["--label", ""], ["--label"]),
    (["--runners", "./nobody"], ["nobody"]),
    (["--runners", "/bin/true"], ["/bin/true", "not a runner"]),
    (["--runners", "python_threads", "--python", "/nonexistent"], ["--python", "No such file"]),
    (["--runners", "python_threads", "--python", "/bin/true"], ["'/bin/true'", "not a Python"]),
    (["--runners", "python_threads", "--python", ""], ["--python", "empty"]),
    (["--python", "python3"], ["--python", "no runner of CPython", "--runners python_threads"]),
    (["--config", "missing.toml"], ["missing.toml"]),
    (
        ["--workloads", "fetch", "--set", "fetch.url=http://192.0.2.1/x"],
        ["fetch.url", "allow_remote"],
    ),
    (["--workloads", "fetch", "--set", "fetch.url=ftp://127.0.0.1/x"], ["fetch.url", "ftp"]),
    (["--out", "/proc/nowhere"], ["/proc/nowhere"]),
]


@pytest.mark.parametrize("args,named", CASES, ids=[" ".join(args)[:40] for args, _ in CASES])
def test_it_is_refused_in_one_line(parbench, tmp_path, args, named):
    ended = parbench("run", *args, timeout=20)
    assert ended.returncode == 2, ended.stderr
    assert ended.stdout == ""
    lines = ended.stderr.splitlines()
    assert len(lines) == 1, ended.stderr
    assert all(name in lines[0] for name in named), lines[0]
    assert not (tmp_path / "results").exists()


def test_a_used_folder_is_not_overwritten(parbench, tmp_path):
    (tmp_path / "used").mkdir()
    (tmp_path / "used" / "samples.csv").write_text("mine\n")
    ended = parbench("run", "--out", "used")
    assert ended.returncode == 2 and "used" in ended.stderr and "not empty" in ended.stderr
    assert (tmp_path / "used" / "samples.csv").read_text() == "mine\n"


def test_a_url_that_nobody_serves_is_refused(parbench):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    ended = parbench("run", "--workloads", "fetch", "--set", f"fetch.url=http://127.0.0.1:{port}/x")
    assert ended.returncode == 2
    assert f"127.0.0.1:{port}" in ended.stderr


def test_more_memory_than_there_is_makes_the_cell_unsupported(parbench, tmp_path):
    args = (
        "--workloads",
        "range_sum",
        "--set",
        "range_sum.elements=100000000000",
        "--runners",
        "thread_pool",
    )
    ended = parbench("run", *args, "--workers", "2", "--blocks", "1", "-o", tmp_path / "run")
    text = (tmp_path / "run" / "samples.csv").read_text() if ended.returncode == 0 else ended.stderr
    assert ("unsupported" in text and "memory" in text) or (
        ended.returncode == 2 and "range_sum.elements" in text
    )


@pytest.mark.parametrize(
    "words,named",
    [(["frobnicate"], "report"), (["summry"], "did you mean summary?"),
     (["-j", "4"], "parbench run -j"), (["--verison"], "did you mean --version?"),
     (["report", "--explian"], "did you mean --explain?"),
     (["compare", "a", "b", "--cvs", "x"], "did you mean --csv?"),
     (["summary", "-z"], "unknown option -z"), (["check-runner", "-x"], "unknown option -x")],
)  # fmt: skip
def test_an_unknown_command_or_option_is_refused_in_one_line(parbench, words, named):
    ended = parbench(*words)
    assert (ended.returncode, ended.stdout) == (2, "")
    [line] = ended.stderr.splitlines()
    assert named in line


def test_a_folder_named_like_an_option_holds_a_run(parbench, tmp_path):
    args = ("-w", "empty", "-s", "empty.tasks=10", "--sample", "1ms", "-R", "thread_pool")
    ended = parbench("run", *args, "-j", 2, "-b", 3, "-o", "./-x")
    assert ended.returncode == 0, ended.stderr
    assert (tmp_path / "-x" / "summary.csv").exists()
    assert parbench("summary", "./-x").returncode == parbench("summary", "--", "-x").returncode == 0
