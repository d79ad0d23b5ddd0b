"""Cited figures wherever pages print one that leads to its entry, and in the entry: each is what its row says.

The rows are read and the printed words taken apart in a way of its own (report/audit/claims/published).
"""

from __future__ import annotations

from collections.abc import Iterator, MutableMapping

from report.audit.built import Built
from report.audit.claims import CURE, ENGLISH
from report.audit.claims.published import HEDGES, is_printed_as
from report.audit.seen import Statements
from report.model import Dataset, Place, Problem
from report.store import code, digest, unproven


def problems(built: Built, dataset: Dataset, kept: MutableMapping[str, bytes] | None = None) -> tuple[Problem, ...]:
    """Where a page prints another number than the row; *kept* tells which pages did not before."""
    rows = digest([], code(__name__), repr(dataset.cited))
    own = (path for path in built.pages if not path.startswith(ENGLISH))  # there each number is a claim
    pages = {digest([], rows, path, built.hashes[path]): path for path in own}
    return unproven(
        {} if kept is None else kept,
        pages,
        lambda _: lambda some: [tuple(_of_page(path, built.seen(path, Statements), dataset)) for path in some],
    )


def _of_page(path: str, page: Statements, dataset: Dataset) -> Iterator[Problem]:
    for said in page.cited:
        fact = dataset.fact.get(said.key)
        if fact and not is_printed_as(fact, said.text):
            hedge = next(word for word, qualifier in HEDGES.items() if qualifier == fact.qualifier)
            row = f"{fact.basis}{hedge}{fact.value}{fact.unit}"
            what = f"印作「{said.text}」，{fact.where.file} 第{fact.where.line}行是「{row}」"
            yield Problem(Place(path), "cited-figure", what, CURE)
