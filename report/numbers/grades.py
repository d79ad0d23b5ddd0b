"""How well founded the cited figures are: the one place where a source is graded, and the grades counted."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from urllib.parse import urlsplit

from report.model import Dataset, Fact, Grade, Graded

PASSED_ON = re.compile("转自|转载|转引|转发|转述")  # 刊载 is an outlet's own publication of what an agency wrote for it
ALL = "全部"


def grade(kind: str, publisher: str, url: str, hosts: Mapping[str, str]) -> Grade:
    """The grade of a source by what its row says; *hosts*: the kind of each host in data/domains.csv.

    A page that passes on another's text is a copy, on whose site it may stand, and so is one on a host not listed.
    """
    if kind == "quoted":
        return Grade.QUOTED
    owner = hosts.get(urlsplit(url).netloc.lower())
    if not owner or PASSED_ON.search(publisher):
        return Grade.COPY
    return Grade.PUBLISHER if owner == "official" else Grade.OUTLET


def counted(dataset: Dataset, as_of: date) -> Iterator[Graded]:
    """The grades of all cited figures, of those of each theme, and of those of each region."""
    yield _count(dataset, as_of, ALL, dataset.cited)
    for theme in dataset.themes:
        yield _count(
            dataset, as_of, theme, (f for f in dataset.cited if dataset.indicators[f.indicator].theme == theme)
        )
    for region in dataset.regions:
        yield _count(dataset, as_of, region, (fact for fact in dataset.cited if fact.region == region))


def _count(dataset: Dataset, as_of: date, part: str, facts: Iterable[Fact]) -> Graded:
    found = Counter(dataset.sources[fact.source].grade for fact in facts)
    return Graded(as_of, part, *(found[grade] for grade in Grade))
