"""The whole site works under Debian's nginx with deploy/nginx.conf, and under its strict Content-Security-Policy."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import SimpleHTTPRequestHandler
from pathlib import Path

import pytest
import urllib3
from playwright.sync_api import Browser, Page, expect

from report.audit.built import Built
from report.deliver import manifest
from report.deliver.deploy import deploy
from report.deliver.headers import DRAWING, EXACT, FRAMED, POLICY, policy
from report.deliver.site_check import compare_url
from report.model import Site
from tests.browser.conftest import strict_page
from tests.browser.test_search import HIT, search
from tests.conftest import MOMENT
from tests.nginx import CONFIG, find_nginx, serving
from tests.served import served

CSP = "Content-Security-Policy"
NOW = datetime(2025, 1, 20, 1, 30, tzinfo=UTC)
KINDS = {
    "home": "",
    "regions": "regions/",
    "region": "regions/jiangsu/",
    "indicators": "indicators/",
    "indicator": "indicators/inventory-rate/",
    "quarters": "quarters/",
    "quarter": "quarters/2024q3/",
    "policy": "policy/",
    "data": "data/",
    "sources": "data/sources/",
    "glossary": "glossary/",
    "wrong address": "no-such-page/",
}

pytestmark = pytest.mark.skipif(
    not find_nginx(), reason="no nginx, and it may not be installed here: apt-get install nginx-light"
)


@pytest.fixture(scope="module")
def release(built_site: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The real site with its build.json."""
    folder = tmp_path_factory.mktemp("release") / "site"
    shutil.copytree(built_site, folder)
    (folder / manifest.NAME).unlink(missing_ok=True)
    return describe(folder)


def describe(folder: Path) -> Path:
    site, built = Site((), ()), Built.read(folder)
    told = manifest.describe(Path("/nowhere"), site, built, moment=MOMENT, commit=manifest.Commit())
    manifest.put(told, folder)
    return folder


