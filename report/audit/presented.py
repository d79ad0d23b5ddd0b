"""What a page says of itself, in its head, its labels and to programs, is what it shows, and what its address says."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, MutableMapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, reduce
from itertools import chain
from posixpath import basename, dirname, join, normpath

from report.address import CARD, EMBEDDED, address_of
from report.audit.built import Built
from report.audit.claims import CURE, ENGLISH
from report.audit.recounted import minute, time_of
from report.audit.seen import NUMBER, QUARTER, SAMPLE, Presented, Prints, References
from report.model import Dataset, Place, Problem
from report.moment import day_of
from report.period import Quarter
from report.store import code, digest, unproven

RULE = "presented"
GLOSSARY, CALENDAR = "glossary/index.html", "calendar/index.html"
REGION = re.compile(r"regions/([^/]+)/")
PARTS = re.compile(r"(regions|quarters|indicators|data/tables|editions)/([\w-]+)(?=/)|(?<=/)(\d{4}q\d)(?=/)")
OF_A_QUARTER = re.compile(rf"({QUARTER.pattern})(\d[\d,.]*)")
CHECK_DIGITS = re.compile(r"[0-9a-f]{8}")
IN_ENGLISH = "Panhuo"  # what the site is called there
OF_SAMPLE = re.compile(rf"(?:（{SAMPLE}）| \(synthetic data\))\Z")  # behind a title
ITEM = "BreadcrumbList.itemListElement"
AS_HEADING = ("og:title", "ArticleTitle", "Dataset.name")
AS_DESCRIPTION = ("og:description", "Description", "Dataset.description", "DataCatalog.description")
PROGRAMS = (
    "Dataset.variableMeasured.name",
    "Dataset.variableMeasured.unitText",
    "Dataset.temporalCoverage",
    f"{ITEM}.position",
)
CAPTION = 40  # what stands below a chart that is alone, in pixels
BEGAN, PREVIEW = "2024年第一季度", "http://127.0.0.1:8000"
EDITION = re.compile(r" (?:(?=\d+版\. )|Edition )(\d+)")
CITED_AS_IT_IS = ("的公开数字[", "（盘活转录）[")  # not as an edition, which has check digits of its own
Said = tuple[str, str, str]  # what, as it is said, as it is shown


def problems(built: Built, dataset: Dataset, kept: MutableMapping[str, bytes] | None = None) -> tuple[Problem, ...]:
    """Where pages say something else of themselves; *kept* tells which pages did not before."""
    judge = PagesThemselves(built, dataset)
    known = digest([], code(__name__), judge.known, built.hashes.get(GLOSSARY, ""))

    def key(path: str) -> str:
        return digest([], known, *(f"{one} {built.hashes[one]}" for one in judge.asked(path)))

    pages = {key(path): path for path in built.pages}
    return unproven(kept, pages, lambda _: lambda some: [tuple(judge.problems(path)) for path in some])


@dataclass(frozen=True)
class PagesThemselves:
    """What the pages of *built* may say of themselves."""

    built: Built
    dataset: Dataset

    @property
    def known(self) -> str:
        """All of the data that a verdict follows from."""
        named = (self.dataset.regions, self.dataset.indicators, self.dataset.sources, self._counted)
        return repr((named, sorted(self._days), sorted(self._released), self._last, self._announced, self._newest))

    def asked(self, path: str) -> Iterator[str]:
        """The page, its Chinese twin, those of the quarters that its labels name, and of the charts that it names."""
        yield from {path, path.removeprefix(ENGLISH)} & self.built.hashes.keys()
        page = self.built.seen(path, Presented)
        for said in page.unshown:
            yield from (one for one, _ in self._elsewhere(path, said))
        yield from {_led_to(path, at) for at, *_ in (*page.pictured, *page.newest)} & self.built.hashes.keys()

    def problems(self, path: str) -> Iterator[Problem]:
        page = self.built.seen(path, Presented)
        said_otherwise = chain(
            _repeated(page),
            _of_days(page, self._released),
            _of_citation(path, page),
            self._of_description(path, page),
            self._of_twin(path, page),
            self._of_requests(page),
            self._of_examples(path, page),
            self._of_pictured(path, page),
            self._of_newest(path, page),
            _of_times(page),
            _of_frames(path, page),
            self._of_address(path, page),
            self._of_tags(path, page),
            self._of_words(page),
        )
        told = (f"{what}写作「{said[:80]}」，应为「{shown[:80]}」" for what, said, shown in said_otherwise)
        for what in (*told, *self._of_labels(path, page), *_of_programs(page, self._variables, self._days)):
            yield Problem(Place(path), RULE, what, CURE)

    # ------------------------------------------------------------ labels

    def _of_labels(self, path: str, page: Presented) -> Iterator[str]:
        for said in page.unshown:
            if not self._is_shown_elsewhere(path, said):
                yield f"「{said[:80]}」里有页面上没有、也数不出来的数"
        yield from (f"「{said[:80]}」通到别处" for said in page.misled)
        own = {*QUARTER.findall(page.heading)}
        told = (page.lead if path.startswith("quarters/") else "", *page.annexed)
        for quarter in QUARTER.findall(" ".join(told)) if own else ():
            if quarter not in own:
                yield f"导语或附页写的是{quarter}"
        yield from self._of_schedule(page) if path == CALENDAR else ()

    def _is_shown_elsewhere(self, path: str, said: str) -> bool:
        """Whether pages of quarters print what a label says of them, or it counts what is published of a region."""
        regions = {str(len(self.dataset.provinces)), str(len(self.dataset.pages_of_regions))}
        if {*NUMBER.findall(said)} <= regions or said.startswith(self._counted.get(path, f"{said}.")):
            return True
        found = [number in self._printed(page) for page, number in self._elsewhere(path, said)]
        return bool(found) and all(found)

    def _elsewhere(self, path: str, said: str) -> Iterator[tuple[str, str]]:
        """Of each quarter's number in a label the page that prints it, and the number."""
        region = REGION.match(path)
        for quarter, number in OF_A_QUARTER.findall(said):
            slug = Quarter.parse(quarter).slug
            page = f"regions/{region[1]}/{slug}/index.html" if region else f"quarters/{slug}/index.html"
            if page in self.built.hashes:
                yield page, number

    @cached_property
    def _counted(self) -> Mapping[str, str]:
        """How the description of the page of each region begins."""
        data = self.dataset
        figures = Counter(fact.region for fact in data.cited if fact.is_figure and not fact.place)
        documents = Counter(document.region for document in data.documents)
        return {
            f"regions/{one.slug}/index.html": f"{one.full_name}高校和科研机构存量专利盘活："
            f"公开数字{figures[one.name]}条，文件和活动{documents[one.name]}份"
            for one in data.regions.values()
        }

    @cached_property
    def _printed(self) -> Callable[[str], set[str]]:
        """The numbers in the tables of a page."""

        @cache
        def printed(path: str) -> set[str]:
            tables = self.built.seen(path, Prints).tables
            texts = (text for table in tables for _, _, cells in table.rows for text, _ in cells)
            return {number for text in texts for number in NUMBER.findall(text)}

        return printed

    def _of_words(self, page: Presented) -> Iterator[Said]:
        """What a word is said to mean is what the glossary says."""
        for term, said in page.explained:
            if said not in (means := self._means.get(term, "")):
                yield f"术语 {term} ", said, means

    @cached_property
    def _means(self) -> Mapping[str, str]:
        return dict(self.built.seen(GLOSSARY, Presented).means) if GLOSSARY in self.built.hashes else {}

    # ------------------------------------------------------------ its address

    def _of_tags(self, path: str, page: Presented) -> Iterator[Said]:
        """The public address, and that of the picture for links, are the page's own or where the page moves on to."""
        head = dict(page.head)
        url, of_picture = head.get("og:url", ""), head.get("og:image", "").removesuffix(CARD)
        moved = [link.lstrip("./") for link in self.built.seen(path, References).links if link.endswith("/")]
        if url and not any(url.endswith(own) for own in (address_of(path), *filter(None, moved))):
            yield "og:url", url, address_of(path)
        if not url.startswith(of_picture):  # that of the page, or of the site
            yield "og:image", of_picture, url

    def _of_address(self, path: str, page: Presented) -> Iterator[Said]:
        """The heading, and what search is narrowed down by, name what the address names."""
        filters = [said for name, said in page.head if name == "filter"]
        for kind, slug, quarter in () if path.startswith(EMBEDDED[1:]) else PARTS.findall(path):
            group, own = self._named("quarters" if quarter else kind, quarter or slug, path.startswith(ENGLISH))
            if own not in page.heading:
                yield "标题", page.heading, own
            if group and filters and f"{group}:{own}" not in filters:
                yield "检索条件", "、".join(filters), f"{group}:{own}"

    def _named(self, kind: str, slug: str, in_english: bool) -> tuple[str, str]:
        """The group of what an address names, where search has one, and what it is called."""
        if kind == "quarters":
            quarter = Quarter.parse(slug)
            return ("", str(quarter.year)) if in_english else ("季度", quarter.title)
        if kind == "regions":
            region = next(one for one in self.dataset.regions.values() if one.slug == slug)
            return ("", region.name_en) if in_english else ("地区", region.name)
        if kind == "indicators":
            indicator = next(one for one in self.dataset.indicators.values() if one.slug == slug)
            return ("", indicator.title_en) if in_english else ("指标", indicator.title)
        return "", f"第{slug}版" if kind == "editions" else self.dataset.sources[slug].title

    # ------------------------------------------------------------ other pages, and the calendar

    def _of_description(self, path: str, page: Presented) -> Iterator[Said]:
        """That of a region begins by how much is published of it."""
        said, begins = dict(page.head).get("description", ""), self._counted.get(path, "")
        if not said.startswith(begins):
            yield "description", said, begins

    def _of_twin(self, path: str, page: Presented) -> Iterator[Said]:
        """An English page changed when its Chinese twin did; those that people wrote have days of their own."""
        twin = path.removeprefix(ENGLISH)
        if twin != path and twin in self.built.hashes and PARTS.search(twin):
            shown = self.built.seen(twin, Presented).modified
            if _day(page.modified) != shown:
                yield "Last changed", page.modified, shown

    def _of_requests(self, page: Presented) -> Iterator[Said]:
        """One asks for all quarters of the plan that are over."""
        right = f"自{BEGAN}至{self._last.title}，"
        yield from (("申请", said, right) for said in page.requests if right not in said)

    def _of_examples(self, path: str, page: Presented) -> Iterator[Said]:
        """What one copies has the address of the site, or of the preview, and of a file that is there."""
        site = dict(page.head).get("og:url", "").removesuffix(address_of(path)) or PREVIEW
        for said in page.examples:
            if not said.startswith(site) or said.removeprefix(f"{site}/") not in self.built.hashes:
                yield "示例的网址", said, f"{site}/…"

    def _of_pictured(self, path: str, page: Presented) -> Iterator[Said]:
        """A chart that a text names is called so where it stands, and is of that time."""
        for at, title, beside in page.pictured:
            if (where := _led_to(path, at)) in self.built.hashes:
                prints, when = self.built.seen(where, Prints), beside.strip("（）").partition("，")[0]
                drawn = [one.alternative for one in prints.charts] + [one.alternative for one in prints.embeds]
                if not any(f"{title}（" in said and f"{when}）" in said for said in drawn):
                    yield "图", f"{title} {when}", "、".join(drawn)

    def _of_newest(self, path: str, page: Presented) -> Iterator[Said]:
        """The newest number in a list is one of the page that the row leads to, in its unit."""
        units = {one.slug: one.unit for one in self.dataset.indicators.values()}
        for at, said, when in page.newest:
            number, slug = NUMBER.search(said), basename(at.strip("/"))
            is_there = (where := _led_to(path, at)) not in self.built.hashes
            is_there = is_there or bool(number and number[0] in self._printed(where))
            if not is_there or (number and said[number.end() :] != units.get(slug)):
                yield "最近的数", said, where
            if not when.startswith(newest := self._newest.get(slug, "没有这样的数")):
                yield "最近的数的时间", when, newest

    @cached_property
    def _newest(self) -> Mapping[str, str]:
        """By the address of each indicator the last quarter whose return has it, or what it is a ratio of."""
        last: dict[str, Quarter] = {}
        for row in self.dataset.returned:
            last[row.indicator] = max(row.period.quarter, last.get(row.indicator, row.period.quarter))
        known = ((one, last.get(one.key) or last.get(one.numerator)) for one in self.dataset.indicators.values())
        return {one.slug: quarter.title for one, quarter in known if quarter}

    def _of_schedule(self, page: Presented) -> Iterator[str]:
        """A row of the calendar says what is announced for its minute, or came out then, and no other number."""
        for at, cells in page.scheduled:
            for said in cells:
                rest = reduce(lambda text, known: text.replace(known, ""), self._announced.get(at, ()), said)
                if NUMBER.search(rest):
                    yield f"发布日历 {at} 写着「{said}」"

    @cached_property
    def _announced(self) -> Mapping[str, Sequence[str]]:
        """What the rows of the calendar may say, by the minute, the longest first."""
        found, as_of = defaultdict[str, set[str]](set), self.dataset.as_of
        came = {version.publication.out_at for version in self.dataset.versions}
        for one in self.dataset.calendar:
            known = found[minute(one.at)]
            late = one.at < as_of and one.at not in came
            known |= {f"已逾期 {(day_of(as_of) - day_of(one.at)).days} 天"} if late else set()
            known |= {time_of(minute(one.at)), one.title, one.kind, one.reason, one.note}
            known |= {time_of(minute(one.moved_from))} if one.moved_from else set()
        for out in (version.publication for version in self.dataset.versions):
            known = found[minute(out.out_at)]
            known |= {time_of(minute(out.out_at)), out.quarter.title, f"第{out.version}次修订"}
            known |= {revision.reason for revision in out.revisions}
        return {minute: sorted(filter(None, known), key=len, reverse=True) for minute, known in found.items()}

    @cached_property
    def _last(self) -> Quarter:
        """The last quarter that is over."""
        return Quarter.of(day_of(self.dataset.as_of)) - 1

    # ------------------------------------------------------------ what it is held to

    @cached_property
    def _released(self) -> set[str]:
        """The days on which returns came out: their pages change with later figures too."""
        return {_day(one.publication.out_at.isoformat()) for one in self.dataset.versions}

    @cached_property
    def _variables(self) -> set[tuple[str, str]]:
        return {(one.title, one.unit) for one in self.dataset.indicators.values()}

    @cached_property
    def _days(self) -> set[str]:
        """The first and last days of all that is published."""
        data = self.dataset
        days = {day for one in data.cited if one.period for day in (one.period.start, one.period.end)}
        days |= {day for one in data.official for day in (one.period.start, one.period.end)}
        days |= {day for quarter in data.quarters for day in (quarter.start, quarter.end)}
        return {day.isoformat() for day in days if day}


