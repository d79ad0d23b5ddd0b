"""A finished page, looked at once: what all who judge it need of it, as one frozen value that can be kept.

It is looked at in the HTML that readers get, whoever wrote it: Markdown, a template or the theme. Nothing else in
this package takes a page apart.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, MutableMapping, Sequence
from dataclasses import dataclass
from html import escape
from importlib.metadata import version
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

import msgspec
from selectolax.lexbor import LexborHTMLParser, LexborNode

from report import aloud
from report.address import CARD
from report.period import Quarter
from report.store import digest, make_missing

FOREIGN = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:|//")  # https://…, mailto:…, data:…
IMPORTED = re.compile(r'@import url\("([^"]*)"\)')
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
SHOWN = frozenset(
    ("img", "svg", "input", "button", "textarea", "select", "video", "audio", "iframe", "object", "canvas", "hr")
)
NUMBER = re.compile(r"\d+(?:[,.]\d+)*")
OF_TABLE = re.compile(r"data/tables/([\w-]+)/#([\w-]+)$")
HELD = {  # what pages count of themselves, or others of them
    "questions": "h3",
    "terms": ".ph-terms dt",
    "papers": ".ph-timeline > li",
    "own-papers": ".ph-timeline strong > a",
    "events": ".ph-events > li",
    "compared": "#x-titles option",
    "national": "li.ph-fact",
    "local": "[aria-label$='各地区公开数字'] tbody tr",
}
PLACES = "[aria-label$='各地区公开数字'] th > a"  # each place once
FILE = re.compile(r"[\w./-]+\.(?:csv|json|yml|parquet|xlsx?|pdf)")
ADDRESS = re.compile(r"https?://[^\s\"')]+")
AGE = re.compile(r"\d+个月前$")
CHILD = re.compile(r"[\w-]+/")  # the address of a page just below
SLUG, QUARTER = re.compile(r"(\d{4}q[1-4])/$"), re.compile(r"\d{4}年第[一二三四]季度")
COUNTED = ("li.ph-fact", ".ph-fact__change", ".ph-timeline > li", "tbody tr", "h3", "dt", ".ph-sources > li")
SAMPLE = "示例数据"
TRACES, FROM = ".ph-traces", "from-"  # tables of sources, and how the ids of their rows begin
CHANGE = ".ph-fact__also"  # told with a figure, a row of data/ of its own
VALUES = "a.ph-value, a.ph-fact__change, .ph-tile__value a, .ph-tile__change a, td.num a, .ph-chart td a"
TERM = "ph-term"  # a word that the glossary explains
PICTURES = 'img, svg:not([aria-hidden="true"])'
SITE_TAGS = ("SiteName",)
COLUMN_TAGS = ("ColumnName", "ColumnDescription", "ColumnKeywords", "ColumnType")
ARTICLE_TAGS = ("ArticleTitle", "PubDate", "ContentSource")
TAGS = (*SITE_TAGS, *COLUMN_TAGS, *ARTICLE_TAGS)
# tables of numbers, and what repeats on many pages: search by it finds everything and so nothing
UNSEARCHED = ", ".join(
    (
        *("table", "details", "figure", "svg", "img", "nav", ".headerlink"),
        *(".ph-map", ".ph-cols", ".ph-cards", ".ph-src", ".ph-source", ".ph-badge", ".ph-grade", ".ph-fact__meta"),
    )
)
HAN = "[\u3400-\u4dbf\u4e00-\u9fff]"
# at its beginning too: else the last word before a tag and the first after it are one
BEFORE_A_WORD = re.compile(rf"\A(?=\w)|(?<=\S)(?={HAN})|(?<={HAN})(?=\w)")


@dataclass(frozen=True)
class Statement:
    """One stated fact: what data-claim says it is about, and the words."""

    key: str
    text: str


@dataclass(frozen=True)
class StatementsTogether:
    """An element with data-claims: its claims in order, and what else stands in it."""

    claims: tuple[Statement, ...]
    between: str


@dataclass(frozen=True)
class PrintedChart:
    """*rows*: the table beside the picture, cell by cell."""

    name: str
    title: str
    alternative: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


PrintedRow = tuple[str, str, tuple[tuple[str, str], ...]]  # label, the note under it, of each cell text and marks


@dataclass(frozen=True)
class PrintedEmbed:
    """A chart alone on a page that other sites may frame; *picture*: the address of its SVG, as written."""

    picture: str
    title: str
    alternative: str
    source: str


@dataclass(frozen=True)
class PrintedTable:
    name: str
    title: str
    as_of: str
    source: str
    note: str
    synthetic: bool
    header: tuple[str, ...]
    rows: tuple[PrintedRow, ...]


@dataclass(frozen=True)
class PrintedCard:
    """What a page says of its own picture for links; *unprinted*: the numbers on it that the page does not print."""

    title: str
    said: str
    unprinted: tuple[str, ...]


@dataclass(frozen=True)
class References:
    """What a page refers to, what can be referred to in it, and which of its parts are empty."""

    links: frozenset[str]  # as written, foreign ones left out
    anchors: frozenset[str]
    empty_sections: tuple[str, ...]  # their headings
    empty_tables: tuple[str, ...]  # the headings above them


@dataclass(frozen=True)
class Statements:
    """What a page states: its elements with data-claims, and how many elements call themselves a claim."""

    told: tuple[StatementsTogether, ...]
    marked: int  # with | in its key it is a cited figure in a text of content/, which leads to its row
    sealed: tuple[str, ...]  # what is printed from a seal, word for word

    @property
    def claims(self) -> tuple[Statement, ...]:
        return tuple(claim for told in self.told for claim in told.claims)


@dataclass(frozen=True)
class PrintedEntry:
    """What stands beside the value of a cited figure: its sentence, and all else in one text."""

    key: str
    sentence: str
    beside: str


@dataclass(frozen=True)
class PrintedCell:
    """A number that leads to its cell of an official table, and what the words around it say that it is."""

    table: str
    cell: str  # the anchor in the page of the table
    text: str
    around: str
    beside: tuple[str, ...]  # of the same row of a list: where the number stands, its share, its place


@dataclass(frozen=True)
class PrintedCells:
    """Cells of a return and what is worked out of them, as a table of sources prints it: 78.54 = @ 118,101 ÷ @ 150,369.

    *head*: what stands over it; *links*: in place of each @ table and anchor of the cell, and the words of the link.
    """

    head: str
    text: str
    links: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True)
class PrintedTrace:
    """A row of a table of sources; *led*: the numbers of the page that lead to it."""

    key: str
    title: str
    made: tuple[PrintedCells, ...]
    led: tuple[str, ...]


@dataclass(frozen=True)
class Traced:
    """What leads to its row in data/, as the page prints it."""

    cited: tuple[Statement, ...]  # values that lead to the entry of a figure, and that of the entry; by its anchor
    entries: tuple[PrintedEntry, ...]
    cells: tuple[PrintedCell, ...]
    traces: tuple[PrintedTrace, ...]
    shades: tuple[tuple[tuple[str, str], ...], ...]  # of each map the shade of each square, and its number
    counts: tuple[tuple[str, str], ...]  # of rows that lead to a page below: its address, a number in the row
    counted: tuple[tuple[str, str], ...]  # what a number says that it counts, and the number with its unit
    held: tuple[tuple[str, int], ...]  # how many the page has of what may be counted


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


@dataclass(frozen=True)
class Prints:
    """The charts of a page with the tables beside them, those alone, and tables of numbers that can be downloaded."""

    charts: tuple[PrintedChart, ...]
    embeds: tuple[PrintedEmbed, ...]
    tables: tuple[PrintedTable, ...]
    card: PrintedCard | None


@dataclass(frozen=True)
class Searched:
    """What search reads of a page, by what the page can be found and narrowed down, and the pages that it lists."""

    article: str  # for Pagefind; empty where nothing is searched
    filters: tuple[tuple[str, str], ...]  # (地区, 江苏), (栏目, 地区) …
    children: tuple[str, ...]  # below it, in the order of the rows that lead to them


@dataclass(frozen=True)
class Described:
    """What a page says of itself, and what inspectors of government sites count in it."""

    tags: tuple[tuple[str, str], ...]  # those of 国办发〔2017〕47号
    sections: int
    pictures: int
    unnamed_pictures: tuple[str, ...]  # that say nothing to who does not see them
    attachments: frozenset[str]  # links to what is to be downloaded, as written
    looked: tuple[tuple[str, str], ...]  # of what, and how much of it was looked at, as the page prints it


@dataclass(frozen=True)
class Seen(References, Statements, Traced, Presented, Prints, Searched, Described):
    """A page as its judges need it: each asks for its own part."""


Part = TypeVar("Part", References, Statements, Traced, Presented, Prints, Searched, Described)


def look(html: str) -> Seen:
    """The page *html*, looked at once."""
    page = _parsed(html)
    links, anchors = _references(page)
    article = page.css_first("article")
    filters = tuple(map(_filter, page.css('meta[name="filter"]')))
    return Seen(
        links=links,
        anchors=anchors,
        empty_sections=tuple(_empty_sections(article)) if article else (),
        empty_tables=tuple(_empty_tables(article)) if article else (),
        told=tuple(map(_told, page.css("[data-claims]"))),
        marked=sum("|" not in (node.attributes["data-claim"] or "") for node in page.css("[data-claim]")),
        sealed=tuple(node.text() for node in page.css("[data-sealed]")),
        cited=tuple(_cited(page)),
        entries=tuple(_entries(page)),
        cells=tuple(_cells(page)),
        traces=tuple(_traces(page)),
        shades=tuple(tuple(_shades(squares)) for squares in page.css(".ph-map")),
        counts=tuple(_counts(page)),
        counted=tuple((node.attributes["data-counts"] or "", node.text()) for node in page.css("[data-counts]")),
        held=tuple(_held(page)),
        **_presented(page, article),
        charts=tuple(chart for figure in page.css("figure.ph-chart") if (chart := _chart(figure))),
        embeds=tuple(_embed(figure, page) for figure in page.css("figure.ph-embed")),
        tables=tuple(map(_table, page.css("div.ph-data"))),
        card=_card(page),
        children=tuple(_children(page)),
        tags=tuple(_tags(page)),
        sections=len(article.css(", ".join(HEADINGS))) if article else 0,
        pictures=len(page.css(PICTURES)),
        unnamed_pictures=tuple(_name_of(node) for node in page.css(PICTURES) if not _is_named(node)),
        attachments=frozenset(node.attributes["href"] or "" for node in page.css("a[download][href]")),
        looked=tuple((node.attributes["data-looked"] or "", node.text()) for node in page.css("[data-looked]")),
        filters=filters,
        article=_searched(page, dict(filters).get("栏目", "")),  # last: the page is used up
    )


def _parsed(html: str) -> LexborHTMLParser:
    """A page without what says a number once more, in words, for who listens."""
    page = LexborHTMLParser(html)
    for node in page.css(f".{aloud.CLASS}"):
        node.decompose()
    return page


# ---------------------------------------------------------------- kept


@dataclass(frozen=True)
class Looks:
    """What was seen of pages, in *kept* as JSON; *keys*: under which key, by the SHA-256 of a page's bytes."""

    kept: Mapping[str, bytes]
    keys: Mapping[str, str]

    @classmethod
    def at(cls, pages: Mapping[str, str], read: Callable[[str], str], kept: MutableMapping[str, bytes]) -> Looks:
        """What is seen of *pages* (path → SHA-256); what *kept* has of the same bytes is not looked at again."""
        way = digest([Path(__file__)], version("selectolax"))
        keys = {own: digest([], way, own) for own in pages.values()}
        make_missing(
            kept, {keys[own]: path for path, own in pages.items()}, lambda some: [_written(read(path)) for path in some]
        )
        return cls(kept, keys)

    def of(self, own: str, html: Callable[[], str], part: type[Part]) -> Part:
        """A part of what is seen of the page whose bytes have the hash *own*; a page that is new is looked at."""
        text = self.kept.get(self.keys.get(own, ""))
        return msgspec.json.decode(text or _written(html()), type=part)


