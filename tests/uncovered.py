"""make uncovered SITE=site.example: which check would notice each printed number's or word's being another, by trying.

Of every kind of page two are taken. Wherever one prints a digit, a unit or a label (text, alternative text, title,
description, what it says to programs, the pictures and feeds beside it) another is put there, and the checks of a build
look at the page. What none of them notices is told apart: words, dates and numbers that people wrote and that stand so
in content/, data/ or templates/ (written); what reads the same on other pages follows from no number, and golden files
hold it (golden); the rest is listed as none, in build/uncovered.md, with an example.
"""

from __future__ import annotations

import argparse
import re
import shutil
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from functools import cache, cached_property, partial
from html import unescape
from html.parser import HTMLParser
from itertools import groupby
from pathlib import Path
from posixpath import dirname, normpath
from tempfile import TemporaryDirectory
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from report.audit import claims, inspected, presented, readback, sealed_pages, traced  # noqa: E402
from report.audit.built import Built  # noqa: E402
from report.audit.claims.facts import Facts  # noqa: E402
from report.audit.readback import subscribed  # noqa: E402
from report.audit.seen import SAMPLE, Presented, Prints, Searched, Statements  # noqa: E402
from report.inputs import Inputs  # noqa: E402
from report.inputs.contents import read_quarters  # noqa: E402
from report.moment import BEIJING  # noqa: E402
from tests.known import CHECKOUT, example, real  # noqa: E402

OUT = ROOT / "build/uncovered.md"
SAID = ("alt", "content", "title", "aria-label", "value", "data-value")  # attributes that people or programs read
EMPTY = ("meta", "link", "img", "input", "br", "hr", "source", "wbr")
DIGIT = re.compile(r"\d")
UNIT = re.compile(r"(?<=\d)((?:万亿|万|亿|)个?)(百分点|亿元|万元|元|[件次项家场份%])")
LABELS = ("th", "caption", "dt", "summary")
NUMBERS, UNITS, TITLES, DESCRIPTIONS = "numbers", "units", "titles", "descriptions"
OTHERS = ("labels", "alternative texts", "for programs", "feeds", "pictures' texts")
LABEL, ALTERNATIVE, PROGRAMS, FEEDS, PICTURES = OTHERS
DRAWN = re.compile(r"(<(?:text|title|desc)\b[^>]*>)([^<]+)<")
TOLD = re.compile(r"(<(?:title|summary|published|updated)\b[^>]*>)([^<]*\d[^<]*)<")
BESIDE = {".svg": (PICTURES, DRAWN), "feed.xml": (FEEDS, TOLD)}
NONE, GOLDEN, WRITTEN = "none", "golden", "written"


class Spot(NamedTuple):
    """Where something stands: its file, its class, what the place is called, where it begins, and the text."""

    file: str
    kind: str
    place: str
    start: int
    text: str


def other(spot: Spot) -> str:
    """Another text in its place: other digits, another unit, another word."""
    if spot.kind == UNITS:
        return UNIT.sub(lambda unit: unit[1] + ("次" if unit[2] == "件" else "件"), spot.text)
    if DIGIT.search(spot.text):
        return spot.text.translate(str.maketrans("0123456789", "9876543210"))
    return f"{spot.text}某"


# ---------------------------------------------------------------- places


