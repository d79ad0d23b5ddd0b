"""The composed site: what is there, what depends on what, and that the same inputs give the same bytes."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime
from html.parser import HTMLParser
from pathlib import Path
from posixpath import dirname, join, normpath
from urllib.parse import unquote

import pytest

from build import main
from report.compose import compose
from report.inputs import Inputs
from report.model import Chart, DataError, Site
from tests.conftest import MOMENT as NOW
from tests.conftest import ROOT, borrowed_cache, copy_sealed
from tests.glyphs import missing_glyphs
from tests.known import CHECKOUT, markdown, pages_of, real, real_pages

QUARTERS = ["2023q4", *(f"{year}q{n}" for year in (2024, 2025) for n in (1, 2, 3, 4)), "2026q1"]
MIRRORS = ("big5.sputnik", "163.com", "sohu.com", "baidu.com", "weixin", "mp.weixin", "toutiao", "archive.org")


def addresses() -> set[str]:
    return {"/" + path.removesuffix("index.md") for path in markdown()}


def test_every_region_indicator_and_quarter_has_its_page():
    dataset = real()

    assert len([a for a in addresses() if re.fullmatch(r"/regions/[a-z-]+/", a)]) == 32
    assert {f"/indicators/{i.slug}/" for i in dataset.indicators.values()} <= addresses()
    assert {a for a in addresses() if re.fullmatch(r"/quarters/\w+/", a)} == {f"/quarters/{q}/" for q in QUARTERS}
    assert {"/", "/regions/", "/indicators/", "/quarters/", "/policy/", "/data/", "/data/sources/"} <= addresses()


def test_addresses_are_lower_case_and_end_with_a_slash():
    assert [a for a in addresses() if not re.fullmatch(r"/([a-z0-9-]+/)*", a)] == []


def test_every_figure_stands_on_its_region_page_and_leads_to_source_file_and_row():
    dataset = real()
    text = markdown()
    for fact in dataset.cited:
        own = text[f"indicators/{dataset.indicators[fact.indicator].slug}/index.md"]
        assert f'id="{fact.id}"' in own
        assert f"第{fact.where.line}行" in own
        assert f'/data/sources/#{fact.source}"' in own.replace("../../data", "/data")
        line = (ROOT / fact.where.file).read_text("utf-8").splitlines()[fact.where.line - 1]
        assert line.startswith(fact.id + ",")


def test_no_address_but_registered_ones_is_shown():
    allowed = {row.split(",")[0] for row in (ROOT / "data/domains.csv").read_text("utf-8").splitlines()[1:]}
    shown = {host for text in markdown().values() for host in re.findall(r"https?://([^/\"\s<]+)", text)}

    assert shown <= allowed | {"schema.org", "127.0.0.1:8000"}  # a vocabulary, and the preview in examples to copy
    assert not [host for host in shown for mirror in MIRRORS if mirror in host]


def test_no_section_is_empty():
    for path, text in markdown().items():
        for heading, body in re.findall(r"^#{1,3} ([^\n]+)\n(.*?)(?=^#{1,3} |\Z)", text, re.DOTALL | re.MULTILINE):
            assert body.strip() or "{: #" not in heading or _next_is_deeper(text, heading), f"{path}: {heading}"


def _next_is_deeper(text: str, heading: str) -> bool:
    rest = text.split(heading, 1)[1]
    following = re.search(r"^(#{1,3}) ", rest, re.MULTILINE)
    return bool(following and following[1] == "###")


def test_cited_figures_are_never_in_a_ranking_and_rankings_are_complete():
    for page in real_pages():
        for chart in page.charts:
            if chart.kind == "ranking":
                assert len(chart.rows) == 31
                assert all(cell.value is not None for row in chart.rows for cell in row.cells)


def test_a_sum_of_provinces_never_counts_the_corps_or_a_city():
    names = {row.label for page in pages_of(real()) for c in page.charts if c.kind == "ranking" for row in c.rows}

    assert "新疆生产建设兵团" not in names
    assert "广州" not in names
    assert len(names) == 31


def texts_of(chart: Chart) -> Iterator[str]:
    yield from (chart.title, chart.as_of, chart.source, chart.note, chart.highlight)
    yield from (text for column in chart.columns for text in (column.title, column.unit))
    yield from (text for row in chart.rows for text in (row.label, *(cell.text for cell in row.cells)))


def test_every_character_of_every_chart_is_in_the_font():
    decided = real_pages()
    charts = [chart for page in decided for chart in page.charts]
    texts = [text for chart in charts for text in texts_of(chart)]

    assert len(texts) > 5000
    assert missing_glyphs("".join(texts)) == ""


def test_missing_glyphs_would_notice_a_rare_character():
    assert missing_glyphs("江苏𠮷") == "𠮷"


class Links(HTMLParser):
    """Addresses and anchors of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.ids: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        for name, value in attributes:
            if name in ("href", "src") and value:
                self.found.append(value)
            if name == "id" and value:
                self.ids.append(value)


