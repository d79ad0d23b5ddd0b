"""A printed table → the rows that data/tables would hold, with what was left out and what must be asked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cached_property

from report.model import Indicator, Observation, Place, Problem, Region, Scope, Subject, Symbol
from report.period import Period
from report.returns.units import units_above, units_told
from report.returns.words import HAN, chinese_part, shown
from report.yearbook.counted import Counted, counted
from report.yearbook.meanings import NATION, Doubt, Meaning, TableLine, Words, understood, with_places
from report.yearbook.nation import Found, with_scopes
from report.yearbook.outline import Outline
from report.yearbook.terms import (
    ALL,
    HOLDING,
    LEFT_OUT,
    MEASURE,
    PERIOD,
    PLAIN,
    REGION,
    SCOPE,
    SUBJECT,
    TOTAL,
    TYPE,
    Said,
    Vocabulary,
    normal,
)

LONGEST_NOTE = 120
FIRST_YEAR = 1985  # of patents in China
TOLD = "--means '{}=另一种说法'，略去写 --means '{}='；常用的词请加进 data/mappings"


@dataclass(frozen=True)
class Wishes:
    """What a maintainer says where the table does not: the last word, but for what a column or a row says itself.

    *indicators*: key by a word of the table, or for all of it by an empty text.
    """

    source: str
    indicators: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)
    given: Meaning = field(default_factory=dict)  # period, scope, region
    unit: str = ""


@dataclass(frozen=True)
class Left:
    """A cell that becomes no row, and why."""

    where: Place
    text: str
    why: str


@dataclass(frozen=True)
class Known:
    """What the project has: the words of tables, its indicators and its regions."""

    vocabulary: Vocabulary
    indicators: Mapping[str, Indicator]
    regions: Mapping[str, Region]


@dataclass(frozen=True)
class Proposal:
    """*rows* as they would stand in data/tables; *questions* stand in the way of writing them."""

    outline: Outline
    title: Meaning
    units: tuple[str, ...]
    columns: tuple[TableLine, ...]
    lines: tuple[TableLine, ...]  # the rows as printed
    rows: tuple[Observation, ...]
    left_out: tuple[Left, ...]
    questions: tuple[Problem, ...]
    remarks: tuple[str, ...] = ()


def propose(outline: Outline, known: Known, wishes: Wishes) -> Proposal:
    """What each column and each row is, and what follows for each cell."""
    return _Proposing(outline, known, wishes).proposal()


@dataclass(frozen=True)
class _Proposing:
    outline: Outline
    known: Known
    wishes: Wishes
    left: list[Left] = field(default_factory=list)
    asked: dict[tuple[str, str, str], Problem] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)

    # ------------------------------------------------------------ the lines

    @cached_property
    def columns(self) -> tuple[TableLine, ...]:
        outline = self.outline
        row = max(outline.top, outline.first - 1)
        taken = sorted({*outline.value_columns, *outline.left_out_columns})
        words = (Words(n, outline.where(row, n), outline.headers[n]) for n in taken)
        return understood(words, outline.vocabulary)

    def _ask_for_header(self, column: TableLine) -> bool:
        """Whether a column is without header beside others that have one."""
        is_bare = not column.words and any(other.words for other in self.columns)
        if is_bare:
            name = column.where.column
            self._ask(column.where, f"{name} 列没有表头", "请在文件里补上表头，或删去这一列")
        return is_bare

    @cached_property
    def lines(self) -> tuple[TableLine, ...]:
        groups = dict.fromkeys(self.outline.labels_of(column) for column in self.outline.value_columns)
        return tuple(line for columns in groups for line in self._lines(columns)) if any(groups) else ()

    def _lines(self, columns: tuple[int, ...]) -> tuple[TableLine, ...]:
        """The rows by the labels of some columns."""
        outline = self.outline
        outer, above = outline.outer_labels(columns), self._above()
        words = (
            Words(
                row,
                outline.where(row, columns[-1]),
                tuple(text for text in dict.fromkeys((*outer[row], outline.text(row, columns[-1]))) if text),
                above[row],
            )
            for row in outline.rows
        )
        return with_places(understood(words, outline.vocabulary))

    def _above(self) -> Mapping[int, Meaning]:
        """What the heading rows above say of each row; one takes the place of another that says the like."""
        found: dict[int, Meaning] = {}
        now: dict[str, str] = {}
        for row in range(self.outline.first, self.outline.printed.last + 1):
            read = self.outline.read(self.outline.headings.get(row, ""))
            said = {key: read.one(key) for key in read.values if key not in (PLAIN, LEFT_OUT, TOTAL) and read.one(key)}
            if read.unknown and row < self.outline.rows[-1]:
                text = self.outline.headings[row]
                self._ask_about_word(self.outline.where(row, 0), Doubt(text, f"不认识「{shown(text)}」"))
            elif said:
                now = said if set(said) & set(now) else {**now, **said}
            found[row] = dict(now)
        return found

    # ------------------------------------------------------------ what stands above all of it

    @cached_property
    def title(self) -> Meaning:
        """What the title says once; the Chinese lines, where there are any."""
        said = _together(self.outline.titles, self.outline.vocabulary)
        if PERIOD not in said.values:
            heads = [self.outline.read(line) for line in self.outline.heads]
            periods = next((one.values[PERIOD] for one in reversed(heads) if PERIOD in one.values), ())
            said = Said({**said.values, PERIOD: periods}, said.unknown)
        self._look_at_unknown(said)
        found = {key: said.one(key) for key in said.values if key not in (PLAIN, LEFT_OUT, TOTAL) and said.one(key)}
        if _runs_over_years(found.get(PERIOD, "")):
            del found[PERIOD]
        if TYPE not in said.values and not said.unknown:
            found[TYPE] = "patents"
        return {**found, **{key: value for key, value in self.wishes.given.items() if value}}

    def _look_at_unknown(self, said: Said) -> None:
        """A word in the line that names what is counted may make it something else: 战略性新兴产业有效发明专利."""
        if said.unknown:
            self.remarks.append(f"标题里没有认出的：{said.unknown}")
        telling = _chinese([line for line in self.outline.titles if self.outline.names_the_count(line)])
        unknown = "、".join(one.unknown for one in map(self.outline.read, telling) if one.unknown)
        if unknown and not self.wishes.indicators:
            cure = f"请写 --indicator 指标；与它无关的词写 --means '{unknown}=专利'"
            self._ask(Place(self.outline.grid.file), f"标题「{shown(telling[0])}」中不认识「{shown(unknown)}」", cure)

    @cached_property
    def units(self) -> tuple[str, ...]:
        """Those named above the table, or else below it."""
        outline = self.outline
        if self.wishes.unit:
            return (self.wishes.unit,)
        lines = (*outline.heads, *outline.titles, outline.grid.sheet)
        for read, texts in ((units_above, lines), (units_told, outline.notes)):
            found = dict.fromkeys(unit for text in texts for unit in read(text))
            if found:
                return tuple(found)
        return ()

    # ------------------------------------------------------------ the cells

    def proposal(self) -> Proposal:
        found = [one for cell in self._cells() for one in self._observed(*cell)]
        rows = self._once(self._scoped(with_scopes(found, self.known.regions)))
        if not rows and not self.asked:
            self._ask(Place(self.outline.grid.file), "没有一格能成为数据", "请核对 --table，或用 --indicator 写明指标")
        return Proposal(
            self.outline,
            self.title,
            self.units,
            self.columns,
            self.lines,
            tuple(rows),
            tuple(self.left),
            tuple(self.asked.values()),
            tuple(self.remarks),
        )

    def _cells(self) -> Iterator[tuple[TableLine, TableLine]]:
        """Row and column of every cell that should hold a value."""
        outline = self.outline
        if not self.lines:
            self._ask(outline.where(outline.first, 0), "左边没有地区、年份等名称", "请核对 --table，或补上名称")
        by_place = {(line.number, line.where.column): line for line in self.lines}
        for row in outline.rows:
            for column in self.columns:
                labels = outline.labels_of(column.number)
                line = by_place.get((row, outline.where(row, labels[-1]).column)) if labels else None
                if line is None:
                    self._leave(row, column.number, "左边没有名称")
                elif self._is_taken(line, column):
                    yield line, column

    def _is_taken(self, row: TableLine, column: TableLine) -> bool:
        """Whether both lines are understood and wanted; asks about them where they are not."""
        if not self.outline.has_number(row.number, column.number) and not self.outline.text(row.number, column.number):
            return self._leave(row.number, column.number, "空白")
        for line in (column, row):
            if line.left_out:
                return self._leave(row.number, column.number, line.left_out)
        if self._ask_for_header(column):
            return False
        for line in (column, row):
            for doubt in line.doubts:
                self._ask_about_word(line.where, doubt)
        return not (row.doubts or column.doubts)

    def _ask_about_word(self, where: Place, doubt: Doubt) -> None:
        word = normal(chinese_part(doubt.word))
        known = [term for term in self.outline.vocabulary.terms if len(term) > 1]
        near = get_close_matches(word, known, 1, 0.6)
        hint = f"是不是「{near[0]}」？" if near else ""
        self._ask(where, doubt.what, f"{hint}请写明 {TOLD.format(shown(word), shown(word))}")

    def _observed(self, row: TableLine, column: TableLine) -> Iterator[Found]:
        meaning = self._meaning(row, column)
        if meaning is None:
            return
        indicator = self._indicator(row, column, meaning)
        if indicator is None:
            return
        period = self._period(column, meaning, indicator)
        region, scope = _place(meaning)
        if not region:
            cure = "请写 --region 北京，或 --scope domestic（全国的国内合计）"
            self._ask(row.where, f"「{row.label}」没有说是哪个地区", cure)
        if region and region != NATION and meaning.get(SCOPE, Scope.DOMESTIC) != Scope.DOMESTIC:
            self._ask(row.where, f"「{row.label}」是地区，却又是「{meaning[SCOPE]}」", "请用 --means 说明其中一个")
            return
        value = self._counted(row, column, indicator)
        if value and period and region:
            subject = Subject(meaning.get(SUBJECT, Subject.ALL_HOLDERS))
            where = self.outline.where(row.number, column.number)
            observation = Observation(
                *(indicator.key, region, period, subject, value.number, self.wishes.source, where),
                Scope(scope or Scope.DOMESTIC),
                Symbol(value.symbol),
                self._note(value.note),
            )
            is_printed = any(
                SCOPE in one for one in (row.said, row.totals, column.said, column.totals, self.wishes.given)
            )
            yield Found(observation, scope, is_printed)

    def _meaning(self, row: TableLine, column: TableLine) -> Meaning | None:
        """What the title says, or 合计, or before them a word of row or column; None where these two differ."""
        for key in set(row.said) & set(column.said):
            if row.said[key] != column.said[key]:
                told = "、".join(self.outline.vocabulary.in_words({key: line.said[key]}) for line in (row, column))
                what = f"行「{row.label}」与列「{column.label}」说的不同：{told}"
                self._ask(self.outline.where(row.number, column.number), what, "请用 --means 说明其中一个")
                return None
        return {**self.title, **row.totals, **column.totals, **row.said, **column.said}

    # ------------------------------------------------------------ the parts of a row

    def _indicator(self, row: TableLine, column: TableLine, meaning: Meaning) -> Indicator | None:
        key = self._wished(row, column)
        holding = meaning.get(HOLDING, ALL)
        parts = [meaning.get(TYPE, ""), meaning.get(MEASURE, ""), "" if holding == ALL else holding]
        key = key or self.outline.vocabulary.indicators.get(frozenset(filter(None, parts)), "")
        if key in self.known.indicators:
            return self.known.indicators[key]
        if parts[0] and parts[1]:
            told = {key: meaning[key] for key in (TYPE, MEASURE, HOLDING) if key in meaning}
            self._leave(row.number, column.number, f"没有指标说的是{self.outline.vocabulary.in_words(told)}")
            return None
        missing = "哪种专利" if not parts[0] else "申请、授权还是有效"
        self._ask(column.where, f"没有说是{missing}", "请写 --indicator 指标，或 --indicator 列名=指标")
        return None

    def _wished(self, row: TableLine, column: TableLine) -> str:
        """The indicator asked for by a word or by the letters of the column, or for all."""
        names = {normal(word) for line in (row, column) for word in line.words} | {column.where.column.casefold()}
        own = (key for word, key in self.wishes.indicators.items() if word and normal(word) in names)
        return next(own, "") or self._wished_for_all(row, column)

    def _wished_for_all(self, row: TableLine, column: TableLine) -> str:
        """Unless the words of row or column name another indicator."""
        key = self.wishes.indicators.get("", "")
        parts = next((parts for parts, own in self.outline.vocabulary.indicators.items() if own == key), None)
        told = {line.said[part] for line in (row, column) for part in (TYPE, MEASURE, HOLDING) if part in line.said}
        return key if parts is None or told <= parts | {ALL} else ""

    def _period(self, column: TableLine, meaning: Meaning, indicator: Indicator) -> Period | None:
        """The days; of a stock the last of them."""
        if PERIOD not in meaning:
            self._ask(column.where, "没有说是哪一年", "请写 --period，如 2023 或 2023-12-31")
            return None
        period = Period.parse(meaning[PERIOD])
        if indicator.kind == "stock":
            return Period(period.end)
        if period.start is None:
            self._ask(column.where, f"{indicator.title}不是某一天的数", "请写 --period，如 2023 或 2023-11")
        return period

    def _counted(self, row: TableLine, column: TableLine, indicator: Indicator) -> Counted | None:
        grid = self.outline.grid
        raw, look = grid.at(row.number, column.number), grid.look(row.number, column.number)
        units = column.units or row.units or self.units
        if self.wishes.unit:
            units = (self.wishes.unit,)
        value = counted(raw, look, units, indicator)
        if value.doubt:
            where = self.outline.where(row.number, column.number)
            self._ask(where, value.doubt, value.cure, where.cell)
        elif value.left_out:
            self._leave(row.number, column.number, value.left_out)
        else:
            return value
        return None

    def _note(self, note: str) -> str:
        """What the notes below the table say of a mark; the mark alone where they say nothing."""
        mark, _, rest = note.partition("；") if not note.startswith("原表") else ("", "", note)
        if not mark:
            return rest
        about = next(
            (line for line in self.outline.notes if normal(line).removeprefix("注:").startswith(normal(mark))), ""
        )
        told = f"原表注：{re.sub('^注[:：]', '', about)[:LONGEST_NOTE]}" if about else f"原表有注记 {mark}"
        return "；".join(filter(None, (told, rest)))

    # ------------------------------------------------------------ all of it

    def _once(self, rows: Iterable[Observation]) -> list[Observation]:
        """Each key once; two cells that say the same of it differently are asked about."""
        found: dict[tuple[object, ...], Observation] = {}
        for row in rows:
            first = found.setdefault(key_of(row), row)
            if first is not row and (first.value, first.symbol) != (row.value, row.symbol):
                what = f"与 {first.where.cell} 说的是同一项，数却不同（{row.value} 与 {first.value}）"
                self._ask(row.where, what, "请用 --means 说明其中一个是什么")
            elif first is not row:
                self.left.append(Left(row.where, str(row.value), f"与 {first.where.cell} 相同"))
        return list(found.values())

    def _scoped(self, found: Iterable[Found]) -> Iterator[Observation]:
        for one in found:
            if one.row.region == NATION and not one.scope:
                cure = "请写 --scope domestic（国内含港澳台）、mainland（不含）、foreign（国外）或 world（合计）"
                self._ask(one.row.where, "没有说全国数包括什么", cure)
            else:
                yield one.row

    def _leave(self, row: int, column: int, why: str) -> bool:
        self.left.append(Left(self.outline.where(row, column), self.outline.text(row, column), why))
        return False

    def _ask(self, where: Place, what: str, cure: str, of: str = "") -> None:
        """One question of a kind; *of*: the cell, where each has its own."""
        self.asked.setdefault((what, cure, of), Problem(where, "table", what, cure))


def _together(lines: tuple[str, ...], vocabulary: Vocabulary) -> Said:
    """What some lines say; of lines in two languages the Chinese ones."""
    read = [vocabulary.read(line) for line in _chinese(lines)]
    keys = dict.fromkeys(key for one in read for key in one.values)
    values = {key: tuple(dict.fromkeys(value for one in read for value in one.values.get(key, ()))) for key in keys}
    return Said(values, "、".join(one.unknown for one in read if one.unknown))


def _chinese(lines: Sequence[str]) -> Sequence[str]:
    """The lines in Chinese, and those of numbers, where any are."""
    chinese = [line for line in lines if HAN.search(line) or not re.search("[A-Za-z]{2}", line)]
    return chinese if any(map(HAN.search, chinese)) else lines


def _place(meaning: Meaning) -> tuple[str, str]:
    """Region and, of the nation, scope."""
    scope = meaning.get(SCOPE, "")
    region = meaning.get(REGION) or (NATION if scope else "")
    return region, scope if region == NATION else ""


def key_of(row: Observation) -> tuple[str, ...]:
    """What a row of data/tables is found by, cell by cell."""
    scope = row.scope.value if row.region == NATION else ""
    return row.source, row.indicator, row.period.code, row.region, scope, row.subject.value


def _runs_over_years(period: str) -> bool:
    """2017年-2022年: of which of them a number is, a column or a row must say; but 1985.4-2013.12 is 总累计."""
    if not period:
        return False
    parsed = Period.parse(period)
    return parsed.start is not None and FIRST_YEAR < parsed.start.year < parsed.end.year
