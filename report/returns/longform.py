"""CSV in long form: one value a row, named in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from report.model import Place
from report.period import Quarter
from report.returns.entries import Text, Value
from report.returns.form import Column, Form
from report.returns.grid import Grid
from report.returns.layout import Labels, Layout, key_word
from report.returns.sheets import Found, read_above, read_value
from report.returns.words import plain_word, shown

HEADERS = {
    "quarter": ("统计期", "季度", "quarter", "period"),
    "code": ("代码", "行政区划代码", "code"),
    "region": ("地区", "省份", "region"),
    "item": ("指标", "项目", "indicator", "item"),
    "part": ("对象", "分类", "subject", "part"),
    "measure": ("口径", "measure"),
    "value": ("数值", "值", "value"),
    "note": ("备注", "note"),
}
HEADS = {key_word(word): name for name, words in HEADERS.items() for word in words}
LATEST_HEADER = 40  # rows
REQUIRED = ("region", "item", "part", "value")


def is_long(grid: Grid) -> bool:
    """One of the first rows names the columns of the long form."""
    return {"region", "item", "value"} <= set(_places(_first(grid)[1]))


def read_long(grid: Grid, form: Form, layout: Layout, labels: Labels, found: Found) -> None:
    """Add every row of a long-form file to *found*."""
    top, header = _first(grid)
    read_above(grid, top, found)
    places = _places(header)
    if not _complete(grid, top, header, places, found):
        return
    names = _words(form, layout)
    seen: dict[tuple[Column, str], Place] = {}
    for row in range(top + 1, len(grid.cells)):
        if any(str(raw).strip() for raw in grid.cells[row]):
            _row(grid, row, len(header), places, names, form, layout, labels, seen, found)
    columns = dict.fromkeys(column for column, _ in seen)
    found.columns += [(column, grid.where(top, places["item"])) for column in columns]
    found.rows += list(dict.fromkeys((name, grid.where(top, places["region"])) for _, name in seen))


def _first(grid: Grid) -> tuple[int, tuple[str, ...]]:
    """The row that names the columns, below a title or not, and its words."""
    for row, cells in enumerate(grid.cells[:LATEST_HEADER]):
        words = tuple(str(raw) for raw in cells)
        if {"region", "item", "value"} <= set(_places(words)):
            return row, words
    return 0, ()


def _places(header: tuple[str, ...]) -> dict[str, int]:
    named = ((HEADS[key_word(word)], place) for place, word in enumerate(header) if key_word(word) in HEADS)
    return dict(reversed(list(named)))


def _complete(grid: Grid, top: int, header: tuple[str, ...], places: Mapping[str, int], found: Found) -> bool:
    given = [key_word(word) for word in header]
    for place, word in enumerate(given):
        if word and word not in HEADS:
            found.note(
                "unknown-column",
                grid.where(top, place),
                f"不认识列「{shown(header[place])}」",
                "可用：统计期、代码、地区、指标、对象、口径、数值、备注",
            )
        elif not word:
            found.note("header", grid.where(top, place), "这一列没有列名", "请补上列名，或删去这一列")
        elif word in given[:place]:
            found.note("header", grid.where(top, place), f"列「{shown(header[place])}」出现两次", "请删去一个")
    missing = [HEADERS[name][0] for name in REQUIRED if name not in places]
    for name in missing:
        found.note(
            "missing-column", grid.where(top, 0), f"缺少列「{name}」", "长表应有：统计期、地区、指标、对象、口径、数值"
        )
    return not missing


def _words(form: Form, layout: Layout) -> Mapping[str, str]:
    """Keys and words of items → key of the item; other words by the layout."""
    own = {key_word(item.word): key for key, item in form.items.items()}
    other = {word: own[known] for word, known in layout.words.items() if known in own}
    return {**other, **own, **{key: key for key in form.items}}


def _row(
    grid: Grid,
    row: int,
    width: int,
    places: Mapping[str, int],
    names: Mapping[str, str],
    form: Form,
    layout: Layout,
    labels: Labels,
    seen: dict[tuple[Column, str], Place],
    found: Found,
) -> None:
    cells = grid.cells[row]
    value_at = grid.where(row, places["value"])
    if len(cells) != width:
        found.note(
            "header", value_at, f"这一行有 {len(cells)} 格，与表头不符", "请补足分隔符；单元格内含逗号时用双引号括起"
        )
        return
    text = {name: str(grid.at(row, place)).strip() for name, place in places.items()}
    _said(grid, row, places, text, found)
    named = _named(grid, row, text, places, names, form, layout, labels, found)
    if named is None or _is_repeated(named, value_at, seen, form, found):
        return
    column, region = named
    _code(grid, row, places, text, region, labels, found)
    value: Value = read_value(grid.at(row, places["value"]), value_at, column, region, found)
    found.values.append(value)


def _named(
    grid: Grid,
    row: int,
    text: Mapping[str, str],
    places: Mapping[str, int],
    names: Mapping[str, str],
    form: Form,
    layout: Layout,
    labels: Labels,
    found: Found,
) -> tuple[Column, str] | None:
    """The column and region that the row speaks of; None, and why, where they are not those of the form."""
    region, column = labels.name(text["region"], layout), _column(text, names, form, layout)
    known_item = names.get(key_word(text["item"])) is not None
    for name, good in (("region", bool(region)), ("item", known_item)):
        if not good:
            what = f"不认识{HEADERS[name][0]}「{shown(text[name])}」"
            found.note("unknown-name", grid.where(row, places[name]), what, "请用制式表中的名称")
    if region and (kind := labels.regions[region].kind) in ("city", "not-covered"):
        what = f"「{region}」不是省级行（{kind}）"
        found.note("level-mixed", grid.where(row, places["region"]), what, "请删去这一行")
        return None
    if not column and text["item"] and known_item:
        what = f"「{shown(text['part'])}」「{shown(text.get('measure', ''))}」不是这个指标的对象和口径"
        found.note("unknown-name", grid.where(row, places["part"]), what, "请用制式表中的对象和口径")
    return (column, region) if region and column else None


def _is_repeated(
    named: tuple[Column, str], at: Place, seen: dict[tuple[Column, str], Place], form: Form, found: Found
) -> bool:
    """Whether an earlier row spoke of the same column and region; that is noted, and remembered otherwise."""
    if named in seen:
        column, region = named
        what = f"与第 {seen[named].line} 行重复（{region}，{form.title_of(column)}）"
        found.note("duplicate-row", at, what, "请删去一行")
        return True
    seen[named] = at
    return False


def _said(grid: Grid, row: int, places: Mapping[str, int], text: Mapping[str, str], found: Found) -> None:
    found.texts += [
        Text(grid.where(row, places[name]), said, "note" if name == "note" else "cell")
        for name, said in text.items()
        if len(said) > 1
    ]
    if "quarter" in text:
        try:
            found.quarters.append(
                (Quarter.parse(plain_word(text["quarter"]).upper()), grid.where(row, places["quarter"]))
            )
        except ValueError:
            found.note(
                "period",
                grid.where(row, places["quarter"]),
                f"统计期「{shown(text['quarter'])}」无法识别",
                "请写作 2024Q4",
            )


def _code(
    grid: Grid, row: int, places: Mapping[str, int], text: Mapping[str, str], region: str, labels: Labels, found: Found
) -> None:
    right = labels.regions[region].code
    if "code" in text and plain_word(text["code"]) != right:
        what = f"代码「{shown(text['code'])}」与「{region}」不符"
        found.note("code-name", grid.where(row, places["code"]), what, f"「{region}」的代码是 {right}")


def _column(text: Mapping[str, str], names: Mapping[str, str], form: Form, layout: Layout) -> Column | None:
    key = names.get(key_word(text["item"]))
    if key is None:
        return None
    item = form.items[key]
    parts = {**{key_word(word): part for part, word in item.parts.items()}, **{part: part for part in item.parts}}
    words = {
        **{key_word(form.measures[name]): name for name in item.measures},
        **{name: name for name in item.measures},
    }
    part = next(_known(text["part"], parts, layout), None)
    measure = next(
        _known(text.get("measure", ""), words, layout),
        item.measures[0] if len(item.measures) == 1 and not text.get("measure") else None,
    )
    return Column(key, part, measure) if part and measure else None


def _known(text: str, names: Mapping[str, str], layout: Layout) -> Iterator[str]:
    word = key_word(text)
    for spelling in (word, layout.words.get(word, "")):
        if spelling in names:
            yield names[spelling]
