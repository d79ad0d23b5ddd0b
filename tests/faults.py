"""make faults: run every command that writes on disks that are full, read only or closed, and beside odd files.

Each fault is told (a sentence in Chinese, no traceback, or the work done all the same), ends in a traceback, hangs, or
does harm: the site that stood is another, or a file that the command writes is neither as it was nor as it should be.
Small disks are tmpfs, which only root can mount; a user without rights is nobody. Where this machine allows neither,
those faults are counted as left out.
"""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from report.store import digest  # noqa: E402
from tests.conftest import copy_project  # noqa: E402

NOW = "2026-11-22T09:30"
LONGEST = 180  # seconds
CHINESE = re.compile("[一-鿿]")
NOBODY = 65534
SITE = ("site", "--now", NOW)
State = Callable[[Path], AbstractContextManager[None]]  # in which the project is at fault


class Fault(NamedTuple):
    name: str
    command: Sequence[str]
    state: State
    kept: str = "site"  # what must be as it was where the command is refused
    user: int = 0


class Impossible(Exception):
    """This machine does not allow it."""


# ---------------------------------------------------------------- states


@contextmanager
def disk(folder: Path, options: str, *, fill: bool = False) -> Iterator[None]:
    """*folder* with what is in it on a small disk of its own, *fill*: full."""
    aside = folder.with_name(f"{folder.name}.aside")
    folder.mkdir(exist_ok=True)
    folder.rename(aside)
    folder.mkdir()
    try:
        size = sum(file.stat().st_size + 8192 for file in aside.rglob("*")) + 200_000
        _run_or_give_up("mount", "-t", "tmpfs", "-o", f"size={size}", "none", str(folder))
        try:
            shutil.copytree(aside, folder, dirs_exist_ok=True, symlinks=True)
            if fill:
                _fill(folder / ".filler")
            if options:
                _run_or_give_up("mount", "-o", f"remount,{options}", str(folder))
            yield
        finally:
            subprocess.run(["umount", "-l", str(folder)], check=False)
    finally:
        folder.rmdir()
        aside.rename(folder)


def _run_or_give_up(*command: str) -> None:
    if subprocess.run(command, capture_output=True, check=False).returncode:
        raise Impossible(command[0])


def _fill(file: Path) -> None:
    with file.open("wb", buffering=0) as out:
        try:
            while True:
                out.write(bytes(4096))
        except OSError:
            return


def full(name: str) -> State:
    return lambda root: disk(root / name, "", fill=True)


def read_only(name: str) -> State:
    return lambda root: disk(root / name, "ro")


def instead(name: str, make: Callable[[Path], object]) -> State:
    """Something else where *name* is."""

    @contextmanager
    def state(root: Path) -> Iterator[None]:
        place, aside = root / name, root / "aside"
        if was := place.exists():
            place.rename(aside)
        make(place)
        try:
            yield
        finally:
            shutil.rmtree(place) if place.is_dir() and not place.is_symlink() else place.unlink(missing_ok=True)
            if was:
                aside.rename(place)

    return state


def written(name: str, change: Callable[[str], str]) -> State:
    """The text file *name* after *change*."""
    return lambda root: instead(
        name, lambda place: place.write_text(change((ROOT / name).read_text("utf-8")), "utf-8")
    )(root)


@contextmanager
def neighbour(root: Path) -> Iterator[None]:
    """Another build that has just begun, of a text that is new."""
    with (
        written("content/faq.yml", lambda text: text + "\n# new\n")(root),
        subprocess.Popen(_command(root, SITE), cwd=root, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL),
    ):
        yield


@contextmanager
def nothing(root: Path) -> Iterator[None]:
    yield


@contextmanager
def swapped(root: Path) -> Iterator[None]:
    """Two entries of the store of pages have changed places."""
    with sqlite3.connect(root / ".cache/made.sqlite") as made:
        (one, first), (other, second) = made.execute("SELECT rowid, content FROM entry WHERE kind = 'pages' LIMIT 2")
        for row, content in ((one, second), (other, first)):
            made.execute("UPDATE entry SET content = ? WHERE rowid = ?", (content, row))
    yield


SEAL, GRADES, FORM = ("seal", "--now", NOW), ("grades", "--now", NOW), ("form", "2027Q1")
TABLE = ("table", "tests/yearbook/designs-2023.html", "--source", "cnipa-2023-3-7", "--write")
FETCH, CHECK, DIFF, DEPLOY = ("fetch", "--now", NOW), ("check",), ("diff", "HEAD", "."), ("deploy", "small/server")
OUT = ("--out", "small/out")
DISKS = (("full", full), ("read only", read_only))
PIPES = (
    "mkdocs.yml",
    "content/home.yml",
    "content/pages/new.md",
    "templates/home.md.j2",
    "data/figures.csv",
    "data/urls.txt",
)
ENDLESS = ("mkdocs.yml", "content/home.yml", "templates/theme/main.html", "data/schema.yml", "data/urls.txt")
DEEP, ALIASES = "\nx: " + "[" * 50_000, "\na: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n"
NOISE = bytes(range(256)) * 40
RUNS = "\n{% set x = ''.__class__ %}{{ x.__mro__ }}\n"


