"""From one edition to the next: what was revised, how far, what it moved, and which sentences turned."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from report.seals.differences import NOTHING, SENTENCE, TEXT, Difference, differences
from report.seals.numbered import METHOD, OWN, Numbered
from report.wording import number_in, plain

PLACES = ("place", "growth_place")
DERIVED = ("change", "share", "contribution")
OF_ALL = re.compile(r"/\d+")
DIRECTIONS = re.compile("增长|下降|提高|降低|增加|减少|持平|升至|降至|拉动|高于|低于")


@dataclass(frozen=True, eq=False)
class Reissue:
    """What *edition* says otherwise than the one *before* it."""

    before: Numbered
    edition: Numbered

    @cached_property
    def found(self) -> tuple[Difference, ...]:
        return tuple(differences(self.before.printed, self.edition.printed))

    @cached_property
    def numbers(self) -> tuple[Difference, ...]:
        """Values that were revised, less what they moved."""
        return tuple(one for one in self.found if one.kind == TEXT)

    @cached_property
    def places(self) -> tuple[Difference, ...]:
        """Places that were others, or that there were not before; the third of 30 is still the third of 31."""
        return tuple(one for one in self.found if one.kind in PLACES and _place(one.sealed) != _place(one.now))

    @cached_property
    def derived(self) -> tuple[Difference, ...]:
        """What is worked out from values, and is another because one of them is."""
        return tuple(one for one in self.found if one.kind in DERIVED)

    @cached_property
    def turned(self) -> tuple[Difference, ...]:
        """Sentences in which a word of direction became another."""
        return tuple(one for one in self.found if one.kind == SENTENCE and has_turned(one))

    @property
    def nature(self) -> str:
        """补报, 改数, 方法变更, or that another quarter's return brought it about."""
        if self.edition.cause.startswith(METHOD):
            return "方法变更"
        if not self.edition.cause.startswith(OWN):
            return "随其他季度变动"
        return "补报" if self.numbers and all(one.sealed == NOTHING for one in _returned(self)) else "改数"

    @property
    def largest(self) -> Sequence[str]:
        """The values that changed, those first that did most of what they were, with both texts and by how much."""
        sized = [(size, one) for one in self.numbers if (size := relative_change(one)) is not None]
        return [
            f"{one.what}由{one.sealed}改为{one.now}（{'+' if size > 0 else ''}{plain(size, 1)}%）"
            for size, one in sorted(sized, key=lambda pair: abs(pair[0]), reverse=True)
        ]


def _place(said: str) -> str:
    """Without among how many: 12 并列 of 12/30 并列."""
    return OF_ALL.sub("", said)


def has_turned(one: Difference) -> bool:
    return bool(one.sealed != NOTHING != one.now) and DIRECTIONS.findall(one.sealed) != DIRECTIONS.findall(one.now)


def relative_change(one: Difference) -> Decimal | None:
    """In per cent of what it was; None where one of them is no number, or the first is zero."""
    before, now = (number_in(said.split(" ")[0]) for said in (one.sealed, one.now))
    return (now - before) / before * 100 if before and now is not None else None


def _returned(reissue: Reissue) -> list[Difference]:
    """Of the regions alone: a total always changes with them."""
    nation = next(iter(reissue.before.printed.regions))
    return [one for one in reissue.numbers if one.cell and one.region != nation]