@pytest.fixture(scope="module")
def server(release: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("server")
    deploy(release, target, NOW)
    return target


@pytest.fixture(scope="module")
def url(server: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving(server, tmp_path_factory.mktemp("nginx")) as address:
        yield address


@pytest.fixture
def strict(browser: Browser) -> Iterator[Page]:
    """A page on which nothing may be refused by the Content-Security-Policy and no script may fail."""
    with strict_page(browser) as (page, errors):
        yield page
    assert [error for error in errors if "status of 404" not in error] == []


def get(address: str, **headers: str) -> urllib3.BaseHTTPResponse:
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    return urllib3.request("GET", address, headers=names, redirect=False, decode_content=False)


@pytest.mark.parametrize("address", KINDS.values(), ids=KINDS)
def test_no_kind_of_page_offends_the_policy(strict: Page, url: str, address: str) -> None:
    strict.goto(f"{url}{address}", wait_until="networkidle")
    expect(strict.locator("h1").first).to_be_visible()
    for picture in strict.locator("article img").all():
        picture.scroll_into_view_if_needed()
        picture.evaluate("image => image.decode()")


def test_search_answers_under_the_policy(strict: Page, url: str) -> None:
    strict.goto(url)
    assert search(strict, "江苏")[0] == "/regions/jiangsu/"
    strict.locator(HIT).first.click()
    strict.wait_for_url("**/regions/jiangsu/")
    strict.goto(f"{url}no-such-page/")
    assert search(strict, "2024年第三季度")[0] == "/quarters/2024q3/"


def test_a_style_sheet_of_material_lies_below_ours(strict: Page, url: str) -> None:
    strict.goto(f"{url}regions/")
    assert strict.evaluate(
        "[...document.styleSheets].map(sheet => sheet.cssRules[0].constructor.name).includes('CSSLayerBlockRule')"
    )


def test_a_chart_opened_by_itself_offends_nothing(strict: Page, url: str, release: Path) -> None:
    drawing = next(path for path in sorted(manifest.read(release).files) if path.endswith("timeline.svg"))
    strict.goto(f"{url}{drawing}")
    assert strict.evaluate("document.documentElement.tagName") == "svg"


def test_other_sites_may_frame_a_chart_alone_and_nothing_else(
    browser: Browser, url: str, release: Path, tmp_path: Path
) -> None:
    alone = next(path for path in sorted(manifest.read(release).files) if path.startswith("embed/"))
    frame = '<iframe name="{}" src="{}" width="600" height="400"></iframe>'
    (tmp_path / "index.html").write_text(frame.format("chart", f"{url}{alone}") + frame.format("page", url))
    page = browser.new_page()
    with served(tmp_path, SimpleHTTPRequestHandler) as other:
        page.goto(other, wait_until="networkidle")
    chart, refused = page.frame("chart"), page.frame("page")
    assert chart and refused

    assert chart.locator("img").evaluate("image => image.decode().then(() => image.naturalWidth)") == 600
    assert chart.evaluate("[document.scripts.length, document.documentElement.scrollHeight]") == [0, 400]
    assert refused.url.startswith("chrome-error:")
    page.close()


def test_the_policy_does_refuse_what_is_inline(browser: Browser, url: str) -> None:
    page, refused = browser.new_page(), list[str]()
    page.on("console", lambda message: refused.append(message.text))
    page.goto(url)
    page.evaluate("document.body.insertAdjacentHTML('beforeend', '<p style=\"color: red\">x</p>')")
    page.evaluate("document.body.append(Object.assign(document.createElement('script'), {text: 'window.ran = 1'}))")

    assert page.evaluate("window.ran") is None
    assert len([line for line in refused if "Content Security Policy" in line]) == 2
    page.close()


def test_the_live_site_is_what_was_built_headers_included(url: str, release: Path) -> None:
    assert compare_url(url, manifest.read(release), headers=True).disagreements == ()


def test_the_configuration_has_the_headers_that_verify_asks_for() -> None:
    text = CONFIG.read_text("utf-8")

    assert f'"{policy(POLICY)}"' in text
    assert f'"{policy(DRAWING)}"' in text
    assert f'"{policy(FRAMED)}"' in text
    for name, value in EXACT.items():
        assert f"add_header {name} {value} always;" in text.replace('"', "")


@pytest.mark.parametrize(
    "pattern", ["index.html", "assets/panhuo.*.css", "assets/search.*.js", "pagefind/names.json", "build.json"]
)
def test_text_is_compressed(url: str, release: Path, pattern: str) -> None:
    answer = get(f"{url}{first(release, pattern)}", Accept_Encoding="gzip")

    assert answer.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in answer.headers["Vary"]


def first(release: Path, pattern: str) -> str:
    return next(path.relative_to(release).as_posix() for path in sorted(release.glob(pattern)))


@pytest.mark.parametrize(
    ("pattern", "kind", "cache"),
    [
        ("index.html", "text/html; charset=utf-8", "no-cache"),
        ("build.json", "application/json; charset=utf-8", "no-store"),
        ("assets/panhuo.*.css", "text/css; charset=utf-8", "public, max-age=31536000, immutable"),
        ("assets/search.*.js", "application/javascript; charset=utf-8", "public, max-age=31536000, immutable"),
        ("assets/favicon.*.svg", "image/svg+xml", "public, max-age=31536000, immutable"),
        ("assets/stylesheets/main.*.css", "text/css; charset=utf-8", "public, max-age=31536000, immutable"),
        ("pagefind/fragment/*", "application/octet-stream", "public, max-age=31536000, immutable"),
        ("pagefind/index/*", "application/octet-stream", "public, max-age=31536000, immutable"),
        ("pagefind/*.pf_meta", "application/octet-stream", "public, max-age=31536000, immutable"),
        ("pagefind/pagefind.js", "application/javascript; charset=utf-8", "no-cache"),
        ("pagefind/wasm*.pagefind", "application/octet-stream", "no-cache"),
        ("indicators/**/*.svg", "image/svg+xml", "no-cache"),
        ("**/*.csv", "text/csv; charset=utf-8", "no-cache"),
    ],
)
def test_each_kind_of_file_has_its_type_and_is_kept_as_long_as_it_may(
    url: str, release: Path, pattern: str, kind: str, cache: str
) -> None:
    answer = get(f"{url}{first(release, pattern)}")

    assert (answer.status, answer.headers["Content-Type"], answer.headers["Cache-Control"]) == (200, kind, cache)


def test_what_did_not_change_is_not_sent_again(url: str) -> None:
    etag = get(url).headers["ETag"]

    assert get(url, If_None_Match=etag).status == 304


@pytest.mark.parametrize(
    "path",
    [
        "no-such-page/",
        ".lock",
        "assets/",
        "assets/.hidden",
        "assets/panhuo.0123456789.css",
        "%2e%2e/.lock",
        "pagefind/index/x.pf_index",
    ],
)
def test_what_is_not_there_answers_404_with_the_page_of_the_site(url: str, path: str) -> None:
    answer = get(f"{url}{path}")

    assert answer.status in (400, 404)
    assert "没有找到这个页面" in answer.data.decode() or answer.status == 400
    assert answer.headers.get("Cache-Control", "no-cache") != "public, max-age=31536000, immutable"


def test_a_folder_without_its_slash_leads_to_it(url: str) -> None:
    answer = get(f"{url}regions")

    assert (answer.status, answer.headers["Location"]) == (301, "/regions/")


def test_below_a_path_it_is_the_same(server: Path, release: Path, tmp_path: Path) -> None:
    with serving(server, tmp_path / "nginx", below="stat/panhuo") as url:
        assert url.endswith("/stat/panhuo/")
        assert compare_url(url, manifest.read(release), headers=True).disagreements == ()
        assert "frame-ancestors *" in get(f"{url}embed/{first(release / 'embed', '**/*.html')}").headers[CSP]
        assert get(f"{url}regions").headers["Location"] == "/stat/panhuo/regions/"
        assert get(f"{url}{first(release, 'pagefind/fragment/*')}").status == 200


def test_after_a_deployment_a_reload_shows_the_new_build(page: Page, release: Path, tmp_path: Path) -> None:
    deploy(release, tmp_path / "server", NOW)
    new = tmp_path / "new"
    shutil.copytree(release, new)
    (new / manifest.NAME).unlink()
    home = (new / "index.html").read_text("utf-8")
    (new / "index.html").write_text(home.replace("</h1>", "（第二版）</h1>", 1), "utf-8")
    gone = new / first(new, "pagefind/fragment/*")
    gone.unlink()
    with serving(tmp_path / "server", tmp_path / "nginx") as url:
        page.goto(url)
        expect(page.locator("h1")).not_to_contain_text("（第二版）")
        deploy(describe(new), tmp_path / "server", NOW + timedelta(days=1))
        page.reload()
        expect(page.locator("h1")).to_contain_text("（第二版）")
        assert get(f"{url}pagefind/fragment/{gone.name}").status == 200  # for who searches since before the switch
