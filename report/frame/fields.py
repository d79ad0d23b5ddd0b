"""The columns of every machine file of values, in their order: what each holds, in Chinese and in English."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from report.model import Scope, Subject, Symbol
from report.wording import FACT_KINDS, QUALIFIERS, SCOPES, SUBJECTS, SYMBOLS

RETURN, OFFICIAL, CITED = "return", "official", "cited"  # never ranked with one another, nor added up


class Field(NamedTuple):
    """*kind*: text, code (one of few texts), day, number (exact, decimal), truth or whole (a number or nothing).

    *labels*: what the codes mean, in Chinese.
    """

    name: str
    kind: str
    title: str
    title_en: str
    what: str
    what_en: str
    labels: Mapping[str, str] = {}


_SPANS = {
    "quarter": "当季",
    "ytd": "本年累计，公开数字中也指年内累计",
    "stock": "时点数",
    "rate": "比率",
    "period": "统计表的时期数",
    **{key: title for key, title in FACT_KINDS.items() if key not in ("ytd", "stock", "rate")},
}

FIELDS = (
    Field(
        *("series", "text", "序列", "Series"),
        "同一类数据、指标、地区、期间口径和对象的数属于一个序列，编号不变；公开数字各自独立，编号就是它自己的",
        "Id of the series, which never changes: kind, indicator, region, span, subject; of a cited figure its own id",
    ),
    Field(
        *("kind", "code", "数据种类", "Kind"),
        "三类数不可混在一起排名或相加",
        "Which of the three kinds of number; never rank or add up numbers of different kinds",
        {RETURN: "季度报表", OFFICIAL: "官方统计表", CITED: "公开数字"},
    ),
    Field(
        *("indicator", "code", "指标", "Indicator"),
        "指标的代码，见 indicators.csv",
        "Key of the indicator, in indicators.csv",
    ),
    Field(
        *("region_code", "code", "地区代码", "Region code"),
        "GB/T 2260 行政区划代码；全国为 CN，新疆生产建设兵团没有代码，写作 BT；见 regions.csv",
        "GB/T 2260; CN for the nation, BT for the corps (Bingtuan), which has none; in regions.csv",
    ),
    Field(*("region", "code", "地区", "Region"), "地区的简短名称", "Short name of the region"),
    Field(
        *("place", "text", "地区内的市或单位", "Place"),
        "公开数字只说到某市、某单位时是它的名称，数不代表全地区",
        "A city or an institution inside the region, where a cited figure is of that alone",
    ),
    Field(
        *("period", "code", "统计期", "Period"),
        "报表为季度（2024Q3），另见 span；其他为 2024、2024-06、2024Q3、一天或“起/止”两天；来源没有说的为空",
        "Of a return its quarter (2024Q3), see span; else year, month, quarter, day or start/end; empty if not stated",
    ),
    Field(*("period_start", "day", "统计期起", "First day"), "第一天；时点数为空", "First day; empty for a stock"),
    Field(*("period_end", "day", "统计期止", "Last day"), "最后一天", "Last day; the day of a stock"),
    Field(*("span", "code", "期间口径", "Span"), "数包括哪些天", "What days a value takes in", _SPANS),
    Field(
        *("subject", "code", "统计对象", "Subject"),
        "数的是谁的专利或行为",
        "Whose patents or actions are counted",
        {one.value: SUBJECTS[one] for one in Subject},
    ),
    Field(
        *("scope", "code", "总计范围", "Scope"),
        "官方统计表的全国行包括哪些；其他为空",
        "What the national rows of an official table take in; else empty",
        {one.value: SCOPES[one] for one in Scope},
    ),
    Field(
        *("value", "number", "数值", "Value"),
        "与来源相同，不四舍五入；推算的比率保留六位小数；没有数时为空，原因在 symbol",
        "Exact, as its source has it; a ratio worked out here to six decimals; empty where there is none, see symbol",
    ),
    Field(*("unit", "code", "计量单位", "Unit"), "数值的单位", "Unit of the value"),
    Field(
        *("symbol", "code", "符号", "Symbol"),
        "没有数的原因，或数的状态",
        "Why there is no value, or the state of the value",
        {one.value: SYMBOLS[one] for one in Symbol if one},
    ),
    Field(
        *("derived", "truth", "推算", "Derived"),
        "报表里没有这一格，由同一份或前几份报表的数算出：当季与累计互推，比率由分子分母相除",
        "Worked out from other cells of the returns: of quarter and year to date one from the other, or a ratio",
    ),
    Field(
        *("qualifier", "code", "精确程度", "Qualifier"),
        "公开数字在原文里的限定",
        "How exactly a cited figure was stated",
        {key: word or "精确" for key, word in QUALIFIERS.items()},
    ),
    Field(
        *("edition", "whole", "版次", "Edition"),
        "这个数所在的报表是该季度的第几版，对应 /quarters/<季度>/editions/<版次>/",
        "Edition of the quarter that brought this number: /quarters/<quarter>/editions/<edition>/",
    ),
    Field(
        *("released_at", "code", "发布时间", "Released at"),
        "报表为该版的发布时刻（北京时间），其他为来源的发布日期，精确到来源所注明的",
        "Minute of the release (Beijing time); of other sources the day, month or year they give",
    ),
    Field(*("source", "code", "来源", "Source"), "来源的代码，见 sources.csv", "Key of the source, in sources.csv"),
    Field(
        *("file", "code", "文件", "File"),
        "数所在的文件，在 /data/files/ 下可下载",
        "The file that holds it; data/x can be had at /data/files/x",
    ),
    Field(*("sheet", "code", "工作表", "Sheet"), "工作簿里的表", "Sheet of a workbook"),
    Field(*("cell", "text", "单元格", "Cell"), "C12；文本文件为行号", "C12; in a text file the line"),
    Field(*("note", "text", "备注", "Note"), "对比基期、疑点、更正等", "What is compared with, doubts, corrections"),
)
NAMES = tuple(one.name for one in FIELDS)
OF_SERIES = ("kind", "indicator", "region_code", "region", "place", "span", "subject", "scope", "unit")
OF_VALUE = ("period", "period_start", "period_end", "symbol", "qualifier", "source", "file", "sheet", "cell", "note")
