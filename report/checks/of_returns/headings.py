"""Rules about headers: what stands above the columns, and in which unit."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from report.checks.rule import at, rule
from report.model import ERROR, WARNING, Place, Problem
from report.returns.entries import UNKNOWN, WORDLESS, Book, Case, Heading, ReadRow, Sheet
from report.returns.form import COUNTS, Form, FormColumn
from report.returns.units import units_in
from report.returns.words import INVISIBLE, plain, shown


@rule("unknown-column", ERROR, "列齐全，没有不认识的列")
def columns(case: Case) -> Iterator[Problem]:
    """Every column of the form is there, and every other one is known by name."""
    lost = [sheet for sheet in case.reading.sheets if sheet.lost_merges]
    for sheet in lost:
        what = "表头的合并单元格丢失了：分组的表头只写在第一格，各列属于哪一组看不出来"
        yield at(sheet.header[0].where, what, "请用原表填写，或在每一列上都写全表头")
    for sheet in case.reading.sheets:
        yield from (_unknown(sheet, heading) for heading in sheet.headings if heading.name == UNKNOWN)
        for name in sheet.missing:
            cure = "长表应有：统计期、地区、指标、对象、口径、数值"
            yield at(sheet.header[0].where, f"缺少列「{name}」", cure)
    given = {column for column, _ in case.reading.columns}
    if not given or case.reading.partial or lost:
        return
    for own in case.form.sheets:
        missing = [column for column in own.columns if column not in given]
        if missing:
            names = "、".join(case.form.title_of(column) for column in missing[:3])
            more = f"等 {len(missing)} 列" if len(missing) > 3 else ""
            where = _sheet_of(case, set(own.columns), own.name)
            yield at(where, f"缺少列「{names}」{more}", "请用制式空表填写，不要删改表头")


def _sheet_of(case: Case, columns: set[object], name: str) -> Place:
    """The header row of the sheet that holds most of the columns."""
    found = [where for column, where in case.reading.columns if column in columns]
    return found[-1] if found else Place(case.reading.file, 0, "", name)


def _unknown(sheet: Sheet, heading: Heading) -> Problem:
    words = shown("/".join(heading.words))
    if sheet.is_long:
        return at(heading.where, f"不认识列「{words}」", "可用：统计期、代码、地区、指标、对象、口径、数值、单位、备注")
    near = f"是不是「{heading.near}」" if heading.near else "请按制式写表头"
    return at(heading.where, f"不认识表头「{words}」", f"{near}；另一种版式请在 data/mappings 中写明")


@rule("header", ERROR, "表头不重复、不空白、不错位")
def headers(case: Case) -> Iterator[Problem]:
    """Headers stand once, are not blank or padded, and in the form's layout stand in its order."""
    reading, own = case.reading, [sheet.name for sheet in case.form.sheets]
    for sheet in reading.sheets:
        if sheet.has_table:
            yield from (*_of_columns(sheet, case), *_padded(sheet), *_ragged(sheet), *_misplaced(sheet, case))
        elif reading.strict and sheet.where.sheet in own:
            where = Place(reading.file, 1, "A", sheet.where.sheet)
            yield at(where, "没有找到表头", "请用原表填写，不要删改表头")
    if reading.sheets and not any(sheet.has_table for sheet in reading.sheets):
        what = f"没有找到表头（以「{case.form.regions}」开头的一行）"
        yield at(Place(reading.file), what, "请用 build.py form 生成的空表填写")


def _of_columns(sheet: Sheet, case: Case) -> Iterator[Problem]:
    """Columns without words, and columns with those of another."""
    first: dict[object, Heading] = {}
    for one in sheet.headings:
        known = one.column or (sheet.is_long and one.name)
        if one.name == WORDLESS:
            yield at(one.where, *_wordless(sheet, one))
        elif known and one.name != UNKNOWN and first.setdefault(known, one) is not one:
            yield at(one.where, *_twice(one, first[known], case))


def _wordless(sheet: Sheet, heading: Heading) -> tuple[str, str]:
    if sheet.is_long:
        return "这一列没有列名", "请补上列名，或删去这一列"
    return f"这一列没有表头，却从第 {heading.begins} 行起有数", "请补上表头，或删去这一列"


def _twice(heading: Heading, first: Heading, case: Case) -> tuple[str, str]:
    if heading.column is None:
        return f"列「{shown(heading.words[0])}」出现两次", "请删去一个"
    what = f"表头「{_title(heading.column, case)}」与 {first.where.column}{first.where.line} 重复"
    return what, "请删去重复的一列，或改正其中一个表头"


def _title(column: FormColumn, case: Case) -> str:
    return case.form.title_of(column) if column.item in case.form.items else "/".join(column)


