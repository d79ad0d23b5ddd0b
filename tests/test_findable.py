"""What leads to the site: the map of its pages, what crawlers and browsers ask for."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from dataclasses import replace
from datetime import timedelta
from functools import cache
from pathlib import Path

import pytest

import build
from report import findable
from report.compose import composed, out
from report.findable.site_map import site_map
from report.inputs import Inputs
from report.inputs.settings import read_site_url
from report.model import Artifact, Dataset, Site
from report.numbers.embargo import released
from report.pages.desk import Desk
from report.pages.modified import moments, moments_of_quarters
from report.period import Quarter
from tests.conftest import MOMENT, ROOT, borrowed_cache
from tests.known import example, real

SITE = "https://panhuo.example"
NS = {"map": "http://www.sitemaps.org/schemas/sitemap/0.9"}


def desk(dataset: Dataset, site: str = "") -> Desk:
    return Desk(dataset, site)


def page(path: str, *front: str) -> Artifact:
    return Artifact(path, "\n".join(["---", 'title: "江苏"', *front, "---", "", 'modified: "1999"']).encode())


def test_the_map_has_each_present_page_with_the_release_that_last_changed_it() -> None:
    pages = [
        page("index.md", 'modified: "2024-10-20T09:30+08:00"'),
        page("regions/index.md"),
        page("quarters/2024q3/editions/1/index.md", "noindex: true"),
        Artifact("data/a.csv", b"1"),
    ]
    urls = ET.fromstring(site_map(pages, SITE)).findall("map:url", NS)

    assert [(url.findtext("map:loc", "", NS), url.findtext("map:lastmod", "", NS)) for url in urls] == [
        (f"{SITE}/", "2024-10-20T09:30+08:00"),
        (f"{SITE}/regions/", ""),
    ]


def test_without_an_address_there_are_only_the_rules_for_crawlers() -> None:
    assert [(one.path, one.content) for one in findable.files([], desk(real()), {})] == [
        ("robots.txt", b"User-agent: *\nAllow: /\n")
    ]


def test_crawlers_are_told_of_the_map_and_browsers_of_the_search() -> None:
    files = {one.path: one.content.decode() for one in findable.files([], desk(real(), f"{SITE}/a"), {})}
    url = next(one for one in ET.fromstring(files["opensearch.xml"]) if one.tag.endswith("Url"))

    assert files["robots.txt"].endswith("\nSitemap: https://panhuo.example/a/sitemap.xml\n")
    assert url.attrib == {"type": "text/html", "template": "https://panhuo.example/a/?q={searchTerms}"}
    assert list(files) == list(findable.paths(real(), SITE))


def test_the_named_address_stands_before_the_one_that_is_given(tmp_path: Path) -> None:
    (tmp_path / "mkdocs.yml").write_text('site_url: ""\n')
    assert read_site_url(Inputs(tmp_path, address=f"{SITE}/")) == SITE
    (tmp_path / "mkdocs.yml").write_text("site_url: https://office.example/\n")
    assert read_site_url(Inputs(tmp_path, address=SITE)) == "https://office.example"


@pytest.mark.parametrize(
    "text", ["panhuo.example", "https://a b", "javascript:alert(1)", "https://x/<y>", "https://x/?q"]
)
def test_what_is_no_address_is_refused(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        build.main(["site", "--address", text])
    assert "不是网站的地址；请写作 https://panhuo.example/" in capsys.readouterr().err


# ---------------------------------------------------------------- when a release changed a page


@cache
def example_as_of(days: int = 0) -> Dataset:
    return released(example(), MOMENT + timedelta(days=days))


def test_a_page_of_a_quarter_was_changed_by_its_own_return_or_by_one_before_it() -> None:
    found = moments_of_quarters(example_as_of())
    for quarter, moment in found.items():
        before = [one.publication.out_at for one in example_as_of().versions if one.publication.quarter <= quarter]
        assert moment == max(before) <= MOMENT
    assert list(found) == list(example_as_of().returns)


def test_no_page_was_changed_by_what_is_not_out() -> None:
    assert max(moments(released(real(), MOMENT)).values()) <= MOMENT
    assert max(moments(example_as_of()).values()) <= MOMENT


def test_a_new_quarter_changes_the_pages_that_have_a_number_of_it_and_no_other() -> None:
    dataset = example_as_of()
    last = dataset.versions[-1]
    jiangsu = tuple(row for row in last.observations if row.region == "江苏" and row.indicator == "pool_patents")
    before = replace(dataset, versions=dataset.versions[:-1])
    after = replace(dataset, versions=(*dataset.versions[:-1], replace(last, observations=jiangsu)))
    changed = {address for address, moment in moments(after).items() if moment != moments(before).get(address)}

    assert changed >= {"/", "/calendar/", "/regions/jiangsu/", "/indicators/pool-patents/"}
    assert not {"/regions/beijing/", "/indicators/inventory-patents/", "/quarters/2024q3/"} & changed


@cache
def with_an_address() -> Site:
    inputs = replace(Inputs(ROOT, keep=borrowed_cache()), address=SITE)
    return composed(inputs, out(inputs, MOMENT))


def test_the_map_of_the_project_leads_to_every_page_once_and_tells_times_of_releases() -> None:
    files = {one.path: one.content for one in with_an_address().artifacts}
    urls = ET.fromstring(files["sitemap.xml"]).findall("map:url", NS)
    locations = [url.findtext("map:loc", "", NS) for url in urls]
    times = dict(zip(locations, (url.findtext("map:lastmod", "", NS) for url in urls), strict=True))

    assert len(locations) == len(set(locations)) > 100
    assert f"{SITE}/regions/jiangsu/" in locations and f"{SITE}/latest/" not in locations
    assert times[f"{SITE}/about/"] == "2026-11-28T00:00+08:00"
    assert "2023-01-01" < times[f"{SITE}/"] <= MOMENT.isoformat()


def test_quarters_are_of_their_own_time() -> None:
    found = moments(example_as_of())
    assert found["/quarters/2024q1/"] >= moments_of_quarters(example_as_of())[Quarter(2024, 1)]
