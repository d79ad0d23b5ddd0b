"""Rule 40, download-page: the downloads of a built site, opened again and compared with what its pages print.

What is compared comes from the files alone, the HTML on one side and CSV, XLSX, SVG and PNG on the other: nothing
that made them is asked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, MutableMapping, Sequence
from decimal import Decimal, InvalidOperation
from functools import cache, partial
from importlib.metadata import version
from itertools import pairwise, zip_longest
from pathlib import Path
from posixpath import basename, dirname, normpath

from report import wording
from report.address import CARD, EMBEDDED, address_of
from report.audit.built import Built
from report.audit.readback import drawn
from report.audit.readback.machine import Difference, of_data
from report.audit.readback.opened import Rows, csv_rows, png_says, svg_says, workbook_rows
from report.audit.seen import SAMPLE, PrintedCard, PrintedChart, PrintedEmbed, PrintedTable, Prints
from report.downloads.about import ENGLISH
from report.model import Place, Problem
from report.order import in_groups
from report.store import code, digest, unproven
from report.wording import number_in

RULE = "download-page"
CURE = "请重新生成网站；仍不一致的是程序错误"
AS_PRINTED = "的印出形式"  # how the title of a column ends that says how the one before it is printed


def problems(built: Built, address: str = "", kept: MutableMapping[str, bytes] | None = None) -> tuple[Problem, ...]:
    """Where a download of a site differs from its page; *address*: the site's public one, if it has one.

    *kept* tells which pages agreed with their downloads before: the same bytes are not compared again.
    """
    common = (code(__name__), version("python-calamine"), address)
    beside = in_groups(built.files, dirname)
    pages = {
        _key([*beside[dirname(path)], *_framed(path, built)], built, common): path
        for path in built.pages
        if basename(path) == "index.html"
    }
    return unproven(
        kept,
        pages,
        lambda _: lambda some: [tuple(_of_page(path, built, address)) for path in some],
    )


def _key(files: Sequence[str], built: Built, common: Sequence[str]) -> str:
    """A hash of the files of a folder, a page among them, and of their names."""
    return digest([], *common, *(f"{path} {built.hashes[path]}" for path in files))


def _framed(path: str, built: Built) -> Iterator[str]:
    """The pictures, in other folders, of a page that other sites may frame."""
    if path.startswith(EMBEDDED[1:]):
        found = (normpath(f"{dirname(path)}/{one.picture}") for one in built.seen(path, Prints).embeds)
        yield from (picture for picture in found if picture in built.hashes)  # links judges those that are missing


def _of_page(path: str, built: Built, address: str) -> Iterator[Problem]:
    page, site, file = built.seen(path, Prints), built.folder, built.folder / path
    here = f"{address}{address_of(path)}"
    for chart in page.charts:
        about = _of_chart(chart, here, file.parent / f"{chart.name}.svg")
        for kind, compare in CHART_FILES.items():
            yield from _compared(file.parent / f"{chart.name}{kind}", site, partial(compare, chart, about))
    for embed in page.embeds:
        yield from _compared(file.parent / embed.picture, site, partial(_embed_svg, embed))
    if page.card:
        yield from _compared(file.parent / CARD, site, partial(_card_png, page.card, here))
    for table in page.tables:
        for kind, read in TABLE_FILES.items():
            yield from _compared(file.parent / f"{table.name}{kind}", site, partial(read, table, here))
    if (data := file.parent / "data.csv").is_file():
        yield from _compared(data, site, partial(of_data, file.parent, [table.name for table in page.tables]))


def _compared(file: Path, site: Path, compare: Callable[[bytes], Iterator[Difference]]) -> Iterator[Problem]:
    name = normpath(file.relative_to(site).as_posix())
    try:
        for line, what, printed, said in compare(file.read_bytes()):
            yield Problem(Place(name, line), RULE, f"{what}：页面为「{printed}」，下载为「{said}」", CURE)
    except OSError:
        yield Problem(Place(name), RULE, "页面上有链接，文件不存在", CURE)
    except Exception as error:  # whatever the reader of a damaged file raises
        yield Problem(Place(name), RULE, f"打不开（{error}）", CURE)


# ---------------------------------------------------------------- what a download is of


def _same(printed: Mapping[str, str], said: Mapping[str, str]) -> Iterator[Difference]:
    for name, text in printed.items():
        if said.get(name, "") != text:
            yield 0, name, text, said.get(name, "")


def _of_chart(chart: PrintedChart, here: str, svg: Path) -> dict[str, str]:
    """What a chart is of: as the page says, and what only the picture shows as the picture's inscription has it."""
    try:
        said, *_ = svg_says(svg.read_bytes())
    except (OSError, ValueError):  # reported when the picture itself is compared
        said = {}
    shown = {name: said.get(name, "") for name in ("单位", "统计时点", "数据来源", "注")}
    return shown | {"标题": chart.title, _address_is(here): here, "备注": SAMPLE if chart.header[-1] == "备注" else ""}


