"""Texts kept on disk between builds, each under a key that says all it was made from."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, MutableMapping, Sequence
from functools import lru_cache
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import TypeVar

from report.halves import in_halves
from report.model import Problem

T = TypeVar("T")
Judge = Callable[[Sequence[T]], list[tuple[Problem, ...]]]  # what is wrong with each of some items
Keep = Callable[[str], MutableMapping[str, str]]  # the cache of a name: keep("charts")
PROVEN = "proven"  # the one entry of a cache of what was found to be without fault


class Cache(MutableMapping[str, str]):
    """A folder of texts by key. An entry that is cut short or altered counts as absent, so that it is made again.

    Keys must be file names; a hash in hex is one. Deleting the folder costs time and changes nothing else.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __getitem__(self, key: str) -> str:
        try:
            checksum, _, content = self._path(key).read_bytes().partition(b"\n")
            if checksum != _checksum(content):
                raise KeyError(key)
            return content.decode()
        except (OSError, UnicodeDecodeError):
            raise KeyError(key) from None

    def __setitem__(self, key: str, text: str) -> None:
        """Written beside its place and moved there, so that nobody reads half of it."""
        self.folder.mkdir(parents=True, exist_ok=True)
        content = text.encode()
        with NamedTemporaryFile(dir=self.folder, prefix=".", delete=False) as file:
            file.write(_checksum(content) + b"\n" + content)
        Path(file.name).replace(self._path(key))

    def __delitem__(self, key: str) -> None:
        try:
            self._path(key).unlink()
        except FileNotFoundError:
            raise KeyError(key) from None

    def __iter__(self) -> Iterator[str]:
        """The keys on disk, trustworthy or not: what is to be pruned is among them."""
        return (path.name for path in sorted(self.folder.glob("*")) if not path.name.startswith("."))

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def _path(self, key: str) -> Path:
        return self.folder / key


def forget(name: str) -> MutableMapping[str, str]:
    """Caches that are gone with the build: a `Keep` for whoever keeps nothing."""
    return {}


def on_disk(folder: Path) -> Keep:
    """Caches below *folder*, one for each name."""
    return lambda name: Cache(folder / name)


def remember(cache: MutableMapping[str, str], key: str, make: Callable[[], str]) -> str:
    """What *cache* holds under *key*; made and kept when it holds nothing."""
    text = cache.get(key)
    if text is None:
        text = cache[key] = make()
    return text


def keep_only(cache: MutableMapping[str, str], keys: Iterable[str]) -> None:
    """Let go of everything that is not under one of *keys*."""
    for unused in set(cache) - set(keys):
        del cache[unused]


def remember_all(
    cache: MutableMapping[str, str], items: Mapping[str, T], make: Callable[[Sequence[T]], list[str]]
) -> Mapping[str, str]:
    """What *cache* holds under the key of each item; what it lacks is made and kept, in halves; then it holds no more.

    *make* gives a text for each item, in order.
    """
    found = {key: text for key in items if (text := cache.get(key)) is not None}
    missing = [key for key in items if key not in found]
    for key, text in zip(missing, in_halves(make, [items[key] for key in missing]), strict=True):
        found[key] = cache[key] = text
    keep_only(cache, items)
    return found


def unproven(
    cache: MutableMapping[str, str],
    items: Mapping[str, T],
    judge: Callable[[Sequence[T]], Judge[T]],
) -> tuple[Problem, ...]:
    """What is wrong with *items*; those whose key was found to be without fault before are not looked at again.

    A key must say all that the verdict follows from. Only the absence of problems is remembered. *judge* is told all
    that has to be looked at, then each half of it is.
    """
    proven = set(cache.get(PROVEN, "").split())
    doubtful = [key for key in items if key not in proven]
    looked_at = [items[key] for key in doubtful]
    found = dict(zip(doubtful, in_halves(judge(looked_at), looked_at) if doubtful else (), strict=True))
    cache[PROVEN] = "\n".join(key for key in items if not found.get(key))
    return tuple(problem for problems in found.values() for problem in problems)


@lru_cache(maxsize=1)
def code() -> str:
    """A hash of this package and of Python: part of the key of whatever they make."""
    return digest([Path(__file__).parent], sys.version)


def pack(*texts: str) -> str:
    """Several texts as one; `unpack` has them again."""
    return " ".join(str(len(text)) for text in texts) + "\n" + "".join(texts)


def unpack(packed: str) -> Iterator[str]:
    lengths, _, rest = packed.partition("\n")
    at = 0
    for length in map(int, lengths.split()):
        yield rest[at : at + length]
        at += length


def digest(paths: Iterable[Path], *words: str) -> str:
    """A hash of *words* and of the names and contents of files and of all files in folders: part of a key."""
    found = hashlib.sha256(repr(words).encode())
    for path in paths:
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            if file.is_file() and file.suffix != ".pyc":
                name = file.relative_to(path.parent).as_posix()
                found.update(f"\0{name}\0".encode() + hashlib.sha256(file.read_bytes()).digest())
    return found.hexdigest()


def _checksum(content: bytes) -> bytes:
    return hashlib.sha256(content).hexdigest().encode()
