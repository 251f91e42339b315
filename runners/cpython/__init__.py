"""The CPython runners: the work and protocol of the C++ ones, spread as Python does it."""
