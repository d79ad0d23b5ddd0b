"""The bulletin and the briefs as PDF, read back: what they say is what the pages say, to the digit."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from functools import cache
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from pypdfium2 import raw

from report import papers
from report.audit.built import Built
from report.audit.readback import pdf
from report.charts import draw_all
from report.downloads import chart_files
from report.halves import MANY, in_halves
from report.inputs import Inputs
from report.inputs.contents import read_content
from report.model import Cell, Chart, Column, DataError, Page, Paper, Row, Table
from report.numbers.embargo import released
from report.pages import other_pages, quarterly
from report.pages.desk import Desk
from report.seals import verdict
from tests.conftest import MOMENT, ROOT
from tests.glyphs import missing_glyphs
from tests.known import EXAMPLE, as_rendered, example, kept, real_pages

TEMPLATES = ROOT / "templates"
QUARTERS = ("2024q3", "2025q1")  # a first year without 同比, and a revised quarter
OUT_AT = datetime(2024, 10, 20, 9, 30, tzinfo=timezone(timedelta(hours=8)))

BULLETIN: dict[str, Any] = {
    "heading": "2024年第三季度盘活情况",
    "facts": [["发布单位", "某局"]],
    "marked": [],
    "tiles": [],
    "sections": [{"title": "转让许可", "sentences": ["专利转让426次。"], "charts": []}],
    "tables": [],
    "source": "某局",
    "scanned": "",
    "method": ["当季为本季度发生数。"],
    "address": "/quarters/2024q3/",
    "address_of_method": "/measures/",
    "citation": "某局. 盘活情况[EB/OL].",
}


def paper(**said: Any) -> Paper:
    return Paper("bulletin", "盘活情况", "某局", ("盘活", "专利"), OUT_AT, "data/releases/a.xlsx", BULLETIN | said)


def table(*cells: str) -> Table:
    columns = tuple(Column(f"c{n}", f"列{n}", "") for n, _ in enumerate(cells))
    return Table("a", "各地区情况", "", "某局", "", "地区", columns, (Row("江苏", "", tuple(map(Cell, cells))),))


def texts(pdf: bytes) -> list[str]:
    """What each sheet says, without blanks."""
    found = (page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf))
    return [re.sub(r"\s", "", text.replace("\ufffe", "")) for text in found]


def bookmarks(pdf: bytes) -> list[str]:
    return [one.get_title() for one in pypdfium2.PdfDocument(pdf).get_toc()]


@cache
def made_pages() -> tuple[Page, ...]:
    """The pages of regions and of QUARTERS, of the example with its editions at a public address."""
    inputs = Inputs(ROOT, EXAMPLE, keep=kept())
    dataset, content = released(example(), MOMENT), read_content(inputs)
    desk = Desk(dataset, "https://panhuo.example.cn", verdict.shelf(inputs, dataset).editions)
    slugs = {region.slug for region in dataset.pages_of_regions}
    reports = (one.make() for one in quarterly(desk, content) if one.quarter.slug in QUARTERS and one.name in slugs)
    return (*other_pages(desk, content), *reports)


@cache
def set_papers() -> dict[str, tuple[Page, Paper, bytes]]:
    """Address → page, paper and PDF, of two quarters of the example."""
    return {
        page.folder + one.name: (page, one, papers.typeset(one, TEMPLATES))
        for page in made_pages()
        if page.address.rstrip("/").endswith(QUARTERS)
        for one in page.papers
    }


@cache
def on_pages() -> dict[str, str]:
    """Address of a paper → its page as it is rendered."""
    return {path: as_rendered(page) for path, (page, _, _) in set_papers().items()}


def values(said: Any, kind: type) -> Iterator[Any]:
    """Every value of a *kind* in what a paper says."""
    if isinstance(said, kind):
        yield said
    elif isinstance(said, dict):
        for one in said.values():
            yield from values(one, kind)
    elif isinstance(said, list | tuple):
        for one in said:
            yield from values(one, kind)


# ---------------------------------------------------------------- what a paper says is data, never code


@pytest.mark.parametrize("text", ["#eval(1)", "$x$*a*_b_", '"\\u{41}"]#[', "<a>@b`c`//d/*e*/", "=1+1", "{1}", "a#b"])
def test_what_is_said_is_never_read_as_code(text):
    pdf = papers.typeset(replace(paper(marked=[text], tiles=[], tables=[table(text)]), title=text), TEMPLATES)

    assert "".join(texts(pdf)).count(text) >= 2
    assert pypdfium2.PdfDocument(pdf).get_metadata_value("Title") == text


def test_a_character_that_the_font_lacks_is_named():
    with pytest.raises(DataError) as caught:
        papers.typeset(paper(source="𠮷林𪚥"), TEMPLATES)

    assert [str(one) for one in caught.value.problems] == [
        "data/releases/a.xlsx: 《盘活情况》的 PDF 印不出「𠮷、𪚥」，所用字体没有；"
        "请改用字体里有的字，或用 report/fonts/make.py 把它加进字体 [unprintable]"
    ]


def test_the_font_has_what_the_layouts_say_themselves():
    assert missing_glyphs("".join(one.read_text("utf-8") for one in (TEMPLATES / "paper").glob("*.typ"))) == ""


def test_characters_that_nobody_sees_are_left_out():
    assert "转让许可" in texts(papers.typeset(paper(source="转让\u202e\u200b\x07许可"), TEMPLATES))[0]


# ---------------------------------------------------------------- the file


def test_the_same_paper_is_the_same_bytes_and_another_is_not():
    one, other = (papers.typeset(paper(tables=[table(value)]), TEMPLATES) for value in ("1,234", "1,235"))

    assert papers.typeset(paper(tables=[table("1,234")]), TEMPLATES) == one
    assert one != other


def test_a_file_says_what_it_is_and_is_tagged():
    document = pypdfium2.PdfDocument(papers.typeset(paper(), TEMPLATES))
    language = (ctypes.c_ushort * 20)()
    raw.FPDFCatalog_GetLanguage(document, language, ctypes.sizeof(language))

    assert raw.FPDFCatalog_IsTagged(document)
    assert bytes(language).decode("utf-16-le").rstrip("\0") == "zh-CN"
    assert {name: document.get_metadata_value(name) for name in ("Title", "Author", "Keywords", "CreationDate")} == {
        "Title": "盘活情况",
        "Author": "某局",
        "Keywords": "盘活, 专利",
        "CreationDate": "D:20241020013000Z",
    }


def test_synthetic_data_are_marked_on_every_sheet():
    tables = [table("1"), table("2")]
    earnest, sample = (paper(tables=tables), replace(paper(tables=tables), synthetic=True))

    assert ["示例数据" in text for text in texts(papers.typeset(earnest, TEMPLATES))] == [False, False, False]
    assert ["示例数据" in text for text in texts(papers.typeset(sample, TEMPLATES))] == [True, True, True]


def test_what_is_kept_is_not_set_again(monkeypatch):
    made: list[str] = []
    monkeypatch.setattr("report.halves.active_count", lambda: 2)  # a copy of this process would note it for itself
    monkeypatch.setattr(papers, "typeset", lambda one, _: made.append(one.title) or b"%PDF")
    page, kept = Page("/a/", "", "", "", "", {}, papers=(paper(),)), dict[str, bytes]()
    for one in (page, page, replace(page, papers=(replace(paper(), title="另一"),))):
        assert [file.path for file in papers.files([one], TEMPLATES, kept)] == ["a/bulletin.pdf"]

    assert made == ["盘活情况", "另一"]


def test_copies_of_a_process_that_has_set_a_paper_set_more_of_them():
    made = papers.typeset(paper(), TEMPLATES)

    assert in_halves(lambda some: [papers.typeset(one, TEMPLATES) for one in some], [paper()] * MANY) == [made] * MANY


# ---------------------------------------------------------------- of the example


def test_every_return_has_a_bulletin_and_a_brief_of_each_region_and_each_is_linked():
    assert len(set_papers()) == 2 * 33
    for path, (_, one, _) in set_papers().items():
        assert f'<a href="{one.name}">{one.title}（PDF）</a>' in on_pages()[path], path


def test_without_returns_there_is_no_paper():
    assert [page.address for page in real_pages() if page.papers] == []


def test_every_sentence_and_every_row_that_is_said_is_printed():
    for path, (_, one, content) in set_papers().items():
        printed = "".join(texts(content))
        sentences = one.said.get("sentences") or [
            text for section in one.said["sections"] for text in section["sentences"]
        ]
        tables = [found for found in values(one.said, Table) if not isinstance(found, Chart)]
        assert [text for text in sentences if text not in printed] == [], path
        assert [row for found in tables for row in rows(found) if row not in printed] == [], path


def rows(found: Table) -> list[str]:
    """Each row as one text: 北京251,234并列."""
    said = (row.label + row.note + "".join(cell.text + cell.marks for cell in row.cells) for row in found.rows)
    return [re.sub(r"\s", "", text) for text in said]


# ---------------------------------------------------------------- the audit


BRIEF, QUARTERLY = "regions/gansu/2024q3/brief.pdf", "quarters/2024q3/bulletin.pdf"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A brief and a bulletin as they are found in a site, with their pages, pictures, and the page of the region."""
    site = tmp_path_factory.mktemp("site")
    for page in made_pages():
        if page.address.strip("/") in ("regions/gansu", "regions/gansu/2024q3", "quarters/2024q3"):
            put(site / page.folder / "index.html", f"<article>{as_rendered(page)}</article>".encode())
            for file in chart_files([page], dict(zip(page.charts, draw_all(page.charts), strict=True)), ""):
                put(site / file.path, file.content)
    for path in (BRIEF, QUARTERLY):
        put(site / path, set_papers()[path][2])
    return site


