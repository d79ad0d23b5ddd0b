"""`build.py diff OLD NEW`: the two sides, composed at one moment, and what changed between them."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from report.changes.change import Changes, Side, Unusable
from report.changes.compare import compare
from report.changes.data_cells import read_cells
from report.changes.sides import composed, extract, inputs_of, is_address, is_project, is_site, published
from report.changes.telling import LARGEST, MARK, as_json, github, markdown, parse, text
from report.deliver.http import Remote
from report.deliver.manifest import NAME
from report.disk import put
from report.forge import Forge

CHARTS = ("before", "after")
STYLES: Mapping[str, Callable[[Changes], str]] = {
    "text": text,
    "markdown": markdown,
    "json": as_json,
    "github": github,
}


@dataclass(frozen=True)
class Comparison:
    """What is compared: two names as the user gave them, the repository, other returns, the cache of charts."""

    root: Path
    old: str
    new: str
    data: str = ""

    def at(self, now: datetime, out: Path | None = None) -> Changes:
        """What changed at *now*; *out* receives report.md, changes.json and the altered charts of both sides."""
        if _is_built(self.old) != _is_built(self.new):
            raise Unusable("网站只能与网站比较；请先 build.py site，再写 build.py diff https://… site/")
        with TemporaryDirectory() as temporary:
            folders = [Path(temporary, name) for name in CHARTS]
            old, new = (
                self._side(name, now, folder) for name, folder in zip((self.old, self.new), folders, strict=True)
            )
            changes = compare(old, new, now)
            if out:
                _write(out, changes, (old, new))
        return changes

    def next_release(self, now: datetime) -> datetime | None:
        """The minute at which something that NEW holds, and that *now* does not show, comes out."""
        if _is_built(self.new):
            return None
        with TemporaryDirectory() as temporary:
            root = self._root(self.new, Path(temporary))
            pending = read_cells(inputs_of(root, self.data, self._cache), now)[1]
        return pending[0].at if pending else None

    def _side(self, name: str, now: datetime, folder: Path) -> Side:
        if is_address(name):
            return published(name, _record(name))
        if is_site(Path(name)):
            return published(name, Path(name, NAME).read_bytes())
        folder.mkdir()
        return composed(name, self._root(name, folder), now, self._cache, folder, self.data)

    @property
    def _cache(self) -> Path:
        return self.root / (".cache/example" if self.data else ".cache")

    def _root(self, name: str, folder: Path) -> Path:
        """The project's folder, or that of a commit's files below *folder*."""
        return Path(name).resolve() if is_project(Path(name)) else extract(self.root, name, folder)


def diff(comparison: Comparison, now: datetime, style: str, out: Path | None, at_release: bool) -> int:
    """Print what changed, in one of STYLES; 1 when the new side cannot be published, or a side is no side.

    The style github always answers: a site that cannot be read is one that is to be published anew.
    """
    try:
        moment = comparison.next_release(now) if at_release else None
        changes = comparison.at(moment or now, out)
    except Unusable as error:
        print(error, file=sys.stderr)
        if style == "github":
            print(github(None))
        return int(style != "github")
    print(STYLES[style](changes))
    return int(bool(changes.problems))


def comment(forge: Forge, event: bytes, changes: Path) -> str:
    """Keep one comment on the pull request that a finished run of check.yml was about.

    *event* is GitHub's own word on which commit that was; *changes*, its artifact, is anybody's: it is read as values
    and said again in our words.
    """
    try:
        run = json.loads(event)["workflow_run"]
        owner, branch, commit = run["head_repository"]["owner"]["login"], run["head_branch"], run["head_sha"]
    except (ValueError, KeyError, TypeError) as error:
        raise Unusable("不是 workflow_run 事件") from error
    if not changes.is_file() or changes.is_symlink() or changes.stat().st_size > LARGEST:
        raise Unusable(f"没有可读的 {changes.name}")
    said = markdown(parse(changes.read_bytes()))
    number = forge.pull_request(owner, branch, commit)
    if number is None:
        return f"{commit[:12]} 不是哪个开着的合并请求的最新提交"
    forge.keep_comment(number, MARK, said)
    return f"合并请求 {number} 的说明已更新"


def _is_built(name: str) -> bool:
    return is_address(name) or is_site(Path(name))


def _record(address: str) -> bytes:
    answer = Remote(address).get(NAME)
    if answer.error or answer.status != 200:
        raise Unusable(f"{address}：没有取得 {NAME}（{answer.error or answer.status}）")
    return answer.body


def _write(out: Path, changes: Changes, sides: tuple[Side, Side]) -> None:
    """What a pull request keeps as an artifact."""
    for name in CHARTS:
        shutil.rmtree(out / name, ignore_errors=True)
    put(out / "changes.json", as_json(changes).encode())
    put(out / "report.md", markdown(changes).encode())
    for chart in changes.charts:
        for name, side in zip(CHARTS, sides, strict=True):
            if chart.path in side.texts:
                put(out / name / chart.path, side.texts[chart.path].encode())
