"""scripts/bench: arguments and exit status pass through, charts are drawn of this run only, nothing outlives a signal."""

import os
import signal
import subprocess
import time

import pytest

# Does what the real one does to the disk: a folder a run, results/latest, charts on request.
PARBENCH = r"""
if [[ $1 == report ]]; then
  echo "PARBENCH_PYTHON=$PARBENCH_PYTHON" >>"$REPORTED"
  mkdir -p "$2/charts" && : >"$2/charts/overview.svg" && : >"$2/report.html"
  exit "${REPORT_STATUS:-0}"
fi
echo 'the closing table'
if [[ -n ${SLEEPS:-} ]]; then
  trap 'exit 130' INT
  echo $$ >"$SLEEPS"
  for _ in {1..600}; do sleep 0.1; done
fi
out= previous=
for argument in "$@"; do [[ $previous == -o || $previous == --out ]] && out=$argument; previous=$argument; done
if [[ -z ${MEASURES_NOTHING:-} ]]; then
  if [[ -z $out ]]; then
    out=results/of-now
    mkdir -p results && ln -sfn of-now results/latest
  fi
  mkdir -p "$out" && echo header >"$out/samples.csv"
fi
exit "${RUN_STATUS:-0}"
"""


@pytest.fixture
def bench(checkout, tmp_path):
    checkout.script("setup", 'exit "${SETUP_STATUS:-0}"')
    checkout.script("build", 'exit "${BUILD_STATUS:-0}"')
    checkout.script("find_python", "echo /a/python")
    checkout.write(checkout.root / "build/release/parbench", PARBENCH)
    checkout.environment["REPORTED"] = str(tmp_path / "reported")
    return checkout


def runs(bench):
    return [call[2:] for call in bench.calls("parbench") if call[1] == "run"]


def reports(bench):
    return [call[2:] for call in bench.calls("parbench") if call[1] == "report"]


def test_sets_up_builds_runs_draws_and_says_where(bench):
    done = bench.call("scripts/bench")
    assert done.returncode == 0
    assert [call[0] for call in bench.calls()] == [
        "setup",
        "build",
        "parbench",
        "find_python",
        "parbench",
    ]
    results = bench.root / "results/of-now"
    assert reports(bench) == [[str(results)]]
    assert done.stdout == "the closing table\n"
    assert f"results  {results}" in done.stderr
    assert f"report   {results}/report.html" in done.stderr
    assert os.readlink(bench.root / "parbench") == "build/release/parbench"


def test_the_python_that_was_found_is_the_one_that_draws(bench, tmp_path):
    bench.call("scripts/bench")
    assert (tmp_path / "reported").read_text() == "PARBENCH_PYTHON=/a/python\n"


def test_arguments_reach_the_run_untouched(bench):
    arguments = [
        "--set",
        "primes.count=1, 2",
        "*",
        "$HOME",
        "a\\b",
        "",
        "-j",
        "1-8",
        "--config=x y.toml",
    ]
    bench.call("scripts/bench", "--yes", *arguments)
    assert runs(bench) == [arguments]
    assert bench.calls("setup") == [["setup", "--for", "bench", "--yes"]]


def test_its_own_options_may_stand_anywhere_but_after_two_dashes(bench):
    bench.call("scripts/bench", "--preset", "quick", "--no-install", "--", "--yes", "-h")
    assert runs(bench) == [["--preset", "quick", "--yes", "-h"]]
    assert bench.calls("setup") == [["setup", "--for", "bench", "--no-install"]]


@pytest.mark.parametrize("status", [0, 1, 2, 3, 130, 134])
def test_the_status_is_that_of_the_run(bench, status):
    assert bench.call("scripts/bench", RUN_STATUS=str(status)).returncode == status


def test_a_failed_trial_is_no_reason_not_to_draw(bench):
    bench.call("scripts/bench", RUN_STATUS="1")
    assert len(reports(bench)) == 1


def test_an_interrupted_run_is_not_drawn_but_named(bench):
    done = bench.call("scripts/bench", RUN_STATUS="130")
    assert not reports(bench)
    assert f"scripts/report '{bench.root}/results/of-now'" in done.stderr


