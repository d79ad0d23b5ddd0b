"""A reading as bytes and back; what thousands of cells of a sheet share is said once, and shared again afterwards."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from msgspec import Struct
from msgspec.msgpack import Decoder, encode

from report.model import Place
from report.returns.entries import Entry, Reading, Sheet
from report.returns.form import FormColumn
from report.returns.looks import Look
from report.returns.numerals import Raw, Writing

Cell = tuple[int, int, Decimal | None, str, int, str, Raw, Writing, int, str]  # numbers of column, region and look


class Packed(Struct, array_like=True):
    """The cells of a sheet, without what they share."""

    columns: list[FormColumn]
    regions: list[str]
    looks: list[Look]
    cells: list[Cell]


class Whole(Struct, array_like=True):
    """A reading whose sheets have their cells apart."""

    reading: Reading
    packed: list[Packed]


WHOLE = Decoder(Whole)


def pack(reading: Reading) -> bytes:
    bare = replace(reading, sheets=tuple(replace(sheet, entries=()) for sheet in reading.sheets))
    return encode(Whole(bare, [_packed(sheet) for sheet in reading.sheets]))


def _packed(sheet: Sheet) -> Packed:
    columns, regions, looks = dict[FormColumn, int](), dict[str, int](), dict[Look, int]()
    cells: list[Cell] = []
    for column, region, number, symbol, where, raw, writing, look, unit in sheet.entries:
        column_number = columns.setdefault(column, len(columns))
        region_number = regions.setdefault(region, len(regions))
        look_number = looks.setdefault(look, len(looks))
        place = where.line, where.column
        cells.append((column_number, region_number, number, symbol, *place, raw, writing, look_number, unit))
    return Packed(list(columns), list(regions), list(looks), cells)


def unpack(content: bytes) -> Reading:
    whole = WHOLE.decode(content)
    known: dict[str, str] = {}  # a letter of a column stands in each of its rows
    sheets = (_unpacked(sheet, packed, known) for sheet, packed in zip(whole.reading.sheets, whole.packed, strict=True))
    return replace(whole.reading, sheets=tuple(sheets))


def _unpacked(sheet: Sheet, packed: Packed, known: dict[str, str]) -> Sheet:
    columns, regions, looks, (file, _, _, name) = packed.columns, packed.regions, packed.looks, sheet.where
    entries = (
        Entry(
            columns[column],
            regions[region],
            number,
            known.setdefault(symbol, symbol),
            Place(file, line, known.setdefault(letters, letters), name),
            raw,
            writing,
            looks[look],
            unit,
        )
        for column, region, number, symbol, line, letters, raw, writing, look, unit in packed.cells
    )
    return replace(sheet, entries=tuple(entries))
