"""Reads counts, durations and sizes as they are written on the command line."""

from decimal import Decimal, InvalidOperation

from .errors import BadRequest

SECOND = 10**9
NANOSECONDS = {"ns": 1, "us": 10**3, "ms": 10**6, "s": SECOND, "min": 60 * SECOND}
NANOSECONDS.update({"m": 60 * SECOND, "h": 3600 * SECOND})
BYTES = {"B": 1, "KiB": 2**10, "MiB": 2**20, "GiB": 2**30}


def count(text):
    if not (text.isascii() and text.isdigit()):
        raise BadRequest(f"'{text}' is not a whole number")
    return int(text)


def duration_ns(text):
    number, unit = _split(text, NANOSECONDS, "a duration such as 20ms")
    return int((number * NANOSECONDS[unit]).to_integral_value())


def size_bytes(text):
    number, unit = _split(text, BYTES, "a size such as 64KiB")
    return int(number) * BYTES[unit]


def nearest(value):
    """To a whole number, halves away from zero as C's llround does; `value` is not negative."""
    whole = int(value)
    return whole + 1 if value - whole >= 0.5 else whole


def _split(text, units, what):
    number = text.rstrip("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
    try:
        if text[len(number) :] in units:
            return Decimal(number), text[len(number) :]
    except InvalidOperation:
        pass
    raise BadRequest(f"'{text}' is not {what}")
