"""Editions: their pages read as what was published did, whatever comes after; the audit holds them to their seals."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from report.audit import sealed_pages
from report.audit.built import Built
from report.compose import desk_of, out, seals
from report.inputs import Inputs
from report.inputs.contents import read_content, read_quarters
from report.model import Page
from report.moment import parse
from report.pages import quarterly
from report.pages.issue import issues
from report.pages.plan import plan_of
from report.pages.quarters import quarters
from report.period import Quarter
from report.seals.printing import text_of
from tests.bench import change_a_workbook
from tests.conftest import ROOT
from tests.known import EXAMPLE, as_rendered, kept

Q2 = Quarter(2024, 2)
FIRST, SECOND, THIRD = "2024-08-01T09:00+08:00", "2024-10-01T09:00+08:00", "2025-01-01T09:00+08:00"
NATION, REGION, CORPS = "/quarters/2024q2/", "/regions/gansu/2024q2/", "/regions/xinjiang-bingtuan/2024q2/"
SLUGS = ("china", "gansu", "xinjiang-bingtuan")


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three quarters of the programme, sealed with every edition; of the last a second revision in December 2024."""
    folder = tmp_path_factory.mktemp("editions") / "data"
    for name in ("2023Q4", "2024Q1", "2024Q2"):
        shutil.copytree(EXAMPLE / "releases" / name, folder / "releases" / name)
    own = folder / "releases/2024Q2"
    shutil.copy(own / "2024Q2-r1.xlsx", own / "2024Q2-r2.xlsx")
    change_a_workbook(own / "2024Q2-r2.xlsx", "评价专家")
    entry = "2024Q2-r2.xlsx: {release_at: 2024-12-20T09:30+08:00, reason: 示例：专家数更正, status: 修订}"
    record = own / "release.yml"
    record.write_text(record.read_text("utf-8").replace("acknowledged:\n", f"  {entry}\nacknowledged:\n"), "utf-8")
    return folder


@pytest.fixture(scope="module")
def published(data: Path) -> list[dict[str, Page]]:
    """The pages after each of three times that something was published and sealed."""
    found = []
    for now in (FIRST, SECOND, THIRD):
        for path, text in seals(Inputs(ROOT, data, keep=kept()), parse(now)).items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
        found.append(pages(data, now))
    return found


def pages(data: Path, now: str) -> dict[str, Page]:
    """Of the nation and two regions in the quarter that was revised, and their editions, as of a moment."""
    inputs = Inputs(ROOT, data, keep=kept())
    desk = desk_of(inputs, out(inputs, parse(now)))
    names = ("gansu", "xinjiang-bingtuan", *(f"edition-{n}-{slug}" for n in (1, 2, 3) for slug in SLUGS))
    single = (one.make() for one in quarterly(desk, read_content(inputs)) if one.quarter == Q2 and one.name in names)
    whole = quarters(desk, plan_of(read_quarters(inputs), desk.dataset), issues(desk))
    return {page.address: page for page in (*whole, *single)}


def said(page: Page) -> list[Any]:
    """The sentences and the cells, by theme, of the present page of a quarter or of an edition of it."""
    if "returned" in page.context:
        themes = [(one["sentences"], [part["table"] for part in one["parts"]]) for one in page.context["returned"]]
    else:
        themes = [(one["sentences"], one["tables"]) for one in page.context["parts"]]
    return [
        (
            [sentence if isinstance(sentence, str) else text_of(sentence) for sentence in sentences],
            [(row.label, *((cell.text, cell.marks) for cell in row.cells)) for table in tables for row in table.rows],
        )
        for sentences, tables in themes
    ]


def test_what_was_published_sealed_revised_and_sealed_again_reads_as_it_did(published: list[dict[str, Page]]) -> None:
    first, second, third = published

    assert said(first[NATION]) != said(second[NATION])
    assert said(second[f"{NATION}editions/1/"]) == said(first[NATION])
    assert said(third[f"{NATION}editions/1/"]) == said(first[NATION])
    assert said(third[f"{NATION}editions/2/"]) == said(second[NATION])
    assert said(third[f"{REGION}editions/1/"]) == said(second[f"{REGION}editions/1/"])


