"""Readers see one whole site whatever is killed; and the test that says so does notice one that is not whole."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests import kill
from tests.conftest import ROOT


def last_line(*arguments: str) -> str:
    """What `make kill-test` would end with."""
    command = [sys.executable, "tests/kill.py", "--seed", "7", *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=120)
    return done.stdout.splitlines()[-1]


def test_readers_never_see_a_broken_site():
    assert last_line("--kills", "10") == "kills 10: readers saw a broken site 0 times"


def test_a_deployment_in_place_is_noticed():
    said = re.fullmatch(r"kills 2: readers saw a broken site (\d+) times", last_line("--kills", "2", "--careless"))

    assert said
    assert int(said[1]) > 0


def test_an_older_edition_within_a_visit_is_noticed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    site = kill.build(tmp_path / "site", edition=3)
    older = {f"/{page}/": kill.content(2, page).encode() for page in range(kill.PAGES)}
    told = {"/build.json": (site / "build.json").read_bytes()}
    monkeypatch.setattr(kill, "_get", lambda _, path: (older | told)[path])

    assert kill.visit("nowhere", kill.random.Random(1))[1].endswith("edition 2 after 3")


def test_a_build_json_that_is_not_whole_is_a_broken_visit(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(kill, "_get", lambda *_: b"")

    assert kill.visit("nowhere", kill.random.Random(1)) == (
        0,
        "ManifestError: 不是 JSON：Expecting value: line 1 column 1 (char 0)",
    )
