"""The security headers of deploy/nginx.conf, and what is said where a server does not send them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

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
EXACT = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
VERSION = re.compile(r"/\d")


def header_problems(headers: Mapping[str, str], *, drawing: bool = False, https: bool = False) -> Iterator[str]:
    """What is missing or too wide in *headers*; *drawing*: of an SVG; *https*: HSTS is asked for too."""
    yield from _policy_problems(headers.get("Content-Security-Policy", ""), DRAWING if drawing else POLICY)
    for name, wanted in EXACT.items():
        if headers.get(name) != wanted:
            yield f"{name} 应为「{wanted}」，现为「{headers.get(name, '')}」"
    if https and "max-age=" not in headers.get("Strict-Transport-Security", ""):
        yield "缺少 Strict-Transport-Security"
    if VERSION.search(headers.get("Server", "")):
        yield f"Server 泄露了版本：「{headers['Server']}」"


def _policy_problems(sent: str, wanted: Mapping[str, str]) -> Iterator[str]:
    """A policy may be narrower than ours, never wider."""
    directives = {name: values for name, *values in (part.split() for part in sent.split(";") if part.strip())}
    for name, sources in wanted.items():
        if name not in directives:
            yield f"Content-Security-Policy 缺少 {name}"
        elif extra := sorted(set(directives[name]) - set(sources.split()) - {"'none'"}):
            yield f"Content-Security-Policy 的 {name} 多了 {' '.join(extra)}"
    if extra := sorted(set(directives) - set(wanted)):
        yield f"Content-Security-Policy 多了 {' '.join(extra)}"


def policy(directives: Mapping[str, str]) -> str:
    """The value of the header: `default-src 'none'; …`."""
    return "; ".join(f"{name} {sources}".strip() for name, sources in directives.items())
