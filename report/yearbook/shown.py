"""A proposal as text for a terminal: what becomes what, what is left out and why."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from report.returns.sheets import code_text
from report.returns.words import plain, shown
from report.yearbook.meanings import TableLine
from report.yearbook.prints import PrintedGrid
from report.yearbook.proposal import Left, Proposal, key_of
from report.yearbook.terms import Vocabulary

FIRST_ROWS = 8
CELLS_TOLD = 6


def told(proposal: Proposal) -> str:
    """The proposal from the title down to the first rows of data/tables."""
    vocabulary, outline = proposal.outline.vocabulary, proposal.outline
    parts = [
        f"标题　{shown_long('　'.join(outline.titles)) or '（没有）'}",
        f"读作　{vocabulary.in_words(proposal.title) or '（什么也没有说）'}",
        f"单位　{'、'.join(proposal.units) or '没有写，按指标的单位'}",
        *(f"注意　{remark}" for remark in proposal.remarks),
        aligned(("列", "原表写", "读作"), _lines(proposal.columns, vocabulary, is_column=True)),
        aligned(("行", "原表写", "读作"), _lines(proposal.lines, vocabulary, is_column=False)),
        *_rows(proposal),
        *_left(proposal.left_out),
    ]
    return "\n\n".join(parts)


def listed(tables: Sequence[PrintedGrid]) -> str:
    """The tables of a file by number, to choose from."""
    return aligned(
        ("", "位置", "开头"),
        ((str(n), one.grid.sheet or one.grid.file, _begins(one)) for n, one in enumerate(tables, 1)),
    )


def _begins(printed: PrintedGrid) -> str:
    cells = (code_text(raw) for row in printed.grid.cells[printed.first : printed.first + 3] for raw in row)
    return shown_long(
        "　".join(dict.fromkeys([*printed.before[-2:], *(text.strip() for text in cells if text.strip())]))
    )


def _lines(lines: Iterable[TableLine], vocabulary: Vocabulary, *, is_column: bool) -> Iterator[tuple[str, str, str]]:
    for line in lines:
        name = line.where.column if is_column else str(line.where.line)
        said = vocabulary.in_words({**line.totals, **line.said})
        units = f"（{'、'.join(line.units)}）" if line.units else ""
        doubts = "；".join(doubt.what for doubt in line.doubts)
        why = f"略去：{line.left_out}" if line.left_out else f"？ {doubts}" if doubts else ""
        yield name, shown(line.label), why or f"{said or '照标题'}{units}"


def _rows(proposal: Proposal) -> Iterator[str]:
    yield f"成为 {len(proposal.rows)} 行" + (f"，前 {FIRST_ROWS} 行是" if len(proposal.rows) > FIRST_ROWS else "")
    if proposal.rows:
        header = ("指标", "时间", "地区", "范围", "对象", "数值", "符号", "说明", "出处")
        yield aligned(
            header,
            (
                (
                    *key_of(row)[1:],
                    "" if row.value is None else plain(row.value),
                    row.symbol.value,
                    row.note,
                    row.where.cell,
                )
                for row in proposal.rows[:FIRST_ROWS]
            ),
        )


def _left(left: Iterable[Left]) -> Iterator[str]:
    by_reason = sorted(left, key=lambda one: one.why)
    for why, group in groupby(by_reason, key=lambda one: one.why):
        cells = [one.where.cell or f"第{one.where.line}行{one.where.column}列" for one in group]
        more = f" 等 {len(cells)} 格" if len(cells) > CELLS_TOLD else ""
        yield f"略去　{why}：{'、'.join(cells[:CELLS_TOLD])}{more}"


# ---------------------------------------------------------------- text


def aligned(header: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    """Columns side by side; a Chinese character is two wide."""
    lines = [header, *rows]
    widths = [max(map(width, column)) for column in zip(*lines, strict=True)]
    return "\n".join(
        "  ".join(text + " " * (wide - width(text)) for text, wide in zip(line, widths, strict=True)).rstrip()
        for line in lines
    )


def width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def shown_long(text: str) -> str:
    """On one line, and no longer than two lines of a terminal."""
    plain = "".join(character if character.isprintable() else " " for character in text)
    return plain if len(plain) <= 120 else plain[:120] + "…"
