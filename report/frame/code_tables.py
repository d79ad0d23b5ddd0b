"""What codes and columns mean, as tables of their own: regions, indicators, sources, and the two dictionaries."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from report.frame.fields import FIELDS, Field
from report.model import Dataset, Region, Source, Span, Subject
from report.numbers.cells import SPANS, column_key
from report.numbers.measures import WORKED_OUT
from report.numbers.returned import Figures
from report.plaintext import csv_lines, plain, safe
from report.wording import CLAUSES, GRADES, INDICATOR_KINDS, SOURCE_KINDS, SUBJECTS

SPANS_EN = {Span.QUARTER: "quarter", Span.YTD: "year to date", Span.STOCK: "end of quarter", Span.RATE: "rate"}
PARTS = {  # of a column of a table on a page, by how its key ends
    "": ("", ""),
    **{one.ending: (one.asked.meaning, one.asked.meaning_en) for one in WORKED_OUT.values() if one.asked},
    "_note": ("没有数的原因，或数的标记", "why there is no number, or its mark"),
}


class CodeTable(NamedTuple):
    """A table below data/, keyed by its first column."""

    name: str
    title: str
    fields: tuple[Field, ...]
    rows: tuple[tuple[str, ...], ...]

    def csv(self) -> bytes:
        """UTF-8 without a mark, lines that end in LF."""
        rows = ([safe(plain(text)) for text in row] for row in self.rows)
        return csv_lines([[one.name for one in self.fields], *rows]).encode()


def _text(name: str, title: str, title_en: str) -> Field:
    return Field(name, "text", title, title_en, title, title_en)


def _code(name: str, title: str, title_en: str, labels: Mapping[Any, str]) -> Field:
    return Field(name, "code", title, title_en, title, title_en, {str(key): label for key, label in labels.items()})


REGIONS = (
    _text(
        "region_code", "地区代码（GB/T 2260；全国为 CN，兵团为 BT）", "GB/T 2260; CN for the nation, BT for the corps"
    ),
    _text("region", "地区", "Region"),
    _text("full_name", "全称", "Full name"),
    _text("name_en", "英文名", "English name"),
    _text("kind", "种类", "nation, province, corps, city or not-covered"),
    _text("inside", "所属省份的代码，其数已包含本地区", "Code of the province that already contains it"),
    _text("page", "页面", "Page"),
)
INDICATORS = (
    _text("indicator", "指标代码", "Key"),
    _text("title", "指标", "Title"),
    _text("title_en", "英文名", "English title"),
    _text("unit", "计量单位", "Unit"),
    Field("decimals", "whole", "页面上的小数位数", "Decimals on pages", "页面上的小数位数", "Decimals on pages"),
    _code("kind", "类型", "Kind", INDICATOR_KINDS),
    _text("definition", "定义", "Definition, in Chinese"),
    _text("counted", "统计对象", "Whose, in Chinese"),
    _text("clause", "方案条款", "Clause of the plan"),
    _text("numerator", "比率的分子", "Numerator of a rate, an indicator"),
    _text("denominator", "比率的分母", "Denominator of a rate, an indicator"),
    _text("page", "页面", "Page"),
)
SOURCES = (
    _text("source", "来源代码", "Key"),
    _text("publisher", "发布单位", "Publisher"),
    _text("title", "标题", "Title"),
    _text("published_on", "发布日期，精确到来源所注明的", "Day, month or year that the source gives"),
    _text("url", "发布单位自己的网址", "The publisher's own address"),
    _code("kind", "种类", "Kind", SOURCE_KINDS),
    _code("grade", "来源等级", "How well founded it is", GRADES),
)
DICTIONARY = (
    _text("column", "列", "Column"),
    _text("table", "所在的表；observations、official、cited 和各页的 data.csv 列相同", "Table"),
    _text("title", "名称", "Title, in Chinese"),
    _text("title_en", "英文名称", "Title, in English"),
    _text("what", "说明", "What it holds, in Chinese"),
    _text("what_en", "英文说明", "What it holds, in English"),
    _text("codes", "代码和含义", "Codes and what they mean"),
)
COLUMNS = (
    _text("column", "页面表格“程序用 CSV”的列", "Column of the CSV for programs beside tables on pages"),
    _text("indicator", "指标代码", "Indicator"),
    _text("title", "含义", "What it holds, in Chinese"),
    _text("title_en", "英文含义", "What it holds, in English"),
    _text("unit", "数值的计量单位", "Unit of the value"),
)


def code_tables(dataset: Dataset, figures: Figures) -> tuple[CodeTable, ...]:
    """All of them, as of the moment of *dataset*."""
    regions, indicators = dataset.regions, dataset.indicators.values()
    tables = (
        CodeTable("regions", "地区代码", REGIONS, tuple(_region(one, regions) for one in regions.values())),
        CodeTable(
            "indicators",
            "指标代码",
            INDICATORS,
            tuple(
                (
                    *(one.key, one.title, one.title_en, one.unit, str(one.decimals), one.kind, one.definition),
                    *(one.counted, CLAUSES[one.clause], one.numerator, one.denominator, f"/indicators/{one.slug}/"),
                )
                for one in indicators
            ),
        ),
        CodeTable("sources", "来源代码", SOURCES, tuple(map(_source, dataset.sources.values()))),
        CodeTable("columns", "页面表格的列", COLUMNS, tuple(_columns(figures))),
    )
    rows = (*_described("observations", FIELDS), *(row for one in tables for row in _described(one.name, one.fields)))
    return (*tables, CodeTable("dictionary", "列名释义", DICTIONARY, rows))


def _region(one: Region, regions: Mapping[str, Region]) -> tuple[str, ...]:
    inside = regions[one.inside].code if one.inside else ""
    page = f"/regions/{one.slug}/" if one.has_page else ""
    return one.code, one.name, one.full_name, one.name_en, one.kind.value, inside, page


def _source(one: Source) -> tuple[str, ...]:
    return one.key, one.publisher, one.title, one.published_on, one.url, one.kind, one.grade.value


def _described(table: str, fields: Iterable[Field]) -> Iterator[tuple[str, ...]]:
    for one in fields:
        codes = "；".join(f"{code} {label}" for code, label in one.labels.items())
        yield one.name, table, one.title, one.title_en, one.what, one.what_en, codes


def _columns(figures: Figures) -> Iterator[tuple[str, ...]]:
    """What each column of a table of returns means: inventory_patents_done_yoy, transfer_count_ytd_universities."""
    for key, indicator in figures.dataset.indicators.items():
        for subject in figures.subjects(key):
            for span in figures.spans(key):
                words = [indicator.title, SPANS.get(span, ""), "" if subject is Subject.BOTH else SUBJECTS[subject]]
                words_en = [indicator.title_en, SPANS_EN[span], subject.value.replace("_", " ")]
                for ending, (part, part_en) in PARTS.items():
                    name = f"{column_key(key, span, subject)}{ending}"
                    yield name, key, _joined("，", *words, part), _joined(", ", *words_en, part_en), indicator.unit


def _joined(by: str, *words: str) -> str:
    return by.join(filter(None, words))
