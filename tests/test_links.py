"""A dead link, a dead anchor, an empty section and an empty table are found in built pages, whoever wrote them."""

from __future__ import annotations

from pathlib import Path

import pytest

from report.audit import links
from report.audit.built import Built
from report.audit.seen import Looks

WHOLE = {
    "index.html": '<a href="regions/">地区</a><a href="regions/#beijing">北京</a><img src="map.svg"><a href="#top"/>',
    "regions/index.html": '<h2 id="beijing">北京</h2><a href="..">首页</a><a href="../index.html?q=1">搜索</a>',
    "map.svg": "<svg/>",
    "404.html": '<a href="/regions/#beijing">北京</a><a href="https://a.org/x">外部</a><a href="mailto:a@b.c">信</a>',
}


def found(folder: Path, root: str = "/", **changed: str) -> list[tuple[str, str, str]]:
    """File, rule and message of what is wrong with the whole site when its pages are changed so."""
    for path, html in {**WHOLE, **{name.replace("__", "/") + ".html": html for name, html in changed.items()}}.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(html, "utf-8")
    return [(problem.place.file, problem.rule, problem.what) for problem in links.problems(Built.read(folder), root)]


def article(html: str) -> str:
    return f'<article id="content"><h1>江苏</h1>{html}<p hidden>⁂ 江苏 ⁂ 苏</p></article>'


def test_a_whole_site_has_no_problems(tmp_path: Path):
    assert found(tmp_path) == []


def test_a_dead_link_is_named_with_its_page_and_its_text(tmp_path: Path):
    assert found(tmp_path, regions__index='<a id="beijing" href="../nowhere/"><b>天津</b></a>') == [
        ("regions/index.html", "dead-link", "链接「天津」（../nowhere/）没有通到网站里的文件")
    ]


def test_a_dead_anchor_is_named_with_the_page_it_leads_to(tmp_path: Path):
    assert found(tmp_path, regions__index='<h2 id="tianjin">天津</h2>') == [
        ("404.html", "dead-anchor", "链接「北京」（/regions/#beijing）：regions/index.html 里没有 #beijing"),
        ("index.html", "dead-anchor", "链接「北京」（regions/#beijing）：regions/index.html 里没有 #beijing"),
    ]


@pytest.mark.parametrize(
    "html",
    [
        '<img src="gone.png">',
        '<link rel="stylesheet" href="gone.css">',
        "<script src='gone.js'></script>",
        '<style>@import url("gone.css");</style>',
        '<a href="../outside/">外</a>',
        '<a href="/gone/">无</a>',
        '<a href="#gone">无</a>',
    ],
)
def test_every_kind_of_reference_is_looked_at(tmp_path: Path, html: str):
    assert [rule for _, rule, _ in found(tmp_path, index=html)] in (["dead-link"], ["dead-anchor"])


def test_escaped_and_encoded_addresses_are_understood(tmp_path: Path):
    html = '<a href="%E6%B1%9F%E8%8B%8F/#a%26b">江苏</a><a href="江苏/#a&amp;b">江苏</a>'
    (tmp_path / "江苏").mkdir()
    (tmp_path / "江苏/index.html").write_text('<p id="a&amp;b">', "utf-8")

    assert found(tmp_path, index=html) == []


def test_below_a_domain_links_from_the_top_begin_with_its_path(tmp_path: Path):
    assert found(tmp_path, "/panhuo/", **{"404": '<a href="/panhuo/regions/#beijing">北京</a>'}) == []
    assert found(tmp_path, "/panhuo/", **{"404": '<a href="/regions/">地区</a>'}) == [
        ("404.html", "dead-link", "链接「地区」（/regions/）没有通到网站里的文件")
    ]


@pytest.mark.parametrize(
    "html",
    [
        "<h2>概况</h2>\n<h2>数字</h2><p>1</p>",
        "<h2>数字</h2><p>1</p><h2>概况</h2>",
        "<h2>数字</h2><h3>概况</h3><div> </div><h2>图</h2><img alt='图'>",
    ],
)
def test_a_section_with_nothing_in_it_is_named(tmp_path: Path, html: str):
    assert found(tmp_path, index=article(html)) == [("index.html", "empty-section", "「概况」下面什么也没有")]


def test_a_heading_may_be_followed_by_a_lesser_one_or_by_a_picture(tmp_path: Path):
    html = "<h2>数字</h2><h3>盘点</h3><p>1</p><h2>图</h2><svg></svg>"
    assert found(tmp_path, index=article(html)) == []


@pytest.mark.parametrize("rows", ["<tbody>\n</tbody>", ""])
def test_a_table_without_rows_is_named_by_the_heading_above_it(tmp_path: Path, rows: str):
    html = f"<h2>统计表</h2><p>表</p><table><thead><tr><th>地区</th></tr></thead>{rows}</table>"
    assert found(tmp_path, index=article(html)) == [("index.html", "empty-table", "「统计表」下面有一张没有数据行的表")]


def test_a_site_that_was_good_hides_no_file_that_went_missing(tmp_path: Path):
    assert found(tmp_path) == []
    built = Built.read(tmp_path)
    looks = Looks.at({page: built.hashes[page] for page in built.pages}, built.html, {})
    assert links.problems(Built.read(tmp_path, looks)) == ()
    (tmp_path / "map.svg").unlink()

    assert links.problems(Built.read(tmp_path, looks)) == links.problems(Built.read(tmp_path)) != ()
