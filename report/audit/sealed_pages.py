"""Pages of editions, read as a reader does and held against the seals: every number and every sentence is a sealed one.

What is on such a page was worked out long ago, so that there is nothing to be recomputed: only what is sealed may stand
there, and all sentences that are sealed of it must.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, MutableMapping, Sequence

from report.audit.built import Built
from report.audit.seen import PrintedTable, Prints, Statements
from report.inputs import Inputs
from report.model import Place, Problem
from report.model.printed import LEAD, SIMILAR, Printed, Seal, Value
from report.seals.sealed_files import printed_of, read_seals
from report.store import Judge, code, digest, unproven

PAGE = re.compile(
    r"(?:^|/)(?:quarters|regions/(?P<region>[^/]+))/(?P<quarter>\d{4}q[1-4])/editions/(?P<number>\d+)/index\.html$"
)
NOTHING = ("…", "—")
ELSEWHERE = (LEAD, SIMILAR)  # parts that stand on other pages
CURE = "请重新生成网站；仍不一致的是程序错误"


def problems(built: Built, inputs: Inputs, kept: MutableMapping[str, bytes] | None = None) -> tuple[Problem, ...]:
    """Where the page of a sealed edition says what is not sealed; *kept* tells which pages did not before."""
    seals = {(seal.quarter.slug, str(seal.number)): seal for seal in read_seals(inputs)[0]}
    pages: dict[str, tuple[str, Seal, str]] = {}
    for path in built.pages:
        if (match := PAGE.search(path)) and (seal := seals.get((match["quarter"], match["number"]))):
            key = digest([], code(__name__), seal.hash, path, built.hashes[path])
            pages[key] = (path, seal, match["region"] or "")

    def judge(_: Sequence[object]) -> Judge[tuple[str, Seal, str]]:
        return lambda some: [
            tuple(_of_page(path, built, printed_of(inputs, seal), region)) for path, seal, region in some
        ]

    return unproven(kept, pages, judge)


def _of_page(path: str, built: Built, printed: Printed, region: str) -> Iterator[Problem]:
    tables, stated = built.seen(path, Prints).tables, built.seen(path, Statements).sealed
    if not tables and not stated:
        return  # of the newest edition, which leads to the present page
    slug = region or next(iter(printed.regions))
    wanted = [said for told, said in printed.sentences.items() if told.region == slug and told.part not in ELSEWHERE]
    yield from _of_sentences(path, "\n".join(stated), wanted)
    for table in tables:
        yield from _of_table(path, table, printed, region)


def _of_sentences(path: str, stated: str, wanted: Sequence[str]) -> Iterator[Problem]:
    """All of them stand there, and nothing else does."""
    for said in sorted(wanted, key=len, reverse=True):
        if said not in stated:
            yield Problem(Place(path), "edition-page", f"封存的「{said[:80]}」不在页面上", CURE)
        stated = stated.replace(said, "", 1)
    if stated.strip():
        yield Problem(Place(path), "edition-page", f"页面上的「{stated.strip()[:80]}」没有封存过", CURE)


def _of_table(path: str, table: PrintedTable, printed: Printed, region: str) -> Iterator[Problem]:
    """Each cell is something that is sealed of its region and column."""
    slugs = {name: slug for slug, name in printed.regions.items()}
    titles = {column.title: key for key, column in printed.columns.items()}
    for label, _, cells in table.rows:
        for title, (text, marks) in zip(table.header[1:], cells, strict=True):
            key = titles.get(label) if region else _longest(title, titles)
            value = printed.values.get((region or slugs.get(label, ""), key or ""), Value(""))
            said, unit = f"{text} {marks}".strip(), printed.columns[key].unit if key else ""
            if said not in (*NOTHING, unit, *value, value.bare_place):
                what = f"「{label}」的「{title}」印作「{said}」，封存的不是它"
                yield Problem(Place(path), "edition-page", what, CURE)


def _longest(title: str, titles: dict[str, str]) -> str | None:
    """The column whose title begins a header; of several the longest."""
    found = [one for one in titles if title.startswith(one)]
    return titles[max(found, key=len)] if found else None
