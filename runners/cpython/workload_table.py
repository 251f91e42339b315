"""The workloads that these runners know, by their names in workloads/. Never prepares one."""

from importlib import import_module

WORKLOADS = {
    "empty": "compute.Empty",
    "primes": "primes.Primes",
    "range_sum": "range_sum.RangeSum",
    "sleep": "sleep.Sleep",
    "fetch": "fetch.Fetch",
    "busy_loop": "compute.BusyLoop",
    "conformance": "conformance.Conformance",
}


def workload_class(name):
    module, _, class_name = WORKLOADS[name].partition(".")
    return getattr(import_module(f".{module}", __package__), class_name)
