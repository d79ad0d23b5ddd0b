"""A site that stands is built again as soon as anything that it follows from is another, and not before."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from report.commands.standing import Lookup
from report.deliver import manifest
from report.moment import BEIJING
from report.numbers.embargo import next_change, released
from report.store import Keep, Stores
from tests.known import as_rendered, pages_of, real
from tests.sites import MOMENT, finished

SAID = "site: 2 pages, 2 other files"
LATER = MOMENT + timedelta(days=3)


@pytest.fixture
def lookup(tmp_path: Path) -> Lookup:
    """A site that was just built of a few files, and that changes in three days."""
    for name in ("data/figures.csv", "content/home.yml", "templates/home.md.j2", "returns/data/2024Q4.csv"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("1")
    (tmp_path / "mkdocs.yml").write_text('site_url: ""\n')
    (tmp_path / "data/urls.txt").write_text("")
    site = finished(tmp_path / "site")
    found = Lookup(tmp_path, tmp_path / "returns/data", site, MOMENT, Stores(tmp_path / ".cache"))
    found.remember(found.key(), LATER, SAID)
    return found


def test_a_site_of_which_nothing_changed_stands_and_tells_when_it_was_looked_at(lookup: Lookup) -> None:
    before = manifest.read(lookup.out)
    soon = replace(lookup, now=MOMENT + timedelta(hours=5))

    assert (lookup.said_again(), soon.said_again()) == (SAID, SAID)
    assert manifest.read(lookup.out) == replace(
        before, moment="2025-01-20T14:30+08:00", inputs=manifest.inputs(lookup.root, lookup.root / "returns/data")
    )
    assert soon.said_again() == SAID


@pytest.mark.parametrize("now", [MOMENT - timedelta(minutes=1), LATER, LATER + timedelta(days=1)])
def test_at_another_time_than_it_is_good_for_it_is_built(lookup: Lookup, now: datetime) -> None:
    assert replace(lookup, now=now).said_again() == ""


def test_a_site_is_good_until_its_addresses_were_sealed(lookup: Lookup) -> None:
    (lookup.root / "returns/data/urls.txt").write_text("# sealed at 2025-01-21T08:00+08:00\n")
    lookup.remember(lookup.key(), LATER, SAID)

    assert lookup.said_again() == SAID
    assert replace(lookup, now=MOMENT + timedelta(days=1)).said_again() == ""


def edited(name: str, text: str = "2") -> Callable[[Path], object]:
    return lambda root: (root / name).write_text(text)


@pytest.mark.parametrize(
    "change",
    [
        edited("data/figures.csv"),
        edited("data/new.csv"),
        edited("content/home.yml"),
        edited("templates/home.md.j2"),
        edited("returns/data/2024Q4.csv"),
        edited("mkdocs.yml", "site_url: https://panhuo.example\n"),
        edited("site/index.html", "盘清"),
        edited("site/new.html"),
        edited("site/build.json", "{}"),
        lambda root: (root / "site/404.html").unlink(),
        lambda root: (root / "site/404.html").chmod(0o600),
        lambda root: (root / "content/home.yml").rename(root / "content/other.yml"),
        lambda root: finished(root / "site", {"new.html": "新"}),
        lambda root: (root / "site").rename(root / "elsewhere"),
    ],
)
def test_what_is_not_as_it_was_is_built(lookup: Lookup, change: Callable[[Path], object]) -> None:
    change(lookup.root)

    assert lookup.said_again() == ""


def test_a_file_put_back_with_its_size_and_time_is_noticed(lookup: Lookup) -> None:
    file = lookup.out / "index.html"
    before = file.stat()
    os.link(file, file.with_name("kept"))  # so that its place on the disk is not given away again
    file.unlink()
    file.write_text("盘盘")
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    file.with_name("kept").unlink()

    assert lookup.said_again() == ""


def test_a_site_for_another_address_is_built(lookup: Lookup) -> None:
    assert replace(lookup, address="https://panhuo.example").said_again() == ""


def test_what_changed_while_a_site_was_built_is_not_what_it_was_built_of(lookup: Lookup) -> None:
    key = lookup.key()
    edited("data/figures.csv")(lookup.root)
    lookup.remember(key, LATER, SAID)

    assert lookup.said_again() == ""


def test_without_the_stores_it_is_built(lookup: Lookup) -> None:
    keep: Keep = Stores(lookup.root / "other")

    assert replace(lookup, keep=keep).said_again() == ""


def test_no_page_tells_the_day_of_the_build_since_a_site_that_stands_would_not_know_the_next():
    first, later = (datetime(2026, 11, day, 12, tzinfo=BEIJING) for day in (28, 30))
    change = next_change(real(), first)
    assert change
    assert change > later

    made = [
        {page.address: as_rendered(page) for page in pages_of(released(real(), now), now.date())}
        for now in (first, later)
    ]

    assert [address for address, text in made[0].items() if made[1][address] != text] == []
