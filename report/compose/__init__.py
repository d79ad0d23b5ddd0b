"""compose: the whole site as one value. The place where all steps meet."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, MutableMapping, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import chain
from pathlib import Path

from report import downloads, findable, ledger, pages, papers
from report.address import address_of, file_address
from report.charts import Picture, draw_all
from report.checks import of_site
from report.checks.of_content import Anchors, Explained, check_content, linked, taken_addresses
from report.compose import single_quarters
from report.dataset import read, read_tables, returnable
from report.dataset.versions import holds_all
from report.downloads.revision_files import revision_files
from report.frame import machine_files
from report.inputs import Inputs
from report.inputs.contents import read_content
from report.inputs.maps import read_maps
from report.inputs.settings import NAME as SETTINGS
from report.inputs.settings import read_keeper, read_ledger, read_site_url
from report.ledger import Ledger
from report.model import Artifact, Chart, DataError, Dataset, Page, Place, Problem, Site
from report.moment import day_of, title
from report.numbers import embargo
from report.numbers.embargo import released
from report.pages import embeds
from report.pages.data import DATA
from report.pages.desk import Desk
from report.pages.embeds import Embed
from report.pages.self_inspection import next_late
from report.returns.folders import read_releases
from report.seals import sealed_lists, verdict
from report.seals.sealed_files import FOLDER, place_of, text
from report.store import Keep, files_by_a_copy, forget

ANCHOR = re.compile(r'\bid="([^"]+)"|\{: #([^ }]+)')
VIEW_BOX = re.compile(r'viewBox="0 0 ([\d.]+) ([\d.]+)"')

Draw = Callable[[Sequence[Chart], MutableMapping[str, bytes] | None], Sequence[Picture]]


def compose(inputs: Inputs, now: datetime, keep: Keep = forget) -> Site:
    """The site that *inputs* make at the moment *now*; DataError when the data are not fit.

    Whatever is not out at *now* leaves no trace. No clock, no network, no environment: the same files and moment give
    the same bytes. *keep* has what earlier builds made, and changes nothing but the time taken.
    """
    inputs = replace(inputs, keep=keep)
    return composed(inputs, out(inputs, now))


def out(inputs: Inputs, now: datetime) -> Dataset:
    """What is out at *now*, fit to be published; of what is sealed, as it is sealed."""
    return as_sealed(inputs, out_of(read(inputs), now, earnest=inputs.elsewhere is None))


def as_sealed(inputs: Inputs, dataset: Dataset) -> Dataset:
    """*dataset*, what is out at its moment; DataError where something sealed would be printed otherwise."""
    own = released(read_tables(inputs.own), dataset.as_of)  # cited figures stand in data/ alone
    if wrong := (*verdict.problems(inputs, dataset), *sealed_lists.problems(inputs, own)):
        raise DataError(wrong)
    return dataset


def out_of(whole: Dataset, now: datetime, *, earnest: bool) -> Dataset:
    """What of all the data is out at *now*; DataError where a site made in *earnest* would show synthetic returns."""
    dataset = replace(released(whole, now), next_change=embargo.next_change(whole, now))
    if earnest and dataset.synthetic:
        cure = "请把它移出 data/releases；要看示例网站，用 build.py site --data examples/programme"
        raise DataError((Problem(Place("data/releases"), "synthetic-release", "示例数据不能进入正式网站", cure),))
    return dataset


def fit(inputs: Inputs, now: datetime) -> Dataset:
    """What is out at *now*, not held to seals yet; DataError with all that is wrong with the data and with content/,
    whatever the moment.
    """
    try:
        whole = read(inputs)
    except DataError as error:
        found = {*error.problems, *content_problems(inputs, links=False)}
        raise DataError(tuple(sorted(found))) from None
    if wrong := content_problems(inputs, whole, links=False):
        raise DataError(wrong)
    inputs.let_go(read_releases, Inputs.content)  # a third of what is in memory by now, and made use of
    return out_of(whole, now, earnest=inputs.elsewhere is None)


def composed(inputs: Inputs, dataset: Dataset, draw: Draw = draw_all) -> Site:
    """The site of *dataset*, as of its moment, with what else *inputs* say."""
    keep, address, desk = inputs.keep, read_site_url(inputs), desk_of(inputs, dataset)
    single = tuple(single_quarters.files(desk, inputs, read_content(inputs)))
    open_data = tuple(machine_files.files(desk, inputs))
    others, late = files_by_a_copy(keep, lambda: _others(desk, inputs, open_data, draw))
    artifacts = (
        *others,
        *single,
        *downloads.data_files(inputs, dataset),
        *revision_files(desk.reissues, dataset),
        *open_data,
    )
    _refuse_lost_and_taken(inputs, dataset, (*paths_of(artifacts), *findable.paths(dataset, address)))
    notices = pages.render(pages.notices(dataset), inputs.templates, {})
    nav = tuple({title: path} for title, path in pages.NAV)
    return Site(
        (*artifacts, *notices, *findable.files(artifacts, desk, keep("feeds"))),
        nav,
        dataset.synthetic,
        min(filter(None, (embargo.next_announced(dataset), late)), default=None),
    )


def _others(
    desk: Desk, inputs: Inputs, open_data: Sequence[Artifact], draw: Draw
) -> tuple[Iterator[Artifact], datetime | None]:
    """All pages but those of single quarters, with what stands beside them; from when on a 栏目 of them is late."""
    keep, address, content = inputs.keep, desk.site, read_content(inputs)
    others = pages.other_pages(desk, content, day_of(desk.dataset.as_of), read_maps(inputs).files)
    decided = tuple(with_machine_files(others, open_data))
    charts = tuple(dict.fromkeys(chart for page in decided for chart in page.charts))
    drawings = dict(zip(charts, draw(charts, keep("charts")), strict=True))
    sizes = {chart: size(picture.svg) for chart, picture in drawings.items()}
    report_to, terms, compiled = desk.keeper.report_to, content.glossary.terms, keep("templates")
    files = chain(
        pages.render(decided, inputs.templates, sizes, terms, compiled, address, report_to),
        pages.embedded(decided, inputs.templates, sizes, compiled, address),
        downloads.chart_files(decided, drawings, address),
        downloads.card_files(decided, keep("charts"), address),
        papers.files(decided, inputs.templates, keep("papers")),
        downloads.table_files(decided, address, keep("downloads")),
    )
    return files, next_late(decided)


def with_machine_files(decided: Iterable[Page], files: Sequence[Artifact]) -> Iterator[Page]:
    """The page about the data is told how large its files are."""
    for page in decided:
        told = machine_files.told(files) if page.address == DATA else {}
        yield replace(page, context={**page.context, **told}) if told else page


def desk_of(inputs: Inputs, dataset: Dataset) -> Desk:
    """What the pages of *dataset* are made at, with the editions of its quarters."""
    editions, listed = verdict.shelf(inputs, dataset).editions, sealed_lists.read_lists(inputs, dataset.as_of)
    return Desk(dataset, read_site_url(inputs), editions, listed, read_keeper(inputs))


def paths_of(files: Iterable[Artifact | Page | Embed]) -> tuple[str, ...]:
    return tuple(file.path for file in files)


def outline(inputs: Inputs, dataset: Dataset) -> frozenset[str]:
    """Where each file of the site of *dataset* is found: /regions/jiangsu/, /data/files/figures.csv.

    Nothing is drawn, rendered or packed for that. DataError where the site would be refused for its addresses.
    """
    content = read_content(inputs)
    desk = desk_of(inputs, dataset)
    decided = pages.pages(desk, content, day_of(dataset.as_of))
    beside = (path for page in decided for path in downloads.paths(page))
    files = (*downloads.data_files(inputs, dataset), *revision_files(desk.reissues, dataset))
    framed = paths_of(embeds.embeds(decided))
    others = (*framed, *machine_files.paths(dataset), *findable.paths(dataset, desk.site))
    return _refuse_lost_and_taken(inputs, dataset, (*paths_of(decided), *beside, *paths_of(files), *others))


def _refuse_lost_and_taken(inputs: Inputs, dataset: Dataset, paths: tuple[str, ...]) -> frozenset[str]:
    """The addresses of *paths*; DataError where a sealed one is not among them, or two pages have one."""
    addresses = frozenset(map(address_of, paths))
    if lost := tuple(ledger.problems(read_ledger(inputs), addresses, dataset.redirects, dataset.as_of)):
        raise DataError(lost)
    if taken := tuple(taken_addresses.problems(Explained(read_content(inputs), dataset, paths=paths))):
        raise DataError(taken)
    return addresses


def seal(inputs: Inputs, now: datetime, new: Iterable[Path] = ()) -> Ledger:
    """The ledger with every address of the site as of *now*; DataError when one that it has would be lost.

    *new*: seals that are to be written, and so to be found on the site.
    """
    files = {file_address(inputs.name(path)) for path in new}
    return ledger.sealed(read_ledger(inputs), outline(inputs, out(inputs, now)) | files, now)


def seals(inputs: Inputs, now: datetime) -> Mapping[Path, str]:
    """The seals to be written as of *now*: of editions that have none, and of cited figures and tables where in use."""
    dataset = out(inputs, now)
    found = {
        inputs.returns / place_of(one): text(one, printed) for one, printed in verdict.to_be_sealed(inputs, dataset)
    }
    if inputs.elsewhere is None:
        found |= {
            inputs.data / FOLDER / name: said for name, said in sealed_lists.to_be_sealed(inputs, dataset).items()
        }
    return found


def unsealed(inputs: Inputs, dataset: Dataset) -> Iterator[str]:
    """What of *dataset* is published and not sealed yet, a line each."""
    for one in verdict.shelf(inputs, dataset).unsealed:
        yield f"{one.quarter.title}第{one.number}版（{one.cause}）还没有封存；发布后运行 build.py seal"
    is_begun = inputs.elsewhere is None and read_ledger(inputs).sealed_at
    if is_begun and (found := sealed_lists.unsealed(inputs, dataset)):
        yield f"{found} 条公开数字和统计表的数还没有封存；发布后运行 build.py seal"


def outlook(inputs: Inputs, whole: Dataset, now: datetime) -> Iterator[str]:
    """What a maintainer should know of the time ahead: what is not out yet, what is overdue, what is not sealed.

    Of returns that hold a part of the form all pages are decided, as they are now and as they will be.
    """
    dataset = as_sealed(inputs, out_of(whole, now, earnest=inputs.elsewhere is None))
    if not read_site_url(inputs):
        yield f"{SETTINGS}：没有写 site_url；网站地图等需要完整网址的都不生成（publish.yml 从 GitHub Pages 取得网址）"
    if blank := read_keeper(inputs).unfilled:
        yield f"{SETTINGS}：extra 里没有填 {'、'.join(blank)}；由单位运行的网站请填好，没有填的不出现在页面上"
    for version in whole.versions:
        if version.publication.out_at > now:
            yield f"{version.file}：{title(version.publication.out_at)}（北京时间）发布，此前不进入网站"
    for one in embargo.overdue(dataset):
        yield f"{one.where}：{one.title}应在{title(one.at)}发布，已逾期"
    known, is_partial = read_ledger(inputs), not all(holds_all(version, inputs) for version in whole.versions)
    addresses = outline(inputs, dataset) if known.sealed_at or is_partial else frozenset()
    if is_partial and dataset.versions != whole.versions:
        outline(inputs, whole)
    if known.sealed_at and (found := ledger.unsealed(known, addresses)):
        yield f"{known.file}：{len(found)} 个地址还没有封存；发布后运行 build.py seal"
    yield from unsealed(inputs, dataset)


def content_problems(inputs: Inputs, dataset: Dataset | None = None, *, links: bool = True) -> tuple[Problem, ...]:
    """What is wrong with content/ and mkdocs.yml, in the order of the files.

    *links* asks for all pages and takes seconds more; *dataset* is what is spoken of, where that has been read already.
    """
    if irregular := tuple(inputs.irregular()):
        return irregular
    try:
        content, address = read_content(inputs), read_site_url(inputs)
        unapproved = set(of_site.maps(inputs))
        dataset = dataset or (read(inputs.own) if links else read_tables(inputs.own))
    except DataError as error:
        return tuple(problem for problem in error.problems if problem.place.file.startswith(("content/", SETTINGS)))
    case = Explained(content, dataset, returnable(inputs, dataset))
    found = set(check_content(case))
    if links and not found:
        decided = pages.pages(Desk(dataset, address), content)
        anchors = _anchors(decided, linked(content), inputs)
        found = set(check_content(replace(case, paths=paths_of(decided), anchors=anchors)))
    return tuple(sorted(found | unapproved))


def _anchors(decided: Sequence[Page], wanted: Collection[str], inputs: Inputs) -> Anchors:
    """The address of every page, and of the *wanted* the anchors on it."""
    rendered = [page for page in decided if page.address in wanted]
    unmeasured = {chart: (1, 1) for page in rendered for chart in page.charts}
    made = pages.render(rendered, inputs.templates, unmeasured, compiled=inputs.keep("templates"))
    texts = [artifact.content.decode() for artifact in made]
    found = {
        page.address: frozenset(one or other for one, other in ANCHOR.findall(text))
        for page, text in zip(rendered, texts, strict=True)
    }
    return {page.address: found.get(page.address, frozenset()) for page in decided}


def size(svg: str) -> tuple[int, int]:
    """Width and height of a drawing, so that a page keeps its place free while it loads."""
    match = VIEW_BOX.search(svg)
    if not match:
        raise ValueError("a drawing without a viewBox")
    return round(float(match[1])), round(float(match[2]))
