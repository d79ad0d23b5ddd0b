"""content/pages/checks.md: the forty rules and our own, each with what it says of a failing return.

`python tests/returns/handbook.py` writes the page.
The table of corruptions is kept from the last `make corrupt`; `--corrupt FILE` takes its output in.
"""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT)]

from report.checks.of_returns import NUMBERS, RULES  # noqa: E402
from report.checks.rule import Rule  # noqa: E402
from report.model import LEVELS  # noqa: E402
from report.pages.prose import markdown_text  # noqa: E402

PAGE = ROOT / "content/pages/checks.md"
CASES = Path(__file__).parent / "cases.yml"
MARK = "## 抽错试验 {: #corrupt }\n"
HEAD = """---
title: 季度报表检查规则
description: 季度报表的四十一条检查规则：每条的级别、例子和改法，以及抽错试验的结果。
section: 数据
aliases: [检查规则, 校验, 季度报表, 制式表]
updated: 2026-11-28
---

# 季度报表检查规则

季度报表放进 `data/releases/<季度>/` 后，`python build.py check` 逐条检查。
每个问题都说明文件、工作表、单元格、错在哪里、怎样改，方括号中是规则名，对应下面的一节。
第1至40条依通行的四十条数据检查；第41条是本站所加，只看同一份报表内的合计关系。

- **错误**：不改正就不发布，不能用说明代替。
- **提示**：核对后确实如此的，在 `release.yml` 的 `acknowledged` 中写明规则（rule）、位置（at）和原因（reason）。
  没有说明的提示同样不发布。
- **信息**：只供参考。

每个季度的文件夹放报表 `2024Q4.xlsx`（或 `.csv`，修订稿为 `2024Q4-r1.xlsx`）和 `release.yml`：

    publisher: 填报或发布单位
    title: 报表名称
    release_at: 2025-01-20T09:30+08:00
    cut_off: 2024-12-31
    status: 初步              # 初步、修订、最终
    mapping: programme        # 可不写；其他版式见 data/mappings
    notes:                    # 可不写；印在本季度的页面上
    - 本季数据不含……
    revisions:                # 有修订稿时，每个文件一条
      2024Q4-r1.xlsx: {release_at: 2025-03-10T09:30+08:00, reason: 补登记, status: 修订}
    acknowledged:
    - {rule: jump, at: 转让许可!C16, reason: 年底集中办理登记}

没有到 `release_at` 的报表和修订稿同样逐条检查，但不进入网站。
每一稿都检查；只有最后一稿再与其他季度和其他来源比较。

检查结果写在 `build/returns/`：`report.json`、`report.md`，以及标注了错误单元格的工作簿副本。
空白制式表由 `python build.py form 2024Q4` 生成。

| 序号 | 规则 | 内容 | 级别 |
|---:|---|---|---|
"""
TRIAL = """
`make corrupt RUNS=1000 SEED=1` 取一份没有问题的报表，每次随机弄坏一处，再读取和检查，并与弄坏前的数逐一比较。

- caught：在弄坏的单元格报出问题。
- caught elsewhere：在别处报出。
- harmless：读出的数与原来完全相同，没有问题。
- missed：数变了却没有报出。
- crashed：程序出错。

前后完全自洽的编造（各级合计、累计、同比都同时改过）不在其中：任何核对都看不出来，要靠抽查。

"""


def handbook(trial: str) -> str:
    """The whole page; *trial* is the table of the last run, with its last line."""
    cases = yaml.safe_load(CASES.read_text("utf-8"))
    index = "".join(f"| {NUMBERS[r.id]} | [{r.id}](#{r.id}) | {r.title} | {LEVELS[r.level]} |\n" for r in RULES)
    rules = "".join(_section(rule, cases[rule.id]) for rule in RULES)
    return f"{HEAD}{index}\n{rules}{MARK}{TRIAL}{trial}"


def _section(rule: Rule, cases: list[dict[str, list[str]]]) -> str:
    said = list(dict.fromkeys(case["says"][0] for case in cases if case.get("says")))
    examples = "".join(f"    {message.replace('<', '＜')}\n" for message in said)  # no page holds a script tag
    return f"## {NUMBERS[rule.id]} {rule.title} {{: #{rule.id} }}\n\n级别：{LEVELS[rule.level]}。例如：\n\n{examples}\n"


def trial_on(page: str) -> str:
    return page.partition(MARK)[2].removeprefix(TRIAL)


def trial_of(output: str) -> str:
    """The table and the last line of what `make corrupt` printed."""
    head, rule, *kinds, said = [line for line in output.splitlines() if line.startswith(("|", "runs "))]
    return "\n".join([head, rule, *map(_as_text, kinds), "", f"`{said}`", ""])


def _as_text(line: str) -> str:
    """A row whose kind may hold what means something in Markdown: [Red](#,##0)."""
    kind, rest = re.fullmatch(r"\| (.*?)((?: \| *\d*){5} \|)", line).groups()  # type: ignore[union-attr]
    return f"| {markdown_text(kind)}{rest}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corrupt", type=Path, help="output of make corrupt")
    options = parser.parse_args()
    if options.corrupt:
        trial = trial_of(options.corrupt.read_text("utf-8"))
    else:
        trial = trial_on(PAGE.read_text("utf-8")) if PAGE.is_file() else ""
    PAGE.write_text(handbook(trial), "utf-8")


if __name__ == "__main__":
    main()
