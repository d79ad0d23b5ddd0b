"""Ranks: 1 for the largest, by what is printed, so that readers can count every place in the table."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import NamedTuple

from report.wording import rounded


class Rank(NamedTuple):
    number: int | None
    tied: bool


UNRANKED = Rank(None, False)


def ranked(values: Mapping[str, Decimal | None], decimals: int) -> Mapping[str, Rank]:
    """Of each that has a value; what is printed alike shares the better rank, and the next rank is left out."""
    printed = {name: rounded(value, decimals) for name, value in values.items() if value is not None}
    descending = sorted(printed.values(), reverse=True)
    first = {value: number for number, value in reversed(list(enumerate(descending, start=1)))}
    times = Counter(descending)
    return {name: Rank(first[value], times[value] > 1) for name, value in printed.items()}


def median(values: Iterable[Decimal | None]) -> Decimal | None:
    """The one in the middle of those there are, of an even number halfway between the two; None of fewer than two."""
    known = [value for value in values if value is not None]
    return statistics.median(known) if len(known) > 1 else None
