"""示例数据: a page made from the synthetic programme says so, in its banner, its charts and their downloads."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from report.model import Chart
from report.pages.page import Page


def as_sample(page: Page) -> Page:
    """The same page with the mark on everything that can be seen or taken away."""
    return replace(
        page,
        context={name: _marked(value) for name, value in page.context.items()},
        charts=tuple(map(_marked, page.charts)),
        front={**page.front, "synthetic": True},
    )


def _marked(value: Any) -> Any:
    """Charts, alone or in a row, marked; anything else as it was."""
    if isinstance(value, Chart):
        return replace(value, synthetic=True)
    if isinstance(value, tuple | list) and any(isinstance(one, Chart) for one in value):
        return type(value)(map(_marked, value))
    return value
