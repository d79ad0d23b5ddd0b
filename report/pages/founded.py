"""How well founded the cited figures are, as tables: by theme, by region, and from one count to the next."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from report import wording
from report.address import region_address
from report.model import Cell, Column, Dataset, Grade, Graded, Row, Table
from report.moment import day_of
from report.numbers.grades import ALL, counted

OWN = "原网页合计"
NOTE = "占比以公开数字的条数计，增减和目标也各算一条；“原网页”是原发布单位网页和媒体原网页"


def tables(dataset: Dataset) -> tuple[Table, ...]:
    """All figures as counted at each time, then today's of each theme and of each region with the change since."""
    today = {one.part: one for one in counted(dataset, day_of(dataset.as_of)) if one.total}
    if ALL not in today:
        return ()
    before = _last_before(dataset, today[ALL])
    over_time = [*_days(dataset), today[ALL]]
    parts = [one for one in today.values() if one.part != ALL]
    return (
        _table("grades-over-time", "来源等级：全部公开数字", "盘点日", over_time, dataset, {}),
        _table(
            "grades-by-theme",
            "来源等级：各主题",
            "主题",
            [p for p in parts if p.part in dataset.themes],
            dataset,
            before,
        ),
        _table(
            "grades-by-region",
            "来源等级：全国和各地区",
            "地区",
            [p for p in parts if p.part in dataset.regions],
            dataset,
            before,
        ),
    )


def _days(dataset: Dataset) -> list[Graded]:
    """The counts of all figures on earlier days."""
    return [one for one in dataset.graded if one.part == ALL and one.as_of < day_of(dataset.as_of)]


def _last_before(dataset: Dataset, today: Graded) -> dict[str, Graded]:
    """The last count that differs from today's, by part: what came with an update is seen until the next."""
    earlier = [one for one in _days(dataset) if _counts(one) != _counts(today)]
    last = max((one.as_of for one in earlier), default=None)
    return {one.part: one for one in dataset.graded if one.as_of == last}


def _counts(one: Graded) -> tuple[int, ...]:
    return one.publisher, one.outlet, one.copy, one.quoted


def _table(
    name: str, title: str, label: str, found: Sequence[Graded], dataset: Dataset, before: dict[str, Graded]
) -> Table:
    since = next(iter(before.values())).as_of if before else None
    change = [Column("change", f"比{wording.day_text(since.isoformat())}", "个百分点")] if since else []
    return Table(
        name=name,
        title=title,
        as_of=wording.day_text(found[-1].as_of.isoformat()) if found else "",
        source="本站据 sources.csv 和 domains.csv 归类",
        note=NOTE,
        label_title=label,
        columns=(
            Column("figures", "公开数字", "条"),
            *(Column(grade, words, "%") for grade, words in wording.GRADES.items()),
            Column("own_pages", OWN, "%"),
            *change,
        ),
        rows=tuple(_row(one, dataset, before) for one in found),
    )


def _row(one: Graded, dataset: Dataset, before: dict[str, Graded]) -> Row:
    region = dataset.regions.get(one.part)
    label = one.part if one.part != ALL else wording.day_text(one.as_of.isoformat())
    shares = [_share(count, one.total) for count in (*_counts(one), one.own_pages)]
    change = [_change(one, before.get(one.part))] if before else []
    address = region_address(region) if region and region.has_page else ""
    return Row(label, address, (Cell(str(one.total), Decimal(one.total)), *map(_per_cent, shares), *change))


def _share(count: int, total: int) -> Decimal:
    return Decimal(count) * 100 / Decimal(total)


def _per_cent(value: Decimal) -> Cell:
    return Cell(wording.plain(value, 1), value)


def _change(one: Graded, before: Graded | None) -> Cell:
    """By how many percentage points the share of own pages rose; nothing where there were no figures."""
    if before is None or not before.total:
        return Cell("—")
    return _per_cent(_share(one.own_pages, one.total) - _share(before.own_pages, before.total))


def grouped(sources: Iterable[tuple[Grade, dict[str, object]]]) -> list[tuple[str, str, list[dict[str, object]]]]:
    """Sources by grade, best first: the anchor, the words, and what is listed; grades of none are left out."""
    found = list(sources)
    groups = [(grade, words, [row for own, row in found if own is grade]) for grade, words in wording.GRADES.items()]
    return [(f"grade-{grade}", words, rows) for grade, words, rows in groups if rows]
