"""What one stated fact says, in words: a value, its change, its place. Nothing where there is nothing to state.

Counts from 10,000 on are in 万 with one decimal (wording.brief); per cent and shares have one decimal, rates and their
percentage points the indicator's decimals; four and more digits are grouped (4,259).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from report.model import Span, Subject, Symbol
from report.numbers.arithmetic import Change
from report.numbers.cells import column_key
from report.numbers.returned import MARKS, Figure, Figures
from report.order import in_groups
from report.period import ORDINALS, Quarter
from report.wording import SYMBOLS, brief, in_per_cent, plain, rounded

CAUTION = "（环比受季节影响，仅供参考）"
DERIVED = "（推算）"  # 累计↔当季
SMALL_BASE = "上年同期基数较小"
NO_BASE = "没有可比的上年同期数"
SEVERALFOLD = 1000  # per cent from which on a growth is told in 倍
LEADERS = 3
MOST_LEADERS = 5
FEW_LEFT_OUT = 3  # who are named, with the reason


@dataclass(frozen=True)
class Claim:
    """One stated fact. *text*: as printed, with direction words and units; *count*: of how many leaders it speaks."""

    measure: str
    indicator: str
    subject: Subject
    region: str
    quarter: Quarter
    span: Span
    text: str
    count: int = 0

    @property
    def key(self) -> str:
        """What data-claim holds: value transfer_count universities_and_institutes 江苏 2024Q3 quarter 0"""
        return f"{self.measure} {self.indicator} {self.subject} {self.region} {self.quarter} {self.span} {self.count}"

    @property
    def is_first(self) -> bool:
        """Whether it is what a sentence states of a figure first; all else is of the same cells and more."""
        return self.measure in ("value", "increase")

    @property
    def column(self) -> str:
        """What the column is called for programs that its value stands in."""
        return column_key(self.indicator, self.span, self.subject)


def claim(measure: str, figure: Figure, text: str, count: int = 0) -> Claim:
    return Claim(measure, figure.indicator.key, figure.subject, figure.region, figure.quarter, figure.span, text, count)


def period_text(figure: Figure) -> str:
    """2024年第三季度; 2024年1—9月累计, 2024年全年累计; of a stock 截至2024年9月末."""
    quarter = figure.quarter
    if figure.span is Span.QUARTER:
        return quarter.title
    if figure.indicator.spans_a_year(figure.span):
        months = "全年" if quarter.number == 4 else f"1—{quarter.end.month}月"
        return f"{quarter.year}年{months}累计"
    return f"截至{quarter.year}年{quarter.end.month}月末"


def stated(figure: Figure, figures: Figures) -> Claim:
    """1.9万次, 85.32%; a derived value says so, a provisional or revised one where `marked` does not say it of most.

    ValueError where there is no value.
    """
    if figure.value is None:
        raise ValueError(f"{figure.indicator.key} of {figure.region} has no value to state")
    is_rate = figure.span is Span.RATE
    number = _rate(figure, figure.value) + "%" if is_rate else brief(figure.value, figure.indicator.unit)
    is_marked = figure.symbol in MARKS and figure.symbol is not figures.mark(figure.region, figure.quarter)
    mark = DERIVED if figure.derived else f"（{SYMBOLS[figure.symbol]}）" if is_marked else ""
    return claim("value", figure, number + mark)


def year_on_year(figure: Figure) -> Claim | None:
    """同比增长24.1%, 同比提高1.72个百分点, 同比持平; 上年同期基数较小 in place of a change from a small base."""
    change = figure.year_on_year
    if not change:
        return None
    return claim("year_on_year", figure, SMALL_BASE if change.small_base else f"同比{change_text(change, figure)}")


def quarter_on_quarter(figure: Figure) -> Claim | None:
    """环比增长98.4% with its caution."""
    change = figure.quarter_on_quarter
    return claim("quarter_on_quarter", figure, f"环比{change_text(change, figure)}{CAUTION}") if change else None


def change_text(change: Change, figure: Figure) -> str:
    """增长24.1%, 下降3.0%, 增长12.3倍; 提高1.72个百分点; 持平, and 基本持平 where only rounding makes it so."""
    if change.kind == "points":
        return _directed(change.value, "提高", "降低", f"{_rate(figure, abs(change.value))}个百分点")
    if change.value >= SEVERALFOLD:
        return f"增长{plain(change.value / 100, 1)}倍"
    return _directed(change.value, "增长", "下降", f"{plain(abs(change.value), 1)}%")


def _directed(value: Decimal, up: str, down: str, size: str) -> str:
    if not any(digit in size for digit in "123456789"):
        return "基本持平" if value else "持平"
    return f"{up if value > 0 else down}{size}"


def _rate(figure: Figure, value: Decimal) -> str:
    return plain(value, figure.indicator.decimals)


def share(figure: Figure) -> Claim | None:
    """占全国2.1%; 占全国不足0.1% where it would round to nothing."""
    if not figure.share or not figure.value:
        return None
    return claim("share", figure, f"占全国{in_per_cent(figure.share)}")


def rank(figure: Figure, figures: Figures) -> Claim | None:
    """居全国第21位, 并列全国第21位; 在30个有数省份中居第21位 where not all are known. Zero has no place."""
    if figure.rank is None or not figure.value:
        return None
    verb = "并列" if figure.tied else "居"
    is_complete = figure.ranked == len(figures.dataset.provinces)
    place = f"{verb}全国第{figure.rank}位" if is_complete else f"在{figure.ranked}个有数省份中{verb}第{figure.rank}位"
    return claim("rank", figure, place)


def growth_rank(figure: Figure, figures: Figures) -> Claim | None:
    """增速居全国第6位, 增速并列全国第6位; among those whose change is no small base's."""
    if figure.growth_rank is None:
        return None
    is_complete = figure.growth_ranked == len(figures.dataset.provinces)
    verb = "并列" if figure.growth_tied else "居"
    among = f"{verb}全国" if is_complete else f"在{figure.growth_ranked}个可比省份中{verb}"
    return claim("growth_rank", figure, f"增速{among}第{figure.growth_rank}位")


