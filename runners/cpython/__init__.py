"""The CPython runners: the workloads and protocol of the C++ ones, dispatched as Python does it."""
