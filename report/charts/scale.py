"""From values to px: round ticks, their labels in 万 or 亿, and positions on an axis."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import ceil, floor, log10

from report.charts.kind import Mark

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
