"""Programs that are started without descriptors 0 to 2: no file of theirs takes those numbers."""

import itertools
import json
import os
import socket
import subprocess
import time

import pytest
from program import BUILD, rows_of

SMALL = ("run", "-w", "empty", "-s", "empty.tasks=8", "--sample", "1ms", "-R", "thread_pool",
         "-j", "2", "--blocks", "1", "--no-progress")  # fmt: skip
CLOSED = [
    some for count in (1, 2, 3) for some in itertools.combinations(("<&-", ">&-", "2>&-"), count)
]


@pytest.mark.parametrize("closed", CLOSED, ids=" ".join)
def test_a_run_without_some_of_them_is_as_any_other(parbench, closed):
    command = " ".join(f"'{word}'" for word in parbench.command((*SMALL, "-o", "out")))
    ended = subprocess.run(
        ["bash", "-c", f"{command} {' '.join(closed)}"], cwd=parbench.folder,
        env=parbench.environment, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    # Whoever closes stdout is told that the answer went nowhere.
    assert ended.returncode == (1 if ">&-" in closed else 0), ended
    folder = parbench.folder / "out"
    rows = rows_of(folder / "samples.csv")
    assert rows and {(row["status"], row["reason"]) for row in rows} == {("ok", "")}
    assert None not in rows[0] and (folder / "verdicts.json").exists()


def request(workload, **params):
    return json.dumps({
        "protocol": 1, "workload": workload, "params": params, "workers": 1, "passes": 1,
        "min_sample_s": 0.001, "scratch": ".",
    })  # fmt: skip


PROGRAMS = {
    "runners/serial": ("--trial", request("sleep", tasks="1", duration="1s"), "--record", "r"),
    "runners/python_serial": ("--trial", request("sleep", tasks="1", duration="1s"), "--record",
                              "r"),
    "helpers/fetch_server": ("--latency", "0s"),
    "parbench-noise": ("--for", "2s"),
    "parbench-guard": ("{socket}", ""),
    "parbench": ("run", "-w", "sleep", "--blocks", "2", "-o", "out"),
}  # fmt: skip


def target_of(link):
    """Empty if the link, or the process that it belongs to, has gone."""
    try:
        return os.readlink(link)
    except FileNotFoundError:
        return ""


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_program_opens_the_null_device_in_their_place(parbench, name):
    if not (BUILD / name).exists():
        pytest.skip(f"{name} is not built")
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    args = [str(theirs.fileno()) if arg == "{socket}" else arg for arg in PROGRAMS[name]]
    process = subprocess.Popen(
        [str(BUILD / name), *args], cwd=parbench.folder, env=parbench.environment,
        pass_fds=[theirs.fileno()], preexec_fn=lambda: [os.close(number) for number in range(3)],
    )  # fmt: skip
    theirs.close()
    places = [f"/proc/{process.pid}/fd/{number}" for number in range(3)]
    try:
        end, found = time.monotonic() + 20, []
        while found != ["/dev/null"] * 3 and time.monotonic() < end and process.poll() is None:
            found = [target_of(place) for place in places]
            time.sleep(0.01)
        assert found == ["/dev/null"] * 3
    finally:
        ours.close()
        process.kill()
        process.wait()
