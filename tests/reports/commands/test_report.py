"""`parbench report` as its user meets it: exit codes, what it prints, and the same bytes twice."""

import re

import pytest
from fixtures import ROOT, csv_text, report, row, twice_as_fast, write_run


@pytest.fixture
def run(tmp_path):
    return write_run(tmp_path / "results" / "latest", twice_as_fast())


def refused(result) -> str:
    """The one line on stderr."""
    assert result.returncode == 2, result
    assert result.stdout == ""
    [line] = result.stderr.splitlines()
    assert line.startswith("parbench report: ")
    return line


SAID = re.compile(
    r"(.+)/report\.html \(\d+\.\d MB\) in \d+\.\d s; (\d+) charts? \((.+)\) in (.+)\n"
)


def test_the_latest_run_is_the_default_and_one_line_says_what_is_written_and_where(run):
    result = report(cwd=run.parents[1])
    assert (result.returncode, result.stderr) == (0, "")
    folder, count, kinds, charts = SAID.fullmatch(result.stdout).groups()
    assert (folder, kinds, charts) == ("results/latest", "svg, csv", "results/latest/charts")
    files = {path.name for path in (run / "charts").iterdir()}
    assert {"primes-time.svg", "primes-time.csv", "overview.svg"} <= files
    assert len([name for name in files if name.endswith(".svg")]) == int(count)
    assert {path.name for path in run.iterdir()} == {
        "charts", "claims.csv", "environment.json", "report.html", "samples.csv"
    }  # fmt: skip


def test_formats_folder_and_silence(run, tmp_path):
    out = tmp_path / "deep" / "out"
    words = ["--formats", "pdf", "-o", out, "-q", "--workloads", "primes"]
    result = report(run, *words, "--runners", "thread_pool")
    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")
    assert (out / "primes-speedup.pdf").read_bytes().startswith(b"%PDF")
    assert (out / "report.html").exists() and (out / "claims.csv").exists()
    # A run's folder may be read-only.
    assert {path.name for path in run.iterdir()} == {"environment.json", "samples.csv"}


CLASS = re.compile(r"report\.html \(\d+\.\d MB\) in \d+\.\d s; 2 runs(, . without a page.*)?")


def test_several_runs_are_one_page_and_a_bad_one_does_not_stop_the_others(run, tmp_path):
    other = write_run(tmp_path / "other", twice_as_fast())
    before = {path.name for path in other.iterdir()}
    result = report(run, tmp_path / "nowhere", other, cwd=tmp_path)
    assert result.returncode == 2 and "nowhere: no such folder" in result.stderr
    [line] = result.stdout.splitlines()
    assert CLASS.fullmatch(line)[1] == ", 2 without a page: add --each"
    assert "not on this page: nowhere" in (tmp_path / "report.html").read_text("utf-8")
    assert {path.name for path in other.iterdir()} == before


def test_each_run_gets_its_own_page_where_that_is_asked_for(run, tmp_path):
    other = write_run(tmp_path / "other", twice_as_fast())
    words = ["--each", "--workloads", "primes", "--explain", "-q"]
    result = report(run, other, *words, cwd=tmp_path)
    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")
    for folder in (run, other):
        assert 'id="puzzles"' in (folder / "report.html").read_text("utf-8")
    text = (tmp_path / "report.html").read_text("utf-8")
    assert 'href="./other/report.html"' in text and 'href="./results/latest/report.html"' in text


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["-o", "{home}"], "-o {home} is a folder, which is for one run; for 2 runs -o names the "),
        (["--runners", "serial"], "--runners is for a run's own page; for several runs add --each"),
        (["--formats", "pdf"], "--formats is for a run's own page; for several runs add --each"),
        (
            ["-o", "{run}/report.html"],
            "{run}/report.html is the page of a run itself; name another",
        ),
    ],
)
def test_what_is_for_one_run_is_refused_for_several(run, tmp_path, words, message):
    other = write_run(tmp_path / "other", twice_as_fast())
    places = {"home": tmp_path, "run": run}
    line = refused(report(run, other, *(word.format(**places) for word in words)))
    assert line.startswith("parbench report: " + message.format(**places))


def test_the_page_of_several_is_refused_for_one(run, tmp_path):
    assert "for one run -o is a folder" in refused(report(run, "-o", tmp_path / "a.html"))


def test_of_two_runs_one_that_can_be_read_gives_no_page(run, tmp_path):
    result = report(run, tmp_path / "nowhere", "-o", tmp_path / "both.html")
    assert result.returncode == 2 and not (tmp_path / "both.html").exists()
    assert (
        "both.html is not written: it needs at least two readable runs"
        in result.stderr.splitlines()[1]
    )


@pytest.mark.parametrize("word", ["--explain", "--explain=questions"])
def test_a_folder_may_follow_explain(run, word):
    result = report(word, run)
    assert (result.returncode, result.stderr) == (0, "")
    assert 'id="puzzles"' in (run / "report.html").read_text()


