"""The programme's return as data/form.yml describes it: sheets, columns, and how the columns hang together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from report.inputs.textfile import broken_yaml, mistake, text_of
from report.model import Subject
from report.period import Quarter

MEASURES_OF_KIND = {"stock": ("stock",), "flow": ("quarter", "ytd"), "rate": ("rate",)}
COUNTS = ("stock", "quarter", "ytd")
FILE = "data/form.yml"
TOLERANCES = (
    "small_base",
    "outlier",
    "least_ratio",
    "out_of_step",
    "jump",
    "magnitude",
    "revised_share",
    "other_source",
    "size",
)


class Column(NamedTuple):
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

    @cached_property
    def total(self) -> str:
        return next(iter(self.parts))

    @cached_property
    def is_by_holder(self) -> bool:
        return self.total in list(Subject)

    def columns(self) -> Iterator[Column]:
        for part in self.parts:
            for measure in self.measures:
                yield Column(self.key, part, measure)


@dataclass(frozen=True)
class SheetForm:
    name: str
    number: str  # 表号
    title: str
    unit: str
    columns: tuple[Column, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Form:
    title: str
    short: str
    words: Mapping[str, str]  # regions, codes, corps, corps_code: the labels of the first columns
    first: Quarter
    rows_outside: tuple[str, ...]
    symbols: Mapping[str, str]
    measures: Mapping[str, str]
    instructions: tuple[str, ...]
    sheets: tuple[SheetForm, ...]
    items: Mapping[str, Item]
    totals: Mapping[str, tuple[str, ...]]
    limits: tuple[tuple[str, str], ...]
    rates: Mapping[str, tuple[str, str]]
    never_fall: tuple[str, ...]
    follows: Mapping[str, str]
    tolerances: Mapping[str, float]

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        return tuple(column for sheet in self.sheets for column in sheet.columns)

    def header(self, column: Column) -> tuple[str, str, str]:
        """The words of a column's header, from top to bottom."""
        item = self.items[column.item]
        top = item.word if item.kind == "rate" else f"{item.word}（{item.unit}）"
        return top, item.parts[column.part], self.measures[column.measure]

    def title_of(self, column: Column) -> str:
        """已盘点专利/高校/期末数"""
        return "/".join((self.items[column.item].word, *self.header(column)[1:]))

    def decimals(self, column: Column) -> int:
        return 1 if column.measure == "change" else self.items[column.item].decimals


def read_form(root: Path) -> Form:
    """What data/form.yml says; DataError where it cannot be used."""
    with mistakes_told(FILE):
        return _form(yaml.load(text_of(root, FILE), yaml.CSafeLoader))


@contextmanager
def mistakes_told(file: str) -> Iterator[None]:
    """What fails while *file* is made values of is a mistake in it."""
    try:
        yield
    except yaml.YAMLError as error:
        raise broken_yaml(file, error) from error
    except KeyError as error:
        cure = "请补上，或改正提到它的地方；写法见 data/README.md"
        raise mistake(file, 0, "missing-field", f"缺少「{error.args[0]}」", cure) from error
    except (TypeError, ValueError, AttributeError) as error:
        raise mistake(file, 0, "broken-entry", "有一处写法读不懂", "请与上一版对照，改回原来的写法") from error


def _form(document: Mapping[str, Any]) -> Form:
    items = {key: _item(key, entry, document["breakdowns"]) for key, entry in document["items"].items()}
    return Form(
        title=document["title"],
        short=document["short"],
        words={name: document[name] for name in ("regions", "codes", "corps", "corps_code")},
        first=Quarter.parse(document["first"]),
        rows_outside=tuple(document["rows_outside"]),
        symbols=document["symbols"],
        measures=document["measures"],
        instructions=tuple(document["instructions"]),
        sheets=tuple(_sheet(entry, items) for entry in document["sheets"]),
        items=items,
        totals={key: tuple(parts) for key, parts in document["totals"].items()},
        limits=tuple((small, large) for small, large in document["limits"]),
        rates={key: (top, bottom) for key, (top, bottom) in document["rates"].items()},
        never_fall=tuple(document["never_fall"]),
        follows=document["follows"],
        tolerances={name: float(document["tolerances"][name]) for name in TOLERANCES},
    )


def _item(key: str, entry: Mapping[str, Any], breakdowns: Mapping[str, Mapping[str, str]]) -> Item:
    kind = entry["kind"]
    measures = (*MEASURES_OF_KIND[kind], "change") if entry.get("change") else MEASURES_OF_KIND[kind]
    meta = {name: str(entry[name]) for name in entry if name not in ("breakdown", "kind", "change", "decimals")}
    return Item(
        key,
        entry["word"],
        entry["unit"],
        kind,
        breakdowns[entry["breakdown"]],
        measures,
        entry.get("decimals", 0),
        entry.get("indicator", ""),
        meta,
    )


def _sheet(entry: Mapping[str, Any], items: Mapping[str, Item]) -> SheetForm:
    columns = tuple(column for key in entry["items"] for column in items[key].columns())
    return SheetForm(entry["name"], entry["number"], entry["title"], entry["unit"], columns, tuple(entry["notes"]))
