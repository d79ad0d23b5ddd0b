"""What builds keep for the next: bytes by kind and key in three stores, each entry under all that it was made from.

made holds what is made of inputs, seen what was seen of finished pages, findings what checks found. Deleting them costs
time and changes nothing else; so does a damaged one, or a disk that keeps nothing.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import re
import sqlite3
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, MutableMapping, Sequence
from contextlib import suppress
from functools import cache, partial
from itertools import accumulate
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Protocol, TypeVar

from report.halves import in_halves
from report.model import Artifact, LaidAway, Problem, Refusal

T = TypeVar("T")
Judge = Callable[[Sequence[T]], list[tuple[Problem, ...]]]  # what is wrong with each of some items
STORES: Mapping[str, tuple[str, ...]] = {
    "made": (
        "charts",
        "downloads",
        "feeds",
        "frame",
        "pages",
        "papers",
        "quarterly",
        "seals",
        "search",
        "site",
        "templates",
    ),
    "seen": (
        "alone",
        "claims",
        "editions",
        "inspected",
        "paper",
        "presented",
        "readback",
        "seen",
        "told",
        "traced",
    ),
    "findings": ("findings", "readings"),  # apart: they tell of returns that are not out
}
TABLE = "CREATE TABLE IF NOT EXISTS entry (kind, key, checksum, content, PRIMARY KEY (kind, key))"
IMPORT = re.compile(r"^\s*(?:from (report[\w.]*) import (\([^)]*\)|.*)|import (report[\w.]*))", re.MULTILINE)
AT_ONCE = 600  # as much as is made before it is put away
PROVEN = "proven"  # the one entry of a kind of what was found to be without fault
PACKAGE = Path(__file__).parent


class Keep(Protocol):
    """The entries of a kind by key: keep("charts")."""

    def __call__(self, kind: str, /) -> MutableMapping[str, bytes]: ...


class Stores:
    """The three stores below *folder*, to be had by any number of builds at once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.kinds = {
            kind: Entries(store, kind)
            for name, kinds in STORES.items()
            for store in (Store(folder / f"{name}.sqlite"),)
            for kind in kinds
        }
        self.in_use = _locked(folder)

    @classmethod
    def of(cls, root: Path, data: Path | None = None) -> Stores:
        """Those of the project in *root*; of its example where the returns are in *data*."""
        return cls(root / (".cache/example" if data else ".cache"))

    def __call__(self, kind: str, /) -> MutableMapping[str, bytes]:
        return self.kinds[kind]

    def let_go(self) -> None:
        """Drop, of each kind that was asked for anything, what was not asked for; not while others build."""
        with suppress(OSError):
            fcntl.flock(self.in_use, fcntl.LOCK_EX | fcntl.LOCK_NB)
            for kind in self.kinds.values():
                kind.let_go()
            fcntl.flock(self.in_use, fcntl.LOCK_SH)


def _locked(folder: Path) -> IO[bytes]:
    """A file that says, for as long as it is open, that somebody builds."""
    found: IO[bytes] = TemporaryFile()  # noqa: SIM115 - where the folder cannot be had
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        found = (folder / "in-use").open("ab")
    fcntl.flock(found, fcntl.LOCK_SH)
    return found


def forget(kind: str, /) -> MutableMapping[str, bytes]:
    """Entries that are gone with the build: a `Keep` for whoever keeps nothing."""
    return {}


def by_a_copy(keep: Keep, work: Callable[[], T]) -> T:
    """work(), by a copy of this process: what that takes of memory is free again; what it asks of *keep* is in use."""
    kinds = [*keep.kinds.values()] if isinstance(keep, Stores) else []

    def sent(_: Sequence[None]) -> list[tuple[T | Refusal, list[set[str]]]]:
        try:
            found: T | Refusal = work()
        except Refusal as refusal:
            found = refusal
        return [(found, [kind.used for kind in kinds])]

    ((found, used),) = in_halves(sent, [None], many=1)
    for kind, keys in zip(kinds, used, strict=True):
        kind.used |= keys
    if isinstance(found, Refusal):
        raise found
    return found


def files_by_a_copy(keep: Keep, make: Callable[[], tuple[Iterable[Artifact], T]]) -> tuple[tuple[LaidAway, ...], T]:
    """The same of files with what belongs to them: these are on the disk, for as long as anybody may ask for them.

    On that of the stores: folders of the system for what is temporary are in memory on some machines.
    """
    beside = keep.folder if isinstance(keep, Stores) and os.access(keep.folder, os.W_OK) else None
    room = TemporaryFile(dir=beside)  # noqa: SIM115

    def written() -> tuple[list[tuple[str, int]], T]:
        files, rest = make()
        room.seek(0)
        sizes = [(one.path, room.write(one.content)) for one in files]
        room.flush()
        return sizes, rest

    sizes, rest = by_a_copy(keep, written)
    ends = accumulate(size for _, size in sizes)
    places = zip(sizes, ends, strict=True)
    return tuple(LaidAway(path, partial(_part, room, size, end - size), size) for (path, size), end in places), rest


