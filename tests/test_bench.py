"""make bench: what it prints, and that it sees the memory of a process and its children."""

from __future__ import annotations

import subprocess
import sys

from tests.bench import Cost, Step, family, heading, held, line


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
