"""What is out, a value a row: of the returns also what follows from them, official tables, cited figures."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from report import moment
from report.frame.fields import CITED, FIELDS, NAMES, OFFICIAL, RETURN
from report.model import Dataset, Fact, Indicator, Observation, Place, ReturnVersion, Span, Subject
from report.numbers.arithmetic import Entered
from report.numbers.returned import Figures
from report.period import Quarter
from report.plaintext import SAMPLE, plain
from report.seals.numbered import Numbered
from report.wording import for_machines

if TYPE_CHECKING:
    import pandas as pd

TYPES = {
    "text": "str",
    "code": "category",
    "day": "datetime64[s]",
    "number": "object",  # Decimal with the decimals it was given, exact; None where a symbol stands in its place
    "truth": "bool",
    "whole": "Int64",
}


class Tidy(NamedTuple):
    """A value with all that tells what it is; the fields are those of `FIELDS`, which says what each holds."""

    series: str
    kind: str
    indicator: str
    region_code: str = ""
    region: str = ""
    place: str = ""
    period: str = ""
    period_start: date | None = None
    period_end: date | None = None
    span: str = ""
    subject: str = ""
    scope: str = ""
    value: Decimal | None = None
    unit: str = ""
    symbol: str = ""
    derived: bool = False
    qualifier: str = ""
    edition: int | None = None
    released_at: str = ""
    source: str = ""
    file: str = ""
    sheet: str = ""
    cell: str = ""
    note: str = ""

    def of_cell(self, source: str, where: Place, **fields: Any) -> Tidy:
        """The same with these *fields*, from where it was read; of a text file the line is its cell."""
        cell = where.cell or str(where.line)
        return self._replace(source=source, file=where.file, sheet=plain(where.sheet), cell=cell, **fields)


def frame(rows: Iterable[Tidy]) -> pd.DataFrame:
    """The rows in their order, with a type for each column."""
    import pandas as pd  # half a second, which a build whose data did not change need not wait for

    return pd.DataFrame(rows, columns=[*NAMES]).astype({one.name: TYPES[one.kind] for one in FIELDS})


# ---------------------------------------------------------------- returns


def of_quarter(figures: Figures, quarter: Quarter, editions: Iterable[Numbered]) -> Iterator[Tidy]:
    """The cells of a quarter's return and what is worked out of them: by indicator, subject, span and region."""
    version = figures.dataset.returns[quarter]
    number = edition_number(version, editions)
    for key, indicator in figures.dataset.indicators.items():
        for subject in figures.subjects(key):
            for span in figures.spans(key):
                like = _column(version, number, indicator, subject, span)
                cells = figures.cells(key, subject, quarter, span)
                yield from _returned(like, cells, figures.dataset)


def edition_number(version: ReturnVersion, editions: Iterable[Numbered]) -> int | None:
    """Of the edition that came with this version of the return."""
    number = version.publication.version
    return next((one.number for one in editions if one.version == number), None)


def _column(version: ReturnVersion, number: int | None, indicator: Indicator, subject: Subject, span: Span) -> Tidy:
    """What all values of a column of a return have in common, each of which is worked out until it has a cell."""
    publication = version.publication
    period = span.period(publication.quarter)
    return Tidy(
        series=f"{RETURN}/{indicator.key}/{{}}/{span}/{subject}",
        kind=RETURN,
        indicator=indicator.key,
        period=publication.quarter.code,
        period_start=period.start,
        period_end=period.end,
        span=span.value,
        subject=subject.value,
        unit=indicator.unit,
        derived=True,
        edition=number,
        released_at=moment.code(publication.out_at),
    )


def _returned(like: Tidy, cells: Mapping[str, Entered], dataset: Dataset) -> Iterator[Tidy]:
    sample = SAMPLE if dataset.synthetic else ""
    for name, (value, symbol, _, cell) in cells.items():
        code = dataset.regions[name].code
        own: dict[str, Any] = {
            "series": like.series.format(code),
            "region_code": code,
            "region": name,
            "symbol": symbol.value,
        }
        if cell:
            note = _noted(sample, cell.remark)
            yield like.of_cell(cell.source, cell.where, value=value, derived=False, note=note, **own)
        elif value is not None:
            yield like._replace(value=for_machines(value), note=sample, **own)


def _noted(*texts: str) -> str:
    return plain("；".join(filter(None, texts)))


# ---------------------------------------------------------------- official tables and cited figures


def of_tables(dataset: Dataset) -> Iterator[Tidy]:
    """The cells of the official tables, in the order of their files."""
    return (_official(dataset, row) for row in dataset.official)


def _official(dataset: Dataset, row: Observation) -> Tidy:
    code, span = dataset.regions[row.region].code, "stock" if row.period.start is None else "period"
    return Tidy(
        series=f"{OFFICIAL}/{row.indicator}/{code}/{span}/{row.subject}/{row.scope}",
        kind=OFFICIAL,
        indicator=row.indicator,
        region_code=code,
        region=row.region,
        period=row.period.code,
        period_start=row.period.start,
        period_end=row.period.end,
        span=span,
        subject=row.subject.value,
        scope=row.scope.value if row.region == dataset.nation.name else "",
        value=row.value,
        unit=dataset.indicators[row.indicator].unit,
        symbol=row.symbol.value,
        released_at=dataset.sources[row.source].published_on,
        note=_noted(row.remark),
    ).of_cell(row.source, row.where)


def of_figures(dataset: Dataset) -> Iterator[Tidy]:
    """The cited figures, changes and targets, in the order of their file."""
    return (_cited(dataset, fact) for fact in dataset.cited)


def _cited(dataset: Dataset, fact: Fact) -> Tidy:
    own = Tidy(
        series=f"{CITED}/{fact.id}",
        kind=CITED,
        indicator=fact.indicator,
        region_code=dataset.regions[fact.region].code,
        region=fact.region,
        place=plain(fact.place),
        span=fact.kind,
        subject=fact.subject.value,
        value=fact.value,
        unit=fact.unit,
        qualifier=fact.qualifier,
        released_at=dataset.sources[fact.source].published_on,
        note=_noted(fact.basis, fact.note),
    ).of_cell(fact.source, fact.where)
    period = fact.period
    if period is None:
        return own
    return own._replace(period=period.code, period_start=period.start, period_end=period.end)
