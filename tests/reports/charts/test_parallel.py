"""Calls in several processes: in order, with their errors, and without their neighbours' output."""

import os
import subprocess
import sys
from functools import partial

import pytest
from fixtures import ROOT

from reports.charts.plot import parallel
from reports.data.rows import BadInput


def number(n):
    return n, os.getpid()


def refuse():
    raise BadInput("no such folder")


def test_results_come_in_the_order_of_the_calls_from_children():
    found = list(parallel.results([partial(number, n) for n in range(20)], 2))
    assert [n for n, _ in found] == list(range(20))
    assert os.getpid() not in {pid for _, pid in found}


@pytest.mark.parametrize(("count", "processes"), [(20, 1), (parallel.FEWEST - 1, 4)])
def test_few_calls_or_one_process_stay_here(count, processes):
    found = list(parallel.results([partial(number, n) for n in range(count)], processes))
    assert found == [(n, os.getpid()) for n in range(count)]


@pytest.mark.parametrize("processes", [1, 2])
def test_an_error_arrives_as_it_was(processes):
    with pytest.raises(BadInput, match="^no such folder$"):
        list(parallel.results([refuse] * 8, processes))


def test_nothing_that_waits_to_be_printed_is_printed_twice():
    program = (
        "from functools import partial; from reports.charts.plot import parallel; print('once');"
        "print(sum(parallel.results([partial(int, 1)] * 50, 3)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, timeout=60
    )
    assert (done.stdout, done.stderr) == ("once\n50\n", "")
