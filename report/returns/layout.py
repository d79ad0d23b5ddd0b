"""Layouts: by which words the columns and rows of a file are recognised. The form's own, or one of data/mappings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from report.inputs import Inputs, mistake, read_once
from report.inputs.values import EMPTY, value
from report.inputs.yaml import Map, Text, mapping
from report.model import Region
from report.returns.form import Form, FormColumn, read_form
from report.returns.units import is_unit
from report.returns.words import chinese_part, plain_word

PROGRAMME = "programme"
RETURN, TABLE = "return", "table"  # kinds of mappings
FORMER = ("西康", "热河", "察哈尔", "绥远", "平原", "松江", "辽东", "辽西", "海南行政区", "广东海南", "四川重庆")


@dataclass(frozen=True)
class Layout:
    """*columns* by the set of their header words; *words* says another word for one of the form's."""

    name: str
    title: str
    strict: bool
    partial: bool
    regions: frozenset[str]
    codes: frozenset[str]
    columns: Mapping[frozenset[str], FormColumn]
    words: Mapping[str, str] = field(default_factory=dict)
    ignore: frozenset[str] = frozenset()
    sheets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # words that a sheet's name stands for

    def tokens(self, path: tuple[str, ...], sheet: str) -> frozenset[str]:
        """The header words of a column in the form's words; those to be ignored are left out."""
        found = [self._word(text) for text in (*self.sheets.get(sheet, ()), *path) if not is_unit(text)]
        return frozenset(word for word in found if word and word not in self.ignore)

    def _word(self, text: str) -> str:
        whole = key_word(text)
        if whole in self.words or whole in self.ignore:
            return self.words.get(whole, whole)
        word = key_word(chinese_part(text))
        return self.words.get(word, word)

    def known(self) -> tuple[str, ...]:
        """Every header word that would be recognised."""
        return tuple(dict.fromkeys((*self.words, *(word for words in self.columns for word in words))))


def key_word(text: str) -> str:
    """A header word without 其中：, and English without capitals."""
    return plain_word(text).removeprefix("其中:").casefold()


def form_columns(form: Form) -> Mapping[frozenset[str], FormColumn]:
    """Each column by its three words, and by fewer where an item has one measure or the file gives only totals."""
    found: dict[frozenset[str], FormColumn] = {}
    for column in form.columns:
        item = form.items[column.item]
        words = [key_word(word) for word in (item.word, item.parts[column.part], form.measures[column.measure])]
        found[frozenset(words)] = column
        if len(item.measures) == 1:
            found[frozenset(words[:2])] = column
    return found


def programme(form: Form) -> Layout:
    """The layout of the form itself."""
    regions, codes = (frozenset({key_word(word)}) for word in (form.regions, form.codes))
    return Layout(PROGRAMME, form.title, True, False, regions, codes, form_columns(form))


@read_once
def read_layouts(inputs: Inputs) -> Mapping[str, Layout]:
    """The form's layout and every mapping of data/mappings for returns by its file name."""
    form = read_form(inputs)
    given = (value(_ReturnMapping, one.rest, one.file, name=one.name) for one in read_mappings(inputs, RETURN))
    return {PROGRAMME: programme(form), **{one.name: _return(one, form) for one in given}}


class MappingFile(NamedTuple):
    """A file of data/mappings: what it says but for its kind."""

    name: str
    file: str
    rest: Map


def read_mappings(inputs: Inputs, wanted: str) -> tuple[MappingFile, ...]:
    """The files of data/mappings of the kind *wanted*; DataError with a sentence where one is of no kind."""
    paths = sorted((inputs.data / "mappings").glob("*.yml"))
    found = ((path, *_kind(inputs.own.name(path), inputs.content(path))) for path in paths)
    return tuple(MappingFile(path.stem, inputs.own.name(path), rest) for path, kind, rest in found if kind == wanted)


def _kind(file: str, content: bytes) -> tuple[str, Map]:
    document = mapping(file, content)
    kind = document.of.get("kind", EMPTY)
    if isinstance(kind, Text) and kind.text in (RETURN, TABLE):
        return kind.text, Map(document.line, tuple(entry for entry in document.entries if entry[0].text != "kind"))
    cure = "请写 kind: return（季度报表）或 kind: table（统计表）"
    raise mistake(file, document.line_of("kind"), "metadata", "没有写明 kind，或写的不是 return 和 table", cure)


@dataclass(frozen=True)
class _ReturnMapping:
    """Another office's words for those of the form."""

    name: str
    title: str
    words: Mapping[str, str] = field(default_factory=dict)
    sheets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    partial: bool = False
    regions: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()


def _return(given: _ReturnMapping, form: Form) -> Layout:
    own = programme(form)
    return Layout(
        name=given.name,
        title=given.title,
        strict=False,
        partial=given.partial,
        regions=own.regions | _words(given.regions),
        codes=own.codes | _words(given.codes),
        columns=own.columns,
        words={key_word(other): key_word(word) for other, word in given.words.items()},
        ignore=_words(given.ignore),
        sheets=given.sheets,
    )


def _words(given: Iterable[str]) -> frozenset[str]:
    return frozenset(map(key_word, given))


# ---------------------------------------------------------------- rows


@dataclass(frozen=True)
class Labels:
    """Which label of a row is which region."""

    regions: Mapping[str, Region]
    names: Mapping[str, str]  # normal form → name in data/regions.csv
    codes: Mapping[str, str]  # code → name
    outside: frozenset[str]
    former: frozenset[str]

    def name(self, label: str) -> str:
        """The region's name, or empty."""
        return self.names.get(key_word(label)) or self.names.get(key_word(chinese_part(label)), "")


def labels(regions: Mapping[str, Region], form: Form) -> Labels:
    names = {key_word(word): name for name, region in regions.items() for word in _spellings(region)}
    corps = next((name for name, region in regions.items() if region.kind == "corps"), "")
    names |= {key_word(word): corps for word in (form.corps, "新疆兵团", "兵团") if corps}
    codes = {region.code: name for name, region in regions.items()}
    outside, former = (frozenset(map(key_word, given)) for given in (form.rows_outside, FORMER))
    return Labels(regions, names, codes, outside, former)


def _spellings(region: Region) -> Iterator[str]:
    yield from (region.name, region.full_name, region.name_en)
    if region.kind == "nation":
        yield from ("全国", "全国合计", "全国总计")
