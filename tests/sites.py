"""Tiny finished sites with a build.json, for the tests of what happens to a site after it is built."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from pathlib import Path

from report.audit.built import Built
from report.deliver import manifest
from report.deliver.manifest import Commit, Manifest
from report.model import Site

MOMENT = datetime(2025, 1, 20, 9, 30, tzinfo=timezone(timedelta(hours=8)))
PAGES = {"index.html": "盘活", "regions/index.html": "地区", "assets/panhuo.css": "p {}", "404.html": "没有找到"}


def finished(
    folder: Path, files: dict[str, str] | None = None, *, synthetic: bool = False, moment: datetime = MOMENT
) -> Path:
    """The finished site *folder*: PAGES, and *files* over them."""
    for path, text in (PAGES | (files or {})).items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    manifest.put(describe(folder, synthetic=synthetic, moment=moment), folder)
    return folder


def describe(folder: Path, *, synthetic: bool = False, moment: datetime = MOMENT) -> Manifest:
    site = Site((), (), synthetic=synthetic)
    return manifest.describe(Path("/nowhere"), site, Built.read(folder), moment=moment, commit=Commit())
