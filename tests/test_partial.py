"""Whatever part of the form a return holds: the site is built of it, and what it does not hold stands nowhere."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from decimal import Decimal
from functools import cache
from io import BytesIO
from itertools import product
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from xlsxwriter import Workbook

from build import main
from report.address import OFFLINE, quarter_address
from report.audit.claims import check_page
from report.audit.claims.facts import Facts
from report.audit.links import target
from report.audit.seen import Seen, look
from report.dataset import read_tables, read_unchecked
from report.frame import machine_files
from report.inputs import Inputs
from report.inputs.contents import read_content
from report.model import Chart, Dataset, Page
from report.moment import code, start_of
from report.pages import pages
from report.pages.desk import Desk
from report.pages.embeds import embeds
from report.pages.regions import region_report
from report.period import Quarter
from report.returns.folders import read_releases
from report.returns.form import FormColumn, read_form
from report.returns.forms_out import rows_of, write_form
from tests.conftest import ROOT, lend_cache
from tests.known import CHECKOUT, as_rendered, programme
from tests.known import example as example_data
from tests.returns.drafts import Draft, draft_of
from tests.small import HERE

FORM = read_form(CHECKOUT)
NATION, PROVINCES, CORPS = "全国", ("北京", "江苏", "新疆"), "新疆生产建设兵团"
REGIONS = (NATION, *PROVINCES, CORPS)
QUARTERS = tuple(map(Quarter.parse, ("2023Q4", "2024Q1", "2024Q2", "2024Q4", "2025Q1", "2025Q4")))
COLUMNS = tuple(column for column in FORM.columns if column.measure != "change")
RECORD = "publisher: 某局\ntitle: 季报\nrelease_at: {}\ncut_off: {}\nstatus: 最终\nmapping: office-one-sheet\n"
OF_RETURNS = ("/", "/regions/", "/indicators/", "/quarters/", "/latest/", "/data/tables/")
EMPTY = re.compile(r"<(?:ul|p|dl|figure|div(?! class=\"ph-pick\"))\b[^>]*>\s*</")  # that one a script fills
CONTENT = read_content(CHECKOUT)
Book = Mapping[tuple[FormColumn, str], str]
Returns = Mapping[Quarter, Book]


# ---------------------------------------------------------------- returns


def column(item: str, measure: str, part: str = "universities_and_institutes") -> FormColumn:
    return FormColumn(item, part, measure)


@st.composite
def returns(draw_one: Callable[..., object]) -> Returns:
    """A few quarters, each with some of a few columns and regions: counts, rates, zeros and symbols."""
    quarters = draw_one(st.sets(st.sampled_from(QUARTERS), min_size=1, max_size=3))
    items = draw_one(st.sets(st.sampled_from(tuple(FORM.items)), min_size=1, max_size=6))
    regions = draw_one(st.sets(st.sampled_from(REGIONS), min_size=1))
    dice = Random(draw_one(st.integers(0, 2**20)))
    columns = [one for one in COLUMNS if one.item in items]  # type: ignore[operator]
    drawn = {quarter: _book(columns, sorted(regions), dice) for quarter in sorted(quarters)}  # type: ignore[call-overload]
    return {quarter: book for quarter, book in drawn.items() if any(text[0].isdigit() for text in book.values())}


def _book(columns: list[FormColumn], regions: list[str], dice: Random) -> Book:
    held = [one for one in columns if dice.random() < 0.7]
    return {(one, name): _cell(one, dice) for one in held for name in regions if dice.random() < 0.8}


def _cell(column: FormColumn, dice: Random) -> str:
    number = f"{dice.uniform(0, 100):.1f}" if column.measure == "rate" else str(dice.choice((9, 300, 200_000)))
    return dice.choice((*[number] * 7, "0", "…", "c"))


def whole(columns: tuple[FormColumn, ...], regions: tuple[str, ...], text: str = "12") -> Book:
    return {(one, name): text for one in columns for name in regions}


def long_form(book: Book) -> bytes:
    header = "地区,指标,对象,口径,数值\n"
    rows = [f"{name},{one.item},{one.part},{one.measure},{text}\n" for (one, name), text in book.items()]
    return (header + "".join(rows)).encode()


# ---------------------------------------------------------------- their pages


@cache
def small() -> Path:
    """The small data set with the repository's form and indicators, in a folder of this run."""
    from tempfile import mkdtemp

    root = Path(mkdtemp())
    shutil.copytree(HERE / "data", root / "data")
    for name in ("schema.yml", "form.yml", "ratios.yml", "indicators.yml"):
        shutil.copyfile(ROOT / "data" / name, root / "data" / name)
    shutil.copytree(ROOT / "data/mappings", root / "data/mappings")
    figures = root / "data/figures.csv"
    lines = figures.read_text("utf-8").splitlines(keepends=True)
    figures.write_text("".join(line for line in lines if "industrialization_rate" not in line), "utf-8")
    for name in ("content", "templates", "mkdocs.yml"):
        (root / name).symlink_to(ROOT / name)
    return root