def links_of(html: str) -> Links:
    parser = Links()
    parser.feed(html)
    return parser


def html_files(site: Path) -> Iterator[Path]:
    return (path for path in sorted(site.rglob("*.html")) if path.name != "404.html")


def test_every_internal_link_and_anchor_of_the_built_site_resolves(built_site: Path):
    parsed = {
        path.relative_to(built_site).as_posix(): links_of(path.read_text("utf-8")) for path in html_files(built_site)
    }
    broken = []
    for page, links in parsed.items():
        for address in links.found:
            if re.match(r"[a-z]+:", address):
                continue
            path, _, anchor = unquote(address).partition("#")
            path = path.partition("?")[0]
            target = normpath(join(dirname(page), path)) if path else page
            file = target if (built_site / target).is_file() else f"{target}/index.html".removeprefix("./")
            if not (built_site / file).is_file() or (anchor and anchor not in parsed[file].ids):
                broken.append(f"{page}: {address}")

    assert broken == []
    assert sum(len(links.found) for links in parsed.values()) > 5000


def test_no_identifier_stands_twice_on_a_page(built_site: Path):
    for path in html_files(built_site):
        ids = links_of(path.read_text("utf-8")).ids
        assert sorted(set(ids)) == sorted(ids), path


def test_the_built_pages_ask_nothing_of_other_hosts(built_site: Path):
    """Links may lead out; scripts, styles, pictures and fonts may not."""
    for path in built_site.rglob("*.html"):
        text = path.read_text("utf-8")
        loaded = re.findall(r"<(?:script|img|link|iframe|source)[^>]*(?:src|href)=\"(https?:)?//", text)
        assert loaded == [], path
    for path in [*built_site.rglob("*.css"), *built_site.rglob("*.svg")]:
        assert not re.search(r"(url\(|@import)\s*[\"']?(https?:)?//", path.read_text("utf-8")), path


def test_a_broken_cell_leaves_the_last_good_site_untouched(project: Path, capsys: pytest.CaptureFixture[str]):
    (project / "site").mkdir()
    (project / "site/index.html").write_text("the last good site")
    figures = project / "data/figures.csv"
    figures.write_text(figures.read_text("utf-8").replace(",1349000,", ",134.9万,", 1), "utf-8")

    assert main(["site", "--root", str(project)]) == 1
    assert "data/figures.csv:4: 「value」写作 '134.9万'，无法识别" in capsys.readouterr().err
    assert [path.name for path in (project / "site").iterdir()] == ["index.html"]
    assert (project / "site/index.html").read_text() == "the last good site"


def test_check_says_all_problems_at_once_and_exits_with_one_and_no_traceback(project: Path):
    figures = project / "data/figures.csv"
    text = figures.read_text("utf-8").replace(",全国,", ",全囯,", 1).replace(",exact,", ",exakt,", 1)
    figures.write_text(text, "utf-8")

    done = subprocess.run(
        [sys.executable, "build.py", "check"], cwd=project, capture_output=True, text=True, check=False
    )

    assert done.returncode == 1
    assert "[unknown-region]" in done.stderr
    assert "[unknown-qualifier]" in done.stderr
    assert "Traceback" not in done.stderr


