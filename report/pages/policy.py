"""政策: the overview, a page for each task and safeguard, the way of a patent, milestones, time line, documents."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from report import wording
from report.address import indicator_address, region_address
from report.model import Dataset, Document, Fact, Indicator, Milestone, Page
from report.model.content import Content, Duty, Explainer, System
from report.moment import start_of
from report.numbers.commitments import RULE, STATUSES, TESTS, Status, status
from report.numbers.official import newest, newest_first
from report.order import with_neighbours
from report.pages.desk import Desk, FactView, by_issue_date, of_nation, of_regions
from report.pages.prose import Write
from report.pages.series_tables import newest_national
from report.period import chinese_day

CRUMBS = (("政策", "/policy/"),)
FIRST_YEAR = "2020"
LEVELS = {"national": "国家", "local": "地方", "due": "方案期限"}


def policy(desk: Desk, content: Content, write: Write, today: date) -> Iterator[Page]:
    overview, *others = content.explainers
    yield _overview(desk, content, write, overview)
    for before, one, after in with_neighbours(others):
        yield _explainer(desk, content, write, one, before, after, today)
    yield _flow(desk, content, write)
    yield _milestones(desk, content, today)
    yield _timeline(desk)
    yield _documents(desk, content)


# ---------------------------------------------------------------- overview and explainers


def _overview(desk: Desk, content: Content, write: Write, one: Explainer) -> Page:
    return Page(
        address="/policy/",
        template="policy.md.j2",
        title=one.title,
        description=one.description,
        section="政策",
        context={
            "one": one,
            "body": write("/policy/")(one.body),
            "tasks": [page for page in content.explainers if page.kind == "task"],
            "safeguards": [page for page in content.explainers if page.kind == "safeguard"],
            "systems": [(system.name, f"/policy/{system.page}/#{system.id}") for system in content.systems],
            "duties": one.duties,
            "gauges": _gauges(desk, one),
            "context": [(context, _of_theme(desk.dataset, context.theme)) for context in content.context],
            "unsure": one.unsure,
            "sources": write("/policy/").cites(one.sources),
        },
        front={"aliases": list(one.aliases), "indicators": [i.title for i in claimed(desk, one)]},
        modified=start_of(one.updated),
    )


def _explainer(
    desk: Desk,
    content: Content,
    write: Write,
    one: Explainer,
    before: Explainer | None,
    after: Explainer | None,
    today: date,
) -> Page:
    systems = [system for system in content.systems if system.page == one.slug]
    milestones = [m for m in desk.dataset.milestones if m.clause == one.clause]
    return Page(
        address=one.address,
        template="policy-explainer.md.j2",
        title=one.title,
        description=one.description,
        section="解读",
        context={
            "one": one,
            "clause": wording.CLAUSES[one.clause],
            "body": write(one.address)(one.body),
            "milestones": [milestone_view(desk, content, m, today) for m in milestones],
            "systems": [_system(desk, system, write, one.address) for system in systems],
            "gauges": _gauges(desk, one),
            "sources": write(one.address).cites(one.sources),
            "before": before,
            "after": after,
        },
        front={
            "aliases": [*one.aliases, wording.CLAUSES[one.clause], *(n for s in systems for n in (s.name, *s.aliases))],
            "indicators": [indicator.title for indicator in claimed(desk, one)],
        },
        crumbs=CRUMBS,
        modified=start_of(one.updated),
    )


def claimed(desk: Desk, one: Explainer) -> list[Indicator]:
    """The indicators that measure a clause: its own, and those that the page names besides."""
    return [i for i in desk.dataset.indicators.values() if i.clause == one.clause or i.key in one.also]


def _gauges(desk: Desk, one: Explainer) -> list[Mapping[str, Any]]:
    return [_gauge(desk, indicator) for indicator in claimed(desk, one)]


def _gauge(desk: Desk, indicator: Indicator) -> Mapping[str, Any]:
    """An indicator with its newest national figure of each subject, or how many regions published one."""
    facts = [fact for fact in desk.cited_of.get(indicator.key, ()) if fact.is_figure]
    national, local = of_nation(facts, desk.dataset), of_regions(facts, desk.dataset)
    return {
        "title": indicator.title,
        "address": indicator_address(indicator),
        "definition": indicator.definition,
        "returned": newest_national(desk, indicator),
        "facts": [desk.fact(fact) for fact in _newest_of_each_subject(national, indicator)],
        "regions": len({fact.region for fact in local if not fact.place}),
    }


def _newest_of_each_subject(facts: Sequence[Fact], indicator: Indicator) -> list[Fact]:
    """Of the indicator's own kind where there is one; a sum since the start is only shown where nothing else is."""
    found = []
    for subject in dict.fromkeys(fact.subject for fact in facts):
        own = [fact for fact in facts if fact.subject == subject]
        if last := newest(fact for fact in own if fact.kind == indicator.kind) or newest(own):
            found.append(last)
    return list(newest_first(found))