def lay(data: Path, quarter: Quarter, name: str, content: bytes) -> None:
    """A return with its release.yml in the folder *data*."""
    folder = data / f"releases/{quarter.code}"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(content)
    out = code(start_of(quarter.end + timedelta(days=20)))
    (folder / "release.yml").write_text(RECORD.format(out, quarter.end.isoformat()), "utf-8")


def in_the_form(quarter: Quarter, book: Book) -> bytes:
    """The form's own workbook, with … in every cell that *book* does not have."""
    draft = empty_form(quarter).copy()
    for sheet, own in zip(draft.sheets, FORM.sheets, strict=True):
        for row, (_, _, name) in enumerate(rows_of(FORM, without_returns().regions), start=sheet.first):
            texts = [book.get((one, name), "…" if name in REGIONS else "") for one in own.columns]
            sheet.cells[row][2:] = [float(text) if text[:1].isdigit() else text for text in texts]
    return draft.content()


@cache
def empty_form(quarter: Quarter) -> Draft:
    return draft_of(quarter, write_form(FORM, without_returns().regions, quarter))


def dataset_of(given: Returns, folder: Path, *, as_form: bool = False) -> Dataset:
    """What these returns say, read from their files, whatever the checks think of them."""
    shutil.rmtree(folder, ignore_errors=True)
    for quarter, book in given.items():
        kind, content = ("xlsx", in_the_form(quarter, book)) if as_form else ("csv", long_form(book))
        lay(folder / "data", quarter, f"{quarter.code}.{kind}", content)
    return read_unchecked(Inputs(small(), folder / "data"))


def seen_of(made: tuple[Page, ...]) -> Mapping[str, tuple[str, Seen]]:
    """Path → text and what is seen of it, of each page that returns have a part in."""
    own = [one for one in made if one.address == "/" or one.address.startswith(OF_RETURNS[1:])]
    texts = {one.path.replace(".md", ".html"): as_rendered(one) for one in own}
    return {path: (text, look(_as_html(text))) for path, text in texts.items()}


def _as_html(text: str) -> str:
    """Headings as Markdown would have them; all else in these pages is HTML."""
    body = text.partition("\n---\n")[2]
    found = re.sub(
        r"^(#+) (.*?)(?: \{: #(\S+) \})?$",
        lambda match: f'<h{len(match[1])} id="{match[3] or ""}">{match[2]}</h{len(match[1])}>',
        body,
        flags=re.MULTILINE,
    )
    return f"<html><article>{found}</article></html>"


def problems_of(dataset: Dataset, made: tuple[Page, ...]) -> set[str]:
    """Whatever is empty, leads nowhere, or is stated otherwise than the returns have it."""
    facts, files = (
        Facts(dataset, told=CONTENT.quarters.told_everywhere),
        frozenset((*_files(made), *_data_files(dataset))),
    )
    seen = seen_of(made)
    claims = (str(problem) for path, (_, page) in seen.items() for problem in check_page(path, page, facts))
    empty = (
        f"{path}: empty {what}"
        for path, (text, page) in seen.items()
        for what in (*page.empty_sections, *page.empty_tables, *EMPTY.findall(text))
    )
    return {*claims, *empty, *_dead(seen, files)}


def _dead(seen: Mapping[str, tuple[str, Seen]], files: frozenset[str]) -> Iterator[str]:
    for path, (_, page) in seen.items():
        for link in page.links:
            bare, _, anchor = link.partition("#")
            file = target(bare.partition("?")[0], path, files)
            if file is None or (anchor and file in seen and anchor not in seen[file][1].anchors):
                yield f"{path}: {link} leads nowhere"


def _files(made: tuple[Page, ...]) -> Iterator[str]:
    yield from (one.path for one in embeds(made))
    for page in made:
        yield page.path.replace(".md", ".html")
        yield from (f"{page.folder}{chart.name}{kind}" for chart in page.charts for kind in (".svg", ".png", ".csv"))
        yield from (f"{page.folder}{one.name}" for one in page.papers)
        yield from [page.folder + OFFLINE] if page.template == "quarter-report.md.j2" else []
        yield from (f"{page.folder}{one.name}{kind}" for one in page.tables for kind in (".xlsx", ".csv", ".plain.csv"))


