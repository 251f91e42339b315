"""A chart as an <svg> element inside a page: small, with themed colours and ids of its own."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree
from collections import Counter
from xml.etree.ElementTree import Element

from reports.charts.plot import theme
from reports.charts.plot.drawing import Drawing
from reports.charts.plot.marks import runner_of
from reports.text.names import slug

_SVG = "{http://www.w3.org/2000/svg}"
_HREF = "{http://www.w3.org/1999/xlink}href"
_NUMBER = re.compile(r"-?\d+\.\d+(?:e-?\d+)?")
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_AUTOMATIC = re.compile(r"[A-Za-z0-9.]+_\d+")  # matplotlib's own ids: line2d_5, matplotlib.axis_1
_PLAIN = re.compile(r"[A-Za-z0-9_.-]+")
_POINT = re.compile(r"M(\S+) (\S+)L\1 \2(?=M|$)")
_FONT = re.compile(r"(?:(italic|oblique) )?(?:(bold|\d00) )?([\d.]+)px")
_NO_TURN = re.compile(r"rotate\(-?0(?:\.0+)? [^)]*\)")
_FONTS = "'DejaVu Sans',Arial,Helvetica,sans-serif"
_SHOWN = ("words", "runners-legend")  # ids of what the page itself shows
_POINTS = 72  # an inch


def inline_svg(drawing: Drawing, name: str = "") -> str:
    """The chart without what the page shows itself: its title, notes and runners' legend.

    name: what its ids begin with, where the drawing's own name is not alone on the page.
    """
    name = name or drawing.name
    prefix = name if _PLAIN.fullmatch(name) else slug(name)
    whole = ElementTree.fromstring(drawing.rendered("svg"))
    out = Element("svg", _frame(drawing, prefix))
    for name, text in (("title", drawing.page.title), ("desc", _description(drawing))):
        node = ElementTree.SubElement(out, name, {"id": f"{prefix}-{name}"})
        node.text = text
    copier = _Copier(prefix)
    for node in whole:
        if node.tag in (f"{_SVG}g", f"{_SVG}defs"):
            out.extend(copier.copied(node))
    _name_styles(out, prefix)
    return ElementTree.tostring(out, encoding="unicode")


def _name_styles(out: Element, prefix: str) -> None:
    """Repeated styles become classes of this chart, which is far shorter."""
    counts = Counter(node.get("style") for node in out.iter() if node is not out)
    often = [style for style, count in counts.most_common() if style and count > 1]
    names = {style: f"s{place}" for place, style in enumerate(often)}
    for node in out.iter():
        name = names.get(node.get("style"))
        if name and node is not out:
            del node.attrib["style"]
            node.set("class", f"{node.get('class', '')} {name}".strip())
    rules = ElementTree.Element("style")
    chart = f"#chart-{prefix}".replace(".", "\\.")
    rules.text = "".join(f"{chart} .{name}{{{style}}}" for style, name in names.items())
    out.insert(2, rules)


def _frame(drawing: Drawing, prefix: str) -> dict[str, str]:
    right, low, high = (_POINTS * inches for inches in drawing.page.room)
    height = _POINTS * drawing.page.height
    top, bottom = height - high, height - low
    ink = theme.variable(theme.INK)
    return {
        "xmlns": "http://www.w3.org/2000/svg",
        "id": f"chart-{prefix}",
        "class": f"chart chart-{drawing.kind}",
        "role": "img",
        "aria-labelledby": f"{prefix}-title {prefix}-desc",
        "viewBox": f"0 {_short(top)} {_short(right)} {_short(bottom - top)}",
        "style": f"fill:{ink};font-family:{_FONTS};stroke-linejoin:round",
    }


def _description(drawing: Drawing) -> str:
    return ". ".join(part for part in (drawing.description, drawing.reading) if part)


class _Copier:
    """Copies the nodes of one chart; an id that stood before is left out."""

    def __init__(self, prefix: str) -> None:
        self._prefix = prefix
        self._seen: set[str] = set()

    def copied(self, node: Element, stored: bool = False) -> list[Element]:
        """The node as the page wants it; a group that says nothing gives way to its children.

        stored: inside <defs>, where a shape leaves its fill to those who use it.
        """
        kind = node.tag.removeprefix(_SVG)
        name = node.get("id", "")
        if name in _SHOWN or kind == "style" or _is_background(node):
            return []
        if name.startswith("disturbed"):
            node = _rings(node) or node
        attributes = self._attributes(kind, node, stored)
        inside = stored or kind == "defs"
        children = [found for child in node for found in self.copied(child, inside)]
        if kind in ("defs", "g") and not children:
            return []
        if kind == "g":
            _share_style(attributes, children)
            if not attributes:
                return children
        copy = Element(kind, attributes)
        copy.text = node.text if kind == "text" else None
        copy.extend(children)
        return [copy]

    def _attributes(self, kind: str, node: Element, stored: bool) -> dict[str, str]:
        kept: dict[str, str] = {}
        name = node.get("id", "")
        if name and not _AUTOMATIC.fullmatch(name):
            if name not in self._seen:
                kept["id"] = f"{self._prefix}-{name}"
                self._seen.add(name)
            runner = runner_of(name)
            if runner:
                kept["class"] = f"runner-{runner}"
        for key in ("x", "y", "width", "height"):
            if node.get(key):
                kept[key] = _rounded(node.get(key))
        if node.get("d"):
            kept["d"] = _path(node.get("d"))
        if node.get(_HREF):
            kept["href"] = f"#{self._prefix}-{node.get(_HREF)[1:]}"
        if node.get("clip-path"):
            kept["clip-path"] = node.get("clip-path").replace("url(#", f"url(#{self._prefix}-")
        turned = _NO_TURN.sub("", node.get("transform", "")).strip()
        if turned:
            kept["transform"] = _rounded(turned)
        style = _style(kind, node, stored)
        if style:
            kept["style"] = ";".join(f"{key}:{_themed(value)}" for key, value in style.items())
        return kept


def _style(kind: str, node: Element, stored: bool) -> dict[str, str]:
    style = _styles(node)
    if kind == "text" and "font" in style:
        style = _font(style.pop("font")) | style
        if style.get("fill", "").lower() == theme.INK:
            del style["fill"]  # inherited
    elif kind in ("path", "use") and style and "fill" not in style and not stored:
        style["fill"] = "#000000"  # matplotlib leaves black out, and here another is inherited
    return style


def _is_background(node: Element) -> bool:
    """White paper under a chart would hide a dark page."""
    if node.tag == f"{_SVG}text":
        return False
    style = _styles(node)
    return style.get("fill", "").lower() == theme.PAPER and "stroke" not in style


def _styles(node: Element) -> dict[str, str]:
    pairs = (part.split(":", 1) for part in node.get("style", "").split(";") if ":" in part)
    return {key.strip(): value.strip() for key, value in pairs}


def _font(value: str) -> dict[str, str]:
    slant, weight, size = _FONT.match(value).groups()
    style = {"font-size": f"{size}px", "font-style": slant, "font-weight": weight}
    return {key: value for key, value in style.items() if value}


def _share_style(attributes: dict[str, str], children: list[Element]) -> None:
    """One style for a group of equal marks."""
    uses = [child for child in children if child.tag == "use"]
    styles = {use.get("style") for use in uses}
    if len(uses) > 1 and len(uses) == len(children) and len(styles) == 1 and styles != {None}:
        attributes["style"] = styles.pop()
        for use in uses:
            del use.attrib["style"]


def _rings(group: Element) -> Element | None:
    """Hollow dots as one path."""
    uses = list(group.iter(f"{_SVG}use"))
    shape = group.find(f".//{_SVG}defs/{_SVG}path")
    if not uses or shape is None:
        return None
    radius = _short(abs(float(shape.get("d").split()[2])))
    across = _short(2 * float(radius))
    circle = f"m-{radius} 0a{radius} {radius} 0 1 0 {across} 0a{radius} {radius} 0 1 0-{across} 0"
    path = "".join(f"M {use.get('x')} {use.get('y')}{circle}" for use in uses)
    rings = Element(group.tag, {"id": group.get("id")})
    ElementTree.SubElement(
        rings, f"{_SVG}path", {"d": path, "style": shape.get("style") or uses[0].get("style")}
    )
    return rings


def _path(text: str) -> str:
    text = _rounded(" ".join(text.split()))
    text = re.sub(r" ?([MLCQZz]) ?", r"\1", text)
    return _POINT.sub(r"M\1 \2h0", text)


def _rounded(text: str) -> str:
    return _NUMBER.sub(lambda found: _short(float(found.group())), text)


def _short(value: float) -> str:
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def _themed(value: str) -> str:
    value = _COLOUR.sub(lambda found: theme.variable(found.group()), value)
    return _rounded(value)
