"""Sentences made of claims: bulletin prose about a quarter, each stated fact carrying what it is about.

Plain strings between claims hold no number, no region, no period and no word of direction: report/audit/claims reads
the built pages and recomputes every claim. A paragraph names period, region, holder and indicator before it states
anything of them, and names again only what changes. Counts from 10,000 on are in 万 with one decimal (wording.brief);
per cent and shares have one decimal, rates and their percentage points the indicator's decimals; four and more digits
are grouped (4,259). Absence gives no
sentence; a change from a small base is not stated, it is said why.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import groupby

from report.model import Span, Subject, Symbol
from report.numbers.returned import MARKS, Change, Figure, Figures
from report.period import ORDINALS, Quarter
from report.wording import SUBJECTS, SYMBOLS, brief, in_per_cent, plain, rounded

CAUTION = "（环比受季节影响，仅供参考）"
DERIVED = "（推算）"  # 累计↔当季
SMALL_BASE = "上年同期基数较小"
NO_BASE = "没有可比的上年同期数"
SEVERALFOLD = 1000  # per cent from which on a growth is told in 倍
LEADERS = 3
MOST_LEADERS = 5
FEW_LEFT_OUT = 3  # who are named, with the reason
TILES = (
    "inventory_patents_done",
    "inventory_rate",
    "pool_patents",
    "transfer_count",
    "license_count",
    "industrialized_share",
    "products_filed_in_period",
    "new_filing_invention_share",
)


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


Sentence = tuple[str | Claim, ...]


@dataclass(frozen=True)
class Tile:
    """A headline number: 专利转让 · 2024年1—9月累计 · 4.9万次 · 同比增长12.3%."""

    title: Claim
    where: Claim
    value: Claim
    change: Claim | None


@dataclass(frozen=True)
class Topic:
    """What the bulletin tells of an indicator besides its value and its change."""

    key: str
    leaders: bool = False
    spread: bool = False  # in how many provinces it grew
    holders: bool = False  # universities and research institutes


TOPICS = (
    Topic("inventory_patents_done", leaders=True, holders=True),
    Topic("inventory_rate"),
    Topic("inventory_institutions_done"),
    Topic("pool_patents", leaders=True),
    Topic("pool_rate"),
    Topic("spot_check_pass_rate"),
    Topic("enterprises_registered"),
    Topic("patents_evaluated", leaders=True),
    Topic("evaluation_rate"),
    Topic("patents_with_feedback"),
    Topic("promotion_events"),
    Topic("transfer_count", leaders=True, spread=True, holders=True),
    Topic("license_count", leaders=True, spread=True, holders=True),
    Topic("license_open"),
    Topic("industrialized_patents", leaders=True),
    Topic("industrialized_share"),
    Topic("products_filed_in_period", leaders=True),
    Topic("products_recognised_in_period"),
    Topic("new_filings"),
    Topic("new_filing_invention_share"),
    Topic("pre_filing_assessments"),
)
REGIONAL = (
    "inventory_patents_done",
    "inventory_rate",
    "pool_patents",
    "patents_evaluated",
    "transfer_count",
    "license_count",
    "industrialized_patents",
    "industrialized_share",
    "products_filed_in_period",
    "new_filings",
    "new_filing_invention_share",
)
LEAD = ("inventory_patents_done", "transfer_count", "license_count")
SINCE_LAST = ("inventory_patents_done", "inventory_rate", "pool_patents", "patents_evaluated", "industrialized_patents")


# ---------------------------------------------------------------- what pages ask


def headline(figures: Figures, quarter: Quarter, region: str = "") -> tuple[Tile, ...]:
    """The tiles of a quarter's page; of the nation, or of a region."""
    region = region or figures.dataset.nation.name
    found = [figures.figure(key, region, quarter, Span.YTD) for key in _known(figures, TILES)]
    return tuple(
        Tile(
            claim("indicator", one, one.indicator.title),
            claim("period", one, period_text(one, figures)),
            stated(one, figures),
            year_on_year(one),
        )
        for one in found
        if one.value is not None
    )


