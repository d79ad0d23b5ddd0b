"""Rules about cited figures: periods, units, places, and statements that say what the value says."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from report.checks.rule import at, rule
from report.inputs.raw import RawData, RawRow
from report.inputs.written_values import decimal
from report.model import Problem
from report.wording import numbers_in

COUNT_WORDS = {"件", "次", "项", "场"}  # a count may keep the source's own word
FALLS = ("下降", "降低", "减少", "回落")


@rule("period-reversed")
def periods_reversed(raw: RawData) -> Iterator[Problem]:
    """The first day is not after the last."""
    for row in raw.rows("figures.csv"):
        start, end = _day(row["period_start"]), _day(row["period_end"])
        if start and end and start > end:
            yield at(row.cell("period_end").where, f"{start} 晚于 {end}", "请把起止日期对调或改正")


@rule("period-missing", also=("not-comparable",))
def periods_missing(raw: RawData) -> Iterator[Problem]:
    """A figure without a last day says 未注明 in its note and is not comparable."""
    for row in raw.rows("figures.csv"):
        if not row["period_end"] and "未注明" not in row["note"]:
            cure = "请填写截止日；来源确未写明的，在 note 中注明「时点未注明」"
            yield at(row.cell("period_end").where, "没有 period_end", cure)
        elif not row["period_end"] and row["comparable"] == "yes":
            yield at(row.cell("comparable").where, "时点不明的数字不可比", "请改为 no", rule="not-comparable")


@rule("kind-period")
def kinds_without_their_period(raw: RawData) -> Iterator[Problem]:
    """A stock or target has only a last day; a flow is one calendar year; a ytd starts somewhere."""
    for row in raw.rows("figures.csv"):
        start, end, kind = row["period_start"], row["period_end"], row["kind"]
        if kind in ("stock", "target") and start:
            yield at(row.cell("period_start").where, f"{kind} 不应有 period_start", "请留空")
        if kind in ("flow", "ytd") and end and not start:
            yield at(row.cell("period_start").where, f"{kind} 缺少 period_start", "请填写起始日")
        if kind == "flow" and start and end and (start[5:], end[5:], start[:4]) != ("01-01", "12-31", end[:4]):
            cure = "全年数应为某年1月1日至12月31日；不足一年的请把 kind 改为 ytd"
            yield at(row.cell("period_start").where, f"flow 的时期是 {start} 至 {end}", cure)


@rule("unit-mismatch")
def units_that_disagree(raw: RawData) -> Iterator[Problem]:
    """A value has its indicator's unit (a count may keep the source's word), a growth has % or 百分点."""
    indicators = raw.by_key("indicators.yml")
    for row in raw.rows("figures.csv"):
        if row["indicator"] in indicators and (cure := _unit_cure(row, indicators[row["indicator"]]["unit"])):
            yield at(row.cell("unit").where, f"单位「{row['unit']}」与指标不符", cure)


def _unit_cure(row: RawRow, unit: str) -> str:
    if row["kind"] == "growth":
        if row["unit"] not in ("%", "百分点"):
            return "增减的单位是 % 或 百分点"
        return "百分点只用于比率指标，请改为 %" if row["unit"] == "百分点" and unit != "%" else ""
    if row["unit"] == unit:
        return ""
    if not {row["unit"], unit} <= COUNT_WORDS:
        return f"请换算成「{unit}」"
    return "单位与指标不同的数字不可比，请把 comparable 改为 no" if row["comparable"] == "yes" else ""


@rule("below-zero")
def values_below_zero(raw: RawData) -> Iterator[Problem]:
    """Only a growth can be negative: a fall is written with a minus and said with a word such as 下降."""
    for row in raw.rows("figures.csv"):
        value = decimal(row["value"])
        if value is not None and value < 0 and row["kind"] != "growth":
            cure = "只有增减（growth）可以为负；请核对 kind 与 value"
            yield at(row.cell("value").where, f"{row['kind']} 的 value 为 {row['value']}", cure)


@rule("out-of-range")
def rates_above_hundred(raw: RawData) -> Iterator[Problem]:
    """A rate is at most 100."""
    for row in raw.rows("figures.csv"):
        value = decimal(row["value"])
        if row["kind"] == "rate" and value is not None and value > 100:
            cure = "比率不超过 100；若是增减请把 kind 改为 growth"
            yield at(row.cell("value").where, f"比率为 {row['value']}", cure)


@rule("level-mismatch", also=("not-comparable",))
def places_that_disagree(raw: RawData) -> Iterator[Problem]:
    """Level, region and place tell the same: national is 全国, city and institution name a place."""
    for row in raw.rows("figures.csv"):
        if (row["level"] == "national") != (row["region"] == "全国"):
            cure = "national 与「全国」须同时出现"
            yield at(row.cell("level").where, f"{row['level']} 与「{row['region']}」不一致", cure)
        if (row["level"] in ("city", "institution")) != bool(row["place"]):
            cure = "市级、单位级数字须写 place，省级和全国数字须留空"
            yield at(row.cell("place").where, f"{row['level']} 的 place 为 {row['place']!r}", cure)
        if row["level"] != "province" and row["comparable"] == "yes":
            yield at(row.cell("comparable").where, "只有省级数字可标为可比", "请改为 no", rule="not-comparable")


@rule("level-mismatch")
def levels_of_documents(raw: RawData) -> Iterator[Problem]:
    """A national document belongs to 全国, a province's to that province."""
    for row in raw.rows("documents.csv"):
        if (row["level"] == "national") != (row["region"] == "全国"):
            cure = "national 与「全国」须同时出现"
            yield at(row.cell("level").where, f"{row['level']} 与「{row['region']}」不一致", cure)


