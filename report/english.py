"""Values as English text: the numbers that `wording` prints, in English units, periods, and names of codes.

A number written as 61.3万 in Chinese is 613,000 here, as exact and as rounded; money is in CNY.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal

from report.model import Fact, Grade, Indicator, Scope, Span, Subject, Symbol
from report.period import Period
from report.wording import WAN, YI, plain, rounded

MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
YUAN = {"万元": WAN, "亿元": YI}
SCALES = ((WAN * YI, "trillion"), (YI * 10, "billion"), (WAN * 100, "million"))
UNITS: Mapping[str, str] = {
    **{"件": "items", "次": "times", "项": "items", "家": "organisations", "个": "units", "人": "persons"},
    **{"场": "events", "份": "documents", "亿元": "CNY", "万元": "CNY", "%": "per cent", "百分点": "percentage points"},
}
QUALIFIERS = {"exact": "", "about": "about ", "over": "more than ", "nearly": "nearly "}
BASES = {"": "", "同比": " year on year", "比上年": " on the year before", "比行动前": " since before the programme"}
SUBJECTS = {
    Subject.UNIVERSITIES: "universities",
    Subject.RESEARCH_INSTITUTES: "research institutes",
    Subject.BOTH: "universities and research institutes",
    Subject.ALL_HOLDERS: "all patent holders",
    Subject.ENTERPRISES: "enterprises",
    Subject.PUBLIC_INSTITUTIONS: "public institutions",
    Subject.INDIVIDUALS: "individuals",
    Subject.GOVERNMENT: "government bodies",
}
SCOPES = {
    Scope.DOMESTIC: "domestic",
    Scope.MAINLAND: "domestic without Hong Kong, Macao and Taiwan",
    Scope.FOREIGN: "foreign",
    Scope.WORLD: "domestic and foreign",
}
FACT_KINDS = {
    "stock": "at a date",
    "flow": "calendar year",
    "ytd": "year to date",
    "cumulative": "since an earlier start",
    "rate": "rate",
    "growth": "change",
    "target": "target",
}
INDICATOR_KINDS = {
    "stock": "at a date (stock)",
    "flow": "in a period (flow)",
    "cumulative": "cumulative",
    "rate": "rate",
}
SYMBOLS = {
    Symbol.NOT_PUBLISHED: "not published",
    Symbol.CONFIDENTIAL: "confidential",
    Symbol.NOT_APPLICABLE: "not applicable",
    Symbol.PROVISIONAL: "provisional",
    Symbol.REVISED: "revised",
}
GRADES = {
    Grade.PUBLISHER: "publisher's page",
    Grade.OUTLET: "media page",
    Grade.COPY: "copy",
    Grade.QUOTED: "quoted only",
}
SPANS = {
    Span.STOCK: "Newest quarter, at its end",
    Span.QUARTER: "Newest quarter",
    Span.YTD: "Newest quarter, year to date",
    Span.RATE: "Newest quarter",
}
WRONG, DERIVED = "wrong in the source", "derived"
UNDATED = "date not stated"


def day(one: date) -> str:
    """24 April 2024"""
    return f"{one.day} {MONTHS[one.month - 1]} {one.year}"


def day_text(text: str) -> str:
    """2024-04-24 → 24 April 2024; 2024-04 → April 2024; empty → date not stated."""
    year, month, last = (*text.split("-"), "", "")[:3]
    return " ".join(filter(None, (last.lstrip("0"), month and MONTHS[int(month) - 1], year))) or UNDATED


def days(period: Period) -> str:
    """2024; Q3 2024; November 2024; January–November 2024; as of 24 April 2024; 1 January – 16 December 2024."""
    start, end, code = period.start, period.end, period.code
    if start is None:
        return f"as of {day(end)}"
    if match := re.fullmatch(r"(\d+)Q(\d)", code):
        return f"Q{match[2]} {match[1]}"
    if start == end:
        return day(end)
    if start.day > 1 or (end + timedelta(days=1)).day > 1 or start.year < end.year:
        return f"{day(start)} – {day(end)}"
    if (start.month, end.month) == (1, 12):
        return str(end.year)
    return f"{'–'.join(dict.fromkeys((MONTHS[start.month - 1], MONTHS[end.month - 1])))} {end.year}"


def when(fact: Fact) -> str:
    """The period of a cited figure; of a target by when, of a yearly rate the year."""
    if not fact.period:
        return UNDATED
    if fact.kind == "rate" and fact.period.start is None and (fact.period.end.month, fact.period.end.day) == (12, 31):
        return str(fact.period.end.year)
    said = days(fact.period)
    return f"by {said.removeprefix('as of ')}" if fact.kind == "target" else said


def amount(value: Decimal, unit: str) -> str:
    """1349000 件 → 1,349,000; 54 % → 54%; 18.04 万亿元, held as 180400 亿元 → CNY 18.04 trillion."""
    if unit in YUAN:
        return _money(value * YUAN[unit])
    return plain(value) + {"%": "%", "百分点": " percentage points"}.get(unit, "")


def _money(yuan: Decimal) -> str:
    scale, name = next((one for one in SCALES if abs(yuan) >= one[0]), (Decimal(1), ""))
    return f"CNY {plain(yuan / scale)} {name}".rstrip()


def in_full(value: Decimal, indicator: Indicator) -> str:
    """A value as tables print it, with the digits of its indicator: 613,204; 85.30%."""
    if indicator.unit in YUAN:
        return amount(rounded(value, indicator.decimals), indicator.unit)
    return plain(value, indicator.decimals) + ("%" if indicator.unit == "%" else "")


def brief(value: Decimal, unit: str) -> str:
    """A count as sentences round it (`wording.brief`): 613,000 for 61.3万."""
    step = Decimal(1) if abs(value) < WAN else WAN
    if step == WAN and abs(rounded(value / WAN, 1)) >= WAN:
        step = YI
    return amount(rounded(value / step, 0 if step == 1 else 1) * step, unit)


def figure(fact: Fact, indicator: Indicator) -> str:
    """What a cited figure says: more than 2,700; up 29.9% year on year; a count word of the source's own is kept."""
    hedge = QUALIFIERS[fact.qualifier]
    if fact.kind == "growth" and not fact.value:
        return f"{'almost ' if hedge else ''}unchanged{basis(fact.basis)}"
    if fact.kind == "growth":
        return f"{'up' if fact.value > 0 else 'down'} {hedge}{amount(abs(fact.value), fact.unit)}{basis(fact.basis)}"
    is_own = fact.unit != indicator.unit and fact.unit not in (*YUAN, "%", "百分点")
    return f"{hedge}{amount(fact.value, fact.unit)}{f' {UNITS[fact.unit]}' if is_own else ''}"


def basis(said: str) -> str:
    """What a change compares with: 同比 → year on year, 比2023年 → on 2023; words that are not known, in brackets."""
    year = re.fullmatch(r"比(\d{4})年", said)
    return f" on {year[1]}" if year else BASES.get(said, " on what the source compares with")


def whose(subject: Subject, indicator: Indicator) -> str:
    """Who is counted; where a source sets no limit and the indicator counts others than patentees, all of those."""
    is_others = subject is Subject.ALL_HOLDERS and not indicator.counted.startswith(("全部专利权人", "以"))
    return "all that the indicator counts" if is_others else SUBJECTS[subject]
