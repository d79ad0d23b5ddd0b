"""Rules about single cells, and about text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from decimal import Decimal

from report.checks.of_data.text import PERSONAL, UNSAFE
from report.checks.of_returns.headings import headers
from report.checks.rule import at, rule
from report.model import ERROR, INFO, WARNING, Place, Problem
from report.returns.entries import Case, Entry
from report.returns.form import COUNTS
from report.returns.numerals import Writing, decimal_of, seen
from report.returns.words import FULL_WIDTH, INVISIBLE, bare, plain, shown

LONGEST_NOTE = 500
SIGNS = (("0", "零"), ("…", "未公布"), ("c", "涉密"), ("z", "不适用"), ("p", "初步"), ("r", "修订"))
FORMULA = re.compile(r"^\s*(=|\+[A-Za-z(]|@[A-Za-z]|-[A-Za-z(]|\|)")
ADDRESS = re.compile(r"(?i)\b(?:https?|ftp|file)://|\\\\[\w.]+\\")


@rule("number-style", WARNING, "数字写法")
def number_styles(case: Case) -> Iterator[Problem]:
    """Full-width digits, thousands commas, blanks and numbers stored as text are read, and said."""
    for entry in case.reading.entries:
        impossible = entry.unit not in ("", case.form.unit(entry.column)) or _is_below_nought(entry)
        if entry.writing in (Writing.UNTIDY, Writing.AS_TEXT) and not impossible:
            tidy = f"{'' if entry.number is None else entry.number}{entry.symbol}"
            how = "是存为文本的数字" if entry.writing is Writing.AS_TEXT else "写法不规范"
            what = f"「{shown(bare(entry.raw))}」{how}，已按 {tidy} 读取"
            cure = "不带逗号、空格、百分号和全角字符" if entry.number is not None else "用半角小写"
            yield at(entry.where, what, f"请写作 {tidy}，{cure}")


def _is_below_nought(entry: Entry) -> bool:
    """A count that is none: to write it neatly is no cure."""
    return entry.column.measure in COUNTS and entry.number is not None and entry.number < 0


@rule("cell-type", ERROR, "每格的类型")
def cell_types(case: Case) -> Iterator[Problem]:
    """Counts are whole numbers in the form's unit; whatever else stands in a number cell is quoted as it is seen."""
    for entry in case.reading.entries:
        unit = case.form.unit(entry.column)
        if entry.look.error:
            cure = "请改正公式，或填写数值；空白不等于零，没有数的填 …"
            yield at(entry.where, f"这一格是公式的错误值 {shown(entry.look.error)}", cure)
        elif entry.writing in UNREADABLE:
            yield at(entry.where, *_unreadable(entry, unit))
        elif entry.unit not in ("", unit):
            yield at(entry.where, *_in_unit(entry, unit))
        elif entry.column.measure in COUNTS and not _is_whole(entry):
            yield at(entry.where, _not_whole(entry), "请填写非负整数，如 125")


def _held(entry: Entry) -> Decimal | None:
    """The number that the cell holds, whatever its format shows of it."""
    is_number = isinstance(entry.raw, int | float) and not isinstance(entry.raw, bool)
    return decimal_of(entry.raw) if is_number and entry.number is not None else entry.number  # type: ignore[arg-type]


def _is_whole(entry: Entry) -> bool:
    held = _held(entry)
    return held is None or held == held.to_integral_value()


def _not_whole(entry: Entry) -> str:
    text, held = seen(entry.raw, entry.look), str(_held(entry))
    return (
        f"「{shown(text)}」不是整数"
        if Decimal(held) == entry.number
        else f"显示为「{shown(text)}」，存的是 {held}，不是整数"
    )


UNREADABLE: Mapping[Writing, tuple[str, str]] = {
    Writing.NO_NUMBER: ("「{}」不是数字", ""),
    Writing.NOTED: ("「{}」里有注码之类的记号", "请只写数字本身，注码和说明写在表下的“注”行"),
    Writing.STRUCK: ("「{}」划了删除线", "作废的请改填应有的数或符号，有效的请去掉删除线"),
    Writing.RAISED: ("「{}」整格是上标或下标字", "请先核对这是不是数：是数的取消上标或下标，是注码的改填数"),
    Writing.WHITE: ("「{}」是白底白字，看不见", "请改成看得见的颜色，核对这个数；没有用的请改填应有的数或符号"),
    Writing.UNSHOWN: (
        "这张表设为不显示零值，这一格的 {} 看不见",
        "请在“选项—高级”中勾选“具有零值的单元格中显示零”",
    ),
    Writing.UNIT: ("", ""),
    Writing.CHINESE: ("「{}」是中文数字", "请用阿拉伯数字填写"),
    Writing.EXPONENT: ("「{}」是科学记数，末几位可能已经丢失", "请填写完整的数字"),
    Writing.OTHERWISE: ("显示为「{}」，存的是 {}", "请把单元格格式改为常规，按这一列的单位「{}」核对后填写"),
    Writing.DATE: ("「{}」是日期或时间，不是数字", "请把单元格格式改为常规，重新填写数字"),
    Writing.TRUTH: ("「{}」是逻辑值，不是数字", "请把单元格格式改为常规，重新填写数字"),
    Writing.TOO_LARGE: ("「{}」超出可计算的范围", "请核对单位后重新填写"),
}


def _unreadable(entry: Entry, unit: str) -> tuple[str, str]:
    """What is wrong with a cell that holds something else than a number, and the cure."""
    if entry.writing is Writing.UNIT:
        return _in_unit(entry, unit)
    text = shown(seen(entry.raw, entry.look))
    what, cure = UNREADABLE[entry.writing]
    example = "请填写非负整数，如 125" if entry.column.measure in COUNTS else "请填写不带 % 的数字，如 12.5"
    return what.format(text or "空白", shown(entry.raw).removesuffix(".0")), cure.format(unit) or example


def _in_unit(entry: Entry, unit: str) -> tuple[str, str]:
    """A unit in the cell: the column's own, which is not to be written, or another."""
    text = shown(seen(entry.raw, entry.look))
    if entry.unit == unit:
        return f"「{text}」带有单位", "请只填数字，不写单位"
    return f"「{text}」的单位是「{entry.unit}」，这一列是「{unit}」", f"请换算成「{unit}」后只填数字"


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
