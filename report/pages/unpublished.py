"""/data/gaps/: what each region published last of the four quarterly statistics, when, and where one may ask."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from report import wording
from report.address import quarter_address, region_address
from report.model import Cell, Column, Office, Page, Region, Row, Table
from report.moment import day_of
from report.numbers.gaps import STATISTICS, Gap, gaps, is_background
from report.pages.desk import Desk
from report.period import Quarter

ADDRESS = "/data/gaps/"
FIRST = Quarter(2024, 1)  # the first of which the plan asks for statistics
KEYS = ("transfer", "licence", "industrialisation", "products")  # of the statistics, for machines
NEVER = "没有查到"
NOTE = "按公布的年月相减，不足一个月记作0；只公布增减幅度的也算；公布日期不明的不计月数"


@dataclass(frozen=True)
class Unpublished:
    """What the pages say of what is missing, as of the moment of *desk*."""

    desk: Desk

    @cached_property
    def gaps(self) -> Mapping[str, tuple[Gap, ...]]:
        return gaps(self.desk.dataset, day_of(self.desk.dataset.as_of))

    @cached_property
    def offices(self) -> Mapping[str, Office]:
        return {one.region: one for one in self.desk.dataset.offices}

    def of(self, region: Region) -> dict[str, Any]:
        """A region's four statistics, its office, and what one may send it."""
        office = self.offices.get(region.name)
        source = self.desk.dataset.sources[office.source] if office else None
        return {
            "name": region.name,
            "address": region_address(region) if region.has_page else "",
            "statistics": [self._told(gap) for gap in self.gaps[region.name]],
            "office": office.office if office else "",
            "office_source": f"/data/sources/#{source.anchor}" if source else "",
            "request": self._request(region),
        }

    def _told(self, gap: Gap) -> dict[str, Any]:
        """What was published last of one statistic, and what was promised."""
        last, desk = gap.last, self.desk
        fact = desk.fact(last.fact) if last and last.fact else None
        quarter = last.quarter if last else None
        return {
            "name": STATISTICS[gap.statistic],
            "fact": fact,
            "quarter": quarter.title if quarter else "",
            "quarter_address": quarter_address(quarter) if quarter else "",
            "on": wording.day_text(last.on) if last and last.on else "",
            "age": "" if gap.months is None else f"{gap.months}个月前" if gap.months else "本月",
            "background": bool(last and last.fact and is_background(last.fact, desk.dataset)),
            "promised": [desk.fact(one) for one in gap.promised],
        }

    def _request(self, region: Region) -> str:
        """What one may send to the office: which statistics, of whom, of which quarters."""
        last = Quarter.of(day_of(self.desk.dataset.as_of)) - 1
        whose = "全国" if region is self.desk.dataset.nation else region.full_name
        return (
            f"申请公开{whose}高校和科研机构存量专利盘活的四项季度统计：专利转让登记次数、专利许可合同备案次数、"
            f"专利产业化情况（件数或产业化率）、专利密集型产品备案件数，自{FIRST.title}至{last.title}，按季度分列，"
            "并注明统计对象和口径。请提供电子文本。"
        )

    def table(self) -> Table:
        """Regions down, the four statistics across: how many months ago something was published."""
        regions = self.desk.dataset.regions
        return Table(
            name="months",
            title="四项季度统计：距上次公布的月数",
            as_of=wording.day_text(f"{day_of(self.desk.dataset.as_of):%Y-%m}"),  # it counts months
            source="本站收录的公开数字和季度报表",
            note=NOTE,
            label_title="地区",
            columns=tuple(Column(key, title, "个月") for key, title in zip(KEYS, STATISTICS.values(), strict=True)),
            rows=tuple(_row(regions[name], own, n) for n, (name, own) in enumerate(self.gaps.items())),
        )

    def page(self) -> Page:
        dataset = self.desk.dataset
        views = [self.of(dataset.regions[name]) for name in self.gaps]
        table = self.table()
        local = [gap for name, own in self.gaps.items() if name != dataset.nation.name for gap in own]
        return Page(
            address=ADDRESS,
            template="gaps.md.j2",
            title="没有公布的季度统计",
            description="四项季度统计在各地区上次公布是什么时候、过了多久、承诺过什么，向哪个部门申请公开。",
            section="数据",
            context={
                "regions": views,
                "table": table,
                "of": len(local),
                "known": sum(gap.last is not None for gap in local),
                "without_office": [view["name"] for view in views if not view["office"]],
            },
            tables=(table,),
            front={"aliases": ["缺口", "依申请公开", "没有公布", "信息公开", "季度统计", "quekou"]},
            crumbs=(("数据", "/data/"),),
        )


def _row(region: Region, own: Sequence[Gap], place: int) -> Row:
    address = region_address(region) if region.has_page else ""
    note = f"含在{region.inside}内" if region.inside else ""
    pin = "" if place else "top"
    return Row(
        region.name, address, tuple(map(_months, own)), note=note, pin="end" if region.inside else pin, code=region.code
    )


def _months(gap: Gap) -> Cell:
    if gap.last is None:
        return Cell(NEVER)
    return Cell("日期不明") if gap.months is None else Cell(str(gap.months), Decimal(gap.months))
