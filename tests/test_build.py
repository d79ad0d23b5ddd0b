"""build.py: a table of commands, one place that says why not, and a quick start."""

from __future__ import annotations

import inspect
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

import build
from tests.conftest import ROOT


@pytest.mark.parametrize("command", build.COMMANDS, ids=lambda command: command.name)
def test_what_a_command_takes_is_what_its_function_is_given(command: build.Command):
    function = getattr(import_module(f"report.commands.{command.module}"), command.name)
    given = {str(one.how.get("dest") or one.name.removeprefix("--").replace("-", "_")) for one in command.arguments}

    assert given == set(inspect.signature(function).parameters)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["comment", "{}/event.json", "{}/changes.json"], "{}/event.json: 没有这个文件或文件夹；请检查路径\n"),
        (["form", "2024Q4", "--out", "{}/file/x.xlsx"], "{}/file: 已经有同名的文件；请换一个路径\n"),
        (["form", "2024Q4", "--out", "{}"], "{}: 是文件夹，不是文件；请换一个路径\n"),
        (["deploy", "{}/server", "--site", "{}/nowhere"], "没有部署；{}/server 保持原样\n"),
    ],
)
def test_a_mistake_about_a_file_is_answered_in_a_sentence(
    arguments: list[str], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    for name in ("GITHUB_API_URL", "GITHUB_REPOSITORY", "GITHUB_TOKEN"):
        monkeypatch.setenv(name, "x")
    (tmp_path / "file").write_text("")

    assert build.main([argument.format(tmp_path) for argument in arguments]) == 1
    assert capsys.readouterr().err.endswith(said.format(tmp_path))


def test_reading_the_command_line_imports_nothing_that_builds():
    script = "import build, sys; build.parser(); print(*(name for name in sys.modules if name.startswith('report')))"
    imported = subprocess.check_output([sys.executable, "-c", script], cwd=ROOT, text=True).split()

    assert imported == ["report", "report.moment", "report.period"]