NOTHING = Looks({}, {})  # nothing was looked at before


def _written(html: str) -> bytes:
    return msgspec.json.encode(look(html))


# ---------------------------------------------------------------- links and anchors


def _references(page: LexborHTMLParser) -> tuple[frozenset[str], frozenset[str]]:
    links, anchors = set[str](), set[str]()
    for node in page.css("[id], [name], [href], [src]"):
        for name, value in node.attributes.items():
            if name in ("href", "src"):
                links.add(value or "")
            elif name in ("id", "name"):
                anchors.add(value or "")
    for style in page.css("style"):
        links.update(IMPORTED.findall(style.text()))
    return frozenset(link for link in links if not FOREIGN.match(link)), frozenset(anchors)


def named(html: str, link: str) -> str:
    """The text of the first link to *link* in a page, as readers see it; empty where it has none."""
    texts = (_visible(node) for node in _parsed(html).css("a[href]") if node.attributes["href"] == link)
    return next(filter(None, texts), "")


def words(html: str) -> str:
    """All that stands in the article of a page, a blank between what stands in two of its elements."""
    article = _parsed(html).css_first("article")
    return article.text(separator=" ") if article else ""


# ---------------------------------------------------------------- what leads to its row


def _cited(page: LexborHTMLParser) -> Iterator[Statement]:
    for node in page.css(VALUES):
        address, _, anchor = (node.attributes["href"] or "").partition("#")
        if anchor and not OF_TABLE.search(address):
            yield Statement(anchor, _visible(node))
    for entry in page.css("li.ph-fact[id]"):
        for value in entry.css(".ph-fact__value"):
            own = (node for node in value.iter(include_text=True) if node.attributes.get("class", TERM) == TERM)
            yield Statement(entry.attributes["id"] or "", "".join(node.text() for node in own).strip())
    for row in page.css("tr[id] > td.num > strong"):
        yield Statement(_closest(row, "tr").attributes["id"] or "", row.text())


