"""The disk as builds need it: files written whole or not at all, one build at a time, and room for what it writes."""

from __future__ import annotations

import fcntl
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path

from report.model import Refusal

MEGABYTE = 1_000_000


def put(file: Path, content: bytes) -> None:
    """Written as a new file, whole or not at all, never into the old one: a finished site may share that.

    OSError with the name of *file*, which is then as it was, or of what stands where its folder should be.
    """
    beside = file.parent / f".{os.getpid()}.new"
    file.parent.mkdir(parents=True, exist_ok=True)
    try:
        beside.write_bytes(content)
        beside.replace(file)
    except OSError as error:
        with suppress(OSError):
            beside.unlink(missing_ok=True)
        raise OSError(error.errno, error.strerror, str(file)) from error


@contextmanager
def in_turn(lock: Path, is_taken: Callable[[], None]) -> Iterator[None]:
    """Only one process at a time holds *lock*; where another does, *is_taken* says so or refuses, then this one waits.

    The lock of a process that was killed is gone with it.
    """
    lock.parent.mkdir(parents=True, exist_ok=True)
    with lock.open("a") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            is_taken()
            fcntl.flock(held, fcntl.LOCK_EX)
        yield


def building(root: Path) -> AbstractContextManager[None]:
    """Only one process at a time builds in the checkout *root*; another is told, and waits."""
    said = "本项目正在进行另一次构建，等它结束……"
    return in_turn(root / "build/.building", lambda: print(said, file=sys.stderr, flush=True))


def must_have_room(folder: Path, least: int) -> None:
    """Refusal where the disk on which *folder* is, or will be, has fewer than *least* bytes left."""
    there = next(place for place in (folder, *folder.parents) if place.is_dir())
    left = shutil.disk_usage(there).free
    if least > left:
        needed = f"至少需要 {-(-least // MEGABYTE)} MB，只剩 {left // MEGABYTE} MB"
        raise Refusal(f"{folder} 所在的磁盘{needed}；请先腾出空间")


def own_bytes(folder: Path) -> int:
    """How many bytes the files below *folder* take that are there alone."""
    files = (Path(place, name).lstat() for place, _, names in os.walk(folder) for name in names)
    return sum(file.st_size for file in files if file.st_nlink == 1)
