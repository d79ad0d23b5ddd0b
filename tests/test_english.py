"""The pages in English: the numbers of the Chinese ones in English units, each a claim; what is Chinese says so."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path

import pytest

from report import english
from report.audit.built import Built
from report.audit.claims import check_page
from report.audit.claims.facts import Facts
from report.audit.seen import Seen, Statement, StatementsTogether, look
from report.audit.traced import problems
from report.audit.ways import astray
from report.model import Span, Symbol
from report.numbers.arithmetic import Change, Entered
from report.numbers.embargo import released
from report.numbers.ranks import Rank
from report.period import Period
from report.sentences import told_in_english
from tests.conftest import MOMENT
from tests.known import as_rendered, example, example_desk, example_pages, real

VOID = {"meta", "link", "br", "img", "input", "wbr", "hr"}
HAN = re.compile("[\u3400-\u9fff]")
NO_NUMBER = re.compile("counted|period|indicator|(cited|table) (when|published)")
READ_OUT = ("aria-label", "alt", "title", "placeholder")


# ---------------------------------------------------------------- words


@pytest.mark.parametrize(
    ("id", "value", "when"),
    [
        ("cn-transfer-license-2025", "697,000", "2025"),
        ("js-transfer-license-2024m11", "78,100 items", "January–November 2024"),
        ("xj-conversion-amount-2025", "more than CNY 100 million", "2025"),
        ("cn-inventory-patents-2024-09-13", "1,349,000", "as of 13 September 2024"),
    ],
)
def test_a_cited_figure_is_the_same_number_in_english(id: str, value: str, when: str) -> None:
    fact = real().fact[id]
    assert english.figure(fact, real().indicators[fact.indicator]) == value
    assert english.when(fact) == when


@pytest.mark.parametrize(
    ("value", "unit", "said"),
    [("612600", "件", "613,000"), ("9999", "件", "9,999"), ("123456789", "次", "120,000,000"), ("0", "家", "0")],
)
def test_a_count_is_rounded_as_in_chinese_and_written_out(value: str, unit: str, said: str) -> None:
    assert english.brief(Decimal(value), unit) == said


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("2024", "2024"),
        ("2024Q3", "Q3 2024"),
        ("2024-11", "November 2024"),
        ("2024-01-01/2024-09-30", "January–September 2024"),
        ("2024-01-01/2024-12-16", "1 January 2024 – 16 December 2024"),
        ("2024-02-29", "as of 29 February 2024"),
    ],
)
def test_periods_have_english_names(code: str, said: str) -> None:
    assert english.days(Period.parse(code)) == said


def test_a_change_says_its_direction_and_what_it_compares_with() -> None:
    grown = next(fact for fact in real().cited if fact.kind == "growth" and fact.basis == "同比")
    indicator = real().indicators[grown.indicator]
    fallen = replace(grown, value=Decimal("-5.2"), unit="%", qualifier="about")
    assert english.figure(fallen, indicator) == "down about 5.2% year on year"
    assert (
        english.figure(replace(fallen, unit="百分点", basis="比2023年"), indicator)
        == "down about 5.2 percentage points on 2023"
    )
    assert english.figure(replace(fallen, value=Decimal(0), basis="没见过的说法"), indicator) == (
        "almost unchanged on what the source compares with"
    )


# ---------------------------------------------------------------- claims


def page_of_example(address: str) -> Seen:
    return look(as_rendered(next(page for page in example_pages() if page.address == address)))


@pytest.fixture(scope="module")
def stated() -> dict[str, Seen]:
    """The home, a region and two indicators of the synthetic programme, as they are looked at."""
    addresses = ("/en/", "/en/regions/xinjiang/", "/en/indicators/transfer-count/", "/en/indicators/designs-in-force/")
    return {f"{address[1:]}index.html": page_of_example(address) for address in addresses}


@pytest.fixture(scope="module")
def facts(stated: dict[str, Seen]) -> Facts:
    return Facts(released(example(), MOMENT), {claim.key for page in stated.values() for claim in page.claims})


def test_every_claim_is_what_the_data_say_and_no_other_number_is(stated: dict[str, Seen], facts: Facts) -> None:
    for path, page in stated.items():
        assert list(check_page(path, page, facts)) == []
        spoiled = [claim for claim in page.claims if re.search("[0-9]", claim.text)]
        assert len(spoiled) > 20
        for claim in spoiled:
            other = Statement(
                claim.key, re.sub("[0-9]", lambda digit: str((int(digit[0]) + 1) % 10), claim.text, count=1)
            )
            found = check_page(path, replace(page, told=(StatementsTogether((other,), ""),), marked=1), facts)
            assert "claim" in {problem.rule for problem in found}, claim


@pytest.mark.parametrize(
    ("path", "key", "between", "rule"),
    [
        ("en/regions/jiangsu/index.html", "cited value cn-transfer-license-2025", "", "claim-elsewhere"),
        ("en/indicators/license-count/index.html", "cited value cn-transfer-license-2025", "", "claim-elsewhere"),
        ("en/index.html", "cited colour cn-transfer-license-2025", "", "unknown-claim"),
        ("en/index.html", "table value data/tables/designs.csv:0", "", "unknown-claim"),
        ("en/index.html", "cited value cn-transfer-license-2025", " and 5 more in Jiangsu", "no-claim"),
    ],
)
def test_what_is_stated_elsewhere_unknown_or_outside_a_claim_is_found(
    path: str, key: str, between: str, rule: str
) -> None:
    page = replace(
        look("<article></article>"), told=(StatementsTogether((Statement(key, "697,000"),), between),), marked=1
    )
    assert [problem.rule for problem in check_page(path, page, Facts(real(), set()))] == [rule]


def test_a_figure_of_a_return_bears_its_marks() -> None:
    figures = example_desk().figures
    nation = figures.figure("transfer_count", "全国", max(figures.quarters), Span.QUARTER)
    column = replace(nation.column)
    vars(column)["ranks"] = {"全国": Rank(3, True), **{str(number): Rank(number, False) for number in range(29)}}
    vars(column)["changes"] = {"全国": Change("percent", Decimal("1234.5"), Decimal(1), small_base=False)}
    one = nation._replace(column=column, cell=Entered(Decimal(612600), Symbol.PROVISIONAL))
    grown = one._replace(cell=one.cell._replace(derived=True))
    told = (told_in_english.stated(one), told_in_english.rank(one), told_in_english.in_full(grown))
    assert [claim and claim.text for claim in told] == ["613,000 (provisional)", "3 of 30, tied", "612,600 (derived)"]
    change = told_in_english.year_on_year(grown)
    assert change and change.text == "up 1,230%"
    assert told_in_english.stated(one._replace(cell=Entered(None, Symbol.PROVISIONAL))) is None


# ---------------------------------------------------------------- where numbers lead


@pytest.mark.parametrize(
    ("address", "text", "leads"),
    [
        ("/en/", "72,000", "../indicators/transfer-count/sources/#from-transfer_count_ytd-quarters-2026q3"),
        ("/en/regions/xinjiang/", "98.20%", "../../../regions/xinjiang/2026q3/#from-inventory_rate"),
        (
            "/en/indicators/transfer-count/",
            "up 14.5%",
            "../../../indicators/transfer-count/sources/#from-transfer_count_ytd-jiangsu-2026q3",
        ),
        (
            "/en/indicators/designs-in-force/",
            "64,225",
            "../../../data/tables/cnipa-2023-3-7/#anhui-designs_in_force-all_holders-2023-12-31",
        ),
        ("/en/indicators/", "more than 95%", "../../indicators/inventory-rate/#cn-inventory-rate-2024-06-30"),
    ],
)
def test_a_number_leads_to_its_source_on_a_chinese_page(address: str, text: str, leads: str) -> None:
    assert leads in {claim.leads for claim in page_of_example(address).claims if claim.text == text}


def test_a_number_that_leads_to_another_source_or_to_none_is_noticed(
    tmp_path: Path, stated: dict[str, Seen], facts: Facts
) -> None:
    for path, page in stated.items():
        assert list(astray(path, page.claims, facts)) == []
        numbers = [one for one in page.claims if re.search("[0-9]", one.text) and not NO_NUMBER.match(one.key)]
        others = [one.leads.replace("-", "_", 1) for one in numbers]
        assert len(numbers) > 20
        for leads in (others, [""] * len(numbers), [one.leads.partition("#")[0] for one in numbers]):
            spoiled = [replace(one, leads=other) for one, other in zip(numbers, leads, strict=True)]
            assert len(list(astray(path, spoiled, facts))) == len(numbers)

    written = tmp_path / "en/indicators/transfer-count/index.html"
    written.parent.mkdir(parents=True)
    html = as_rendered(next(page for page in example_pages() if page.address == "/en/indicators/transfer-count/"))
    for found, text in ((0, html), (1, html.replace("ytd-jiangsu-2026q3", "ytd-jiangxi-2026q3", 1))):
        written.write_text(text, "utf-8")
        assert len(problems(Built.read(tmp_path), facts.dataset)) == found


# ---------------------------------------------------------------- the built site


class Heard(HTMLParser):
    """What a screen reader says of a page, each text with the language that it is told in."""

    def __init__(self) -> None:
        super().__init__()
        self.languages, self.alternates, self.wrong, self.twin = [""], dict[str, str](), list[str](), ""
        self.is_silent = False

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        said = dict(attributes)
        language = said.get("lang") or self.languages[-1]
        if tag == "link" and said.get("hreflang"):
            self.alternates[str(said["hreflang"])] = str(said["href"])
        if tag == "a" and said.get("hreflang") in ("en", "zh-CN") and not self.twin:
            self.twin = str(said["href"])  # the first is that of the header
        self._hear(language, " ".join(said.get(name) or "" for name in READ_OUT))
        self.is_silent = tag in ("script", "style")
        if tag not in VOID:
            self.languages.append(language)

    def handle_endtag(self, tag: str) -> None:
        self.is_silent = False
        if tag not in VOID:
            self.languages.pop()

    def handle_data(self, text: str) -> None:
        if not self.is_silent:
            self._hear(self.languages[-1], text)

    def _hear(self, language: str, text: str) -> None:
        if language == "en" and HAN.search(text):
            self.wrong.append(text)


def heard(site: Path, address: str) -> Heard:
    reader = Heard()
    reader.feed((site / address / "index.html").read_text("utf-8"))
    return reader


def test_no_chinese_is_read_out_as_english_and_twins_lead_to_each_other(built_site: Path) -> None:
    pages = sorted(path.parent.relative_to(built_site).as_posix() for path in built_site.glob("en/**/index.html"))
    assert len(pages) > 90
    for page in pages:
        own = heard(built_site, page)
        assert own.wrong == [], page
        twin = page.removeprefix("en").lstrip("/") or "."
        back = heard(built_site, twin)
        assert own.alternates == back.alternates == {}, page  # they would need an address of the site
        assert (built_site / page / own.twin).resolve() == (built_site / twin).resolve()
        assert (built_site / twin / back.twin).resolve() == (built_site / page).resolve()
