"""A site on the network, read file by file. The only part of the package that opens a connection to a site."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import quote, urlsplit

import urllib3
from urllib3.exceptions import HTTPError

CONNECTIONS = 8
TIMEOUT = urllib3.Timeout(connect=5, read=20)  # seconds
LONGEST = 60  # seconds for one file, however it trickles
LARGEST = 64 * 1024 * 1024  # bytes of one file
PIECE = 256 * 1024


@dataclass(frozen=True)
class Answer:
    """What a server answered; *error* when it did not, and then the rest is empty."""

    status: int = 0
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = field(default=b"", repr=False)
    error: str = ""


class Remote:
    """The site at *url*. Redirects are not followed: a file is where it is said to be, or it is not."""

    def __init__(self, url: str, retries: int = 2) -> None:
        self.url = url.rstrip("/") + "/"
        self.https = urlsplit(url).scheme == "https"
        self._pool = urllib3.PoolManager(
            maxsize=CONNECTIONS,
            block=True,
            timeout=TIMEOUT,
            retries=urllib3.Retry(retries, redirect=False, backoff_factor=0.2, raise_on_redirect=False),
            headers={"Accept-Encoding": "gzip", "Cache-Control": "no-cache", "User-Agent": "panhuo-verify"},
        )

    def get(self, path: str) -> Answer:
        """The file at *path* below the site, decompressed; never an exception for what a server does."""
        try:
            response = self._pool.request("GET", self.url + quote(path), preload_content=False)
            try:
                return Answer(response.status, response.headers, _body(response))
            finally:
                response.release_conn()
        except (HTTPError, OSError, ValueError) as error:
            return Answer(error=_in_words(error))


def _body(response: urllib3.BaseHTTPResponse) -> bytes:
    body, end = bytearray(), time.monotonic() + LONGEST
    for piece in response.stream(PIECE, decode_content=True):
        body += piece
        if len(body) > LARGEST or time.monotonic() > end:
            response.close()
            raise ValueError(f"超过 {LARGEST >> 20} MiB 或 {LONGEST} 秒")
    return bytes(body)


def _in_words(error: Exception) -> str:
    """The innermost reason, on one line: Connection refused."""
    reason = str(getattr(error, "reason", None) or error)
    return " ".join(reason.split())[:200] or type(error).__name__
