"""Grids → values: find the header, name its columns, go down the rows, keep the cell of everything."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from difflib import get_close_matches

from report.model import ERROR, WARNING, Place, Problem
from report.period import Quarter
from report.returns.entries import Text, Value
from report.returns.form import COUNTS, Column, Form
from report.returns.grid import Grid
from report.returns.layout import Labels, Layout, key_word
from report.returns.looks import Look
from report.returns.words import HAN, INVISIBLE, Raw, plain_word, read_number, shown, unit_in

DEEPEST_HEADER, LATEST_HEADER = 6, 40  # rows
FOOTER = re.compile(
    r"^(注|说明|备注|附注|填表|制表|审核|复核|资料来源|数据来源|来源|单位负责人|联系|填报|Notes?\b|Sources?\b|[①-⑩]|\d[.、](?!\d))"
)
QUARTER = re.compile(r"(?<!\d)(\d{4})\s*(?:年\s*第?\s*([一二三四1-4])\s*季度|[Qq]([1-4])(?!\d))")
SAID_UNIT = re.compile(r"(?:计量)?单位[:：]\s*(.+)")


@dataclass
class Found:
    """What one file has said so far; filled sheet by sheet."""

    notes: list[Problem] = field(default_factory=list)
    values: list[Value] = field(default_factory=list)
    texts: list[Text] = field(default_factory=list)
    columns: list[tuple[Column, Place]] = field(default_factory=list)
    rows: list[tuple[str, Place]] = field(default_factory=list)
    outside: list[Value] = field(default_factory=list)
    quarters: list[tuple[Quarter, Place]] = field(default_factory=list)

    def note(self, rule: str, where: Place, what: str, cure: str, level: str = ERROR) -> None:
        self.notes.append(Problem(where, rule, what, cure, level))


@dataclass(frozen=True)
class Table:
    """Where the table of a sheet stands: header rows, first data row, the columns of labels, the columns of values."""

    grid: Grid
    top: int
    first: int
    region: int
    code: int | None
    columns: tuple[tuple[int, Column], ...]
    side: tuple[int, ...]  # columns ignored by name


def read_grid(grid: Grid, form: Form, layout: Layout, labels: Labels, found: Found) -> bool:
    """Add what a sheet says to *found*; False where it holds no table."""
    _texts(grid, found)
    corner = _corner(grid, layout)
    if corner is None:
        return False
    top, region = corner
    first = _first_row(grid, top, region, layout, labels)
    _quarters(grid, top, found)
    if layout.strict:
        _units(grid, top, form, found)
    table = _header(grid, top, first, region, form, layout, found)
    _hidden(table, found)
    _rows(table, form, layout, labels, found)
    return True


# ---------------------------------------------------------------- above the table


def _texts(grid: Grid, found: Found) -> None:
    """Every text of the sheet: nothing that a person wrote goes unlooked at."""
    if grid.sheet:
        found.texts.append(Text(Place(grid.file, 0, "", grid.sheet), grid.sheet, "title"))
    for row, cells in enumerate(grid.cells):
        for column, raw in enumerate(cells):
            if isinstance(raw, str) and len(raw) > 1:
                found.texts.append(Text(grid.where(row, column), raw, "cell"))


def _corner(grid: Grid, layout: Layout) -> tuple[int, int] | None:
    """Row and column of the cell that heads the region names."""
    for row, cells in enumerate(grid.cells[:LATEST_HEADER]):
        for column, raw in enumerate(cells[:6]):
            if isinstance(raw, str) and raw and (_heads(raw, layout)):
                return row, column
    return None


def _heads(raw: str, layout: Layout) -> bool:
    return any(key_word(part) in layout.regions for part in (raw, *raw.split("\n"), *raw.split(" ")[:1]))


def _quarters(grid: Grid, top: int, found: Found) -> None:
    """The quarters that title and 统计期 name."""
    for row in range(top):
        for column, raw in enumerate(grid.cells[row]):
            for year, number, other in QUARTER.findall(raw) if isinstance(raw, str) else ():
                found.quarters.append((Quarter.parse(f"{year}年{number or other}季度"), grid.where(row, column)))


def read_above(grid: Grid, top: int, found: Found) -> None:
    """What stands above the header of a text file in long form."""
    _quarters(grid, top, found)
    _texts(replace(grid, cells=grid.cells[:top]), found)


def _units(grid: Grid, top: int, form: Form, found: Found) -> None:
    """The form prints its unit above each table; another unit there means another number in every cell."""
    expected = next((sheet.unit for sheet in form.sheets if sheet.name == grid.sheet), "")
    said = [
        (grid.where(row, column), match[1].strip())
        for row in range(top)
        for column, raw in enumerate(grid.cells[row])
        if isinstance(raw, str) and (match := SAID_UNIT.search(raw))
    ]
    if not said:
        found.note("metadata", Place(grid.file, 1, "A", grid.sheet), "表上方没有写明单位", "请按制式写“单位：件”")
    for where, unit in said:
        if expected and plain_word(unit) != plain_word(expected):
            found.note(
                "magnitude",
                where,
                f"单位写作「{shown(unit)}」，制式为「{expected}」",
                "请核对各格的单位，按制式单位填写",
                ERROR,
            )


# ---------------------------------------------------------------- the header


def _first_row(grid: Grid, top: int, region: int, layout: Layout, labels: Labels) -> int:
    """The first row below the corner that has a region's name or code."""
    for row in range(top + 1, min(top + DEEPEST_HEADER + 1, len(grid.cells))):
        raw = grid.at(row, region)
        codes = [str(cell).removesuffix(".0") for cell in grid.cells[row][: region + 1]]
        if (isinstance(raw, str) and labels.name(raw, layout)) or any(code in labels.codes for code in codes):
            return row
    for row in range(top + 1, min(top + DEEPEST_HEADER + 1, len(grid.cells))):
        if any(isinstance(raw, int | float) and not isinstance(raw, bool) for raw in grid.cells[row][region + 1 :]):
            return row
    return min(top + 1, len(grid.cells))


