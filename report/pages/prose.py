"""Prose of content/ → Markdown of a page: figures quoted live, sources named, links made relative, terms linked.

An author writes {{ figure("license_count", "全国", latest) }}, {{ when(…) }} for its period,
{{ cite("plan-2024-01") }}, [words](/policy/promotion/) and [[开放许可]].
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from jinja2 import Environment
from markupsafe import Markup

from report import wording
from report.address import ENGLISH, fact_address, relative
from report.model import Dataset, Fact, Subject
from report.model.content import Content, Term
from report.numbers.official import LATEST, quoted
from report.plaintext import NO_VALUE

GLOSSARY = "/glossary/"
WITHOUT_TERMS = (GLOSSARY, "/policy/documents/")  # a list of titles leads to what explains them
LINK = re.compile(r"\]\((/[^)\s#]*)(#[^)\s]*)?\)")
MARKED_TERM = re.compile(r"\[\[([^\]]+)\]\]")
MARKS = set("<>&\"'\\`*_{}[]#|~^:!=")  # what HTML, Markdown or attribute lists could read as more than text
FENCED = r"^[ ]*(?P<fence>`{3,}|~{3,})[^\n]*\n.*?(?:^[ ]*(?P=fence)[`~]*[ ]*$|\Z)"
INDENTED = r"(?:\A|^[ \t]*\n|^#[^\n]*\n)(?:(?:[ ]{4}|[ ]{0,3}\t)[^\n]*(?:\n|\Z)|[ \t]*\n(?=[ ]{4}|[ ]{0,3}\t))+"
IN_LINE = r"(?P<ticks>`+)(?!`)(?:(?!\n[ \t]*\n).)+?(?<!`)(?P=ticks)(?!`)"
CODE = re.compile(f"{FENCED}|{INDENTED}|{IN_LINE}", re.DOTALL | re.MULTILINE)


@dataclass(frozen=True)
class Writer:
    """Turns what an author wrote into the Markdown of the page at *address*."""

    dataset: Dataset
    content: Content
    environment: Environment
    address: str

    def __call__(self, text: str) -> Markup:
        """A text as Markdown that a template may print as it is: what it quotes is escaped."""
        if "{{" in text:
            text = self.environment.from_string(text).render(
                figure=self.figure, when=self.when, cite=self.cite, latest=LATEST, **{s.value: s.value for s in Subject}
            )
        return Markup("".join(part if is_code else self._linked(part) for part, is_code in _parted(text)))

    def _linked(self, text: str) -> str:
        return LINK.sub(self._link, MARKED_TERM.sub(self._term, text))

    def figure(
        self, indicator: str, region: str = "全国", period: str = LATEST, subject: str = "", kind: str = ""
    ) -> Markup:
        """The value as published, leading to its source and row, and its grade; data-quote tells what was asked."""
        found = quoted(self.dataset, indicator, region, period, subject, kind)
        if not found:
            return Markup(NO_VALUE)
        claim = f"{indicator}|{region}|{period}|{subject}|{kind}"
        to = relative(fact_address(found[0], self.dataset.indicators[indicator]), self.address)
        value = Markup('<a class="ph-value" href="{}" data-quote="{}">{}</a>').format(
            to, claim, wording.figure(found[0])
        )
        return value + self._grade(found[0])

    def _grade(self, fact: Fact) -> Markup:
        """Behind a value what `_macros.html.j2` puts behind it in lists and tables."""
        grade = self.dataset.sources[fact.source].grade
        to = f"{relative('/data/', self.address)}#grades"
        return Markup(' <a class="ph-grade is-{}" href="{}">{}</a>').format(grade, to, wording.GRADES[grade])

    def when(
        self, indicator: str, region: str = "全国", period: str = LATEST, subject: str = "", kind: str = ""
    ) -> str:
        """The period of that figure in words."""
        found = quoted(self.dataset, indicator, region, period, subject, kind)
        return wording.when(found[0]) if found else "尚无数据"

    def cite(self, key: str) -> Markup:
        """Publisher and date, leading to the list of sources; a law leads to the library of documents."""
        if source := self.dataset.sources.get(key):
            name, address = wording.cited(source), f"/data/sources/#{source.anchor}"
        elif reference := self.content.reference.get(key):
            name, address = reference.title, f"/policy/documents/#{reference.id}"
        else:
            return Markup("")
        return Markup('<a class="ph-src" href="{}">{}</a>').format(relative(address, self.address), markdown_text(name))

    def cites(self, keys: Iterable[str]) -> Markup:
        return Markup("；").join(cited for key in keys if (cited := self.cite(key)))

    def _link(self, match: re.Match[str]) -> str:
        """To the file, so that MkDocs checks that the page and the anchor are there."""
        return f"]({relative(match[1] + 'index.md', self.address)}{match[2] or ''})"

    def _term(self, match: re.Match[str]) -> str:
        term = next((term for term in self.content.glossary.terms if match[1] in (term.name, *term.also)), None)
        return str(term_link(term, match[1], self.address)) if term else match[1]


def _parted(text: str) -> Iterator[tuple[str, bool]]:
    """What is code in Markdown, which shows as it is written, and what stands between."""
    at = 0
    for found in CODE.finditer(text):
        yield from ((text[at : found.start()], False), (found[0], True))
        at = found.end()
    yield text[at:], False


def markdown_text(text: object) -> Markup:
    """*text* as plain words inside Markdown: neither HTML nor Markdown marks survive, nor do line breaks."""
    plain = " ".join(str(text).split())
    return Markup("".join(f"&#{ord(character)};" if character in MARKS else character for character in plain))


Write = Callable[[str], Writer]  # the address of a page → its writer


# ---------------------------------------------------------------- tooltips

ELEMENTS = (
    "a|h[1-6]|th|caption|dt|code|pre|nav|svg|summary|form|button|label|script|style|time|figure|small|strong|title"
    "|legend"
)
QUIET = "ph-src|ph-request|ph-source|ph-cite|ph-badge|ph-fact__meta|ph-tile__name|ph-tile__value|ph-tile__change|num"
DATA = r'<div class="ph-data".*?</table>'  # tables of numbers, most of many pages; no running text is in them
SKIPPED = re.compile(
    rf"{DATA}|<(?P<element>{ELEMENTS})\b[^>]*>.*?</(?P=element)>"
    rf'|<(?P<quiet>p|span|div|td|li)\b[^>]*class="(?:{QUIET})\b[^>]*>.*?</(?P=quiet)>'
    rf"|{CODE.pattern}|^\#.*?$|\A---\n.*?\n---\n|!?\[[^\]]*\]\([^)]*\)|\{{:[^}}]*\}}|<[^>]*>|&[#\w]+;",
    re.DOTALL | re.MULTILINE,
)


def term_link(term: Term, shown: str, page: str) -> Markup:
    """*shown* with the explanation as a title; a link, so that keyboard and touch reach it too."""
    address = relative(f"{GLOSSARY}#{term.id}", page)
    return Markup('<a class="ph-term" href="{}" title="{}">{}</a>').format(address, term.text, shown)


def with_tooltips(text: str, terms: Sequence[Term], page: str) -> str:
    """The text of *page* with each term linked to the glossary where it first stands in running text."""
    if page in WITHOUT_TERMS or page.startswith(ENGLISH):
        return text
    prose = re.sub(DATA, "", text, flags=re.DOTALL)
    present = {name: term for term in terms for name in (term.name, *term.also) if name in prose}
    done = {term.id for term in present.values() if f'/glossary/#{term.id}"' in text}
    open_terms = {term.id for term in present.values()} - done
    if not open_terms:
        return text
    shields = {word for term in present.values() for word in term.inside}
    word = re.compile("|".join(sorted(map(re.escape, {*present, *shields}), key=lambda w: (-len(w), w))))
    return _Tooltips(present, shields, word, open_terms, page).applied(text)


@dataclass
class _Tooltips:
    """One pass over one page; *left* holds the ids of the terms that were not met yet."""

    terms: dict[str, Term]
    shields: set[str]
    word: re.Pattern[str]
    left: set[str]
    page: str

    def applied(self, text: str) -> str:
        parts, at = list[str](), 0
        for skipped in SKIPPED.finditer(text):
            parts += (self._prose(text[at : skipped.start()]), skipped[0])
            at = skipped.end()
            if not self.left:
                return "".join(parts) + text[at:]
        return "".join(parts) + self._prose(text[at:])

    def _prose(self, text: str) -> str:
        return self.word.sub(self._one, text) if len(text) > 1 and self.left else text

    def _one(self, match: re.Match[str]) -> str:
        term = self.terms.get(match[0])
        if term is None or match[0] in self.shields or term.id not in self.left:
            return match[0]
        self.left.discard(term.id)
        return str(term_link(term, match[0], self.page))
