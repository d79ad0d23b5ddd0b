"""One style for every chart: the colours in light and dark, the sizes of text, and the CSS made of them."""

from __future__ import annotations

from collections.abc import Iterable

WIDTH = 600.0  # of the viewBox: on a telephone of 360 px, text of 15 is still 9 px high
MARGIN = 16.0
ROOM = WIDTH - 2 * MARGIN
FONT_STACK = "'Noto Sans SC','PingFang SC','Microsoft YaHei',sans-serif"

COLOURS = {  # name: (light, dark)
    "ground": ("#ffffff", "#15191f"),
    "ink": ("#1b2430", "#e8ebef"),
    "muted": ("#55606e", "#a9b3bf"),
    "grid": ("#dfe3e8", "#323a45"),
    "axis": ("#8b95a1", "#76818e"),
    "accent": ("#1a4f8b", "#8ab4f0"),
    "highlight": ("#b4500a", "#f2a65a"),
    "teal": ("#0b7a75", "#5cc9c1"),
    "purple": ("#7a3e9d", "#c79be6"),
    "gold": ("#7d6608", "#dcc452"),
    "grey": ("#5a6570", "#b3bcc6"),
    "bar": ("#5b86b8", "#5d8cc4"),
    "class0": ("#e3edf8", "#1d2b3d"),
    "class1": ("#b9d2ec", "#27456b"),
    "class2": ("#82aedb", "#35619a"),
    "class3": ("#356fae", "#7fb0ec"),
    "class4": ("#123f73", "#c3dcfb"),
    "on0": ("#1b2430", "#ffffff"),
    "on1": ("#1b2430", "#ffffff"),
    "on2": ("#1b2430", "#ffffff"),
    "on3": ("#ffffff", "#10151b"),
    "on4": ("#ffffff", "#10151b"),
}
SERIES = ("accent", "highlight", "teal", "purple", "gold", "grey")  # the first is the brand's
CLASSES = 5

SIZES = {
    "title": 19,
    "label": 15,
    "small": 14,
    "tiny": 12,
    "foot": 14,
    "badge": 14,
    "watermark": 64,
    "heading": 28,
    "figure": 30,
}  # classes of text, in px
RADII = {"dot": 4.0, "spot": 2.6}

RULES = {  # class: (property that takes a colour, colour, everything else)
    "ground": ("fill", "ground", ""),
    "title": ("fill", "ink", "font-size:19px;font-weight:700"),
    "label": ("fill", "ink", "font-size:15px"),
    "small": ("fill", "ink", "font-size:14px"),
    "tiny": ("fill", "ink", "font-size:12px"),
    "foot": ("fill", "muted", "font-size:14px"),
    "badge": ("fill", "ground", "font-size:14px;font-weight:700"),
    "watermark": ("fill", "highlight", "font-size:64px;font-weight:700;opacity:.09"),
    "heading": ("fill", "ink", "font-size:28px;font-weight:700"),
    "figure": ("fill", "accent", "font-size:30px;font-weight:700"),
    "muted": ("fill", "muted", ""),
    "bold": ("", "", "font-weight:700"),
    "middle": ("", "", "text-anchor:middle"),
    "end": ("", "", "text-anchor:end"),
    "grid": ("stroke", "grid", "fill:none;stroke-width:1"),
    "axis": ("stroke", "axis", "fill:none;stroke-width:1"),
    "line": ("stroke", "accent", "fill:none;stroke-width:2.5;stroke-linejoin:round;stroke-linecap:round"),
    "thin": ("stroke", "accent", "fill:none;stroke-width:2;stroke-linejoin:round;stroke-linecap:round"),
    "dot": ("fill", "accent", ""),
    "spot": ("fill", "accent", ""),
    "bar": ("fill", "bar", ""),
    "panel": ("stroke", "highlight", "fill:none;stroke-width:2"),
    "none": ("stroke", "axis", "fill:none;stroke-width:1;stroke-dasharray:3 3"),
    "ring": ("stroke", "highlight", "fill:none;stroke-width:3.5"),
    **{f"fill-{colour}": ("fill", colour, "") for colour in COLOURS},
    **{f"stroke-{colour}": ("stroke", colour, "") for colour in COLOURS},
}


def css(used: Iterable[str]) -> str:
    """The rules of the classes *used*: light ones, then what a dark scheme changes."""
    classes = [name for name in RULES if name in set(used)]
    light = "".join(_rule(name, scheme=0) for name in classes)
    dark = "".join(_rule(name, scheme=1) for name in classes)
    return f"text{{font-family:{FONT_STACK}}}{light}@media(prefers-color-scheme:dark){{{dark}}}"


def _rule(name: str, scheme: int) -> str:
    property_, colour, rest = RULES[name]
    declarations = [f"{property_}:{COLOURS[colour][scheme]}"] if property_ else []
    if rest and scheme == 0:
        declarations.append(rest)
    return f".{name}{{{';'.join(declarations)}}}" if declarations else ""
