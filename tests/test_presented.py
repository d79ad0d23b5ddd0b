"""What a page says of itself, to programs and in its feed is what it shows, or the build says so."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from report.audit.built import Built
from report.audit.presented import problems
from report.audit.readback import subscribed
from report.audit.readback.drawn import differences
from report.audit.seen import PrintedChart
from report.model import Announcement, Place
from report.moment import BEIJING
from report.period import Quarter
from report.wording import figure
from tests.known import example, real

PAGE = """<html><head><title>安徽 · 盘活</title><meta name="SiteName" content="盘活">
<meta name="description" content="安徽省高校和科研机构存量专利盘活：公开数字1条，文件和活动2份。">
<meta name="filter" content="地区:安徽">
<meta property="og:url" content="https://panhuo.example/regions/anhui/"><meta property="og:title" content="安徽">
<meta property="og:image" content="https://panhuo.example/card.png">
</head><body><article><nav class="ph-crumbs"><ol><li>首页</li><li>安徽</li></ol></nav><h1>安徽</h1>
<svg aria-label="盘点：2024年第三季度733件"></svg><a href="../../quarters/2024q3/">2024年第三季度</a>
<a class="ph-term" href="../../glossary/#stock" title="本方案以2023年底为界。">存量专利</a>
<ul><li class="ph-fact">甲</li></ul>
<p><a href="data.csv">安徽的全部数值</a></p>
<script type="application/ld+json">{"@context":"","@graph":[{"@type":"BreadcrumbList","itemListElement":[
{"position":1,"name":"首页"},{"position":2,"name":"安徽"}]},{"@type":"Dataset","name":"安徽","temporalCoverage":"2023-12-31",
"dateModified":"2026-01-31",
"variableMeasured":[{"name":"有效外观设计专利","unitText":"件"}]}]}</script>
<p class="ph-colophon"><span>最近更新：2026年1月31日</span></p></article></body></html>"""
GLOSSARY = '<article><dl class="ph-terms"><div id="stock"><dd>本方案以2023年底为界。</dd></div></dl></article>'
ELSEWHERE = """<html><head><meta property="og:url" content="https://panhuo.example/data/">
<meta property="og:image" content="https://panhuo.example/card.png">
<meta http-equiv="refresh" content="0; url=../latest/">
</head><body><article><h1>数据</h1>
<p class="ph-request">申请公开全国的四项季度统计，自2024年第一季度至2026年第三季度，按季度分列。</p>
<pre data-example="curl"><code>curl -O https://panhuo.example/data/a.csv</code></pre>
<a href="../latest/">最新一期</a> <a href="files/a-2009.csv">files/a-2009.csv</a>
<p class="ph-cite">盘活. 数据[EB/OL]. 2版. (2026-11-22)[引用日期].
<a href="editions/2/">[网址]/data/editions/2/</a>.</p>
<p>最新的是<span data-chart="a">各省排序</span><span>（截至2023年末）</span>。</p>
<figure class="ph-chart"><img src="a.svg" alt="图：各省排序（单位：件，截至2023年末）。">
<div class="ph-table" aria-label="各省排序（表）">
<table><tr><th>地区</th></tr></table></div></figure></article></body></html>"""
FRAMED = (
    '<figure class="ph-chart"><img alt="图" width="600" height="696"><details class="ph-frame">'
    '<a href="embed/latest/designs-tiles/">看单独的图</a><code>&lt;iframe '
    'src=&quot;https://panhuo.example/embed/latest/designs-tiles/&quot; title=&quot;图&quot; width="600" height="736" '
    'loading="lazy" style="border:0;width:100%;max-width:600px;height:auto;aspect-ratio:600/736"&gt;&lt;/iframe&gt;'
    "</code></details></figure>"
)
SCHEDULED = (
    '<tr><th><time datetime="2026-12-15T09:30+08:00">2026年12月15日 09:30</time><del>2026年12月8日 09:30</del></th>'
    "<td>2026年第三季度数据修订</td><td>改期：原定2026年12月8日 09:30。原因：停机。补登记17次。</td></tr>"
)
QUARTER = (
    '<article><h1>安徽 2024年第三季度</h1><div class="ph-data" id="a"><table><caption>表</caption>'
    "<thead><tr><th>指标</th><th>件</th></tr></thead><tbody><tr><th>盘点</th><td>733</td></tr></tbody></table></div>"
)


def said_of(folder: Path, page: str) -> int:
    for path, html in (("regions/anhui", page), ("glossary", GLOSSARY), ("regions/anhui/2024q3", QUARTER)):
        (folder / path).mkdir(parents=True, exist_ok=True)
        (folder / path / "index.html").write_text(html, "utf-8")
    return len(problems(Built.read(folder), real()))


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("<title>安徽", "<title>安徵"),
        ("<h1>安徽", "<h1>北京"),
        ("数字1条", "数字2条"),
        ("活动2份", "活动1份"),
        ("地区:安徽", "地区:北京"),
        ("example/regions/anhui/", "example/regions/beijing/"),
        ('"og:title" content="安徽', '"og:title" content="北京'),
        ("季度733件", "季度734件"),
        (">2024年第三季度<", ">2024年第二季度<"),
        ('title="本方案以2023', 'title="本方案以2024'),
        ('"position":2', '"position":3'),
        ('"name":"首页"', '"name":"主页"'),
        ("2023-12-31", "2023-12-30"),
        ("2026-01-31", "2026-01-30"),
        ('"unitText":"件"', '"unitText":"项"'),
        ("安徽的全部数值", "北京的全部数值"),
    ],
)
def test_what_a_page_says_of_itself_otherwise_than_it_shows_is_found(tmp_path: Path, right: str, wrong: str) -> None:
    assert said_of(tmp_path, PAGE) == 0
    assert said_of(tmp_path, PAGE.replace(right, wrong)) > 0


@pytest.mark.parametrize("mark", ["（示例数据）", " (synthetic data)"])
def test_a_title_may_say_that_its_data_are_invented(tmp_path: Path, mark: str) -> None:
    assert said_of(tmp_path, PAGE.replace('"og:title" content="安徽', f'"og:title" content="安徽{mark}')) == 0


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("至2026年第三季度", "至2026年第二季度"),
        ("自2024年第一季度", "自2023年第一季度"),
        ("curl -O https://panhuo.example", "curl -O https://panhuo.invalid"),
        ("example/data/a.csv", "example/data/b.csv"),
        (">files/a-2009.csv<", ">files/a-2019.csv<"),
        ("0; url=../latest/", "0; url=../least/"),
        ("2版", "3版"),
        (" 2版. (2026", " Edition 3, (2026"),
        ("[网址]/data/editions/2/", "[网址]/data/editions/3/"),
        ("（截至2023年末）", "（截至2024年末）"),
        (">各省排序<", ">各市排序<"),
    ],
)
def test_what_a_page_asks_for_cites_or_names_elsewhere_is_held_to_what_is_there(
    tmp_path: Path, right: str, wrong: str
) -> None:
    def found(html: str) -> int:
        for path, text in (("data/index.html", html), ("data/a.csv", "a\n"), ("data/files/a-2009.csv", "a\n")):
            (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / path).write_text(text, "utf-8")
        return len(problems(Built.read(tmp_path), replace(real(), as_of=datetime(2026, 11, 29, tzinfo=BEIJING))))

    assert found(ELSEWHERE) == 0
    assert found(ELSEWHERE.replace(right, wrong)) == 1


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        (">2026年12月15日 09:30<", ">2026年12月15日 09:00<"),
        ("原定2026年12月8日 09:30", "原定2026年12月9日 09:30"),
        ("补登记17次", "补登记18次"),
        ("补登记17次", "补登记17件"),
        ("<td>2026年第三季度", "<td>2026年第二季度"),
    ],
)
def test_a_row_of_the_calendar_says_what_is_announced_for_its_minute(tmp_path: Path, right: str, wrong: str) -> None:
    at, was = (datetime(2026, 12, day, 9, 30, tzinfo=BEIJING) for day in (15, 8))
    one = Announcement(
        Quarter(2026, 3), at, "修订发布", "2026年第三季度数据修订", was, "停机", "补登记17次。", Place("a")
    )

    def found(row: str) -> int:
        (tmp_path / "calendar").mkdir(exist_ok=True)
        (tmp_path / "calendar/index.html").write_text(f"<article><table>{row}</table></article>", "utf-8")
        return len(problems(Built.read(tmp_path), replace(real(), calendar=(one,))))

    assert [found(SCHEDULED), found(SCHEDULED.replace(right, wrong))] == [0, 1]


@pytest.mark.parametrize(("days", "wrong"), [(3, 0), (4, 1)])
def test_an_overdue_row_says_since_how_many_days(tmp_path: Path, days: int, wrong: int) -> None:
    at, today = (datetime(2026, 12, day, 9, 30, tzinfo=BEIJING) for day in (15, 18))
    late = Announcement(Quarter(2026, 3), at, "首次发布", "第三季度数据", None, "", "", Place("a"))
    told = '<time datetime="2026-12-15T09:30+08:00">2026年12月15日 09:30</time>'
    page = f"<article><table><tr><th>{told}</th><td>已逾期 {days} 天。</td></tr></table></article>"
    (tmp_path / "calendar").mkdir()
    (tmp_path / "calendar/index.html").write_text(page, "utf-8")

    assert len(problems(Built.read(tmp_path), replace(real(), calendar=(late,), as_of=today))) == wrong


@pytest.mark.parametrize(
    ("right", "wrong"),
    [("1,686件", "1,687件"), ("1,686件", "1,686项"), ("2026年第三季度期末", "2026年第二季度期末")],
)
def test_the_newest_number_in_a_list_is_one_of_the_page_it_leads_to(tmp_path: Path, right: str, wrong: str) -> None:
    dataset = replace(example(), as_of=datetime(2026, 11, 29, tzinfo=BEIJING))
    own = QUARTER.replace("安徽 2024年第三季度", "已盘点存量专利").replace("733", "1,686")
    row = (
        '<tr><th><a href="inventory-patents-done/">已盘点存量专利</a></th><td><a class="ph-term">盘点</a>的件数。</td>'
        '<td><a href="inventory-patents-done/sources/#a">1,686件</a><br>'
        '<span class="ph-src">2026年第三季度期末</span></td></tr>'
    )

    def found(text: str) -> int:
        for path, html in (("indicators", f"<table>{text}</table>"), ("indicators/inventory-patents-done", own)):
            (tmp_path / path).mkdir(exist_ok=True)
            (tmp_path / path / "index.html").write_text(html, "utf-8")
        return len(problems(Built.read(tmp_path), dataset))

    assert [found(row), found(row.replace(right, wrong))] == [0, 1]


def test_what_belongs_to_the_page_of_a_quarter_names_that_quarter(tmp_path: Path) -> None:
    def found(quarter: str) -> int:
        page = tmp_path / "quarters/2024q3/index.html"
        page.parent.mkdir(parents=True, exist_ok=True)
        annex = f'<a class="ph-annex" href="cited/">{quarter}全国公开的其他数字</a>'
        page.write_text(f"<article><h1>2024年第三季度</h1>{annex}</article>", "utf-8")
        return len(problems(Built.read(tmp_path), real()))

    assert [found("2024年第三季度"), found("2024年第二季度")] == [0, 1]


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("width:100%", "width:10%"),
        ("max-width:600px", "max-width:900px"),
        ("600/736", "600/696"),
        ('height="736"', 'height="735"'),
        ("latest/designs-tiles/&quot;", "latest/designs/&quot;"),
    ],
)
def test_code_that_frames_a_chart_leads_to_it_and_is_as_large(tmp_path: Path, right: str, wrong: str) -> None:
    def found(html: str) -> int:
        (tmp_path / "index.html").write_text(f"<article>{html}</article>", "utf-8")
        return len(problems(Built.read(tmp_path), real()))

    assert [found(FRAMED), found(FRAMED.replace(right, wrong))] == [0, 1]


def test_an_english_page_changed_when_its_chinese_twin_did(tmp_path: Path) -> None:
    def found(day: str) -> int:
        for path, html in (("", "最近更新：2026年1月31日"), ("en/", f"Last changed: {day}")):
            page = tmp_path / f"{path}regions/anhui/index.html"
            page.parent.mkdir(parents=True, exist_ok=True)
            heading = "Anhui" if path else "安徽"
            begins = "" if path else "安徽省高校和科研机构存量专利盘活：公开数字1条，文件和活动2份"
            page.write_text(
                f'<meta name="description" content="{begins}"><article><h1>{heading}</h1>1 2'
                f'<p class="ph-colophon"><span>{html}</span></p></article>',
                "utf-8",
            )
        return len(problems(Built.read(tmp_path), real()))

    assert [found("2026-01-31"), found("2026-01-30"), found("")] == [0, 1, 1]


def test_an_entry_of_a_feed_says_the_rows_that_it_leads_to(tmp_path: Path) -> None:
    source = next(key for key in real().sources if sum(fact.source == key for fact in real().cited) == 1)
    (fact,) = (fact for fact in real().cited if fact.source == source)
    day, title = real().sources[source].published_on, real().sources[source].title or real().sources[source].publisher
    whose = f"{fact.place or fact.region}{real().indicators[fact.indicator].title}"
    entry = (
        f"<entry><title>引用的公开数字：{title}</title><link href='https://panhuo.example/data/sources/#{source}'/>"
        f"<published>{day}T00:00:00+08:00</published><summary>{whose}{figure(fact)}。</summary></entry>"
    )
    feed = f"<feed xmlns='http://www.w3.org/2005/Atom'><updated>{day}T00:00:00+08:00</updated>{entry}</feed>"

    def wrong(text: str) -> int:
        (tmp_path / "feed.xml").write_text(text, "utf-8")
        return len(subscribed.problems(Built.read(tmp_path), real()))

    assert wrong(feed) == 0
    assert wrong(feed.replace(figure(fact), f"1{figure(fact)}")) == 1
    assert wrong(feed.replace(f"<published>{day}", "<published>1999-01-01")) > 0


CHART = PrintedChart("a", "各地区", "图（2024年）", ("地区", "2024年（件）"), (("北京", "1,796"), ("西藏", "16")))
TEXTS = (
    ("label muted end", "0"),
    ("label muted end", "1,000"),
    ("label muted end", "2,000"),
    ("label middle fill-on1", "北京"),
    ("small middle fill-on1", "1,796"),
    ("label middle fill-on0", "西藏"),
    ("small middle fill-on0", "16"),
    ("small", "16–16"),
    ("small", "1,796–1,796"),
    ("small muted middle", "2024"),
)


def test_values_of_small_pictures_are_no_axis_though_they_begin_by_rising() -> None:
    rows = (("北京", "5,061"), ("广东", "2,843"), ("浙江", "2,849"), ("江苏", "1,836"))
    texts = [pair for name, value in rows[1:] for pair in (("label", name), ("label muted end", value))]

    assert not list(differences(PrintedChart("a", "各地区", "图", ("地区", "2027年（次）"), rows), texts))


@pytest.mark.parametrize(
    ("at", "text"), [(1, "1,100"), (3, "南京"), (4, "1,797"), (6, "1,796"), (7, "15–16"), (9, "2034")]
)
def test_a_text_of_a_picture_that_its_table_does_not_have_there_is_found(at: int, text: str) -> None:
    assert not list(differences(CHART, TEXTS))
    assert list(differences(CHART, (*TEXTS[:at], (TEXTS[at][0], text), *TEXTS[at + 1 :])))
