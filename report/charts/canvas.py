"""A sheet to draw on, in px from its top left corner: shapes as values, and as SVG; raster makes PNG of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
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


# ---------------------------------------------------------------- as SVG: geometry, text and classes, about 6 KB


def svg(shapes: Sequence[Shape], height: float, title: str, description: str) -> str:
    """The picture that *shapes* make, *height* px high, as text."""
    used = {name for shape in shapes for name in shape.classes} | {"ground"}
    return "\n".join([*_head(height, title, description, css(used)), *map(_element, shapes), "</svg>\n"])


def _head(height: float, title: str, description: str, style: str) -> Iterator[str]:
    size = f'width="{number(WIDTH)}" height="{number(height)}"'
    box = f'viewBox="0 0 {number(WIDTH)} {number(height)}"'
    yield f'<svg xmlns="http://www.w3.org/2000/svg" {size} {box} role="img" aria-labelledby="title desc">'
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
