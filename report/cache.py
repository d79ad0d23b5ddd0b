"""Texts kept on disk between builds, each under a key that says all it was made from."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, MutableMapping
from pathlib import Path
from tempfile import NamedTemporaryFile


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


def remember(cache: MutableMapping[str, str], key: str, make: Callable[[], str]) -> str:
    """What *cache* holds under *key*; made and kept when it holds nothing."""
    text = cache.get(key)
    if text is None:
        text = cache[key] = make()
    return text


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
