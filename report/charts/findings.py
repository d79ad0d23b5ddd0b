"""What several kinds of chart say of their values: the largest and the smallest, and how many are missing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from report.charts.kind import Line, Mark, lines_of, marks_of
from report.model import Chart
from report.plaintext import NOT_PUBLISHED

NAMED = 3  # how many that tie are named one by one


def extremes(chart: Chart) -> Iterator[str]:
    """How many values there are, the largest and the smallest, and that of the page's own region."""
    marks = marks_of(lines_of(chart))
    known = [(mark.label, mark) for mark in marks if mark.value is not None]
    if known:
        yield f"{len(known)}项有数据，{ends(known, chart.label_title)}" + missing(marks)
    else:
        yield f"全部{len(marks)}项{NOT_PUBLISHED}"
    yield from (f"其中{said(mark)}" for mark in marks if chart.highlight and mark.label == chart.highlight)


def ends(named: Sequence[tuple[str, Mark]], what: str) -> str:
    """最大：江苏 9，最小：西藏 1; with all that tie; 均为9 where there is nothing between. *what* the names are of."""
    values = [mark.value or Decimal() for _, mark in named]
    low, high = min(values), max(values)
    if len(named) > 1 and low == high:
        return f"均为{named[0][1].text}"
    return f"最大：{_holders(named, high, what)}，最小：{_holders(named, low, what)}"


def _holders(named: Sequence[tuple[str, Mark]], value: Decimal, what: str) -> str:
    """江苏 9; 江苏、浙江并列 9; 江苏等5个地区并列 9: in the order in which the picture shows them."""
    found = [(name, mark) for name, mark in named if mark.value == value]
    names = [name for name, _ in found]
    who = "、".join(names) if len(names) <= NAMED else f"{names[0]}等{len(names)}个{what}"
    return f"{who}{'并列' if len(names) > 1 else ''} {found[0][1].text}"


def published(line: Line) -> list[Mark]:
    return [mark for mark in line.marks if mark.value is not None]


def said(mark: Mark) -> str:
    return f"{mark.label} {mark.text}"


def missing(marks: Iterable[Mark]) -> str:
    """；2项未公布；3项未纳入统计: how many have no value, by what is printed instead."""
    reasons = Counter(NOT_PUBLISHED if mark.text == "…" else mark.text for mark in marks if mark.value is None)
    return "".join(f"；{times}项{reason}" for reason, times in reasons.items())
