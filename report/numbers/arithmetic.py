"""Values of cells from those of other cells: one of 当季 and 累计 from the other, ratios, changes, contributions."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from report.model import Observation, Span, Symbol

NEVER_DERIVED = (Symbol.CONFIDENTIAL, Symbol.NOT_APPLICABLE)


class Change(NamedTuple):
    """A difference in time. *kind*: percent, or points (个百分点, of a rate); *value* exact: 24.13 means +24.13 %."""

    kind: str
    value: Decimal
    before: Decimal
    small_base: bool  # 基数较小: marked, left out of growth rankings


class Entered(NamedTuple):
    """What a return says of one region, or what follows from it."""

    value: Decimal | None
    symbol: Symbol
    derived: bool = False
    observation: Observation | None = None


NOT_PUBLISHED = Entered(None, Symbol.NOT_PUBLISHED)


def derivable(cell: Entered) -> bool:
    return cell.value is None and cell.symbol not in NEVER_DERIVED


def derived(given: Entered, before: Entered | None, sign: int) -> Entered | None:
    """A quarter's 当季 or 累计 from the other one *given* and the 累计 *before*, None in the first quarter."""
    if given.value is None or (before and before.value is None):
        return None
    value = given.value + sign * ((before and before.value) or 0)
    return Entered(value, given.symbol or (before.symbol if before else Symbol.NONE), True) if value >= 0 else None


def quotient(top: Entered, bottom: Entered) -> Entered:
    """Per cent; the symbol of the part that is absent, or else marked; not applicable where the denominator is zero."""
    if top.value is None or bottom.value is None:
        return Entered(None, top.symbol if top.value is None else bottom.symbol)
    if bottom.value == 0:
        return Entered(None, Symbol.NOT_APPLICABLE)
    return Entered(top.value / bottom.value * 100, top.symbol or bottom.symbol)


def change(
    now: Decimal | None, before: Decimal | None, size: Decimal | None, small: Decimal, span: Span
) -> Change | None:
    if now is None or before is None:
        return None
    is_small = size is not None and size < small
    if span is Span.RATE:
        return Change("points", now - before, before, is_small)
    return Change("percent", (now - before) / before * 100, before, is_small) if before else None


def contribution(now: Decimal | None, before: Decimal | None, nation: Change | None) -> Decimal | None:
    """Also of a region that grew from zero, whose own growth no percentage tells."""
    return (now - before) / nation.before * 100 if now is not None and before is not None and nation else None


def comparable(change: Change | None) -> Decimal | None:
    """What growth is ranked by; nothing where the base is small."""
    return change.value if change and not change.small_base else None
