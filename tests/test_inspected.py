"""抽查自查: a defect of each kind that inspectors look for, seeded once, is found, and nothing else is."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from report.audit import inspected, links
from report.audit.built import Built
from report.checks import of_site
from report.inputs import Inputs
from report.inputs.contents import read_wrong_words
from report.model import Page
from report.model.keeper import Keeper, SiteColumn
from report.moment import start_of
from report.pages.desk import Desk
from report.pages.self_inspection import inspection, next_late
from report.papers import scanned_svg
from tests.known import CHECKOUT, real

WORDS = read_wrong_words(CHECKOUT)
TAGS = {
    "SiteName": "盘活",
    "ColumnName": "地区",
    "ColumnDescription": "说明",
    "ColumnKeywords": "专利",
    "ColumnType": "数据发布",
}
OUTLINE, TOPOLOGY = (json.dumps({"objects": {}, "type": kind}) for kind in ("FeatureCollection", "Topology"))


def page(folder: Path, body: str, tags: dict[str, str] = TAGS) -> Built:
    """A site of one page, with a file to be downloaded."""
    head = "".join(f'<meta name="{name}" content="{value}">' for name, value in tags.items())
    html = f"<html><head>{head}</head><body><article data-pagefind-body><h1>甲</h1>{body}</article></body></html>"
    (folder / "index.html").write_text(html, "utf-8")
    (folder / "a.csv").write_text("甲,乙\n1,2\n", "utf-8")
    return Built.read(folder)


CLEAN = '<p>转让登记<img src="a.csv" alt="图">国有资产监督管理委员会<a download href="a.csv">表</a></p>'


@pytest.mark.parametrize(
    ("body", "rules"),
    [
        (CLEAN, []),
        (CLEAN + scanned_svg("https://panhuo.example/"), []),
        (f'{CLEAN}<a href="b/">乙</a>', ["dead-link"]),
        (f"{CLEAN}<h2>乙</h2>", ["empty-section"]),
        (f"{CLEAN}转让登计", ["wrong-word"]),
        (f'{CLEAN}<img src="a.csv" alt=" ">', ["unnamed-picture"]),
        (f"{CLEAN}<svg><path/></svg>", ["unnamed-picture"]),
    ],
)
def test_a_page_with_a_defect_is_named_and_a_clean_one_is_not(tmp_path: Path, body: str, rules: list[str]) -> None:
    built = page(tmp_path, body)
    assert [one.rule for one in (*links.problems(built), *inspected.problems(built, WORDS))] == rules
    assert inspected.counts(built)["attachments"] == 1


@pytest.mark.parametrize(
    ("path", "rules"),
    [("index.html", ["missing-tag"]), ("editions/1/index.html", ["missing-tag"]), ("embed/a/index.html", [])],
)
def test_a_page_without_a_tag_is_named_even_where_search_does_not_look(
    tmp_path: Path, path: str, rules: list[str]
) -> None:
    page(tmp_path, "", {**TAGS, "ColumnType": ""})
    unsearched = (tmp_path / "index.html").read_text("utf-8").replace(" data-pagefind-body", "")
    (tmp_path / "index.html").unlink()
    (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / path).write_text(unsearched, "utf-8")

    assert [one.rule for one in inspected.problems(Built.read(tmp_path), WORDS)] == rules


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"a,b\n1\n"])
def test_an_attachment_that_does_not_open_is_named(tmp_path: Path, content: bytes) -> None:
    page(tmp_path, CLEAN)
    (tmp_path / "a.csv").write_bytes(content)
    (problem,) = inspected.problems(Built.read(tmp_path), WORDS)
    assert (problem.place.file, problem.rule) == ("a.csv", "broken-attachment")


@pytest.mark.parametrize("said", ["20,297", "20298", ""])
def test_how_much_was_looked_at_is_read_back_from_its_page(tmp_path: Path, said: str) -> None:
    def found(text: str) -> int:
        html = f'<article><td><span data-looked="links">{text}</span> 个链接</td></article>'
        (tmp_path / "index.html").write_text(html, "utf-8")
        return len(inspected.unlike(Built.read(tmp_path), "index.html", {"links": 20298}))

    assert [found("20,298"), found(said)] == [0, 1]


@pytest.mark.parametrize(
    ("name", "whole"),
    [("a.pdf", b"%PDF-1.7 %%EOF\n"), ("a.parquet", b"PAR1 12 PAR1"), ("a.svg", b"<svg></svg>\n")],
)
def test_an_attachment_of_which_half_is_missing_is_named(tmp_path: Path, name: str, whole: bytes) -> None:
    page(tmp_path, CLEAN.replace("a.csv", name))

    def found(content: bytes) -> list[str]:
        (tmp_path / name).write_bytes(content)
        return [one.what for one in inspected.problems(Built.read(tmp_path), WORDS)]

    assert found(whole) == []
    assert found(whole[: len(whole) // 2]) == ["附件打不开（不完整）"]


def test_the_words_that_are_wrong_are_right_nowhere_else() -> None:
    """No wrong word stands in what another entry calls right, but where it says so."""
    right = [one.right for one in WORDS]
    assert [
        w for one in WORDS for w in one.wrong if any(w in r and not any(i in r for i in one.inside) for r in right)
    ] == []


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("templates/theme/assets/china.geojson", OUTLINE),
        ("content/notes.txt", f"x = {OUTLINE}"),
        ("data/a.json", TOPOLOGY.replace(":", " : ")),
        ("templates/b.svg", "<svg><title>中国地图</title></svg>"),
        ("中国行政区划图.png", "?"),
    ],
)
def test_a_map_is_refused_without_its_approval(tmp_path: Path, name: str, content: str) -> None:
    (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / name).write_text(content, "utf-8")
    (tmp_path / "site").mkdir()
    (tmp_path / "site/build.json").write_text(OUTLINE, "utf-8")
    (problem,) = of_site.maps(Inputs(tmp_path))
    assert (problem.place.file, problem.rule) == (name, "map-without-approval")

    approved = f'extra: {{short_name: 盘活, columns: {{}}, maps: [{{file: "{name}", number: GS(2024)0650号}}]}}\n'
    (tmp_path / "mkdocs.yml").write_text(approved, "utf-8")
    assert list(of_site.maps(Inputs(tmp_path))) == []


def test_no_map_is_in_this_project() -> None:
    assert list(of_site.maps(CHECKOUT)) == []


def test_a_column_that_was_not_kept_up_to_date_is_told_from_the_day_after_its_last() -> None:
    changed = date(2026, 1, 1)
    keeper = Keeper("盘活", {"地区": SiteColumn("数据发布", "说明", ("专利",), within=30)})
    others = [Page("/regions/", "", "地区", "", "地区", {}, modified=start_of(changed))]

    def told(days: int) -> Page:
        at = start_of(changed + timedelta(days=days))
        return inspection(Desk(replace(real(), as_of=at), keeper=keeper), others, 1, 1)

    found = [[one for row in told(days).context["rows"] for one in row.found] for days in (30, 31)]
    assert found == [[], [("「地区」超过30天没有更新", "2026年2月1日")]]
    assert next_late([told(30)]) == start_of(date(2026, 2, 1))
    assert next_late([told(31)]) is None
