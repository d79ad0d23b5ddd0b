"""Rules about calendar.yml and redirects.csv: what is promised, and what became of an address."""

from __future__ import annotations

from collections.abc import Iterator

from report.checks.rule import at, rule
from report.inputs.raw import RawData, RawRow
from report.model import Problem
from report.moment import day_of, parse
from report.numbers.embargo import FIRST
from report.period import Quarter


@rule("moved-without-reason")
def moved_with_a_reason(raw: RawData) -> Iterator[Problem]:
    """A moved date keeps the one before, and says why."""
    for row in raw.rows("calendar.yml"):
        if bool(row["moved_from"]) != bool(row["reason"]):
            lacking = "reason" if row["moved_from"] else "moved_from"
            cure = "改期须同时写原定时间（moved_from）和原因（reason）；没有改期的，两项都不写"
            yield at(row.where, f"缺少「{lacking}」", cure)
        elif row["moved_from"] and row["moved_from"] == row["at"]:
            yield at(
                row.cell("moved_from").where,
                "「moved_from」与「at」相同",
                "请在 at 写新的时间，moved_from 写原定的时间",
            )


@rule("announced-too-early")
def announced_after_the_quarter(raw: RawData) -> Iterator[Problem]:
    """No return is out before its quarter is over."""
    for row in raw.rows("calendar.yml"):
        try:
            quarter, minute = Quarter.parse(row["quarter"]), parse(row["at"])
        except ValueError:
            continue  # badly_written_values says so
        if day_of(minute) <= quarter.end:
            yield at(row.cell("at").where, f"{row['at']} 时{quarter.title}还没有结束", "请核对季度和发布时间")


@rule("announced-twice")
def announced_once(raw: RawData) -> Iterator[Problem]:
    """A quarter has one first release."""
    first: dict[str, RawRow] = {}
    for row in raw.rows("calendar.yml"):
        if row["kind"] == FIRST and (before := first.setdefault(row["quarter"], row)) is not row:
            what = f"{row['quarter']} 的首次发布在第 {before.where.line} 行已经写过"
            yield at(row.where, what, "改期的请在原来那一条写 moved_from 和 reason；修订的 kind 写修订发布")


@rule("redirect-in-circles")
def redirects_end(raw: RawData) -> Iterator[Problem]:
    """An address leads straight to the page that took its place, and not to itself or another that has moved."""
    moved = raw.by_key("redirects.csv")
    for row in raw.rows("redirects.csv"):
        if row["to"] and row["to"] in moved:
            what = f"「to」写作 {row['to']}，而它自己也在「from」一列"
            yield at(row.cell("to").where, what, "请写最终的地址；已撤下的，to 留空")
