"""The finished site in a folder, read once for all that look at it: index, links, claims, downloads, manifest."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from report.audit.seen import NOTHING, Looks, Part
from report.store import sha256_of


@dataclass(frozen=True, eq=False)
class Built:
    """The files of a site as they were when this was made. Paths are below *folder*, with slashes, in order."""

    folder: Path
    files: tuple[str, ...]
    looks: Looks = NOTHING  # at pages, before they were put there
    known: Mapping[str, str] = field(default_factory=dict)  # hashes that were worked out before

    @classmethod
    def read(cls, folder: Path, looks: Looks = NOTHING, known: Mapping[str, str] | None = None) -> Built:
        return cls(folder, tuple(sorted(_below(folder))), looks, known or {})

    def joined_by(self, name: str) -> Built:
        """The same site with what has come into it since as the folder *name*."""
        new = (f"{name}/{path}" for path in _below(self.folder / name))
        return Built(self.folder, tuple(sorted({*self.files, *new})), self.looks, self.hashes)

    @property
    def pages(self) -> tuple[str, ...]:
        """The paths of the .html files."""
        return tuple(path for path in self.files if path.endswith(".html"))

    def html(self, page: str) -> str:
        return (self.folder / page).read_text("utf-8")

    def seen(self, page: str, part: type[Part]) -> Part:
        """A part of what is seen of a page as it lies there."""
        return self.looks.of(self.hashes[page], lambda: self.html(page), part)

    @cached_property
    def hashes(self) -> Mapping[str, str]:
        """The SHA-256 of each file, in hex, by path."""
        return {path: self.known.get(path) or _hash(self.folder / path) for path in self.files}


def _below(folder: Path | str, above: str = "") -> Iterator[str]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                yield from _below(entry.path, f"{above}{entry.name}/")
            elif entry.is_file():
                yield above + entry.name


def _hash(file: Path) -> str:
    with file.open("rb", buffering=0) as opened:  # there are thousands, most of them small
        return sha256_of(opened.read())
