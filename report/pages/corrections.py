"""What was revised of a quarter since its first edition, and what that moved: a page, and part of those of regions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from report import moment, wording
from report.address import indicator_address, quarter_address
from report.model import WORDS, Cell, Column, Indicator, Page, Region, Revision, Row, Span, Symbol, Table
from report.numbers.cells import as_notes
from report.pages.issue import Issue
from report.seals.differences import Difference
from report.seals.numbered import Numbered


def corrections(issue: Issue, region: str = "") -> tuple[Table, ...]:
    """What was revised since the first version, with first and present value; or nothing.

    Of all regions every number; of one region the totals, where one of them is among the revised.
    """
    found = [one for one in issue.publication.revisions if region in ("", one.region)]
    totals = [one for one in found if one.subject is issue.desk.dataset.indicators[one.indicator].whole]
    found = totals if region and totals else found
    if not found:
        return ()
    place = () if region else (Column("region", "地区", "", cells=WORDS),)
    missing = any(one.first is None or one.now is None for one in found)
    reasons = dict.fromkeys(f"原因：{one.reason}" for one in found)
    return (
        Table(
            name="revised",
            title=f"{region}被修订的数",
            as_of=issue.quarter.title,
            source=issue.desk.return_title(issue.quarter),
            note=as_notes([*reasons, *(["… 未公布"] if missing else [])]),
            label_title="指标",
            columns=(*place, *REVISED),
            rows=tuple(_revised(issue, one, with_region=not region) for one in found),
        ),
    )


ENDINGS = {Span.QUARTER: "当季", Span.YTD: "本年累计", Span.STOCK: "期末数"}  # 专利转让当季, 应盘点单位期末数
REVISED = (
    Column("subject", "对象", "", cells=WORDS),
    Column("first", "首次发布", ""),
    Column("now", "现数", ""),
    Column("difference", "差额", ""),
    Column("edition", "版次", ""),
    Column("revised_at", "修订时间", "", cells=WORDS),
    Column("reason", "原因", "", cells=WORDS),
)


def _revised(issue: Issue, one: Revision, with_region: bool) -> Row:
    indicator = issue.desk.dataset.indicators[one.indicator]
    place = (Cell(one.region),) if with_region else ()
    difference = None if one.first is None or one.now is None else one.now - one.first
    numbers = (_number(value, indicator) for value in (one.first, one.now, difference))
    edition = next((own.number for own in issue.editions if own.version == one.version), one.version + 1)
    told = (Cell(f"第{edition}版"), Cell(moment.title(one.released_at)), Cell(one.reason))
    return Row(
        f"{indicator.bare_title}{ENDINGS.get(one.span, '')}",
        indicator_address(indicator),
        (*place, Cell(issue.desk.who(one.subject)), *numbers, *told),
    )


def _number(value: Decimal | None, indicator: Indicator) -> Cell:
    return Cell(Symbol.NOT_PUBLISHED.value) if value is None else Cell(wording.plain(value, indicator.decimals), value)


def corrections_page(issue: Issue) -> Page:
    """All of it, one by one; search leads to the page of the quarter, which says how much there is of it."""
    quarter, address = issue.quarter, quarter_address(issue.quarter)
    revised = corrections(issue)
    return Page(
        address=issue.corrections_address,
        template="quarter-corrections.md.j2",
        title=f"{quarter.title}更正",
        description=f"{quarter.title}首次发布后修订的每个数，连同原因、版次和因此变动的位次、文字。",
        section="季度",
        context={"issue": issue, "address": address, "revised": revised, "moved": moved(issue)},
        tables=revised,
        front={"noindex": True},
        crumbs=(("季度", "/quarters/"), (quarter.title, address)),
    )


def largest(issue: Issue) -> Sequence[str]:
    """The values that changed most since the first edition, at most three, as texts."""
    return issue.reissue.largest[:3] if issue.reissue else ()


# ---------------------------------------------------------------- what that moved


@dataclass(frozen=True)
class Moved:
    """What is otherwise on a page than in the first edition, besides the values: places, and sentences that turned."""

    causes: Sequence[str]  # of each edition since
    places: Sequence[Difference]
    derived: int
    turned: Sequence[Difference]


def moved(issue: Issue, region: Region | None = None) -> Moved | None:
    """Of the nation's page all places that it shows; None where there is one edition, or of a region nothing moved."""
    reissue = issue.reissue
    if not reissue:
        return None
    tables = reissue.edition.printed.tables
    shown = {column.split()[0] for one in tables for column in one.columns if region or " rank" in column}
    own = [one for one in reissue.places if one.key in shown and _is_of(one, region)]
    derived = sum(_is_of(one, region) for one in reissue.derived)
    slug = (region or issue.desk.dataset.nation).slug
    turned = [one for one in reissue.turned if one.region == slug]
    causes = [f"第{one.number}版（{moment.title(one.at)}）：{told(one)}" for one in issue.editions[1:]]
    found = Moved(causes, own, derived, turned)
    return found if region is None or own or derived or turned else None


def told(edition: Numbered) -> str:
    """What made an edition, and why."""
    return "：".join(filter(None, (edition.cause, edition.reason)))


def _is_of(one: Difference, region: Region | None) -> bool:
    """Whether a page shows it: that of a region its own, the nation's all places, less those in growth."""
    return one.region == region.slug if region else one.kind != "growth_place"
