"""Work in a process of its own: its result, its error, and its death are told."""

from __future__ import annotations

import os

import pytest

from report.apart import MOST_MEMORY, Overrun, apart
from report.returns.container import Refused


def refuse(what: str) -> None:
    raise Refused(what, "改为 .xlsx", 7)


def run_for_ever() -> None:
    while True:
        pass


def test_the_result_comes_back():
    assert apart(divmod, 7, 2) == (3, 1)


def test_an_error_comes_back_as_it_is():
    with pytest.raises(Refused) as error:
        apart(refuse, "太大")

    assert error.value.reason == ("太大", "改为 .xlsx", 7)


def test_memory_is_bounded_and_what_dies_is_said():
    assert len(apart(bytes, MOST_MEMORY // 10)) == MOST_MEMORY // 10
    with pytest.raises(Overrun):
        apart(bytes, MOST_MEMORY * 2)
    with pytest.raises(Overrun):
        apart(os.abort)


def test_time_is_bounded(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("report.apart.MOST_SECONDS", 1)
    with pytest.raises(Overrun):
        apart(run_for_ever)
