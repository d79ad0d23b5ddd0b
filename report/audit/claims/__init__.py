"""Reads the built pages as a reader does and recomputes every claim that stands in them.

The way is its own: no figure, no sentence and no number format is shared with the rooms that wrote the pages. A page
names period, region, holder and indicator before it states something of them; what a claim is about must be what was
named last. Inside an element with data-claims nothing is stated outside a claim.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, MutableMapping, Sequence
from functools import cache

from report.audit.built import Built
from report.audit.claims.facts import About, Facts
from report.audit.claims.grammar import Disagreement, check
from report.audit.claims.reader import Listener
from report.audit.claims.translated import MARKS, belongs, expected
from report.audit.seen import Statement, Statements, StatementsTogether
from report.model import Dataset, Place, Problem
from report.period import Quarter
from report.store import Judge, code, digest, unproven

OF_A_QUARTER = re.compile(r"(?:^|/)(?:quarters|regions/(?P<region>[^/]+))/(?P<quarter>\d{4}q[1-4])/index\.html$")
OF_A_REGION = re.compile(r"(?:^|/)regions/(?P<region>[^/]+)/index\.html$")
ENGLISH = "en/"
STATEMENT = re.compile(
    r"[0-9０-９%％]|[一二三四五六七八九十百千万亿两]+(?:位|个|成|倍|次|件|家|人|场|季度|分之)|百分点|增长|下降|提高|降低|增加|减少|上升|下跌"
    r"|持平|拉动|高于|低于|[升降]至|同比|环比|占|并列|居|首位|季度|累计|当季|全年|年|月|增速|位次"
)
AT_ONCE = 600  # pages whose statements are in memory, with all that these follow from
CURE = "请改正生成它的文字、数字或模板"


def problems(
    built: Built,
    dataset: Dataset,
    kept: MutableMapping[str, bytes] | None = None,
    told: Collection[str] | None = None,
) -> tuple[Problem, ...]:
    """Every claim on the pages of a site that the data do not bear out, in the order of the quarters.

    *kept* tells which pages stated nothing wrong before: the same page of the same data is not read again. *told*: the
    indicators of which every page of a quarter has sentences where it has numbers; None: all.
    """
    fingerprint, pages = cache(Facts(dataset).fingerprint), {}
    for path in sorted(built.pages, key=_when):
        match = OF_A_QUARTER.search(path)
        known = fingerprint(Quarter.parse(match["quarter"]) if match else None)
        pages[digest([], code(__name__), known, repr(told), path, built.hashes[path])] = path
    return unproven(kept, pages, lambda doubtful: _judge(doubtful, built, dataset, told), AT_ONCE)


def _when(path: str) -> tuple[str, str]:
    """Pages of a quarter beside each other, after those of none: what they state is worked out together."""
    match = OF_A_QUARTER.search(path)
    return match["quarter"] if match else "", path


def _judge(paths: Sequence[str], built: Built, dataset: Dataset, told: Collection[str] | None) -> Judge[str]:
    """Who checks pages by what their claims are about, which is worked out once for all of them."""
    stated = {path: built.seen(path, Statements) for path in paths}
    facts = Facts(dataset, {claim.key for page in stated.values() for claim in page.claims}, told)
    if facts.asked:
        facts.worked_out  # noqa: B018  # now, before the pages are shared out
    return lambda some: [tuple(check_page(path, stated[path], facts)) for path in some]


def check_page(path: str, page: Statements, facts: Facts) -> Iterator[Problem]:
    """What one page states wrongly; *path* below the site tells which region and quarter it is about."""
    claims = page.claims
    if page.marked != len(claims):
        what = "有的陈述不是 <span data-claim=…>，或不在 data-claims 的元素之内"
        yield Problem(Place(path), "claim-markup", what, "请用 _claims.html.j2 的宏输出")
    if not page.marked and _has_to_state(path, facts):
        yield Problem(Place(path), "no-claims", "有报表的季度，页面上却没有一条可复核的陈述", "请检查模板")
    for claim in claims:
        yield from _wrong(path, claim, facts)
    if not path.startswith(ENGLISH):  # there each value bears its mark
        yield from _unmarked(path, [about for claim in claims if (about := facts.about(claim.key))], facts)
    for told in page.told:
        yield from _wrong_in_order(path, told, facts)
        yield from _stated_outside(path, told, facts)


def _has_to_state(path: str, facts: Facts) -> bool:
    """Whether it is the page of a quarter whose return has a number that is to be told there."""
    match = OF_A_QUARTER.search(path)
    return bool(match and facts.is_to_be_told(facts.of_slug(match["region"]), Quarter.parse(match["quarter"])))


# ---------------------------------------------------------------- one claim


def _wrong(path: str, claim: Statement, facts: Facts) -> Iterator[Problem]:
    if path.startswith(ENGLISH):
        yield from _wrong_in_english(path, claim, facts)
        return
    key, printed = claim.key, claim.text
    about = facts.about(key)
    if of := facts.published.region(key):
        yield from _wrong_of_published(path, claim, of, facts)
    elif about is None:
        yield Problem(Place(path), "unknown-claim", f"「{printed}」的标记「{key}」不认识", CURE)
    elif not _belongs(path, about, facts):
        yield Problem(Place(path), "claim-elsewhere", f"「{printed}」（{key}）不是这一页的地区或季度", CURE)
    else:
        try:
            check(about, printed, facts)
        except Disagreement as error:
            yield Problem(Place(path), "claim", f"「{printed}」（{key}）与数据不符", f"应为「{error}」；{CURE}")


def _wrong_in_english(path: str, claim: Statement, facts: Facts) -> Iterator[Problem]:
    """What a statement of an English page says wrongly: it is compared letter by letter."""
    about = f"「{claim.text}」（{claim.key}）"
    try:
        said = expected(claim.key, facts)
    except Disagreement as error:
        said = str(error)
    if said is None:
        yield Problem(Place(path), "unknown-claim", f"「{claim.text}」的标记「{claim.key}」不认识", CURE)
    elif not belongs(path, claim.key, facts):
        yield Problem(Place(path), "claim-elsewhere", f"{about}不是这一页的地区或指标", CURE)
    elif said != claim.text:
        yield Problem(Place(path), "claim", f"{about}与数据不符", f"应为「{said}」；{CURE}")


def _wrong_of_published(path: str, claim: Statement, of: str, facts: Facts) -> Iterator[Problem]:
    """What a statement of cited figures or documents, which stands on the page of its region alone, says wrongly."""
    page = OF_A_REGION.search(path)
    if not page or page["region"] != facts.dataset.regions[of].slug:
        yield Problem(Place(path), "claim-elsewhere", f"「{claim.text}」（{claim.key}）不是这一页的地区或季度", CURE)
    elif right := facts.published.wrong(claim.key, claim.text):
        yield Problem(Place(path), "claim", f"「{claim.text}」（{claim.key}）与数据不符", f"应为「{right}」；{CURE}")


def _unmarked(path: str, abouts: Sequence[About], facts: Facts) -> Iterator[Problem]:
    """Values printed without their mark, where the page does not say it of all of them."""
    told = {(about.region, about.quarter) for about in abouts if about.measure == "mark"}
    for about in abouts:
        if about.measure == "value" and facts.goes_without_mark(about) and (about.region, about.quarter) not in told:
            what = f"{about.region}{about.quarter.title}多为初步数或修订数，页面没有写明"
            yield Problem(Place(path), "claim-mark", what, "请在文字之前输出 prose.marked")
            return


def _belongs(path: str, about: About, facts: Facts) -> bool:
    """A region's page is about the region, a quarter's about the quarter."""
    if match := OF_A_QUARTER.search(path):
        own = match["region"] in (None, facts.dataset.regions[about.region].slug)
        return own and match["quarter"] == about.quarter.slug
    region = OF_A_REGION.search(path)
    return region is None or region["region"] == facts.dataset.regions[about.region].slug


# ---------------------------------------------------------------- a paragraph


def _wrong_in_order(path: str, told: StatementsTogether, facts: Facts) -> Iterator[Problem]:
    """Statements whose period, region, holder or indicator is not what was named last before them."""
    region = OF_A_REGION.search(path) or OF_A_QUARTER.search(path)
    reader = Listener(facts, facts.of_slug(region["region"]) if region else facts.nation)
    for claim in told.claims:
        about = facts.about(claim.key)
        if about and (missed := reader.read(about, claim.text)):
            what = f"「{claim.text}」（{claim.key}）前面没有写明{missed}，或写的不是它"
            yield Problem(Place(path), "claim-context", what, CURE)


def _stated_outside(path: str, told: StatementsTogether, facts: Facts) -> Iterator[Problem]:
    """Numbers, words of direction, periods and regions that no claim marks."""
    text, is_english = told.between, path.startswith(ENGLISH)
    names = [region.name_en if is_english else name for name, region in facts.dataset.regions.items()]
    marks = MARKS if is_english else STATEMENT
    found = sorted({*marks.findall(text), *(name for name in names if name in text)})
    if found:
        yield Problem(Place(path), "no-claim", f"「{'」「'.join(found)}」没有标为陈述：{text.strip()[:60]}", CURE)
