"""What may be printed for each measure: the printed words are taken apart and compared with what the data say."""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction

from report.audit.claims.facts import MARKS, QUARTER, RATE, STOCK, About, Facts, Placing
from report.model import Subject

Parts = tuple[str, ...]
Read = Callable[[str], Parts | None]
Expected = Callable[[About, Facts], Parts]
HOLDERS = {
    Subject.UNIVERSITIES: "高校",
    Subject.RESEARCH_INSTITUTES: "科研机构",
    Subject.BOTH: "高校和科研机构",
    Subject.ENTERPRISES: "企业",
}
NO_RANK = "（没有位次可言，不应陈述）"
PLACES = {"一": 1, "两": 2, "二": 2, "三": 3}
CHANGE = r"(?:(增长|下降|提高|降低)([\d.,]+)(%|倍|个百分点)|(持平|基本持平))"


class Disagreement(Exception):
    """What is printed is not what the data say; the message is what should be there."""


def check(about: About, printed: str, facts: Facts) -> None:
    """Disagreement where *printed* does not state what the data say."""
    if about.measure not in GRAMMAR:
        raise Disagreement("一种可复核的陈述")
    read, expect = GRAMMAR[about.measure]
    expected = expect(about, facts)
    years = {int(year) for year in re.findall(r"(\d{4})年", printed)}
    if read(printed) != expected or years - {about.quarter.year}:
        raise Disagreement("".join(expected))


def parts(pattern: str) -> Read:
    """A reader that takes a text apart by the groups of a pattern; None where it is not of that form."""
    compiled = re.compile(pattern)

    def read(printed: str) -> Parts | None:
        match = compiled.fullmatch(printed)
        return tuple(part or "" for part in match.groups()) if match else None

    return read


def places(printed: str) -> Parts | None:
    """江苏、广东、浙江居前三位 and 江苏、广东并列第一位，浙江居第三位 → (1 江苏, 2 广东, …), (1 江苏、广东, 3 浙江)."""
    if match := re.fullmatch(r"(.+)居前(两|三)位", printed):
        names = match[1].split("、")
        return tuple(f"{n} {name}" for n, name in enumerate(names, 1)) if len(names) == PLACES[match[2]] else None
    found = []
    for part in printed.split("，"):
        match = re.fullmatch(r"(.+)(居|并列)第(一|二|三)位", part)
        if not match or ("、" in match[1]) != (match[2] == "并列"):
            return None
        found.append(f"{PLACES[match[3]]} {match[1]}")
    return tuple(found)


# ---------------------------------------------------------------- numbers


def digits(value: Fraction, decimals: int) -> str:
    """Half to even, as GB/T 8170 has it, by whole numbers alone; thousands set apart: 4,259."""
    whole, part = divmod(round(abs(value) * 10**decimals), 10**decimals)
    return f"{whole:,}.{part:0{decimals}d}" if decimals else f"{whole:,}"


def counted(value: Fraction) -> tuple[str, str]:
    """A count and its 万 or 亿: one decimal from 10,000 on."""
    if abs(value) < 10_000:
        return digits(value, 0), ""
    if round(abs(value) / 1000) < 100_000:
        return digits(value / 10_000, 1), "万"
    return digits(value / 100_000_000, 1), "亿"


def must(value: Fraction | None) -> Fraction:
    """Nothing may be stated of what is not there."""
    if value is None:
        raise Disagreement("（数据中没有这个数，不应陈述）")
    return value


def change(size: Fraction, about: About, facts: Facts) -> Parts:
    """Direction, number, unit; or the word for no change."""
    if about.span == RATE:
        up, down, shown, unit = "提高", "降低", digits(size, facts.decimals(about.indicator)), "个百分点"
    elif size >= 1000:
        up, down, shown, unit = "增长", "下降", digits(size / 100, 1), "倍"
    else:
        up, down, shown, unit = "增长", "下降", digits(size, 1), "%"
    return directed(size, up, down, shown, unit)


def directed(size: Fraction, up: str, down: str, *shown: str) -> Parts:
    if not shown[0].strip("0."):
        return (*("" for _ in range(len(shown) + 1)), "基本持平" if size else "持平")
    return (up if size > 0 else down, *shown, "")


# ---------------------------------------------------------------- what each measure should say


def value(about: About, facts: Facts) -> Parts:
    found = must(facts.value(about))
    if about.span == RATE:
        return digits(found, facts.decimals(about.indicator)), "", "%", facts.mark(about)
    return (*counted(found), facts.dataset.indicators[about.indicator].unit, facts.mark(about))


