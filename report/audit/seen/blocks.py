"""Charts and tables of numbers as they are printed, and the picture for links."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from selectolax.lexbor import LexborHTMLParser, LexborNode

from report.address import CARD
from report.audit.seen.nodes import NUMBER, attribute, metas, numbers, text_of

SAMPLE = "示例数据"


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
class Prints:
    """The charts of a page with the tables beside them, those alone, and tables of numbers that can be downloaded."""

    charts: tuple[PrintedChart, ...]
    embeds: tuple[PrintedEmbed, ...]
    tables: tuple[PrintedTable, ...]
    card: PrintedCard | None


def prints(page: LexborHTMLParser) -> Prints:
    return Prints(
        charts=tuple(chart for figure in page.css("figure.ph-chart") if (chart := _chart(figure))),
        embeds=tuple(_embed(figure, page) for figure in page.css("figure.ph-embed")),
        tables=tuple(map(_table, page.css("div.ph-data"))),
        card=_card(page),
    )


def _chart(figure: LexborNode) -> PrintedChart | None:
    image, label = figure.css_first('img[src$=".svg"]'), figure.css_first('.ph-table[aria-label$="（表）"]')
    if not image or not label:
        return None
    header, *rows = (tuple(cell.text() for cell in row.iter()) for row in figure.css("tr"))
    return PrintedChart(
        name=attribute(image, "src").removesuffix(".svg"),
        title=attribute(label, "aria-label").removesuffix("（表）"),
        alternative=attribute(image, "alt"),
        header=header,
        rows=tuple(rows),
    )


def _embed(figure: LexborNode, page: LexborHTMLParser) -> PrintedEmbed:
    image = figure.css_first("img")
    return PrintedEmbed(
        picture=attribute(image, "src"),
        title=text_of(page, "title"),
        alternative=attribute(image, "alt"),
        source=text_of(figure, "figcaption span").removeprefix("数据来源："),
    )


def _card(page: LexborHTMLParser) -> PrintedCard | None:
    """None where the picture is that of the whole site, which says no number."""
    said = dict(metas(page, "property"))
    if not said or said["og:image"].removesuffix(CARD) != said["og:url"]:
        return None
    printed, words = numbers(page.css_first("article")), said["og:image:alt"]
    unprinted = tuple(number for number in dict.fromkeys(NUMBER.findall(words)) if number not in printed)
    return PrintedCard(said["og:title"], words, unprinted)


def _table(block: LexborNode) -> PrintedTable:
    under = {text[0]: text[2] for span in block.css(".ph-source > span") if (text := span.text().partition("："))[1]}
    caption = block.css_first("caption")
    return PrintedTable(
        name=block.attributes["id"] or "",
        title=_first(caption),
        as_of=text_of(caption, "small"),
        source=under.get("数据来源", ""),
        note=under.get("注", ""),
        synthetic=text_of(caption, "span") == SAMPLE,
        header=tuple(_header([list(row.iter()) for row in block.css("thead tr")])),
        rows=tuple(_row(row) for row in block.css("tbody tr")),
    )


def _first(caption: LexborNode | None) -> str:
    """The title, which stands first in a caption."""
    first = caption.first_child if caption else None
    text = (first.text_content or "") if first else ""
    return text.removesuffix(" ") if first and first.next else text


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
