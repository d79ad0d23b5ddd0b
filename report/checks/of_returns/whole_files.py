"""Rules about the file and its record."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath

from report.checks.rule import at, rule
from report.model import ERROR, INFO, WARNING, Place, Problem
from report.returns.entries import COLUMN, GAP, ROW, SHEET, Case, Listed
from report.returns.folders import FILE_NAME, is_return, quarter_of, returns_in, version_of
from report.returns.looks import COVERED
from report.returns.record import is_day
from report.returns.scan import BARE, MOST_COLUMNS, MOST_ROWS
from report.returns.words import shown

FULL_SHEET, MOSTLY = 100, 0.9
OTHERS = {
    ".xls": ("是旧版 .xls 工作簿", "请用电子表格软件另存为 .xlsx"),
    ".xlsm": ("可能带有宏", "请另存为不含宏的 .xlsx"),
    ".xlsb": ("是二进制工作簿", "请另存为 .xlsx"),
    ".ods": ("不是 .xlsx 工作簿", "请另存为 .xlsx"),
}


@rule("file-name", ERROR, "文件名与季度一致")
def file_names(case: Case) -> Iterator[Problem]:
    """Folder and file are named after one quarter; .xls and other kinds are turned away with a way out."""
    release, quarter = case.release, case.release.folder.rpartition("/")[2]
    if quarter_of(quarter) is None:
        yield at(Place(release.folder), f"文件夹名「{quarter[:40]}」不是季度", "请写作 2024Q4")
    for file in release.files:
        if not is_return(file, quarter):
            yield at(Place(f"{release.folder}/{file.name}"), *_strange(file, quarter))
    returns = returns_in(quarter, release.files)
    if not returns:
        yield at(Place(release.folder), "没有报表", f"请放入 {quarter}.xlsx 或 {quarter}.csv")
    astray = next(((number, name) for number, name in enumerate(returns) if version_of(name) != number), None)
    if astray:
        number, name = astray
        what = f"{name} 与前面的文件接不上：这里应是{f'第 {number} 次修订' if number else '首次报表'}"
        yield at(Place(f"{release.folder}/{name}"), what, "每一稿一个文件，修订稿从 -r1 起依次编号")


def _strange(file: Listed, quarter: str) -> tuple[str, str]:
    """Why a file is no return of that quarter, and the cure."""
    suffix, match = PurePosixPath(file.name).suffix.casefold(), FILE_NAME.fullmatch(file.name)
    if not file.is_plain:
        return "这里应是一个普通文件", "请移走文件夹和链接"
    if suffix in OTHERS:
        return OTHERS[suffix]
    if not match:
        return "文件名不合规则", f"请改名为 {quarter}.xlsx 或 {quarter}.csv；修订稿为 {quarter}-r1.xlsx"
    cure = "请核对是哪个季度的报表，放到相应文件夹"
    return f"文件名的季度 {match[1]} 与文件夹 {quarter} 不一致", cure


@rule("file-format", ERROR, "编码、格式和安全")
def formats(case: Case) -> Iterator[Problem]:
    """A whole, harmless .xlsx workbook, or CSV in UTF-8 or GB18030; what was detected is reported."""
    reading, decoded = case.reading, case.reading.decoded
    if decoded and decoded.encoding != "UTF-8":
        yield at(Place(reading.file, 1), f"按 {decoded.encoding} 编码读取", "建议另存为 UTF-8", INFO)
    if decoded and decoded.separator != ",":
        yield at(Place(reading.file, 1), f"按分隔符 {decoded.separator!r} 读取", "建议用半角逗号分隔", INFO)
    if reading.refused:
        yield at(Place(reading.file, reading.refused.line), reading.refused.what, reading.refused.cure)
    for sheet in reading.sheets:
        if sheet.beyond:
            limits = f"{MOST_ROWS} 行、{MOST_COLUMNS} 列"
            what = f"内容大到 {sheet.beyond}，超出能读的范围（{limits}），以外的没有读"
            yield at(sheet.where, what, "请删去表格以外的内容", ERROR if sheet.has_table else INFO)


@rule("period", ERROR, "统计期前后一致")
def periods(case: Case) -> Iterator[Problem]:
    """Title, 统计期 and folder say the same quarter."""
    yield from _stale(case)
    for sheet in case.reading.sheets:
        for quarter, (where, text, _) in sheet.quarters:
            if quarter is None:
                yield at(where, f"统计期「{shown(text)}」无法识别", "请写作 2024Q4")
            elif quarter != case.quarter:
                what = f"写的是{quarter.title}，文件夹是 {case.quarter.code}"
                yield at(where, what, "请核对是哪个季度的报表")
        if case.reading.strict and sheet.rows and not sheet.quarters and case.reading.values:
            where = Place(case.reading.file, 1, "A", sheet.where.sheet)
            yield at(where, "表上方没有写明统计期", f"请按制式写“统计期：{case.quarter.title}”")


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


@rule("future-period", ERROR, "统计期不早于方案、不在将来")
def future_periods(case: Case) -> Iterator[Problem]:
    """The quarter began with or after the plan, and was over when the figures were cut off."""
    where = Place(case.release.folder)
    record = case.release.record
    cut_off = record.fields.get("cut_off", "")
    if case.quarter < case.form.first:
        yield at(
            where, f"{case.quarter.title}早于方案的第一个季度 {case.form.first.code}", "方案实施前的数不在本报表内"
        )
    if case.today and case.quarter >= case.today:
        yield at(where, f"{case.quarter.title}还没有结束", "请在季度结束后报送")
    if is_day(cut_off) and cut_off < case.quarter.end.isoformat():
        yield at(
            record.at("cut_off"),
            f"截止日期 {cut_off} 早于季度末 {case.quarter.end.isoformat()}",
            "请核对 cut_off 和季度",
        )


@rule("size", WARNING, "大小与上期相近")
def sizes(case: Case) -> Iterator[Problem]:
    """The number of values is near that of the release before."""
    now, before = (
        sum(value.is_read for value in values)
        for values in (case.reading.values, case.earlier.get(case.quarter - 1, {}).values())
    )
    if before and case.reading.values and abs(now - before) > case.form.tolerances.size * before:
        yield at(Place(case.reading.file), f"有 {now} 个数，上期有 {before} 个", "请核对是否缺表、缺行或放错文件")


@rule("hidden", ERROR, "没有隐藏内容和没有结果的公式")
def hidden(case: Case) -> Iterator[Problem]:
    """Hidden rows, columns and sheets, blank rows inside the table, and formulas without a stored value are named."""
    for sheet in case.reading.sheets:
        for kind, where in sheet.hidden:
            what, cure = UNSEEN[kind]
            yield at(where, what.format(where.line), cure, WARNING)
        for entry in sheet.entries:
            if entry.look.untrusted and not entry.look.error:
                yield at(entry.where, entry.look.untrusted, CURES.get(entry.look.untrusted, CALCULATE))


CURES = {BARE: "请用电子表格软件打开并保存，或选择性粘贴为数值", COVERED: "请取消合并，核对并填写每一格"}
CALCULATE = "请用 Excel 或 WPS 打开后保存，在 LibreOffice 中先按 Ctrl+Shift+F9 再保存；确实是 0 的，请填写数值 0"
SHOW = "请取消隐藏，核对内容；没有用的请删去"
UNSEEN = {
    SHEET: ("工作表是隐藏的", SHOW),
    ROW: ("第 {} 行是隐藏的", SHOW),
    COLUMN: ("这一列是隐藏的", SHOW),
    GAP: ("表中有空行", "请删去空行"),
}


@rule("metadata", ERROR, "说明信息齐全")
def metadata(case: Case) -> Iterator[Problem]:
    """release.yml names source and cut-off, each sheet its unit; units and definitions are the form's own."""
    yield from (*case.release.notes, *case.release.record.notes)
    for sheet in case.reading.sheets:
        if sheet.has_table and sheet.strict and not sheet.units:
            where = Place(case.reading.file, 1, "A", sheet.where.sheet)
            yield at(where, "表上方没有写明单位", "请按制式写“单位：件”")
    for item in case.form.items.values():
        if not item.indicator and not item.meta.get("definition"):
            yield at(Place("data/form.yml"), f"指标 {item.key} 没有定义", "请补上 definition")