def _header(grid: Grid, top: int, first: int, region: int, form: Form, layout: Layout, found: Found) -> Table:
    code = None
    columns: list[tuple[int, Column]] = []
    side: list[int] = []
    seen: dict[Column, Place] = {}
    for column in range(grid.width):
        path = _path(grid, top, first, column)
        where = grid.where(_deepest(grid, top, first, column), column)
        if column == region:
            continue
        if any(key_word(word) in layout.codes for word in path):
            code = column
        elif not path:
            _without_header(grid, first, column, where, found)
        elif known := _column(path, where, grid.sheet, form, layout, found, side, column):
            columns.append((column, known))
            _twice(known, where, seen, form, found)
            _said_unit(path, where, known, form, layout, found)
    _invisible_headers(grid, top, first, found)
    found.columns += [(known, seen[known]) for _, known in columns]
    if layout.strict:
        _order(grid, top, [known for _, known in columns], seen, form, found)
    return Table(grid, top, first, region, code, tuple(columns), tuple(side))


def _path(grid: Grid, top: int, first: int, column: int) -> tuple[str, ...]:
    """The words above a column, each once, merged cells read as a person reads them."""
    words = (str(grid.filled(row, column)).strip() for row in range(top, first))
    return tuple(dict.fromkeys(word for word in words if word))


def _deepest(grid: Grid, top: int, first: int, column: int) -> int:
    """The lowest header row with a word of its own, where a message points."""
    rows = [row for row in range(top, first) if grid.at(row, column) != ""]
    return rows[-1] if rows else top


def _without_header(grid: Grid, first: int, column: int, where: Place, found: Found) -> None:
    filled = [row for row in range(first, len(grid.cells)) if isinstance(grid.at(row, column), int | float)]
    if filled:
        found.note("header", where, f"这一列没有表头，却从第 {filled[0] + 1} 行起有数", "请补上表头，或删去这一列")


def _column(
    path: tuple[str, ...],
    where: Place,
    sheet: str,
    form: Form,
    layout: Layout,
    found: Found,
    side: list[int],
    position: int,
) -> Column | None:
    tokens = layout.tokens(path, sheet)
    bare = frozenset(word for word in tokens if HAN.search(word)) or tokens
    known = layout.columns.get(tokens) or layout.columns.get(bare)
    if known is None and tokens:
        known = _by_subject(tokens, layout)
    if known is None and (not tokens or any(key_word(word) in layout.ignore for word in path)):
        side.append(position)
    elif known is None:
        near = _nearest(path, layout)
        found.note(
            "unknown-column",
            where,
            f"不认识表头「{shown('/'.join(path))}」",
            f"{near}；另一种版式请在 data/mappings 中写明",
        )
    return known


def _by_subject(tokens: frozenset[str], layout: Layout) -> Column | None:
    """In a table of one indicator several words may say one holder: 高等院校 and Universities."""
    hits = {layout.columns[frozenset({word})] for word in tokens if frozenset({word}) in layout.columns}
    return hits.pop() if len(hits) == 1 else None


