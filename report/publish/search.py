"""The search index of the finished pages, by Pagefind."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from importlib.metadata import version
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory

from report.address import below_root
from report.audit.seen import Searched
from report.disk import put
from report.model import Refusal
from report.publish.placing import packed, unpacked
from report.store import Keep, code, digest, forget, sha256_of

UNUSED_SEARCH_FILES = (
    "pagefind-ui.*",
    "pagefind-modular-ui.*",
    "pagefind-component-ui.*",
    "pagefind-highlight.js",
    "pagefind-worker.js",
)
PAGEFIND = "pagefind_bin_extended"
INDEX = "pagefind"  # the folder of the index


@contextmanager
def index(pages: Iterable[str], seen: Callable[[str], Searched], folder: Path, keep: Keep = forget) -> Iterator[None]:
    """Make *folder*, the search index of *pages* (paths of their HTML), while the caller does something else.

    It follows from what is *seen* of them, and from their places in the lists that lead to them; keep("search") has
    the last index. When the caller fails, there is no index.
    """
    found = {path: _without_text(seen(path)) for path in sorted(pages)}
    places, found = _places(found), {path: page for path, page in found.items() if page.article}
    said = (part for path, page in found.items() for part in (path, page.article, repr(page.filters)))
    kept, key = keep("search"), digest([], code(__name__), version(PAGEFIND), repr(sorted(places.items())), *said)
    if (files := kept.get(key)) is not None:
        yield
        unpacked(files, folder)
        return
    with TemporaryDirectory(prefix="panhuo-index-") as room:
        for path in found:
            put(Path(room) / path, seen(path).article.encode())
        with _pagefind(Path(room), folder):
            yield
    for pattern in UNUSED_SEARCH_FILES:
        for file in folder.glob(pattern):
            file.unlink()
    _write_filters(folder, {below_root(path): page.filters for path, page in found.items()}, places)
    kept[key] = packed(folder)


def _without_text(page: Searched) -> Searched:
    """The hash of the text in its place: all texts together are a hundred megabytes."""
    return replace(page, article=page.article and sha256_of(page.article.encode()))


def _places(pages: Mapping[str, Searched]) -> Mapping[str, int]:
    """The place of each page (by its address) in the index page of its section: regions in the official order …"""
    lists = ((below_root(path), page.children) for path, page in pages.items())
    return {folder + child: place for folder, children in lists for place, child in enumerate(children)}


def _write_filters(folder: Path, filters: Mapping[str, Sequence[tuple[str, str]]], places: Mapping[str, int]) -> None:
    """Put names.json (group → name → the page about it) and facets.json (page → its filters) beside the index.

    Pagefind has filters, but writes them in an order that differs from run to run. Here names have the order of their
    pages' *places*, with those without a page at the end.
    """
    pages = {address.lstrip("/"): page for page, address in _pages(folder)}
    names: dict[str, dict[str, str]] = {}
    for group, name in chain.from_iterable(filters.values()):
        names.setdefault(group, {}).setdefault(name, "")
    for address, own in filters.items():
        for group, name in own:
            if ("栏目", group) in own and sum(other == group for other, _ in own) == 1:
                names[group][name] = f"{pages[address]} {address}"
    for group, found in names.items():
        names[group] = dict(sorted(found.items(), key=lambda one: places.get(one[1].partition(" ")[2], len(places))))
    facets = {pages[address]: [f"{group}:{name}" for group, name in own] for address, own in filters.items()}
    for file, content in (("names.json", names), ("facets.json", dict(sorted(facets.items())))):
        text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
        (folder / file).write_text(text, encoding="utf-8")


def _pages(folder: Path) -> Iterator[tuple[str, str]]:
    """Pagefind's name for each page, and the page's address."""
    for file in sorted((folder / "fragment").iterdir()):
        fragment = gzip.decompress(file.read_bytes()).removeprefix(b"pagefind_dcd")
        yield file.stem, json.loads(fragment)["url"]


@contextmanager
def _pagefind(source: Path, output: Path) -> Iterator[None]:
    """Pagefind over *source*, beside what the caller does; Refusal where it fails."""
    from pagefind_bin_extended import get_executable

    options = [
        "--output-path",
        str(output),
        "--force-language",
        "unknown",
        "--quiet",
    ]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PAGEFIND_")}
    running = subprocess.Popen(
        [get_executable(), "--site", str(source), *options],
        cwd=source,  # away from any pagefind.yml
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    with running:
        yield
        said, _ = running.communicate()
    if running.returncode:
        raise Refusal(f"Pagefind: {said.strip()}")
