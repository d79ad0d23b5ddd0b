"""Each number of a return leads to the cells that it is made of, and another cell there is noticed by the audit."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import accumulate, chain
from pathlib import Path
from typing import Any

import pytest

from report.audit.built import Built
from report.audit.claims.facts import Facts
from report.audit.derivations import worked_out
from report.audit.seen import look
from report.audit.traced import problems
from report.audit.ways import astray
from report.inputs.contents import read_quarters
from report.model import Chart, Page, Span, Table
from report.pages.desk import Desk
from report.pages.issue import issues
from report.pages.plan import Wanted, plan_of
from report.pages.quarters import appendices
from report.pages.regions import region_report
from report.pages.traces import Made, Taken, Trace, sources
from report.period import Quarter
from tests.known import CHECKOUT, as_rendered, example_desk, example_pages
from tests.test_figures import NATION, figures

Q3 = Quarter(2024, 3)
STATING = r"/|/regions/jiangsu/(\d{4}q\d/)?|/quarters/\d{4}q\d/"  # pages whose sentences state numbers of returns
TOLD_OF_HOLDERS = r'data-claim="value (\w+) (universities|research_institutes) 全国 \S+ (\w+)'
IN_WORDS = {one.title: one.slug for one in (Quarter(2023, 4) + n for n in range(12))}
RATE = Made(
    "85.73",
    (
        Taken("盘点!L22", "/data/tables/return-2024q3-1/#L22", "112,869"),
        " ÷ ",
        Taken("盘点!I22", "/data/tables/return-2024q3-1/#I22", "131,657"),
        " × 100",
    ),
)


@cache
def known() -> Facts:
    return Facts(example_desk().dataset, ())


@cache
def report() -> str:
    """江苏 in the third quarter of 2024, as it is rendered."""
    desk = example_desk()
    plan = plan_of(read_quarters(CHECKOUT), desk.dataset)
    jiangsu = next(one for one in desk.dataset.pages_of_regions if one.name == "江苏")
    return as_rendered(region_report(issues(desk)[Q3], plan, jiangsu))


def of_indicator(slug: str) -> Mapping[str, Any]:
    """What the page of its sources is made of, at the moment of the tests."""
    return next(page.context for page in example_pages() if page.address == f"/indicators/{slug}/sources/")


def row(key: str) -> str:
    found = re.search(rf'<tr id="from-{key}">.*', report())
    assert found
    return found[0]


def test_a_rate_is_made_of_two_cells_each_with_its_value() -> None:
    found = sources(example_desk(), "江苏", [Wanted("inventory_rate")], ("江苏", "全国"), Q3)
    (rate,) = found.rows

    assert (rate.key, rate.title, rate.made[0]) == ("inventory_rate", "盘点完成率（期末）", RATE)
    assert found.heads == ("江苏本期", "全国本期")  # a year before there was no return
    assert [one.result for one in rate.made] == ["85.73", "77.62"]


def test_what_is_worked_out_of_the_other_span_names_all_that_it_takes() -> None:
    first, third = Quarter(2024, 1), Quarter(2024, 3)
    desk = Desk(
        figures(
            {
                ("transfers", first, Span.QUARTER): {NATION: 5},
                ("transfers", Quarter(2024, 2), Span.QUARTER): {NATION: 7},
                ("transfers", third, Span.YTD): {NATION: 30},
            }
        ).dataset
    )

    def told(quarter: Quarter, span: Span) -> str:
        (made,) = (one.made[0] for one in sources(desk, "", [Wanted("transfers", span)], [NATION], quarter).rows)
        return f"{made.result} = {''.join(part if isinstance(part, str) else part.text for part in made.parts)}"

    assert told(first, Span.YTD) == "5 = 5"
    assert told(Quarter(2024, 2), Span.YTD) == "12 = 7 ＋ 5"
    assert told(third, Span.QUARTER) == "18 = 30 － （7 ＋ 5）"
    assert worked_out("30 － （7 ＋ 5）") == 18


def test_what_changed_since_the_quarter_before_stands_beside_the_cell_of_that_quarter() -> None:
    rates = [Wanted("inventory_rate"), Wanted("pool_rate")]
    found = sources(example_desk(), "江苏", rates, ("江苏", "全国"), Q3, since=["inventory_rate"])
    (told,) = re.findall('<tr id="from-transfer_count_quarter">(.*)', report())
    (quiet,) = re.findall('<tr id="from-pool_rate">(.*)', report())

    assert found.heads == ("江苏本期", "江苏上季", "全国本期")
    assert [[one.result for one in row.made] for row in found.rows] == [
        ["85.73", "67.45", "77.62"],
        ["44.19", "", "44.92"],
    ]
    assert "return-2024q2-4/#C23" in told  # of 环比增长
    assert quiet.split("<td>")[2] == ""  # nothing is told of it


def test_the_numbers_of_a_report_lead_to_their_rows() -> None:
    page = report()

    assert '<td><a href="#from-inventory_patents_done">112,869</a>' in page
    assert re.search(
        r'<td class="num"><a href="#from-inventory_rate"><span data-claim="value inventory_rate[^>]*>85.73%', page
    )
    assert {*re.findall(r'href="#from-(\w+)"', page)} <= {*re.findall(r'<tr id="from-(\w+)">', page)}


def test_what_a_sentence_states_first_of_a_figure_is_a_link_to_its_row_without_any_script() -> None:
    told = re.compile(STATING)
    pages = {page.address: look(as_rendered(page)).claims for page in example_pages() if told.fullmatch(page.address)}
    values = [one for claims in pages.values() for one in claims if re.match("value |increase ", one.key)]

    assert len(pages) == 26 and len(values) == 904
    assert [one for one in values if not one.leads] == []
    assert [what for at, said in pages.items() for what in astray(f"{at[1:]}index.html", said, known())] == []
    assert '<a href="#from-inventory_patents_done"><span data-claim="increase inventory_patents_done' in report()


def test_what_the_sentences_of_a_quarter_tell_has_its_cell_and_that_of_a_year_before() -> None:
    page = as_rendered(next(page for page in example_pages() if page.address == "/quarters/2026q3/"))
    own = r'"year_on_year (\w+) universities_and_institutes 全国 2026Q3 (quarter|ytd)'
    told = {f"{key}_{span}" for key, span in re.findall(own, page)}
    rows = dict(re.findall(r'<tr id="from-(\w+)">(.*?)(?=<tr|</tbody)', page, re.DOTALL))

    assert {"license_open_quarter", "pre_filing_assessments_quarter", "transfer_count_quarter"} < told < {*rows}
    assert [key for key in told if re.findall("return-(202[56])q3", rows[key]) != ["2026", "2025"]] == []


def test_a_sentence_that_leads_to_another_row_is_noticed(tmp_path: Path) -> None:
    page = tmp_path / "regions/jiangsu/2024q3/index.html"
    page.parent.mkdir(parents=True)
    (said,) = re.findall("<p data-claims>(?:(?!</p>).)*increase.*?</p>", report())

    def found(html: str) -> list[str]:
        page.write_text(html, "utf-8")
        return [problem.what for problem in problems(Built.read(tmp_path), example_desk().dataset)]

    assert found(said) == []
    assert found(said.replace('"#from-inventory_patents_done"', '"#from-pool_patents"', 1)) == [
        "「比上季末增加2.5万件」（increase inventory_patents_done universities_and_institutes 江苏 2024Q3 stock 0）"
        "通到「#from-pool_patents」，不是它的出处"
    ]


@pytest.mark.parametrize(
    ("key", "right", "wrong"),
    [
        ("inventory_patents_done", "2024q2-1/#L22", "2024q3-1/#L22"),  # another quarter
        ("transfer_count_quarter", "return-2024q2-4/#C23", "return-2024q1-4/#C23"),
        ("inventory_patents_done", "#L22", "#L23"),  # another region
        ("inventory_patents_done", "盘点!L22", "盘点!L23"),
        ("inventory_patents_done", "盘点!L22", "转让!L22"),  # another sheet
        ("inventory_patents_done", "112,869", "112,896"),
        ("inventory_patents_done", "L22", "I22"),  # another column
        ("inventory_rate", "85.73 = ", "85.37 = "),
        ("inventory_rate", "#I22", "#L22"),
        ("inventory_rate", " × 100", " × 10"),
        ("inventory_rate", "return-2024q3-1/#I12", "return-2024q3-1/#I22"),
        ("inventory_rate", "盘点完成率", "入库率"),
    ],
)
def test_another_cell_value_or_sum_is_noticed(tmp_path: Path, key: str, right: str, wrong: str) -> None:
    page = tmp_path / "regions/jiangsu/2024q3/index.html"
    page.parent.mkdir(parents=True)
    head = re.search(r'<div class="ph-table ph-traces".*?<tbody>', report(), re.DOTALL)
    assert head and right in row(key)

    def found(line: str) -> int:
        page.write_text(f"<article>{head[0]}{line}</tbody></table></div></article>", "utf-8")
        return len(problems(Built.read(tmp_path), example_desk().dataset))

    assert found(row(key)) == 0
    assert found(row(key).replace(right, wrong)) > 0


def test_whom_to_tell_stands_below_each_table_of_sources() -> None:
    named = re.findall(r"<caption>(.*?各数的出处)</caption>", report())
    assert named == ["江苏各数的出处"]
    assert re.findall('aria-label="报告错误：(.*?各数的出处)"', report()) == named


def test_numbers_of_holders_alone_have_their_rows_too(tmp_path: Path) -> None:
    page = tmp_path / "quarters/2024q3/holders/index.html"
    page.parent.mkdir(parents=True)
    desk = example_desk()
    plan = plan_of(read_quarters(CHECKOUT), desk.dataset)
    holders = next(make for name, make in appendices(issues(desk)[Q3], plan) if name == "holders")
    html = as_rendered(holders())

    def found(html: str) -> list[str]:
        page.write_text(html, "utf-8")
        return [problem.what for problem in problems(Built.read(tmp_path), desk.dataset)]

    assert len(re.findall('<tr id="from-', html)) == 50
    assert found(html) == []
    assert found(html.replace("#J12", "#I12", 1)) == [
        "出处「高校应盘点存量专利期末数」：「盘点!J12」通到 return-2024q3-1#I12，没有这一格，或不是这一格",
        "出处「高校应盘点存量专利期末数」：「盘点!J12」不是2024年第三季度的这一列",
    ]
    assert found(html.replace("#J12", "#I12", 1).replace("盘点!J12", "盘点!I12", 1)) != []  # of both holders together


def test_whatever_sentences_tell_of_holders_in_any_quarter_has_its_row() -> None:
    desk = example_desk()
    plan = plan_of(read_quarters(CHECKOUT), desk.dataset)
    pages = {page.address: as_rendered(page) for page in example_pages() if re.search(r"^/quarters/\d", page.address)}
    for quarter, issue in issues(desk).items():
        told = set(re.findall(TOLD_OF_HOLDERS, pages[f"/quarters/{quarter.slug}/"]))
        spans = {"quarter": "_quarter", "ytd": "_ytd"}
        wanted = {f"{key}{spans.get(span, '')}_{subject}" for key, subject, span in told}
        holders = next(make for name, make in appendices(issue, plan) if name == "holders")
        assert wanted - set(re.findall(r'<tr id="from-([^"]+)"', as_rendered(holders()))) == set(), quarter
    assert wanted  # some are told


def test_every_number_in_the_tables_of_an_indicator_has_its_row_on_the_page_of_its_sources() -> None:
    pages = {page.address: page.context for page in example_pages()}
    returned = [one for one in pages if one.startswith("/indicators/") and f"{one}sources/" in pages]
    asked = {address: {*chain(*map(led, pages[address]["newest"]["tables"]))} for address in returned}
    told = {address: {row.key for row in pages[f"{address}sources/"]["sources"].rows} for address in returned}

    assert len(returned) == 60
    assert "license_open_quarter-jiangsu-2026q3" in asked["/indicators/license-open/"]  # no page of a quarter shows it
    assert "feedback_rate-quarters-2025q1" in asked["/indicators/feedback-rate/"]
    assert {address: rows - told[address] for address, rows in asked.items() if rows - told[address]} == {}


def led(table: Table) -> Iterator[str]:
    """The row that each number of a table leads to, as sort.js finds it."""
    keys = [*accumulate((column.trace for column in table.columns), lambda last, own: last if own is None else own)]
    for row in table.rows:
        ending = "-".join(row.address.split("/")[-3:-1])
        numbers = (key for key, cell in zip(keys, row.cells, strict=True) if re.search(r"\d", cell.text))
        yield from (f"{key}-{ending}" for key in numbers)


def test_every_number_of_a_chart_of_returns_leads_to_the_row_that_has_it() -> None:
    pages = {page.address: page for page in example_pages()}
    cells = {
        (page.address, cell.address, cell.text)
        for page in pages.values()
        for chart in page.charts
        for cell in chain.from_iterable(row.cells for row in chart.rows)
        if chart.columns[0].trace and re.search(r"\d", cell.text)
    }
    ways = {address.partition("#from-")[0] for _, address, _ in cells}
    told = {f"{way}#from-{row.key}": said(row) for way in ways for row in sources_on(pages[way])}

    assert {page.partition("/")[0] or page.split("/")[1] for page, _, _ in cells} == {
        "",
        "indicators",
        "quarters",
        "regions",
    }
    assert [one for one in cells if told.get(one[1]) != one[2]] == []


def sources_on(page: Page) -> Iterator[Trace]:
    sections = page.context.get("returned", [page.context])
    yield from chain.from_iterable(section["sources"].rows for section in sections)


def said(row: Trace) -> str:
    """The number that a row of sources tells of."""
    made = row.made[0]
    return made.result or "".join(part if isinstance(part, str) else part.text for part in made.parts)


def test_the_columns_and_rows_of_a_chart_on_a_quarter_s_page_say_where_its_numbers_lead() -> None:
    page = next(one for one in example_pages() if one.address == "/quarters/2026q3/")
    html = as_rendered(page)
    slugs = {region.name: region.slug for region in example_desk().dataset.regions.values()}

    def found(chart: Chart) -> Iterator[str]:
        table = html.split(f"以表格查看：{chart.title}</summary>")[1].split("</table>")[0]
        heads = re.findall(r'<th scope="col"(?: data-from="(\w+)")?>([^<]+)', table)
        keys = [*accumulate((key for key, _ in heads), lambda last, own: own or last)]
        times = [IN_WORDS.get(title.partition("（")[0], "2026q3") for _, title in heads]
        for label, *cells in (row.split("<td>") for row in table.split('<th scope="row">')[1:]):
            for n, text in enumerate(cells, 1):
                if re.search(r"\d", text):
                    yield f"/regions/{slugs[label]}/{times[n]}/#from-{keys[n]}"

    def meant(chart: Chart) -> list[str]:
        return [cell.address for row in chart.rows for cell in row.cells if re.search(r"\d", cell.text)]

    assert len(page.charts) == 9
    assert [[*found(chart)] for chart in page.charts] == [meant(chart) for chart in page.charts]


def test_what_change_and_share_follow_from_stands_beside_a_number_of_an_indicator() -> None:
    rows = {row.key: row for row in of_indicator("license-open")["sources"].rows}
    row = rows["license_open_ytd-jiangsu-2026q3"]

    assert of_indicator("license-open")["sources"].heads == ("本期", "上年同期", "全国本期")
    assert row.title == "江苏2026年第三季度开放许可本年累计"
    assert [made.parts for made in row.made] == [
        (Taken("转让许可!AN23", "/data/tables/return-2026q3-4/#AN23", "534"),),
        (Taken("转让许可!AN23", "/data/tables/return-2025q3-4/#AN23", "511"),),
        (Taken("转让许可!AN13", "/data/tables/return-2026q3-4/#AN13", "9,540"),),
    ]


def test_the_newest_number_of_an_indicator_in_a_list_leads_to_its_row() -> None:
    (index,) = (page.context for page in example_pages() if page.address == "/indicators/")
    newest = {row["title"]: row["returned"] for _, rows in index["themes"] for row in rows if row["returned"]}
    ways = [address.partition("#from-") for _, _, address in newest.values()]

    assert newest["开放许可"][2] == "/indicators/license-open/sources/#from-license_open_quarter-quarters-2026q3"
    assert len(ways) == 60
    assert all(row in {one.key for one in of_indicator(at.split("/")[2])["sources"].rows} for at, _, row in ways)


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        (" 534", " 543"),
        ("#AN23", "#AN24"),  # another region
        ("#AN23", "#AP23"),  # of universities alone
        ("转让许可!AN23", "转让许可!AN24"),
        ("转让许可!AN23", "盘点!AN23"),
        ("return-2026q3-4", "return-2026q2-4"),  # another file
        ("return-2026q3-4", "return-2026q3-1"),
        ("return-2025q3-4", "return-2024q3-4"),
        ("江苏", "江西"),
        ("2026年第三季度", "2026年第二季度"),
        ("-jiangsu-", "-jiangxi-"),
        ("from-license_open", "from-license_sole"),
        ("jiangsu-2026q3", "jiangsu"),
    ],
)
def test_another_cell_file_or_name_among_the_sources_of_an_indicator_is_noticed(
    tmp_path: Path, right: str, wrong: str
) -> None:
    page = tmp_path / "indicators/license-open/sources/index.html"
    page.parent.mkdir(parents=True)
    html = as_rendered(next(one for one in example_pages() if one.address == "/indicators/license-open/sources/"))
    (head,) = re.findall(r'<div class="ph-table ph-traces".*?<tbody>', html, re.DOTALL)
    (line,) = re.findall(r'<tr id="from-license_open_ytd-jiangsu-2026q3">.*', html)
    assert right in line

    def found(line: str) -> int:
        page.write_text(f"<article>{head}{line}</tbody></table></div></article>", "utf-8")
        return len(problems(Built.read(tmp_path), example_desk().dataset))

    assert found(line) == 0
    assert found(line.replace(right, wrong)) > 0


def test_a_number_that_leads_to_another_row_is_noticed(tmp_path: Path) -> None:
    page = tmp_path / "regions/jiangsu/2024q3/index.html"
    page.parent.mkdir(parents=True)
    table = re.search(r'<div class="ph-data" id="counts">.*?</table></div>', report(), re.DOTALL)
    sources = re.search(r'<div class="ph-table ph-traces".*?</table></div>', report(), re.DOTALL)
    assert table and sources

    def found(said: str) -> int:
        page.write_text(f"<article>{said}</div>{sources[0]}</article>", "utf-8")
        return len(problems(Built.read(tmp_path), example_desk().dataset))

    assert found(table[0]) == 0
    assert found(table[0].replace(">112,869</a>", ">112,896</a>")) == 1