def _address_is(here: str) -> str:
    """What a download calls where it belongs: a path alone is no address."""
    return "网址" if "://" in here else "页面"


def _in_words(chart: PrintedChart, said: Mapping[str, str]) -> Iterator[Difference]:
    """Unit and time as the alternative text has them."""
    for text in (f"单位：{said['单位']}" if said["单位"] else "", said["统计时点"]):
        if text not in chart.alternative:
            yield 0, "单位和统计时点", chart.alternative, text


# ---------------------------------------------------------------- charts


def _chart_csv(chart: PrintedChart, about: Mapping[str, str], content: bytes) -> Iterator[Difference]:
    """The table beside the picture; 日期 is not printed there, and 印出形式 says again what is."""
    header, *rows = csv_rows(content)
    yield from _about_in_rows(header, rows, partial(_same, about))
    titles, own = _without_remark(chart), header[: header.index("标题")]
    if found := [title for title in titles if title not in own]:
        yield 1, "表头", "、".join(found), "、".join(own)
    for number, (cells, row) in enumerate(zip_longest(chart.rows, rows), start=2):
        if cells is None or row is None:
            yield number, "行", "、".join(cells or ()), "、".join(row or ())
            continue
        printed, said = dict(zip(titles, cells, strict=False)), dict(zip(own, row, strict=False))
        for before, title in pairwise(own):
            if title.endswith(AS_PRINTED) and said[title] != printed[before]:
                yield number, title, printed[before], said[title]
        for title, text in printed.items():
            if not _equal(text, said.get(title, "")):
                yield number, title, text, said.get(title, "")


def _without_remark(chart: PrintedChart) -> tuple[str, ...]:
    return chart.header[:-1] if chart.header[-1] == "备注" else chart.header


def _chart_svg(chart: PrintedChart, about: Mapping[str, str], content: bytes) -> Iterator[Difference]:
    said, title, description, texts = svg_says(content)
    yield from _same({"标题": chart.title, "说明": chart.alternative}, {"标题": title, "说明": description})
    yield from _same(about, said)
    yield from _in_words(chart, said)
    written = "".join(text for _, text in texts).replace(" ", "")
    for text in (said["标题"], said["单位"], said["统计时点"], f"数据来源：{said['数据来源']}"):
        if text.replace(" ", "") not in written:
            yield 0, "图中文字", text, ""
    yield from drawn.differences(chart, texts)


def _embed_svg(embed: PrintedEmbed, content: bytes) -> Iterator[Difference]:
    """A chart alone says what its picture says; that picture is held to the table of its page."""
    said, title, description, _ = svg_says(content)
    marked = f"{title}（{SAMPLE}）" if "备注" in said else title
    yield from _same(
        {"标题": embed.title, "说明": embed.alternative, "数据来源": embed.source},
        {"标题": marked, "说明": description, "数据来源": said.get("数据来源", "")},
    )


def _chart_png(chart: PrintedChart, about: Mapping[str, str], content: bytes) -> Iterator[Difference]:
    yield from _same(about, png_says(content))


def _card_png(card: PrintedCard, here: str, content: bytes) -> Iterator[Difference]:
    """The picture for links says what the page says of it, and no number that does not stand on the page."""
    yield from _same({"标题": card.title, "注": card.said, _address_is(here): here}, png_says(content))
    yield from ((0, "图中数字", "", number) for number in card.unprinted)


CHART_FILES = {".csv": _chart_csv, ".svg": _chart_svg, ".png": _chart_png}

# ---------------------------------------------------------------- tables


def _table_csv(table: PrintedTable, here: str, content: bytes) -> Iterator[Difference]:
    header, *rows = csv_rows(content)
    own = header.index("标题")
    yield from _about_in_rows(header, rows, lambda said: _same(_of_table(table, here), said))
    yield from _sheet(table, header[:own], [row[:own] for row in rows])


def _table_xlsx(table: PrintedTable, here: str, content: bytes) -> Iterator[Difference]:
    (header, *rows), said = workbook_rows(content)
    yield from _same({**_of_table(table, here), "工作表": "数据（示例）" if table.synthetic else "数据"}, said)
    if table.synthetic:
        remarks = [row.pop() for row in (header, *rows)]
        for number, (wanted, remark) in enumerate(zip(("备注", *[SAMPLE] * len(rows)), remarks, strict=True), start=1):
            if remark != wanted:
                yield number, "备注", wanted, remark
    yield from _sheet(table, header, rows)


def _of_table(table: PrintedTable, here: str) -> dict[str, str]:
    return {
        "标题": table.title,
        "统计时点": table.as_of,
        "数据来源": table.source,
        "注": table.note,
        _address_is(here): here,
        "备注": SAMPLE if table.synthetic else "",
    }


