"""`build.py diff OLD NEW`: the two sides, composed at one moment, and what changed between them."""

from __future__ import annotations

import shutil
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from report.changes.compare import compare
from report.changes.nouns import Changes, Pending, Side, Unusable
from report.changes.sides import RECORD, Load, composed, extract, is_address, is_project, is_site, published
from report.changes.words import as_json, markdown

CHARTS = ("before", "after")


@dataclass(frozen=True)
class Comparison:
    """What is compared: two names as the user gave them, the repository, other returns, the cache of charts."""

    root: Path
    old: str
    new: str
    load: Load
    data: str = ""

    def at(self, now: datetime, out: Path | None = None) -> Changes:
        """What changed at *now*; *out* receives report.md, changes.json and the altered charts of both sides."""
        if _is_built(self.old) != _is_built(self.new):
            raise Unusable("网站只能与网站比较；请先 build.py site，再写 build.py diff https://… site/")
        with TemporaryDirectory() as temporary:
            folders = [Path(temporary, name) for name in CHARTS]
            with ThreadPoolExecutor(2) as pool:  # each side is composed by a process of its own
                old, new = pool.map(lambda name, folder: self._side(name, now, folder), (self.old, self.new), folders)
            changes = compare(old, new, now)
            if out:
                _write(out, changes, (old, new))
        return changes

    def next_release(self, now: datetime) -> datetime | None:
        """The minute at which something that NEW brings, and that *now* does not show, comes out."""
        pending: tuple[Pending, ...] = self.at(now).pending
        return pending[0].at if pending else None

    def _side(self, name: str, now: datetime, folder: Path) -> Side:
        folder.mkdir()
        cache = self.root / (".cache/example" if self.data else ".cache/charts")
        if is_address(name):
            return published(name, self.load(f"{name.rstrip('/')}/{RECORD}"))
        if is_site(Path(name)):
            return published(name, Path(name, RECORD).read_bytes())
        if is_project(Path(name)):
            return composed(name, Path(name).resolve(), now, cache, folder, self.data)
        return composed(name, extract(self.root, name, folder), now, cache, folder, self.data)


def _is_built(name: str) -> bool:
    return is_address(name) or is_site(Path(name))


def _write(out: Path, changes: Changes, sides: tuple[Side, Side]) -> None:
    """What a pull request keeps as an artifact."""
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    (out / "changes.json").write_text(as_json(changes), "utf-8")
    (out / "report.md").write_text(markdown(changes), "utf-8")
    for chart in changes.charts:
        for name, side in zip(CHARTS, sides, strict=True):
            if chart.path in side.texts:
                file = out / name / chart.path
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(side.texts[chart.path], "utf-8")