def _repeated(page: Presented) -> Iterator[Said]:
    """What a page shows once is said the same wherever it is said again."""
    if not page.crumbs:
        return
    head, ways = dict(page.head), tuple(said for name, said in page.programs if name == f"{ITEM}.name")
    heading, description = page.heading, head.get("description", "")
    if page.crumbs[-1] != heading:
        yield "路径", page.crumbs[-1], heading
    if page.title not in (titles := [f"{heading} · {site}" for site in (head.get("SiteName", ""), IN_ENGLISH)]):
        yield "窗口标题", page.title, titles[0]
    if page.offered and not page.offered.startswith(f"{heading}的"):
        yield "本页数据", page.offered, heading
    if ways and ways != page.crumbs:
        yield "给程序看的路径", "、".join(ways), "、".join(page.crumbs)
    for name, said in (*page.head, *page.programs):
        if name in AS_HEADING and OF_SAMPLE.sub("", said) != heading:
            yield name, said, heading
        if name in AS_DESCRIPTION and said != description:
            yield name, said, description


def _of_days(page: Presented, released: Collection[str]) -> Iterator[Said]:
    for name, said in (*page.head, *page.programs):
        is_day = name in ("PubDate", "Dataset.dateModified") and page.modified
        if is_day and _day(said) not in (page.modified, *released):
            yield name, said, page.modified


