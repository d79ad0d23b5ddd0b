"""Shapes → SVG: geometry, text and classes, about 6 KB; colours follow the reader's scheme."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from report.charts.canvas import Shape
from report.charts.style import RADII, WIDTH, css
from report.plaintext import escape


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
