"""Each value as a line of CSV and as a member of JSON, made once: every machine file is some of them put together.

They are kept by what they follow from, the returns quarter by quarter. Made without pandas, with which it took twice as
long: a row is a line here, and nothing is worked out of several.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, MutableMapping, Sequence
from datetime import date
from functools import cache, lru_cache
from typing import Any, NamedTuple

from msgspec import Raw
from msgspec.json import Encoder

from report.frame.fields import CITED, FIELDS, NAMES, OF_SERIES, OF_VALUE, OFFICIAL
from report.frame.tidy import Tidy, of_figures, of_quarter, of_tables
from report.inputs import Inputs
from report.model import Dataset
from report.pages.desk import Desk
from report.period import Quarter
from report.plaintext import csv_lines, plain, safe
from report.seals.sealed_files import hash_of_file
from report.store import code, digest, pack, remember_all, unpack
from report.wording import exact

HEADER = (",".join(NAMES) + "\n").encode()
OF_RETURN = ("edition", "released_at", "file")  # JSON says it once of all values of a quarter
JSON = Encoder()
WRITTEN = ("region", "place", "unit", "sheet", "note")  # by people; all else is keys and numbers
OF_VALUE_OF_RETURN = tuple(name for name in OF_VALUE if name not in OF_RETURN)
READ_BY = ("form.yml", "ratios.yml", "mappings")


class ValueLine(NamedTuple):
    """A value: its line of CSV, the member of its series in JSON, and what it is found by."""

    csv: bytes
    value: bytes
    series: bytes  # what JSON says of the series
    indicator: bytes
    region_code: bytes
    quarter: bytes  # 2024Q3, in which it ends; empty of a target, and where no time is stated
    source: bytes


def lines(desk: Desk, known: Mapping[str, str], kept: MutableMapping[str, bytes]) -> Mapping[str, Sequence[ValueLine]]:
    """All that is out: under each quarter (2024Q3) its return, then the official tables and the cited figures.

    *known*: the `keys` of these parts, under which *kept* has them.
    """
    make = _parts(desk)
    wanted = {known[part]: rows for part, rows in make.items()}
    found = remember_all(kept, wanted, lambda some: [_packed(rows()) for rows in some], many=2)
    series: dict[bytes, bytes] = {}  # the same from quarter to quarter
    return {part: tuple(_unpacked(found[known[part]], series)) for part in make}


def _parts(desk: Desk) -> Mapping[str, Callable[[], Iterable[Tidy]]]:
    def of(quarter: Quarter) -> Callable[[], Iterable[Tidy]]:
        return lambda: of_quarter(desk.figures, quarter, desk.editions.get(quarter, ()))

    dataset = desk.dataset
    returned = {quarter.code: of(quarter) for quarter in dataset.returns}
    return {**returned, OFFICIAL: lambda: of_tables(dataset), CITED: lambda: of_figures(dataset)}


def keys(desk: Desk, inputs: Inputs) -> Mapping[str, str]:
    """A hash of what the lines of each part follow from; a return looks back to those before it."""
    dataset = desk.dataset
    common = repr((dataset.indicators, dataset.regions, dataset.synthetic))
    key = digest([], code(__name__), common)
    days = [(name, one.published_on) for name, one in dataset.sources.items() if one.kind != "return"]
    found = {part: digest([], key, repr((rows, days))) for part, rows in _cells_apart(dataset).items()}
    counted = repr({name: desk.figures.subjects(name) for name in dataset.indicators})
    key = digest([inputs.data / name for name in READ_BY], key, counted)
    for quarter, version in dataset.returns.items():
        numbers = [(one.number, one.version) for one in desk.editions.get(quarter, ())]
        key = digest([], key, repr((version.publication, numbers)), hash_of_file(inputs, version.file))
        found[quarter.code] = key
    return found


def _cells_apart(dataset: Dataset) -> Mapping[str, object]:
    return {OFFICIAL: dataset.official, CITED: dataset.cited}


def _packed(rows: Iterable[Tidy]) -> bytes:
    """The lines as one, column by column."""
    columns = [*zip(*_made(rows), strict=True)] or [()] * len(ValueLine._fields)
    return pack(*(b"".join(cell + b"\n" for cell in column) for column in columns))


def _unpacked(packed: bytes, series: dict[bytes, bytes]) -> Iterator[ValueLine]:
    csv, value, own, *found_by = (content.split(b"\n")[:-1] for content in unpack(packed))
    shared = ([series.setdefault(text, text) for text in column] for column in (own, *found_by))
    return map(ValueLine._make, zip(csv, value, *shared, strict=True))


# ---------------------------------------------------------------- one value


def _made(rows: Iterable[Tidy]) -> Iterator[ValueLine]:
    texts = [as_text(row) for row in rows]
    for line, own in zip(csv_rows(texts), texts, strict=True):
        found_by = (own.indicator, own.region_code, _quarter(own), own.source)
        series = _series(own.series, *(getattr(own, name) for name in OF_SERIES))
        yield ValueLine(line, _value(own), series, *(_encoded(text) for text in found_by))


_encoded = cache(str.encode)


def _quarter(own: Tidy) -> str:
    """In which it ends."""
    day = str(own.period_end)
    return _quarter_of(day) if day and own.span != "target" else ""


@cache
def _quarter_of(day: str) -> str:
    return Quarter.of(date.fromisoformat(day)).code


def as_text(row: Tidy) -> Tidy:
    """Every cell as files have it: numbers exact, days and truth as in ISO 8601 and JSON, empty where there is none."""
    cells: list[Any] = list(row)
    for place, text in CONVERTED:
        cells[place] = text(cells[place])
    return Tidy._make(cells)


AS_TEXT: Mapping[str, Callable[[Any], str]] = {
    "text": plain,
    "code": plain,
    "day": lru_cache(lambda day: day.isoformat() if day else ""),
    "number": exact,
    "truth": lambda truth: "true" if truth else "false",
    "whole": lambda number: "" if number is None else str(number),
}
KEYS = ("text", "code")  # mostly: what is no key is WRITTEN
CONVERTED = [
    (place, AS_TEXT[one.kind]) for place, one in enumerate(FIELDS) if one.kind not in KEYS or one.name in WRITTEN
]


def csv_rows(texts: Iterable[Tidy]) -> list[bytes]:
    """A line a row, without the end of the line; what a spreadsheet would take for a formula is made safe."""
    return csv_lines(map(_harmless, texts)).encode().split(b"\n")[:-1]


def _harmless(row: Tidy) -> Tidy:
    own = tuple(getattr(row, name) for name in WRITTEN)
    made: dict[str, Any] = dict(zip(WRITTEN, _safely(own), strict=True))
    return row if tuple(made.values()) == own else row._replace(**made)


@lru_cache
def _safely(texts: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(map(safe, texts))


def _value(own: Tidy) -> bytes:
    """A member of the values of a series; what a return says of all its values is left out, and so is what is empty."""
    said = {name: text for name in (OF_VALUE_OF_RETURN if own.edition else OF_VALUE) if (text := getattr(own, name))}
    derived = {"derived": True} if str(own.derived) == "true" else {}
    return JSON.encode({"value": Raw(str(own.value or "null").encode()), **derived, **said})


@cache
def _series(series: str, *own: str) -> bytes:
    said = {name: text for name, text in zip(OF_SERIES, own, strict=True) if text}
    return JSON.encode({"id": series, **said})[:-1]
