"""The units that texts around numbers name, in whatever spelling: 单位：万件, （万件）, Unit: 10,000 pieces."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import product
from math import prod

from report.returns.words import COUNTED, UNIT, UNIT_IN_BRACKETS

LABEL = r"(?:计量|数量|统计|数值|金额)?单位"
REST = rf"((?:(?!{LABEL})[^)\]】〕。])*)"
IS = "(?:[均都皆]?[:为是])"
NOT_OURS = "填报送主管承办协编制本各点"  # 填报单位 is an office
LABELLED = re.compile(rf"(?:(?:^|[(\[【〔]) ?{LABEL} ?{IS}?|(?<![{NOT_OURS}]){LABEL} ?{IS}) ?{REST}")
IN_ENGLISH = re.compile(rf"(?<![a-z])units?\)?: ?{REST}", re.I)
IN_WORDS = re.compile(rf"以({UNIT})(?:为单位|计)")
BRACKETS_AT_END = re.compile(r"[(\[【〔]([^()\[\]【】〔〕]*)[)\]】〕]$")
SCALED_ENGLISH = re.compile(r"(?:1[0, ]{2,}|(?:in |ten |hundred )*(?:hundred|thousand|million|billion)s?\b).*", re.I)
CHINESE_AND_ENGLISH = re.compile("([^0-9A-Za-z/( ]+) ?[/( ] ?([0-9A-Za-z][^\u3400-\u9fff]*)")
BETWEEN = re.compile("[、,/;(和及与或]")
ONE = re.compile(rf"(?:1[0十百千万亿]*)?(?:{UNIT})")
ENGLISH = {
    **dict.fromkeys(("piece", "pieces", "pcs", "item", "items", "patent", "patents"), "件"),
    **dict.fromkeys(("time", "times"), "次"),
    **dict.fromkeys(("person", "persons", "people"), "人"),
    **dict.fromkeys(("percent", "percentage"), "%"),
}
TIMES = {"十": 10, "百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}
SIMPLER = str.maketrans("單萬億個項戶場", "单万亿个项户场")
HEADS = ("单位", "计量单位", "unit", "units")


@lru_cache(maxsize=4096)
def units_in(text: str) -> tuple[str, ...]:
    """The units that a header names: 已盘点专利（万件） → 万件; a header that is nothing but a unit, too."""
    folded = _folded(text)
    if whole := _listed(re.sub(rf"^{LABEL}:?", "", folded)):
        return whole
    return tuple(dict.fromkeys(match[1] for match in UNIT_IN_BRACKETS.finditer(folded))) or _at_end(text)


def is_unit(text: str) -> bool:
    """Whether a header names nothing but a unit: 单位：万件."""
    return bool(_listed(re.sub(rf"^{LABEL}:?", "", _folded(text))))


def units_told(text: str) -> tuple[str, ...]:
    """The units that a text beside the table tells of it, a unit in English that is none of ours as it is written."""
    if not any(sign in text for sign in "位以uUｕＵ"):
        return ()
    spaced = re.sub(r"\s+", " ", _plain(text))
    for pattern, where in product((LABELLED, IN_WORDS), (spaced, spaced.replace(" ", ""))):
        if found := tuple(unit for match in pattern.finditer(where) for unit in _units_of(match[1])):
            return found
    if told := IN_ENGLISH.search(spaced):
        return _english(told[1]) or _listed(_folded(told[1]))
    return ()


def _units_of(text: str) -> tuple[str, ...]:
    """What follows the word 单位: all of it, up to a semicolon, or up to a blank."""
    tries = (_folded(text), text.partition(";")[0], text.strip().partition(" ")[0])
    return next(filter(None, map(_listed, tries)), ()) or _in_two_languages(text.strip())


def _in_two_languages(text: str) -> tuple[str, ...]:
    """万件/10 000 Pieces → 万件; both where the English is a multiple and the Chinese none."""
    found = CHINESE_AND_ENGLISH.fullmatch(text)
    own = _listed(_folded(found[1])) if found else ()
    is_other = found and own and scaled(own[0])[0] == 1 and SCALED_ENGLISH.fullmatch(found[2])
    return (*own, found[2].casefold()) if found and is_other else own


def units_above(text: str) -> tuple[str, ...]:
    """Those of a text above the table: in brackets at its end, or alone, as well."""
    folded = _folded(text)
    return units_told(text) or _listed(folded) or _at_end(text)


def _at_end(text: str) -> tuple[str, ...]:
    """Those in brackets at the end of a text: （万件/10 000 pieces）, (ten thousand)."""
    found = BRACKETS_AT_END.search(re.sub(r"\s+", " ", _plain(text)).strip())
    if found is None:
        return ()
    inside = found[1].strip()
    return _units_of(inside) or (_english(inside) if SCALED_ENGLISH.fullmatch(inside) else ())


def scaled(unit: str) -> tuple[int, str]:
    """How many of its base a unit is, and the base: 万件 → 10000 and 件; 百分点 is no hundred."""
    match = re.fullmatch(rf"([十百千万亿]*)((?:{COUNTED})?)", unit)
    return (prod(TIMES[sign] for sign in match[1]), match[2]) if match else (1, unit)


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).translate(SIMPLER)


def _folded(text: str) -> str:
    return re.sub(r"\s+", "", _plain(text))


def _listed(text: str) -> tuple[str, ...]:
    """家、件 → 家 and 件; nothing where any of it is no unit."""
    ungrouped = re.sub(r"(?<=\d),(?=\d{3})", "", text.strip("()[]【】〔〕"))
    words = [word for word in BETWEEN.split(ungrouped.rstrip("等")) if word]
    return tuple(words) if words and all(map(ONE.fullmatch, words)) else ()


def _english(text: str) -> tuple[str, ...]:
    text = text.strip().casefold()
    if SCALED_ENGLISH.fullmatch(text):
        return (text,)
    words = [word.strip() for word in re.split("[,/;、]| and ", text) if word.strip()]
    return tuple(ENGLISH.get(word, word) for word in words if not re.search("[\u3400-\u9fff%‰]", word))