def test_one_changed_cell_changes_only_the_pages_that_depend_on_it(project: Path):
    before = files(compose(Inputs(project), NOW, borrowed_cache()))
    figures = project / "data/figures.csv"
    row = next(line for line in figures.read_text("utf-8").splitlines() if line.startswith("jx-transfer-2024,"))
    assert ",20000,次,over,flow," in row and "2024年江西专利转让突破2万次。" in row
    changed = row.replace(",20000,", ",21000,").replace("2万次", "2.1万次")
    figures.write_text(figures.read_text("utf-8").replace(row, changed), "utf-8")
    after = files(compose(Inputs(project), NOW, borrowed_cache()))

    assert {path for path in after if after[path] != before.get(path)} == {
        "regions/jiangxi/index.md",
        "en/regions/jiangxi/index.md",
        "en/indicators/transfer-count/index.md",
        "indicators/transfer-count/index.md",
        "quarters/2024q4/index.md",
        "data/gaps/index.md",
        "data/files/figures.csv",
        "data/cited.csv",
        "data/cited.parquet",
        "datapackage.json",
        *(
            f"{page}/data.{kind}"
            for page in ("regions/jiangxi", "indicators/transfer-count", "quarters/2024q4")
            for kind in ("csv", "json")
        ),
    }


def files(site: Site) -> dict[str, bytes]:
    return {artifact.path: artifact.content for artifact in site.artifacts}


def test_figures_whose_source_is_not_yet_published_do_not_show():
    early = compose(CHECKOUT, datetime(2025, 12, 31, tzinfo=NOW.tzinfo), borrowed_cache())
    text = b"".join(a.content for a in early.artifacts if a.path.endswith((".md", ".svg")))

    assert "69.7万次".encode() not in text
    assert "61.3万次".encode() in text
    assert "新疆维吾尔自治区市场监督管理局".encode() not in text  # the office that a source of 2026 names


def test_synthetic_returns_cannot_be_published_by_accident(project: Path):
    shutil.copytree(ROOT / "examples/programme/data/releases/2024Q4", project / "data/releases/2024Q4")

    with pytest.raises(DataError) as caught:
        compose(Inputs(project), NOW, borrowed_cache())
    assert [str(problem) for problem in caught.value.problems] == [
        "data/releases: 示例数据不能进入正式网站；请把它移出 data/releases；"
        "要看示例网站，用 build.py site --data examples/programme [synthetic-release]"
    ]


def test_hostile_text_comes_out_as_text(project: Path):
    """The checks refuse it; were they asleep, the templates still escape it."""
    from report import pages as rooms
    from report.dataset import dataset
    from report.inputs.files import read_raw

    figures = project / "data/figures.csv"
    figures.write_text(
        figures.read_text("utf-8").replace(
            "截至2024年4月24日，全国高校院所已盘点", "<script>alert(1)</script>**x**[y](z)", 1
        ),
        "utf-8",
    )
    raw, _ = read_raw(Inputs(project))
    decided = pages_of(dataset(raw))
    sizes = {chart: (1, 1) for page in decided for chart in page.charts}
    text = "".join(a.content.decode() for a in rooms.render(decided, project / "templates", sizes))

    assert "<script>" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text


@pytest.mark.parametrize("broken", ["data/figures.csv", "data/indicators.yml", "data/tables/designs.csv"])
def test_a_missing_file_is_a_problem_and_not_a_traceback(project: Path, broken: str):
    (project / broken).write_bytes(b"\xff\xfe\x00")
    with pytest.raises(DataError) as caught:
        compose(Inputs(project), NOW)
    assert any(problem.place.file == broken for problem in caught.value.problems)


def test_two_builds_in_different_circumstances_are_the_same_bytes(tmp_path: Path, made_site: Path):
    """Other folder, time zone, locale, hash seed, and no cache: every byte agrees, of pages and search index."""
    first = bytes_of(made_site)
    second = build(
        copy_sealed(tmp_path / "another place"), {"TZ": "America/St_Johns", "LC_ALL": "C", "PYTHONHASHSEED": "4242"}
    )

    assert sorted(first) == sorted(second)
    assert [path for path in first if first[path] != second[path]] == []


def build(project: Path, environment: dict[str, str]) -> dict[str, bytes]:
    done = subprocess.run(
        [sys.executable, "build.py", "site", "--now", "2026-11-22T09:30+08:00"],
        cwd=project,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return bytes_of(project / "site")


def bytes_of(site: Path) -> dict[str, bytes]:
    return {p.relative_to(site).as_posix(): p.read_bytes() for p in sorted(site.rglob("*")) if p.is_file()}
