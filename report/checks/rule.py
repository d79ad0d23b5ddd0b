"""What a rule is: an id, a level, a title, and a small function that yields what is wrong with a case."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from fnmatch import fnmatch
from typing import Generic, TypeVar

from report.model import ERROR, Place, Problem

Case = TypeVar("Case")
MOST_OF_A_KIND = 200  # findings of one rule that are listed: more say no more


@dataclass(frozen=True)
class Rule(Generic[Case]):
    """*also*: other ids under which it says something; unknown-* stands for each that begins so."""

    id: str
    level: str
    title: str
    also: tuple[str, ...]
    check: Callable[[Case], Iterator[Problem]]

    def problems(self, case: Case) -> Iterator[Problem]:
        """What the rule finds, under its id and at its level where the function names no other."""
        for one in self.check(case):
            id = one.rule or self.id
            assert any(fnmatch(id, own) for own in (self.id, *self.also)), f"{id} is not an id of the rule {self.id}"
            yield replace(one, place=one.place.told, rule=id, level=one.level or self.level)


def rule(
    id: str, level: str = ERROR, title: str = "", also: tuple[str, ...] = ()
) -> Callable[[Callable[[Case], Iterator[Problem]]], Rule[Case]]:
    """Make a rule of a function; the title is for the handbook."""
    return lambda check: Rule(id, level, title, also, check)


def at(place: Place, what: str, cure: str, level: str = "", rule: str = "") -> Problem:
    """What a rule finds there; *level* and *rule* where they are not the rule's own."""
    return Problem(place, rule, what, cure, level)


def found(rules: Iterable[Rule[Case]], case: Case) -> Iterator[Problem]:
    """All that all *rules* find."""
    return (problem for rule in rules for problem in rule.problems(case))
