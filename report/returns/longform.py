"""CSV in long form: one value a row, named in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from report.model import Place
from report.period import Quarter
from report.returns.entries import UNKNOWN, WORDLESS, Entry, Heading, Naming, ReadRow, ReadText, Sheet
from report.returns.form import Form, FormColumn
from report.returns.grid import Grid
from report.returns.layout import Labels, Layout, key_word
from report.returns.numerals import Raw
from report.returns.sheets import code_in, entry_of, quarters_above, region_of, texts_of, units_around
from report.returns.units import HEADS as UNIT_HEADS
from report.returns.units import units_in
from report.returns.words import plain_word

HEADERS = {
    "quarter": ("统计期", "季度", "quarter", "period"),
    "code": ("代码", "行政区划代码", "code"),
    "region": ("地区", "省份", "region"),
    "item": ("指标", "项目", "indicator", "item"),
    "part": ("对象", "分类", "subject", "part"),
    "measure": ("口径", "measure"),
    "value": ("数值", "值", "value"),
    "unit": UNIT_HEADS,
    "note": ("备注", "note"),
}
HEADS = {key_word(word): name for name, words in HEADERS.items() for word in words}
NAMING = ("region", "item", "part", "measure", "unit")
LATEST_HEADER = 40  # rows
REQUIRED = ("region", "item", "part", "value")


def is_long(grid: Grid) -> bool:
    """One of the first rows names the columns of the long form."""
    return {"region", "item", "value"} <= set(_places(_first(grid)[1]))


def read_long(grid: Grid, form: Form, layout: Layout, labels: Labels) -> Sheet:
    """What a long-form file says; without rows where a column is missing that each row needs."""
    top, header = _first(grid)
    places = _places(header)
    missing = tuple(HEADERS[name][0] for name in REQUIRED if name not in places)
    below = [row for row in range(top + 1, len(grid.cells)) if any(str(raw).strip() for raw in grid.cells[row])]
    is_wide = {row: _is_as_wide(grid.cells[row], header) for row in below} if not missing else {}
    records, ragged = ([row for row, fits in is_wide.items() if fits is wanted] for wanted in (True, False))
    words = _words(form, layout)
    rows = [_row(grid, row, places, words, form, layout, labels) for row in records]
    return Sheet(
        Place(grid.file),
        texts_of(grid),
        has_table=True,
        is_long=True,
        units=(*units_around(grid, top, len(grid.cells)), *_units(grid, top, header)),
        quarters=(*quarters_above(grid, top), *_quarters(grid, records, places)),
        header=tuple(ReadText(grid.where(top, place), word) for place, word in enumerate(header) if word),
        headings=tuple(
            _heading(word, grid.where(top, place))
            for place, word in enumerate(header)
            if word.strip() or any(str(grid.at(row, place)).strip() for row in below)
        ),
        missing=missing,
        ragged=tuple((grid.where(row, places["value"]), len(grid.cells[row])) for row in ragged),
        rows=tuple(rows),
        entries=tuple(_entries(grid, zip(records, rows, strict=True), places)),
    )


def _is_as_wide(cells: tuple[Raw, ...], header: tuple[str, ...]) -> bool:
    """Whether a row has as many cells as the header; blank ones more are commas that a spreadsheet left."""
    return len(cells) >= len(header) and not any(str(raw).strip() for raw in cells[len(header) :])


def _first(grid: Grid) -> tuple[int, tuple[str, ...]]:
    """The row that names the columns, below a title or not, and its words."""
    for row, cells in enumerate(grid.cells[:LATEST_HEADER]):
        words = tuple(str(raw) for raw in cells)
        if {"region", "item", "value"} <= set(_places(words)):
            return row, words
    return 0, ()


def _places(header: tuple[str, ...]) -> dict[str, int]:
    """Where each column of the long form stands; of two with one name the first."""
    named = [(HEADS.get(key_word(word)), place) for place, word in enumerate(header)]
    return {name: place for name, place in reversed(named) if name}


def _units(grid: Grid, top: int, header: tuple[str, ...]) -> Iterator[ReadText]:
    """Units in the heads of the columns: 数值（万件）."""
    for place, word in enumerate(header):
        if told := units_in(word):
            yield ReadText(grid.where(top, place), "、".join(told))


def _heading(word: str, where: Place) -> Heading:
    key = key_word(word)
    return Heading((word,), where, name=HEADS.get(key, UNKNOWN) if key else WORDLESS)


def _words(form: Form, layout: Layout) -> Mapping[str, str]:
    """Keys and words of items → key of the item; other words by the layout."""
    own = {key_word(item.word): key for key, item in form.items.items()}
    other = {word: own[known] for word, known in layout.words.items() if known in own}
    return {**other, **own, **{key: key for key in form.items}}


# ---------------------------------------------------------------- rows


def _row(
    grid: Grid,
    row: int,
    places: Mapping[str, int],
    words: Mapping[str, str],
    form: Form,
    layout: Layout,
    labels: Labels,
) -> ReadRow:
    label, item, part, measure, unit = (_text(grid, row, places, name) for name in NAMING)
    key = words.get(key_word(item.text), "")
    return ReadRow(
        label.text,
        region_of(label.text, labels),
        label.where,
        code_in(grid, row, places.get("code")),
        _column(key, part.text, measure.text, form, layout) if key else None,
        Naming(item, part, measure, bool(key), unit),
    )


def _text(grid: Grid, row: int, places: Mapping[str, int], name: str) -> ReadText:
    place = places.get(name)
    if place is None:
        return ReadText(grid.where(row, 0), "")
    return ReadText(grid.where(row, place), str(grid.at(row, place)).strip())


def _entries(grid: Grid, rows: Iterator[tuple[int, ReadRow]], places: Mapping[str, int]) -> Iterator[Entry]:
    for number, row in rows:
        if row.region and row.column:
            place = places["value"]
            yield entry_of(grid.at(number, place), grid.where(number, place), row.column, row.region)


def _quarters(grid: Grid, records: list[int], places: Mapping[str, int]) -> Iterator[tuple[Quarter | None, ReadText]]:
    for row in records if "quarter" in places else ():
        text = _text(grid, row, places, "quarter")
        try:
            yield Quarter.parse(plain_word(text.text).upper()), text
        except ValueError:
            yield None, text


# ---------------------------------------------------------------- the column that a row names


def _column(key: str, part_text: str, measure_text: str, form: Form, layout: Layout) -> FormColumn | None:
    item = form.items[key]
    parts = {**{key_word(word): part for part, word in item.parts.items()}, **{part: part for part in item.parts}}
    words = {
        **{key_word(form.measures[name]): name for name in item.measures},
        **{name: name for name in item.measures},
    }
    part = next(_known(part_text, parts, layout), None)
    only = item.measures[0] if len(item.measures) == 1 and not measure_text else None
    measure = next(_known(measure_text, words, layout), only)
    return FormColumn(key, part, measure) if part and measure else None


def _known(text: str, names: Mapping[str, str], layout: Layout) -> Iterator[str]:
    word = key_word(text)
    for spelling in (word, layout.words.get(word, "")):
        if spelling in names:
            yield names[spelling]
