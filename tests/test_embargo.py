"""What is not out leaves no trace: every byte of the built site is searched, one minute before and at the minute.

Both a quarter and a revision of an earlier one come out at that minute. Charts are not drawn but written out whole:
what a drawing could tell, the text tells.
"""

from __future__ import annotations

import gzip
import io
import re
import shutil
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from html import escape
from pathlib import Path

import pytest

from report import publish
from report.charts import Picture
from report.compose import composed, out, seal
from report.dataset import read
from report.deliver import manifest
from report.downloads import data_files
from report.inputs import Inputs
from report.model import Chart, Dataset, Site
from report.moment import parse
from report.numbers.embargo import released
from report.period import Quarter
from tests.conftest import ROOT, copy_project
from tests.known import keeping, real

EXAMPLE = ROOT / "examples/programme/data/releases"
MINUTE = parse("2026-10-20T09:30+08:00")
BEFORE = MINUTE - timedelta(minutes=1)
NEW, OLD = Quarter(2026, 3), Quarter(2025, 1)  # no public figure tells of the new one, so its very name is a trace
OF_THE_QUARTER = ("2026Q3", "2026q3", "2026年第三季度", "2026年三季度", "2026-09-30", "截至2026年9月30日", "2026-10-20")
OF_THE_REVISION = ("2025Q1-r1", "补登记17次", "第1次修订")
TRACES = (*OF_THE_QUARTER, *OF_THE_REVISION)
GZIP = b"\x1f\x8b"
ZIP = b"PK\x03\x04"


def written_out(charts: Sequence[Chart], _: object) -> list[Picture]:
    return [Picture(f'<svg viewBox="0 0 1 1"><desc>{escape(repr(chart))}</desc></svg>', b"") for chart in charts]


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two returns of the example; the revision of the earlier one comes out with the later one."""
    data = tmp_path_factory.mktemp("embargo") / "data"
    for quarter in (OLD, NEW):
        shutil.copytree(EXAMPLE / quarter.code, data / "releases" / quarter.code)
    record = data / "releases/2025Q1/release.yml"
    text = record.read_text("utf-8")
    assert text.count("2025-06-15T09:30+08:00") == 1
    record.write_text(text.replace("2025-06-15T09:30+08:00", "2026-10-20T09:30+08:00"), "utf-8")
    return data


@pytest.fixture(scope="module")
def inputs(data: Path) -> Inputs:
    return Inputs(ROOT, data, keep=keeping())


@pytest.fixture(scope="module")
def sites(inputs: Inputs, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The site one minute before, and at the minute."""
    folders = []
    for moment in (BEFORE, MINUTE):
        folder = tmp_path_factory.mktemp("site")
        found = composed(inputs, out(inputs, moment), draw=written_out)
        publish.write(found, folder / "docs")
        publish.render(ROOT, folder / "docs", folder / "site", found.nav, keep=inputs.keep)
        folders.append(folder / "site")
    return folders[0], folders[1]


def everything(site: Path) -> Iterator[tuple[str, str]]:
    """The path and the text of every file, packed ones unpacked; once as it is and once without blanks.

    Search has a blank between any two Chinese characters.
    """
    for path in sorted(site.rglob("*")):
        if path.is_file():
            name = path.relative_to(site).as_posix()
            yield name, name
            for content in unpacked(path.read_bytes()):
                text = content.decode("utf-8", "replace")
                yield name, text
                yield name, spaceless(text)


def unpacked(content: bytes) -> Iterator[bytes]:
    if content.startswith(GZIP):
        yield gzip.decompress(content)
    elif content.startswith(ZIP):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            yield from (archive.read(name) for name in archive.namelist())
    else:
        yield content


@cache
def told(site: Path) -> tuple[dict[str, list[str]], set[str]]:
    """The files in which each of TRACES stands, those that stand nowhere left out; and every number anywhere.

    A number is one of six digits or more, less its commas, not part of a longer word.
    """
    pattern = re.compile(r"(?<![0-9A-Za-z.,])[0-9][0-9,]{5,}(?![0-9A-Za-z])")
    found, numbers = dict[str, set[str]](), set[str]()
    for name, text in everything(site):
        numbers.update(pattern.findall(text))
        for trace in TRACES:
            if trace in text:
                found.setdefault(trace, set()).add(name)
    return {trace: sorted(names)[:3] for trace, names in found.items()}, {one.replace(",", "") for one in numbers}


