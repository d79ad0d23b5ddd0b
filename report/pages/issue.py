"""What all pages of one quarter's return share: when it came out, its neighbours, where its cells are."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from posixpath import basename
from typing import Any

from report import moment, wording
from report.address import corrections_address, file_address, table_address
from report.model import (
    Announcement,
    Place,
    Publication,
    ReturnVersion,
    Source,
)
from report.numbers.embargo import next_release
from report.order import with_neighbours
from report.pages.desk import Desk, around
from report.period import Quarter
from report.seals.numbered import Numbered
from report.seals.reissues import Reissue


@dataclass(frozen=True)
class SheetPage:
    """A sheet of the return: its page cell by cell, the range of its cells, and the line of each region."""

    title: str
    address: str
    cells: str
    lines: Mapping[str, int]


@dataclass(frozen=True)
class Issue:
    """A quarter's return as its pages speak of it.

    Of later ones they say only the next, and that there is a newer one: a page stays as it is when quarters are added.
    """

    desk: Desk
    quarter: Quarter
    before: Quarter | None
    after: Quarter | None

    @property
    def _version(self) -> ReturnVersion:
        return self.desk.dataset.returns[self.quarter]

    @property
    def editions(self) -> Sequence[Numbered]:
        """1 first; none where no one keeps them, as in a preview of single pages."""
        return self.desk.editions.get(self.quarter, ())

    @property
    def versions(self) -> list[tuple[str, str]]:
        """The file of each version of the return that is out, the first version first, with its address."""
        own = (one for one in self.desk.dataset.versions if one.publication.quarter == self.quarter)
        return [(basename(one.file), file_address(one.file)) for one in own]

    @property
    def publication(self) -> Publication:
        return self._version.publication

    @property
    def is_superseded(self) -> bool:
        return self.after is not None

    def shared(self, address: Callable[[Quarter], str], newest: str) -> Mapping[str, Any]:
        """What its pages are given in common; *address* of the same page in another quarter, *newest* of the newest."""
        revised_at = self.publication.revised_at
        return {
            "issue": self,
            "newest_address": newest if self.is_superseded else "",
            "revised_on": moment.title(revised_at) if revised_at else "",
            **around(self.before, self.after, address),
        }

    @property
    def front(self) -> Mapping[str, Any]:
        """What the tags of 国办发〔2017〕47号 say of its pages."""
        return {
            "pub_date": f"{self.publication.out_at:%Y-%m-%d %H:%M}",
            "content_source": self.publication.publisher,
            "keywords": ["存量专利盘活", "高校", "科研机构", self.quarter.title],
        }

    @cached_property
    def facts(self) -> list[tuple[str, str]]:
        """What a reader asks first: who published it, when, as of when, and what comes next."""
        announced, contact = self._announced, self.publication.contact or self.desk.keeper.contact.words
        return [
            *self.origin,
            *([("联系方式", contact)] if contact else []),
            *([("下次发布", f"{moment.title(announced.at)}，{announced.title}")] if announced else []),
        ]

    @property
    def origin(self) -> list[tuple[str, str]]:
        """Of that, what it will always be: who published it, when, as of when."""
        publication = self.publication
        return [
            ("发布单位", publication.publisher),
            ("首次发布" if publication.revised_at else "发布时间", moment.title(publication.released_at)),
            *([("修订发布", moment.title(publication.revised_at))] if publication.revised_at else []),
            ("数据截止", wording.day_text(publication.cut_off.isoformat())),
            ("数据状态", STATUS[publication.status]),
        ]

    @property
    def late(self) -> list[str]:
        """What is overdue: of the newest quarter all, of an older one what concerns itself."""
        return self.desk.told_late(self.quarter if self.is_superseded else None)

    @property
    def _announced(self) -> Announcement | None:
        """What comes next after the newest quarter; of an older one only what is announced of itself."""
        dataset = self.desk.dataset
        own = tuple(one for one in dataset.calendar if one.quarter == self.quarter)
        return next_release(replace(dataset, calendar=own) if self.is_superseded else dataset, dataset.as_of)

    @property
    def is_corrected(self) -> bool:
        """Whether anything is otherwise than in the first edition."""
        return bool(self.publication.revisions) or len(self.editions) > 1

    @cached_property
    def reissue(self) -> Reissue | None:
        """What the newest edition says otherwise than the first; None where there is one edition."""
        return self.desk.reissue(self.editions[0], self.editions[-1]) if len(self.editions) > 1 else None

    @property
    def corrections_address(self) -> str:
        return corrections_address(self.quarter)

    @cached_property
    def reasons(self) -> list[str]:
        """Why numbers were revised, each reason once."""
        return list(dict.fromkeys(one.reason for one in self.publication.revisions))

    @cached_property
    def sources(self) -> tuple[Source, ...]:
        """The sheets of the return as sources, in the order of the form."""
        return tuple(self._version.sources.values())

    @cached_property
    def sheets(self) -> tuple[SheetPage, ...]:
        """Those of them that hold something."""
        return tuple(self._sheet(source) for source in self.sources if source.key in self.desk.by_source)

    def _sheet(self, source: Source) -> SheetPage:
        rows = self.desk.by_source[source.key]
        return SheetPage(
            title=source.title,
            address=table_address(source.key),
            cells=_range([row.where for row in rows]),
            lines={row.region: row.where.line for row in rows},
        )

    @property
    def file(self) -> str:
        """The workbook or the CSV that the return came in."""
        return self._version.file

    @property
    def file_address(self) -> str:
        return file_address(self.file)

    @property
    def file_name(self) -> str:
        return basename(self.file)


def issues(desk: Desk) -> Mapping[Quarter, Issue]:
    """Every return that is out, in time order."""
    quarters = desk.figures.quarters
    return {quarter: Issue(desk, quarter, before, after) for before, quarter, after in with_neighbours(quarters)}


STATUS = {"初步": "初步数，可能修订", "修订": "修订数", "最终": "最终数"}


def _range(cells: Sequence[Place]) -> str:
    """转让许可!C13:C45; of a CSV 2024Q3.csv 第2—34行."""
    columns = sorted({cell.column for cell in cells}, key=lambda letters: (len(letters), letters))
    lines = [cell.line for cell in cells]
    if not cells[0].sheet:
        return f"{basename(cells[0].file)} 第{min(lines)}—{max(lines)}行"
    return f"{cells[0].sheet}!{columns[0]}{min(lines)}:{columns[-1]}{max(lines)}"
