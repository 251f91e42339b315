"""Measures text and makes it fit: shortened or wrapped to a width in inches; draws nothing."""

from __future__ import annotations

from functools import lru_cache

from matplotlib.font_manager import FontProperties
from matplotlib.textpath import text_to_path

FONT = "DejaVu Sans"


@lru_cache(maxsize=4096)
def width(text: str, points: float, weight: str = "normal") -> float:
    """Inches that the text takes; taken literally, never as mathematics."""
    font = FontProperties(family=FONT, size=points, weight=weight)
    return text_to_path.get_text_width_height_descent(text, font, ismath=False)[0] / 72


def fitted(text: str, points: float, inches: float, weight: str = "normal") -> str:
    """The text, or its head and tail around an ellipsis where it is too wide."""
    if width(text, points, weight) <= inches:
        return text
    for length in range(len(text) - 2, 0, -1):
        head = (2 * length + 2) // 3
        short = text[:head].rstrip() + "…" + text[len(text) - (length - head) :]
        if width(short, points, weight) <= inches:
            return short
    return "…"


def wrapped(text: str, points: float, inches: float) -> list[str]:
    """Lines no wider than this; a single word that is wider is shortened."""
    lines: list[str] = []
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width(longer, points) <= inches:
            lines[-1] = longer
        else:
            lines.append(fitted(word, points, inches))
    return lines
