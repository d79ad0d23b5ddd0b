"""The stores never give back what was not put in, and nothing about them is ever an error."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator, MutableMapping, Sequence
from pathlib import Path

import pytest

from report import store
from report.model import Artifact, DataError, Place, Problem
from report.store import (
    Stores,
    by_a_copy,
    code,
    digest,
    files_by_a_copy,
    forget,
    make_missing,
    pack,
    remember,
    unpack,
    unproven,
)
from tests.conftest import ROOT


def test_bytes_come_back_as_they_were_put_in(tmp_path: Path) -> None:
    Stores(tmp_path / "new/folder")("charts")["abc"] = "图\r\n<svg/>\n".encode()

    assert Stores(tmp_path / "new/folder")("charts")["abc"] == "图\r\n<svg/>\n".encode()


def test_every_kind_has_its_own_entries(tmp_path: Path) -> None:
    kept = Stores(tmp_path)
    kept("charts")["abc"], kept("pages")["abc"], kept("claims")["abc"] = b"chart", b"page", b"claim"

    assert [kept(kind)["abc"] for kind in ("charts", "pages", "claims")] == [b"chart", b"page", b"claim"]
    assert sorted(path.name for path in tmp_path.glob("*.sqlite")) == ["made.sqlite", "seen.sqlite"]


def test_an_unknown_key_is_absent(tmp_path: Path) -> None:
    assert Stores(tmp_path)("charts").get("abc") is None
    assert list(Stores(tmp_path)("charts")) == []


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE entry SET content = X''",
        "UPDATE entry SET content = CAST(substr(content, 2) AS BLOB)",
        "UPDATE entry SET content = content || X'20'",
        "UPDATE entry SET content = 'text'",
        "UPDATE entry SET checksum = NULL",
        "UPDATE entry SET kind = 'pages'",  # an entry of another kind under the same key
        "UPDATE entry SET key = 'def'",
        "DROP TABLE entry",
        "DELETE FROM entry",
    ],
)
def test_a_damaged_or_exchanged_entry_is_absent_and_made_again(tmp_path: Path, damage: str) -> None:
    Stores(tmp_path)("charts")["abc"] = b"<svg/>"
    with sqlite3.connect(tmp_path / "made.sqlite") as opened:
        opened.execute(damage)
    kept = Stores(tmp_path)

    assert [kept(kind).get(key) for kind in ("charts", "pages") for key in ("abc", "def")] == [None] * 4
    assert remember(kept("charts"), "abc", lambda: b"new") == b"new"
    assert Stores(tmp_path)("charts")["abc"] == b"new"


def a_text(folder: Path) -> None:
    folder.write_text("a file where the folder should be")


def a_folder(folder: Path) -> None:
    (folder / "made.sqlite/full").mkdir(parents=True)


def no_store(folder: Path) -> None:
    folder.mkdir()
    (folder / "made.sqlite").write_bytes(b"no store at all" * 400)


def half_a_store(folder: Path) -> None:
    Stores(folder)("charts").update({str(n): os.urandom(9000) for n in range(20)})
    content = (folder / "made.sqlite").read_bytes()
    (folder / "made.sqlite").write_bytes(content[: len(content) // 2])
    (folder / "made.sqlite-wal").unlink(missing_ok=True)


def a_dangling_link(folder: Path) -> None:
    folder.symlink_to(folder / "gone/away")


@pytest.mark.parametrize("spoil", [a_text, a_folder, no_store, half_a_store, a_dangling_link])
def test_a_disk_that_keeps_nothing_costs_time_and_is_no_error(tmp_path: Path, spoil) -> None:
    spoil(tmp_path / "cache")
    kept = Stores(tmp_path / "cache")
    items = {str(n): n for n in range(40)}

    make_missing(kept("charts"), items, numbered)
    assert [kept("charts")[key] for key in items] == [b"%d" % n for n in range(40)]
    kept.let_go()


def numbered(items: Sequence[int]) -> list[bytes]:
    return [b"%d" % item for item in items]


def test_a_disk_that_takes_nothing_more_is_no_error(tmp_path: Path) -> None:
    kept = Stores(tmp_path)("charts")
    kept["abc"] = b"before"
    with sqlite3.connect(tmp_path / "made.sqlite") as opened:
        opened.execute("CREATE TRIGGER full BEFORE INSERT ON entry BEGIN SELECT RAISE(ROLLBACK, 'full'); END")
    kept["def"] = b"after"

    assert kept["def"] == b"after"
    assert Stores(tmp_path)("charts").get("def") is None


def test_a_deleted_entry_is_gone(tmp_path: Path) -> None:
    kept = Stores(tmp_path)("charts")
    kept["abc"], kept["def"] = b"a", b"d"
    del kept["abc"]

    assert list(kept) == ["def"]
    with pytest.raises(KeyError):
        del kept["abc"]


def test_what_a_build_did_not_use_leaves_but_for_kinds_that_it_did_not_ask(tmp_path: Path) -> None:
    first = Stores(tmp_path)
    first("charts").update({"old": b"1", "used": b"2"})
    first("pages")["other"] = b"3"
    second = Stores(tmp_path)
    del first
    assert second("charts")["used"] == b"2"
    second("charts")["new"] = b"4"
    second.let_go()

    assert dict(second("charts")) == {"new": b"4", "used": b"2"}
    assert dict(second("pages")) == {"other": b"3"}


def used_by_a_copy(kept: Stores) -> bytes:
    kept("charts")["new"] = b"3"
    return kept("charts")["used"]


def test_what_a_copy_used_is_in_use(tmp_path: Path) -> None:
    Stores(tmp_path)("charts").update({"old": b"1", "used": b"2"})
    kept = Stores(tmp_path)

    assert by_a_copy(kept, lambda: used_by_a_copy(kept)) == b"2"
    kept.let_go()
    assert dict(kept("charts")) == {"new": b"3", "used": b"2"}


def test_what_a_copy_refuses_is_refused() -> None:
    wrong = (Problem(Place("data/figures.csv", 3), "not-a-number", "不是数", "请改正"),)

    def refuse() -> None:
        raise DataError(wrong)

    with pytest.raises(DataError) as error:
        by_a_copy(forget, refuse)
    assert (error.value.problems, str(error.value)) == (wrong, str(DataError(wrong)))


def test_files_of_a_copy_can_be_read_for_as_long_as_anybody_asks() -> None:
    made = {"a/index.md": b"# a\n", "empty": b"", "a/chart.png": b"\0\1"}
    files, number = files_by_a_copy(forget, lambda: ([Artifact(*one) for one in made.items()], 5))

    assert ({one.path: one.content for one in reversed(files)}, number) == (dict(reversed(made.items())), 5)
    assert [one.size for one in files] == [4, 0, 2]


def test_the_disk_has_back_what_left(tmp_path: Path) -> None:
    Stores(tmp_path)("charts").update({str(n): os.urandom(10_000) for n in range(100)})
    kept = Stores(tmp_path)
    kept("charts")["one"] = b"1"
    kept.let_go()
    del kept

    assert sum(path.stat().st_size for path in tmp_path.iterdir()) < 100_000


def test_nothing_leaves_while_another_builds(tmp_path: Path) -> None:
    first, second = Stores(tmp_path), Stores(tmp_path)
    first("charts")["of the first"] = b"1"
    second("charts")["of the second"] = b"2"
    second.let_go()

    assert first("charts")["of the first"] == b"1"


def test_two_builds_at_once_keep_what_both_made(tmp_path: Path) -> None:
    running = [subprocess.Popen([sys.executable, "-c", BUILD, str(tmp_path), name], cwd=ROOT) for name in "ab"]

    assert [one.wait() for one in running] == [0, 0]
    assert len(Stores(tmp_path)("charts")) == 2 * 300


BUILD = """
import sys
import time
from pathlib import Path
from report.store import Stores
kept = Stores(Path(sys.argv[1]))("charts")
for n in range(300):
    kept[f"{sys.argv[2]}{n}"] = bytes(5000)
    assert kept[f"{sys.argv[2]}{n}"] == bytes(5000)
