"""Whole folders, placed in a site and made one file."""

from __future__ import annotations

import os
import shutil
from collections.abc import Collection
from itertools import chain
from pathlib import Path

from report.disk import put
from report.store import pack, unpack


def link(docs: Path, site: Path) -> None:
    """Give *site* the files of *docs* that are no Markdown; the same files where the disk allows, else copies.

    All may read them, whatever the umask was when they were written, which may be some builds ago.
    """
    for folder, _, names in os.walk(docs):
        below = site / Path(folder).relative_to(docs)
        below.mkdir(parents=True, exist_ok=True)
        for name in (name for name in names if not name.endswith(".md")):
            old, new = Path(folder, name), below / name
            try:
                os.link(old, new)
            except OSError:
                shutil.copyfile(old, new)
            new.chmod(0o644)


def packed(folder: Path, without: Collection[str] = ()) -> bytes:
    """The files below *folder* as one."""
    paths = {path.relative_to(folder).as_posix(): path for path in sorted(folder.rglob("*")) if path.is_file()}
    wanted = [(name.encode(), path.read_bytes()) for name, path in paths.items() if name not in without]
    return pack(*chain.from_iterable(wanted))


def unpacked(files: bytes, folder: Path) -> None:
    """Write the files that `packed` made one of below *folder*."""
    parts = unpack(files)
    for name, content in zip(parts, parts, strict=True):
        put(folder / name.decode(), content)
