"""Rules about single cells, and about text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal

from report.checks.of_data.text import PERSONAL, UNSAFE
from report.checks.of_returns.headings import headers
from report.checks.rule import at, rule
from report.model import ERROR, INFO, WARNING, Place, Problem
from report.returns.entries import Case, Entry
from report.returns.form import COUNTS
from report.returns.words import FULL_WIDTH, INVISIBLE, Writing, bare, plain, shown

LONGEST_NOTE = 500
SIGNS = (("0", "零"), ("…", "未公布"), ("c", "涉密"), ("z", "不适用"), ("p", "初步"), ("r", "修订"))
FORMULA = re.compile(r"^\s*(=|\+[A-Za-z(]|@[A-Za-z]|-[A-Za-z(]|\|)")
ADDRESS = re.compile(r"(?i)\b(?:https?|ftp|file)://|\\\\[\w.]+\\")


@rule("number-style", WARNING, "数字写法")
def number_styles(case: Case) -> Iterator[Problem]:
    """Full-width digits, thousands commas, blanks and numbers stored as text are read, and said."""
    for entry in case.reading.entries:
        if entry.writing in (Writing.UNTIDY, Writing.AS_TEXT):
            tidy = f"{entry.number}{entry.symbol}"
            how = "是存为文本的数字" if entry.writing is Writing.AS_TEXT else "写法不规范"
            what = f"「{shown(bare(entry.raw))}」{how}，已按 {tidy} 读取"
            yield at(entry.where, what, f"请写作 {tidy}，不带逗号、空格、百分号和全角字符")


@rule("cell-type", ERROR, "每格的类型")
def cell_types(case: Case) -> Iterator[Problem]:
    """Counts are whole numbers; a text, a date or a truth value in a number cell is named."""
    for entry in case.reading.entries:
        number = entry.number
        if entry.writing in NO_NUMBERS or entry.look.error:
            yield at(entry.where, *_unreadable(entry))
        elif number is not None and entry.column.measure in COUNTS and number != number.to_integral_value():
            yield at(entry.where, f"「{shown(entry.raw)}」不是整数", "请填写非负整数，如 125")


NO_NUMBERS = (Writing.NO_NUMBER, Writing.DATE, Writing.TRUTH, Writing.TOO_LARGE)


def _unreadable(entry: Entry) -> tuple[str, str]:
    """What is wrong with a cell that holds something else than a number, and the cure."""
    if entry.look.error:
        cure = "请改正公式，或填写数值；空白不等于零，没有数的填 …"
        return "这一格是公式的错误值（#N/A、#DIV/0! 之类）", cure
    if entry.writing is Writing.TOO_LARGE:
        return f"「{entry.raw}」超出可计算的范围", "请核对单位后重新填写"
    if entry.writing is not Writing.NO_NUMBER:
        kind = "日期" if entry.writing is Writing.DATE else "逻辑值"
        return f"「{shown(entry.raw)}」是{kind}，不是数字", "请把单元格格式改为常规，重新填写数字"
    text = bare(entry.raw)
    cure = "请填写不带 % 的数字，如 12.5" if text.endswith(("%", "％")) else "请填写非负整数，如 125"
    return f"「{shown(text)}」不是数字", cure


@rule("too-long", WARNING, "文字长度")
def long_texts(case: Case) -> Iterator[Problem]:
    """Notes have at most 500 characters."""
    for where, text, _ in case.texts:
        if len(text) > LONGEST_NOTE:
            yield at(where, f"文字有 {len(text)} 字", f"请缩短到 {LONGEST_NOTE} 字以内")


@rule("empty-cell", ERROR, "必填格不为空")
def empty_cells(case: Case) -> Iterator[Problem]:
    """Empty is not zero: a symbol or a number."""
    for entry in case.reading.entries:
        if entry.writing is Writing.EMPTY:
            yield at(entry.where, "空白格", "空白不等于零：没有发生填 0，暂缺填 …，涉密填 c")


@rule("range", ERROR, "数值范围")
def ranges(case: Case) -> Iterator[Problem]:
    """Counts are 0 or more, rates from 0 to 100, a fall is at most 100 %."""
    for value in case.reading.entries:
        number, measure = value.number, value.column.measure
        if number is None:
            continue
        if measure == "change" and number < -100:
            yield at(value.where, f"同比 {plain(number)}%，比下降100%还低", "请核对两期的数")
        elif measure != "change" and number < 0:
            yield at(value.where, f"{plain(number)} 小于 0", "请填写 0 或正数")
        elif measure == "rate" and number > 100:
            yield at(value.where, f"比率 {plain(number)} 大于 100", "请核对分子和分母")


@rule("null-word", ERROR, "不写含义不明的空词")
def null_words(case: Case) -> Iterator[Problem]:
    """NULL, NA, N/A, ., -, —, 无 are neither zero nor absent; z belongs to rates."""
    for entry in case.reading.entries:
        if entry.writing is Writing.NULL_WORD:
            cure = "没有发生填 0，暂缺填 …，涉密填 c，不适用填 z"
            yield at(entry.where, f"「{shown(bare(entry.raw))}」意思不明", cure)
        elif entry.symbol == "z" and entry.column.measure in COUNTS:
            yield at(entry.where, "计数格不能填 z（不适用）", "没有发生填 0，暂缺填 …，涉密填 c")


@rule("absence", INFO, "零、涉密、未公布分开计")
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
            yield at(value.where, f"「{shown(value.raw)}」带有 {value.symbol}", cure, WARNING)


@rule("decimals", WARNING, "小数位数")
def decimals(case: Case) -> Iterator[Problem]:
    """Rates and changes have the digits that the form declares, at most."""
    for value in case.reading.entries:
        if value.number is None or value.column.measure in COUNTS:
            continue
        digits = case.form.decimals(value.column)
        if value.number != value.number.quantize(Decimal(1).scaleb(-digits)):
            yield at(value.where, f"{plain(value.number)} 多于 {digits} 位小数", f"请保留 {digits} 位小数")


@rule("personal-data", ERROR, "没有个人信息")
def personal_data(case: Case) -> Iterator[Problem]:
    """No telephone or identity number, no e-mail address, in release.yml neither."""
    for where, text, _ in case.texts:
        for pattern, what in PERSONAL:
            if pattern.search(text.translate(FULL_WIDTH)):
                yield at(where, f"文字中{what}", "请删去个人信息")


@rule("unsafe-content", ERROR, "没有不安全内容")
def unsafe_content(case: Case) -> Iterator[Problem]:
    """No HTML, script, template or formula in text; no invisible characters."""
    told = {problem.place for problem in headers.check(case)}
    for entry in case.reading.entries:
        if isinstance(entry.raw, str) and INVISIBLE.search(entry.raw):
            told.add(entry.where)
            yield at(entry.where, f"「{shown(entry.raw)}」中有看不见的字符", "请清除后重新填写")
    for where, text, kind in case.texts:
        if kind == "comment":
            continue  # is not printed, and may say where a number is from
        what = next((said for pattern, said in UNSAFE[:4] if pattern.search(text)), "")
        what = what or ("像电子表格公式" if FORMULA.match(text) else "") or ("带有网址" if ADDRESS.search(text) else "")
        if what and where not in told:
            yield at(where, f"「{shown(text)}」{what}", "请改成普通文字")
