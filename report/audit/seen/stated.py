"""Claims, with what else stands in their element."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser, LexborNode

from report.audit.seen.nodes import attribute, texts


@dataclass(frozen=True)
class Statement:
    """One stated fact: what data-claim says it is about, and the words; *leads*: the link that they stand in."""

    key: str
    text: str
    leads: str = ""


@dataclass(frozen=True)
class StatementsTogether:
    """An element with data-claims: its claims in order, and what else stands in it."""

    claims: tuple[Statement, ...]
    between: str


@dataclass(frozen=True)
class Statements:
    """What a page states: its elements with data-claims, and how many elements call themselves a claim."""

    told: tuple[StatementsTogether, ...]
    marked: int  # with | in its key it is a cited figure in a text of content/, which leads to its row
    sealed: tuple[str, ...]  # what is printed from a seal, word for word

    @property
    def claims(self) -> tuple[Statement, ...]:
        return tuple(claim for told in self.told for claim in told.claims)


def statements(page: LexborHTMLParser) -> Statements:
    return Statements(
        told=tuple(map(_told, page.css("[data-claims]"))),
        marked=sum("|" not in attribute(node, "data-claim") for node in page.css("[data-claim]")),
        sealed=texts(page, "[data-sealed]"),
    )


def _told(container: LexborNode) -> StatementsTogether:
    claims: list[Statement] = []
    return StatementsTogether(between="".join(_between(container, claims)), claims=tuple(claims))


def _between(node: LexborNode, claims: list[Statement], leads: str = "") -> Iterator[str]:
    """The texts of an element that stand in none of its claims, which are put into *claims*."""
    for child in node.iter(include_text=True):
        if child.is_text_node:
            yield child.text_content or ""
        elif child.tag == "span" and child.attributes.keys() == {"data-claim"}:
            claims.append(Statement(attribute(child, "data-claim"), child.text(), leads))
        else:
            yield from _between(child, claims, attribute(child, "href") or leads)
