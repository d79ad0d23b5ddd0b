"""build.json says what a site was made from and what it consists of, and nothing that is not yet out."""

from __future__ import annotations

import json
import subprocess
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from report.audit.built import Built
from report.deliver import manifest
from report.deliver.manifest import Commit, ManifestError, commit_of
from report.model import Site
from tests.sites import MOMENT, PAGES, describe, finished

EMPTY = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def write(folder: Path, **files: str) -> Path:
    """Files below *folder*; two underscores stand for a slash."""
    for name, text in files.items():
        file = folder / name.replace("__", "/")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return folder


def test_it_lists_every_file_but_itself(tmp_path: Path):
    site = finished(tmp_path)

    assert sorted(describe(site).files) == sorted(PAGES)
    assert manifest.read(site) == describe(site)


def test_the_output_hash_is_that_of_sha256sum(tmp_path: Path):
    (tmp_path / "a").write_text("")
    listing = f"{EMPTY}  a\n"

    assert describe(tmp_path).output == manifest.hash_of(listing.encode())


def test_an_altered_a_new_and_a_renamed_file_each_give_another_output(tmp_path: Path):
    files = describe(finished(tmp_path)).files
    altered = files | {"index.html": EMPTY}
    renamed = {path.replace("regions/", "region/"): digest for path, digest in files.items()}
    outputs = {manifest.output_hash(each) for each in (files, altered, files | {"new": EMPTY}, renamed)}

    assert len(outputs) == 4


def test_commit_and_moment_change_nothing_in_the_output(tmp_path: Path):
    first = describe(finished(tmp_path))
    later = manifest.describe(
        Path("/nowhere"),
        Site((), ()),
        Built.read(tmp_path),
        moment=datetime(2026, 1, 1, tzinfo=UTC),
        commit=Commit("abc", True),
    )

    assert later.output == first.output
    assert json.loads(later.json())["commit"] == {"id": "abc", "dirty": True}


def test_moments_have_minutes_and_an_offset(tmp_path: Path):
    site = Site((), (), next_change=MOMENT)
    told = json.loads(manifest.describe(tmp_path, site, Built.read(tmp_path), moment=MOMENT, commit=Commit()).json())

    assert told["moment"] == "2025-01-20T09:30+08:00"
    assert told["next_change"] == "2025-01-20T09:30+08:00"
    assert told["schema"] == 1


def test_inputs_are_data_content_templates_code_and_requirements(tmp_path: Path):
    write(
        tmp_path,
        **{"data__a.csv": "", "content__b.md": "", "report__c.py": "", "mkdocs.yml": "", "requirements.txt": ""},
        **{"data__.DS_Store": "x", "tests__d.py": "x", "README.md": "x"},
    )
    write(tmp_path / "report/__pycache__", **{"c.pyc": "x"})

    assert list(manifest.inputs(tmp_path, tmp_path / "data")) == [
        "content/b.md",
        "data/a.csv",
        "data/releases",
        "data/tables",
        "mkdocs.yml",
        "report/c.py",
        "requirements.txt",
    ]


def test_the_name_of_a_return_or_table_that_is_not_out_is_not_told(tmp_path: Path):
    before = manifest.inputs(tmp_path, tmp_path / "data")
    write(tmp_path, **{"data__releases__2026Q4__release.yml": "release_at: 2027-01-20T09:30+08:00"})
    write(tmp_path, **{"data__tables__designs-2026.csv": "source"})
    after = manifest.inputs(tmp_path, tmp_path / "data")

    assert "2026" not in str(after)
    assert [path for path in after if after[path] != before[path]] == ["data/releases", "data/tables"]


def test_other_returns_count_in_place_of_the_own_ones(tmp_path: Path):
    write(tmp_path, **{"data__releases__2026Q4__a.csv": "own", "example__data__releases__2026Q4__a.csv": "other"})
    own = manifest.inputs(tmp_path, tmp_path / "data")
    other = manifest.inputs(tmp_path, tmp_path / "example/data")

    assert list(own) == list(other) == ["data/releases", "data/tables"]
    assert own != other


def test_outside_git_there_is_no_commit(tmp_path: Path):
    assert commit_of(tmp_path) == Commit(None, False)


def test_a_commit_is_dirty_when_an_input_differs_from_it(tmp_path: Path):
    def git(*arguments: str) -> str:
        who = ["-c", "user.name=t", "-c", "user.email=t@localhost"]
        return subprocess.run(["git", *who, *arguments], cwd=tmp_path, check=True, capture_output=True).stdout.decode()

    write(tmp_path, **{"data__a.csv": "1", "notes.txt": "1"})
    git("init", "-q")
    git("add", ".")
    git("commit", "-qm", "x")
    head = git("rev-parse", "HEAD").strip()

    write(tmp_path, **{"notes.txt": "2"})
    assert commit_of(tmp_path) == Commit(head, False)
    write(tmp_path, **{"data__b.csv": "2"})
    assert commit_of(tmp_path) == Commit(head, True)
    assert commit_of(tmp_path / "data") == Commit(None, False)


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"schema": 2}, "不是第 1 版"),
        ({"files": {"../x": EMPTY}}, "「../x」不是网站内的路径"),
        ({"files": {"/etc/passwd": EMPTY}}, "「/etc/passwd」不是网站内的路径"),
        ({"files": {"a//b": EMPTY}}, "「a//b」不是网站内的路径"),
        ({"files": {"a": "md5:1"}}, "「a」的哈希不是 sha256"),
        ({"files": []}, "路径 → 哈希"),
        ({"files": {}}, "output 与 files 不符"),
        ({"commit": "abc"}, "commit"),
    ],
)
def test_a_manifest_that_cannot_be_used_says_why(tmp_path: Path, change: dict[str, object], what: str):
    told = json.loads(describe(finished(tmp_path)).json()) | change

    with pytest.raises(ManifestError, match=what):
        manifest.parse(json.dumps(told))


def test_what_is_missing_is_named(tmp_path: Path):
    told = json.loads(describe(finished(tmp_path)).json())
    del told["moment"]

    with pytest.raises(ManifestError, match="缺少 moment"):
        manifest.parse(json.dumps(told))
    with pytest.raises(ManifestError, match="不是 JSON"):
        manifest.parse(b"<html>")


def test_a_manifest_survives_being_written_and_read(tmp_path: Path):
    told = replace(describe(finished(tmp_path)), next_change="2026-01-20T09:30+08:00", synthetic=True)

    assert manifest.parse(told.json()) == told