def contribution(figure: Figure) -> Claim | None:
    """拉动全国增长0.6个百分点, 向下拉动全国0.6个百分点; nothing to tell where it rounds to zero."""
    size = rounded(abs(figure.contribution or Decimal(0)), 1)
    if not figure.contribution or not size:
        return None
    verb = "拉动全国增长" if figure.contribution > 0 else "向下拉动全国"
    return claim("contribution", figure, f"{verb}{plain(size, 1)}个百分点")


def increase(figure: Figure, before: Decimal) -> Claim:
    """比上季末增加1.2万件, 比上季末提高0.43个百分点, 与上季末持平."""
    difference = (figure.value or Decimal(0)) - before
    if figure.span is Span.RATE:
        told = _directed(difference, "提高", "降低", f"{_rate(figure, abs(difference))}个百分点")
    else:
        told = _directed(difference, "增加", "减少", brief(abs(difference), figure.indicator.unit))
    return claim("increase", figure, f"{'与' if told.endswith('持平') else '比'}上季末{told}")


def rank_move(figure: Figure, before: Figure) -> Claim | None:
    """位次由第23位升至第21位, 位次仍为第21位; nothing where others were ranked than before."""
    if figure.rank is None or before.rank is None or not figure.value or not before.value:
        return None
    if figure.ranked != before.ranked:
        return None
    old, new = (f"{'并列' if one.tied else ''}第{one.rank}位" for one in (before, figure))
    if figure.rank == before.rank:
        return claim("rank_move", figure, f"位次仍为{new}")
    return claim("rank_move", figure, f"位次由{old}{'升' if figure.rank < before.rank else '降'}至{new}")


