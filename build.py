"""Panhuo: from data/ to a site that is out. `make` sets up what this needs; README.md has the commands."""

from __future__ import annotations

import argparse
import sys
from argparse import Namespace
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

from report.moment import BEIJING
from report.period import Quarter

ROOT = Path(__file__).resolve().parent

# ---------------------------------------------------------------- commands: each imports what it alone needs


def check(o: Namespace) -> int:
    from report.commands.upkeep import check

    return check(o.root, o.data, o.out or o.root / "build/returns", at(None), o.summary)


def form(o: Namespace) -> int:
    from report.commands.upkeep import form

    return form(o.root, o.quarter, o.out or Path(f"{o.quarter.code}.xlsx"))


def seal(o: Namespace) -> int:
    from report.commands.upkeep import seal

    return seal(o.root, at(o.now).replace(second=0, microsecond=0), o.data)


def fetch(o: Namespace) -> int:
    from report.commands.upkeep import fetch

    return fetch(o.root, at(o.now), o.dry_run)


def site(o: Namespace) -> int:
    from report.commands.building import site

    return site(o.root, o.out or o.root / ("site.example" if o.data else "site"), at(o.now), o.data)


def serve(o: Namespace) -> int:
    from report.commands.building import serve

    return serve(o.root, o.now, o.port)


def wait(o: Namespace) -> int:
    from report.commands.building import wait

    return wait(o.root, timedelta(minutes=o.minutes))


def diff(o: Namespace) -> int:
    from report.changes.diff import Comparison, diff

    return diff(Comparison(o.root, o.old, o.new, o.data or ""), at(o.now), o.format, o.out, o.at_release)


def verify(o: Namespace) -> int:
    from report.commands.outside import verify

    return verify(o.place, o.against, o.headers, o.wait)


def deploy(o: Namespace) -> int:
    from report.commands.outside import deploy, rollback

    return rollback(o.target) if o.rollback else deploy(o.target, o.site, at(None), o.keep, o.synthetic)


def watch(o: Namespace) -> int:
    from report.commands.outside import watch

    return watch(o.root, o.url, at(o.now), o.against, o.issue)


def comment(o: Namespace) -> int:
    from report.commands.outside import comment

    return comment(o.event, o.changes)


def awake(o: Namespace) -> int:
    from report.commands.outside import awake

    return awake(o.workflows)


# ---------------------------------------------------------------- what may be written on the command line


def moment(text: str) -> datetime:
    """2025-01-20T09:30+08:00; without an offset Beijing time."""
    parsed = datetime.fromisoformat(text)
    return parsed if parsed.tzinfo else parsed.replace(tzinfo=BEIJING)


def past(text: str) -> datetime:
    """A moment that has come: what is not out yet cannot be sealed."""
    if (found := moment(text)) > at(None):
        raise argparse.ArgumentTypeError(f"{text} 还没有到；没有发布的地址不能封存，请写不晚于现在的时间")
    return found


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


def folder(text: str) -> Path:
    return Path(text).resolve()


