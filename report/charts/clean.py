"""matplotlib's SVG without what readers do not need: geometry, text and classes stay, from 24 KB about 6."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from report.charts.style import RADII, WIDTH, css

SVG = "{http://www.w3.org/2000/svg}"


@dataclass(frozen=True)
class Item:
    """One thing drawn: what it becomes in the SVG, its classes, and the text that a pointer resting on it shows."""

    kind: str
    classes: list[str]
    tip: str


def clean(drawn: str, items: Sequence[Item], height: float, title: str, description: str) -> str:
    """A small SVG of the *items* that matplotlib has *drawn*, each found by its number."""
    groups = {group.get("id"): group for group in ElementTree.fromstring(drawn).iter(f"{SVG}g")}
    found = ((item, groups[str(number)]) for number, item in enumerate(items) if str(number) in groups)
    used = {name for item in items for name in item.classes} | {"ground"}
    return "\n".join([*_head(height, title, description, css(used)), *(_element(*pair) for pair in found), "</svg>\n"])


def _head(height: float, title: str, description: str, style: str) -> Iterator[str]:
    size = f'width="{number(WIDTH)}" height="{number(height)}"'
    box = f'viewBox="0 0 {number(WIDTH)} {number(height)}"'
    yield f'<svg xmlns="http://www.w3.org/2000/svg" {size} {box} role="img" aria-labelledby="title desc">'
    yield f'<title id="title">{escape(title)}</title><desc id="desc">{escape(description)}</desc>'
    yield f"<style>{style}</style>"
    yield '<rect class="ground" width="100%" height="100%"/>'


def _element(item: Item, group: Element) -> str:
    geometry, content = GEOMETRY[item.kind](item, group)
    tip = f"<title>{escape(item.tip)}</title>" if item.tip else ""
    tag = f'{item.kind} class="{" ".join(item.classes)}" {geometry}'
    return f"<{tag}>{tip}{content}</{item.kind}>" if tip or content else f"<{tag}/>"


def _rect(item: Item, group: Element) -> tuple[str, str]:
    corners = _numbers(_path(group))
    left, top, right, bottom = min(corners[::2]), min(corners[1::2]), max(corners[::2]), max(corners[1::2])
    size = f'width="{number(right - left)}" height="{number(bottom - top)}"'
    return f'x="{number(left)}" y="{number(top)}" {size}', ""


def _line(item: Item, group: Element) -> tuple[str, str]:
    return f'd="M{" ".join(map(number, _numbers(_path(group))))}"', ""  # pairs after the first are lines


def _circle(item: Item, group: Element) -> tuple[str, str]:
    use = next(group.iter(f"{SVG}use"))
    x, y = use.get("x", "0"), use.get("y", "0")
    return f'cx="{number(float(x))}" cy="{number(float(y))}" r="{number(RADII[item.classes[0]])}"', ""


def _text(item: Item, group: Element) -> tuple[str, str]:
    text = next(group.iter(f"{SVG}text"))
    x, y = text.get("x", "0"), text.get("y", "0")
    return f'x="{number(float(x))}" y="{number(float(y))}"', escape(text.text or "")


GEOMETRY = {"rect": _rect, "path": _line, "circle": _circle, "text": _text}


def _path(group: Element) -> str:
    return next(group.iter(f"{SVG}path")).get("d", "")


def _numbers(path: str) -> list[float]:
    return [float(found) for found in re.findall(r"-?\d[\d.e+-]*", path)]


def number(value: float) -> str:
    """One decimal at most: 12.5, 12, 0."""
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
