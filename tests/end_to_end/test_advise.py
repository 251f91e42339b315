"""parbench advise: real questions, small budgets; simulated machines test what it finds."""

import json
import os
import signal
import subprocess
import time

import pytest
from program import rows_of

pytestmark = pytest.mark.alone

SHORT = ("--budget", "12s", "--no-report", "--no-progress")
MIX = ("--compute", "200us", "--wait", "1800us")
TOLD = (0, 3)  # answered, or too much background load


def advice_in(folder):
    return json.loads((folder / "advice.json").read_text())


def test_a_mix_gets_an_answer_of_at_most_eight_lines_and_an_ordinary_folder(parbench, tmp_path):
    out = tmp_path / "run"
    ended = parbench("advise", *MIX, *SHORT, "-o", out)
    assert ended.returncode in TOLD, ended.stderr
    lines = ended.stdout.splitlines()
    answer = lines[: next(i for i, line in enumerate(lines) if line.startswith("repeat: ")) + 1]
    assert len(answer) <= 8
    assert answer[0].startswith(("Use ", "Cannot tell: "))
    assert "parbench advise --compute 200us --wait 1800us" in answer[-1]
    rows = rows_of(out / "samples.csv")
    assert {row["workload"] for row in rows} == {"mixed"}
    stages = json.loads((out / "plan.json").read_text())["stages"]
    assert stages[0]["purpose"] == "explore"
    for name in ("environment.json", "options.toml", "advice.json", "datapackage.json"):
        assert (out / name).is_file()


def test_the_answer_is_json_on_stdout_when_asked_for(parbench, tmp_path):
    ended = parbench("advise", *MIX, *SHORT, "--json", "-", "-o", tmp_path / "run")
    assert ended.returncode in TOLD
    told = json.loads(ended.stdout)
    assert told == advice_in(tmp_path / "run")
    assert told["question"]["compute"] == "200us" and told["predicted_workers"] > 0


def test_a_command_is_measured_as_the_user_wrote_it(parbench, tmp_path):
    out = tmp_path / "run"
    ended = parbench("advise", *SHORT, "-o", out, "--", "sh", "-c", "exit 0; echo 'a b'")
    assert ended.returncode in TOLD, ended.stderr
    [params] = {row["params"].split(',"tasks"')[0] for row in rows_of(out / "samples.csv")}
    assert "exit 0" in params
    assert advice_in(out)["task"]["compute_s"] > 0


def test_a_command_that_fails_is_named_with_its_task(parbench, tmp_path):
    out = tmp_path / "run"
    ended = parbench("advise", *SHORT, "-o", out, "--", "sh", "-c", "echo no luck >&2; exit 7")
    assert ended.returncode == 1
    assert "task 0: sh exited with status 7: no luck" in ended.stdout
    assert ended.stdout.startswith("Cannot tell: every trial failed")


def test_a_killed_run_is_resumed_with_its_stages(parbench, tmp_path):
    out = tmp_path / "run"
    driver = parbench.start("advise", *MIX, "--budget", "40s", "--no-report", "-o", out)
    plan, end = out / "plan.json", time.monotonic() + 60
    while not (plan.exists() and len(json.loads(plan.read_text()).get("stages", [])) >= 2):
        assert time.monotonic() < end and driver.poll() is None, "no second stage"
        time.sleep(0.01)
    driver.send_signal(signal.SIGKILL)
    driver.communicate(timeout=20)
    before = rows_of(out / "samples.csv")
    stages = json.loads(plan.read_text())["stages"]
    ended = parbench("advise", "--resume", out, "--no-report")
    assert ended.returncode in TOLD, ended.stderr
    assert rows_of(out / "samples.csv")[: len(before)] == before
    assert json.loads(plan.read_text())["stages"][: len(stages)] == stages
    assert ended.stdout.startswith(("Use ", "Cannot tell: "))


