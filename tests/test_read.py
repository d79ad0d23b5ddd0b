"""Files become values, or problems; whatever stands in a file, reading it never raises anything else."""

from __future__ import annotations

import os
import random
import time
from datetime import date
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from report.dataset import problems, read
from report.inputs import Inputs
from report.model import DataError, Place, Problem, RegionKind, Scope, Subject, Symbol
from report.period import Period, Quarter
from tests.small import copy_small


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return copy_small(tmp_path)


# ---------------------------------------------------------------- what the small data set says


def test_regions_come_in_the_order_of_the_file_with_their_kinds_and_tiles(root: Path) -> None:
    dataset = read(Inputs(root))

    assert [(region.name, region.kind, region.tile) for region in dataset.regions.values()] == [
        ("全国", RegionKind.NATION, None),
        ("北京", RegionKind.PROVINCE, (6, 2)),
        ("江苏", RegionKind.PROVINCE, (7, 4)),
        ("新疆", RegionKind.PROVINCE, (0, 2)),
        ("新疆生产建设兵团", RegionKind.CORPS, None),
        ("香港", RegionKind.NOT_COVERED, (5, 7)),
    ]
    assert [region.slug for region in dataset.pages_of_regions] == [
        "beijing",
        "jiangsu",
        "xinjiang",
        "xinjiang-bingtuan",
    ]


def test_a_cited_figure_is_read_with_its_period_unit_and_place_in_the_file(root: Path) -> None:
    fact = read(Inputs(root)).fact["cn-transfer-2024q3"]

    assert (fact.value, fact.unit, fact.kind, fact.comparable) == (Decimal(1234), "次", "ytd", False)
    assert fact.period == Period(date(2024, 9, 30), date(2024, 1, 1))
    assert str(fact.where) == "data/figures.csv:3"


def test_a_growth_may_be_a_fall_and_a_figure_may_have_no_period(root: Path) -> None:
    facts = read(Inputs(root)).fact

    assert facts["bj-transfer-2024-growth"].value == Decimal("-5.2")
    assert facts["bt-pool"].period is None


def test_a_table_row_has_a_value_or_a_symbol_and_a_national_row_its_scope(root: Path) -> None:
    rows = {(o.region, o.period.code, o.subject): o for o in read(Inputs(root)).official}
    nation = rows["全国", "2023-12-31", Subject.UNIVERSITIES]
    corps = rows["新疆生产建设兵团", "2022-12-31", Subject.ALL_HOLDERS]

    assert (nation.value, nation.scope) == (Decimal(93), Scope.DOMESTIC)
    assert (corps.value, corps.symbol) == (None, Symbol.NOT_PUBLISHED)


def test_lists_of_yaml_are_tuples_and_issuers_are_split_at_semicolons(root: Path) -> None:
    dataset = read(Inputs(root))

    assert dataset.indicators["designs_in_force"].subject_parts == (Subject.UNIVERSITIES, Subject.ENTERPRISES)
    assert dataset.milestones[0].evidence == ("cn-pool-2024-09",)
    assert dataset.documents[0].issuers == ("测试部", "测试局")


def test_quarters_are_those_in_which_a_figure_ends_without_targets(root: Path) -> None:
    assert read(Inputs(root)).quarters == (Quarter(2024, 3), Quarter(2024, 4))


def test_reading_raises_with_the_same_problems_that_checking_lists(root: Path) -> None:
    (root / "data/domains.csv").write_text("domain,owner\n", "utf-8")

    with pytest.raises(DataError) as raised:
        read(Inputs(root))

    assert raised.value.problems == problems(Inputs(root)) != ()


# ---------------------------------------------------------------- how files may be written

BAD_DOMAIN = "www.example.org,测试网站,public\n"
BAD_DOMAIN_LINE = "「kind」不能是 'public'；可用：official、media [unknown-kind]"


