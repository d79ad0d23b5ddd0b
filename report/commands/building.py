"""Commands that build: the site, a preview; and waiting for the minute of a release."""

from __future__ import annotations

import gc
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from report.commands.said import unchanged
from report.moment import BEIJING

if TYPE_CHECKING:
    from report.audit.built import Built
    from report.commands.standing import Lookup
    from report.model import Site
    from report.store import Stores


@contextmanager
def uncollected() -> Iterator[None]:
    """No search for rubbish: a build keeps nearly all it makes to its end, and the search took a fifth of its time."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


@contextmanager
def readable() -> Iterator[None]:
    """What is built a web server reads, under whatever umask and by whomever it is built."""
    before = os.umask(0o022)
    try:
        yield
    finally:
        os.umask(before)


@readable()
@uncollected()
def site(root: Path, now: datetime, data: Path | None = None, out: Path | None = None) -> int:
    """Build the site into *out*; leave the last good one there when the data are not fit."""
    from report.commands.standing import Lookup
    from report.store import Stores

    out, keep = out or root / ("site.example" if data else "site"), Stores.of(root, data)
    lookup = Lookup(root, data, out.resolve(), now, keep)
    with unchanged(out):
        print(lookup.said_again() or _built(root, now, data, out, keep, lookup))
    return 0


def _built(root: Path, now: datetime, data: Path | None, out: Path, keep: Stores, lookup: Lookup) -> str:
    """What is said of the site that is now in *out*."""
    from report import compose
    from report.audit import claims, readback, sealed_pages
    from report.deliver import manifest
    from report.deliver.manifest import commit_of
    from report.inputs import Inputs
    from report.inputs.contents import read_quarters
    from report.inputs.settings import read_site_url
    from report.publish import render, write

    def describe(built: Built) -> None:
        told = manifest.describe(root, composed, built, moment=now, commit=commit_of(root), data=data)
        manifest.put(told, built.folder)

    key, docs = lookup.key(), root / f"build/{'example' if data else 'docs'}"
    inputs = Inputs(root, data, keep)
    dataset = compose.fit(inputs, now)
    composed = compose.composed(inputs, dataset)
    write(composed, docs)
    render(
        root,
        docs,
        out,
        composed.nav,
        now,
        checks=(
            partial(claims.problems, dataset=dataset, kept=keep("claims"), told=read_quarters(inputs).told_everywhere),
            partial(readback.problems, address=read_site_url(inputs), kept=keep("readback")),
            partial(sealed_pages.problems, inputs=inputs, kept=keep("editions")),
        ),
        finish=describe,
        keep=keep,
    )
    keep.let_go()
    pages = sum(artifact.path.endswith(".md") for artifact in composed.artifacts)
    said = f"{out}: {pages} pages, {len(composed.artifacts) - pages} other files"
    lookup.remember(key, dataset.next_change, said)
    return said


def serve(root: Path, now: datetime | None, port: int) -> int:
    """Preview until interrupted, rebuilding once per edit."""
    from report.compose import composed
    from report.compose import out as dataset
    from report.inputs import Inputs
    from report.publish.preview import preview
    from report.store import Stores

    keep = Stores.of(root)

    def build(root: Path, at: datetime) -> Site:
        inputs = Inputs(root, keep=keep)
        return composed(inputs, dataset(inputs, at))

    preview(
        root,
        build,
        lambda: now or datetime.now(BEIJING),
        port=port,
    )
    return 0


def wait(root: Path, minutes: timedelta) -> int:
    """Sleep until the next moment at which the site changes, if that is within *minutes*; else return at once."""
    from report.compose import out
    from report.inputs import Inputs

    now = datetime.now(BEIJING)
    change = out(Inputs(root), now).next_change
    if change and change - now <= minutes:
        print(f"等到 {change:%Y-%m-%d %H:%M}", flush=True)
        time.sleep((change - now).total_seconds() + 1)
    return 0
