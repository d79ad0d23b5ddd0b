"""Sentences: the visible text of a page, cut into sentences and rows of tables, and how two pages differ in them."""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping
from difflib import SequenceMatcher

from selectolax.lexbor import LexborHTMLParser, LexborNode

from report import aloud
from report.changes.change import TextChange

BLOCKS = frozenset(
    (
        *("address", "article", "aside", "blockquote", "caption", "details", "div", "figcaption", "figure", "footer"),
        *("h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "main", "p", "pre", "section", "summary", "br"),
        *("dd", "dl", "dt", "li", "ol", "ul", "table", "tbody", "thead", "tr"),
    )
)
LINES = frozenset(("tr", "p", "li", "dt", "dd", "caption", "figcaption", "summary"))  # one line, however it is broken
UNSPOKEN = frozenset(("script", "style", "svg", "nav"))
LEFT_OUT = {
    "ph-src",  # a file and a row: it moves with every row added above it, and says nothing new
    aloud.CLASS,  # a number once more, in words
}
CELLS = frozenset(("td", "th"))
SENTENCE = re.compile(r"(?<=[。！？])")
MARKUP = re.compile(r"\{:[^}]*\}|^\s*#+\s|^\s*[-*]\s|!?\[([^\]]*)\]\([^)]*\)|^\|?\s*:?-{3,}.*$", re.MULTILINE)
NUMBERS = re.compile(r"[\d,.]+")
RANK = re.compile(r"第(\d+)位")
ALIKE = 0.6  # of two sentences that are one, rewritten
MANY = 30  # sentences of one page; beyond, looking for rewritten ones takes too long


def title(page: str) -> str:
    """The title in a page's front matter, which `pages` writes as JSON values."""
    match = re.search(r"\A---\n(?:.*\n)*?title: (\".*\")\n", page)
    return str(json.loads(match[1])) if match else ""


def units(page: str) -> tuple[str, ...]:
    """What a page says, from top to bottom: sentences, and rows of tables with their cells joined."""
    body = re.sub(r"\A---\n.*?\n---\n", "", page, flags=re.DOTALL)
    top = LexborHTMLParser(f"<body>{body}").body
    text = "".join(_spoken(top)) if top else ""
    lines = MARKUP.sub(lambda match: match[1] or "", text).split("\n")
    found = (part for line in lines for part in (SENTENCE.split(line) if "\t" not in line else [line]))
    spoken = (" · ".join(" ".join(cell.split()) for cell in unit.split("\t") if cell.strip()) for unit in found)
    return tuple(unit for unit in spoken if unit)


def _spoken(node: LexborNode, is_line: bool = False) -> Iterator[str]:
    """Text with a new line at each block and a tab at each cell; what is not spoken left out."""
    for child in node.iter(include_text=True):
        if child.is_text_node:
            text = child.text_content or ""
            yield text.replace("\n", " ") if is_line else text
        elif child.tag not in UNSPOKEN and LEFT_OUT.isdisjoint((child.attributes.get("class") or "").split()):
            edge = "\n" if child.tag in BLOCKS else ""
            yield edge or ("\t" if child.tag in CELLS else "")
            yield from _spoken(child, is_line or child.tag in LINES)
            yield edge


def text_changes(
    old: Mapping[str, str], new: Mapping[str, str]
) -> tuple[tuple[TextChange, ...], tuple[TextChange, ...]]:
    """Ranks that move, and other sentences: each once, with all pages (path → content) on which it changed."""
    places: dict[tuple[str, str], list[str]] = defaultdict(list)
    for path in sorted(old.keys() & new.keys()):
        if old[path] != new[path]:
            for pair in paired(units(old[path]), units(new[path])):
                places[pair].append(path)
    found = tuple(TextChange(before, after, tuple(dict.fromkeys(paths))) for (before, after), paths in places.items())
    ranks = tuple(change for change in found if moves_a_rank(change))
    return ranks, tuple(change for change in found if change not in ranks)


def moves_a_rank(change: TextChange) -> bool:
    before, after = RANK.findall(change.before), RANK.findall(change.after)
    return bool(before or after) and bool(change.before and change.after) and before != after


def paired(old: Iterable[str], new: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """What left and what came, beside each other where it is the same sentence with other numbers or words."""
    before, after = Counter(old), Counter(new)
    gone, come = list((before - after).elements()), list((after - before).elements())
    pairs = [*_same_but_for_numbers(gone, come), *_rewritten(gone, come)]
    return tuple(dict.fromkeys([*pairs, *((text, "") for text in gone), *(("", text) for text in come)]))


def _without_numbers(text: str) -> str:
    return NUMBERS.sub("#", text)


def _same_but_for_numbers(gone: list[str], come: list[str]) -> list[tuple[str, str]]:
    """Pairs that differ in numbers alone, taken out of both lists."""
    waiting: dict[str, deque[int]] = defaultdict(deque)
    for place, text in enumerate(come):
        waiting[_without_numbers(text)].append(place)
    found = {
        place: others.popleft() for place, text in enumerate(gone) if (others := waiting.get(_without_numbers(text)))
    }
    pairs = [(gone[one], come[other]) for one, other in found.items()]
    gone[:] = [text for place, text in enumerate(gone) if place not in found]
    taken = set(found.values())
    come[:] = [text for place, text in enumerate(come) if place not in taken]
    return pairs


def _rewritten(gone: list[str], come: list[str]) -> list[tuple[str, str]]:
    """Pairs that are alike, taken out of both lists."""
    pairs: list[tuple[str, str]] = []
    for text in list(gone) if max(len(gone), len(come)) <= MANY else ():
        alike = [(SequenceMatcher(None, text, other).ratio(), other) for other in come]
        best, other = max(alike, default=(0.0, ""), key=lambda pair: pair[0])
        if best >= ALIKE:
            pairs.append((text, other))
            gone.remove(text)
            come.remove(other)
    return pairs
