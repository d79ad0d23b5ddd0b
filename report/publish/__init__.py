"""The only room that writes the site: composed files into build/docs, and what is finished into its folder."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from itertools import chain, compress
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import urlsplit

from report.address import INSPECTION
from report.audit import inspected, links
from report.audit.built import Built
from report.audit.seen import Looks, Searched
from report.disk import must_have_room, put
from report.halves import in_halves
from report.inputs import Inputs
from report.inputs.settings import read_keeper, read_site_url
from report.model import Artifact, DataError, LaidAway, Problem, Site
from report.publish.offline import put_offline
from report.publish.placing import link
from report.publish.rendered import Rendered, look
from report.publish.search import INDEX, index
from report.store import Keep, forget, sha256_of

SLOT = re.compile(r'<span data-looked="(\w+)">')  # on the page about the inspection
Check = Callable[[Built], Iterable[Problem]]  # what is wrong with the finished site


# ---------------------------------------------------------------- build/docs


def write(site: Site, docs: Path) -> tuple[str, ...]:
    """Make *docs* hold exactly *site*; return the paths that changed, also those that left."""
    wanted = {safe_path(artifact): artifact for artifact in site.artifacts}
    new = (one for path, one in wanted.items() if not (docs / path).exists())
    must_have_room(docs, sum(one.size if isinstance(one, LaidAway) else len(one.content) for one in new))
    removed = _prune(docs, wanted)
    paths = tuple(wanted)
    is_new = in_halves(lambda some: [_write_if_changed(docs / path, wanted[path].content) for path in some], paths)
    return (*removed, *compress(paths, is_new))


def safe_path(artifact: Artifact) -> str:
    """Its path below the folder; ValueError for one that would leave it."""
    path = PurePosixPath(artifact.path)
    if path.is_absolute() or ".." in path.parts or not path.parts or "\\" in artifact.path:
        raise ValueError(f"{artifact.path!r} is not a path below the site; write it like regions/jiangsu/index.md")
    return str(path)


def _write_if_changed(file: Path, content: bytes) -> bool:
    """Equal bytes are left alone: a watcher would take a rewrite for an edit."""
    if file.is_file() and file.read_bytes() == content:
        return False
    put(file, content)
    return True


def _prune(docs: Path, wanted: Collection[str]) -> list[str]:
    """Remove files that are not wanted, and folders that this leaves empty."""
    removed = []
    for folder, _, names in os.walk(docs, topdown=False):
        for name in names:
            file = Path(folder, name)
            path = file.relative_to(docs).as_posix()
            if path not in wanted:
                file.unlink()
                removed.append(path)
        if Path(folder) != docs and not any(Path(folder).iterdir()):
            Path(folder).rmdir()
    return sorted(removed)


# ---------------------------------------------------------------- the site


def render(
    root: Path,
    docs: Path,
    target: Path,
    nav: Sequence[Mapping[str, str]],
    *,
    checks: Iterable[Check] = (),
    finish: Callable[[Built], None] = lambda built: None,
    keep: Keep = forget,
    address: str = "",
) -> None:
    """Build *docs* with the theme of *root* into *target*, searchable; on any error *target* stays as it was.

    The finished site passes *checks*, and that every link leads somewhere, before it takes the place of the last
    one; DataError with what all of them found. *finish* is given the whole site then. *keep* has the caches of pages,
    of what was seen of them, and of the index; they change nothing but the time taken. *address*: of the site, where
    mkdocs.yml names none.
    """
    inputs = Inputs(root, address=address)
    address = f"{read_site_url(inputs)}/"
    told = {"nav": nav, "address": address, "keeper": read_keeper(inputs), "compiled": keep("templates")}
    mkdocs = partial(_run_mkdocs, told=told, root=root, docs=docs)
    with _staging(target.resolve()) as (staging, room):
        pages = Rendered.of(docs, keep("pages"), look(root, nav, address), mkdocs)
        hashes = pages.put_in(staging)
        all_hashes = {**hashes, **pages.finished}
        looks = Looks.at(all_hashes, pages.reader(docs, staging), keep("seen"))
        built = Built.read(staging, looks, hashes)
        with index(hashes, partial(built.seen, part=Searched), room / INDEX, keep):
            link(docs, staging)
            put_offline(staging, hashes, address.removeprefix("/"))
            built = Built.read(staging, looks, all_hashes)
            found = _faults(built, address, checks)
        if found:
            raise DataError(tuple(sorted(found)))
        (room / INDEX).rename(staging / INDEX)
        finish(_counted(built).joined_by(INDEX))


def _run_mkdocs(pages: Collection[str], site: Path, *, told: Mapping[str, Any], root: Path, docs: Path) -> None:
    from report.publish.mkdocs import run_mkdocs  # a third of a second, which a check of the data need not wait for

    run_mkdocs(pages, site, root=root, docs=docs, **told)


def _faults(built: Built, address: str, checks: Iterable[Check]) -> set[Problem]:
    """Every link that leads nowhere, and all that *checks* find."""
    return {*links.problems(built, urlsplit(address).path), *chain.from_iterable(check(built) for check in checks)}


def _counted(built: Built) -> Built:
    """The site with what was counted in its pages written on the page about the inspection, which is counted as it was.

    The numbers stand where search does not look, so that its index follows from none of them.
    """
    page = f"{INSPECTION[1:]}index.html"
    if page not in built.hashes:
        return built
    counts = inspected.counts(built)
    html = SLOT.sub(lambda slot: f"{slot[0]}{counts[slot[1]]:,}", built.html(page))
    put(built.folder / page, html.encode())
    counted = replace(built, known={**built.hashes, page: sha256_of(html.encode())})
    if wrong := inspected.unlike(counted, page, counts):
        raise DataError(wrong)
    return counted


@contextmanager
def _staging(target: Path) -> Iterator[tuple[Path, Path]]:
    """A fresh folder beside *target* that takes its place when all went well, and one for what is in the making."""
    staging, room, former = (target.with_name(f"{target.name}.{state}") for state in ("new", "room", "old"))
    if former.exists() and not target.exists():  # a build was cut short between the two renames
        former.rename(target)
    for leftover in (staging, room, former):
        shutil.rmtree(leftover, ignore_errors=True)
    room.mkdir(parents=True)
    try:
        yield staging, room
        _swap(staging, target, former)
    finally:
        shutil.rmtree(staging, ignore_errors=True)
        shutil.rmtree(room, ignore_errors=True)
        shutil.rmtree(former, ignore_errors=True)


def _swap(staging: Path, target: Path, former: Path) -> None:
    if target.exists():
        target.rename(former)
    try:
        staging.rename(target)
    except OSError:
        former.rename(target)
        raise
