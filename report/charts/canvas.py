"""A sheet to draw on, in px from its top left corner. matplotlib draws; `clean` leaves geometry, text and classes.

No axes and no pyplot: with artists put straight on one figure, a chart takes 15 ms instead of 150.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from io import StringIO
from typing import Any

import matplotlib
from matplotlib.artist import Artist
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.text import Text
from matplotlib.transforms import Affine2D

from report.charts.clean import Item, clean
from report.charts.style import SIZES, WIDTH
from report.charts.typeset import FONT

POINTS = 72  # an inch: at this resolution a point is a px of the viewBox
SETTINGS: dict[Any, Any] = {
    **{name: value for name, value in matplotlib.rcParamsDefault.items() if name not in ("backend", "toolbar")},
    "svg.fonttype": "none",
    "svg.hashsalt": "panhuo",
    "path.simplify": False,
    "text.parse_math": False,
}  # the defaults too: a matplotlibrc of the machine must not move anything
NO_METADATA = {"Date": None, "Creator": None, "Format": None, "Type": None}
FONTS = {size: FontProperties(fname=str(FONT), size=px) for size, px in SIZES.items()}


@dataclass(frozen=True)
class Point:
    x: float
    y: float


class Canvas:
    """Collects what is drawn, first things lowest; `svg` turns it into text once the height is known."""

    def __init__(self) -> None:
        self._items: list[Item] = []
        self._artists: list[Artist] = []
        self._down = Affine2D().scale(1, -1)  # y grows downwards here, upwards in matplotlib

    def rectangle(self, x: float, y: float, width: float, height: float, classes: str, tip: str = "") -> None:
        self._add("rect", classes, tip, Rectangle((x, y), width, height, transform=self._down))

    def line(self, points: Sequence[Point], classes: str) -> None:
        """One unbroken line through *points*."""
        self._add("path", classes, "", Line2D(*_columns(points), transform=self._down))

    def dot(self, point: Point, classes: str, tip: str = "") -> None:
        """A marker; its radius is that of its first class."""
        self._add("circle", classes, tip, Line2D([point.x], [point.y], marker="o", transform=self._down))

    def text(self, x: float, baseline: float, text: str, classes: str, tip: str = "") -> None:
        """One line of text; its first class is one of SIZES, `middle` and `end` say where *x* is."""
        if text:
            font = FONTS[classes.split()[0]]
            artist = Text(x, baseline, text, fontproperties=font, parse_math=False, transform=self._down)
            self._add("text", classes, tip, artist)

    def _add(self, kind: str, classes: str, tip: str, artist: Artist) -> None:
        artist.set_gid(str(len(self._items)))
        artist.set_zorder(len(self._items))
        self._items.append(Item(kind, classes.split(), tip))
        self._artists.append(artist)

    def svg(self, height: float, title: str, description: str) -> str:
        self._down.translate(0, height)
        return clean(self._drawn(height), self._items, height, title, description)

    def _drawn(self, height: float) -> str:
        """What matplotlib writes; its warnings are about glyphs, which `missing_glyphs` answers for."""
        out = StringIO()
        with matplotlib.rc_context(SETTINGS), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            figure = Figure(figsize=(WIDTH / POINTS, height / POINTS), dpi=POINTS, frameon=False)
            for artist in self._artists:
                figure.add_artist(artist)
            FigureCanvasSVG(figure).print_svg(out, metadata=NO_METADATA)  # type: ignore[no-untyped-call]
        return out.getvalue()


def _columns(points: Sequence[Point]) -> tuple[list[float], list[float]]:
    return [point.x for point in points], [point.y for point in points]
