"""Sentences made of claims: bulletin prose about a quarter, each stated fact carrying what it is about.

Plain strings between claims hold no number, no region, no period and no word of direction: report/audit/claims reads
the built pages and recomputes every claim. A paragraph names period, region, holder and indicator before it states
anything of them, and names again only what changes. Absence gives no sentence; a change from a small base is not
stated, it is said why. Of which indicators there are sentences is chosen in content/quarters.yml.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from report.model import Span, Subject
from report.model.content import Quarters, Told
from report.numbers.returned import Figure, Figures
from report.period import Quarter
from report.sentences.claims import (
    Claim,
    claim,
    contribution,
    gap,
    growth_rank,
    increase,
    leaders,
    period_text,
    quarter_on_quarter,
    rank,
    rank_move,
    share,
    spread,
    stated,
    year_on_year,
)
from report.wording import SUBJECTS, SYMBOLS

Sentence = tuple[str | Claim, ...]
Themed = tuple[str, tuple[Sentence, ...]]  # a theme and its paragraph


@dataclass(frozen=True)
class Tile:
    """A headline number: 专利转让 · 2024年1—9月累计 · 4.9万次 · 同比增长12.3%."""

    title: Claim
    where: Claim
    value: Claim
    change: Claim | None


# ---------------------------------------------------------------- what pages ask


def claims_of(sentences: Iterable[Sentence]) -> Iterator[Claim]:
    return (part for one in sentences for part in one if isinstance(part, Claim))


def headline(figures: Figures, chosen: Quarters, quarter: Quarter, region: str = "") -> tuple[Tile, ...]:
    """The tiles of a quarter's page; of the nation, or of a region."""
    region = region or figures.dataset.nation.name
    found = [figures.figure(one.key, region, quarter, Span.YTD) for one in _returned(figures, chosen.tiles)]
    return tuple(
        Tile(
            claim("indicator", one, one.indicator.title),
            claim("period", one, period_text(one)),
            stated(one, figures),
            year_on_year(one),
        )
        for one in found
        if one.value is not None
    )


def marked(figures: Figures, chosen: Quarters, quarter: Quarter, region: str = "") -> tuple[Sentence, ...]:
    """For the head of a text: 本期全国数多为修订数，文中不再逐个注明。 Nothing where few numbers are."""
    region = region or figures.dataset.nation.name
    mark, told = figures.mark(region, quarter), _returned(figures, chosen.told)
    if not (mark and told):
        return ()
    carrier = figures.figure(told[0].key, region, quarter)  # a claim is about some indicator; this one about all
    most = "均" if figures.is_marked_throughout(region, quarter) else "多"
    return ((claim("mark", carrier, f"本期{region}数{most}为{SYMBOLS[mark]}"), "，文中不再逐个注明。"),)


def bulletin(figures: Figures, chosen: Quarters, quarter: Quarter) -> tuple[Themed, ...]:
    """The nation's quarter: themes in the order of the dataset, each with the sentences of one paragraph."""
    return tuple(_by_theme(figures, figures.dataset.nation.name, quarter, chosen.told, _national))


def region_bulletin(figures: Figures, chosen: Quarters, region: str, quarter: Quarter) -> tuple[Themed, ...]:
    """By theme a paragraph about a region: values with 同比, share, place, and of rates the distance to the nation."""
    return tuple(_by_theme(figures, region, quarter, chosen.told_of_regions, _regional))


def _by_theme(
    figures: Figures,
    region: str,
    quarter: Quarter,
    chosen: Iterable[Told],
    sentences_of: Callable[[Paragraph, Told], Iterator[Sentence]],
) -> Iterator[Themed]:
    told, indicators = _returned(figures, chosen), figures.dataset.indicators
    for theme in figures.dataset.themes:
        paragraph = Paragraph(figures, region, quarter)
        own = [one for one in told if indicators[one.key].theme == theme]
        if sentences := tuple(sentence for one in own for sentence in sentences_of(paragraph, one)):
            yield theme, sentences


def region_lead(figures: Figures, chosen: Quarters, region: str, quarter: Quarter) -> tuple[Sentence, ...]:
    """What a region has done in a few words: stock or year to date, 同比 and place, of the main indicators."""
    paragraph = Paragraph(figures, region, quarter)
    last = [spans[-1] for one in _returned(figures, chosen.lead) if (spans := paragraph.spans(one.key))]
    return tuple(sentence([paragraph.clause(one, rank(one, figures))]) for one in last)


def since_last(figures: Figures, chosen: Quarters, region: str, quarter: Quarter) -> tuple[Sentence, ...]:
    """A paragraph about what changed since the quarter before; nothing where that has no return."""
    if quarter - 1 not in figures.quarters:
        return ()
    paragraph = Paragraph(figures, region, quarter)
    now = [paragraph.figure(one.key) for one in _returned(figures, chosen.since_last)]
    found = [_lately(paragraph, one) if one.span is Span.QUARTER else _moved(paragraph, one) for one in now]
    return tuple(sentence for sentence in found if sentence)


def _returned(figures: Figures, chosen: Iterable[Told]) -> list[Told]:
    return [one for one in chosen if figures.subjects(one.key)]


# ---------------------------------------------------------------- a paragraph