def _entries(page: LexborHTMLParser) -> Iterator[PrintedEntry]:
    for change in page.css(CHANGE):
        yield PrintedEntry(change.attributes["id"] or "", "", change.text())
    for entry in page.css("li.ph-fact"):
        lead, said = entry.css_first("a.ph-value"), entry.css_first(".ph-fact__text")
        key = entry.attributes.get("id") or (lead.attributes["href"] if lead else "") or ""
        meta = entry.css_first(".ph-fact__meta")
        if said:
            yield PrintedEntry(key.rpartition("#")[2], _visible(said), _but_change(meta) if meta else "")
    for row in page.css("tr:has(strong, a.ph-value)"):
        yield from _entries_of(row)


def _entries_of(row: LexborNode) -> Iterator[PrintedEntry]:
    """Of the cells of a row, each of the figure in it, or else of the last before it."""
    own = row.attributes.get("id") or ""
    for cell in row.css("td"):
        values = cell.css("a.ph-value")
        own = (values[0].attributes.get("href") or "") if values else own
        is_other = cell.css_first("a[aria-label]:not(.ph-tell)") or cell.attributes.get("class") == "num"
        if own and len(values) < 2 and not is_other:
            value = _visible(values[0]) if values else ""
            yield PrintedEntry(own.rpartition("#")[2], "", AGE.sub("", _but_change(cell).replace(value, "", 1)))