def gap(figure: Figure, figures: Figures) -> Claim | None:
    """高于全国3.20个百分点: a rate beside the nation's."""
    nation = figures.figure(figure.indicator.key, figures.dataset.nation.name, figure.quarter)
    if figure.span is not Span.RATE or figure.value is None or nation.value is None:
        return None
    difference = figure.value - nation.value
    told = _directed(difference, "高于全国", "低于全国", f"{_rate(figure, abs(difference))}个百分点")
    return claim("gap", figure, f"与全国{told}" if told.endswith("持平") else told)


def leaders(figure: Figure, figures: Figures) -> tuple[Claim, ...]:
    """江苏、广东、浙江居前三位 and 合计占全国38.2%; () where too many are tied, or most are not known."""
    if 2 * figure.ranked <= len(figures.dataset.provinces):
        return ()
    key = figure.indicator.key
    for count in range(LEADERS, 0, -1):
        found = figures.top(key, figure.quarter, count, figure.span, figure.subject)
        if 0 < len(found) <= MOST_LEADERS and all(one.value for one in found):
            values = sum((one.value or Decimal(0) for one in found), Decimal(0))
            together = values / figure.value if figure.share and figure.value else Decimal(0)
            leading = claim("top", figure, _places(found, count), count)
            shared = claim("top_share", figure, f"合计占全国{plain(together * 100, 1)}%", count)
            return (leading, shared) if len(found) > 1 and together else (leading,)
    return ()


def _places(found: tuple[Figure, ...], count: int) -> str:
    """江苏、广东、浙江居前三位; with ties 江苏、广东并列第一位，浙江居第三位."""
    if len(found) == count > 1 and not any(one.tied for one in found):
        return f"{_names(found)}居前{'两' if count == 2 else ORDINALS[count - 1]}位"
    return "，".join(
        f"{_names(group)}{'并列' if len(group) > 1 else '居'}第{ORDINALS[place - 1]}位"
        for place, group in ((place or 1, list(group)) for place, group in groupby(found, key=lambda one: one.rank))
    )


def _names(figures: Iterable[Figure]) -> str:
    return "、".join(figure.region for figure in figures)


def spread(figure: Figure, figures: Figures) -> Claim | None:
    """31个可比省份中同比增长25个、下降5个、持平1个; 30个可比省份（西藏上年同期基数较小，未计入）同比均增长."""
    column = figures.column(figure.indicator.key, figure.quarter, figure.span, figure.subject)
    values = [one.year_on_year.value for one in column if one.growth_rank and one.year_on_year]
    words = {"增长": sum(v > 0 for v in values), "下降": sum(v < 0 for v in values), "持平": values.count(Decimal(0))}
    found = {word: number for word, number in words.items() if number}
    if not found:
        return None
    each = "、".join(f"{word}{number}个" for word, number in found.items())
    told = f"中同比{each}" if len(found) > 1 else f"同比均{next(iter(found))}"
    provinces = {region.name for region in figures.dataset.provinces}
    left_out = _left_out([one for one in column if one.region in provinces and not one.growth_rank])
    return claim("spread", figure, f"{len(values)}个可比省份{left_out}{told}")


def _left_out(figures: Sequence[Figure]) -> str:
    """（西藏、青海上年同期基数较小，海南本期数保密，未计入）, where few are."""
    if not 0 < len(figures) <= FEW_LEFT_OUT:
        return ""
    reasons = in_groups(figures, _not_comparable)
    return f"（{'，'.join(f'{_names(those)}{reason}' for reason, those in reasons.items())}，未计入）"


def _not_comparable(figure: Figure) -> str:
    if figure.value is None:
        return f"本期数{SYMBOLS[figure.symbol or Symbol.NOT_PUBLISHED]}"
    return SMALL_BASE if figure.year_on_year else NO_BASE