def test_the_same_samples_give_the_same_bytes(run, tmp_path):
    for seed, place in (("1", "one"), ("2", "two")):
        # A user's own settings and the hash seed must not show.
        (tmp_path / place).mkdir()
        (tmp_path / place / "matplotlibrc").write_text(
            f"axes.facecolor: 0.{seed}\nxtick.direction: {'in' if seed == '1' else 'out'}\n"
        )
        variables = {"PYTHONHASHSEED": seed, "SOURCE_DATE_EPOCH": seed}
        done = report(
            run,
            "--formats",
            "svg,png,pdf",
            "-o",
            tmp_path / place / "charts",
            cwd=tmp_path / place,
            **variables,
        )
        assert done.returncode == 0, done.stderr
    one, two = (sorted((tmp_path / place / "charts").iterdir()) for place in ("one", "two"))
    assert [path.name for path in one] == [path.name for path in two]
    assert {"report.html", "claims.csv", "primes-time.pdf"} <= {path.name for path in one}
    for left, right in zip(one, two):
        assert left.read_bytes() == right.read_bytes(), left.name
    assert not re.search(
        r"<dc:date>", (tmp_path / "one" / "charts" / "primes-time.svg").read_text()
    )


def test_warnings_go_to_stderr_and_charts_are_drawn(run):
    text = (run / "samples.csv").read_text()
    (run / "samples.csv").write_text(text + "1,20260102T030405Z-quick,m,1,7")
    (run / "environment.json").unlink()
    result = report(run, "--formats", "svg")
    assert result.returncode == 0 and SAID.fullmatch(result.stdout)
    first, second = result.stderr.splitlines()
    assert "line 14: the last row is incomplete" in first and "1 row excluded" in first
    assert "no environment.json" in second


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (
            ["--runners", "serial,opnmp"],
            "--runners: 'opnmp' is not in {run}; allowed: serial, thread_pool",
        ),
        (["--workloads", "prime"], "--workloads: 'prime' is not in {run}; did you mean primes?"),
        (["--workloads", "sleep"], "--workloads: 'sleep' is not in {run}; allowed: primes"),
        (["--workloads", ""], "--workloads: '' is not in {run}; allowed: primes"),
        (
            ["--formats", "svg,gif"],
            "--formats: 'gif' is not among the formats; allowed: svg, png, pdf",
        ),
        (["--explain=loudly"], "argument --explain: invalid choice: 'loudly'"),
        (["--colour"], "unknown option --colour; see parbench report --help"),
        (["-o", "{run}/samples.csv"], "{run}/samples.csv/overview.svg cannot be written: "),
    ],
)
def test_wrong_words_end_with_exit_2_and_one_line(run, words, message):
    line = refused(report(run, *(word.format(run=run) for word in words)))
    assert line.startswith("parbench report: " + message.format(run=run))


@pytest.mark.parametrize("place", ["/dev/null", "/proc"])
def test_a_home_that_takes_no_files_is_no_matter(run, place):
    # /proc calls itself writable to root, and is not.
    places = ("HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "MPLCONFIGDIR")
    done = report(run, "-q", **dict.fromkeys(places, place))
    assert (done.returncode, done.stderr) == (0, "")


def test_an_unwritable_charts_folder_is_one_line(run):
    (run / "charts").write_text("in the way")
    assert "cannot be written: " in refused(report(run))


def test_damaged_samples_are_one_line(run):
    rows = twice_as_fast()
    rows[3]["wall_s"] = "a\nb"
    (run / "samples.csv").write_text(csv_text(rows))
    assert refused(report(run)).endswith(
        "samples.csv, line 5: wall_s is 'a\\nb'; "
        "allowed: a decimal number from 0 to 1e9, or nothing"
    )
    (run / "samples.csv").write_bytes(b"\0" * 100)
    assert "line 1: a NUL byte" in refused(report(run))


def test_no_run_yet_says_how_to_make_one(tmp_path):
    assert refused(report(cwd=tmp_path)).endswith(
        "results/latest: no such folder; give the folder of a run, or make one with `parbench run`"
    )


@pytest.mark.parametrize("module", ["matplotlib", "scipy", "numpy", "jinja2"])
def test_a_missing_library_is_named_with_its_package(run, tmp_path, module):
    stub = tmp_path / "stub"
    stub.mkdir()
    (stub / f"{module}.py").write_text(f"raise ModuleNotFoundError('No module', name='{module}')\n")
    line = refused(report(run, PYTHONPATH=f"{stub}:{ROOT}"))
    assert line == f"parbench report: {module} is missing: sudo apt install python3-{module}"


def test_help_needs_no_library(tmp_path):
    (tmp_path / "matplotlib.py").write_text(
        "raise ModuleNotFoundError('No module', name='matplotlib')\n"
    )
    result = report("--help", PYTHONPATH=f"{tmp_path}:{ROOT}")
    assert result.returncode == 0 and "--runners RUNNERS" in result.stdout


def test_a_folder_with_odd_letters_works_in_any_locale(tmp_path):
    folder = write_run(tmp_path / "Läufe $x$ \u202e", [row(1, "serial", 1, 0.1)])
    result = report(folder, "--formats", "svg", LC_ALL="C", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0")
    assert result.returncode == 0, result.stderr
