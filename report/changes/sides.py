"""Where the two sides of a comparison come from: a commit, a project folder, a built site, a live address."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from pathlib import Path, PurePosixPath

from report.changes.change import Side, Unusable
from report.changes.composer import TOO_OLD
from report.changes.data_cells import read_cells
from report.deliver.manifest import NAME, ManifestError, hash_of, parse
from report.inputs import Inputs
from report.store import Stores

COMPOSER = Path(__file__).with_name("composer.py")
SPOKEN = (".md", ".svg")


def composed(name: str, root: Path, now: datetime, cache: Path, folder: Path, data: str = "") -> Side:
    """The state of the project in the folder *root*, composed into *folder*/docs; *data* as in build.py --data."""
    docs, inputs = folder / "docs", inputs_of(root, data, cache)
    arguments = [str(root), now.isoformat(), str(cache), str(docs), *([str(inputs.returns)] if data else [])]
    done = subprocess.run(
        [sys.executable, str(COMPOSER), *arguments], cwd=root, capture_output=True, text=True, check=False
    )
    if done.returncode == TOO_OLD:
        raise Unusable(
            f"{name}：这个状态的程序太旧，现在的程序不能让它写出网站；请各自用 build.py site 生成，再比较两个网站"
        )
    if done.returncode and not done.stdout:
        raise Unusable(f"{name}：这个状态的程序没有跑完：{done.stderr.strip().splitlines()[-1:]}")
    if done.returncode:
        return Side(name, {}, {}, {}, problems=tuple(done.stdout.splitlines()))
    cells, pending = read_cells(inputs, now)
    paths = [path for path in docs.rglob("*") if path.is_file()]
    hashes = {path.relative_to(docs).as_posix(): hash_of(path.read_bytes()) for path in paths}
    return Side(name, hashes, Texts(docs, [path for path in hashes if path.endswith(SPOKEN)]), cells, pending)


class Texts(Mapping[str, str]):
    """The pages and charts in a folder, read when they are asked for: all of a long programme are a gigabyte."""

    def __init__(self, folder: Path, paths: Collection[str]) -> None:
        self.folder, self.paths = folder, frozenset(paths)

    def __getitem__(self, path: str) -> str:
        if path not in self.paths:
            raise KeyError(path)
        return (self.folder / path).read_bytes().decode()

    def __iter__(self) -> Iterator[str]:
        return iter(self.paths)

    def __len__(self) -> int:
        return len(self.paths)


def inputs_of(root: Path, data: str, cache: Path) -> Inputs:
    """The project with its own returns, or with those of another data set below it, read as builds read them."""
    return Inputs(root, root / data / "data" if data else None, Stores(cache))


def extract(repository: Path, commit: str, folder: Path) -> Path:
    """The files of *commit* in a folder below *folder*; Unusable where there is no such commit."""
    found = _git(repository, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{commit}^{{commit}}")
    if found.returncode:
        raise Unusable(f"「{commit}」不是提交、文件夹或网址；请写作 main、HEAD~1、site/ 或 https://…")
    archive, root = folder / "commit.zip", folder / "commit"
    done = _git(repository, "archive", "--format=zip", f"--output={archive}", found.stdout.strip())
    if done.returncode:
        raise Unusable(f"{commit}：{done.stderr.strip()}")
    with zipfile.ZipFile(archive) as content:
        content.extractall(root)
    archive.unlink()
    return root


def _git(repository: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["git", "-C", str(repository), *arguments], capture_output=True, text=True, check=False)


def published(name: str, record: bytes) -> Side:
    """A built site by its build.json, which lists the hash of each file."""
    try:
        return Side(name, parse(record).files, {}, {})
    except ManifestError as error:
        raise Unusable(f"{name}：{error}") from error


def is_address(text: str) -> bool:
    return text.startswith(("https://", "http://"))


def is_project(folder: Path) -> bool:
    return (folder / "data").is_dir() and (folder / "report").is_dir()


def is_site(folder: Path) -> bool:
    return (folder / NAME).is_file()


def kind_of(path: str) -> str:
    """page, chart or download: what a file of a composed or built site is to a reader."""
    return {".md": "page", ".html": "page", ".svg": "chart"}.get(PurePosixPath(path).suffix, "download")
