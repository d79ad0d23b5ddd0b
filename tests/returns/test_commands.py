"""build.py with returns: the empty form, the check with its reports, and a person's mistakes in a sentence."""

from __future__ import annotations

import io
import re
import shutil
from pathlib import Path

import pytest
from openpyxl import load_workbook

from build import main
from tests.returns.drafts import ROOT

EXAMPLE = ROOT / "examples/programme/data/releases"


def folder(tmp_path: Path, *quarters: str) -> Path:
    """A copy of some quarters of the example, to spoil."""
    for quarter in quarters:
        target = tmp_path / "returns/data/releases" / quarter
        target.mkdir(parents=True)
        for path in (EXAMPLE / quarter).iterdir():
            (target / path.name).write_bytes(path.read_bytes())
    return tmp_path / "returns"


def test_form_writes_the_empty_workbook_of_a_quarter(tmp_path: Path) -> None:
    assert main(["form", "2024Q4", "--out", str(tmp_path / "new/x.xlsx")]) == 0

    book = load_workbook(tmp_path / "new/x.xlsx")
    assert book["盘点"]["A3"].value == "统计期：2024年第四季度（2024Q4）"
    assert book["盘点"]["C12"].value is None


def test_check_passes_a_clean_return(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = folder(tmp_path, "2023Q4", "2024Q1")

    assert main(["check", "--data", str(data), "--out", str(tmp_path / "out")]) == 0
    assert "季度报表：0 个错误、0 个提示待说明" in capsys.readouterr().err


def test_check_names_the_cell_and_sends_a_marked_copy_back(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = folder(tmp_path, "2024Q1")
    path = data / "data/releases/2024Q1/2024Q1.xlsx"
    book = load_workbook(io.BytesIO(path.read_bytes()))
    book["盘点"]["C14"] = "1２5a"
    book.save(path)

    assert main(["check", "--data", str(data), "--out", str(tmp_path / "out")]) == 1
    said = "data/releases/2024Q1/2024Q1.xlsx:盘点!C14: 「1２5a」不是数字；请填写非负整数，如 125 [cell-type]"
    assert said in capsys.readouterr().err
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "2024Q1-marked.xlsx",
        "report.json",
        "report.md",
    ]
    assert load_workbook(tmp_path / "out/2024Q1-marked.xlsx")["盘点"]["C14"].comment is not None


@pytest.mark.parametrize("arguments", [["form", "2024X"], ["form", "第四季度"], ["check", "--data", "nowhere"]])
def test_a_mistake_on_the_command_line_is_answered_in_a_sentence(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(arguments)

    assert stopped.value.code == 2
    assert "请写作" in capsys.readouterr().err


def test_check_reads_what_waits_and_says_when_it_will_be_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = folder(tmp_path, "2023Q4")
    record = data / "data/releases/2023Q4/release.yml"
    record.write_text(record.read_text("utf-8").replace("2024-01-20T09:30", "9000-01-20T09:30"), "utf-8")

    assert main(["check", "--data", str(data), "--out", str(tmp_path / "out")]) == 0
    assert (
        "data/releases/2023Q4/2023Q4.xlsx：9000年1月20日 09:30（北京时间）发布，此前不进入网站"
        in capsys.readouterr().out
    )


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of the data and the content, with a return that does not pass."""
    for name in ("data", "content", "templates"):
        shutil.copytree(ROOT / name, tmp_path / "project" / name)
    shutil.copytree(EXAMPLE / "2023Q4", tmp_path / "project/data/releases/2023Q4")
    record = tmp_path / "project/data/releases/2023Q4/release.yml"
    record.write_text(record.read_text("utf-8").replace("cut_off: 2023-12-31", "cut_off: 明天"), "utf-8")
    return tmp_path / "project"


def test_check_says_what_is_wrong_with_the_content_beside_a_return_that_does_not_pass(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    faq = project / "content/faq.yml"
    faq.write_text(
        re.sub(r"sources: \[[a-z0-9-]+", "sources: [no-such-source", faq.read_text("utf-8"), count=1), "utf-8"
    )

    assert main(["check", "--root", str(project), "--out", str(tmp_path / "out")]) == 1
    said = capsys.readouterr().err
    assert "data/releases/2023Q4/release.yml:6: cut_off 写作「明天」；请写成 2025-01-20 的样子 [metadata]" in said
    assert "no-such-source" in said


def test_form_is_written_whatever_the_returns_are(project: Path, tmp_path: Path) -> None:
    assert main(["form", "2024Q4", "--root", str(project), "--out", str(tmp_path / "x.xlsx")]) == 0
    assert (tmp_path / "x.xlsx").is_file()


def test_form_says_what_is_wrong_with_the_tables(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "data/regions.csv").write_text("name\n", "utf-8")

    assert main(["form", "2024Q4", "--root", str(project), "--out", str(tmp_path / "x.xlsx")]) == 1
    assert "data/regions.csv" in capsys.readouterr().err
    assert not (tmp_path / "x.xlsx").exists()
