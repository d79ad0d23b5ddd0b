"""Atom feeds (RFC 4287) of what is new: one of all, one for each region and each indicator."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, MutableMapping
from datetime import datetime
from functools import partial
from importlib.metadata import version
from typing import NamedTuple
from uuid import NAMESPACE_URL, uuid5

from report.address import indicator_address, region_address
from report.findable.news import BEGINNING, News, news
from report.model import Artifact, Dataset
from report.pages.desk import Desk
from report.plaintext import if_sample, plain
from report.store import code, digest, remember

NAME = "feed.xml"
LONGEST = 100  # entries of a feed


class Feed(NamedTuple):
    """A feed: the page that it is of, its title, and what it tells, the newest first."""

    page: str
    title: str
    entries: tuple[News, ...]


def paths(dataset: Dataset) -> Iterator[str]:
    """Where the feeds stand."""
    yield NAME
    yield from (f"{region_address(one)[1:]}{NAME}" for one in dataset.pages_of_regions)
    yield from (f"{indicator_address(one)[1:]}{NAME}" for one in dataset.indicators.values())


def files(desk: Desk, kept: MutableMapping[str, bytes]) -> Iterator[Artifact]:
    """The feeds of a site with an address, in the order of `paths`; only those that changed are written anew."""
    way = code(__name__), version("feedgen"), version("lxml")
    for feed, path in zip(feeds(desk), paths(desk.dataset), strict=True):
        key = digest([], repr((way, desk.site, desk.dataset.synthetic, feed)))
        make = partial(written, feed, desk.site, synthetic=desk.dataset.synthetic)
        yield Artifact(path, remember(kept, key, make))


def feeds(desk: Desk) -> Iterator[Feed]:
    found, dataset = news(desk), desk.dataset
    yield _feed("/", "盘活：发布、修订、新的数字和文件", found)
    for region in dataset.pages_of_regions:
        yield _feed(
            region_address(region), f"盘活：{region.name}", (one for one in found if region.name in one.regions)
        )
    for key, indicator in dataset.indicators.items():
        own = (one for one in found if key in one.indicators)
        yield _feed(indicator_address(indicator), f"盘活：{indicator.title}", own)


def _feed(page: str, title: str, entries: Iterable[News]) -> Feed:
    return Feed(page, title, tuple(entries)[:LONGEST])


def identity(*words: str) -> str:
    """An address-like name of what has these words: the same wherever the site stands, and for good."""
    return uuid5(NAMESPACE_URL, ":".join(("panhuo", *words))).urn


def written(feed: Feed, site: str, *, synthetic: bool) -> bytes:
    """The feed as Atom."""
    from feedgen.feed import FeedGenerator  # with lxml a fifth of a second, which a build without news need not wait

    mark = if_sample(synthetic)
    out = FeedGenerator()
    out.id(identity("feed", feed.page, mark))
    out.title(plain(feed.title) + mark)
    out.link(href=f"{site}{feed.page}{NAME}", rel="self", type="application/atom+xml")
    out.link(href=site + feed.page, rel="alternate", type="text/html")
    out.language("zh-CN")
    out.author(name="盘活")
    out.icon(f"{site}/assets/favicon.svg")
    out.updated(_newest(feed))
    for one in feed.entries:
        entry = out.add_entry(order="append")
        entry.id(identity(one.key, feed.page, mark))
        entry.title(plain(one.title) + mark)
        entry.link(href=site + one.address, rel="alternate", type="text/html")
        entry.published(one.at)
        entry.updated(one.at)
        entry.summary(plain(one.said))
    found: bytes = out.atom_str(pretty=True)
    return found


def _newest(feed: Feed) -> datetime:
    return max((one.at for one in feed.entries), default=BEGINNING)
