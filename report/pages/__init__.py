"""Which pages there are, and rendering them to Markdown that MkDocs reads."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, MutableMapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from report.address import QUARTER_PAGE, asset_address, embed_address, in_chinese, relative
from report.braces import RETURNED, closed_room
from report.charts import alt, beside, columns_beside
from report.compiled import Compiled
from report.halves import in_halves
from report.model import NUMBERS, Artifact, Cell, Chart, Column, Dataset, Page, Redirect, Symbol, Table
from report.model.content import Content, Term
from report.moment import code
from report.numbers.cells import NOTHING
from report.pages import embeds
from report.pages.calendar import calendar
from report.pages.cards import card_of
from report.pages.data import data, table_page
from report.pages.desk import Desk
from report.pages.edition_pages import edition_page, formers
from report.pages.explore import explore
from report.pages.guides import faq, glossary, guides, written
from report.pages.home import home
from report.pages.in_english import pages_in_english, twins
from report.pages.indicators import indicators
from report.pages.issue import issues
from report.pages.linked_data import linked_data
from report.pages.listening import with_words, words_beside
from report.pages.mistakes import Ways
from report.pages.modified import moments, moments_of_quarters
from report.pages.offered import offers
from report.pages.plan import plan_of
from report.pages.policy import policy
from report.pages.prose import Writer, markdown_text, with_tooltips
from report.pages.quarters import appendices, quarters
from report.pages.regions import region_report, regions
from report.pages.revisions import revisions
from report.pages.self_inspection import inspection
from report.papers import scanned_svg
from report.period import Quarter
from report.plaintext import plain, plainly
from report.store import sha256_of
from report.wording import SYMBOLS, number_in

SAID = {**{one.value: words for one, words in SYMBOLS.items()}, NOTHING.text: SYMBOLS[Symbol.NOT_APPLICABLE]}
NAV = (
    ("首页", "index.md"),
    ("地区", "regions/index.md"),
    ("指标", "indicators/index.md"),
    ("季度", "quarters/index.md"),
    ("对比", "explore/index.md"),
    ("政策", "policy/index.md"),
    ("数据", "data/index.md"),
)


def pages(desk: Desk, content: Content, today: date = date.max) -> tuple[Page, ...]:
    """All pages of the site, before rendering; *today* decides which commitments of the plan are due."""
    return (*other_pages(desk, content, today), *(page.make() for page in quarterly(desk, content)))


@dataclass(frozen=True)
class Quarterly:
    """A page that draws no chart and follows from the returns up to its quarter, to be made when it is asked for."""

    name: str  # of all such pages of a quarter
    quarter: Quarter
    make: Callable[[], Page]


def quarterly(desk: Desk, content: Content) -> Iterator[Quarterly]:
    """The report of every region in every quarter, every edition of it, what is too long for the page of a quarter, and
    every sheet of every return, cell by cell.

    They are most of the site.
    """
    plan, modified = plan_of(content.quarters, desk.dataset), moments_of_quarters(desk.dataset)
    for quarter, issue in issues(desk).items():
        for region in desk.dataset.pages_of_regions:
            yield _put_off(desk, quarter, region.slug, partial(region_report, issue, plan, region), modified[quarter])
        for source in issue.sources:
            of_source = partial(table_page, desk, source, quarter)
            yield _put_off(desk, quarter, source.key, of_source, desk.dataset.returns[quarter].publication.out_at)
        for name, make in appendices(issue, plan):
            yield _put_off(desk, quarter, name, make, modified[quarter])
        for former in formers(desk, quarter):
            name = f"edition-{former.edition.number}-{former.slug}"
            yield _put_off(desk, quarter, name, partial(edition_page, former))


def _put_off(
    desk: Desk, quarter: Quarter, name: str, make: Callable[[], Page], modified: datetime | None = None
) -> Quarterly:
    return Quarterly(name, quarter, lambda: _finished(make(), desk, modified))


def other_pages(desk: Desk, content: Content, today: date = date.max, files: int = 0) -> tuple[Page, ...]:
    """All pages but those that are `quarterly`; *files* of the project were looked at for maps."""
    dataset, environment = desk.dataset, closed_room()
    about_data = environment.from_string(content.data)

    def write(address: str) -> Writer:
        return Writer(dataset, content, environment, address)

    plan = plan_of(content.quarters, dataset)
    returned = issues(desk)
    found = (
        *home(desk, content.home, plan),
        *regions(desk, plan, content.local),
        *indicators(desk, plan, {page.clause: page.address for page in content.explainers}),
        *quarters(desk, plan, returned),
        *articles(desk, content, write, today),
        calendar(desk),
        revisions(desk),
        *data(desk, about_data.render({RETURNED: bool(dataset.returns)})),
    )
    english = pages_in_english(desk, content, plan, {page.address: page for page in found})
    modified, offered = moments(dataset, desk.withdrawn), offers(desk)
    finished = [
        _finished(replace(page, offer=offered.get(page.address)), desk, modified.get(in_chinese(page.address)))
        for page in twins((*found, explore(desk, plan, found), *english))
    ]
    words = sum(len(one.wrong) for one in content.wrong_words)
    return (*finished, _finished(inspection(desk, finished, words, files), desk, None))


def articles(desk: Desk, content: Content, write: Callable[[str], Writer], today: date) -> Iterator[Page]:
    """Pages of words: policy, guides, terms, questions, and what else people wrote."""
    words = (
        policy(desk, content, write, today),
        guides(content, write),
        (glossary(content), faq(content, write)),
        written(content.written, desk.keeper),
    )
    for page in chain.from_iterable(words):
        yield replace(page, is_article=True)


def _finished(page: Page, desk: Desk, released: datetime | None) -> Page:
    """The page with what it says to others; a picture for links needs an absolute address.

    *released*: when a release last changed it.
    """
    modified = max(filter(None, (page.modified, released)), default=None)
    dated = {"pub_date": f"{modified:%Y-%m-%d %H:%M}"} if page.is_article and modified else {}
    card = card_of(page) if desk.site else None
    return _marked(replace(page, modified=modified, front={**dated, **page.front}, card=card), desk.dataset)


def notices(dataset: Dataset) -> tuple[Page, ...]:
    """A notice at each address in data/redirects.csv where a page was; of a file the row there is all there is."""
    gone = (redirect for redirect in dataset.redirects if redirect.address.endswith("/"))
    return tuple(_marked(_notice(redirect), dataset) for redirect in gone)


def _notice(redirect: Redirect) -> Page:
    """It stays out of search."""
    title = "页面已移到新的地址" if redirect.to else "页面已撤下"
    return Page(
        address=redirect.address,
        template="moved.md.j2",
        title=title,
        description=f"{title}：{redirect.reason}",
        section="数据",
        context={"to": redirect.to, "reason": redirect.reason},
        front={"noindex": True, "refresh": relative(redirect.to, redirect.address) if redirect.to else ""},
    )


# ---------------------------------------------------------------- 示例数据


def _marked(page: Page, dataset: Dataset) -> Page:
    return as_sample(page) if dataset.synthetic else page


def as_sample(page: Page) -> Page:
    """The same page with the mark on everything that can be seen or taken away."""
    return replace(
        page,
        context=_with_mark(dict(page.context)),
        charts=_with_mark(page.charts),
        tables=_with_mark(page.tables),
        papers=tuple(replace(one, said=_with_mark(dict(one.said)), synthetic=True) for one in page.papers),
        front={**page.front, "synthetic": True},
        card=replace(page.card, synthetic=True) if page.card else None,
    )


def _with_mark(value: Any) -> Any:
    """Charts and tables marked, however deep in lists and mappings they stand; anything else as it was."""
    if isinstance(value, Table):
        return replace(value, synthetic=True)
    if type(value) in (tuple, list):
        return type(value)(map(_with_mark, value))
    if type(value) is dict:
        return {key: _with_mark(one) for key, one in value.items()}
    return value


# ---------------------------------------------------------------- rendering


def render(
    pages: Iterable[Page],
    templates: Path,
    sizes: Mapping[Chart, tuple[int, int]],
    terms: Sequence[Term] = (),
    compiled: MutableMapping[str, bytes] | None = None,
    site: str = "",
    report_to: str = "",
) -> tuple[Artifact, ...]:
    """Each page as one Markdown file; *sizes*: width and height of each chart's picture, *terms*: the tooltips.

    *site*: the public address; where there is none printed pages carry no code. *report_to*: who is told of mistakes.
    """
    rendered = renderer(templates, sizes, terms, compiled, site, report_to)
    return tuple(in_halves(lambda some: list(map(rendered, some)), tuple(pages)))


def renderer(
    templates: Path,
    sizes: Mapping[Chart, tuple[int, int]],
    terms: Sequence[Term] = (),
    compiled: MutableMapping[str, bytes] | None = None,
    site: str = "",
    report_to: str = "",
) -> Callable[[Page], Artifact]:
    """What makes one page a Markdown file; *compiled* keeps the compiled templates between builds."""
    environment = _environment(templates, {} if compiled is None else compiled)
    return lambda page: _render(Ways(page, site, report_to), environment, sizes, terms)


def embedded(
    pages: Iterable[Page],
    templates: Path,
    sizes: Mapping[Chart, tuple[int, int]],
    compiled: MutableMapping[str, bytes],
    site: str = "",
) -> Iterator[Artifact]:
    """Each chart of *pages* alone, for other sites to frame."""
    style = asset_address("embed.css", sha256_of((templates / "theme/assets/embed.css").read_bytes()))
    return embeds.embedded(pages, sizes, _environment(templates, compiled), style, site)


def _environment(templates: Path, compiled: MutableMapping[str, bytes]) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(templates),
        bytecode_cache=Compiled(compiled),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["aloud"], environment.filters["also_aloud"] = with_words, words_beside
    environment.filters["md"] = markdown_text
    environment.filters["plainly"] = plainly
    environment.filters["cells"] = _cells
    return environment


def _cells(cells: Iterable[Cell], columns: Iterable[Column], url: Ways, shades: Iterable[str] | None = None) -> Markup:
    """The cells of a row. Not in a template: there are two hundred thousand, which took half of the rendering."""
    kinds = ("" if column.cells == NUMBERS else column.cells for column in columns)
    shown = kinds if shades is None else map(_shaded, kinds, shades)
    return Markup("".join(_cell(cell, kind, url) for cell, kind in zip(cells, shown, strict=False)))


def _shaded(kind: str, shade: str) -> str:
    return f"{kind} {shade}".strip()


def _cell(cell: Cell, kind: str, url: Ways) -> str:
    """A cell of words that stand for a number (下降3.1%) says for which, so that its column sorts by it.

    A symbol has its meaning under it, in words that everybody sees. What most cells are has no class, and none has an
    end tag, which HTML does not ask for: they are most of a page.
    """
    shown = (f' id="{cell.anchor}"' if cell.anchor else "") + (f' class="{kind}"' if kind else "")
    marks = f" <small>{escape(cell.marks)}</small>" if cell.marks else ""
    told = "、".join(SAID[one] for one in (cell.text, *cell.marks.split("、")) if one in SAID)
    said = f' data-said="{told}"' if told else ""
    text = f'<a href="{url(cell.address)}">{escape(cell.text)}</a>' if cell.address else escape(cell.text)
    is_word = cell.value is not None and number_in(cell.text) is None
    value = f' data-value="{cell.value:f}"' if is_word else ""
    return f"<td{shown}{value}{said}>{text}{marks}"


def _render(
    ways: Ways, environment: Environment, sizes: Mapping[Chart, tuple[int, int]], terms: Sequence[Term]
) -> Artifact:
    page, site = ways.page, ways.site
    context = {
        **page.context,
        "page": page,
        "url": ways,
        "picture": lambda chart: _picture(chart, sizes[chart], page.address, site),
    }
    body = with_tooltips(environment.get_template(page.template).render(context), terms, page.address)
    return Artifact(
        page.path, f"---\n{_front_matter(ways)}\n---\n\n{body}{_scanned(page, site)}{_linked(page, site)}".encode()
    )


def _scanned(page: Page, site: str) -> str:
    """For printed pages their address as a code: of what is cited where they say so; of a page that leads on none."""
    if not site or page.front.get("refresh"):
        return ""
    cited = page.context.get("citation")
    address = f"{site}{cited.address if cited else page.address}"
    code = f'<div class="ph-scanned" data-pagefind-ignore>{scanned_svg(address)}<span>{escape(address)}</span></div>'
    return f"\n\n{code}\n"


def _linked(page: Page, site: str) -> str:
    said = linked_data(page, site)
    return f"\n\n{said}\n" if said else ""


def _front_matter(ways: Ways) -> str:
    """YAML that is also JSON, so that no text from the data can end it or change its shape."""
    page = ways.page
    front = {
        "title": page.title,
        "description": page.description,
        "section": page.section,
        **({"tables": True} if page.tables else {}),
        **({"modified": code(page.modified)} if page.modified else {}),
        **({"card": page.card.said} if page.card else {}),
        **({"cited": True} if page.context.get("citation") else {}),
        **({"tell": ways.tell()} if ways.report_to else {}),
        **{key: value for key, value in page.front.items() if value},
    }
    return "\n".join(f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in front.items())


def _picture(chart: Chart, size: tuple[int, int], page: str, site: str) -> Mapping[str, Any]:
    """What `m.chart` lays out: numbers with their links; for the page of a quarter, which may take no more than 30 KB
    packed, columns that say where theirs lead (`sort.js`).
    """
    header, rows = beside(chart)
    pinned, at = bool(QUARTER_PAGE.fullmatch(page)), columns_beside(chart)[:-1]
    traces = dict(zip(at, (column.trace for column in chart.columns), strict=True)) if pinned else {}
    ways = [{} if pinned else {n: cell.address for n, cell in zip(at, row.cells, strict=True)} for row in chart.rows]
    return {
        "name": chart.name,
        "title": plain(chart.title),
        "alt": alt(chart),
        "width": size[0],
        "height": size[1],
        "header": [(text, traces.get(n)) for n, text in enumerate(header)],
        "rows": [[(text, own.get(n)) for n, text in enumerate(row)] for row, own in zip(rows, ways, strict=True)],
        "embed": embed_address(page, chart.name),
        "pinned": pinned,
        "code": embeds.code(page, chart, size, site),
    }