@dataclass
class Paragraph:
    """Sentences about one region and quarter; what was named before is not named again."""

    figures: Figures
    region: str
    quarter: Quarter
    named: dict[str, str] = field(default_factory=dict)

    def figure(self, key: str, span: Span | None = None, subject: Subject = Subject.BOTH) -> Figure:
        return self.figures.figure(key, self.region, self.quarter, span, subject)

    def lead(self, figure: Figure) -> Sentence:
        """Period, region, holder and indicator of *figure*, as far as they are new: 2024年第三季度，全国…专利转让."""
        is_first = not self.named
        is_by_holder = len(self.figures.subjects(figure.indicator.key)) > 1
        parts = {
            "period": period_text(figure),
            "region": figure.region,
            "subject": SUBJECTS[figure.subject] if is_by_holder else "",
            "indicator": figure.indicator.title,
        }
        new = {name: text for name, text in parts.items() if text and self.named.get(name) != text}
        self.named |= new
        if "period" in new and not is_first:
            new["period"] = new["period"].replace(f"{self.quarter.year}年", "")
        claims = tuple(claim(name, figure, text) for name, text in new.items())
        return (claims[0], "，", *claims[1:]) if "period" in new and len(new) > 1 else claims

    def clause(self, figure: Figure, *more: Claim | None) -> Sentence:
        """…专利转让1.9万次，同比增长24.1%, and what *more* there is to tell of it."""
        return said(self.lead(figure), stated(figure, self.figures), year_on_year(figure), *more)

    def spans(self, key: str) -> list[Figure]:
        """The figures to tell, 当季 before 累计, which are the same in the first quarter; none without a value."""
        quarter, to_date = self.figure(key, Span.QUARTER), self.figure(key, Span.YTD)
        is_one = self.quarter.number == 1 or to_date.span is quarter.span
        return [one for one in ([quarter] if is_one else [quarter, to_date]) if one.value is not None]


def said(lead: Sentence, *claims: Claim | None) -> Sentence:
    """The lead, the first claim close upon it, the others behind commas."""
    first, *others = [one for one in claims if one]
    return (*lead, first, *(part for one in others for part in ("，", one)))


def sentence(clauses: Iterable[Sentence]) -> Sentence:
    """Clauses between semicolons, and a full stop; () without clauses."""
    parts = [part for clause in clauses for part in ("；", *clause)]
    return (*parts[1:], "。") if parts else ()


def _national(paragraph: Paragraph, told: Told) -> Iterator[Sentence]:
    figures = paragraph.spans(told.key)
    if not figures:
        return
    *earlier, last = figures
    clauses = [paragraph.clause(one) for one in earlier]
    leading = leaders(last, paragraph.figures) if "leaders" in told.tell else ()
    spreading = spread(last, paragraph.figures) if "spread" in told.tell else None
    yield sentence([*clauses, paragraph.clause(last, *leading, spreading)])
    if "holders" in told.tell:
        yield from _holders(paragraph, last)


def _holders(paragraph: Paragraph, total: Figure) -> Iterator[Sentence]:
    """其中，高校1.5万次，同比增长20.1%；科研机构0.4万次，同比增长12.0%。"""
    subjects = (Subject.UNIVERSITIES, Subject.RESEARCH_INSTITUTES)
    parts = [paragraph.figure(total.indicator.key, total.span, subject) for subject in subjects]
    if all(part.value is not None for part in parts):
        clauses = [
            said((claim("subject", one, SUBJECTS[one.subject]),), stated(one, paragraph.figures), year_on_year(one))
            for one in parts
        ]
        yield ("其中，", *sentence(clauses))


def _regional(paragraph: Paragraph, told: Told) -> Iterator[Sentence]:
    figures = paragraph.spans(told.key)
    if not figures:
        return
    *earlier, last = figures
    clauses = [paragraph.clause(one) for one in earlier]
    standing = (share(last), rank(last, paragraph.figures), *_growth(paragraph, last), gap(last, paragraph.figures))
    yield sentence([*clauses, paragraph.clause(last, *standing)])


def _growth(paragraph: Paragraph, figure: Figure) -> tuple[Claim | None, ...]:
    """Place by growth and contribution to the nation's, of a flow."""
    if figure.span not in (Span.QUARTER, Span.YTD):
        return ()
    return growth_rank(figure, paragraph.figures), contribution(figure)


def _moved(paragraph: Paragraph, figure: Figure) -> Sentence:
    """已盘点存量专利比上季末增加1.2万件，位次由第23位升至第21位。"""
    before = paragraph.figures.figure(figure.indicator.key, figure.region, figure.quarter - 1)
    is_to_date = figure.indicator.spans_a_year(figure.span)  # of which the end of a quarter is none
    if is_to_date or figure.value is None or before.value is None:
        return ()
    return sentence([said(paragraph.lead(figure), increase(figure, before.value), rank_move(figure, before))])


def _lately(paragraph: Paragraph, figure: Figure) -> Sentence:
    """专利转让845次，环比增长98.4%（环比受季节影响，仅供参考）。"""
    if figure.value is None or figure.quarter_on_quarter is None or figure.quarter_on_quarter.small_base:
        return ()
    return sentence([said(paragraph.lead(figure), stated(figure, paragraph.figures), quarter_on_quarter(figure))])
