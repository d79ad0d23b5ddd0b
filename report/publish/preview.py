"""`build.py serve`: a preview that rebuilds once per edit and keeps its last good pages while the data are broken."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from report import publish
from report.model import DataError, Site
from report.publish.mkdocs import serve
from report.store import Stores

SOURCES = ("data", "content", "templates", "report", "mkdocs.yml")  # never build/: watching what we write never ends

Compose = Callable[[Path, datetime], Site]
Now = Callable[[], datetime]


def preview(root: Path, compose: Compose, now: Now, host: str = "127.0.0.1", port: int = 8000) -> None:
    """Serve the site of *root* on *host*:*port* until interrupted; rebuild when one of its sources changes."""
    sys.dont_write_bytecode = True  # a .pyc that an import leaves below report/ would look like an edit
    rebuild = Rebuild(root, compose, now)
    rebuild()
    serve(rebuild.site, filter(Path.exists, (root / name for name in SOURCES)), rebuild, rebuild.error_page, host, port)


class Rebuild:
    """Compose, write and render once; on problems say them and leave the pages as they were."""

    def __init__(self, root: Path, compose: Compose, now: Now) -> None:
        self.root, self.compose, self.now = root, compose, now
        self.docs = root / "build" / "docs"
        self.site = root / "build" / "preview"
        self.keep = Stores(root / ".cache/preview")
        self.code = code_state(root)

    def __call__(self) -> None:
        if code_state(self.root) != self.code:
            restart(self.root)
            return
        try:
            moment = self.now()
            site = self.compose(self.root, moment)
            changed = publish.write(site, self.docs)
            publish.render(self.root, self.docs, self.site, site.nav, moment, keep=self.keep)
        except DataError as error:
            print(*error.problems, "页面未更新：请先改正以上问题。", sep="\n", file=sys.stderr, flush=True)
        except Exception:  # a half-typed template must not end the preview
            traceback.print_exc()
        else:
            print(f"{moment:%H:%M:%S} 已更新，{len(changed)} 个文件有变化", flush=True)

    def error_page(self, code: int) -> bytes | None:
        """The site's own 404 page, as a web server would show it."""
        page = self.site / f"{code}.html"
        return page.read_bytes() if page.is_file() else None


def code_state(root: Path) -> dict[Path, int]:
    """When each module of the project was last changed."""
    return {file: file.stat().st_mtime_ns for file in (root / "report").rglob("*.py")}


def restart(root: Path) -> None:
    """Begin again with the changed code, unless it is not yet Python: then say so and go on with the old."""
    try:
        for file in code_state(root):
            compile(file.read_bytes(), file, "exec")
    except SyntaxError:
        traceback.print_exc(limit=0)
        return
    os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])
