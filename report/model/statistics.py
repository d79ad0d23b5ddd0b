"""What the statistics speak of, and the two kinds of number, never mixed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from report.model.problem import Place
from report.period import Period, Quarter


class RegionKind(StrEnum):
    NATION = "nation"
    PROVINCE = "province"
    CORPS = "corps"  # 新疆生产建设兵团: addressed by the programme, inside 新疆 in every table, never added to it
    NOT_COVERED = "not-covered"  # 台湾, 香港, 澳门: shown on the tile grid as 未纳入统计
    CITY = "city"  # 副省级城市: in some tables, already inside their province


@dataclass(frozen=True)
class Region:
    """A row of data/regions.csv; the order of that file (GB/T 2260) is the order everywhere."""

    name: str
    full_name: str
    name_en: str
    code: str
    slug: str
    kind: RegionKind
    abbreviation: str  # 简称: 苏
    pinyin: str
    inside: str  # the province that already contains it, for a city or the corps
    tile: tuple[int, int] | None  # column, row of the tile grid, from 0

    @property
    def has_page(self) -> bool:
        return self.kind in (RegionKind.PROVINCE, RegionKind.CORPS)


class Subject(StrEnum):
    """Whose patents or actions are counted."""

    UNIVERSITIES = "universities"
    RESEARCH_INSTITUTES = "research_institutes"
    BOTH = "universities_and_institutes"
    ALL_HOLDERS = "all_holders"
    ENTERPRISES = "enterprises"
    PUBLIC_INSTITUTIONS = "public_institutions"
    INDIVIDUALS = "individuals"
    GOVERNMENT = "government"


class Scope(StrEnum):
    """What a national total of an official table covers."""

    DOMESTIC = "domestic"  # 国内，含港澳台
    MAINLAND = "mainland"  # 国内，不含港澳台
    FOREIGN = "foreign"  # 国外来华
    WORLD = "world"  # 国内与国外合计


@dataclass(frozen=True)
class Indicator:
    """A row of data/indicators.yml. *kind*: stock, flow, cumulative or rate; *parts*: indicators that add up to it.

    A rate of the returns is *numerator* ÷ *denominator* × 100, both keys of counts; where not both are known it has
    neither. *to_date*: a rate of flows, which is of the year to date. *whole*: whom the returns count in it where
    nobody is named.
    """

    key: str
    title: str
    title_en: str
    unit: str
    decimals: int
    kind: str
    theme: str
    definition: str
    counted: str
    cautions: tuple[str, ...]
    clause: str  # clause of the plan, or 「context」
    better: str  # up, down, none
    quarterly_item: str  # which of the four quarterly statistics of clause 三(四) it carries, if any
    parts: tuple[str, ...] = ()
    subject_parts: tuple[Subject, ...] = ()  # holders that add up to all_holders
    numerator: str = ""
    denominator: str = ""
    to_date: bool = False
    whole: Subject = Subject.BOTH
    pinyin: str = ""  # words with a space between them
    definition_en: str = ""

    @property
    def slug(self) -> str:
        return self.key.replace("_", "-")

    @property
    def bare_title(self) -> str:
        """The title without its bracket."""
        return self.title.split("（")[0]

    def spans_a_year(self, span: Span) -> bool:
        """累计, or a rate of 累计: the quarter before may lie in another year, or is part of it."""
        return span is Span.YTD or (span is Span.RATE and self.to_date)


class Grade(StrEnum):
    """How well founded is what a source says, best first; numbers.grades decides it, /data/#grades explains it."""

    PUBLISHER = "publisher"  # 原发布单位网页
    OUTLET = "outlet"  # 媒体原网页
    COPY = "copy"  # 转载
    QUOTED = "quoted"  # 仅见引述

    @property
    def is_own_page(self) -> bool:
        """Whether it was read where it was published."""
        return self in (Grade.PUBLISHER, Grade.OUTLET)


@dataclass(frozen=True)
class Source:
    key: str
    publisher: str
    title: str
    published_on: str  # YYYY-MM-DD, YYYY-MM or empty: only what the page shows
    url: str  # the publisher's own address, or empty
    kind: str  # official, media, reprint, quoted, table, return
    grade: Grade = Grade.COPY

    @property
    def anchor(self) -> str:
        return self.key