def marked(figures: Figures, quarter: Quarter, region: str = "") -> tuple[Sentence, ...]:
    """For the head of a text: 本期全国数多为修订数，文中不再逐个注明。 Nothing where few numbers are."""
    region = region or figures.dataset.nation.name
    mark, keys = figures.mark(region, quarter), _known(figures, [topic.key for topic in TOPICS])
    if not (mark and keys):
        return ()
    carrier = figures.figure(keys[0], region, quarter)  # a claim is about some indicator; this one about all
    most = "均" if figures.is_marked_throughout(region, quarter) else "多"
    return ((claim("mark", carrier, f"本期{region}数{most}为{SYMBOLS[mark]}"), "，文中不再逐个注明。"),)


def bulletin(figures: Figures, quarter: Quarter) -> tuple[tuple[str, tuple[Sentence, ...]], ...]:
    """Themes in the order of the dataset, each with the sentences of one paragraph."""
    nation = figures.dataset.nation.name
    topics = {topic: figures.figure(topic.key, nation, quarter) for topic in TOPICS if figures.subjects(topic.key)}
    found = []
    for theme in figures.dataset.themes:
        paragraph = Paragraph(figures, nation, quarter)
        own = [topic for topic, figure in topics.items() if figure.indicator.theme == theme]
        if sentences := tuple(one for topic in own for one in _national(paragraph, topic)):
            found.append((theme, sentences))
    return tuple(found)


def region_bulletin(figures: Figures, region: str, quarter: Quarter) -> tuple[tuple[str, tuple[Sentence, ...]], ...]:
    """By theme a paragraph about a region: values with 同比, share, place, and of rates the distance to the nation."""
    themes = {key: figures.figure(key, region, quarter).indicator.theme for key in _known(figures, REGIONAL)}
    found = []
    for theme in figures.dataset.themes:
        paragraph = Paragraph(figures, region, quarter)
        if sentences := tuple(one for key in themes if themes[key] == theme for one in _regional(paragraph, key)):
            found.append((theme, sentences))
    return tuple(found)


def region_lead(figures: Figures, region: str, quarter: Quarter) -> tuple[Sentence, ...]:
    """What a region has done in a few words: stock or year to date, 同比 and place, of the main indicators."""
    paragraph = Paragraph(figures, region, quarter)
    last = [told[-1] for key in _known(figures, LEAD) if (told := paragraph.spans(key))]
    return tuple(sentence([paragraph.clause(one, rank(one, figures))]) for one in last)


def since_last(figures: Figures, region: str, quarter: Quarter) -> tuple[Sentence, ...]:
    """A paragraph about what changed since the quarter before; nothing where that has no return."""
    if quarter - 1 not in figures.quarters:
        return ()
    paragraph = Paragraph(figures, region, quarter)
    stocks = [_moved(paragraph, figures.figure(key, region, quarter)) for key in _known(figures, SINCE_LAST)]
    flows = [
        _lately(paragraph, figures.figure(key, region, quarter))
        for key in _known(figures, ("transfer_count", "license_count"))
    ]
    return tuple(sentence for sentence in (*stocks, *flows) if sentence)


def _known(figures: Figures, keys: Iterable[str]) -> list[str]:
    """Those of *keys* that are returned."""
    return [key for key in keys if figures.subjects(key)]


# ---------------------------------------------------------------- a paragraph


