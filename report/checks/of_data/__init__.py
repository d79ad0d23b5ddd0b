"""The checks of data/ but for returns: one small function a rule, each yields Problems; RULES lists them."""

from __future__ import annotations

from collections.abc import Iterator

from report.checks.of_data import announcements, cited, known_errors, official_tables, places, references, schema, text
from report.checks.rule import Rule, found
from report.inputs.raw import RawData
from report.model import Problem

RULES: tuple[Rule[RawData], ...] = (
    schema.empty_mandatory_cells,
    schema.values_off_the_list,
    schema.badly_written_values,
    schema.values_out_of_range,
    schema.lists_and_texts,
    schema.duplicate_keys,
    places.one_nation,
    places.addresses_taken,
    places.half_a_tile,
    places.inside_a_province,
    references.unknown_references,
    references.addresses_off_the_list,
    references.sources_with_wrong_address,
    references.confidence_in_copies,
    references.evidence_of_milestones,
    cited.periods_reversed,
    cited.periods_missing,
    cited.kinds_without_their_period,
    cited.units_that_disagree,
    cited.values_below_zero,
    cited.rates_above_hundred,
    cited.places_that_disagree,
    cited.levels_of_documents,
    cited.statements_that_disagree,
    cited.directions_that_disagree,
    cited.growth_without_its_words,
    cited.same_fact_twice,
    official_tables.values_and_symbols,
    official_tables.counts_with_fractions,
    official_tables.scopes_of_regions,
    official_tables.sources_that_disagree,
    official_tables.subjects_against_total,
    official_tables.indicators_against_total,
    official_tables.regions_against_nation,
    official_tables.parts_above_whole,
    known_errors.entries_of_rows,
    announcements.moved_with_a_reason,
    announcements.announced_after_the_quarter,
    announcements.announced_once,
    announcements.redirects_end,
    text.unsafe_content,
    text.too_long,
    text.bad_pinyin,
    text.not_english,
)


def check(raw: RawData) -> Iterator[Problem]:
    """All problems of all rules, but for those that data/known_errors.yml expects."""
    return known_errors.settled(tuple(found(RULES, raw)), raw)