def _part(room: IO[bytes], size: int, at: int) -> bytes:
    return os.pread(room.fileno(), size, at)


class Store:
    """One file of entries. Two builds may use it at once, one may be killed while it writes.

    An entry that was altered, or put where another belongs, counts as absent. Where the file cannot be had, entries
    live as long as this process.
    """

    def __init__(self, file: Path) -> None:
        self.file, self.opened = file, dict[int, sqlite3.Connection]()

    def ask(self, statement: str, *values: object) -> list[tuple[bytes, ...]] | None:
        """The rows that *statement* gives; None when the disk does not take it, or the file is damaged: begun anew."""
        try:
            return self._connection().execute(statement, values).fetchall()
        except sqlite3.OperationalError:  # another build holds it, or the disk is full
            return None
        except sqlite3.DatabaseError:
            self._begin_anew()
            return None

    def _connection(self) -> sqlite3.Connection:
        """One for each process: a copy of this process must not use what is open here."""
        process = os.getpid()
        if process not in self.opened:
            try:
                self.file.parent.mkdir(parents=True, exist_ok=True)
                with self.file.with_suffix(".lock").open("ab") as one_by_one:
                    fcntl.flock(one_by_one, fcntl.LOCK_EX)  # SQLite waits for no one who begins a file
                    self.opened[process] = _open(self.file)
            except (OSError, sqlite3.OperationalError):
                self.opened[process] = _open(":memory:")
        return self.opened[process]

    def _begin_anew(self) -> None:
        self.opened.pop(os.getpid(), None)
        for name in (self.file, *(self.file.with_name(f"{self.file.name}-{end}") for end in ("wal", "shm"))):
            with suppress(OSError):
                name.unlink()


def _open(file: Path | str) -> sqlite3.Connection:
    found = sqlite3.connect(file, timeout=60, isolation_level=None, check_same_thread=False)
    try:
        for setting in ("auto_vacuum = FULL", "journal_mode = WAL", "synchronous = OFF"):  # what is lost is made again
            found.execute(f"PRAGMA {setting}")
        found.execute(TABLE)
    except sqlite3.Error:
        found.close()
        raise
    return found


class Entries(MutableMapping[str, bytes]):
    """The entries of one kind, of which those that were asked for or put in are used."""

    def __init__(self, store: Store, name: str) -> None:
        self.store, self.name, self.used = store, name, set[str]()
        self.unkept: dict[str, bytes] = {}  # what the disk would not take

    def __getitem__(self, key: str) -> bytes:
        self.used.add(key)
        if key in self.unkept:
            return self.unkept[key]
        rows = self.store.ask("SELECT checksum, content FROM entry WHERE kind = ? AND key = ?", self.name, key)
        for checksum, content in rows or ():
            if isinstance(content, bytes) and checksum == self._checksum(key, content):
                return content
        raise KeyError(key)

    def __setitem__(self, key: str, content: bytes) -> None:
        self.used.add(key)
        row = (self.name, key, self._checksum(key, content), content)
        if self.store.ask("INSERT OR REPLACE INTO entry VALUES (?, ?, ?, ?)", *row) is None:
            self.unkept[key] = content

    def __delitem__(self, key: str) -> None:
        if self.unkept.pop(key, None) is None and key not in set(self):
            raise KeyError(key)
        self.store.ask("DELETE FROM entry WHERE kind = ? AND key = ?", self.name, key)

    def __iter__(self) -> Iterator[str]:
        """The keys there are, trustworthy or not: what is to be let go is among them."""
        rows = self.store.ask("SELECT key FROM entry WHERE kind = ? ORDER BY key", self.name)
        return (str(key) for (key,) in rows or ())

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def let_go(self) -> None:
        unused = "DELETE FROM entry WHERE kind = ? AND key NOT IN (SELECT value FROM json_each(?))"
        if self.used:
            self.store.ask(unused, self.name, json.dumps(sorted(self.used)))
            self.store.ask("PRAGMA wal_checkpoint(TRUNCATE)")

    def _checksum(self, key: str, content: bytes) -> bytes:
        found = hashlib.sha256(f"{self.name}\0{key}\0".encode())
        found.update(content)  # which may be large, and is not copied
        return found.digest()


# ---------------------------------------------------------------- the one loop