"""


def test_what_a_killed_build_put_in_whole_is_there(tmp_path: Path) -> None:
    endless = BUILD.replace("range(300)", "range(10**9)")
    running = subprocess.Popen([sys.executable, "-c", endless, str(tmp_path), "a"], cwd=ROOT)
    try:
        while len(Stores(tmp_path)("charts")) < 20:
            assert running.poll() is None
            time.sleep(0.05)
    finally:
        running.send_signal(signal.SIGKILL)
        running.wait()

    kept = Stores(tmp_path)("charts")
    assert len(kept) >= 20 and set(kept.values()) == {bytes(5000)}


# ---------------------------------------------------------------- the one loop


@pytest.fixture(params=["disk", "dict"])
def kept(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[MutableMapping[str, bytes]]:
    yield Stores(tmp_path)("charts") if request.param == "disk" else {}


def test_what_is_remembered_is_made_once(kept: MutableMapping[str, bytes]) -> None:
    made: list[str] = []

    def make() -> bytes:
        made.append("once")
        return b"text"

    assert [remember(kept, "abc", make), remember(kept, "abc", make)] == [b"text", b"text"]
    assert made == ["once"]


def test_of_many_only_what_is_not_known_is_made(kept: MutableMapping[str, bytes]) -> None:
    kept["a"] = b"kept"
    made: list[str] = []

    def make(items: Sequence[str]) -> list[bytes]:
        made.extend(items)
        return [item.upper().encode() for item in items]

    make_missing(kept, {"a": "x", "b": "y", "c": "z"}, make)
    assert dict(kept) == {"a": b"kept", "b": b"Y", "c": b"Z"}
    assert made == ["y", "z"]


def test_a_great_many_are_put_away_a_part_at_a_time(
    kept: MutableMapping[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "AT_ONCE", 3)
    sizes: list[int] = []

    def make(items: Sequence[int]) -> list[bytes]:
        sizes.append(len(items))
        return numbered(items)

    make_missing(kept, {str(n): n for n in range(7)}, make)
    assert sizes == [3, 3, 1]
    assert dict(kept) == {str(n): b"%d" % n for n in range(7)}


WRONG = Problem(Place("b.html"), "claim", "错", "改")


def looked_at(kept: MutableMapping[str, bytes], items: dict[str, str]) -> tuple[list[str], tuple[Problem, ...]]:
    """What a check looks at that finds fault with "wrong", and what it says."""
    seen: list[str] = []

    def check(some: Sequence[str]) -> list[tuple[Problem, ...]]:
        seen.extend(some)
        return [(WRONG,) if item == "wrong" else () for item in some]

    found = unproven(kept, items, lambda doubtful: check)
    return seen, found


def test_what_was_without_fault_is_not_looked_at_again_and_what_was_wrong_is(kept: MutableMapping[str, bytes]) -> None:
    assert looked_at(kept, {"1": "good", "2": "wrong"}) == (["good", "wrong"], (WRONG,))
    assert looked_at(kept, {"1": "good", "2": "wrong"}) == (["wrong"], (WRONG,))
    assert looked_at(kept, {"1": "good", "3": "good too"}) == (["good too"], ())
    assert looked_at(kept, {"2": "good", "1": "good"}) == (["good"], ())
    assert looked_at(kept, {"3": "good too"}) == (["good too"], ())


def test_what_is_packed_comes_out_as_it_went_in() -> None:
    assert pack("图\n".encode(), b"", b"3 4\n") == "4 0 4\n图\n3 4\n".encode()
    assert list(unpack("4 0 4\n图\n3 4\n".encode())) == ["图\n".encode(), b"", b"3 4\n"]


# ---------------------------------------------------------------- keys


def test_a_hash_changes_with_any_file(tmp_path: Path) -> None:
    (tmp_path / "report").mkdir()
    (tmp_path / "report/one.py").write_text("1")
    before = digest([tmp_path / "report"])
    (tmp_path / "report/one.py").write_text("2")

    assert digest([tmp_path / "report"]) != before


MODULES = (
    "report.publish.mkdocs",
    "report.pages",
    "report.compose.single_quarters",
    "report.audit.claims",
    "report.audit.seen",
)


@pytest.mark.parametrize(
    ("edited", "follow"),
    [
        ("report/deliver/deploy.py", set()),
        ("report/publish/mkdocs.py", {"report.publish.mkdocs"}),
        ("report/pages/regions.py", {"report.pages", "report.compose.single_quarters"}),
        ("report/pages/_new.py", set()),  # that nothing imports
        ("report/audit/claims/grammar.py", {"report.audit.claims"}),
        ("report/audit/seen/leads.py", {"report.publish.mkdocs", "report.audit.claims", "report.audit.seen"}),
        ("report/aloud.py", set(MODULES)),  # of which seen asks for one name
        ("report/model/__init__.py", set(MODULES)),
    ],
)
def test_what_follows_from_a_module_is_what_imports_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, edited: str, follow: set[str]
) -> None:
    shutil.copytree(ROOT / "report", tmp_path / "report", ignore=shutil.ignore_patterns("__pycache__", "fonts"))
    monkeypatch.setattr(store, "PACKAGE", tmp_path / "report")
    before = [code.__wrapped__(name) for name in MODULES]
    with (tmp_path / edited).open("a") as file:
        file.write("\n# edited\n")
    after = [code.__wrapped__(name) for name in MODULES]

    assert {name for name, old, new in zip(MODULES, before, after, strict=True) if old != new} == follow
