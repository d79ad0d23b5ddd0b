"""The workflows: linted without a network, least rights, nothing unpinned, and no logic of their own."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

import build
from tests.conftest import ROOT

WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))
BIN = Path(sys.executable).parent
ADDED = re.compile(r'\s+>>\s+"\$GITHUB_(?:STEP_SUMMARY|OUTPUT)"$')
WRITES = {  # what may be written, by job; everything else reads
    ("comment.yml", "comment"): {"pull-requests"},
    ("publish.yml", "deploy"): {"id-token", "pages"},
    ("watch.yml", "awake"): {"actions"},
    ("watch.yml", "watch"): {"issues"},
}


def document(path: Path) -> dict[Any, Any]:
    found: dict[Any, Any] = yaml.safe_load(path.read_text("utf-8"))
    return found


def jobs() -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path in WORKFLOWS:
        for name, job in document(path)["jobs"].items():
            yield path.name, name, job


def steps() -> Iterator[tuple[str, str, dict[str, Any]]]:
    for file, job, found in jobs():
        yield from ((file, job, step) for step in found["steps"])


def test_the_four_workflows_are_there():
    assert [path.name for path in WORKFLOWS] == ["check.yml", "comment.yml", "publish.yml", "watch.yml"]


def test_zizmor_finds_nothing():
    done = subprocess.run(
        [BIN / "zizmor", "--offline", "--no-progress", *WORKFLOWS], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_zizmor_would_find_what_is_wrong(tmp_path: Path):
    unpinned = WORKFLOWS[0].read_text("utf-8").replace("@de0fac2e4500dabe0009e67214ff5f5447ce83dd", "@main")
    (tmp_path / "check.yml").write_text(unpinned, "utf-8")

    done = subprocess.run([BIN / "zizmor", "--offline", tmp_path / "check.yml"], capture_output=True, check=False)
    assert done.returncode > 0


def test_the_schema_of_github_accepts_them():
    command = [BIN / "check-jsonschema", "--builtin-schema", "vendor.github-workflows", *WORKFLOWS]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_each_job_has_the_rights_it_needs_and_no_more():
    assert [path.name for path in WORKFLOWS if document(path)["permissions"] != {}] == []
    written = {
        (file, name): {right for right, level in job["permissions"].items() if level == "write"}
        for file, name, job in jobs()
        if "write" in job["permissions"].values()
    }
    assert written == WRITES


def test_every_action_is_github_s_own_and_pinned_with_its_version():
    for path in WORKFLOWS:
        for line in path.read_text("utf-8").splitlines():
            if "uses:" in line:
                assert re.search(r"uses: actions/[\w-]+(?:/[\w-]+)?@[0-9a-f]{40} # v\d+\.\d+\.\d+$", line), line


def test_one_action_has_one_version_everywhere():
    text = "".join(path.read_text("utf-8") for path in WORKFLOWS)
    pins = set(re.findall(r"uses: (actions/[\w-]+)@(\w+)", text))
    assert len(pins) == len({name for name, _ in pins})


def test_only_what_publishes_main_saves_what_builds_made_and_nothing_that_is_not_out():
    cached = [(file, step) for file, _, step in steps() if "actions/cache" in step.get("uses", "")]
    saving = {file for file, step in cached if "actions/cache/restore@" not in step["uses"]}

    assert saving == {"publish.yml"}
    assert {step["with"]["path"] for _, step in cached} == {".cache/made.sqlite\n.cache/seen.sqlite\n"}


def test_no_checkout_keeps_the_token():
    checkouts = [step for _, _, step in steps() if "actions/checkout" in step.get("uses", "")]
    assert checkouts and all(step["with"]["persist-credentials"] is False for step in checkouts)


def test_what_may_write_runs_no_code_of_a_pull_request():
    triggers = {path.name: document(path)[True] for path in WORKFLOWS}  # YAML 1.1 reads `on` as true
    assert [name for name, on in triggers.items() if "pull_request" in on] == ["check.yml"]
    assert "pull_request_target" not in "".join(path.read_text("utf-8") for path in WORKFLOWS)
    refs = [step["with"].get("ref") for _, _, step in steps() if "actions/checkout" in step.get("uses", "")]
    assert set(refs) == {None}


def test_checks_see_no_secret():
    assert "secrets." not in (ROOT / ".github/workflows/check.yml").read_text("utf-8")
    assert "secrets." not in (ROOT / ".github/workflows/comment.yml").read_text("utf-8")


def test_pages_are_published_one_after_the_other():
    assert document(ROOT / ".github/workflows/publish.yml")["concurrency"] == {
        "group": "pages",
        "cancel-in-progress": False,
    }


def test_schedules_begin_at_odd_minutes_and_say_when_that_is_in_beijing():
    found = []
    for path in WORKFLOWS:
        for minute, hour, comment in re.findall(
            r'cron: "(\d+) (\d+) \* \* \*" # (\d\d:\d\d) Beijing', path.read_text()
        ):
            assert int(minute) % 2 == 1 and int(minute) % 5
            assert comment == f"{(int(hour) + 8) % 24:02}:{int(minute):02}"
            found.append(comment)
    assert len(found) == sum(path.read_text("utf-8").count("cron:") for path in WORKFLOWS) >= 4


RUNS = sorted({step["run"] for _, _, step in steps() if "run" in step})


@pytest.mark.parametrize("line", RUNS)
def test_a_step_calls_one_command_that_exists(line: str, monkeypatch: pytest.MonkeyPatch):
    command, *arguments = shlex.split(ADDED.sub("", line).replace("$LIVE", "https://live.example"))
    if command == "make":
        assert f"\n{arguments[0]}:" in (ROOT / "Makefile").read_text("utf-8") and len(arguments) == 1
        return
    assert (command, arguments[0]) == (".venv/bin/python", "build.py")
    done: list[str] = []
    monkeypatch.setattr(build.Command, "run", lambda command, _: done.append(command.name) or 0)
    build.main(arguments[1:])
    assert done == [arguments[1]]
