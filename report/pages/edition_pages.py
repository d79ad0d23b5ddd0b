"""Editions: what was published of a quarter at a time, drawn from its seal; the newest leads to the present page."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import groupby
from typing import Any

from report import moment
from report.address import edition_address, file_address, quarter_address, region_quarter_address, relative
from report.model import Cell, Column, Page, Region, Row, Symbol, Table
from report.model.printed import MARK, NOTE, SINCE, TILES, Measure, Printed, Selection, Value, bare
from report.numbers.cells import LEGEND, NOTHING, as_notes, explained
from report.numbers.measures import MEASURES
from report.order import with_neighbours
from report.pages.citation import Citation, of_edition
from report.pages.corrections import told
from report.pages.desk import Desk
from report.pages.self_inspection import REPORTS
from report.pages.series_tables import (
    PARTS,
    VALUE,
    counts_columns,
    rates_columns,
    title_of_counts,
    title_of_rates,
    title_of_theme,
)
from report.period import Quarter
from report.seals.differences import CELL, HEAD, SENTENCE, Difference
from report.seals.numbered import Numbered
from report.wording import number_in

AS_SEALED = "本表照封存文件原样印出"
EMPTY = Value("")
HEADINGS = {  # of what an edition says of the whole
    "title": "报表名称",
    "publisher": "发布单位",
    "url": "网址",
    "file": "报表文件",
    "first published": "首次发布",
    "revised": "修订发布",
    "reason": "修订原因",
    "cut-off": "数据截止",
    "status": "数据状态",
}
FEW = 12  # differences from the next edition that stand open


@dataclass(frozen=True)
class Former:
    """An edition and the ones around it, as its pages speak of it; *region*: of whom, None: of the nation."""

    desk: Desk
    edition: Numbered
    after: Numbered | None  # the next edition; None: this is the newest
    region: Region | None = None

    @property
    def present(self) -> str:
        """The address of the present page."""
        quarter = self.edition.quarter
        return region_quarter_address(self.region, quarter) if self.region else quarter_address(quarter)

    @property
    def address(self) -> str:
        return edition_address(self.present, self.edition.number)

    @property
    def section(self) -> str:
        """The 栏目 of the present page."""
        return REPORTS if self.region else "季度"

    @property
    def name(self) -> str:
        """Of whom it speaks, as it was called then."""
        return self.printed.regions[self.slug]

    @property
    def slug(self) -> str:
        return (self.region or self.desk.dataset.nation).slug

    @cached_property
    def printed(self) -> Printed:
        return self.edition.printed

    @cached_property
    def legend(self) -> Mapping[str, str]:
        """What symbols and marks meant then; a seal of an older form does not say."""
        return {**LEGEND, **self.printed.legend}


def formers(desk: Desk, quarter: Quarter) -> Iterator[Former]:
    """Every edition of a quarter, of the nation and of each region."""
    editions = desk.editions.get(quarter, ())
    for _, edition, after in with_neighbours(editions):
        for region in (None, *desk.dataset.pages_of_regions):
            yield Former(desk, edition, after, region)


def edition_page(former: Former) -> Page:
    """The page of an edition; of the newest one that leads to the present page, which says the same."""
    return _superseded(former, former.after) if former.after else _newest(former)


def _newest(former: Former) -> Page:
    edition = former.edition
    title = f"{former.region.name if former.region else ''} {edition.quarter.title} 第{edition.number}版".strip()
    return Page(
        address=former.address,
        template="edition-newest.md.j2",
        title=title,
        description=f"{title}是现行版本，见本季页面。",
        section=former.section,
        context={"former": former, "at": moment.title(edition.at)},
        front={"noindex": True, "refresh": relative(former.present, former.address)},
        crumbs=_crumbs(former),
    )


def _superseded(former: Former, after: Numbered) -> Page:
    edition, region = former.edition, former.region
    title = f"{former.name if region else ''} {edition.quarter.title} 第{edition.number}版".strip()
    parts = _region_parts(former) if region else _national_parts(former)
    changes = _changes(former, after)
    tables = [table for part in parts for table in part["tables"]]
    return Page(
        address=former.address,
        template="edition.md.j2",
        title=title,
        description=f"{title}，{moment.title(edition.at)}发布，照封存文件原样印出；已有第{after.number}版。",
        section=former.section,
        context={
            "former": former,
            "title": title,
            "at": moment.title(edition.at),
            "after_at": moment.title(after.at),
            "after": after,
            "because": told(after),
            "after_address": edition_address(former.present, after.number),
            "facts": _facts(former),
            "citation": _citation(former),
            "marked": list(_sentences(former, MARK)),
            "tiles": list(_sentences(former, TILES)),
            "since": list(_sentences(former, SINCE)),
            "parts": parts,
            "changes": changes,
            "few": FEW,
            "method": former.printed.method,
            "seal_address": file_address(edition.seal.file) if edition.seal else "",
            "file_address": file_address(f"data/releases/{edition.quarter.code}/{former.printed.head['file']}"),
        },
        tables=tuple(tables),
        front={"noindex": True},
        crumbs=_crumbs(former),
    )


def _citation(former: Former) -> Citation:
    """By what it was called then."""
    head, what = former.printed.head, former.name if former.region else ""
    return of_edition(former.desk, former.edition, head["publisher"], head["title"], former.present, what)


def _crumbs(former: Former) -> tuple[tuple[str, str], ...]:
    quarter = former.edition.quarter
    own = ((f"{former.region.name} {quarter.title}", former.present),) if former.region else ()
    return ("季度", "/quarters/"), (quarter.title, quarter_address(quarter)), *own


def _facts(former: Former) -> list[tuple[str, str]]:
    """What was said of the whole, and by what its seal is known."""
    head, edition = former.printed.head, former.edition
    return [
        ("报表", head["title"]),
        ("发布单位", head["publisher"]),
        ("本版发布", moment.title(edition.at)),
        ("本版由来", told(edition)),
        ("数据状态", head["status"]),
        *([("校验码", edition.seal.hash)] if edition.seal else []),
        *(("说明", text) for name, text in head.items() if name.startswith("note ")),
    ]


# ---------------------------------------------------------------- sentences


def _sentences(former: Former, part: str) -> Iterator[str]:
    """The sentences of a part, in their order."""
    own = [told for told in former.printed.sentences if (told.region, told.part) == (former.slug, part)]
    return (former.printed.sentences[told] for told in sorted(own, key=lambda told: told.number))


# ---------------------------------------------------------------- tables


def _national_parts(former: Former) -> list[dict[str, Any]]:
    """By theme its paragraph and its tables of all regions."""
    numbered = enumerate(former.printed.tables, start=1)
    return [
        _part(
            theme,
            list(_sentences(former, theme)),
            [_of_regions(former, table, f"table-{number}") for number, table in own],
        )
        for theme, own in groupby(numbered, key=lambda one: one[1].theme)
    ]


def _of_regions(former: Former, table: Selection, name: str) -> Table:
    shown = [(key, part) for column in table.columns for key, *more in [column.split()] for part in (VALUE, *more)]
    columns = [_column(former.printed, key, part) for key, part in shown]
    rows = [
        Row(title, _address(former, slug), tuple(_cell(former.printed, slug, key, part) for key, part in shown))
        for slug, title in former.printed.regions.items()
    ]
    note = former.legend["corps"]
    return _table(former, name, title_of_theme(table.title), "地区", columns, rows, note)


def _measures(printed: Printed) -> Mapping[str, Measure]:
    """What is worked out, as it was called then; a seal of an older form does not say."""
    return {**MEASURES, **printed.measures}


def _column(printed: Printed, key: str, name: str) -> Column:
    column, part, measures = printed.columns[key], PARTS[name], _measures(printed)
    unit = part.unit(column.unit, of_rates=column.unit == "%", measures=measures)
    return Column(key + part.ending, f"{column.title}{part.title(measures)}", unit)


def _cell(printed: Printed, slug: str, key: str, part: str) -> Cell:
    value, measure = printed.values.get((slug, key), EMPTY), PARTS[part].measure
    if not measure:
        return _as_cell(value.text, is_value=True)
    return _as_cell(value.bare_place if measure == "place" else getattr(value, measure))


def _as_cell(said: str, *, is_value: bool = False) -> Cell:
    """A sealed text with its marks; the number that it is, for sorting and for downloads."""
    text, _, marks = said.partition(" ")
    return Cell(text, number_in(text), marks) if text else Cell(Symbol.NOT_PUBLISHED.value) if is_value else NOTHING


def _address(former: Former, slug: str) -> str:
    """The same edition of a region; of one that is no longer known nothing."""
    region = next((one for one in former.desk.dataset.pages_of_regions if one.slug == slug), None)
    quarter, number = former.edition.quarter, former.edition.number
    return edition_address(region_quarter_address(region, quarter), number) if region else ""


def _region_parts(former: Former) -> list[dict[str, Any]]:
    """By theme the paragraphs of a region, then its values: counts, and rates."""
    themes = dict.fromkeys(table.theme for table in former.printed.tables)
    told = [_part(theme, list(_sentences(former, theme))) for theme in themes]
    shown = dict.fromkeys(key for table in former.printed.tables for key in table.keys)
    counts = [key for key in shown if former.printed.columns[key].unit != "%"]
    rates = [key for key in shown if key not in counts]
    tables = (_of_region(former, "counts", counts), _of_region(former, "rates", rates))
    values = _part("主要数字", [], [table for table in tables if table.rows])
    return [part for part in (*told, values) if part["sentences"] or part["tables"]]


def _part(title: str, sentences: Sequence[str], tables: Sequence[Table] = ()) -> dict[str, Any]:
    return {"title": title, "sentences": sentences, "tables": tables}


def _of_region(former: Former, name: str, keys: Sequence[str]) -> Table:
    printed, is_rate = former.printed, name == "rates"
    rows = [
        Row(printed.columns[key].title, "", tuple(cells(printed.columns[key].unit, value)))
        for key in keys
        if (value := printed.values.get((former.slug, key)))
        for cells in [_rate_cells if is_rate else _count_cells]
    ]
    columns = (rates_columns if is_rate else counts_columns)(_measures(printed))
    title = (title_of_rates if is_rate else title_of_counts)(former.name)
    return _table(former, name, title, "指标", columns, rows)


def _count_cells(unit: str, value: Value) -> Iterator[Cell]:
    yield Cell(unit)
    yield _as_cell(value.text, is_value=True)
    yield from (_as_cell(getattr(value, name)) for name in MEASURES)


def _rate_cells(_: str, value: Value) -> Iterator[Cell]:
    yield _as_cell(value.text, is_value=True)
    yield from map(_as_cell, (value.change, value.place))


def _table(
    former: Former,
    name: str,
    title: str,
    label: str,
    columns: Sequence[Column],
    rows: Sequence[Row],
    note: str = "",
) -> Table:
    """Less the columns that nothing is worked out for, as in a first year, which has no 同比."""
    head, edition = former.printed.head, former.edition
    kept = [n for n, _ in enumerate(columns) if any(row.cells[n] != NOTHING for row in rows)]
    shown = tuple(replace(row, cells=tuple(row.cells[n] for n in kept)) for row in rows)
    return Table(
        name=name,
        title=title,
        as_of=f"{edition.quarter.title} 第{edition.number}版",
        source=f"{head['publisher']}《{head['title']}》",
        note=as_notes((AS_SEALED, note, *explained(shown, former.legend))),
        label_title=label,
        columns=tuple(columns[n] for n in kept),
        rows=shown,
    )


# ---------------------------------------------------------------- what the next edition changed


def _changes(former: Former, after: Numbered) -> list[Difference]:
    """What the next edition prints otherwise of whom the page speaks: values of the return first.

    Of the nation's page every value, and what is worked out where its tables show that.
    """
    found = [_in_chinese(one) for one in former.desk.reissue(former.edition, after).found]
    if former.region:
        return [one for one in found if one.region == former.slug and one.kind != CELL]
    shown = {
        (key, PARTS[name].measure)
        for table in former.printed.tables
        for key, *more in map(str.split, table.columns)
        for name in more
    }
    return [one for one in found if _is_told(one, former.slug, shown)]


def _in_chinese(one: Difference) -> Difference:
    """What is said of the whole by the names that its page has for it; 说明 1 for a note."""
    if one.kind != HEAD:
        return one
    return one._replace(what=HEADINGS.get(one.key) or one.key.replace(NOTE, "说明"))


def _is_told(one: Difference, slug: str, shown: Collection[tuple[str, str]]) -> bool:
    if one.kind == SENTENCE:
        return one.region == slug
    if one.kind not in MEASURES:
        return one.kind != CELL
    return (one.key, one.kind) in shown and bare(one.sealed) != bare(one.now)
