"""The package's own arithmetic against docs/protocol.md and against a second way to the answer."""

import pytest

from runners.cpython import compute, digest, fetch, primes, sleep, units
from runners.cpython.errors import BadRequest


def test_digests_are_those_of_the_protocol():
    assert digest.digest_text(digest.scramble(7)) == "x12ae30237b17df14"
    assert digest.digest_text(digest.mix(1, 0)) == "x6e789e6aa1b965f4"
    whole = sum(digest.mix(i, digest.scramble(i)) for i in range(100)) & digest.MASK
    assert digest.digest_text(whole) == "xb1afe12575495f63"


def test_the_jump_is_as_far_as_the_steps():
    for rounds in (0, 1, 2, 3, 1000):
        assert compute.jumped(12345, rounds) == compute.after_rounds(12345, rounds)


def test_trial_division_agrees_with_the_prime_test():
    for n in [*range(2, 3000), 104729 * 104729, 99991 * 100003]:
        assert (primes.smallest_factor(n) == n) == primes.is_prime(n), n


@pytest.mark.parametrize("n", [3215031751, 3825123056546413051, 2**61 - 3])
def test_strong_pseudoprimes_are_no_primes(n):
    assert not primes.is_prime(n)


def test_the_largest_64_bit_prime_is_one():
    assert primes.next_prime(2**64 - 82) == 2**64 - 59


def test_a_body_has_its_length_and_every_byte_counts():
    body = fetch.body_of(3, 21)
    assert len(body) == 21
    changed = body[:-1] + bytes([body[-1] ^ 1])
    assert len({fetch.body_digest(page) for page in (body, changed, body[:-1], body + b"\0")}) == 4


@pytest.mark.parametrize("host", ["127.0.0.1", "127.9.9.9", "::1", "localhost"])
def test_this_machine_is_known_by_its_names(host):
    assert fetch.is_loopback(host)


@pytest.mark.parametrize("host", ["10.0.0.1", "example.org", "localhost.example.org", "::2"])
def test_another_machine_is_not(host):
    assert not fetch.is_loopback(host)


@pytest.mark.parametrize(
    "text, ns",
    [("20ms", 20_000_000), ("1.5us", 1500), ("90s", 90 * 10**9), ("0s", 0), ("1m", 60 * 10**9)],
)
def test_durations_are_read(text, ns):
    assert units.duration_ns(text) == ns


@pytest.mark.parametrize("text", ["", "5", "ms", "5 parsecs", "1e3s5"])
def test_no_durations_are_refused(text):
    with pytest.raises(BadRequest):
        units.duration_ns(text)


def test_halves_are_rounded_away_from_zero():
    values = (0.0, 0.5, 1.5, 2.4999, 0.49999999999999994)
    assert [units.nearest(value) for value in values] == [0, 1, 2, 2, 0]


def test_uniform_sleeps_have_the_mean_that_was_asked_for():
    params = {"tasks": "2000", "duration": "10ms", "spread": "uniform"}
    durations = sleep.durations_ns(params)
    assert sum(durations) / 2000 == pytest.approx(10_000_000, rel=0.05)
    assert 0 <= min(durations) and max(durations) < 20_000_000
