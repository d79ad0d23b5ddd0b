"""What people write under content/, as frozen values: explainers, systems, steps, guides, terms, questions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Annotated, TypeAlias

from report.model import Place
from report.period import Quarter

Prose: TypeAlias = Annotated[str, "of several lines"]


@dataclass(frozen=True)
class Duty:
    """Who does what; *when* in words, and *order* (an ISO day or empty) to sort by."""

    who: str
    what: str
    when: str = ""
    order: str = ""
    see: str = ""  # address of the page that explains it


@dataclass(frozen=True)
class Explainer:
    """A page on one clause of the plan: the overview, a task or a safeguard. *body* is Markdown."""

    slug: str  # empty for the overview; an address that never changes
    kind: str  # overview, task, safeguard
    clause: str
    title: str
    short: str  # one sentence, shown wherever the page is linked
    description: str
    duties: tuple[Duty, ...]
    sources: tuple[str, ...]
    unsure: tuple[str, ...]  # what the text at hand leaves open
    aliases: tuple[str, ...]
    updated: date  # when the text was last changed
    body: Prose
    where: Place
    until: str = ""  # deadlines in words, where the plan has none of its own
    also: tuple[str, ...] = ()  # indicators of other clauses that belong here too

    @property
    def address(self) -> str:
        return f"/policy/{self.slug}/" if self.slug else "/policy/"


@dataclass(frozen=True)
class System:
    """A platform, register or arrangement of the plan; its section stands on the page *page*."""

    id: str
    name: str
    page: str
    holds: str
    users: str
    run_by: str
    text: str
    sources: tuple[str, ...]
    where: Place
    aliases: tuple[str, ...] = ()
    indicators: tuple[str, ...] = ()


@dataclass(frozen=True)
class Branch:
    name: str
    see: str
    text: str = ""


@dataclass(frozen=True)
class Step:
    """A box of the flow drawing; *branches* are the ways that stand side by side in it."""

    id: str
    name: str
    who: str
    text: str
    see: str
    where: Place
    branches: tuple[Branch, ...] = ()
    back: str = ""  # what goes back to the beginning


@dataclass(frozen=True)
class Flow:
    """The way of a patent."""

    steps: tuple[Step, ...]
    updated: date


@dataclass(frozen=True)
class Yardstick:
    """How a milestone is judged. *test*: target, completed, begun, part, unmeasured; *by*: the figures that show it."""

    id: str
    measure: str
    test: str
    where: Place
    by: tuple[str, ...] = ()


@dataclass(frozen=True)
class Effect:
    """What a document changes, for whom."""

    id: str
    text: str
    where: Place


@dataclass(frozen=True)
class Local:
    """A region's own deadline or first mover, with the document that says so. *kind*: deadline, first-mover."""

    region: str
    kind: str
    text: str
    document: str
    where: Place


@dataclass(frozen=True)
class Check:
    """One line of a checklist."""

    do: str
    by: str
    see: str = ""


@dataclass(frozen=True)
class Mistake:
    wrong: str
    right: str


@dataclass(frozen=True)
class Guide:
    slug: str
    title: str
    short: str
    description: str
    lead: str
    checks: tuple[Check, ...]
    forms: str  # the sentence that introduces the table of forms to this reader
    mistakes: tuple[Mistake, ...]
    sources: tuple[str, ...]
    aliases: tuple[str, ...]
    updated: date
    body: Prose
    where: Place

    @property
    def address(self) -> str:
        return f"/guides/{self.slug}/"


@dataclass(frozen=True)
class Way:
    """A way to let others use a patent."""

    name: str
    users: str
    pays: str
    files: str
    when: str
    cost: str
    sources: tuple[str, ...]
    where: Place


@dataclass(frozen=True)
class Term:
    """*also*: other spellings that get the same tooltip; *inside*: longer words in which it does not count."""

    id: str
    name: str
    text: str
    group: str
    where: Place
    also: tuple[str, ...] = ()
    inside: tuple[str, ...] = ()
    see: str = ""
    more: str = ""  # for the page only: limits, doubts


@dataclass(frozen=True)
class Glossary:
    """*vocabulary*: the words for which it claims to be complete."""

    vocabulary: tuple[str, ...]
    terms: tuple[Term, ...]
    updated: date


@dataclass(frozen=True)
class Question:
    id: str
    reader: str
    question: str
    answer: Prose
    sources: tuple[str, ...]
    updated: date
    where: Place
    clause: str = ""


