"""What leads to the site from elsewhere: site map, the description of the search for browsers, feeds,
and the calendar of releases.
"""

from __future__ import annotations

from collections.abc import Iterator, MutableMapping, Sequence

from report.findable import announced, feeds
from report.findable.site_map import site_map
from report.model import Artifact, Dataset, LaidAway
from report.pages.desk import Desk
from report.plaintext import escape

ROBOTS, SITE_MAP, SEARCH = "robots.txt", "sitemap.xml", "opensearch.xml"


def files(artifacts: Sequence[Artifact], desk: Desk, kept: MutableMapping[str, bytes]) -> Iterator[Artifact]:
    """What leads to the pages among *artifacts*; of a site without an address that is little. *kept* has feeds."""
    yield Artifact(ROBOTS, robots(desk.site).encode())
    yield from announced.files(desk.dataset, desk.site)
    if desk.site:
        yield LaidAway(SITE_MAP, lambda: site_map(artifacts, desk.site))
        yield Artifact(SEARCH, opensearch(desk.site).encode())
        yield from feeds.files(desk, kept)


def paths(dataset: Dataset, site: str) -> Iterator[str]:
    """Where these files stand."""
    yield ROBOTS
    yield from announced.paths(dataset)
    if site:
        yield from (SITE_MAP, SEARCH, *feeds.paths(dataset))


def robots(site: str) -> str:
    """Everything may be read; where the site map is."""
    return "User-agent: *\nAllow: /\n" + (f"\nSitemap: {site}/{SITE_MAP}\n" if site else "")


def opensearch(site: str) -> str:
    """The search of the site as browsers offer it: https://developer.mozilla.org/docs/Web/XML/Guides/OpenSearch."""
    root = escape(site)
    return f"""\
<?xml version="1.0" encoding="UTF-8"?>
<OpenSearchDescription xmlns="http://a9.com/-/spec/opensearch/1.1/">
  <ShortName>盘活</ShortName>
  <Description>高校和科研机构存量专利盘活的公开数字：地区、指标、季度</Description>
  <Language>zh-CN</Language>
  <InputEncoding>UTF-8</InputEncoding>
  <Image type="image/svg+xml">{root}/assets/favicon.svg</Image>
  <Url type="text/html" template="{root}/?q={{searchTerms}}"/>
</OpenSearchDescription>
"""
