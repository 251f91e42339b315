"""What a formula says beforehand, to be held against what was measured."""

from __future__ import annotations


def goetz(cpus: float, compute_s: float, wait_s: float) -> float:
    """N = CPUs × (1 + wait / compute), which keeps the CPUs busy if waiting costs nothing.

    Goetz et al., "Java Concurrency in Practice", 2006, section 8.2, at a target utilisation of 1.
    compute_s above 0; times in seconds, of one task.
    """
    return cpus * (1 + wait_s / compute_s)
