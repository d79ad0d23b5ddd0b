"""What two processes do together is what one does alone, errors included."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from report.halves import in_halves
from tests.conftest import ROOT


def doubled(numbers: Sequence[int]) -> list[tuple[int, int]]:
    return [(2 * number, os.getpid()) for number in numbers]


def test_the_result_is_in_order_and_comes_from_two_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    monkeypatch.setattr("report.halves.active_count", lambda: 1)
    found = in_halves(doubled, range(201))

    assert [number for number, _ in found] == [2 * number for number in range(201)]
    assert len({process for _, process in found}) == 2


@pytest.mark.parametrize(("processors", "threads", "items"), [(1, 1, 200), (2, 3, 200), (2, 1, 5)])
def test_one_process_does_it_where_two_are_not_to_be_had(
    monkeypatch: pytest.MonkeyPatch, processors: int, threads: int, items: int
) -> None:
    monkeypatch.setattr("os.cpu_count", lambda: processors)
    monkeypatch.setattr("report.halves.active_count", lambda: threads)

    assert in_halves(doubled, range(items)) == doubled(range(items))


@pytest.mark.parametrize("wrong", [3, 150])
def test_an_error_of_either_half_is_raised(monkeypatch: pytest.MonkeyPatch, wrong: int) -> None:
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    monkeypatch.setattr("report.halves.active_count", lambda: 1)

    def work(numbers: Sequence[int]) -> list[int]:
        return [1 // (number - wrong) for number in numbers]

    with pytest.raises(ZeroDivisionError):
        in_halves(work, range(200))


def test_a_copy_ends_with_the_process_that_began_it() -> None:
    script = """
import os, time
from report.halves import in_halves

def work(_):
    print(os.getpid(), flush=True)
    time.sleep(60)

in_halves(work, [1], many=1)
"""
    with subprocess.Popen([sys.executable, "-c", script], cwd=ROOT, stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout
        copy = int(running.stdout.readline())
        running.kill()

        assert running.stdout.read() == ""  # which ends when nobody can write to it any more
    assert not Path(f"/proc/{copy}/exe").exists()
