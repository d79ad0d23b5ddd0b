"""/revisions/: all that was revised on the site: scale, nature, cause, effect; errata and changes of method."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import TypeVar

from report import moment, wording
from report.address import fact_address, quarter_address, table_address
from report.model import WORDS, Cell, Column, Dataset, Page, Row, Table
from report.model.printed import ALL, Erratum, MethodChange
from report.pages.desk import Desk
from report.seals.reissues import Reissue
from report.seals.sealed_lists import named

Dated = TypeVar("Dated", Erratum, MethodChange)
ADDRESS = "/revisions/"
COLUMNS = (
    Column("edition", "版次", "", cells=WORDS),
    Column("at", "发布时间", "", cells=WORDS),
    Column("nature", "性质", "", cells=WORDS),
    Column("cause", "由来", "", cells=WORDS),
    Column("reason", "原因", "", cells=WORDS),
    Column("numbers", "改动的数", "个"),
    Column("largest", "最大的改动", "", cells=WORDS),
    Column("derived", "随之变动的同比、占比、拉动", "个"),
    Column("places", "变动的位次", "个"),
    Column("turned", "改变方向的文字", "句"),
)


def revisions(desk: Desk) -> Page:
    found = desk.reissues
    dataset = desk.dataset
    table = _table("editions", "各季度的新版次", "季度", COLUMNS, [_row(one) for one in found])
    errata = _table("errata", "公开数字和统计表的更正", "更正的数", ERRATA, list(_errata(desk)))
    methods = _table("methods", "方法变更", "变更", METHODS, list(_methods(dataset)))
    shown = [one for one in (table, errata, methods) if one.rows]
    return Page(
        address=ADDRESS,
        template="revisions.md.j2",
        title="修订",
        description=f"本站公布过的数怎样改过：{len(found)}次新版、{len(dataset.errata)}条更正、"
        f"{len(dataset.method_changes)}次方法变更，各有原因、规模和影响。",
        section="数据",
        context={"shown": shown},
        tables=tuple(shown),
        front={"aliases": ["修订", "更正", "勘误", "历次修订", "xiuding"]},
        crumbs=(("数据", "/data/"),),
    )


def _table(name: str, title: str, label: str, columns: Sequence[Column], rows: Sequence[Row]) -> Table:
    return Table(name, title, "", "本站封存文件", "", label, tuple(columns), tuple(rows))


def _row(reissue: Reissue) -> Row:
    edition = reissue.edition
    counts = (reissue.numbers, reissue.derived, reissue.places, reissue.turned)
    numbers, derived, places, turned = (Cell(f"{len(one):,}", Decimal(len(one))) for one in counts)
    return Row(
        edition.quarter.title,
        f"{quarter_address(edition.quarter)}#corrections",
        (
            Cell(f"第{edition.number}版"),
            Cell(moment.title(edition.at)),
            Cell(reissue.nature),
            Cell(edition.cause),
            Cell(edition.reason or "—"),
            numbers,
            Cell(next(iter(reissue.largest), "—")),
            derived,
            places,
            turned,
        ),
    )


# ---------------------------------------------------------------- errata and changes of method

ERRATA = (
    Column("day", "日期", "", cells=WORDS),
    Column("was", "原来印作", "", cells=WORDS),
    Column("now", "现在印作", "", cells=WORDS),
    Column("reason", "原因", "", cells=WORDS),
)
METHODS = (
    Column("day", "日期", "", cells=WORDS),
    Column("why", "原因", "", cells=WORDS),
    Column("indicators", "涉及的指标", "", cells=WORDS),
)


def _errata(desk: Desk) -> Iterator[Row]:
    dataset, withdrawn = desk.dataset, {one.erratum: one for one in desk.withdrawn}
    for one in _newest_first(dataset.errata):
        day = wording.day_text(one.day.isoformat())
        texts = (day, one.was, one.now or "撤下", one.reason)
        gone = withdrawn.get(one)
        what = gone.what if gone else named(one.of, dataset)
        yield Row(what, _address(one, dataset), tuple(map(Cell, texts)))


def _address(one: Erratum, dataset: Dataset) -> str:
    """Where the figure or the table stands; of what was withdrawn nowhere."""
    if fact := dataset.fact.get(one.of):
        return fact_address(fact, dataset.indicators[fact.indicator])
    source = one.of.split(" ")[0]
    return table_address(source) if " " in one.of and source in dataset.sources else ""


def _methods(dataset: Dataset) -> Iterator[Row]:
    for one in _newest_first(dataset.method_changes):
        known = [dataset.indicators[key].title for key in one.indicators if key in dataset.indicators]
        concerned = "全部指标" if ALL in one.indicators else "、".join(known)
        texts = (wording.day_text(one.day.isoformat()), one.why, concerned)
        yield Row(one.what, "", tuple(map(Cell, texts)))


def _newest_first(entries: Iterable[Dated]) -> list[Dated]:
    return sorted(entries, key=lambda one: one.day, reverse=True)
