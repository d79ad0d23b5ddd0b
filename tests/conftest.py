"""Shared by all tests: the project's root, copies of data sets, and the option that accepts golden files."""

from __future__ import annotations

import fcntl
import gc
import os
import shutil
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from report.audit.built import Built
from report.deliver import manifest
from report.publish import render, write
from report.store import Keep, Stores

ROOT = Path(__file__).resolve().parent.parent
gc.set_threshold(200_000, 20, 50)  # tests keep nearly all they read, and the search for rubbish reads it over and over
MOMENT = datetime(2026, 11, 22, 9, 30, tzinfo=timezone(timedelta(hours=8)))  # what the tests call now


LONG = (  # files by how long they take, the longest first: one of them last would leave the other worker idle
    "tests/test_seals.py",
    "tests/browser/test_reports.py",
    "tests/test_embargo.py",
    "tests/test_claims.py",
    "tests/test_partial.py",
    "tests/test_quarterly.py",
    "tests/browser/test_layout.py",
    "tests/test_site.py",
    "tests/browser/test_access.py",
    "tests/writers/test_writers.py",
    "tests/returns/test_rules.py",
    "tests/returns/test_corrupt.py",
    "tests/test_papers.py",
    "tests/test_changes.py",
    "tests/test_fetch.py",
    "tests/returns/test_example.py",
    "tests/returns/test_bounds.py",
    "tests/test_live.py",
    "tests/browser/test_policy.py",
    "tests/browser/test_search.py",
    "tests/test_frame.py",
    "tests/test_feeds.py",
    "tests/test_charts.py",
    "tests/test_ledger.py",
    "tests/test_editions.py",
    "tests/returns/test_reading.py",
    "tests/test_yearbook.py",
    "tests/test_watch.py",
    "tests/test_publish.py",
    "tests/test_readme.py",
    "tests/test_read.py",
    "tests/returns/test_separated.py",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    places = {ROOT / name: place for place, name in enumerate(LONG)}
    items.sort(key=lambda item: places.get(item.path, len(LONG)))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="accept the present output as golden")


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of the whole project's inputs, free to change."""
    return copy_project(tmp_path / "project")


def copy_project(target: Path) -> Path:
    """What this checkout is built from, in *target*.

    Its figures and tables are not sealed, so that tests may change them.
    """
    copy_sealed(target)
    shutil.rmtree(target / "data/seals")
    ledger = target / "data/urls.txt"
    lines = ledger.read_text("utf-8").splitlines(keepends=True)
    ledger.write_text("".join(line for line in lines if not line.startswith("/data/files/seals/")), "utf-8")
    return target


def copy_sealed(target: Path) -> Path:
    """The same with its seals; compiled modules come along for processes in the copy, but for those half written."""
    for name in ("data", "content", "templates", "report"):
        shutil.copytree(ROOT / name, target / name, ignore=shutil.ignore_patterns("*.pyc.*"))
    for name in ("build.py", "mkdocs.yml", "requirements.txt"):
        shutil.copy(ROOT / name, target / name)
    return target


def borrowed_cache() -> Keep:
    """The parts of pages that earlier builds of this checkout made, and no page: tests make only parts that are new."""
    parts = Stores(ROOT / ".cache")
    return lambda kind: parts(kind) if kind in ("charts", "frame", "templates") else {}


def lend_cache(folder: Path) -> None:
    """A copy in *folder* of what builds of this checkout made, for a build that may spoil it."""
    folder.mkdir(parents=True)
    if (made := ROOT / ".cache/made.sqlite").is_file():
        shutil.copy(made, folder)


def made_once(name: str, factory: pytest.TempPathFactory, make: Callable[[Path], object]) -> Path:
    """The folder *name* of this run, as *make* fills it: once, for all workers, to be read only."""
    base = factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / name
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            unfinished = folder.with_suffix(".new")
            make(unfinished)
            unfinished.rename(folder)
    return folder


@pytest.fixture(scope="session")
def made_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The real site with its build.json, built whole into a folder of its own at MOMENT."""
    from tests.known import keeping, real_site

    def make(folder: Path) -> None:
        site, out = real_site(), folder / "site"
        write(site, folder / "docs")
        render(ROOT, folder / "docs", out, site.nav, keep=keeping())
        manifest.put(manifest.describe(ROOT, site, Built.read(out), moment=MOMENT, commit=manifest.Commit()), out)

    return made_once("built", tmp_path_factory, make) / "site"


@pytest.fixture(scope="session")
def built_site(request: pytest.FixtureRequest) -> Path:
    """The real site as it is built now; SITE names one that is already built."""
    ready = os.environ.get("SITE")
    return Path(ready).resolve() if ready else request.getfixturevalue("made_site")