def _nearest(path: tuple[str, ...], layout: Layout) -> str:
    for word in path:
        if key_word(word) not in layout.known() and len(word) <= 40:
            near = get_close_matches(key_word(word), layout.known(), 1, 0.4)
            if near:
                return f"是不是「{near[0]}」"
    return "请按制式写表头"


def _twice(known: Column, where: Place, seen: dict[Column, Place], form: Form, found: Found) -> None:
    if known in seen:
        first = seen[known]
        what = f"表头「{_named(known, form)}」与 {first.column}{first.line} 重复"
        found.note("header", where, what, "请删去重复的一列，或改正其中一个表头")
    else:
        seen[known] = where


def _named(column: Column, form: Form) -> str:
    return form.title_of(column) if column.item in form.items else "/".join(column)


def _said_unit(path: tuple[str, ...], where: Place, column: Column, form: Form, layout: Layout, found: Found) -> None:
    if column.item in form.items and column.measure in COUNTS:
        unit = form.items[column.item].unit
        for said in filter(None, map(unit_in, path)):
            if said != unit:
                found.note(
                    "magnitude",
                    where,
                    f"表头单位「{said}」与制式「{unit}」不符",
                    "请换算成制式单位后填写，并改回表头",
                    ERROR,
                )


def _invisible_headers(grid: Grid, top: int, first: int, found: Found) -> None:
    for row in range(top, first):
        for column, raw in enumerate(grid.cells[row]):
            if isinstance(raw, str) and raw and (INVISIBLE.search(raw) or raw != raw.strip()):
                found.note(
                    "header",
                    grid.where(row, column),
                    f"表头「{shown(raw)}」前后有空格或含看不见的字符",
                    "请清除空格和看不见的字符",
                )


def _order(grid: Grid, top: int, columns: list[Column], seen: dict[Column, Place], form: Form, found: Found) -> None:
    """In the form's own layout a sheet holds the columns of one of its sheets, in their order."""
    expected = next((s for s in form.sheets if set(s.columns) & set(columns)), None)
    if expected is None:
        return
    given = [column for column in columns if column in expected.columns]
    ordered = [column for column in expected.columns if column in given]
    for one, other in zip(given, ordered, strict=False):
        if one != other:
            what = f"表头「{_named(one, form)}」所在的列，制式为「{_named(other, form)}」"
            found.note("header", seen[one], what, "制式表头的次序不能改动，请用原表填写")
            return


def _hidden(table: Table, found: Found) -> None:
    """What the eye does not see."""
    flags, grid = table.grid.inspected, table.grid
    if flags is None:
        return
    cure = "请取消隐藏，核对内容；没有用的请删去"
    if flags.hidden:
        found.note("hidden", Place(grid.file, 0, "", grid.sheet), "工作表是隐藏的", cure, WARNING)
    for row in flags.hidden_rows:
        if any(raw != "" for raw in (grid.cells[row - 1] if row <= len(grid.cells) else ())):
            found.note("hidden", grid.where(row - 1, 0), f"第 {row} 行是隐藏的", cure, WARNING)
    for column in flags.hidden_columns:
        if column <= grid.width:
            found.note("hidden", grid.where(table.top, column - 1), "这一列是隐藏的", cure, WARNING)


# ---------------------------------------------------------------- the rows


def _rows(table: Table, form: Form, layout: Layout, labels: Labels, found: Found) -> None:
    grid, seen, blank = table.grid, dict[str, Place](), list[int]()
    expected = None
    for row in range(table.first, len(grid.cells)):
        cells = grid.cells[row]
        if not any(raw != "" and str(raw).strip() for raw in cells):
            blank.append(row)
            continue
        name = _name(table, row, layout, labels, found)
        if not name:
            continue
        if blank and seen:
            found.note("hidden", grid.where(blank[0], table.region), "表中有空行", "请删去空行", WARNING)
        blank.clear()
        where = grid.where(row, table.region)
        expected = _placed(name, where, seen, expected, layout, labels, found)
        found.rows.append((name, where))
        _code(table, row, name, labels, layout, found)
        into = found.outside if name.startswith("+") else found.values
        into += _values(table, row, name, form, found)


