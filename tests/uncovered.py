"""make uncovered SITE=site.example: which check would notice each printed number's being another, found by trying.

Of every kind of page two are taken. Wherever one prints a digit (text, alternative text, title, description, what it
says to programs, the pictures and feeds beside it) the digits are made others there, and the checks of a build look at
the page. Places that read the same on both pages of a kind are not numbers of the data: golden files hold them. What
nothing notices is listed as none, in build/uncovered.md, with an example.
"""

from __future__ import annotations

import argparse
import re
import shutil
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property, partial
from html.parser import HTMLParser
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from report.audit import cited_figures, claims, inspected, readback, sealed_pages  # noqa: E402
from report.audit.built import Built  # noqa: E402
from report.audit.claims.facts import Facts  # noqa: E402
from report.audit.seen import Statements  # noqa: E402
from report.inputs import Inputs  # noqa: E402
from report.inputs.contents import read_quarters  # noqa: E402
from tests.known import CHECKOUT, example  # noqa: E402

OUT = ROOT / "build/uncovered.md"
SAID = ("alt", "content", "title", "aria-label", "value", "data-value")  # attributes that people or programs read
EMPTY = ("meta", "link", "img", "input", "br", "hr", "source", "wbr")
SPOILT = str.maketrans("0123456789", "9876543210")
DRAWN = re.compile(r"(<(?:text|title|desc)\b[^>]*>)([^<]*\d[^<]*)<")
TOLD = re.compile(r"(<(?:title|summary|published|updated)\b[^>]*>)([^<]*\d[^<]*)<")
BESIDE = {".svg": ("picture", DRAWN), "feed.xml": ("feed", TOLD)}
NONE, GOLDEN = "none", "golden"


class Spot(NamedTuple):
    """Where something with a digit stands: its file, what the place is called, from where to where, and the text."""

    file: str
    place: str
    start: int
    end: int
    text: str


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
            if (
                named.get("name") != "viewport"
                and re.search(r"\d", named.get(name, ""))
                and (match := re.search(rf'\s{name}="([^"]*)"', given))
            ):
                what = named.get("name") or named.get("property") or name
                self._found(f"{own} {what}", start + match.start(1), match[1])
        if tag not in EMPTY:
            self.open.append(own)

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop().partition(".")[0].partition("[")[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if re.search(r"\d", data) and self.open and self.open[-1] != "style":
            self._found(" ".join(self.open[-3:]), self._at(), data)

    def _at(self) -> int:
        line, column = self.getpos()
        return self.lines[line - 1] + column

    def _found(self, place: str, start: int, text: str) -> None:
        self.found.append(Spot(self.file, place, start, start + len(text), text))


def spots(folder: Path, page: str) -> Iterator[Spot]:
    """Of a page of the site, and of the pictures and the feed beside it."""
    yield from Places(page, (folder / page).read_text("utf-8")).found
    for file in sorted((folder / page).parent.iterdir()):
        for ending, (what, pattern) in BESIDE.items():
            if file.name.endswith(ending):
                path = file.relative_to(folder).as_posix()
                for match in pattern.finditer(file.read_text("utf-8")):
                    kind = re.sub(r'.*class="(\w+).*|<(\w+).*', r"\1\2", match[1])
                    yield Spot(path, f"{what} {kind}", match.start(2), match.end(2), match[2])


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
        self.site, self.inputs = site, Inputs(ROOT, ROOT / "examples/programme/data")

    @cached_property
    def facts(self) -> Facts:
        return Facts(example(), None, read_quarters(CHECKOUT).told_everywhere)

    def notice(self, spot: Spot, page: str) -> str:
        """Which of them says something when the digits of a spot are others."""
        with TemporaryDirectory() as name:
            folder = Path(name)
            shutil.copytree((self.site / page).parent, (folder / page).parent, ignore=_folders, dirs_exist_ok=True)
            before = [set(check(Built.read(folder))) for _, check in self._checks(page)]
            text = (folder / spot.file).read_text("utf-8")
            other = spot.text.translate(SPOILT)
            (folder / spot.file).write_text(text[: spot.start] + other + text[spot.end :], "utf-8")
            after = ((title, set(check(Built.read(folder)))) for title, check in self._checks(page))
            return next((title for (title, found), known in zip(after, before, strict=True) if found - known), NONE)

    def _checks(self, page: str) -> Sequence[tuple[str, Callable[[Built], Iterable[object]]]]:
        return (
            ("claims", partial(self._claims, page)),
            ("cited", partial(cited_figures.problems, dataset=self.facts.dataset)),
            ("read-back", partial(readback.problems)),
            ("seals", partial(sealed_pages.problems, inputs=self.inputs)),
            ("tags", partial(inspected.problems)),
        )

    def _claims(self, page: str, built: Built) -> tuple[object, ...]:
        return tuple(claims.check_page(page, built.seen(page, Statements), self.facts))


def _folders(folder: str, names: list[str]) -> list[str]:
    return [name for name in names if (Path(folder) / name).is_dir()]


def tried(site: Path) -> Iterator[tuple[str, str, str, str]]:
    """Of each place of each kind of page: the kind, the place, which check noticed, and what stood there."""
    checks = Checks(site)
    pages = sorted((kind_of(path), path) for path in Built.read(site).pages)
    for kind, of_kind in groupby(pages, key=lambda one: one[0]):
        paths = [path for _, path in of_kind]
        first, last = paths[0], paths[len(paths) // 2]
        elsewhere = {(spot.place, spot.text) for spot in spots(site, last)} if last != first else set()
        seen = set[str]()
        for spot in spots(site, first):
            is_new = spot.place not in seen
            seen.add(spot.place)
            if is_new:
                same = (spot.place, spot.text) in elsewhere
                found = checks.notice(spot, first)
                yield kind, spot.place, GOLDEN if same and found == NONE else found, " ".join(spot.text.split())[:60]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--site", type=Path, default=ROOT / "site.example")
    found = list(tried(parser.parse_args().site))
    rows = "".join(f"| {kind} | {place} | {by} | {text.replace('|', '/')} |\n" for kind, place, by, text in found)
    OUT.parent.mkdir(exist_ok=True)
    OUT.write_text(f"| page | place | noticed by | for example |\n|---|---|---|---|\n{rows}", "utf-8")
    count = Counter(by for _, _, by, _ in found)
    print(f"places {len(found)}: " + ", ".join(f"{by} {number}" for by, number in count.most_common()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
