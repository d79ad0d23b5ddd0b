"""The nouns: frozen values that every room shares. No logic beyond what a noun says about itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from itertools import groupby
from typing import NamedTuple

from report.moment import FOREVER
from report.period import Period, Quarter

# ---------------------------------------------------------------- what the statistics speak of


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

    A rate of the returns is *numerator* ÷ *denominator* × 100, both keys of counts; of flows the year to date.
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

    @property
    def slug(self) -> str:
        return self.key.replace("_", "-")


@dataclass(frozen=True)
class Source:
    key: str
    publisher: str
    title: str
    published_on: str  # YYYY-MM-DD, YYYY-MM or empty: only what the page shows
    url: str  # the publisher's own address, or empty
    kind: str  # official, media, reprint, table

    @property
    def anchor(self) -> str:
        return self.key


class Where(NamedTuple):
    """The cell a value came from: file below the root, line (the header is line 1), column; for workbooks the sheet."""

    file: str
    line: int
    column: str = ""
    sheet: str = ""

    def __str__(self) -> str:
        return f"{self.file}:{self.sheet}!{self.column}{self.line}" if self.sheet else f"{self.file}:{self.line}"


# ---------------------------------------------------------------- the two kinds of number, never mixed


class Symbol(StrEnum):
    """Why there is no plain value, or what is special about it; printed as text, explained where it stands."""

    NONE = ""
    NOT_PUBLISHED = "…"
    CONFIDENTIAL = "c"
    NOT_APPLICABLE = "z"
    PROVISIONAL = "p"
    REVISED = "r"


class Observation(NamedTuple):
    """One cell of a table or a return; may be ranked, summed, compared and drawn.

    A tuple, as `Where` is: there are eighty thousand, and of a frozen dataclass each takes four times as long.
    """

    indicator: str
    region: str
    period: Period
    subject: Subject
    value: Decimal | None
    source: str
    where: Where
    scope: Scope = Scope.DOMESTIC  # of the national rows; the regions are always domestic
    symbol: Symbol = Symbol.NONE
    note: str = ""

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
    where: Where

    @property
    def is_figure(self) -> bool:
        """A measured value, not a change and not a plan."""
        return self.kind not in ("growth", "target")


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
    where: Where


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
    where: Where


# ---------------------------------------------------------------- releases


@dataclass(frozen=True)
class Revision:
    """A number of a return that a later version changed: its first and its present value; None: not published."""

    indicator: str
    subject: Subject
    region: str
    period: Period
    first: Decimal | None
    now: Decimal | None
    version: int  # the last that changed it
    reason: str
    released_at: datetime  # of that version
    where: Where  # the cell in that version


@dataclass(frozen=True)
class Publication:
    """A quarter's return as it stands: who published what and when, and what was revised since the first version."""

    quarter: Quarter
    title: str
    publisher: str
    released_at: datetime  # of the first version
    cut_off: date  # the last day that the figures take in
    status: str  # 初步, 修订, 最终
    notes: tuple[str, ...]
    url: str  # the publisher's own address, or empty
    version: int = 0  # 0 is the first, 1 is r1
    revised_at: datetime | None = None  # of the present version, where it is not the first
    revisions: tuple[Revision, ...] = ()

    @property
    def out_at(self) -> datetime:
        """When this version is out."""
        return self.revised_at or self.released_at


@dataclass(frozen=True)
class Edition:
    """One version of a quarter's return with all that it brings along."""

    publication: Publication
    observations: tuple[Observation, ...]
    indicators: Mapping[str, Indicator]
    sources: Mapping[str, Source]
    file: str  # below the folder that holds data/


@dataclass(frozen=True)
class Announcement:
    """An entry of data/calendar.yml: what comes out when. A moved date keeps the one before, and says why."""

    quarter: Quarter
    at: datetime
    kind: str  # 首次发布, 修订发布
    title: str
    moved_from: datetime | None
    reason: str
    note: str
    where: Where


@dataclass(frozen=True)
class Redirect:
    """A published address that moved to *to*, or with an empty *to* was withdrawn."""

    address: str
    to: str
    reason: str
    where: Where


@dataclass(frozen=True)
class Dataset:
    """Everything under data/, as one value: all of it, or after releases.released what is out at a moment."""

    regions: Mapping[str, Region]
    indicators: Mapping[str, Indicator]
    sources: Mapping[str, Source]
    facts: tuple[Fact, ...]
    observations: tuple[Observation, ...]
    documents: tuple[Document, ...]
    milestones: tuple[Milestone, ...]
    returned: tuple[Quarter, ...] = ()  # quarters whose return is published
    small_base: Decimal = Decimal(0)  # a change from less than this is marked 基数较小
    synthetic: bool = False  # 示例数据: every page, chart and download says so
    publications: Mapping[Quarter, Publication] = field(default_factory=dict)  # of each such quarter the last version
    calendar: tuple[Announcement, ...] = ()  # by date
    redirects: tuple[Redirect, ...] = ()
    editions: tuple[Edition, ...] = ()  # all versions of all returns, by quarter
    as_of: datetime = FOREVER
    next_change: datetime | None = None  # the moment from which the same files make another site

    @cached_property
    def nation(self) -> Region:
        return next(r for r in self.regions.values() if r.kind is RegionKind.NATION)

    @cached_property
    def provinces(self) -> tuple[Region, ...]:
        return tuple(r for r in self.regions.values() if r.kind is RegionKind.PROVINCE)

    @cached_property
    def pages_of_regions(self) -> tuple[Region, ...]:
        """The 31 and 新疆生产建设兵团, in the order of data/regions.csv."""
        return tuple(r for r in self.regions.values() if r.has_page)

    @cached_property
    def themes(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(i.theme for i in self.indicators.values()))

    @cached_property
    def fact(self) -> Mapping[str, Fact]:
        return {f.id: f for f in self.facts}

    @cached_property
    def quarters(self) -> tuple[Quarter, ...]:
        """The quarters of the returns, or in which a published figure's period ends, from the programme's first on."""
        first = Quarter(2023, 4)
        found = {*self.returned, *(f.period.quarter for f in self.facts if f.period and f.kind != "target")}
        return tuple(sorted(q for q in found if q >= first))


