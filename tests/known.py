"""What this checkout holds, worked out once a process for all tests that ask. Frozen values: nobody changes them."""

from __future__ import annotations

from datetime import date
from functools import cache

from report.compose import compose
from report.dataset import read
from report.inputs import Inputs
from report.inputs.contents import read_content
from report.model import Dataset, Page, Site
from report.numbers.embargo import released
from report.pages import pages
from report.pages.desk import Desk
from report.store import Keep, Stores
from tests.conftest import MOMENT, ROOT

EXAMPLE = ROOT / "examples/programme/data"


@cache
def kept() -> Stores:
    """What builds of the example keep for the next, and tests for other tests."""
    return Stores.of(ROOT, EXAMPLE)


def keeping() -> Keep:
    """What is read of returns is shared with all tests and builds; the rest is kept as long as what this gives."""
    own: dict[str, dict[str, bytes]] = {}
    return lambda kind: kept()(kind) if kind in ("findings", "readings", "templates") else own.setdefault(kind, {})


@cache
def real() -> Dataset:
    """All that stands under data/."""
    return read(Inputs(ROOT))


@cache
def example() -> Dataset:
    """All of the synthetic programme."""
    return read(Inputs(ROOT, EXAMPLE, keep=kept()))


def pages_of(dataset: Dataset, today: date = date.max) -> tuple[Page, ...]:
    """The pages that *dataset* has with the prose of this checkout."""
    return pages(Desk(dataset), read_content(Inputs(ROOT)), today)


@cache
def real_pages() -> tuple[Page, ...]:
    """The pages of the real site at the moment of the tests."""
    return pages_of(released(real(), MOMENT), MOMENT.date())


@cache
def example_pages() -> tuple[Page, ...]:
    return pages_of(released(example(), MOMENT), MOMENT.date())


@cache
def real_site() -> Site:
    """The composed real site; the charts that earlier builds drew are borrowed."""
    return compose(Inputs(ROOT), MOMENT, Stores(ROOT / ".cache"))


@cache
def markdown() -> dict[str, str]:
    """Path → text of every page of the real site."""
    return {one.path: one.content.decode() for one in real_site().artifacts if one.path.endswith(".md")}
