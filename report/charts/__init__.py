"""Charts: from a `Chart` to SVG, PNG, alternative text and the table beside it. matplotlib is imported only to draw."""

from __future__ import annotations

import hashlib
from base64 import b64decode, b64encode
from collections.abc import MutableMapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path

from report import store
from report.charts.alternatives import alt, beside
from report.model import Chart

__all__ = ["Picture", "alt", "beside", "draw", "draw_all", "key"]


@dataclass(frozen=True)
class Picture:
    """A chart as drawn: text that follows the reader's colours, and pixels in the light ones."""

    svg: str
    png: bytes = field(repr=False)


def draw(chart: Chart) -> Picture:
    """The picture of *chart*. Pure: the same bytes for the same chart, in any process, time zone and locale."""
    from report.charts.drawing import draw as drawn  # imports matplotlib, half a second

    return Picture(*drawn(chart))


def draw_all(charts: Sequence[Chart], cache: MutableMapping[str, str] | None = None) -> tuple[Picture, ...]:
    """The picture of each chart, in order. Those that *cache* lacks are drawn; then it holds these and no others."""
    keys = [key(chart) for chart in charts]
    wanted = dict(zip(keys, charts, strict=True))
    texts = store.remember_all(
        {} if cache is None else cache, wanted, lambda some: [_packed(draw(one)) for one in some]
    )
    known = {name: _unpacked(text) for name, text in texts.items()}
    return tuple(known[name] for name in keys)


def _drawn(charts: Sequence[Chart]) -> list[str]:
    return [_packed(draw(chart)) for chart in charts]


def _packed(picture: Picture) -> str:
    """One text for a cache: the SVG, then the PNG in a line of its own."""
    return f"{picture.svg}\n{b64encode(picture.png).decode()}"


def _unpacked(text: str) -> Picture:
    svg, _, png = text.rpartition("\n")
    return Picture(svg, b64decode(png))


def key(chart: Chart) -> str:
    """The name that *chart* has in a cache: a hash of all it says, and of everything that draws it."""
    return hashlib.sha256(f"{_drawing()}\n{chart!r}".encode("utf-8", "backslashreplace")).hexdigest()


@lru_cache(maxsize=1)
def _drawing() -> str:
    """A hash of the drawing code, the font and the versions of matplotlib and Pillow, read without importing them."""
    here = Path(__file__).parent
    fonts = here.parent / "fonts"
    digest = hashlib.sha256(f"{version('matplotlib')} {version('pillow')}".encode())
    for path in sorted([*here.glob("*.py"), *fonts.glob("*.ttf"), *fonts.glob("*.json")]):
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()
