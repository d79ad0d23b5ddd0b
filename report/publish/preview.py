"""`build.py serve`: a preview that rebuilds once per edit, and shows in place of its pages what is wrong."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from report import publish
from report.disk import building
from report.model import DataError, Site
from report.plaintext import escape
from report.publish.mkdocs import serve
from report.store import Stores

SOURCES = ("data", "content", "templates", "report", "mkdocs.yml")  # never build/: watching what we write never ends

NOT_RENEWED = "页面未更新：请先改正以上问题。"
MOST = 500  # problems on a page; a broken column has thousands

Compose = Callable[[Path, datetime], Site]
Now = Callable[[], datetime]


def preview(root: Path, compose: Compose, now: Now, host: str = "127.0.0.1", port: int = 8000) -> None:
    """Serve the site of *root* on *host*:*port* until interrupted; rebuild when one of its sources changes."""
    sys.dont_write_bytecode = True  # a .pyc that an import leaves below report/ would look like an edit
    rebuild = Rebuild(root, compose, now)
    rebuild()
    sources = filter(Path.exists, (root / name for name in SOURCES))
    serve(rebuild.site, sources, rebuild, rebuild.error_page, lambda: rebuild.instead, host, port)


class Rebuild:
    """Compose, write and render once; on problems say them, on a page too, and leave the pages as they were.

    *instead*: the page that stands in place of all others while something is wrong.
    """

    instead: bytes | None = None

    def __init__(self, root: Path, compose: Compose, now: Now) -> None:
        self.root, self.compose, self.now = root, compose, now
        self.docs = root / "build" / "docs"
        self.site = root / "build" / "preview"
        self.keep = Stores(root / ".cache/preview")
        self.code = code_state(root)

    def __call__(self) -> None:
        try:
            said = self._rebuilt()
        except DataError as error:
            self._tell([*map(str, error.problems)])
        except SyntaxError:  # of our own code, half typed
            self._tell([traceback.format_exc(limit=0)])
        except Exception:  # a half-typed template must not end the preview
            self._tell([traceback.format_exc()])
        else:
            self.instead = None
            print(said, flush=True)

    def _rebuilt(self) -> str:
        if code_state(self.root) != self.code:
            restart(self.root)
        moment = self.now()
        with building(self.root):
            site = self.compose(self.root, moment)
            changed = publish.write(site, self.docs)
            publish.render(self.root, self.docs, self.site, site.nav, keep=self.keep)
        return f"{moment:%H:%M:%S} 已更新，{len(changed)} 个文件有变化"

    def _tell(self, problems: Sequence[str]) -> None:
        print(*problems, NOT_RENEWED, sep="\n", file=sys.stderr, flush=True)
        self.instead = page_of(problems)

    def error_page(self, code: int) -> bytes | None:
        """The site's own 404 page, as a web server would show it."""
        page = self.site / f"{code}.html"
        return page.read_bytes() if page.is_file() else None


def page_of(problems: Sequence[str]) -> bytes:
    """A page that says what is wrong, whatever stands in it; without a style, which may be what is broken."""
    tags = ("<li><pre>", "</pre></li>") if any("\n" in text for text in problems) else ("<li>", "</li>")
    rows = "".join(escape(text).join(tags) + "\n" for text in problems[:MOST])
    more = f"<p>另有 {len(problems) - MOST} 个，见运行 serve 的窗口。</p>\n" if len(problems) > MOST else ""
    head = f'<!DOCTYPE html>\n<html lang="zh-CN">\n<head><meta charset="utf-8"><title>{NOT_RENEWED}</title></head>\n'
    told = f"<body>\n<h1>{len(problems)} 个问题</h1>\n<p>{NOT_RENEWED}改正并保存后，本页自动换回原来的页面。</p>\n"
    return f"{head}{told}<ol>\n{rows}</ol>\n{more}</body>\n</html>\n".encode("utf-8", "backslashreplace")


def code_state(root: Path) -> dict[Path, int]:
    """When each module of the project was last changed."""
    return {file: file.stat().st_mtime_ns for file in (root / "report").rglob("*.py")}


def restart(root: Path) -> None:
    """Begin again with the changed code; SyntaxError where it is not yet Python: go on with the old then."""
    for file in code_state(root):
        compile(file.read_bytes(), file, "exec")
    os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])