@pytest.mark.parametrize(
    ("written", "line"),
    [
        (f"domain,owner,kind\r\nnews.example.org,测试新闻网,media\r\n{BAD_DOMAIN}", 3),
        (f"\ufeffdomain,owner,kind\n{BAD_DOMAIN}", 2),
        (f"domain,owner,kind\rnews.example.org,测试新闻网,media\r{BAD_DOMAIN}", 3),
        (f'domain,owner,kind\nnews.example.org,"测试\n新闻\n网",media\n{BAD_DOMAIN}', 5),
        (f'domain,owner,kind\r\nnews.example.org,"测试\r\n新闻网",media\r\n{BAD_DOMAIN}', 4),
        (f"domain,owner,kind\n\n  \n,,\n{BAD_DOMAIN}\n\n,,\n", 5),
        (f"\n\ndomain,owner,kind\n{BAD_DOMAIN}", 4),
        (f" domain , owner,kind\n\t{BAD_DOMAIN}", 2),
        (f'domain,owner,kind\nnews.example.org,"测试""新闻""网",media\n{BAD_DOMAIN.strip()}', 3),
    ],
    ids=[
        "CRLF",
        "BOM",
        "CR",
        "newline-in-quotes",
        "CRLF-in-quotes",
        "blank-lines",
        "blank-start",
        "padded",
        "no-last-newline",
    ],
)
def test_a_problem_names_the_line_an_editor_shows_however_the_csv_was_saved(
    root: Path, written: str, line: int
) -> None:
    (root / "data/domains.csv").write_bytes(written.encode("utf-8"))

    assert [str(p) for p in problems(Inputs(root)) if p.rule == "unknown-kind"] == [
        f"data/domains.csv:{line}: {BAD_DOMAIN_LINE}"
    ]


@pytest.mark.parametrize("newline", ["\r\n", "\n", "\r"])
def test_every_file_may_have_any_line_ending_and_a_byte_order_mark(root: Path, newline: str) -> None:
    expected = read(Inputs(root))
    for file in (root / "data").rglob("*.*"):
        if file.name != "schema.yml":
            file.write_bytes(("\ufeff" + file.read_text("utf-8").replace("\n", newline)).encode("utf-8"))

    assert read(Inputs(root)) == expected


def test_a_newline_inside_quotes_belongs_to_the_text(root: Path) -> None:
    file = root / "data/sources.csv"
    file.write_text(file.read_text("utf-8").replace("测试用的摘编", '"测试用的\n摘编"'), "utf-8")

    assert read(Inputs(root)).sources["test-digest-2025"].title == "测试用的\n摘编"


def test_line_numbers_of_yaml_are_those_of_the_value(root: Path) -> None:
    (root / "data/milestones.yml").write_text("\n# 注\n- id: m-a\n  clause: 二(一)\n  status: >\n    done\n", "utf-8")

    assert "data/milestones.yml:5: 「status」不能是 'done'" in "\n".join(map(str, problems(Inputs(root))))


# ---------------------------------------------------------------- whatever happens to the files


def survives(root: Path) -> tuple[str, ...]:
    """The problems as printed, each on one line; and where there are none the data can be read."""
    found = tuple(str(problem) for problem in problems(Inputs(root)))
    assert all(line.isprintable() and line.startswith("data/") and line.endswith("]") for line in found)
    if not found:
        read(Inputs(root))
    return found


@pytest.mark.parametrize(
    "text",
    [
        "[" * 5_000,
        "- " * 5_000 + "a",
        "{a: " * 5_000,
        "a: &a [x,x,x,x,x,x,x,x,x]\n"
        + "".join(f"b{i}: &b{i} [*{'a' if i == 0 else f'b{i - 1}'}{',*a' * 8}]\n" for i in range(40)),
        "&a [*a]",
        "? &a [*a]\n: {title: x}",
        "? {x: [y]}\n: {? [a, b] : c}",
        "a: !!python/object/apply:os.system ['exit 1']",
        "!!binary a: b",
        "--- a\n--- b",
        "1: {title: 2}\n2.5: {title: ~}\n~: {title: true}\n2024-01-01: {}",
        "a: {title: x, title: y}\na: {title: z}",
        "<<: {a: b}",
        "*a",
        "a: *b",
        "\x00",
        "a: \x07",
        "a: '\ud83d'".encode("utf-16", "surrogatepass").decode("utf-16", "replace"),
        "%YAML 9.9\n---\n",
        "a: |\n" + " x" * 100_000,
        "\t- a",
        "词: {词: 词}",
        "- id: [a, b]\n  evidence: {a: b}\n  target: 1e999999\n  due_on: 0000-00-00\n",
        "- id: m-x\n  due_on: '２０２４-０１-０１'\n  target: '１２'\n",
    ],
)
@pytest.mark.parametrize("name", ["indicators.yml", "milestones.yml"])
def test_hostile_yaml_is_reported_and_never_raises(root: Path, name: str, text: str) -> None:
    (root / "data" / name).write_bytes(text.encode("utf-8"))

    assert survives(root) != ()