def _of_theme(dataset: Dataset, theme: str) -> list[tuple[str, str]]:
    return [
        (indicator.title, indicator_address(indicator))
        for indicator in dataset.indicators.values()
        if indicator.theme == theme and indicator.clause == "context"
    ]


def _system(desk: Desk, system: System, write: Write, address: str) -> Mapping[str, Any]:
    indicators = [desk.dataset.indicators[key] for key in system.indicators if key in desk.dataset.indicators]
    return {
        "id": system.id,
        "name": system.name,
        "holds": system.holds,
        "users": system.users,
        "run_by": system.run_by,
        "text": write(address)(system.text),
        "indicators": [(indicator.title, indicator_address(indicator)) for indicator in indicators],
        "sources": write(address).cites(system.sources),
    }


# ---------------------------------------------------------------- the way of a patent


def _flow(desk: Desk, content: Content, write: Write) -> Page:
    return Page(
        address="/policy/flow/",
        template="policy-flow.md.j2",
        title="流程：一件专利从盘点到产品",
        description="一件存量专利从逐件盘点、登记入库、企业评价、对接推广、转让许可、登记备案到形成产品的全过程，以及谁在什么时候做什么。",
        section="解读",
        context={"steps": content.flow.steps, "duties": sorted(content.duties, key=_in_time)},
        front={"aliases": ["流程图", "步骤", "怎么办理", "谁在什么时候做什么", "责任分工", "时间表", "liucheng"]},
        crumbs=CRUMBS,
        modified=start_of(content.flow.updated),
    )


def _in_time(duty: Duty) -> tuple[bool, str]:
    """Dated first, in time; what has no end last."""
    return not duty.order, duty.order


# ---------------------------------------------------------------- milestones


def _milestones(desk: Desk, content: Content, today: date) -> Page:
    views = [milestone_view(desk, content, milestone, today) for milestone in desk.dataset.milestones]
    return Page(
        address="/policy/milestones/",
        template="policy-milestones.md.j2",
        title="进度对照",
        description="方案中每一项有期限的要求：期限、用什么衡量、公布过什么、按公开的规则判断到哪一步。",
        section="解读",
        context={
            "plan": [view for view in views if not view["is_context"] and view["due_on"]],
            "standing": [view for view in views if not view["is_context"] and not view["due_on"]],
            "parent": [view for view in views if view["is_context"]],
            "counts": [(name, sum(view["status_key"] == key for view in views)) for key, name in STATUSES.items()],
            "rule": RULE,
        },
        front={"aliases": ["里程碑", "承诺", "期限", "完成情况", "达标", "逾期", "目标完成没有", "jindu"]},
        crumbs=CRUMBS,
    )


def milestone_status(dataset: Dataset, content: Content, milestone: Milestone, today: date) -> Status:
    """By the rule; a commitment for which content/ names no yardstick cannot be judged."""
    yardstick = content.yardstick.get(milestone.id)
    if yardstick is None:
        return Status.NOT_ASSESSABLE
    return status(milestone, yardstick, dataset.indicators.get(milestone.indicator), dataset.cited, today)


def milestone_view(desk: Desk, content: Content, milestone: Milestone, today: date) -> Mapping[str, Any]:
    dataset = desk.dataset
    yardstick = content.yardstick.get(milestone.id)
    found = milestone_status(dataset, content, milestone, today)
    return {
        "id": milestone.id,
        "due": chinese_day(milestone.due_on) if milestone.due_on else "长期",
        "due_on": milestone.due_on,
        "is_context": milestone.clause == "context",
        "clause": "专项行动目标" if milestone.clause == "context" else wording.CLAUSES[milestone.clause],
        "commitment": wording.grouped(milestone.commitment),
        "measure": yardstick.measure if yardstick else "未设定",
        "test": TESTS[yardstick.test] if yardstick else "未设定",
        "status": STATUSES[found],
        "status_key": found.value,
        "reason": wording.grouped(milestone.reason),
        "evidence": [_evidence(desk, dataset.fact[key]) for key in milestone.evidence if key in dataset.fact],
    }


def _evidence(desk: Desk, fact: Fact) -> tuple[str, FactView]:
    """What the figure is of and says, and the figure."""
    view = desk.fact(fact)
    place = "" if fact.region == desk.dataset.nation.name else view.region
    kind = "（目标）" if fact.kind == "target" else ""
    return f"{place}{view.indicator}{kind} {view.value}", view


