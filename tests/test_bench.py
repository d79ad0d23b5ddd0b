"""make bench: what it prints, and that it sees the memory of a process and its children."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from tests.bench import FORTY, ONE_MORE, PROGRAMME, Cost, Step, acknowledge, family, heading, held, line


def test_a_step_is_a_line_with_its_ratios_to_the_base():
    step = Step("example, cold", ("site",), aim="s 0.66")

    assert heading("7a690ad").split() == ["s", "CPU", "s", "MB", "s", "CPU", "MB", "of", "7a690ad;", "aim"]
    assert line(step, Cost(9, 12, 300), [Cost(18, 16, 400)]).split()[2:] == [
        *("9.00", "12.00", "300"), *("0.50", "0.75", "0.75"), *("s", "0.66"),
    ]  # fmt: skip


def test_without_a_base_there_is_no_ratio():
    assert heading(None).split() == ["s", "CPU", "s", "MB"]
    assert line(Step("x", ()), Cost(9, 12, 300), []).split() == ["x", "9.00", "12.00", "300"]


def test_children_and_their_children_are_of_the_family_and_hold_memory():
    child = "import subprocess, sys; subprocess.run([sys.executable, '-c', 'print(1, flush=True); input()'])"
    with subprocess.Popen([sys.executable, "-c", child], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout and process.stdout.readline() == b"1\n"
        found = [*family(process.pid)]
        memory = [held(one) for one in found]
        process.communicate(b"\n")

    assert len(found) == 2
    assert all(memory)
    assert [held(one) for one in found] == [0, 0]


def test_an_earlier_commit_is_told_that_what_it_would_ask_about_is_so(tmp_path: Path):
    finding = {"file": "data/releases/2024Q1/2024Q1.xlsx", "rule": "magnitude", "level": "warning"}
    answered, said = (
        {**finding, "rule": "revision", "acknowledged": "补报"},
        {**finding, "rule": "absence", "level": "info"},
    )
    found = [{**one, "acknowledged": one.get("acknowledged", "")} for one in (finding, finding, answered, said)]
    (tmp_path / "build/returns").mkdir(parents=True)
    (tmp_path / "build/returns/report.json").write_text(json.dumps({"findings": found}), "utf-8")
    (tmp_path / "build.py").write_text("raise SystemExit(1)\n", "utf-8")
    records = [tmp_path / place / "data/releases/2024Q1/release.yml" for place in (PROGRAMME, FORTY, ONE_MORE)]
    for record in records:
        record.parent.mkdir(parents=True)
        record.write_text("status: 最终\n", "utf-8")
    records[1].write_text("status: 最终\nacknowledged:\n- {rule: revision, at: '', reason: 补报本季报表}\n", "utf-8")

    acknowledge(tmp_path)

    added = "- {rule: magnitude, at: '', reason: 供计时所用的示例}\n"
    assert [record.read_text("utf-8") for record in records] == [
        f"status: 最终\nacknowledged:\n{added}",
        f"status: 最终\nacknowledged:\n- {{rule: revision, at: '', reason: 补报本季报表}}\n{added}",
        f"status: 最终\nacknowledged:\n{added}",
    ]
