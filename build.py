"""Panhuo: from data/ to a site that is out. `make` sets up what this needs; README.md has the commands."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib import import_module
from pathlib import Path

from report.moment import BEIJING
from report.period import FORMS, Period, Quarter

ROOT = Path(__file__).resolve().parent

# ---------------------------------------------------------------- what may be written on the command line


def moment(text: str) -> datetime:
    """2025-01-20T09:30+08:00 in Beijing time; without an offset it is that already; "now" is this moment."""
    parsed = datetime.now(BEIJING) if text == "now" else datetime.fromisoformat(text)
    return parsed.astimezone(BEIJING) if parsed.tzinfo else parsed.replace(tzinfo=BEIJING)


def past(text: str) -> datetime:
    """A moment that has come: what is not out yet cannot be sealed."""
    if (found := moment(text)) > moment("now"):
        raise argparse.ArgumentTypeError(f"{text} 还没有到；没有发布的地址不能封存，请写不晚于现在的时间")
    return found


def minutes(text: str) -> timedelta:
    return timedelta(minutes=int(text))


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


def address(text: str) -> str:
    """https://panhuo.example/, or nothing; http:// for a rehearsal."""
    if text and not re.fullmatch(r"https?://[\w.-]+(:\d+)?(/[\w./~-]*)?", text, re.ASCII):
        raise argparse.ArgumentTypeError(f"「{text}」不是网站的地址；请写作 https://panhuo.example/")
    return text


def folder(text: str) -> Path:
    return Path(text).resolve()


def period(text: str) -> str:
    """2023, 2023-12-31, 2023Q4, as `Period.code` writes it."""
    try:
        return Period.parse(text).code
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"「{text}」不是时间；请写作 {FORMS}") from error


def said(text: str) -> tuple[str, str]:
    """高职院校=高等院校: a word and what it means."""
    word, equals, other = text.rpartition("=")
    if not (word.strip() and equals):
        raise argparse.ArgumentTypeError(f"「{text}」里没有 =；请写作 高职院校=高等院校，略去写作 涨幅=")
    return word.strip(), other.strip()


def named(text: str) -> tuple[str, str]:
    """inventions_in_force, or 发明=inventions_in_force."""
    word, _, key = text.rpartition("=")
    return word.strip(), key.strip()


# ---------------------------------------------------------------- the commands


@dataclass(frozen=True)
class Argument:
    """A name, and what argparse should know of it."""

    name: str
    how: Mapping[str, object]


@dataclass(frozen=True)
class Command:
    """One command: the function of its name in a module of report/commands, called with what was written."""

    name: str
    module: str
    help: str
    arguments: tuple[Argument, ...]

    def run(self, options: Mapping[str, object]) -> int:
        """Its exit code; only now is imported what it needs."""
        code: int = getattr(import_module(f"report.commands.{self.module}"), self.name)(**options)
        return code


def command(name: str, module: str, help: str, *arguments: Argument) -> Command:
    return Command(name, module, help, arguments)


def takes(name: str, **how: object) -> Argument:
    return Argument(name, how)


WHEN = "2025-01-20T09:30+08:00; default: this minute"
ROOT_FOLDER = takes("--root", type=folder, default=ROOT, help="folder that holds data/, content/ and templates/")
NOW = takes("--now", type=moment, default="now", help=WHEN)
DATA = takes("--data", type=data_folder, help="other returns, such as examples/programme")
AGAINST = takes("--against", type=Path, help="folder of the build that should be there: site/")

