"""About the data: method, sources, and each official table as it was transcribed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from report import wording
from report.address import cell_anchor, fact_address, quarter_address, region_address, row_anchor, table_address
from report.model import (
    Cell,
    Column,
    Observation,
    Page,
    Place,
    Row,
    Scope,
    Source,
    Span,
    Subject,
    Symbol,
    Table,
)
from report.numbers.cells import as_notes
from report.order import in_groups
from report.pages import citation, founded
from report.pages.desk import Desk
from report.pages.home import newest_source
from report.pages.unpublished import Unpublished
from report.period import Period, Quarter
from report.wording import spanned

DATA = "/data/"
CRUMBS = (("数据", DATA),)
LOCAL = "http://127.0.0.1:8000"  # of the preview, where the site has no address
Counted = tuple[str, Span | None, Period, Subject]  # indicator, span, period, subject
INSIDE = "… 未公布或原表残缺，p 初步数，r 修订数。副省级城市和新疆生产建设兵团已含在所属省份内，不可相加"
IN_RETURNS = "… 未公布，c 保密，z 不适用，p 初步数，r 修订数。新疆生产建设兵团已含在新疆内，不可相加"
OFFICIAL, RETURNS = ("官方统计表", "/data/#tables"), (wording.RETURNS, "/data/#returns")


def data(desk: Desk, body: str) -> Iterator[Page]:
    yield _about(desk, body)
    yield _sources(desk)
    if not desk.dataset.synthetic:
        yield Unpublished(desk).page()
    for source in desk.dataset.sources.values():
        if source.kind == "table":
            yield table_page(desk, source)


def _about(desk: Desk, body: str) -> Page:
    dataset = desk.dataset
    graded = founded.tables(dataset)
    return Page(
        address=DATA,
        template="data.md.j2",
        title="数据说明",
        description="数据来源、方法、符号、容易误读的数字、没有查到的内容，以及全部数据文件下载。",
        section="数据",
        context={
            "body": body,
            "tables": list(_official(desk)),
            "returns": list(_returns(desk)),
            "errors": [_known_error(desk, row) for row in dataset.known_errors],
            "counts": _counts(desk),
            "newest_source": newest_source(dataset),
            "graded": graded,
            "has_gaps": not dataset.synthetic,
            "grades": list(wording.GRADES.items()),
            "site": desk.site or LOCAL,
            "is_local": not desk.site,
            "machine": (),  # both are told when the files are made
            "fields": (),
        },
        tables=graded,
        front={
            "aliases": ["方法", "口径", "下载", "符号", "数字陷阱", "来源等级", "转载", "shuju"],
            "grades": desk.grades(dataset.cited),  # the first page that has them: search lists them in this order
        },
    )


def _official(desk: Desk) -> Iterator[dict[str, Any]]:
    """The official tables: the page, how many cells each has, and of when they are."""
    for source in desk.dataset.sources.values():
        if source.kind == "table":
            rows = desk.by_source.get(source.key, ())
            yield {
                "title": source.title,
                "address": table_address(source.key),
                "key": source.key,
                "cells": len(rows),
                "periods": "、".join(dict.fromkeys(row.period.title for row in rows)),
            }


def _returns(desk: Desk) -> Iterator[dict[str, Any]]:
    """The returns by quarter, newest first: the page, the sheets cell by cell, and how many cells these have."""
    for quarter, edition in reversed(tuple(desk.dataset.returns.items())):
        own = [key for key in edition.sources if key in desk.by_source]
        yield {
            "title": quarter.title,
            "slug": quarter.slug,
            "address": quarter_address(quarter),
            "sheets": [(desk.dataset.sources[key].title.split("：")[0], table_address(key)) for key in own],
            "cells": len(edition.observations),
        }


def _known_error(desk: Desk, row: Observation) -> dict[str, str]:
    """A number that is wrong in its source: where it stands, and what is known of it."""
    error, view = row.error, desk.cell(row)
    assert error
    return {
        "title": view.cited,
        "address": view.address,
        "what": f"{wording.whole_or_region(row, desk.dataset.nation.name)}，{view.when}，{view.indicator}，{view.who}",
        "printed": view.value,
        "should_be": "不明" if error.should_be is None else wording.plain(error.should_be),
        "reason": error.reason,
        "found_by": error.found_by,
    }


def _counts(desk: Desk) -> dict[str, int]:
    dataset = desk.dataset
    return {
        "facts": len(dataset.cited),
        "national": sum(fact.region == dataset.nation.name for fact in dataset.cited),
        "cells": len(dataset.official),
        "returned": len(dataset.returned),
        "sources": len(dataset.sources),
        "addresses": sum(bool(source.url) for source in dataset.sources.values()),
        "documents": len(dataset.documents),
    }


def _sources(desk: Desk) -> Page:
    dataset = desk.dataset
    cited: dict[str, list[tuple[str, str]]] = {}
    for fact in dataset.cited:
        link = (
            f"{fact.place or fact.region} {wording.figure(fact)}",
            fact_address(fact, dataset.indicators[fact.indicator]),
        )
        cited.setdefault(fact.source, []).append(link)
    documents = in_groups(dataset.documents, lambda document: document.source)
    rows = [
        (
            source.grade,
            {
                "key": source.key,
                "publisher": source.publisher,
                "title": source.title,
                "published": wording.day_text(source.published_on),
                "url": source.url,
                "kind": wording.SOURCE_KINDS[source.kind],
                "table": table_address(source.key) if source.kind in ("table", "return") else "",
                "facts": len(cited.get(source.key, ())),
                "first": cited.get(source.key, [])[:1],
                "documents": [document.title for document in documents.get(source.key, ())],
            },
        )
        for source in dataset.sources.values()
    ]
    return Page(
        address="/data/sources/",
        template="sources.md.j2",
        title="来源",
        description=f"全部{len(rows)}个来源，按来源等级分组：发布单位、标题、日期；只给发布者自己的网址，转载件不给链接。",
        section="数据",
        context={"groups": founded.grouped(rows)},
        front={"aliases": ["出处", "参考文献", "来源等级", "laiyuan"], "grades": desk.grades(dataset.cited)},
        crumbs=CRUMBS,
    )


# ---------------------------------------------------------------- one official table


def table_page(desk: Desk, source: Source, quarter: Quarter | None = None) -> Page:
    """An official table, or a sheet of the return of a *quarter*."""
    dataset, address = desk.dataset, table_address(source.key)
    cells = desk.by_source.get(source.key, ())
    table = _as_transcribed(desk, source, cells)
    is_workbook = any(row.where.sheet for row in cells)
    return Page(
        address=address,
        template="table.md.j2",
        title=source.title,
        description=f"{source.publisher}《{source.title}》逐格转录，每一行注明在数据文件中的行号。",
        section="数据",
        context={
            "source": source,
            "file": cells[0].where.file if cells else "",
            "is_workbook": is_workbook,
            "table": table,
            "cells": len(cells),
            "taken_back": desk.taken_back(lambda one: one.source == source.key),
            "methods": desk.methods(row.indicator for row in cells),
            "citation": citation.of_quarter(desk, quarter, what=source.title.split("：")[0])
            if quarter
            else citation.of_table(desk, source, address),
        },
        tables=(table,),
        front={
            "indicators": list(dict.fromkeys(spanned(dataset.indicators[row.indicator], row.span) for row in cells)),
            "quarters": [max(row.period for row in cells).quarter.title] if is_workbook else [],
            "is_transcript": True,  # search lists it after all else
        },
        crumbs=(*CRUMBS, RETURNS if source.kind == "return" else OFFICIAL),
    )


def _as_transcribed(desk: Desk, source: Source, cells: Sequence[Observation]) -> Table:
    """Every cell of an official table or a return, with the doubts noted about it and the lines it stands on."""
    columns: dict[Counted, Place] = {}
    for row in cells:
        columns.setdefault(_counted(row), row.where)
    doubts = dict.fromkeys(told for row in cells for told in (row.remark, _erratum(desk, row)) if told)
    return Table(
        name=source.key,
        title=source.title,
        as_of="、".join(dict.fromkeys(period.title for _, _, period, _ in columns)),
        source=f"{source.publisher}《{source.title}》",
        note=as_notes([IN_RETURNS if source.kind == "return" else INSIDE, *doubts]),
        label_title="地区",
        columns=tuple(_heading(desk, *item) for item in columns.items()),
        rows=tuple(_rows(desk, source, cells, tuple(columns))),
    )


def _erratum(desk: Desk, row: Observation) -> str:
    told = desk.erratum(row)
    whose = f"{wording.whole_or_region(row, desk.dataset.nation.name)}，{desk.who(row.subject)}，{row.period.title}"
    return told and f"{whose}：{told}"


def _counted(row: Observation) -> Counted:
    return row.indicator, row.span, row.period, row.subject


def _heading(desk: Desk, column: Counted, where: Place) -> Column:
    """What stands above a column; of a workbook also its sheet and letter, so that with the row every cell is known."""
    key, span, period, subject = column
    indicator = desk.dataset.indicators[key]
    return Column(
        key=f"{key}{'_ytd' if span is Span.YTD else ''}_{subject}_{period.code}",
        title=f"{spanned(indicator, span)}，{desk.who(subject)}，{period.title}",
        unit=indicator.unit,
        note=f"{where.sheet}!{where.column}列" if where.sheet else "",
    )


def _rows(desk: Desk, source: Source, cells: Sequence[Observation], columns: Sequence[Counted]) -> Iterator[Row]:
    """National totals first, then the regions in order; each row with its lines in the file."""
    dataset = desk.dataset
    found: dict[tuple[str, Scope], dict[Counted, Observation]] = {}
    for row in cells:
        found.setdefault((row.region, row.scope), {})[_counted(row)] = row
    order = {name: number for number, name in enumerate(dataset.regions)}
    for (name, scope), values in sorted(
        found.items(), key=lambda item: (order[item[0][0]], list(Scope).index(item[0][1]))
    ):
        region = dataset.regions[name]
        is_nation = region is dataset.nation
        lines = "、".join(_runs(sorted({row.where.line for row in values.values()})))
        yield Row(
            label=wording.SCOPES[scope] if is_nation and source.kind == "table" else region.name,
            address=region_address(region) if region.has_page else "",
            cells=tuple(_cell(desk, values.get(column)) for column in columns),
            anchor=row_anchor(region, scope),
            note=f"含在{region.inside}内，第{lines}行" if region.inside else f"第{lines}行",
            pin="top" if is_nation else "end" if region.inside else "",
            code=region.code,
        )


def _cell(desk: Desk, row: Observation | None) -> Cell:
    if row is None:
        return Cell(str(Symbol.NOT_PUBLISHED))
    doubtful = wording.DOUBTFUL if row.note and not row.error else ""
    marks = "、".join(filter(None, (doubtful, wording.marks(row))))
    return Cell(desk.value(row), row.value, marks, cell_anchor(row, desk.dataset.regions[row.region]))


def _runs(lines: Sequence[int]) -> Iterator[str]:
    """[3, 4, 5, 9] → 3—5, 9"""
    start = last = lines[0]
    for line in (*lines[1:], -1):
        if line != last + 1:
            yield f"{start}—{last}" if last > start else str(start)
            start = line
        last = line
