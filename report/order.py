"""Values in groups, and each between its neighbours."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


def in_groups(values: Iterable[V], key: Callable[[V], K]) -> Mapping[K, list[V]]:
    """The values by *key*, each group and the groups themselves in the order in which they are met."""
    found: dict[K, list[V]] = {}
    for value in values:
        found.setdefault(key(value), []).append(value)
    return found


def with_neighbours(values: Sequence[V]) -> Iterator[tuple[V | None, V, V | None]]:
    """Each value between the one before and the one after it."""
    return zip((None, *values), values, (*values[1:], None), strict=False)
