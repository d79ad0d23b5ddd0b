"""make same-site: it counts what differs between two builds, and tells the CSVs of charts apart."""

from __future__ import annotations

from pathlib import Path

from tests.same_site import compared, hashes

BEFORE = {"site/a.html": "1", "site/b.svg": "2", "site/b.csv": "3", "site/table.csv": "4"}


def test_the_same_files_are_counted():
    assert compared(BEFORE, BEFORE) == [
        "CSVs of charts 1: same 1, different 0",
        "files 3: same 3, different 0",
    ]


def test_what_came_went_or_changed_is_named_and_the_csv_of_a_chart_is_counted_apart():
    after = {"site/a.html": "5", "site/b.svg": "2", "site/b.csv": "6", "site/new.html": "7"}

    assert compared(BEFORE, after) == [
        "different: site/a.html",
        "new: site/new.html",
        "gone: site/table.csv",
        "CSVs of charts 1: same 0, different 1",
        "files 4: same 1, different 3",
    ]


def test_one_other_byte_is_another_file_and_build_json_is_left_out(tmp_path: Path):
    (tmp_path / "site").mkdir()
    (tmp_path / "site/build.json").write_bytes(b"commit")
    (tmp_path / "site/a.html").write_bytes(b"a")
    before = hashes(tmp_path)
    (tmp_path / "site/a.html").write_bytes(b"b")
    after = hashes(tmp_path)

    assert [*before] == [*after] == ["site/a.html"]
    assert before != after
