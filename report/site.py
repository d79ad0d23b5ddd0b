"""compose: the whole site as one value. The only place where the steps meet."""

from __future__ import annotations

import re
from collections.abc import MutableMapping
from datetime import datetime
from pathlib import Path

from report import exports, measures, pages
from report.charts import draw_all
from report.model import Site
from report.read import read

VIEW_BOX = re.compile(r'viewBox="0 0 ([\d.]+) ([\d.]+)"')


def compose(root: Path, now: datetime, cache: MutableMapping[str, str] | None = None) -> Site:
    """The site that the files under *root* make at the moment *now*; DataError when the data are not fit.

    No clock, no network, no environment: the same files and moment give the same bytes. *cache* keeps drawn charts
    between builds and changes nothing but the time taken.
    """
    dataset = measures.visible(read(root), now.date())
    decided = pages.pages(dataset, root)
    charts = tuple(dict.fromkeys(chart for page in decided for chart in page.charts))
    drawings = dict(zip(charts, draw_all(charts, cache), strict=True))
    sizes = {chart: size(svg) for chart, svg in drawings.items()}
    return Site(
        artifacts=(
            *pages.render(decided, root / "templates", sizes),
            *exports.chart_files(decided, drawings),
            *exports.data_files(root),
        ),
        nav=tuple({title: path} for title, path in pages.NAV),
    )


def size(svg: str) -> tuple[int, int]:
    """Width and height of a drawing, so that a page keeps its place free while it loads."""
    match = VIEW_BOX.search(svg)
    if not match:
        raise ValueError("a drawing without a viewBox")
    return round(float(match[1])), round(float(match[2]))
