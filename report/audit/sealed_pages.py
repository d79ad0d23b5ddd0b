"""Pages of editions, read as a reader does and held against the seals: every number and every sentence is a sealed one.
So is the day of what any page says it is cited by, with the check digits of the seals that hold it.

What is on such a page was worked out long ago, so that there is nothing to be recomputed: only what is sealed may stand
there, and all sentences that are sealed of it must.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, MutableMapping, Sequence
from datetime import date

from report.audit.built import Built
from report.audit.claims import ENGLISH
from report.audit.claims.translated import on
from report.audit.seen import Presented, PrintedTable, Prints, Statements
from report.inputs import Inputs
from report.model import Place, Problem
from report.model.printed import LEAD, SIMILAR, Printed, Seal, Value
from report.moment import day_of
from report.seals.sealed_files import printed_of, read_seals
from report.seals.sealed_lists import LISTS, read_list
from report.store import Judge, code, digest, unproven

PAGE = re.compile(
    r"(?:^|/)(?:quarters|regions/(?P<region>[^/]+))/(?P<quarter>\d{4}q[1-4])/editions/(?P<number>\d+)/index\.html$"
)
CHECK_DIGITS = re.compile(r"(?:校验码：|Check digits: )(.+)\.\s*$")
DAYS = re.compile(r"\(\d{4}-\d\d-\d\d\)|\d+ [A-Z][a-z]+ \d{4}")
NOTHING = ("…", "—")
ELSEWHERE = (LEAD, SIMILAR)  # parts that stand on other pages
CURE = "请重新生成网站；仍不一致的是程序错误"


def problems(built: Built, inputs: Inputs, kept: MutableMapping[str, bytes] | None = None) -> tuple[Problem, ...]:
    """Where the page of a sealed edition says what is not sealed; *kept* tells which pages did not before."""
    all_seals = read_seals(inputs)[0]
    seals = {(seal.quarter.slug, str(seal.number)): seal for seal in all_seals}
    lists = (one for name in LISTS if (one := read_list(inputs, name)))
    days = {one.short: day_of(one.at) for one in all_seals} | {one.short: day_of(one.at) for one in lists}
    known, pages = digest([], code(__name__), repr(sorted(days.items()))), dict[str, tuple[str, Seal | None]]()
    editions = {path: (own["quarter"], own["number"]) for path in built.pages if (own := PAGE.search(path))}
    for path in sorted(built.pages, key=lambda path: editions.get(path, ("", ""))):  # by seal, of which one is kept
        seal = seals.get(editions[path]) if path in editions else None
        pages[digest([], known, seal.hash if seal else "", path, built.hashes[path])] = (path, seal)

    def judged(path: str, seal: Seal | None) -> tuple[Problem, ...]:
        cited = _of_citation(path, built.seen(path, Presented).citation, days)
        return (*cited, *(_of_page(path, built, printed_of(inputs, seal)) if seal else ()))

    def judge(_: Sequence[object]) -> Judge[tuple[str, Seal | None]]:
        return lambda some: [judged(*one) for one in some]

    return unproven(kept, pages, judge)


def _of_citation(path: str, said: str, days: Mapping[str, date]) -> Iterator[Problem]:
    """What has check digits is cited by those of seals, and by the day of the last of them."""
    told = CHECK_DIGITS.search(said)
    digits = [one.partition("（")[0].strip() for one in re.split("[、,]", told[1])] if told else []
    if unknown := [one for one in digits if one not in days]:
        yield Problem(Place(path), "citation", f"引用的校验码「{'、'.join(unknown)}」不是封存文件的", CURE)
    elif digits:
        day = max(days[one] for one in digits)
        right = on(day) if path.startswith(ENGLISH) else f"({day.isoformat()})"
        if DAYS.findall(said) != [right]:
            yield Problem(Place(path), "citation", f"引用的日期不是「{right}」：{said[:80]}", CURE)


def _of_page(path: str, built: Built, printed: Printed) -> Iterator[Problem]:
    match = PAGE.search(path)
    region = (match["region"] if match else "") or ""
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