def _sheet(table: PrintedTable, header: Sequence[str], rows: Rows) -> Iterator[Difference]:
    """Cells as spreadsheets show them, marks in a column of their own, notes of rows last."""
    marked = [any(cells[n][1] for _, _, cells in table.rows) for n in range(len(table.header) - 1)]
    noted = any(note for _, note, _ in table.rows)
    wanted = [table.header[0]]
    for title, has_marks in zip(table.header[1:], marked, strict=True):
        wanted += [title, *(["的标记"] if has_marks else [])]
    wanted += ["说明"] if noted else []
    for printed, said in zip_longest(wanted, header, fillvalue=""):
        if printed != said and not (printed == "的标记" and said.endswith(printed)):
            yield 1, "表头", printed, said
    for number, (printed_row, row) in enumerate(zip_longest(table.rows, rows), start=2):
        if printed_row is None or row is None:
            yield number, "行", str(printed_row or ""), str(row or "")
            continue
        label, note, cells = printed_row
        texts = [label]
        for (text, marks), has_marks in zip(cells, marked, strict=True):
            texts += [text, *([marks] if has_marks else [])]
        texts += [note] if noted else []
        if row == [*map(_in_a_sheet, texts)]:
            continue
        for title, printed, said in zip_longest(wanted, texts, row, fillvalue=""):
            if not _equal(printed, said):
                yield number, title, printed, said


def _table_plain_csv(table: PrintedTable, here: str, content: bytes) -> Iterator[Difference]:
    header, *rows = csv_rows(content)
    own = header.index("unit")
    about = {ENGLISH[name]: text for name, text in _of_table(table, here).items() if name in ENGLISH}
    yield from _about_in_rows(header, rows, lambda said: _same(about, said))
    named = [n for n, key in enumerate(header[:own]) if not n or key != f"{header[n - 1]}_note"]
    labels, *values = (n for n in named if header[n] != "region_code")
    if len(values) != len(table.header) - 1:
        yield 1, "表头", "、".join(table.header), "、".join(header[:own])
        return
    for number, (printed_row, row) in enumerate(zip_longest(table.rows, rows), start=2):
        if printed_row is None or row is None or printed_row[0] != row[labels]:
            yield number, "行", printed_row[0] if printed_row else "", row[labels] if row else ""
            continue
        if printed_row[1] != (row[1] if 1 not in named and own > 1 else ""):
            yield number, "label_note", printed_row[1], row[1]
        for n, (text, marks) in zip(values, printed_row[2], strict=True):
            note = row[n + 1] if n + 1 < own and n + 1 not in named else ""
            if note != (marks if row[n] else text):
                yield number, f"{header[n]}_note", marks if row[n] else text, note
            if row[n] and not _agree(text, row[n]):
                yield number, header[n], text, row[n]


TABLE_FILES = {".xlsx": _table_xlsx, ".plain.csv": _table_plain_csv, ".csv": _table_csv}


def _about_in_rows(
    header: Sequence[str], rows: Rows, compare: Callable[[Mapping[str, str]], Iterator[Difference]]
) -> Iterator[Difference]:
    """What the last columns say in every row; rows that say the same are compared once."""
    first = header.index("标题" if "标题" in header else "unit")
    for said in dict.fromkeys(tuple(row[first:]) for row in rows):
        yield from compare(dict(zip(header[first:], said, strict=True)))


# ---------------------------------------------------------------- one cell


@cache  # a figure stands in several tables, and a table on several pages
def _in_a_sheet(printed: str) -> str:
    """What a sheet mostly has for what the page prints: a number without its commas, other words as they are."""
    number = number_in(printed)
    return printed if number is None else f"{number:f}"


@cache
def _equal(printed: str, said: str) -> bool:
    """Whether a spreadsheet's cell is what the page prints: the same words, or exactly the same number."""
    if printed == said:
        return True
    number = number_in(printed)
    return _number(said) == number if number is not None else bool(said) and _agree(printed, said)


@cache
def _agree(printed: str, exact: str) -> bool:
    """Whether an exact value, rounded as the page rounds, is what the page prints; of none, whether it has none."""
    value, number = _number(exact), number_in(printed)
    if value is None:
        return not exact and number is None
    if number is not None:
        return any(wording.rounded(one, wording.decimals_of(number)) == number for one in _exact(value))
    return abs(value) in {abs(found) for found in wording.numbers_in(printed)} or _rounded_in(printed, value)


def _exact(value: Decimal) -> tuple[Decimal, ...]:
    """What a value of six decimals may have been before it was rounded to them; others are exact."""
    half = Decimal("0.0000005")
    return (value - half, value, value + half) if wording.decimals_of(value) == 6 else (value,)


def _rounded_in(printed: str, value: Decimal) -> bool:
    """下降3.1% for -3.12: the direction is the sign, the digits are rounded."""
    falls = any(word in printed for word in ("下降", "降低", "减少"))
    return any(
        wording.rounded(abs(one), wording.decimals_of(found)) == found and (value < 0) == (falls and found != 0)
        for found in wording.numbers_in(printed)
        for one in _exact(value)
    )


def _number(text: str) -> Decimal | None:
    try:
        return Decimal(text)
    except InvalidOperation:
        return None
