"""What stands on paper of a page: the bulletin of a quarter, and the brief of a region in a quarter, of one sheet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any

from report.address import edition_address, quarter_address, region_quarter_address
from report.model import Paper, Region, RegionKind, Table
from report.numbers.cells import METHOD
from report.pages import pictures, series_tables
from report.pages.issue import Issue
from report.pages.plan import Plan
from report.seals.printing import text_of
from report.sentences.bulletin import Themed, Tile

SENTENCES = 5  # of a brief, each the first of a theme: it names period, region and holder
FIGURES = 12


def bulletin_of(issue: Issue, context: Mapping[str, Any]) -> Iterator[Paper]:
    """The quarter's page as a bulletin, where it has a table of the return; *context* is that of the page."""
    if not context["returned"]:
        return
    sections = [
        {
            "title": theme["title"],
            "sentences": [text_of(sentence) for sentence in theme["sentences"]],
            "charts": [chart for part in theme["parts"] for chart in part["charts"]],
        }
        for theme in context["returned"]
    ]
    tables = [part["table"] for theme in context["returned"] for part in theme["parts"]]
    said = {
        **_about(issue, quarter_address(issue.quarter)),
        "heading": issue.publication.title,
        "marked": [text_of(sentence) for sentence in context["marked"]],
        "tiles": [_tile(tile) for tile in context["tiles"]],
        "sections": sections,
        "citation": context["citation"].text,
        "tables": [*tables, *context["revised"]],
        "method": [*METHOD, *issue.publication.notes, *context["methods"]],
    }
    yield _paper(issue, "bulletin", issue.publication.title, said)


def _tile(tile: Tile) -> Mapping[str, str]:
    return {
        "title": tile.title.text,
        "where": tile.where.text,
        "value": tile.value.text,
        "change": tile.change.text if tile.change else "",
    }


def brief_of(issue: Issue, plan: Plan, region: Region, context: Mapping[str, Any]) -> Iterator[Paper]:
    """A region's report on one sheet, where the return has something of it; *context* is that of its page."""
    told: Sequence[Themed] = context["told"]
    figures = _main_figures(issue, plan, region.name)
    if not (told or figures.rows):
        return
    said = {
        **_about(issue, region_quarter_address(region, issue.quarter)),
        "heading": context["title"],
        "under": "高校和科研机构存量专利盘活情况简报",
        "marked": [text_of(sentence) for sentence in context["marked"]],
        "sentences": [text_of(sentences[0]) for _, sentences in told[:SENTENCES]],
        "charts": list(islice(pictures.trends(issue.desk, region, plan.trends, issue.quarter), 1)),
        "figures": figures,
        "compared": [context["compared"]] if context["is_compared"] else [],
        "similar": "、".join(context["similar"]),
        "corps": "兵团的数已含在新疆内，不可相加；兵团不参加各省排序。" if region.kind is RegionKind.CORPS else "",
    }
    yield _paper(issue, "brief", f"{issue.publication.title}：{region.name}", said)


def _main_figures(issue: Issue, plan: Plan, name: str) -> Table:
    """The first twelve of the main counts and the compared rates of a region."""
    wanted = dict.fromkeys(replace(one, show=()) for one in (*plan.main, *plan.compared))
    given = (one for one in wanted if series_tables.is_given(issue.desk, one, issue.quarter))
    return series_tables.main_table(issue.desk, list(islice(given, FIGURES)), name, issue.quarter)


def _about(issue: Issue, address: str) -> Mapping[str, Any]:
    """What every paper says of where its numbers come from."""
    site, newest = issue.desk.site, issue.editions[-1] if issue.editions else None
    check = f"，校验码 {newest.seal.short}" if newest and newest.seal else ""
    edition = [["版次", f"第{newest.number}版{check}"]] if newest else []
    return {
        "facts": [*map(list, issue.origin), *edition],
        "scanned": f"{site}{edition_address(address, newest.number)}" if newest and site else "",
        "source": f"{issue.desk.return_title(issue.quarter)}，季度报表 {issue.file_name}",
        "address": f"{site}{address}",
        "address_of_method": f"{site}/measures/",
    }


def _paper(issue: Issue, layout: str, title: str, said: Mapping[str, Any]) -> Paper:
    publication = issue.publication
    keywords = (*issue.front["keywords"], publication.status)
    return Paper(layout, title, publication.publisher, keywords, publication.out_at, issue.file, said)
