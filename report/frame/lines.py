"""Each value as a line of CSV and as a member of JSON, made once: every machine file is some of them put together.

They are kept by what they follow from, the returns quarter by quarter. Made without pandas, with which it took twice as
long: a row is a line here, and nothing is worked out of several.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, MutableMapping, Sequence
from datetime import date
from functools import cache, lru_cache
from itertools import chain
from typing import Any, NamedTuple

from msgspec import Raw
from msgspec.json import Encoder

from report.frame.fields import CITED, FIELDS, NAMES, OF_SERIES, OF_VALUE, OFFICIAL, Field
from report.frame.tidy import Tidy, of_figures, of_quarter, of_tables
from report.inputs import Inputs
from report.model import Dataset
from report.pages.desk import Desk
from report.period import Quarter
from report.plaintext import csv_lines, plain, safe
from report.seals.sealed_files import hash_of_file
from report.store import code, digest, make_missing, pack, unpack
from report.wording import exact

HEADER = (",".join(NAMES) + "\n").encode()
OF_RETURN = ("edition", "released_at", "file")  # JSON says it once of all values of a quarter
JSON = Encoder()
WRITTEN = ("region", "place", "unit", "sheet", "note")  # by people; all else is keys and numbers
READ_BY = ("form.yml", "ratios.yml", "mappings")
AT_ONCE = 8  # parts: the lines of a return are four megabytes, and take ten times as much while they are made


class ValueLine(NamedTuple):
    """A value: its line of CSV, the member of its series in JSON, and what it is found by."""

    csv: bytes
    value: bytes
    series: bytes  # what JSON says of the series
    indicator: bytes
    region_code: bytes
    quarter: bytes  # 2024Q3, in which it ends; empty of a target, and where no time is stated
    source: bytes


def make_lines(desk: Desk, known: Mapping[str, str], kept: MutableMapping[str, bytes]) -> None:
    """Have *kept* hold the lines of all that is out: the return of each quarter, official tables, cited figures.

    *known*: the `keys` of these parts, under which *kept* has them.
    """
    wanted = {known[part]: rows for part, rows in _parts(desk).items()}
    make_missing(kept, wanted, lambda some: [_packed(rows()) for rows in some], many=2, at_once=AT_ONCE)


def lines(packs: Iterable[bytes]) -> Iterator[ValueLine]:
    """The lines of several parts, as they are kept."""
    series: dict[bytes, bytes] = {}  # the same from quarter to quarter
    return chain.from_iterable(_unpacked(packed, series) for packed in packs)


def csv_file(packs: Iterable[bytes]) -> bytes:
    """All lines of several parts as CSV: UTF-8 without a mark, lines that end in LF."""
    return HEADER + b"".join(next(unpack(packed)) for packed in packs)


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
    apart = {part: digest([], key, repr((rows, days))) for part, rows in _cells_apart(dataset).items()}
    counted = repr({name: desk.figures.subjects(name) for name in dataset.indicators})
    key = digest([inputs.data / name for name in READ_BY], key, counted)
    found = dict[str, str]()
    for quarter, version in dataset.returns.items():
        numbers = [(one.number, one.version) for one in desk.editions.get(quarter, ())]
        key = digest([], key, repr((version.publication, numbers)), hash_of_file(inputs, version.file))
        found[quarter.code] = key
    return found | apart


def _cells_apart(dataset: Dataset) -> Mapping[str, object]:
    return {OFFICIAL: dataset.official, CITED: dataset.cited}


def _packed(rows: Iterable[Tidy]) -> bytes:
    """The lines of *rows* as one: the columns of `ValueLine`, each a text with a line for each row."""
    found = as_text(rows)
    values = map(_value, *(found[name] for name in ("value", "derived", "edition", *OF_VALUE)))
    series = map(_series, *(found[name] for name in ("series", *OF_SERIES)))
    quarters = map(_quarter, found["period_end"], found["span"])
    found_by = (found["indicator"], found["region_code"], quarters, found["source"])
    return pack(csv_of(found), *(_one_a_line(column) for column in (values, series, *found_by)))


def _one_a_line(column: Iterable[str]) -> bytes:
    return "\n".join([*column, ""]).encode()


def _unpacked(packed: bytes, series: dict[bytes, bytes]) -> Iterator[ValueLine]:
    csv, value, own, *found_by = (content.split(b"\n")[:-1] for content in unpack(packed))
    shared = ([series.setdefault(text, text) for text in column] for column in (own, *found_by))
    return map(ValueLine._make, zip(csv, value, *shared, strict=True))


# ---------------------------------------------------------------- columns: neighbours are alike, and worked out once


def as_text(rows: Iterable[Tidy]) -> Mapping[str, Sequence[str]]:
    """Each column by name, as files have it: numbers exact, days and truth as in ISO 8601 and JSON, empty for none."""
    columns = [*zip(*rows, strict=True)] or [()] * len(FIELDS)
    return {one.name: _texts(one, column) for one, column in zip(FIELDS, columns, strict=True)}


def _texts(field: Field, column: Sequence[Any]) -> Sequence[str]:
    is_key = field.kind in KEYS and field.name not in WRITTEN
    return column if is_key else [*map(AS_TEXT[field.kind], column)]


AS_TEXT: Mapping[str, Callable[[Any], str]] = {
    "text": lru_cache(maxsize=1024)(plain),
    "code": lru_cache(maxsize=1024)(plain),
    "day": lru_cache(lambda day: day.isoformat() if day else ""),
    "number": exact,
    "truth": lambda truth: "true" if truth else "false",
    "whole": lambda number: "" if number is None else str(number),
}
KEYS = ("text", "code")  # mostly: what is no key is WRITTEN


def csv_of(columns: Mapping[str, Sequence[str]]) -> bytes:
    """A line a row; what a spreadsheet would take for a formula is made safe."""
    harmless = (map(_safe, column) if name in WRITTEN else column for name, column in columns.items())
    return csv_lines(zip(*harmless, strict=True)).encode()


_safe = lru_cache(maxsize=1024)(safe)


@cache
def _quarter(day: str, span: str) -> str:
    """In which a value ends whose last *day* this is."""
    return Quarter.of(date.fromisoformat(day)).code if day and span != "target" else ""


def _value(value: str, derived: str, edition: str, *own: str) -> str:
    """A member of the values of a series; what a return says of all its values is left out, and so is what is empty."""
    names = zip(OF_VALUE, own, strict=True)
    said = {name: text for name, text in names if text and not (edition and name in OF_RETURN)}
    return JSON.encode(
        {"value": Raw(value or "null"), **({"derived": True} if derived == "true" else {}), **said}
    ).decode()


@cache
def _series(series: str, *own: str) -> str:
    said = {name: text for name, text in zip(OF_SERIES, own, strict=True) if text}
    return JSON.encode({"id": series, **said})[:-1].decode()