class Places(HTMLParser):
    """The spots of a page."""

    def __init__(self, file: str, html: str) -> None:
        super().__init__(convert_charrefs=False)
        self.file, self.html, self.open, self.found = file, html, list[str](), list[Spot]()
        self.lines = [0, *(match.end() for match in re.finditer("\n", html))]
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given, start = self.get_starttag_text() or "", self._at()
        named = {name: text or "" for name, text in attrs}
        own = f"{tag}.{named['class'].split()[0]}" if named.get("class") else tag
        own += "[claim]" if "data-claim" in named else ""
        for name in SAID:
            if named.get("name") != "viewport" and (match := re.search(rf'\s{name}="([^"]*\d[^"]*)"', given)):
                what = named.get("name") or named.get("property") or name
                kind = DESCRIPTIONS if tag == "meta" else ALTERNATIVE
                self._found(kind, f"{own} {what}", start + match.start(1), match[1])
        if tag not in EMPTY:
            self.open.append(own)

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop().partition(".")[0].partition("[")[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        within = [one.partition(".")[0] for one in self.open]
        if not within or within[-1] == "style" or "span.ph-aloud" in self.open:
            return
        place = " ".join(self.open[-3:])
        if within[-1] == "script":
            self._found(PROGRAMS, place, self._at(), data)
        elif DIGIT.search(data):
            titled = {"title", "h1", "h2", "h3", "nav"} & {*within}
            self._found(TITLES if titled else NUMBERS, place, self._at(), data)
        elif data.strip() and {*within} & {*LABELS}:
            self._found(LABEL, place, self._at(), data)
        if UNIT.search(data) and "script" not in within:
            self._found(UNITS, f"{place} (unit)", self._at(), data)

    def _at(self) -> int:
        line, column = self.getpos()
        return self.lines[line - 1] + column

    def _found(self, kind: str, place: str, start: int, text: str) -> None:
        self.found.append(Spot(self.file, kind, place, start, text))


def spots(folder: Path, page: str) -> Iterator[Spot]:
    """Of a page of the site, and of the pictures and the feed beside it."""
    yield from (one for one in Places(page, (folder / page).read_text("utf-8")).found if one.text.strip())
    for file in sorted((folder / page).parent.iterdir()):
        for ending, (what, pattern) in BESIDE.items():
            if file.name.endswith(ending):
                path = file.relative_to(folder).as_posix()
                for match in pattern.finditer(file.read_text("utf-8")):
                    kind = re.sub(r'.*class="([^"]*)".*|<(\w+).*', r"\1\2", match[1])
                    yield Spot(path, what, f"{what}: {kind}", match.start(2), match[2])


def kind_of(page: str) -> str:
    """regions/*/*/index.html: pages of the same kind are made by the same template."""
    parts = page.split("/")
    if parts[0] == "embed":
        return "embed"
    return "/".join(part if at == 0 or part in ("editions", "index.html") else "*" for at, part in enumerate(parts))


# ---------------------------------------------------------------- trying


class Checks:
    """The checks of a build, of one page with what stands beside it."""

    def __init__(self, site: Path) -> None:
        self.site, self.whole = site, Built.read(site)
        is_sample = SAMPLE in self.whole.html("index.html")
        self.inputs = Inputs(ROOT, ROOT / "examples/programme/data") if is_sample else CHECKOUT
        dataset = replace(example() if is_sample else real(), as_of=datetime.now(BEIJING))
        self.facts = Facts(dataset, None, read_quarters(CHECKOUT).told_everywhere)
        self.counts = inspected.counts(self.whole)

    def notice(self, page: str, tries: Iterable[Spot]) -> Iterator[str]:
        """Of each spot which check says something when another text stands there."""
        with TemporaryDirectory() as name:
            folder = Path(name)
            for path in self._needed(page):
                (folder / path).parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(self.site / path, folder / path)
            before = [set(check(Built.read(folder))) for _, check in self._checks(page)]
            for spot in tries:
                text = (folder / spot.file).read_text("utf-8")
                changed = text[: spot.start] + other(spot) + text[spot.start + len(spot.text) :]
                (folder / spot.file).write_text(changed, "utf-8")
                after = ((title, set(check(Built.read(folder)))) for title, check in self._checks(page))
                yield next((title for (title, found), known in zip(after, before, strict=True) if found - known), NONE)
                (folder / spot.file).write_text(text, "utf-8")

    def _needed(self, page: str) -> set[str]:
        """The page, its downloads and pictures, and what it is compared with."""
        here = dirname(page)
        beside = {path for path in self.whole.files if dirname(path) == here}
        region = re.match(r"regions/[\w-]+/", page)
        others = {path for path in self.whole.pages if region and re.fullmatch(rf"{region[0]}\w+/index.html", path)}
        framed = {normpath(f"{here}/{one.picture}") for one in self.whole.seen(page, Prints).embeds}
        said = self.whole.seen(page, Presented)
        named = {normpath(f"{here}/{at}/index.html") for at, *_ in (*said.pictured[:1], *said.newest[:1])}
        lists = {"glossary/index.html", "faq/index.html", page.removeprefix("en/")}
        listed = self.whole.seen(page, Searched).children[:1] if page == "quarters/index.html" else [""]
        lists |= {normpath(f"{here}/{one}{below}index.html") for one in listed for below in ("", "cited/", "regions/")}
        return {page, *beside, *others, *framed, *named, *lists} & {*self.whole.files}

    def _checks(self, page: str) -> Sequence[tuple[str, Callable[[Built], Iterable[object]]]]:
        dataset = self.facts.dataset
        return (
            ("claims", partial(self._claims, page)),
            ("traced", partial(traced.problems, dataset=dataset)),
            ("read-back", partial(readback.problems)),
            ("feeds", partial(subscribed.problems, dataset=dataset)),
            ("presented", partial(presented.problems, dataset=dataset)),
            ("seals", partial(sealed_pages.problems, inputs=self.inputs)),
            ("tags", partial(inspected.problems)),
            ("tags", partial(inspected.unlike, page=page, counts=self.counts)),
        )

    def _claims(self, page: str, built: Built) -> tuple[object, ...]:
        return tuple(claims.check_page(page, built.seen(page, Statements), self.facts))


class Written:
    """What people wrote: content/, data/ and the words of templates, without markup."""

    def __init__(self, data: Path) -> None:
        self.data = data

    @cached_property
    def _all(self) -> str:
        folders = (ROOT / "content", ROOT / "data", ROOT / "templates", self.data)
        files = [file for folder in folders for file in sorted(folder.rglob("*"))]
        texts = (file.read_text("utf-8") for file in files if file.suffix in (".md", ".yml", ".csv", ".j2"))
        return bare("\n".join((*texts, (ROOT / "mkdocs.yml").read_text("utf-8"))))

    def has(self, text: str) -> bool:
        """Whether every part of it that has a digit stands there so, dates as data/ writes them."""
        parts = [part for part in re.split(r"[，、；：。·（）《》「」“”？\s]", unescape(text)) if DIGIT.search(part)]
        return all(bare(part) in self._all or self._is_day(part) for part in parts)

    def _is_day(self, part: str) -> bool:
        match = re.fullmatch(r"(\d{4})年(?:(\d+)月)?(?:(\d+)日)?", part)
        day = "-".join(f"{int(number):02}" for number in match.groups() if number) if match else ""
        return bool(match and match[2]) and day in self._all


@cache
def bare(text: str) -> str:
    return re.sub(r"[\s*_`\\「」“”\"'|,]", "", text)


def tried(site: Path) -> Iterator[tuple[str, Spot, str]]:
    """Of each place of each kind of page: the kind, the place, and which check noticed."""
    checks = Checks(site)
    written = Written(checks.inputs.data)
    pages = sorted((kind_of(path), path) for path in checks.whole.pages)
    kinds = {kind: [path for _, path in found] for kind, found in groupby(pages, key=lambda one: one[0])}
    everywhere = defaultdict[tuple[str, str], set[str]](set)
    for paths in kinds.values():
        for path in {paths[0], paths[len(paths) // 2]}:
            for spot in spots(site, path):
                everywhere[spot.place, spot.text].add(path)
    for kind, (path, *_) in kinds.items():
        found = {(spot.place, spot.kind): spot for spot in reversed([*spots(site, path)])}
        own = sorted(found.values(), key=lambda one: (one.file, one.start))
        for spot, by in zip(own, checks.notice(path, own), strict=True):
            same = len(everywhere[spot.place, spot.text]) > 1
            yield kind, spot, by if by != NONE else GOLDEN if same else WRITTEN if written.has(spot.text) else NONE


# ---------------------------------------------------------------- what is told


def summary(found: Sequence[tuple[str, Spot, str]]) -> Iterator[str]:
    """Of each class, how many places are noticed by which check."""
    for kind in (NUMBERS, UNITS, TITLES, DESCRIPTIONS, *OTHERS):
        count = Counter(by for _, spot, by in found if spot.kind == kind)
        yield f"{kind} {count.total()}: " + ", ".join(f"{by} {number}" for by, number in count.most_common())


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--site", type=Path, default=ROOT / "site.example")
    found = list(tried(parser.parse_args().site))
    lines = [*summary(found), "", "| page | class | place | noticed by | for example |", "|---|---|---|---|---|"]
    for kind, spot, by in sorted(found, key=lambda one: (one[2] != NONE, one[1].kind, one[0])):
        said = " ".join(spot.text.split())[:60].replace("|", "/")
        lines.append(f"| {kind} | {spot.kind} | {spot.place} | {by} | {said} |")
    OUT.parent.mkdir(exist_ok=True)
    OUT.write_text("\n".join(lines) + "\n", "utf-8")
    count = Counter(by for _, _, by in found)
    print(*summary(found), sep="\n")
    print(f"places {len(found)}: " + ", ".join(f"{by} {number}" for by, number in count.most_common()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