@dataclass(frozen=True)
class WrongWord:
    """What must stand on no page, and what is right; *inside*: longer words in which it is right."""

    right: str
    wrong: tuple[str, ...]
    where: Place
    inside: tuple[str, ...] = ()


@dataclass(frozen=True)
class Reference:
    """A law or rule that explanations cite and that carries no figure."""

    id: str
    title: str
    publisher: str
    text: str
    where: Place


@dataclass(frozen=True)
class Context:
    """Why indicators of a theme are shown although the plan does not name them."""

    theme: str
    text: str
    where: Place


@dataclass(frozen=True)
class Written:
    """A page that is nothing but what somebody wrote. *body* is Markdown."""

    title: str
    description: str
    updated: date
    body: Prose
    where: Place
    section: str = "数据"
    aliases: tuple[str, ...] = ()

    @property
    def address(self) -> str:
        """Of content/pages/about.md /about/, of content/en/index.md /en/."""
        below = self.where.file.removeprefix("content/").removeprefix("pages/")
        return f"/{below.removesuffix('/index.md').removesuffix('.md')}/"


@dataclass(frozen=True)
class Headline:
    """What the home page shows the newest national figure of; *kind*: only figures of this kind."""

    indicator: str
    subject: str
    where: Place
    kind: str = ""


@dataclass(frozen=True)
class Drawn:
    """An indicator of which the home page draws the national figures on its time line."""

    indicator: str
    where: Place


@dataclass(frozen=True)
class Home:
    description: str
    intro: tuple[str, ...]
    headlines: tuple[Headline, ...]
    timeline: tuple[Drawn, ...]
    since: Quarter  # from when the time line shows what is drawn


@dataclass(frozen=True)
class Shown:
    """An item of the returns in one span, and what pages show of it; *kind*: of a chart."""

    key: str
    where: Place
    span: str = ""
    show: tuple[str, ...] = ()
    kind: str = ""


@dataclass(frozen=True)
class ShownTable:
    theme: str
    name: str
    columns: tuple[Shown, ...]
    where: Place
    charts: tuple[Shown, ...] = ()
    of: str = ""


@dataclass(frozen=True)
class Told:
    """An item of the returns that sentences speak of; *tell*: besides its value and change leaders, spread, holders."""

    key: str
    where: Place
    tell: tuple[str, ...] = ()


@dataclass(frozen=True)
class Quarters:
    """What the pages of quarters show and tell of their returns."""

    tables: tuple[ShownTable, ...]
    main: tuple[Shown, ...]
    compared: tuple[Shown, ...]
    listed: tuple[Shown, ...]
    profile: tuple[Shown, ...]
    trends: tuple[Shown, ...]
    tiles: tuple[Told, ...]
    told: tuple[Told, ...]  # of the nation
    told_of_regions: tuple[Told, ...]
    lead: tuple[Told, ...]
    since_last: tuple[Told, ...]

    @property
    def told_everywhere(self) -> tuple[str, ...]:
        """The indicators of which there are sentences of the nation and of the regions."""
        of_regions = {one.key for one in self.told_of_regions}
        return tuple(one.key for one in self.told if one.key in of_regions)


@dataclass(frozen=True)
class Content:
    """Everything under content/. *files*: the text of what this room explains, for checks that look at every line."""

    explainers: tuple[Explainer, ...]
    systems: tuple[System, ...]
    flow: Flow
    duties: tuple[Duty, ...]
    yardsticks: tuple[Yardstick, ...]
    changes: tuple[Effect, ...]
    local: tuple[Local, ...]
    context: tuple[Context, ...]
    guides: tuple[Guide, ...]
    forms: tuple[Way, ...]
    glossary: Glossary
    questions: tuple[Question, ...]
    references: tuple[Reference, ...]
    wrong_words: tuple[WrongWord, ...]
    home: Home
    quarters: Quarters
    data: str  # how to read the data, as Markdown
    written: tuple[Written, ...]
    english: Mapping[str, Written]  # by their addresses
    files: Mapping[str, str]

    @cached_property
    def reference(self) -> Mapping[str, Reference]:
        return {reference.id: reference for reference in self.references}

    @cached_property
    def yardstick(self) -> Mapping[str, Yardstick]:
        return {yardstick.id: yardstick for yardstick in self.yardsticks}

    @cached_property
    def change(self) -> Mapping[str, str]:
        return {change.id: change.text for change in self.changes}
