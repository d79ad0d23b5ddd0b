"""What the checks found is remembered as long as nothing changed that it follows from, and no longer."""

from __future__ import annotations

from pathlib import Path

import pytest

from report.checks.of_returns.remembered import Memory
from report.inputs import Inputs
from report.model import Place, Problem
from report.returns.entries import Record, Release

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
    memory, made = Memory(cache, Inputs(root)), list[str]()
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
