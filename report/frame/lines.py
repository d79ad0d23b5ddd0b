"""Each value as a line of CSV and as a member of JSON, made once: every machine file is some of them put together.

They are kept by what they follow from, the returns quarter by quarter, so that a build whose data did not change asks
pandas for nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, MutableMapping, Sequence
from importlib.metadata import version
from typing import TYPE_CHECKING, NamedTuple

from msgspec import Raw
from msgspec.json import Encoder

from report.frame.fields import CITED, FIELDS, NAMES, OF_SERIES, OF_VALUE, OFFICIAL, Field
from report.frame.tidy import Tidy, frame, of_figures, of_quarter, of_tables
from report.inputs import Inputs
from report.model import Dataset
from report.pages.desk import Desk
from report.period import Quarter
from report.plaintext import csv_lines, plain, safe
from report.seals.sealed_files import hash_of_file
from report.store import code, digest, pack, remember_all, unpack
from report.wording import exact

if TYPE_CHECKING:
    import pandas as pd

HEADER = (",".join(NAMES) + "\n").encode()
OF_RETURN = ("edition", "released_at", "file")  # JSON says it once of all values of a quarter
JSON = Encoder()
WRITTEN = ("region", "place", "unit", "sheet", "note")  # by people; all else is keys and numbers
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
    found = remember_all(kept, wanted, lambda some: [_packed(rows()) for rows in some])
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
    key = digest([], code(__name__), version("pandas"), common)
    days = [(name, one.published_on) for name, one in dataset.sources.items() if one.kind != "return"]
    found = {part: digest([], key, repr((rows, days))) for part, rows in _cells_apart(dataset).items()}
    counted = repr({name: desk.figures.subjects(name) for name in dataset.indicators})
    key = digest([inputs.data / name for name in READ_BY], key, counted)
    for quarter, edition in dataset.returns.items():
        numbers = [(one.number, one.version) for one in desk.editions.get(quarter, ())]
        key = digest([], key, repr((edition.publication, numbers)), hash_of_file(inputs, edition.file))
        found[quarter.code] = key
    return found


def _cells_apart(dataset: Dataset) -> Mapping[str, object]:
    return {OFFICIAL: dataset.official, CITED: dataset.cited}


def _packed(rows: Iterable[Tidy]) -> bytes:
    """The lines as one, column by column."""
    columns = [*zip(*_made(frame(rows)), strict=True)] or [()] * len(ValueLine._fields)
    return pack(*(b"".join(cell + b"\n" for cell in column) for column in columns))


def _unpacked(packed: bytes, series: dict[bytes, bytes]) -> Iterator[ValueLine]:
    csv, value, own, *found_by = (content.split(b"\n")[:-1] for content in unpack(packed))
    shared = ([series.setdefault(text, text) for text in column] for column in (own, *found_by))
    return map(ValueLine._make, zip(csv, value, *shared, strict=True))


# ---------------------------------------------------------------- made of a frame


def _made(table: pd.DataFrame) -> Iterator[ValueLine]:
    texts = as_text(table)
    quarters = table["period_end"].dt.to_period("Q").astype("str").where(table["period_end"].notna(), "")
    quarters = quarters.where(table["span"].ne("target"), "")
    records = zip(*(texts[name].tolist() for name in NAMES), strict=True)
    for csv, record, quarter in zip(csv_rows(texts), records, quarters.tolist(), strict=True):
        said = dict(zip(NAMES, record, strict=True))
        found_by = (said["indicator"], said["region_code"], quarter, said["source"])
        yield ValueLine(csv, _value(said), _series(said), *(text.encode() for text in found_by))


def as_text(table: pd.DataFrame) -> pd.DataFrame:
    """Every cell as files have it: numbers exact, days and truth as in ISO 8601 and JSON, empty where there is none."""
    return table.assign(**{one.name: _as_text(table[one.name], one) for one in FIELDS})


def _as_text(column: pd.Series, one: Field) -> pd.Series:
    if one.kind in ("text", "code") and one.name not in WRITTEN:
        return column.astype("object")
    text = AS_TEXT[one.kind]
    if one.kind == "number":  # 1.0 and 1 are equal, and written otherwise
        return column.map(text, na_action="ignore").where(column.notna(), "")
    told = {value: text(value) for value in column.dropna().unique()}
    return column.map(told).astype("object").where(column.notna(), "")


AS_TEXT: Mapping[str, Callable[..., str]] = {
    "text": plain,
    "code": plain,
    "day": lambda day: day.date().isoformat(),
    "number": exact,
    "truth": lambda truth: "true" if truth else "false",
    "whole": str,
}


def csv_rows(texts: pd.DataFrame) -> list[bytes]:
    """A line a row, without the end of the line; what a spreadsheet would take for a formula is made safe."""
    harmless = texts.assign(**{name: _harmless(texts[name]) for name in WRITTEN})
    rows = zip(*(harmless[name].tolist() for name in NAMES), strict=True)
    return csv_lines(rows).encode().split(b"\n")[:-1]


def _harmless(column: pd.Series) -> pd.Series:
    return column.map({text: safe(text) for text in column.unique()})


def _value(said: Mapping[str, str]) -> bytes:
    """A member of the values of a series; what a return says of all its values is left out, and so is what is empty."""
    own = {name: said[name] for name in OF_VALUE if said[name] and not (name in OF_RETURN and said["edition"])}
    derived = {"derived": True} if said["derived"] == "true" else {}
    return JSON.encode({"value": Raw((said["value"] or "null").encode()), **derived, **own})


def _series(said: Mapping[str, str]) -> bytes:
    own = {name: said[name] for name in OF_SERIES if said[name]}
    return JSON.encode({"id": said["series"], **own})[:-1]