def remember(kept: MutableMapping[str, bytes], key: str, make: Callable[[], bytes]) -> bytes:
    """What *kept* holds under *key*; made and kept when it holds nothing."""
    content = kept.get(key)
    if content is None:
        content = kept[key] = make()
    return content


def make_missing(
    kept: MutableMapping[str, bytes],
    items: Mapping[str, T],
    make: Callable[[Sequence[T]], list[bytes]],
    many: int = 0,
    at_once: int = 0,
) -> None:
    """Have *kept* hold something under the key of each item; what it lacks is made, in halves where it is *many*.

    *make* gives bytes for each item, in order, of *at_once* (AT_ONCE) at most: never is all of it in memory.
    """
    for some in batched([key for key in items if kept.get(key) is None], at_once or AT_ONCE):
        for key, content in zip(some, in_halves(make, [items[key] for key in some], many), strict=True):
            kept[key] = content


def batched(items: Sequence[T], at_once: int) -> Iterator[Sequence[T]]:
    """*items*, so many *at_once*."""
    return (items[at : at + at_once] for at in range(0, len(items), at_once or 1))


def unproven(
    kept: MutableMapping[str, bytes] | None,
    items: Mapping[str, T],
    judge: Callable[[Sequence[T]], Judge[T]],
    at_once: int = 0,
) -> tuple[Problem, ...]:
    """What is wrong with *items*; those whose key was found to be without fault before are not looked at again.

    A key must say all that the verdict follows from. Only the absence of problems is remembered; without *kept*
    nothing is. *judge* is told all that has to be looked at, or so many *at_once*, then each half of it is.
    """
    kept = {} if kept is None else kept
    proven = set(kept.get(PROVEN, b"").decode().split())
    doubtful, found = [key for key in items if key not in proven], dict[str, tuple[Problem, ...]]()
    for some in batched(doubtful, at_once or len(items)):
        looked_at = [items[key] for key in some]
        found |= zip(some, in_halves(judge(looked_at), looked_at), strict=True)
    kept[PROVEN] = "\n".join(key for key in items if not found.get(key)).encode()
    return tuple(problem for problems in found.values() for problem in problems)


# ---------------------------------------------------------------- keys


@cache
def code(*modules: str) -> str:
    """A hash of Python, and of these modules of ours with all that they import of ours: part of a key.

    code(__name__), for what the module that asks makes.
    """
    return digest(sorted(_imported(modules)), sys.version)


def _imported(modules: Iterable[str]) -> set[Path]:
    """The files of *modules* and of whatever they import, directly or not."""
    found, known, names = set[Path](), set[str](), set(modules)
    while names:
        files = {file for name in names for file in _files_of(name, PACKAGE)} - found
        found, known = found | files, known | names
        names = {name for file in files for name in _imports(file)} - known
    return found


@cache
def _imports(file: Path) -> frozenset[str]:
    """What *file* imports of ours, anywhere in it: packages, and what may be a module or a name of theirs."""
    found = IMPORT.findall(file.read_text("utf-8"))
    below = (f"{package}.{name}" for package, names, _ in found if package for name in re.findall(r"\w+", names))
    return frozenset([*(package or module for package, _, module in found), *below])


@cache
def _files_of(module: str, package: Path) -> frozenset[Path]:
    """Where a module's source is, and those of the packages it is in; nothing for a name that is no module."""
    place = package.parent.joinpath(*module.split("."))
    own = {file for file in (place.with_suffix(".py"), place / "__init__.py") if file.is_file()}
    return frozenset(own if place == package else own | _files_of(module.rpartition(".")[0], package))


def sha256_of(content: bytes) -> str:
    """64 hexadecimal digits, as sha256sum says."""
    return hashlib.sha256(content).hexdigest()


def digest(paths: Iterable[Path], *words: str) -> str:
    """A hash of *words* and of the names and contents of files and of all files in folders: part of a key."""
    found = hashlib.sha256(repr(words).encode())
    for path in paths:
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            if file.is_file() and file.suffix != ".pyc":
                name = file.relative_to(path.parent).as_posix()
                found.update(b"\0" + os.fsencode(name) + b"\0" + hashlib.sha256(file.read_bytes()).digest())
    return found.hexdigest()


# ---------------------------------------------------------------- several as one


def pack(*contents: bytes) -> bytes:
    """Several contents as one; `unpack` has them again."""
    return " ".join(str(len(content)) for content in contents).encode() + b"\n" + b"".join(contents)


def unpack(packed: bytes) -> Iterator[bytes]:
    lengths, _, rest = packed.partition(b"\n")
    at = 0
    for length in map(int, lengths.split()):
        yield rest[at : at + length]
        at += length
