"""libparbench_kernels from Python: the same work as a trial's, found by name, and its errors."""

import ctypes
import re
import sys

import pytest
from following import block, run
from program import rows_of

pytestmark = pytest.mark.alone


@pytest.fixture(scope="module")
def kernels(prefix):
    library = ctypes.CDLL(str(prefix / "lib" / "libparbench_kernels.so.1"))
    library.parbench_open.restype = ctypes.c_void_p
    library.parbench_tasks.restype = ctypes.c_size_t
    library.parbench_error.restype = ctypes.c_char_p
    library.parbench_workload_name.restype = ctypes.c_char_p
    for name in ("parbench_mix", "parbench_digest", "parbench_expected"):
        getattr(library, name).restype = ctypes.c_uint64
    return library


def test_the_example_of_the_page_computes_the_digest_of_a_trial(installed, prefix, tmp_path):
    script = tmp_path / "kernels.py"
    script.write_text(block("python", "kernels.py"))
    printed = run([sys.executable, script, prefix / "lib" / "libparbench_kernels.so.1"]).stdout
    installed(
        "run",
        "-w",
        "primes",
        "-s",
        "primes.count=8",
        "-R",
        "serial",
        "-b",
        1,
        "--sample",
        "1ms",
        "-o",
        "run",
    )
    digests = {
        row["digest"] for row in rows_of(tmp_path / "run" / "samples.csv") if row["role"] != "probe"
    }
    assert digests == {printed.strip()}


def test_every_workload_of_the_list_is_there(installed, kernels):
    listed = installed("list").stdout
    names = []
    while name := kernels.parbench_workload_name(ctypes.c_size_t(len(names))):
        names.append(name.decode())
    assert {"empty", "primes", "range_sum", "sleep", "busy_loop"} <= set(names)
    # What to run has no default, and a library does not measure how fast the machine is.
    lacking = {"command": b"command.run", "mixed": b"mixed.rounds", "service": b"service.rounds"}
    for name, lacks in lacking.items():
        assert not kernels.parbench_open(name.encode(), None, 1, None)
        assert lacks in kernels.parbench_error()
    # Only a pass can check them.
    sharing = {"counter", "queue", "semaphore", "event", "barrier", "two_locks", "local", "crash"}
    for name in sharing:
        assert not kernels.parbench_open(name.encode(), None, 2, None)
        assert b"its tasks share something" in kernels.parbench_error()
    for name in set(names) - set(lacking) - sharing:
        opened = kernels.parbench_open(name.encode(), None, 1, None)
        assert opened, kernels.parbench_error()
        kernels.parbench_close(ctypes.c_void_p(opened))
    assert all(name in listed for name in ("empty", "primes", "range_sum", "sleep", "busy_loop"))


def test_large_data_is_removed_with_its_workload(kernels, tmp_path, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    opened = kernels.parbench_open(b"range_sum", b'{"elements": 1000000, "slices": 2}', 1, None)
    assert opened, kernels.parbench_error()
    assert list(tmp_path.glob("parbench-*/*"))
    kernels.parbench_close(ctypes.c_void_p(opened))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "parameters", "workers", "message"),
    [
        (b"prime", None, 1, b"unknown workload 'prime'; allowed: empty primes"),
        (None, None, 1, b"unknown workload ''"),
        (b"primes", b'{"count": 0}', 1, b"primes.count: '0'"),
        (b"primes", b'{"kount": 1}', 1, b"kount"),
        (b"primes", b"count=8", 1, b"not a JSON object"),
        (b"primes", b"[]", 1, b"not a JSON object"),
        (b"primes", None, 0, b"workers is 0"),
    ],
)
def test_a_bad_workload_is_refused_with_one_line(kernels, name, parameters, workers, message):
    assert not kernels.parbench_open(name, parameters, workers, None)
    assert message in kernels.parbench_error()
    assert b"\n" not in kernels.parbench_error()


def test_no_such_task_or_worker_is_an_error(kernels):
    workload = ctypes.c_void_p(kernels.parbench_open(b"empty", b'{"tasks": 4}', 2, None))
    digest = ctypes.c_uint64()

    def call(task, worker):
        return kernels.parbench_run_task(
            workload, ctypes.c_size_t(task), worker, ctypes.byref(digest)
        )

    assert (
        call(3, 1) == 0
        and digest.value == kernels.parbench_expected(workload, ctypes.c_size_t(3)) == 3
    )
    assert call(4, 0) == -1 and b"task 4 is out of range" in kernels.parbench_error()
    for worker in (2, -1):
        assert call(0, worker) == -1 and b"is out of range" in kernels.parbench_error()
    kernels.parbench_close(workload)


def test_a_failing_task_gives_its_message(kernels):
    parameters = b'{"tasks": 8, "behaviour": "fail", "at": 7}'
    workload = ctypes.c_void_p(kernels.parbench_open(b"conformance", parameters, 1, None))
    digest = ctypes.c_uint64()
    assert kernels.parbench_run_task(workload, ctypes.c_size_t(7), 0, ctypes.byref(digest)) == -1
    assert kernels.parbench_error() == b"task 7 fails as asked"
    kernels.parbench_close(workload)


def test_the_functions_of_the_header_are_exported_and_nothing_else(prefix):
    header = (prefix / "include" / "parbench" / "kernels.h").read_text()
    declared = set(re.findall(r"^PARBENCH_API [^(]*?(parbench_\w+)\(", header, re.M))
    library = prefix / "lib" / "libparbench_kernels.so.1"
    shown = run(["nm", "--dynamic", "--defined-only", "--format=posix", library]).stdout
    names = {line.split()[0] for line in shown.splitlines()} - {"PARBENCH_1"}
    assert names == {f"{name}@@PARBENCH_1" for name in declared}
    assert "libparbench_kernels.so.1\n" in run(["objdump", "-p", library]).stdout
