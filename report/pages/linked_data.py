"""What a page says of itself to search engines, as JSON-LD (https://schema.org/docs/documents.html).

It lies in the page as data and is not run, so that the strict policy lets it stand; nothing in it can end it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from report import moment
from report.address import ENGLISH, relative
from report.model import Offer, Page
from report.plaintext import if_sample, plain

CATALOG, LICENCE = "/data/", "/about/#licence"
MEDIA = {"csv": "text/csv", "json": "application/json"}
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ESCAPED = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}
Url = Callable[[str], str]
Said = Mapping[str, Any]


def linked_data(page: Page, site: str) -> str:
    """A block of HTML for *page*; empty where there is nothing to say, as of one that search does not lead to.

    *site*: the public address; where there is none addresses are relative, as browsers and JSON-LD resolve them.
    """
    if page.front.get("noindex"):
        return ""

    def url(address: str) -> str:
        return site + address if site else relative(address, page.address)

    if found := list(_said(page, url)):
        text = json.dumps(
            {"@context": "https://schema.org", "@graph": found}, ensure_ascii=False, separators=(",", ":")
        )
        return f'<script type="application/ld+json">{text.translate(ESCAPED)}</script>'
    return ""


def _said(page: Page, url: Url) -> Iterator[Said]:
    if page.address not in ("/", ENGLISH):
        yield _breadcrumbs(page, url)
    if page.address == CATALOG:
        yield {**_catalog(url), "name": f"盘活：{plain(page.title)}", "description": plain(page.description)}
    if page.offer:
        yield _dataset(page, page.offer, url)


def _breadcrumbs(page: Page, url: Url) -> Said:
    home = ("Home", ENGLISH) if page.address.startswith(ENGLISH) else ("首页", "/")
    ways = (home, *page.crumbs, (page.title, page.address))
    items = [
        {"@type": "ListItem", "position": place, "name": plain(title), "item": url(address)}
        for place, (title, address) in enumerate(ways, start=1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": items}


def _catalog(url: Url) -> Said:
    return {"@type": "DataCatalog", "@id": url(CATALOG), "url": url(CATALOG), "license": url(LICENCE)}


def _dataset(page: Page, offer: Offer, url: Url) -> Said:
    name = plain(page.title) + if_sample(bool(page.front.get("synthetic")))
    covered = f"{offer.start}/{offer.end}" if offer.start != offer.end else str(offer.end)
    return {
        "@type": "Dataset",
        "@id": url(page.address),
        "url": url(page.address),
        "name": name,
        "description": plain(page.description),
        "inLanguage": "zh-CN",
        "isAccessibleForFree": True,
        "license": url(LICENCE),
        "creator": {"@type": "Organization", "name": plain(offer.publisher)},
        "isPartOf": {"@type": "DataCatalog", "@id": url(CATALOG)},
        "spatialCoverage": {"@type": "Place", "name": offer.place},
        **({"temporalCoverage": covered} if offer.end else {}),
        **({"version": offer.version} if offer.version else {}),
        **({"dateModified": moment.code(page.modified)} if page.modified else {}),
        "variableMeasured": [_variable(*one) for one in offer.variables],
        "distribution": [_file(page.address + name, url) for name in offer.files],
    }


def _variable(title: str, unit: str, definition: str) -> Said:
    said = {"name": title, "unitText": unit, "description": definition}
    return {"@type": "PropertyValue", **{name: plain(text) for name, text in said.items() if text}}


def _file(address: str, url: Url) -> Said:
    media = MEDIA.get(address.rpartition(".")[2], WORKBOOK)
    return {"@type": "DataDownload", "encodingFormat": media, "contentUrl": url(address)}
