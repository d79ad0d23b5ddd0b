"""Rules about rows: which region each is of, and whether all are there once."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

from report.checks.rule import MOST_OF_A_KIND, at, rule
from report.model import ERROR, WARNING, Place, Problem
from report.returns.entries import Case, Naming, ReadRow, Sheet
from report.returns.layout import key_word
from report.returns.words import region_code, shown

LONGEST_GUESS = 40  # characters of a label that we look for a near name for


@rule("unknown-name", ERROR, "地区、对象、指标在名单内")
def unknown_names(case: Case) -> Iterator[Problem]:
    """Regions, subjects and indicators are those of the form."""
    told = 0
    for _, row in _rows(case):
        if not row.region and not _is_former(case, row):
            told += 1
            yield at(row.where, *_unknown_region(case, row, is_guessed=told <= MOST_OF_A_KIND))
        if row.naming and not row.column:
            yield _unknown_column(row.naming)


def _rows(case: Case) -> Iterator[tuple[Sheet, ReadRow]]:
    return ((sheet, row) for sheet in case.reading.sheets for row in sheet.rows)


def _unknown_region(case: Case, row: ReadRow, *, is_guessed: bool) -> tuple[str, str]:
    """The hint is the region of the code beside the name; else the name most like it, of one beginning first.

    To look for what is like it takes a thousandth of a second, so it is done for those that will be listed.
    """
    label = row.label
    if not label:
        return "这一行没有地区名", "请补上地区名，或删去这一行"
    near = _near(case, key_word(label)) if is_guessed and len(label) <= LONGEST_GUESS else []
    by_code = case.labels.codes.get(region_code(row.code.text)) if row.code else ""
    by_letter = next((name for name, one in case.regions.items() if one.abbreviation == label), "")
    hint = f"{by_code}」（按旁边的代码）" if by_code else f"{by_letter or next(iter(near), '')}」"
    guess = f"是不是「{hint}？" if hint != "」" else ""
    return f"不认识地区「{shown(label)}」", f"{guess}请写省级地区的全称或简称"


def _near(case: Case, word: str) -> list[str]:
    names = [one for one, name in case.labels.names.items() if name in case.rows or name in word]
    return sorted(get_close_matches(word, names, 3, 0.5), key=lambda one: one[0] != word[0])


def _unknown_column(naming: Naming) -> Problem:
    """In long form: an item that is not of the form, or a part and measure that the item does not have."""
    if not naming.known:
        return at(naming.item.where, f"不认识指标「{shown(naming.item.text)}」", "请用制式表中的名称")
    what = f"「{shown(naming.part.text)}」「{shown(naming.measure.text)}」不是这个指标的对象和口径"
    return at(naming.part.where, what, "请用制式表中的对象和口径")


@rule("code-name", ERROR, "代码与名称一致")
def codes(case: Case) -> Iterator[Problem]:
    """340000 is 安徽."""
    for _, row in _rows(case):
        region = case.regions.get(row.region)
        if region and row.code and region_code(row.code.text) != region.code:
            owner = case.labels.codes.get(region_code(row.code.text))
            whose = f"是{owner}的" if owner else "不存在"
            what = f"代码「{shown(row.code.text)}」{whose}，与「{region.name}」不符"
            cure = f"「{region.name}」的代码是 {region.code}，请核对这一行是哪个地区的数"
            yield at(row.code.where, what, cure)


@rule("former-name", WARNING, "地区名现行有效")
def former_names(case: Case) -> Iterator[Problem]:
    """A region that no longer exists is named."""
    for _, row in _rows(case):
        if not row.region and _is_former(case, row):
            yield at(row.where, f"「{shown(row.label)}」是已撤销的地区", "请归入现在所属的省级地区")


def _is_former(case: Case, row: ReadRow) -> bool:
    return key_word(row.label) in case.labels.former


@rule("level-mixed", ERROR, "层级不混淆")
def levels(case: Case) -> Iterator[Problem]:
    """全国 first, then the 31 in their order; no city among them."""
    order = {name: place for place, name in enumerate(case.regions)}
    for sheet in case.reading.sheets:
        last = 0
        for row in _first_of_each(sheet):
            region = case.regions.get(row.region)
            if region and region.kind in ("city", "not-covered"):
                cure = "请删去这一行；城市数已含在所属的省内"
                yield at(row.where, f"「{row.region}」不是本表的省级行", cure)
            elif region:
                if sheet.strict and order[row.region] < last:
                    cure = "全国在前，各地区按行政区划代码排列，请用原表填写"
                    yield at(row.where, f"「{row.region}」不在制式的次序上", cure, WARNING)
                last = max(order[row.region], last)


def _first_of_each(sheet: Sheet) -> Iterator[ReadRow]:
    """The rows of a table, of two with one region the first; of the long form all."""
    if sheet.is_long:
        return iter(sheet.rows)
    first: dict[str, ReadRow] = {}
    for row in sheet.rows:
        first.setdefault(row.region, row)
    return iter(first.values())


@rule("duplicate-row", ERROR, "没有重复")
def duplicates(case: Case) -> Iterator[Problem]:
    """A region stands once in a sheet, a column once in a return; both places are shown."""
    for sheet in case.reading.sheets:
        yield from _repeated(sheet, case)
    first: dict[object, Place] = {}
    for column, where in case.reading.columns:
        other = first.setdefault(column, where)
        if other.sheet != where.sheet:
            what = f"「{case.form.title_of(column)}」在 {other.sheet}!{other.column}{other.line} 也有"
            yield at(where, what, "请删去重复的工作表或列")


def _repeated(sheet: Sheet, case: Case) -> Iterator[Problem]:
    """Rows of one region, in long form also of one column."""
    first: dict[tuple[object, str], Place] = {}
    for row in sheet.rows:
        if not row.region or (sheet.is_long and not row.column):
            continue
        other = first.setdefault((row.column, row.region), row.where)
        if other is not row.where and row.column:
            what = f"与第 {other.line} 行重复（{row.region}，{case.form.title_of(row.column)}）"
            yield at(row.where, what, "请删去一行")
        elif other is not row.where:
            cure = "请删去重复的一行，或改正其中一个地区名"
            yield at(row.where, f"「{row.region}」与 {other.column}{other.line} 重复", cure)


@rule("missing-row", ERROR, "地区齐全")
def missing_rows(case: Case) -> Iterator[Problem]:
    """Every table has the 31 regions and 新疆生产建设兵团; a file without a number is no return."""
    reading = case.reading
    lost = any(sheet.lost_merges for sheet in reading.sheets)
    readable = (
        not reading.refused and not lost and (not reading.sheets or any(sheet.has_table for sheet in reading.sheets))
    )
    if readable and not any(value.number is not None for value in reading.values if value.column.measure != "change"):
        yield at(Place(reading.file), "没有读到一个数", "请用 build.py form 生成的空表填写后放入")
    for sheet, given in _rows_by_sheet(case).items():
        missing = [name for name in case.rows if name not in given and name != case.nation]
        if missing:
            where = Place(case.reading.file, max(where.line for where in given.values()), "B", sheet)
            yield at(
                where, f"缺少{'、'.join(missing[:5])}{'等' if len(missing) > 5 else ''}", "请补上整行；没有数的填 …"
            )
    if case.reading.values and not case.reading.partial:
        yield from _missing_records(case)


def _missing_records(case: Case) -> Iterator[Problem]:
    """In long form a single record can be missing."""
    if any(value.where.sheet for value in case.reading.values):
        return
    given = {column for column, _ in case.reading.columns}
    for name in case.rows:
        gone = [column for column in case.form.columns if column in given and (column, name) not in case.book]
        if gone and any((column, name) in case.book for column in given):
            names = "、".join(case.form.title_of(column) for column in gone[:3])
            yield at(Place(case.reading.file, 1), f"「{name}」缺少 {len(gone)} 项：{names}", "请补上；没有数的填 …")


@rule("no-total", ERROR, "合计行和合计列齐全")
def totals_present(case: Case) -> Iterator[Problem]:
    """The national row stands in every table, and the total beside its parts."""
    for sheet, given in _rows_by_sheet(case).items():
        if case.nation not in given:
            yield at(
                Place(case.reading.file, min(where.line for where in given.values()), "B", sheet),
                "没有全国行",
                "请在各地区之上补上全国行",
            )
    columns = {column for column, _ in case.reading.columns}
    for column, where in case.reading.columns:
        item = case.form.items[column.item]
        total = column._replace(part=item.total)
        if column.part != item.total and total not in columns and not case.reading.partial:
            yield at(where, f"没有合计列「{case.form.title_of(total)}」", "请补上合计列")


def _rows_by_sheet(case: Case) -> dict[str, dict[str, Place]]:
    found: dict[str, dict[str, Place]] = {}
    for name, where in case.reading.rows:
        found.setdefault(where.sheet, {})[name] = where
    return found
