"""C8 to C13: claims whose workload or runner does not exist; says which, and measures nothing."""

from __future__ import annotations

from reports.notes.claims.result import CANNOT_TELL, ClaimResult

_MISSING = (
    (
        "C8", "Code under a lock runs one at a time, so efficiency falls.",
        "a counter under a mutex, N = 1 to 16", "a workload whose tasks share a lock",
    ),
    (
        "C9", "Without a lock shared data is corrupted; processes each have their own copy.",
        "a counter without a lock, in threads and in processes",
        "a workload that counts without a lock and tells how many updates were lost",
    ),
    (
        "C10", "Processes are more stable than threads.",
        "one task that dies: what is lost under each runner", "a workload one of whose tasks dies",
    ),
    (
        "C11",
        "One thread with an event loop serves many waiting tasks; it does nothing for "
        "compute-bound ones.",
        "sleep, fetch and primes under an event loop", "an event-loop runner",
    ),
    (
        "C12", "Thread-local data needs no lock.",
        "a counter with a sum for each worker, against a mutex and an atomic",
        "a workload that counts in these three ways",
    ),
    (
        "C13", "Work can be handed to processes on other machines through a queue.",
        "a master and workers under MPI", "an MPI runner",
    ),
)  # fmt: skip


def unmeasured() -> list[ClaimResult]:
    return [
        ClaimResult(
            number, text, experiment, CANNOT_TELL,
            f"Parbench cannot measure this yet: it lacks {lack}.",
        )
        for number, text, experiment, lack in _MISSING
    ]  # fmt: skip
