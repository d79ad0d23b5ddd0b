"""Rules about data/fetch.yml: each source is of a quarter, at one place, and holds no secret."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from report import moment
from report.checks.of_data import schema
from report.checks.rule import Rule, at, rule
from report.inputs.raw import RawData, RawRow
from report.inputs.written_values import FORMS_OF_TYPES
from report.model import Problem
from report.period import Quarter

OF_RECORD = ("publisher", "title", "release_at", "cut_off", "status")
ENVIRONMENT = re.compile(r"[A-Z][A-Z0-9_]*")
CHECKSUM = re.compile(r"[0-9a-f]{64}")
QUERY = re.compile(r"(?:select|with)\b", re.IGNORECASE)


@dataclass(frozen=True)
class FetchPlan:
    """What data/fetch.yml says; *described*: the quarters whose release.yml is there."""

    rows: tuple[RawRow, ...]
    described: frozenset[str]


@rule("fetch-quarter", also=("fetch-record",))
def quarters(plan: FetchPlan) -> Iterator[Problem]:
    """A source is of a quarter, and its release is described."""
    for row in plan.rows:
        try:
            quarter = Quarter.parse(row["quarter"])
        except ValueError:
            yield at(row.cell("quarter").where, f"「{row['quarter'][:20]}」不是季度", "请写作 2026Q4")
            continue
        if quarter.code != row["quarter"]:
            yield at(row.cell("quarter").where, f"「{row['quarter'][:20]}」写法有误", "请写作 2026Q4")
        missing = [name for name in OF_RECORD if not row[name]]
        if missing and quarter.code not in plan.described:
            what = f"还没有 data/releases/{quarter.code}/release.yml，这里也没有 {'、'.join(missing)}"
            yield at(row.where, what, "请补上其中一处，报表要有出处", rule="fetch-record")


@rule("fetch-place", also=("fetch-checksum",))
def one_place(plan: FetchPlan) -> Iterator[Problem]:
    """Either an address with its checksum, or a query with its database."""
    for row in plan.rows:
        if bool(row["url"]) == bool(row["query"]):
            yield at(row.where, "url 和 query 应恰有一个", "请写网址，或写查询")
        elif row["url"] and bool(row["sha256"]) == bool(row["sha256_url"]):
            yield at(row.where, "没有校验值，或写了两处", "请写 sha256，或写 sha256_url", rule="fetch-checksum")
        elif row["query"] and not row["database"]:
            yield at(row.where, "没有 database", "请写存有数据库地址的环境变量名，如 PANHUO_DATABASE")


@rule("fetch-address")
def addresses(plan: FetchPlan) -> Iterator[Problem]:
    """https, no names or passwords in it, a workbook or CSV at its end."""
    for row in plan.rows:
        for name in ("url", "sha256_url"):
            parts = urlsplit(row[name])
            if row[name] and (parts.scheme != "https" or not parts.hostname):
                yield at(row.cell(name).where, f"{name} 不是 https 地址", "请写 https:// 开头的完整地址")
            if "@" in parts.netloc:
                cure = "请把令牌放进环境变量，在 token 写变量名"
                yield at(row.cell(name).where, f"{name} 含用户名或密码", cure)
        if row["url"] and PurePosixPath(urlsplit(row["url"]).path).suffix.lower() not in (".xlsx", ".csv"):
            yield at(row.cell("url").where, "网址不以 .xlsx 或 .csv 结尾", "请写报表文件本身的地址")


@rule("fetch-secret", also=("fetch-checksum", "fetch-query", "fetch-moment"))
def words(plan: FetchPlan) -> Iterator[Problem]:
    """Names of environment variables, a checksum, a question and no order, a moment."""
    for row in plan.rows:
        for name in ("token", "database"):
            if row[name] and not ENVIRONMENT.fullmatch(row[name]):
                cure = "密码和令牌不进文件；请写环境变量名，如 PANHUO_DATABASE"
                yield at(row.cell(name).where, f"{name} 不是环境变量名", cure)
        if row["sha256"] and not CHECKSUM.fullmatch(row["sha256"]):
            yield at(
                row.cell("sha256").where, "sha256 不是 64 位十六进制数", "请用 sha256sum 计算", rule="fetch-checksum"
            )
        if row["query"] and not QUERY.match(row["query"]):
            yield at(row.cell("query").where, "query 不是查询", "只能写 SELECT 或 WITH 开头的语句", rule="fetch-query")
        if row["release_at"] and FORMS_OF_TYPES["moment"](row["release_at"]):
            cure = f"请写作 {moment.EXAMPLE}"
            yield at(row.cell("release_at").where, f"「{row['release_at'][:30]}」不是时刻", cure, rule="fetch-moment")


WRITTEN: tuple[Rule[RawData], ...] = (
    schema.empty_mandatory_cells,
    schema.badly_written_values,
    schema.values_out_of_range,
    schema.duplicate_keys,
)
RULES: tuple[Rule[FetchPlan], ...] = (quarters, one_place, addresses, words)
