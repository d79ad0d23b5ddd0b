"""README.md is under test: its commands exist, and its recipes are performed word for word on a copy of the project."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from report.address import address_of
from report.compose import compose
from report.dataset import problems
from report.inputs import Inputs
from tests.conftest import MOMENT, ROOT, borrowed_cache, copy_project

README = (ROOT / "README.md").read_text("utf-8")
ADDRESSES = {
    "Add a figure": ["/regions/jiangsu/", "/indicators/transfer-license-count/", "/quarters/2026q1/"],
    "Add an indicator": ["/indicators/training-sessions/"],
    "Add a table": ["/data/tables/cnipa-2024-3-7/"],
    "Add a page": ["/contact/"],
}
SHOWS = {
    "Add a figure": "2.34万次",
    "Add an indicator": "当期举办的存量专利盘活培训场次",
    "Add a table": "6,500",
    "Add a page": "发现错误或有公开出处可以补充",
}


@dataclass(frozen=True)
class Step:
    """One fenced block of a recipe: what is done to which file."""

    action: str
    file: str
    before: str
    text: str


def recipe(title: str) -> list[Step]:
    """The steps below a heading of README.md."""
    body = re.split(r"^##+ ", README.split(f"### {title}\n", 1)[1], maxsplit=1, flags=re.MULTILINE)[0]
    fences = re.findall(
        r'^```\w+ (append|insert)=(\S+)(?: before="([^"]*)")?\n(.*?)^```', body, re.DOTALL | re.MULTILINE
    )
    return [Step(action, file, before.replace("\\n", "\n"), text) for action, file, before, text in fences]


def perform(project: Path, title: str) -> None:
    for step in recipe(title):
        file = project / step.file
        file.parent.mkdir(parents=True, exist_ok=True)
        text = file.read_text("utf-8") if file.exists() else ""
        if step.action == "insert":
            assert text.count(step.before) == 1
            text = text.replace(step.before, step.text + step.before)
        else:
            text += step.text
        file.write_text(text, "utf-8")


def titles() -> Iterator[str]:
    yield from re.findall(r"^### (Add .+)$", README, re.MULTILINE)


def test_the_recipes_are_the_six_that_maintainers_need():
    assert list(titles()) == [
        "Add a figure",
        "Add a region",
        "Add an indicator",
        "Add a table",
        "Add a page",
        "Add a rule",
    ]
    assert all(recipe(title) for title in titles())


OF_DATA = [title for title in titles() if title != "Add a rule"]


@pytest.mark.parametrize("title", OF_DATA)
def test_a_recipe_gives_clean_data(project: Path, title: str):
    perform(project, title)

    assert [str(problem) for problem in problems(Inputs(project))] == []


def test_the_recipes_give_the_pages_that_they_promise(project: Path):
    for title in OF_DATA:
        perform(project, title)
    site = compose(Inputs(project), MOMENT, borrowed_cache())
    pages = {address_of(one.path): one.content.decode() for one in site.artifacts if one.path.endswith(".md")}

    for title, addresses in ADDRESSES.items():
        assert [address for address in addresses if SHOWS[title] not in pages[address]] == []


def test_the_figure_recipe_names_the_pages_it_changes():
    body = README.split("### Add a figure", 1)[1].split("###", 1)[0]
    assert all(address in body for address in ADDRESSES["Add a figure"])


def test_the_rule_recipe_finds_what_its_case_expects(tmp_path: Path):
    project = copy_project(tmp_path / "project")
    (project / "tests").symlink_to(ROOT / "tests")
    perform_rule = [step for step in recipe("Add a rule") if not step.file.startswith("tests/")]
    for step in perform_rule:
        text = (project / step.file).read_text("utf-8")
        new = text.replace(step.before, step.text + step.before) if step.before else text + step.text
        (project / step.file).write_text(new, "utf-8")
    figures = project / "data/figures.csv"
    figures.write_text(
        figures.read_text("utf-8").replace("全国高校院所已盘点专利91.4万件。", "全国高校院所已盘点专利91.4万件？", 1),
        "utf-8",
    )

    done = subprocess.run(
        [sys.executable, "build.py", "check"], cwd=project, capture_output=True, text=True, check=False
    )

    assert done.returncode == 1
    assert "data/figures.csv:2: 「statement」是问句；请改为陈述句 [question]" in done.stderr


def test_every_make_target_of_the_readme_exists():
    makefile = (ROOT / "Makefile").read_text("utf-8")
    named = set(re.findall(r"`make ([\w-]+)", README))

    assert {"site", "test", "serve", "check", "bench"} <= named
    assert [target for target in named if f"\n{target}:" not in makefile] == []


def test_every_file_the_readme_points_to_exists():
    for path in re.findall(r"\]\(([^):]+)\)", README):
        assert (ROOT / path).exists(), path
    for path in re.findall(r"`((?:report|tests|data|content|templates)/[\w./-]+)`", README):
        assert (ROOT / path).exists() or path in README.split("## Recipes")[1], path
