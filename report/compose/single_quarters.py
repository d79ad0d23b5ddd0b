"""The pages of single quarters as files, remembered quarter by quarter: they are most of the site.

Such a page draws no chart, on paper one at most, and looks back only, so that it follows from the returns of its
quarter and of those before it, from what they are read with and put into words by, and from the little that it says of
the rest: which quarters stand beside it, which editions there are, and what is announced next. The key of a
quarter is a hash of all of that. A return's cells are of its own quarter; what all returns together decide, which
indicators there are and whom they count, stands in the key as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache, partial
from importlib.metadata import version
from pathlib import Path

from report import downloads, pages, papers
from report.address import CARD
from report.charts import card_key
from report.inputs import Inputs
from report.model import Artifact, Page, laid_away
from report.model.content import Content
from report.pages.desk import Desk
from report.pages.issue import issues
from report.period import Quarter
from report.store import code, digest, make_missing, pack, unpack

SAID_BY_QUARTER = ("calendar.yml", "releases", "seals", "urls.txt")  # what quarters say of them is in their own keys
AT_ONCE = 160  # pages, with all files beside them some 25 MB
LIBRARIES = (
    *("Jinja2", "MarkupSafe", "PyYAML", "fonttools", "matplotlib", "pillow", "python-calamine", "segno", "typst"),
    "xlsxwriter",
)


def files(desk: Desk, inputs: Inputs, content: Content) -> Iterator[Artifact]:
    """Each of `pages.quarterly`: the page, three files for each of its tables, and its papers."""
    terms, report_to = content.glossary.terms, desk.keeper.report_to
    rendered = pages.renderer(inputs.templates, {}, terms, inputs.keep("templates"), desk.site, report_to)
    kept = inputs.keep("quarterly")
    last = {key.partition("-")[2]: key for key in kept}
    beside = partial(_beside, site=desk.site, templates=inputs.templates)

    def make(some: Sequence[pages.Quarterly]) -> list[bytes]:
        return [_packed(one.make(), rendered, beside, kept.get(last.get(_name(one), ""), b"")) for one in some]

    known = keys(desk, inputs)
    wanted = {f"{known[one.quarter]}-{_name(one)}": one for one in pages.quarterly(desk, content)}
    make_missing(kept, wanted, make, many=1, at_once=AT_ONCE)  # also one by a copy: Typst begins threads
    whole = lru_cache(maxsize=1)(lambda key: tuple(_unpacked(kept[key])))  # files of one page are asked for together

    def contents(key: str) -> Sequence[bytes]:
        return [file.content for file in whole(key)]

    for key in wanted:
        yield from laid_away([file.path for file in whole(key)], partial(contents, key))


def _name(one: pages.Quarterly) -> str:
    return f"{one.quarter.slug}-{one.name}"


Beside = Iterator[tuple[str, str, Callable[[], bytes]]]


def _packed(page: Page, rendered: Callable[[Page], Artifact], beside: Callable[[Page], Beside], last: bytes) -> bytes:
    """The page as one: its path, the page itself, and of all that is *beside* it the place, the key, the content.

    Little of that changes with a page: the rest is that of *last*, this as it was before, or empty. Who made that may
    have packed it otherwise: what is found there counts by its key alone.
    """
    known = {key: content for _, key, content in _in_threes(tuple(unpack(last))[2:])}
    own: list[bytes] = []
    for place, key, make in beside(page):
        own += place.encode(), key.encode(), known.get(key.encode()) or make()
    return pack(page.path.encode(), rendered(page).content, *own)


def _beside(page: Page, site: str, templates: Path) -> Beside:
    """Of the files of each table of a page folder and name, of each other file its path; the key, what makes it."""
    address = site + page.address
    for table in page.tables:
        yield page.folder + table.name, downloads.key(table, address), partial(downloads.packed, table, address)
    if page.card:
        key = digest([], card_key(page.card), address)
        yield page.folder + CARD, key, partial(downloads.packed_card, page.card, address)
    for paper in page.papers:
        yield page.folder + paper.name, papers.key(paper, templates), partial(papers.typeset, paper, templates)


def _unpacked(packed: bytes) -> Iterator[Artifact]:
    """The page, and what is beside it."""
    path, page, *beside = unpack(packed)
    yield Artifact(path.decode(), page)
    for place, _, content in _in_threes(beside):
        if place.endswith((papers.ENDING.encode(), CARD.encode())):
            yield Artifact(place.decode(), content)
        else:
            yield from downloads.unpacked(place.decode(), content)


def _in_threes(parts: Sequence[bytes]) -> Iterator[tuple[bytes, bytes, bytes]]:
    return zip(parts[::3], parts[1::3], parts[2::3], strict=False)


def keys(desk: Desk, inputs: Inputs) -> Mapping[Quarter, str]:
    """What the pages of each quarter are kept under."""
    found, key = {}, _common(desk, inputs)
    for quarter, issue in issues(desk).items():
        key = digest([], key, _return(desk, quarter, inputs.returns))
        beside = (issue.before, issue.after, issue.facts, issue.late, [one.record for one in issue.editions])
        found[quarter] = digest([], key, repr(beside))
    return found


def _common(desk: Desk, inputs: Inputs) -> str:
    """A hash of what the pages of all quarters follow from."""
    dataset, root = desk.dataset, inputs.root
    return digest(
        [root / "content", root / "templates", root / "mkdocs.yml", papers.FONTS],
        *(
            digest(path for path in sorted(folder.iterdir()) if path.name not in SAID_BY_QUARTER)
            for folder in (inputs.data, inputs.returns)
        ),
        code(__name__),
        *map(version, LIBRARIES),
        repr(dataset.indicators),
        repr({key: desk.figures.subjects(key) for key in dataset.indicators}),
        repr([key for key, one in dataset.sources.items() if one.kind != "return"]),  # what is out of what data/ holds
        repr((dataset.small_base, dataset.synthetic, dataset.method_changes, desk.site)),
    )


def _return(desk: Desk, quarter: Quarter, data: Path) -> str:
    """A hash of the return of *quarter*, of all its versions, and of which of them are out."""
    versions = [one for one in desk.dataset.versions if one.publication.quarter == quarter]
    folders = sorted({(data.parent / one.file).parent for one in versions})
    return digest([*folders, data / "seals" / quarter.code], repr([(one.file, one.publication) for one in versions]))
