"""What is sealed beside what would be printed now: every difference, in words for a person, with its cell."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from typing import NamedTuple, TypeVar

from report.model.printed import ALL, Measure, Printed, Titled, Value
from report.numbers.measures import MEASURES

Key = TypeVar("Key", bound=Hashable)
T = TypeVar("T")
HEAD, NAME, COLUMN, CAPTION, LABEL, SENTENCE = "head", "name", "column", "caption", "label", "sentence"
TEXT, CELL = "text", "cell"
NOTHING = "（无）"
EMPTY = Value("")
FIELDS = {  # of a Value, and what a difference in them is called
    TEXT: "",
    **{name: measure.title for name, measure in MEASURES.items()},
    CELL: "的单元格",
}


class Difference(NamedTuple):
    """One thing that would print otherwise.

    *kind*: HEAD, NAME, COLUMN, CAPTION, LABEL, SENTENCE, or the field of a Value; *region*: its slug; *key*: the
    column, the part of the page, or what is said or called so. *cell*: where the return has it; empty where none has.
    """

    kind: str
    indicator: str  # ALL: no one indicator's
    what: str  # 江苏专利转让本年累计同比
    sealed: str
    now: str
    region: str = ""
    key: str = ""
    cell: str = ""


def differ(one: Printed, other: Printed) -> bool:
    """Whether they say anything otherwise; which of it tables show is layout, under which caption is not."""
    return next(differences(one, other), None) is not None


def differences(sealed: Printed, now: Printed) -> Iterator[Difference]:
    """Of the whole, of names, of values (those that the return has first), of columns and captions, of sentences."""
    values = list(_of_values(sealed, now))
    for name, was, is_now in changed(sealed.head, now.head):
        yield Difference(HEAD, ALL, f"「{name}」", was or NOTHING, is_now or NOTHING, key=name)
    for slug, was, is_now in changed(sealed.regions, now.regions):
        yield Difference(NAME, ALL, f"地区 {slug} 的名称", was or NOTHING, is_now or NOTHING, slug)
    yield from (one for one in values if one.cell)
    yield from _of_columns(sealed, now)
    yield from _of_captions(sealed, now)
    yield from _of_labels(sealed, now)
    yield from (one for one in values if not one.cell)
    for told, was, is_now in changed(sealed.sentences, now.sentences):
        what = f"{sealed.regions.get(told.region, told.region)}的文字"
        yield Difference(SENTENCE, told.indicator, what, was or NOTHING, is_now or NOTHING, told.region, told.part)


def changed(sealed: Mapping[Key, T], now: Mapping[Key, T]) -> Iterator[tuple[Key, T | None, T | None]]:
    """What stands under each key here and there, where that is not the same; None: nothing."""
    for key in dict.fromkeys((*sealed, *now)):
        if sealed.get(key) != now.get(key):
            yield key, sealed.get(key), now.get(key)


def _titled(column: Titled | None) -> str:
    """专利转让本年累计（次）：当期登记的……（高校和科研机构）"""
    return f"{column.title}（{column.unit}）：{column.definition}（{column.counted}）" if column else NOTHING


def _of_columns(sealed: Printed, now: Printed) -> Iterator[Difference]:
    """A seal of an older form holds no definitions, so that they may be any."""
    for key, was, is_now in changed(sealed.columns, now.columns):
        if was and is_now and was == is_now[:3] + was[3:] and not was.definition:
            continue
        indicator = next(one.indicator for one in (was, is_now) if one)
        yield Difference(COLUMN, indicator, f"{key} 的名称和指标解释", _titled(was), _titled(is_now), "", key)


def _of_captions(sealed: Printed, now: Printed) -> Iterator[Difference]:
    """Columns that stand under another caption; which of them are shown, and how often, is layout."""
    under, under_now = _captions(sealed), _captions(now)
    for key in filter(under_now.__contains__, under):
        lost, new = under[key] - under_now[key], under_now[key] - under[key]
        if lost and new:
            column = sealed.columns[key]
            what = f"{column.title}所在表的名称"
            yield Difference(CAPTION, column.indicator, what, "、".join(sorted(lost)), "、".join(sorted(new)), "", key)


def _captions(printed: Printed) -> Mapping[str, set[str]]:
    """The captions under which each column stands."""
    found: dict[str, set[str]] = {}
    for table in printed.tables:
        for key in table.keys:
            found.setdefault(key, set()).add(table.caption)
    return found


def _of_labels(sealed: Printed, now: Printed) -> Iterator[Difference]:
    """What was worked out and what was explained under other words; what is explained besides is none."""
    for name, was, is_now in changed(sealed.measures, now.measures):
        if was:
            yield Difference(LABEL, ALL, f"「{was.title}」的名称", _measure(was), _measure(is_now), "", name)
    for name, said, is_said in changed(sealed.legend, now.legend):
        if said:
            yield Difference(LABEL, ALL, f"「{name}」的说明", said, is_said or NOTHING, "", name)


def _measure(measure: Measure | None) -> str:
    """同比（%，个百分点）"""
    return f"{measure.title}（{'，'.join(filter(None, measure[1:]))}）" if measure else NOTHING


def _of_values(sealed: Printed, now: Printed) -> Iterator[Difference]:
    """The value itself with its cell; what was worked out from it without."""
    columns = {**now.columns, **sealed.columns}
    for (region, key), was, is_now in changed(sealed.values, now.values):
        old, new = was or EMPTY, is_now or EMPTY
        title = f"{sealed.regions.get(region, region)}{columns[key].title}"
        for field, words in FIELDS.items():
            one, other = getattr(old, field) or NOTHING, getattr(new, field) or NOTHING
            if one != other:
                cell = (new.cell or old.cell) if field == TEXT else ""
                yield Difference(field, columns[key].indicator, f"{title}{words}", one, other, region, key, cell)
