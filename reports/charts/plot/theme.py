"""The colours of a chart by what they mean, on paper and on a dark screen."""

from __future__ import annotations

INK = "#222222"
PAPER = "#ffffff"
MUTED = "#666666"
GRID = "#e3e3e3"
SHADE = "#f1efea"
CEILING = "#9a9a9a"

# Okabe and Ito's palette, without its yellow, which is too pale on white paper.
FAMILIES = {
    "serial": "#000000",
    "threads": "#0072b2",
    "processes": "#d55e00",
    "tasking": "#009e73",
    "event_loop": "#cc79a7",
    "mpi": "#e69f00",
    "cpython": "#56b4e9",
    "unknown": "#6e6e6e",
}
LIGHT = {
    "ink": INK, "paper": PAPER, "muted": MUTED, "grid": GRID, "shade": SHADE, "ceiling": CEILING,
    **FAMILIES,
}  # fmt: skip
# Lighter where the paper's own colours would be hard to see on a dark page.
DARK = LIGHT | {
    "ink": "#e8e6e3", "paper": "#1b1d1f", "muted": "#a9a6a1", "grid": "#3a3d40",
    "shade": "#26292c", "ceiling": "#7d8286", "serial": "#f5f5f5", "threads": "#4aa8e0",
    "processes": "#f08a3c", "tasking": "#2fc79a", "event_loop": "#e09cc2", "unknown": "#a0a0a0",
}  # fmt: skip
_NAMES = {colour: name for name, colour in LIGHT.items()}


def variable(colour: str) -> str:
    """A CSS variable with this colour as its fallback; a colour without a name stays itself."""
    name = _NAMES.get(colour.lower())
    return f"var(--{name},{colour.lower()})" if name else colour


def declarations(colours: dict[str, str]) -> str:
    """LIGHT or DARK as CSS: --ink:#222222;--paper:..."""
    return ";".join(f"--{name}:{colour}" for name, colour in colours.items())