def _but_change(node: LexborNode) -> str:
    """What stands there, but for the change that is told last."""
    change = node.css_first(CHANGE)
    return _visible(node).removesuffix(_visible(change) if change else "")


def _cells(page: LexborHTMLParser) -> Iterator[PrintedCell]:
    heading = _text_of(page.root, "h1")
    for node in page.css(f"a[href*='data/tables/']:not({TRACES} a)"):
        leads, number = OF_TABLE.search(node.attributes["href"] or ""), node.css_first("small") or node
        if leads and number.text()[:1].isdigit():
            row = _closest(node, "tr" if node.parent and node.parent.tag == "td" else "li")
            around = " ".join((heading, row.text(separator=" "), *_over(node), *_around(row)))
            yield PrintedCell(leads[1], leads[2], number.text(), around, tuple(_beside_it(row, node)))


def _beside_it(row: LexborNode, cell: LexborNode) -> Iterator[str]:
    """The other numbers of a row of a list of single numbers, and where its own stands."""
    if len(row.css("a[href*='data/tables/']:not(.ph-src)")) == 1:
        for one in row.css("td"):
            if NUMBER.search(text := _visible(one)) and one.mem_id != (cell.parent or cell).mem_id:
                yield text


def _over(node: LexborNode) -> Iterator[str]:
    """What stands over the column of a link in a cell."""
    cell = _closest(node, "td")
    heads, before = _closest(cell, "table").css("thead th"), [*_elements_before(cell)]
    yield from (heads[len(before)].text(separator=" "),) if len(before) < len(heads) else ()


def _elements_before(node: LexborNode) -> Iterator[LexborNode]:
    while node.prev:
        node = node.prev
        if not node.is_text_node:
            yield node


