"""Waits in a queue: against published figures, limits, and a simulation from a seed."""

import math

import numpy
import pytest
from services import pass_of

from reports.stats import queueing


@pytest.mark.parametrize(
    ("servers", "load", "waits"),
    # L. Kleinrock, "Queueing Systems" 1 (1975), 3.5: one server waits with probability rho, two
    # with 2 rho^2 / (1 + rho). The others are of Erlang's tables: 10 servers at 8 Erlang.
    [(1, 0.5, 0.5), (2, 1.5, 2 * 0.75**2 / 1.75), (10, 8.0, 0.4092), (5, 4.0, 0.5541)],
)
def test_erlang_c_has_its_published_values(servers, load, waits):
    assert queueing.erlang_c(servers, load) == pytest.approx(waits, abs=5e-5)


def test_one_exponential_server_waits_as_in_every_textbook():
    assert queueing.mmc_wait_s(90, 0.01, 1) == pytest.approx(0.9 * 0.01 / 0.1)
    assert queueing.mg1_wait_s(90, 0.01, 1.0) == pytest.approx(0.9 * 0.01 / 0.1)


def test_one_constant_server_waits_half_as_long():
    assert queueing.mdc_wait_s(90, 0.01, 1) == pytest.approx(0.9 * 0.01 / 0.2, rel=1e-9)
    assert queueing.mg1_wait_s(90, 0.01, 0.0) == pytest.approx(0.9 * 0.01 / 0.2)


@pytest.mark.parametrize(
    ("servers", "share", "ratio"),
    # Wait of M/D/c over that of M/M/c by the approximation of G. Cosmetatos, "Some approximate
    # equilibrium results for the multi-server queue (M/G/r)", Operational Research Quarterly 27
    # (1976), which is known to be within 1 % here.
    [(2, 0.5, 0.5272), (2, 0.9, 0.5030), (5, 0.9, 0.5094), (10, 0.9, 0.5167), (10, 0.5, 0.6504)],
)
def test_constant_service_on_several_servers_waits_as_published(servers, share, ratio):
    rate = share * servers / 0.02
    found = queueing.mdc_wait_s(rate, 0.02, servers) / queueing.mmc_wait_s(rate, 0.02, servers)
    assert found == pytest.approx(ratio, rel=0.011)


def test_there_is_no_step_where_nearly_full_servers_are_computed_otherwise():
    below, above = (queueing.mdc_wait_s(8 * share, 1.0, 8) for share in (0.99, 0.9901))
    assert above == pytest.approx(below * 0.01 / 0.0099, rel=0.01)


def test_full_servers_wait_for_ever_and_idle_ones_not_at_all():
    waits = (queueing.mmc_wait_s, queueing.mdc_wait_s)
    assert all(math.isinf(wait(100, 0.02, 2)) for wait in waits)
    assert all(wait(1e-9, 0.02, 2) < 1e-15 for wait in waits)
    assert math.isinf(queueing.mg1_wait_s(100, 0.01, 1.0))
    assert queueing.mdc_wait_s(0, 0.02, 2) == 0
    assert queueing.erlang_c(2, 2.0) == 1


@pytest.mark.parametrize(
    ("spread", "servers", "predicted"),
    [
        ("exponential", 2, queueing.mmc_wait_s(70, 0.02, 2)),
        ("fixed", 2, queueing.mdc_wait_s(70, 0.02, 2)),
        ("fixed", 4, queueing.mdc_wait_s(140, 0.02, 4)),
        ("uniform", 1, queueing.mg1_wait_s(35, 0.02, 1 / 3)),
    ],
)
def test_a_simulated_queue_waits_as_predicted(spread, servers, predicted):
    waits = [
        pass_of(seed, 35 * servers, 0.02, servers, 4000, spread)[0]["queue_wait_s"]
        for seed in range(12)
    ]
    error = numpy.std(waits, ddof=1) / math.sqrt(len(waits))
    assert abs(numpy.mean(waits) - predicted) < 3 * error
    assert error < 0.08 * predicted
