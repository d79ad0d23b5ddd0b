"""Rules about numbers that hang together inside one return."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import ROUND_HALF_EVEN, Decimal
from typing import NamedTuple

from report.checks.rule import at, rule
from report.model import ERROR, WARNING, Problem
from report.order import in_groups
from report.returns.entries import Case, Entry
from report.returns.form import COUNTS, FormColumn
from report.returns.words import plain

HIDDEN = ("…", "c")


@rule("cross-field", ERROR, "项目之间不矛盾")
def limits(case: Case) -> Iterator[Problem]:
    """Stock-taken ≤ due, pool ≤ stock-taken, inventions ≤ all, industrialised ≤ in force, quarter ≤ year to date."""
    for small, large in _pairs(case):
        for region in case.rows:
            one, other = case.book.get((small, region)), case.book.get((large, region))
            if one and other and one.number is not None and other.number is not None and one.number > other.number:
                names = case.form.title_of(small), case.form.title_of(large)
                place = f"{other.where.column}{other.where.line}" if other.where.sheet else f"第 {other.where.line} 行"
                what = f"{names[0]} {plain(one.number)} 大于 {names[1]} {plain(other.number)}（{place}）"
                yield at(one.where, what, "请核对这两格")


def _pairs(case: Case) -> Iterator[tuple[FormColumn, FormColumn]]:
    form = case.form
    for small, large in form.limits:
        (one, part), (other, whole) = _named(small), _named(large)
        for column in form.items[one].columns():
            if column.measure in COUNTS and part in ("", column.part):
                yield column, FormColumn(other, whole or column.part, column.measure)
    for item in form.items.values():
        if item.kind == "flow":
            yield from (
                (FormColumn(item.key, part, "quarter"), FormColumn(item.key, part, "ytd")) for part in item.parts
            )


def _named(text: str) -> tuple[str, str]:
    item, _, part = text.partition(".")
    return item, part


class Sum(NamedTuple):
    """A total and all its parts, and what these are called; *own*: they are of one region."""

    total: Entry
    parts: tuple[Entry, ...]
    names: str
    own: bool


def _sums(case: Case) -> Iterator[Sum]:
    """Everything that adds up inside the return, as far as all its cells are there."""
    for total, parts, names, own in (*_parts(case), *_items(case), *_regions(case)):
        given = tuple(part for part in parts if part is not None)
        if total is not None and len(given) == len(parts):
            yield Sum(total, given, names, own)


Cells = tuple[Entry | None, Sequence[Entry | None], str, bool]


def _parts(case: Case) -> Iterator[Cells]:
    """The parts of a breakdown against its total."""
    for item in case.form.items.values():
        for measure in (name for name in item.measures if name in COUNTS):
            columns = [FormColumn(item.key, part, measure) for part in item.parts]
            for region in case.rows:
                total, *parts = (case.book.get((column, region)) for column in columns)
                yield total, parts, f"「{region}」{item.word}的分项", True


def _items(case: Case) -> Iterator[Cells]:
    """Items that add up to another."""
    for whole, keys in case.form.totals.items():
        for column in case.form.items[whole].columns():
            if column.measure in COUNTS:
                for region in case.rows:
                    parts = [case.book.get((column._replace(item=key), region)) for key in keys]
                    names = f"「{region}」" + "、".join(case.form.items[key].word for key in keys)
                    yield case.book.get((column, region)), parts, names, True


def _regions(case: Case) -> Iterator[Cells]:
    """The 31 regions, and rows outside them, against the nation."""
    outside = in_groups(case.reading.outside, lambda value: value.column)
    for column in case.form.columns:
        if column.measure in COUNTS:
            parts = [case.book.get((column, name)) for name in case.provinces]
            title = f"{case.form.title_of(column)}各地区"
            yield case.book.get((column, case.nation)), [*parts, *outside.get(column, ())], title, False


@rule("total-mismatch", ERROR, "分项与合计相符")
def totals(case: Case) -> Iterator[Problem]:
    """Universities and institutes make both, kinds of licence all licences, regions and others the nation."""
    for one in _sums(case):
        yield from _against(one, case)
    yield from _corps(case)


@rule("disclosure", WARNING, "涉密数不能由其他格算出")
def disclosures(case: Case) -> Iterator[Problem]:
    """What is confidential is not the only cell that a sum leaves open; the number itself is not repeated here."""
    for one in _sums(case):
        withheld = [value for value in (one.total, *one.parts) if value.number is None]
        said_by_totals = one.own and one.total in withheld
        if len(withheld) == 1 and withheld[0].symbol == "c" and not said_by_totals:
            yield at(
                withheld[0].where,
                f"「c」可由其余各格算出（{one.names}与合计）",
                "请同时隐去其中另一格，或并入其他项报送",
            )


def _corps(case: Case) -> Iterator[Problem]:
    """新疆生产建设兵团 is inside 新疆."""
    inside = case.regions[case.corps].inside if case.corps else ""
    for column in case.form.columns:
        one, whole = case.book.get((column, case.corps)), case.book.get((column, inside))
        if (
            column.measure in COUNTS
            and one
            and whole
            and one.number is not None
            and whole.number is not None
            and one.number > whole.number
        ):
            what = f"「{case.corps}」{plain(one.number)} 大于所在的「{inside}」{plain(whole.number)}"
            yield at(one.where, what, "兵团是新疆的其中数，请核对这两格")


def _against(one: Sum, case: Case) -> Iterator[Problem]:
    """What does not add up, and what is missing though the region's own cells give it."""
    total, parts, names, own = one
    known = [part.number for part in parts if part.number is not None]
    withheld = [part for part in parts if part.number is None]
    if any(part.symbol not in HIDDEN for part in withheld):
        return
    if total.number is None:
        if total.symbol in HIDDEN and not withheld and own:
            yield at(total.where, f"合计为「{total.symbol}」，{names}却齐全", "合计可以由分项算出，请填写", ERROR)
        return
    amount = sum(known, Decimal(0))
    if (not withheld and amount != total.number) or amount > total.number:
        what = f"{names}合计 {plain(amount)}，与合计 {plain(total.number)} 相差 {plain(amount - total.number)}"
        yield at(_odd_one(total, parts, case).where, what, "请核对合计和各分项")
    elif own and len(withheld) == 1 and withheld[0].symbol != "c":
        what = f"「…」可由合计和其余分项算出（{plain(total.number - amount)}）"
        yield at(withheld[0].where, what, "请填写，或说明为什么缺", WARNING)


