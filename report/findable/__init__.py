"""What leads to the site from elsewhere: the site map and what crawlers and browsers ask for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from report.findable.site_map import site_map
from report.model import Artifact, LaidAway
from report.plaintext import escape

ROBOTS, SITE_MAP, SEARCH = "robots.txt", "sitemap.xml", "opensearch.xml"


def files(artifacts: Sequence[Artifact], site: str) -> Iterator[Artifact]:
    """What leads to the pages among *artifacts*; *site*: the public address, without which there is little of it."""
    yield Artifact(ROBOTS, robots(site).encode())
    if site:
        yield LaidAway(SITE_MAP, lambda: site_map(artifacts, site))
        yield Artifact(SEARCH, opensearch(site).encode())


def paths(site: str) -> Iterable[str]:
    """Where these files stand."""
    return (ROBOTS, SITE_MAP, SEARCH) if site else (ROBOTS,)


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
