"""Pages of words: 指南 for each of four readers, with an index; 术语; 常见问题; and what else people wrote."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from typing import Any

from report.model import Page
from report.model.content import Content, Guide, Question, Written
from report.model.keeper import Keeper
from report.moment import start_of
from report.order import in_groups
from report.pages.mistakes import ABOUT, ACCESS, reached
from report.pages.prose import Write
from report.period import chinese_day

CRUMBS = (("指南", "/guides/"),)


def guides(content: Content, write: Write) -> Iterator[Page]:
    yield _index(content)
    for guide in content.guides:
        yield _guide(content, write, guide)


def _index(content: Content) -> Page:
    return Page(
        address="/guides/",
        template="guides.md.j2",
        title="指南",
        description="按读者分的四份指南：高校和科研机构、企业、管理部门、公众。每份有清单、期限、转让许可方式对照和常见错误。",
        section="解读",
        context={"guides": content.guides, "questions": len(content.questions), "terms": len(content.glossary.terms)},
        front={"aliases": ["办事指南", "怎么做", "手册", "清单", "zhinan"]},
        modified=start_of(max(guide.updated for guide in content.guides)) if content.guides else None,
    )


def _guide(content: Content, write: Write, guide: Guide) -> Page:
    prose = write(guide.address)
    return Page(
        address=guide.address,
        template="guide.md.j2",
        title=guide.title,
        description=guide.description,
        section="解读",
        context={
            "guide": guide,
            "lead": prose(guide.lead),
            "body": prose(guide.body),
            "checks": [(prose(check.do), check.by, check.see) for check in guide.checks],
            "forms": [{**asdict(form), "sources": write(guide.address).cites(form.sources)} for form in content.forms],
            "mistakes": [(prose(mistake.wrong), prose(mistake.right)) for mistake in guide.mistakes],
            "sources": prose.cites(guide.sources),
            "others": [other for other in content.guides if other is not guide],
        },
        front={"aliases": list(guide.aliases)},
        modified=start_of(guide.updated),
        crumbs=CRUMBS,
    )


# ---------------------------------------------------------------- glossary


def glossary(content: Content) -> Page:
    terms = content.glossary.terms
    groups = in_groups(terms, lambda term: term.group)
    return Page(
        address="/glossary/",
        template="glossary.md.j2",
        title="术语",
        description=f"{len(terms)}个术语的白话解释：盘点、入库、转让登记、许可备案、开放许可、产业化率等。",
        section="解读",
        context={"groups": list(groups.items()), "count": len(terms)},
        front={"aliases": ["名词解释", "词汇", "shuyu", *(n for term in terms for n in (term.name, *term.also))]},
        modified=start_of(content.glossary.updated),
    )


# ---------------------------------------------------------------- questions


def faq(content: Content, write: Write) -> Page:
    groups: dict[str, list[Mapping[str, Any]]] = {}
    for question in content.questions:
        groups.setdefault(question.reader, []).append(_answered(question, write))
    return Page(
        address="/faq/",
        template="faq.md.j2",
        title="常见问题",
        description=f"{len(content.questions)}个常见问题，每个回答注明依据。",
        section="解读",
        context={"groups": list(groups.items()), "count": len(content.questions)},
        front={"aliases": ["问答", "答疑", "FAQ", "changjianwenti"]},
        modified=start_of(max(one.updated for one in content.questions)) if content.questions else None,
    )


def _answered(question: Question, write: Write) -> Mapping[str, Any]:
    prose = write("/faq/")
    return {
        "id": question.id,
        "question": question.question,
        "answer": prose(question.answer),
        "sources": prose.cites(question.sources),
        "updated": chinese_day(question.updated),
    }


# ---------------------------------------------------------------- whatever else somebody wrote


def written(pages: Iterable[Written], keeper: Keeper) -> Iterator[Page]:
    """Every content/pages/<name>.md as it stands, at /<name>/; two of them name the *keeper* too."""
    for page in pages:
        is_about, is_access = page.address == ABOUT, page.address == ACCESS
        yield Page(
            address=page.address,
            template="written.md.j2",
            title=page.title,
            description=page.description,
            section=page.section,
            context={
                "body": page.body,
                "is_about": is_about,
                "is_access": is_access,
                "reached": list(reached(keeper)) if is_about or is_access else [],
            },
            front={"aliases": page.aliases},
            modified=start_of(page.updated),
        )
