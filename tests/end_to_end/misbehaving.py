#!/usr/bin/env python3
"""A runner that breaks the protocol in the way that the name says by which it is called."""

import json
import os
import signal
import sys
import time
from pathlib import Path

DESCRIPTION = {"protocol": 1, "family": "threads", "workloads": ["empty"]}
RECORD = {  # of one task of `empty`
    "protocol": 1, "tasks": 1, "passes": 1, "digest": "xe220a8397b1dcdaf",
    "setup_s": 0.001, "cold_s": 0.001, "teardown_s": 0.001, "wall_s": 0.01,
    "wall_min_s": 0.01, "wall_max_s": 0.01, "workers_seen": 1, "max_in_flight": 1,
    "foreign_cpu_s": 0,
}  # fmt: skip


def flood(stream) -> None:
    while True:
        stream.write("not a word of the protocol\n" * 4096)


def wait_without_signals() -> None:
    for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
        signal.signal(number, signal.SIG_IGN)
    time.sleep(600)


def start_daemon() -> None:
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            wait_without_signals()
        os._exit(0)
    os.wait()


def describe(way: str) -> None:
    if way == "floods_stdout":
        flood(sys.stdout)
    if way == "speaks_first":
        print("Loading the runtime ...")
    version = 2 if way == "describes_version_2" else 1
    print(json.dumps({**DESCRIPTION, "name": way, "protocol": version}))


def run_trial(way: str, path: Path) -> None:
    record = json.dumps(RECORD)
    half = record[: len(record) // 2]
    if way == "records_version_2":
        path.write_text(json.dumps({**RECORD, "protocol": 2}))
    elif way == "floods_stderr":
        flood(sys.stderr)
    elif way == "prints_its_record":
        print(record)
    elif way == "prints_beside_it":
        print("{" * (20 << 20))
        path.write_text(record)
    elif way == "writes_half":
        path.write_text(half)
    elif way == "writes_half_and_stops":
        path.write_text(half)
        wait_without_signals()
    elif way == "writes_a_terabyte":
        with open(path, "wb") as file:
            file.truncate(1 << 40)
    elif way == "makes_a_pipe":
        os.mkfifo(path)
    elif way == "leaves_a_daemon":
        start_daemon()
        path.write_text(record)


if sys.argv[1:] == ["--describe"]:
    describe(Path(sys.argv[0]).name)
else:
    run_trial(Path(sys.argv[0]).name, Path(sys.argv[4]))
