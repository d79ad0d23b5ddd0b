"""The axes: values to px, with round ticks in 万 or 亿; days to px, in whole years or with a tick under each value."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from math import ceil, floor, log10

from report.charts.canvas import Canvas, Point
from report.charts.kind import Line, Mark

NARROWEST = 42.0  # px from one year's label to the next
STEPS = (1, 2, 2.5, 5, 10)
UNITS = ((1e8, "亿"), (1e4, "万"))


@dataclass(frozen=True)
class Scale:
    """A straight line from *low*…*high* to *start*…*end* px."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: Decimal | float) -> float:
        share = (float(value) - self.low) / (self.high - self.low)
        return self.start + share * (self.end - self.start)


def values(marks: Sequence[Mark]) -> list[float]:
    """The published values, absent ones left out."""
    return [float(mark.value) for mark in marks if mark.value is not None]


def ticks(numbers: Sequence[float], intervals: int = 4) -> list[float]:
    """Round values from zero to beyond the largest of *numbers*, and from below the smallest when some are negative."""
    low, high = min([0.0, *numbers]), max([0.0, *numbers])
    if low == high:
        return [0.0, 1.0]
    step = _step((high - low) / intervals)
    first, last = floor(round(low / step, 6)), ceil(round(high / step, 6))
    return [step * n for n in range(first, last + 1)]


def _step(least: float) -> float:
    """The smallest round step that is not below *least*."""
    power: float = 10.0 ** floor(log10(least))
    return next(power * step for step in STEPS if power * step >= least * 0.999999)


def tick_labels(numbers: Sequence[float]) -> list[str]:
    """0, 2,000, 4,000; or in one larger unit for all: 0, 5万, 10万."""
    size, unit = next(((s, u) for s, u in UNITS if max(map(abs, numbers)) >= s), (1.0, ""))
    shown = [number / size for number in numbers]
    decimals = next((d for d in range(7) if all(abs(n - round(n, d)) < 1e-9 for n in shown)), 6)
    return [f"{n:,.{decimals}f}{unit}" if n else "0" for n in shown]


# ---------------------------------------------------------------- days


@dataclass(frozen=True)
class Tick:
    x: float
    label: str


@dataclass(frozen=True)
class Days:
    """Days to px."""

    scale: Scale

    def __call__(self, day: date) -> float:
        return self.scale(day.toordinal())


@dataclass(frozen=True)
class Plot:
    """Where values stand."""

    left: float
    right: float
    top: float
    bottom: float
    days: Days
    scale: Scale

    def point(self, mark: Mark) -> Point:
        return Point(self.days(mark.day or date.min), self.scale(mark.value or 0))


def whole_years(days: Sequence[date], start: float, end: float) -> Days:
    """From the first of January of the first year to the last of December of the last."""
    first, last = min(days).year, max(days).year
    return Days(Scale(date(first, 1, 1).toordinal(), date(last, 12, 31).toordinal() + 1, start, end))


def from_first_to_last(days: Sequence[date], start: float, end: float) -> Days:
    """The first day at the left edge and the last at the right; a single day in the middle."""
    first, last = min(days).toordinal(), max(days).toordinal()
    return Days(Scale(first, last, start, end) if first < last else Scale(first - 1, first + 1, start, end))


def years_between(days: Days, first: int, last: int) -> list[Tick]:
    """One label in the middle of each year, some left out where they would touch."""
    apart = days(date(first, 12, 31)) - days(date(first, 1, 1))
    return [Tick(days(date(year, 7, 2)), str(year)) for year in _every_so_many(first, last, apart)]


def january_lines(days: Days, first: int, last: int) -> list[float]:
    """Where the years begin, and the end of the last one."""
    apart = days(date(first, 12, 31)) - days(date(first, 1, 1))
    edges = [days(date(year, 1, 1)) for year in range(first, last + 1)]
    return [*edges, days.scale.end] if apart >= 8 else [edges[0], days.scale.end]


def years_under_marks(days: Days, found: Sequence[date]) -> list[Tick]:
    """For values of one day of the year: the year's label right under its value, from the last back as many as fit."""
    ticks: list[Tick] = []
    for day in sorted(set(found), reverse=True):
        if not ticks or ticks[-1].x - days(day) >= NARROWEST:
            ticks.append(Tick(days(day), str(day.year)))
    return ticks[::-1]


def _every_so_many(first: int, last: int, apart: float) -> list[int]:
    """All years, or every second, fifth, tenth …, counted back from the last."""
    step = next((n for n in (1, 2, 5, 10, 20, 50, 100) if n * apart >= NARROWEST), ceil(last - first) + 1)
    return sorted(range(last, first - 1, -step))


def one_day_of_the_year(days: Iterable[date]) -> bool:
    """Whether all are, say, ends of years; 29 February is of no other year, so it does not count."""
    found = {(day.month, day.day) for day in days}
    return len(found) == 1 and found != {(2, 29)}


def runs(line: Line) -> list[list[Mark]]:
    """The values that may be joined: a run ends at an absent value, and where a whole calendar year has none."""
    found: list[list[Mark]] = [[]]
    for mark in sorted((mark for mark in line.marks if mark.day), key=lambda mark: mark.day or date.min):
        if mark.value is None or (found[-1] and _year(mark) - _year(found[-1][-1]) > 1):
            found.append([])
        if mark.value is not None:
            found[-1].append(mark)
    return [run for run in found if run]


def _year(mark: Mark) -> int:
    return mark.day.year if mark.day else 0


def reachable(canvas: Canvas, line: Line, plot: Plot) -> None:
    """Every value of *line* in the time that is drawn can be pointed at, absent ones on the line of zero."""
    for mark in sorted((mark for mark in line.marks if mark.day), key=lambda mark: mark.day or date.min):
        point = plot.point(mark)
        if plot.left <= point.x <= plot.right:
            canvas.reach(mark.at, point, plot.top, plot.bottom)