@rule("statement-mismatch", also=("statement-region",))
def statements_that_disagree(raw: RawData) -> Iterator[Problem]:
    """The statement says the value: 1349000 stands as 134.9万, -5.2 as 下降5.2."""
    for row in raw.rows("figures.csv"):
        value = decimal(row["value"])
        if value is None or not row["statement"]:
            continue
        stated = numbers_in(row["statement"])
        if abs(value) not in stated:
            found = "、".join(str(number) for number in sorted(stated)[:6]) or "没有数字"
            cure = f"请核对原文，使语句与 value 一致（语句中读到：{found}）"
            yield at(row.cell("value").where, f"语句中没有 {row['value']}", cure)
        if not row["place"] and not _names(row):
            yield at(
                row.cell("statement").where, f"语句没有提到「{row['region']}」", "请写明地区", rule="statement-region"
            )


def _names(row: RawRow) -> bool:
    """A province's statement names it; the nation may go unnamed."""
    short = "兵团" if row["region"] == "新疆生产建设兵团" else row["region"]
    return row["level"] == "national" or short in row["statement"]


@rule("statement-mismatch")
def directions_that_disagree(raw: RawData) -> Iterator[Problem]:
    """The statement of a fall says 下降 or the like; that of a rise does not."""
    for row in raw.rows("figures.csv"):
        value = decimal(row["value"])
        if row["kind"] != "growth" or value is None or not row["statement"]:
            continue
        said = [word for word in FALLS if word in row["statement"]]
        if value < 0 and not said:
            cure = f"请在语句中写明{'、'.join(FALLS)}之一，或去掉 value 的负号"
            yield at(row.cell("value").where, f"value 为 {row['value']}，语句却没有说下降", cure)
        elif value >= 0 and said:
            cure = "下降请把 value 写成负数；并未下降的请改语句"
            yield at(row.cell("value").where, f"语句说{said[0]}，value 却是 {row['value']}", cure)


@rule("basis")
def growth_without_its_words(raw: RawData) -> Iterator[Problem]:
    """Only a growth has a basis, and the basis stands in its statement."""
    for row in raw.rows("figures.csv"):
        if row["basis"] and row["kind"] != "growth":
            yield at(row.cell("basis").where, "只有增减（growth）才写 basis", "请留空")
        elif row["basis"] and row["basis"] not in row["statement"]:
            yield at(row.cell("basis").where, f"语句中没有「{row['basis']}」", "请照语句填写或留空")


@rule("same-fact-twice")
def same_fact_twice(raw: RawData) -> Iterator[Problem]:
    """Two rows on the same thing and time differ in value and each says why."""
    first: dict[tuple[str, ...], RawRow] = {}
    columns = ("indicator", "region", "place", "subject", "kind", "unit", "period_start", "period_end")
    for row in raw.rows("figures.csv"):
        key = tuple(row[name] for name in columns)
        other = first.setdefault(key, row)
        if other is row or not row["period_end"]:
            continue
        if decimal(row["value"]) == decimal(other["value"]):
            yield at(row.where, f"与 {other.where} 是同一事实", "请只保留来源较好的一行")
        elif not (row["note"] and other["note"]):
            what = f"与 {other.where} 的对象、时期相同而数值不同"
            yield at(row.where, what, "请在两行的 note 中各自说明差异")


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None
