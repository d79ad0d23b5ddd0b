"""Findings as text: for the terminal, for machines, for a pull request."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict

from report.returns.entries import ERROR, INFO, NAMES, WARNING, Finding

HANDBOOK = "content/pages/checks.md"
LONGEST_LIST = 300


def counted(findings: Sequence[Finding]) -> str:
    """3 个错误、2 个提示待说明、1 个提示已说明、4 条信息"""
    errors = sum(finding.level == ERROR for finding in findings)
    open_ones = sum(finding.level == WARNING and not finding.acknowledged for finding in findings)
    settled = sum(bool(finding.acknowledged) for finding in findings)
    infos = sum(finding.level == INFO for finding in findings)
    return f"{errors} 个错误、{open_ones} 个提示待说明、{settled} 个提示已说明、{infos} 条信息"


def terminal(findings: Sequence[Finding]) -> str:
    """A line each for what blocks, then the counts."""
    lines = [f"{NAMES[finding.level]} {finding}" for finding in findings if finding.blocks]
    return "\n".join([*lines, f"季度报表：{counted(findings)}"])


def as_json(findings: Iterable[Finding]) -> str:
    """report.json: every finding with all that is known of it."""
    rows = [{**asdict(finding), "blocks": finding.blocks, "place": finding.place} for finding in findings]
    return json.dumps({"findings": rows}, ensure_ascii=False, indent=1) + "\n"


def as_markdown(findings: Sequence[Finding]) -> str:
    """report.md: a table for a pull request, what blocks first."""
    lines = ["# 季度报表检查结果", "", f"{counted(findings)}。规则说明见 `{HANDBOOK}`。", ""]
    if not findings:
        return "\n".join(["# 季度报表检查结果", "", "没有发现问题。", ""])
    lines += ["| 级别 | 位置 | 问题 | 改法 | 规则 |", "|---|---|---|---|---|"]
    ordered = sorted(findings, key=lambda finding: (not finding.blocks, list(NAMES).index(finding.level)))
    lines += [_row(finding) for finding in ordered[:LONGEST_LIST]]
    if len(ordered) > LONGEST_LIST:
        lines += ["", f"共 {len(ordered)} 条，其余见 report.json。"]
    return "\n".join([*lines, ""])


def _row(finding: Finding) -> str:
    level = NAMES[finding.level] + (f"（已说明：{finding.acknowledged}）" if finding.acknowledged else "")
    cells = (level, finding.place, finding.what, finding.cure, f"[{finding.rule}]({HANDBOOK}#{finding.rule})")
    return "| " + " | ".join(_plain(cell) for cell in cells) + " |"


def _plain(text: str) -> str:
    """Text that cannot end a table cell or become markup."""
    bare = " ".join(text.split())
    return bare.replace("|", "\\|").replace("<", "&lt;").replace("`", "'")
