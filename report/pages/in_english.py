"""The pages in English: what the programme is, the nation, a page a region and an indicator, about the site.

Each stands at the address of its Chinese twin below /en/ and follows from the same values. Every number on it carries
the claim that report/audit/claims reads again; what has no English name in the data (sources, notes, figures of single
cities) stays with the twin.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from markupsafe import Markup

from report import english
from report.address import (
    ENGLISH,
    cell_address,
    fact_address,
    in_chinese,
    in_english,
    indicator_address,
    quarter_address,
    region_address,
)
from report.braces import closed_room
from report.model import Dataset, Fact, Indicator, Observation, Page, Region, RegionKind
from report.model.content import Content, Written
from report.moment import day_of, start_of
from report.numbers.official import newest, newest_first, series
from report.numbers.returned import Figure
from report.order import with_neighbours
from report.pages.citation import Citation
from report.pages.desk import Desk, around, in_order_of_regions, of_nation, of_regions
from report.pages.home import headline_facts
from report.pages.indicators import matrix, national_totals
from report.pages.plan import Plan, Wanted, figure_of
from report.pages.series_tables import columns_of, is_given, quarters_of
from report.pages.traces import way, way_of_indicator
from report.sentences import told_in_english as told
from report.sentences.claims import Claim
from report.sentences.overview import Attested

HOME = ENGLISH
REGIONS, INDICATORS = in_english("/regions/"), in_english("/indicators/")
SECTION = "English"
INDEXES = (("Regions", REGIONS), ("Indicators", INDICATORS))


def pages_in_english(desk: Desk, content: Content, plan: Plan, chinese: Mapping[str, Page]) -> Iterator[Page]:
    """*chinese*: the pages that are told in English too, and others, by address."""
    texts = {address: _text(desk.dataset, page) for address, page in content.english.items()}
    yield _home(desk, content, plan, texts[HOME])
    for page in content.english.values():
        if page.address != HOME:
            yield _written(page, texts[page.address], "about")
    yield from _regions(desk, plan, chinese)
    yield from _indicators(desk, chinese)


def twins(found: Sequence[Page]) -> Iterator[Page]:
    """The same pages, each told where its twin is."""
    addresses = {page.address for page in found}
    for page in found:
        is_english = page.address.startswith(ENGLISH)
        twin = in_chinese(page.address) if is_english else in_english(page.address)
        told = {"lang": "en" if is_english else "", "twin": twin if twin in addresses else ""}
        yield replace(page, front={**page.front, **told})


def _text(dataset: Dataset, page: Written) -> Markup:
    """What somebody wrote, with the numbers that it asks for, each a claim."""
    documents = {one.id: one for one in dataset.documents}
    known = {
        "provinces": _counted("provinces", str(len(dataset.provinces))),
        "indicators": _counted("indicators", str(len(dataset.indicators))),
        "issued": lambda id: id in documents and _counted(f"issued {id}", english.day_text(documents[id].issued_on)),
        "issuers": lambda id: id in documents and _counted(f"issuers {id}", str(len(documents[id].issuers))),
    }
    return Markup(closed_room().from_string(page.body).render(known))


def _counted(key: str, text: str) -> Markup:
    return Markup('<span data-claims><span data-claim="counted {}">{}</span></span>').format(key, text)


def _page(
    address: str,
    title: str,
    description: str,
    context: Mapping[str, Any],
    words: Iterable[str] = (),
    template: str = "",
) -> Page:
    """*words*: what it is found by besides its own."""
    crumbs = tuple(one for one in INDEXES if address.startswith(one[1]) and address != one[1])
    template = f"en-{template or title.lower()}.md.j2"
    return Page(address, template, title, description, SECTION, context, front={"aliases": tuple(words)}, crumbs=crumbs)


def _written(page: Written, body: Markup, template: str, **context: Any) -> Page:
    said = {"body": body, **context}
    made = _page(page.address, page.title, page.description, said, page.aliases, template)
    return replace(made, modified=start_of(page.updated))


# ---------------------------------------------------------------- the nation


def _home(desk: Desk, content: Content, plan: Plan, body: Markup) -> Page:
    dataset, quarter = desk.dataset, max(desk.figures.quarters, default=None)
    tiles = [figure_of(desk, one, dataset.nation.name, quarter) for one in plan.headlines] if quarter else []
    return _written(
        content.english[HOME],
        body,
        "home",
        tiles=[_told(dataset, one, way_of_indicator(desk, one)) for one in tiles if one.value is not None],
        quarter_address=quarter_address(quarter) if quarter else "",
        facts=[_fact(desk, one) for one in headline_facts(dataset, content.home.headlines)],
    )


# ---------------------------------------------------------------- regions


def _regions(desk: Desk, plan: Plan, chinese: Mapping[str, Page]) -> Iterator[Page]:
    regions = desk.dataset.pages_of_regions
    rows = [(one.full_name, *_named_region(one), _newest(desk, _own(desk.dataset, one))) for one in regions]
    said = "The provincial-level regions and the Xinjiang Production and Construction Corps, each with its figures."
    yield _page(REGIONS, "Regions", said, {"rows": rows}, ("provinces", "province"))
    for before, region, after in with_neighbours(regions):
        page = _region(desk, plan, region, chinese[region_address(region)].context["citation"])
        beside = around(before, after, lambda one: in_english(region_address(one)))
        yield replace(page, context={**page.context, **beside})


def _own(dataset: Dataset, region: Region) -> list[Fact]:
    """What is published of the whole region: places inside it have no name in English."""
    return [fact for fact in dataset.cited if fact.region == region.name and not fact.place]


def _newest(desk: Desk, facts: Sequence[Fact]) -> Mapping[str, Any] | None:
    last = newest(facts)
    return _fact(desk, last) if last else None


def _region(desk: Desk, plan: Plan, region: Region, cited: Citation) -> Page:
    dataset, facts = desk.dataset, _own(desk.dataset, region)
    context = {
        "is_corps": region.kind is RegionKind.CORPS,
        "returned": [_told(dataset, one, way(desk, one)) for one in _profile(desk, plan.profile, region.name)],
        "facts": [_fact(desk, one) for one in sorted(newest_first(facts), key=lambda fact: fact.kind == "target")],
        "has_places": any(fact.region == region.name and fact.place for fact in dataset.cited),
        "cells": [_cell(desk, found[-1]) for found in series(dataset, region.name).values()],
        "cited": _cited(cited),
        "twin": region_address(region),
    }
    said = f"{region.name_en}: published figures on the patents of universities and research institutes, with sources."
    words = dict.fromkeys(dataset.indicators[fact.indicator].title_en for fact in facts)
    address = in_english(region_address(region))
    return _page(address, region.name_en, said, context, (region.slug, *words), "region")


def _profile(desk: Desk, wanted: Iterable[Wanted], region: str) -> list[Figure]:
    """What the newest return has of a region, of the indicators that stand for the rest."""
    quarter = max(desk.figures.quarters, default=None)
    if not quarter or not desk.figures.is_returned(region, quarter):
        return []
    return [figure_of(desk, one, region, quarter) for one in wanted if is_given(desk, one, quarter)]


# ---------------------------------------------------------------- indicators


def _indicators(desk: Desk, chinese: Mapping[str, Page]) -> Iterator[Page]:
    known = desk.dataset.indicators.values()
    rows = [
        (one.title, *_named_indicator(one), _newest(desk, of_nation(desk.cited_of.get(one.key, ()), desk.dataset)))
        for one in known
    ]
    said = "What is counted: every indicator with its newest national figure."
    yield _page(INDICATORS, "Indicators", said, {"rows": rows}, ("list of indicators",))
    for indicator in known:
        yield _indicator(desk, indicator, chinese[indicator_address(indicator)].context["citation"])


def _indicator(desk: Desk, indicator: Indicator, cited: Citation) -> Page:
    dataset = desk.dataset
    cited_of, cells = desk.cited_of.get(indicator.key, ()), desk.by_indicator.get(indicator.key, ())
    facts = [fact for fact in cited_of if not fact.place]
    _, rows = matrix(dataset, cells)
    context = {
        "indicator": indicator,
        "kind": english.INDICATOR_KINDS[indicator.kind],
        "unit": english.UNITS[indicator.unit],
        "returned": list(_returned(desk, indicator)),
        "national": [_fact(desk, one) for one in newest_first(of_nation(facts, dataset))],
        "local": [_fact(desk, one) for one in in_order_of_regions(of_regions(facts, dataset), dataset)],
        "has_places": len(facts) < len(cited_of),
        "totals": [_cell(desk, row) for row in national_totals(dataset, cells)],
        "heads": [_cell(desk, next(filter(None, column))) for column in zip(*rows.values(), strict=True)],
        "rows": [
            (_named_region(dataset.regions[name]), [one and _cell(desk, one) for one in row])
            for name, row in rows.items()
        ],
        "cited": _cited(cited),
        "twin": indicator_address(indicator),
    }
    said = f"{indicator.title_en}: all published values of the nation and the regions, each with its source."
    address, words = in_english(indicator_address(indicator)), (indicator.key.replace("_", " "),)
    return _page(address, indicator.title_en, said, context, words, "indicator")


def _returned(desk: Desk, indicator: Indicator) -> Iterator[Mapping[str, Any]]:
    """Of each span of a returned indicator all regions in the newest quarter, and the nation in all."""
    quarters, dataset = quarters_of(desk, indicator), desk.dataset
    wanted = [one for one in columns_of(desk, indicator) if one.subject is indicator.whole]
    for column in wanted if quarters else ():
        regions = [figure_of(desk, column, one.name, quarters[-1]) for one in desk.figures.regions]
        nation = [figure_of(desk, column, dataset.nation.name, quarter) for quarter in reversed(quarters)]
        yield {
            "title": english.SPANS[regions[0].span],
            "regions": [_told(dataset, one, way_of_indicator(desk, one)) for one in regions],
            "nation": [_told(dataset, one, way_of_indicator(desk, one)) for one in nation],
        }


# ---------------------------------------------------------------- what templates are given


def _named_region(region: Region) -> tuple[Attested, str]:
    """Its name, and the address of its page where it has one."""
    address = in_english(region_address(region)) if region.has_page else ""
    return Attested(f"named region {region.name}", region.name_en), address


def _named_indicator(indicator: Indicator) -> tuple[Attested, str]:
    name = Attested(f"named indicator {indicator.key}", indicator.title_en)
    return name, in_english(indicator_address(indicator))


def _fact(desk: Desk, fact: Fact) -> Mapping[str, Any]:
    """A cited figure; each part of it is a claim of its own."""
    dataset = desk.dataset
    indicator, source = dataset.indicators[fact.indicator], dataset.sources[fact.source]
    region = dataset.regions[fact.region]
    parts = {
        "what": indicator.title_en,
        "where": region.name_en,
        "value": english.figure(fact, indicator),
        "when": english.when(fact),
        "who": english.whose(fact.subject, indicator),
        "publisher": source.publisher,
        "published": english.day_text(source.published_on),
    }
    return {
        **{part: Attested(f"cited {part} {fact.id}", text) for part, text in parts.items()},
        "what_address": _named_indicator(indicator)[1],
        "where_address": _named_region(region)[1],
        "address": fact_address(fact, indicator),
        "kind": english.FACT_KINDS[fact.kind],
        "source_address": f"/data/sources/#{source.anchor}",
        "grade": english.GRADES[source.grade],
        "is_annotated": bool(fact.note or desk.corrected(fact.id)),
    }


def _cell(desk: Desk, row: Observation) -> Mapping[str, Any]:
    """A cell of an official table."""
    indicator, region = desk.dataset.indicators[row.indicator], desk.dataset.regions[row.region]
    number = english.in_full(row.value, indicator) if row.value is not None else ""
    marks = ", ".join(filter(None, (english.WRONG if row.error else "", english.SYMBOLS.get(row.symbol, ""))))
    parts = {
        "what": indicator.title_en,
        "value": (f"{number} ({marks})" if marks else number) if number else marks,
        "when": english.days(row.period),
        "who": english.SUBJECTS[row.subject],
        "scope": english.SCOPES[row.scope],
    }
    return {
        **{part: Attested(f"table {part} {row.where.file}:{row.where.line}", text) for part, text in parts.items()},
        "what_address": in_english(indicator_address(indicator)),
        "address": cell_address(row, region),
    }


def _told(dataset: Dataset, figure: Figure, address: str) -> Mapping[str, Claim | str | None]:
    """A figure of a return; *address*: where its cells are told."""
    region = dataset.regions[figure.region]
    return {
        "what": told.named(figure),
        "what_address": _named_indicator(figure.indicator)[1],
        "where": told.located(figure, region.name_en),
        "where_address": _named_region(region)[1],
        "when": told.period(figure),
        "value": told.stated(figure),
        "exact": told.in_full(figure),
        "absent": told.absent(figure),
        "change": told.year_on_year(figure),
        "share": told.share(figure),
        "rank": told.rank(figure),
        "address": address,
    }


def _cited(one: Citation) -> Mapping[str, Any]:
    """How the twin is cited, whose address stays; its title is that of the page."""
    told = [f"Edition {one.number}"] if one.number > 1 else []
    return {
        "said": ", ".join([*told, *([english.day(day_of(one.at))] if one.at else [])]),
        "address": one.address,
        "place": f"{one.site or '[address]'}{one.address}",
        "checks": ", ".join(digits for digits, _ in one.checks),
    }
