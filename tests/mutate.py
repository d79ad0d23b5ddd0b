"""make mutate: make the pages of the sample state something else, many times, and see that report.audit.claims notices.

A mutation spoils a built page (a digit, a word, a claim that is another's), a template, a rule of the code that writes
the sentences, or a number under it. caught: the audit finds a problem on the spoilt pages. missed: it finds none,
which must never be. Drawn again is what states nothing else: every visible word is as it was, or what is left of the
claims is as it was, in its order, and true sentences are only gone.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

from jinja2 import DictLoader, Environment

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from report.audit.claims import check_page  # noqa: E402
from report.audit.claims.facts import Facts  # noqa: E402
from report.audit.seen import look  # noqa: E402
from report.inputs.contents import read_quarters  # noqa: E402
from report.model import Dataset  # noqa: E402
from report.period import Quarter  # noqa: E402
from tests.known import CHECKOUT, example  # noqa: E402
from tests.test_figures import with_cells  # noqa: E402

RANKS = "report/numbers/ranks.py"
ARITHMETIC = "report/numbers/arithmetic.py"
RETURNED = "report/numbers/returned.py"
CLAIMS = "report/sentences/claims.py"
BULLETIN = "report/sentences/bulletin.py"
TEMPLATE = "templates/_claims.html.j2"
CODE = (
    "report/wording.py",
    ARITHMETIC,
    RANKS,
    RETURNED,
    CLAIMS,
    BULLETIN,
)  # in the order in which they import one another
TRIES = 2000
CHOSEN = read_quarters(CHECKOUT)
CLAIM = re.compile(r'<span data-claim="([^"]*)">(.*?)</span>', re.DOTALL)
TAG = re.compile(r"<[^>]*>")
ALOUD = re.compile(r'<span aria-hidden="true">([^<]*)</span><span class="ph-aloud">[^<]*</span>')
Html = str
Pages = Mapping[str, Html]
Spoilt = Mapping[str, tuple[Html, Html]]  # path → the page as it was, and spoilt


# ---------------------------------------------------------------- pages of the sample


def rendered(dataset: Dataset, sources: Mapping[str, str], quarters: tuple[Quarter, ...], regions: list[str]) -> Pages:
    """Tiles, bulletin and regional paragraphs as the code and the template in *sources* make them."""
    figures, prose = loaded(sources)
    environment = Environment(loader=DictLoader({"it": sources[TEMPLATE]}), autoescape=True)
    environment.filters["aloud"] = str  # the words for who listens are judged by nobody
    macros: Any = environment.get_template("it").module
    own = figures.Figures(dataset)
    pages = {}
    for quarter in quarters:
        paragraphs = [
            prose.marked(own, CHOSEN, quarter),
            *(sentences for _, sentences in prose.bulletin(own, CHOSEN, quarter)),
        ]
        pages[f"quarters/{quarter.slug}/index.html"] = _page(macros, prose.headline(own, CHOSEN, quarter), paragraphs)
        for name in regions:
            told = [prose.marked(own, CHOSEN, quarter, name)]
            told += [sentences for _, sentences in prose.region_bulletin(own, CHOSEN, name, quarter)]
            told += [prose.region_lead(own, CHOSEN, name, quarter), prose.since_last(own, CHOSEN, name, quarter)]
            path = f"regions/{dataset.regions[name].slug}/{quarter.slug}/index.html"
            pages[path] = _page(macros, prose.headline(own, CHOSEN, quarter, name), told)
    return pages


def _page(macros: Any, tiles: Any, paragraphs: list[Any]) -> Html:
    return "\n".join([str(macros.tiles(tiles)), *(str(macros.paragraph(one)) for one in paragraphs if one)])


def loaded(sources: Mapping[str, str]) -> tuple[Any, Any]:
    """figures and prose run from these sources."""
    modules = executed({path: sources[path] for path in CODE})
    return modules[RETURNED], modules[BULLETIN]


def executed(sources: Mapping[str, str]) -> Mapping[str, Any]:
    """The modules of these sources, in the order in which they import one another; those that others use stay."""
    names = {path: path.removesuffix(".py").replace("/", ".") for path in sources}
    before = {name: import_module(name) for name in names.values()}
    made: dict[str, Any] = {}
    try:
        for path, name in names.items():
            made[path] = _installed(name, ModuleType(name))
            exec(compile(sources[path], path, "exec"), made[path].__dict__)
    finally:
        for name, module in before.items():
            _installed(name, module)
    return made


def _installed(name: str, module: ModuleType) -> ModuleType:
    """The module as what others import by its name, and from its package."""
    package, _, own = name.rpartition(".")
    sys.modules[name] = module
    setattr(sys.modules[package], own, module)
    return module


def words(html: Html) -> str:
    """What a reader sees."""
    return TAG.sub("", html)


@dataclass(frozen=True)
class Bench:
    """The sample, its sources and its clean pages; *site*: where it is built whole, else its paragraphs do."""

    dataset: Dataset
    site: Path | None = None

    @cached_property
    def sources(self) -> Mapping[str, str]:
        return {path: (ROOT / path).read_text("utf-8") for path in (TEMPLATE, *CODE)}

    @cached_property
    def regions(self) -> list[str]:
        return [region.name for region in self.dataset.pages_of_regions]

    @cached_property
    def pages(self) -> Pages:
        return rendered(self.dataset, self.sources, tuple(self.dataset.returns), self.regions)

    @cached_property
    def built(self) -> Pages:
        """The pages to be spoilt: those of the site that have claims."""
        if not self.site:
            return self.pages
        files = ((file.relative_to(self.site).as_posix(), file) for file in sorted(self.site.rglob("*.html")))
        pages = {path: ALOUD.sub(r"\1", file.read_text("utf-8")) for path, file in files}
        return {path: html for path, html in pages.items() if CLAIM.search(html)}

    @cached_property
    def told(self) -> list[int]:
        """Which observations the pages speak of."""
        claims = {tuple(claim[1].split(" ")[1:3]) for html in self.pages.values() for claim in CLAIM.finditer(html)}
        rows = enumerate(self.dataset.returned)
        return [n for n, row in rows if (row.indicator, row.subject.value) in claims and row.value]

    @cached_property
    def facts(self) -> Facts:
        return Facts(self.dataset)

    def problems(self, pages: Pages) -> list[str]:
        return [str(problem) for path, html in pages.items() for problem in check_page(path, look(html), self.facts)]


# ---------------------------------------------------------------- kinds: a spoilt page

Spoil = Callable[[Html, random.Random, Bench], Html | None]
KINDS: dict[str, Spoil] = {}


def kind(title: str) -> Callable[[Spoil], Spoil]:
    def register(spoil: Spoil) -> Spoil:
        KINDS[title] = spoil
        return spoil

    return register


def reworded(html: Html, dice: random.Random, pattern: str, change: Callable[[re.Match[str]], str]) -> Html | None:
    """The page with one place that *pattern* finds in the printed text of one claim changed."""
    spots = [
        (claim.start(2) + found.start(), claim.start(2) + found.end(), change(found))
        for claim in CLAIM.finditer(html)
        for found in re.finditer(pattern, claim[2])
    ]
    if not spots:
        return None
    start, end, text = dice.choice(spots)
    return html[:start] + text + html[end:]


def swapping(title: str, *pairs: tuple[str, str]) -> None:
    """A kind that puts one word in the place of another, or the other way round."""
    other = {one: two for pair in pairs for one, two in (pair, pair[::-1])}
    pattern = "|".join(sorted(other, key=len, reverse=True))
    KINDS[title] = lambda html, dice, bench: reworded(html, dice, pattern, lambda found: other[found[0]])


swapping("direction of a count", ("增长", "下降"), ("增加", "减少"))
swapping("direction of a rate", ("提高", "降低"), ("高于", "低于"))
swapping("direction and its rate's word", ("增长", "提高"), ("下降", "降低"))
swapping("direction of a place", ("升至", "降至"), ("仍为", "升至"))
swapping("sign of a contribution", ("拉动全国增长", "向下拉动全国"))
swapping("% and points", ("%", "个百分点"), ("倍", "%"))
swapping("unit", ("万次", "次"), ("万件", "万次"), ("家", "件"), ("亿", "万"))
swapping("compared with when", ("同比", "环比"), ("上季末", "上年同期末"))
swapping("tied or alone", ("居", "并列"))
swapping("no change", ("持平", "增长0.1%"), ("基本持平", "持平"))
swapping("holder", ("高校和科研机构", "高校"), ("高校", "科研机构"))
swapping("span named", ("累计", "当季"), ("1—9月累计", "第三季度"), ("1—6月累计", "第二季度"), ("全年累计", "第四季度"))
swapping("mark", ("（修订数）", ""), ("（修订数）", "（初步数）"))
swapping("mark of a whole text", ("多为", "均为"), ("为修订数", "为初步数"))


@kind("digit")
def _(html: Html, dice: random.Random, bench: Bench) -> Html | None:
    return reworded(html, dice, r"\d", lambda found: dice.choice([d for d in "0123456789" if d != found[0]]))


@kind("digit too many or too few")
def _(html: Html, dice: random.Random, bench: Bench) -> Html | None:
    return reworded(html, dice, r"\d(?=\D)", lambda found: dice.choice(["", found[0] + "0", found[0] + "5"]))


@kind("thousands not set apart")
def _(html: Html, dice: random.Random, bench: Bench) -> Html | None:
    return reworded(html, dice, r"(?<=\d),(?=\d)", lambda found: dice.choice(["", "."]))


@kind("decimal point")
def _(html: Html, dice: random.Random, bench: Bench) -> Html | None:
    return reworded(
        html, dice, r"(\d)\.(\d)", lambda found: dice.choice([f"{found[1]}{found[2]}", f"{found[1]}{found[2]}.0"])
    )


@kind("rank")
def _(html: Html, dice: random.Random, bench: Bench) -> Html | None:
    return reworded(html, dice, r"第(\d+)位", lambda found: f"第{int(found[1]) + dice.choice([-1, 1])}位")


@kind("region")
def _(html: Html, dice: random.Random, bench: Bench) -> Html | None:
    names = "|".join(sorted([*bench.regions, "全国"], key=len, reverse=True))
    return reworded(html, dice, names, lambda found: dice.choice([name for name in bench.regions if name != found[0]]))


@kind("order of the first regions")
def _(html: Html, dice: random.Random, bench: Bench) -> Html | None:
    return reworded(html, dice, r"([^、，]+)、([^、，]+?)(?=、|居前)", lambda found: f"{found[2]}、{found[1]}")


@kind("first regions left out")
def _(html: Html, dice: random.Random, bench: Bench) -> Html | None:
    return reworded(html, dice, r"[^、，]+、(?=[^、，]+居前)", lambda found: "")


@kind("year")
def _(html: Html, dice: random.Random, bench: Bench) -> Html | None:
    return reworded(html, dice, r"(\d{4})年", lambda found: f"{int(found[1]) + dice.choice([-1, 1])}年")


@kind("quarter or month")
def _(html: Html, dice: random.Random, bench: Bench) -> Html | None:
    others = {"一": "二", "二": "三", "三": "四", "四": "一", "3": "6", "6": "9", "9": "12", "12": "3"}
    return reworded(html, dice, r"(?<=第)[一二三四](?=季度)|\d+(?=月)", lambda found: others[found[0]])


@kind("indicator")
def _(html: Html, dice: random.Random, bench: Bench) -> Html | None:
    titles = {one.title for one in bench.dataset.indicators.values()}
    claims = [claim for claim in CLAIM.finditer(html) if claim[1].startswith("indicator ")]
    claim = dice.choice(claims)
    other = dice.choice(sorted(titles - {claim[2]}))
    return html[: claim.start(2)] + other + html[claim.end(2) :]


@kind("caution left out")
def _(html: Html, dice: random.Random, bench: Bench) -> Html | None:
    return reworded(html, dice, r"（环比受季节影响，仅供参考）", lambda found: "")


@kind("number without a claim")
def _(html: Html, dice: random.Random, bench: Bench) -> Html | None:
    claims = [claim for claim in CLAIM.finditer(html) if claim[1].startswith(("value ", "year_on_year "))]
    claim = dice.choice(claims)
    return html[: claim.start()] + re.sub(r"\d", lambda d: str(9 - int(d[0])), claim[2]) + html[claim.end() :]


@kind("sentence added")
def _(html: Html, dice: random.Random, bench: Bench) -> Html | None:
    added = dice.choice(
        ["，同比增长", "，居全国前列", "，比上年多9件", "，江苏次之", "，占三分之一", "，为历年最高（第三季度）"]
    )
    spot = dice.choice([claim.end() for claim in CLAIM.finditer(html)])
    return html[:spot] + added + html[spot:]


@kind("another's claim")
def _(html: Html, dice: random.Random, bench: Bench) -> Html | None:
    """A claim, true in its own place, in that of one of the same sort about something else."""
    claim = dice.choice(list(CLAIM.finditer(html)))
    donor = bench.built[dice.choice(sorted(bench.built))]
    others = [one for one in CLAIM.finditer(donor) if says_other(claim, one)]
    if not others:
        return None
    return html[: claim.start()] + dice.choice(others)[0] + html[claim.end() :]


@kind("two claims of a page change places")
def _(html: Html, dice: random.Random, bench: Bench) -> Html | None:
    claims = list(CLAIM.finditer(html))
    one = dice.choice(claims[:-1])
    others = [two for two in claims if two.start() > one.end() and says_other(one, two)]
    if not others:
        return None
    two = dice.choice(others)
    return html[: one.start()] + two[0] + html[one.end() : two.start()] + one[0] + html[two.end() :]


def says_other(one: re.Match[str], two: re.Match[str]) -> bool:
    """Two claims of one measure that say different things; a year said or left to the reader is no difference."""
    (measure, *about, _), (other, *what, _) = one[1].split(" "), two[1].split(" ")
    texts = [re.sub(r"\d{4}年", "", claim[2]) if about[3] == what[3] else claim[2] for claim in (one, two)]
    return measure == other and about != what and texts[0] != texts[1]


# ---------------------------------------------------------------- kinds: a spoilt source

RULES = (
    (TEMPLATE, "{{ one.text | aloud }}", "{{ one.text | replace('增长', '下降') }}"),
    (TEMPLATE, "{{ one.text | aloud }}", "{{ one.text | replace('.', '') }}"),
    (TEMPLATE, "{{ one.text | aloud }}", "{{ one.text | replace('%', '个百分点') }}"),
    (TEMPLATE, "{{ one.text | aloud }}", "{{ one.text | replace('环比受季节影响，仅供参考', '') }}"),
    (TEMPLATE, '<span data-claim="{{ one.key }}">{{ one.text | aloud }}</span>', "{{ one.text }}（100%）"),
    (TEMPLATE, "{{ claim(one.change) }}", "增长1.0%"),
    (TEMPLATE, "{{ claim(one.where) }}", "2024年"),
    (TEMPLATE, "{{ part }}", "，约3成"),
    ("report/wording.py", "ROUND_HALF_EVEN)", "'ROUND_UP')"),
    ("report/wording.py", "rounded(value / WAN, 1)", "rounded(value / WAN, 0)"),
    ("report/wording.py", 'return f"{in_wan:,}万{unit}"', 'return f"{in_wan:,}亿{unit}"'),
    ("report/wording.py", 'return f"{number:,f}"', 'return f"{number:f}"'),
    ("report/wording.py", 'Subject.UNIVERSITIES: "高校"', 'Subject.UNIVERSITIES: "院校"'),
    (RETURNED, "self.span, 4)", "self.span, 1)"),
    (RETURNED, "self.span, 1)", "self.span, 2)"),
    (ARITHMETIC, "(now - before) / before * 100", "(now - before) / now * 100"),
    (ARITHMETIC, "(now - before) / before * 100", "(before - now) / before * 100"),
    (ARITHMETIC, 'Change("points", now - before', 'Change("percent", now - before'),
    (ARITHMETIC, 'Change("points", now - before', 'Change("points", (now - before) / before * 100'),
    (ARITHMETIC, "top.value / bottom.value * 100", "top.value / bottom.value"),
    (ARITHMETIC, "top.value / bottom.value * 100", "bottom.value / top.value * 100"),
    (RANKS, "enumerate(descending, start=1)", "enumerate(descending, start=2)"),
    (RANKS, "sorted(printed.values(), reverse=True)", "sorted(printed.values())"),
    (RANKS, "name: rounded(value, decimals) for", "name: value for"),
    (RETURNED, "PERCENT_DECIMALS = 1", "PERCENT_DECIMALS = 2"),
    (RANKS, "Counter(descending)", "Counter(set(descending))"),
    (ARITHMETIC, "return change.value if change and not change.small_base", "return change.value if change"),
    (ARITHMETIC, "size < small", "size < small * 100"),
    (RETURNED, "self.value / whole", "self.value / whole * 2"),
    (ARITHMETIC, "/ nation.before * 100", "/ nation.value * 100"),
    (RETURNED, "(to_date, quarterly, 1) if", "(quarterly, to_date, 1) if"),
    (RETURNED, "one.rank <= count", "one.rank <= count + 1"),
    (RETURNED, "symbols[mark] * 2 >", "symbols[mark] * 2 <"),
    (BULLETIN, "if not (mark and told)", "if True"),
    (CLAIMS, '"增长", "下降", f"{plain(abs', '"下降", "增长", f"{plain(abs'),
    (CLAIMS, '"提高", "降低"', '"降低", "提高"'),
    (CLAIMS, '"提高", "降低"', '"增长", "下降"'),
    (CLAIMS, "{up if value > 0 else down}", "{up}"),
    (CLAIMS, '"基本持平" if value', '"持平" if value'),
    (CLAIMS, '}个百分点")\n    if change.value', '}%")\n    if change.value'),
    (CLAIMS, "plain(change.value / 100, 1)", "plain(change.value / 100 + 1, 1)"),
    (CLAIMS, "1—{quarter.end.month}月", "1—{quarter.end.month + 1}月"),
    (CLAIMS, "if quarter.number == 4 else", "if quarter.number == 3 else"),
    (CLAIMS, "return quarter.title", "return (quarter - 1).title"),
    (CLAIMS, "截至{quarter.year}年", "截至{quarter.year - 1}年"),
    (CLAIMS, "第{figure.rank}位", "第{figure.ranked}位"),
    (CLAIMS, "第{figure.growth_rank}位", "第{figure.rank}位"),
    (CLAIMS, '"并列" if figure.tied else "居"', '"居"'),
    (CLAIMS, '"并列" if figure.growth_tied else "居"', '"居"'),
    (CLAIMS, 'SMALL_BASE if change.small_base else f"同比', 'f"同比'),
    (CLAIMS, "{CAUTION}", ""),
    ("report/wording.py", "{printed:,}%", "{printed:,}个百分点"),
    ("report/wording.py", "share * 100", "share * 10"),
    (CLAIMS, "figure.contribution > 0", "figure.contribution < 0"),
    (CLAIMS, "together * 100", "together * 50"),
    (CLAIMS, "'升' if figure.rank < before.rank", "'升' if figure.rank > before.rank"),
    (CLAIMS, "for one in (before, figure))", "for one in (figure, before))"),
    (CLAIMS, "difference = figure.value - nation.value", "difference = nation.value - figure.value"),
    (CLAIMS, "- before\n", "+ before\n"),
    (CLAIMS, "{len(values)}个可比", "{len(column)}个可比"),
    (CLAIMS, "return SMALL_BASE if figure.year_on_year", "return NO_BASE if figure.year_on_year"),
    (CLAIMS, "{left_out}", ""),
    (CLAIMS, "}居前{", "}居后{"),
    (CLAIMS, "figure.region for figure in figures", "figure.region for figure in reversed(list(figures))"),
    (
        BULLETIN,
        "paragraph.clause(last, *leading, spreading)",
        "said(paragraph.lead(last), stated(figures[0], paragraph.figures), *leading, spreading)",
    ),
    (
        BULLETIN,
        "paragraph.clause(last, *standing)",
        "said((), stated(last, paragraph.figures), *standing)",
    ),
    (BULLETIN, 'new["period"].replace(f"{self.quarter.year}年", "")', 'new["period"].replace("年", "")'),
)  # fmt: skip


@dataclass(frozen=True)
class Outcome:
    kind: str
    detail: str
    is_caught: bool


# ---------------------------------------------------------------- runs


def run(bench: Bench, title: str, dice: random.Random) -> Outcome:
    """One mutation of this kind, on the first of the drawn places where it changes what readers see."""
    for _ in range(TRIES):
        spoilt = SPOILERS[title](bench, dice)
        if any(words(old) != words(new) for old, new in spoilt.values()):
            found = bench.problems({path: new for path, (_, new) in spoilt.items()})
            if found or not all(_only_omits(new, old) for old, new in spoilt.values()):
                return Outcome(title, _difference(spoilt), bool(found))
    raise AssertionError(f"{title}: no place where it changes anything; adapt it to the code")


def _only_omits(spoilt: Html, clean: Html) -> bool:
    """Whether nothing is stated but what the clean page states: fewer claims, in its order, and no new words."""
    claims, left = iter(CLAIM.findall(clean)), Counter(words(CLAIM.sub("", spoilt)))
    return all(claim in claims for claim in CLAIM.findall(spoilt)) and left <= Counter(words(CLAIM.sub("", clean)))


def _difference(spoilt: Spoilt) -> str:
    """The first place where a spoilt page reads otherwise than the clean one."""
    for path, pages in spoilt.items():
        old, new = map(words, pages)
        if old != new:
            at = next((n for n, (a, b) in enumerate(zip(new, old, strict=False)) if a != b), min(len(old), len(new)))
            around = slice(max(0, at - 20), at + 30)
            return f"{path}: …{old[around]}… became …{new[around]}…".replace("\n", " ")
    return ""


def spoilt_page(bench: Bench, dice: random.Random, spoil: Spoil) -> Spoilt:
    path = dice.choice(sorted(bench.built))
    html = spoil(bench.built[path], dice, bench)
    return {path: (bench.built[path], html)} if html is not None else {}


def spoilt_source(bench: Bench, dice: random.Random, path: str, old: str, new: str) -> Spoilt:
    """The pages of a quarter as a spoilt rule makes them; none where it breaks the build, which states nothing."""
    source = bench.sources[path]
    assert old in source, f"{path} has no {old!r}; adapt tests/mutate.py"
    quarter, regions = dice.choice(tuple(bench.dataset.returns)), dice.sample(bench.regions, 2)
    try:
        pages = rendered(bench.dataset, {**bench.sources, path: source.replace(old, new)}, (quarter,), regions)
    except (ArithmeticError, LookupError, TypeError, ValueError):
        return {}
    return _beside(bench, pages)


def spoilt_value(bench: Bench, dice: random.Random) -> Spoilt:
    """The pages of a quarter with one number of the returns another."""
    row = bench.dataset.returned[dice.choice(bench.told)]
    other = row._replace(value=(row.value or 0) * dice.choice([2, 10]) + dice.randint(1, 9))
    dataset = with_cells(bench.dataset, lambda cell: other if cell is row else cell)
    regions = [row.region] if row.region in bench.regions else []
    return _beside(bench, rendered(dataset, bench.sources, (Quarter.of(row.period.end),), regions))


def _beside(bench: Bench, pages: Pages) -> Spoilt:
    return {path: (bench.pages[path], html) for path, html in pages.items()}


def _spoilers() -> Iterator[tuple[str, Callable[[Bench, random.Random], Spoilt]]]:
    for title, spoil in KINDS.items():
        yield title, lambda bench, dice, spoil=spoil: spoilt_page(bench, dice, spoil)
    for path, old, new in RULES:
        title = f"{path}: {' '.join(old.split())} → {' '.join(new.split())}"
        yield title, lambda bench, dice, rule=(path, old, new): spoilt_source(bench, dice, *rule)
    yield "a number of the returns", spoilt_value


SPOILERS = dict(_spoilers())


def sample(site: Path | None = None) -> Bench:
    return Bench(example(), site)


def runs(count: int, seed: int, bench: Bench) -> list[Outcome]:
    """*count* mutations; every kind has its turn before any comes again, in an order that the seed shuffles."""
    for pages in (bench.pages, bench.built):
        assert bench.problems(pages) == [], "the clean pages have problems"
    dice = random.Random(seed)
    titles: list[str] = []
    while len(titles) < count:
        titles += dice.sample(list(SPOILERS), len(SPOILERS))
    return [run(bench, title, random.Random(f"{seed}-{n}")) for n, title in enumerate(titles[:count])]


def summary(outcomes: list[Outcome]) -> str:
    caught = Counter(outcome.is_caught for outcome in outcomes)
    return f"mutations {len(outcomes)}: caught {caught[True]}, missed {caught[False]}"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", action="store_true", help="print every mutation, not only those missed")
    parser.add_argument("--site", type=Path, help="the built sample, whose pages are spoilt: site.example")
    options = parser.parse_args()
    outcomes = runs(options.runs, options.seed, sample(options.site))
    for outcome in outcomes:
        if options.show or not outcome.is_caught:
            print(f"{'caught' if outcome.is_caught else 'missed'}: {outcome.kind}: {outcome.detail}")
    print(summary(outcomes))
    return 0 if all(outcome.is_caught for outcome in outcomes) else 1


if __name__ == "__main__":
    sys.exit(main())
