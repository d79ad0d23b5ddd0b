"""/explore/, where a reader puts regions side by side; without script an index of the charts of other pages."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import NamedTuple

from report.address import QUARTER_PAGE, embed_address, indicator_address
from report.model import Chart, Dataset, Indicator, Page, RegionKind
from report.pages.desk import Desk
from report.pages.embeds import NEWEST
from report.pages.plan import Plan
from report.pages.regions import RANKED

ADDRESS = "/explore/"


class Pictured(NamedTuple):
    """A chart of another page, where it stands alone, and of which quarters there is one, newest last."""

    chart: Chart
    address: str
    quarters: tuple[str, ...] = ()


def compared(dataset: Dataset) -> Iterator[Indicator]:
    """What can be put side by side: what returns or official tables have of a province, and rates of two such."""
    provinces = {region.name for region in dataset.provinces}
    rows = (*dataset.returned, *dataset.official)
    keys = {row.indicator for row in rows if row.region in provinces and row.value is not None}
    return (one for key, one in dataset.indicators.items() if key in keys or {one.numerator, one.denominator} <= keys)


def explore(desk: Desk, plan: Plan, pages: Iterable[Page]) -> Page:
    """*pages*: all that have charts of the nation, of indicators and of quarters."""
    dataset, found = desk.dataset, {page.address: page for page in pages}
    of_quarters, themes = _of_quarters(found.values()), _themes_of(found.values())
    known, ready = dataset.indicators.values(), {one.key: one for one in compared(dataset)}
    return Page(
        address=ADDRESS,
        template="explore.md.j2",
        title="对比",
        description="选一个指标和最多六个地区，看折线、排序、方格图或表；选择都在网址里，可以复制链接、嵌入、下载。",
        section="数据",
        context={
            "has_returns": bool(desk.figures.quarters),
            "start": _start(plan, ready),
            "themes": [
                (theme, [(one, one.key in ready) for one in known if one.theme == theme]) for theme in dataset.themes
            ],
            "compared": len(ready),
            "regions": [
                (one, dataset.regions[one.inside].slug if one.inside else "") for one in dataset.pages_of_regions
            ],
            "corps": next(one for one in dataset.pages_of_regions if one.kind is RegionKind.CORPS),
            "index": [
                (
                    theme,
                    [of_quarters[name] for name in themes.get(theme, ())],
                    list(_of_theme(theme, found, desk, of_quarters)),
                )
                for theme in dataset.themes
            ],
            "country": [
                Pictured(one, embed_address("/", one.name)) for one in found["/"].charts if one.name not in of_quarters
            ],
        },
        front={"explore": True, "aliases": ["比较", "对照", "duibi", "自选图表"]},
    )


def _start(plan: Plan, ready: Mapping[str, Indicator]) -> str:
    """What a reader is shown first: the first headline, else the first of the tables that are ranked."""
    keys = (*(one.key for one in plan.headlines), *(key for key, _ in RANKED), *ready)
    return next((ready[key].slug for key in keys if key in ready), "")


def _of_quarters(pages: Iterable[Page]) -> Mapping[str, Pictured]:
    """By its name each chart of quarters, as the newest of them has it."""
    found: dict[str, Pictured] = {}
    for page in sorted(pages, key=lambda page: page.address):
        for chart in page.charts if QUARTER_PAGE.fullmatch(page.address) else ():
            before = found[chart.name].quarters if chart.name in found else ()
            slug = page.address.split("/")[-2]
            found[chart.name] = Pictured(chart, f"{NEWEST}{chart.name}/", (*before, slug))
    return found


def _themes_of(pages: Iterable[Page]) -> Mapping[str, Collection[str]]:
    """The names of the charts of quarters by the theme under which their pages have them."""
    found: dict[str, dict[str, None]] = {}
    for page in pages:
        for section in page.context.get("returned", ()) if QUARTER_PAGE.fullmatch(page.address) else ():
            names = (chart.name for part in section["parts"] for chart in part["charts"])
            found.setdefault(section["title"], {}).update(dict.fromkeys(names))
    return found


def _of_theme(
    theme: str, pages: Mapping[str, Page], desk: Desk, elsewhere: Collection[str]
) -> Iterator[tuple[Indicator, list[Pictured]]]:
    """The indicators of a theme whose pages have charts that no page of a quarter has."""
    for indicator in desk.dataset.indicators.values():
        address = indicator_address(indicator)
        own = [one for one in pages[address].charts if one.name not in elsewhere] if indicator.theme == theme else []
        if own:
            yield indicator, [Pictured(one, embed_address(address, one.name)) for one in own]
