"""How long a request waits for a server, by the formulas of queueing theory.

Requests arrive at random (a Poisson process), join one queue and are served in their order by
equal servers. Times are in seconds, rates in requests per second. A queue that the servers cannot
keep up with grows without end: its wait is infinite.
"""

from __future__ import annotations

import itertools
import math

import numpy
from scipy import special

_TERMS = 4096  # of a series that are added at a time
_NEARLY_FULL = 0.99  # of the servers' time; beyond that the series needs millions of terms


def offered_load(rate_per_s: float, service_s: float) -> float:
    """Servers that are busy on average (Little's law); in Erlang."""
    return rate_per_s * service_s


def erlang_c(servers: int, load: float) -> float:
    """The probability that a request has to wait in M/M/c; 1 from full load on.

    A. K. Erlang, "Solution of some problems in the theory of probabilities of significance in
    automatic telephone exchanges" (1917), by his loss formula's recursion over the servers.
    """
    if load >= servers:
        return 1.0
    blocked = 1.0
    for server in range(1, servers + 1):
        blocked = load * blocked / (server + load * blocked)
    return blocked / (1 - load / servers * (1 - blocked))


def mmc_wait_s(rate_per_s: float, service_s: float, servers: int) -> float:
    """Mean wait in the queue of M/M/c: exponential times of service with this mean (Erlang C)."""
    load = offered_load(rate_per_s, service_s)
    if load >= servers:
        return math.inf
    return erlang_c(servers, load) * service_s / (servers - load)


def mdc_wait_s(rate_per_s: float, service_s: float, servers: int) -> float:
    """Mean wait in the queue of M/D/c: every service takes this long. Exact.

    C. D. Crommelin, "Delay probability formulae when the holding times are constant", P.O.
    Electrical Engineers' Journal 25 (1932): service_s times the sum over i from 1 of
    P(X >= i c) - c / load P(X >= i c + 1), X being Poisson with mean i load.
    """
    load = offered_load(rate_per_s, service_s)
    if load >= servers:
        return math.inf
    if load <= 0:
        return 0.0
    if load > _NEARLY_FULL * servers:  # the limit of full load is half of M/M/c, here within 1 %
        return mmc_wait_s(rate_per_s, service_s, servers) / 2
    total = 0.0
    for first in itertools.count(1, _TERMS):
        place = numpy.arange(first, first + _TERMS)
        most, mean = place * servers, place * load
        # Of the two tails the second one, without the first one's own term.
        equal = numpy.exp(special.xlogy(most, mean) - mean - special.gammaln(most + 1))
        beyond = special.pdtrc(most, mean)
        terms = equal - (servers / load - 1) * beyond
        total += float(terms.sum())
        if abs(terms[-1]) <= 1e-12 * total or not terms.any():
            return service_s * max(total, 0.0)


def mg1_wait_s(rate_per_s: float, service_s: float, variation: float) -> float:
    """Mean wait in the queue of M/G/1, by Pollaczek and Khinchine (1930, 1932).

    variation: of the times of service, variance over mean squared: 0 constant, 1 exponential.
    """
    load = offered_load(rate_per_s, service_s)
    if load >= 1:
        return math.inf
    return load * service_s * (1 + variation) / (2 * (1 - load))