def test_an_edition_says_which_it_is_and_what_took_its_place(published: list[dict[str, Page]]) -> None:
    found = published[-1]
    first, newest = as_rendered(found[f"{REGION}editions/1/"]), as_rendered(found[f"{REGION}editions/3/"])

    told = "这是第1版，2024年7月20日 09:30发布，不是现行版本：2024年8月20日 09:30起由"
    assert f'{told}<a href="../2/">第2版</a>代替（修订稿 r1：示例：甘肃补报本季报表）' in first
    assert "## 第2版改了什么" in first
    assert 'aria-label="报告错误：第2版改了什么"' in first
    assert "<td>（无）</td>" in first
    assert "第3版（2024年12月20日 09:30发布）是现行版本" in newest
    assert all(found[f"{page}editions/{n}/"].front["noindex"] for page in (NATION, REGION) for n in (1, 2, 3))
    assert [found[f"{page}editions/{n}/"].section for page in (NATION, REGION) for n in (1, 3)] == [
        *("季度", "季度"),
        *("地区季报", "地区季报"),
    ]
    assert [bool(found[f"{NATION}editions/{n}/"].front.get("refresh")) for n in (1, 2, 3)] == [False, False, True]


def test_what_the_next_edition_changed_of_a_region_is_told_and_of_others_that_nothing_was(
    published: list[dict[str, Page]],
) -> None:
    changes = published[-1][f"{CORPS}editions/2/"].context["changes"]

    assert [(one.what.partition("兵团")[2], one.sealed, one.now) for one in changes] == [
        ("评价专家期末数", "3", "4 r"),
        ("评价专家：技术专家期末数", "2", "3 r"),
        ("评价专家：技术专家期末数占全国", "0.0", "0.1"),
    ]
    assert "<p>甘肃的数没有改。</p>" in as_rendered(published[-1][f"{REGION}editions/2/"])


def test_every_version_of_the_workbook_is_linked_from_the_present_pages(published: list[dict[str, Page]]) -> None:
    for address in (NATION, REGION):
        links = re.findall(r'href="[./]*(data/files/releases/[^"]+)" download', as_rendered(published[-1][address]))
        assert links == [f"data/files/releases/2024Q2/2024Q2{version}.xlsx" for version in ("-r2", "", "-r1")]


# ---------------------------------------------------------------- the audit


def audited(published: list[dict[str, Page]], data: Path, folder: Path, old: str = "", new: str = "") -> list[str]:
    """What the audit finds of the pages of editions, with *old* made *new* once on the nation's first."""
    for address, page in published[-1].items():
        if "/editions/" in address:
            text = as_rendered(page)
            if old and address == f"{NATION}editions/1/":
                assert old in text
                text = text.replace(old, new, 1)
            file = folder / address.strip("/") / "index.html"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(f'<article class="ph-page" id="content">{text}</article>', "utf-8")
    return [str(one) for one in sealed_pages.problems(Built.read(folder), Inputs(ROOT, data))]


def test_pages_of_editions_as_they_are_drawn_pass_the_audit(
    published: list[dict[str, Page]], data: Path, tmp_path: Path
) -> None:
    assert audited(published, data, tmp_path) == []


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("<p data-sealed>", "<p data-sealed>形势喜人。", "页面上的「形势喜人。」没有封存过"),
        ("<p data-sealed>", "<p>", "不在页面上"),
        ("截至2024年6月末", "截至2024年5月末", "没有封存过"),
        ("<td>", "<td>7,654,321", "封存的不是它"),
        ("(2024-07-20)[", "(2024-07-21)[", "引用的日期不是「(2024-07-20)」"),
        ("校验码：", "校验码：0", "引用的校验码"),
    ],
)
def test_only_what_is_sealed_may_stand_on_the_page_of_an_edition_and_all_of_it_must(
    published: list[dict[str, Page]], data: Path, tmp_path: Path, old: str, new: str, told: str
) -> None:
    found = audited(published, data, tmp_path, old, new)

    assert found
    assert {line.partition(": ")[0] for line in found} == {"quarters/2024q2/editions/1/index.html"}
    assert any(told in line for line in found)
