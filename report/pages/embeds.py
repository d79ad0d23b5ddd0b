"""Charts standing alone, for other sites to frame: each with its source, a link to its page, and no script."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from jinja2 import Environment
from markupsafe import escape

from report.address import EMBEDDED, QUARTER_PAGE, embed_address, relative
from report.charts import alt
from report.model import Artifact, Chart, Page
from report.plaintext import if_sample, plain

NEWEST = f"{EMBEDDED}latest/quarters/"  # of each chart of quarters the newest
CAPTION = 40  # px below a picture
Size = tuple[int, int]


class Embed(NamedTuple):
    """A chart, the page that it is of, and where it stands alone."""

    address: str
    page: Page
    chart: Chart

    @property
    def path(self) -> str:
        return f"{self.address[1:]}index.html"


def embeds(pages: Iterable[Page]) -> Iterator[Embed]:
    """One for each chart of *pages*, and one for each chart of quarters that follows the newest quarter that has it."""
    newest: dict[str, Embed] = {}
    for page in sorted(pages, key=lambda page: page.address):
        for chart in page.charts:
            yield Embed(embed_address(page.address, chart.name), page, chart)
            if QUARTER_PAGE.fullmatch(page.address):
                newest[chart.name] = Embed(f"{NEWEST}{chart.name}/", page, chart)
    yield from newest.values()


def embedded(
    pages: Iterable[Page], sizes: Mapping[Chart, Size], environment: Environment, style: str, site: str
) -> Iterator[Artifact]:
    """The files of all `embeds`; *style*: the address of their style sheet.

    *site*: the public address, without which none can name the page that it is of.
    """
    template = environment.get_template("embed.html.j2")
    for one in embeds(pages):
        page, chart = one.page, one.chart
        said = template.render(
            page=page,
            chart=chart,
            title=_title(chart),
            source=plain(chart.source),
            alt=alt(chart),
            size=sizes[chart],
            picture=relative(f"{page.address}{chart.name}.svg", one.address),
            style=relative(style, one.address),
            back=relative(page.address, one.address),
            back_title=plain(page.title),
            canonical=f"{site}{page.address}" if site else "",
        )
        yield Artifact(one.path, said.encode())


def _title(chart: Chart) -> str:
    return plain(chart.title) + if_sample(chart.synthetic)


def code(page: str, chart: Chart, size: Size, site: str) -> str:
    """What shows *chart* in another site's page; nothing where our own address is not known."""
    if not site:
        return ""
    width, height, title = size[0], size[1] + CAPTION, escape(_title(chart))
    return (
        f'<iframe src="{site}{embed_address(page, chart.name)}" title="{title}" width="{width}" height="{height}"'
        f' loading="lazy" style="border:0;width:100%;max-width:{width}px;height:auto;aspect-ratio:{width}/{height}">'
        "</iframe>"
    )
