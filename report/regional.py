"""The reports of regions as files, remembered quarter by quarter: they are most of the site's pages.

A report draws no chart and looks back only, so that it follows from the returns of its quarter and of those before it,
from what they are read with and put into words by, and from the little that it says of the rest: which quarters are
out, the ones beside it and the newest, and what is announced next. The key of a quarter is a hash of all of that. A
return's cells are of its own quarter; what all returns together decide, which indicators there are and whom they
count, stands in the key as it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, MutableMapping, Sequence
from importlib.metadata import version
from pathlib import Path

from report import exports, pages
from report.cache import code, digest, pack, remember_all, unpack
from report.content import Term
from report.model import Artifact, Region
from report.pages.issue import Issue
from report.pages.reports import issues
from report.pages.views import RETURN, Desk
from report.period import Quarter

LIBRARIES = ("Jinja2", "MarkupSafe", "PyYAML", "python-calamine", "xlsxwriter")


def files(
    desk: Desk, root: Path, data: Path, terms: Sequence[Term], kept: MutableMapping[str, str] | None = None
) -> Iterator[Artifact]:
    """The report of every region in every quarter that is out: its page, and three files for each of its tables.

    *data* holds the returns, *kept* the reports between builds; it changes nothing but the time taken.
    """
    report = pages.reporter(desk, root)
    rendered = pages.renderer(root / "templates", {}, terms)

    def make(some: Sequence[tuple[Quarter, Region]]) -> list[str]:
        found = (report(quarter, region) for quarter, region in some)
        return [
            pack(
                page.path,
                rendered(page).content.decode(),
                *(
                    text
                    for table in page.tables
                    for text in (page.folder + table.name, exports.packed(table, desk.site + page.address))
                ),
            )
            for page in found
        ]

    known = keys(desk, root, data)
    wanted = {
        f"{key}-{region.slug}": (quarter, region)
        for region in desk.dataset.pages_of_regions  # so that each half has all quarters, of which the first have less
        for quarter, key in known.items()
    }
    texts = remember_all({} if kept is None else kept, wanted, make)
    for key in wanted:
        path, page, *tables = unpack(texts[key])
        yield Artifact(path, page.encode())
        for stem, text in zip(tables[::2], tables[1::2], strict=True):
            yield from exports.unpacked(stem, text)


def keys(desk: Desk, root: Path, data: Path) -> Mapping[Quarter, str]:
    """What the reports of each quarter are kept under."""
    found, key = {}, _common(desk, root, data)
    for quarter, issue in issues(desk).items():
        key = _hash(key, _return(desk, quarter, data))
        found[quarter] = _hash(key, _around(issue))
    return found


def _common(desk: Desk, root: Path, data: Path) -> str:
    """A hash of what the reports of all quarters follow from."""
    dataset = desk.dataset
    return digest(
        [root / "content", root / "templates", root / "mkdocs.yml"],
        *(
            digest(path for path in sorted(folder.iterdir()) if path.name != "releases")
            for folder in (root / "data", data)
        ),
        code(),
        *map(version, LIBRARIES),
        repr(dataset.indicators),
        repr({key: desk.figures.subjects(key) for key in dataset.indicators}),
        repr([key for key in dataset.sources if not key.startswith(RETURN)]),  # what is out of what data/ holds
        repr((dataset.small_base, dataset.synthetic)),
    )


def _return(desk: Desk, quarter: Quarter, data: Path) -> str:
    """A hash of the return of *quarter*, of all its versions, and of which of them are out."""
    editions = [one for one in desk.dataset.editions if one.publication.quarter == quarter]
    folders = sorted({(data.parent / one.file).parent for one in editions})
    return digest(folders, repr([(one.file, one.publication) for one in editions]))


def _around(issue: Issue) -> str:
    """What the reports of a quarter say of later ones, and of what is to come."""
    return repr((issue.before, issue.after, issue.newest, issue.facts))


def _hash(*words: str) -> str:
    return digest([], *words)
