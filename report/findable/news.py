"""What is new on the site, as feeds tell it: releases, revisions, newly cited figures, new documents, corrections."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from report import wording
from report.address import quarter_address
from report.model import Dataset, Fact, ReturnVersion
from report.model.printed import ALL
from report.moment import start_of
from report.order import in_groups
from report.pages.desk import Desk
from report.pages.modified import day_of_source
from report.seals.numbered import FIRST, Numbered
from report.seals.reissues import Reissue

BEGINNING = start_of(date(2024, 1, 26))  # of the programme, and of a feed without an entry


@dataclass(frozen=True)
class News:
    """One thing that came out. *key* never changes; *regions* and *indicators*: whom it concerns, by name and key."""

    key: str
    at: datetime
    title: str
    said: str
    address: str
    regions: frozenset[str] = frozenset()
    indicators: frozenset[str] = frozenset()


def news(desk: Desk) -> tuple[News, ...]:
    """All of it, the newest first; what came out on a day that nobody knows is left out."""
    found = (*_editions(desk), *_figures(desk.dataset), *_documents(desk), *_corrections(desk.dataset))
    return tuple(sorted(found, key=lambda one: (one.at, one.key), reverse=True))


def _editions(desk: Desk) -> Iterator[News]:
    revised = {(one.edition.quarter, one.edition.number): one for one in desk.reissues}
    for quarter, editions in desk.editions.items():
        for edition in editions:
            reissue = revised.get((quarter, edition.number))
            yield _revision(edition, reissue, desk) if reissue else _release(edition, desk.dataset)


def _release(edition: Numbered, dataset: Dataset) -> News:
    """The first edition of a quarter; it concerns whatever its return has a number of."""
    quarter = edition.quarter
    first = next(one for one in dataset.versions if one.publication.quarter == quarter)
    publication = first.publication
    return News(
        f"edition:{quarter.code}:{edition.number}",
        edition.at,
        f"{FIRST}：{quarter.title}",
        f"{publication.publisher}《{publication.title}》，{publication.status}数。",
        quarter_address(quarter),
        *_concerned(first),
    )


def _concerned(version: ReturnVersion) -> tuple[frozenset[str], frozenset[str]]:
    rows = version.observations
    return frozenset(row.region for row in rows), frozenset(row.indicator for row in rows)


def _revision(edition: Numbered, reissue: Reissue, desk: Desk) -> News:
    """A later edition; it concerns whose values it prints otherwise."""
    known = {region.slug: region.name for region in desk.dataset.regions.values()}
    counts = f"改动{len(reissue.numbers)}个数" if reissue.numbers else "没有改动报表的数"
    return News(
        f"edition:{edition.quarter.code}:{edition.number}",
        edition.at,
        f"第{edition.number}版：{edition.quarter.title}（{edition.cause}）",
        "。".join(filter(None, [edition.reason.rstrip("。"), counts])) + "。",
        f"{quarter_address(edition.quarter)}#corrections",
        frozenset(known[one.region] for one in reissue.found if one.region in known),
        frozenset(one.indicator for one in reissue.found if one.indicator != ALL),
    )


def _figures(dataset: Dataset) -> Iterator[News]:
    """What was cited of a source is one piece of news."""
    for key, facts in in_groups(dataset.cited, lambda fact: fact.source).items():
        if at := day_of_source(dataset, key):
            source = dataset.sources[key]
            title = f"引用的公开数字：{source.title or source.publisher}"
            said = "；".join(_told(fact, dataset) for fact in facts)
            regions = frozenset(fact.region for fact in facts)
            indicators = frozenset(fact.indicator for fact in facts)
            yield News(f"figures:{key}", at, title, f"{said}。", f"/data/sources/#{source.anchor}", regions, indicators)


def _told(fact: Fact, dataset: Dataset) -> str:
    return f"{fact.place or fact.region}{dataset.indicators[fact.indicator].title}{wording.figure(fact)}"


def _documents(desk: Desk) -> Iterator[News]:
    for document in desk.dataset.documents:
        if at := day_of_source(desk.dataset, document.source):
            view = desk.document(document)
            regions = frozenset([document.region])
            title = f"{'活动' if view.is_action else '文件'}：{document.title}"
            yield News(f"document:{document.id}", at, title, view.summary, view.source_address, regions)


def _corrections(dataset: Dataset) -> Iterator[News]:
    for erratum in dataset.errata:
        fact = dataset.fact.get(erratum.of)
        concerned = (frozenset([fact.region]), frozenset([fact.indicator])) if fact else ()
        said = f"原来印作{erratum.was}，现在{f'印作{erratum.now}' if erratum.now else '撤下'}。{erratum.reason}"
        key = f"erratum:{erratum.of}:{erratum.day}"
        yield News(key, start_of(erratum.day), "更正公开的数", said, "/revisions/", *concerned)
    for change in dataset.method_changes:
        keys = frozenset(dataset.indicators if ALL in change.indicators else change.indicators)
        key, at = f"method:{change.day}:{change.what}", start_of(change.day)
        yield News(key, at, f"方法变更：{change.what}", change.why, "/revisions/", frozenset(), keys)
