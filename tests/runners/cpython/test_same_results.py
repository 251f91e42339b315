"""Every workload gives the digest that the C++ runner `serial` gives, whoever spreads it."""

import pytest
from trials import ALL

CASES = [
    ("empty", {}),
    ("primes", {}),
    ("primes", {"set": "even", "count": "2"}),
    ("primes", {"set": "skewed", "count": "12"}),
    ("range_sum", {}),
    ("range_sum", {"elements": "5"}),
    ("sleep", {}),
    ("sleep", {"spread": "fixed", "duration": "0.5ms"}),
    ("busy_loop", {}),
    ("busy_loop", {"loops": "3", "rounds": "1"}),
    ("conformance", {}),
    ("conformance", {"tasks": "0"}),
]


@pytest.mark.parametrize("workload, params", CASES)
def test_digests_are_those_of_the_cpp_runner(trial, workload, params):
    right = trial("serial", workload, params=params).record
    for runner in ALL:
        workers = 1 if runner == "python_serial" else 3
        ended = trial(runner, workload, workers=workers, params=params)
        assert ended.record, (runner, ended.stderr)
        for key in ("digest", "tasks"):
            assert ended.record[key] == right[key], runner


@pytest.mark.parametrize("connections", ["keep", "new"])
def test_pages_are_those_of_the_cpp_runner(trial, server_url, connections):
    params = {"url": server_url, "connections": connections}
    right = trial("serial", "fetch", params=params).record
    for runner in ALL:
        ended = trial(runner, "fetch", params=params)
        assert ended.record, (runner, ended.stderr)
        assert ended.record["digest"] == right["digest"], runner
        if runner != "python_processes":  # a new process has no connection to keep
            assert ended.record["observed"] == right["observed"], runner


def test_an_answer_of_another_length_is_noticed(trial, server_url):
    ended = trial("python_serial", "fetch", params={"url": server_url, "body": "1000B"})
    assert (ended.code, ended.record) == (3, None)
    assert "task 0 gave x" in ended.reason


def test_a_page_of_the_users_is_loaded_and_must_stay_the_same(trial, server_url):
    url = server_url.rstrip("/") + "/3"
    ended = trial("python_pool_threads", "fetch", workers=2, params={"url": url})
    right = trial("serial", "fetch", params={"url": url})
    assert ended.record["digest"] == right.record["digest"]


def test_another_machine_needs_permission(trial):
    ended = trial("python_serial", "fetch", params={"url": "http://192.0.2.1/"})
    assert ended.code == 2
    assert "allow_remote=yes" in ended.reason
