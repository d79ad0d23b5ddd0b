"""`build.py verify`: every disagreement between a site and its build.json is named."""

from __future__ import annotations

from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler
from pathlib import Path

import pytest

import build
from report.deliver import manifest
from report.deliver.headers import EXACT, FRAMED, POLICY, header_problems, policy, policy_of
from report.deliver.site_check import compare_folder, compare_url
from tests.served import served
from tests.sites import finished


class Host(SimpleHTTPRequestHandler):
    """A host that answers a wrong address with the site's page, and 200 when *lenient*."""

    protocol_version = "HTTP/1.1"
    lenient = False

    def do_GET(self) -> None:
        path = Path(self.translate_path(self.path))
        path = path / "index.html" if path.is_dir() else path
        found = path.is_file()
        body = (path if found else Path(self.directory) / "404.html").read_bytes()
        self.send_response(200 if found or self.lenient else 404)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


class Lenient(Host):
    lenient = True


@pytest.fixture
def site(tmp_path: Path) -> Path:
    return finished(tmp_path / "site", {"regions/江苏 a.csv": "1"})


@pytest.fixture
def url(site: Path) -> Iterator[str]:
    with served(site, Host) as address:
        yield f"{address}/"


def test_a_whole_site_has_no_disagreement(site: Path, url: str):
    assert compare_folder(site).disagreements == ()
    assert compare_url(url).disagreements == ()
    assert compare_url(url.rstrip("/"), manifest.read(site)).disagreements == ()


def test_each_file_that_differs_is_named(site: Path, url: str):
    (site / "index.html").write_text("改", "utf-8")
    (site / "regions/江苏 a.csv").unlink()

    assert compare_url(url).disagreements == (
        "index.html: 内容与 build.json 不符",
        "regions/江苏 a.csv: 回答 404",
    )
    assert compare_folder(site).disagreements == (
        "index.html: 内容与 build.json 不符",
        "regions/江苏 a.csv: 缺少",
    )


def test_a_file_too_many_is_named_where_it_can_be_seen(site: Path):
    (site / "left-over.html").write_text("")

    assert compare_folder(site).disagreements == ("left-over.html: build.json 中没有",)


def test_another_build_is_told_apart_from_a_spoilt_one(site: Path, url: str, tmp_path: Path):
    wanted = manifest.read(finished(tmp_path / "new", {"index.html": "新", "calendar/index.html": "日历"}))
    found = compare_url(url, wanted).disagreements

    assert found[0].startswith("build.json: 是另一次构建（2025-01-20T09:30+08:00，sha256:")
    assert found[1:] == (
        "calendar/index.html: 缺少",
        "index.html: 是另一次构建的内容",
        "regions/江苏 a.csv: 多出",
    )


def test_a_wrong_address_must_answer_404(site: Path):
    with served(site, Lenient) as url:
        assert compare_url(url).disagreements == ("no-such-page/: 不存在的地址应回答 404；回答 200",)


def test_a_wrong_address_must_show_the_page_of_the_site(site: Path, url: str):
    (site / "404.html").write_text("Not found", "utf-8")

    assert compare_url(url).disagreements == ("404.html: 不存在的地址显示的不是本站的 404 页",)


def test_a_server_that_is_down_is_said_on_one_line(capsys: pytest.CaptureFixture[str]):
    assert build.main(["verify", "http://127.0.0.1:9/"]) == 1

    lines = capsys.readouterr().err.splitlines()
    assert lines[0].startswith("build.json: 没有回答（")
    assert "Connection refused" in lines[0]
    assert lines[1:] == ["http://127.0.0.1:9/: 1 处不符"]


def test_a_server_that_dies_is_given_up(site: Path, monkeypatch: pytest.MonkeyPatch):
    from report.deliver.http import Answer, Remote

    told = (site / "build.json").read_bytes()
    many = finished(site.with_name("many"), {f"{n}.html": "" for n in range(200)})
    told = (many / "build.json").read_bytes()
    answers = {"build.json": Answer(200, {}, told)}
    monkeypatch.setattr(Remote, "get", lambda self, path: answers.get(path, Answer(error="timed out")))

    found = compare_url("http://example.invalid/").disagreements

    assert sum("timed out" in line for line in found) == 11  # ten files, and the wrong address
    assert "（其余文件未查：服务器已有 10 次没有回答）" in found


