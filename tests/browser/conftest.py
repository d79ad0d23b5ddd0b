"""A real browser and the real site, once for all browser tests."""

from __future__ import annotations

import gzip
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from http.server import SimpleHTTPRequestHandler
from io import BytesIO
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from report.audit.built import Built
from report.charts import draw_all
from report.compose import composed, out, size
from report.deliver import manifest
from report.deliver.deploy import deploy
from report.inputs import Inputs
from report.inputs.contents import read_content
from report.inputs.settings import read_keeper
from report.model import Artifact, Site
from report.pages import NAV, other_pages, renderer
from report.publish import render, write
from report.publish.mkdocs import run_mkdocs
from report.store import Stores
from tests.conftest import MOMENT, ROOT, borrowed_cache, made_once
from tests.debian import program
from tests.known import CHECKOUT, example_desk
from tests.nginx import serving
from tests.served import served

SHOWN = re.compile(r"/|/regions/|/quarters/\d{4}q\d/")  # by `example_url`
COMPRESSED = {".html", ".js", ".css", ".json", ".svg", ".xml"}  # as GitHub Pages, nginx and every public host does


@pytest.fixture(scope="session")
def chromium() -> str:
    """The browser's path; installed from Debian where that may be done; never a skip."""
    found = os.environ.get("CHROMIUM") or program("chromium", "chromium", "chromium-browser", "google-chrome")
    return found or pytest.fail(
        "no Chromium: install it (Debian: apt-get install chromium) or set CHROMIUM to its path", pytrace=False
    )


@cache
def compressed(path: Path) -> bytes:
    """The file as it travels; the site that is visited does not change."""
    return gzip.compress(path.read_bytes())


class Host(SimpleHTTPRequestHandler):
    """A public host in small: compresses text, answers 404 with the site's page, keeps quiet."""

    protocol_version = "HTTP/1.1"

    def send_head(self):  # type: ignore[no-untyped-def]
        path = Path(self.translate_path(self.path))
        path = path / "index.html" if path.is_dir() else path
        found = path.is_file()
        path = path if found else Path(self.directory) / "404.html"
        body = compressed(path) if path.suffix in COMPRESSED else path.read_bytes()
        self.send_response(200 if found else 404)
        self.send_header("Content-Type", self.guess_type(str(path)))
        if path.suffix in COMPRESSED:
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        return BytesIO(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def strict_page(browser: Browser) -> Iterator[tuple[Page, list[str]]]:
    """A page, and all that its policy refused, its scripts failed in and its console called an error."""
    context = browser.new_context(locale="zh-CN", viewport={"width": 1280, "height": 844})
    context.add_init_script(
        "document.addEventListener('securitypolicyviolation',"
        " e => console.error(`violation: ${e.violatedDirective} ${e.blockedURI} ${e.sourceFile}:${e.lineNumber}`))"
    )
    page, errors = context.new_page(), list[str]()
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page, errors
    context.close()


@pytest.fixture(scope="session")
def site_url(built_site: Path) -> Iterator[str]:
    """The address of the built site, with a slash at its end."""
    with served(built_site, Host) as address:
        yield f"{address}/"


@pytest.fixture(scope="session")
def reports_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of nginx over the report of three quarters of the synthetic programme, one of them revised."""

    def make(folder: Path) -> None:
        for quarter in ("2024Q2", "2025Q3", "2026Q3"):
            shutil.copytree(ROOT / "examples/programme/data/releases" / quarter, folder / "data/releases" / quarter)
        inputs = Inputs(ROOT, folder / "data", Stores(ROOT / ".cache/three-quarters"))
        site = composed(inputs, out(inputs, MOMENT))
        write(site, folder / "docs")
        render(ROOT, folder / "docs", folder / "site", site.nav, keep=inputs.keep)
        told = manifest.describe(ROOT, site, Built.read(folder / "site"), moment=MOMENT, commit=manifest.Commit())
        manifest.put(told, folder / "site")
        deploy(folder / "site", folder / "server", datetime(2026, 11, 22, tzinfo=UTC), synthetic=True)

    with serving(made_once("reports", tmp_path_factory, make) / "server", tmp_path_factory.mktemp("nginx")) as address:
        yield address


@pytest.fixture(scope="session")
def example_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of pages of the whole synthetic programme, the first and those of quarters, without the others."""

    def make(folder: Path) -> None:
        every = other_pages(example_desk(), read_content(CHECKOUT), MOMENT.date())
        wanted = [page for page in every if SHOWN.fullmatch(page.address)]
        charts = [chart for page in wanted for chart in page.charts]
        drawn = zip(charts, draw_all(charts, borrowed_cache()("charts")), strict=True)
        made = renderer(ROOT / "templates", {chart: size(picture.svg) for chart, picture in drawn})
        pages = {page.path: made(page) for page in wanted}
        write(Site((*({path: Artifact(path, b"") for _, path in NAV} | pages).values(),), ()), folder / "docs")
        run_mkdocs(
            [*pages],
            folder / "site",
            root=ROOT,
            docs=folder / "docs",
            nav=[{title: path} for title, path in NAV],
            address="/",
            keeper=read_keeper(CHECKOUT),
            compiled={},
        )

    with served(made_once("example", tmp_path_factory, make) / "site", Host) as address:
        yield f"{address}/"


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
        )
        yield launched
        launched.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A fresh page of 1280 px; an error in a script fails the test."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="zh-CN")
    opened, errors = context.new_page(), list[str]()
    opened.on("pageerror", lambda error: errors.append(str(error)))
    yield opened
    context.close()
    assert not errors
