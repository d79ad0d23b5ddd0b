"""What is remembered of a quarter's reports is what would be made, for as long as all it follows from is the same."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, MutableMapping
from dataclasses import replace
from datetime import datetime
from functools import cache
from pathlib import Path

import pytest

from report import downloads, papers
from report.compose import out, single_quarters
from report.inputs import Inputs
from report.inputs.contents import read_content
from report.moment import BEIJING
from report.pages.desk import Desk
from report.period import Quarter
from report.store import digest, remember
from tests.bench import PROGRAMME, change_a_workbook
from tests.conftest import ROOT, copy_project
from tests.known import keeping, kept

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=BEIJING)
QUARTERS = ("2026Q1", "2026Q2", "2026Q3")
FIRST, SECOND, THIRD = map(Quarter.parse, QUARTERS)


class Counting(dict[str, bytes]):
    """A cache that counts what was put in."""

    kept = 0

    def __setitem__(self, key: str, content: bytes) -> None:
        self.kept += 1
        super().__setitem__(key, content)


@pytest.fixture(scope="module", autouse=True)
def beside_once() -> Iterator[None]:
    """Papers and downloads are made once for each key of theirs: what is remembered here is pages."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(papers, "typeset", once(kept()("papers"), papers.key, papers.typeset))
        patch.setattr(downloads, "packed", once(kept()("downloads"), downloads.key, downloads.packed))
        yield


def once(
    known: MutableMapping[str, bytes], key: Callable[..., str], make: Callable[..., bytes]
) -> Callable[..., bytes]:
    return lambda *given: remember(known, key(*given), lambda: make(*given))


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project, and beside its data those of the programme's last three quarters, not sealed yet."""
    folder = copy_project(tmp_path_factory.mktemp("project") / "root")
    data = folder / PROGRAMME / "data"
    shutil.copytree(ROOT / PROGRAMME / "data", data, ignore=shutil.ignore_patterns("seals"))
    for release in (data / "releases").iterdir():
        if release.is_dir() and release.name not in QUARTERS:
            shutil.rmtree(release)
    return folder


def programme(root: Path) -> Inputs:
    return Inputs(root, root / PROGRAMME / "data", keep=keeping())


def desk(root: Path, now: datetime = NOW) -> Desk:
    return Desk(out(programme(root), now))


def files(root: Path, known: Desk, kept: Counting | None = None) -> dict[str, bytes]:
    def keep(name: str) -> dict[str, bytes]:
        return kept if name == "quarterly" and kept is not None else {}

    found = single_quarters.files(known, replace(programme(root), keep=keep), read_content(Inputs(root)))
    return {artifact.path: artifact.content for artifact in found}


@cache
def unremembered(root: Path, now: datetime, _of: str) -> dict[str, bytes]:
    """What is made of the programme as it is, whose digest is given."""
    return files(root, desk(root, now))


def newly_made(root: Path, now: datetime, cache: Counting) -> int:
    """How many pages *cache* did not have; they are as without it."""
    known, before = desk(root, now), cache.kept
    assert files(root, known, cache) == unremembered(root, now, digest([root / PROGRAMME]))
    return cache.kept - before


def test_what_is_remembered_is_what_would_be_made(root: Path) -> None:
    cache, workbook = Counting(), root / PROGRAMME / "data/releases/2026Q2/2026Q2.xlsx"
    original = workbook.read_bytes()

    assert newly_made(root, NOW, cache) == 3 * (32 + 7) + 1  # the first has one of the nation besides
    assert newly_made(root, NOW, cache) == 0
    change_a_workbook(workbook, "经企业评价专利")
    assert newly_made(root, NOW, cache) == 2 * (32 + 7)
    workbook.write_bytes(original)
    assert newly_made(root, datetime(2026, 9, 1, tzinfo=BEIJING), cache) == 32 + 7


def test_a_report_looks_back_only(root: Path) -> None:
    """Whatever later quarters say, the report of an earlier one says the same."""
    whole = unremembered(root, NOW, digest([root / PROGRAMME]))
    workbook = root / PROGRAMME / "data/releases/2026Q3/2026Q3.xlsx"
    original = workbook.read_bytes()
    change_a_workbook(workbook, "经企业评价专利")
    changed = files(root, desk(root))
    workbook.write_bytes(original)

    different = {path for path in whole if whole[path] != changed[path]}
    assert different
    assert all("/2026q3/" in path or "/return-2026q3-" in path for path in different), different


@pytest.mark.parametrize(
    "name",
    [
        "mkdocs.yml",
        "templates/_tables.html.j2",
        "content/quarters.yml",
        "content/home.yml",
        "data/indicators.yml",
        "data/regions.csv",
    ],
)
def test_a_change_of_what_all_share_makes_all_anew(root: Path, known: Desk, name: str) -> None:
    file = root / name
    original, before = file.read_bytes(), single_quarters.keys(known, programme(root))
    file.write_bytes(original + b"\n")
    after = single_quarters.keys(known, programme(root))
    file.write_bytes(original)

    assert not set(before.values()) & set(after.values())
    assert single_quarters.keys(known, programme(root)) == before


@pytest.fixture(scope="module")
def known(root: Path) -> Desk:
    return desk(root)


def test_a_quarter_that_is_added_leaves_those_before_the_last_one_as_they_are(root: Path) -> None:
    cache, last = Counting(), root / PROGRAMME / "data/releases/2026Q3"
    last.rename(root / "later")
    newly_made(root, NOW, cache)
    (root / "later").rename(last)

    assert newly_made(root, NOW, cache) == 2 * (32 + 7)  # of the one before, which has a next one now, and of its own


@pytest.mark.parametrize(
    ("changed", "anew"), [("2026Q1", {FIRST, SECOND, THIRD}), ("2026Q2", {SECOND, THIRD}), ("2026Q3", {THIRD})]
)
def test_a_change_of_a_return_makes_its_quarter_and_later_ones_anew(
    root: Path, known: Desk, changed: str, anew: set[Quarter]
) -> None:
    data = root / PROGRAMME / "data"
    file = data / "releases" / changed / "release.yml"
    original, before = file.read_bytes(), single_quarters.keys(known, programme(root))
    file.write_bytes(original + b"\n")
    after = single_quarters.keys(known, programme(root))
    file.write_bytes(original)

    assert {quarter for quarter in before if before[quarter] != after[quarter]} == anew


def test_keys_are_the_same_in_every_process(root: Path, known: Desk) -> None:
    script = f"""
from pathlib import Path
from report.compose import single_quarters
from tests.test_quarterly import desk, programme
root = Path({str(root)!r})
print(*single_quarters.keys(desk(root), programme(root)).values())
"""
    other = {**os.environ, "PYTHONHASHSEED": "1"}  # this process has a seed by chance
    told = subprocess.check_output([sys.executable, "-c", script], cwd=ROOT, env=other, text=True)

    assert told.split() == list(single_quarters.keys(known, programme(root)).values())
