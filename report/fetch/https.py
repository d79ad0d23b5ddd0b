"""A file at an https address, within limits: size, time, and where redirects may lead."""

from __future__ import annotations

import ipaddress
import socket
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import SplitResult, urljoin, urlsplit

import urllib3
from urllib3.exceptions import HTTPError

from report.fetch import Rejected, Unreachable

TIMEOUT = urllib3.Timeout(connect=10, read=30)  # seconds
LONGEST = 120  # seconds for one file, however it trickles
REDIRECTS = 3
AGAIN = (408, 425, 429, 500, 502, 503, 504)  # answers that may be others the next time
MOVED = (301, 302, 303, 307, 308)
PIECE = 64 * 1024


@dataclass(frozen=True)
class Download:
    """What came: *content* None where the file is still what *etag* says."""

    content: bytes | None
    etag: str = ""


def download(url: str, largest: int, token: str = "", etag: str = "") -> Download:
    """The file at *url*, at most *largest* bytes. Certificates are checked; SSL_CERT_FILE adds an office's own."""
    first = here = urlsplit(url)
    for _ in range(REDIRECTS + 1):
        headers = {"User-Agent": "panhuo-fetch", "Accept-Encoding": "identity"}
        if here.netloc == first.netloc:
            headers |= {"Authorization": f"Bearer {token}"} if token else {}
            headers |= {"If-None-Match": etag} if etag else {}
        response = _request(here, headers, addresses(here) if here.netloc != first.netloc else ())
        try:
            if response.status in MOVED:
                here = urlsplit(urljoin(here.geturl(), response.headers.get("Location", "")))
                if here.scheme != "https" or not here.hostname:
                    raise Rejected("重定向到不是 https 的地址")
                continue
            return _answer(response, largest)
        except HTTPError as error:
            raise Unreachable(f"传输中断：{type(error).__name__}") from error
        finally:
            response.close()
    raise Rejected(f"重定向超过 {REDIRECTS} 次")


def _answer(response: urllib3.BaseHTTPResponse, largest: int) -> Download:
    if response.status == 304:
        return Download(None)
    if response.status in AGAIN:
        raise Unreachable(f"服务器回答 {response.status}")
    if response.status != 200:
        raise Rejected(f"服务器回答 {response.status}")
    body, end = bytearray(), time.monotonic() + LONGEST
    for piece in response.stream(PIECE, decode_content=False):
        body += piece
        if len(body) > largest:
            raise Rejected(f"文件超过 {largest // 1_000_000} MB")
        if time.monotonic() > end:
            raise Unreachable(f"{LONGEST} 秒没有传完")
    return Download(bytes(body), response.headers.get("ETag", ""))


def _request(here: SplitResult, headers: Mapping[str, str], pinned: tuple[str, ...]) -> urllib3.BaseHTTPResponse:
    """The answer to one request; with *pinned* from that very address, so that a name cannot change its mind."""
    name = here.hostname or ""
    with urllib3.HTTPSConnectionPool(
        pinned[0] if pinned else name,
        here.port or 443,
        timeout=TIMEOUT,
        retries=False,
        ssl_context=ssl.create_default_context(),
        server_hostname=name,
        assert_hostname=name,
    ) as pool:
        path = (here.path or "/") + (f"?{here.query}" if here.query else "")
        try:
            sent = {**headers, "Host": here.netloc}
            return pool.urlopen("GET", path, headers=sent, redirect=False, preload_content=False, decode_content=False)
        except (HTTPError, OSError) as error:
            raise Unreachable(f"{name} 没有回答：{' '.join(str(error).split())[-120:]}") from error


def addresses(here: SplitResult) -> tuple[str, ...]:
    """The public addresses of a host that a redirect names; Refused where one of them is inside a network."""
    try:
        found = socket.getaddrinfo(here.hostname, here.port or 443, type=socket.SOCK_STREAM)
    except OSError as error:
        raise Unreachable(f"找不到 {here.hostname}") from error
    named = tuple(dict.fromkeys(str(one[4][0]) for one in found))
    if not named or not all(ipaddress.ip_address(address).is_global for address in named):
        raise Rejected("重定向到内部网络的地址")
    return named
