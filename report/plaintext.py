"""Text as readers may see it: whatever a data file holds comes out as plain characters on one line."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from functools import lru_cache

from report.model import Chart, Line, Mark

SPACES = ("Cc", "Zs", "Zl", "Zp")  # control characters include the newline and the tab
UNSEEN = ("Cf", "Cs", "Co", "Cn")  # direction marks, zero-width characters, halves of pairs, code points that are none


def plainly(chart: Chart) -> Chart:
    """The same chart, every text of it plain."""
    return replace(
        chart,
        title=plain(chart.title),
        unit=plain(chart.unit),
        as_of=plain(chart.as_of),
        source=plain(chart.source),
        label_title=plain(chart.label_title),
        highlight=plain(chart.highlight),
        note=plain(chart.note),
        lines=tuple(Line(plain(line.name), tuple(map(_plain_mark, line.marks))) for line in chart.lines),
    )


def _plain_mark(mark: Mark) -> Mark:
    return replace(mark, label=plain(mark.label), text=plain(mark.text))


def plain(text: str) -> str:
    """*text* on one line: every kind of blank a single space, control and invisible characters gone."""
    is_plain = text.isascii() and text.isprintable() and " " not in text  # a number, most often
    return text if is_plain else _plain(text)


@lru_cache(maxsize=8192)
def _plain(text: str) -> str:
    return re.sub(" +", " ", "".join(map(_visible, text))).strip()


def _visible(character: str) -> str:
    category = unicodedata.category(character)
    if category in SPACES:
        return character if character == "　" else " "
    return "" if category in UNSEEN else character