# ---------------------------------------------------------------- time line and documents


def _timeline(desk: Desk) -> Page:
    dataset = desk.dataset
    events = [_event(desk, d) for d in dataset.documents if _day_of(d) >= FIRST_YEAR]
    events += [_deadline(dataset, m) for m in dataset.milestones if m.due_on]
    clauses = [clause for clause in wording.CLAUSES if any(event["clause_key"] == clause for event in events)]
    undated = [desk.document(d) for d in dataset.documents if not _day_of(d)]
    return Page(
        address="/policy/timeline/",
        template="policy-timeline.md.j2",
        title="时间线",
        description="2020年以来国家和地方与存量专利盘活有关的文件、会议、发布会，以及方案规定的各个期限，可按层级和条款筛选。",
        section="政策",
        context={
            "years": _by_year(events),
            "marks": {year: _marks(found) for year, found in _by_year(events)},
            "levels": LEVELS,
            "clauses": [(_slug(clause), wording.CLAUSES[clause]) for clause in clauses],
            "undated": undated,
            "count": len(events),
        },
        front={"aliases": ["大事记", "年表", "进程", "shijianxian"]},
        crumbs=CRUMBS,
    )


def _day_of(document: Document) -> str:
    return document.issued_on or document.effective_on


def _event(desk: Desk, document: Document) -> Mapping[str, Any]:
    return {
        "day": _day_of(document),
        "level": "national" if document.region == desk.dataset.nation.name else "local",
        "clause_key": document.clause,
        "clause_slug": _slug(document.clause),
        "view": desk.document(document),
        "paper": f"/policy/documents/#{document.id}" if document.kind == "document" else "",
        "due": None,
    }


def _deadline(dataset: Dataset, milestone: Milestone) -> Mapping[str, Any]:
    return {
        "day": milestone.due_on.isoformat() if milestone.due_on else "",
        "level": "due",
        "clause_key": milestone.clause,
        "clause_slug": _slug(milestone.clause),
        "view": None,
        "paper": "",
        "due": {
            "id": milestone.id,
            "day": chinese_day(milestone.due_on) if milestone.due_on else "",
            "text": wording.grouped(milestone.commitment),
            "clause": wording.CLAUSES[milestone.clause] if milestone.clause != "context" else "专项行动目标",
        },
    }


def _slug(clause: str) -> str:
    """For class names: 二(一) → c10 …, the place in the list of clauses."""
    return f"c{list(wording.CLAUSES).index(clause)}"


def _by_year(events: Sequence[Mapping[str, Any]]) -> list[tuple[str, list[Mapping[str, Any]]]]:
    """Newest year first; within a year newest first, what is known by the year alone last."""
    in_time = sorted(events, key=lambda event: event["day"], reverse=True)
    years = dict.fromkeys(event["day"][:4] for event in in_time)
    return [(year, [event for event in in_time if event["day"][:4] == year]) for year in years]


def _marks(events: Sequence[Mapping[str, Any]]) -> list[str]:
    """The levels and clauses that a year has something of, so that its heading can go when nothing is left."""
    return sorted({event[key] for event in events for key in ("level", "clause_slug")})


def _documents(desk: Desk, content: Content) -> Page:
    dataset = desk.dataset
    papers = [document for document in by_issue_date(dataset.documents) if document.kind == "document"]
    national = [d for d in papers if d.region == dataset.nation.name]
    return Page(
        address="/policy/documents/",
        template="policy-documents.md.j2",
        title="文件库",
        description="国家和地方与存量专利盘活有关的文件：文号、日期、发文单位、要点、改变了什么，有政府网址的给链接。",
        section="政策",
        context={
            "national": [(d.id, desk.document(d), content.change.get(d.id, "")) for d in national],
            "local": [(name, address, found) for name, address, found in _papers_by_region(desk, content, papers)],
            "without": [r for r in dataset.pages_of_regions if not any(d.region == r.name for d in papers)],
            "references": content.references,
            "addresses": sum(bool(d.url) for d in papers),
            "count": len(papers),
        },
        front={
            "aliases": ["政策文件", "文号", "通知", "实施方案", "法规", *(d.number for d in papers if d.number)],
            "regions": [r.name for r in dataset.pages_of_regions if any(d.region == r.name for d in papers)],
        },
        crumbs=CRUMBS,
    )


def _papers_by_region(
    desk: Desk, content: Content, papers: Sequence[Document]
) -> Iterator[tuple[str, str, list[tuple[str, Any, str]]]]:
    for region in desk.dataset.pages_of_regions:
        own = [(d.id, desk.document(d), content.change.get(d.id, "")) for d in papers if d.region == region.name]
        if own:
            yield region.name, region_address(region), own
