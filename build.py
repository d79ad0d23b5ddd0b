"""Panhuo: check | form | site | seal | serve. `make` sets up what this needs; README.md has the recipes."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from report.model import DataError, Problem, Site
from report.moment import BEIJING
from report.period import Quarter

ROOT = Path(__file__).resolve().parent


def check(root: Path, data: Path | None, out: Path, now: datetime) -> int:
    """Print every problem of data and returns, write reports and marked copies to *out*; 1 if anything blocks.

    Returns that are not out yet are checked as well; it says when each will be.
    """
    from report.publish import write
    from report.read import findings, problems
    from report.returns.commands import reports
    from report.returns.reports import terminal
    from report.site import content_problems, outlook

    found = findings(root, data, now.date())
    if found:
        print(terminal(found), file=sys.stderr)
        write(Site(reports(data or root / "data", found), ()), out)
        print(f"报告和标注件：{out}", file=sys.stderr)
    if any(finding.blocks for finding in found):
        return 1
    if wrong := (*problems(root, data), *content_problems(root)):
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


def site(root: Path, out: Path, now: datetime, data: Path | None = None) -> int:
    """Build the site into *out*; leave the last good one there when the data are not fit."""
    from report.cache import Cache
    from report.publish import PublishError, render, write
    from report.site import compose, content_problems

    if found := content_problems(root, links=False):
        return report(found)
    try:
        docs = root / ("build/example" if data else "build/docs")
        composed = compose(root, now, Cache(root / f".cache/{'example' if data else 'charts'}"), data)
        write(composed, docs)
        render(root, docs, out, composed.nav, now)
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
    from report.site import compose

    cache = Cache(root / ".cache/charts")
    preview(root, lambda path, at: compose(path, at, cache), lambda: now or datetime.now(BEIJING), port=port)
    return 0


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
    command = commands.add_parser("form")
    command.add_argument("quarter", type=quarter, help="2024Q4")
    command.add_argument("--root", type=Path, default=ROOT, help="folder that holds data/")
    command.add_argument("--out", type=Path, help="where the workbook goes; default: <quarter>.xlsx here")
    options = parser.parse_args(arguments)
    root = options.root.resolve()
    if options.command == "check":
        return check(root, options.data, options.out or root / "build/returns", datetime.now(BEIJING))
    if options.command == "form":
        return form(root, options.quarter, options.out or Path(f"{options.quarter.code}.xlsx"))
    if options.command == "seal":
        clock = datetime.now(BEIJING).replace(second=0, microsecond=0)
        if options.now and options.now > clock:
            parser.error(f"{options.now} 还没有到；没有发布的地址不能封存，请写不晚于现在的时间")
        return seal(root, (options.now or clock).astimezone(BEIJING), options.data)
    if options.command == "site":
        now = (options.now or datetime.now(BEIJING)).astimezone(BEIJING)
        return site(root, options.out or root / ("site.example" if options.data else "site"), now, options.data)
    return serve(root, options.now, options.port)


if __name__ == "__main__":
    sys.exit(main())