def put(file: Path, content: bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)


def spoilt(said: Any, old: str, new: str) -> Any:
    """What is *said*, with *new* in place of *old* in every text of it."""
    if isinstance(said, str):
        return said.replace(old, new)
    if isinstance(said, Table):
        return replace(said, rows=tuple(replace(row, cells=spoilt(row.cells, old, new)) for row in said.rows))
    if isinstance(said, Cell):
        return said._replace(text=spoilt(said.text, old, new))
    if isinstance(said, dict):
        return {name: spoilt(one, old, new) for name, one in said.items()}
    return type(said)(spoilt(one, old, new) for one in said) if isinstance(said, list | tuple) else said


def test_papers_that_say_what_their_pages_say_are_read_once(built: Path, monkeypatch: pytest.MonkeyPatch):
    kept = dict[str, bytes]()

    assert pdf.problems(Built.read(built), kept) == ()
    monkeypatch.setattr(pdf, "pdf_sheets", lambda content: pytest.fail("read again"))
    assert pdf.problems(Built.read(built), kept) == ()


@pytest.mark.parametrize(
    ("path", "part", "old", "new", "told"),
    [
        (BRIEF, "sentences", "1.4万件", "9.4万件", "第1页的「9.4」不在它的网页上"),
        (BRIEF, "sentences", "2,483件", "2,843件", "第1页的「企业评价专利2,843件」不在它的网页上"),
        (BRIEF, "figures", "14,157", "14,158", "第1页的「14,158」不在它的网页上"),
        (
            BRIEF,
            "figures",
            "14,157",
            "2,483",
            "第1页「已盘点存量专利期末数」一行的「2,483 1.2 23」不是网页上这一行的数",
        ),
        (
            BRIEF,
            "compared",
            "90.99",
            "84.08",
            "没有网页上《甘肃与全国和规模相近地区》的一行「甘肃90.9948.0436.516.26670438」",
        ),
        (BRIEF, "charts", "468", "469", "第1页图中的「469」不在它的网页上"),
        (QUARTERLY, "sections", "117.5万件", "117.4万件", "第1页的「117.4」不在它的网页上"),
        (QUARTERLY, "sections", "95.18", "95.17", "第1页图中的「95.17」不在它的网页上"),
        (QUARTERLY, "tiles", "2,760件", "2,761件", "第1页的「2,761」不在它的网页上"),
        (QUARTERLY, "tables", "151,372", "151,373", "第6页的「151,373」不在它的网页上"),
    ],
)
def test_a_pdf_that_says_another_number_is_refused(built: Path, path: str, part: str, old: str, new: str, told: str):
    _, one, sound = set_papers()[path]
    other = replace(one, said={**one.said, part: spoilt(one.said[part], old, new)})
    (built / path).write_bytes(papers.typeset(other, TEMPLATES))
    found = [str(problem) for problem in pdf.problems(Built.read(built))]
    (built / path).write_bytes(sound)

    assert f"{path}: {told}；请重新生成网站；仍不一致的是程序错误 [download-page]" in found


