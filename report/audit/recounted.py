"""How many there are, and how new: what names what it counts (data-counts) or stands in a list, counted anew.

What data/ has is counted there; what a page lists is counted on the finished page, or on the one that lists it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from report.audit.built import Built
from report.audit.seen import NUMBER, Prints, Traced
from report.model import Dataset

TABLE_PAGE = re.compile(r"(?:^|/)data/tables/([\w-]+)/index\.html$")
OF_A_QUARTER = re.compile(r"quarters/\d{4}q[1-4]/([\w-]+)\.svg")
GAPS, NEVER = "data/gaps/index.html", "没有查到"  # what its table has where nothing was published
LISTS = {"regions/index.html": ("figures", "documents"), "indicators/index.html": ("facts", "cells")}
ELSEWHERE = {"questions": "faq/index.html", "terms": "glossary/index.html"}  # pages that list what others count
UNITS = {
    "个": (
        "regions",
        "quarters",
        "indicators",
        "sources",
        "linked-sources",
        "questions",
        "terms",
        "compared",
        "local",
        "more",
    ),
    "条": ("facts", "figures"),
    "格": ("cells", "returned"),
    "份": ("documents", "papers", "linked-papers"),
    "项": ("events", "due", "known"),
}
UNIT_OF = {what: unit for unit, kinds in UNITS.items() for what in kinds}
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
            (lists, sorted(self._in_data.items()), self._newest, len(self.dataset.returns), self.dataset.nation.name)
        )

    def problems(self, path: str, page: Traced) -> Wrong:
        yield from self._of_lists(path, page.counts)
        here = {**dict(page.held), **self._published_last(path)} if page.counted else {}
        for key, said in page.counted:
            what, _, of = key.partition(" ")
            right = self._newest.get(what, "没有这样的数")
            if what in UNIT_OF:
                right = f"{here.get(what) or self._number(path, what, of):,}{UNIT_OF[what]}"
            if said != right:
                yield f"印作「{said}」（{key}），应为「{right}」"

    def _number(self, path: str, what: str, of: str) -> int:
        """What another page or data/ has; the page of an official table speaks of its own."""
        if page := ELSEWHERE.get(what):
            return dict(self.built.seen(page, Traced).held).get(what, 0) if page in self.built.hashes else 0
        table = TABLE_PAGE.search(path)
        return self._in_data[what, table[1] if table else of]

    def _published_last(self, path: str) -> Mapping[str, int]:
        """Of the table of what was published last: how many regions, statistics of them, and those published at all."""
        if path != GAPS:
            return {}
        rows = [row for table in self.built.seen(path, Prints).tables for row in table.rows]
        local = [cells for label, _, cells in rows if label != self.dataset.nation.name]
        texts = [text for cells in local for text, _ in cells]
        return {"local": len(local), "due": len(texts), "known": sum(text != NEVER for text in texts)}

    @cached_property
    def _newest(self) -> Mapping[str, str]:
        """How far the data reach: of the sources a day, a month or a year."""
        day = max((source.published_on for source in self.dataset.sources.values()), default="").split("-")
        told = "".join(f"{int(number)}{unit}" for number, unit in zip(day, "年月日", strict=False) if number)
        quarter = max((*self.dataset.quarters,), default=None)
        return {"newest-source": told, "newest-quarter": quarter.title if quarter else ""}

    @cached_property
    def _in_data(self) -> Counter[tuple[str, str]]:
        """How many of each kind there are: of all, and of a region or a table by its name, on lists by its address."""
        data, found = self.dataset, Counter[tuple[str, str]]()
        names = {name: region.slug for name, region in data.regions.items()}
        titles = {key: indicator.slug for key, indicator in data.indicators.items()}
        for fact in data.cited:
            found.update(("facts", of) for of in ("", fact.region, titles[fact.indicator]))
            if fact.is_figure and not fact.place:
                found.update(("figures", of) for of in (fact.region, names[fact.region]))
        for row in data.official:
            found.update(("cells", of) for of in ("", row.source, titles[row.indicator]))
        for row in data.returned:
            found["cells", row.source] += 1
        for document in data.documents:
            found.update(("documents", of) for of in ("", names[document.region]))
        for kind, many in {
            "regions": [one for one in data.regions.values() if one.has_page],
            "quarters": data.quarters,
            "indicators": data.indicators,
            "sources": data.sources,
            "linked-sources": [one for one in data.sources.values() if one.url],
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
