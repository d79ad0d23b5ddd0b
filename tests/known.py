"""What this checkout holds, worked out once a process for all tests that ask. Frozen values: nobody changes them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import cache

from report.compose import compose, desk_of
from report.dataset import read
from report.inputs import Inputs
from report.inputs.contents import read_content
from report.model import Artifact, Chart, Dataset, Page, Site
from report.numbers.embargo import released
from report.pages import pages, renderer
from report.pages.desk import Desk
from report.returns.folders import Reader, reader
from report.seals.sealed_lists import SealedList
from report.store import Keep, Stores
from tests.conftest import MOMENT, ROOT

EXAMPLE = ROOT / "examples/programme/data"
CHECKOUT = Inputs(ROOT)  # the files of this checkout, each read once a process


@cache
def kept() -> Stores:
    """What builds of the example keep for the next, and tests for other tests."""
    return Stores.of(ROOT, EXAMPLE)


def keeping() -> Keep:
    """What is read of returns is shared with all tests and builds; the rest is kept as long as what this gives."""
    own: dict[str, dict[str, bytes]] = {}
    return lambda kind: kept()(kind) if kind in ("findings", "readings", "templates") else own.setdefault(kind, {})


@cache
def programme() -> Inputs:
    """The files of the synthetic programme."""
    return Inputs(ROOT, EXAMPLE, keep=kept())


@cache
def real() -> Dataset:
    """All that stands under data/."""
    return read(CHECKOUT)


@cache
def return_reader() -> Reader:
    """What reads returns by the form of this checkout."""
    return reader(CHECKOUT, real().regions)


@cache
def example() -> Dataset:
    """All of the synthetic programme."""
    return read(programme())


@cache
def example_desk() -> Desk:
    """What the pages of the programme are made at, at the moment of the tests."""
    return desk_of(programme(), released(example(), MOMENT))


def pages_of(
    dataset: Dataset, today: date = date.max, listed: Mapping[str, SealedList] | None = None
) -> tuple[Page, ...]:
    """The pages that *dataset* has with the prose of this checkout."""
    return pages(Desk(dataset, listed=listed or {}), read_content(CHECKOUT), today)


@cache
def real_pages() -> tuple[Page, ...]:
    """The pages of the real site at the moment of the tests."""
    return pages_of(released(real(), MOMENT), MOMENT.date())


@cache
def example_pages() -> tuple[Page, ...]:
    return pages_of(released(example(), MOMENT), MOMENT.date())


class Unmeasured(dict[Chart, tuple[int, int]]):
    """The size of pictures that are not drawn."""

    def __missing__(self, chart: Chart) -> tuple[int, int]:
        return 1, 1


@cache
def _rendered() -> Callable[[Page], Artifact]:
    return renderer(ROOT / "templates", Unmeasured())


def as_rendered(page: Page) -> str:
    """A page by the templates of this checkout, its pictures not drawn."""
    return _rendered()(page).content.decode()


@cache
def real_site() -> Site:
    """The composed real site; the charts that earlier builds drew are borrowed."""
    return compose(Inputs(ROOT), MOMENT, Stores(ROOT / ".cache"))


@cache
def markdown() -> dict[str, str]:
    """Path → text of every page of the real site."""
    return {one.path: one.content.decode() for one in real_site().artifacts if one.path.endswith(".md")}