def test_a_page_in_place_of_build_json_is_not_believed(site: Path, url: str):
    (site / "build.json").write_text("<html>")

    assert compare_url(url).disagreements == ("build.json: 不是 JSON：Expecting value: line 1 column 1 (char 0)",)


def test_the_commands_count_what_they_found(site: Path, url: str, capsys: pytest.CaptureFixture[str]):
    assert build.main(["verify", url, "--against", str(site)]) == 0
    assert "5 个文件与 build.json 一致，构建于 2025-01-20T09:30+08:00" in capsys.readouterr().out

    (site / "index.html").write_text("改", "utf-8")
    assert build.main(["verify", str(site)]) == 1
    assert capsys.readouterr().err.splitlines() == ["index.html: 内容与 build.json 不符", f"{site}: 1 处不符"]


# ---------------------------------------------------------------- headers

GOOD = {"Content-Security-Policy": policy(POLICY), **EXACT}


def test_headers_as_they_should_be(site: Path):
    assert list(header_problems(GOOD)) == []


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"Content-Security-Policy": ""}, "Content-Security-Policy 缺少 default-src"),
        (
            {"Content-Security-Policy": policy(POLICY | {"style-src": "'self' 'unsafe-inline'"})},
            "Content-Security-Policy 的 style-src 多了 'unsafe-inline'",
        ),
        (
            {"Content-Security-Policy": policy(POLICY | {"object-src": "*"})},
            "Content-Security-Policy 多了 object-src",
        ),
        (
            {"Content-Security-Policy": f"script-src * 'unsafe-inline'; {policy(POLICY)}"},  # the first counts
            "Content-Security-Policy 的 script-src 多了 'unsafe-inline' *",
        ),
        ({"X-Content-Type-Options": ""}, "X-Content-Type-Options 应为「nosniff」，现为「」"),
        ({"Server": "nginx/1.22.1"}, "Server 泄露了版本：「nginx/1.22.1」"),
    ],
)
def test_a_header_that_is_missing_or_too_wide_is_named(change: dict[str, str], problem: str):
    assert problem in list(header_problems(GOOD | change))


@pytest.mark.parametrize(
    "narrower",
    [
        policy(POLICY | {"form-action": "'none'"}),
        policy(POLICY | {"object-src": "'none'", "upgrade-insecure-requests": ""}),
        f"{policy(POLICY)}; script-src *",  # the first counts
        f"frame-ancestors 'none', {policy(POLICY)}",  # two headers, and both hold
    ],
)
def test_a_narrower_policy_is_as_good(narrower: str):
    assert list(header_problems(GOOD | {"Content-Security-Policy": narrower})) == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({}, []),
        ({"X-Frame-Options": "DENY"}, ["不应有 X-Frame-Options，现为「DENY」：这一页供其他网站嵌入"]),
        (
            {"Content-Security-Policy": f"{policy(FRAMED)}, frame-ancestors 'self'"},  # both hold
            ["Content-Security-Policy 的 frame-ancestors 应为 *：这一页供其他网站嵌入"],
        ),
    ],
)
def test_what_other_sites_may_frame_has_to_let_them(change: dict[str, str], said: list[str]):
    framed = GOOD | {"Content-Security-Policy": policy(FRAMED)}

    assert list(header_problems(framed | change, policy_of("embed/quarters/2024q3/chart/index.html"))) == said
    assert "Content-Security-Policy 的 frame-ancestors 多了 *" in list(header_problems(framed, policy_of("about/")))


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ("", ["缺少 Strict-Transport-Security"]),
        ("max-age=0", ["Strict-Transport-Security 的 max-age 应不少于 31536000，现为 0"]),
        ("max-age=31536000; includeSubDomains", []),
    ],
)
def test_over_tls_strict_transport_security_of_a_year_is_asked_for(sent: str, said: list[str]):
    assert list(header_problems(GOOD | {"Strict-Transport-Security": sent}, https=True)) == said


def test_headers_are_checked_on_every_kind_of_file(url: str):
    found = compare_url(url, headers=True).disagreements
    said = {line.split(": ")[0] for line in found if "nosniff" in line}

    assert said == {"/", "assets/panhuo.css", "regions/江苏 a.csv", "build.json", "no-such-page/"}
