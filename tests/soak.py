"""Readers in the middle of a visit while deployments and rollbacks flip: `make soak`, on nginx with deploy/nginx.conf.

Each build has its own style sheet and its own part of the search index, named by their content as on the site. A visit
reads a page, rests, and reads what the page asks for: it must be there, and of the same build. It asks once more for
the page with what it knows of it (304 or the next), and for an address where nothing is (404). Of pages that are the
same in all builds one is visited too.
"""

from __future__ import annotations

import argparse
import multiprocessing
import random
import re
import sys
import time
from collections import Counter
from datetime import timedelta
from http.client import HTTPConnection, HTTPException
from multiprocessing.synchronize import Event
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread
from typing import NamedTuple
from urllib.parse import urlsplit

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from report.address import asset_address
from report.deliver.deploy import deploy, rollback
from report.store import sha256_of
from tests import nginx
from tests.kill import EPOCH
from tests.sites import finished

PROCESSES = 4
ROLLBACKS = 3
REST = 0.5  # seconds at most between a page and what it asks for
PART = re.compile(r"(?:href|src|data-part)=\"(/[^\"]+)\"")
SAME = "same"  # the page that no build changes


class Answered(NamedTuple):
    """What readers saw: how often each status, the seconds of every answer, and what was wrong in words."""

    statuses: Counter[int]
    seconds: list[float]
    wrong: list[str]


def build(folder: Path, number: int) -> Path:
    """A site whose pages, style and index say that they are of build *number*."""
    style, part = f"/* {number} */", f"index {number}"
    parts = {asset_address("panhuo.css", sha256_of(style.encode()))[1:]: style}
    parts[f"pagefind/index/zh_{sha256_of(part.encode())[:7]}.pf_index"] = part
    asked = "".join(f'<link href="/{path}">' for path in parts)
    pages = {f"{page}/index.html": f"{number} {asked}" + "第几页" * 900 for page in range(20)}
    return finished(folder, pages | parts | {f"{SAME}/index.html": "0"}, moment=EPOCH + timedelta(minutes=number))


# ---------------------------------------------------------------- readers


class Reader:
    """One connection after another, each a visit."""

    def __init__(self, host: str, seed: int) -> None:
        self.host, self.chance, self.answered = host, random.Random(seed), Answered(Counter(), [], [])

    def visit(self) -> None:
        connection = HTTPConnection(self.host, timeout=30)
        try:
            address = f"/{self.chance.randrange(20)}/"
            status, page, tag = self._get(connection, address)
            if status != 200:
                return self._wrong(f"{address}: {status}")
            number = page.split(" ", 1)[0]
            time.sleep(self.chance.uniform(0, REST))
            for part in PART.findall(page):
                self._of_build(number, part, *self._get(connection, part)[:2])
            for asked, known, meant in ((address, tag, (200, 304)), (f"/{SAME}/", "", (200,)), ("/none/", "", (404,))):
                status = self._get(connection, asked, known)[0]
                if status not in meant:
                    self._wrong(f"{asked}: {status}")
        except (OSError, HTTPException) as error:
            self._wrong(f"{type(error).__name__}: {error}")
        finally:
            connection.close()

    def _get(self, connection: HTTPConnection, path: str, tag: str = "") -> tuple[int, str, str]:
        start = time.perf_counter()
        connection.request("GET", path, headers={"If-None-Match": tag} if tag else {})
        answer = connection.getresponse()
        text = answer.read().decode()
        self.answered.seconds.append(time.perf_counter() - start)
        self.answered.statuses[answer.status] += 1
        return answer.status, text, answer.headers.get("ETag", "")

    def _of_build(self, number: str, part: str, status: int, text: str) -> None:
        if status != 200 or number not in text.split():
            self._wrong(f"{part} of build {number}: {status} {text[:20]!r}")

    def _wrong(self, what: str) -> None:
        self.answered.wrong.append(what)


def read_on(
    host: str,
    seeds: range,
    stop: Event,
    results: multiprocessing.Queue[tuple[Counter[int], list[float], list[str]]],
) -> None:
    """Let a reader of each seed visit until told to stop."""
    readers = [Reader(host, seed) for seed in seeds]

    def visits(reader: Reader) -> None:
        while not stop.is_set():
            reader.visit()

    threads = [Thread(target=visits, args=(reader,)) for reader in readers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    told = [reader.answered for reader in readers]
    statuses = sum((one.statuses for one in told), Counter[int]())
    results.put((statuses, [s for one in told for s in one.seconds], [w for one in told for w in one.wrong]))


# ---------------------------------------------------------------- builds


def run(readers: int, seconds: float, flips: int, seed: int = 1) -> Answered:
    """What *readers* saw in so many *seconds* of *flips* deployments and ROLLBACKS steps back between them."""
    context = multiprocessing.get_context("fork")
    with TemporaryDirectory(prefix="panhuo-soak-") as name:
        folder = Path(name)
        sites = [build(folder / str(number), number) for number in range(flips + 1)]
        deploy(sites[0], folder / "server", EPOCH)
        stop, results = context.Event(), context.Queue()
        with nginx.serving(folder / "server", folder / "http") as url:
            each = readers // PROCESSES
            shares = [range(seed + n * each, seed + (n + 1) * each) for n in range(PROCESSES)]
            host = urlsplit(url).netloc
            processes = [context.Process(target=read_on, args=(host, share, stop, results)) for share in shares]
            for process in processes:
                process.start()
            _flip(sites[1:], folder / "server", seconds)
            stop.set()
            told = [results.get(timeout=60) for _ in processes]  # a reader who died says nothing: no waiting for ever
            for process in processes:
                process.join()
    statuses = sum((one[0] for one in told), Counter[int]())
    return Answered(statuses, [s for one in told for s in one[1]], [w for one in told for w in one[2]])


def _flip(sites: list[Path], server: Path, seconds: float) -> None:
    """Deploy each of *sites*; after some of them step back, before the next."""
    pause = seconds / (len(sites) + ROLLBACKS + 1)
    back = {len(sites) * n // (ROLLBACKS + 1) for n in range(1, ROLLBACKS + 1)}
    time.sleep(pause)
    for number, site in enumerate(sites, 1):
        deploy(site, server, EPOCH + timedelta(minutes=number))
        time.sleep(pause)
        if number in back:
            rollback(server)
            time.sleep(pause)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--readers", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--flips", type=int, default=20)
    options = parser.parse_args()
    seen = run(options.readers, options.seconds, options.flips)
    print(*sorted(set(seen.wrong))[:10], sep="\n", file=sys.stderr)
    statuses = ", ".join(f"{status}: {count}" for status, count in sorted(seen.statuses.items()))
    last = sorted(seen.seconds)[len(seen.seconds) * 99 // 100] if seen.seconds else 0.0
    print(f"{options.readers} readers, {len(seen.seconds)} answers ({statuses}), p99 {1000 * last:.0f} ms")
    print(f"flips {options.flips + ROLLBACKS}: wrong {len(seen.wrong)}")
    return 1 if seen.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