@dataclass
class Paragraph:
    """Sentences about one region and quarter; what was named before is not named again."""

    figures: Figures
    region: str
    quarter: Quarter
    named: dict[str, str] = field(default_factory=dict)

    def figure(self, key: str, span: Span | None = None, subject: Subject = Subject.BOTH) -> Figure:
        return self.figures.figure(key, self.region, self.quarter, span, subject)

    def lead(self, figure: Figure) -> Sentence:
        """Period, region, holder and indicator of *figure*, as far as they are new: 2024年第三季度，全国…专利转让."""
        is_first = not self.named
        is_by_holder = len(self.figures.subjects(figure.indicator.key)) > 1
        parts = {
            "period": period_text(figure, self.figures),
            "region": figure.region,
            "subject": SUBJECTS[figure.subject] if is_by_holder else "",
            "indicator": figure.indicator.title,
        }
        new = {name: text for name, text in parts.items() if text and self.named.get(name) != text}
        self.named |= new
        if "period" in new and not is_first:
            new["period"] = new["period"].replace(f"{self.quarter.year}年", "")
        claims = tuple(claim(name, figure, text) for name, text in new.items())
        return (claims[0], "，", *claims[1:]) if "period" in new and len(new) > 1 else claims

    def clause(self, figure: Figure, *more: Claim | None) -> Sentence:
        """…专利转让1.9万次，同比增长24.1%, and what *more* there is to tell of it."""
        return said(self.lead(figure), stated(figure, self.figures), year_on_year(figure), *more)

    def spans(self, key: str) -> list[Figure]:
        """The figures to tell, 当季 before 累计, which are the same in the first quarter; none without a value."""
        quarter, to_date = self.figure(key, Span.QUARTER), self.figure(key, Span.YTD)
        is_one = self.quarter.number == 1 or to_date.span is quarter.span
        return [one for one in ([quarter] if is_one else [quarter, to_date]) if one.value is not None]


def said(lead: Sentence, *claims: Claim | None) -> Sentence:
    """The lead, the first claim close upon it, the others behind commas."""
    first, *others = [one for one in claims if one]
    return (*lead, first, *(part for one in others for part in ("，", one)))


def sentence(clauses: Iterable[Sentence]) -> Sentence:
    """Clauses between semicolons, and a full stop; () without clauses."""
    parts = [part for clause in clauses for part in ("；", *clause)]
    return (*parts[1:], "。") if parts else ()


def _national(paragraph: Paragraph, topic: Topic) -> Iterator[Sentence]:
    figures = paragraph.spans(topic.key)
    if not figures:
        return
    *earlier, last = figures
    clauses = [paragraph.clause(one) for one in earlier]
    more = [*(_leaders(paragraph, last) if topic.leaders else ()), _spread(paragraph, last) if topic.spread else None]
    yield sentence([*clauses, paragraph.clause(last, *more)])
    if topic.holders:
        yield from _holders(paragraph, last)


def _holders(paragraph: Paragraph, total: Figure) -> Iterator[Sentence]:
    """其中，高校1.5万次，同比增长20.1%；科研机构0.4万次，同比增长12.0%。"""
    subjects = (Subject.UNIVERSITIES, Subject.RESEARCH_INSTITUTES)
    parts = [paragraph.figure(total.indicator.key, total.span, subject) for subject in subjects]
    if all(part.value is not None for part in parts):
        clauses = [
            said((claim("subject", one, SUBJECTS[one.subject]),), stated(one, paragraph.figures), year_on_year(one))
            for one in parts
        ]
        yield ("其中，", *sentence(clauses))


def _regional(paragraph: Paragraph, key: str) -> Iterator[Sentence]:
    figures = paragraph.spans(key)
    if not figures:
        return
    *earlier, last = figures
    clauses = [paragraph.clause(one) for one in earlier]
    standing = (share(last), rank(last, paragraph.figures), *_growth(paragraph, last), _gap(paragraph, last))
    yield sentence([*clauses, paragraph.clause(last, *standing)])


def _growth(paragraph: Paragraph, figure: Figure) -> tuple[Claim | None, ...]:
    """Place by growth and contribution to the nation's, of a flow."""
    if figure.span not in (Span.QUARTER, Span.YTD):
        return ()
    return growth_rank(figure, paragraph.figures), contribution(figure)


