"""The whole story on this machine, with a bare git repository and nginx: `make rehearse`.

A maintainer pushes a return, bad at first; an office builds what is merged, at a minute of its choosing, deploys it
and checks it live. The returns are synthetic and so is the clock: every build is told its moment. Each step says what
holds.
"""

from __future__ import annotations

import gzip
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory

import openpyxl
import urllib3

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from report.deliver import manifest
from tests import nginx

ROOT = Path(__file__).resolve().parents[1]
PROJECT = ("build.py", "content", "data", "mkdocs.yml", "report", "requirements.txt", "templates")
EXAMPLE = Path("examples/programme")
BEFORE, QUARTER = "2024Q4", "2025Q1"
RETURN = EXAMPLE / "data/releases" / QUARTER
BRANCH = f"return-{QUARTER}"
MINUTE_BEFORE, MINUTE = "2025-04-20T09:29+08:00", "2025-04-20T09:30+08:00"  # release_at of the example's return
REVISED = "2025-06-15T09:30+08:00"  # and of its revision
REASON = "浙江补登记17次专利转让"
SHEET, CELL, TYPING_ERROR = "转让许可", "C24", "4８4次"
TRACES = (f"{QUARTER}.xlsx", "2025年第一季度高校和科研机构存量专利盘活情况", "13983", "13,983")  # title, 全国转让登记
INLINE = re.compile(r"""<[^>]*\s(?:style|on\w+)=["'][^>]*>|<style\b[^>]*>|<script(?![^>]*(?:\ssrc=|json))[^>]*>""")
GIT = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"} | {
    f"GIT_{who}_{what}": value
    for who in ("AUTHOR", "COMMITTER")
    for what, value in (("NAME", "Rehearsal"), ("EMAIL", "rehearsal@localhost"))
}


class Failed(Exception):
    """A step that does not hold, and why."""


def holds(condition: object, otherwise: str) -> None:
    if not condition:
        raise Failed(otherwise)


@dataclass(frozen=True)
class Story:
    """The folders of a rehearsal and the address at which nginx serves *server*."""

    folder: Path
    url: str

    @cached_property
    def maintainer(self) -> Path:
        return self.folder / "maintainer"

    @cached_property
    def office(self) -> Path:
        return self.folder / "office"

    @cached_property
    def server(self) -> Path:
        return self.folder / "server"

    @cached_property
    def site(self) -> Path:
        return self.office / "site.example"

    def push(self, message: str) -> None:
        """The maintainer commits everything and pushes the branch that is checked out."""
        git(self.maintainer, "add", "--all")
        git(self.maintainer, "commit", "--quiet", "--message", message)
        git(self.maintainer, "push", "--quiet", "origin", "HEAD")

    def merge(self) -> None:
        """The maintainer merges the return into main."""
        git(self.maintainer, "checkout", "--quiet", "main")
        git(self.maintainer, "merge", "--quiet", "--no-ff", "--message", f"Merge {BRANCH}", BRANCH)
        git(self.maintainer, "push", "--quiet", "origin", "main")

    def fetch(self, branch: str) -> None:
        """The office checks out what was pushed."""
        git(self.office, "fetch", "--quiet", "origin")
        git(self.office, "checkout", "--quiet", "--detach", f"origin/{branch}")

    def build(self, *arguments: str, code: int = 0) -> str:
        """What build.py says in the office; its exit code must be *code*."""
        command = [sys.executable, "build.py", *arguments]
        done = subprocess.run(command, cwd=self.office, capture_output=True, text=True, check=False)
        said = done.stdout + done.stderr
        holds(done.returncode == code, f"build.py {arguments[0]} gave {done.returncode}: {said[-2000:]}")
        return said

    def publish(self, now: str) -> str:
        """The office builds main as of *now* and deploys it; what deploy said."""
        self.fetch("main")
        self.build("site", "--data", str(EXAMPLE), "--now", now)
        return self.build("deploy", str(self.server), "--site", str(self.site), "--synthetic")

    def verify(self) -> None:
        self.build("verify", self.url, "--against", str(self.site), "--headers")

    def live(self, address: str = manifest.NAME) -> str:
        """What a reader gets."""
        answer = urllib3.request("GET", self.url + address)
        holds(answer.status == 200, f"{address} answered {answer.status}")
        return answer.data.decode()


def git(folder: Path, *arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=folder, env=os.environ | GIT, capture_output=True, text=True)
    holds(done.returncode == 0, f"git {' '.join(arguments)}: {done.stderr}")
    return done.stdout