def _name(table: Table, row: int, layout: Layout, labels: Labels, found: Found) -> str:
    """The region of a row; + and the label for a row outside the regions; empty for text and for what is unknown."""
    grid = table.grid
    raw = grid.at(row, table.region)
    label = str(raw).strip()
    if name := labels.name(label, layout) if label else "":
        return name
    if label and key_word(label) in labels.outside:
        return f"+{label}"
    first = next((str(raw).strip() for raw in grid.cells[row] if str(raw).strip()), "")
    has_numbers = any(grid.at(row, column) != "" for column, _ in table.columns)
    if not has_numbers or FOOTER.match(first) or (label and key_word(label) in layout.regions):
        return ""
    where = grid.where(row, table.region)
    if key_word(label) in labels.former:
        found.note("former-name", where, f"「{shown(label)}」是已撤销的地区", "请归入现在所属的省级地区", WARNING)
    elif label:
        near = get_close_matches(key_word(label), tuple(labels.names), 1, 0.5) if len(label) <= 40 else []
        guess = f"是不是「{near[0]}」？" if near else ""
        found.note("unknown-name", where, f"不认识地区「{shown(label)}」", f"{guess}请写省级地区的全称或简称")
    else:
        found.note("unknown-name", where, "这一行没有地区名", "请补上地区名，或删去这一行")
    return ""


def _placed(
    name: str,
    where: Place,
    seen: dict[str, Place],
    last: int | None,
    layout: Layout,
    labels: Labels,
    found: Found,
) -> int | None:
    """Each region stands once, at its own level, and in the form's own layout in its order."""
    if name in seen:
        first = seen[name]
        found.note(
            "duplicate-row",
            where,
            f"「{name}」与 {first.column}{first.line} 重复",
            "请删去重复的一行，或改正其中一个地区名",
        )
        return last
    seen[name] = where
    region = labels.regions.get(name)
    if layout.rows or region is None:
        return last
    if region.kind in ("city", "not-covered"):
        found.note("level-mixed", where, f"「{name}」不是本表的省级行", "请删去这一行；城市数已含在所属的省内")
        return last
    position = list(labels.regions).index(name)
    if layout.strict and last is not None and position < last:
        found.note(
            "level-mixed",
            where,
            f"「{name}」不在制式的次序上",
            "全国在前，各地区按行政区划代码排列，请用原表填写",
            WARNING,
        )
    return max(position, last or 0)


def _code(table: Table, row: int, name: str, labels: Labels, layout: Layout, found: Found) -> None:
    """The code beside a name is the name's code."""
    if table.code is None or name.startswith("+") or layout.rows:
        return
    raw = table.grid.at(row, table.code)
    code = str(int(raw)) if isinstance(raw, float) and raw.is_integer() else plain_word(str(raw))
    right = labels.regions[name].code
    if code != right:
        whose = labels.codes.get(code)
        what = f"代码「{shown(raw)}」" + (f"是{whose}的" if whose else "不存在") + f"，与「{name}」不符"
        found.note(
            "code-name",
            table.grid.where(row, table.code),
            what,
            f"「{name}」的代码是 {right}，请核对这一行是哪个地区的数",
        )


def _values(table: Table, row: int, name: str, form: Form, found: Found) -> Iterator[Value]:
    grid = table.grid
    for position, column in table.columns:
        raw, where = grid.at(row, position), grid.where(row, position)
        if _is_unread(grid.look(row, position), where, found):
            yield Value(column, name, None, "", where, "")
        else:
            yield read_value(raw, where, column, name, found)


def _is_unread(look: Look, where: Place, found: Found) -> bool:
    """Whether the emptiness of a cell, or the 0 in it, says nothing; that is noted."""
    if look.error:
        cure = "请改正公式，或填写数值；空白不等于零，没有数的填 …"
        found.note("cell-type", where, "这一格是公式的错误值（#N/A、#DIV/0! 之类）", cure)
    elif look.untrusted:
        cure = "请用电子表格软件打开并保存，或选择性粘贴为数值"
        found.note("hidden", where, look.untrusted, cure)
    return bool(look.error or look.untrusted)


def read_value(raw: Raw, where: Place, column: Column, name: str, found: Found) -> Value:
    """One cell as a value; what is to be said about it goes to *found*."""
    read = read_number(raw, in_csv=not where.sheet)
    for rule, what, cure, level in read.said:
        found.note(rule, where, what, cure, level)
    if read.symbol == "z" and column.measure in COUNTS:
        found.note("null-word", where, "计数格不能填 z（不适用）", "没有发生填 0，暂缺填 …，涉密填 c")
    return Value(column, name, read.number, read.symbol, where, "" if raw == "" else str(raw)[:60])
