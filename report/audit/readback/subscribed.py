"""Feeds, read again: each entry says what the rows say that it leads to, on the day that they say."""

from __future__ import annotations

import re
from collections.abc import Iterator, MutableMapping
from dataclasses import dataclass
from functools import cached_property
from posixpath import dirname
from xml.etree import ElementTree

from report.audit.built import Built
from report.audit.claims.published import is_printed_as
from report.audit.readback import CURE, RULE
from report.audit.seen import NUMBER, SAMPLE, Presented
from report.model import Dataset, Fact, Place, Problem
from report.order import in_groups
from report.store import code, digest, unproven

NAME = "feed.xml"
ATOM = "{http://www.w3.org/2005/Atom}"
FIGURES, DOCUMENTS = "引用的公开数字：", ("文件：", "活动：")
QUARTER = re.compile(r"/quarters/(\d{4})q(\d)/")


@dataclass(frozen=True)
class FeedEntry:
    title: str
    address: str
    day: str  # 2026-01-01
    summary: str


def problems(built: Built, dataset: Dataset, kept: MutableMapping[str, bytes] | None = None) -> tuple[Problem, ...]:
    """Where a feed says what its rows do not; *kept* tells which feeds did not before."""
    judge = FeedRows(dataset)
    rows = digest([], code(__name__), repr((dataset.cited, dataset.documents, dataset.sources, dataset.errata)))
    feeds = {
        digest([], rows, path, built.hashes[path], built.hashes.get(_page(path), "")): path
        for path in built.files
        if path.rpartition("/")[2] == NAME
    }

    def of(path: str) -> tuple[Problem, ...]:
        heading = built.seen(_page(path), Presented).heading if dirname(path) else ""
        feed = ElementTree.fromstring((built.folder / path).read_bytes())
        return tuple(Problem(Place(path), RULE, what, CURE) for what in judge.wrong(feed, heading))

    return unproven(kept, feeds, lambda _: lambda some: list(map(of, some)))


def _page(path: str) -> str:
    return f"{dirname(path)}/index.html".lstrip("/")


@dataclass(frozen=True)
class FeedRows:
    """What the rows of *dataset* let feeds say."""

    dataset: Dataset

    @cached_property
    def _facts(self) -> dict[str, list[Fact]]:
        return dict(in_groups(self.dataset.cited, lambda fact: fact.source))

    @cached_property
    def _days(self) -> set[str]:
        """The days of what is told without a source: returns, corrections, changes of method."""
        days = {one.publication.out_at.date() for one in self.dataset.versions}
        days |= {one.day for one in self.dataset.errata} | {one.day for one in self.dataset.method_changes}
        return {day.isoformat() for day in days}

    def wrong(self, feed: ElementTree.Element, heading: str) -> Iterator[str]:
        title = feed.findtext(f"{ATOM}title", "").removesuffix(f"（{SAMPLE}）")
        if heading and title != f"盘活：{heading}":
            yield f"订阅的标题写作「{title}」，页面是「{heading}」"
        entries = [_entry(one) for one in feed.iter(f"{ATOM}entry")]
        newest, updated = max((one.day for one in entries), default=""), feed.findtext(f"{ATOM}updated", "")[:10]
        if entries and updated != newest:
            yield f"订阅的更新时间写作「{updated}」，最新一条是「{newest}」"
        for one in entries:
            if what := self._of_entry(one):
                yield f"订阅的「{one.title[:60]}」{what}"

    def _of_entry(self, entry: FeedEntry) -> str:
        key = entry.address.rpartition("#")[2]
        if entry.title.startswith((FIGURES, *DOCUMENTS)) and key in self.dataset.sources:
            source = self.dataset.sources[key]
            right = self._figures(entry, key) if entry.title.startswith(FIGURES) else self._document(entry, key)
            day = (
                "" if source.published_on and entry.day.startswith(source.published_on) else f"日期写作「{entry.day}」"
            )
            return right or day
        if (match := QUARTER.search(entry.address)) and not {match[1]} <= {*NUMBER.findall(entry.title)}:
            return "不是它通到的季度"
        return "" if entry.day in self._days else f"日期写作「{entry.day}」"

    def _figures(self, entry: FeedEntry, key: str) -> str:
        """Each part of the summary is one figure of the source, and each figure has its part."""
        parts, facts = entry.summary.removesuffix("。").split("；"), self._facts.get(key, [])
        titles = {self.dataset.sources[key].title, self.dataset.sources[key].publisher}
        if len(parts) != len(facts) or entry.title.removeprefix(FIGURES) not in titles:
            return "不是它通到的来源"
        wrong = [part for part, fact in zip(parts, facts, strict=True) if not self._says(part, fact)]
        return f"说「{wrong[0]}」，来源的数不是这样" if wrong else ""

    def _says(self, part: str, fact: Fact) -> bool:
        whose = f"{fact.place or fact.region}{self.dataset.indicators[fact.indicator].title}"
        return part.startswith(whose) and is_printed_as(fact, part.removeprefix(whose))

    def _document(self, entry: FeedEntry, key: str) -> str:
        title = entry.title.partition("：")[2]
        own = [one for one in self.dataset.documents if one.source == key and one.title == title]
        said = any(entry.summary.replace(",", "") == one.summary.replace(",", "") for one in own)
        return "" if said else "和登记的文件不同"


def _entry(entry: ElementTree.Element) -> FeedEntry:
    link = entry.find(f"{ATOM}link")
    return FeedEntry(
        entry.findtext(f"{ATOM}title", "").removesuffix(f"（{SAMPLE}）"),
        link.get("href", "") if link is not None else "",
        entry.findtext(f"{ATOM}published", "")[:10],
        entry.findtext(f"{ATOM}summary", ""),
    )
