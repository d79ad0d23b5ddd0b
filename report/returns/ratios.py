"""data/ratios.yml and the form's own rates: indicators that are a ratio of two others, never an average of rates."""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass, replace

from report.inputs import Inputs, read_once
from report.inputs.values import missing, value
from report.inputs.yaml import mapping
from report.model import Indicator, Place
from report.plaintext import English
from report.returns.form import read_form

FILE = "data/ratios.yml"
TOLD = ("title", "title_en", "definition", "theme", "clause", "better")
COUNTED = "高校和科研机构（含部分高水平医院）"


@dataclass(frozen=True)
class Ratio:
    """numerator ÷ denominator × 100; the rest describes an indicator that data/indicators.yml does not have."""

    key: str
    numerator: str
    denominator: str
    title: str = ""
    title_en: English = ""
    definition: str = ""
    decimals: int = 0
    theme: str = ""
    clause: str = ""
    better: str = ""
    where: Place | None = None  # in data/ratios.yml; of the form's own none


@read_once
def read_ratios(inputs: Inputs) -> tuple[Ratio, ...]:
    """What data/ratios.yml and the form's rates say; DataError where the file cannot be used."""
    form = read_form(inputs)
    own = (Ratio(form.items[key].indicator or key, *parts) for key, parts in form.rates.items())
    entries = mapping(FILE, inputs.content(inputs.root / FILE)).entries
    return (*own, *(value(Ratio, node, FILE, key=key.text) for key, node in entries))


def with_ratios(indicators: Mapping[str, Indicator], ratios: tuple[Ratio, ...]) -> Mapping[str, Indicator]:
    """*indicators* and the ratios of which they have both parts."""
    made = {
        ratio.key: replace(
            indicators.get(ratio.key) or _new(ratio),
            numerator=ratio.numerator,
            denominator=ratio.denominator,
            to_date=indicators[ratio.denominator].kind == "flow",
            whole=indicators[ratio.denominator].whole,
        )
        for ratio in ratios
        if ratio.numerator in indicators and ratio.denominator in indicators
    }
    return {**indicators, **made}


def parts_in(indicator: Indicator, keys: Container[str]) -> bool:
    """Whether it is a ratio of which *keys* have both parts."""
    parts = (indicator.numerator, indicator.denominator)
    return all(part and part in keys for part in parts)


def _new(ratio: Ratio) -> Indicator:
    told = {name: getattr(ratio, name) for name in TOLD}
    if lacking := next((name for name, text in told.items() if not text), ""):
        raise missing(FILE, ratio.where.line if ratio.where else 0, lacking)
    return Indicator(
        key=ratio.key,
        **told,
        unit="%",
        decimals=ratio.decimals,
        kind="rate",
        counted=COUNTED,
        cautions=(),
        quarterly_item="",
    )
