"""A return that arrived: only what passes the checks comes to data/releases, and nothing that is out is replaced."""

from __future__ import annotations

import json
import shutil
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from report.dataset import findings, problems
from report.fetch import Rejected
from report.fetch.sources import RECORD, ReturnSource, out_at
from report.inputs import Inputs

MOST_SAID = 5


def present(root: Path, source: ReturnSource) -> Path | None:
    """The file of that quarter and version, whichever kind it is."""
    folder = root / "data/releases" / source.quarter.code
    stem = Path(source.name).stem
    return next((path for kind in (".xlsx", ".csv") if (path := folder / f"{stem}{kind}").is_file()), None)


def is_due(root: Path, source: ReturnSource, now: datetime) -> bool:
    """Whether readers should see it by *now*."""
    at = out_at(source, root / "data/releases" / source.quarter.code)
    return at is None or at <= now


def take(root: Path, source: ReturnSource, content: bytes, now: datetime, *, dry: bool = False) -> bool:
    """Put *content* in its place, whole; False where it is there already. Refused when it may not come in.

    What readers have seen is never replaced: a change of it is a revision, with its own file and reason.
    """
    there = present(root, source)
    if there and there.read_bytes() == content:
        return False
    if there and there.name != source.name:
        raise Rejected(f"已有 {there.name}；请先移走")
    if there and is_due(root, source, now):
        cure = f"请在 data/fetch.yml 写 revision: {source.revision + 1}，并在 {RECORD} 写明原因"
        raise Rejected(f"{there.name} 已发布，来源上的文件变了；{cure}")
    with TemporaryDirectory(dir=_beside(root), prefix=".fetch-") as temporary:
        folder = _tried(root, source, content, Path(temporary))
        _must_pass(root, folder.parent.parent, now)
        if not dry:
            _settle(folder, root / "data/releases" / source.quarter.code, source.name)
    return True


def _beside(root: Path) -> Path:
    """A folder on the same file system, which no reader of data/ looks into."""
    folder = root / "build"
    folder.mkdir(exist_ok=True)
    return folder


def _tried(root: Path, source: ReturnSource, content: bytes, temporary: Path) -> Path:
    """All returns as they would be: a copy of data/releases with the new file in it; its folder."""
    releases = root / "data/releases"
    copied = temporary / "data/releases"
    if releases.is_dir():
        shutil.copytree(releases, copied)
    folder = copied / source.quarter.code
    folder.mkdir(parents=True, exist_ok=True)
    (folder / source.name).write_bytes(content)
    if not (folder / RECORD).is_file():  # JSON is YAML, and no text ends it early
        lines = [f"{name}: {json.dumps(text, ensure_ascii=False)}" for name, text in source.record.items()]
        (folder / RECORD).write_text("\n".join([*lines, ""]), "utf-8")
    return folder


def _must_pass(root: Path, data: Path, now: datetime) -> None:
    """The checks of all returns; they are read by the files of data/, so these must be right first."""
    blocking = [str(problem) for problem in problems(Inputs(root))]
    blocking += [str(finding) for finding in findings(Inputs(root, data), now.date()) if finding.blocks]
    if blocking:
        left = f" 等 {len(blocking)} 处" if len(blocking) > MOST_SAID else ""
        raise Rejected("没有通过检查：" + " ".join(blocking[:MOST_SAID]) + left)


def _settle(folder: Path, target: Path, name: str) -> None:
    """Move what is new into place: a whole folder where there is none, else the one file."""
    if target.is_dir():
        (folder / name).replace(target / name)
    else:
        target.parent.mkdir(exist_ok=True)
        folder.replace(target)