def test_failing_charts_do_not_change_the_status(bench):
    done = bench.call("scripts/bench", REPORT_STATUS="1")
    assert done.returncode == 0
    assert "could not be drawn" in done.stderr


@pytest.mark.parametrize(
    "arguments", [["-o", "my run"], ["--out", "my run"], ["-j", "1", "-o", "my run", "-q"]]
)
def test_draws_the_folder_that_was_asked_for(bench, arguments, tmp_path):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    done = bench.call("scripts/bench", *arguments, cwd=elsewhere, CDPATH=f"{tmp_path}:/")
    assert done.returncode == 0
    assert reports(bench) == [[str(elsewhere / "my run")]]


def test_finds_the_latest_run_from_any_folder(bench, tmp_path):
    bench.call("scripts/bench", cwd=tmp_path)
    assert reports(bench) == [[str(tmp_path / "results/of-now")]]


@pytest.mark.parametrize("arguments", [["--dry-run"], ["-o", "used"]])
def test_an_old_run_is_not_drawn_when_nothing_was_measured(bench, arguments):
    bench.call("scripts/bench")
    bench.call("scripts/bench", "-o", "used")
    drawn = len(reports(bench))
    done = bench.call("scripts/bench", *arguments, MEASURES_NOTHING="yes", RUN_STATUS="2")
    assert done.returncode == 2
    assert len(reports(bench)) == drawn
    assert "results" not in done.stderr.replace(str(bench.root), "")


def test_without_matplotlib_the_line_that_brings_charts_is_printed(bench):
    bench.script("find_python", "exit 1")
    done = bench.call("scripts/bench")
    assert done.returncode == 0
    assert not reports(bench)
    assert "sudo apt-get install -y python3-matplotlib" in done.stderr
    assert f"results  {bench.root}/results/of-now" in done.stderr


@pytest.mark.parametrize("failure", ["SETUP_STATUS", "BUILD_STATUS"])
def test_nothing_runs_when_set_up_or_build_fails(bench, failure):
    done = bench.call("scripts/bench", **{failure: "1"})
    assert done.returncode == 2
    assert not runs(bench)


def test_help_runs_nothing(bench):
    done = bench.call("scripts/bench", "--help")
    assert done.returncode == 0 and "usage" in done.stdout
    assert not bench.calls()


def test_works_through_a_link_and_with_a_hostile_umask(bench, tmp_path):
    link = tmp_path / "link"
    link.symlink_to(bench.root / "scripts/bench")
    command = f"umask 0777; exec '{link}'"
    done = subprocess.run(
        ["bash", "-c", command],
        cwd=bench.root,
        env=bench.environment,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0
    assert len(reports(bench)) == 1
    assert os.stat(bench.root / "results/of-now").st_mode & 0o777 == 0o700


def start_a_long_run(bench, tmp_path):
    """Starts a run that sleeps, and waits until it does: (the process of the script, the pid of the run)."""
    said = tmp_path / "pid"
    environment = bench.environment | {"SLEEPS": str(said)}
    process = subprocess.Popen(
        [bench.root / "scripts/bench"],
        cwd=bench.root,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,
        text=True,
        # Where the tests were started in the background, SIGINT is ignored, and no shell can undo
        # that for itself.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    for _ in range(1000):
        if said.exists() and (text := said.read_text()).endswith("\n"):
            return process, int(text)
        time.sleep(0.01)
    process.kill()
    raise AssertionError("the run did not start")


def ends(pid):
    for _ in range(1000):
        try:
            with open(f"/proc/{pid}/stat", encoding="utf-8") as file:
                if file.read().rpartition(")")[2].split()[0] == "Z":
                    return True
        except FileNotFoundError:
            return True
        time.sleep(0.01)
    return False


def test_control_c_ends_the_run_and_passes_130_on(bench, tmp_path):
    process, run = start_a_long_run(bench, tmp_path)
    os.killpg(process.pid, signal.SIGINT)
    assert process.wait(timeout=30) == 130
    process.stderr.close()
    assert ends(run)


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
def test_no_run_outlives_the_script(bench, tmp_path, how):
    process, run = start_a_long_run(bench, tmp_path)
    process.send_signal(how)
    process.wait(timeout=30)
    process.stderr.close()
    assert ends(run)
