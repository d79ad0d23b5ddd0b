"""What the words of official tables mean: 国内职务外观设计专利有效量(2019) → domestic, service, designs, in force."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import NamedTuple

from report.inputs import Inputs, mistake, read_once
from report.inputs.values import value
from report.model import Region, Scope, Subject
from report.returns.form import read_form
from report.returns.layout import TABLE, MappingFile, labels, read_mappings
from report.returns.numerals import unmarked
from report.returns.words import HAN, INVISIBLE, UNIT_IN_BRACKETS
from report.yearbook.times import times_in

# What a word may say something of; what else a mapping lists is in the way.
TYPE, MEASURE, HOLDING, SUBJECT, SCOPE, REGION, PERIOD = (
    *("type", "measure", "holding", "subject", "scope", "region", "period"),
)
TOTAL, LEFT_OUT, PLAIN = "total", "left_out", "plain"
DIMENSIONS: Mapping[str, tuple[str, ...]] = {  # and the values that they may have; () stands for any
    TYPE: (),
    MEASURE: (),
    HOLDING: (),
    SUBJECT: tuple(Subject),
    SCOPE: tuple(Scope),
    REGION: (),
}
ALL = "all"  # of a holding: 职务 and 非职务 together
LONGEST = 300  # characters of a label that are looked at
ABBREVIATION = re.compile(r"[A-Z]{2,}")  # PCT国际申请 is not 国际申请
UNIT_TEXT = re.compile(
    r"(?:(?<![^ (,;、。])(?:计量|数量)?单位|(?:计量|数量)单位):? ?[^ ()]*|\(? ?units?: ?[^)]*\)?", re.I
)
TABLE_NUMBER = re.compile(
    r"(?:(?:续?表|table) ?)?(?<![0-9.])[0-9]{1,2}(?:[-.—][0-9]{1,2}){1,3}(?![0-9.月])"
    r"|(?:续?表|table) ?[0-9]{1,3}(?![0-9])|^\(?[一二三四五六七八九十]{1,3}[、)]"
)


class WordMeaning(NamedTuple):
    """One meaning: what it says something of, and what."""

    dimension: str
    value: str


_Cut = tuple[int, int, int, WordMeaning | None]  # letters over, terms, where the last begins, and which it is


@dataclass(frozen=True)
class Said:
    """What a text says: the values of each dimension in their order, and the words that nobody knows."""

    values: Mapping[str, tuple[str, ...]]
    unknown: str = ""

    def one(self, dimension: str) -> str:
        """The value of a dimension where the text names one and no other; else empty."""
        found = self.values.get(dimension, ())
        return found[0] if len(found) == 1 else ""


@dataclass(frozen=True)
class Vocabulary:
    """*terms* by the normal form of their words; *indicators*: key by what its parts name."""

    terms: Mapping[str, WordMeaning]
    indicators: Mapping[frozenset[str], str]

    def read(self, text: str) -> Said:
        """What a header, a label or a title says."""
        return self._reader(text)

    @cached_property
    def _reader(self) -> Callable[[str], Said]:
        return lru_cache(maxsize=4096)(self._read)

    def _read(self, text: str) -> Said:
        whole = normal(unmarked(INVISIBLE.sub("", text[:LONGEST]))[0])
        if known := self.terms.get(whole):
            return Said({known.dimension: (known.value,)})
        rest, periods = times_in(UNIT_TEXT.sub(" ", TABLE_NUMBER.sub(" ", UNIT_IN_BRACKETS.sub(" ", whole))))
        found, unknown = self._cut(_one_language(rest))
        values: dict[str, tuple[str, ...]] = {PERIOD: periods} if periods else {}
        for term in found:
            values[term.dimension] = tuple(dict.fromkeys((*values.get(term.dimension, ()), term.value)))
        if set(values.get(HOLDING, ())) == self.all_of(HOLDING):
            values[HOLDING] = (ALL,)
        return Said(values, "、".join([*unknown, *_abbreviations(text, self.terms)]))

    def in_words(self, meaning: Mapping[str, str]) -> str:
        """发明、有效、国内、2023: each value by the first word that there is for it."""
        words: dict[WordMeaning, str] = {}
        for word, term in self.terms.items():
            words.setdefault(term, word)
        return "、".join(words.get(WordMeaning(*one), one[1]) for one in meaning.items() if one[1] != ALL)

    def all_of(self, dimension: str) -> frozenset[str]:
        """The values that words may give a dimension."""
        return frozenset(term.value for term in self.terms.values() if term.dimension == dimension)

    def with_words(self, given: Mapping[str, str]) -> Vocabulary:
        """With words that mean what other words mean, for this once; what is to mean nothing is left out."""
        found = {normal(word): self._meaning(other) for word, other in given.items()}
        return replace(self, terms={**self.terms, **found})

    def _meaning(self, word: str) -> WordMeaning:
        if not word:
            return WordMeaning(LEFT_OUT, "说明要略去")
        by_value = {term.value: term for term in self.terms.values()}
        found = self.terms.get(normal(word)) or by_value.get(word)
        if found is None:
            raise KeyError(word)
        return found

    @cached_property
    def _longest(self) -> int:
        return max(map(len, self.terms), default=0)

    def _cut(self, text: str) -> tuple[list[WordMeaning], list[str]]:
        """The terms of which a text is made: as few letters as may be left over, and then as few terms."""
        best: list[tuple[int, int, int, WordMeaning | None]] = [
            (0, 0, 0, None)
        ]  # letters over, terms, begin of the last
        for end in range(1, len(text) + 1):
            over, pieces, _, _ = best[end - 1]
            choices = [(over + text[end - 1].isalpha(), pieces, end - 1, None), *self._ending(text, end, best)]
            best.append(min(choices, key=lambda choice: choice[:2]))
        return _walked(text, best)

    def _ending(self, text: str, end: int, best: list[_Cut]) -> Iterator[_Cut]:
        for begin in range(max(0, end - self._longest), end):
            term = self.terms.get(text[begin:end])
            if term and not _splits_a_word(text, begin) and not _splits_a_word(text, end):
                yield best[begin][0], best[begin][1] + 1, begin, term


def _splits_a_word(text: str, at: int) -> bool:
    """Whether Latin letters stand on both sides."""
    around = text[max(at - 1, 0) : at + 1]
    return 0 < at < len(text) and around.isascii() and around.isalpha()


def _walked(text: str, best: list[_Cut]) -> tuple[list[WordMeaning], list[str]]:
    terms: list[WordMeaning] = []
    over = [" "] * len(text)
    end = len(text)
    while end:
        _, _, begin, term = best[end]
        if term is None:
            over[begin] = text[begin] if text[begin].isalpha() else " "
        else:
            terms.append(term)
        end = begin
    return terms[::-1], "".join(over).split()


def normal(text: str) -> str:
    """A word without capitals, in half width; blanks stand between Latin words only: 北 京 → 北京."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return re.sub(r"(?<![a-z0-9]) | (?![a-z0-9])", "", re.sub(r"\s+", " ", folded).strip()).removeprefix("其中:")


