"""Seals: what was published is printed as it was, or the build says which cell, which text, and what to do."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from report.checks import of_returns
from report.checks.of_returns.findings import terminal
from report.checks.rule import at, rule
from report.compose import out, seals, unsealed
from report.dataset import findings
from report.inputs import Inputs
from report.inputs.contents import read_quarters
from report.model import DataError, Dataset, Place, Problem, ReturnVersion
from report.model.printed import Measure, MethodChange, Printed, Titled, Value
from report.moment import parse as moment
from report.numbers.embargo import released
from report.numbers.returned import Figures
from report.period import Quarter
from report.returns.entries import Case
from report.seals.differences import Difference, differences
from report.seals.numbered import Shelf
from report.seals.printing import printed
from report.seals.sealed_files import HASH, head_of, parse, printed_in, read_seals, text_of_file
from tests.bench import change_a_workbook
from tests.conftest import MOMENT, ROOT
from tests.known import CHECKOUT, EXAMPLE, example, kept, programme
from tests.tamper import QUARTERS, runs

Q1, Q2, Q3 = Quarter(2024, 1), Quarter(2024, 2), Quarter(2024, 3)
CHOSEN = read_quarters(CHECKOUT)
SEAL = EXAMPLE / "seals/2024Q2/1.json"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """The first four quarters of the programme and their seals."""
    for name in ("2023Q4", "2024Q1", "2024Q2", "2024Q3"):
        for folder in ("releases", "seals"):
            shutil.copytree(EXAMPLE / folder / name, tmp_path / "data" / folder / name)
    return tmp_path / "data"


def refused(data: Path | None, now: str = "2024-12-01T09:00+08:00", root: Path = ROOT) -> list[str]:
    """What a build says where it refuses; nothing where it does not."""
    try:
        out(Inputs(root, data, keep=kept()), moment(now))
    except DataError as error:
        return [str(problem) for problem in error.problems]
    return []


def shelf(dataset: Dataset, now: str) -> Shelf:
    return Shelf(released(dataset, moment(now)), CHOSEN, (), lambda seal: pytest.fail(f"no seal {seal.file}"))


# ---------------------------------------------------------------- what an edition prints


def test_an_edition_is_every_value_with_its_cell_and_every_sentence_as_text() -> None:
    found = printed(Figures(released(example(), MOMENT)), CHOSEN, Q3)

    assert found.columns["transfer_count_ytd"][:3] == ("transfer_count", "专利转让本年累计", "次")
    assert found.values["jiangsu", "transfer_count_ytd"].cell == "转让许可!D23"
    assert found.values["xinjiang-bingtuan", "transfer_count_ytd"].place == ""
    assert len(found.regions) == 33
    assert {told.region for told in found.sentences} == set(found.regions)


def test_a_seal_is_text_one_value_a_line_and_says_the_same_when_it_is_read_again() -> None:
    content = SEAL.read_bytes()
    lines = content.decode().splitlines()
    found = printed_in("1.json", content)

    assert parse("1.json", content).quarter == Q2
    assert sum(line.startswith('"jiangsu transfer_count_ytd": [') for line in lines) == 1
    assert found == printed(Figures(released(example(), moment("2024-07-20T09:30+08:00"))), CHOSEN, Q2)
    values = lines[lines.index('"values": {') + 1 : lines.index("},", lines.index('"values": {'))]
    assert values == sorted(values)


# ---------------------------------------------------------------- editions


def test_a_revision_makes_the_next_edition_with_its_reason() -> None:
    editions = shelf(example(), "2024-12-01T09:00+08:00").editions[Q2]

    assert [(one.number, one.cause, one.reason) for one in editions] == [
        (1, "首次发布", ""),
        (2, "修订稿 r1", "示例：甘肃补报本季报表"),
    ]
    assert ("gansu", "transfer_count_ytd") not in editions[0].printed.values
    assert ("gansu", "transfer_count_ytd") in editions[1].printed.values


def test_a_revision_that_comes_after_the_next_quarter_makes_an_edition_of_that_too() -> None:
    late = moment("2024-11-20T09:30+08:00")
    dataset = replace(example(), versions=tuple(_moved(one, late) for one in example().versions))
    editions = shelf(dataset, "2024-12-01T09:00+08:00").editions

    assert [(one.number, one.cause) for one in editions[Q3]] == [(1, "首次发布"), (2, "2024年第二季度修订稿 r1")]
    assert [one.number for one in editions[Q1]] == [1]
    changed = {one.what for one in differences(editions[Q3][0].printed, editions[Q3][1].printed)}
    assert "甘肃的文字" in changed


def _moved(edition: ReturnVersion, late: object) -> ReturnVersion:
    publication = edition.publication
    if (publication.quarter, publication.version) != (Q2, 1):
        return edition
    return replace(edition, publication=replace(publication, revised_at=late))


def test_a_change_of_method_makes_an_edition_where_it_changes_something_and_nowhere_else() -> None:
    change = MethodChange(date(2024, 11, 1), "占比改印两位小数", "便于比较", ("transfer_count",), Place("x"))
    own = shelf(replace(example(), method_changes=(change,)), "2024-12-01T09:00+08:00")

    assert [one.cause for one in own.editions[Q3]] == ["首次发布"]
    sealed = printed(Figures(own.dataset), CHOSEN, Q3)
    before = replace(sealed, values=sealed.values | {("china", "transfer_count_ytd"): Value("1")})
    seal = parse("1.json", (EXAMPLE / "seals/2024Q3/1.json").read_bytes())
    found = Shelf(own.dataset, CHOSEN, (seal,), lambda _: before).editions[Q3]
    assert [(one.number, one.cause, one.reason) for one in found] == [
        (1, "首次发布", ""),
        (2, "方法变更：占比改印两位小数", "便于比较"),
    ]


# ---------------------------------------------------------------- differences


def test_a_difference_names_region_column_and_both_texts_with_the_cell() -> None:
    columns = {"transfer_count_ytd": Titled("transfer_count", "专利转让本年累计", "次")}
    sealed = Printed(
        {}, {"jiangsu": "江苏"}, columns, {("jiangsu", "transfer_count_ytd"): Value("12", "3.0", cell="A!B3")}, {}
    )
    now = replace(sealed, values={("jiangsu", "transfer_count_ytd"): Value("13", "4.0", cell="A!B3")})

    assert list(differences(sealed, now)) == [
        Difference(
            "text", "transfer_count", "江苏专利转让本年累计", "12", "13", "jiangsu", "transfer_count_ytd", "A!B3"
        ),
        Difference(
            "change", "transfer_count", "江苏专利转让本年累计同比", "3.0", "4.0", "jiangsu", "transfer_count_ytd"
        ),
    ]
    assert list(differences(sealed, replace(now, values=sealed.values, regions={"jiangsu": "苏"}))) == [
        Difference("name", "all", "地区 jiangsu 的名称", "江苏", "苏", "jiangsu")
    ]


def test_the_words_over_values_are_compared_wherever_a_seal_has_them() -> None:
    sealed = printed_in("1.json", SEAL.read_bytes())
    first, *others = sealed.tables
    now = replace(
        sealed,
        tables=(first._replace(title="存量的盘点"), *others),
        measures=sealed.measures | {"share": Measure("占比", "%")},
        legend=sealed.legend | {"并列": "并列：位次相近"},
    )
    older = replace(
        sealed,
        columns={key: Titled(*column[:3]) for key, column in sealed.columns.items()},
        measures={},
        legend={},
    )

    assert [(one.what, one.sealed, one.now) for one in differences(sealed, now) if one.kind == "label"] == [
        ("「占全国」的名称", "占全国（%）", "占比（%）"),
        ("「并列」的说明", "并列：数相同，位次相同", "并列：位次相近"),
    ]
    captions = {one.key: (one.what, one.sealed, one.now) for one in differences(sealed, now) if one.kind == "caption"}
    assert captions.keys() == {column.split()[0] for column in first.columns}
    assert captions["inventory_rate"] == (
        "盘点完成率（期末）所在表的名称",
        "盘点入库：存量专利盘点",
        "盘点入库：存量的盘点",
    )
    assert list(differences(older, sealed)) == []
    assert list(differences(sealed, replace(sealed, tables=tuple(others)))) == []


# ---------------------------------------------------------------- builds


def test_what_is_as_it_was_is_built(data: Path) -> None:
    assert refused(data) == []


def test_a_word_of_a_record_changed_in_place_is_refused(data: Path) -> None:
    record = data / "releases/2024Q3/release.yml"
    record.write_text(record.read_text("utf-8").replace("status: 最终", "status: 初步"), "utf-8")

    assert refused(data) == [
        "data/seals/2024Q3/1.json: 「status」在第1版封存为「最终」，现在会印成「初步」；已发布的不能原地改；"
        "请恢复原件，改动另报修订稿 2024Q3-r1 并在 release.yml 的 revisions 写明原因；"
        "算法、名称有变的，写入 data/method_changes.yml [sealed]"
    ]


def test_a_return_that_is_gone_is_missed(data: Path) -> None:
    shutil.rmtree(data / "releases/2024Q3")

    assert refused(data) == [
        "data/seals/2024Q3/1.json: 封存过2024年第三季度第1版（2024年10月20日 09:30发布），现在没有这一版的报表；"
        "请恢复它的报表文件，以及 release.yml 中它的发布时间 [sealed]"
    ]


def test_a_file_saved_anew_is_noticed_although_it_says_the_same(data: Path) -> None:
    workbook = data / "releases/2024Q3/2024Q3.xlsx"
    workbook.write_bytes(workbook.read_bytes() + b"\0")

    assert [line.split("；")[0] for line in refused(data)][:1] == [
        "data/releases/2024Q3/2024Q3.xlsx: 2024年第三季度第1版封存后，文件内容被改过（印出的数没有变）"
    ]


def test_a_seal_is_not_compared_before_its_minute(data: Path) -> None:
    shutil.rmtree(data / "releases/2024Q3")

    assert refused(data, now="2024-10-20T09:29+08:00") == []


def test_a_cell_of_an_old_return_changed_in_place_is_refused_by_its_name(data: Path) -> None:
    """Experts are not summed over items, so that nothing but the seal knows what they were."""
    workbook = data / "releases/2024Q3/2024Q3.xlsx"
    change_a_workbook(workbook, "评价专家")

    found = refused(data)
    assert found[0].startswith("data/releases/2024Q3/2024Q3.xlsx:评价对接!")
    assert "在第1版封存为「" in found[0]
    assert "改动另报修订稿 2024Q3-r1 并在 release.yml 的 revisions 写明原因" in found[0]


# ---------------------------------------------------------------- the chain


def test_a_seal_changed_by_hand_is_an_error(data: Path) -> None:
    seal = data / "seals/2024Q1/1.json"
    seal.write_text(seal.read_text("utf-8").replace('"cause": "首次发布"', '"cause": "首次发表"'), "utf-8")

    assert refused(data) == [
        "data/seals/2024Q1/1.json: 内容与它自己的校验码（hash）不符，封存后被改过；"
        "封存文件不能手工改；请恢复原来的文件 [bad-seal]"
    ]


def test_a_lost_seal_is_missed_by_the_next(data: Path) -> None:
    (data / "seals/2024Q1/1.json").unlink()

    (line,) = refused(data)
    assert line.startswith("data/seals/2024Q2/1.json: 链断了：它前面的封存（")


def test_each_seal_names_the_one_before_it() -> None:
    found, problems = read_seals(programme())
    by_hash = {seal.hash: seal for seal in found}
    order, at = [], head_of(found)
    while at:
        order.append((by_hash[at].quarter.code, by_hash[at].number))
        at = by_hash[at].previous

    assert problems == ()
    assert order[-4:] == [("2024Q2", 2), ("2024Q2", 1), ("2024Q1", 1), ("2023Q4", 1)]
    assert len(order) == 14


# ---------------------------------------------------------------- publish, seal, revise


def test_what_was_sealed_reads_the_same_after_a_revision(data: Path) -> None:
    shutil.rmtree(data / "seals")
    inputs = Inputs(ROOT, data, keep=kept())
    for path, text in seals(inputs, moment("2024-08-01T09:00+08:00")).items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    first = (data / "seals/2024Q2/1.json").read_bytes()
    now = moment("2024-12-01T09:00+08:00")

    later = Inputs(ROOT, data, keep=kept())
    dataset = out(later, now)
    assert list(unsealed(later, dataset)) == [
        "2024年第二季度第2版（修订稿 r1）还没有封存；发布后运行 build.py seal",
        "2024年第三季度第1版（首次发布）还没有封存；发布后运行 build.py seal",
    ]
    for path, text in seals(later, now).items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    assert (data / "seals/2024Q2/1.json").read_bytes() == first == (EXAMPLE / "seals/2024Q2/1.json").read_bytes()
    assert (data / "seals/2024Q3/1.json").read_bytes() == (EXAMPLE / "seals/2024Q3/1.json").read_bytes()
    assert refused(data) == []


# ---------------------------------------------------------------- rules that came later


@rule("outlier", title="比以前严的规则")
def stricter(case: Case) -> Iterator[Problem]:
    yield at(Place(case.reading.file, 13, "C", "盘点"), "不合新规则", "请改正")


def test_what_a_stricter_rule_finds_on_a_sealed_version_is_told_and_blocks_nothing(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(of_returns, "RULES", (*of_returns.RULES, stricter))
    shutil.rmtree(data / "seals/2024Q3")
    found = [one for one in findings(Inputs(ROOT, data)) if one.what == "不合新规则"]
    quarters = {one.place.file.split("/")[2]: (one.blocks, one.is_open) for one in found}

    assert quarters == {
        "2023Q4": (False, True),
        "2024Q1": (False, True),
        "2024Q2": (False, True),
        "2024Q3": (True, False),
    }
    assert (
        "提示（已封存，不影响发布） data/releases/2024Q1/2024Q1.xlsx:盘点!C13: 不合新规则；请改正 [outlier]"
        in terminal(found)
    )


def test_it_is_acknowledged_with_a_reason(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(of_returns, "RULES", (*of_returns.RULES, stricter))
    record = data / "releases/2024Q1/release.yml"
    entry = "acknowledged:\n- {rule: outlier, at: 盘点, reason: 发布在新规则之前}\n"
    record.write_text(record.read_text("utf-8") + entry, "utf-8")
    found = [one for one in findings(Inputs(ROOT, data)) if "2024Q1" in one.place.file]

    assert [(one.what, one.acknowledged) for one in found if one.sealed] == [("不合新规则", "发布在新规则之前")]
    assert [one for one in found if one.rule == "metadata"] == []


# ---------------------------------------------------------------- cited figures and official tables

FIGURE = "cn-transfer-license-2025"


NOW = "2026-12-01T09:00+08:00"


def seal(project: Path) -> None:
    for path, text in seals(Inputs(project, keep=kept()), moment(NOW)).items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")


def change_figure(project: Path, old: str, new: str) -> None:
    file = project / "data/figures.csv"
    lines = file.read_text("utf-8").splitlines(keepends=True)
    kept = [line.replace(old, new) if line.startswith(f"{FIGURE},") else line for line in lines]
    assert kept != lines
    file.write_text("".join(kept), "utf-8")


def test_a_cited_figure_changes_with_its_erratum_or_not_at_all(project: Path) -> None:
    seal(project)
    sealed = (project / "data/seals/figures.json").read_text("utf-8")
    change_figure(project, "697000", "698000")
    change_figure(project, "69.7万", "69.8万")

    (line,) = refused(None, NOW, project)
    assert line == (
        f"data/figures.csv:44: {FIGURE} 封存为「69.7万次」，现在会印成「69.8万次」；已公布的不能不声不响地改；请恢复，"
        f"或在 data/errata.yml 写 {{of: {FIGURE}, day: 日期, was: 69.7万次, now: '69.8万次', reason: 原因}} [sealed]"
    )
    errata = project / "data/errata.yml"
    errata.write_text(f"- {{of: {FIGURE}, day: 2026-11-30, was: 69.7万次, now: 69.8万次, reason: 转录有误}}\n", "utf-8")
    assert refused(None, NOW, project) == []
    seal(project)
    assert f'"{FIGURE}": ["69.7万次"' in sealed
    seal_of_figures = project / "data/seals/figures.json"
    sealed_again = seal_of_figures.read_text("utf-8")
    assert f'"{FIGURE}": ["69.8万次"' in sealed_again
    older = re.sub(
        r'(": \[.*),"(?:时点数|全年数|年内累计|跨年累计|比率|增减|目标)"\](,?)$',
        r"\1]\2",
        sealed_again,
        flags=re.MULTILINE,
    )
    assert older != sealed_again
    seal_of_figures.write_text(text_of_file(older.rpartition(HASH)[0]), "utf-8")
    assert refused(None, NOW, project) == []
    errata.unlink()
    assert [line.split("；")[0] for line in refused(None, NOW, project)] == [
        f"data/seals/figures.json: 「2026-11-30 {FIGURE}」曾据以更改已公布的数，现在没有了",
    ]


def test_an_erratum_that_names_other_values_lets_nothing_change(project: Path) -> None:
    seal(project)
    change_figure(project, "697000", "698000")
    change_figure(project, "69.7万", "69.8万")
    errata = project / "data/errata.yml"
    errata.write_text(f"- {{of: {FIGURE}, day: 2026-11-30, was: 69.7万次, now: 69.9万次, reason: 转录有误}}\n", "utf-8")

    assert len(refused(None, NOW, project)) == 1


def test_a_cell_of_an_official_table_and_the_name_of_an_indicator_are_sealed_too(project: Path) -> None:
    seal(project)
    table = project / "data/tables/designs.csv"
    lines = table.read_text("utf-8").splitlines(keepends=True)
    table.write_text("".join(line for line in lines if ",西藏,,research_institutes," not in line), "utf-8")
    names = project / "data/indicators.yml"
    names.write_text(names.read_text("utf-8").replace("title: 盘点完成率\n", "title: 盘点的完成率\n"), "utf-8")

    rest = "（%）：已盘点件数占应盘点件数的比重。（高校和科研机构（含部分高水平医院））"
    assert [line.split("；")[0] for line in refused(None, NOW, project)] == [
        f"data/seals/figures.json: 指标 inventory_rate 封存为「盘点完成率{rest}」，现在是「盘点的完成率{rest}」",
        "data/seals/tables.json: cnipa-2023-3-7 designs_in_force 2023-12-31 西藏 domestic research_institutes "
        "封存为「3」，现在会印成「（无）」",
    ]
    changes = project / "data/method_changes.yml"
    entry = "{day: 2026-11-30, what: 改称, why: 与报表一致, indicators: [inventory_rate]}"
    changes.write_text(f"- {entry}\n", "utf-8")
    assert len(refused(None, NOW, project)) == 1


# ---------------------------------------------------------------- make tamper


def test_nothing_published_is_changed_silently(tmp_path: Path) -> None:
    found = [(title, outcome) for title, _, outcome in runs(5, 1, tmp_path, QUARTERS[:3])]

    assert "silent" not in [outcome for _, outcome in found]
    assert "refused" in [outcome for _, outcome in found]