class Span(StrEnum):
    """What days a cell of a return takes in; 当季 and 本年累计 of a first quarter are two cells of the same days."""

    STOCK = "stock"  # 期末数
    QUARTER = "quarter"  # 当季
    YTD = "ytd"  # 本年累计
    RATE = "rate"  # 比率

    def period(self, quarter: Quarter) -> Period:
        """The days that it takes in of a quarter: 2024年第三季度, 2024年前三季度, 截至2024年9月30日."""
        starts = {Span.QUARTER: quarter.start, Span.YTD: Quarter(quarter.year, 1).start}
        return Period(quarter.end, starts.get(self))


class Symbol(StrEnum):
    """Why there is no plain value, or what is special about it; printed as text, explained where it stands."""

    NONE = ""
    NOT_PUBLISHED = "…"
    CONFIDENTIAL = "c"
    NOT_APPLICABLE = "z"
    PROVISIONAL = "p"
    REVISED = "r"


@dataclass(frozen=True)
class KnownError:
    """A number that is wrong in its source: an entry of data/known_errors.yml; *should_be* None: nobody knows."""

    source: str
    indicator: str
    period: Period
    region: str
    subject: Subject
    printed: Decimal
    reason: str
    found_by: str
    should_be: Decimal | None = None
    scope: Scope = Scope.DOMESTIC

    @property
    def told(self) -> str:
        """What stands beside the number, which is itself as it was printed."""
        right = "正确的数不明" if self.should_be is None else f"应为{self.should_be:,f}"
        return f"原文有误：印作{self.printed:,f}，{right}。{self.reason.rstrip('。')}（{self.found_by}发现）"


class Observation(NamedTuple):
    """One cell of a table or a return; may be ranked, summed, compared and drawn.

    A tuple, as `Place` is: there are eighty thousand, and of a frozen dataclass each takes four times as long.
    """

    indicator: str
    region: str
    period: Period
    subject: Subject
    value: Decimal | None
    source: str
    where: Place
    scope: Scope = Scope.DOMESTIC  # of the national rows; the regions are always domestic
    symbol: Symbol = Symbol.NONE
    note: str = ""
    span: Span | None = None  # of a cell of a return; a table says all of it with its period
    error: KnownError | None = None  # of its source

    @property
    def remark(self) -> str:
        """What a reader must know of it: the doubt that is noted, and the error of its source."""
        return "；".join(filter(None, (self.note, self.error.told if self.error else "")))

    def __hash__(self) -> int:
        return hash(self.where)  # a cell holds one value; hashing all fields of 64,000 takes a second


@dataclass(frozen=True)
class Fact:
    """One cited public figure: listed and shown on a time line, never ranked or summed.

    *value* is in base units (件, 次, 亿元 …); *basis* says what a growth compares with, in the source's words.
    """

    id: str
    indicator: str
    region: str
    place: str  # a city or institution inside the region; empty = the whole region
    subject: Subject
    value: Decimal
    unit: str
    qualifier: str  # exact, about, over, nearly
    kind: str  # stock, flow, ytd, cumulative, rate, growth, target
    period: Period | None  # None: the source does not say
    statement: str
    source: str
    confidence: str
    comparable: bool
    basis: str
    note: str
    where: Place

    @property
    def is_figure(self) -> bool:
        """A measured value, not a change and not a plan."""
        return self.kind not in ("growth", "target")


@dataclass(frozen=True)
class Office:
    """Who holds the quarterly statistics of a region, by the name that a source gives."""

    region: str
    office: str
    source: str


@dataclass(frozen=True)
class Graded:
    """How many cited figures of *part* (全部, a theme or a region) had a source of each grade on the day *as_of*."""

    as_of: date
    part: str
    publisher: int
    outlet: int
    copy: int
    quoted: int

    @property
    def total(self) -> int:
        return self.publisher + self.outlet + self.copy + self.quoted

    @property
    def own_pages(self) -> int:
        return self.publisher + self.outlet


@dataclass(frozen=True)
class Document:
    id: str
    region: str
    title: str
    number: str
    issued_on: str  # YYYY, YYYY-MM, YYYY-MM-DD or empty
    issuers: tuple[str, ...]
    summary: str
    effective_on: str
    clause: str
    url: str
    confidence: str
    kind: str  # document, action
    source: str
    where: Place


@dataclass(frozen=True)
class Milestone:
    """A dated or standing commitment of the plan, with the facts published about it."""

    id: str
    due_on: date | None
    clause: str
    commitment: str
    subject: Subject
    indicator: str
    target: Decimal | None
    unit: str
    evidence: tuple[str, ...]
    status: str
    reason: str
    where: Place
