"""What stands on the picture that goes with a link to a page: its title and its first figures, as the page has them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from report.downloads.about import UNIT_KEY
from report.model import Card, Page, Row, Table
from report.numbers.cells import with_unit
from report.pages.desk import CellView, FactView
from report.plaintext import plain

HOME, REGION, TABLE = "home.md.j2", "region.md.j2", "table.md.j2"
TEMPLATES = ("quarter-report.md.j2", "quarter.md.j2", "region-report.md.j2", REGION, "indicator.md.j2")
NUMBER = re.compile(r"\d")
FIGURES = 3
Figure = tuple[str, str, str]


def card_of(page: Page) -> Card | None:
    """Of a page of a quarter, a region, an indicator or an official table; the home page has that of the whole site."""
    if page.template == HOME:
        return Card(plain(page.title), (), "")
    if page.template not in TEMPLATES and (page.template != TABLE or page.context["is_workbook"]):
        return None
    facts, cells = list(_facts(page)), list(_cells(page))
    found = [*_tiles(page), *_of_tables(page.tables), *(_of_fact(fact, page) for fact in facts)]
    found += [
        (_what(cell, page), f"{whose} {cell.when}", f"{cell.value}{cell.unit} {cell.mark}") for cell, whose in cells
    ]
    views: list[FactView | CellView] = [*facts, *(cell for cell, _ in cells)]
    sources = [page.tables[0].source] if page.tables else dict.fromkeys(one.cited for one in views[:FIGURES])
    shown = tuple(tuple(map(plain, one)) for one in found[:FIGURES])
    return Card(plain(page.title), shown, plain("、".join(sources)))  # type: ignore[arg-type]  # each of three texts


def _tiles(page: Page) -> Iterator[Figure]:
    """The headline figures of a quarter."""
    for tile in page.context.get("tiles", ()):
        yield tile.title.text, tile.where.text, tile.value.text


def _of_tables(tables: Sequence[Table]) -> Iterator[Figure]:
    """The first values of the first table that has any."""
    for table in tables:
        rows = [row for row in table.rows if any(cell.value is not None for cell in row.cells)]
        if rows:
            is_of_indicators = table.columns[0].key == UNIT_KEY
            yield from _by_row(table, rows) if is_of_indicators else _by_column(table, rows[0])
            return


def _by_row(table: Table, rows: Sequence[Row]) -> Iterator[Figure]:
    for row in rows:
        unit, cell, *_ = row.cells
        if cell.value is not None:
            yield row.label, table.as_of, with_unit(cell, unit.text)


def _by_column(table: Table, row: Row) -> Iterator[Figure]:
    when = f"{row.label} {table.as_of}" if "、" not in table.as_of else row.label
    for column, cell in zip(table.columns, row.cells, strict=True):
        if cell.value is not None:
            yield column.title, when, with_unit(cell, column.unit)


def _facts(page: Page) -> Iterator[FactView]:
    """The cited figures of a page, in its order, less what was only planned."""
    themes = [fact for _, found in page.context.get("themes", ()) for fact in found]
    found = (*page.context.get("national", ()), *themes, *page.context.get("local", ()))
    return islice((fact for fact in found if fact.kind_key != "target"), FIGURES)


def _of_fact(fact: FactView, page: Page) -> Figure:
    return _what(fact, page), f"{fact.region} {fact.when}", fact.value


def _cells(page: Page) -> Iterator[tuple[CellView, str]]:
    """The values of official tables on the page of a region, or the national ones on that of an indicator; of whom."""
    if page.template == REGION:
        yield from ((cell, page.title) for cell in page.context["cells"] if NUMBER.search(cell.value))
    yield from page.context.get("totals", ())


def _what(one: FactView | CellView, page: Page) -> str:
    """What is counted; on the page about that, whose."""
    return one.who if one.indicator == page.title else f"{one.indicator}，{one.who}"
