"""Kill deployments at random moments while readers visit: `make kill-test KILLS=100 SEED=1`.

Each deployment brings the next edition of a small site and runs in a process of its own that is killed (SIGKILL) after
a random time. Readers visit through a real HTTP server all the while: build.json, then pages. A visit is broken when an
answer is not 200, is not one whole file of one edition, or is of an older edition than what the visit saw before.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import random
import shutil
import signal
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from http.client import HTTPConnection, HTTPException
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing.synchronize import Event
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from report.deliver import manifest
from report.deliver.deploy import current, deploy
from report.deliver.site_check import compare_folder
from tests import nginx
from tests.sites import finished

READERS = 2
PAGES = 60
PAGES_OF_A_VISIT = 8
PAUSE = 0.01  # seconds between visits: the deployments need the processors too
CALM = 10  # every so many deployments one is let to its end
LATEST = 1.8  # of the usual time: sweeping up after a killed one takes longer, and some kills come after the switch
EPOCH = datetime(2025, 1, 20, 1, 30, tzinfo=UTC)

Deploy = Callable[[Path, Path, datetime], object]


@dataclass(frozen=True)
class Outcome:
    """How many deployments were killed and how many ended, what readers did, and each broken visit in words."""

    kills: int
    ended: int
    visits: int
    editions: int  # that readers saw
    broken: tuple[str, ...]


def content(edition: int, page: int) -> str:
    """A page that says which it is; every fourth stays as it is from edition to edition."""
    return f"{0 if page % 4 == 3 else edition} {page} " + f"第{page}页" * (200 + page * 20) + "</html>"


def edition_of(moment: str) -> int:
    return round((datetime.fromisoformat(moment) - EPOCH) / timedelta(minutes=1))


def build(folder: Path, edition: int) -> Path:
    """The finished site of one edition in *folder*, anew; build.json tells it by its moment."""
    shutil.rmtree(folder, ignore_errors=True)
    pages = {f"{page}/index.html": content(edition, page) for page in range(PAGES)}
    return finished(folder, pages, moment=EPOCH + timedelta(minutes=edition))


# ---------------------------------------------------------------- readers


def visit(host: str, chance: random.Random) -> tuple[int, str]:
    """Read build.json and some pages; the edition seen first, and what was broken, if anything."""
    connection = HTTPConnection(host, timeout=10)
    try:
        seen = first = edition_of(manifest.parse(_get(connection, "/build.json")).moment)
        for page in chance.sample(range(PAGES), PAGES_OF_A_VISIT):
            text = _get(connection, f"/{page}/").decode()
            edition = int(text.split(" ", 1)[0]) or seen
            if text != content(edition, page):
                return first, f"page {page}: not one whole file"
            if edition < seen:
                return first, f"page {page}: edition {edition} after {seen}"
            seen = edition
    except (OSError, HTTPException, ValueError, manifest.ManifestError) as error:
        return 0, f"{type(error).__name__}: {error}"
    finally:
        connection.close()
    return first, ""


def _get(connection: HTTPConnection, path: str) -> bytes:
    connection.request("GET", path)
    answer = connection.getresponse()
    body = answer.read()
    if answer.status != 200:
        raise ValueError(f"{path} answered {answer.status}")
    return body


def read_on(url: str, seed: int, stop: Event, results: multiprocessing.Queue[tuple[int, set[int], list[str]]]) -> None:
    """Visit until told to stop; then say how often, which editions, and what was broken."""
    host, chance = urlsplit(url).netloc, random.Random(seed)
    visits, editions, broken = 0, set[int](), list[str]()
    while not stop.is_set():
        edition, problem = visit(host, chance)
        visits += 1
        editions.add(edition)
        if problem:
            broken.append(problem)
        time.sleep(PAUSE)
    results.put((visits, editions, broken))


class Host(SimpleHTTPRequestHandler):
    """Python's server, where there is no nginx: it too follows the link at every request."""

    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def _serve(server: Path, port: int) -> None:
    ThreadingHTTPServer(("127.0.0.1", port), partial(Host, directory=str(server / "current"))).serve_forever()


