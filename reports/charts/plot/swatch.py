"""A runner's line and marker as a small picture in a page's text."""

from __future__ import annotations

from matplotlib.markers import MarkerStyle
from matplotlib.path import Path

from reports.charts.plot import theme
from reports.charts.plot.style import Look

_WIDTH, _HEIGHT = 30, 12  # pixels
_LETTERS = {Path.MOVETO: "M", Path.LINETO: "L", Path.CURVE3: "Q", Path.CURVE4: "C"}


def swatch(look: Look) -> str:
    """An <svg> that readers of the text do not need."""
    colour = theme.variable(look.colour)
    dashes = "" if look.dash == "solid" else " ".join(f"{1.5 * part:g}" for part in look.dash[1])
    dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
    half, level = _WIDTH / 2, _HEIGHT / 2
    return (
        f'<svg class="swatch" aria-hidden="true" width="{_WIDTH}" height="{_HEIGHT}" '
        f'viewBox="{-half:g} {-level:g} {_WIDTH} {_HEIGHT}" style="color:{colour}">'
        f'<path d="M{-half:g} 0H{half:g}" stroke="currentColor" stroke-width="1.5"{dashed}/>'
        f'<path d="{_marker(look)}" fill="currentColor"/></svg>'
    )


def _marker(look: Look) -> str:
    style = MarkerStyle(look.marker)
    path = style.get_path().transformed(
        style.get_transform().scale(look.size * 1.05, -look.size * 1.05)
    )
    words = []
    for places, code in path.iter_segments(simplify=False):
        if code == Path.CLOSEPOLY:
            words.append("Z")
        else:
            words.append(_LETTERS[code] + " ".join(f"{place:.1f}" for place in places))
    return "".join(words)
