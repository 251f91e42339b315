"""The mpi runner on two hosts: load and traffic; one that is cut off, one that cannot be used."""

import json
import os
import subprocess
import time

import pytest
from program import BUILD, rows_of, running
from two_hosts import two_hosts  # noqa: F401  (a fixture)

MPI = BUILD / "runners" / "mpi"
SHORT = ("--sample", "20ms", "--blocks", 1, "--no-lock", "--no-progress")
REQUEST = {"protocol": 1, "workers": 2, "passes": 1, "min_sample_s": 0.02, "scratch": "/nowhere"}

pytestmark = pytest.mark.skipif(not MPI.exists(), reason="mpi is not built: libopenmpi-dev")


def trial(workload, workers=2, **params):
    return json.dumps({**REQUEST, "workload": workload, "workers": workers, "params": params})


def started(hosts, request, tmp_path):
    """The runner itself, so that the moment of a blow is known."""
    names = ",".join(f"{name}:1" for name in hosts.names)
    return subprocess.Popen(
        [MPI, "--start", str(json.loads(request)["workers"]), names, MPI, "--trial", request,
         "--record", tmp_path / "record.json"],
        env={**os.environ, **hosts.environment},
        stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def wait_for_ranks(begun):
    while len(running(MPI)) < 4:  # mpirun's parent, the master and two workers
        assert begun.poll() is None, begun.stderr.read()
        time.sleep(0.05)
    time.sleep(1)  # until they have found each other


def nothing_runs(hosts, within_s):
    end = time.monotonic() + within_s
    while hosts.processes() and time.monotonic() < end:
        time.sleep(0.1)
    return not hosts.processes()


def test_both_hosts_run_tasks_and_are_reported(parbench, tmp_path, two_hosts):  # noqa: F811
    out = tmp_path / "run"
    ended = parbench("run", "--hosts", two_hosts.file, "-R", "serial,mpi",
                     "-w", "range_sum,sleep,fetch", "-j", "1,2,4", "--trace", "sleep/mpi/2",
                     *SHORT, "-o", out, **two_hosts.environment)  # fmt: skip
    assert ended.returncode in (0, 3), ended.stderr  # 3: other tests are load
    rows = [row for row in rows_of(out / "samples.csv") if row["runner"] == "mpi"]
    assert {row["status"] for row in rows if row["workload"] != "fetch"} == {"ok"}, ended.stderr
    assert {row["status"] for row in rows if row["workload"] == "fetch"} == {"unsupported"}
    assert (
        "fetch.url names one that all hosts reach"
        in {row["reason"] for row in rows if row["workload"] == "fetch"}.pop()
    )
    hosts = rows_of(out / "hosts.csv")
    used = {workers: {row["host"] for row in hosts if row["workers"] == workers}
            for workers in ("1", "2", "4")}  # fmt: skip
    assert used == {"1": {two_hosts.names[0]}, "2": {*two_hosts.names}, "4": {*two_hosts.names}}
    trials = {(row["workload"], row["block"], row["position"]): row for row in rows}
    for key, row in trials.items():
        there = [
            host for host in hosts if (host["workload"], host["block"], host["position"]) == key
        ]
        if row["status"] != "ok":
            continue
        tasks = int(row["tasks"]) * int(row["passes"])
        assert sum(int(host["tasks"]) for host in there) == tasks
        assert sum(int(host["host_workers"]) for host in there) == int(row["workers"])
        assert sum(int(host["sent_bytes"]) for host in there) == 8 * tasks
        assert sum(int(host["received_bytes"]) for host in there) == 72 * tasks
        for host in there:
            assert host["foreign_cpu_s"] != "" and float(host["cpu_s"]) > 0
    spans = rows_of(out / "spans.csv")
    assert {row["worker"] for row in spans} == {"0", "1"}
    facts = json.loads((out / "environment.json").read_text())["hosts"]
    assert [host["name"] for host in facts] == two_hosts.names
    assert all(host["cpus"] >= 1 for host in facts)
    assert nothing_runs(two_hosts, 5)


def test_a_host_that_is_cut_off_fails_the_trial(tmp_path, two_hosts):  # noqa: F811
    request = trial("sleep", tasks="100", duration="1s", spread="fixed")
    begun = started(two_hosts, request, tmp_path)
    wait_for_ranks(begun)
    two_hosts.cut(two_hosts.names[1])
    error = begun.communicate(timeout=40)[1]
    assert begun.returncode == 1
    by_name = f"host {two_hosts.names[1]} was lost: it has not answered for some 10 s"
    # Where the remote shell ends before mpirun misses an answer.
    by_shell = "one of the hosts was lost: its daemon (orted) has ended"
    assert error.strip() in (by_name, by_shell)
    assert not (tmp_path / "record.json").exists()
    assert nothing_runs(two_hosts, 15)


def test_a_killed_trial_leaves_nothing_on_the_hosts(tmp_path, two_hosts):  # noqa: F811
    request = trial("sleep", tasks="100", duration="1s", spread="fixed")
    begun = started(two_hosts, request, tmp_path)
    wait_for_ranks(begun)
    begun.kill()
    begun.communicate()
    assert nothing_runs(two_hosts, 15)


def test_ranks_here_share_memory_in_the_folder_of_the_trial(tmp_path):
    """A kill leaves them no time to remove it, and the folder goes anyway."""
    request = trial("sleep", tasks="100", duration="1s", spread="fixed")
    begun = subprocess.Popen([MPI, "--start", "2", "localhost:2", MPI, "--trial", request,
                              "--record", tmp_path / "record.json"],
                             stderr=subprocess.PIPE, text=True)  # fmt: skip
    wait_for_ranks(begun)
    begun.kill()
    begun.communicate()
    name = f"vader_segment.{os.uname().nodename}."
    assert len(list(tmp_path.rglob(f"{name}*"))) == 3


def test_a_failing_task_is_told_in_its_own_words(tmp_path, two_hosts):  # noqa: F811
    request = trial("conformance", tasks="8", behaviour="fail", at="5", meet="1")
    begun = started(two_hosts, request, tmp_path)
    assert begun.communicate(timeout=40)[1].strip() == "task 5 fails as asked"
    assert begun.returncode == 1
    assert nothing_runs(two_hosts, 15)


@pytest.mark.parametrize(
    "commands, said",
    [
        ("cat {mpi} >{other}; echo x >>{other}; chmod +x {other}; mount --bind {other} {mpi}",
         "has another build (revision "),
        ("mount --bind /dev/null {mpi}", "install the same build there, at the same path"),
        ("ip link set eth0 down", "by TCP: is a firewall between them?"),
        ("mount --bind /dev/null $(command -v orted)", "orted: Permission denied"),
    ],
)  # fmt: skip
def test_a_host_that_cannot_be_used_is_refused_first(
    parbench, tmp_path, two_hosts, commands, said  # noqa: F811
):
    two_hosts.first_on(two_hosts.names[1], commands.format(mpi=MPI, other=tmp_path / "other"))
    ended = parbench("run", "--hosts", two_hosts.file, "-R", "serial,mpi", "-w", "primes", *SHORT,
                     "-o", tmp_path / "run", **two_hosts.environment)  # fmt: skip
    assert ended.returncode == 2, ended.stderr
    assert said in ended.stderr
    assert ended.stderr.count("\n") == 1
    assert not (tmp_path / "run").exists()
    assert nothing_runs(two_hosts, 15)


@pytest.mark.parametrize(
    "text, said",
    [
        ("a slots=0\n", "line 1: 'slots=0' is not allowed: NAME slots=COUNT"),
        ("", "names no host"),
        ("no-such-host.invalid\n", "'mpi' is not usable on these hosts: ssh"),
    ],
)
def test_a_bad_file_of_hosts_is_refused_in_a_line(parbench, tmp_path, text, said):
    (tmp_path / "hosts").write_text(text)
    ended = parbench("run", "--hosts", "hosts", "-R", "serial,mpi", "-w", "primes", *SHORT)
    assert ended.returncode == 2
    assert said in ended.stderr
    assert ended.stderr.count("\n") == 1


def test_hosts_that_no_runner_uses_are_refused(parbench, tmp_path):
    (tmp_path / "hosts").write_text("localhost\n")
    ended = parbench("run", "--hosts", "hosts", "-R", "serial,thread_pool", "-w", "primes", *SHORT)
    assert ended.returncode == 2
    assert "add --runners mpi" in ended.stderr
