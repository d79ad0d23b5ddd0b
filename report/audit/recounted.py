"""How many there are, and how new: what names what it counts (data-counts) or stands in a list, counted anew.

What data/ has is counted there; what a page lists is counted on the finished page, or on the one that lists it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from report.audit.built import Built
from report.audit.seen import NUMBER, Prints, Traced
from report.model import Dataset
from report.moment import BEIJING

TABLE_PAGE = re.compile(r"(?:^|/)data/tables/([\w-]+)/index\.html$")
OF_A_QUARTER = re.compile(r"quarters/\d{4}q[1-4]/([\w-]+)\.svg")
OF_QUARTERS = re.compile(r"quarters/(?:\d{4}q[1-4]/)?(?=index\.html$)")
COUNTED = re.compile(r"quarters/\d{4}q[1-4]/(?:cited/|regions/)?index\.html")  # pages of which others count
GAPS, NEVER = "data/gaps/index.html", "没有查到"  # what its table has where nothing was published
FILES, NEW_LINE = "data/index.html", b"\n"
SIZES = (("GB", 10**9), ("MB", 10**6), ("kB", 10**3))
LISTS = {"regions/index.html": ("figures", "documents"), "indicators/index.html": ("facts", "cells")}
ELSEWHERE = {"questions": "faq/index.html", "terms": "glossary/index.html"}  # pages that list what others count
ANNEXES = {"national": "cited/", "local": "regions/", "places": "regions/", "papers": ""}  # of the page of a quarter
UNITS = {
    "个": "regions quarters more indicators sources own-sources questions terms compared asked places national local",
    "条": "facts figures",
    "格": "cells returned",
    "份": "documents papers own-papers",
    "项": "events due known",
}
UNIT_OF = {what: unit for unit, kinds in UNITS.items() for what in kinds.split()}
Wrong = Iterator[str]


@dataclass(frozen=True)
class Counts:
    """What there is to be counted in *dataset* and on the pages of *built*."""

    dataset: Dataset
    built: Built

    @cached_property
    def known(self) -> str:
        """All that a verdict follows from, besides the page."""
        lists = [self.built.hashes.get(page, "") for page in ELSEWHERE.values()]
        return repr(
            (lists, sorted(self._in_data.items()), self._told, len(self.dataset.returns), self.dataset.nation.name)
        )

    def values(self, path: str) -> str:
        """What decides of pages that count what others list of quarters, or the rows of files."""
        match = OF_QUARTERS.match(path)
        own = [page for page in self._of_quarters if match and page.startswith(match[0])]
        own += [file for file in self.built.files if path == FILES and file.startswith("data/")]
        return " ".join(f"{one} {self.built.hashes[one]}" for one in own)

    @cached_property
    def _of_quarters(self) -> Sequence[str]:
        return [page for page in self.built.pages if COUNTED.fullmatch(page)]

    def problems(self, path: str, page: Traced) -> Wrong:
        yield from self._of_lists(path, page.counts)
        here = {**dict(page.held), **self._published_last(path)} if page.counted else {}
        for key, said in page.counted:
            what, _, of = key.partition(" ")
            right = self._told.get(key) or self._of_file(what, of)
            if what in UNIT_OF:
                number = 0 if what in ANNEXES and of else here.get(what, 0)
                right = f"{number or self._number(path, what, of):,}{UNIT_OF[what]}"
            if said not in (right, right.removesuffix(UNIT_OF.get(what, ""))):  # the head of a column has the unit
                yield f"印作「{said}」（{key}），应为「{right}」"

    def _number(self, path: str, what: str, of: str) -> int:
        """What another page or data/ has; the page of an official table speaks of its own."""
        annex, own = (f"quarters/{of}/{below}index.html" for below in (ANNEXES.get(what, ""), ""))
        page = ELSEWHERE.get(what, "") or (annex if annex in self.built.hashes else own)
        if what in ELSEWHERE or (what in ANNEXES and of):
            return dict(self.built.seen(page, Traced).held).get(what, 0) if page in self.built.hashes else 0
        table = TABLE_PAGE.search(path)
        return self._in_data[what, table[1] if table else of]

    def _of_file(self, what: str, file: str) -> str:
        """How many rows a file of the site has below its head, or how large it is."""
        content = (self.built.folder / file).read_bytes() if file in self.built.hashes else b""
        if what == "rows" and content:
            return f"{content.count(NEW_LINE) - 1:,}"
        if what == "bytes" and content:
            size = len(content)
            large = (f"{size / base:.1f} {unit}" for unit, base in SIZES if size >= base)
            return next(large, f"{size} Bytes")
        return "没有这样的数"

    def _published_last(self, path: str) -> Mapping[str, int]:
        """Of the table of what was published last: how many regions, statistics of them, and those published at all."""
        if path != GAPS:
            return {}
        rows = [row for table in self.built.seen(path, Prints).tables for row in table.rows]
        local = [cells for label, _, cells in rows if label != self.dataset.nation.name]
        texts = [text for cells in local for text, _ in cells]
        return {"asked": len(local), "due": len(texts), "known": sum(text != NEVER for text in texts)}

    @cached_property
    def _told(self) -> Mapping[str, str]:
        """How far the data reach, what came out and when, and what is announced next."""
        told = time_of(max((source.published_on for source in self.dataset.sources.values()), default=""))
        quarter = max((*self.dataset.quarters,), default=None)
        found = {"newest-source": told, "newest-quarter": quarter.title if quarter else ""}
        for quarter, version in self.dataset.returns.items():
            out = version.publication
            found[f"return {quarter.slug}"] = f"{out.publisher}《{out.title}》"
            found[f"released {quarter.slug}"] = time_of(minute(out.out_at)).partition(" ")[0]
        for one in reversed([one for one in self.dataset.calendar if one.at > self.dataset.as_of]):
            found["coming"] = f"{time_of(minute(one.at))}，{one.title}"
        return found

    @cached_property
    def _in_data(self) -> Counter[tuple[str, str]]:
        """How many of each kind there are: of all, and of a region or a table by its name, on lists by its address."""
        data, found = self.dataset, Counter[tuple[str, str]]()
        names = {name: region.slug for name, region in data.regions.items()}
        titles = {key: indicator.slug for key, indicator in data.indicators.items()}
        for fact in data.cited:
            found.update(("facts", of) for of in ("", fact.region, fact.source, titles[fact.indicator]))
            if fact.is_figure and not fact.place:
                found.update(("figures", of) for of in (fact.region, names[fact.region]))
        for row in data.official:
            found.update(("cells", of) for of in ("", row.source, titles[row.indicator]))
        for row in data.returned:
            found.update(("cells", of) for of in (row.source, row.period.quarter.slug))
        for document in data.documents:
            found.update(("documents", of) for of in ("", names[document.region]))
        for kind, many in {
            "regions": [one for one in data.regions.values() if one.has_page],
            "quarters": data.quarters,
            "indicators": data.indicators,
            "sources": data.sources,
            "own-sources": [one for one in data.sources.values() if one.url],
            "returned": data.returned,
        }.items():
            found[kind, ""] = len(many)
        charts = Counter(match[1] for file in self.built.files if (match := OF_A_QUARTER.fullmatch(file)))
        for name, quarters in charts.items():
            found["more", name] = quarters - 1  # besides the one that is named
        return found

    def _of_lists(self, path: str, counts: Sequence[tuple[str, str]]) -> Wrong:
        """In a list of pages each number is how many figures, cells, documents or quarters the page listed has."""
        for address, text in counts if path in LISTS else ():
            own = (self._in_data[what, address.rstrip("/")] for what in LISTS[path])
            known = {*range(len(self.dataset.returns) + 1), *own}
            if (number := NUMBER.search(text)) and int(number[0]) not in known:
                yield f"「{address}」的「{text}」数出来不是这样"


def minute(moment: datetime) -> str:
    """2026-12-15T09:30+08:00"""
    return moment.astimezone(BEIJING).isoformat(timespec="minutes")


def time_of(said: str) -> str:
    """2026-12-15T09:30+08:00 → 2026年12月15日 09:30; a year, a month or a day as far as they go."""
    day, _, clock = said.partition("T")
    told = "".join(f"{int(number)}{unit}" for number, unit in zip(day.split("-"), "年月日", strict=False) if number)
    return f"{told} {clock[:5]}".strip()
