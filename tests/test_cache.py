"""The cache never gives back what was not put in."""

from __future__ import annotations

from pathlib import Path

import pytest

from report.cache import Cache, remember


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
