"""build.py diff: what a change of the data does to cells, ranks, sentences, pages, downloads and charts."""

from __future__ import annotations

import json
import subprocess
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

import build
from report.audit.built import Built
from report.changes.change import (
    CellChange,
    CellText,
    Changes,
    FileChange,
    GroupChange,
    Pending,
    Side,
    TextChange,
    Unusable,
)
from report.changes.compare import compare
from report.changes.data_cells import cell_changes, read_cells
from report.changes.diff import Comparison
from report.changes.page_texts import paired, text_changes, title, units
from report.changes.telling import LONGEST_COMMENT, MARK, as_json, escaped, markdown, text
from report.deliver.manifest import Commit, Manifest, hashes, output_hash, put
from report.inputs import Inputs
from report.moment import BEIJING
from tests.conftest import MOMENT, ROOT
from tests.known import programme

PROGRAMME = ROOT / "examples/programme/data"


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BEIJING)


# ---------------------------------------------------------------- sentences


def test_a_page_is_read_as_its_sentences_and_the_rows_of_its_tables():
    page = (
        '---\ntitle: "江苏"\n---\n\n# 江苏 {: #top }\n\n<nav>首页</nav><p>转让 <b>125</b> 次。同比增长3%。</p>\n'
        "<table><tr>\n<th>高校</th>\n<td><svg>x</svg>\n</td><td>第2位</td>"
        '<td><a class="ph-src">a.csv 第3行</a></td></tr></table>\n'
        "- 见[表](x.md)。\n"
    )

    assert title(page) == "江苏"
    assert units(page) == ("江苏", "转让 125 次。", "同比增长3%。", "高校 · 第2位", "见表。")


def test_a_sentence_with_another_number_and_one_with_another_word_are_found_again():
    old = ["转让125次。", "同比增长3%，低于全国。", "只此一句。"]
    new = ["转让130次。", "同比下降2%，低于全国。", "全新的话，与前文无关。"]

    assert paired(old, new) == (
        ("转让125次。", "转让130次。"),
        ("同比增长3%，低于全国。", "同比下降2%，低于全国。"),
        ("只此一句。", ""),
        ("", "全新的话，与前文无关。"),
    )


def test_rows_in_another_order_say_nothing_new():
    assert paired(["江苏 · 1", "浙江 · 2"], ["浙江 · 2", "江苏 · 1"]) == ()


def test_a_rank_that_moves_is_told_apart_and_told_once_for_all_its_pages():
    old = {"a/index.md": "<p>江苏第3位。共31省。</p>", "b/index.md": "<p>江苏第3位。</p>"}
    new = {"a/index.md": "<p>江苏第2位。共30省。</p>", "b/index.md": "<p>江苏第2位。</p>"}

    ranks, sentences = text_changes(old, new)

    assert ranks == (TextChange("江苏第3位。", "江苏第2位。", ("a/index.md", "b/index.md")),)
    assert sentences == (TextChange("共31省。", "共30省。", ("a/index.md",)),)


# ---------------------------------------------------------------- cells


def test_a_cell_is_found_by_its_row_s_key_wherever_the_row_moved(project: Path):
    before, _ = read_cells(Inputs(project), MOMENT)
    figures = project / "data/figures.csv"
    header, first, *others = figures.read_text("utf-8").splitlines()
    altered = [line.replace(",161000,", ",162000,") for line in others]
    figures.write_text("\n".join([header, *altered, first]) + "\n", "utf-8")
    line = next(
        number for number, text in enumerate(altered, start=2) if text.startswith("js-inventory-patents-2025-01,")
    )

    cells, groups = cell_changes(before, read_cells(Inputs(project), MOMENT)[0])

    assert cells == (
        CellChange(f"data/figures.csv:{line}", "js-inventory-patents-2025-01 · value", "161000", "162000"),
    )
    assert groups == ()


def test_a_row_that_came_is_one_entry(project: Path):
    before, _ = read_cells(Inputs(project), MOMENT)
    with (project / "data/domains.csv").open("a", encoding="utf-8") as file:
        file.write("www.example.gov.cn,示例局,official\n")
    lines = len((project / "data/domains.csv").read_text("utf-8").splitlines())

    _, groups = cell_changes(before, read_cells(Inputs(project), MOMENT)[0])

    assert groups == (GroupChange("added", f"data/domains.csv:{lines}", "www.example.gov.cn", 2),)


