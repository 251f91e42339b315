"""Pids that /proc shows and that are not ours, and no /proc at all."""

import os
import subprocess
from pathlib import Path

import pytest
from program import rows_of

RUN = ("run", "-w", "primes", "-s", "primes.count=64", "--sample", "5ms", "-j", "2",
       "--blocks", "1", "--no-progress", "-o", "out")  # fmt: skip
NOTE = "/proc shows the pids of another pid namespace"


def in_namespaces(parbench, options, command, **environment):
    """Runs a shell command in new namespaces; $PARBENCH is the program."""
    unshare = ["unshare", *options, "sh", "-c"]
    try:
        tried = subprocess.run([*unshare, "true"], capture_output=True, text=True, check=False)
    except FileNotFoundError:
        pytest.skip("unshare is not installed")
    if tried.returncode != 0:
        pytest.skip(f"no namespaces here: {tried.stderr.strip()}")
    return subprocess.run(
        [*unshare, command], cwd=parbench.folder, capture_output=True, text=True, timeout=120,
        env={**parbench.environment, "PARBENCH": str(parbench.path), **environment}, check=False,
    )  # fmt: skip


def test_pids_of_another_namespace_judge_nothing(parbench):
    """Kernel threads have the low pids that ours are in a new namespace."""
    runners = ["thread_pool", "process_pool", "process_per_task", "python_pool_processes"]
    asked = " ".join([*RUN, "-R", ",".join(runners), "--no-report"])
    ended = in_namespaces(parbench, ["--pid", "--fork"], f'"$PARBENCH" {asked}')
    assert ended.returncode == 0, ended
    assert ended.stderr.count(NOTE) == 1
    rows = [
        row for row in rows_of(parbench.folder / "out" / "samples.csv") if row["role"] == "cell"
    ]
    assert {row["runner"] for row in rows} >= set(runners)
    for row in rows:
        assert (row["status"], row["reason"]) == ("ok", ""), row
        assert row["foreign_cpu_s"] == "" and row["runq_wait_s"] == "", row
        assert float(row["cpu_s"]) > 0


def test_what_a_runner_leaves_behind_is_killed_by_its_group(parbench):
    """Under another pid than /proc shows; the seconds are not those of other sleeps."""
    seconds = f"600.{os.getpid()}"
    runner = parbench.folder / "leaver"
    runner.write_text(
        f'#!/bin/sh\n[ "$1" = --describe ] || sleep {seconds} &\n'
        f'exec {Path(__file__).parent}/fake_runner.py "$@"\n'
    )
    runner.chmod(0o755)
    asked = (
        "run -w empty -s empty.tasks=8 --sample 1ms -R ./leaver -j 1 --blocks 1 "
        "--no-progress -o out"
    )
    left = (
        f"grep -lz '^{seconds}' /proc/[0-9]*/cmdline | "
        "while read file; do readlink ${file%cmdline}exe; done"
    )
    ended = in_namespaces(
        parbench, ["--pid", "--fork"], f'"$PARBENCH" {asked} --no-report; echo code $?; {left}'
    )
    assert ended.stderr.count(NOTE) == 1
    lines = ended.stdout.splitlines()
    assert not [line for line in lines[lines.index("code 0") :] if line.endswith("sleep")], ended


def test_its_own_proc_costs_nothing(parbench):
    asked = " ".join([*RUN, "-R", "process_pool", "--no-report"])
    ended = in_namespaces(parbench, ["--pid", "--fork", "--mount-proc"], f'"$PARBENCH" {asked}')
    assert (ended.returncode, ended.stderr) == (0, "")


@pytest.mark.parametrize("command", [" ".join(RUN), "check-runner serial", "list", "summary x"])
def test_without_proc_one_line_says_so(parbench, command):
    if os.getuid() != 0:
        pytest.skip("only root may unmount /proc, in a mount namespace of its own")
    ended = in_namespaces(
        parbench, ["--mount"],
        f'umount -l /proc && test ! -e /proc/self || exit 99; "$PARBENCH" {command}',
    )  # fmt: skip
    if ended.returncode == 99:
        pytest.skip("/proc cannot be unmounted here")
    assert ended.returncode == 2, ended
    assert ended.stderr == (
        "parbench: /proc does not show this process, and parbench finds its parts and its "
        "processes there: mount -t proc proc /proc\n"
    )
