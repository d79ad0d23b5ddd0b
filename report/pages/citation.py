"""How pages are cited after GB/T 7714: by what stays as it was, with its check digits; the day is the reader's.

What stays of a return is an edition. A page of cited figures or of an official table has none: it is cited by its own
address, with the check digits of the seal that holds what it prints, which any later seal would not have.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from report.address import edition_address, quarter_address, region_quarter_address
from report.model import Region, Source
from report.moment import day_of
from report.pages.desk import Desk
from report.period import Quarter
from report.seals.numbered import Numbered
from report.seals.sealed_lists import FIGURES, LISTS, TABLES

SITE, WHAT = "盘活", "高校和科研机构存量专利盘活的公开数字"
NAMES = {FIGURES: "公开数字", TABLES: "统计表"}
DAY, PLACE = "引用日期", "[网址]"  # what the reader fills in; of the address only what is not known


@dataclass(frozen=True)
class Citation:
    """*of*: what is cited, in words; *at*: when it came out, of edition *number*; *address*: below *site*.

    *checks*: the check digits of the seals that hold it, each with what it is of where there are several.
    """

    of: str
    publisher: str
    title: str
    at: datetime | None
    site: str
    address: str
    checks: tuple[tuple[str, str], ...] = ()
    number: int = 1

    @property
    def said(self) -> str:
        """责任者. 题名[EB/OL]. 2版. (2024-10-20); the standard leaves out that a first edition is the first."""
        edition = f"{self.number}版. " if self.number > 1 else ""
        day = f"({day_of(self.at).isoformat()})" if self.at else ""
        return f"{self.publisher}. {self.title}[EB/OL]. {edition}{day}"

    @property
    def place(self) -> str:
        return f"{self.site or PLACE}{self.address}"

    @property
    def ending(self) -> str:
        told = "、".join(f"{digits}（{words}）" if words else digits for digits, words in self.checks)
        return f". 校验码：{told}." if told else "."

    @property
    def text(self) -> str:
        """责任者. 题名[EB/OL]. 2版. (2024-10-20)[引用日期]. 地址. 校验码：1c0de5ea."""
        return f"{self.said}[{DAY}]. {self.place}{self.ending}"


def of_quarter(desk: Desk, quarter: Quarter, region: Region | None = None, what: str = "") -> Citation:
    """The newest edition of a quarter, of the nation or of a *region*; *what* of it is cited, where not all."""
    publication = desk.dataset.returns[quarter].publication
    page = region_quarter_address(region, quarter) if region else quarter_address(quarter)
    what = what or (region.name if region else "")
    if editions := desk.editions.get(quarter):
        return of_edition(desk, editions[-1], publication.publisher, publication.title, page, what)
    title = _titled(publication.title, what)
    return Citation(quarter.title, publication.publisher, title, publication.out_at, desk.site, page)


def of_edition(desk: Desk, edition: Numbered, publisher: str, title: str, page: str, what: str) -> Citation:
    """An edition, first or later, at its own address; *page*: where the present one is."""
    checks = ((edition.seal.short, ""),) if edition.seal else ()
    of, address = f"{edition.quarter.title}第{edition.number}版", edition_address(page, edition.number)
    return Citation(of, publisher, _titled(title, what), edition.at, desk.site, address, checks, edition.number)


def of_page(desk: Desk, title: str, address: str, lists: Sequence[str] = LISTS) -> Citation:
    """A page of cited figures and of what official tables have, or of one of the *lists*, as it is sealed today."""
    return _of_lists(desk, SITE, f"{title}：{WHAT}", address, {name: NAMES[name] for name in lists})


def of_table(desk: Desk, source: Source, address: str) -> Citation:
    """An official table as it is transcribed on the site."""
    return _of_lists(desk, source.publisher, f"{source.title}（{SITE}转录）", address, {TABLES: ""})


def _of_lists(desk: Desk, publisher: str, title: str, address: str, names: Mapping[str, str]) -> Citation:
    sealed = {words: desk.listed[name] for name, words in names.items() if name in desk.listed}
    at = max((one.at for one in sealed.values()), default=None)
    checks = tuple((one.short, words) for words, one in sealed.items())
    return Citation("本页", publisher, title, at, desk.site, address, checks)


def _titled(title: str, what: str) -> str:
    return f"{title}：{what}" if what else title
