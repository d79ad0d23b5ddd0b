"""抽查自查, /checks/site/: what inspectors of government sites look for, what was looked at, what found, since when.

How many links, pictures and files there are is known of the finished pages alone: report/publish writes it into the
slots of this one page. What stops a build is found on no site that was published, and the page says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from report.address import INSPECTION
from report.model import Page
from report.moment import day_of, start_of
from report.order import in_groups
from report.pages.desk import Desk
from report.pages.modified import moments_of_quarters
from report.period import chinese_day

REPORTS = "地区季报"  # the pages of this column are made one by one, later


@dataclass(frozen=True)
class Looked:
    """A row: *slot* is what is counted in finished pages, *count* what is known before."""

    what: str
    at: str
    unit: str
    slot: str = ""
    count: int = 0
    stops: bool = True  # a build
    found: list[tuple[str, str]] = field(default_factory=list)  # what, and since when


@dataclass(frozen=True)
class Kept:
    """A 栏目 with the day it last changed; *within*: how many days it is up to date; 0: for good."""

    name: str
    changed: date
    within: int
    today: date

    @property
    def due(self) -> date | None:
        """The last day on which it is up to date."""
        return self.changed + timedelta(days=self.within) if self.within else None

    @property
    def is_late(self) -> bool:
        return self.due is not None and self.today > self.due

    @property
    def late_from(self) -> date:
        """Where there is such a day, the one after it."""
        return self.changed + timedelta(days=self.within + 1)

    @property
    def told(self) -> tuple[str, str, str]:
        """When it changed, by when it has to change again, and how it stands."""
        stands = "已超过期限" if self.is_late else "在期限内" if self.due else "不设期限"
        return chinese_day(self.changed), chinese_day(self.due) if self.due else "—", stands


def inspection(desk: Desk, others: Iterable[Page], words: int, files: int) -> Page:
    """*others*: the pages with their moments; *words* are looked for in them, maps in *files* of the project."""
    columns = list(_columns(desk, others))
    return Page(
        address=INSPECTION,
        template="inspection.md.j2",
        title="抽查自查",
        description="按政府网站检查的项目，每次生成网站时自查：看了什么、看了多少、发现什么、从何时起。",
        section="数据",
        context={
            "rows": list(_rows(desk, columns, words, files)),
            "columns": columns,
        },
        front={"aliases": ["自查", "抽查", "死链", "空白栏目", "栏目更新", "错别字", "政府网站检查", "zicha"]},
        crumbs=(("关于本站", "/about/"),),
    )


def next_late(found: Iterable[Page]) -> datetime | None:
    """The next midnight from which a 栏目 is not up to date any more, unless it changes."""
    columns = (one for page in found if page.address == INSPECTION for one in page.context["columns"])
    return min((start_of(one.late_from) for one in columns if one.due and not one.is_late), default=None)


def _rows(desk: Desk, columns: Iterable[Kept], words: int, files: int) -> Iterator[Looked]:
    judged = [one for one in columns if one.due]
    stale = [(f"「{one.name}」超过{one.within}天没有更新", chinese_day(one.late_from)) for one in judged if one.is_late]
    late = [(f"{one.title}（{one.kind}）：{since}", chinese_day(day_of(one.at))) for one, since in desk.late]
    yield Looked("死链", "各页指向站内网页、文件和小节的链接", "个链接", "links")
    yield Looked("空白栏目", "各页的小节和表格", "个小节", "sections")
    yield Looked("栏目不更新", "有更新期限的栏目，见下表", "个栏目", count=len(judged), stops=False, found=stale)
    yield Looked("逾期未发布", "发布日历里的预告", "条预告", count=len(desk.dataset.calendar), stops=False, found=late)
    yield Looked("附件打不开", "各页提供下载的文件，逐个打开", "个文件", "attachments")
    yield Looked("网页标签不全", "各页的站点、栏目、正文标签；供其他网站嵌入的图不是网页，不带标签", "个网页", "pages")
    yield Looked("错别字和不当表述", f"全部网页的文字，对照{words}个常见的错误写法", "个网页", "all_pages")
    yield Looked("图片没有替代文字", "各页的图片", "张图", "pictures")
    yield Looked(
        "地图没有审图号",
        "文字和模板的文件，按内容辨认；数据文件同样看过，不计数",
        "个文件",
        count=files,
    )


def _columns(desk: Desk, others: Iterable[Page]) -> Iterator[Kept]:
    """Those that have a page which says when it last changed."""
    today, changed = day_of(desk.dataset.as_of), _changed(desk, others)
    for name, column in desk.keeper.columns.items():
        if name in changed:
            yield Kept(name, day_of(changed[name]), column.within, today)


def _changed(desk: Desk, others: Iterable[Page]) -> Mapping[str, datetime]:
    """When each 栏目 last changed."""
    known = [(one.section, one.modified) for one in others if one.modified]
    known += [(REPORTS, moment) for moment in moments_of_quarters(desk.dataset).values()]
    return {name: max(moment for _, moment in own) for name, own in in_groups(known, lambda one: one[0]).items()}