def parser() -> argparse.ArgumentParser:
    whole = argparse.ArgumentParser(prog="build.py", description=__doc__)
    commands = whole.add_subparsers(dest="command", required=True)

    root = argparse.ArgumentParser(add_help=False)
    root.add_argument("--root", type=folder, default=ROOT, help="folder that holds data/, content/ and templates/")
    now = argparse.ArgumentParser(add_help=False)
    now.add_argument("--now", type=moment, help="2025-01-20T09:30+08:00; default: this minute")
    data = argparse.ArgumentParser(add_help=False)
    data.add_argument("--data", type=data_folder, help="other returns, such as examples/programme")

    command = commands.add_parser("check", parents=[root, data], help="all problems of the data at once")
    command.add_argument("--out", type=Path, help="where reports and marked copies go; default: build/returns")
    command.add_argument("--summary", type=Path, help="a file to add the report to, as Markdown")
    command.set_defaults(run=check)

    command = commands.add_parser("form", parents=[root], help="the empty quarterly return")
    command.add_argument("quarter", type=quarter, help="2024Q4")
    command.add_argument("--out", type=Path, help="where the workbook goes; default: <quarter>.xlsx here")
    command.set_defaults(run=form)

    command = commands.add_parser("seal", parents=[root, data], help="enter the site's addresses in data/urls.txt")
    command.add_argument("--now", type=past, help="2025-01-20T09:30+08:00; default: this minute")
    command.set_defaults(run=seal)

    command = commands.add_parser("fetch", parents=[root, now], help="take in the returns that data/fetch.yml names")
    command.add_argument("--dry-run", action="store_true", help="ask and check, change nothing under data/")
    command.set_defaults(run=fetch)

    command = commands.add_parser("site", parents=[root, now, data], help="build the site")
    command.add_argument("--out", type=Path, help="where the site goes; default: site/ (--data: site.example/)")
    command.set_defaults(run=site)

    command = commands.add_parser("serve", parents=[root, now], help="preview, rebuilt at every edit")
    command.add_argument("--port", type=int, default=8000)
    command.set_defaults(run=serve)

    command = commands.add_parser("wait", parents=[root], help="sleep until the next release, if it is near")
    command.add_argument("--minutes", type=int, default=60, help="the longest to wait")
    command.set_defaults(run=wait)

    command = commands.add_parser("diff", parents=[root, now], help="what changes between two states")
    command.add_argument("old", help="a commit, a project folder, a built site's folder or an address")
    command.add_argument("new", help="the same kind of thing")
    command.add_argument("--format", choices=("text", "markdown", "json", "github"), default="text")
    command.add_argument("--at-release", action="store_true", help="at the minute when what NEW brings comes out")
    command.add_argument("--data", help="other returns, relative to each side: examples/programme")
    command.add_argument("--out", type=Path, help="folder for report.md, changes.json and the charts of both sides")
    command.set_defaults(run=diff)

    command = commands.add_parser("verify", help="a live or built site against its build.json")
    command.add_argument("place", help="address of a live site, or folder of a built one")
    command.add_argument("--against", type=Path, help="folder of the build that should be there: site/")
    command.add_argument("--headers", action="store_true", help="the security headers too")
    command.add_argument("--wait", type=float, default=0, help="seconds to look again while it is not")
    command.set_defaults(run=verify)

    command = commands.add_parser("deploy", help="put a built site on this server, whole or not at all")
    command.add_argument("target", type=Path, help="folder on this server that holds builds/ and the link current")
    command.add_argument("--site", type=Path, default=ROOT / "site", help="the built site; default: site/")
    command.add_argument("--keep", type=int, default=5, help="builds that stay, the live one included; at least 2")
    command.add_argument("--rollback", action="store_true", help="back to the build before")
    command.add_argument("--synthetic", action="store_true", help="allow synthetic data: for a rehearsal only")
    command.set_defaults(run=deploy)

    command = commands.add_parser("watch", parents=[root, now], help="is what readers see what it should be?")
    command.add_argument("url", help="address of the live site")
    command.add_argument("--against", type=Path, help="folder of the build that should be there: site/")
    command.add_argument("--issue", action="store_true", help="keep one issue about it, on GitHub")
    command.set_defaults(run=watch)

    command = commands.add_parser("comment", help="tell a pull request what it will change")
    command.add_argument("event", type=Path, help="the payload of a workflow_run event")
    command.add_argument("changes", type=Path, help="changes.json, as diff --out writes it")
    command.set_defaults(run=comment)

    command = commands.add_parser("awake", help="keep schedules from being switched off")
    command.add_argument("workflows", nargs="+", help="publish.yml watch.yml")
    command.set_defaults(run=awake)
    return whole


def main(arguments: Sequence[str] | None = None) -> int:
    from report.commands.said import report
    from report.model import DataError

    options = parser().parse_args(arguments)
    try:
        code: int = options.run(options)
    except DataError as error:
        return report(error.problems)
    return code


if __name__ == "__main__":
    sys.exit(main())