def test_a_revision_shows_its_values_beside_those_it_revises():
    both, _ = read_cells(programme(), MOMENT)
    first = {key: entry for key, entry in both.items() if "2025Q1-r1.xlsx" not in key}

    cells, groups = cell_changes(first, both)

    assert {cell.revised for cell in cells} == {True}
    assert any(cell.about.startswith("浙江 · 专利转让") and cell.before != cell.after for cell in cells)
    assert [group.place for group in groups] == ["data/releases/2025Q1/2025Q1-r1.xlsx"]


def test_a_release_before_its_minute_is_announced_and_its_values_are_not_told():
    cells, pending = read_cells(programme(), at("2026-10-01T00:00"))

    assert [(one.title, one.file) for one in pending] == [
        ("2026年第三季度首次发布", "data/releases/2026Q3/2026Q3.xlsx")
    ]
    assert not [key for key in cells if "2026Q3.xlsx" in key]
    assert [key for key in cells if "2026Q2.xlsx" in key]


def test_at_its_minute_a_release_is_no_longer_pending():
    minute = read_cells(programme(), at("2026-10-01T00:00"))[1][0].at

    assert read_cells(programme(), minute)[1] == ()


# ---------------------------------------------------------------- both sides


def side(**files: str) -> Side:
    paths = {
        name.replace("__", "/").replace("_md", ".md").replace("_svg", ".svg"): text for name, text in files.items()
    }
    return Side("x", paths, paths, {})


def test_pages_downloads_and_charts_that_came_went_or_changed():
    old = side(a__index_md='---\ntitle: "甲"\n---\n一。', b__index_md="二。", c_svg="<svg><title>图</title>1")
    new = side(a__index_md='---\ntitle: "甲"\n---\n三。', c_svg="<svg><title>图</title>2")

    changes = compare(old, new, MOMENT)

    assert changes.pages == (FileChange("altered", "a/index.md", "甲"), FileChange("removed", "b/index.md"))
    assert changes.charts == (FileChange("altered", "c.svg", "图"),)
    assert not compare(old, old, MOMENT).cells and compare(old, old, MOMENT).nothing


def test_where_the_new_side_has_problems_they_are_all_that_is_said():
    wrong = replace(side(a_md="x"), problems=("data/figures.csv:2: 不是数；请改 [number]",))

    changes = compare(side(a_md="y"), wrong, MOMENT)

    assert (changes.problems, changes.pages) == (wrong.problems, ())
    assert "data/figures.csv:2" in markdown(changes) and "1 个问题" in text(changes)


def test_a_cure_of_a_broken_state_is_not_held_up_by_it():
    changes = compare(replace(side(), problems=("x",)), side(a_md="y"), MOMENT)

    assert not changes.problems and "无从比较" in markdown(changes) and "无从比较" in text(changes)


# ---------------------------------------------------------------- words


def test_nothing_from_the_data_is_markup_a_link_or_a_call():
    assert escaped("[x](javascript:1) @you #12 <b>|`*_\n https://a.b") == (
        "&#91;x&#93;(javascript:1) @\u200byou #\u200b12 &#60;b&#62;&#124;&#96;&#42;&#95; https:\u200b//a.b"
    )
    assert escaped("1. WWW.a gh-1 :tada: 363ea1c") == ("1&#46; W\u200bWW.a g\u200bh-1 &#58;tada: 3\u200b63ea1c")
    assert [escaped(begins) for begins in ("- a", "===", "+")] == ["&#45; a", "&#61;==", "&#43;"]
    assert escaped("长" * 300) == "长" * 160 + "…"


def full(entries: int) -> Changes:
    cells = tuple(CellChange(f"data/a.csv:{n}", "甲" * 99, "1" * 99, "2" * 99) for n in range(entries))
    return Changes("a", "b", MOMENT, cells=cells, pages=(FileChange("added", "x/index.md", "联系"),))


def test_a_comment_counts_everything_and_fits():
    said = markdown(full(5000))

    assert said.startswith(MARK) and len(said) <= LONGEST_COMMENT
    assert "| 改动的格 | 5000 |" in said and "还有 4970 项" in said and "- 新增 /x/ 联系" in said
    assert len(markdown(full(5000), limit=3000)) <= 3000
    assert len(json.loads(as_json(full(5000)))["cells"]) == 5000


