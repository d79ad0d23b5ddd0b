"""The cache never gives back what was not put in."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from report.model import Place, Problem
from report.store import Cache, code, digest, pack, remember, remember_all, unpack, unproven


def test_a_text_comes_back_as_it_was_put_in(tmp_path: Path) -> None:
    Cache(tmp_path / "new" / "folder")["abc"] = "图\r\n<svg/>\n"

    assert Cache(tmp_path / "new" / "folder")["abc"] == "图\r\n<svg/>\n"


def test_an_unknown_key_is_absent_even_without_a_folder(tmp_path: Path) -> None:
    cache = Cache(tmp_path / "never-made")

    assert cache.get("abc") is None
    assert list(cache) == []


@pytest.mark.parametrize(
    "damage",
    [
        lambda content: b"",
        lambda content: content[:-1],
        lambda content: content + b" ",
        lambda content: content.replace(b"<svg/>", b"<svG/>"),
        lambda content: content.replace(b"\n", b"", 1),
        lambda content: b"\xff" * len(content),
    ],
)
def test_a_damaged_entry_is_absent_rather_than_trusted(tmp_path: Path, damage) -> None:
    cache = Cache(tmp_path)
    cache["abc"] = "<svg/>"
    entry = tmp_path / "abc"
    entry.write_bytes(damage(entry.read_bytes()))

    assert cache.get("abc") is None


def test_a_damaged_entry_is_made_again(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    cache["abc"] = "old"
    (tmp_path / "abc").write_bytes(b"rubbish")

    assert remember(cache, "abc", lambda: "new") == "new"
    assert cache["abc"] == "new"


def test_what_is_remembered_is_made_once(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    made: list[str] = []

    def make() -> str:
        made.append("once")
        return "text"

    assert [remember(cache, "abc", make), remember(cache, "abc", make)] == ["text", "text"]
    assert made == ["once"]


def test_a_deleted_entry_leaves_the_disk(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    cache["abc"] = "a"
    cache["def"] = "d"
    del cache["abc"]

    assert [path.name for path in tmp_path.iterdir()] == ["def"]
    with pytest.raises(KeyError):
        del cache["abc"]


def test_a_write_leaves_nothing_beside_its_entry(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    cache["abc"] = "first"
    cache["abc"] = "second"

    assert [path.name for path in tmp_path.iterdir()] == ["abc"]
    assert cache["abc"] == "second"


def test_of_many_only_what_is_not_known_is_made_and_what_is_not_asked_for_goes(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    cache["a"], cache["old"] = "kept", "unused"
    made: list[str] = []

    def make(items: Sequence[str]) -> list[str]:
        made.extend(items)
        return [item.upper() for item in items]

    assert remember_all(cache, {"a": "x", "b": "y", "c": "z"}, make) == {"a": "kept", "b": "Y", "c": "Z"}
    assert made == ["y", "z"]
    assert dict(cache) == {"a": "kept", "b": "Y", "c": "Z"}


WRONG = Problem(Place("b.html"), "claim", "错", "改")


def looked_at(cache: dict[str, str], items: dict[str, str]) -> tuple[list[str], tuple[Problem, ...]]:
    """What a check looks at that finds fault with "wrong", and what it says."""
    seen: list[str] = []

    def check(some: Sequence[str]) -> list[tuple[Problem, ...]]:
        seen.extend(some)
        return [(WRONG,) if item == "wrong" else () for item in some]

    found = unproven(cache, items, lambda _: check)
    return seen, found


def test_what_was_without_fault_is_not_looked_at_again_and_what_was_wrong_is() -> None:
    cache: dict[str, str] = {}

    assert looked_at(cache, {"1": "good", "2": "wrong"}) == (["good", "wrong"], (WRONG,))
    assert looked_at(cache, {"1": "good", "2": "wrong"}) == (["wrong"], (WRONG,))
    assert looked_at(cache, {"1": "good", "3": "good too"}) == (["good too"], ())
    assert looked_at(cache, {"2": "good", "1": "good"}) == (["good"], ())
    assert looked_at(cache, {"3": "good too"}) == (["good too"], ())


def test_a_damaged_verdict_is_no_verdict(tmp_path: Path) -> None:
    looked_at(Cache(tmp_path), {"1": "good"})  # type: ignore[arg-type]
    (entry,) = tmp_path.iterdir()
    entry.write_bytes(entry.read_bytes()[:-1])

    assert looked_at(Cache(tmp_path), {"1": "good"}) == (["good"], ())  # type: ignore[arg-type]


def test_packed_texts_come_out_as_they_went_in() -> None:
    assert pack("图\n", "", "3 4\n") == "2 0 4\n图\n3 4\n"
    assert list(unpack("2 0 4\n图\n3 4\n")) == ["图\n", "", "3 4\n"]


def test_the_hash_of_the_code_changes_with_any_module(tmp_path: Path) -> None:
    (tmp_path / "report").mkdir()
    (tmp_path / "report/one.py").write_text("1")
    before = digest([tmp_path / "report"])
    (tmp_path / "report/one.py").write_text("2")

    assert digest([tmp_path / "report"]) != before
    assert len(code()) == 64
