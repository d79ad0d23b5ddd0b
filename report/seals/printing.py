"""Figures of a quarter → what its pages print of it, as text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from posixpath import basename

from report import moment
from report.model import Cell, Dataset, Place, Publication, RegionKind, Span
from report.model.content import Quarters, Shown
from report.model.printed import LEAD, MARK, NOTE, SIMILAR, SINCE, TILES, Passage, Printed, Selection, Titled, Value
from report.numbers.cells import (
    LEGEND,
    NOTHING,
    machine_key,
    named,
    value_cell,
)
from report.numbers.measures import MEASURES, WORKED_OUT
from report.numbers.returned import Figure, Figures
from report.numbers.similar import SIZE, similar
from report.period import Quarter
from report.sentences import bulletin
from report.sentences.bulletin import Sentence, Tile
from report.sentences.claims import Claim

UNSAID = ("", NOTHING.text, "…")  # in a cell: there is nothing
Columns = Mapping[str, tuple[Figure, ...]]


def printed(figures: Figures, chosen: Quarters, quarter: Quarter) -> Printed:
    """All that is printed of *quarter*; what pages choose to show of it changes nothing but the layout of tables."""
    edition = figures.dataset.returns[quarter]
    columns = _columns(figures, quarter)
    return Printed(
        head=_head(edition.publication, edition.file),
        regions={region.slug: region.name for region in figures.regions},
        columns={key: _titled(one) for key, (one, *_) in columns.items()},
        values=dict(_values(figures, columns)),
        sentences=dict(_sentences(figures, chosen, quarter)),
        tables=tuple(_layouts(figures, chosen, quarter, columns)),
        measures=MEASURES,
        legend=LEGEND,
    )


def _head(publication: Publication, file: str) -> Mapping[str, str]:
    told = {
        "title": publication.title,
        "publisher": publication.publisher,
        "url": publication.url,
        "file": basename(file),
        "first published": moment.code(publication.released_at),
        "revised": moment.code(publication.revised_at) if publication.revised_at else "",
        "reason": publication.reason,
        "cut-off": publication.cut_off.isoformat(),
        "status": publication.status,
        **{f"{NOTE}{number}": note for number, note in enumerate(publication.notes, start=1)},
    }
    return {name: text for name, text in told.items() if text}


# ---------------------------------------------------------------- values


def _columns(figures: Figures, quarter: Quarter) -> Columns:
    """Every column of which the quarter prints something of anybody: as returned, worked out, or why it is not told."""
    asked = (
        figures.column(key, quarter, span, subject)
        for key in figures.dataset.indicators
        for subject in figures.subjects(key)
        for span in _spans(figures.dataset, key)
    )
    return {machine_key(column[0]): column for column in asked if any(_said(value_cell(one)) for one in column)}


def _titled(figure: Figure) -> Titled:
    indicator = figure.indicator
    return Titled(indicator.key, named(figure), indicator.unit, indicator.definition, indicator.counted)


def _spans(dataset: Dataset, key: str) -> tuple[Span | None, ...]:
    return (Span.QUARTER, Span.YTD) if dataset.indicators[key].kind == "flow" else (None,)


def _values(figures: Figures, columns: Columns) -> Iterator[tuple[tuple[str, str], Value]]:
    provinces, slugs = len(figures.dataset.provinces), {one.name: one.slug for one in figures.regions}
    for key, column in columns.items():
        for figure in column:
            found = _value(figure, provinces)
            if any(found[:-1]):
                yield (slugs[figure.region], key), found


def _value(figure: Figure, provinces: int) -> Value:
    where = figure.observation.where if figure.observation else None
    return Value(
        text=_said(value_cell(figure)),
        cell=cell_of(where) if where else "",
        **{name: _said(one.cell(figure, provinces)) for name, one in WORKED_OUT.items()},
    )


def _said(cell: Cell) -> str:
    """What a cell says, its marks behind it; nothing where there is nothing."""
    return "" if cell.text in UNSAID else f"{cell.text} {cell.marks}".strip()


def cell_of(where: Place) -> str:
    """转让许可!G14; of a CSV its line."""
    return f"{where.sheet}!{where.cell}" if where.sheet else f"第{where.line}行"


# ---------------------------------------------------------------- sentences


def _sentences(figures: Figures, chosen: Quarters, quarter: Quarter) -> Iterator[tuple[Passage, str]]:
    yield from _of_region(figures, chosen, quarter, "")
    for region in figures.regions[1:]:
        yield from _of_region(figures, chosen, quarter, region.name)


def _of_region(figures: Figures, chosen: Quarters, quarter: Quarter, name: str) -> Iterator[tuple[Passage, str]]:
    """Of a region, or where it has no name of the nation."""
    region = figures.dataset.regions[name] if name else figures.dataset.nation
    for part, sentences in _parts(figures, chosen, quarter, name):
        for number, sentence in enumerate(sentences, start=1):
            yield Passage(region.slug, part, number, _about(sentence)), text_of(sentence)
    if region.kind is not RegionKind.NATION and (alike := similar(figures, name, quarter)):
        yield Passage(region.slug, SIMILAR, 1, SIZE), "、".join(alike)


def _parts(figures: Figures, chosen: Quarters, quarter: Quarter, name: str) -> Iterator[tuple[str, Iterable[Sentence]]]:
    yield MARK, bulletin.marked(figures, chosen, quarter, name)
    if name:
        yield from bulletin.region_bulletin(figures, chosen, name, quarter)
        yield LEAD, bulletin.region_lead(figures, chosen, name, quarter)
        yield SINCE, bulletin.since_last(figures, chosen, name, quarter)
    else:
        yield TILES, map(_tile, bulletin.headline(figures, chosen, quarter))
        yield from bulletin.bulletin(figures, chosen, quarter)


def _tile(tile: Tile) -> Sentence:
    """专利转让 2024年1—9月累计 4.9万次 同比增长12.3%"""
    claims = [one for one in (tile.title, tile.where, tile.value, tile.change) if one]
    return tuple(part for one in claims for part in (" ", one))[1:]


def text_of(sentence: Sentence) -> str:
    return "".join(part.text if isinstance(part, Claim) else part for part in sentence)


def _about(sentence: Sentence) -> str:
    return next(bulletin.claims_of([sentence])).indicator


# ---------------------------------------------------------------- tables


def _layouts(figures: Figures, chosen: Quarters, quarter: Quarter, columns: Columns) -> Iterator[Selection]:
    for table in chosen.tables:
        keys = [(one, _key(figures, one, quarter)) for one in table.columns if one.key in figures.dataset.indicators]
        if given := tuple(" ".join((key, *one.show)) for one, key in keys if key in columns):
            yield Selection(table.theme, table.of or table.theme, given)


def _key(figures: Figures, shown: Shown, quarter: Quarter) -> str:
    return machine_key(figures.column(shown.key, quarter, Span(shown.span) if shown.span else None)[0])
