"""What stands in a table of a figure of the returns: its cells as printed, and what its column is called."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from report import wording
from report.model import Cell, Row, Span, Subject, Symbol
from report.model.printed import NOTE
from report.numbers.returned import MARKS, Figure

NOTHING = Cell("—")
SPANS = {Span.QUARTER: "当季", Span.YTD: "本年累计", Span.STOCK: "期末"}
VALUES = {Span.STOCK: "数", Span.RATE: "值"}  # what follows 期末 where the value itself is meant
SMALL, TIED, DERIVED = "基数较小", "并列", "推算"
INSIDE = "兵团已含在新疆内，不另加总，不排位次"
MEANINGS: Mapping[str, str] = {  # of symbols and marks
    **{symbol.value: f"{symbol.value} {words}" for symbol, words in wording.SYMBOLS.items()},
    NOTHING.text: f"{NOTHING.text} 不适用或不能计算",
    DERIVED: f"{DERIVED}：报表只给了当季数和本年累计数中的一个，由另一个算出",
    SMALL: f"{SMALL}：上年同期数小，增速只供参考，不参加增速排序",
    TIED: f"{TIED}：数相同，位次相同",
}
ROUNDED = "部分数据因四舍五入的原因，存在总计与分项合计不等的情况"
EXACT = Decimal("0.000001")  # of per cent: shares are worked out to more digits than that
METHOD = (
    "当季为本季度发生数，本年累计为1月1日至季末的发生数，期末数为季度最后一日的数。同比为与上年同期相比；比率的同比用个百分点表示。",
    "转让登记、许可备案集中在年底办理，不宜与前一季度相比。",
    "占全国为占全国合计的比重。位次按表中印出的数，在31个省（区、市）有数的地区中排，数相同的位次相同；新疆生产建设兵团已含在新疆内，不另加总，不排位次。",
    "数值按四舍六入五成双取舍（GB/T 8170）。",
)
LEGEND: Mapping[str, str] = {
    **MEANINGS,
    "corps": INSIDE,
    **{f"{NOTE}{number}": note for number, note in enumerate(METHOD, start=1)},
}


def value_cell(figure: Figure) -> Cell:
    """1,234 with 推算, p or r beside it; … or c in its place."""
    if figure.value is None:
        return Cell(figure.symbol.value or Symbol.NOT_PUBLISHED.value)
    symbol = figure.symbol.value if figure.symbol in MARKS else ""
    marks = "、".join(filter(None, (DERIVED if figure.derived else "", symbol)))
    return Cell(wording.plain(figure.value, figure.indicator.decimals), figure.value, marks)


def as_notes(notes: Iterable[str]) -> str:
    """The notes under a table as one: 1. 甲；2. 乙; a single one has no number."""
    said = list(filter(None, notes))
    return "；".join(f"{n}. {one}" for n, one in enumerate(said, start=1)) if len(said) > 1 else "".join(said)


def is_rounded(whole: Cell, parts: Iterable[Cell]) -> bool:
    """Whether *parts* are together the *whole* and, as they are printed, are not: only because they were rounded."""
    values, printed = [one.value for one in parts], [wording.number_in(one.text) for one in parts]
    if whole.value is None or not values or None in values or None in printed:
        return False
    exact = abs(sum(filter(None, values), Decimal(0)) - whole.value) < EXACT
    return exact and sum(filter(None, printed), Decimal(0)) != wording.number_in(whole.text)


def with_unit(cell: Cell, unit: str) -> str:
    """1,234件 r: a value by itself, with its marks."""
    return f"{cell.text}{unit} {cell.marks}".rstrip()


def explained(rows: Iterable[Row], meanings: Mapping[str, str] = MEANINGS) -> Iterator[str]:
    """What the symbols and marks mean that stand in these rows."""
    cells = [cell for row in rows for cell in row.cells]
    found = {cell.text for cell in cells if cell.value is None}
    found |= {mark for told in {cell.marks for cell in cells} for mark in told.split("、")}
    return (words for mark, words in meanings.items() if mark in found)


# ---------------------------------------------------------------- headers


def named(figure: Figure) -> str:
    """专利转让本年累计, 高校已盘点存量专利期末数; of a rate 盘点完成率（期末）, 抽查合格率（本年累计）."""
    if figure.span is Span.RATE:
        return f"{_what(figure)}（{when(figure)}）"
    return "".join(pieces(figure))


def pieces(figure: Figure, of_it: str = "") -> tuple[str, ...]:
    """What, when, and what of it: 专利转让, 本年累计, 占全国; of the value itself 产业化率, 期末值."""
    then = when(figure)
    if of_it:
        return _what(figure), then, of_it
    return _what(figure), f"{then}{VALUES[figure.span]}" if then == SPANS[Span.STOCK] else then


def when(figure: Figure) -> str:
    """当季, 本年累计 or 期末; of a rate by what it is made of."""
    if figure.span is not Span.RATE:
        return SPANS[figure.span]
    return SPANS[Span.YTD if figure.indicator.to_date else Span.STOCK]


def _what(figure: Figure) -> str:
    return f"{_whose(figure)}{figure.indicator.bare_title}"


def _whose(figure: Figure) -> str:
    """高校 or 科研机构 where these are a part of all that are counted."""
    return wording.SUBJECTS[figure.subject] if figure.subject is not figure.indicator.whole else ""


def machine_key(figure: Figure) -> str:
    """What its column is called for programs."""
    return column_key(figure.indicator.key, figure.span, figure.subject)


def column_key(indicator: str, span: Span, subject: Subject) -> str:
    """transfer_count_ytd, transfer_count_ytd_universities; a stock and a rate have the indicator's own key."""
    then = f"_{span}" if span in (Span.QUARTER, Span.YTD) else ""
    holder = "" if subject is Subject.BOTH else f"_{subject}"
    return f"{indicator}{then}{holder}"
