"""The picture that goes with a link: its page's own figures, as the page prints them, 1200 × 630."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from report.audit.built import Built
from report.audit.readback import problems
from report.audit.readback.opened import png_says
from report.audit.seen import PrintedCard, look
from report.charts import card_png
from report.downloads import packed_card
from report.model import Card, Page
from report.pages.cards import card_of
from tests.known import example_pages, real_pages

ADDRESS = "https://panhuo.example/regions/jiangsu/"
CARD = Card(
    "江苏", (("专利转让", "2024年1—9月累计", "4.9万次"), ("入库专利", "2024年9月30日", "1,205件")), "国家知识产权局"
)


def page(pages: tuple[Page, ...], address: str) -> Page:
    return next(one for one in pages if one.address == address)


@pytest.mark.parametrize(
    ("pages", "address", "said"),
    [
        (
            example_pages,
            "/quarters/2024q3/",
            "2024年第三季度；已盘点存量专利 截至2024年9月末 117.5万件；盘点完成率 截至2024年9月末 77.62%；"
            "转化资源库专利 截至2024年9月末 52.8万件。",
        ),
        (
            real_pages,
            "/regions/jilin/",
            "吉林；有效外观设计专利，全部专利权人 吉林 截至2023年末 12,384件；"
            "有效外观设计专利，高校 吉林 截至2023年末 779件；有效外观设计专利，科研机构 吉林 截至2023年末 11件。",
        ),
        (real_pages, "/glossary/", None),
    ],
)
def test_a_card_has_the_first_figures_of_its_page(pages, address: str, said: str | None):
    card = card_of(page(pages(), address))

    assert (card and card.said) == said


def test_a_card_is_as_large_as_it_says_and_tells_programs_what_it_shows():
    png = packed_card(replace(CARD, synthetic=True), ADDRESS)

    assert Image.open(BytesIO(png)).size == (1200, 630)
    assert png_says(png) == {
        "标题": "江苏（示例数据）",
        "注": "示例数据，并非真实统计；江苏；专利转让 2024年1—9月累计 4.9万次；入库专利 2024年9月30日 1,205件。",
        "数据来源": "国家知识产权局",
        "网址": ADDRESS,
        "备注": "示例数据",
    }


def test_a_long_number_is_set_smaller_and_never_cut():
    short, long = (replace(CARD, figures=(("件数", "", number),) * 3) for number in ("1件", "1,234,567,890,123,456件"))

    assert card_png(long) == card_png(long) != card_png(short)


def built(folder: Path, said: str, body: str) -> Path:
    """A page with a picture for links that says *said*, and that picture."""
    place = folder / "regions/jiangsu"
    place.mkdir(parents=True)
    tags = {"title": "江苏", "url": ADDRESS, "image": f"{ADDRESS}card.png", "image:alt": said}
    head = "".join(f'<meta property="og:{name}" content="{text}">' for name, text in tags.items())
    (place / "index.html").write_text(f"<head>{head}</head><article>{body}</article>", "utf-8")
    (place / "card.png").write_bytes(packed_card(CARD, ADDRESS))
    return folder


@pytest.mark.parametrize(
    ("said", "body", "wrong"),
    [
        (CARD.said, "2024年1—9月 4.9万次 9月30日 1,205", []),
        (CARD.said, "2024年1—9月 4.8万次 9月30日 1,205", ["图中数字：页面为「」，下载为「4.9」"]),
        ("江苏。", "", [f"注：页面为「江苏。」，下载为「{CARD.said}」"]),
    ],
)
def test_a_number_that_its_page_does_not_print_is_found(tmp_path: Path, said: str, body: str, wrong: list[str]):
    found = problems(Built.read(built(tmp_path, said, body)), "https://panhuo.example")

    assert [problem.what for problem in found] == wrong


def test_the_picture_of_the_whole_site_is_no_page_s_own():
    tags = {"image": "https://x/card.png", "url": "https://x/", "title": "", "image:alt": ""}
    html = "".join(f'<meta property="og:{name}" content="{text}">' for name, text in tags.items())

    assert look(html).card == PrintedCard("", "", ())
    assert look(html.replace('https://x/"', 'https://x/faq/"')).card is None
