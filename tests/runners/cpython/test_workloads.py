"""The workloads' results: as the C++ runner `serial` has them, and found in a second way."""

import socketserver
import threading

import pytest
from trials import ALL, QUICK, SCALING, SLOW

from runners.cpython import digests, fetch, primes, sleep, units, workloads
from runners.cpython.command import runner_class
from runners.cpython.errors import BadRequest

MIXED_SPREADS = ("fixed", "uniform", "exponential", "lognormal")
CASES = [
    ("empty", {}),
    ("primes", {}),
    ("primes", {"set": "even", "count": "2"}),
    ("primes", {"set": "skewed", "count": "12"}),
    ("range_sum", {}),
    ("range_sum", {"elements": "5"}),
    ("sleep", {}),
    ("sleep", {"spread": "fixed", "duration": "0.5ms"}),
    *(("mixed", {"spread": one, "parts": "2"}) for one in MIXED_SPREADS),
    ("mixed", {"compute": "0s"}),
    ("mixed", {"wait": "0s", "spread": "exponential"}),
    ("busy_loop", {}),
    ("busy_loop", {"loops": "3", "rounds": "1"}),
    ("conformance", {}),
    ("conformance", {"tasks": "0"}),
]


def test_digests_are_those_of_the_protocol():
    assert digests.digest_text(digests.scramble(7)) == "x12ae30237b17df14"
    assert digests.digest_text(digests.mix(1, 0)) == "x6e789e6aa1b965f4"
    whole = sum(digests.mix(i, digests.scramble(i)) for i in range(100)) & digests.MASK
    assert digests.digest_text(whole) == "xb1afe12575495f63"


def test_jump_equals_single_steps():
    for rounds in (0, 1, 2, 3, 1000):
        assert workloads.jumped(12345, rounds) == workloads.after_rounds(12345, rounds)


def test_trial_division_agrees_with_prime_test():
    for n in [*range(2, 3000), 104729 * 104729, 99991 * 100003]:
        assert (primes.smallest_factor(n) == n) == primes.is_prime(n), n


@pytest.mark.parametrize("n", [3215031751, 3825123056546413051, 2**61 - 3])
def test_strong_pseudoprimes_are_not_prime(n):
    assert not primes.is_prime(n)


def test_largest_64_bit_prime_is_found():
    assert primes.next_prime(2**64 - 82) == 2**64 - 59


def test_body_digest_depends_on_every_byte_and_the_length():
    body = fetch.body_of(3, 21)
    assert len(body) == 21
    changed = body[:-1] + bytes([body[-1] ^ 1])
    assert len({fetch.body_digest(page) for page in (body, changed, body[:-1], body + b"\0")}) == 4


@pytest.mark.parametrize("host", ["127.0.0.1", "127.9.9.9", "::1", "localhost"])
def test_loopback_is_recognised(host):
    assert fetch.is_loopback(host)


@pytest.mark.parametrize("host", ["10.0.0.1", "example.org", "localhost.example.org", "::2"])
def test_another_machine_is_not_loopback(host):
    assert not fetch.is_loopback(host)


@pytest.mark.parametrize(
    "text, ns",
    [("20ms", 20_000_000), ("1.5us", 1500), ("90s", 90 * 10**9), ("0s", 0), ("1m", 60 * 10**9)],
)
def test_durations_are_read(text, ns):
    assert units.duration_ns(text) == ns


@pytest.mark.parametrize("text", ["", "5", "ms", "5 parsecs", "1e3s5"])
def test_malformed_duration_is_refused(text):
    with pytest.raises(BadRequest):
        units.duration_ns(text)


def test_halves_are_rounded_away_from_zero():
    values = (0.0, 0.5, 1.5, 2.4999, 0.49999999999999994)
    assert [units.nearest(value) for value in values] == [0, 1, 2, 2, 0]


def test_uniform_sleeps_have_the_requested_mean():
    params = {"tasks": "2000", "duration": "10ms", "spread": "uniform"}
    durations = sleep.durations_ns(params)
    assert sum(durations) / 2000 == pytest.approx(10_000_000, rel=0.05)
    assert 0 <= min(durations) and max(durations) < 20_000_000


def test_mixed_work_without_its_rounds_is_refused(trial):
    for runner in ("serial", "python_serial"):
        ended = trial(runner, "mixed", params={"rounds": "0"})
        assert (ended.code, ended.record) == (2, None), runner
        assert "mixed.rounds" in ended.reason


@pytest.mark.parametrize("workload, params", CASES)
def test_digests_equal_those_of_the_cpp_runner(trial, workload, params):
    right = trial("serial", workload, params=params).record
    for runner in QUICK:
        workers = 3 if runner in SCALING else 1
        ended = trial(runner, workload, workers=workers, params=params)
        assert ended.record, (runner, ended.stderr)
        for key in ("digest", "tasks"):
            assert ended.record[key] == right[key], runner


@pytest.mark.parametrize("runner", SLOW)
@pytest.mark.parametrize("workload", ["primes", "range_sum", "mixed", "sleep"])
def test_a_new_interpreter_has_the_workload(trial, runner, workload):
    if workload in runner_class(runner).lacks:
        pytest.skip("this runner lacks it")
    right = trial("serial", workload).record
    ended = trial(runner, workload, workers=2, passes=1)
    assert ended.record, ended.stderr
    assert ended.record["digest"] == right["digest"]


@pytest.mark.parametrize("connections", ["keep", "new"])
def test_pages_equal_those_of_the_cpp_runner(trial, server_url, connections):
    params = {"url": server_url, "connections": connections}
    right = trial("serial", "fetch", params=params).record
    for runner in ALL:
        ended = trial(runner, "fetch", passes=right["passes"], params=params)
        assert ended.record, (runner, ended.stderr)
        assert ended.record["digest"] == right["digest"], runner
        if not runner.startswith("python_processes"):  # a new process has no connection to keep
            assert ended.record["observed"] == right["observed"], runner


def test_answer_of_another_length_is_refused(trial, server_url):
    ended = trial("python_serial", "fetch", params={"url": server_url, "body": "1000B"})
    assert (ended.code, ended.record) == (3, None)
    assert "task 0 gave x" in ended.reason


def test_page_of_the_user_has_the_digest_of_the_cpp_runner(trial, server_url):
    url = server_url.rstrip("/") + "/3"
    ended = trial("python_pool_threads", "fetch", workers=2, params={"url": url})
    right = trial("serial", "fetch", params={"url": url})
    assert ended.record["digest"] == right.record["digest"]


def test_another_machine_needs_permission(trial):
    ended = trial("python_serial", "fetch", params={"url": "http://192.0.2.1/"})
    assert ended.code == 2
    assert "allow_remote=yes" in ended.reason


def test_interim_answers_are_skipped(trial):
    page = b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\np"
    hints = b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n"

    class Page(socketserver.StreamRequestHandler):
        def handle(self):
            while self.rfile.readline():
                while self.rfile.readline() not in (b"\r\n", b""):
                    pass
                self.wfile.write(b"HTTP/1.1 100 Continue\r\n\r\n" + hints + hints + page)

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Page) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        url = f"http://127.0.0.1:{server.server_address[1]}/"
        ended = trial("python_serial", "fetch", params={"url": url})
        server.shutdown()
    assert ended.record, ended.stderr
