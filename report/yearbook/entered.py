"""What a proposal adds to data/: rows of a table, the row of its source, the entry of an indicator."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence

from report.inputs.written_values import FORMS_OF_TYPES
from report.model import Indicator, Observation, Place, Problem, Source
from report.plaintext import csv_lines
from report.returns.words import HAN, plain
from report.yearbook.outline import Outline
from report.yearbook.proposal import key_of
from report.yearbook.terms import MEASURE

COLUMNS = ("source", "indicator", "period", "region", "scope", "subject", "value", "symbol", "note")
NEEDED = (
    "sources.csv 里还没有「{}」；请加上 --publisher 发布单位 --title 题名，"
    "有的话再加 --url 原发布单位的网址（没有的记作转载件）和 --date 日期"
)
LASTING = re.compile("有效|拥有|存量|截至|年末|年底|月末|累计")


def new_rows(rows: Iterable[Observation], present: Iterable[Observation]) -> tuple[list[Observation], list[Problem]]:
    """Those that data/tables does not have yet, and where it has another value."""
    known = {key_of(row): row for row in present}
    new: list[Observation] = []
    problems: list[Problem] = []
    for row in rows:
        old = known.get(key_of(row))
        if old is None:
            new.append(row)
        elif (old.value, old.symbol) != (row.value, row.symbol):
            what = f"读作 {_written(row)}，{old.where.told} 已写 {_written(old)}"
            problems.append(Problem(row.where, "table", what, "请核对原书，改好其中一处"))
    return new, problems


def _written(row: Observation) -> str:
    return ("" if row.value is None else plain(row.value)) + row.symbol.value


def table_rows(rows: Iterable[Observation]) -> list[tuple[str, ...]]:
    """Rows in the columns of data/tables."""
    return [(*key_of(row), "" if row.value is None else plain(row.value), row.symbol.value, row.note) for row in rows]


def source_problems(source: Source, file: str) -> list[Problem]:
    """What is wrong with a source that is new."""
    missing = not (source.publisher and source.title)
    found = [NEEDED.format(source.key)] if missing else []
    for name, kind, text in (
        ("--source", "slug", source.key),
        ("--date", "partial-date", source.published_on),
        ("--url", "url", source.url),
    ):
        if text and (cure := FORMS_OF_TYPES[kind](text)):
            found.append(f"{name} 「{text[:60]}」写法不对；{cure}")
    return [Problem(Place(file), "table", *one.partition("；")[::2]) for one in found]


def source_row(source: Source) -> tuple[str, ...]:
    return source.key, source.publisher, source.title, source.published_on, source.url, source.kind


def with_rows(content: bytes, header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """A CSV file with *rows* at its end, its line ends kept; with *header* where it is empty."""
    end = "\r\n" if b"\r\n" in content else "\n"
    between = b"" if not content or content.endswith(b"\n") else end.encode()
    return content + between + csv_lines(rows if content else [header, *rows], end).encode()


# ---------------------------------------------------------------- an indicator


def proposed_indicator(key: str, outline: Outline, unit: str) -> Indicator:
    """An indicator by the title of the table, to be looked through by a person."""
    title = _title(next((line for line in outline.titles if HAN.search(line)), key))
    english = next((line for line in outline.titles if not HAN.search(line) and re.search("[A-Za-z]{3}", line)), "")
    measure = {outline.read(line).one(MEASURE) for line in outline.titles}
    is_stock = "in_force" in measure or bool(LASTING.search(title))
    return Indicator(
        key=key,
        title=title,
        title_en=_title(english) or key.replace("_", " ").capitalize(),
        unit=unit,
        decimals=0,
        kind="stock" if is_stock else "flow",
        theme="专利存量",
        definition=f"原表「{title}」所列的数。",
        counted="照原表",
        cautions=(),
        clause="context",
        better="none",
        quarterly_item="",
    )


def _title(line: str) -> str:
    """Without the number of the table, the year and the unit."""
    line = re.sub(r"^\s*(?:附?表|table)?\s*[0-9]+(?:[-.][0-9]+)*\s*[:：]?\s*", "", line, flags=re.I)
    return re.sub(r"[(（【][^)）】]*[)）】]", "", line).strip()[:40]


def entry_text(indicator: Indicator) -> str:
    """The entry for data/indicators.yml."""
    fields: Mapping[str, object] = {
        name: getattr(indicator, name)
        for name in (
            "title",
            "title_en",
            "theme",
            "unit",
            "decimals",
            "kind",
            "definition",
            "counted",
            "clause",
            "better",
        )
    }
    lines = (f"  {name}: {_yaml(str(value))}" for name, value in fields.items())
    return "\n".join([f"\n{indicator.key}:", *lines, ""])


def _yaml(text: str) -> str:
    """As it is where nothing in it means anything to YAML, else in quotes."""
    return (
        text
        if re.fullmatch(r"[\w（）、，。「」·][\w（）、，。「」· -]*", text)
        else json.dumps(text, ensure_ascii=False)
    )
