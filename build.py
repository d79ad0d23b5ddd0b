"""Panhuo: from data/ to a site that is out. `make` sets up what this needs; README.md has the commands."""

from __future__ import annotations

import argparse
import gc
import os
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from report.model import DataError, Problem, Site
from report.moment import BEIJING
from report.period import Quarter

ROOT = Path(__file__).resolve().parent


def check(root: Path, data: Path | None, out: Path, now: datetime, summary: Path | None = None) -> int:
    """Print every problem of data and returns, write reports and marked copies to *out*; 1 if anything blocks.

    Returns that are not out yet are checked as well; it says when each will be. The report is added to *summary*.
    """
    from report.fetch.plan import read_plan
    from report.publish import write
    from report.read import findings, problems
    from report.returns.commands import reports
    from report.returns.reports import as_markdown, terminal
    from report.site import content_problems, outlook

    found = findings(root, data, now.date())
    if summary:
        with summary.open("a", encoding="utf-8") as file:
            file.write(as_markdown(found))
    if found:
        print(terminal(found), file=sys.stderr)
        write(Site(reports(data or root / "data", found), ()), out)
        print(f"报告和标注件：{out}", file=sys.stderr)
    if any(finding.blocks for finding in found):
        return 1
    if wrong := (*problems(root, data), *read_plan(root)[1], *content_problems(root)):
        return report(wrong)
    try:
        for line in outlook(root, now, data):
            print(line)
    except DataError as error:
        return report(error.problems)
    return report(())


def seal(root: Path, now: datetime, data: Path | None) -> int:
    """Enter every address of the site as it is at *now* in the ledger, data/urls.txt."""
    from report.read.ledger import NAME, read_ledger
    from report.site import seal as sealed

    folder = data or root / "data"
    try:
        ledger = sealed(root, now, data)
    except DataError as error:
        return report(error.problems)
    added = len(ledger.addresses) - len(read_ledger(folder).addresses)
    (folder / NAME).write_text(ledger.text(), "utf-8")
    print(f"{folder / NAME}: {len(ledger.addresses)} addresses, {added} of them new")
    return 0


def form(root: Path, quarter: Quarter, out: Path) -> int:
    """Write the empty return of *quarter*."""
    from report.read import read
    from report.returns.commands import empty_form

    out.write_bytes(empty_form(root, read(root).regions, quarter))
    print(out)
    return 0


