"""How wide text is in the bundled font, and text broken into lines that fit; the same on every machine."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from report.charts.style import SIZES

FONTS = Path(__file__).parent.parent / "fonts"
EM = 256  # units of the font
SLACK = 1.03  # readers' own fonts, and browsers that round to whole px, set Latin letters this much wider
BOLDER = 1.05  # and bold ones so much again
HANGS = "，。、；：！？）」』》〕】”’％%,.;:!?)…—·"  # may stand one em beyond the margin, so as not to begin a line


@lru_cache(maxsize=1)
def _widths() -> Mapping[str, int]:
    """The characters that are not one em wide; made from the font by report/fonts/make.py."""
    found: Mapping[str, int] = json.loads(FONTS.joinpath("widths.json").read_text("utf-8"))
    return found


def advance(character: str) -> float:
    """Width of one character, in ems; a full em for those that another font of the reader's has to draw."""
    return _widths().get(character, EM) / EM


def width(text: str, size: str, bold: bool = False) -> float:
    """Width of *text* in px, set in one of SIZES."""
    return round(sum(map(advance, text)) * SIZES[size] * SLACK * (BOLDER if bold else 1), 1)


def wrap(text: str, size: str, room: float, bold: bool = False) -> list[str]:
    """*text* in lines no wider than *room*, broken between Chinese characters, at spaces, or in overlong words."""
    lines = [""]
    for piece in _pieces(text, size, room, bold):
        beyond = SIZES[size] if piece in HANGS else 0
        if lines[-1] and width(lines[-1] + piece.rstrip(), size, bold) > room + beyond:
            lines.append("")
        lines[-1] += piece if lines[-1] else piece.lstrip()
    return [line.strip() for line in lines if line.strip()]


def _pieces(text: str, size: str, room: float, bold: bool) -> list[str]:
    """Words of Latin letters and digits with the blank after them; every other character for itself."""
    words = re.findall(r"[!-~]+ ?|.", text, re.DOTALL)
    return [piece for word in words for piece in ([word] if width(word, size, bold) <= room else list(word))]


def balance(text: str, size: str, room: float) -> list[str]:
    """Like `wrap`, but two lines are about equally long: 未纳入, 统计."""
    lines = wrap(text, size, room)
    return wrap(text, size, width(text, size) / 2 + SIZES[size] * 0.6) if len(lines) == 2 else lines


def shorten(text: str, size: str, room: float, bold: bool = False) -> str:
    """*text*, or as much of its beginning as fits, with an ellipsis."""
    room += 0.1  # whatever was made as wide as the text has room for it, rounded or not
    if width(text, size, bold) <= room:
        return text
    kept = text
    while kept and width(kept + "…", size, bold) > room:
        kept = kept[:-1]
    return kept + "…"
