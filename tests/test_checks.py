"""Every rule has a golden case: a change to the small data set, and the problems it causes, as they are printed."""

from __future__ import annotations

import ast
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from report.checks.of_data.references import RULE_NAMES
from report.dataset import problems
from report.inputs import Inputs
from report.inputs.files import read_schema
from tests.small import REPOSITORY, copy_small

CASES = Path(__file__).parent / "checks"
Case = dict[str, Any]


def cases() -> list[Any]:
    return [
        pytest.param(case, id=f"{file.stem}-{number}")
        for file in sorted(CASES.glob("*.yml"))
        for number, case in enumerate(yaml.safe_load(file.read_text("utf-8")), start=1)
    ]


def change(root: Path, step: Case) -> None:
    """Carry out one step: remove a file, write one (text, bytes, a size or a folder), add a line, or replace a text."""
    path = root / step["file"]
    match step:
        case {"remove": True}:
            path.unlink()
        case {"folder": True}:
            path.mkdir()
        case {"write": text}:
            path.write_text(text, "utf-8")
        case {"bytes": digits}:
            path.write_bytes(bytes.fromhex(digits))
        case {"grow": size}:
            os.truncate(path, size)
        case {"add": line}:
            path.write_text(f"{path.read_text('utf-8')}{line}\n", "utf-8")
        case {"replace": old, "with": new}:
            text = path.read_text("utf-8")
            assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {path.name}"
            path.write_text(text.replace(old, new), "utf-8")
        case _:
            raise ValueError(f"not a step: {step}")


@pytest.mark.parametrize("case", cases())
def test_a_golden_case_causes_exactly_the_problems_it_lists(case: Case, tmp_path: Path) -> None:
    root = copy_small(tmp_path)
    for step in case["change"]:
        change(root, step)

    assert [str(problem) for problem in problems(Inputs(root))] == case["problems"]


def test_a_golden_case_shows_its_own_rule_and_says_in_a_sentence_what_it_shows() -> None:
    for file in CASES.glob("*.yml"):
        for case in yaml.safe_load(file.read_text("utf-8")):
            assert any(line.endswith(f"[{file.stem}]") for line in case["problems"]), file.name
            assert case["shows"].endswith((".", "。")), file.name


def test_every_rule_in_the_code_has_a_golden_case_and_every_case_a_rule() -> None:
    assert rules_in_the_code() == {file.stem for file in CASES.glob("*.yml")}


def test_the_small_data_set_is_clean(tmp_path: Path) -> None:
    assert problems(Inputs(copy_small(tmp_path))) == ()


def test_the_real_data_is_clean() -> None:
    assert [str(problem) for problem in problems(Inputs(REPOSITORY))] == []


def test_mistakes_in_several_files_are_all_reported_in_the_order_of_files_and_lines(tmp_path: Path) -> None:
    root = copy_small(tmp_path)
    for step in (
        {"file": "data/sources.csv", "replace": "2025-01,,reprint", "with": "2025-13,,reprint"},
        {
            "file": "data/figures.csv",
            "replace": "js-rate-2024,industrialization_rate,江苏",
            "with": "js-rate-2024,rate,江苏",
        },
        {"file": "data/figures.csv", "replace": "600,次,exact", "with": "600,件,exact"},
        {
            "file": "data/tables/designs.csv",
            "replace": "2023-12-31,新疆,,universities,6",
            "with": "2023-12-31,新疆,,universities,7",
        },
        {"file": "data/indicators.yml", "replace": "  clause: context", "with": "  clause: 四"},
    ):
        change(root, step)

    assert [str(problem).partition("；")[0] for problem in problems(Inputs(root))] == [
        "data/figures.csv:6: 单位「件」与指标不符",
        "data/figures.csv:10: 'rate' 不在 data/indicators.yml 中",
        "data/indicators.yml:53: 「clause」不能是 '四'",
        "data/sources.csv:3: 「published_on」写作 '2025-13'，无法识别",
        "data/tables/designs.csv:19: 各地区合计 94，与总计 93 相差 1",
        "data/tables/designs.csv:27: 各类专利权人合计 67，与总计 66 相差 1",
    ]


# ---------------------------------------------------------------- the rule ids that the source can emit


def rules_in_the_code() -> set[str]:
    """Every id of a rule or a Problem: the literal ones, and the families that data/schema.yml spans."""
    expressions = {node for file in sources() for node in rule_arguments(ast.parse(file.read_text("utf-8")))}
    literal = {str(ast.literal_eval(text)) for text in expressions if text.startswith("'")}
    assert expressions - {repr(name) for name in literal} == {"id", "rule", "RULE_NAMES[column.refers_to]"}
    assert {name for name in literal if "*" in name} == {"unknown-*", "bad-*"}
    return literal - {"unknown-*", "bad-*"} | set(RULE_NAMES.values()) | rules_of_the_schema()


def sources() -> list[Path]:
    rooms = ("checks/of_data", "dataset", "inputs")
    return [path for room in rooms for path in (REPOSITORY / "report" / room).glob("*.py")]


def rule_arguments(tree: ast.AST) -> Iterator[str]:
    """The source text of the id in each `@rule(id)`, `at(…, rule=id)`, `Problem(place, id, …)`, and of `_taken`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            position = {"rule": 0, "Problem": 1, "_taken": 2, "mistake": 2}.get(name)
            if position is not None:
                yield ast.unparse(node.args[position])
            if name == "at":
                yield from (ast.unparse(keyword.value) for keyword in node.keywords if keyword.arg == "rule")


def rules_of_the_schema() -> set[str]:
    """unknown-<column> for each column with a list of values, bad-<type> for each type that is written in one way."""
    columns = [column for spec in read_schema(Inputs(REPOSITORY)) for column in spec.columns]
    lists = {f"unknown-{column.name.replace('_', '-')}" for column in columns if column.values}
    types = {column.type for column in columns} - {"text", "list"}
    return lists | {"bad-" + ("period" if "date" in name else name) for name in types}