# ---------------------------------------------------------------- charts


class ChartKind(StrEnum):
    TREND = "trend"  # values over time, with gaps where nothing was published
    RANKING = "ranking"  # regions by value, one highlighted
    TILES = "tiles"  # the tile grid: 34 equal tiles, no outlines
    MULTIPLES = "multiples"  # one small panel a region
    TIMELINE = "timeline"  # cited figures on a time axis, never joined by a line


@dataclass(frozen=True)
class Mark:
    """One value of a chart. *value* None: not published, a gap and never zero; *text* is what readers see."""

    label: str
    value: Decimal | None
    text: str
    day: date | None = None  # on a time axis
    tile: tuple[int, int] | None = None  # on the tile grid


@dataclass(frozen=True)
class Line:
    """Marks that belong together: a subject's values over time, or all regions at one time."""

    name: str
    marks: tuple[Mark, ...]


@dataclass(frozen=True)
class Chart:
    """What a chart says, before it is drawn: the SVG, the table, the CSV and the alt text all come from here."""

    name: str  # file stem, unique on its page
    kind: ChartKind
    title: str
    unit: str
    as_of: str
    source: str
    lines: tuple[Line, ...]
    label_title: str = "地区"  # header of the label column in table and CSV
    highlight: str = ""  # the label of the page's own region
    note: str = ""
    synthetic: bool = False  # 示例数据: marked in the picture, the table and the CSV


# ---------------------------------------------------------------- tables


@dataclass(frozen=True)
class TableColumn:
    """*key*: ASCII, what the column is called for machines: transfer_count_ytd_yoy.

    *pieces* together are the title: first what a header over several columns says, then where the rest may break
    (专利转让, 本年累计, 同比). All columns of a table have them, or none; downloads have the whole title.
    """

    key: str
    title: str
    unit: str
    note: str = ""
    pieces: tuple[str, ...] = ()


class TableCell(NamedTuple):
    """*text* as printed; *value* exact, for machines, None where there is none; *marks* beside it: p, r, 基数较小."""

    text: str
    value: Decimal | None = None
    marks: str = ""


@dataclass(frozen=True)
class TableRow:
    """A row; *address* is of the label's page, or empty.

    *anchor*: its id on the page, if it has one. *note* stands under the label: 含在新疆内. *pin*: where it stays
    when the table is sorted, ``top`` for a total, ``end`` for what another row already contains (兵团).
    """

    label: str
    address: str
    cells: tuple[TableCell, ...]
    anchor: str = ""
    note: str = ""
    pin: str = ""


@dataclass(frozen=True)
class DataTable:
    """A table of numbers: what the page prints and every download of it come from here."""

    name: str  # file stem and id, unique on its page, also among its charts
    title: str
    as_of: str
    source: str
    note: str
    label_title: str  # header of the first column: 地区, 指标
    columns: tuple[TableColumn, ...]
    rows: tuple[TableRow, ...]
    synthetic: bool = False  # 示例数据: marked on the page and in every download

    @property
    def groups(self) -> tuple[tuple[str, int], ...]:
        """The headers over several columns, each with how many stand side by side under it; () where there are none."""
        tops = groupby(column.pieces[0] for column in self.columns if column.pieces)
        return tuple((title, len(list(own))) for title, own in tops)


# ---------------------------------------------------------------- problems


@dataclass(frozen=True, order=True)
class Problem:
    """What is wrong in one place, and what to write instead. Errors block; warnings ask for a note."""

    file: str
    line: int
    rule: str
    what: str
    cure: str
    level: str = "error"

    def __str__(self) -> str:
        at = f"{self.file}:{self.line}" if self.line else self.file
        return f"{at}: {self.what}；{self.cure} [{self.rule}]"


class DataError(Exception):
    """The data cannot be published; carries every problem found, in the order of the files."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(f"{len(problems)} problems")
        self.problems = problems


# ---------------------------------------------------------------- the site


@dataclass(frozen=True)
class Artifact:
    """One file of the site before MkDocs: a path below build/docs, and its bytes."""

    path: str
    content: bytes = field(repr=False)


@dataclass(frozen=True)
class Site:
    """All files, and the navigation as MkDocs wants it (titles to paths)."""

    artifacts: tuple[Artifact, ...]
    nav: tuple[Mapping[str, str], ...]
    synthetic: bool = False  # 示例数据: never published in earnest
    next_change: datetime | None = None  # the moment from which the same files make another site, if one is known

    def __post_init__(self) -> None:
        seen: set[str] = set()
        for artifact in self.artifacts:
            if artifact.path in seen:
                raise ValueError(f"two artifacts at {artifact.path}")
            seen.add(artifact.path)