def _padded(sheet: Sheet) -> Iterator[Problem]:
    for where, text, _ in sheet.header:
        if INVISIBLE.search(text) or text != text.strip():
            what = f"表头「{shown(text)}」前后有空格或含看不见的字符"
            yield at(where, what, "请清除空格和看不见的字符")


def _ragged(sheet: Sheet) -> Iterator[Problem]:
    for where, cells in sheet.ragged:
        cure = "请补足分隔符；单元格内含逗号时用双引号括起"
        yield at(where, f"这一行有 {cells} 格，与表头不符", cure)


def _misplaced(sheet: Sheet, case: Case) -> Iterator[Problem]:
    """In the form's own layout a sheet holds the columns of one of the form's in their order: the first out of it."""
    found = [heading.column for heading in sheet.headings if heading.column]
    expected = next((one for one in case.form.sheets if set(one.columns) & set(found)), None)
    if not sheet.strict or expected is None:
        return
    given = [column for column in found if column in expected.columns]
    ordered = [column for column in expected.columns if column in given]
    wrong = next(((one, other) for one, other in zip(given, ordered, strict=False) if one != other), None)
    if wrong:
        where = next(heading.where for heading in sheet.headings if heading.column == wrong[0])
        what = f"表头「{_title(wrong[0], case)}」所在的列，制式为「{_title(wrong[1], case)}」"
        yield at(where, what, "制式表头的次序不能改动，请用原表填写")


@rule("magnitude", WARNING, "数量级（件、万件）")
def magnitudes(case: Case) -> Iterator[Problem]:
    """Units in the headers are the form's; no number is some thousand times what it used to be."""
    for sheet in case.reading.sheets:
        yield from _other_units(sheet, case)
    limit = case.form.tolerances.magnitude
    earlier = [case.earlier.get(case.quarter - back, {}) for back in (4, 1)]
    for value in case.reading.values:
        before = _usual(earlier, value.column, value.region)
        if value.number and before and not 1 / limit < (ratio := abs(float(value.number / before))) < limit:
            times = f"{ratio:.0f} 倍" if ratio > 1 else f"1/{1 / ratio:.0f}"
            what = f"{plain(value.number)} 是以往（{plain(before)}）的 {times}"
            yield at(value.where, what, "请核对单位是否错成件与万件")


def _usual(earlier: Sequence[Book], column: FormColumn, region: str) -> Decimal | None:
    for book in earlier:
        value = book.get((column, region))
        if value and value.number:
            return value.number
    return None


def _other_units(sheet: Sheet, case: Case) -> Iterator[Problem]:
    """Another unit around the table, in a header, or in the words of a row."""
    named = [(one.column, one.words, one.where) for one in sheet.headings if one.column]
    named += [(row.column, _words(row), row.naming.item.where) for row in sheet.rows if row.naming and row.column]
    columns = tuple(dict.fromkeys(column for column, _, _ in named if column and column.item in case.form.items))
    for where, told, _ in sheet.units:
        if not _agree(tuple(told.split("、")), columns, case.form):
            expected = "、".join(dict.fromkeys(case.form.unit(column) for column in columns))
            what = f"单位写作「{shown(told)}」，制式为「{expected}」"
            yield at(where, what, "请核对各格的单位，按制式单位填写", ERROR)
    for column, words, where in named:
        item = case.form.items.get(column.item) if column else None
        allowed = {item.unit, case.form.unit(column)} if item and column else set()
        for said in dict.fromkeys(unit for word in (words if item else ()) for unit in units_in(word)):
            if item and said not in allowed:
                own = item.unit if said.endswith(item.unit) else case.form.unit(column)
                what = f"表头单位「{said}」与制式「{own}」不符"
                yield at(where, what, "请换算成制式单位后填写，并改回表头", ERROR)


def _agree(told: tuple[str, ...], columns: tuple[FormColumn, ...], form: Form) -> bool:
    """Whether units told of a whole table can be those of its columns; % may go without saying beside others."""
    counts = {form.unit(column) for column in columns if column.measure in COUNTS}
    units = counts | {form.unit(column) for column in columns}
    has_another = any(one not in units and (one.endswith(tuple(units)) or SCALES.fullmatch(one)) for one in told)
    return not columns or (counts <= set(told) and not has_another and not units.isdisjoint(told))


SCALES = re.compile("[十百千]?[万亿]|[十百千]|‰|‱|个?百分点")  # which count nothing, but change what is counted


def _words(row: ReadRow) -> tuple[str, ...]:
    naming = row.naming
    return (naming.item.text, naming.part.text, naming.measure.text, naming.unit.text, row.label) if naming else ()
