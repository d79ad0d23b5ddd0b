"""The measure of the checks: a short run of `make corrupt`, kind by kind."""

from __future__ import annotations

from tests.returns.corrupt import KINDS, runs, summary, table


def test_thirty_corruptions_are_caught_or_harmless_and_none_is_missed_or_crashes() -> None:
    outcomes = runs(30, seed=3)

    assert [o for o in outcomes if o.outcome in ("missed", "crashed")] == []
    assert sum(o.outcome == "caught" for o in outcomes) > 24
    assert summary(outcomes).startswith("runs 30: caught ")
    assert table(outcomes).splitlines()[0] == "| kind | caught | caught elsewhere | harmless | missed | crashed |"


def test_there_are_more_than_a_hundred_kinds_of_corruption() -> None:
    assert len(KINDS) > 100