def test_ctrl_c_says_how_to_continue(parbench, tmp_path):
    out = tmp_path / "run"
    driver = parbench.start("advise", *MIX, *SHORT, "-o", out)
    end = time.monotonic() + 60
    while not (out / "samples.csv").exists() or len(rows_of(out / "samples.csv")) < 3:
        assert time.monotonic() < end and driver.poll() is None
        time.sleep(0.01)
    driver.send_signal(signal.SIGINT)
    told, _ = driver.communicate(timeout=30)
    assert driver.returncode == 130
    assert f"parbench advise --resume '{out}'" in told


@pytest.fixture
def busy_process():
    """Computes and waits in turn."""
    loop = "while :; do i=0; while [ $i -lt 3000 ]; do i=$((i+1)); done; sleep 0.02; done"
    process = subprocess.Popen(["sh", "-c", loop])
    yield process
    process.kill()
    process.wait()


def test_a_process_is_watched_for_its_mix(parbench, tmp_path, busy_process):
    out = tmp_path / "run"
    ended = parbench("advise", "--pid", busy_process.pid, *SHORT, "-o", out)
    assert ended.returncode in TOLD, ended.stderr
    question = advice_in(out)["question"]
    assert question["watched"]["threads"] == 1
    assert question["watched"]["compute_s"] > 0 and question["watched"]["wait_s"] > 0
    assert "--pid" not in ended.stdout  # it may be gone: the mix is repeated
    options = (out / "options.toml").read_text()
    assert f'compute="{question["compute"]}"' in options.splitlines()


def test_a_process_that_ends_meanwhile_is_refused(parbench):
    with subprocess.Popen(["sleep", "2"]) as process:
        ended = parbench("advise", "--pid", process.pid, *SHORT)
    assert ended.returncode == 2
    assert "ended while it was watched" in ended.stderr


REFUSED = [
    ((), ["advise: what for?", "--compute 2ms"]),
    (("--compute", "0", "--wait", "1ms"), ["--compute", "'0'", "0ms"]),
    (("--compute", "0s", "--wait", "1ms"), ["--compute", "'0s'", "from 1us"]),
    (("--compute", "2", "--wait", "1ms"), ["--compute", "'2'", "2ms"]),
    (("--compute", "2ms"), ["--wait is missing"]),
    (("--wait", "2ms"), ["--compute is missing"]),
    (("--compute", "2ms", "--wait", "1ms", "--url", "http://127.0.0.1:1/"), ["exclude each other"]),
    (("--compute", "2ms", "--wait", "1ms", "--p99", "5ms"), ["--p99", "--rate"]),
    (("--compute", "2ms", "--wait", "1ms", "--rate", "0"), ["--rate", "'0'", "400/s"]),
    (("--compute", "2ms", "--wait", "1ms", "--rate", "9/min"), ["--rate", "'9/min'", "400/s"]),
    (("--compute", "2ms", "--wait", "1ms", "-R", "threadpool"), ["did you mean thread_pool?"]),
    (("--pid", "0"), ["--pid", "'0'"]),
    (("--pid", "4194304"), ["--pid", "'4194304'", "not a running process"]),
    (("--url", "ftp://x/"), ["ftp://x/"]),
    (("--rate", "5/s", "--", "true"), ["--rate", "not with a command"]),
    (("--", "nosuchprogram", "-x"), ["nosuchprogram"]),
    (("--", os.path.dirname(__file__)), ["directory"]),
    (("--budget", "1s", "--compute", "2ms", "--wait", "1ms"), ["--budget", "'1s'"]),
    (("--comptue", "2ms"), ["--comptue", "did you mean --compute?"]),
    (("--resume", "missing"), ["'missing'", "--resume"]),
]


@pytest.mark.parametrize(("words", "named"), REFUSED)
def test_bad_input_is_refused_before_anything_starts(parbench, tmp_path, words, named):
    ended = parbench("advise", *words)
    assert ended.returncode == 2, ended.stdout
    assert ended.stdout == "" and len(ended.stderr.strip().splitlines()) == 1
    for text in named:
        assert text in ended.stderr
    assert not (tmp_path / "results").exists()
