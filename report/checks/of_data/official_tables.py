"""Rules about official tables: symbols, scopes, and details that add up to their printed totals."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from report.checks.of_data.places import INSIDE
from report.checks.rule import at, rule
from report.inputs.raw import RawData, RawRow
from report.inputs.written_values import decimal
from report.model import Problem

Key = tuple[str, str, str, str, str]  # indicator, period, region, scope, subject


@rule("empty-cell", also=("value-and-symbol",))
def values_and_symbols(raw: RawData) -> Iterator[Problem]:
    """A cell holds a value, or a symbol that says why not; …, c and z go without a value, p and r with one."""
    for row in raw.rows("tables/*.csv"):
        if not row["value"] and row["symbol"] in ("", "p", "r"):
            cure = "空白不等于零：请填数值，或在 symbol 中写 …（未公布）、c（保密）、z（不适用）"
            yield at(row.cell("value").where, "既没有数值也没有符号", cure)
        elif row["value"] and row["symbol"] in ("…", "c", "z"):
            yield at(
                row.cell("symbol").where, f"既有数值又有符号「{row['symbol']}」", "请只留一个", rule="value-and-symbol"
            )


@rule("bad-number")
def counts_with_fractions(raw: RawData) -> Iterator[Problem]:
    """Counts are whole numbers."""
    indicators = raw.by_key("indicators.yml")
    for row in raw.rows("tables/*.csv"):
        value = decimal(row["value"])
        counted = row["indicator"] in indicators and indicators[row["indicator"]]["decimals"] == "0"
        if counted and value is not None and value != value.to_integral_value():
            yield at(row.cell("value").where, f"{row['value']} 不是整数", "件数、次数请填写整数")


@rule("empty-cell", also=("scope-of-region",))
def scopes_of_regions(raw: RawData) -> Iterator[Problem]:
    """A national row says what its total covers; a region's row has no scope."""
    for row in raw.rows("tables/*.csv"):
        if row["region"] == "全国" and not row["scope"]:
            yield at(row.cell("scope").where, "全国行没有 scope", "请填 domestic、mainland、foreign 或 world")
        elif row["region"] != "全国" and row["scope"]:
            yield at(row.cell("scope").where, f"「{row['region']}」不应有 scope", "请留空", rule="scope-of-region")


@rule("sources-disagree")
def sources_that_disagree(raw: RawData) -> Iterator[Problem]:
    """Two tables that print the same cell print the same value, or each row has a note."""
    first: dict[Key, RawRow] = {}
    for row in raw.rows("tables/*.csv"):
        other = first.setdefault(_key(row), row)
        same = decimal(row["value"]) == decimal(other["value"])
        if other is not row and other["source"] != row["source"] and not same and not (row["note"] and other["note"]):
            what = f"与 {other.where} 是同一项，数值却不同（{row['value']} 与 {other['value']}）"
            yield at(row.cell("value").where, what, "请核对两张原表；确有不同的，在两行的 note 中说明")


@rule("total-mismatch")
def subjects_against_total(raw: RawData) -> Iterator[Problem]:
    """Universities, institutes, enterprises … add up to all holders, where all of them are given."""
    rows = _rows(raw)
    parts_of = {key: row.items("subject_parts") for key, row in raw.by_key("indicators.yml").items()}
    for (indicator, period, region, scope, subject), total in rows.items():
        if subject == "all_holders" and parts_of.get(indicator):
            parts = [rows.get((indicator, period, region, scope, part)) for part in parts_of[indicator]]
            yield from _against(total, parts, "各类专利权人")


@rule("total-mismatch")
def indicators_against_total(raw: RawData) -> Iterator[Problem]:
    """Inventions, utility models and designs add up to the three kinds together."""
    rows = _rows(raw)
    parts_of = {key: row.items("parts") for key, row in raw.by_key("indicators.yml").items()}
    for (indicator, period, region, scope, subject), total in rows.items():
        if parts_of.get(indicator):
            parts = [rows.get((part, period, region, scope, subject)) for part in parts_of[indicator]]
            yield from _against(total, parts, "各分项")


@rule("total-mismatch")
def regions_against_nation(raw: RawData) -> Iterator[Problem]:
    """The regions add up to the nation: with 港澳台 for 国内总计, without for 国内（不含港澳台）."""
    rows = _rows(raw)
    names = {kind: [n for n, r in raw.by_key("regions.csv").items() if r["kind"] == kind] for kind in _KINDS}
    for (indicator, period, region, scope, subject), total in rows.items():
        if region == "全国" and scope in ("domestic", "mainland"):
            counted = names["province"] + (names["not-covered"] if scope == "domestic" else [])
            parts = [rows.get((indicator, period, name, "", subject)) for name in counted]
            yield from _against(total, parts, "各地区")


@rule("part-above-whole")
def parts_above_whole(raw: RawData) -> Iterator[Problem]:
    """A city or the corps is inside its province, and never larger."""
    rows, regions = _rows(raw), raw.by_key("regions.csv")
    for (indicator, period, region, scope, subject), part in rows.items():
        inside = regions[region]["inside"] if region in regions and regions[region]["kind"] in INSIDE else ""
        whole = rows.get((indicator, period, inside, scope, subject))
        value, limit = decimal(part["value"]), decimal(whole["value"]) if whole else None
        if value is not None and limit is not None and value > limit:
            what = f"「{region}」{value} 大于所在的「{inside}」{limit}"
            yield at(part.cell("value").where, what, "请核对这两行")


_KINDS = ("province", "not-covered")


def _against(total: RawRow, parts: list[RawRow | None], names: str) -> Iterator[Problem]:
    """A problem where every part is given and they do not add up to the total."""
    whole = decimal(total["value"])
    values = [decimal(part["value"]) if part else None for part in parts]
    known = [value for value in values if value is not None]
    if whole is not None and known and len(known) == len(values) and sum(known) != whole:
        what = f"{names}合计 {sum(known)}，与总计 {whole} 相差 {sum(known) - whole}"
        yield at(total.cell("value").where, what, "请核对总计和各分项")


def _rows(raw: RawData) -> Mapping[Key, RawRow]:
    found: dict[Key, RawRow] = {}
    for row in raw.rows("tables/*.csv"):
        found.setdefault(_key(row), row)
    return found


def _key(row: RawRow) -> Key:
    return row["indicator"], row["period"], row["region"], row["scope"], row["subject"]
