"""What a national total takes in: as printed, or as the provinces beside it add up."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import NamedTuple

from report.model import Observation, Region, RegionKind, Scope

Sums = Mapping[tuple[object, ...], Mapping[RegionKind, Decimal | None]]


class Found(NamedTuple):
    """A row, and for the nation what it takes in; *is_printed*: row or column says so, not the title alone."""

    row: Observation
    scope: str
    is_printed: bool


def with_scopes(found: Iterable[Found], regions: Mapping[str, Region]) -> Iterator[Found]:
    """A total that is just the provinces is without 港澳台 where these stand beside it, whatever the title says."""
    found = list(found)
    sums = _sums(found, regions)
    for one in found:
        is_nation = regions[one.row.region].kind == RegionKind.NATION
        if is_nation and not one.is_printed:
            scope = _by_sum(one.row, sums.get(_key(one.row), {})) or one.scope
            one = Found(one.row._replace(scope=Scope(scope)) if scope else one.row, scope, bool(scope))
        yield one


def _by_sum(row: Observation, parts: Mapping[RegionKind, Decimal | None]) -> str:
    inside, beyond = parts.get(RegionKind.PROVINCE), parts.get(RegionKind.NOT_COVERED)
    if inside is None or not beyond:
        return ""
    return {inside: Scope.MAINLAND, inside + beyond: Scope.DOMESTIC}.get(row.value or Decimal(-1), "")


def _sums(found: list[Found], regions: Mapping[str, Region]) -> Sums:
    """The provinces, and 港澳台, of each column, where all of them are there."""
    by_key: dict[tuple[object, ...], dict[str, Decimal | None]] = {}
    for one in found:
        by_key.setdefault(_key(one.row), {}).setdefault(one.row.region, one.row.value)
    kinds = (RegionKind.PROVINCE, RegionKind.NOT_COVERED)
    return {
        key: {kind: _sum(values, [name for name, one in regions.items() if one.kind == kind]) for kind in kinds}
        for key, values in by_key.items()
    }


def _sum(values: Mapping[str, Decimal | None], names: list[str]) -> Decimal | None:
    known = [value for name in names if (value := values.get(name)) is not None]
    return sum(known, Decimal(0)) if len(known) == len(names) else None


def _key(row: Observation) -> tuple[object, ...]:
    return row.indicator, row.period, row.subject