# fmt: off
COMMANDS = (
    command("check", "upkeep", "all problems of the data at once", ROOT_FOLDER, DATA,
        takes("--out", type=Path, help="where reports and marked copies go; default: build/returns"),
        takes("--summary", type=Path, help="a file to add the report to, as Markdown")),
    command("form", "upkeep", "the empty quarterly return", ROOT_FOLDER,
        takes("quarter", type=quarter, help="2024Q4"),
        takes("--out", type=Path, help="where the workbook goes; default: <quarter>.xlsx here")),
    command("seal", "upkeep", "enter the site's addresses in data/urls.txt", ROOT_FOLDER, DATA,
        takes("--now", type=past, default="now", help=WHEN)),
    command("grades", "upkeep", "enter how well founded the figures are today in data/source_grades.csv", ROOT_FOLDER,
        takes("--now", type=past, default="now", help=WHEN)),
    command("table", "tables", "bring in an official table: shows what it reads, writes with --write", ROOT_FOLDER,
        takes("file", type=Path, help="a saved page (.html), a workbook (.xlsx, .xls) or a CSV file"),
        takes("--source", required=True, help="key of the table's source in data/sources.csv: cnipa-2023-3-7"),
        takes("--table", type=int, dest="number", help="which table of the file, from 1"),
        takes("--write", action="store_true", help="write the rows, and the source where it is new"),
        takes("--indicator", action="append", default=[], type=named, dest="indicators", metavar="[WORD=]KEY",
            help="what is counted, in the column or row WORD or in all of the table"),
        takes("--entry", action="store_true", help="propose the entry of an indicator that is new"),
        takes("--means", action="append", default=[], type=said, dest="words", metavar="WORD=OTHER",
            help="a word of the table means another word; nothing behind = leaves it out"),
        takes("--period", type=period, help="2023, 2023-12-31, 2023-11; where the table does not say"),
        takes("--scope", default="", choices=("domestic", "mainland", "foreign", "world"),
            help="what national totals take in, where the table does not say"),
        takes("--region", default="", help="whose numbers they are, where the table does not say"),
        takes("--unit", default="", help="the unit of all values, whatever the table says"),
        takes("--publisher", default="", help="of a source that is new"),
        takes("--title", default="", help="of a source that is new"),
        takes("--url", default="", help="of a source that is new: the publisher's own page"),
        takes("--date", default="", help="of a source that is new: 2024-06-30, 2024-06")),
    command("fetch", "upkeep", "take in the returns that data/fetch.yml names", ROOT_FOLDER, NOW,
        takes("--dry-run", action="store_true", help="ask and check, change nothing under data/")),
    command("site", "building", "build the site", ROOT_FOLDER, NOW, DATA,
        takes("--address", default="", type=address, help="of the site, where mkdocs.yml names none: https://…"),
        takes("--out", type=folder, help="where the site goes; default: site/ (--data: site.example/)")),
    command("serve", "building", "preview, rebuilt at every edit", ROOT_FOLDER,
        takes("--now", type=moment, help=WHEN),
        takes("--port", type=int, default=8000)),
    command("wait", "building", "sleep until the next release, if it is near", ROOT_FOLDER,
        takes("--minutes", type=minutes, default="60", help="the longest to wait")),
    command("diff", "outside", "what changes between two states", ROOT_FOLDER, NOW,
        takes("old", help="a commit, a project folder, a built site's folder or an address"),
        takes("new", help="the same kind of thing"),
        takes("--format", choices=("text", "markdown", "json", "github"), default="text", dest="style"),
        takes("--at-release", action="store_true", help="at the minute when what NEW brings comes out"),
        takes("--data", default="", help="other returns, relative to each side: examples/programme"),
        takes("--out", type=Path, help="folder for report.md, changes.json and the charts of both sides")),
    command("verify", "outside", "a live or built site against its build.json",
        takes("place", help="address of a live site, or folder of a built one"),
        AGAINST,
        takes("--headers", action="store_true", help="the security headers too"),
        takes("--wait", type=float, default=0, dest="patience", help="seconds to look again while it is not")),
    command("deploy", "outside", "put a built site on this server, whole or not at all",
        takes("target", type=Path, help="folder on this server that holds builds/ and the link current"),
        takes("--site", type=Path, default=ROOT / "site", help="the built site; default: site/"),
        takes("--keep", type=int, default=5, help="builds that stay, the live one included; at least 2"),
        takes("--rollback", action="store_true", help="back to the build before"),
        takes("--synthetic", action="store_true", help="allow synthetic data: for a rehearsal only")),
    command("watch", "outside", "is what readers see what it should be?", ROOT_FOLDER, NOW,
        takes("url", help="address of the live site"),
        AGAINST,
        takes("--issue", action="store_true", help="keep one issue about it, on GitHub")),
    command("comment", "outside", "tell a pull request what it will change",
        takes("event", type=Path, help="the payload of a workflow_run event"),
        takes("changes", type=Path, help="changes.json, as diff --out writes it")),
    command("awake", "outside", "keep schedules from being switched off",
        takes("workflows", nargs="+", help="publish.yml watch.yml")),
)
# fmt: on


def parser() -> argparse.ArgumentParser:
    whole = argparse.ArgumentParser(prog="build.py", description=__doc__)
    commands = whole.add_subparsers(required=True)
    for one in COMMANDS:
        own = commands.add_parser(one.name, help=one.help)
        own.set_defaults(command=one)
        for argument in one.arguments:
            own.add_argument(argument.name, **argument.how)  # type: ignore[arg-type]
    return whole


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command that *arguments* name; its exit code, 1 where it was refused."""
    from report.commands.said import refused
    from report.model import Refusal

    options = vars(parser().parse_args(arguments))
    chosen: Command = options.pop("command")
    try:
        return chosen.run(options)
    except (Refusal, OSError) as error:
        return refused(error)


if __name__ == "__main__":
    sys.exit(main())
