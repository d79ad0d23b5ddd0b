"""build.py watch, comment and awake: against a real server that plays the live site, and one that plays GitHub."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from types import SimpleNamespace
from typing import Any, ClassVar

import pytest

import build
from report.audit.built import Built
from report.changes.change import CellChange, Changes, FileChange, Pending, TextChange, Unusable
from report.changes.telling import MARK, as_json, parse
from report.deliver.manifest import Commit, Manifest, hashes, inputs, output_hash, put
from report.forge import BOT, Forge
from report.model import Refusal
from report.watch import markdown, watch
from tests.conftest import MOMENT

# ---------------------------------------------------------------- GitHub in small


class GitHub:
    """Comments, issues and pull requests in memory, behind real requests."""

    def __init__(self) -> None:
        self.comments: list[dict[str, Any]] = []
        self.issues: list[dict[str, Any]] = []
        self.enabled: list[str] = []
        self.asked: list[str] = []
        github = self

        class Handler(BaseHTTPRequestHandler):
            def do(self) -> None:
                assert self.headers["Authorization"] == "Bearer t0ken"
                size = int(self.headers.get("Content-Length") or 0)
                body = json.loads(self.rfile.read(size)) if size else None
                github.asked.append(f"{self.command} {self.path}")
                status, said = github.answer(self.command, self.path.removeprefix("/repos/office/site/"), body)
                content = json.dumps(said).encode() if said is not None else b""
                self.send_response(status)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            do_GET = do_POST = do_PATCH = do_PUT = do

            def log_message(self, *_: object) -> None:
                pass

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        Thread(target=self.http.serve_forever, daemon=True).start()
        self.forge = Forge(f"http://127.0.0.1:{self.http.server_port}", "office/site", "t0ken")

    def answer(self, method: str, path: str, body: Any) -> tuple[int, Any]:
        bare, _, query = path.partition("?")
        match method, bare.split("/"):
            case "GET", ["pulls"]:
                assert "head=fork%3Atopic%2F1" in query
                return 200, [{"number": 7, "head": {"sha": "abc"}}]
            case "GET", ["issues", "7", "comments"]:
                page = int(query.rpartition("page=")[2])
                return 200, self.comments[100 * (page - 1) : 100 * page]
            case "POST", ["issues", "7", "comments"]:
                self.comments.append({"id": len(self.comments), "user": {"login": BOT}, **body})
            case "PATCH", ["issues", "comments", number]:
                self.comments[int(number)] |= body
            case "GET", ["issues"]:
                return 200, [issue for issue in self.issues if issue["state"] == "open"]
            case "POST", ["issues"]:
                self.issues.append({"number": len(self.issues), "user": {"login": BOT}, "state": "open", **body})
            case "PATCH", ["issues", number]:
                self.issues[int(number)] |= body
            case "PUT", ["actions", "workflows", name, "enable"]:
                self.enabled.append(name)
                return 204, None
            case _:
                return 404, {}
        return 201, {}


@pytest.fixture
def github() -> Iterator[GitHub]:
    here = GitHub()
    yield here
    here.http.shutdown()
    here.http.server_close()


def test_one_comment_is_kept_and_nobody_else_s_is_touched(github: GitHub):
    github.comments = [{"id": n, "user": {"login": "somebody"}, "body": f"{MARK} mine"} for n in range(150)]

    github.forge.keep_comment(7, MARK, f"{MARK} first")
    github.forge.keep_comment(7, MARK, f"{MARK} second")

    assert [one["body"] for one in github.comments[150:]] == [f"{MARK} second"]
    assert {one["body"] for one in github.comments[:150]} == {f"{MARK} mine"}


def test_one_issue_is_opened_updated_and_closed(github: GitHub):
    for text in ("<!-- x --> a", "<!-- x --> b", None, None):
        github.forge.keep_issue("巡查", "<!-- x -->", text)

    assert [(one["title"], one["body"], one["state"]) for one in github.issues] == [("巡查", "<!-- x --> b", "closed")]


def test_a_refusal_is_said_without_the_token(github: GitHub):
    with pytest.raises(Refusal, match="GitHub 回答 404") as caught:
        github.forge.keep_comment(8, MARK, "x")
    assert "t0ken" not in str(caught.value)
    with pytest.raises(Refusal, match="GITHUB_TOKEN"):
        Forge.of({"GITHUB_API_URL": "x", "GITHUB_REPOSITORY": "y"})


def environment(github: GitHub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_API_URL", github.forge.api)
    monkeypatch.setenv("GITHUB_REPOSITORY", "office/site")
    monkeypatch.setenv("GITHUB_TOKEN", "t0ken")


def test_schedules_are_kept_awake(github: GitHub, monkeypatch: pytest.MonkeyPatch):
    environment(github, monkeypatch)

    assert build.main(["awake", "publish.yml", "watch.yml"]) == 0
    assert github.enabled == ["publish.yml", "watch.yml"]


# ---------------------------------------------------------------- the comment

CHANGES = Changes(
    "a",
    "b",
    MOMENT,
    cells=(CellChange("data/a.csv:2", "江苏", "1", "2", True),),
    ranks=(TextChange("第3位", "第2位", ("x/index.md",)),),
    pages=(FileChange("added", "x/index.md", "x"),),
    pending=(Pending(MOMENT, "2026年第四季度首次发布", "data/releases/2026Q4/2026Q4.xlsx"),),
)
RUN = {"head_repository": {"owner": {"login": "fork"}}, "head_branch": "topic/1", "head_sha": "abc"}


def test_what_was_written_is_read_again():
    assert parse(as_json(CHANGES).encode()) == CHANGES


@pytest.mark.parametrize(
    "wrong",
    [
        b"",
        b"[]",
        b"{}",
        b"[" * 100_000,
        as_json(CHANGES).replace('"before": "1"', '"before": 1').encode(),
        as_json(CHANGES).replace('"kind": "added"', '"kind": "x"').encode(),
        as_json(CHANGES).replace('"x/index.md"', "{}").encode(),
    ],
)
def test_anything_else_is_refused(wrong: bytes):
    with pytest.raises(Unusable, match=r"changes\.json"):
        parse(wrong)


def test_a_pull_request_is_told_in_our_words(github: GitHub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    environment(github, monkeypatch)
    sly = as_json(CHANGES).replace("江苏", "![x](https://evil.example/x.png) @office")
    (tmp_path / "changes.json").write_text(sly, "utf-8")
    (tmp_path / "event.json").write_text(json.dumps({"workflow_run": RUN}), "utf-8")
    arguments = ["comment", str(tmp_path / "event.json"), str(tmp_path / "changes.json")]

    assert build.main(arguments) == 0
    assert build.main(arguments) == 0

    [comment] = github.comments
    assert comment["body"].startswith(MARK) and "修订的数" in comment["body"]
    assert "![" not in comment["body"] and "@office" not in comment["body"]


def test_a_commit_that_is_no_longer_the_head_is_not_told(
    github: GitHub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    environment(github, monkeypatch)
    (tmp_path / "changes.json").write_text(as_json(CHANGES), "utf-8")
    (tmp_path / "event.json").write_text(json.dumps({"workflow_run": {**RUN, "head_sha": "old"}}), "utf-8")

    assert build.main(["comment", str(tmp_path / "event.json"), str(tmp_path / "changes.json")]) == 0
    assert github.comments == []


def test_a_link_or_another_event_is_refused(tmp_path: Path, github: GitHub, monkeypatch: pytest.MonkeyPatch):
    environment(github, monkeypatch)
    (tmp_path / "event.json").write_text(json.dumps({"workflow_run": RUN}), "utf-8")
    (tmp_path / "changes.json").symlink_to(tmp_path / "event.json")

    assert build.main(["comment", str(tmp_path / "event.json"), str(tmp_path / "changes.json")]) == 1
    assert build.main(["comment", str(tmp_path / "changes.json"), str(tmp_path / "event.json")]) == 1
    assert github.asked == []


# ---------------------------------------------------------------- the live site


class Live(SimpleHTTPRequestHandler):
    own: ClassVar[dict[str, int]] = {}  # what the server itself answers, by address

    def do_GET(self) -> None:
        if status := self.own.get(self.path):
            self.send_response(status)
            self.send_header("Content-Length", "0")
            self.end_headers()
        else:
            super().do_GET()

    def send_error(self, code: int, *_: Any, **__: Any) -> None:  # type: ignore[override]
        page = Path(self.directory, "404.html").read_bytes()
        self.send_response(404)
        self.send_header("Content-Length", str(len(page)))
        self.end_headers()
        self.wfile.write(page)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def live(project: Path, tmp_path: Path) -> Iterator[tuple[Path, str]]:
    """A site that is what it should be: its folder and address."""
    folder = tmp_path / "live"
    (folder / "regions").mkdir(parents=True)
    for name in ("index.html", "404.html", "regions/index.html"):
        (folder / name).write_text(name, "utf-8")
    describe(project, folder)
    server = ThreadingHTTPServer(("127.0.0.1", 0), lambda *a: Live(*a, directory=str(folder)))  # type: ignore[arg-type]
    Thread(target=server.serve_forever, daemon=True).start()
    yield folder, f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


def describe(project: Path, folder: Path, next_change: str | None = None, *, synthetic: bool = False) -> None:
    files = hashes(Built.read(folder))
    own = inputs(project, project / "data")
    put(Manifest(Commit(), "2026-11-20T09:30+08:00", next_change, synthetic, own, output_hash(files), files), folder)


def said(project: Path, url: str, now: datetime = MOMENT) -> list[str]:
    return [f"{notice.heading}: {notice.what}" for notice in watch(project, url, now)]


def without_ledger(project: Path) -> None:
    (project / "data/urls.txt").unlink(missing_ok=True)


def test_a_site_that_is_as_it_should_be_raises_nothing(project: Path, live: tuple[Path, str]):
    without_ledger(project)
    describe(project, live[0])

    assert said(project, live[1]) == []
    assert "一切正常" in markdown((), live[1], MOMENT)


def test_a_site_of_other_files_is_told_with_their_names(project: Path, live: tuple[Path, str]):
    without_ledger(project)
    describe(project, live[0])
    with (project / "content/home.yml").open("a", encoding="utf-8") as file:
        file.write("# x\n")

    assert said(project, live[1]) == ["线上网站: 与主分支不一致：content/home.yml；请看 publish 工作流为何没有发布"]


def test_a_page_that_was_altered_a_release_that_did_not_come_and_synthetic_data_are_told(
    project: Path, live: tuple[Path, str]
):
    without_ledger(project)
    with (project / "data/sources.csv").open("a", encoding="utf-8") as file:
        file.write("late,新华社,报道,2026-11-21,,reprint\n")
    describe(project, live[0], synthetic=True)
    (live[0] / "regions/index.html").write_text("other", "utf-8")

    assert said(project, live[1]) == [
        "线上网站: regions/index.html: 内容与 build.json 不符",
        "线上网站: 线上是示例数据",
        "线上网站: 2026年11月21日 00:00起应有新内容，线上还是2026-11-20T09:30+08:00的构建",
    ]


def test_beside_a_build_of_now_only_a_byte_that_differs_is_told(project: Path, live: tuple[Path, str], tmp_path: Path):
    folder, url = live
    without_ledger(project)
    describe(project, folder, "2026-11-20T09:30+08:00")
    (project / "content/home.yml").open("a").write("# 注\n")
    wanted = shutil.copytree(folder, tmp_path / "wanted")
    assert [notice.what for notice in watch(project, url, MOMENT, wanted)] == []

    (wanted / "index.html").write_text("新", "utf-8")
    describe(project, wanted)
    assert [notice.what for notice in watch(project, url, MOMENT, wanted)] == [
        "与主分支此刻的构建不一致：index.html；请看 publish 工作流为何没有发布"
    ]
    assert [notice.what for notice in watch(project, url, MOMENT, tmp_path / "none")] == [
        "主分支此刻构建不出网站；请运行 make site，看它指出的问题"
    ]


def test_a_release_may_be_a_little_late(project: Path, live: tuple[Path, str]):
    without_ledger(project)
    describe(project, live[0], "2026-11-22T09:00+08:00")

    assert said(project, live[1]) == []


def test_sealed_addresses_that_no_longer_answer_are_told(project: Path, live: tuple[Path, str]):
    seal = "# sealed at 2026-11-20T09:30+08:00\n/\n/regions/\n/gone/\n"
    (project / "data/urls.txt").write_text(seal, "utf-8")
    (project / "data/redirects.csv").open("a", encoding="utf-8").write("/gone/,/regions/,移走\n")
    describe(project, live[0])

    found = said(project, live[1])

    assert "地址: /gone/ 不再回答（404）" in found
    assert [line for line in found if line.endswith("个地址还没有封存；请运行 build.py seal 并提交 data/urls.txt")]


def test_of_what_moved_or_was_withdrawn_a_page_may_be_answered_by_the_server_and_a_file_by_nobody(
    project: Path, live: tuple[Path, str], monkeypatch: pytest.MonkeyPatch
):
    seal = "# sealed at 2026-11-20T09:30+08:00\n/\n/gone/\n/gone.csv\n/lost.csv\n/moved/\n/regions/\n"
    (project / "data/urls.txt").write_text(seal, "utf-8")
    (project / "data/redirects.csv").open("a", encoding="utf-8").write(
        "/gone/,,撤下\n/gone.csv,,撤下\n/moved/,/regions/,移走\n"
    )
    describe(project, live[0])
    monkeypatch.setattr(Live, "own", {"/gone/": 410, "/moved/": 301, "/lost.csv": 410})

    assert [line for line in said(project, live[1]) if "不再回答" in line] == ["地址: /lost.csv 不再回答（410）"]


def test_a_source_that_is_down_is_told(project: Path, live: tuple[Path, str]):
    without_ledger(project)
    describe(project, live[0])
    (project / "build").mkdir()
    entry = {"file": "2026Q3.xlsx", "state": "kept", "message": "服务器回答 503", "sha256": "", "etag": ""}
    (project / "build/fetch.json").write_text(json.dumps({"at": "x", "sources": [entry]}), "utf-8")

    assert said(project, live[1]) == ["报表来源: 2026Q3.xlsx: 没有取得，沿用上一份（服务器回答 503）"]


def test_a_site_that_does_not_answer_is_told_once_and_an_issue_kept(
    project: Path, github: GitHub, monkeypatch: pytest.MonkeyPatch
):
    without_ledger(project)
    environment(github, monkeypatch)
    shutil.rmtree(project / "data/releases", ignore_errors=True)

    assert (
        build.main(["watch", "http://127.0.0.1:1/", "--root", str(project), "--now", "2026-11-22T09:30", "--issue"])
        == 1
    )
    [issue] = github.issues
    assert "线上网站（1）" in issue["body"] and "build.json" in issue["body"]


# ---------------------------------------------------------------- waiting


@pytest.fixture
def slept(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    found: list[float] = []
    monkeypatch.setattr(time, "sleep", found.append)
    return found


def next_change_in(monkeypatch: pytest.MonkeyPatch, minutes: int | None) -> None:
    def out(_root: Path, now: datetime) -> SimpleNamespace:
        return SimpleNamespace(next_change=now + timedelta(minutes=minutes) if minutes else None)

    monkeypatch.setattr("report.compose.out", out)


def test_a_scheduled_build_waits_for_the_minute_of_a_release(slept: list[float], monkeypatch: pytest.MonkeyPatch):
    next_change_in(monkeypatch, 20)

    assert build.main(["wait", "--minutes", "60"]) == 0
    assert slept == [20 * 60 + 1]


@pytest.mark.parametrize("minutes", [61, None])
def test_it_does_not_wait_for_what_is_far_or_unknown(
    slept: list[float], monkeypatch: pytest.MonkeyPatch, minutes: int | None
):
    next_change_in(monkeypatch, minutes)

    assert build.main(["wait", "--minutes", "60"]) == 0
    assert slept == []


def test_a_site_just_deployed_is_looked_at_until_it_is_there(
    project: Path, live: tuple[Path, str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    folder, url = live
    right = (folder / "regions/index.html").read_text("utf-8")
    (folder / "regions/index.html").write_text("old", "utf-8")
    monkeypatch.setattr(time, "sleep", lambda _: (folder / "regions/index.html").write_text(right, "utf-8"))

    assert build.main(["verify", url]) == 1
    assert build.main(["verify", url, "--wait", "60"]) == 0
    assert "一致" in capsys.readouterr().out