NUMBERS = [
    "1e999999",
    "NaN",
    "sNaN",
    "-Infinity",
    "9" * 5_000,
    "0" * 5_000,
    "１２",
    "٣",
    "-0",
    "1_000",
    "0x10",
    " ",
    "1.",
    ".5",
    "--5",
    "²",
]
DATES = [
    "0000-01-01",
    "9999-12-31",
    "2024-02-30",
    "２０２４-０１-０１",
    "20240101",
    "2024-W01-1",
    "9999Q4",
    "0000Q1",
    "2024Q5",
    "9999",
    "0000",
]


@pytest.mark.parametrize("text", NUMBERS + DATES)
def test_odd_numbers_and_dates_are_reported_or_read_and_never_raise(root: Path, text: str) -> None:
    for name, old in {
        "figures.csv": "20000,件",
        "tables/designs.csv": "2023-12-31,新疆生产建设兵团,,all_holders,8,",
        "regions.csv": "xianggang,,5,7",
        "indicators.yml": "decimals: 1",
        "milestones.yml": "target: '30000'",
    }.items():
        replace(
            root,
            name,
            old,
            old.replace("20000", text)
            .replace("8,", f"{text},")
            .replace("5,7", f"{text},{text}")
            .replace(": 1", f": '{text}'")
            .replace("30000", text),
        )
    replace(
        root,
        "figures.csv",
        "2024-01-01,2024-09-30,2024年前三季度，全国转让专利1234次",
        f"{text},{text},2024年前三季度，全国转让专利1234次",
    )
    replace(root, "tables/designs.csv", "2022-12-31,新疆生产建设兵团", f"{text},新疆生产建设兵团")
    replace(root, "sources.csv", ",2025-01,", f",{text},")

    assert survives(root) != ()


def replace(root: Path, name: str, old: str, new: str) -> None:
    path = root / "data" / name
    text = path.read_text("utf-8")
    assert text.count(old) == 1, (name, old)
    path.write_text(text.replace(old, new), "utf-8")


@pytest.mark.parametrize("character", ["9", "a", "字", "<", "@", ".", " ", ","])
def test_an_endless_cell_is_reported_in_little_time(root: Path, character: str) -> None:
    replace(root, "figures.csv", "high,no,测试数据", f'high,no,"x{character * 100_000}x"')
    replace(
        root, "figures.csv", "js-rate-2024,industrialization_rate,江苏", f'js-rate-2024,"x{character * 100_000}x",江苏'
    )
    start = time.process_time()

    assert any("[too-long]" in line for line in survives(root))
    assert time.process_time() - start < 3


def test_things_that_are_not_files_are_reported_and_never_raise(root: Path) -> None:
    tables = root / "data/tables"
    (tables / "loop.csv").symlink_to(tables / "loop.csv")
    (tables / "nowhere.csv").symlink_to(root / "nowhere")
    (tables / "folder.csv").mkdir()
    os.mkfifo(tables / "pipe.csv")
    (root / "data/domains.csv").unlink()
    (root / "data/domains.csv").symlink_to("/dev/zero")
    (tables / os.fsdecode(b"\xff\xfe.csv")).write_text("x", "utf-8")

    found = survives(root)

    assert sum("unreadable-file" in line for line in found) == 5