def _of_frames(path: str, page: Presented) -> Iterator[Said]:
    """What one copies to frame a chart leads to the page where it is alone, and is as large as that."""
    for said, to, width, height in page.framed:
        high = int(height) + CAPTION
        place = f'{address_of(_led_to(path, to))}" title="'
        size = f'" width="{width}" height="{high}" loading="lazy" style="border:0;width:100%;max-width:{width}px;'
        size += f'height:auto;aspect-ratio:{width}/{high}"></iframe>'
        if place not in said or not said.endswith(size):
            yield "嵌入代码", said, place + size


def _of_times(page: Presented) -> Iterator[Said]:
    """What people read of a time is what machines do."""
    yield from (
        ("时间", said, right) for at, said in page.times if said.removesuffix("起施行") != (right := time_of(at))
    )


def _day(said: str) -> str:
    """2026-01-01T00:00+08:00 → 2026年1月1日; a text that begins otherwise as it is."""
    match = re.match(r"(\d{4})-(\d\d)-(\d\d)", said)
    return "{}年{}月{}日".format(*map(int, match.groups())) if match else said


def _of_citation(path: str, page: Presented) -> Iterator[Said]:
    """What is cited has the check digits that programs are told, its own address and edition, and the address that
    telephones read."""
    place = address_of(_led_to(path, page.cited_to))
    if page.cited_place and not page.cited_place.endswith(place):
        yield "引用的网址", page.cited_place, place
    number = EDITION.search(page.citation)
    if number and not place.endswith(f"/editions/{number[1]}/"):
        yield "引用的版次", number[0], place
    for name, said in page.programs:
        is_cited = name == "Dataset.version" and any(words in page.citation for words in CITED_AS_IT_IS)
        if is_cited and not {*said.split("+")} <= {*CHECK_DIGITS.findall(page.citation)}:
            yield "校验码", page.citation, said
    places = (page.cited_place, dict(page.head).get("og:url", ""))
    yield from (("扫码的网址", said, places[0] or places[1]) for said in page.scanned if said not in places)


def _led_to(path: str, link: str) -> str:
    """The page that a link of *path* leads to; itself without one."""
    return normpath(join(dirname(path), link, "index.html")) if link else path


def _of_programs(page: Presented, variables: set[tuple[str, str]], days: set[str]) -> Iterator[str]:
    """What is said to programs of units, days and places that the data and the page do not have."""
    titles, units, covered, places = ([text for key, text in page.programs if key == name] for name in PROGRAMS)
    wrong = [" ".join(one) for one in zip(titles, units, strict=True) if one not in variables]
    wrong += [one for one in covered if not {*one.split("/")} <= days]
    wrong += ["、".join(places)] if places != [str(n + 1) for n in range(len(places))] else []
    yield from (f"给程序看的「{one[:80]}」不是这些数据的" for one in wrong)
