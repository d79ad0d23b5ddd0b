"""Panhuo: check | site | serve. `make` sets up what this needs; README.md has the recipes."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from datetime import datetime, timedelta, timezone
from pathlib import Path

from report.model import DataError, Problem

ROOT = Path(__file__).resolve().parent
BEIJING = timezone(timedelta(hours=8))


def check(root: Path) -> int:
    """Print every problem of the data; 1 if there is any."""
    from report.read import problems

    return report(problems(root))


def site(root: Path, out: Path, now: datetime) -> int:
    """Build the site into *out*; leave the last good one there when the data are not fit."""
    from report.cache import Cache
    from report.publish import PublishError, render, write
    from report.site import compose

    try:
        composed = compose(root, now, Cache(root / ".cache/charts"))
        write(composed, root / "build/docs")
        render(root, root / "build/docs", out, composed.nav, now)
    except DataError as error:
        return report(error.problems)
    except PublishError as error:
        print(f"{error}；{out} 保持原样", file=sys.stderr)
        return 1
    pages = sum(artifact.path.endswith(".md") for artifact in composed.artifacts)
    print(f"{out}: {pages} pages, {len(composed.artifacts) - pages} other files")
    return 0


def serve(root: Path, now: datetime | None) -> int:
    """Preview until interrupted, rebuilding once per edit."""
    from report.cache import Cache
    from report.live import preview
    from report.site import compose

    cache = Cache(root / ".cache/charts")
    preview(root, lambda path, at: compose(path, at, cache), lambda: now or datetime.now(BEIJING))
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


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="build.py", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    for name in ("check", "site", "serve"):
        command = commands.add_parser(name)
        command.add_argument("--root", type=Path, default=ROOT, help="folder that holds data/, content/ and templates/")
        if name != "check":
            command.add_argument("--now", type=moment, help="2025-01-20T09:30+08:00; default: this minute")
        if name == "site":
            command.add_argument("--out", type=Path, help="where the finished site goes; default: site/ below the root")
    options = parser.parse_args(arguments)
    root = options.root.resolve()
    if options.command == "check":
        return check(root)
    if options.command == "site":
        now = (options.now or datetime.now(BEIJING)).astimezone(BEIJING)
        return site(root, options.out or root / "site", now)
    return serve(root, options.now)


if __name__ == "__main__":
    sys.exit(main())