def _data_files(dataset: Dataset) -> Iterator[str]:
    files = (*(one.file for one in dataset.versions), *(row.where.file for row in dataset.official))
    yield from machine_files.paths(dataset)
    yield from (f"data/files/{file.removeprefix('data/')}" for file in files)


@cache
def without_returns() -> Dataset:
    return read_tables(Inputs(small()))


@cache
def said_anyway() -> frozenset[str]:
    """What is to be said of the small site itself."""
    return frozenset(problems_of(without_returns(), pages(Desk(without_returns()), CONTENT)))


# ---------------------------------------------------------------- what is there, and what is not


def values_of(dataset: Dataset, quarter: Quarter) -> Mapping[str, set[Decimal]]:
    """What a return has of each region, and what can be a ratio of two such numbers."""
    own: dict[str, set[Decimal]] = {}
    for row in dataset.returns[quarter].observations:
        if row.value is not None:
            own.setdefault(row.region, set()).add(row.value)
    return {name: {*values, *(a / b * 100 for a, b in product(values, repeat=2) if b)} for name, values in own.items()}


def strangers(dataset: Dataset, made: tuple[Page, ...]) -> Iterator[str]:
    """Values in the tables of the quarters that are neither returned, nor marked as worked out, nor a ratio."""
    for quarter in dataset.returns:
        known = values_of(dataset, quarter)
        page = next(one for one in made if one.address == quarter_address(quarter))
        for table in page.tables:
            values = [n for n, one in enumerate(table.columns) if not one.key.endswith(("_yoy", "_share", "_rank"))]
            for row in table.rows:
                own = known.get(row.label, set())
                shown = [row.cells[n] for n in values if row.cells[n].value is not None]
                yield from (f"{row.label} {one.text}" for one in shown if one.marks != "推算" and one.value not in own)


ONE_REGION = {QUARTERS[3]: whole(COLUMNS, ("江苏",))}
NATION_ONLY = {QUARTERS[3]: whole(COLUMNS, (NATION,))}
ONE_RATE = {QUARTERS[3]: whole((column("industrialized_share", "rate"),), REGIONS)}
ONE_PART_OF_A_RATE = {QUARTERS[3]: whole((column("inventory_patents_due", "stock"),), REGIONS)}
HOLDERS_ALONE = {QUARTERS[3]: whole((column("transfer_count", "ytd", "universities"),), REGIONS)}
NOTHING_ELSE = {QUARTERS[3]: whole((column("pool_by_transfer", "stock"),), REGIONS)}
IN_BARS_ALONE = {quarter: whole((column("license_count", "quarter"),), REGIONS) for quarter in QUARTERS[2:4]}
A_GAP = {quarter: whole(COLUMNS, REGIONS) for quarter in (QUARTERS[1], QUARTERS[3])}
ANOTHER_PART_EACH = {
    QUARTERS[0]: whole((column("transfer_count", "ytd"),), ("江苏",)),
    QUARTERS[1]: whole((column("industrialized_share", "rate"),), (NATION, "北京")),
    QUARTERS[5]: whole((column("inventory_patents_done", "stock"),), (CORPS,)),
}
ALL_ZERO = {quarter: whole(COLUMNS, REGIONS, "0") for quarter in QUARTERS[3:5]}
SYMBOLS_BUT_ONE = {
    QUARTERS[3]: whole(COLUMNS, REGIONS, "c") | {(column("transfer_count", "ytd"), NATION): "12"},
    QUARTERS[4]: whole(COLUMNS, REGIONS, "…") | {(column("transfer_count", "ytd"), "北京"): "12"},
}


@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
@given(given_returns=returns(), as_form=st.booleans())
@example(given_returns=ONE_REGION, as_form=True)
@example(given_returns=NATION_ONLY, as_form=False)
@example(given_returns=ONE_RATE, as_form=True)
@example(given_returns=ONE_PART_OF_A_RATE, as_form=False)
@example(given_returns=HOLDERS_ALONE, as_form=False)
@example(given_returns=NOTHING_ELSE, as_form=False)
@example(given_returns=IN_BARS_ALONE, as_form=False)
@example(given_returns=A_GAP, as_form=True)
@example(given_returns=ANOTHER_PART_EACH, as_form=False)
@example(given_returns=ALL_ZERO, as_form=False)
@example(given_returns=SYMBOLS_BUT_ONE, as_form=False)
def test_the_pages_say_what_is_returned_and_no_more(
    given_returns: Returns, as_form: bool, tmp_path_factory: pytest.TempPathFactory
):
    dataset = dataset_of(given_returns, tmp_path_factory.getbasetemp() / "partial", as_form=as_form)
    made = pages(Desk(dataset), CONTENT)

    assert problems_of(dataset, made) - said_anyway() == set()
    assert list(strangers(dataset, made)) == []
    assert [f"{one.address}{chart.name}" for one in made for chart in one.charts if not _has_value(chart)] == []