def _around(row: LexborNode) -> Iterator[str]:
    """What a table or a map is called, the lines before and after it, and of a chart's what it is of and of when."""
    held = _closest(row, "ol" if row.tag == "li" else "div")
    yield held.attributes.get("aria-label") or ""
    yield next((one.text() for one in _elements_before(held)), "")
    yield next((one.text() for one in _after(held, held.parent or held) if one.tag == "p"), "")
    if (figure := _closest(held, "figure")).tag == "figure":
        yield from ((image.attributes.get("alt") or "").partition("）。")[0] for image in figure.css("img"))


def _closest(node: LexborNode, tag: str) -> LexborNode:
    """The element of a kind that *node* stands in; the outermost where there is none."""
    while node.parent and node.tag != tag:
        node = node.parent
    return node


def _traces(page: LexborHTMLParser) -> Iterator[PrintedTrace]:
    led = [(node.attributes["href"], node.text()) for node in page.css(f".ph-data a[href^='#{FROM}']")]
    for table in page.css(TRACES):
        heads = [head.text() for head in table.css("thead th")][1:]
        for row in table.css("tbody tr"):
            title, *cells = row.iter()
            to = f"#{row.attributes.get('id') or ''}"
            made = tuple(_printed_cells(*one) for one in zip(heads, cells, strict=True))
            own = tuple(text for way, text in led if way == to)
            yield PrintedTrace(to.removeprefix(f"#{FROM}"), title.text(), made, own)


def _printed_cells(head: str, cell: LexborNode) -> PrintedCells:
    nodes = [*cell.iter(include_text=True)]
    links = tuple(_lead(node) for node in nodes if node.tag == "a")
    text = "".join("@" if node.tag == "a" else node.text() for node in nodes)
    return PrintedCells(head, text.strip(), links)


def _lead(link: LexborNode) -> tuple[str, str, str]:
    """Table and anchor of a cell, and the words of a link to it."""
    to = OF_TABLE.search(link.attributes["href"] or "")
    return (to[1], to[2], link.text()) if to else ("", "", link.text())


def _shades(squares: LexborNode) -> Iterator[tuple[str, str]]:
    for square in squares.css("li:has(a)"):
        yield (square.attributes.get("class") or "").rpartition(" ")[2], _text_of(square, "small")


def _counts(page: LexborHTMLParser) -> Iterator[tuple[str, str]]:
    for row in page.css("tr"):
        link = row.css_first('th[scope="row"] > a:first-child')
        if link and CHILD.fullmatch(address := link.attributes.get("href") or ""):
            yield from ((address, cell.text()) for cell in row.css("td.num") if not cell.css_first("a, strong"))


# ---------------------------------------------------------------- what a page says of itself


def _presented(page: LexborHTMLParser, article: LexborNode | None) -> dict[str, Any]:
    head = tuple(_said(page.css("meta[name]"), "name")) + tuple(_said(page.css("meta[property]"), "property"))
    return {
        "title": _text_of(page.root, "title"),
        "heading": _visible(one) if (one := page.css_first("h1")) else "",
        "crumbs": tuple(_visible(one) for one in page.css(".ph-crumbs li")),
        "head": head,
        "programs": tuple(_programs(page)),
        "unshown": tuple(_unshown(article, dict(head))) if article else (),
        "explained": tuple(_explained(page)),
        "means": tuple(_means(page)),
        "modified": _text_of(page.root, ".ph-colophon span").removeprefix("最近更新：").removeprefix("Last changed: "),
        "citation": _text_of(page.root, ".ph-cite"),
        "cited_place": _text_of(page.root, ".ph-cite a"),
        "cited_to": next((node.attributes["href"] or "" for node in page.css(".ph-cite a[href]")), ""),
        "scanned": tuple(node.text() for node in page.css(".ph-scanned title, .ph-scanned span")),
        "misled": tuple(_misled(page)),
        "lead": _text_of(page.root, "p.ph-lead"),
        "offered": _text_of(page.root, 'p:has(a[href="data.csv"])'),
        "requests": tuple(node.text() for node in page.css("p.ph-request")),
        "examples": tuple(one for code in page.css("[data-example] code") for one in ADDRESS.findall(code.text())),
        "framed": tuple(_framed(page)),
        "times": tuple((node.attributes["datetime"] or "", node.text()) for node in page.css("time[datetime]")),
        "scheduled": tuple(_scheduled(page)),
        "annexed": tuple(node.text() for node in page.css("a.ph-annex, .ph-downloads a")),
        "newest": tuple(_newest(page)),
        "pictured": tuple(_pictured(page)),
    }


