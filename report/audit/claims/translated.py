"""What the claims of English pages have to say, made of the data by a way of its own; compared letter by letter."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Mapping
from datetime import date
from fractions import Fraction

from report.audit.claims.facts import QUARTER, RATE, YTD, About, Facts, Growth
from report.audit.claims.grammar import NO_RANK, Disagreement, counted, digits, must
from report.audit.claims.published import TIMES
from report.model import Dataset, Fact, Observation, RegionKind

PAGE = re.compile(r"en/(?:(?P<kind>regions|indicators)/(?P<slug>[^/]+)/)?(?:[^/]+/)?index\.html")
MARKS = re.compile(
    r"(?i)[0-9０-９%％]|\b(?:up|down|unchanged|per cent|percent\w*|rank\w*|thousand|million|billion|trillion)\b"
)
MONTHS = "January,February,March,April,May,June,July,August,September,October,November,December".split(",")  # noqa: SIM905
HOLDERS = {
    **{"universities": "universities", "research_institutes": "research institutes", "individuals": "individuals"},
    **{"universities_and_institutes": "universities and research institutes", "all_holders": "all patent holders"},
    **{"enterprises": "enterprises", "public_institutions": "public institutions", "government": "government bodies"},
}
SCOPES = {
    **{"domestic": "domestic", "mainland": "domestic without Hong Kong, Macao and Taiwan"},
    **{"foreign": "foreign", "world": "domestic and foreign"},
}
SYMBOLS = {"…": "not published", "c": "confidential", "z": "not applicable", "p": "provisional", "r": "revised"}
HEDGES = {"exact": "", "about": "about ", "over": "more than ", "nearly": "nearly "}
OWN_WORDS = {"件": "items", "次": "times", "项": "items", "家": "organisations", "个": "units", "人": "persons"}
OWN_WORDS |= {"场": "events", "份": "documents"}
BASES = {"": "", "同比": "year on year", "比上年": "on the year before", "比行动前": "since before the programme"}
LARGE = {10**12: "trillion", 10**9: "billion", 10**6: "million"}


def expected(key: str, facts: Facts) -> str | None:
    """What a claim with this key says; None where nothing is known of it. Disagreement where nothing may be said."""
    kind, _, rest = key.partition(" ")
    measure, _, name = rest.partition(" ")
    dataset = facts.dataset
    if kind == "cited" and measure in CITED and (fact := dataset.fact.get(name)):
        return CITED[measure](_of_whole(fact), dataset)
    if kind == "table" and measure in CELLS and (row := facts.published.cells.get(name)):
        return CELLS[measure](row, dataset)
    if kind == "named" and measure == "region" and name in dataset.regions:
        return dataset.regions[name].name_en
    if kind == "named" and measure == "indicator" and name in dataset.indicators:
        return dataset.indicators[name].title_en
    if kind == "counted":
        return _counted(measure, name, dataset)
    about = facts.about(key)
    return RETURNED[about.measure](about, facts) if about and about.measure in RETURNED else None


def _counted(measure: str, name: str, dataset: Dataset) -> str | None:
    """What a text says of how many there are, or of one of the documents."""
    kinds = [region.kind for region in dataset.regions.values()]
    document = next((one for one in dataset.documents if one.id == name), None)
    if document and measure == "issued":
        return on_day(document.issued_on)
    found = {"provinces": kinds.count(RegionKind.PROVINCE), "indicators": len(dataset.indicators)}
    return str(len(document.issuers) if document and measure == "issuers" else found.get(measure, "")) or None


def _of_whole(fact: Fact) -> Fact:
    if fact.place:
        raise Disagreement("（单位、市级的数没有英文名，不应陈述）")
    return fact


def belongs(path: str, key: str, facts: Facts) -> bool:
    """A region's page is about the region, an indicator's about the indicator."""
    match = PAGE.fullmatch(path)
    if not match or not match["slug"]:
        return bool(match)
    kind, _, rest = key.partition(" ")
    name = rest.partition(" ")[2]
    cells, cited = facts.published.cells, facts.dataset.fact
    one = cells.get(name) if kind == "table" else cited.get(name) if kind == "cited" else facts.about(key)
    if one is None:
        return kind == "named"
    if match["kind"] == "regions":
        return facts.dataset.regions[one.region].slug == match["slug"]
    return bool(one.indicator == match["slug"].replace("-", "_"))


# ---------------------------------------------------------------- numbers and days


def exact(value: Fraction) -> str:
    """With all its digits and no more."""
    return digits(value, next(n for n in range(20) if (value * 10**n).denominator == 1))


def amount(value: Fraction, unit: str) -> str:
    if unit.endswith("元"):
        yuan = value * TIMES[unit[:-1]]
        size = next((one for one in LARGE if abs(yuan) >= one), 1)
        return f"CNY {exact(yuan / size)} {LARGE.get(size, '')}".rstrip()
    return exact(value) + {"%": "%", "百分点": " percentage points"}.get(unit, "")


def full(value: Fraction, indicator: str, dataset: Dataset) -> str:
    known = dataset.indicators[indicator]
    if known.unit.endswith("元"):
        return amount(Fraction(round(value * 10**known.decimals), 10**known.decimals), known.unit)
    return digits(value, known.decimals) + ("%" if known.unit == "%" else "")


def on(day: date) -> str:
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def on_day(text: str) -> str:
    year, *rest = text.split("-")
    month = [MONTHS[int(rest[0]) - 1]] if rest else []
    return " ".join([*(str(int(one)) for one in rest[1:]), *month, year]).strip() or "date not stated"


def days(start: date | None, end: date) -> str:
    if start is None:
        return f"as of {on(end)}"
    is_whole = start.day == 1 and end.day == monthrange(end.year, end.month)[1] and start.year == end.year
    if not is_whole:
        return on(end) if start == end else f"{on(start)} – {on(end)}"
    first, last = start.month, end.month
    if (first, last) == (1, 12):
        return str(end.year)
    if last - first == 2 and last % 3 == 0:
        return f"Q{last // 3} {end.year}"
    return f"{MONTHS[first - 1]}{f'–{MONTHS[last - 1]}' if last > first else ''} {end.year}"


# ---------------------------------------------------------------- cited figures


def _value(fact: Fact, dataset: Dataset) -> str:
    hedge, said = HEDGES[fact.qualifier], amount(abs(Fraction(fact.value)), fact.unit)
    if fact.kind == "growth":
        year = re.fullmatch(r"比(\d+)年", fact.basis)
        than = f"on {year[1]}" if year else BASES.get(fact.basis, "on what the source compares with")
        way = "up" if fact.value > 0 else "down"
        told = f"{way} {hedge}{said}" if fact.value else f"{'almost ' if hedge else ''}unchanged"
        return f"{told} {than}".rstrip()
    is_own = fact.unit in OWN_WORDS and fact.unit != dataset.indicators[fact.indicator].unit
    return f"{hedge}{said}{f' {OWN_WORDS[fact.unit]}' if is_own else ''}"


def _when(fact: Fact, dataset: Dataset) -> str:
    if not fact.period:
        return "date not stated"
    start, end = fact.period.start, fact.period.end
    if fact.kind == "rate" and start is None and f"{end:%m%d}" == "1231":
        return str(end.year)
    said = days(start, end)
    return "by " + said.replace("as of ", "") if fact.kind == "target" else said


def _who(fact: Fact, dataset: Dataset) -> str:
    is_wide = re.match("全部专利权人|以", dataset.indicators[fact.indicator].counted)
    return "all that the indicator counts" if fact.subject == "all_holders" and not is_wide else HOLDERS[fact.subject]


CITED: Mapping[str, Callable[[Fact, Dataset], str]] = {
    "what": lambda fact, dataset: dataset.indicators[fact.indicator].title_en,
    "where": lambda fact, dataset: dataset.regions[fact.region].name_en,
    "value": _value,
    "when": _when,
    "who": _who,
    "publisher": lambda fact, dataset: dataset.sources[fact.source].publisher,
    "published": lambda fact, dataset: on_day(dataset.sources[fact.source].published_on),
}


# ---------------------------------------------------------------- official tables


def _number(row: Observation, dataset: Dataset) -> str:
    marks = ["wrong in the source"] if row.error else []
    marks += [SYMBOLS[row.symbol]] if row.symbol else []
    if row.value is None:
        return ", ".join(marks)
    said = full(Fraction(row.value), row.indicator, dataset)
    return f"{said} ({', '.join(marks)})" if marks else said


CELLS: Mapping[str, Callable[[Observation, Dataset], str]] = {
    "what": lambda row, dataset: dataset.indicators[row.indicator].title_en,
    "value": _number,
    "when": lambda row, dataset: days(row.period.start, row.period.end),
    "who": lambda row, dataset: HOLDERS[row.subject],
    "scope": lambda row, dataset: SCOPES[row.scope],
}


# ---------------------------------------------------------------- returns


def _marked(said: str, about: About, facts: Facts) -> str:
    stated = facts.stated(about)
    is_derived = about.span in (QUARTER, YTD) and not stated.is_given
    mark = "derived" if is_derived else SYMBOLS.get(stated.symbol, "") if stated.symbol in ("p", "r") else ""
    return f"{said} ({mark})" if mark else said


def _in_full(about: About, facts: Facts) -> str:
    return _marked(full(must(facts.value(about)), about.indicator, facts.dataset), about, facts)


def _stated(about: About, facts: Facts) -> str:
    if about.span == RATE:
        return _in_full(about, facts)
    number, scale = counted(must(facts.value(about)))
    said = amount(Fraction(number.replace(",", "")) * TIMES[scale], facts.dataset.indicators[about.indicator].unit)
    return _marked(said, about, facts)


def _change(about: About, facts: Facts) -> str:
    growth = facts.stated(about).year_on_year
    return "small base" if growth.is_small else _directed(growth, about, facts)


def _directed(growth: Growth, about: About, facts: Facts) -> str:
    size = must(growth.size)
    said = f"{digits(size, 1)}%"
    if about.span == RATE:
        said = f"{digits(size, facts.decimals(about.indicator))} percentage points"
    elif size >= 1000:
        said = f"{digits(Fraction(round(size / 10)) * 10, 0)}%"
    if not re.search("[1-9]", said):
        return "almost unchanged" if size else "unchanged"
    return f"{'up' if size > 0 else 'down'} {said}"


def _share(about: About, facts: Facts) -> str:
    own, whole = must(facts.value(about)), must(facts.value(about._replace(region=facts.nation)))
    if about.span == RATE or not own or not whole:
        raise Disagreement("（没有占比可言，不应陈述）")
    said = digits(own * 100 / whole, 1)
    return f"{said if said != '0.0' else 'less than 0.1'}%"


def _rank(about: About, facts: Facts) -> str:
    rank = facts.stated(about).rank
    if not facts.value(about) or rank.place is None:
        raise Disagreement(NO_RANK)
    return f"{rank.place} of {rank.among}{', tied' if rank.is_tied else ''}"


def _period(about: About, facts: Facts) -> str:
    quarter = about.quarter
    if about.span == QUARTER:
        return days(quarter.start, quarter.end)
    return days(date(quarter.year, 1, 1) if facts.is_to_date(about.indicator, about.span) else None, quarter.end)


RETURNED: Mapping[str, Callable[[About, Facts], str]] = {
    "value": _stated,
    "exact": _in_full,
    "year_on_year": _change,
    "share": _share,
    "rank": _rank,
    "period": _period,
    "region": lambda about, facts: facts.dataset.regions[about.region].name_en,
    "indicator": lambda about, facts: facts.dataset.indicators[about.indicator].title_en,
}
