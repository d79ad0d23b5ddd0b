"""`build.py fetch`: ask every source of data/fetch.yml, take in what is fit, and write down how each of them stands."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

import stamina

from report.checks.of_plan import CHECKSUM
from report.disk import put
from report.fetch import Rejected, Unreachable
from report.fetch.arrival import is_due, present, take
from report.fetch.https import Download, download
from report.fetch.sources import ReturnSource
from report.returns.container import LARGEST_FILE
from report.store import sha256_of

STATUS = "build/fetch.json"
ATTEMPTS = 4
LARGEST_CHECKSUM = 10_000
NAMES = {
    "fetched": "已取得",
    "unchanged": "没有变化",
    "awaited": "尚未到发布时间，还没有取得",
    "kept": "没有取得，沿用上一份",
    "missing": "没有取得，也没有上一份",
}


@dataclass(frozen=True)
class Outcome:
    """How a source stands: *state* is one of NAMES; *sha256* is that of the file now in place, *etag* as it came."""

    file: str
    state: str
    message: str = ""
    sha256: str = ""
    etag: str = ""

    @property
    def blocks(self) -> bool:
        """A release that is due is not there."""
        return self.state == "missing"

    def __str__(self) -> str:
        return f"{self.file}: {NAMES[self.state]}" + (f"（{self.message}）" if self.message else "")


def fetch(
    root: Path, sources: Iterable[ReturnSource], now: datetime, environment: Mapping[str, str], *, dry: bool = False
) -> tuple[Outcome, ...]:
    """Ask all *sources*; build/fetch.json then says how each stands. With *dry* nothing under data/ changes."""
    before = {status.file: status for status in last(root)}
    found = tuple(_asked(root, source, now, environment, before.get(source.name), dry) for source in sources)
    path = root / STATUS
    document = {"at": now.isoformat(timespec="minutes"), "sources": [asdict(status) for status in found]}
    put(path, (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode())
    return found


def last(root: Path) -> tuple[Outcome, ...]:
    """What build/fetch.json says; nothing where there is none, or none that can be read."""
    try:
        document = json.loads((root / STATUS).read_text("utf-8"))
        return tuple(Outcome(**entry) for entry in document["sources"] if entry["state"] in NAMES)
    except (OSError, ValueError, KeyError, TypeError):
        return ()


def _asked(
    root: Path, source: ReturnSource, now: datetime, environment: Mapping[str, str], before: Outcome | None, dry: bool
) -> Outcome:
    there = present(root, source)
    digest = _digest(there)
    etag = before.etag if before and digest and before.sha256 == digest else ""
    try:
        came = _content(source, environment, etag)
        new = came.content is not None and take(root, source, came.content, now, dry=dry)
    except (Unreachable, Rejected) as error:
        state = "kept" if there else "missing" if is_due(root, source, now) else "awaited"
        return Outcome(source.name, state, _said(error, source, environment), digest, etag)
    return Outcome(
        source.name, "fetched" if new else "unchanged", "", _digest(present(root, source)), came.etag or etag
    )


def _content(source: ReturnSource, environment: Mapping[str, str], etag: str) -> Download:
    """The return, asked for again with growing pauses while its source does not answer."""
    secret = source.token or source.database
    if secret and not environment.get(secret):
        raise Rejected(f"没有设置环境变量 {secret}")
    for attempt in stamina.retry_context(on=Unreachable, attempts=ATTEMPTS, timeout=300, wait_initial=1, wait_max=30):
        with attempt:
            return _once(source, environment, etag)
    raise AssertionError("the last attempt returns or raises")


def _once(source: ReturnSource, environment: Mapping[str, str], etag: str) -> Download:
    if source.query:
        from report.fetch.database import answer  # here: only a query need wait for SQLAlchemy

        return Download(answer(environment[source.database], source.query, LARGEST_FILE))
    token = environment.get(source.token, "") if source.token else ""
    came = download(source.url, LARGEST_FILE, token, etag)
    if came.content is not None and sha256_of(came.content) != _checksum(source, token):
        raise Rejected("校验值不符")
    return came


def _checksum(source: ReturnSource, token: str) -> str:
    """The checksum given, or the one that the text beside the file begins with, as sha256sum writes it."""
    if source.sha256:
        return source.sha256
    same_host = urlsplit(source.sha256_url).netloc == urlsplit(source.url).netloc
    came = download(source.sha256_url, LARGEST_CHECKSUM, token if same_host else "").content or b""
    found = came.decode("utf-8", "replace").lstrip("\ufeff\\").lower()[:64]
    if not CHECKSUM.fullmatch(found):
        raise Rejected("sha256_url 的开头不是校验值")
    return found


def _digest(path: Path | None) -> str:
    return sha256_of(path.read_bytes()) if path else ""


def _said(error: Exception, source: ReturnSource, environment: Mapping[str, str]) -> str:
    """The reason on one line, without what the environment keeps secret."""
    line = " ".join(str(error).split())
    for name in (source.token, source.database):
        if name and environment.get(name):
            line = line.replace(environment[name], f"${name}")
    return line[:500]