def _odd_one(total: Entry, parts: Iterable[Entry], case: Case) -> Entry:
    """Where to point: the one cell that the other sums, too, find wrong; otherwise the total."""
    return next((value for value in (total, *parts) if is_suspect(value, case)), total)


def is_suspect(value: Entry, case: Case) -> bool:
    """The cell disagrees both within its row and within its column, or with the year so far."""
    return sum((_row_is_off(value, case), _column_is_off(value, case), _year_is_off(value, case))) >= 2


def _row_is_off(value: Entry, case: Case) -> bool:
    item = case.form.items[value.column.item]
    columns = [value.column._replace(part=part) for part in item.parts]
    total, *parts = (case.number(column, value.region) for column in columns)
    known = [part for part in parts if part is not None]
    return total is not None and len(known) == len(parts) and sum(known) != total


def _column_is_off(value: Entry, case: Case) -> bool:
    if value.region == case.corps:
        return False
    numbers = [case.number(value.column, name) for name in case.provinces]
    known = [number for number in numbers if number is not None]
    total = case.number(value.column, case.nation)
    return total is not None and len(known) == len(numbers) and sum(known) != total


def _year_is_off(value: Entry, case: Case) -> bool:
    if value.column.measure not in ("quarter", "ytd"):
        return False
    quarter = case.number(value.column._replace(measure="quarter"), value.region)
    ytd = case.number(value.column._replace(measure="ytd"), value.region)
    before = before_in_year(case, value.column, value.region)
    return None not in (quarter, ytd, before) and before + quarter != ytd  # type: ignore[operator]


