"""How wide text is in the bundled font, and text broken into lines that fit; the same on every machine."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from matplotlib.ft2font import FT2Font, LoadFlags

from report.charts.style import SIZES

FONT = Path(__file__).parent.parent / "fonts" / "NotoSansSC-GB2312.ttf"
SLACK = 1.03  # readers' own fonts, and browsers that round to whole px, set Latin letters this much wider
BOLDER = 1.05  # and bold ones so much again
HANGS = "，。、；：！？）」』》〕】”’％%,.;:!?)…—·"  # may stand one em beyond the margin, so as not to begin a line


@lru_cache(maxsize=1)
def _font() -> FT2Font:
    font = FT2Font(str(FONT))
    font.set_size(1000, 72)
    return font


@lru_cache(maxsize=8192)
def advance(character: str) -> float:
    """Width of one character, in ems; a full em for those that another font of the reader's has to draw."""
    if ord(character) not in covered():
        return 1.0
    return float(_font().load_char(ord(character), flags=LoadFlags.NO_HINTING).linearHoriAdvance) / 65536 / 1000


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


@lru_cache(maxsize=1)
def covered() -> frozenset[int]:
    """The code points of the bundled font."""
    return frozenset(_font().get_charmap())