def own_numbers(inputs: Inputs) -> set[str]:
    """Numbers of six and more digits that only the embargoed quarter has."""
    whole = read(inputs)
    mine = {str(row.value) for row in whole.versions[-1].observations if row.value is not None and row.value >= 100_000}
    others = {str(row.value) for edition in whole.versions[:-1] for row in edition.observations}
    others |= {str(row.value) for row in real().official} | {str(fact.value) for fact in whole.cited}
    return mine - others


def test_one_minute_before_neither_quarter_nor_revision_is_in_any_byte(
    sites: tuple[Path, Path], inputs: Inputs
) -> None:
    (before, numbers_before), (at, numbers_at) = map(told, sites)
    own = own_numbers(inputs)

    assert before == {}
    assert set(at) == {*TRACES}
    assert numbers_before & own == set()
    assert len(numbers_at & own) > 50


def test_at_the_minute_page_search_and_download_are_there_together(sites: tuple[Path, Path]) -> None:
    found = told(sites[1])[0]["2026年第三季度"]
    files = {path.relative_to(sites[1]).as_posix() for path in sites[1].rglob("*") if path.is_file()}
    fragments = (gzip.decompress(path.read_bytes()).decode() for path in sites[1].glob("pagefind/fragment/*"))
    hits = [text for text in fragments if "2026年第三季度" in spaceless(text)]

    assert found
    assert hits
    assert {
        "quarters/2026q3/index.html",
        "data/files/releases/2026Q3/2026Q3.xlsx",
        "data/files/releases/2026Q3/release.yml",
        "data/files/releases/2025Q1/2025Q1.xlsx",
        "data/files/releases/2025Q1/2025Q1-r1.xlsx",
    } <= files


def spaceless(text: str) -> str:
    return "".join(text.split())


def test_before_its_minute_a_revision_leaves_the_first_version_standing_unmarked(inputs: Inputs) -> None:
    before, at = (zhejiang(released(read(inputs), moment)) for moment in (BEFORE, MINUTE))

    assert before[0] + 17 == at[0]
    assert (before[1], at[1]) == ("", "r")


def zhejiang(dataset: Dataset) -> tuple[int, str]:
    row = next(
        row
        for row in dataset.returned
        if (row.indicator, row.span, row.region, row.subject) == ("transfer_count", "ytd", "浙江", "universities")
        and row.period.end == OLD.end
    )
    assert row.value is not None
    return int(row.value), row.symbol.value


def test_the_record_is_published_as_far_as_it_speaks_of_what_is_out(sites: tuple[Path, Path], data: Path) -> None:
    before, at = ((site / "data/files/releases/2025Q1/release.yml").read_text("utf-8") for site in sites)

    assert before == (
        "synthetic: true\n"
        "publisher: 示例单位（非真实统计）\n"
        "title: 2025年第一季度高校和科研机构存量专利盘活情况（示例数据）\n"
        "release_at: 2025-04-20T09:30+08:00\n"
        "cut_off: 2025-03-31\n"
        "status: 初步\n"
    )
    assert at == (data / "releases/2025Q1/release.yml").read_text("utf-8")


def test_a_workbook_that_waits_is_not_among_the_files(sites: tuple[Path, Path]) -> None:
    files = [path.name for path in sorted((sites[0] / "data/files/releases").rglob("*")) if path.is_file()]

    assert files == ["2025Q1.xlsx", "release.yml"]


def test_an_address_that_waits_cannot_be_sealed(inputs: Inputs) -> None:
    before, at = (seal(inputs, moment).addresses for moment in (BEFORE, MINUTE))

    assert not [address for address in before if "2026q3" in address.lower() or "-r1" in address]
    assert {"/quarters/2026q3/", "/data/files/releases/2025Q1/2025Q1-r1.xlsx"} <= set(at)
    assert set(before) < set(at)


# ---------------------------------------------------------------- sources of a later day

