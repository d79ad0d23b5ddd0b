"""data/fetch.yml → sources: which quarter's return is fetched from where."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath
from urllib.parse import urlsplit

from report import moment
from report.checks.of_data import schema
from report.inputs.files import read_table
from report.inputs.raw import Column, FileSchema, RawData, Row
from report.model import Problem
from report.period import Quarter
from report.returns.record import read_record

FILE = "fetch.yml"
RECORD = "release.yml"
OF_RECORD = ("publisher", "title", "release_at", "cut_off", "status")
COLUMNS = (
    Column("quarter", "the quarter of the return", required=True, example="2026Q4"),
    Column("url", "https address of the return, .xlsx or .csv", type="url"),
    Column("sha256", "checksum of the return, where it is known beforehand"),
    Column("sha256_url", "address of a text that begins with the checksum", type="url"),
    Column("token", "environment variable that holds the token sent as Authorization: Bearer"),
    Column("query", "SELECT whose columns are those of the long form: 地区, 指标, 对象, 口径, 数值"),
    Column("database", "environment variable that holds the SQLAlchemy address of the database"),
    Column("revision", "1: the return is the first revision, 2026Q4-r1", type="integer", minimum="1", maximum="9"),
    Column("publisher", "as in release.yml; needed where that file is not there yet"),
    Column("title", "as in release.yml"),
    Column("release_at", "as in release.yml", example=moment.EXAMPLE),
    Column("cut_off", "as in release.yml", type="date"),
    Column("status", "as in release.yml"),
)
SCHEMA = FileSchema(FILE, "sources of quarterly returns", ("quarter",), COLUMNS)
ENVIRONMENT = re.compile(r"[A-Z][A-Z0-9_]*")
CHECKSUM = re.compile(r"[0-9a-f]{64}")
QUERY = re.compile(r"(?:select|with)\b", re.IGNORECASE)
Rule = Callable[[Row, Path], Iterator[Problem]]


@dataclass(frozen=True)
class Source:
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


def read_plan(root: Path) -> tuple[tuple[Source, ...], tuple[Problem, ...]]:
    """The sources by quarter, or what is wrong with data/fetch.yml; neither where there is no such file."""
    path = root / "data" / FILE
    if not path.is_file():
        return (), ()
    table, unreadable = read_table(root, path, SCHEMA)
    raw = RawData((table,), (SCHEMA,))
    written = (
        schema.empty_mandatory_cells,
        schema.badly_written_values,
        schema.values_out_of_range,
        schema.duplicate_keys,
    )
    found = [
        *unreadable,
        *(problem for rule in written for problem in rule(raw)),
        *(problem for row in table.rows for rule in RULES for problem in rule(row, root)),
    ]
    if found:
        return (), tuple(sorted(set(found)))
    return tuple(sorted(map(_source, table.rows), key=lambda source: source.quarter)), ()


def _source(row: Row) -> Source:
    return Source(
        Quarter.parse(row["quarter"]),
        row["url"],
        row["sha256"],
        row["sha256_url"],
        row["token"],
        row["query"],
        row["database"],
        int(row["revision"] or 0),
        {name: row[name] for name in OF_RECORD if row[name]},
    )


# ---------------------------------------------------------------- rules


def _quarters(row: Row, root: Path) -> Iterator[Problem]:
    """A source is of a quarter, and its release is described."""
    try:
        quarter = Quarter.parse(row["quarter"])
    except ValueError:
        yield row.cell("quarter").problem("fetch-quarter", f"「{row['quarter'][:20]}」不是季度", "请写作 2026Q4")
        return
    if quarter.code != row["quarter"]:
        yield row.cell("quarter").problem("fetch-quarter", f"「{row['quarter'][:20]}」写法有误", "请写作 2026Q4")
    missing = [name for name in OF_RECORD if not row[name]]
    if missing and not (root / "data/releases" / quarter.code / RECORD).is_file():
        what = f"还没有 data/releases/{quarter.code}/{RECORD}，这里也没有 {'、'.join(missing)}"
        yield row.problem("fetch-record", what, "请补上其中一处，报表要有出处")


def _one_place(row: Row, root: Path) -> Iterator[Problem]:
    """Either an address with its checksum, or a query with its database."""
    if bool(row["url"]) == bool(row["query"]):
        yield row.problem("fetch-place", "url 和 query 应恰有一个", "请写网址，或写查询")
    elif row["url"] and bool(row["sha256"]) == bool(row["sha256_url"]):
        yield row.problem("fetch-checksum", "没有校验值，或写了两处", "请写 sha256，或写 sha256_url")
    elif row["query"] and not row["database"]:
        yield row.problem("fetch-place", "没有 database", "请写存有数据库地址的环境变量名，如 PANHUO_DATABASE")


def _addresses(row: Row, root: Path) -> Iterator[Problem]:
    """https, no names or passwords in it, a workbook or CSV at its end."""
    for name in ("url", "sha256_url"):
        parts = urlsplit(row[name])
        if row[name] and (parts.scheme != "https" or not parts.hostname):
            yield row.cell(name).problem("fetch-address", f"{name} 不是 https 地址", "请写 https:// 开头的完整地址")
        if "@" in parts.netloc:
            cure = "请把令牌放进环境变量，在 token 写变量名"
            yield row.cell(name).problem("fetch-address", f"{name} 含用户名或密码", cure)
    if row["url"] and PurePosixPath(urlsplit(row["url"]).path).suffix.lower() not in (".xlsx", ".csv"):
        yield row.cell("url").problem("fetch-address", "网址不以 .xlsx 或 .csv 结尾", "请写报表文件本身的地址")


def _words(row: Row, root: Path) -> Iterator[Problem]:
    """Names of environment variables, a checksum, a question and no order, a moment."""
    for name in ("token", "database"):
        if row[name] and not ENVIRONMENT.fullmatch(row[name]):
            cure = "密码和令牌不进文件；请写环境变量名，如 PANHUO_DATABASE"
            yield row.cell(name).problem("fetch-secret", f"{name} 不是环境变量名", cure)
    if row["sha256"] and not CHECKSUM.fullmatch(row["sha256"]):
        yield row.cell("sha256").problem("fetch-checksum", "sha256 不是 64 位十六进制数", "请用 sha256sum 计算")
    if row["query"] and not QUERY.match(row["query"]):
        yield row.cell("query").problem("fetch-query", "query 不是查询", "只能写 SELECT 或 WITH 开头的语句")
    if row["release_at"] and _moment(row["release_at"]) is None:
        cure = f"请写作 {moment.EXAMPLE}"
        yield row.cell("release_at").problem("fetch-moment", f"「{row['release_at'][:30]}」不是时刻", cure)


RULES: tuple[Rule, ...] = (_quarters, _one_place, _addresses, _words)


# ---------------------------------------------------------------- when


def out_at(source: Source, folder: Path) -> datetime | None:
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
