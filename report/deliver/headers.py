"""The security headers of deploy/nginx.conf, and what is said where a server does not send them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from report.address import EMBEDDED

POLICY = {  # Pagefind compiles WebAssembly: 'wasm-unsafe-eval' allows that, and no eval of text
    "default-src": "'none'",
    "script-src": "'self' 'wasm-unsafe-eval'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
DRAWING = {  # an SVG opened by itself: its own style sheet, no script
    "default-src": "'none'",
    "style-src": "'unsafe-inline'",
    "frame-ancestors": "'none'",
    "sandbox": "",
}
FRAMED = {  # a chart alone below /embed/, the only pages that other sites may frame
    "default-src": "'none'",
    "style-src": "'self'",
    "img-src": "'self'",
    "form-action": "'none'",
    "base-uri": "'none'",
    "frame-ancestors": "*",
}
EXACT = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
NARROWING = ("block-all-mixed-content", "require-trusted-types-for", "sandbox", "upgrade-insecure-requests")
MAX_AGE = re.compile(r'(?:^|;)\s*max-age\s*=\s*"?(\d+)', re.IGNORECASE)
YEAR = 31536000  # seconds
VERSION = re.compile(r"/\d")


def policy_of(path: str) -> Mapping[str, str]:
    """What the policy of a file of the site should be; *path* below the root of the site."""
    return FRAMED if path.startswith(EMBEDDED[1:]) else DRAWING if path.endswith(".svg") else POLICY


def header_problems(
    headers: Mapping[str, str], wanted: Mapping[str, str] = POLICY, *, https: bool = False
) -> Iterator[str]:
    """What is missing or too wide in *headers*; *wanted*: the policy; *https*: HSTS is asked for too."""
    policies = headers.get("Content-Security-Policy", "").split(",")  # all hold, so one like ours will do
    yield from min((list(_too_wide(one, wanted)) for one in policies), key=len)
    if wanted is FRAMED:
        yield from _not_framed(policies, headers.get("X-Frame-Options", ""))
    for name, exact in EXACT.items():
        if headers.get(name) != exact:
            yield f"{name} 应为「{exact}」，现为「{headers.get(name, '')}」"
    if https:
        yield from _tls_problems(headers.get("Strict-Transport-Security", ""))
    if VERSION.search(headers.get("Server", "")):
        yield f"Server 泄露了版本：「{headers['Server']}」"


def _not_framed(policies: Sequence[str], old_way: str) -> Iterator[str]:
    """Each policy has to let other sites frame the page."""
    if any("*" not in _directives(one).get("frame-ancestors", ("*",)) for one in policies):
        yield "Content-Security-Policy 的 frame-ancestors 应为 *：这一页供其他网站嵌入"
    if old_way:
        yield f"不应有 X-Frame-Options，现为「{old_way}」：这一页供其他网站嵌入"


def _tls_problems(sent: str) -> Iterator[str]:
    found = MAX_AGE.search(sent)
    if not found:
        yield "缺少 Strict-Transport-Security"
    elif int(found[1]) < YEAR:
        yield f"Strict-Transport-Security 的 max-age 应不少于 {YEAR}，现为 {found[1]}"


def _too_wide(sent: str, wanted: Mapping[str, str]) -> Iterator[str]:
    """A policy may be narrower than ours, never wider."""
    directives = _directives(sent)
    for name, allowed in wanted.items():
        if name not in directives:
            yield f"Content-Security-Policy 缺少 {name}"
        elif extra := sorted(set(directives[name]) - set(allowed.split()) - {"'none'"}):
            yield f"Content-Security-Policy 的 {name} 多了 {' '.join(extra)}"
    others = directives.keys() - wanted.keys() - set(NARROWING)
    if extra := sorted(name for name in others if set(directives[name]) - {"'none'"}):
        yield f"Content-Security-Policy 多了 {' '.join(extra)}"


def _directives(sent: str) -> Mapping[str, Sequence[str]]:
    found: dict[str, list[str]] = {}
    for name, *sources in (part.split() for part in sent.split(";") if part.strip()):
        found.setdefault(name.lower(), sources)  # of a directive that is repeated browsers take the first
    return found


def policy(directives: Mapping[str, str]) -> str:
    """The value of the header: `default-src 'none'; …`."""
    return "; ".join(f"{name} {sources}".strip() for name, sources in directives.items())
