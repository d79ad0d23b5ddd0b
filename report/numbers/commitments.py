"""How far a dated commitment has come, judged from published figures alone. RULE says it in words, on the page."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from enum import StrEnum

from report.model import Fact, Indicator, Milestone
from report.model.content import Yardstick
from report.numbers.official import newest


class Status(StrEnum):
    MET = "met"
    PARTLY = "partly"
    NOT_ASSESSABLE = "not_assessable"
    OVERDUE = "overdue"
    NOT_DUE = "not_due"


STATUSES = {
    Status.MET: "已达到",
    Status.PARTLY: "部分达到",
    Status.NOT_ASSESSABLE: "无公开数据可判断",
    Status.OVERDUE: "已逾期",
    Status.NOT_DUE: "未到期",
}
TESTS = {
    "target": "看数值",
    "completed": "看是否公布完成",
    "begun": "看是否已有结果",
    "part": "公布数未单列这部分单位",
    "unmeasured": "没有可比的数",
}
RULE = (
    "“看数值”：只用指标、单位、对象、性质都与目标一致的全国数。最近一个数达到目标的，记“已达到”；"
    "低于目标而统计期在期限之前结束的，记“部分达到”；统计期已到期限仍低于目标的，记“已逾期”。",
    "“看是否公布完成”“看是否已有结果”：指定的公开数字已经公布，且时点不晚于期限的，记“已达到”；时点晚于期限的，记“部分达到”。",
    "要求只对一部分单位，而公布数没有单列的；要求没有数量标准的；没有公布过数字的：一律记“无公开数据可判断”，不论别的数字多好看。",
    "期限未到而又没有达到的，记“未到期”。没有期限的长期任务，只记“已达到”或“无公开数据可判断”。",
)


def status(
    milestone: Milestone, yardstick: Yardstick, indicator: Indicator | None, facts: Sequence[Fact], today: date
) -> Status:
    """The status on the day *today*; *facts* are all published figures, of which only the cited evidence counts."""
    evidence = [fact for fact in facts if fact.id in milestone.evidence and fact.is_figure]
    like = [fact for fact in evidence if indicator and is_like(fact, milestone, indicator)]
    is_by_target = yardstick.test == "target"
    found = _by_target(milestone, like) if is_by_target else _by_report(milestone, yardstick, evidence)
    is_not_due = milestone.due_on is not None and today <= milestone.due_on
    return Status.NOT_DUE if is_not_due and found is not Status.MET else found


def _by_target(milestone: Milestone, like: Sequence[Fact]) -> Status:
    """By the newest of the figures that measure just what the target asks."""
    last = newest(like)
    if last is None or last.period is None or milestone.target is None:
        return Status.NOT_ASSESSABLE
    if last.value >= milestone.target:
        return Status.MET
    return Status.PARTLY if last.period.end < (milestone.due_on or date.max) else Status.OVERDUE


def is_like(fact: Fact, milestone: Milestone, indicator: Indicator) -> bool:
    """Whether a figure measures just what the target asks: nation-wide, of the same subject, unit and kind."""
    asked = (indicator.key, milestone.subject, milestone.unit, indicator.kind)
    same = (fact.indicator, fact.subject, fact.unit, fact.kind) == asked
    return same and fact.region == "全国" and not fact.place


def _by_report(milestone: Milestone, yardstick: Yardstick, evidence: Sequence[Fact]) -> Status:
    """Whether one of the figures that show it was published; the other tests never decide anything."""
    can_be_judged = yardstick.test in ("completed", "begun")
    ends = [fact.period.end for fact in evidence if fact.id in yardstick.by and fact.period]
    if not (can_be_judged and ends):
        return Status.NOT_ASSESSABLE
    return Status.MET if min(ends) <= (milestone.due_on or date.max) else Status.PARTLY