def _one_language(text: str) -> str:
    """The Chinese of a text in both languages: who knows that need not know the other."""
    return re.sub(r"[a-z][a-z&'’-]*", " ", text) if HAN.search(text) else text


def _abbreviations(text: str, terms: Mapping[str, WordMeaning]) -> list[str]:
    found = ABBREVIATION.findall(text) if HAN.search(text) else []
    return [word for word in found if normal(word) not in terms]


# ---------------------------------------------------------------- data/mappings


@dataclass(frozen=True)
class _Given:
    """A mapping of kind table, as written."""

    name: str
    title: str
    words: Mapping[str, Mapping[str, tuple[str, ...]]]
    indicators: Mapping[str, tuple[str, ...]]
    total: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    plain: tuple[str, ...] = ()


@read_once
def read_vocabulary(inputs: Inputs) -> Vocabulary:
    """The words of all mappings of kind table; DataError where one is wrongly written."""
    given = [_given(one) for one in read_mappings(inputs, TABLE)]
    terms = {normal(word): term for one in given for word, term in _terms(one)}
    return Vocabulary(terms, {frozenset(parts): key for one in given for key, parts in one.indicators.items()})


def _given(written: MappingFile) -> _Given:
    given = value(_Given, written.rest, written.file, name=written.name)
    line = written.rest.line_of("words")
    for dimension, words in given.words.items():
        if dimension not in DIMENSIONS:
            cure = f"可用：{'、'.join(DIMENSIONS)}"
            raise mistake(written.file, line, "unknown-field", f"不认识「words.{dimension[:40]}」", cure)
        for name in words:
            if DIMENSIONS[dimension] and name not in DIMENSIONS[dimension]:
                cure = f"可用：{'、'.join(DIMENSIONS[dimension])}"
                raise mistake(written.file, line, "unknown-field", f"不认识「words.{dimension}.{name[:40]}」", cure)
    return given


def _terms(given: _Given) -> Iterator[tuple[str, WordMeaning]]:
    for dimension, listed in ((PLAIN, given.plain), (LEFT_OUT, given.left_out), (TOTAL, given.total)):
        yield from ((word, WordMeaning(dimension, word)) for word in listed)
    for dimension, words in given.words.items():
        yield from ((word, WordMeaning(dimension, name)) for name, listed in words.items() for word in listed)


def with_regions(vocabulary: Vocabulary, inputs: Inputs, regions: Mapping[str, Region]) -> Vocabulary:
    """With the names of regions.csv, whole and short, in Chinese and English."""
    names: Iterable[tuple[str, str]] = labels(regions, read_form(inputs)).names.items()
    own = {normal(word): WordMeaning(REGION, name) for word, name in names}
    english = {normal(region.name_en): WordMeaning(REGION, name) for name, region in regions.items()}
    return replace(vocabulary, terms={**own, **english, **vocabulary.terms})
