"""Commands that build: the site, a preview; and waiting for the minute of a release."""

from __future__ import annotations

import gc
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from report.commands.said import unchanged
from report.moment import BEIJING

if TYPE_CHECKING:
    from report.audit.built import Built
    from report.commands.standing import Lookup
    from report.inputs import Inputs
    from report.model import Dataset, Site
    from report.publish import Check
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
def site(root: Path, now: datetime, data: Path | None = None, out: Path | None = None, address: str = "") -> int:
    """Build the site into *out*; leave the last good one there when the data are not fit.

    *address*: where it will stand, when mkdocs.yml does not name it.
    """
    from report.commands.standing import Lookup
    from report.disk import building
    from report.inputs import Inputs
    from report.store import Stores

    out, keep = out or root / ("site.example" if data else "site"), Stores.of(root, data)
    lookup = Lookup(root, data, out.resolve(), now, keep, address)
    with unchanged(out), building(root):
        print(lookup.said_again() or _built(Inputs(root, data, keep, address=address), now, out, keep, lookup))
    return 0


def _built(inputs: Inputs, now: datetime, out: Path, keep: Stores, lookup: Lookup) -> str:
    """What is said of the site that is now in *out*."""
    from report.deliver import manifest
    from report.deliver.manifest import commit_of
    from report.disk import must_have_room, own_bytes
    from report.publish import render
    from report.store import by_a_copy

    root, data = inputs.root, inputs.elsewhere
    must_have_room(out, own_bytes(out))
    key, docs = lookup.key(), root / f"build/{'example' if data else 'docs'}"
    dataset, bare, files = by_a_copy(keep, lambda: _written(inputs, now, docs))

    def describe(built: Built) -> None:
        told = manifest.describe(root, bare, built, moment=now, commit=commit_of(root), data=data)
        manifest.put(told, built.folder)

    render(
        root,
        docs,
        out,
        bare.nav,
        checks=_checks(inputs, dataset, keep),
        finish=describe,
        keep=keep,
        address=inputs.address,
    )
    keep.let_go()
    until = min(filter(None, (dataset.next_change, bare.next_change)), default=None)
    said = f"{out}: {files}"
    lookup.remember(key, until, said)
    return said


def _written(inputs: Inputs, now: datetime, docs: Path) -> tuple[Dataset, Site, str]:
    """What is out, the site of it without its files, which are in *docs*, and how many there are."""
    from report import compose
    from report.publish import write
    from report.store import by_a_copy

    fit = by_a_copy(inputs.keep, lambda: compose.fit(inputs, now))  # without what it was read and checked with
    dataset = compose.as_sealed(inputs, fit)
    site = compose.composed(inputs, dataset)
    write(site, docs)
    pages = sum(artifact.path.endswith(".md") for artifact in site.artifacts)
    return dataset, replace(site, artifacts=()), f"{pages} pages, {len(site.artifacts) - pages} other files"


def _checks(inputs: Inputs, dataset: Dataset, keep: Stores) -> tuple[Check, ...]:
    """What a finished site has to pass."""
    from report.audit import claims, inspected, presented, readback, sealed_pages, traced
    from report.audit.readback import alone, pdf, subscribed
    from report.inputs.contents import read_quarters, read_wrong_words
    from report.inputs.settings import read_site_url

    told = read_quarters(inputs).told_everywhere
    return (
        partial(traced.problems, dataset=dataset, kept=keep("traced")),
        partial(presented.problems, dataset=dataset, kept=keep("presented")),
        partial(subscribed.problems, dataset=dataset, kept=keep("told")),
        partial(readback.problems, address=read_site_url(inputs), kept=keep("readback")),
        partial(pdf.problems, kept=keep("paper")),
        partial(alone.problems, kept=keep("alone")),
        partial(inspected.problems, words=read_wrong_words(inputs), kept=keep("inspected")),
        partial(sealed_pages.problems, inputs=inputs, kept=keep("editions")),
        partial(claims.problems, dataset=dataset, kept=keep("claims"), told=told),  # last: pandas stays in memory
    )


def serve(root: Path, now: datetime | None, port: int) -> int:
    """Preview until interrupted, rebuilding once per edit."""
    from report.compose import as_sealed, composed, fit
    from report.inputs import Inputs
    from report.publish.preview import preview
    from report.store import Stores

    keep = Stores.of(root)

    def build(root: Path, at: datetime) -> Site:
        inputs = Inputs(root, keep=keep)
        return composed(inputs, as_sealed(inputs, fit(inputs, at)))

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
