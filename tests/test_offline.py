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
    for path, content in {**FILES, "quarters/2024q3/index.html": PAGE.encode()}.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(content)
    put_offline(tmp_path, ["quarters/2024q3/index.html"])
    file = tmp_path / "quarters/2024q3/offline.htm"
    file.write_text(file.read_text("utf-8").replace(old, new), "utf-8")

    assert [problem.what for problem in reread.problems(Built.read(tmp_path))] == said