def year_on_year(about: About, facts: Facts) -> Parts:
    growth = facts.stated(about).year_on_year
    if growth.size is None:
        raise Disagreement("（没有可比的上年同期数，不应陈述）")
    return ("", "", "", "", "上年同期基数较小") if growth.is_small else (*change(growth.size, about, facts), "")


def quarter_on_quarter(about: About, facts: Facts) -> Parts:
    growth = facts.stated(about).quarter_on_quarter
    if growth.size is None or growth.is_small or facts.is_to_date(about.indicator, about.span):
        raise Disagreement("（没有可比的上季数，不应陈述）")
    return change(growth.size, about, facts)


def share(about: About, facts: Facts) -> Parts:
    own, whole = must(facts.value(about)), must(facts.value(about._replace(region=facts.nation)))
    if about.span == RATE or not own or not whole:
        raise Disagreement("（没有占比可言，不应陈述）")
    shown = digits(own * 100 / whole, 1)
    return ("", shown) if shown != "0.0" else ("不足", "0.1")


def rank(about: About, facts: Facts) -> Parts:
    if not facts.value(about):
        raise Disagreement(NO_RANK)
    return placed(facts.stated(about).rank, facts, NO_RANK)


def growth_rank(about: About, facts: Facts) -> Parts:
    return placed(facts.stated(about).growth_rank, facts, "（没有可比的增速，不应陈述）")


def placed(rank: Placing, facts: Facts, nothing: str) -> Parts:
    """Alone or tied, at which place; of how many where not all provinces have one; *nothing* where there is none."""
    if rank.place is None:
        raise Disagreement(nothing)
    verb, place = "并列" if rank.is_tied else "居", str(rank.place)
    if rank.among == len(facts.provinces):
        return verb, place, "", "", ""
    return "", "", str(rank.among), verb, place


def contribution(about: About, facts: Facts) -> Parts:
    before = facts.earlier(about, 4)
    if before is None or about.span == RATE:
        raise Disagreement("（没有可比的上年同期数，不应陈述）")
    base = must(facts.value(before._replace(region=facts.nation)))
    size = (must(facts.value(about)) - must(facts.value(before))) * 100 / base
    return "拉动全国增长" if size > 0 else "向下拉动全国", digits(size, 1)


def increase(about: About, facts: Facts) -> Parts:
    before = facts.earlier(about, 1)
    if before is None or about.span not in (STOCK, RATE):
        raise Disagreement("（没有上季末的数，不应陈述）")
    size = must(facts.value(about)) - must(facts.value(before))
    if about.span == RATE:
        shown = directed(size, "提高", "降低", digits(size, facts.decimals(about.indicator)), "", "个百分点")
    else:
        shown = directed(size, "增加", "减少", *counted(size), facts.dataset.indicators[about.indicator].unit)
    return ("与" if shown[-1] else "比", *shown)


def gap(about: About, facts: Facts) -> Parts:
    if about.span != RATE:
        raise Disagreement("（不是比率，不应与全国相比）")
    size = must(facts.value(about)) - must(facts.value(about._replace(region=facts.nation)))
    return directed(size, "高于", "低于", digits(size, facts.decimals(about.indicator)))


def rank_move(about: About, facts: Facts) -> Parts:
    before = facts.earlier(about, 1)
    if before is None:
        raise Disagreement("（没有上季的位次，不应陈述）")
    if facts.stated(before).rank.among != facts.stated(about).rank.among:
        raise Disagreement("（两季参加排序的个数不同，位次不能相比）")
    (old_tie, old), (new_tie, new) = (_place(one, facts) for one in (before, about))
    if old == new:
        return new_tie, new, "", "", "", "", ""
    return "", "", old_tie, old, "升" if int(new) < int(old) else "降", new_tie, new


def _place(about: About, facts: Facts) -> tuple[str, str]:
    complete, place, _, among, lesser = rank(about, facts)
    return "并列" if "并列" in (complete, among) else "", place or lesser


def top_share(about: About, facts: Facts) -> Parts:
    column, whole = facts.column(about), must(facts.value(about._replace(region=facts.nation)))
    leading = [must(column[name].value) for group in leaders(about, facts).values() for name in group]
    if about.span == RATE or not whole or len(leading) < 2:
        raise Disagreement("（没有合计占比可言，不应陈述）")
    return (digits(sum(leading, Fraction(0)) * 100 / whole, 1),)


def top(about: About, facts: Facts) -> Parts:
    if about.first < 1:
        raise Disagreement("（没有说明前几位）")
    return tuple(f"{place} {'、'.join(names)}" for place, names in leaders(about, facts).items())


