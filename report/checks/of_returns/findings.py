"""Findings as text: for the terminal, for machines, for a pull request."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from report.checks.of_returns import NUMBERS
from report.model import ERROR, INFO, LEVELS, Problem

HANDBOOK = "content/pages/checks.md"
LONGEST_LIST = 300


def counted(findings: Sequence[Problem]) -> str:
    """3 个错误、2 个提示待说明、1 个提示已说明、4 条信息"""
    errors = sum(finding.level == ERROR for finding in findings)
    open_ones = sum(finding.is_open for finding in findings)
    settled = sum(bool(finding.acknowledged) for finding in findings)
    infos = sum(finding.level == INFO for finding in findings)
    return f"{errors} 个错误、{open_ones} 个提示待说明、{settled} 个提示已说明、{infos} 条信息"


def terminal(findings: Sequence[Problem]) -> str:
    """A line each for what blocks and for what was found on sealed versions, then the counts."""
    lines = [f"{_level(finding)} {finding}" for finding in findings if finding.blocks or finding.is_open]
    return "\n".join([*lines, f"季度报表：{counted(findings)}"])


def _level(finding: Problem) -> str:
    return f"{LEVELS[finding.level]}（已封存，不影响发布）" if finding.sealed else LEVELS[finding.level]


def as_json(findings: Iterable[Problem]) -> str:
    """report.json: every finding with all that is known of it."""
    return json.dumps({"findings": list(map(_fields, findings))}, ensure_ascii=False, indent=1) + "\n"


def _fields(finding: Problem) -> dict[str, object]:
    place = finding.place
    return {
        "file": place.file,
        "sheet": place.sheet,
        "cell": place.cell,
        "rule": finding.rule,
        "number": NUMBERS.get(finding.rule, NUMBERS["metadata"]),
        "what": finding.what,
        "cure": finding.cure,
        "level": finding.level,
        "line": place.line,
        "acknowledged": finding.acknowledged,
        "sealed": finding.sealed,
        "blocks": finding.blocks,
        "place": str(place),
    }


def as_markdown(findings: Sequence[Problem]) -> str:
    """report.md: a table for a pull request, what blocks first."""
    lines = ["# 季度报表检查结果", "", f"{counted(findings)}。规则说明见 `{HANDBOOK}`。", ""]
    if not findings:
        return "\n".join(["# 季度报表检查结果", "", "没有发现问题。", ""])
    lines += ["| 级别 | 位置 | 问题 | 改法 | 规则 |", "|---|---|---|---|---|"]
    ordered = sorted(findings, key=lambda finding: (not finding.blocks, list(LEVELS).index(finding.level)))
    lines += [_row(finding) for finding in ordered[:LONGEST_LIST]]
    if len(ordered) > LONGEST_LIST:
        lines += ["", f"共 {len(ordered)} 条，其余见 report.json。"]
    return "\n".join([*lines, ""])


def _row(finding: Problem) -> str:
    level = _level(finding) + (f"（已说明：{finding.acknowledged}）" if finding.acknowledged else "")
    cells = (level, str(finding.place), finding.what, finding.cure, f"[{finding.rule}]({HANDBOOK}#{finding.rule})")
    return "| " + " | ".join(_plain(cell) for cell in cells) + " |"


def _plain(text: str) -> str:
    """Text that cannot end a table cell or become markup."""
    bare = " ".join(text.split())
    return bare.replace("|", "\\|").replace("<", "&lt;").replace("`", "'")
