"""Official tables read through a mapping: the rows that a file of data/tables would hold."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from report.model import Observation, Scope, Subject, Symbol
from report.period import Period
from report.returns.entries import Reading

YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})\s*年")


def year_of(reading: Reading) -> int | None:
    """The one year that the texts of the file name; None where they name none or several."""
    years = {int(year) for _, text, _ in reading.texts for year in YEAR.findall(text)}
    return years.pop() if len(years) == 1 else None


def observations(reading: Reading, source: str) -> Iterator[Observation]:
    """Every value as an observation on the last day of the year that the title names; nothing where it names none."""
    year = year_of(reading)
    if year is None:
        return
    period = Period(date(year, 12, 31))
    for value in reading.values:
        region, _, scope = value.region.partition("@")
        yield Observation(
            value.column.item,
            region,
            period,
            Subject(value.column.part),
            value.number,
            source,
            value.where,
            Scope(scope or Scope.DOMESTIC),
            Symbol(value.symbol),
        )
