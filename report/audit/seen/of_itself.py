"""Title, tags, labels and JSON-LD, what is offered and asked for, and what of all that the page does not show."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec
from selectolax.lexbor import LexborHTMLParser

from report.audit.seen.nodes import (
    NUMBER,
    TERM,
    after,
    attribute,
    marked,
    metas,
    numbers,
    text_of,
    texts,
    visible,
)
from report.period import Quarter

FILE = re.compile(r"[\w./-]+\.(?:csv|json|yml|parquet|xlsx?|pdf)")
ADDRESS = re.compile(r"https?://[^\s\"')]+")
SLUG, QUARTER = re.compile(r"(\d{4}q[1-4])/$"), re.compile(r"\d{4}年第[一二三四]季度")
COUNTED = ("li.ph-fact", ".ph-fact__change", ".ph-timeline > li", "tbody tr", "h3", "dt", ".ph-sources > li")


@dataclass(frozen=True)
class Presented:
    """What a page says of itself, in its head, in labels and to programs; and what of that it does not show."""

    title: str  # of the window
    heading: str
    crumbs: tuple[str, ...]
    head: tuple[tuple[str, str], ...]  # name or property of each tag → what it says
    programs: tuple[tuple[str, str], ...]  # of JSON-LD: Dataset.name → 江苏
    unshown: tuple[str, ...]  # labels and descriptions with a number that the page neither prints nor has as many of
    explained: tuple[tuple[str, str], ...]  # what a word of the glossary is said to mean, by its anchor there
    means: tuple[tuple[str, str], ...]  # in the glossary itself
    modified: str  # 2026年1月1日, as its end says
    citation: str
    cited_place: str  # the address that the citation prints, where that leads, and what telephones read, if anything
    cited_to: str
    scanned: tuple[str, ...]
    misled: tuple[str, ...]  # links that name another quarter or file than they lead to
    lead: str
    offered: str  # what its own data files are said to be of
    requests: tuple[str, ...]  # what one may ask a government for
    examples: tuple[str, ...]  # addresses in code that readers may copy
    framed: tuple[tuple[str, str, str, str], ...]  # code to show a chart elsewhere, where it is alone, its size
    times: tuple[tuple[str, str], ...]  # as machines and as people read them
    scheduled: tuple[tuple[str, tuple[str, ...]], ...]  # of rows with a time that, and what else they say
    annexed: tuple[str, ...]  # what links to pages and files below are called
    newest: tuple[tuple[str, str, str], ...]  # in a list of pages: of which, the newest number it has, and of when
    pictured: tuple[tuple[str, str, str], ...]  # of charts named in a text where they are, their titles and times


def presented(page: LexborHTMLParser) -> Presented:
    head = (*metas(page), *metas(page, "property"))
    return Presented(
        title=text_of(page, "title"),
        heading=visible(page.css_first("h1")),
        crumbs=tuple(visible(one) for one in page.css(".ph-crumbs li")),
        head=head,
        programs=tuple(_programs(page)),
        unshown=tuple(_unshown(page, dict(head))),
        explained=tuple(_explained(page)),
        means=tuple(_means(page)),
        modified=text_of(page, ".ph-colophon span").removeprefix("最近更新：").removeprefix("Last changed: "),
        citation=text_of(page, ".ph-cite"),
        cited_place=text_of(page, ".ph-cite a"),
        cited_to=attribute(page.css_first(".ph-cite a[href]"), "href"),
        scanned=texts(page, ".ph-scanned title, .ph-scanned span"),
        misled=tuple(_misled(page)),
        lead=text_of(page, "p.ph-lead"),
        offered=text_of(page, 'p:has(a[href="data.csv"])'),
        requests=texts(page, "p.ph-request"),
        examples=tuple(one for code in page.css("[data-example] code") for one in ADDRESS.findall(code.text())),
        framed=tuple(_framed(page)),
        times=marked(page, "datetime", "time"),
        scheduled=tuple(_scheduled(page)),
        annexed=texts(page, "a.ph-annex, .ph-downloads a"),
        newest=tuple(_newest(page)),
        pictured=tuple(_pictured(page)),
    )


def _misled(page: LexborHTMLParser) -> Iterator[str]:
    links = page.css("a[href]")
    for link in links:
        slug, named_as = SLUG.search(attribute(link, "href")), QUARTER.search(link.text())
        if slug and named_as and slug[1] != Quarter.parse(named_as[0]).slug:
            yield link.text()
    for link in links:
        name, to = link.text(), attribute(link, "href")
        if FILE.fullmatch(name) and not to.endswith(name.removeprefix("data/")):
            yield name
    known = {attribute(link, "href") for link in links}
    for meta in page.css('meta[http-equiv="refresh"]'):
        if attribute(meta, "content").removeprefix("0; url=") not in known:
            yield attribute(meta, "content")


def _framed(page: LexborHTMLParser) -> Iterator[tuple[str, str, str, str]]:
    for figure in page.css("figure.ph-chart:has(.ph-frame code)"):
        alone, image = figure.css_first(".ph-frame a"), figure.css_first("img")
        if alone and image:
            size = attribute(image, "width"), attribute(image, "height")
            yield text_of(figure, ".ph-frame code"), attribute(alone, "href"), *size


def _scheduled(page: LexborHTMLParser) -> Iterator[tuple[str, tuple[str, ...]]]:
    for row in page.css("tr:has(time)"):
        said = tuple(visible(one) for one in row.css("th > a, del, td"))
        yield attribute(row.css_first("time"), "datetime"), said


def _newest(page: LexborHTMLParser) -> Iterator[tuple[str, str, str]]:
    for row in page.css("tr"):
        address = attribute(row.css_first("th > a:first-child"), "href")
        for link in row.css("td > a:first-child") if address else ():
            if attribute(link, "href").startswith(f"{address}sources/"):
                yield address, link.text(), text_of(link.parent, ".ph-src")


def _pictured(page: LexborHTMLParser) -> Iterator[tuple[str, str, str]]:
    for node in page.css("[data-chart]"):
        following = (one.text() for one in after(node, node.parent) if not one.is_text_node)
        yield attribute(node, "href"), node.text(), next(following, "")


def _programs(page: LexborHTMLParser) -> Iterator[tuple[str, str]]:
    for script in page.css('script[type="application/ld+json"]'):
        for one in msgspec.json.decode(script.text())["@graph"]:
            yield from _texts(one["@type"], one)


def _texts(name: str, said: Any) -> Iterator[tuple[str, str]]:
    """The single texts and numbers of something in JSON, each with the names that lead to it."""
    if isinstance(said, dict):
        for key, one in said.items():
            yield from _texts(f"{name}.{key}", one)
    elif isinstance(said, list):
        for one in said:
            yield from _texts(name, one)
    else:
        yield name, str(said)


def _unshown(page: LexborHTMLParser, head: Mapping[str, str]) -> Iterator[str]:
    article = page.css_first("article")
    if not article:
        return
    printed = numbers(article)
    facts, changes = (len(article.css(kind)) for kind in COUNTED[:2])
    counted = {str(len(article.css(kind))) for kind in COUNTED} | {str(facts + changes)}
    labels = (
        attribute(node, name) for name in ("aria-label", "title") for node in article.css(f"[{name}]:not(.{TERM})")
    )
    for said in (head.get("description", ""), *labels):
        if not {*NUMBER.findall(said)} <= printed | counted:
            yield said


def _explained(page: LexborHTMLParser) -> Iterator[tuple[str, str]]:
    for node in page.css(f"a.{TERM}[title]"):
        yield attribute(node, "href").rpartition("#")[2], attribute(node, "title")


def _means(page: LexborHTMLParser) -> Iterator[tuple[str, str]]:
    for term in page.css(".ph-terms [id]"):
        yield attribute(term, "id"), term.text(separator=" ")
