"""The texts of a picture, read in their order and held to the table beside it: names, values, legend, axes."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence
from decimal import Decimal
from itertools import pairwise

from report.audit.readback.machine import Difference
from report.audit.seen import NUMBER, PrintedChart
from report.wording import number_in

Texts = Sequence[tuple[str, str]]  # classes and text, in the order of drawing
AROUND = {"title", "foot", "watermark"}
MARK = re.compile(r"(?<=\d) [a-z]$")  # r, p: beside the table it stands in a cell of its own
TICK = re.compile(r"([+\-−]?[\d,.]+)(万|亿|)(%|)")
TIMES = {"": 1, "万": 10**4, "亿": 10**8}
SHADE = "fill-on"
LEGEND = "small"  # the classes of a line of the legend
TOP = "small muted"  # those of what the highest value of a row of small pictures reaches up to
ROOM = Decimal("2.5")  # at most so much higher than the highest value is the top of an axis


def differences(chart: PrintedChart, texts: Texts) -> Iterator[Difference]:
    """Where a picture says what its table does not."""
    drawn = [(classes, text) for classes, text in texts if not AROUND & {*classes.split()}]
    values = [(classes, MARK.sub("", text)) for classes, text in drawn if "muted" not in classes.split()]
    yield from (
        (0, "图中文字" if number_in(text) is None else "图中数字", "", text) for text in _unprinted(chart, values)
    )
    yield from ((0, "图例", "", text) for text in _beyond_legend(chart, drawn))
    yield from ((0, "图中数字", "", text) for text in _at_another_name(chart, drawn))
    yield from (
        (0, "坐标轴", "", text) for text in (*_uneven(chart, drawn), *_out_of_time(chart, drawn), *_tops(chart, drawn))
    )


def _unprinted(chart: PrintedChart, values: Texts) -> Iterator[str]:
    """A number that is not in the table, and words that are no part of what is, nor a line of the legend."""
    printed = {text for row in (chart.header, *chart.rows) for text in row}
    together = "\n".join(printed)
    for classes, text in values:
        is_part = number_in(text) is None and text.removesuffix("…") in together  # long names are cut or go on below
        if text not in printed and not is_part and classes != LEGEND:
            yield text


def _beyond_legend(chart: PrintedChart, drawn: Texts) -> Iterator[str]:
    """A line of the legend whose numbers are not in the table, and a value that is not within the line of its shade."""
    printed = {text for row in chart.rows for text in row}
    lines = [NUMBER.findall(text) for classes, text in drawn if classes == LEGEND]
    yield from ("–".join(line) for line in lines if not {*line} <= printed)
    spans = [(_number(line[0]), _number(line[-1])) for line in lines if line]
    for classes, text in drawn:
        shade, value = classes.rpartition(SHADE)[2], number_in(text)
        if SHADE in classes and value is not None and shade.isdigit() and int(shade) < len(spans):
            low, high = spans[int(shade)]
            if not low <= abs(value) <= high and not low <= value <= high:
                yield text


def _at_another_name(chart: PrintedChart, drawn: Texts) -> Iterator[str]:
    """A number right after the name of a row that is none of that row."""
    rows: dict[str, set[str]] = {}
    for name, *cells in chart.rows:
        rows.setdefault(name, set()).update(cells)
    for (_, name), (_, text) in pairwise(drawn):
        if name in rows and number_in(text) is not None and text not in rows[name]:
            yield f"{name} {text}"


def _uneven(chart: PrintedChart, drawn: Texts) -> Iterator[str]:
    """The numbers of an axis that are not as far from one another as others are.

    What stands right after the name of a row is no tick but the value of a small picture.
    """
    names = {row[0] for row in chart.rows}
    alone = (text for (_, before), (classes, text) in pairwise((("", ""), *drawn)) if _is_tick(before, classes, names))
    ticks = [value for text in alone if (value := _tick(text)) is not None]
    steps = {other - one for one, other in pairwise(ticks)}
    if len(ticks) > 2 and ticks[0] < ticks[1] and len(steps) > 1:
        yield "、".join(f"{one:f}" for one in ticks)


def _is_tick(before: str, classes: str, names: Container[str]) -> bool:
    return classes == "label muted end" and before not in names


def _out_of_time(chart: PrintedChart, drawn: Texts) -> Iterator[str]:
    """Years along an axis that the table does not reach."""
    texts = " ".join((chart.title, chart.alternative, *chart.header, *(row[0] for row in chart.rows)))
    years = [int(year) for year in re.findall(r"(?<!\d)(?:19|20)\d\d(?=年)", texts)]
    for classes, text in drawn:
        if "muted" in classes and classes.endswith("middle") and years and text.isdigit():
            if not min(years) <= int(text) <= max(years) + 1:
                yield text
        elif text.startswith("横轴："):
            yield from (text for year in NUMBER.findall(text) if years and int(year) not in years)


def _tops(chart: PrintedChart, drawn: Texts) -> Iterator[str]:
    """The top of a row of small pictures that does not fit the values of those in it."""
    highest = {name: max(filter(None, map(number_in, cells)), default=Decimal(0)) for name, *cells in chart.rows}
    top, within = "", Decimal(0)
    for classes, text in (*drawn, (TOP, "")):
        if classes == TOP:
            reached = _tick(top)
            if reached is not None and within and not within <= reached <= within * ROOM:
                yield top
            top, within = text, Decimal(0)
        within = max(within, highest.get(text, Decimal(0)))


def _tick(text: str) -> Decimal | None:
    """1.5万 → 15000; None for what is no number of an axis."""
    match = TICK.fullmatch(text)
    return _number(match[1]) * TIMES[match[2]] if match else None


def _number(text: str) -> Decimal:
    return Decimal(text.replace(",", "").replace("−", "-"))
