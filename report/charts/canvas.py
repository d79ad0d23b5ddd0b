"""A sheet to draw on, in px from its top left corner: shapes as values, for markup (SVG) and raster (PNG)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Point:
    x: float
    y: float


@dataclass(frozen=True)
class Shape:
    """One thing drawn.

    *kind*: rect (*at*: left, top, right, bottom), path (x, y, x, y …), circle (its middle) or text (where its
    baseline begins, ends or has its middle, as its classes say). *tip*: what a pointer resting on it shows.
    """

    kind: str
    classes: tuple[str, ...]
    at: tuple[float, ...]
    text: str = ""
    tip: str = ""


class Canvas:
    """Collects what is drawn, first things lowest."""

    def __init__(self) -> None:
        self.shapes: list[Shape] = []

    def rectangle(self, x: float, y: float, width: float, height: float, classes: str, tip: str = "") -> None:
        across, down = sorted((x, x + width)), sorted((y, y + height))
        self._add("rect", classes, (across[0], down[0], across[1], down[1]), tip=tip)

    def line(self, points: Sequence[Point], classes: str) -> None:
        """One unbroken line through *points*."""
        self._add("path", classes, tuple(number for point in points for number in (point.x, point.y)))

    def dot(self, point: Point, classes: str, tip: str = "") -> None:
        """A marker; its radius is that of its first class."""
        self._add("circle", classes, (point.x, point.y), tip=tip)

    def text(self, x: float, baseline: float, text: str, classes: str, tip: str = "") -> None:
        """One line of text; its first class is one of SIZES, `middle` and `end` say where *x* is."""
        if text:
            self._add("text", classes, (x, baseline), text, tip)

    def _add(self, kind: str, classes: str, at: tuple[float, ...], text: str = "", tip: str = "") -> None:
        self.shapes.append(Shape(kind, tuple(classes.split()), at, text, tip))