def before_in_year(case: Case, column: FormColumn, region: str) -> Decimal | None:
    """The year to date at the end of the quarter before; 0 in the first quarter."""
    if case.quarter.number == 1:
        return Decimal(0)
    value = case.earlier.get(case.quarter - 1, {}).get((column._replace(measure="ytd"), region))
    return value.number if value else None


@rule("derived", ERROR, "比率和同比算得对")
def derived(case: Case) -> Iterator[Problem]:
    """Rates and printed changes are recomputed, within rounding; where they cannot be, 0.1734 is asked about."""
    unproven: dict[FormColumn, list[Entry]] = {}
    for value in case.reading.values:
        if value.column.measure not in ("rate", "change") or not value.is_read:
            continue
        top, bottom, known = _fraction(case, value)
        if not known:
            unproven.setdefault(value.column, []).append(value)
            continue
        if top is None or bottom is None or bottom == 0:
            yield from _needless(value, top, bottom)
            continue
        right = top / bottom * 100 - (100 if value.column.measure == "change" else 0)
        digits = case.form.decimals(value.column)
        half = Decimal(1).scaleb(-digits) / 2
        if value.number is None:
            if value.symbol not in HIDDEN or value.symbol == "c":
                yield at(
                    value.where,
                    f"填了「{value.symbol}」，却可以算出",
                    f"按两格计算应为 {plain(_rounded(right, digits))}",
                )
        elif abs(value.number - right) > half:
            yield at(
                value.where,
                f"{plain(value.number)} 与两格计算不符",
                f"按 {plain(top)} 和 {plain(bottom)} 计算应为 {plain(_rounded(right, digits))}",
            )

    for column, values in unproven.items():
        yield from _perhaps_fractions(case, column, values)


def _perhaps_fractions(case: Case, column: FormColumn, values: list[Entry]) -> Iterator[Problem]:
    """Numbers that may be fractions in a column of per cents: the quarter before decides, else the rest of the column.

    Whoever means a number below one shows it with its sign: 0.17%.
    """
    bare = [value for value in values if value.number and not value.unit]
    cure = "请按百分数填写，如 17.34；确实不到 1% 的，请连同百分号写作 0.17%"
    are_small = all(abs(value.number) <= 1 for value in bare if value.number)
    digits = case.form.decimals(column)
    for value in bare:
        before = case.earlier.get(case.quarter - 1, {}).get((column, value.region))
        known = before.number if before and column.measure == "rate" else None
        assert value.number
        if known:
            if 50 < known / value.number < 200:
                yield at(value.where, f"{plain(value.number)} 约为上季（{plain(known)}）的百分之一", cure)
        elif are_small or (abs(value.number) < 1 and value.number != _rounded(value.number, digits)):
            what = f"{plain(value.number)} 是 {plain(value.number)}% 还是 {plain(value.number * 100)}%，看不出来"
            yield at(value.where, what, cure)


def _needless(value: Entry, top: Decimal | None, bottom: Decimal | None) -> Iterator[Problem]:
    if value.number is not None:
        yield at(
            value.where, f"{plain(value.number)} 没有计算的依据", "分母为 0 或没有数时填 z；分子分母隐去时同样隐去"
        )
    elif bottom == 0 and top is not None and value.symbol != "z":
        yield at(value.where, f"分母为 0，却填了「{value.symbol}」", "请填 z")


def _rounded(number: Decimal, digits: int) -> Decimal:
    return number.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_EVEN)


def _fraction(case: Case, value: Entry) -> tuple[Decimal | None, Decimal | None, bool]:
    """Numerator, denominator, and whether there is anything to compare with."""
    column, region = value.column, value.region
    if column.measure == "rate":
        top, bottom = (
            case.book.get(
                (FormColumn(key, column.part, "ytd" if case.form.items[key].kind == "flow" else "stock"), region)
            )
            for key in case.form.rates[column.item]
        )
        return (top.number if top else None), (bottom.number if bottom else None), bool(top and bottom)
    ytd = FormColumn(column.item, column.part, "ytd")
    present, past = case.book.get((ytd, region)), case.earlier.get(case.quarter - 4)
    if past is None or present is None:
        return None, None, False
    before = past.get((ytd, region))
    if before is None or not before.is_read:
        return present.number, Decimal(0), True
    return present.number, before.number, True