def _moved(paragraph: Paragraph, figure: Figure) -> Sentence:
    """已盘点存量专利比上季末增加1.2万件，位次由第23位升至第21位。"""
    before = paragraph.figures.figure(figure.indicator.key, figure.region, figure.quarter - 1)
    if figure.value is None or before.value is None:
        return ()
    return sentence([said(paragraph.lead(figure), increase(figure, before.value), rank_move(figure, before))])


def _lately(paragraph: Paragraph, figure: Figure) -> Sentence:
    """专利转让845次，环比增长98.4%（环比受季节影响，仅供参考）。"""
    if figure.value is None or figure.quarter_on_quarter is None or figure.quarter_on_quarter.small_base:
        return ()
    return sentence([said(paragraph.lead(figure), stated(figure, paragraph.figures), quarter_on_quarter(figure))])


# ---------------------------------------------------------------- claims


def claim(measure: str, figure: Figure, text: str, count: int = 0) -> Claim:
    return Claim(measure, figure.indicator.key, figure.subject, figure.region, figure.quarter, figure.span, text, count)


def period_text(figure: Figure, figures: Figures) -> str:
    """2024年第三季度; 2024年1—9月累计, 2024年全年累计; of a stock 截至2024年9月末."""
    quarter = figure.quarter
    if figure.span is Span.QUARTER:
        return quarter.title
    if figures.spans_a_year(figure.indicator, figure.span):
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


def _gap(paragraph: Paragraph, figure: Figure) -> Claim | None:
    """高于全国3.20个百分点: a rate beside the nation's."""
    nation = paragraph.figures.figure(figure.indicator.key, paragraph.figures.dataset.nation.name, figure.quarter)
    if figure.span is not Span.RATE or figure.value is None or nation.value is None:
        return None
    difference = figure.value - nation.value
    told = _directed(difference, "高于全国", "低于全国", f"{_rate(figure, abs(difference))}个百分点")
    return claim("gap", figure, f"与全国{told}" if told.endswith("持平") else told)


def _leaders(paragraph: Paragraph, figure: Figure) -> tuple[Claim, ...]:
    """江苏、广东、浙江居前三位 and 合计占全国38.2%; () where too many are tied."""
    key = figure.indicator.key
    for count in range(LEADERS, 0, -1):
        found = paragraph.figures.top(key, figure.quarter, count, figure.span, figure.subject)
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


def _spread(paragraph: Paragraph, figure: Figure) -> Claim | None:
    """31个可比省份中同比增长25个、下降5个、持平1个; 30个可比省份（西藏上年同期基数较小，未计入）同比均增长."""
    column = paragraph.figures.column(figure.indicator.key, figure.quarter, figure.span, figure.subject)
    values = [one.year_on_year.value for one in column if one.growth_rank and one.year_on_year]
    words = {"增长": sum(v > 0 for v in values), "下降": sum(v < 0 for v in values), "持平": values.count(Decimal(0))}
    found = {word: number for word, number in words.items() if number}
    if not found:
        return None
    each = "、".join(f"{word}{number}个" for word, number in found.items())
    told = f"中同比{each}" if len(found) > 1 else f"同比均{next(iter(found))}"
    provinces = {region.name for region in paragraph.figures.dataset.provinces}
    left_out = _left_out([one for one in column if one.region in provinces and not one.growth_rank])
    return claim("spread", figure, f"{len(values)}个可比省份{left_out}{told}")


def _left_out(figures: Sequence[Figure]) -> str:
    """（西藏、青海上年同期基数较小，海南本期数保密，未计入）, where few are."""
    if not 0 < len(figures) <= FEW_LEFT_OUT:
        return ""
    reasons: dict[str, list[Figure]] = {}
    for one in figures:
        reasons.setdefault(_not_comparable(one), []).append(one)
    return f"（{'，'.join(f'{_names(those)}{reason}' for reason, those in reasons.items())}，未计入）"


def _not_comparable(figure: Figure) -> str:
    if figure.value is None:
        return f"本期数{SYMBOLS[figure.symbol or Symbol.NOT_PUBLISHED]}"
    return SMALL_BASE if figure.year_on_year else NO_BASE