def test_a_file_of_more_rows_than_any_table_has_is_one_problem(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("report.inputs.files.MOST_ROWS", 3)
    rows = (root / "data/figures.csv").read_text("utf-8").splitlines()[:2]
    (root / "data/figures.csv").write_text("\n".join([*rows, *rows[1:] * 9]), "utf-8")

    found = [line for line in survives(root) if "figures.csv" in line]

    assert found == ["data/figures.csv:5: 到这一行已超过 3 行数据；请拆分，或检查是否放错文件 [too-large]"]


def test_of_thousands_of_problems_the_first_hundred_are_told_and_how_many_more_there_are() -> None:
    found = [Problem(Place("data/figures.csv", line), "broken-value", "写错了", "请改") for line in range(2, 60_002)]

    lines = str(DataError(found)).splitlines()

    assert len(lines) == 102
    assert lines[99:] == [
        "data/figures.csv:101: 写错了；请改 [broken-value]",
        "……还有 59900 个",
        "60000 个问题；已发布的网站保持原样",
    ]


def test_a_place_without_data_is_one_problem(tmp_path: Path) -> None:
    assert survives(tmp_path) == ("data/schema.yml: 缺少这个文件；请补上，列见 data/README.md [missing-file]",)


FILES = [
    "regions.csv",
    "indicators.yml",
    "sources.csv",
    "domains.csv",
    "figures.csv",
    "documents.csv",
    "milestones.yml",
    "tables/designs.csv",
]
JUNK = [
    *NUMBERS, *DATES, "\"", "'", ",", "\n", "\r", "\x00", "\x1b[31m", "\u202e", "\ufeff", ": ", "- ", "{", "}",
    "[", "]", "&a ", "*a", "!!python/none ", "? ", "%", "@", "`", "#", "|", ">", "<b>", "=1+1", "全国",
    "domestic", "universities", "\ud7ff", "\U0010ffff", "\x85", "\u2028",
]  # fmt: skip


def mutated(content: bytes, choose: random.Random) -> bytes:
    """*content* with one thing gone wrong: lines, cells, texts or bytes."""
    match choose.randrange(8):
        case 0:
            return content[: choose.randrange(len(content) + 1)]
        case 1:
            return bytes(choose.randrange(256) if choose.random() < 0.01 else byte for byte in content)
        case 2:
            at = choose.randrange(len(content) + 1)
            return content[:at] + choose.choice(JUNK).encode("utf-8") + content[at:]
    lines = content.split(b"\n")
    at, other = choose.randrange(len(lines)), choose.randrange(len(lines))
    match choose.randrange(5):
        case 0:
            del lines[at]
        case 1:
            lines[at], lines[other] = lines[other], lines[at]
        case 2:
            lines.insert(at, lines[other])
        case 3:
            cells = lines[at].split(b",")
            choose.shuffle(cells)
            lines[at] = b",".join(cells)
        case _:
            cells = lines[at].split(b",")
            cells[choose.randrange(len(cells))] = choose.choice(JUNK).encode("utf-8")
            lines[at] = b",".join(cells)
    return b"\n".join(lines)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(seed=st.integers(0, 2**32))
def test_whatever_is_done_to_the_files_reading_them_never_raises(seed: int) -> None:
    choose = random.Random(seed)
    with TemporaryDirectory() as folder:
        root = copy_small(Path(folder))
        for name in choose.choices(FILES, k=choose.randrange(1, 5)):
            path = root / "data" / name
            path.write_bytes(mutated(path.read_bytes(), choose))
        survives(root)


@settings(max_examples=100, deadline=None)
@given(
    name=st.sampled_from(FILES),
    content=st.one_of(st.binary(max_size=200), st.text(max_size=200).map(lambda t: t.encode("utf-8", "replace"))),
)
def test_any_bytes_in_place_of_a_file_are_problems_or_data(name: str, content: bytes) -> None:
    with TemporaryDirectory() as folder:
        root = copy_small(Path(folder))
        (root / "data" / name).write_bytes(content)
        survives(root)
