"""Commands about the data: check them, write the empty form, seal addresses, fetch returns."""

from __future__ import annotations

import os
import sys
from dataclasses import astuple, fields
from datetime import datetime
from pathlib import Path

from report.commands.building import uncollected
from report.disk import put
from report.inputs import Inputs
from report.model import DataError, Graded, Site
from report.moment import BEIJING
from report.period import Quarter


@uncollected()
def check(root: Path, data: Path | None, out: Path | None, summary: Path | None = None) -> int:
    """Print every problem of data and returns, write reports and marked copies to *out*; 1 if anything blocks.

    Returns that are not out yet are checked as well; it says when each will be. The report is added to *summary*.
    """
    from report.checks.of_returns.findings import as_markdown, terminal
    from report.checks.of_returns.inspection import reports
    from report.compose import content_problems, outlook
    from report.dataset import findings, problems, read_unchecked
    from report.fetch.sources import read_plan
    from report.publish import write
    from report.store import Stores

    now, out = datetime.now(BEIJING), out or root / "build/returns"
    inputs = Inputs(root, data, Stores.of(root, data))
    found = findings(inputs, now.date())
    if summary:
        with summary.open("a", encoding="utf-8") as file:
            file.write(as_markdown(found))
    if found:
        print(terminal(found), file=sys.stderr)
        write(Site(reports(inputs.returns, found), ()), out)
        print(f"报告和标注件：{out}", file=sys.stderr)
    blocked = any(finding.blocks for finding in found)  # then there are no pages to look for links in
    if wrong := (*problems(inputs), *read_plan(inputs)[1], *content_problems(inputs, links=not blocked)):
        raise DataError(wrong)
    if blocked:
        return 1
    for line in outlook(inputs, read_unchecked(inputs), now):
        print(line)
    print("数据没有问题")
    return 0


def seal(root: Path, now: datetime, data: Path | None) -> int:
    """Enter all that the site prints at *now* in data/seals, and every address of it in data/urls.txt."""
    from report.compose import seal as sealed
    from report.compose import seals
    from report.inputs.settings import LEDGER, read_ledger

    inputs, now = Inputs(root, data), now.replace(second=0, microsecond=0)
    texts, file = seals(inputs, now), inputs.returns / LEDGER
    ledger = sealed(inputs, now, texts)
    added = len(ledger.addresses) - len(read_ledger(inputs).addresses)
    for path, text in {**texts, file: ledger.text()}.items():
        put(path, text.encode())
    print(
        f"{file}: {len(ledger.addresses)} addresses, {added} of them new",
        *(f"{path}: sealed" for path in texts),
        sep="\n",
    )
    return 0


def grades(root: Path, now: datetime) -> int:
    """Enter in data/source_grades.csv how many cited figures have a source of each grade; a day has one count."""
    from report.compose import out
    from report.moment import day_of
    from report.numbers.grades import counted
    from report.plaintext import csv_lines

    inputs = Inputs(root)
    dataset, today = out(inputs, now), day_of(now)
    earlier = (one for one in dataset.graded if one.as_of != today)
    found = tuple(one for one in counted(dataset, today) if one.total)
    file, header = inputs.data / "source_grades.csv", [field.name for field in fields(Graded)]
    put(file, csv_lines([header, *map(astuple, (*earlier, *found))]).encode())
    print(f"{file}: {found[0].own_pages} of {found[0].total} figures were read where they were published")
    return 0


def form(root: Path, quarter: Quarter, out: Path | None) -> int:
    """Write the empty return of *quarter*, whatever state the returns are in."""
    from report.checks.of_returns.inspection import empty_form
    from report.dataset import read_tables

    out = out or Path(f"{quarter.code}.xlsx")
    inputs = Inputs(root)
    content = empty_form(inputs, read_tables(inputs).regions, quarter)
    put(out, content)
    print(out)
    return 0


def fetch(root: Path, now: datetime, dry_run: bool) -> int:
    """Take in the returns that data/fetch.yml names; 1 where one that is due is missing."""
    from report.fetch.intake import fetch
    from report.fetch.sources import read_plan

    sources, problems = read_plan(Inputs(root))
    if problems:
        raise DataError(problems)
    found = fetch(root, sources, now, os.environ, dry=dry_run)
    print(*(found or ("data/fetch.yml 没有列出来源",)), sep="\n")
    return 1 if any(status.blocks for status in found) else 0
