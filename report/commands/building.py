"""Commands that build: the site, a preview; and waiting for the minute of a release."""

from __future__ import annotations

import gc
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from report.commands.said import report
from report.model import DataError
from report.moment import BEIJING


@contextmanager
def uncollected() -> Iterator[None]:
    """No search for rubbish: a build keeps nearly all it makes to its end, and the search took a fifth of its time."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


@uncollected()
def site(root: Path, out: Path, now: datetime, data: Path | None = None) -> int:
    """Build the site into *out*; leave the last good one there when the data are not fit."""
    from report import manifest, readback, site, verify
    from report.cache import Cache
    from report.delivery.commit import commit_of
    from report.publish import PublishError, render, write
    from report.read.settings import read_site_url

    docs, kept = (root / path for path in (("build/example", ".cache/example") if data else ("build/docs", ".cache")))
    if found := site.content_problems(root, links=False):
        return report(found)

    def describe(folder: Path) -> None:
        told = manifest.describe(root, composed, folder, moment=now, commit=commit_of(root), data=data)
        manifest.put(told, folder)

    try:
        dataset = site.out(root, now, data, Cache(kept / "findings"))
        downloads, reports = Cache(kept / "downloads"), Cache(kept / "reports")
        composed = site.composed(root, dataset, Cache(kept / "charts"), data, downloads=downloads, reports=reports)
        write(composed, docs)
        render(
            root,
            docs,
            out,
            composed.nav,
            now,
            checks=(
                partial(verify.problems, dataset=dataset, kept=Cache(kept / "claims")),
                partial(readback.problems, address=read_site_url(root), kept=Cache(kept / "readback")),
            ),
            finish=describe,
            cache=Cache(kept / "pages"),
            whole=Cache(kept / "links"),
            search=Cache(kept / "search"),
        )
    except DataError as error:
        return report(error.problems)
    except PublishError as error:
        print(f"{error}；{out} 保持原样", file=sys.stderr)
        return 1
    pages = sum(artifact.path.endswith(".md") for artifact in composed.artifacts)
    print(f"{out}: {pages} pages, {len(composed.artifacts) - pages} other files")
    return 0


def serve(root: Path, now: datetime | None, port: int) -> int:
    """Preview until interrupted, rebuilding once per edit."""
    from report.cache import Cache
    from report.live import preview
    from report.site import composed
    from report.site import out as dataset

    charts, checked = Cache(root / ".cache/charts"), Cache(root / ".cache/findings")
    preview(
        root,
        lambda path, at: composed(path, dataset(path, at, checked=checked), charts),
        lambda: now or datetime.now(BEIJING),
        port=port,
    )
    return 0


def wait(root: Path, longest: timedelta) -> int:
    """Sleep until the next moment at which the site changes, if that is within *longest*; else return at once."""
    from report.site import out

    now = datetime.now(BEIJING)
    try:
        change = out(root, now).next_change
    except DataError as error:
        return report(error.problems)
    if change and change - now <= longest:
        print(f"等到 {change:%Y-%m-%d %H:%M}", flush=True)
        time.sleep((change - now).total_seconds() + 1)
    return 0
