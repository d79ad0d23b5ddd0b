"""sitemap.xml: the present pages, each with when a release last changed it (https://www.sitemaps.org/protocol.html)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from report.address import address_of
from report.model import Artifact
from report.plaintext import escape

MODIFIED = re.compile(rb'^modified: "([^"]+)"$', re.MULTILINE)
UNLISTED = b"\nnoindex: true"  # editions, notices, what leads on to another page: search does not lead there either


def site_map(artifacts: Iterable[Artifact], site: str) -> bytes:
    """The map of the pages among *artifacts*; a page that follows from no release tells no time."""
    entries = "".join(_entries(artifacts, site))
    head = '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
    return f"{head}{entries}</urlset>\n".encode()


def _entries(artifacts: Iterable[Artifact], site: str) -> Iterator[str]:
    for page in artifacts:
        front = page.content.partition(b"\n---\n")[0] if page.path.endswith(".md") else UNLISTED
        if UNLISTED not in front:
            found = MODIFIED.search(front)
            when = f"<lastmod>{found[1].decode()}</lastmod>" if found else ""
            yield f"<url><loc>{escape(site + address_of(page.path))}</loc>{when}</url>\n"