def test_what_is_pending_says_when_it_goes_out():
    pending = Pending(at("2027-01-20T09:30"), "2026年第四季度首次发布", "data/releases/2026Q4/2026Q4.xlsx")

    said = markdown(Changes("a", "b", MOMENT, pending=(pending,)))

    assert "2026年第四季度首次发布：2027-01-20 09:30 发布，此前网站不显示" in said


# ---------------------------------------------------------------- the command


def git(folder: Path, *arguments: str) -> None:
    who = ("-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false")
    subprocess.run(["git", "-C", str(folder), *who, *arguments], check=True, capture_output=True)


def test_two_commits_are_compared_and_their_charts_kept(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    git(project, "init", "-q")
    git(project, "add", ".")
    git(project, "commit", "-qm", "one")
    designs = project / "data/tables/designs.csv"
    rows = designs.read_text("utf-8").replace(",江苏,,universities,6076,", ",江苏,,universities,6176,")
    designs.write_text(rows.replace(",江苏,,enterprises,156781,", ",江苏,,enterprises,156681,"), "utf-8")
    git(project, "commit", "-qam", "two")
    (project / ".cache").symlink_to(ROOT / ".cache")

    where = ["--root", str(project), "--now", "2026-11-22T09:30", "--out", str(tmp_path / "out")]
    assert build.main(["diff", "HEAD~1", "HEAD", *where]) == 0

    said = capsys.readouterr().out
    assert "江苏 · universities · value：6076 → 6176" in said
    assert "第2位 → 有效外观设计专利 · 高校 · 截至2023年末 · 6,176 · 11.8% · 第1位（/regions/jiangsu/）" in said
    chart = "indicators/designs-in-force/designs-in-force-universities-ranking.svg"
    assert (tmp_path / "out/before" / chart).read_text("utf-8") != (tmp_path / "out/after" / chart).read_text("utf-8")
    assert MARK in (tmp_path / "out/report.md").read_text("utf-8")

    designs.write_text(designs.read_text("utf-8").replace(",6176,", ",六千,"), "utf-8")
    assert build.main(["diff", "HEAD", str(project), *where]) == 1
    assert "data/tables/designs.csv:63: " in capsys.readouterr().out


def built(folder: Path, page: str) -> Path:
    folder.mkdir()
    (folder / "index.html").write_text(page, "utf-8")
    files = hashes(Built.read(folder))
    put(Manifest(Commit(), "2026-11-22T09:30+08:00", None, False, {}, output_hash(files), files), folder)
    return folder


def test_built_sites_are_compared_by_their_hashes(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    one, other = str(built(tmp_path / "one", "一")), str(built(tmp_path / "other", "二"))

    assert build.main(["diff", one, other, "--format", "github"]) == 0
    assert build.main(["diff", one, one, "--format", "github"]) == 0
    assert build.main(["diff", "http://127.0.0.1:1/", one, "--format", "github"]) == 0
    assert capsys.readouterr().out.split() == ["changed=true", "changed=false", "changed=true"]


def test_what_cannot_be_compared_is_said_in_a_sentence(tmp_path: Path):
    with pytest.raises(Unusable, match="网站只能与网站比较"):
        Comparison(ROOT, str(built(tmp_path / "one", "一")), "HEAD").at(MOMENT)
    with pytest.raises(Unusable, match="不是提交、文件夹或网址"):
        Comparison(ROOT, "--output=x", "--output=y").at(MOMENT)


def test_a_state_from_before_the_stores_is_refused_in_a_sentence(tmp_path: Path):
    for folder in ("data", "report"):
        (tmp_path / folder).mkdir()
    (tmp_path / "report/__init__.py").touch()

    with pytest.raises(Unusable, match=r"程序太旧.*build\.py site"):
        Comparison(tmp_path, str(tmp_path), str(tmp_path)).at(MOMENT)


def test_entries_with_the_same_text_are_no_change():
    entry = CellText("a:1", "x", "1", ("a:1", "x"))

    assert cell_changes({"k": entry}, {"k": replace(entry, place="a:2")}) == ((), ())


def test_the_next_release_is_found_without_composing_anything():
    comparison = Comparison(ROOT, str(ROOT), str(ROOT), "examples/programme")

    assert comparison.next_release(at("2026-10-01T00:00")) == at("2026-10-20T09:30")
    assert comparison.next_release(at("2027-10-01T00:00")) is None
