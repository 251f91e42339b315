"""A measured curve over the number of workers, read between its points; measures nothing."""

from __future__ import annotations


def at(points: dict[int, float], workers: int, usable_cpus: float | None) -> float | None:
    """Linear between the probed N. Beyond them the last value, if all CPUs were probed."""
    known = sorted(points.items())
    if not known or workers < known[0][0]:
        return None
    last, value = known[-1]
    if workers >= last:
        # A quota of 1.5 CPUs is probed at 1: what two workers get of it nobody measured.
        everything = usable_cpus is not None and last >= usable_cpus
        return value if workers == last or everything else None
    for (low, below), (high, above) in zip(known, known[1:]):
        if low <= workers <= high:
            return below + (above - below) * (workers - low) / (high - low)
    return None
