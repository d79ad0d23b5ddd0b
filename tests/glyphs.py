"""Which characters the bundled font has, as matplotlib reads it."""

from __future__ import annotations

from functools import lru_cache

from matplotlib.ft2font import FT2Font

from report.plaintext import plain
from tests.conftest import ROOT

FONT = ROOT / "report/fonts/NotoSansSC-GB2312.ttf"


@lru_cache(maxsize=1)
def font() -> FT2Font:
    found = FT2Font(str(FONT))
    found.set_size(1000, 72)
    return found


def missing_glyphs(text: str) -> str:
    """The characters of *text* that the bundled font lacks, each once, in order; empty when it has them all."""
    return "".join(character for character in dict.fromkeys(plain(text)) if ord(character) not in font().get_charmap())
