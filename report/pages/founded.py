"""How well founded the cited figures are, as tables: by theme, by region, and from one count to the next."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from report import wording
from report.address import region_address
from report.model import Cell, Column, Dataset, Grade, Graded, Row, Table
from report.numbers.embargo import first_day
from report.numbers.grades import ALL, counted

OWN = "原网页合计"
PRESENT = "现有"
NOTE = "占比以公开数字的条数计，增减和目标也各算一条；“原网页”是原发布单位网页和媒体原网页"


def tables(dataset: Dataset) -> tuple[Table, ...]:
    """All figures as counted at each time, then the present ones of each theme and region with the change since.

    They are as of the newest source: of the day of the build nothing follows, and a site that stands would not know it.
    """
    newest = max((first_day(dataset.sources[fact.source].published_on) for fact in dataset.cited), default=None)
    if newest is None:
        return ()
    present = {one.part: one for one in counted(dataset, newest) if one.total}
    before = _last_before(dataset, present[ALL])
    over_time = {wording.day_text(one.as_of.isoformat()): one for one in _days(dataset)} | {PRESENT: present.pop(ALL)}
    parts = {
        name: {part: one for part, one in present.items() if part in known}
        for name, known in (("theme", dataset.themes), ("region", dataset.regions))
    }
    as_of = wording.day_text(newest.isoformat())
    return (
        _table("grades-over-time", "来源等级：全部公开数字", "盘点日", over_time, dataset, {}, as_of),
        _table("grades-by-theme", "来源等级：各主题", "主题", parts["theme"], dataset, before, as_of),
        _table("grades-by-region", "来源等级：全国和各地区", "地区", parts["region"], dataset, before, as_of),
    )


def _days(dataset: Dataset) -> list[Graded]:
    """The counts of all figures on earlier days."""
    return [one for one in dataset.graded if one.part == ALL]


def _last_before(dataset: Dataset, present: Graded) -> dict[str, Graded]:
    """The last count that differs from the present one, by part: what came with an update is seen until the next."""
    earlier = [one for one in _days(dataset) if _counts(one) != _counts(present)]
    last = max((one.as_of for one in earlier), default=None)
    return {one.part: one for one in dataset.graded if one.as_of == last}


def _counts(one: Graded) -> tuple[int, ...]:
    return one.publisher, one.outlet, one.copy, one.quoted


def _table(
    name: str,
    title: str,
    label: str,
    found: Mapping[str, Graded],
    dataset: Dataset,
    before: Mapping[str, Graded],
    as_of: str,
) -> Table:
    since = next(iter(before.values())).as_of if before else None
    change = [Column("change", f"比{wording.day_text(since.isoformat())}", "个百分点")] if since else []
    return Table(
        name=name,
        title=title,
        as_of=as_of,
        source="本站据 sources.csv 和 domains.csv 归类",
        note=NOTE,
        label_title=label,
        columns=(
            Column("figures", "公开数字", "条"),
            *(Column(grade, words, "%") for grade, words in wording.GRADES.items()),
            Column("own_pages", OWN, "%"),
            *change,
        ),
        rows=tuple(_row(label, one, dataset, before) for label, one in found.items()),
    )


def _row(label: str, one: Graded, dataset: Dataset, before: Mapping[str, Graded]) -> Row:
    region = dataset.regions.get(one.part)
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