def leaders(about: About, facts: Facts) -> dict[int, list[str]]:
    """Place → the provinces that hold it, of the first places that the claim speaks of."""
    found: dict[int, list[str]] = {}
    for name, stated in facts.column(about).items():
        if stated.rank.place and stated.rank.place <= about.first:
            found.setdefault(stated.rank.place, []).append(name)
    return dict(sorted(found.items()))


def spread(about: About, facts: Facts) -> Parts:
    changes = [stated.year_on_year for stated in facts.column(about).values()]
    sizes = [one.size for one in changes if one.size is not None and not one.is_small]
    words = {"增长": sum(s > 0 for s in sizes), "下降": sum(s < 0 for s in sizes), "持平": sizes.count(Fraction(0))}
    found = [(word, str(number)) for word, number in words.items() if number]
    if len(found) == 1:
        return str(len(sizes)), left_out(about, facts), found[0][0], ""
    return str(len(sizes)), left_out(about, facts), "", "、".join(f"{word}{number}个" for word, number in found)


def left_out(about: About, facts: Facts) -> str:
    """Which provinces are not compared and why, reason by reason; nothing where these are more than three."""
    why = {name: reason for name in facts.provinces if (reason := facts.why_not_compared(about._replace(region=name)))}
    reasons = dict.fromkeys(why.values())
    names = {reason: "、".join(name for name in why if why[name] == reason) for reason in reasons}
    return "，".join(f"{names[reason]}{reason}" for reason in reasons) if len(why) <= 3 else ""


def mark(about: About, facts: Facts) -> Parts:
    symbol, is_all = facts.common_mark(about)
    if not symbol:
        raise Disagreement("（多数不是，不应陈述）")
    return about.region, "均" if is_all else "多", MARKS[symbol].strip("（）")


# ---------------------------------------------------------------- names


def period(about: About, facts: Facts) -> Parts:
    """Number of the quarter, months to date, or the month at whose end a stock is counted; years: see Reader."""
    quarter = about.quarter
    if about.span == QUARTER:
        return "一二三四"[quarter.number - 1], "", "", ""
    if facts.is_to_date(about.indicator, about.span):
        return ("", "", "全年", "") if quarter.number == 4 else ("", str(3 * quarter.number), "", "")
    return "", "", "", str(3 * quarter.number)


def region(about: About, facts: Facts) -> Parts:
    return (about.region,)


def subject(about: About, facts: Facts) -> Parts:
    return (HOLDERS[about.subject],)


def indicator(about: About, facts: Facts) -> Parts:
    return (facts.title(about.indicator),)


YEAR = r"(?:\d{4}年)?"
GRAMMAR: dict[str, tuple[Read, Expected]] = {
    "value": (parts(r"([\d.,]+)(万|亿|)([^\d（）万亿]+)(（推算）|（初步数）|（修订数）|)"), value),
    "year_on_year": (parts(rf"同比{CHANGE}|(上年同期基数较小)"), year_on_year),
    "quarter_on_quarter": (parts(rf"环比{CHANGE}（环比受季节影响，仅供参考）"), quarter_on_quarter),
    "share": (parts(r"占全国(不足|)([\d.,]+)%"), share),
    "rank": (parts(r"(居|并列)全国第(\d+)位|在(\d+)个有数省份中(居|并列)第(\d+)位"), rank),
    "growth_rank": (parts(r"增速(居|并列)全国第(\d+)位|增速在(\d+)个可比省份中(居|并列)第(\d+)位"), growth_rank),
    "contribution": (parts(r"(拉动全国增长|向下拉动全国)([\d.,]+)个百分点"), contribution),
    "increase": (
        parts(r"(比|与)上季末(?:(增加|减少|提高|降低)([\d.,]+)(万|亿|)([^\d万亿]+)|(持平|基本持平))"),
        increase,
    ),
    "gap": (parts(r"(高于|低于)全国([\d.,]+)个百分点|与全国(持平|基本持平)"), gap),
    "rank_move": (
        parts(r"位次(?:仍为(并列|)第(\d+)位|由(并列|)第(\d+)位(升|降)至(并列|)第(\d+)位)"),
        rank_move,
    ),
    "top": (places, top),
    "top_share": (parts(r"合计占全国([\d.,]+)%"), top_share),
    "spread": (parts(r"(\d+)个可比省份(?:（(.+)，未计入）|)(?:同比均(增长|下降|持平)|中同比(.+))"), spread),
    "mark": (parts(r"本期(.+)数(均|多)为(初步数|修订数)"), mark),
    "period": (parts(rf"{YEAR}第(.)季度|{YEAR}(?:1—(\d+)月|(全年))累计|截至{YEAR}(\d+)月末"), period),
    "region": (parts(r"(.+)"), region),
    "subject": (parts(r"(.+)"), subject),
    "indicator": (parts(r"(.+)"), indicator),
}