@pytest.mark.parametrize(
    ("given_returns", "told"),
    [
        (ONE_REGION, "1个省（区、市）的数字"),
        (NATION_ONLY, "全国的数字和占比"),
        (ONE_RATE, "全国和3个省（区、市）、兵团的数字和位次"),
        (
            {QUARTERS[3]: whole((column("pool_patents", "stock"),), (NATION, "北京", CORPS))},
            "全国和1个省（区、市）、兵团的数字和占比",
        ),
        (A_GAP, "全国和3个省（区、市）、兵团的数字、占比和位次"),
    ],
)
def test_the_description_of_a_quarter_says_of_whom_and_what_there_is(given_returns: Returns, told: str, tmp_path: Path):
    made = pages(Desk(dataset_of(given_returns, tmp_path / "partial")), CONTENT)

    page = next(one for one in made if one.address == "/quarters/2024q4/")
    assert page.description == f"2024年第四季度高校和科研机构存量专利盘活情况：{told}。"


def _has_value(chart: Chart) -> bool:
    return any(cell.value is not None for row in chart.rows for cell in row.cells)


# ---------------------------------------------------------------- whole sites

HEADERS = {  # as the layout office-one-sheet has them; what the quarter before had may not be gone
    "2023Q4": (column("inventory_patents_done", "stock"), ("已盘", "小计", "季末")),
    "2024Q2": (column("transfer_count", "ytd"), ("转让登记", "小计", "年初至今")),
    "2024Q4": (column("industrialized_share", "rate"), ("产业化率", "小计", "")),
}


@cache
def example_books() -> Mapping[str, Mapping[tuple[FormColumn, str], Decimal | None]]:
    releases = read_releases(programme(), example_data().regions)
    return {
        str(one.quarter): {key: entry.number for key, entry in one.last.book.items()} for one in releases if one.last
    }


def workbook(quarter: str) -> bytes:
    """One column of the example's return, of all regions, in another office's layout."""
    own, words = HEADERS[quarter]
    stream = BytesIO()
    with Workbook(stream) as book:
        page = book.add_worksheet("汇总")
        page.merge_range(0, 0, 2, 0, "省份")
        page.write_column(0, 1, words)
        values = {name: value for (one, name), value in example_books()[quarter].items() if one == own}
        for number, (name, value) in enumerate(values.items(), start=3):
            page.write_row(number, 0, (name, float(value or 0)))
    return stream.getvalue()


@pytest.mark.parametrize("quarters", [*([one] for one in HEADERS), [*HEADERS]])
def test_check_is_content_with_a_column_alone(quarters: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    for quarter in quarters:
        lay(tmp_path / "data", Quarter.parse(quarter), f"{quarter}.xlsx", workbook(quarter))

    assert main(["check", "--data", str(tmp_path), "--out", str(tmp_path / "out")]) == 0, capsys.readouterr().err
    assert capsys.readouterr().out.endswith("数据没有问题\n")


def test_check_fails_where_there_can_be_no_site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    lay(tmp_path / "data", Quarter(2024, 4), "2024Q4.xlsx", workbook("2024Q4"))
    for where in (pages, region_report):
        monkeypatch.setitem(where.__globals__, "region_report", None)

    with pytest.raises(TypeError):
        main(["check", "--data", str(tmp_path), "--out", str(tmp_path / "out")])


def test_the_site_of_another_column_each_quarter_is_built(project: Path, tmp_path: Path):
    for quarter in HEADERS:
        lay(tmp_path / "data", Quarter.parse(quarter), f"{quarter}.xlsx", workbook(quarter))
    lend_cache(project / ".cache/example")
    options = ["--root", str(project), "--data", str(tmp_path), "--out", str(tmp_path / "site")]

    assert main(["site", "--now", "2025-06-01T00:00+08:00", *options]) == 0
    report = (tmp_path / "site/regions/jiangsu/2024q4/index.html").read_text("utf-8")
    assert "产业化率" in report
    assert "专利转让本年累计" not in report
    assert not (tmp_path / "site/data/tables/return-2024q4-1").exists()