def _held(page: LexborHTMLParser) -> Iterator[tuple[str, int]]:
    yield from ((what, number) for what, kind in HELD.items() if (number := len(page.css(kind))))
    yield "places", len({node.text() for node in page.css(PLACES)})


def _misled(page: LexborHTMLParser) -> Iterator[str]:
    links = page.css("a[href]")
    for link in links:
        slug, named_as = SLUG.search(link.attributes.get("href") or ""), QUARTER.search(link.text())
        if slug and named_as and slug[1] != Quarter.parse(named_as[0]).slug:
            yield link.text()
    for link in links:
        name, to = link.text(), link.attributes["href"] or ""
        if FILE.fullmatch(name) and not to.endswith(name.removeprefix("data/")):
            yield name
    known = {link.attributes["href"] for link in links}
    for meta in page.css('meta[http-equiv="refresh"]'):
        if (meta.attributes.get("content") or "").removeprefix("0; url=") not in known:
            yield meta.attributes.get("content") or ""


def _framed(page: LexborHTMLParser) -> Iterator[tuple[str, str, str, str]]:
    for figure in page.css("figure.ph-chart:has(.ph-frame code)"):
        alone, image = figure.css_first(".ph-frame a"), figure.css_first("img")
        if alone and image:
            said = image.attributes
            to = alone.attributes.get("href") or ""
            yield _text_of(figure, ".ph-frame code"), to, said.get("width") or "", said.get("height") or ""


def _scheduled(page: LexborHTMLParser) -> Iterator[tuple[str, tuple[str, ...]]]:
    for row in page.css("tr:has(time)"):
        time = row.css_first("time")
        if time:
            yield time.attributes.get("datetime") or "", tuple(_visible(one) for one in row.css("th > a, del, td"))


def _newest(page: LexborHTMLParser) -> Iterator[tuple[str, str, str]]:
    for row in page.css("tr"):
        own = row.css_first("th > a:first-child")
        address = own.attributes.get("href") if own else None
        for link in row.css("td > a:first-child") if address else ():
            if (link.attributes.get("href") or "").startswith(f"{address}sources/"):
                yield address or "", link.text(), _text_of(link.parent, ".ph-src")


def _pictured(page: LexborHTMLParser) -> Iterator[tuple[str, str, str]]:
    for node in page.css("[data-chart]"):
        after = (one for one in _after(node, node.parent or node) if not one.is_text_node)
        yield node.attributes.get("href") or "", node.text(), next((one.text() for one in after), "")


def _said(tags: Sequence[LexborNode], name: str) -> Iterator[tuple[str, str]]:
    yield from ((tag.attributes[name] or "", tag.attributes.get("content") or "") for tag in tags)


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


def _unshown(article: LexborNode, head: Mapping[str, str]) -> Iterator[str]:
    printed = _numbers(article)
    facts, changes = (len(article.css(kind)) for kind in COUNTED[:2])
    counted = {str(len(article.css(kind))) for kind in COUNTED} | {str(facts + changes)}
    labels = (
        node.attributes.get(name) or ""
        for name in ("aria-label", "title")
        for node in article.css(f"[{name}]:not(.{TERM})")
    )
    for said in (head.get("description", ""), *labels):
        if not {*NUMBER.findall(said)} <= printed | counted:
            yield said


def _numbers(article: LexborNode) -> set[str]:
    """What of an article is a number, but for what it says to programs."""
    text = article.text(separator=" ")
    for script in article.css("script"):
        text = text.replace(script.text(), "")
    return {*NUMBER.findall(text)}


def _explained(page: LexborHTMLParser) -> Iterator[tuple[str, str]]:
    for node in page.css(f"a.{TERM}[title]"):
        yield (node.attributes.get("href") or "").rpartition("#")[2], node.attributes["title"] or ""


def _means(page: LexborHTMLParser) -> Iterator[tuple[str, str]]:
    for term in page.css(".ph-terms [id]"):
        yield term.attributes["id"] or "", term.text(separator=" ")


# ---------------------------------------------------------------- empty parts


