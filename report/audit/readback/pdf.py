"""The PDFs of a built site, read again: what they say is what their pages say, sentences, rows and every number.

A row of any table of a PDF has, behind its label, numbers of one row of the page with that label, in their order.
A bulletin has what was corrected too, which has a page of its own; what it draws are the pictures of its page. A brief
draws what the page of its region lists, so that of its picture the values stand there, and what is round may be a value
beside the axis.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, MutableMapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, partial
from importlib.metadata import version
from itertools import chain, takewhile
from posixpath import dirname

from report.audit.built import Built
from report.audit.readback import CURE, RULE
from report.audit.readback.opened import PdfSheet, pdf_sheets, svg_says
from report.audit.seen import PrintedRow, PrintedTable, Prints, words
from report.model import Place, Problem
from report.order import in_groups
from report.store import code, digest, unproven

Read = Callable[[str], str]  # the words of a page
PAPER = re.compile(r"/(?P<layout>bulletin|brief)\.pdf$")
NUMBER = re.compile(r"-?\d[\d,]*(?:\.\d+)?")
BLANK = re.compile(r"\s")
# a number that something is said of: what stands before it, its unit, and the mark at the end of the clause
STATED = re.compile(r"[^\W\d_]{2,6}-?\d[\d,]*(?:\.\d+)?(?:[万亿]?[件次家人场个名项]|个百分点|[%位倍])(?=[，；。])")
CELL = re.compile(r"-?\d[\d,.]*(?:/\d+)?")  # a number as it stands in a cell; 3/30: a place
IN_TABLES = ("%", "—")  # stand in tables of briefs alone: the unit of rates, and nothing
STEPS = (10, 20, 25, 50)  # of axes, times a power of ten
ROUND = {str(step * n).strip("0") for step in STEPS for n in range(11)}


def problems(built: Built, kept: MutableMapping[str, bytes] | None = None) -> tuple[Problem, ...]:
    """Where a PDF of a site says what its page does not; *kept* tells which PDFs did not before."""
    beside, way = in_groups(built.files, dirname), digest([], code(__name__), version("pypdfium2"))
    papers = {
        _key(paper, built, way): paper for path in built.files if (paper := Printout.at(path, beside[dirname(path)]))
    }
    read = cache(lambda page: words(built.html(page)))  # that of a region is asked for by all its briefs
    return unproven(
        kept,
        papers,
        lambda _: lambda some: [tuple(_of_paper(paper, built, read)) for paper in some],
    )


@dataclass(frozen=True)
class Printout:
    """A PDF, and what it was drawn from: its page, the pictures on it, of a brief the page of the region as well.

    *annex*: what belongs to the page of a bulletin, if there is such a page: the corrections.
    """

    path: str
    page: str
    pictures: tuple[str, ...]
    listed: str = ""
    annex: str = ""

    @classmethod
    def at(cls, path: str, beside: Sequence[str]) -> Printout | None:
        """The paper that a file is, with the files *beside* it; None: it is none."""
        match, folder = PAPER.search(path), dirname(path)
        if match is None:
            return None
        pictures = tuple(one for one in beside if one.endswith(".svg"))
        is_brief = match["layout"] == "brief"
        listed = f"{dirname(folder)}/index.html" if is_brief else ""
        annex = "" if is_brief else f"{folder}/corrections/index.html"
        return cls(path, f"{folder}/index.html", pictures, listed, annex)

    @property
    def files(self) -> Iterator[str]:
        return filter(None, (self.path, self.page, *self.pictures, self.listed, self.annex))

    def pages(self, built: Built) -> list[str]:
        """Those that say what it says."""
        return [page for page in (self.page, self.annex) if page in built.hashes]


def _key(paper: Printout, built: Built, way: str) -> str:
    """A hash of all that the verdict follows from; *way*: of how it is come to."""
    return digest([], way, *(f"{path} {built.hashes.get(path, '')}" for path in paper.files))


@dataclass(frozen=True)
class OnPage:
    """What stands on a page: its words, and which numbers a picture may show beside those."""

    text: str
    drawn: frozenset[str]
    is_axis_own: bool

    @cached_property
    def solid(self) -> str:
        """The words without blanks: lines break elsewhere on paper."""
        return BLANK.sub("", self.text)

    @cached_property
    def numbers(self) -> frozenset[str]:
        return _numbers(self.text)

    def may_show(self, number: str) -> bool:
        """Whether a picture may: a number of the page, of its pictures, or a round one beside an axis."""
        is_tick = self.is_axis_own and re.sub(r"[-,.]", "", number).strip("0") in ROUND
        return is_tick or number in self.numbers or number in self.drawn


def _numbers(text: str) -> frozenset[str]:
    return frozenset(NUMBER.findall(text))


def _known(paper: Printout, built: Built, read: Read) -> OnPage:
    drawn = _numbers(read(paper.listed)) if paper.listed else frozenset[str]()
    for picture in paper.pictures:
        *_, texts = svg_says((built.folder / picture).read_bytes())
        drawn |= _numbers("\n".join(text for _, text in texts))
    return OnPage("\n".join(map(read, paper.pages(built))), drawn, bool(paper.listed))


def _of_paper(paper: Printout, built: Built, read: Read) -> Iterator[Problem]:
    try:
        known, sheets = _known(paper, built, read), pdf_sheets((built.folder / paper.path).read_bytes())
    except Exception as error:  # whatever the reader of a damaged file raises
        yield Problem(Place(paper.path), RULE, f"打不开（{error}）", CURE)
        return
    tables = [table for page in paper.pages(built) for table in built.seen(page, Prints).tables]
    found = (
        *_strange_numbers(sheets, known),
        *_strange_statements(sheets, known),
        *_lost_rows(sheets, tables),
        *_mixed_rows(sheets, tables),
    )
    for what in dict.fromkeys(found):
        yield Problem(Place(paper.path), RULE, what, CURE)


def _strange_numbers(sheets: Sequence[PdfSheet], known: OnPage) -> Iterator[str]:
    """Sheets and tables are counted on paper alone."""
    counted = {str(n) for n in range(1, len(sheets) + 1)}
    for n, sheet in enumerate(sheets, start=1):
        written = _numbers(sheet.text) - known.numbers - counted
        drawn = {one for one in _numbers(sheet.drawn) if not known.may_show(one)}
        for where, found in (("", written), ("图中", drawn)):
            for number in sorted(found):
                yield f"第{n}页{where}的「{number}」不在它的网页上"


def _strange_statements(sheets: Sequence[PdfSheet], known: OnPage) -> Iterator[str]:
    for n, sheet in enumerate(sheets, start=1):
        for stated in STATED.findall(BLANK.sub("", sheet.body)):
            if stated not in known.solid:
                yield f"第{n}页的「{stated}」不在它的网页上"


def _lost_rows(sheets: Sequence[PdfSheet], tables: Sequence[PrintedTable]) -> Iterator[str]:
    """Of the tables of the page that are on paper too, which are called the same there."""
    body = BLANK.sub("", "".join(sheet.body for sheet in sheets))
    for table in tables:
        if BLANK.sub("", table.title) in body:
            for label, note, cells in table.rows:
                row = BLANK.sub("", "".join((label, note, *(text + marks for text, marks in cells))))
                if row not in body:
                    yield f"没有网页上《{table.title}》的一行「{row}」"


def _mixed_rows(sheets: Sequence[PdfSheet], tables: Sequence[PrintedTable]) -> Iterator[str]:
    """Where a label is followed by numbers that no row of the page with that label has in that order."""
    rows = in_groups((row for table in tables for row in table.rows), lambda row: BLANK.sub("", row[0]))
    cells = {label: [_said(row) for row in own] for label, own in rows.items()}
    for n, sheet in enumerate(sheets, start=1):
        for label, said in _after_labels(sheet.text.split(), cells):
            numbers = _numbers_of(said)
            if not any(_in_order(numbers, _numbers_of(own)) for own in cells[label]):
                yield f"第{n}页「{label}」一行的「{' '.join(numbers)}」不是网页上这一行的数"


def _said(row: PrintedRow) -> list[str]:
    """The words of a row behind its label."""
    _, note, printed = row
    return " ".join((note, *(f"{text} {marks}" for text, marks in printed))).split()


def _after_labels(words: Sequence[str], rows: Mapping[str, Sequence[Sequence[str]]]) -> Iterator[tuple[str, list[str]]]:
    """Each label of *rows* among the words of a sheet, with the words behind it that may stand in its row."""
    at = 0
    while at < len(words):
        label, at = words[at], at + 1
        if label in rows:
            known = {*IN_TABLES, *chain.from_iterable(rows[label])}
            said = list(takewhile(partial(_may_stand, known), words[at:]))
            at += len(said)
            yield label, said


def _may_stand(known: Collection[str], word: str) -> bool:
    return word in known or CELL.fullmatch(word) is not None


def _numbers_of(words: Sequence[str]) -> list[str]:
    """The numbers among words."""
    return [word for word in words if CELL.fullmatch(word)]


def _in_order(some: Sequence[str], all_of_them: Sequence[str]) -> bool:
    """Whether *some* are among all of them, in the same order."""
    rest = iter(all_of_them)
    return all(one in rest for one in some)