# ---------------------------------------------------------------- the steps


def main_is_live(story: Story) -> None:
    """main is built, deployed and, file by file and header by header, what nginx serves"""
    holds("已上线" in story.publish(MINUTE_BEFORE), "nothing was deployed")
    story.verify()


def synthetic_data_do_not_go_out_by_accident(story: Story) -> None:
    """the same site without --synthetic is refused"""
    said = story.build("deploy", str(story.server), "--site", str(story.site), code=1)
    holds("示例数据不能发布" in said, said)


def a_bad_workbook_is_told_by_its_cell(story: Story) -> None:
    """a bad workbook is pushed on a branch: the check names the cell and marks it, the live site is as it was"""
    before = story.live()
    git(story.maintainer, "checkout", "--quiet", "-b", BRANCH)
    (story.maintainer / RETURN).mkdir(parents=True)
    for name in ("release.yml", f"{QUARTER}.xlsx"):
        shutil.copy(ROOT / RETURN / name, story.maintainer / RETURN)
    _without_the_revision(story.maintainer / RETURN / "release.yml")
    _spoil(story.maintainer / RETURN / f"{QUARTER}.xlsx")
    story.push(f"Add the return of {QUARTER}")
    story.fetch(BRANCH)
    said = story.build("check", "--data", str(EXAMPLE), code=1)
    holds(f"{QUARTER}.xlsx:{SHEET}!{CELL}" in said and TYPING_ERROR in said, said)
    marked = [path.name for path in (story.office / "build/returns").rglob("*.xlsx")]
    holds(any(QUARTER in name for name in marked), f"no marked copy: {marked}")
    story.build("site", "--data", str(EXAMPLE), "--now", MINUTE, code=1)
    holds(story.live() == before, "the live site changed")


def the_mended_workbook_says_what_will_change(story: Story) -> None:
    """mended, it passes the checks, and `build.py diff` says what will change at its minute"""
    shutil.copy(ROOT / RETURN / f"{QUARTER}.xlsx", story.maintainer / RETURN)
    story.push("Mend the number of 浙江")
    story.fetch(BRANCH)
    story.build("check", "--data", str(EXAMPLE))
    said = story.build("diff", "origin/main", f"origin/{BRANCH}", "--data", str(EXAMPLE), "--now", MINUTE)
    holds(QUARTER in said and f"return-{QUARTER.lower()}" in said, said)


def merged_it_is_not_yet_out(story: Story) -> None:
    """merged and built one minute before its time: no trace in any byte, the live site is not touched"""
    before = story.live()
    story.merge()
    holds("内容没有变化" in story.publish(MINUTE_BEFORE), "the site changed before its minute")
    holds(story.live() == before, "the live site changed")
    holds(not (found := traces(story.site)), f"traces: {found[:5]}")
    told = manifest.read(story.site).next_change
    holds(told == MINUTE, f"next_change is {told}, not {MINUTE}")


def at_its_minute_it_is_live(story: Story) -> None:
    """the minute comes: the quarter is live, and verified"""
    holds("已上线" in story.publish(MINUTE), "nothing was deployed")
    story.verify()
    holds("13,983" in story.live(f"quarters/{QUARTER.lower()}/"), "the quarter's page lacks its number")
    holds(f"quarters/{QUARTER.lower()}/" in story.live("latest/"), "/latest/ does not lead to the quarter")
    story.build("verify", str(story.server / "current"))


def the_policy_has_nothing_to_refuse(story: Story) -> None:
    """no page of the quarter, its regions or any other has an inline style or script for the strict policy to refuse"""
    pages = sorted(story.site.rglob("*.html"))
    found = {page.relative_to(story.site).as_posix(): INLINE.findall(page.read_text("utf-8")) for page in pages}
    offending = [f"{page}: {said[0]}" for page, said in found.items() if said]
    holds(pages and not offending, f"{len(offending)} pages, such as {offending[:3]}")


def a_revision_is_live_and_marked(story: Story) -> None:
    """a revision is pushed, merged and out at its own minute: the new number, its reason beside it"""
    git(story.maintainer, "checkout", "--quiet", "-B", BRANCH, "main")
    for name in ("release.yml", f"{QUARTER}-r1.xlsx"):
        shutil.copy(ROOT / RETURN / name, story.maintainer / RETURN)
    story.push(f"Revise {QUARTER}")
    story.fetch(BRANCH)
    story.build("check", "--data", str(EXAMPLE))
    story.merge()
    holds("已上线" in story.publish(REVISED), "nothing was deployed")
    story.verify()
    page = story.live(f"quarters/{QUARTER.lower()}/")
    holds("14,000" in page and REASON in page, "the quarter's page lacks the revised number or its reason")


