"""Notices at addresses that moved or were withdrawn: data/redirects.csv."""

from __future__ import annotations

from collections.abc import Iterator

from report.address import relative
from report.model import Dataset, Page


def moved(dataset: Dataset) -> Iterator[Page]:
    """A page at each former page, out of search; of a former file the row in redirects.csv is all there is."""
    for redirect in dataset.redirects:
        if redirect.address.endswith("/"):
            title = "页面已移到新的地址" if redirect.to else "页面已撤下"
            yield Page(
                address=redirect.address,
                template="moved.md.j2",
                title=title,
                description=f"{title}：{redirect.reason}",
                section="数据",
                context={"to": redirect.to, "reason": redirect.reason},
                front={
                    "noindex": True,
                    "refresh": relative(redirect.to, redirect.address) if redirect.to else "",
                },
                crumbs=(("首页", "/"),),
            )
