"""From a page's content to one self-contained HTML text, with everything from a run escaped."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Collection, Iterable
from functools import lru_cache
from importlib.resources import files
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from reports.charts.plot import theme
from reports.text.names import shown, slug

SAFE = "/,:;=()[]*+@!$"  # besides letters and digits; fewer %2C make a smaller page
LONGEST = 600  # characters of one text from a run


def render(template: str, **content: object) -> str:
    """A template of reports/page/templates, with style and script inline."""
    script = _asset("page.js")
    return (
        _templates()
        .get_template(template)
        .render(
            style=Markup(_style()),
            script=Markup(script),
            script_hash=_hash(script),
            **content,
        )
    )


@lru_cache
def _templates() -> Environment:
    templates = Environment(
        loader=PackageLoader("reports.page"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.filters |= {"shown": _shown, "slug": slug, "csv_link": _csv_link}
    templates.filters |= {"swatch_of": _swatch_of, "capital": _capital}
    return templates


def _shown(value: object, most: int = LONGEST) -> str:
    """Text from a run on one line, with invisible and direction-changing characters spelled out."""
    return shown(str(value), most).replace(" %", "\u00a0%")


def _capital(text: str, names: Collection[str] = ()) -> str:
    """A sentence with a capital, unless it begins with one of these names."""
    first = re.match(r"[^\s:,]*", text).group()
    return text if first in names else text[:1].upper() + text[1:]


def _swatch_of(legend: Iterable[Any], name: str) -> Markup:
    """The legend's picture of this runner, if it is in it."""
    return next((key.swatch for key in legend if key.name == name), Markup(""))


def _csv_link(text: str) -> str:
    """The text as a link to download: the page needs no other file."""
    return f"data:text/csv;charset=utf-8,{quote(text, safe=SAFE)}"


def _style() -> str:
    light, dark = (theme.declarations(colours) for colours in (theme.LIGHT, theme.DARK))
    colours = (
        f":root{{{light}}}" f"@media screen and (prefers-color-scheme:dark){{:root{{{dark}}}}}"
    )
    return colours + "\n" + _asset("page.css")


def _hash(script: str) -> str:
    """The page's policy allows this script and no other."""
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()


@lru_cache
def _asset(name: str) -> str:
    return (files("reports.page") / "assets" / name).read_text(encoding="utf-8")
