"""A sheet to draw on, in px from its top left corner: shapes as values, and as SVG; raster makes PNG of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from report.charts.style import RADII, WIDTH, css
from report.plaintext import escape


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


@dataclass(frozen=True)
class Spot:
    """Where a value is to be pointed at: its row and column, and a box; *y*: how high its point stands in that."""

    value: tuple[int, int]
    box: tuple[float, float, float, float]  # left, top, right, bottom
    y: float | None = None

    def __str__(self) -> str:
        numbers = (*self.value, *self.box, *(() if self.y is None else (self.y,)))
        return " ".join(str(round(number)) for number in numbers)


class Canvas:
    """Collects what is drawn, first things lowest."""

    def __init__(self) -> None:
        self.shapes: list[Shape] = []
        self.spots: list[Spot] = []

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

    def area(self, value: tuple[int, int], left: float, top: float, right: float, bottom: float) -> None:
        """All of this shows one value, that of a row and a column."""
        self.spots.append(Spot(value, (left, top, right, bottom)))

    def reach(self, value: tuple[int, int], point: Point, top: float, bottom: float) -> None:
        """A value at *point*; between *top* and *bottom* the nearest to the left or right is meant."""
        self.spots.append(Spot(value, (point.x, top, point.x, bottom), point.y))

    def _add(self, kind: str, classes: str, at: tuple[float, ...], text: str = "", tip: str = "") -> None:
        self.shapes.append(Shape(kind, tuple(classes.split()), at, text, tip))


# ---------------------------------------------------------------- as SVG: geometry, text and classes, about 6 KB


def svg(shapes: Sequence[Shape], height: float, title: str, description: str, where: str = "") -> str:
    """The picture that *shapes* make, *height* px high, as text; *where*: what `spotted` says of its values."""
    used = {name for shape in shapes for name in shape.classes} | {"ground"}
    return "\n".join([*_head(height, title, description, css(used), where), *map(_element, shapes), "</svg>\n"])


def spotted(spots: Iterable[Spot], columns: Iterable[int]) -> str:
    """Attributes for assets/charts.js: where values stand; *columns*: where those of each column begin in the table."""
    return f' data-columns="{" ".join(map(str, columns))}" data-spots="{";".join(map(str, spots))}"'


def _head(height: float, title: str, description: str, style: str, where: str) -> Iterator[str]:
    size = f'width="{number(WIDTH)}" height="{number(height)}"'
    box = f'viewBox="0 0 {number(WIDTH)} {number(height)}"'
    yield f'<svg xmlns="http://www.w3.org/2000/svg" {size} {box} role="img" aria-labelledby="title desc"{where}>'
    yield f'<title id="title">{escape(title)}</title><desc id="desc">{escape(description)}</desc>'
    yield f"<style>{style}</style>"
    yield '<rect class="ground" width="100%" height="100%"/>'


def _element(shape: Shape) -> str:
    tip = f"<title>{escape(shape.tip)}</title>" if shape.tip else ""
    content = tip + escape(shape.text)
    tag = f'{shape.kind} class="{" ".join(shape.classes)}" {GEOMETRY[shape.kind](shape)}'
    return f"<{tag}>{content}</{shape.kind}>" if content else f"<{tag}/>"


def _rect(shape: Shape) -> str:
    left, top, right, bottom = shape.at
    return f'x="{number(left)}" y="{number(top)}" width="{number(right - left)}" height="{number(bottom - top)}"'


def _line(shape: Shape) -> str:
    return f'd="M{" ".join(map(number, shape.at))}"'  # pairs after the first are lines


def _circle(shape: Shape) -> str:
    x, y = shape.at
    return f'cx="{number(x)}" cy="{number(y)}" r="{number(RADII[shape.classes[0]])}"'


def _text(shape: Shape) -> str:
    x, y = shape.at
    return f'x="{number(x)}" y="{number(y)}"'


GEOMETRY = {"rect": _rect, "path": _line, "circle": _circle, "text": _text}


def number(value: float) -> str:
    """One decimal at most: 12.5, 12, 0."""
    text = f"{round(value, 6):.1f}".removesuffix(".0")  # a sum that misses 0.25 by rounding is 0.25 all the same
    return "0" if text == "-0" else text
