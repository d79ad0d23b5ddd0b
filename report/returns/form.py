"""The programme's return as data/form.yml describes it: sheets, columns, and how the columns hang together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from itertools import chain
from typing import NamedTuple

from report.inputs import Inputs, mistake, read_once
from report.inputs.values import missing, value
from report.inputs.yaml import mapping
from report.model import DataError, Place, Subject
from report.period import Quarter
from report.plaintext import English

MEASURES_OF_KIND = {"stock": ("stock",), "flow": ("quarter", "ytd"), "rate": ("rate",)}
COUNTS = ("stock", "quarter", "ytd")
FILE = "data/form.yml"
NEEDED = ("theme", "clause", "title_en", "definition", "better")  # by an item that is an indicator of its own
OF_AN_INDICATOR = (*NEEDED, "counted", "quarterly_item")


class ItemKind(StrEnum):
    STOCK = "stock"
    FLOW = "flow"
    RATE = "rate"


@dataclass(frozen=True)
class Tolerances:
    """When a number is worth a second look; what each means stands in data/form.yml."""

    small_base: float
    outlier: float
    least_ratio: float
    out_of_step: float
    jump: float
    magnitude: float
    revised_share: float
    other_source: float
    size: float


class FormColumn(NamedTuple):
    """An item, a part of its breakdown, and a measure: inventory_patents_done, universities, stock."""

    item: str
    part: str
    measure: str


@dataclass(frozen=True)
class Item:
    key: str
    word: str
    unit: str
    kind: str  # stock, flow, rate
    parts: Mapping[str, str]  # part → its word; the first is the total of the others
    measures: tuple[str, ...]
    decimals: int
    indicator: str  # entry of data/indicators.yml that counts just this, or empty
    meta: Mapping[str, str]
    where: Place

    @cached_property
    def total(self) -> str:
        return next(iter(self.parts))

    @cached_property
    def is_by_holder(self) -> bool:
        return self.total in list(Subject)

    def columns(self) -> Iterator[FormColumn]:
        for part in self.parts:
            for measure in self.measures:
                yield FormColumn(self.key, part, measure)


@dataclass(frozen=True)
class SheetForm:
    name: str
    number: str  # 表号
    title: str
    unit: str
    columns: tuple[FormColumn, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Rules:
    """What the form says of all its sheets, as data/form.yml has it."""

    title: str
    short: str
    regions: str  # the labels of the first columns, as of codes; how the corps is called, and its code
    codes: str
    corps: str
    corps_code: str
    first: Quarter
    rows_outside: tuple[str, ...]
    symbols: Mapping[str, str]
    measures: Mapping[str, str]
    instructions: tuple[str, ...]
    totals: Mapping[str, tuple[str, ...]]
    limits: tuple[tuple[str, str], ...]
    rates: Mapping[str, tuple[str, str]]
    never_fall: tuple[str, ...]
    follows: Mapping[str, str]
    tolerances: Tolerances


@dataclass(frozen=True)
class Form(Rules):
    sheets: tuple[SheetForm, ...]
    items: Mapping[str, Item]

    @cached_property
    def columns(self) -> tuple[FormColumn, ...]:
        return tuple(column for sheet in self.sheets for column in sheet.columns)

    def header(self, column: FormColumn) -> tuple[str, str, str]:
        """The words of a column's header, from top to bottom."""
        item = self.items[column.item]
        top = item.word if item.kind == "rate" else f"{item.word}（{item.unit}）"
        return top, item.parts[column.part], self.measures[column.measure]

    def title_of(self, column: FormColumn) -> str:
        """已盘点专利/高校/期末数"""
        return "/".join((self.items[column.item].word, *self.header(column)[1:]))

    def unit(self, column: FormColumn) -> str:
        """件 of a count; % of rates and changes; empty for a column of another table."""
        item = self.items.get(column.item)
        return "" if item is None else item.unit if column.measure in COUNTS else "%"

    def decimals(self, column: FormColumn) -> int:
        return 1 if column.measure == "change" else self.items[column.item].decimals


@dataclass(frozen=True)
class _WrittenItem:
    """An item as data/form.yml has it; what it says of an indicator of its own is in *meta* of the item."""

    word: str
    unit: str
    kind: ItemKind
    breakdown: str
    where: Place
    decimals: int = 0
    change: bool = False
    indicator: str = ""
    subject: str = ""
    counted: str = ""
    theme: str = ""
    clause: str = ""
    title_en: English = ""
    definition: str = ""
    better: str = ""
    quarterly_item: str = ""


@dataclass(frozen=True)
class _WrittenSheet:
    name: str
    number: str
    title: str
    unit: str
    items: tuple[str, ...]
    notes: tuple[str, ...]
    where: Place


@dataclass(frozen=True)
class _WrittenForm(Rules):
    """data/form.yml, name by name."""

    breakdowns: Mapping[str, Mapping[str, str]]
    sheets: tuple[_WrittenSheet, ...]
    items: Mapping[str, _WrittenItem]


@read_once
def read_form(inputs: Inputs) -> Form:
    """What data/form.yml says; DataError where it cannot be used."""
    document = mapping(FILE, inputs.content(inputs.root / FILE))
    form = _form(value(_WrittenForm, document, FILE))
    for name, keys in _mentioned(form).items():
        if unknown := sorted({key.partition(".")[0] for key in keys} - form.items.keys()):
            raise _unknown(Place(FILE, document.line_of(name)), unknown[0], form.items)
    return form


def _mentioned(form: Form) -> Mapping[str, Iterable[str]]:
    """The items that each list of *form* speaks of."""
    return {
        "totals": chain(form.totals, *form.totals.values()),
        "limits": chain(*form.limits),
        "rates": chain(form.rates, *form.rates.values()),
        "never_fall": form.never_fall,
        "follows": chain(form.follows, form.follows.values()),
    }


def _unknown(at: Place, name: str, known: Iterable[str]) -> DataError:
    shown = "、".join(list(known)[:6])
    return mistake(at.file, at.line, "missing-field", f"缺少「{name}」", f"请补上，或改正提到它的地方；已有：{shown}……")


def _form(written: _WrittenForm) -> Form:
    items = {key: _item(key, one, written.breakdowns) for key, one in written.items.items()}
    own = {name: one for name, one in vars(written).items() if name != "breakdowns"}
    return Form(**own | {"sheets": tuple(_sheet(one, items) for one in written.sheets), "items": items})


def _item(key: str, written: _WrittenItem, breakdowns: Mapping[str, Mapping[str, str]]) -> Item:
    if written.breakdown not in breakdowns:
        raise _unknown(written.where, written.breakdown, breakdowns)
    lacking = next((name for name in NEEDED if not getattr(written, name)), "")
    if lacking and not written.indicator:
        raise missing(FILE, written.where.line, lacking)
    own = MEASURES_OF_KIND[written.kind]
    return Item(
        key=key,
        word=written.word,
        unit=written.unit,
        kind=written.kind,
        parts=breakdowns[written.breakdown],
        measures=(*own, "change") if written.change else own,
        decimals=written.decimals,
        indicator=written.indicator,
        meta={name: text for name, text in vars(written).items() if name in OF_AN_INDICATOR and text},
        where=written.where,
    )


def _sheet(written: _WrittenSheet, items: Mapping[str, Item]) -> SheetForm:
    for key in written.items:
        if key not in items:
            raise _unknown(written.where, key, items)
    columns = tuple(column for key in written.items for column in items[key].columns())
    return SheetForm(written.name, written.number, written.title, written.unit, columns, written.notes)
