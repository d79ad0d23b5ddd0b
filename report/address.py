"""Addresses: where things stand on the site, and how a path of a file, an address and a link lead to one another."""

from __future__ import annotations

import re
from functools import lru_cache

from report.model import Fact, Indicator, Observation, Region, RegionKind, Scope
from report.period import Quarter

ADDRESS = re.compile(r"/([A-Za-z0-9_-][A-Za-z0-9._-]*/)*([A-Za-z0-9_-][A-Za-z0-9._-]*)?")  # of a page, or of a file
QUARTER_PAGE = re.compile(r"/quarters/\d{4}q[1-4]/")
OFFLINE = "offline.htm"  # beside the page of a quarter, all of it as one file; no .html: it is no page of the site
CARD = "card.png"  # beside a page, the picture that goes with a link to it
ASSETS = "/assets/"  # below it stands what pages load
INSPECTION = "/checks/site/"  # the page that is told what was counted in the finished pages
ENGLISH = "/en/"  # below it stands what there is in English, each page at the address of its Chinese twin
EMBEDDED = "/embed/"  # below it stands what other sites may frame
PAGE_FILE = re.compile(r"(?<![^/])index\.(md|html)\Z")  # before MkDocs, and after


def address_of(path: str) -> str:
    """Where a file of the site is found: regions/index.md, regions/index.html → /regions/; share.csv → /share.csv."""
    return f"/{below_root(path)}"


def below_root(path: str) -> str:
    """The same as seen from where the site begins: index.html → the empty address, regions/index.html → regions/."""
    return PAGE_FILE.sub("", path)


def in_english(address: str) -> str:
    """Where the English twin of a page stands: /regions/jiangsu/ → /en/regions/jiangsu/."""
    return f"{ENGLISH[:-1]}{address}"


def in_chinese(address: str) -> str:
    """Where the Chinese twin stands; a page in Chinese is its own."""
    return f"/{address.removeprefix(ENGLISH).removeprefix('/')}"


def region_address(region: Region) -> str:
    return f"/regions/{region.slug}/"


def indicator_address(indicator: Indicator) -> str:
    return f"/indicators/{indicator.slug}/"


def sources_address(indicator: Indicator) -> str:
    """Where the numbers of a returned indicator's page come from: /indicators/license-open/sources/."""
    return f"{indicator_address(indicator)}sources/"


def quarter_address(quarter: Quarter) -> str:
    return f"/quarters/{quarter.slug}/"


def region_quarter_address(region: Region, quarter: Quarter) -> str:
    return f"{region_address(region)}{quarter.slug}/"


def corrections_address(quarter: Quarter) -> str:
    """What was revised of a quarter since its first edition, one by one: /quarters/2024q3/corrections/."""
    return f"{quarter_address(quarter)}corrections/"


def local_address(quarter: Quarter) -> str:
    """What single regions published of a quarter with a return: /quarters/2024q3/regions/."""
    return f"{quarter_address(quarter)}regions/"


def holders_address(quarter: Quarter) -> str:
    """Where the nation's numbers of 高校 or 科研机构 alone come from: /quarters/2024q3/holders/."""
    return f"{quarter_address(quarter)}holders/"


def cited_address(quarter: Quarter) -> str:
    """What was published of the nation in a quarter with a return, besides it: /quarters/2024q3/cited/."""
    return f"{quarter_address(quarter)}cited/"


def edition_address(address: str, number: int) -> str:
    """Where an edition of a page of a quarter stands for good: /quarters/2024q3/editions/1/."""
    return f"{address}editions/{number}/"


def file_address(file: str) -> str:
    """Where a file of data/ can be had, or one beside the returns: data/releases/2024Q3/2024Q3.xlsx."""
    return f"/data/files/{file.partition('/')[2]}"


def table_address(source: str) -> str:
    return f"/data/tables/{source}/"


def asset_address(name: str, sha256: str) -> str:
    """Where a file stands that pages load, by its content: panhuo.css → /assets/panhuo.1a2b3c4d5e.css.

    So no page gets the style or the script of another build.
    """
    stem, dot, kind = name.rpartition(".")
    return f"{ASSETS}{stem}.{sha256[:10]}{dot}{kind}"


def embed_address(page: str, chart: str) -> str:
    """Where a chart of *page* stands alone, for other sites to frame.

    One of a quarter's page is pinned to the quarter; the others follow the newest, and so does their page.
    """
    return f"{EMBEDDED}{'' if QUARTER_PAGE.fullmatch(page) else 'latest/'}{page.removeprefix('/')}{chart}/"


def fact_address(fact: Fact, indicator: Indicator) -> str:
    """Where a cited figure stands with its source, file and row: its anchor on the indicator's page."""
    return f"{indicator_address(indicator)}#{fact.id}"


def row_anchor(region: Region, scope: Scope) -> str:
    """The row of a region on the page of an official table: jiangsu; of the nation with what the total covers."""
    return f"{region.slug}-{scope}" if region.kind is RegionKind.NATION else region.slug


def cell_anchor(row: Observation, region: Region) -> str:
    """A cell on the page of its table: L22 of a sheet; of a text file its row and what is counted, which lines keep."""
    if row.where.sheet:
        return row.where.cell
    counted = filter(None, (row.indicator, row.span, row.subject, row.period.code.replace("/", "-")))
    return "-".join((row_anchor(region, row.scope), *counted))


def cell_address(row: Observation, region: Region) -> str:
    """Where a number of an official table or of a return stands: /data/tables/return-2024q3-1/#L22."""
    return f"{table_address(row.source)}#{cell_anchor(row, region)}"


@lru_cache(maxsize=1 << 12)  # a page links to the same few places again and again
def relative(address: str, page: str) -> str:
    """*address* as seen from *page*, so that the site works below any path: /regions/ from /data/ is ../regions/."""
    path, hash_sign, anchor = address.partition("#")
    if path == page and hash_sign:
        return f"#{anchor}"
    here, there = page.split("/")[:-1], path.split("/")
    shared = next((n for n, (one, other) in enumerate(zip(here, there, strict=False)) if one != other), len(here))
    return ("../" * (len(here) - shared) + "/".join(there[shared:]) or "./") + hash_sign + anchor