def _empty_sections(article: LexborNode) -> Iterator[str]:
    for heading in article.css(", ".join(HEADINGS)):
        if all(not _shows(node) for node in _below(heading, article)):
            yield _visible(heading)


def _below(heading: LexborNode, article: LexborNode) -> Iterator[LexborNode]:
    """What stands in the section of a heading; a lesser heading in it counts as something."""
    for node in _after(heading, article):
        if node.tag in HEADINGS and node.tag <= (heading.tag or ""):
            return
        yield node


def _after(node: LexborNode | None, last: LexborNode) -> Iterator[LexborNode]:
    """The nodes that begin after the end of *node*, in the order of the page, as far as *last* reaches."""
    while node and node.mem_id != last.mem_id:
        if node.next:
            node = node.next
            yield from node.traverse(include_text=True)
        else:
            node = node.parent


def _shows(node: LexborNode) -> bool:
    if node.is_text_node:
        return bool((node.text_content or "").strip()) and not _is_unseen(node)
    return node.tag in SHOWN or node.tag in HEADINGS


def _is_unseen(node: LexborNode | None) -> bool:
    """Whether a text is nothing that stands on the page: an alias for search, the sign of an anchor, a script."""
    while node and node.tag != "article":
        if node.tag == "script" or (node.tag == "p" and "hidden" in node.attributes) or _is_sign(node):
            return True
        node = node.parent
    return False


def _is_sign(node: LexborNode) -> bool:
    return node.tag == "a" and node.attributes.get("class") == "headerlink"


def _visible(node: LexborNode) -> str:
    texts = (
        one.text_content or "" for one in node.traverse(include_text=True) if one.is_text_node and not _is_unseen(one)
    )
    return " ".join("".join(texts).split())


def _empty_tables(article: LexborNode) -> Iterator[str]:
    """The text of the heading above each table that has no row but those of its head."""
    above = ""
    for node in article.css(f"table, {', '.join(HEADINGS)}"):
        if node.tag != "table":
            above = _visible(node)
        elif not node.css_first("tbody tr, tfoot tr") or node.css_first("tbody:not(:has(tr))"):
            yield above


# ---------------------------------------------------------------- claims


def _told(container: LexborNode) -> StatementsTogether:
    claims: list[Statement] = []
    return StatementsTogether(between="".join(_between(container, claims)), claims=tuple(claims))


def _between(node: LexborNode, claims: list[Statement]) -> Iterator[str]:
    """The texts of an element that stand in none of its claims, which are put into *claims*."""
    for child in node.iter(include_text=True):
        if child.is_text_node:
            yield child.text_content or ""
        elif child.tag == "span" and child.attributes.keys() == {"data-claim"}:
            claims.append(Statement(child.attributes["data-claim"] or "", child.text()))
        else:
            yield from _between(child, claims)


# ---------------------------------------------------------------- charts and tables


def _chart(figure: LexborNode) -> PrintedChart | None:
    image, label = figure.css_first('img[src$=".svg"]'), figure.css_first('.ph-table[aria-label$="（表）"]')
    if not image or not label:
        return None
    header, *rows = (tuple(cell.text() for cell in row.iter()) for row in figure.css("tr"))
    return PrintedChart(
        name=(image.attributes["src"] or "").removesuffix(".svg"),
        title=(label.attributes["aria-label"] or "").removesuffix("（表）"),
        alternative=image.attributes.get("alt") or "",
        header=header,
        rows=tuple(rows),
    )


def _embed(figure: LexborNode, page: LexborHTMLParser) -> PrintedEmbed:
    image, title = figure.css_first("img"), page.css_first("title")
    said = image.attributes if image else {}
    return PrintedEmbed(
        picture=said.get("src") or "",
        title=title.text() if title else "",
        alternative=said.get("alt") or "",
        source=_text_of(figure, "figcaption span").removeprefix("数据来源："),
    )


def _card(page: LexborHTMLParser) -> PrintedCard | None:
    """None where the picture is that of the whole site, which says no number."""
    said = {node.attributes["property"]: node.attributes.get("content") or "" for node in page.css("meta[property]")}
    if not said or said["og:image"].removesuffix(CARD) != said["og:url"]:
        return None
    article = page.css_first("article")
    printed = _numbers(article) if article else set[str]()
    words = said["og:image:alt"]
    numbers = tuple(number for number in dict.fromkeys(NUMBER.findall(words)) if number not in printed)
    return PrintedCard(said["og:title"], words, numbers)


