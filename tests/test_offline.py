"""A quarter is one file for readers without a network: all that its page shows is inside."""

from __future__ import annotations

from pathlib import Path

import pytest

from report.audit.built import Built
from report.audit.readback import alone as reread
from report.publish.offline import alone, put_offline

PAGE = """<html><head><meta charset="utf-8"><link rel="stylesheet" href="../../assets/a.css">
<link rel="icon" href="x.svg"></head><body><header></header><article><p>61.3万件</p><img src="c.svg">
<a href="t.csv" download>CSV</a><a href="#top">上</a><a href="../../data/">数据</a>
<a href="offline.htm">离线版</a></article>
<script type="module" src="../../assets/s.js"></script></body></html>"""
FILES = {"assets/a.css": b"p{color:red}", "quarters/2024q3/c.svg": b"<svg/>", "quarters/2024q3/t.csv": b"1,2"}


def test_styles_charts_and_tables_are_inside_and_no_script_is():
    html = alone(PAGE, "quarters/2024q3/index.html", FILES.__getitem__)

    assert "<style>p{color:red}</style>" in html
    assert '<img src="data:image/svg+xml;base64,PHN2Zy8+">' in html
    assert '<a href="data:text/csv;base64,MSwy" download="t.csv">CSV</a>' in html
    assert '<a href="#top">上</a>' in html
    assert "<a>数据</a>" in html
    assert "<script" not in html
    assert "<link" not in html
    assert html.index("Content-Security-Policy") < html.index("<style>")


def test_what_the_page_leads_to_because_it_is_too_long_for_it_is_inside_too(tmp_path: Path):
    said = '<p id="a">1,013</p><a href="t.csv" download>CSV</a>'
    annex = f'<html><article><h1>更正</h1>{said}<p class="ph-colophon"></p></article>'
    page = PAGE.replace("</article>", '<p>见<a class="ph-annex" href="corrections/">更正</a>。</p></article>')
    files = {
        **FILES,
        "quarters/2024q3/index.html": page.encode(),
        "quarters/2024q3/corrections/index.html": annex.encode(),
        "quarters/2024q3/corrections/t.csv": b"3",
    }
    html = alone(page, "quarters/2024q3/index.html", files.__getitem__)

    assert (
        '更正</a>。</p><section class="ph-annexed" data-page="quarters/2024q3/corrections/index.html"><p>1,013</p>'
        in html
    )
    assert '<a href="data:text/csv;base64,Mw==" download="t.csv">CSV</a></section>' in html
    assert reread_of(tmp_path, files, "1,013", "1,013") == []
    assert reread_of(tmp_path, files, "1,013", "1,014") == ["离线版的文字和网页不同"]
    assert reread_of(tmp_path, files, 'page="quarters', 'page="nowhere') == ["离线版的文字和网页不同"]


def test_a_chart_that_scrolls_is_reached_by_the_keyboard_where_its_link_is_left_out():
    page = PAGE.replace("<img", '<div class="ph-chart__view"><img').replace('"c.svg">', '"c.svg"></div>')

    assert '<div class="ph-chart__view" tabindex="0"><img' in alone(
        page, "quarters/2024q3/index.html", FILES.__getitem__
    )


def test_links_lead_to_the_site_where_its_address_is_known():
    html = alone(PAGE, "quarters/2024q3/index.html", FILES.__getitem__, "https://x.example/p/")

    assert '<a href="https://x.example/p/data/">数据</a>' in html
    assert "网页：https://x.example/p/quarters/2024q3/。" in html


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("61.3万件", "61.4万件", ["离线版的文字和网页不同"]),
        ('src="data:', 'src="https://x.example/', ['离线版要用到文件以外的内容「 src="」']),
        ("上</a>", "上</a>", []),
    ],
)
def test_a_file_that_says_something_else_or_asks_the_network_is_refused(
    tmp_path: Path, old: str, new: str, said: list[str]
):
    assert reread_of(tmp_path, {**FILES, "quarters/2024q3/index.html": PAGE.encode()}, old, new) == said


def reread_of(folder: Path, files: dict[str, bytes], old: str, new: str) -> list[str]:
    """What is wrong with the file of a site of *files* after a change in it."""
    for path, content in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    put_offline(folder, ["quarters/2024q3/index.html"])
    file = folder / "quarters/2024q3/offline.htm"
    file.write_text(file.read_text("utf-8").replace(old, new), "utf-8")
    return [problem.what for problem in reread.problems(Built.read(folder))]
