"""build.json: what a site was made from, what it consists of, and when it will change.

A site is compared with another by `output`, one hash of every file's path and bytes; the commit and the moment of the
build are told beside it and change nothing in it.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from pathlib import Path, PurePosixPath

from report import disk
from report.audit.built import Built
from report.model import Refusal, Site
from report.store import sha256_of

NAME = "build.json"
SCHEMA = 1
INPUTS = ("build.py", "content", "data", "mkdocs.yml", "report", "requirements.txt", "templates")
RETURNS, TABLES = "releases", "tables"  # one hash a folder: the name of a file that is not yet out would be a trace
HASH = re.compile(r"sha256:[0-9a-f]{64}")


class ManifestError(Refusal):
    """A build.json that cannot be used, and why."""


@dataclass(frozen=True)
class Commit:
    """The commit that was built; *dirty* when an input differed from it. *id* is None outside git."""

    id: str | None = None
    dirty: bool = False


@dataclass(frozen=True)
class Manifest:
    """The content of build.json. Hashes are `sha256:…`, moments ISO 8601 with an offset; paths are sorted."""

    commit: Commit
    moment: str
    next_change: str | None  # the announced moment from which a build of the same inputs may give another site
    synthetic: bool  # 示例数据: not to be published
    inputs: Mapping[str, str]
    output: str
    files: Mapping[str, str]  # every file of the site but build.json itself

    def json(self) -> str:
        return json.dumps({"schema": SCHEMA} | asdict(self), ensure_ascii=False, indent=1) + "\n"


def describe(
    root: Path, site: Site, built: Built, *, moment: datetime, commit: Commit, data: Path | None = None
) -> Manifest:
    """The manifest of *built*, the finished *site*, made at *moment* from the inputs under *root* and in *data*."""
    files = hashes(built)
    return Manifest(
        commit=commit,
        moment=moment.isoformat(timespec="minutes"),
        next_change=site.next_change.isoformat(timespec="minutes") if site.next_change else None,
        synthetic=site.synthetic,
        inputs=inputs(root, data or root / "data"),
        output=output_hash(files),
        files=files,
    )


def put(manifest: Manifest, site: Path) -> None:
    """Write *manifest* into the folder that it describes."""
    disk.put(site / NAME, manifest.json().encode())


def hashes(built: Built) -> dict[str, str]:
    """The hash of every file of a site but its build.json, by path, sorted."""
    return {path: f"sha256:{digest}" for path, digest in built.hashes.items() if path != NAME}


def hash_of(content: bytes) -> str:
    return "sha256:" + sha256_of(content)


def output_hash(files: Mapping[str, str]) -> str:
    """One hash for all files: of the lines `sha256:…  path`, in the order of the paths."""
    return hash_of("".join(f"{digest}  {path}\n" for path, digest in sorted(files.items())).encode())


def inputs(root: Path, data: Path) -> dict[str, str]:
    """The hash of every input under *root*, by path, sorted; all tables are the one input data/tables, and all returns
    in *data* the one input data/releases."""
    own = {path: digest for name in INPUTS for path, digest in _hashes_below(root / name, name)}
    kept = {
        path: digest for path, digest in own.items() if not path.startswith((f"data/{RETURNS}/", f"data/{TABLES}/"))
    }
    for name, folder in ((RETURNS, data), (TABLES, root / "data")):
        kept[f"data/{name}"] = output_hash(dict(_hashes_below(folder / name, name)))
    return dict(sorted(kept.items()))


def _hashes_below(top: Path, name: str) -> Iterator[tuple[str, str]]:
    """The file *top*, or the files below it, as *name*; not what Python, editors and file managers leave there."""
    if top.is_file():
        yield name, hash_of(top.read_bytes())
    for file in top.rglob("*"):
        path = file.relative_to(top)
        if file.is_file() and not any(part.startswith((".", "__pycache__")) for part in path.parts):
            yield f"{name}/{path.as_posix()}", hash_of(file.read_bytes())


# ---------------------------------------------------------------- as git says it


def commit_of(root: Path) -> Commit:
    """The commit checked out in *root*, and whether an input differs from it; none where *root* is not a checkout."""
    id = _git(root, "rev-parse", "HEAD")
    if not id or _git(root, "rev-parse", "--show-prefix"):  # a prefix: *root* lies inside somebody else's repository
        return Commit()
    return Commit(id, bool(_git(root, "status", "--porcelain", "--", *INPUTS)))


def _git(root: Path, *arguments: str) -> str:
    """What git answers, or nothing: where it is not installed, and where there is no repository."""
    environment = os.environ | {"GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C"}
    try:
        done = subprocess.run(
            ["git", *arguments], cwd=root, env=environment, capture_output=True, text=True, timeout=30, check=False
        )
    except OSError:
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""


# ---------------------------------------------------------------- read again


def parse(text: bytes | str) -> Manifest:
    """The manifest that *text* holds; ManifestError when it is not one, or does not agree with itself."""
    try:
        found = json.loads(text)
    except ValueError as error:
        raise ManifestError(f"不是 JSON：{error}") from error
    if not isinstance(found, dict) or found.pop("schema", None) != SCHEMA:
        raise ManifestError(f"不是第 {SCHEMA} 版的 {NAME}")
    if missing := sorted({field.name for field in fields(Manifest)} - set(found)):
        raise ManifestError(f"缺少 {'、'.join(missing)}")
    if not isinstance(found["commit"], dict) or set(found["commit"]) != {"id", "dirty"}:
        raise ManifestError("commit 应有 id 和 dirty")
    _check_hashes(found["inputs"])
    _check_hashes(found["files"])
    if found["output"] != output_hash(found["files"]):
        raise ManifestError("output 与 files 不符")
    known = {field.name: found[field.name] for field in fields(Manifest)}
    return Manifest(**known | {"commit": Commit(**found["commit"])})


def _check_hashes(found: object) -> None:
    """Paths below the site, each with a hash: what is read here is fetched and copied by these names."""
    if not isinstance(found, dict):
        raise ManifestError("inputs 和 files 应是 路径 → 哈希")
    for path, digest in found.items():
        parts = PurePosixPath(path).parts
        if not parts or path.startswith("/") or ".." in parts or "\\" in path or str(PurePosixPath(path)) != path:
            raise ManifestError(f"「{path}」不是网站内的路径")
        if not isinstance(digest, str) or not HASH.fullmatch(digest):
            raise ManifestError(f"「{path}」的哈希不是 sha256:…")


def read(site: Path) -> Manifest:
    """The manifest in the folder *site*; ManifestError when there is none that can be used."""
    try:
        return parse((site / NAME).read_bytes())
    except OSError as error:
        raise ManifestError(f"没有可读的 {NAME}（先运行 build.py site）") from error