def _table(block: LexborNode) -> PrintedTable:
    under = {text[0]: text[2] for span in block.css(".ph-source > span") if (text := span.text().partition("："))[1]}
    caption = block.css_first("caption")
    return PrintedTable(
        name=block.attributes["id"] or "",
        title=_first(caption),
        as_of=_text_of(caption, "small"),
        source=under.get("数据来源", ""),
        note=under.get("注", ""),
        synthetic=_text_of(caption, "span") == SAMPLE,
        header=tuple(_header([list(row.iter()) for row in block.css("thead tr")])),
        rows=tuple(_row(row) for row in block.css("tbody tr")),
    )


def _first(caption: LexborNode | None) -> str:
    """The title, which stands first in a caption."""
    first = caption.first_child if caption else None
    text = (first.text_content or "") if first else ""
    return text.removesuffix(" ") if first and first.next else text


def _text_of(node: LexborNode | None, selector: str) -> str:
    found = node.css_first(selector) if node else None
    return found.text() if found else ""


def _header(rows: Sequence[Sequence[LexborNode]]) -> Iterator[str]:
    """What stands over each column; under a header over several columns both, one after the other: 专利转让 当季."""
    top, *lower = rows or [()]
    under = iter(lower[0] if lower else ())
    for cell in top:
        words, count = _beside(cell, "span")[0], cell.attributes.get("colspan")
        if count:
            yield from (words + _beside(own, "span")[0] for own in islice(under, int(count)))
        else:
            yield words


def _row(row: LexborNode) -> PrintedRow:
    label, *cells = row.iter()
    return (*_beside(label, "span"), tuple(_beside(cell, "small") for cell in cells))


def _beside(cell: LexborNode, tag: str) -> tuple[str, str]:
    """What a cell says, and what the smaller text at its end says: the marks of a number, the note under a label."""
    text, last = cell.text(), cell.last_child
    if not last or last.tag != tag:
        return text, ""
    smaller = last.text()
    return text.removesuffix(smaller).removesuffix(" "), smaller


# ---------------------------------------------------------------- what inspectors count


def _tags(page: LexborHTMLParser) -> Iterator[tuple[str, str]]:
    for node in page.css("meta[name]"):
        if (name := node.attributes["name"] or "") in TAGS:
            yield name, node.attributes.get("content") or ""


def _is_named(picture: LexborNode) -> bool:
    said = picture.attributes.get("alt" if picture.tag == "img" else "aria-label") or ""
    return bool(said.strip()) or (picture.tag == "svg" and bool(picture.css_first("title")))


def _name_of(picture: LexborNode) -> str:
    return picture.attributes.get("src") or picture.attributes.get("class") or picture.tag or ""


# ---------------------------------------------------------------- search


def _filter(meta: LexborNode) -> tuple[str, str]:
    group, _, value = (meta.attributes.get("content") or "").partition(":")
    return group, value


def _children(page: LexborHTMLParser) -> Iterator[str]:
    for link in page.css('th[scope="row"] > a:first-child'):
        if CHILD.fullmatch(address := link.attributes.get("href") or ""):
            yield address


def _searched(page: LexborHTMLParser, section: str) -> str:
    """A page for Pagefind in which every Chinese character is a word, without what is not searched.

    Pagefind cuts Chinese into words by one dictionary when it indexes and by another in the browser, so that words
    from the middle of a sentence are lost; single characters and phrase search (assets/search.js) find any run of
    text. It would keep all anchors of a page. What is not searched is taken out of *page* itself.
    """
    article = page.css_first("article[data-pagefind-body]")
    if not article:
        return ""
    for node in article.css(UNSEARCHED):
        node.decompose()
    for node in article.css("[id]"):
        del node.attrs["id"]
    for node in [
        node for node in article.traverse(include_text=True) if node.is_text_node and not node.is_empty_text_node
    ]:
        node.replace_with(spaced(node.text_content or ""))
    name = f'<i data-pagefind-meta="section">{escape(section)}</i>'
    return f'<html lang="zh-CN"><body>{name}{article.html}</body></html>'


def spaced(text: str) -> str:
    """A text with each Chinese character a word, also where it begins; punctuation stays in its place."""
    return BEFORE_A_WORD.sub(" ", text)
