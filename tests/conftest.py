"""Shared by all tests: the project's root, copies of data sets, and the option that accepts golden files."""

from __future__ import annotations

import os
import shutil
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from report.compose import compose
from report.publish import render, write
from report.store import Cache

ROOT = Path(__file__).resolve().parent.parent
MOMENT = datetime(2026, 11, 22, 9, 30, tzinfo=timezone(timedelta(hours=8)))  # what the tests call now


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
    """data/, content/, templates/, report/, build.py and mkdocs.yml of this checkout in *target*."""
    for name in ("data", "content", "templates", "report"):
        shutil.copytree(ROOT / name, target / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("build.py", "mkdocs.yml"):
        shutil.copy(ROOT / name, target / name)
    return target


def borrowed_cache() -> dict[str, str]:
    """The charts that earlier builds of this checkout drew, as a dict of one's own: tests draw only what is new."""
    return dict(Cache(ROOT / ".cache/charts"))


@pytest.fixture(scope="session")
def built_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The real site, built whole into a folder of its own at a fixed moment; SITE names one that is already built."""
    if ready := os.environ.get("SITE"):
        return Path(ready).resolve()
    folder = tmp_path_factory.mktemp("built")
    site = compose(ROOT, MOMENT, Cache(ROOT / ".cache/charts"))
    write(site, folder / "docs")
    render(ROOT, folder / "docs", folder / "site", site.nav, MOMENT)
    return folder / "site"
