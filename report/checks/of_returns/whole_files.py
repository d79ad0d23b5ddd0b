"""Rules about the file, its record and its headers."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from report.checks.rule import at, noted, rule
from report.model import ERROR, WARNING, Place, Problem
from report.returns.entries import Case
from report.returns.form import Column
from report.returns.words import plain

FULL_SHEET, MOSTLY = 100, 0.9


@rule(1, "file-name", ERROR, "文件名与季度一致")
def file_names(case: Case) -> Iterator[Problem]:
    """Folder and file are named after one quarter; .xls and other kinds are turned away with a way out."""
    return noted(case, "file-name")


@rule(2, "file-format", ERROR, "编码、格式和安全")
def formats(case: Case) -> Iterator[Problem]:
    """A whole, harmless .xlsx workbook, or CSV in UTF-8 or GB18030; what was detected is reported."""
    return noted(case, "file-format")


@rule(4, "unknown-column", ERROR, "列齐全，没有不认识的列")
def columns(case: Case) -> Iterator[Problem]:
    """Every column of the form is there, and every other one is known by name."""
    yield from noted(case, "unknown-column")
    yield from noted(case, "missing-column")
    given = {column for column, _ in case.reading.columns}
    if not given or case.reading.partial:
        return
    for sheet in case.form.sheets:
        missing = [column for column in sheet.columns if column not in given]
        if missing:
            names = "、".join(case.form.title_of(column) for column in missing[:3])
            more = f"等 {len(missing)} 列" if len(missing) > 3 else ""
            where = _sheet_of(case, set(sheet.columns), sheet.name)
            yield at(where, f"缺少列「{names}」{more}", "请用制式空表填写，不要删改表头")


def _sheet_of(case: Case, columns: set[object], name: str) -> Place:
    """The header row of the sheet that holds most of the columns."""
    found = [where for column, where in case.reading.columns if column in columns]
    return found[-1] if found else Place(case.reading.file, 0, "", name)


@rule(5, "header", ERROR, "表头不重复、不空白、不错位")
def headers(case: Case) -> Iterator[Problem]:
    """Headers stand once, are not blank or padded, and in the form's layout stand in its order."""
    return noted(case, "header")


@rule(16, "period", ERROR, "统计期前后一致")
def periods(case: Case) -> Iterator[Problem]:
    """Title, 统计期 and folder say the same quarter."""
    yield from noted(case, "period")
    yield from _stale(case)
    right = case.quarter
    for quarter, where in case.reading.quarters:
        if quarter != right:
            yield at(where, f"写的是{quarter.title}，文件夹是 {right.code}", "请核对是哪个季度的报表")
    if case.reading.strict and case.reading.values:
        sheets = {where.sheet for _, where in case.reading.quarters}
        for sheet in dict.fromkeys(where.sheet for _, where in case.reading.rows):
            if sheet not in sheets:
                yield at(
                    Place(case.reading.file, 1, "A", sheet),
                    "表上方没有写明统计期",
                    f"请按制式写“统计期：{right.title}”",
                )


def _stale(case: Case) -> Iterator[Problem]:
    """A sheet whose stocks are those of the quarter before was probably not filled in anew."""
    before = case.earlier.get(case.quarter - 1, {})
    for sheet in case.form.sheets:
        columns = {column for column in sheet.columns if column.measure == "stock"}
        pairs = [
            (value, before[(value.column, value.region)])
            for value in case.reading.values
            if value.column in columns and value.number and (value.column, value.region) in before
        ]
        same = sum(value.number == old.number for value, old in pairs)
        if len(pairs) >= FULL_SHEET and same > MOSTLY * len(pairs):
            what = f"{len(pairs)} 个期末数中有 {same} 个与上季完全相同"
            cure = "请核对是否误用上季的表；属实的，在 release.yml 说明原因"
            yield at(pairs[0][0].where, what, cure, WARNING)


@rule(17, "future-period", ERROR, "统计期不早于方案、不在将来")
def future_periods(case: Case) -> Iterator[Problem]:
    """The quarter began with or after the plan, and was over when the figures were cut off."""
    where = Place(case.release.folder)
    cut_off = case.release.record.fields.get("cut_off", "")
    if case.quarter < case.form.first:
        yield at(
            where, f"{case.quarter.title}早于方案的第一个季度 {case.form.first.code}", "方案实施前的数不在本报表内"
        )
    if case.today and case.quarter >= case.today:
        yield at(where, f"{case.quarter.title}还没有结束", "请在季度结束后报送")
    if len(cut_off) == 10 and cut_off < case.quarter.end.isoformat():
        record = Place(case.release.record.file)
        yield at(record, f"截止日期 {cut_off} 早于季度末 {case.quarter.end.isoformat()}", "请核对 cut_off 和季度")


@rule(18, "size", WARNING, "大小与上期相近")
def sizes(case: Case) -> Iterator[Problem]:
    """The number of values is near that of the release before."""
    now, before = (
        sum(value.is_read for value in values)
        for values in (case.reading.values, case.earlier.get(case.quarter - 1, {}).values())
    )
    if before and case.reading.values and abs(now - before) > case.form.tolerances.size * before:
        yield at(Place(case.reading.file), f"有 {now} 个数，上期有 {before} 个", "请核对是否缺表、缺行或放错文件")


@rule(32, "hidden", ERROR, "没有隐藏内容和没有结果的公式")
def hidden(case: Case) -> Iterator[Problem]:
    """Hidden rows, columns and sheets, blank rows inside the table, and formulas without a stored value are named."""
    return noted(case, "hidden")


@rule(37, "metadata", ERROR, "说明信息齐全")
def metadata(case: Case) -> Iterator[Problem]:
    """release.yml names source and cut-off, each sheet its unit; units and definitions are the form's own."""
    yield from noted(case, "metadata")
    for item in case.form.items.values():
        if not item.indicator and not item.meta.get("definition"):
            yield at(Place("data/form.yml"), f"指标 {item.key} 没有定义", "请补上 definition")


@rule(27, "magnitude", WARNING, "数量级（件、万件）")
def magnitudes(case: Case) -> Iterator[Problem]:
    """Units in the headers are the form's; no number is some thousand times what it used to be."""
    yield from noted(case, "magnitude")
    limit = case.form.tolerances.magnitude
    for value in case.reading.values:
        before = _usual(case, value.column, value.region)
        if value.number and before and not 1 / limit < (ratio := float(value.number / before)) < limit:
            times = f"{ratio:.0f} 倍" if ratio > 1 else f"1/{1 / ratio:.0f}"
            what = f"{plain(value.number)} 是以往（{plain(before)}）的 {times}"
            yield at(value.where, what, "请核对单位是否错成件与万件")


def _usual(case: Case, column: Column, region: str) -> Decimal | None:
    for back in (4, 1):
        value = case.earlier.get(case.quarter - back, {}).get((column, region))
        if value and value.number:
            return value.number
    return None
