"""Values as Chinese text: numbers, changes, periods, names of codes; also the Jinja filters.

Rounding: one rule, half to even on Decimal (GB/T 8170-2008, 四舍六入五成双), and only where a column declares its
decimals; cited figures are printed without loss, as many digits as their source gave.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import ROUND_HALF_EVEN, Decimal

from report.model import Fact, Grade, Indicator, Observation, Scope, Source, Span, Subject, Symbol
from report.model.printed import Erratum, MethodChange

WAN, YI = Decimal(10_000), Decimal(100_000_000)
LARGER_UNITS: Mapping[str, tuple[tuple[Decimal, Decimal, str], ...]] = {
    "亿元": ((WAN, Decimal(100), "万亿元"),),
    "万元": ((YI, WAN, "万亿元"), (WAN, Decimal(100), "亿元")),
    "%": (),
    "百分点": (),
}  # from which value on, and divisible by what, a unit gives way to a larger one; counts: see _larger_units
QUALIFIERS = {"exact": "", "about": "约", "over": "超过", "nearly": "近"}
SUBJECTS = {
    Subject.UNIVERSITIES: "高校",
    Subject.RESEARCH_INSTITUTES: "科研机构",
    Subject.BOTH: "高校和科研机构",
    Subject.ALL_HOLDERS: "全部专利权人",
    Subject.ENTERPRISES: "企业",
    Subject.PUBLIC_INSTITUTIONS: "事业单位",
    Subject.INDIVIDUALS: "个人",
    Subject.GOVERNMENT: "政府部门",
}
SCOPES = {
    Scope.DOMESTIC: "国内总计",
    Scope.MAINLAND: "国内（不含港澳台）",
    Scope.FOREIGN: "国外",
    Scope.WORLD: "国内外合计",
}
FACT_KINDS = {
    "stock": "时点数",
    "flow": "全年数",
    "ytd": "年内累计",
    "cumulative": "跨年累计",
    "rate": "比率",
    "growth": "增减",
    "target": "目标",
}
DOUBTFUL, WRONG = "存疑", "原文有误"  # marks of a cell of an official table
INDICATOR_KINDS = {"stock": "时点数（存量）", "flow": "时期数（流量）", "cumulative": "累计数", "rate": "比率"}
SYMBOLS = {
    Symbol.NOT_PUBLISHED: "未公布",
    Symbol.CONFIDENTIAL: "保密",
    Symbol.NOT_APPLICABLE: "不适用",
    Symbol.PROVISIONAL: "初步数",
    Symbol.REVISED: "修订数",
}
RETURNS = "季度报表"
SOURCE_KINDS = {
    "official": "官方网站",
    "media": "媒体",
    "reprint": "转载件",
    "quoted": "引述",
    "table": "官方统计表",
    "return": RETURNS,
}
GRADES = {
    Grade.PUBLISHER: "原发布单位网页",
    Grade.OUTLET: "媒体原网页",
    Grade.COPY: "转载",
    Grade.QUOTED: "仅见引述",
}
CLAUSES = {
    "总体要求": "一、总体要求",
    "二(一)": "二（一）全面盘点",
    "二(二)": "二（二）市场评价",
    "二(三)": "二（三）分类施策",
    "二(四)": "二（四）精准对接",
    "三(一)": "三（一）组织调度",
    "三(二)": "三（二）激励约束",
    "三(三)": "三（三）宣传培训",
    "三(四)": "三（四）监测评价",
    "context": "背景，不属方案条款",
}


def whole_or_region(row: Observation, nation: str) -> str:
    """Of whom a cell of an official table is: 江苏, and of the nation what its total covers."""
    return SCOPES[row.scope] if row.region == nation else row.region


def rounded(value: Decimal, decimals: int) -> Decimal:
    """*value* with *decimals* digits, half to even."""
    return value.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_EVEN) + 0  # + 0 makes -0.0 a plain 0.0


def decimals_of(value: Decimal) -> int:
    """How many digits stand after its point: 2 of 12.30, 0 of 1E+3."""
    exponent = value.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def plain(value: Decimal, decimals: int | None = None) -> str:
    """1349000 → 1,349,000; without *decimals* every digit that the value has and no more."""
    number = _trimmed(value) if decimals is None else rounded(value, decimals)
    return f"{number:,f}"


_COUNT = re.compile(r"“[^”]*”|(?<![0-9,.])[0-9]{4,}(?=[余多]?[万亿件次家项人场个份条所格种笔元])")


def grouped(sentence: str) -> str:
    """认定产品3197项 → 认定产品3,197项: counts with their unit; years and what is quoted in “” stay as they are."""
    return _COUNT.sub(lambda found: f"{int(found[0]):,}" if found[0].isdigit() else found[0], sentence)


def machine(value: Decimal) -> str:
    """1349000 → 1349000, 54.0 → 54: for CSV."""
    return f"{_trimmed(value):f}"


def _trimmed(value: Decimal) -> Decimal:
    return value.to_integral_value() if value == value.to_integral_value() else value.normalize()


def amount(value: Decimal, unit: str) -> str:
    """A value as a bulletin prints it, without loss: 134.9万件, 69.7万次, 16,579件, 18万亿元, 54%.

    万 only where the value is at least 10,000 and has no digit below the hundreds: 24,341次 stays as it is.
    """
    if unit == "亿元" and 0 < abs(value) < 1:
        return amount(value * WAN, "万元")
    for scale, finest, name in _larger_units(unit):
        if abs(value) >= scale and value % finest == 0:
            return f"{plain(value / scale)}{name}"
    return f"{plain(value)}{'个' if unit == '百分点' else ''}{unit}"


def _larger_units(unit: str) -> tuple[tuple[Decimal, Decimal, str], ...]:
    return LARGER_UNITS.get(unit, ((YI, WAN, f"亿{unit}"), (WAN, Decimal(100), f"万{unit}")))


def brief(value: Decimal, unit: str) -> str:
    """A count in a sentence, one decimal from 10,000 on: 4,259次, 1.9万次, 1.2亿件; tables print it in full."""
    if abs(value) < WAN:
        return f"{plain(value, 0)}{unit}"
    in_wan = rounded(value / WAN, 1)
    return f"{in_wan:,}万{unit}" if abs(in_wan) < WAN else f"{plain(value / YI, 1)}亿{unit}"


def whose(subject: Subject, indicator: Indicator) -> str:
    """Who is counted; where a source sets no limit and the indicator counts others than patentees, those."""
    if subject is Subject.ALL_HOLDERS and not indicator.counted.startswith(("全部专利权人", "以")):
        return indicator.counted
    return SUBJECTS[subject]


def observed(row: Observation, indicator: Indicator) -> str:
    """A cell of a table or a return: 1,234 or the words of its symbol."""
    return SYMBOLS[row.symbol] if row.value is None else plain(row.value, indicator.decimals)


def marks(row: Observation) -> str:
    """What stands beside its value: 原文有误, p or r."""
    if row.value is None:
        return ""
    return "、".join(filter(None, (WRONG if row.error else "", row.symbol.value)))


def spanned(indicator: Indicator, span: Span | None) -> str:
    """专利转让, 专利转让（本年累计）: the title of a column as it was returned."""
    return f"{indicator.title}（本年累计）" if span is Span.YTD else indicator.title


def figure(fact: Fact) -> str:
    """What a cited figure says, hedge included: 超过2,700家, 近6万件; a change its direction: 同比增长29.9%."""
    hedge = QUALIFIERS[fact.qualifier]
    if fact.kind == "growth" and fact.value == 0:
        return f"{fact.basis}{hedge and '基本'}持平"
    if fact.kind == "growth":
        return f"{fact.basis}{direction(fact)}{hedge}{amount(abs(fact.value), fact.unit)}"
    return f"{hedge}{amount(fact.value, fact.unit)}"


def direction(fact: Fact) -> str:
    """增长 or 下降 for %, 提高 or 降低 for percentage points, 持平 for zero."""
    if fact.value == 0:
        return "持平"
    up, down = ("提高", "降低") if fact.unit == "百分点" else ("增长", "下降")
    return up if fact.value > 0 else down


def when(fact: Fact) -> str:
    """The period in words: 截至2025年7月17日, for a target 到2025年末; 时点未注明 where the source does not say."""
    if not fact.period:
        return "时点未注明"
    if fact.kind == "target":
        return fact.period.title.replace("截至", "到")
    if fact.kind == "rate" and fact.period.start is None and fact.period.code.endswith("12-31"):
        return f"{fact.period.end.year}年"  # a survey year, a share of a year's product
    return fact.period.title


def day_text(text: str) -> str:
    """2024-04-24 → 2024年4月24日; 2024-04 → 2024年4月; empty → 日期未注明."""
    if not text:
        return "日期未注明"
    return "".join(f"{int(part)}{unit}" for part, unit in zip(text.split("-"), "年月日", strict=False))


def erratum(one: Erratum) -> str:
    """2026年5月1日更正，原印作69.7万次：转录有误"""
    return f"{day_text(one.day.isoformat())}{'更正' if one.now else '撤下'}，原印作{one.was}：{one.reason}"


def method_change(one: MethodChange) -> str:
    """2027年1月1日起，占比改印两位小数：便于比较"""
    return f"{day_text(one.day.isoformat())}起，{one.what}：{one.why}"


def cited(source: Source) -> str:
    """新华社，2024年4月24日"""
    return f"{source.publisher}，{day_text(source.published_on)}" if source.published_on else source.publisher


def in_per_cent(share: Decimal) -> str:
    """A fraction of the whole: 12.3%; 不足0.1% where it would round to nothing."""
    printed = rounded(share * 100, 1)
    return f"{printed:,}%" if printed or not share else "不足0.1%"


# ---------------------------------------------------------------- numbers for machines, and as printed in a cell

MOST_DECIMALS = 6  # of a ratio, for machines
_PRINTED_NUMBER = re.compile(r"[+\-−]?[\d,]*\.?\d+%?")
_BARE = str.maketrans({",": None, "%": None, "−": "-"})


def exact(value: Decimal | None) -> str:
    """12345.60 as it was given: no grouping, no exponent; a ratio to six decimals; empty for None."""
    return "" if value is None else format(for_machines(value), "f")


def for_machines(value: Decimal) -> Decimal:
    """The same, or where it has more than six decimals with six."""
    return value if decimals_of(value) <= MOST_DECIMALS else rounded(value, MOST_DECIMALS)


def number_in(text: str) -> Decimal | None:
    """The number that a printed cell is: 1,234 → 1234, −3.1% → -3.1; None where it is anything else."""
    return Decimal(text.translate(_BARE)) if _PRINTED_NUMBER.fullmatch(text) else None


# ---------------------------------------------------------------- numbers that stand in a sentence

_DIGITS = {character: value for value, character in enumerate("〇一二三四五六七八九")} | {"两": 2, "零": 0}
_HAN = "〇零一二三四五六七八九两"
_ARABIC = re.compile(r"([0-9][0-9,]*(?:\.[0-9]+)?)[多余]?(万亿|亿|万)?(?=[多余]?(元)?)")
_WORDS = {"过半": Decimal(50), "全覆盖": Decimal(100), "全面完成": Decimal(100), "持平": Decimal(0)}
_DATES = re.compile(r"[0-9]{4}年|[0-9]{1,2}(?:[—至～-][0-9]{1,2})?月(?:[0-9]{1,2}日)?")
_SCALES = {"": Decimal(1), "万": WAN, "亿": YI, "万亿": WAN * YI}


def numbers_in(sentence: str) -> set[Decimal]:
    """Every number a Chinese sentence states, in base units; money in 元, 万元 and 亿元, as any may be the base unit.

    Signs are not read (a fall is a word: 下降), and years, months and days are not numbers of anything.
    """
    undated = _DATES.sub("", sentence)
    return {*_arabic(undated), *_chinese(undated)}


def _arabic(sentence: str) -> set[Decimal]:
    found: set[Decimal] = set()
    for digits, scale, yuan in _ARABIC.findall(sentence):
        value = Decimal(digits.replace(",", "")) * _SCALES[scale]
        found |= {value, value / WAN, value / YI} if yuan else {value}
    return found


def _chinese(sentence: str) -> set[Decimal]:
    """六成 → 60, 四分之一 → 25, 过半 → 50, 全覆盖 → 100, 三所 → 3, 超万亿 → 1,000,000,000,000."""
    found = {Decimal(_DIGITS[n] * 10) for n in re.findall(rf"([{_HAN}])成", sentence)}
    for whole, part in re.findall(rf"([{_HAN}])分之([{_HAN}])", sentence):
        if _DIGITS[whole]:
            found.add(Decimal(_DIGITS[part] * 100) / _DIGITS[whole])
    found |= {value for word, value in _WORDS.items() if word in sentence}
    if re.search(r"(?<![\d.])万亿元", sentence):
        found |= {WAN * YI, WAN * WAN, WAN}
    found |= {Decimal(_DIGITS[n]) for n in re.findall(rf"([{_HAN}])(?=[家所个件项次份场])", sentence)}
    return found
