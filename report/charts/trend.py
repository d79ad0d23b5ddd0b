"""TREND: values over time from zero up; a line breaks where a whole calendar year has no value."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import cycle, pairwise

from report.charts.axis import (
    Plot,
    Scale,
    Tick,
    from_first_to_last,
    january_lines,
    one_day_of_the_year,
    reachable,
    runs,
    tick_labels,
    ticks,
    values,
    whole_years,
    years_between,
    years_under_marks,
)
from report.charts.canvas import Canvas, Point
from report.charts.kind import Kind, Line, Mark, dot, lines_of, marks_of, missing, published, said, told_of_hollow
from report.charts.labels import Box, apart, place
from report.charts.style import MARGIN, SERIES, WIDTH
from report.charts.typeset import shorten, width, wrap
from report.model import Chart
from report.plaintext import NO_VALUE

HEIGHT = 260.0
EMPTY = 80.0  # px high, when nothing was published
TELLING = 4
FEW = 14  # values: all of them may be printed; of more, each line's last, first, largest and smallest
NAMES = 126.0  # px, at most, for the names of lines at the right
LEADING = 19.0  # px, from line to line of such a name
INSET = 26.0  # px, from the edges of the plot to the first and the last value

Coloured = tuple[Line, str]


def trend(canvas: Canvas, chart: Chart, top: float) -> float:
    lines = lines_of(chart)
    shown = [mark for mark in marks_of(lines) if mark.value is not None and mark.day]
    if not shown:
        return _empty(canvas, top)
    numbers = ticks(values(shown))
    plot = _plot(lines, shown, top + 12, numbers)
    _grid(canvas, plot, numbers)
    for tick in _time_axis(canvas, plot, shown):
        canvas.text(tick.x, plot.bottom + 20, tick.label, "label muted middle")
    coloured = list(zip(lines, colours_of(lines, chart.highlight), strict=True))
    for line, colour in coloured:
        _joined(canvas, line, plot, colour)
    _value_labels(canvas, coloured, plot)
    if len(lines) > 1:
        _names(canvas, coloured, plot)
    return plot.bottom + 28


def _empty(canvas: Canvas, top: float) -> float:
    """The axis alone, and 未公布 above it."""
    canvas.text(WIDTH / 2, top + EMPTY / 2 + 5, NO_VALUE, "label muted middle")
    canvas.line([Point(MARGIN, top + EMPTY), Point(WIDTH - MARGIN, top + EMPTY)], "axis")
    return top + EMPTY


def _plot(lines: Sequence[Line], shown: Sequence[Mark], top: float, numbers: Sequence[float]) -> Plot:
    left = MARGIN + max(width(label, "label") for label in tick_labels(numbers)) + 8
    names = [width(words, "label", bold=True) for line in lines for words in name_in_lines(line)]
    right = WIDTH - MARGIN - (max(names, default=0) + 12 if len(lines) > 1 else 0)
    bottom = top + HEIGHT
    found = [mark.day for mark in shown if mark.day]
    days = (from_first_to_last if one_day_of_the_year(found) else whole_years)(found, left + INSET, right - INSET)
    return Plot(left, right, top, bottom, days, Scale(numbers[0], numbers[-1], bottom, top))


def name_in_lines(line: Line) -> list[str]:
    """A line's name as it stands at the right: three lines at most."""
    lines = wrap(line.name, "label", NAMES, bold=True)
    return lines if len(lines) <= 3 else [*lines[:2], shorten("".join(lines[2:]), "label", NAMES, bold=True)]


def _grid(canvas: Canvas, plot: Plot, numbers: Sequence[float]) -> None:
    for number, label in zip(numbers, tick_labels(numbers), strict=True):
        y = plot.scale(number)
        canvas.line([Point(plot.left, y), Point(plot.right, y)], "grid" if number else "axis")
        canvas.text(plot.left - 8, y + 5, label, "label muted end")


def _time_axis(canvas: Canvas, plot: Plot, shown: Sequence[Mark]) -> list[Tick]:
    """The labels below; with years as bands, also the lines between them."""
    found = [mark.day for mark in shown if mark.day]
    if one_day_of_the_year(found):
        return years_under_marks(plot.days, found)
    first, last = min(found).year, max(found).year
    for x in january_lines(plot.days, first, last):
        canvas.line([Point(x, plot.bottom), Point(x, plot.bottom + 7)], "axis")
    return years_between(plot.days, first, last)


