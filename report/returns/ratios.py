"""data/ratios.yml and the form's own rates: indicators that are a ratio of two others, never an average of rates."""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import yaml

from report.inputs.textfile import text_of
from report.model import Indicator
from report.returns.form import Form, mistakes_told

FILE = "data/ratios.yml"
COUNTED = "高校和科研机构（含部分高水平医院）"


@dataclass(frozen=True)
class Ratio:
    """numerator ÷ denominator × 100; *meta* describes an indicator that data/indicators.yml does not have."""

    key: str
    numerator: str
    denominator: str
    meta: Mapping[str, str]


def read_ratios(root: Path, form: Form) -> tuple[Ratio, ...]:
    """What data/ratios.yml and the form's rates say; DataError where the file cannot be used."""
    own = (Ratio(form.items[key].indicator or key, *parts, {}) for key, parts in form.rates.items())
    with mistakes_told(FILE):
        entries = yaml.load(text_of(root, FILE), yaml.CSafeLoader)
        of_file = (Ratio(key, one["numerator"], one["denominator"], one) for key, one in entries.items())
        return (*own, *of_file)


def with_ratios(indicators: Mapping[str, Indicator], ratios: tuple[Ratio, ...]) -> Mapping[str, Indicator]:
    """*indicators* and the ratios of which they have both parts."""
    with mistakes_told(FILE):
        made = {ratio.key: _indicator(ratio, indicators.get(ratio.key)) for ratio in ratios}
    return {**indicators, **{key: one for key, one in made.items() if parts_in(one, indicators)}}


def parts_in(indicator: Indicator, keys: Container[str]) -> bool:
    """Whether it is a ratio of which *keys* have both parts."""
    parts = (indicator.numerator, indicator.denominator)
    return all(part and part in keys for part in parts)


def _indicator(ratio: Ratio, known: Indicator | None) -> Indicator:
    return replace(known or _new(ratio), numerator=ratio.numerator, denominator=ratio.denominator)


def _new(ratio: Ratio) -> Indicator:
    meta = ratio.meta
    return Indicator(
        key=ratio.key,
        title=meta["title"],
        title_en=meta["title_en"],
        unit="%",
        decimals=int(meta["decimals"]),
        kind="rate",
        theme=meta["theme"],
        definition=meta["definition"],
        counted=COUNTED,
        cautions=(),
        clause=meta["clause"],
        better=meta["better"],
        quarterly_item="",
    )