def on_disks() -> Iterator[Fault]:
    for how, small in DISKS:
        for place in ("build", ".cache"):
            yield Fault(f"{how}: {place}", SITE, small(place))
        for command in (SITE, FORM, CHECK, DIFF):
            yield Fault(f"{how}: {command[0]} --out", (*command, *OUT), small("small"), "data")
        for command in (SEAL, GRADES, TABLE):
            yield Fault(f"{how}: data, {command[0]}", command, small("data"), "data")
        yield Fault(f"{how}: deploy", DEPLOY, small("small"))
        yield Fault(f"{how}: build, fetch", FETCH, small("build"), "data")


def without_rights() -> Iterator[Fault]:
    for command in (SITE, SEAL, GRADES, TABLE, FORM, DEPLOY, CHECK, FETCH):
        yield Fault(f"nobody: {command[0]}", command, nothing, user=NOBODY)


def of_neighbours_and_caches() -> Iterator[Fault]:
    yield Fault("a neighbour builds", SITE, neighbour)
    yield Fault("the cache is a file", SITE, instead(".cache", Path.touch))
    yield Fault("a store is a folder", SITE, instead(".cache/made.sqlite", Path.mkdir))
    yield Fault("a store of noise", SITE, instead(".cache/seen.sqlite", lambda file: file.write_bytes(NOISE)))
    yield Fault("two entries have changed places", SITE, swapped)


def of_files() -> Iterator[Fault]:
    for name in PIPES:
        yield Fault(f"a pipe: {name}", SITE, instead(name, os.mkfifo))
    for name in ENDLESS:
        yield Fault(f"no end: {name}", SITE, instead(name, lambda place: place.symlink_to("/dev/zero")))
    for name in ("data/schema.yml", "content/faq.yml", "mkdocs.yml"):
        yield Fault(f"deep: {name}", SITE, written(name, lambda text: text + DEEP))
        yield Fault(f"aliases: {name}", SITE, written(name, lambda text: text + ALIASES))
    yield Fault("a text that runs", SITE, written("content/policy/overview.md", lambda text: text + RUNS))
    yield Fault("a name that is no text", SITE, instead(os.fsdecode(b"content/pages/\xff\n.md"), Path.touch))


# ---------------------------------------------------------------- what becomes of them


def _command(root: Path, arguments: Sequence[str]) -> list[str]:
    return [sys.executable, str(root / "build.py"), *arguments]


def outcome(root: Path, fault: Fault) -> str:
    """told, traceback, hang or harmed."""
    with fault.state(root):
        kept = root / fault.kept
        before = digest([kept])
        user = {"user": fault.user, "group": fault.user, "extra_groups": ()} if fault.user else {}
        try:
            done = subprocess.run(
                _command(root, fault.command), cwd=root, capture_output=True, timeout=LONGEST, check=False, **user
            )  # type: ignore[call-overload]
        except subprocess.TimeoutExpired:
            return "hang"
        except PermissionError:  # this Python is in a folder that is closed to others
            raise Impossible from None
        said = (done.stdout + done.stderr).decode("utf-8", "replace")
        if "Traceback" in said:
            return "traceback"
        if done.returncode not in (0, 1) or (not CHINESE.search(said) and done.returncode):
            return f"traceback (silent, exit {done.returncode}: {said[-200:]})"
        if done.returncode and digest([kept]) != before:
            return "harmed"
    return "told"


def main() -> int:
    counts = dict.fromkeys(("told", "traceback", "hang", "harmed", "left out"), 0)
    with TemporaryDirectory() as temporary:
        root = Path(temporary, "project")
        copy_project(root)
        Path(temporary).chmod(0o755)
        shutil.copytree(ROOT / "tests/yearbook", root / "tests/yearbook", dirs_exist_ok=True)
        (root / "small").mkdir()
        subprocess.run(_command(root, SITE), cwd=root, check=True, stdout=subprocess.DEVNULL)
        right = digest([root / "site"])
        for fault in (*on_disks(), *without_rights(), *of_neighbours_and_caches(), *of_files()):
            try:
                found = outcome(root, fault)
            except Impossible:
                found = "left out"
            subprocess.run(_command(root, SITE), cwd=root, check=False, capture_output=True)
            if found != "left out" and digest([root / "site"]) != right:
                found = "harmed"
            counts[found.split()[0] if found != "left out" else found] += 1
            print(f"{found:12} {fault.name}", flush=True)
    left = f", left out {counts.pop('left out')}"
    print(f"faults {sum(counts.values())}: " + ", ".join(f"{name} {count}" for name, count in counts.items()) + left)
    return 1 if sum(counts.values()) > counts["told"] else 0


if __name__ == "__main__":
    sys.exit(main())
