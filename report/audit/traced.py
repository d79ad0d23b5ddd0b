"""What leads to its row in data/, read as pages print it and held to that row: cited figures and official tables.

In English each number is a claim, which audit/claims reads: there it is held that it leads to its source (`ways`).

The rows are read and the printed words taken apart in a way of its own (report/audit/claims/published).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, MutableMapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import chain, pairwise

from report.audit.built import Built
from report.audit.claims import CURE, ENGLISH
from report.audit.claims.facts import Facts
from report.audit.claims.published import HEDGES, is_printed_as
from report.audit.derivations import Derivations, anchor_of, rounded, told
from report.audit.links import target
from report.audit.recounted import TABLE_PAGE, Counts
from report.audit.seen import NUMBER, PrintedCell, PrintedEntry, PrintedTable, Prints, Statement, Statements, Traced
from report.audit.seen.leads import FROM
from report.audit.ways import astray
from report.model import Dataset, Fact, Observation, Place, Problem, Span, Subject
from report.order import in_groups
from report.period import Period
from report.store import code, digest, unproven
from report.wording import SCOPES, SUBJECTS, SYMBOLS

RULE = "traced"
GRID = "regions/index.html"  # whose squares lead to what other pages tell of their numbers
ROWS = re.compile(r"第(\d+)(?:—(\d+))?行")
SHARE = re.compile(r"(\d[\d.]*)%")
PLACE = re.compile(r"第(\d+)位")
NONE = ("…", "—")
Wrong = Iterator[str]


def problems(built: Built, dataset: Dataset, kept: MutableMapping[str, bytes] | None = None) -> tuple[Problem, ...]:
    """Where a page prints another number, unit, row or date than the row has; *kept* tells where it did not before."""
    judge, derived, counts = PrintedRows(dataset), Derivations(dataset), Counts(dataset, built)
    known = repr((dataset.cited, dataset.official, dataset.sources, dataset.errata))
    common = digest([], code(__name__), known, counts.known)
    values = {
        path: judge.values(path) + derived.values(path) + counts.values(path) + _others(path, built)
        for path in built.pages
    }
    pages = {digest([], common, values[path], path, built.hashes[path]): path for path in built.pages}
    facts = Facts(dataset, ())

    def wrong(path: str) -> Iterator[Problem]:
        found = [*astray(path, built.seen(path, Statements).claims, facts)]
        if not path.startswith(ENGLISH):
            found += _of_page(path, built, judge, derived, counts)
        yield from (Problem(Place(path), RULE, what, CURE) for what in found)

    return unproven(kept, pages, lambda _: lambda some: [tuple(wrong(path)) for path in some])


def _of_page(path: str, built: Built, judge: PrintedRows, derived: Derivations, counts: Counts) -> Wrong:
    page, own = built.seen(path, Traced), TABLE_PAGE.search(path)
    yield from chain.from_iterable(map(judge.cited, page.cited))
    yield from chain.from_iterable(map(judge.entry, page.entries))
    yield from chain.from_iterable(map(judge.cell, page.cells))
    yield from derived.problems(path, page.traces)
    yield from chain.from_iterable(map(_of_map, page.shades))
    yield from _of_squares(path, built)
    yield from counts.problems(path, page)
    if own:
        yield from chain.from_iterable(judge.table(own[1], table) for table in built.seen(path, Prints).tables)


def _others(path: str, built: Built) -> str:
    """The hashes of the pages that tell of its numbers."""
    return "".join(built.hashes.get(page, "") for page, _, _ in _told_elsewhere(path, built))


def _told_elsewhere(path: str, built: Built) -> Iterator[tuple[str, str, str]]:
    """Of each number that leads to another page: that page, of what it tells there, and the number."""
    if path == GRID:
        pages = frozenset(built.pages)
        for way, text in built.seen(path, Traced).squares:
            page, _, key = way.partition(f"#{FROM}")
            yield target(page, path, pages) or page, key, text


def _of_squares(path: str, built: Built) -> Wrong:
    """The number of a square is the one that the page it leads to tells where it comes from."""
    for page, key, text in _told_elsewhere(path, built):
        traces = built.seen(page, Traced).traces if page in built.hashes else ()
        if text not in (right := [told(trace) for trace in traces if trace.key == key]):
            yield f"方格图上印作「{text}」，{page} 的 {key} 是「{''.join(right)}」"


def _of_map(squares: Sequence[tuple[str, str]]) -> Wrong:
    """The larger its number, the darker a square: is-1 is the darkest."""
    known = sorted((Decimal(text.replace(",", "")), shade) for shade, text in squares if NUMBER.fullmatch(text))
    for (less, one), (more, other) in pairwise(known):
        if one < other:
            yield f"方格图上「{less:,}」比「{more:,}」少，底色却更深"


@dataclass(frozen=True)
class PrintedRows:
    """What the rows of *dataset* say of what is printed of them."""

    dataset: Dataset

    @cached_property
    def _tables(self) -> Mapping[str, Sequence[Observation]]:
        """The cells of each official table and of each sheet of a return."""
        returned = chain.from_iterable(version.observations for version in self.dataset.versions)
        return in_groups((*self.dataset.official, *returned), lambda row: row.source)

    def values(self, path: str) -> str:
        """What decides of the page of a sheet, whose cells are not cited elsewhere by their place."""
        own = TABLE_PAGE.search(path)
        return " ".join(f"{row.value} {row.where.line}" for row in self._tables.get(own[1], ())) if own else ""

    @cached_property
    def _cells(self) -> Mapping[tuple[str, str], Sequence[Observation]]:
        """The cells of the official tables, by table and anchor."""
        return in_groups(self.dataset.official, lambda row: (row.source, anchor_of(row, self.dataset)))

    # ------------------------------------------------------------ cited figures

    def cited(self, said: Statement) -> Wrong:
        fact = self.dataset.fact.get(said.key)
        if fact and not is_printed_as(fact, said.text):
            yield f"印作「{said.text}」，{_told(fact)}"

    def entry(self, said: PrintedEntry) -> Wrong:
        """Its sentence is the row's, and no number stands beside it that the row does not have."""
        fact = self.dataset.fact.get(said.key)
        if not fact:
            return
        if said.sentence and not said.sentence.replace(",", "").endswith(fact.statement.replace(",", "")):
            yield f"印作「{said.sentence}」，{_told(fact)}「{fact.statement}」"
        if other := [number for number in NUMBER.findall(said.beside) if number not in self._numbers(fact)]:
            yield f"「{said.beside.strip()[:80]}」里的{'、'.join(other)}不是这一行的，{_told(fact)}"

    def _numbers(self, fact: Fact) -> set[str]:
        source = self.dataset.sources[fact.source]
        days = (fact.period.start, fact.period.end) if fact.period else ()
        texts = [
            fact.statement,
            fact.note,
            self.dataset.indicators[fact.indicator].definition,
            source.publisher,
            source.title,
            source.published_on,
            str(fact.where.line),
        ]
        texts += [f"{day.year} {day.month} {day.day}" for day in days if day]
        texts += [f"{one.day.isoformat()} {one.was} {one.reason}" for one in self.dataset.errata if one.of == fact.id]
        found = NUMBER.findall(" ".join(texts).replace("-", " "))
        return {*found, *(number.lstrip("0") for number in found), *(f"{int(n):,}" for n in found if n.isdigit())}

    # ------------------------------------------------------------ official tables

    def cell(self, said: PrintedCell) -> Wrong:
        """The cell that it leads to, if the words around it can mean that one; what stands beside it is that cell's."""
        rows = self._meant(self._cells.get((said.table, said.cell), []), said.around)
        right = [row for row in rows if self._is(row, said.text)]
        if not right:
            yield f"印作「{said.text}」，{_all_told(said.table, said.cell, rows)}"
        for text in said.beside if right else ():
            if not any(self._belongs(text, row) for row in right):
                where = right[0].where
                yield f"「{said.text}」旁边印作「{text}」，与它在{where.file} 第{where.line}行的数不符"

    def _meant(self, rows: Sequence[Observation], words: str) -> list[Observation]:
        own = [
            row
            for row in rows
            if row.period.title.removeprefix("截至") in words
            and self.dataset.indicators[row.indicator].bare_title in words
        ]
        return [row for row in own if SUBJECTS[row.subject] in words] or own

    def _is(self, row: Observation, text: str) -> bool:
        indicator = self.dataset.indicators[row.indicator]
        if row.value is None:
            return text in ("…", SYMBOLS[row.symbol])
        return text.removesuffix(indicator.unit) == f"{rounded(row.value, indicator.decimals):,f}"

    def _belongs(self, text: str, row: Observation) -> bool:
        """Where it stands, its share of the nation, its place among the provinces; or its period."""
        if match := ROWS.search(text):
            return row.where.file.endswith(text.split()[0]) and int(match[1]) == row.where.line
        if match := PLACE.search(text):
            return self._place(row) == int(match[1])
        if match := SHARE.search(text):
            return match[1] in {f"{rounded(share, 1):,f}" for share in self._shares(row)} or "不足" in text
        return text in self._words(row)

    def _words(self, row: Observation) -> set[str]:
        indicator = self.dataset.indicators[row.indicator]
        cells = sum(one.indicator == row.indicator for one in self.dataset.official)
        return {row.period.title, self.dataset.sources[row.source].title, indicator.definition, f"{cells}格"}

    @cached_property
    def _columns(self) -> Mapping[tuple[str, Subject, Period], Sequence[Observation]]:
        return in_groups(self.dataset.official, lambda row: (row.indicator, row.subject, row.period))

    def _place(self, row: Observation) -> int:
        provinces = {region.name for region in self.dataset.provinces}
        of = {one.region: one.value or Decimal(0) for one in self._beside(row) if one.region in provinces}
        return 1 + sum(value > (row.value or 0) for value in of.values())

    def _shares(self, row: Observation) -> Iterator[Decimal]:
        for one in self._beside(row):
            if one.region == self.dataset.nation.name and one.value and row.value is not None:
                yield row.value / one.value * 100

    def _beside(self, row: Observation) -> Sequence[Observation]:
        return self._columns[row.indicator, row.subject, row.period]

    def table(self, source: str, table: PrintedTable) -> Wrong:
        """The page of a table: each cell is that of its row and column, in the unit of its column."""
        all_rows = self._tables.get(source, ())
        columns = in_groups(all_rows, lambda row: (self._label(row), self._header(row)))
        lines = {label: {row.where.line for row in rows} for label, rows in in_groups(all_rows, self._label).items()}
        for label, note, cells in table.rows:
            own = lines.get(label, {0})
            if (match := ROWS.search(note)) and {int(n) for n in match.groups() if n} != {min(own), max(own)}:
                yield f"「{label}」注为「{note}」，在数据文件中是第{min(own)}—{max(own)}行"
            for title, (text, _) in zip(table.header[1:], cells, strict=True):
                rows = columns.get((label, title), ())
                if text not in NONE and not any(self._is(row, text) for row in rows):
                    yield f"「{label}」的「{title}」印作「{text}」，{_all_told(source, label, rows)}"

    def _label(self, row: Observation) -> str:
        """What stands before the row of a cell: of the nation in an official table what its total covers."""
        return SCOPES[row.scope] if row.span is None and row.region == self.dataset.nation.name else row.region

    def _header(self, row: Observation) -> str:
        indicator = self.dataset.indicators[row.indicator]
        so_far = "（本年累计）" if row.span is Span.YTD else ""
        return f"{indicator.title}{so_far}，{SUBJECTS[row.subject]}，{row.period.title}（{indicator.unit}）"


def _told(fact: Fact) -> str:
    hedge = next(word for word, qualifier in HEDGES.items() if qualifier == fact.qualifier)
    return f"{fact.where.file} 第{fact.where.line}行是「{fact.basis}{hedge}{fact.value}{fact.unit}」"


def _all_told(table: str, row: str, rows: Sequence[Observation]) -> str:
    told = "、".join(f"第{one.where.line}行「{one.value}」" for one in rows)
    return f"{rows[0].where.file} {told}" if rows else f"表 {table} 的「{row}」没有这一格"
