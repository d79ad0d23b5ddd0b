"""One cell of a printed table → the number that a person sees, in the indicator's unit; or why there is none."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from report.model import Indicator
from report.returns.looks import Look
from report.returns.numerals import NumberRead, Raw, Writing, read_number, seen, unmarked
from report.returns.units import scaled
from report.returns.words import plain, shown


@dataclass(frozen=True)
class Counted:
    """*number* or *symbol* for the table; or *left_out*, why there is none; or *doubt* and *cure*, what is asked."""

    number: Decimal | None = None
    symbol: str = ""
    note: str = ""
    left_out: str = ""
    doubt: str = ""
    cure: str = ""


def counted(raw: Raw, look: Look, units: tuple[str, ...], indicator: Indicator) -> Counted:
    """The cell in the indicator's unit; *units* are those that the table names for it."""
    text = seen(raw, look)
    if look.untrusted:
        return Counted(doubt=look.untrusted, cure="请在电子表格软件中打开、重新计算后保存，或照原书填数")
    if look.error:
        return Counted(doubt=f"是错误值「{look.error}」", cure="请照原书填数")
    read, mark = _read(raw, look, text)
    if read.writing is Writing.EMPTY:
        return Counted(left_out="空白")
    if read.writing is Writing.NULL_WORD:
        return Counted(left_out=f"原表写「{shown(text)}」，没有数")
    if read.number is None and not read.symbol:
        return Counted(doubt=f"「{shown(text)}」不能确定是哪个数", cure="请在文件里照原书改成数字；没有公布的写 …")
    if read.unit == "%" and indicator.unit != "%":
        return Counted(left_out="百分比")
    if read.number is None:
        return Counted(symbol=read.symbol, note=mark)
    return _converted(read, mark, (read.unit,) if read.unit else units, indicator)


def _read(raw: Raw, look: Look, text: str) -> tuple[NumberRead, str]:
    """The number without note marks and units, and the marks."""
    read, mark = read_number(raw, isinstance(raw, str), look), ""
    if read.writing is Writing.NOTED:
        rest, mark = unmarked(text)
        read = read_number(rest, True) if mark and "<" not in mark else read
    if read.writing is Writing.UNIT and read.number is None:
        rest = text.replace(" ", "").removesuffix(read.unit)
        read = read_number(rest, True)._replace(unit=read.unit)
    return read, mark


def _converted(read: NumberRead, mark: str, units: tuple[str, ...], indicator: Indicator) -> Counted:
    number = read.number or Decimal(0)
    times, wrong = factor(units, indicator.unit)
    if wrong:
        return Counted(doubt=wrong, cure=f"换算后的单位请写 --unit {indicator.unit}，或改用另一个指标")
    value = (number * times).normalize()
    if value < 0:
        return Counted(doubt=f"{plain(number)} 是负数", cure="请核对原书")
    if round(value, indicator.decimals) != value:
        return Counted(
            doubt=f"{plain(value)} {indicator.unit}的小数多于 {indicator.decimals} 位", cure="请核对单位和原书"
        )
    note = "；".join(part for part in (mark, f"原表单位为{units[0]}" if times != 1 else "") if part)
    return Counted(value, read.symbol, note)


def factor(units: tuple[str, ...], wanted: str) -> tuple[int, str]:
    """By how much to multiply for the unit *wanted*, and what is wrong where the units are others."""
    if not units or units == (wanted,):
        return 1, ""
    if len(units) > 1:
        return 1, f"写了几个单位：{'、'.join(units)}；指标的单位是{wanted}"
    (times, base), (own, own_base) = scaled(units[0]), scaled(wanted)
    base = base or own_base
    if base != own_base or times % own:
        return 1, f"单位是{units[0]}，指标的单位是{wanted}"
    return times // own, ""
