"""The data beside a page, opened again: CSV and JSON hold the same values, and the tables of the page hold them too."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from report.audit.readback.opened import csv_rows
from report.period import Quarter

Difference = tuple[int, str, str, str]  # line (0: the whole file), what, as one file says, as the other says
Row = Mapping[str, str]
REGION_CODE = "region_code"


class _Series(msgspec.Struct):
    id: str
    kind: str
    indicator: str
    region_code: str
    region: str
    values: list[dict[str, Any]]
    place: str = ""
    span: str = ""
    subject: str = ""
    scope: str = ""
    unit: str = ""


class _Data(msgspec.Struct):
    series: list[_Series]
    returns: dict[str, dict[str, Any]]
    sources: dict[str, dict[str, str]]


DATA = msgspec.json.Decoder(_Data, float_hook=str)  # decimals as they are written


def of_data(folder: Path, tables: Iterable[str], content: bytes) -> Iterator[Difference]:
    """Where data.csv, which is *content*, is not what data.json in *folder* says, nor what its *tables* hold."""
    header, *rows = csv_rows(content)
    yield from _of_json((folder / "data.json").read_bytes(), header, rows)
    given = [dict(zip(header, row, strict=True)) for row in rows]
    about = folder.parent.name
    known = {(_column(row), _label(row, about)): row["value"] for row in given if row["kind"] == "return"}
    codes = {row["region"]: row["region_code"] for row in given}
    for name in tables if known else ():
        yield from _of_table(name, *csv_rows((folder / f"{name}.plain.csv").read_bytes()), known=known, codes=codes)


def _of_json(content: bytes, header: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[Difference]:
    told, given = Counter(_members(content, header)), Counter(map(tuple, rows))
    for row in () if dict(told) == dict(given) else (told - given) | (given - told):
        yield 0, row[0], ",".join(row) if row in told else "", ",".join(row) if row in given else ""


def _members(content: bytes, header: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """The values of data.json as rows of the CSV."""
    data = DATA.decode(content)
    for one in data.series:
        series = {name: getattr(one, name) for name in one.__struct_fields__} | {"series": one.id}
        for value in one.values:
            said = {**series, **_said_once(one, value, data), **value}
            yield tuple([one if isinstance(one, str) else _text(one) for one in map(said.get, header)])


def _said_once(one: _Series, value: Mapping[str, Any], data: _Data) -> Mapping[str, Any]:
    if one.kind != "return":
        return {"released_at": data.sources[value["source"]]["published_on"], "derived": False}
    of_return = data.returns[value["period"]]
    return {**of_return, **({"file": ""} if value.get("derived") else {"derived": False})}


def _text(value: object) -> str:
    """As CSV has it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


# ---------------------------------------------------------------- the tables of the page


def _column(row: Row) -> str:
    """What the CSV of a table calls the column in which such a value stands."""
    span = f"_{row['span']}" if row["span"] in ("quarter", "ytd") else ""
    holder = "" if row["subject"] == "universities_and_institutes" else f"_{row['subject']}"
    return f"{row['indicator']}{span}{holder}"


def _label(row: Row, about: str) -> str:
    """What stands before its row: the region on the page of a quarter, the quarter on that of a region.

    The page of an indicator has the nation's quarters.
    """
    if about == "quarters":
        return row["region"]
    return _quarter(row["period"]).title if about == "regions" or row["region_code"] == "CN" else ""


_quarter = cache(Quarter.parse)  # a few quarters, of tens of thousands of rows


def _of_table(
    name: str, header: Sequence[str], *rows: Sequence[str], known: Mapping[tuple[str, str], str], codes: Row
) -> Iterator[Difference]:
    """Values of a table, and codes of its regions, that the data have otherwise."""
    columns = {column for column, _ in known}
    shared = [n for n, column in enumerate(header) if column in columns or column == REGION_CODE]
    for number, row in enumerate(rows, start=2):
        for n in shared:
            said = codes.get(row[0]) if header[n] == REGION_CODE else known.get((header[n], row[0]))
            if said is not None and row[n] != said:
                yield number, f"{name}.plain.csv：{header[n]}", row[n], said
