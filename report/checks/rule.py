"""What a rule is: a number (to 40 of the list of forty), an id, a level, a title, and a small function."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from report.model import Where
from report.returns.entries import Case, Finding, Note, Value


class Said(NamedTuple):
    """One place, what is wrong there, the cure; *level* where it is not the rule's own."""

    where: Where
    what: str
    cure: str
    level: str = ""


Check = Callable[[Case], Iterator[Said]]


@dataclass(frozen=True)
class Rule:
    number: int
    id: str
    level: str
    title: str
    check: Check

    def findings(self, case: Case) -> Iterator[Finding]:
        for where, what, cure, level in self.check(case):
            cell = f"{where.column}{where.line}" if where.sheet and where.line else ""
            yield Finding(
                where.file, where.sheet, cell, self.id, self.number, what, cure, level or self.level, where.line
            )


def rule(number: int, id: str, level: str, title: str) -> Callable[[Check], Rule]:
    """Make a rule of a function."""
    return lambda check: Rule(number, id, level, title, check)


def noted(case: Case, id: str) -> Iterator[Said]:
    """What reading noted under this rule."""
    return (_of(note) for note in case.noted(id))


def _of(note: Note) -> Said:
    return Said(note.where, note.what, note.cure, note.level)


def at(value: Value, what: str, cure: str, level: str = "") -> Said:
    return Said(value.where, what, cure, level)
