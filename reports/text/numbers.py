"""Figures as people read them: rounded, with their unit, the same in any locale."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence

from reports.text.names import shown
from reports.stats import statistics
from reports.stats.statistics import Interval, Summary

UNITS = (("s", 1.0), ("ms", 1e-3), ("µs", 1e-6), ("ns", 1e-9))
SUPERSCRIPT = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def figure(value: float) -> str:
    """Three significant digits, never an exponent."""
    text = _fixed(value, _decimals(value, 3))
    return _fixed(value, _decimals(float(text), 3))  # 9.996 rounds up to one digit more


def plain(value: float) -> str:
    """0.25, 1.5, 16, 20000; powers of ten only far below 1 and far above."""
    if value and not 0.999e-3 <= abs(value) < 1e5:
        digits, power = f"{value:.2e}".split("e")
        factor = float(digits)
        return (
            ("" if factor == 1 else f"{factor:g}·") + "10" + str(int(power)).translate(SUPERSCRIPT)
        )
    return f"{value:.6f}".rstrip("0").rstrip(".")


def ratio(value: float) -> str:
    decimals = _decimals(value, 2) if value < 0.1 else 2 if value < 99.995 else 0
    return _fixed(value, decimals)


def percent(share: float) -> str:
    value = 100 * share
    return _fixed(value, _decimals(value, 1) if abs(value) < 1 else 0) + " %"


def fine_percent(share: float) -> str:
    """With a decimal, where half a percent matters."""
    value = 100 * share
    return _fixed(value, _decimals(value, 1) if 0 < abs(value) < 0.1 else 1) + " %"


def level(interval: Interval) -> str:
    return f"{100 * interval.level:.1f}".removesuffix(".0") + " %"


def span(interval: Interval) -> str:
    return f"[{ratio(interval.low)}, {ratio(interval.high)}]"


def time_unit(seconds: Sequence[float]) -> tuple[str, float]:
    """Name and length of the unit that suits the middle of these times."""
    if not seconds:
        return UNITS[0]
    middle = statistics.median(seconds)
    return next((unit for unit in UNITS if middle >= 0.999 * unit[1]), UNITS[-1])


def time(seconds: float) -> str:
    # Rounded first: 0.9996 ms is 1.00 ms, not 1000 µs.
    name, length = time_unit([float(f"{seconds:.3g}")])
    return f"{figure(seconds / length)} {name}"


def time_span(summary: Summary) -> str:
    """1.90 ms [1.70, 2.10]"""
    ends = f" [{time_ends(summary)}]" if summary.interval else ""
    return f"{time(summary.median)}{ends}"


def time_ends(summary: Summary) -> str:
    """1.70, 2.10: of the interval, in the unit of the centre."""
    length = time_unit([float(f"{summary.median:.3g}")])[1]
    ends = (summary.interval.low, summary.interval.high)
    return ", ".join(figure(end / length) for end in ends)


def rate(per_s: float) -> str:
    """400/s, 12.5/s"""
    return f"{plain(float(f'{per_s:.3g}'))}/s"


def tally(value: float) -> str:
    """Of something counted: 0, 16, 37.2"""
    return plain(float(f"{value:.3g}"))


def size(count: float) -> str:
    """72 bytes, 1.25 kB, 3.40 MB"""
    for unit, length in (("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if count >= 0.9995 * length:
            return f"{figure(count / length)} {unit}"
    few = tally(count)
    return f"{few} byte" if few == "1" else f"{few} bytes"


def several(count: int, word: str) -> str:
    return f"{count} {word}" if count == 1 else f"{count} {word}s"


def cpus(count: float) -> str:
    return f"{count:g} CPU" if count == 1 else f"{count:g} CPUs"


def params(text: str) -> str:
    """{"count":128,"set":"even"} -> count=128 set=even; what is not given is left out."""
    pairs = [
        f"{key}={value if isinstance(value, str) else json.dumps(value)}"
        for key, value in json.loads(text).items()
        if value != ""
    ]
    return shown(" ".join(pairs))


def _fixed(value: float, decimals: int) -> str:
    return f"{value:.{min(max(decimals, 0), 60)}f}"


def _decimals(value: float, digits: int) -> int:
    if value == 0 or not math.isfinite(value):
        return 0
    return max(0, digits - 1 - math.floor(math.log10(abs(value))))
