"""Charts: from a `Chart` to SVG, PNG, alternative text and the table beside it. matplotlib is imported only to draw."""

from __future__ import annotations

from collections.abc import MutableMapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path

from report.charts.card import card_png
from report.charts.drawing import draw_both, draw_svg
from report.charts.kinds import alt, beside, columns_beside
from report.model import Card, Chart
from report.store import digest, make_missing, pack, unpack

__all__ = ["Picture", "alt", "beside", "card_key", "card_png", "columns_beside", "draw", "draw_all", "draw_svg", "key"]


@dataclass(frozen=True)
class Picture:
    """A chart as drawn: text that follows the reader's colours, and pixels in the light ones."""

    svg: str
    png: bytes = field(repr=False)


def draw(chart: Chart) -> Picture:
    """The picture of *chart*. Pure: the same bytes for the same chart, in any process, time zone and locale."""
    return Picture(*draw_both(chart))


def draw_all(charts: Sequence[Chart], kept: MutableMapping[str, bytes] | None = None) -> tuple[Picture, ...]:
    """The picture of each chart, in order. Those that *kept* lacks are drawn, and it then has them."""
    kept, wanted = {} if kept is None else kept, {key(chart): chart for chart in charts}
    make_missing(kept, wanted, _drawn)
    known = {chart: _unpacked(kept[name]) for name, chart in wanted.items()}
    return tuple(known[chart] for chart in charts)


def _drawn(charts: Sequence[Chart]) -> list[bytes]:
    return [_packed(draw(chart)) for chart in charts]


def _packed(picture: Picture) -> bytes:
    return pack(picture.svg.encode(), picture.png)


def _unpacked(kept: bytes) -> Picture:
    svg, png = unpack(kept)
    return Picture(svg.decode(), png)


def key(chart: Chart) -> str:
    """The name that *chart* has in a cache: a hash of all it says, and of everything that draws it."""
    return digest([], _drawing(), repr(chart))


def card_key(card: Card) -> str:
    """The same of a card."""
    return digest([], _drawing(), repr(card))


@lru_cache(maxsize=1)
def _drawing() -> str:
    """A hash of the drawing code, the font and the versions of matplotlib and Pillow, read without importing them."""
    here = Path(__file__).parent
    fonts = here.parent / "fonts"
    files = sorted([*here.glob("*.py"), *fonts.glob("*.ttf"), *fonts.glob("*.json")])
    return digest(files, version("matplotlib"), version("pillow"))
