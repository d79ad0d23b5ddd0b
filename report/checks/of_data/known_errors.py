"""Numbers that are wrong in their source: what data/known_errors.yml knows of no longer blocks, as long as it is true.

A number stands as it is printed, whatever is known of it. An entry that is not, or no longer, true is an error itself:
a correction of the source must not go unnoticed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from report.checks.rule import at, rule
from report.inputs.raw import RawData, RawRow
from report.inputs.written_values import decimal
from report.model import Place, Problem

FILE = "known_errors.yml"
EXCUSED = ("total-mismatch", "part-above-whole")  # rules that an error of a source breaks; others speak of our rows
CELL = ("source", "indicator", "period", "region", "scope", "subject")
CellKey = tuple[str, ...]


def cell_of(row: RawRow) -> CellKey:
    """Which cell of the official tables a row holds, or an entry speaks of."""
    return tuple(row[name] for name in CELL)


@rule("known-error")
def entries_of_rows(raw: RawData) -> Iterator[Problem]:
    """An entry speaks of a row that is there and holds what it says is printed, and expects what a source can break."""
    rows = _rows(raw)
    for entry in raw.rows(FILE):
        row, printed = rows.get(cell_of(entry)), decimal(entry["printed"])
        if row is None:
            yield at(entry.where, "data/tables/ 里没有这一格", f"请照那一行的写法填写 {'、'.join(CELL)}")
        elif printed is not None and printed != decimal(row["value"]):
            what = f"这里印作 {printed}，{row.where} 是 {row['value'] or row['symbol']}"
            cure = "来源已改正的，请删去这一条；抄错的，请照原文改正"
            yield at(entry.cell("printed").where, what, cure)
        if printed is not None and printed == decimal(entry["should_be"]):
            yield at(entry.cell("should_be").where, "「should_be」与「printed」相同", "数没有错的，请删去这一条")
        for text in entry.items("expect"):
            if _rule_of(text) not in EXCUSED:
                cure = f"请写作「规则 说法」，规则可用：{'、'.join(EXCUSED)}"
                yield at(entry.cell("expect").where, f"「{text}」不能这样放行", cure)


def settled(found: Sequence[Problem], raw: RawData) -> Iterator[Problem]:
    """*found* without what the entries expect; where an entry expects what is not found, that is one more."""
    rows, periods = _rows(raw), _periods(raw)
    expected: set[Problem] = set()
    for entry, row in ((entry, rows.get(cell_of(entry))) for entry in raw.rows(FILE)):
        near = [one for one in found if row and one.rule in EXCUSED and periods.get(one.place) == row["period"]]
        for text in entry.items("expect") if row else ():
            if own := [one for one in near if _said(one) == text]:
                expected.add(own[0])
            elif _rule_of(text) in EXCUSED:
                yield _not_found(entry, text, [one for one in near if row and one.place == row.where])
    yield from (one for one in found if one not in expected)


def _not_found(entry: RawRow, text: str, instead: Sequence[Problem]) -> Problem:
    """*instead*: what is said of the row today."""
    now = f"，而说「{_said(instead[0])}」" if instead else ""
    what = f"检查没有说「{text}」{now}"
    cure = "来源已改正的，请删去这一条；仍有错的，请照检查的说法改写"
    return Problem(entry.cell("expect").where.told, "known-error", what, cure)


def _said(problem: Problem) -> str:
    """As an entry writes it."""
    return f"{problem.rule} {problem.what}"


def _rule_of(text: str) -> str:
    return text.partition(" ")[0]


def _rows(raw: RawData) -> Mapping[CellKey, RawRow]:
    return {cell_of(row): row for row in reversed(raw.rows("tables/*.csv"))} if raw.rows(FILE) else {}


def _periods(raw: RawData) -> Mapping[Place, str]:
    """Of what time each row of the tables speaks: an error in a part is found at the total."""
    return {row.where: row["period"] for row in raw.rows("tables/*.csv")} if raw.rows(FILE) else {}