def test_a_pdf_that_cannot_be_opened_is_named(built: Path):
    sound = (built / BRIEF).read_bytes()
    (built / BRIEF).write_bytes(sound[:300])
    (found,) = map(str, pdf.problems(Built.read(built)))
    (built / BRIEF).write_bytes(sound)

    assert found.startswith(f"{BRIEF}: 打不开（")


def test_a_bulletin_draws_the_charts_of_its_page():
    for page, one, _ in set_papers().values():
        if one.layout == "bulletin":
            assert list(values(one.said, Chart)) == list(page.charts)


def test_a_brief_is_one_sheet_with_five_sentences_and_twelve_figures():
    briefs = {path: (one, pdf) for path, (_, one, pdf) in set_papers().items() if one.layout == "brief"}

    assert {len(pypdfium2.PdfDocument(pdf)) for _, pdf in briefs.values()} == {1}
    assert {len(one.said["sentences"]) for one, _ in briefs.values()} == {5}
    assert {len(one.said["figures"].rows) for one, _ in briefs.values()} == {12}


def test_a_paper_names_its_edition_and_shows_the_address_as_a_code():
    for path, (page, one, content) in set_papers().items():
        edition = dict(one.said["facts"])["版次"]
        assert re.fullmatch(r"第1版，校验码 [0-9a-f]{8}" if "2024" in path else "第2版，校验码 [0-9a-f]{8}", edition)
        assert one.said["scanned"] == f"https://panhuo.example.cn{page.address}editions/{edition[1]}/"
        assert re.sub(r"\s", "", edition) in texts(content)[0], path


def test_a_bulletin_has_a_bookmark_for_each_part():
    assert bookmarks(set_papers()["quarters/2024q3/bulletin.pdf"][2]) == [
        "要点",
        "一、盘点入库",
        "二、评价对接",
        "三、转让许可",
        "四、产业化",
        "五、密集型产品",
        "六、增量质量",
        "说明",
        "数据来源",
        "指标和方法",
        "引用",
        "附表1　各地区存量专利盘点情况",
        "附表2　各地区转化资源库情况",
        "附表3　各地区企业评价情况",
        "附表4　各地区对接推广情况",
        "附表5　各地区转让许可情况",
        "附表6　各地区产业化情况",
        "附表7　各地区密集型产品情况",
        "附表8　各地区增量质量情况",
    ]
