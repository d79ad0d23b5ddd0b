"""Rules about single cells and rows, and about text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal

from report.checks.of_data.text import PERSONAL, UNSAFE
from report.checks.rule import at, noted, rule
from report.model import ERROR, INFO, WARNING, Place, Problem
from report.returns.entries import Case, Value
from report.returns.form import COUNTS
from report.returns.words import FULL_WIDTH, plain, shown

LONGEST_NOTE = 500
SIGNS = (("0", "零"), ("…", "未公布"), ("c", "涉密"), ("z", "不适用"), ("p", "初步"), ("r", "修订"))
FORMULA = re.compile(r"^\s*(=|\+[A-Za-z(]|@[A-Za-z]|-[A-Za-z(]|\|)")
ADDRESS = re.compile(r"(?i)\b(?:https?|ftp|file)://|\\\\[\w.]+\\")


@rule(3, "number-style", WARNING, "数字写法")
def number_styles(case: Case) -> Iterator[Problem]:
    """Full-width digits, thousands commas, blanks and numbers stored as text are read, and said."""
    return noted(case, "number-style")


@rule(6, "cell-type", ERROR, "每格的类型")
def cell_types(case: Case) -> Iterator[Problem]:
    """Counts are whole numbers; a text, a date or a truth value in a number cell is named."""
    yield from noted(case, "cell-type")
    for value in _all(case):
        if (
            value.number is not None
            and value.column.measure in COUNTS
            and value.number != value.number.to_integral_value()
        ):
            yield at(value.where, f"「{shown(value.text)}」不是整数", "请填写非负整数，如 125")


@rule(7, "too-long", WARNING, "文字长度")
def long_texts(case: Case) -> Iterator[Problem]:
    """Notes have at most 500 characters."""
    for where, text, _ in case.texts:
        if len(text) > LONGEST_NOTE:
            yield at(where, f"文字有 {len(text)} 字", f"请缩短到 {LONGEST_NOTE} 字以内")


@rule(8, "empty-cell", ERROR, "必填格不为空")
def empty_cells(case: Case) -> Iterator[Problem]:
    """Empty is not zero: a symbol or a number."""
    return noted(case, "empty-cell")


@rule(9, "unknown-name", ERROR, "地区、对象、指标在名单内")
def unknown_names(case: Case) -> Iterator[Problem]:
    """Regions, subjects and indicators are those of the form."""
    return noted(case, "unknown-name")


@rule(10, "code-name", ERROR, "代码与名称一致")
def codes(case: Case) -> Iterator[Problem]:
    """340000 is 安徽."""
    return noted(case, "code-name")


@rule(11, "former-name", WARNING, "地区名现行有效")
def former_names(case: Case) -> Iterator[Problem]:
    """A region that no longer exists is named."""
    return noted(case, "former-name")


@rule(12, "level-mixed", ERROR, "层级不混淆")
def levels(case: Case) -> Iterator[Problem]:
    """全国 first, then the 31 in their order; no city among them."""
    return noted(case, "level-mixed")


@rule(13, "duplicate-row", ERROR, "没有重复")
def duplicates(case: Case) -> Iterator[Problem]:
    """A region stands once in a sheet, a column once in a return; both places are shown."""
    yield from noted(case, "duplicate-row")
    first: dict[object, Place] = {}
    for column, where in case.reading.columns:
        other = first.setdefault(column, where)
        if other.sheet != where.sheet:
            what = f"「{case.form.title_of(column)}」在 {other.sheet}!{other.column}{other.line} 也有"
            yield at(where, what, "请删去重复的工作表或列")


@rule(14, "missing-row", ERROR, "地区齐全")
def missing_rows(case: Case) -> Iterator[Problem]:
    """Every table has the 31 regions and 新疆生产建设兵团; a file without a number is no return."""
    yield from noted(case, "missing-row")
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


@rule(31, "no-total", ERROR, "合计行和合计列齐全")
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


@rule(19, "range", ERROR, "数值范围")
def ranges(case: Case) -> Iterator[Problem]:
    """Counts are 0 or more, rates from 0 to 100, a fall is at most 100 %."""
    for value in _all(case):
        number, measure = value.number, value.column.measure
        if number is None:
            continue
        if measure == "change" and number < -100:
            yield at(value.where, f"同比 {plain(number)}%，比下降100%还低", "请核对两期的数")
        elif measure != "change" and number < 0:
            yield at(value.where, f"{plain(number)} 小于 0", "请填写 0 或正数")
        elif measure == "rate" and number > 100:
            yield at(value.where, f"比率 {plain(number)} 大于 100", "请核对分子和分母")


@rule(28, "null-word", ERROR, "不写含义不明的空词")
def null_words(case: Case) -> Iterator[Problem]:
    """NULL, NA, N/A, ., -, —, 无 are neither zero nor absent; z belongs to rates."""
    return noted(case, "null-word")


@rule(29, "absence", INFO, "零、涉密、未公布分开计")
def absences(case: Case) -> Iterator[Problem]:
    """Zeros and each symbol are counted; p and r need a status in release.yml or a version before."""
    counts = Counter(
        value.symbol or ("0" if value.number == 0 else "") for value in case.reading.values if value.is_read
    )
    said = [f"{name} {counts[sign]}" for sign, name in SIGNS if counts[sign]]
    if said:
        yield at(Place(case.reading.file), "特殊值：" + "、".join(said), "请核对是否与实际相符")
    status = case.release.record.fields.get("status", "")
    allowed = {"p": status == "初步", "r": status == "修订" or len(case.release.readings) > 1}
    for value in case.reading.values:
        if not allowed.get(value.symbol, True):
            name = "初步" if value.symbol == "p" else "修订"
            cure = f"确实如此的，在 release.yml 写 status: {name}；否则请去掉 {value.symbol}"
            yield at(value.where, f"「{shown(value.text)}」带有 {value.symbol}", cure, WARNING)


@rule(30, "decimals", WARNING, "小数位数")
def decimals(case: Case) -> Iterator[Problem]:
    """Rates and changes have the digits that the form declares, at most."""
    for value in _all(case):
        if value.number is None or value.column.measure in COUNTS:
            continue
        digits = case.form.decimals(value.column)
        if value.number != value.number.quantize(Decimal(1).scaleb(-digits)):
            yield at(value.where, f"{plain(value.number)} 多于 {digits} 位小数", f"请保留 {digits} 位小数")


@rule(38, "personal-data", ERROR, "没有个人信息")
def personal_data(case: Case) -> Iterator[Problem]:
    """No telephone or identity number, no e-mail address, in release.yml neither."""
    for where, text, _ in case.texts:
        for pattern, what in PERSONAL:
            if pattern.search(text.translate(FULL_WIDTH)):
                yield at(where, f"文字中{what}", "请删去个人信息")


@rule(39, "unsafe-content", ERROR, "没有不安全内容")
def unsafe_content(case: Case) -> Iterator[Problem]:
    """No HTML, script, template or formula in text; no invisible characters."""
    yield from noted(case, "unsafe-content")
    told = {note.place for note in case.noted("unsafe-content")} | {note.place for note in case.noted("header")}
    for where, text, kind in case.texts:
        if kind == "comment":
            continue  # is not printed, and may say where a number is from
        what = next((said for pattern, said in UNSAFE[:4] if pattern.search(text)), "")
        what = what or ("像电子表格公式" if FORMULA.match(text) else "") or ("带有网址" if ADDRESS.search(text) else "")
        if what and where not in told:
            yield at(where, f"「{shown(text)}」{what}", "请改成普通文字")


def _all(case: Case) -> tuple[Value, ...]:
    return (*case.reading.values, *case.reading.outside)
