"""The checks: one small function a rule, each yields Problems; RULES lists them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from report.checks import cells, figures, references, regions, releases, tables, text
from report.model import Problem
from report.table import RawData

Rule = Callable[[RawData], Iterator[Problem]]

RULES: tuple[Rule, ...] = (
    cells.empty_mandatory_cells,
    cells.values_off_the_list,
    cells.badly_written_values,
    cells.values_out_of_range,
    cells.lists_and_texts,
    cells.duplicate_keys,
    regions.one_nation,
    regions.addresses_taken,
    regions.half_a_tile,
    regions.inside_a_province,
    references.unknown_references,
    references.addresses_off_the_list,
    references.sources_with_wrong_address,
    references.evidence_of_milestones,
    figures.periods_reversed,
    figures.periods_missing,
    figures.kinds_without_their_period,
    figures.units_that_disagree,
    figures.values_below_zero,
    figures.rates_above_hundred,
    figures.places_that_disagree,
    figures.levels_of_documents,
    figures.statements_that_disagree,
    figures.directions_that_disagree,
    figures.growth_without_its_words,
    figures.same_fact_twice,
    tables.values_and_symbols,
    tables.counts_with_fractions,
    tables.scopes_of_regions,
    tables.sources_that_disagree,
    tables.subjects_against_total,
    tables.indicators_against_total,
    tables.regions_against_nation,
    tables.parts_above_whole,
    releases.moved_with_a_reason,
    releases.announced_after_the_quarter,
    releases.announced_once,
    releases.redirects_end,
    text.unsafe_content,
    text.too_long,
    text.bad_pinyin,
)


def check(raw: RawData) -> Iterator[Problem]:
    """All problems of all rules."""
    for rule in RULES:
        yield from rule(raw)
