"""What the checks found is remembered as long as nothing changed that it follows from, and no longer."""

from __future__ import annotations

from pathlib import Path

import pytest

from report.checks.of_returns.inspection import Memory
from report.dataset import read_tables
from report.inputs import Inputs
from report.model import Place, Problem
from report.period import Quarter
from report.returns.entries import Reading, Record, Release
from report.returns.folders import read_release, reader
from tests.conftest import ROOT

FINDING = Problem(Place("a.xlsx", 17, "C", "转让"), "outlier", "相差太大", "请核对", "warning", "并校")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project with two releases, whose files are texts."""
    for name in ("2024Q1", "2024Q2"):
        (tmp_path / "data/releases" / name).mkdir(parents=True)
        (tmp_path / "data/releases" / name / f"{name}.xlsx").write_text("1")
    (tmp_path / "data/form.yml").write_text("form")
    return tmp_path


def checked_again(root: Path, cache: dict[str, bytes]) -> list[str]:
    """The releases that a build with *cache* checks, all with the same finding."""
    memory, made = Memory(Inputs(root, keep=lambda _: cache)), list[str]()
    for folder in sorted((root / "data/releases").iterdir()):
        release = Release(f"data/releases/{folder.name}", None, (), Record(""))

        def make(name: str = folder.name) -> tuple[Problem, ...]:
            made.append(name)
            return (FINDING,)

        assert memory(release, make) == (FINDING,)
    return made


def test_what_did_not_change_is_not_checked_again(root: Path) -> None:
    cache: dict[str, bytes] = {}
    assert checked_again(root, cache) == ["2024Q1", "2024Q2"]
    assert checked_again(root, cache) == []


def test_a_changed_release_and_those_after_it_are_checked_again(root: Path) -> None:
    cache: dict[str, bytes] = {}
    checked_again(root, cache)
    (root / "data/releases/2024Q2/2024Q2.xlsx").write_text("2")
    assert checked_again(root, cache) == ["2024Q2"]
    (root / "data/releases/2024Q1/release.yml").write_text("status: 修订")
    assert checked_again(root, cache) == ["2024Q1", "2024Q2"]


def test_a_change_of_the_form_checks_all_again(root: Path) -> None:
    cache: dict[str, bytes] = {}
    checked_again(root, cache)
    (root / "data/form.yml").write_text("another")
    assert checked_again(root, cache) == ["2024Q1", "2024Q2"]


# ---------------------------------------------------------------- what files said


WORKBOOK = ROOT / "examples/programme/data/releases/2024Q4/2024Q4.xlsx"


def reading_of(kept: dict[str, bytes], folder: Path, name: str, content: bytes, root: Path = ROOT) -> Reading:
    """What a build with *kept* reads in the only file of a release in *folder*."""
    inputs = Inputs(root, folder, keep=lambda _: kept)
    release = folder / "releases/2024Q4"
    release.mkdir(parents=True, exist_ok=True)
    (release / name).write_bytes(content)
    found = read_release(release, reader(inputs, read_tables(inputs.own).regions), inputs).readings
    (release / name).unlink()
    return found[0]


def test_a_file_that_was_read_before_says_the_same_and_is_not_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept: dict[str, bytes] = {}
    first = reading_of(kept, tmp_path, "2024Q4.xlsx", WORKBOOK.read_bytes())
    monkeypatch.setattr("report.returns.folders.workbook_grids", lambda *_: pytest.fail("opened"))
    again = reading_of(kept, tmp_path, "2024Q4.xlsx", WORKBOOK.read_bytes())
    assert (len(first.values), again) == (5544, first)


def test_why_a_file_was_not_read_is_remembered_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept: dict[str, bytes] = {}
    first = reading_of(kept, tmp_path, "2024Q4.xlsx", b"no workbook")
    monkeypatch.setattr("report.returns.folders.workbook_grids", lambda *_: pytest.fail("opened"))
    again = reading_of(kept, tmp_path, "2024Q4.xlsx", b"no workbook")
    assert first.refused and again == first


def test_a_file_of_another_name_content_or_form_is_read_anew(tmp_path: Path, project: Path) -> None:
    kept: dict[str, bytes] = {}
    reading_of(kept, tmp_path, "2024Q4.csv", b"a,b", project)
    reading_of(kept, tmp_path, "2024Q4-r1.csv", b"a,b", project)
    reading_of(kept, tmp_path, "2024Q4.csv", b"a,c", project)
    assert len(kept) == 3
    form = project / "data/form.yml"
    form.write_text(form.read_text("utf-8") + "\n", "utf-8")
    reading_of(kept, tmp_path, "2024Q4.csv", b"a,b", project)
    assert len(kept) == 4


def test_whether_the_quarter_is_over_is_part_of_what_was_found(root: Path) -> None:
    cache: dict[str, bytes] = {}
    release = Release("data/releases/2024Q1", Quarter(2024, 1), (), Record(""))
    for today, found in ((Quarter(2024, 1), (FINDING,)), (Quarter(2024, 2), ())):
        assert Memory(Inputs(root, keep=lambda _: cache), today)(release, lambda found=found: found) == found
