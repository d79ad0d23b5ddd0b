"""What comes out of a check: text, report.json, report.md and a marked copy of the workbook."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from openpyxl import load_workbook

from report.checks.of_returns.findings import as_json, as_markdown, terminal
from report.model import Place, Problem
from report.period import Quarter
from report.returns.marked import marked
from tests.returns.drafts import Bench, bench, findings_of, record_of, release_of

QUARTER = Quarter(2025, 3)


@pytest.fixture(scope="module")
def clean() -> Bench:
    return bench((QUARTER,))


def finding(level: str = "error", acknowledged: str = "", what: str = "「1２5a」不是整数") -> Problem:
    place = Place("data/releases/2024Q3/2024Q3.xlsx", 17, "C", "转让登记")
    cure = "请填写非负整数，如 125"
    return Problem(place, "cell-type", what, cure, level, acknowledged)


def test_a_message_names_file_sheet_cell_what_cure_and_rule() -> None:
    said = "data/releases/2024Q3/2024Q3.xlsx:转让登记!C17: 「1２5a」不是整数；请填写非负整数，如 125 [cell-type]"

    assert str(finding()) == said


def test_the_terminal_shows_what_blocks_and_counts_the_rest() -> None:
    found = (finding(), finding("warning", "已核对"), finding("info"))

    assert terminal(found).splitlines() == [
        f"错误 {finding()}",
        "季度报表：1 个错误、0 个提示待说明、1 个提示已说明、1 条信息",
    ]


def test_report_json_holds_every_finding() -> None:
    (row,) = json.loads(as_json([finding("warning", "已核对")]))["findings"]

    assert (row["rule"], row["sheet"], row["cell"], row["blocks"], row["acknowledged"]) == (
        "cell-type",
        "转让登记",
        "C17",
        False,
        "已核对",
    )


def test_report_md_lets_no_text_of_a_cell_end_the_table() -> None:
    text = as_markdown([finding(what="「a|b\n<script>`x`」")])

    assert "| 「a\\|b &lt;script>'x'」 |" in text


def test_the_marked_copy_colours_the_cell_and_says_what_to_write(clean: Bench, tmp_path: Path) -> None:
    draft = clean.drafts[QUARTER].copy()
    sheet = draft.sheet("盘点")
    sheet.cells[13][2] = "52家"
    content = clean.contents[QUARTER]
    files = {"2025Q3.xlsx": draft.content(), "release.yml": record_of(QUARTER).encode()}
    found = findings_of(clean, release_of(clean, tmp_path / "data/releases/2025Q3", files))
    copy = marked(content, found)
    assert copy

    book = load_workbook(io.BytesIO(copy))
    cell = book["盘点"]["C14"]
    assert cell.fill.start_color.rgb == "00FFC7CE"
    assert cell.comment and cell.comment.text.startswith("错误：「52家」带有单位；请只填数字，不写单位 [cell-type]")
    assert book.sheetnames[0] == "检查结果"
    assert [c.value for c in book["检查结果"][2]][:2] == ["错误", "盘点!C14"]
    assert marked(content, found) == copy


def test_a_file_that_is_not_to_be_opened_has_no_marked_copy() -> None:
    assert marked(b"PK\x03\x04 broken", [finding()]) is None
