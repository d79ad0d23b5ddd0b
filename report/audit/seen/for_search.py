"""What search reads of a page, and what finds and narrows it down."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape

from selectolax.lexbor import LexborHTMLParser

from report.audit.seen.nodes import children, metas

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
class Searched:
    """What search reads of a page, by what the page can be found and narrowed down, and the pages that it lists."""

    article: str  # for Pagefind; empty where nothing is searched
    filters: tuple[tuple[str, str], ...]  # (地区, 江苏), (栏目, 地区) …
    children: tuple[str, ...]  # below it, in the order of the rows that lead to them


def searched(page: LexborHTMLParser) -> Searched:
    groups = (said.partition(":") for name, said in metas(page) if name == "filter")
    filters = tuple((group, value) for group, _, value in groups)
    return Searched(
        filters=filters,
        children=tuple(children(page)),
        article=_article(page, dict(filters).get("栏目", "")),  # last: the page is used up
    )


def _article(page: LexborHTMLParser, section: str) -> str:
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
        node.replace_with(_spaced(node.text_content or ""))
    name = f'<i data-pagefind-meta="section">{escape(section)}</i>'
    return f'<html lang="zh-CN"><body>{name}{article.html}</body></html>'


def _spaced(text: str) -> str:
    """A text with each Chinese character a word, also where it begins; punctuation stays in its place."""
    return BEFORE_A_WORD.sub(" ", text)
