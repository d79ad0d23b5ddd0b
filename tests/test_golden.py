"""The small site, byte for byte: read tests/golden/ in the diff, accept it with `make golden`."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from report.compose import compose
from report.inputs import Inputs
from tests.conftest import MOMENT, ROOT, borrowed_cache
from tests.small import copy_small

GOLDEN = ROOT / "tests/golden"
FROM_DATA = (
    "index.md",
    "national-timeline",
    "regions/",
    "indicators/",
    "quarters/",
    "data/sources/",
    "data/tables/",
    "data/observations",
    "data/official.csv",
    "data/cited.csv",
    "embed/latest/regions/beijing/",
    "en/regions/beijing/",
    "en/indicators/designs-in-force/",
    "en/indicators/pool-patents/",
)

BINARY = (".parquet", ".png", ".xlsx")


def composed(folder: Path) -> dict[str, bytes]:
    """The files of the small site that follow from its data and the templates alone, and that can be read in a diff."""
    root = copy_small(folder)
    for name in ("content", "templates"):
        shutil.copytree(ROOT / name, root / name, dirs_exist_ok=True)
    artifacts = compose(Inputs(root), MOMENT, borrowed_cache()).artifacts
    return {a.path: a.content for a in artifacts if a.path.startswith(FROM_DATA) and not a.path.endswith(BINARY)}


def test_the_small_site_is_the_golden_site(tmp_path: Path, request: pytest.FixtureRequest):
    found = composed(tmp_path)
    if request.config.getoption("--update-golden"):
        accept(found)
    golden = {p.relative_to(GOLDEN).as_posix(): p.read_bytes() for p in GOLDEN.rglob("*") if p.is_file()}

    assert sorted(found) == sorted(golden)
    assert [path for path in sorted(found) if found[path] != golden[path]] == []


def accept(found: dict[str, bytes]) -> None:
    shutil.rmtree(GOLDEN, ignore_errors=True)
    for path, content in found.items():
        (GOLDEN / path).parent.mkdir(parents=True, exist_ok=True)
        (GOLDEN / path).write_bytes(content)