@contextmanager
def uncollected() -> Iterator[None]:
    """No search for rubbish: a build keeps nearly all it makes to its end, and the search took a fifth of its time."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


@uncollected()
def site(root: Path, out: Path, now: datetime, data: Path | None = None) -> int:
    """Build the site into *out*; leave the last good one there when the data are not fit."""
    from report import manifest, readback, site, verify
    from report.cache import Cache
    from report.delivery.commit import commit_of
    from report.publish import PublishError, render, write
    from report.read.settings import read_site_url

    docs, kept = (root / path for path in (("build/example", ".cache/example") if data else ("build/docs", ".cache")))
    if found := site.content_problems(root, links=False):
        return report(found)

    def describe(folder: Path) -> None:
        told = manifest.describe(root, composed, folder, moment=now, commit=commit_of(root), data=data)
        manifest.put(told, folder)

    try:
        dataset = site.out(root, now, data, Cache(kept / "findings"))
        downloads, reports = Cache(kept / "downloads"), Cache(kept / "reports")
        composed = site.composed(root, dataset, Cache(kept / "charts"), data, downloads=downloads, reports=reports)
        write(composed, docs)
        render(
            root,
            docs,
            out,
            composed.nav,
            now,
            checks=(
                partial(verify.problems, dataset=dataset, kept=Cache(kept / "claims")),
                partial(readback.problems, address=read_site_url(root), kept=Cache(kept / "readback")),
            ),
            finish=describe,
            cache=Cache(kept / "pages"),
            whole=Cache(kept / "links"),
            search=Cache(kept / "search"),
        )
    except DataError as error:
        return report(error.problems)
    except PublishError as error:
        print(f"{error}；{out} 保持原样", file=sys.stderr)
        return 1
    pages = sum(artifact.path.endswith(".md") for artifact in composed.artifacts)
    print(f"{out}: {pages} pages, {len(composed.artifacts) - pages} other files")
    return 0


def serve(root: Path, now: datetime | None, port: int) -> int:
    """Preview until interrupted, rebuilding once per edit."""
    from report.cache import Cache
    from report.live import preview
    from report.site import composed
    from report.site import out as dataset

    charts, checked = Cache(root / ".cache/charts"), Cache(root / ".cache/findings")
    preview(
        root,
        lambda path, at: composed(path, dataset(path, at, checked=checked), charts),
        lambda: now or datetime.now(BEIJING),
        port=port,
    )
    return 0


def verify(place: str, against: Path | None, headers: bool, patience: float = 0) -> int:
    """Say whether the site at *place*, a folder or an address, is what its build.json and *against* say.

    A site that has just been deployed is looked at again for *patience* seconds until it is.
    """
    from report import manifest
    from report.delivery.verify import verify_folder, verify_url

    try:
        wanted = manifest.read(against) if against else None
    except manifest.ManifestError as error:
        return refuse(f"{against}: {error}")
    remote = place.startswith(("https://", "http://"))
    verdict = verify_url(place, wanted, headers=headers) if remote else verify_folder(Path(place), wanted)
    if patience > 0 and verdict.disagreements:
        time.sleep(min(patience, 15))
        return verify(place, against, headers, patience - 15)
    if verdict.manifest is None or verdict.disagreements:
        return refuse(*verdict.disagreements, f"{place}: {len(verdict.disagreements)} 处不符")
    print(f"{place}: {len(verdict.manifest.files)} 个文件与 build.json 一致，构建于 {verdict.manifest.moment}")
    return 0


def deploy(target: Path, site: Path, now: datetime, keep: int, synthetic: bool) -> int:
    """Make *site* live in *target*, whole or not at all."""
    from report.delivery.deploy import DeployError, deploy

    try:
        name = deploy(site, target, now, keep=keep, synthetic=synthetic)
    except (DeployError, OSError) as error:
        return refuse(f"{error}", f"没有部署；{target} 保持原样")
    print(f"{target}: 已上线 {name}" if name else f"{target}: 内容没有变化，无须部署")
    return 0


def rollback(target: Path) -> int:
    """Make the build before the live one live again."""
    from report.delivery.deploy import DeployError, rollback

    try:
        print(f"{target}: 已退回 {rollback(target)}")
    except (DeployError, OSError) as error:
        return refuse(f"{error}；{target} 保持原样")
    return 0


def diff(root: Path, options: argparse.Namespace) -> int:
    """Say what changes between two states of the project."""
    from report.changes.command import Comparison, diff

    comparison = Comparison(root, options.old, options.new, options.data or "")
    return diff(comparison, at(options.now), options.format, options.out, options.at_release)


def fetch(root: Path, now: datetime, dry: bool) -> int:
    """Take in the returns that data/fetch.yml names; 1 where one that is due is missing."""
    from report.fetch.command import fetch
    from report.fetch.plan import read_plan

    sources, problems = read_plan(root)
    if problems:
        return report(problems)
    found = fetch(root, sources, now, os.environ, dry=dry)
    print(*(found or ("data/fetch.yml 没有列出来源",)), sep="\n")
    return 1 if any(status.blocks for status in found) else 0


def watch(root: Path, url: str, now: datetime, against: Path | None, issue: bool) -> int:
    """Say what is wrong with the live site; with *issue* also in the one issue that is kept about it."""
    from report.forge import Forge, ForgeError
    from report.watch import MARK, TITLE, markdown, watch

    found = watch(root, url, now, against)
    text = markdown(found, url, now)
    print(text)
    try:
        if issue:
            Forge.of(os.environ).keep_issue(TITLE, MARK, text if found else None)
    except ForgeError as error:
        return refuse(str(error))
    return 1 if found else 0


def comment(event: Path, changes: Path) -> int:
    """Tell a pull request what it will change, in the one comment that is kept on it."""
    from report.changes.command import comment
    from report.changes.nouns import Unusable
    from report.forge import Forge, ForgeError

    try:
        print(comment(Forge.of(os.environ), event.read_bytes(), changes))
    except (ForgeError, Unusable) as error:
        return refuse(str(error))
    return 0


def awake(workflows: Sequence[str]) -> int:
    """Keep the schedules of *workflows* from being switched off after 60 quiet days."""
    from report.forge import Forge, ForgeError

    try:
        forge = Forge.of(os.environ)
        for workflow in workflows:
            forge.keep_awake(workflow)
    except ForgeError as error:
        return refuse(str(error))
    return 0


def wait(root: Path, longest: timedelta) -> int:
    """Sleep until the next moment at which the site changes, if that is within *longest*; else return at once."""
    from report.site import out

    now = datetime.now(BEIJING)
    try:
        change = out(root, now).next_change
    except DataError as error:
        return report(error.problems)
    if change and change - now <= longest:
        print(f"等到 {change:%Y-%m-%d %H:%M}", flush=True)
        time.sleep((change - now).total_seconds() + 1)
    return 0


def refuse(*lines: str) -> int:
    """Print why not; exit code 1."""
    print(*lines, sep="\n", file=sys.stderr)
    return 1


def report(problems: Sequence[Problem]) -> int:
    """Print the problems, a line each; exit code 1 if there are any."""
    for problem in problems:
        print(problem, file=sys.stderr)
    if problems:
        print(f"{len(problems)} 个问题；已发布的网站保持原样", file=sys.stderr)
    else:
        print("数据没有问题")
    return 1 if problems else 0


def moment(text: str) -> datetime:
    """2025-01-20T09:30+08:00; without an offset Beijing time."""
    parsed = datetime.fromisoformat(text)
    return parsed if parsed.tzinfo else parsed.replace(tzinfo=BEIJING)


def at(now: datetime | None) -> datetime:
    """*now* in Beijing time; without it this minute."""
    return (now or datetime.now(BEIJING)).astimezone(BEIJING)


def quarter(text: str) -> Quarter:
    """2024Q4; argparse says so when it is not."""
    try:
        return Quarter.parse(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"「{text}」不是季度；请写作 2024Q4") from error


def data_folder(text: str) -> Path:
    """The folder data/ of another data set: examples/programme, or examples/programme/data."""
    folder = Path(text).resolve()
    folder = folder / "data" if (folder / "data").is_dir() else folder
    if not (folder / "releases").is_dir():
        raise argparse.ArgumentTypeError(f"「{text}」中没有 data/releases；请写作 examples/programme")
    return folder


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="build.py", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    for name in ("check", "site", "serve", "seal"):
        command = commands.add_parser(name)
        command.add_argument("--root", type=Path, default=ROOT, help="folder that holds data/, content/ and templates/")
        if name != "check":
            command.add_argument("--now", type=moment, help="2025-01-20T09:30+08:00; default: this minute")
        if name == "site":
            command.add_argument("--out", type=Path, help="where the site goes; default: site/ (--data: site.example/)")
        if name == "serve":
            command.add_argument("--port", type=int, default=8000)
        else:
            command.add_argument("--data", type=data_folder, help="other returns, such as examples/programme")
        if name == "check":
            command.add_argument("--out", type=Path, help="where reports and marked copies go; default: build/returns")
            command.add_argument("--summary", type=Path, help="a file to add the report to, as Markdown")
    command = commands.add_parser("form")
    command.add_argument("quarter", type=quarter, help="2024Q4")
    command.add_argument("--root", type=Path, default=ROOT, help="folder that holds data/")
    command.add_argument("--out", type=Path, help="where the workbook goes; default: <quarter>.xlsx here")
    command = commands.add_parser("verify")
    command.add_argument("place", help="address of a live site, or folder of a built one")
    command.add_argument("--against", type=Path, help="folder of the build that should be there: site/")
    command.add_argument("--headers", action="store_true", help="the security headers too")
    command.add_argument("--wait", type=float, default=0, help="seconds to look again while it is not")
    command = commands.add_parser("deploy")
    command.add_argument("target", type=Path, help="folder on this server that holds builds/ and the link current")
    command.add_argument("--site", type=Path, default=ROOT / "site", help="the built site; default: site/")
    command.add_argument("--keep", type=int, default=5, help="builds that stay, the live one included; at least 2")
    command.add_argument("--rollback", action="store_true", help="back to the build before")
    command.add_argument("--synthetic", action="store_true", help="allow synthetic data: for a rehearsal only")
    command = commands.add_parser("diff")
    command.add_argument("old", help="a commit, a project folder, a built site's folder or an address")
    command.add_argument("new", help="the same kind of thing")
    command.add_argument("--format", choices=("text", "markdown", "json", "github"), default="text")
    command.add_argument("--now", type=moment, help="the moment of both sides; default: this minute")
    command.add_argument("--at-release", action="store_true", help="at the minute when what NEW brings comes out")
    command.add_argument("--data", help="other returns, relative to each side: examples/programme")
    command.add_argument("--out", type=Path, help="folder for report.md, changes.json and the charts of both sides")
    command = commands.add_parser("fetch")
    command.add_argument("--now", type=moment, help="default: this minute")
    command.add_argument("--dry-run", action="store_true", help="ask and check, change nothing under data/")
    command = commands.add_parser("watch")
    command.add_argument("url", help="address of the live site")
    command.add_argument("--against", type=Path, help="folder of the build that should be there: site/")
    command.add_argument("--now", type=moment, help="default: this minute")
    command.add_argument("--issue", action="store_true", help="keep one issue about it, on GitHub")
    command = commands.add_parser("comment")
    command.add_argument("event", type=Path, help="the payload of a workflow_run event")
    command.add_argument("changes", type=Path, help="changes.json, as diff --out writes it")
    command = commands.add_parser("awake")
    command.add_argument("workflows", nargs="+", help="publish.yml watch.yml")
    command = commands.add_parser("wait")
    command.add_argument("--minutes", type=int, default=60, help="the longest to wait for the next release")
    for name in ("diff", "fetch", "watch", "wait"):
        commands.choices[name].add_argument("--root", type=Path, default=ROOT, help="folder that holds data/")
    options = parser.parse_args(arguments)
    if options.command == "verify":
        return verify(options.place, options.against, options.headers, options.wait)
    if options.command == "deploy":
        if options.rollback:
            return rollback(options.target)
        return deploy(options.target, options.site, datetime.now(BEIJING), options.keep, options.synthetic)
    if options.command == "comment":
        return comment(options.event, options.changes)
    if options.command == "awake":
        return awake(options.workflows)
    root = options.root.resolve()
    if options.command == "wait":
        return wait(root, timedelta(minutes=options.minutes))
    if options.command == "watch":
        return watch(root, options.url, at(options.now), options.against, options.issue)
    if options.command == "diff":
        return diff(root, options)
    if options.command == "fetch":
        return fetch(root, at(options.now), options.dry_run)
    if options.command == "check":
        return check(root, options.data, options.out or root / "build/returns", datetime.now(BEIJING), options.summary)
    if options.command == "form":
        return form(root, options.quarter, options.out or Path(f"{options.quarter.code}.xlsx"))
    if options.command == "seal":
        clock = datetime.now(BEIJING).replace(second=0, microsecond=0)
        if options.now and options.now > clock:
            parser.error(f"{options.now} 还没有到；没有发布的地址不能封存，请写不晚于现在的时间")
        return seal(root, (options.now or clock).astimezone(BEIJING), options.data)
    if options.command == "site":
        out = options.out or root / ("site.example" if options.data else "site")
        return site(root, out, at(options.now), options.data)
    return serve(root, options.now, options.port)


if __name__ == "__main__":
    sys.exit(main())
