"""data/fetch.yml → sources: which quarter's return is fetched from where."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath
from urllib.parse import urlsplit

from report import moment
from report.checks.of_plan import OF_RECORD, RULES, WRITTEN, FetchPlan
from report.checks.rule import found
from report.inputs import Inputs, read_once
from report.inputs.files import read_table
from report.inputs.raw import ColumnSchema, FileSchema, RawData, RawRow
from report.inputs.values import of_row
from report.model import Problem
from report.period import Quarter
from report.returns.record import read_record

FILE = "fetch.yml"
RECORD = "release.yml"
COLUMNS = (
    ColumnSchema("quarter", "the quarter of the return", required=True, example="2026Q4"),
    ColumnSchema("url", "https address of the return, .xlsx or .csv", type="url"),
    ColumnSchema("sha256", "checksum of the return, where it is known beforehand"),
    ColumnSchema("sha256_url", "address of a text that begins with the checksum", type="url"),
    ColumnSchema("token", "environment variable that holds the token sent as Authorization: Bearer"),
    ColumnSchema("query", "SELECT whose columns are those of the long form: 地区, 指标, 对象, 口径, 数值"),
    ColumnSchema("database", "environment variable that holds the SQLAlchemy address of the database"),
    ColumnSchema(
        "revision", "1: the return is the first revision, 2026Q4-r1", type="integer", minimum="1", maximum="9"
    ),
    ColumnSchema("publisher", "as in release.yml; needed where that file is not there yet"),
    ColumnSchema("title", "as in release.yml"),
    ColumnSchema("release_at", "as in release.yml", example=moment.EXAMPLE),
    ColumnSchema("cut_off", "as in release.yml", type="date"),
    ColumnSchema("status", "as in release.yml"),
)
SCHEMA = FileSchema(FILE, "sources of quarterly returns", ("quarter",), COLUMNS)


@dataclass(frozen=True)
class ReturnSource:
    """Where the return of a quarter comes from; either *url* or *query* is given."""

    quarter: Quarter
    url: str
    sha256: str
    sha256_url: str
    token: str
    query: str
    database: str
    revision: int
    record: Mapping[str, str]

    @property
    def name(self) -> str:
        """The file that it becomes, without folder: 2026Q4.xlsx, 2026Q4-r1.csv."""
        suffix = PurePosixPath(urlsplit(self.url).path).suffix.lower() if self.url else ".csv"
        return f"{self.quarter.code}{f'-r{self.revision}' if self.revision else ''}{suffix}"


@read_once
def read_plan(inputs: Inputs) -> tuple[tuple[ReturnSource, ...], tuple[Problem, ...]]:
    """The sources by quarter, or what is wrong with data/fetch.yml; neither where there is no such file."""
    path = inputs.data / FILE
    if not path.is_file():
        return (), ()
    table, unreadable = read_table(inputs, path, SCHEMA)
    raw = RawData((table,), (SCHEMA,))
    described = frozenset(path.parent.name for path in (inputs.data / "releases").glob(f"*/{RECORD}"))
    wrong = {*unreadable, *found(WRITTEN, raw), *found(RULES, FetchPlan(table.rows, described))}
    if wrong:
        return (), tuple(sorted(wrong))
    return tuple(sorted(map(_source, table.rows), key=lambda source: source.quarter)), ()


def _source(row: RawRow) -> ReturnSource:
    return of_row(
        ReturnSource,
        row,
        quarter=Quarter.parse(row["quarter"]),
        revision=int(row["revision"] or 0),
        record={name: row[name] for name in OF_RECORD if row[name]},
    )


# ---------------------------------------------------------------- when


def out_at(source: ReturnSource, folder: Path) -> datetime | None:
    """The minute from which readers see the return: of its version in release.yml, else as data/fetch.yml says."""
    path = folder / RECORD
    record = read_record(RECORD, path.read_bytes() if path.is_file() else b"")
    if source.revision:
        return next((one.released_at for one in record.versions if one.file == source.name), None)
    return record.released_at or _moment(source.record.get("release_at", ""))


def _moment(text: str) -> datetime | None:
    try:
        return moment.parse(text)
    except ValueError:
        return None
