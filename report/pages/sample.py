"""示例数据: a page made from the synthetic programme says so, in its banner, charts, tables and their downloads."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from report.model import Page, Table


def as_sample(page: Page) -> Page:
    """The same page with the mark on everything that can be seen or taken away."""
    return replace(
        page,
        context=_marked(dict(page.context)),
        charts=_marked(page.charts),
        tables=_marked(page.tables),
        front={**page.front, "synthetic": True},
    )


def _marked(value: Any) -> Any:
    """Charts and tables marked, however deep in lists and mappings they stand; anything else as it was."""
    if isinstance(value, Table):
        return replace(value, synthetic=True)
    if type(value) in (tuple, list):
        return type(value)(map(_marked, value))
    if type(value) is dict:
        return {key: _marked(one) for key, one in value.items()}
    return value
