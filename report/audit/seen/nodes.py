"""Elements of a page and their texts: what all parts of a look ask for."""

from __future__ import annotations

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

from report import aloud

HEADINGS = "h1, h2, h3, h4, h5, h6"
NUMBER = re.compile(r"\d+(?:[,.]\d+)*")
CHILD = re.compile(r"[\w-]+/")  # the address of a page just below
TERM = "ph-term"  # a word that the glossary explains
Element = LexborHTMLParser | LexborNode


def parsed(html: str) -> LexborHTMLParser:
    """A page without what says a number once more, in words, for who listens."""
    page = LexborHTMLParser(html)
    for node in page.css(f".{aloud.CLASS}"):
        node.decompose()
    return page


def words(html: str) -> str:
    """All that stands in the article of a page, a blank between what stands in two of its elements."""
    article = parsed(html).css_first("article")
    return article.text(separator=" ") if article else ""


# ---------------------------------------------------------------- what an element says


def attribute(node: LexborNode | None, name: str) -> str:
    """What an attribute of an element says; empty without either."""
    return (node.attributes.get(name) if node else "") or ""


def text_of(node: Element | None, selector: str) -> str:
    """The text of the first such element; empty where there is none."""
    found = node.css_first(selector) if node else None
    return found.text() if found else ""


def texts(node: Element, selector: str) -> tuple[str, ...]:
    return tuple(one.text() for one in node.css(selector))


def marked(page: LexborHTMLParser, name: str, tag: str = "") -> tuple[tuple[str, str], ...]:
    """What an attribute says wherever it stands, and the text there."""
    return tuple((attribute(node, name), node.text()) for node in page.css(f"{tag}[{name}]"))


def children(node: Element) -> Iterator[str]:
    """The addresses of pages just below that rows lead to."""
    for link in node.css('th[scope="row"] > a:first-child'):
        if CHILD.fullmatch(address := attribute(link, "href")):
            yield address


def metas(page: LexborHTMLParser, name: str = "name") -> Iterator[tuple[str, str]]:
    """The tags of the head that have a *name*, or a property: name, content."""
    yield from ((attribute(node, name), attribute(node, "content")) for node in page.css(f"meta[{name}]"))


def numbers(article: LexborNode | None) -> set[str]:
    """What of an article is a number, but for what it says to programs."""
    if not article:
        return set()
    text = article.text(separator=" ")
    for script in article.css("script"):
        text = text.replace(script.text(), "")
    return {*NUMBER.findall(text)}


# ---------------------------------------------------------------- what readers see


def visible(node: LexborNode | None) -> str:
    nodes = node.traverse(include_text=True) if node else ()
    seen = (one.text_content or "" for one in nodes if one.is_text_node and not is_unseen(one))
    return " ".join("".join(seen).split())


def is_unseen(node: LexborNode | None) -> bool:
    """Whether a text is nothing that stands on the page: an alias for search, the sign of an anchor, a script."""
    while node and node.tag != "article":
        if node.tag == "script" or (node.tag == "p" and "hidden" in node.attributes) or _is_sign(node):
            return True
        node = node.parent
    return False


def _is_sign(node: LexborNode) -> bool:
    return node.tag == "a" and node.attributes.get("class") == "headerlink"


# ---------------------------------------------------------------- what stands around it


def after(node: LexborNode | None, last: LexborNode | None) -> Iterator[LexborNode]:
    """The nodes that begin after the end of *node*, in the order of the page, as far as *last* reaches."""
    while node and last and node.mem_id != last.mem_id:
        if node.next:
            node = node.next
            yield from node.traverse(include_text=True)
        else:
            node = node.parent


def before(node: LexborNode) -> Iterator[LexborNode]:
    """The elements that stand before *node* in its parent, the nearest first."""
    while node.prev:
        node = node.prev
        if not node.is_text_node:
            yield node


def closest(node: LexborNode, tag: str) -> LexborNode:
    """The element of a kind that *node* stands in; the outermost where there is none."""
    while node.parent and node.tag != tag:
        node = node.parent
    return node
