"""release.yml: the minute of each version, its status and reason, and what is said when they are not in order."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from report.checks.of_returns import check_all
from report.inputs import Inputs
from report.moment import parse
from report.returns.folders import read_release
from report.returns.record import as_of, read_record, unmatched
from tests.known import return_reader

BASE = """publisher: 某局
title: 季度报表
release_at: 2025-01-20T09:30+08:00
cut_off: 2024-12-31
status: 初步
"""
FILE = "data/releases/2024Q4/release.yml"


def problems(tmp_path: Path, text: str, files: tuple[str, ...] = ()) -> list[str]:
    """What is said of a record beside these revised files."""
    path = tmp_path / "release.yml"
    path.write_text(text, "utf-8")
    record = read_record(FILE, path.read_bytes())
    return [f"{note.what}；{note.cure}" for note in (*record.notes, *unmatched(record, files))]


def test_a_record_says_minute_status_notes_and_each_revision(tmp_path: Path) -> None:
    path = tmp_path / "release.yml"
    path.write_text(
        BASE
        + "notes:\n- 本季不含某地区。\n"
        + "revisions:\n"
        + "  2024Q4-r1.xlsx: {release_at: 2025-03-10T09:30+08:00, reason: 某地区补报}\n"
        + "  2024Q4-r2.xlsx: {release_at: 2025-06-10T09:30+08:00, reason: 年度核定, status: 最终}\n",
        "utf-8",
    )
    record = read_record(FILE, path.read_bytes())

    assert record.notes == ()
    assert record.released_at == datetime(2025, 1, 20, 9, 30, tzinfo=timezone(timedelta(hours=8)))
    assert record.texts == ("本季不含某地区。",)
    assert [(version.file, version.status, version.reason) for version in record.versions] == [
        ("2024Q4-r1.xlsx", "修订", "某地区补报"),
        ("2024Q4-r2.xlsx", "最终", "年度核定"),
    ]


@pytest.mark.parametrize(
    "written",
    [
        "2025-01-20",
        "2025-01-20 09:30",
        "2025-01-20T09:30",
        "2025-01-20T09:30:00",
        "2025-01-20T01:30Z",
        "2025-01-20T09:30+09:00",
        "2025-02-30T09:30+08:00",
        "2025-01-20T09:30:15+08:00",
        "明年1月",
    ],
)
def test_a_moment_without_minute_or_offset_is_told_how_to_be_written(tmp_path: Path, written: str) -> None:
    (said,) = problems(tmp_path, BASE.replace("2025-01-20T09:30+08:00", written))

    assert said.startswith("release_at 写作「")
    assert said.endswith("请写成 2025-01-20T09:30+08:00 的样子：日期、时分和 +08:00 都要写")


@pytest.mark.parametrize("written", ["2025-01-20T09:30+08:00", "'2025-01-20T09:30+08:00'", "2025-01-20T09:30:00+08:00"])
def test_a_moment_may_be_what_yaml_takes_for_text_or_for_time(tmp_path: Path, written: str) -> None:
    assert problems(tmp_path, BASE.replace("2025-01-20T09:30+08:00", written)) == []


R1 = "  2024Q4-r1.xlsx: {release_at: 2025-03-10T09:30+08:00, reason: 某地区补报}\n"
R2 = "  2024Q4-r2.xlsx: {release_at: 2025-06-10T09:30+08:00, reason: 年度核定}\n"
MISMATCHES = [
    (
        BASE,
        ("2024Q4-r1.xlsx",),
        "revisions 没有 2024Q4-r1.xlsx；请在 revisions 中写 2024Q4-r1.xlsx: "
        "{release_at: 2025-01-20T09:30+08:00, reason: 修订原因}",
    ),
    (
        f"{BASE}revisions:\n{R1}",
        (),
        "revisions 列有 2024Q4-r1.xlsx，文件夹中没有这个文件；请放入文件，或删去这一条",
    ),
    (
        f"{BASE}revisions:\n{R2.replace('06-10', '02-10')}{R1}",
        ("2024Q4-r1.xlsx", "2024Q4-r2.xlsx"),
        "revisions 不是按版次排列；请按先后写：2024Q4-r1.xlsx、2024Q4-r2.xlsx",
    ),
    (
        f"{BASE}revisions:\n{R1.replace(', reason: 某地区补报', '')}",
        ("2024Q4-r1.xlsx",),
        "revisions 的 2024Q4-r1.xlsx 没有写明 release_at（2025-01-20T09:30+08:00）或 reason（至少4个字）；"
        "请写成 2024Q4-r1.xlsx: {release_at: 2025-01-20T09:30+08:00, reason: 修订原因}",
    ),
    (
        f"{BASE}revisions:\n{R1.replace('2025-03-10T09:30+08:00', '2025-01-20T09:30+08:00')}",
        ("2024Q4-r1.xlsx",),
        "revisions 的 2024Q4-r1.xlsx 的发布时间不晚于前一稿（2025-01-20T09:30+08:00）；修订稿按先后排列，一稿晚于一稿",
    ),
    (
        f"{BASE.replace('初步', '最终')}revisions:\n{R1}",
        ("2024Q4-r1.xlsx",),
        "revisions 的 2024Q4-r1.xlsx 的 status 是修订，前一稿已是最终；"
        "请给这一稿写 status: 最终，或改正前一稿的 status",
    ),
    (
        f"{BASE}revisions:\n{R1.replace('}', ', status: 初步}')}",
        ("2024Q4-r1.xlsx",),
        "revisions 的 2024Q4-r1.xlsx 的 status 写作「初步」；修订稿的 status 可用：修订、最终；不写即为修订",
    ),
    (BASE.replace("初步", "暂定"), (), "status 写作「暂定」；可用：初步、修订、最终"),
    (f"{BASE}notes: 本季不含某地区。\n", (), "notes 不是一列文字；请写成每行一条、以“- ”开头的文字，每条不超过 500 字"),
    (f"{BASE}revisions: [2024Q4-r1.xlsx]\n", (), "revisions 不是按文件名列出的；请写成 2024Q4-r1.xlsx: "
     "{release_at: 2025-01-20T09:30+08:00, reason: 修订原因}"),
    (BASE.replace("2025-01-20T", "2024-12-30T"), (), "release_at 早于 cut_off（2024-12-31）；请核对发布时间和截止日期"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("synthetic: 'true'", "synthetic 写作「true」；示例数据请写 synthetic: true；真实数据请删去这一行"),
        ("synthetic: yes please", "synthetic 写作「yes please」；示例数据请写 synthetic: true；真实数据请删去这一行"),
        ("synthetic:", "synthetic 写作「」；示例数据请写 synthetic: true；真实数据请删去这一行"),
        ("synthetic: 1", "synthetic 写作「1」；示例数据请写 synthetic: true；真实数据请删去这一行"),
        (
            "url: 'javascript:alert(document.domain)'",
            "url 写作「javascript:alert(document.domain)」；请填写以 https:// 或 http:// 开头的完整网址",
        ),
        ("url: data:text/html,x", "url 写作「data:text/html,x」；请填写以 https:// 或 http:// 开头的完整网址"),
        ("url: [https://www.cnipa.gov.cn/]", "url 不是一行文字；请写成一行文字，如 url: '……'"),
        ("title: {名称: 季度报表}", "title 不是一行文字；请写成一行文字，如 title: '……'"),
        ("title: []", "title 不是一行文字；请写成一行文字，如 title: '……'"),
        ("title: 2025", "title 不是一行文字；请写成一行文字，如 title: '……'"),
        ('publisher: "某局\\n# 假标题"', "publisher 不是一行文字；请写成一行文字，如 publisher: '……'"),
        (
            'notes: ["本季不含某地区。\\n\\n# 假标题"]',
            "notes 不是一列文字；请写成每行一条、以“- ”开头的文字，每条不超过 500 字",
        ),
        (
            "acknowledged: [{rule: jump, reason: {一: 二}}]",
            "acknowledged 第 1 条没有写明规则或原因；"
            "每条写 rule（规则）、at（工作表!单元格，可空）和 reason（原因，至少4个字）",
        ),
        (
            "acknowledged: [{rule: jump, at: [盘点], reason: 年底集中办理}]",
            "acknowledged 第 1 条没有写明规则或原因；"
            "每条写 rule（规则）、at（工作表!单元格，可空）和 reason（原因，至少4个字）",
        ),
    ],
)
def test_what_is_printed_is_a_text_and_what_is_linked_an_address(tmp_path: Path, line: str, said: str) -> None:
    name = line.partition(":")[0]
    others = "".join(f"{one}\n" for one in BASE.splitlines() if not one.startswith(name))

    assert problems(tmp_path, f"{others}{line}\n")[0] == said


@pytest.mark.parametrize("line", ["synthetic: 'true'", "synthetic: yes please", "synthetic:", "synthetic: true"])
def test_what_may_be_synthetic_counts_as_synthetic(tmp_path: Path, line: str) -> None:
    (tmp_path / "release.yml").write_text(f"{BASE}{line}\n", "utf-8")

    assert read_record(FILE, (tmp_path / "release.yml").read_bytes()).synthetic


def test_an_office_s_address_is_fine_whatever_digits_it_holds(tmp_path: Path) -> None:
    assert problems(tmp_path, f"{BASE}url: https://www.cnipa.gov.cn/art/13800138000.html\n") == []


@pytest.mark.parametrize(("text", "files", "said"), MISMATCHES)
def test_files_and_entries_belong_together_and_stand_in_order(
    tmp_path: Path, text: str, files: tuple[str, ...], said: str
) -> None:
    assert problems(tmp_path, text, files) == [said]


def test_a_final_figure_may_still_be_corrected_and_stays_final(tmp_path: Path) -> None:
    text = f"{BASE.replace('初步', '最终')}revisions:\n{R1.replace('}', ', status: 最终}')}"

    assert problems(tmp_path, text, ("2024Q4-r1.xlsx",)) == []


def test_the_published_record_leaves_out_what_waits_and_what_was_said_for_it() -> None:
    acknowledged = "acknowledged:\n- {rule: revision, at: '', reason: 某地区补报}\n"
    text = f"# 说明\n{BASE}revisions:\n{R1}{R2}{acknowledged}"

    assert as_of(text.encode(), parse("2025-06-10T09:30+08:00")).decode() == text
    assert as_of(text.encode(), parse("2025-06-10T09:29+08:00")).decode() == (
        BASE + "revisions:\n  2024Q4-r1.xlsx:\n    release_at: 2025-03-10T09:30+08:00\n    reason: 某地区补报\n"
    )
    assert as_of(text.encode(), parse("2025-03-10T09:29+08:00")).decode() == BASE


GAPS = [
    (["2024Q4-r1.xlsx"], "2024Q4-r1.xlsx 与前面的文件接不上：这里应是首次报表"),
    (["2024Q4.xlsx", "2024Q4-r2.xlsx"], "2024Q4-r2.xlsx 与前面的文件接不上：这里应是第 1 次修订"),
    (["2024Q4.csv", "2024Q4.xlsx"], "2024Q4.xlsx 与前面的文件接不上：这里应是第 1 次修订"),
    (["2024Q4.xlsx", "2024Q4-r1.xlsx", "2024Q4-r2.csv"], ""),
]


@pytest.mark.parametrize(("names", "said"), GAPS)
def test_versions_follow_one_another_with_one_file_each(tmp_path: Path, names: list[str], said: str) -> None:
    folder = tmp_path / "data/releases/2024Q4"
    folder.mkdir(parents=True)
    for name in names:
        (folder / name).write_bytes(b"")
    by = return_reader()
    found = check_all([read_release(folder, by, Inputs(tmp_path))], by.form, by.regions)

    assert [problem.what for problem in found if problem.rule == "file-name"] == ([said] if said else [])


@pytest.mark.parametrize("second", ["synthetic: false\n", "status: 最终\n"])
def test_a_name_that_stands_twice_is_told_where_yaml_would_take_the_last(tmp_path: Path, second: str) -> None:
    name = second.partition(":")[0]

    assert problems(tmp_path, f"{BASE}synthetic: true\n{second}") == [f"「{name}」写了两次；请只留一个"]
