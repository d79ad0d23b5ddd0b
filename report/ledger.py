"""The ledger of addresses, data/urls.txt: what was published once answers for good, with a page, a file or a notice."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from report import moment
from report.address import ADDRESS
from report.model import Place, Problem, Redirect

SEALED = re.compile(r"# sealed at (\S+)")
HEADER = """# 本站发布过的全部地址（网页和下载文件），一行一个。由 build.py seal 增补，不要手工删改。
# Every address ever published; a build in which one no longer answers fails. See data/README.md, "urls.txt".
# sealed at {}
"""


@dataclass(frozen=True)
class Ledger:
    """The sealed addresses in order, and the moment of the last seal; *lines*: where each stands."""

    file: str = "data/urls.txt"
    addresses: tuple[str, ...] = ()
    sealed_at: datetime | None = None
    lines: tuple[int, ...] = ()
    problems: tuple[Problem, ...] = ()

    def text(self) -> str:
        """As it is written to the disk."""
        at = moment.code(self.sealed_at) if self.sealed_at else ""
        return HEADER.format(at) + "".join(f"{address}\n" for address in self.addresses)


def parse(file: str, text: str) -> Ledger:
    """The ledger that *text* holds; what is no address, and a seal without its moment, are problems."""
    numbered = [(number, line.strip()) for number, line in enumerate(text.splitlines(), start=1)]
    entries = [(number, line) for number, line in numbered if line and not line.startswith("#")]
    cure = "请恢复原来的文件，再用 build.py seal 增补"
    wrong = [
        Problem(Place(file, number), "bad-ledger", f"{line[:80]!r} 不是本站的地址", cure)
        for number, line in entries
        if not ADDRESS.fullmatch(line)
    ]
    sealed_at = _sealed_at(line for _, line in numbered)
    if entries and sealed_at is None:
        wrong.append(Problem(Place(file, 1), "bad-ledger", f"没有写明封存时间（# sealed at {moment.EXAMPLE}）", cure))
    lines, addresses = zip(*entries, strict=True) if entries else ((), ())
    return Ledger(file, addresses, sealed_at, lines, tuple(wrong))


def _sealed_at(lines: Iterable[str]) -> datetime | None:
    found = [match[1] for line in lines if (match := SEALED.fullmatch(line))]
    try:
        return moment.parse(found[0]) if found else None
    except ValueError:
        return None


def problems(
    ledger: Ledger, addresses: Collection[str], redirects: Iterable[Redirect], now: datetime
) -> Iterator[Problem]:
    """Sealed addresses that no longer answer, and redirects that stand in the way or lead nowhere.

    *addresses*: those of the pages and files as of *now*. A site as it was before the last seal need not have them all.
    """
    moved = {redirect.address: redirect for redirect in redirects}
    for redirect in moved.values():
        if redirect.address in addresses:
            what = f"「from」{redirect.address} 现在有页面或文件"
            yield Problem(redirect.where, "redirect-taken", what, "请删去这一行")
    if ledger.sealed_at and now < ledger.sealed_at:
        return
    for redirect in moved.values():
        if redirect.to and redirect.to not in addresses:
            what = f"「to」{redirect.to} 没有页面或文件"
            yield Problem(redirect.where, "redirect-nowhere", what, "请改为现有的地址；已撤下的，to 留空")
    for address, line in zip(ledger.addresses, ledger.lines, strict=True):
        if address not in addresses and address not in moved:
            cure = f"请恢复；移走的在 data/redirects.csv 加一行“{address},新地址,原因”，撤下的新地址留空"
            yield Problem(Place(ledger.file, line), "lost-address", f"{address} 发布过，现在没有了", cure)


def unsealed(ledger: Ledger, addresses: Iterable[str]) -> tuple[str, ...]:
    """The addresses that the ledger does not hold yet, in order."""
    return tuple(sorted(set(addresses) - set(ledger.addresses)))


def sealed(ledger: Ledger, addresses: Iterable[str], now: datetime) -> Ledger:
    """The ledger with the addresses of the site as of *now*."""
    whole = tuple(sorted({*ledger.addresses, *addresses}))
    return Ledger(ledger.file, whole, max(now, ledger.sealed_at or now), (0,) * len(whole))
