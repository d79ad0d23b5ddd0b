"""Where labels may stand without touching one another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

HEIGHT = 18.0  # px, of one line of text of the size `label`
CLEAR = 6.0  # px, from a value to its label


@dataclass(frozen=True)
class Box:
    left: float
    right: float
    top: float
    bottom: float

    @property
    def middle(self) -> float:
        return (self.left + self.right) / 2

    def touches(self, other: Box) -> bool:
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )


def place(
    x: float, y: float, width: float, left: float, right: float, bottom: float, taken: Sequence[Box]
) -> Box | None:
    """A place above (*x*, *y*), else below, else beside and above it; None where all are taken or outside."""
    above, below = y - CLEAR - HEIGHT, y + CLEAR
    half = width / 2
    for shift, top in ((0.0, above), (0.0, below), (-half, above), (half, above), (half, below), (-half, below)):
        middle = min(max(x + shift, left + half), right - half)
        box = Box(middle - half, middle + half, top, top + HEIGHT)
        if box.bottom <= bottom - 1 and not any(box.touches(other) for other in taken):
            return box
    return None


def apart(wanted: Sequence[tuple[float, float]], top: float, bottom: float) -> list[float]:
    """The tops of blocks, each given by its middle and height: near their middles, in order, none over another."""
    order = sorted(range(len(wanted)), key=lambda number: wanted[number][0])
    tops = [0.0] * len(wanted)
    edge = top
    for number in order:
        middle, height = wanted[number]
        tops[number] = max(edge, middle - height / 2)
        edge = tops[number] + height
    edge = max(bottom, top + sum(height for _, height in wanted))
    for number in reversed(order):
        tops[number] = min(tops[number], edge - wanted[number][1])
        edge = tops[number]
    return tops
