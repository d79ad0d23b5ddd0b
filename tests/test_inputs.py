"""What the project's files say is read once, and only from regular files of the project that are not too large."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from report.inputs import Inputs, read_once
from report.inputs.files import read_raw
from report.model import DataError


@pytest.fixture
def inputs(tmp_path: Path) -> Inputs:
    (tmp_path / "root/data").mkdir(parents=True)
    (tmp_path / "elsewhere/data").mkdir(parents=True)
    return Inputs(tmp_path / "root", tmp_path / "elsewhere/data")


def refused(inputs: Inputs, path: Path) -> str:
    with pytest.raises(DataError) as caught:
        inputs.content(path)
    return str(caught.value.problems[0])


def test_a_file_is_read_once_whatever_becomes_of_it(inputs: Inputs):
    file = inputs.data / "a.csv"
    file.write_bytes(b"\xef\xbb\xbfa\r\nb\r\n")

    assert inputs.text(file) == "a\nb\n"
    file.unlink()
    assert inputs.text(file) == inputs.own.text(file) == "a\nb\n"
    assert "没有这个文件" in refused(Inputs(inputs.root), file)


def test_a_value_is_made_once_for_the_same_returns(inputs: Inputs):
    made: list[Path] = []

    @read_once
    def folder(given: Inputs) -> Path:
        made.append(given.returns)
        return given.returns

    assert folder(inputs) == folder(inputs) == inputs.returns
    assert folder(inputs.own) == folder(inputs.own) == inputs.data
    assert made == [inputs.returns, inputs.data]


def test_messages_call_a_file_by_its_path_below_the_project_or_beside_the_returns(inputs: Inputs):
    assert inputs.name(inputs.returns / "releases/2024Q4/release.yml") == "data/releases/2024Q4/release.yml"
    assert inputs.name(inputs.data / "form.yml") == "data/form.yml"
    assert inputs.name(inputs.root / "content/home.yml") == "content/home.yml"


def test_what_is_no_file_of_the_project_is_not_read(inputs: Inputs, tmp_path: Path):
    (tmp_path / "secret.csv").write_text("a", "utf-8")
    (inputs.data / "out.csv").symlink_to(tmp_path / "secret.csv")
    (inputs.data / "gone.csv").symlink_to(tmp_path / "nothing.csv")
    (inputs.data / "folder.csv").mkdir()
    (inputs.data / "real.csv").write_text("a", "utf-8")
    (inputs.data / "in.csv").symlink_to(inputs.data / "real.csv")
    os.mkfifo(inputs.data / "pipe.csv")

    assert refused(inputs, inputs.data / "out.csv").startswith("data/out.csv: 这是通到项目以外的链接；")
    for name in ("gone", "folder", "pipe"):
        assert refused(inputs, inputs.data / f"{name}.csv").startswith(f"data/{name}.csv: 这里应是一个文件；")
    assert inputs.content(inputs.data / "in.csv") == b"a"


@pytest.mark.parametrize(("name", "size", "said"), [("a.csv", 20_000_001, "20 MB"), ("a.yml", 1_000_001, "1 MB")])
def test_a_file_above_what_its_kind_may_have_is_not_read(inputs: Inputs, name: str, size: int, said: str):
    (inputs.data / name).touch()
    os.truncate(inputs.data / name, size)

    assert refused(inputs, inputs.data / name) == f"data/{name}: 文件超过 {said}；请拆分或检查是否放错文件 [too-large]"


def test_without_a_schema_that_is_all_there_is_to_say(inputs: Inputs):
    assert [str(problem) for problem in read_raw(inputs)[1]] == [
        "data/schema.yml: 缺少这个文件；请补上，列见 data/README.md [missing-file]"
    ]
