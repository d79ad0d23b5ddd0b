"""What a reader of one paragraph has been told the next statement is about."""

from __future__ import annotations

from dataclasses import dataclass

from report.audit.claims.facts import QUARTER, STOCK, YTD, About, Facts
from report.model import Subject
from report.period import Quarter

NAMING = ("period", "region", "subject", "indicator")
WORDS = {"period": "统计期", "region": "地区", "subject": "对象", "indicator": "指标"}


@dataclass
class Listener:
    """Remembers what was named last; a region that is never named is that of the page."""

    facts: Facts
    region: str
    period: tuple[Quarter, str] | None = None
    indicator: str = ""
    subject: Subject | None = None
    before: str = ""  # the measure read just before

    def read(self, about: About, printed: str) -> str:
        """Take in one claim; what it leaves unsaid or contradicts, in words, or nothing."""
        if about.measure == "mark":  # of a whole text, before anything is named
            return ""
        missed = self._name(about, printed) if about.measure in NAMING else self._missed(about)
        self.before = about.measure
        return missed

    def _name(self, about: About, printed: str) -> str:
        if about.measure == "period":
            is_known = self.period is not None and self.period[0] == about.quarter
            self.period = (about.quarter, self._point(about))
            return "" if is_known or str(about.quarter.year) in printed else "年份"
        if about.measure == "region":
            self.region = about.region
        elif about.measure == "subject":
            self.subject = about.subject
        else:
            self.indicator = about.indicator
            self.subject = self.subject if self.before == "subject" else None
        return ""

    def _missed(self, about: About) -> str:
        told = {
            "period": self.period == (about.quarter, self._point(about)),
            "region": self.region == about.region,
            "subject": about.subject == (self.subject or self.facts.total(about.indicator)),
            "indicator": self.indicator == about.indicator,
        }
        return "、".join(WORDS[name] for name, is_told in told.items() if not is_told)

    def _point(self, about: About) -> str:
        """A day, the quarter, or the days since 1 January: of a rate by what it is made of."""
        if about.span == QUARTER:
            return QUARTER
        return YTD if self.facts.is_to_date(about.indicator, about.span) else STOCK