def colours_of(lines: Sequence[Line], highlight: str) -> list[str]:
    """A colour for each line; with a highlighted line, that one alone takes the highlight's."""
    highlighted = [bool(highlight) and line.name == highlight for line in lines]
    others = cycle(colour for colour in SERIES if not (colour == "highlight" and any(highlighted)))
    return ["highlight" if chosen else next(others) for chosen in highlighted]


def _joined(canvas: Canvas, line: Line, plot: Plot, colour: str) -> None:
    reachable(canvas, line, plot)
    for run in runs(line):
        if len(run) > 1:
            canvas.line([plot.point(mark) for mark in run], f"line stroke-{colour}")
        for mark in run:
            dot(canvas, plot.point(mark), colour, mark, line.name)


def _value_labels(canvas: Canvas, coloured: Sequence[Coloured], plot: Plot) -> None:
    """Print as many values as stand clear of the lines and of each other; the most telling first."""
    taken = [box for line, _ in coloured for run in runs(line) for box in _ink(run, plot)]
    for mark, colour in telling_first(coloured):
        point, room = plot.point(mark), width(mark.printed, "label") + 2
        box = place(point.x, point.y, room, plot.left, plot.right + 14, plot.bottom, taken) if mark.text else None
        if box:
            taken.append(box)
            canvas.text(box.middle, box.bottom - 4, mark.printed, f"label middle fill-{colour}")


def telling_first(coloured: Sequence[Coloured]) -> list[tuple[Mark, str]]:
    """Every line's last value, then its first, its largest, its smallest; then, if there are FEW, the others."""
    shown = [([mark for run in runs(line) for mark in run], colour) for line, colour in coloured]
    few = sum(len(marks) for marks, _ in shown) <= FEW
    ranked = [
        (rank, -number, marks[number], colour)
        for marks, colour in shown
        for number, rank in _ranks(values(marks)).items()
        if few or rank < TELLING
    ]
    return [(mark, colour) for _, _, mark, colour in sorted(ranked, key=lambda entry: entry[:2])]


def _ranks(sizes: Sequence[float]) -> dict[int, int]:
    """How telling each value is, by its place: 0 the last, 1 the first, 2 the largest, 3 the smallest, 4 any other."""
    ranks = dict.fromkeys(range(len(sizes)), TELLING)
    if sizes:
        places = (len(sizes) - 1, 0, sizes.index(max(sizes)), sizes.index(min(sizes)))
        ranks |= {place: rank for rank, place in reversed(list(enumerate(places)))}
    return ranks


def _ink(run: Sequence[Mark], plot: Plot) -> list[Box]:
    """The places that a line and its markers cover."""
    points = [plot.point(mark) for mark in run]
    boxes = [Box(p.x - 5, p.x + 5, p.y - 5, p.y + 5) for p in points]
    for a, b in pairwise(points):
        steps = max(1, int(max(abs(b.x - a.x), abs(b.y - a.y)) // 5))
        for n in range(1, steps):
            x, y = a.x + (b.x - a.x) * n / steps, a.y + (b.y - a.y) * n / steps
            boxes.append(Box(x - 2, x + 2, y - 2, y + 2))
    return boxes


def _names(canvas: Canvas, coloured: Sequence[Coloured], plot: Plot) -> None:
    """Each line's name at the right, as high as its last value, pushed apart where they would touch."""
    named = [(line, colour) for line, colour in coloured if runs(line)]
    heights = [(plot.point(runs(line)[-1][-1]).y, LEADING * len(name_in_lines(line))) for line, _ in named]
    for (line, colour), top in zip(named, apart(heights, plot.top - 8, plot.bottom), strict=True):
        for number, words in enumerate(name_in_lines(line)):
            canvas.text(plot.right + 12, top + 15 + LEADING * number, words, f"label bold fill-{colour}")


def first_and_last(chart: Chart) -> Iterator[str]:
    """Of each line the first value and the last, and how many are missing."""
    for line in lines_of(chart):
        shown = sorted(published(line), key=lambda mark: mark.day or date.min)
        name = f"{line.name}：" if line.name else ""
        if len(shown) > 1:
            yield f"{name}{said(shown[0])}，{said(shown[-1])}" + missing(line.marks)
        else:
            yield name + (said(shown[0]) if shown else NO_VALUE)


KIND = Kind("折线图", trend, first_and_last, told_of_hollow)
