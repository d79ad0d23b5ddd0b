"""What a line of a table is, a column or a row: what its words say, and of what a 合计 is the total."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from report.model import Place, Scope, Subject
from report.returns.units import units_in
from report.returns.words import chinese_part, shown
from report.yearbook.terms import (
    ALL,
    HOLDING,
    LEFT_OUT,
    PERIOD,
    PLAIN,
    REGION,
    SCOPE,
    SUBJECT,
    TOTAL,
    TYPE,
    Said,
    Vocabulary,
)

NATION = "全国"
Meaning = Mapping[str, str]  # by dimension
Values = Mapping[str, set[str]]  # by dimension


class Doubt(NamedTuple):
    """A word that is not understood, and what of it."""

    word: str
    what: str


@dataclass(frozen=True)
class TableLine:
    """A column or a row. *totals* are what 合计 means here, *doubts* what is not understood, *left_out* why it is."""

    number: int
    where: Place
    words: tuple[str, ...]
    said: Meaning = field(default_factory=dict)
    totals: Meaning = field(default_factory=dict)
    units: tuple[str, ...] = ()
    left_out: str = ""
    doubts: tuple[Doubt, ...] = ()

    @property
    def label(self) -> str:
        """The words in Chinese, where they are in both languages."""
        return " / ".join(" ".join(chinese_part(word).split()) for word in self.words)


@dataclass(frozen=True)
class Words:
    """The words of a line, from the outermost, before they are understood; *above*: what a heading row says of it."""

    number: int
    where: Place
    words: tuple[str, ...]
    above: Meaning = field(default_factory=dict)


def understood(lines: Iterable[Words], vocabulary: Vocabulary) -> tuple[TableLine, ...]:
    """The lines of one axis; a total is one of what those beside it differ in."""
    lines = tuple(lines)
    groups: dict[tuple[object, ...], list[Words]] = {}
    for line in lines:
        for level in range(len(line.words)):
            groups.setdefault(_group(line, level), []).append(line)

    def beside(line: Words, level: int) -> Values:
        """What the words at this level differ in, or where they say nothing those below them."""
        group = groups[_group(line, level)]
        same = _values((one.words[level] for one in group), vocabulary)
        return same or _values((word for one in group for word in one.words[level + 1 :]), vocabulary)

    return tuple(_understood(line, vocabulary, beside) for line in lines)


def _group(line: Words, level: int) -> tuple[object, ...]:
    return tuple(line.above.items()), line.words[:level]


def _values(words: Iterable[str], vocabulary: Vocabulary) -> Values:
    found: dict[str, set[str]] = {}
    for word in set(words):
        for dimension, values in vocabulary.read(word).values.items():
            if dimension not in (TOTAL, PLAIN, LEFT_OUT):
                found.setdefault(dimension, set()).update(values)
    return found


def _understood(line: Words, vocabulary: Vocabulary, beside: Callable[[Words, int], Values]) -> TableLine:
    said, totals, doubts, left_out = dict(line.above), dict[str, str](), list[Doubt](), ""
    for level, word in enumerate(line.words):
        read = vocabulary.read(word)
        said |= {dimension: read.one(dimension) for dimension in read.values if dimension not in (PLAIN, TOTAL)}
        doubts += _doubts(word, read, vocabulary)
        if LEFT_OUT in read.values:
            left_out = f"「{read.values[LEFT_OUT][0]}」不是要收的数"
        if TOTAL in read.values and set(read.values) <= {TOTAL, PLAIN, PERIOD}:
            found = _total(beside(line, level))
            left_out = left_out or ("" if found is not None else "是不同项目或不同时间的合计")
            totals |= found or {}
    units = tuple(dict.fromkeys(unit for word in line.words for unit in units_in(word)))
    known = {dimension: value for dimension, value in said.items() if value and dimension != LEFT_OUT}
    return TableLine(line.number, line.where, line.words, known, totals, units, left_out, tuple(doubts))


def _doubts(word: str, read: Said, vocabulary: Vocabulary) -> Iterable[Doubt]:
    if LEFT_OUT in read.values:
        return
    if read.unknown:
        name = shown(" ".join(chinese_part(word).split()))
        yield Doubt(
            word, f"不认识「{name}」" if read.unknown == word else f"「{name}」中不认识「{shown(read.unknown)}」"
        )
    for dimension, values in read.values.items():
        if dimension != PLAIN and len(values) > 1:
            told = "、".join(vocabulary.in_words({dimension: value}) for value in values)
            yield Doubt(word, f"「{shown(word)}」说了几样：{told}")


def _total(beside: Values) -> Meaning | None:
    """What a total is of; None where it adds up what is not to be added up."""
    found: dict[str, str] = {}
    if REGION in beside or SCOPE in beside:
        found[REGION] = NATION
    if Scope.FOREIGN in beside.get(SCOPE, ()):
        found[SCOPE] = Scope.WORLD
    if SUBJECT in beside:
        found[SUBJECT] = Subject.ALL_HOLDERS
    if TYPE in beside:
        found[TYPE] = "patents"
    if HOLDING in beside:
        found[HOLDING] = ALL
    return found if found or not beside else None


def with_places(lines: tuple[TableLine, ...]) -> tuple[TableLine, ...]:
    """Rows that stand under several places alike, as 企业 under each province, are of the place above them."""
    times = Counter(line.label for line in lines if not _has_place(line))
    found: list[TableLine] = []
    now: Meaning = {}
    for line in lines:
        if _has_place(line):
            now = {key: value for key, value in {**line.totals, **line.said}.items() if key in (REGION, SCOPE)}
        elif now and times[line.label] > 1:
            line = replace(line, said={**now, **line.said})
        found.append(line)
    return tuple(found)


def _has_place(line: TableLine) -> bool:
    return any(key in one for key in (REGION, SCOPE) for one in (line.totals, line.said))
