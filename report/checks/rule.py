"""What a rule is: a number (to 40 of the list of forty), an id, a level, a title, and a small function."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from report.model import Place, Problem
from report.returns.entries import Case

Check = Callable[[Case], Iterator[Problem]]


@dataclass(frozen=True)
class Rule:
    number: int
    id: str
    level: str
    title: str
    check: Check

    def problems(self, case: Case) -> Iterator[Problem]:
        """What the rule finds, under its id, and at its level where the function names no other."""
        for one in self.check(case):
            yield replace(one, place=one.place.told, rule=self.id, level=one.level or self.level)


def rule(number: int, id: str, level: str, title: str) -> Callable[[Check], Rule]:
    """Make a rule of a function."""
    return lambda check: Rule(number, id, level, title, check)


def at(place: Place, what: str, cure: str, level: str = "") -> Problem:
    """What a rule finds there; *level* where it is not the rule's own."""
    return Problem(place, "", what, cure, level)
