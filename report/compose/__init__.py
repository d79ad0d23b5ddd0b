"""compose: the whole site as one value. The only place where the steps meet."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, MutableMapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

from report import downloads, ledger, pages
from report.address import address_of
from report.charts import Picture, draw_all
from report.checks.of_content import Anchors, Explained, check_content, taken_addresses
from report.compose import single_quarters
from report.dataset import read, read_tables, returnable
from report.inputs.addresses import read_ledger
from report.inputs.contents import read_content
from report.inputs.settings import NAME as SETTINGS
from report.inputs.settings import read_site_url
from report.ledger import Ledger
from report.model import Artifact, Chart, DataError, Dataset, Page, Place, Problem, Site
from report.moment import day_of, title
from report.numbers import embargo
from report.numbers.embargo import released
from report.pages.prose import misread
from report.store import Keep, forget

ANCHOR = re.compile(r'\bid="([^"]+)"|\{: #([^ }]+)')
UNDRAWN = Picture('<svg viewBox="0 0 1 1"/>', b"")  # stands for a picture where only its place matters
VIEW_BOX = re.compile(r'viewBox="0 0 ([\d.]+) ([\d.]+)"')

Draw = Callable[[Sequence[Chart], MutableMapping[str, bytes] | None], Sequence[Picture]]


def compose(root: Path, now: datetime, keep: Keep = forget, data: Path | None = None) -> Site:
    """The site that the files under *root* make at the moment *now*; DataError when the data are not fit.

    *data* is a folder of quarterly returns to take in place of data/releases: examples/programme/data. Whatever is not
    out at *now* leaves no trace. No clock, no network, no environment: the same files and moment give the same bytes.
    *keep* has what earlier builds made, and changes nothing but the time taken.
    """
    return composed(root, out(root, now, data, keep("findings")), data, keep=keep)


def out(
    root: Path, now: datetime, data: Path | None = None, checked: MutableMapping[str, bytes] | None = None
) -> Dataset:
    """What is out at *now*, fit to be published; *checked* keeps what the checks of returns found between builds."""
    return out_of(read(root, data, checked), now, earnest=data is None)


def out_of(whole: Dataset, now: datetime, *, earnest: bool) -> Dataset:
    """What of all the data is out at *now*; DataError where a site made in *earnest* would show synthetic returns."""
    dataset = replace(released(whole, now), next_change=embargo.next_change(whole, now))
    if earnest and dataset.synthetic:
        cure = "请把它移出 data/releases；要看示例网站，用 build.py site --data examples/programme"
        raise DataError((Problem(Place("data/releases"), "synthetic-release", "示例数据不能进入正式网站", cure),))
    return dataset


def fit(
    root: Path, now: datetime, data: Path | None = None, checked: MutableMapping[str, bytes] | None = None
) -> Dataset:
    """What is `out` at *now*; DataError with all that is wrong with the data and with content/, whatever the moment."""
    try:
        whole = read(root, data, checked)
    except DataError as error:
        found = {*error.problems, *content_problems(root, links=False)}
        raise DataError(tuple(sorted(found))) from None
    if wrong := content_problems(root, whole, links=False):
        raise DataError(wrong)
    return out_of(whole, now, earnest=data is None)


def composed(
    root: Path,
    dataset: Dataset,
    data: Path | None = None,
    draw: Draw = draw_all,
    keep: Keep = forget,
) -> Site:
    """The site of *dataset*, as of its moment, with what else stands under *root*.

    *keep* has the caches of charts, of templates, of the downloads of tables and of the pages of single quarters.
    """
    content = read_content(root)
    desk = pages.desk_of(dataset, root)
    decided = pages.other_pages(desk, root, day_of(dataset.as_of), content)
    charts = tuple(dict.fromkeys(chart for page in decided for chart in page.charts))
    drawings = dict(zip(charts, draw(charts, keep("charts")), strict=True))
    sizes = {chart: size(picture.svg) for chart, picture in drawings.items()}
    address = read_site_url(root)
    artifacts = (
        *pages.render(decided, root / "templates", sizes, content.terms, keep("templates")),
        *downloads.chart_files(decided, drawings, address),
        *downloads.table_files(decided, address, keep("downloads")),
        *single_quarters.files(desk, root, data or root / "data", content.terms, keep),
        *downloads.data_files(root, dataset, data),
    )
    known = read_ledger(data or root / "data")
    if lost := tuple(ledger.problems(known, addresses(artifacts), dataset.redirects, dataset.as_of)):
        raise DataError(lost)
    if taken := tuple(taken_addresses.problems(Explained(content, dataset, paths=paths_of(artifacts)))):
        raise DataError(taken)
    notices = pages.render(pages.notices(dataset), root / "templates", {})
    nav = tuple({title: path} for title, path in pages.NAV)
    return Site((*artifacts, *notices), nav, dataset.synthetic, embargo.next_announced(dataset))


def paths_of(files: Iterable[Artifact | Page]) -> tuple[str, ...]:
    return tuple(file.path for file in files)


def addresses(artifacts: Iterable[Artifact]) -> frozenset[str]:
    """Where each file is found on the site: /regions/jiangsu/, /data/files/figures.csv."""
    return frozenset(address_of(artifact.path) for artifact in artifacts)


def outline(root: Path, dataset: Dataset, data: Path | None = None) -> frozenset[str]:
    """The addresses of the site of *dataset*, without drawing a chart."""
    site = composed(root, dataset, data, draw=lambda charts, _: (UNDRAWN,) * len(charts))
    return addresses(site.artifacts)


def seal(root: Path, now: datetime, data: Path | None = None) -> Ledger:
    """The ledger with every address of the site as of *now*; DataError when one that it has would be lost."""
    return ledger.sealed(read_ledger(data or root / "data"), outline(root, out(root, now, data), data), now)


def outlook(root: Path, now: datetime, data: Path | None = None) -> Iterator[str]:
    """What a maintainer should know of the time ahead: what is not out yet, what is overdue, what is not sealed."""
    whole = read(root, data)
    dataset = out_of(whole, now, earnest=data is None)
    for edition in whole.editions:
        if edition.publication.out_at > now:
            yield f"{edition.file}：{title(edition.publication.out_at)}（北京时间）发布，此前不进入网站"
    for one in embargo.overdue(dataset):
        yield f"{one.where}：{one.title}应在{title(one.at)}发布，已逾期"
    known = read_ledger(data or root / "data")
    if known.sealed_at and (found := ledger.unsealed(known, outline(root, dataset, data))):
        yield f"{known.file}：{len(found)} 个地址还没有封存；发布后运行 build.py seal"


def content_problems(root: Path, dataset: Dataset | None = None, *, links: bool = True) -> tuple[Problem, ...]:
    """What is wrong with content/ and mkdocs.yml, in the order of the files.

    *links* asks for all pages and takes seconds more; *dataset* is what is spoken of, where that has been read already.
    """
    try:
        content = read_content(root)
        read_site_url(root)
        dataset = dataset or (read(root) if links else read_tables(root))
    except DataError as error:
        return tuple(problem for problem in error.problems if problem.place.file.startswith(("content/", SETTINGS)))
    case = Explained(content, dataset, returnable(root, dataset))
    found = {*check_content(case), *misread(content)}
    if links and not found:
        decided = pages.pages(dataset, root, date.max, content)
        found = set(check_content(replace(case, paths=paths_of(decided), anchors=_anchors(root, decided))))
    return tuple(sorted(found))


def _anchors(root: Path, decided: Sequence[Page]) -> Anchors:
    """The address of every page, and the anchors on it."""
    unmeasured = {chart: (1, 1) for page in decided for chart in page.charts}
    texts = [artifact.content.decode() for artifact in pages.render(decided, root / "templates", unmeasured)]
    return {
        page.address: frozenset(one or other for one, other in ANCHOR.findall(text))
        for page, text in zip(decided, texts, strict=True)
    }


def size(svg: str) -> tuple[int, int]:
    """Width and height of a drawing, so that a page keeps its place free while it loads."""
    match = VIEW_BOX.search(svg)
    if not match:
        raise ValueError("a drawing without a viewBox")
    return round(float(match[1])), round(float(match[2]))
