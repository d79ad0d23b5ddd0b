"""What pages tell search engines of themselves is well-formed, and what the pages and their files say."""

from __future__ import annotations

import csv
import html
import json
import re
from functools import cache
from typing import Any

import pytest

from report.model import Offer, Page
from report.pages.linked_data import linked_data
from tests.known import markdown, real_site

SITE = "https://panhuo.example"
SCRIPT = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)
REQUIRED = {  # of schema.org, as Google and the Schema Markup Validator ask for them
    "BreadcrumbList": {"itemListElement"},
    "DataCatalog": {"name", "url"},
    "Dataset": {"name", "description", "url", "license", "distribution", "variableMeasured", "isPartOf"},
}


@cache
def files() -> dict[str, bytes]:
    return {one.path: one.content for one in real_site().artifacts}


def graph(text: str) -> list[dict[str, Any]]:
    (found,) = SCRIPT.findall(text)
    said = json.loads(found)
    assert said["@context"] == "https://schema.org"
    return list(said["@graph"])


def datasets() -> dict[str, dict[str, Any]]:
    found = {path: [one for one in graph(text) if one["@type"] == "Dataset"] for path, text in described().items()}
    return {path: one for path, own in found.items() for one in own}


def described() -> dict[str, str]:
    return {path: text for path, text in markdown().items() if "application/ld+json" in text}


def page(title: str = "江苏", **front: object) -> Page:
    offer = Offer("国家知识产权局", None, None, "中华人民共和国", (("专利", "件", "说明"),), ("data.csv",))
    return Page(
        "/regions/jiangsu/", "", title, "", "地区", {}, front=front, crumbs=(("地区", "/regions/"),), offer=offer
    )


def test_every_page_that_search_leads_to_says_where_it_is_as_it_shows_it() -> None:
    for path, text in markdown().items():
        if "noindex: true" in text or path in ("index.md", "en/index.md"):
            assert "BreadcrumbList" not in text
            continue
        (crumbs,) = (one for one in graph(text) if one["@type"] == "BreadcrumbList")
        names = [item["name"] for item in crumbs["itemListElement"]]
        shown = re.search(r'<nav class="ph-crumbs".*?</nav>', text, re.DOTALL)
        if shown:
            assert names == [html.unescape(one) for one in re.findall(r"<(?:a|li aria)[^>]*>([^<]+)</", shown[0])]
        assert [item["position"] for item in crumbs["itemListElement"]] == list(range(1, len(names) + 1))


def test_each_kind_has_what_is_required_of_it_and_none_is_empty() -> None:
    for text in described().values():
        for one in graph(text):
            assert one.keys() >= REQUIRED[one["@type"]]
            assert all(value not in ("", [], None) for value in one.values())


def test_pages_of_quarters_indicators_and_official_tables_offer_data_and_no_others_do() -> None:
    kinds = {re.sub(r"[^/]+/index.md$", "", path) for path in datasets()}
    catalogs = [path for path, text in described().items() if any(one["@type"] == "DataCatalog" for one in graph(text))]

    assert kinds == {"quarters/", "indicators/", "data/tables/"}
    assert catalogs == ["data/index.md"]


def test_every_fact_of_an_offer_stands_on_its_page() -> None:
    for path, said in datasets().items():
        text = html.unescape(markdown()[path])
        front = json.loads(
            "{" + ",".join(f'"{n}":{v}' for n, v in re.findall(r"^(\w+): (.+)$", text.split("---")[1], re.M)) + "}"
        )
        assert (said["name"], said["description"]) == (front["title"], front["description"])
        assert said.get("dateModified") == front.get("modified")
        assert all(digits in text for digits in said.get("version", "").split("+"))
        for file in said["distribution"]:
            assert f"{path.removesuffix('index.md')}{file['contentUrl']}" in files()
            assert f'href="{file["contentUrl"]}"' in text
        if "/tables/" in path:
            assert said["creator"]["name"] in text


def test_the_days_and_units_are_those_of_the_data_beside_the_page() -> None:
    compared = 0
    for path, said in datasets().items():
        beside = files().get(path.replace("index.md", "data.csv"))
        rows = list(csv.DictReader(beside.decode().splitlines())) if beside else []
        if rows and path.startswith("indicators/"):
            days = [row["period_start"] or row["period_end"] for row in rows if row["period_end"]]
            ends = [row["period_end"] for row in rows if row["period_end"]]
            covered = said.get("temporalCoverage", "").split("/")
            assert (covered[0], covered[-1]) == ((min(days), max(ends)) if ends else ("", ""))
            compared += 1
        if rows and path.startswith("quarters/"):
            known = {
                row["indicator"]: row for row in csv.DictReader(files()["data/indicators.csv"].decode().splitlines())
            }
            titles = {known[row["indicator"]]["title"]: known[row["indicator"]]["unit"] for row in rows}
            assert {one["name"]: one["unitText"] for one in said["variableMeasured"]} == titles
            compared += 1
    assert compared > 20


@pytest.mark.parametrize("title", ["</script><script>alert(1)</script>", "<!--<script>", "a\u2028b & c"])
def test_no_text_ends_the_block_or_changes_its_shape(title: str) -> None:
    text = linked_data(page(title), SITE)

    assert text.count("<") == 2
    assert "&" not in text
    assert graph(text)[1]["name"] == title.replace("\u2028", " ")


def test_with_an_address_all_addresses_are_absolute_and_without_one_as_seen_from_the_page() -> None:
    with_one, without = (graph(linked_data(page(), site)) for site in (SITE, ""))

    assert with_one[1]["distribution"][0]["contentUrl"] == f"{SITE}/regions/jiangsu/data.csv"
    assert [item["item"] for item in with_one[0]["itemListElement"]] == [
        f"{SITE}/",
        f"{SITE}/regions/",
        f"{SITE}/regions/jiangsu/",
    ]
    assert without[1]["distribution"][0]["contentUrl"] == "data.csv"
    assert [item["item"] for item in without[0]["itemListElement"]] == ["../../", "../", "./"]


def test_synthetic_data_say_so() -> None:
    assert graph(linked_data(page(synthetic=True), SITE))[1]["name"] == "江苏（示例数据）"


def test_what_search_does_not_lead_to_says_nothing() -> None:
    assert linked_data(page(noindex=True), SITE) == ""