@contextmanager
def serving(server: Path, folder: Path) -> Iterator[str]:
    if nginx.find_nginx():
        with nginx.serving(server, folder) as url:
            yield url
        return
    port = nginx.free_port()
    process = multiprocessing.get_context("fork").Process(target=_serve, args=(server, port), daemon=True)
    process.start()
    time.sleep(0.5)
    yield f"http://127.0.0.1:{port}/"
    process.terminate()


# ---------------------------------------------------------------- kills


def run(kills: int, seed: int, deploy: Deploy = deploy) -> Outcome:
    """Kill *kills* deployments; what readers saw meanwhile."""
    with TemporaryDirectory(prefix="panhuo-kill-") as name:
        folder, context = Path(name), multiprocessing.get_context("fork")
        server, stop, results = folder / "server", context.Event(), context.Queue()
        _fork(deploy, build(folder / "site", 1), server, 1)(None)
        with serving(server, folder / "http") as url:
            readers = [context.Process(target=read_on, args=(url, seed + n, stop, results)) for n in range(READERS)]
            for reader in readers:
                reader.start()
            usual = _time_of_one(folder, server, deploy)
            ended, spoilt = _kill(kills, random.Random(seed), folder, server, deploy, usual)
            stop.set()
            told = [results.get(timeout=30) for _ in readers]  # a reader who died says nothing: no waiting for ever
            for reader in readers:
                reader.join(30)
    seen = set[int]().union(*(editions for _, editions, _ in told))
    broken = [problem for _, _, problems in told for problem in problems]
    return Outcome(kills, ended, sum(visits for visits, _, _ in told), len(seen), (*spoilt, *broken))


def _time_of_one(folder: Path, server: Path, deploy: Deploy) -> float:
    """The usual seconds of a deployment while readers visit; afterwards edition 4 is live."""
    times = []
    for edition in range(2, 5):
        site = build(folder / "site", edition)
        start = time.perf_counter()
        _fork(deploy, site, server, edition)(None)
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def _kill(
    kills: int, chance: random.Random, folder: Path, server: Path, deploy: Deploy, usual: float
) -> tuple[int, list[str]]:
    """How many deployments came to their end, and what was wrong with the live folder after one that did not."""
    killed = ended = 0
    edition, spoilt = 4, list[str]()
    while killed < kills:
        edition += 1
        site = build(folder / "site", edition)
        wait = None if edition % CALM == 0 else chance.uniform(0, LATEST * usual)
        if _fork(deploy, site, server, edition)(wait):
            killed += 1
            live = current(server)
            verdict = compare_folder(live) if live else None
            spoilt += [f"live folder: {line}" for line in (verdict.disagreements if verdict else ["nothing is live"])][
                :1
            ]
        else:
            ended += 1
    return ended, spoilt


def _fork(deploy: Deploy, site: Path, server: Path, edition: int) -> Callable[[float | None], bool]:
    """Start a deployment in a process of its own; the answer kills it after so many seconds, True when that hit."""
    child = os.fork()
    if not child:
        try:
            deploy(site, server, EPOCH + timedelta(minutes=edition))
            os._exit(0)
        finally:
            os._exit(1)

    def end(wait: float | None) -> bool:
        if wait is not None:
            time.sleep(wait)
            os.kill(child, signal.SIGKILL)
        status = os.waitpid(child, 0)[1]
        return os.WIFSIGNALED(status)

    return end


def careless(site: Path, server: Path, now: datetime) -> None:
    """What many do: empty the folder that readers see and copy into it. Here to show that readers notice."""
    live = server / "current"
    shutil.rmtree(live, ignore_errors=True)
    shutil.copytree(site, live, dirs_exist_ok=True)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--careless", action="store_true", help="deploy as one should not, to see it noticed")
    options = parser.parse_args()
    outcome = run(options.kills, options.seed, careless if options.careless else deploy)
    print(*sorted(set(outcome.broken))[:10], sep="\n", file=sys.stderr)
    print(
        f"{outcome.ended} deployments ended, {outcome.visits} visits saw {outcome.editions} editions "
        f"({'nginx' if nginx.find_nginx() else 'http.server'}, seed {options.seed})"
    )
    print(f"kills {outcome.kills}: readers saw a broken site {len(outcome.broken)} times")
    return 1 if outcome.broken else 0


if __name__ == "__main__":
    sys.exit(main())