def the_office_goes_back(story: Story) -> None:
    """a rollback brings the first edition back, whole; nothing was built for it"""
    story.build("deploy", str(story.server), "--rollback")
    story.build("verify", story.url, "--headers")
    page = story.live(f"quarters/{QUARTER.lower()}/")
    holds("13,983" in page and REASON not in page, "the first edition is not back")


def and_forward_again(story: Story) -> None:
    """the same build is deployed again, and that is live"""
    story.build("deploy", str(story.server), "--site", str(story.site), "--synthetic")
    story.verify()
    holds(REASON in story.live(f"quarters/{QUARTER.lower()}/"), "the revision is not live again")


STEPS: tuple[Callable[[Story], None], ...] = (
    main_is_live,
    synthetic_data_do_not_go_out_by_accident,
    a_bad_workbook_is_told_by_its_cell,
    the_mended_workbook_says_what_will_change,
    merged_it_is_not_yet_out,
    at_its_minute_it_is_live,
    the_policy_has_nothing_to_refuse,
    a_revision_is_live_and_marked,
    the_office_goes_back,
    and_forward_again,
)


def traces(site: Path) -> list[str]:
    """The files of *site* in which something of the coming return can be read, packed ones included.

    A number stands alone: in 0000013983, the place of an object in a PDF, it is another.
    """
    return [
        f"{file.relative_to(site).as_posix()}: {trace}"
        for file in sorted(site.rglob("*"))
        if file.is_file()
        for trace in TRACES
        if re.search(rf"(?<!\d){re.escape(trace)}(?!\d)".encode(), _unpacked(file.read_bytes())) or trace in file.name
    ]


def _unpacked(content: bytes) -> bytes:
    return gzip.decompress(content) if content.startswith(b"\x1f\x8b") else content


def _spoil(workbook: Path) -> None:
    """Type a number as people do: with a full-width digit and its unit."""
    book = openpyxl.load_workbook(workbook)
    book[SHEET][CELL] = TYPING_ERROR
    book.save(workbook)


def _without_the_revision(record: Path) -> None:
    """release.yml as it was at first: before anyone knew of a revision."""
    lines = record.read_text("utf-8").splitlines(keepends=True)
    record.write_text("".join(line for line in lines if "-r1.xlsx" not in line and "revision" not in line), "utf-8")


# ---------------------------------------------------------------- the stage


def set_up(folder: Path) -> None:
    """A bare repository with the project, one quarter and the next announced; two clones: maintainer's and office's."""
    git(folder, "init", "--quiet", "--bare", "--initial-branch=main", "origin.git")
    git(folder, "clone", "--quiet", "origin.git", "maintainer")
    maintainer = folder / "maintainer"
    git(maintainer, "checkout", "--quiet", "-B", "main")
    for name in PROJECT:
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, maintainer / name)
    shutil.copytree(ROOT / EXAMPLE / "data/releases" / BEFORE, maintainer / EXAMPLE / "data/releases" / BEFORE)
    promised = f"- {{quarter: {QUARTER}, kind: 首次发布, at: {MINUTE}}}\n"
    (maintainer / EXAMPLE / "data/calendar.yml").write_text(promised, "utf-8")
    (maintainer / ".gitignore").write_text("__pycache__/\n/build/\n/site*/\n/.cache\n")
    Story(folder, "").push(f"Begin with {BEFORE}")
    git(folder, "clone", "--quiet", "origin.git", "office")
    (ROOT / ".cache").mkdir(exist_ok=True)
    (folder / "office/.cache").symlink_to(ROOT / ".cache")  # charts that were drawn before are not drawn again


def main() -> int:
    if not nginx.find_nginx():
        print("rehearsal: no nginx, and it may not be installed here: apt-get install nginx-light", file=sys.stderr)
        return 1
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="panhuo-rehearsal-")))
        set_up(folder)
        story = Story(folder, stack.enter_context(nginx.serving(folder / "server", folder / "nginx")))
        for number, step in enumerate(STEPS, start=1):
            start = time.monotonic()
            try:
                step(story)
            except Failed as failed:
                print(f"{number}. {step.__doc__}: FAILED\n{failed}", flush=True)
                return 1
            print(f"{number}. {step.__doc__}  [{time.monotonic() - start:.0f} s]", flush=True)
    print(f"rehearsal: {len(STEPS)} steps held")
    return 0


if __name__ == "__main__":
    sys.exit(main())
