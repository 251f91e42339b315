"""The files of trials whose tasks arrive on a schedule: their figures, and their latencies."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from reports.data.columns import Values, column, read_columns
from reports.data.samples import Sample
from reports.data.side_tables import Trial, rows_of

QUANTILES = ("p50_s", "p90_s", "p99_s", "p999_s")


@dataclass(frozen=True, slots=True)
class Service:
    """One trial's timed passes after their warm-up; None where nothing or too little was seen.

    Latency counts from the moment at which a request was to arrive, not from its start.
    """

    rate_per_s: float = column(Values.time)  # that was asked for
    achieved_per_s: float | None = column(Values.seconds)
    requests: int = column(Values.integer, 0)
    queue_wait_s: float | None = column(Values.seconds)  # mean, from arrival to start of work
    service_s: float | None = column(Values.seconds)  # mean time in service
    latency_s: float | None = column(Values.seconds)  # mean
    p50_s: float | None = column(Values.seconds)
    p90_s: float | None = column(Values.seconds)
    p99_s: float | None = column(Values.seconds)
    p999_s: float | None = column(Values.seconds)
    max_s: float | None = column(Values.seconds)
    utilisation: float | None = column(Values.seconds)  # time in service / (N x time)
    unserved: float | None = column(Values.seconds)  # in the queue when the last task arrived, mean
    errors: int | None = column(Values.count, 0, absent="")
    offered_per_s: float | None = column(Values.seconds, absent="")  # of the arrivals as drawn


@dataclass(frozen=True, slots=True)
class Bucket:
    """Requests of one trial with a latency from lower_s to upper_s."""

    lower_s: float = column(Values.time)
    upper_s: float = column(Values.time)
    requests: int = column(Values.integer, 1)


def read_service(folder: Path, samples: Iterable[Sample]) -> dict[Trial, Service]:
    """By trial; only trials among samples. Raises BadInput."""
    found: dict[Trial, Service] = {}
    for trial, values in rows_of(folder / "service.csv", samples, Service):
        service = Service(**read_columns(Service, values))
        _check_service(service, values)
        found[trial] = service  # the last of rows that repeat
    return found


def read_latency(folder: Path, samples: Iterable[Sample]) -> dict[Trial, list[Bucket]]:
    """By trial, the shortest latencies first; only trials among samples. Raises BadInput."""
    found: dict[Trial, dict[float, Bucket]] = {}
    for trial, values in rows_of(folder / "latency.csv", samples, Bucket):
        bucket = Bucket(**read_columns(Bucket, values))
        if bucket.upper_s < bucket.lower_s:
            values.refuse("upper_s", f"at least lower_s, which is {bucket.lower_s!r}")
        found.setdefault(trial, {})[bucket.lower_s] = bucket  # the last of rows that repeat
    return {trial: [mine[at] for at in sorted(mine)] for trial, mine in found.items()}


def _check_service(service: Service, values: Values) -> None:
    if not service.rate_per_s:
        values.refuse("rate_per_s", "a decimal number above 0")
    least = 0.0
    for name in QUANTILES:
        time = getattr(service, name)
        if time is not None and time < least:
            values.refuse(name, f"at least {least!r}, the quantile before it")
        least = least if time is None else time