DAY = parse("2027-01-02T00:00+08:00")
EVE = DAY - timedelta(minutes=1)
OF_THE_SOURCE = ("later-2027", "明日公布", "9876543", "js-later", "doc-later", "later.csv")
FIGURE = "js-later-2027,inventory_patents_done,江苏,,province,universities,9876543,件,exact,stock,,,2026-12-31"
DOCUMENT = "doc-later-2027,province,江苏,明日公布的办法,,2027-01-02,江苏省知识产权局,作出规定。,,二(一)"
SOURCES = (
    "later-2027,国家知识产权局,明日公布的数字,2027-01-02,,reprint\n"
    "later-2027-table,国家知识产权局,明日公布的表,2027-01-02,https://www.cnipa.gov.cn/later.html,table\n"
)
TABLE = (
    "source,indicator,period,region,scope,subject,value,symbol,note\n"
    "later-2027-table,designs_in_force,2025-12-31,江苏,,universities,9876543,,\n"
)


@pytest.fixture(scope="module")
def entered(tmp_path_factory: pytest.TempPathFactory) -> Inputs:
    """This checkout with the source of the day."""
    project = copy_project(tmp_path_factory.mktemp("entered") / "project")
    enter(project)
    return Inputs(project)


@pytest.fixture(scope="module")
def entered_on_the_eve(entered: Inputs) -> Site:
    return site_of(entered, EVE)


def site_of(inputs: Inputs, moment: datetime) -> Site:
    return composed(replace(inputs, keep=keeping()), out(inputs, moment), draw=written_out)


def files_of(site: Site) -> dict[str, bytes]:
    return {artifact.path: artifact.content for artifact in site.artifacts}


def enter(project: Path, statement: str = "江苏盘点9876543件。") -> None:
    """A source of the day with a figure above and one below the rows that are there, a document, a table, evidence."""
    data = project / "data"
    insert(data / "sources.csv", SOURCES, after=3)
    insert(data / "figures.csv", f'{FIGURE},"{statement}",later-2027,medium,no,\n', after=5)
    insert(data / "documents.csv", f"{DOCUMENT},,high,document,later-2027\n", after=4)
    (data / "tables/later.csv").write_text(TABLE, "utf-8")
    record = (data / "milestones.yml").read_text("utf-8")
    first = "  - zj-inventory-patents-2024-03-18\n"
    assert record.count(first) == 1
    (data / "milestones.yml").write_text(record.replace(first, f"{first}  - js-later-2027\n"), "utf-8")


def insert(path: Path, text: str, after: int) -> None:
    lines = path.read_text("utf-8").splitlines(keepends=True)
    path.write_text("".join([*lines[:after], text, *lines[after:]]), "utf-8")


def test_on_the_eve_the_site_is_as_if_a_source_of_tomorrow_had_not_been_entered(
    project: Path, entered_on_the_eve: Site
) -> None:
    eve, found = files_of(site_of(Inputs(project), EVE)), files_of(entered_on_the_eve)

    assert found.keys() == eve.keys()
    assert [path for path in found if found[path] != eve[path]] == []


def test_on_the_day_it_is_there(entered: Inputs) -> None:
    found = files_of(site_of(entered, DAY))
    told = b"".join([*map(str.encode, found), *found.values()]).decode("utf-8", "replace")

    assert [trace for trace in OF_THE_SOURCE if trace not in told] == []


def test_while_rows_wait_pages_cite_the_rows_of_the_file_that_readers_get(project: Path) -> None:
    enter(project, "江苏\n盘点9876543件。")  # a row of two lines
    dataset = out(Inputs(project), EVE)
    files = {
        artifact.path: artifact.content.decode("utf-8").splitlines()
        for artifact in data_files(Inputs(project), dataset)
    }

    for row in (*dataset.cited, *dataset.documents):
        assert files[f"data/files/{row.where.file.removeprefix('data/')}"][row.where.line - 1].startswith(f"{row.id},")


def test_build_json_tells_only_of_moments_that_were_announced(entered: Inputs, entered_on_the_eve: Site) -> None:
    turn = parse("2027-02-01T00:00+08:00")  # of the month, which nobody need announce

    assert out(entered, EVE).next_change == DAY
    assert entered_on_the_eve.next_change == turn
    assert not [path for path in manifest.inputs(entered.root, entered.data) if "later" in path]


def test_what_editors_leave_in_data_is_neither_read_nor_published(project: Path) -> None:
    (project / "data/.draft.csv").write_text("secret", "utf-8")
    (project / "data/tables/._later.csv").write_bytes(b"\x00\x05\x16\x07")

    assert not [one.path for one in data_files(Inputs(project), read(Inputs(project))) if "/." in one.path]
