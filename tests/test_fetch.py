"""build.py fetch: returns from https addresses and databases, and all that must not happen on the way."""

from __future__ import annotations

import hashlib
import os
import shutil
import socket
import sqlite3
import ssl
import subprocess
from collections.abc import Iterator
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from tempfile import mkdtemp
from threading import Thread

import pytest
import stamina
import trustme
from sqlalchemy import create_engine, text

import build
from report.dataset import problems, read
from report.downloads import data_files
from report.fetch import Rejected, Unreachable, arrival, https
from report.fetch.database import answer
from report.fetch.intake import STATUS, fetch, last
from report.fetch.sources import read_plan
from report.inputs import Inputs
from report.moment import BEIJING
from tests.conftest import ROOT
from tests.known import return_reader

RELEASES = ROOT / "examples/programme/data/releases"
RETURN = (RELEASES / "2023Q4/2023Q4.xlsx").read_bytes()
DIGEST = hashlib.sha256(RETURN).hexdigest()
BEFORE = datetime(2024, 1, 10, 9, 30, tzinfo=BEIJING)  # the release goes out on 20 January
AFTER = datetime(2024, 2, 1, 9, 30, tzinfo=BEIJING)
RECORD = """\
  publisher: 示例单位
  title: 2023年第四季度高校和科研机构存量专利盘活情况
  release_at: 2024-01-20T09:30+08:00
  cut_off: '2023-12-31'
  status: 初步
"""
Answer = tuple[int, dict[str, str], bytes]


class Server:
    """A real https server on this machine; *answers*: path → what it says next, the last one for ever."""

    def __init__(self) -> None:
        self.answers: dict[str, list[Answer]] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []
        server = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                server.asked.append((self.path, {name.lower(): value for name, value in self.headers.items()}))
                waiting = server.answers.get(self.path, [(404, {}, b"")])
                status, headers, body = waiting.pop(0) if len(waiting) > 1 else waiting[0]
                if headers.get("ETag") and self.headers.get("If-None-Match") == headers["ETag"]:
                    status, body = 304, b""
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"https://localhost:{self.http.server_port}"

    def give(self, path: str, *answers: bytes | Answer) -> None:
        self.answers[path] = [one if isinstance(one, tuple) else (200, {"ETag": '"1"'}, one) for one in answers]


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    authority = trustme.CA()
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    here = Server()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(context)
    here.http.socket = context.wrap_socket(here.http.socket, server_side=True)
    Thread(target=here.http.serve_forever, daemon=True).start()
    yield here
    here.http.shutdown()
    here.http.server_close()


@pytest.fixture(autouse=True)
def without_pauses() -> Iterator[None]:
    with stamina.set_testing(True, attempts=3):
        yield


def plan(project: Path, text: str) -> Path:
    (project / "data/fetch.yml").write_text(text, "utf-8")
    return project


def of_url(project: Path, server: Server, more: str = "") -> Path:
    entry = f"2023Q4:\n  url: {server.url}/2023Q4.xlsx\n  sha256_url: {server.url}/2023Q4.sha256\n{RECORD}{more}"
    server.give("/2023Q4.sha256", f"{DIGEST}  2023Q4.xlsx\n".encode())
    return plan(project, entry)


def run(project: Path, now: datetime = BEFORE, *, dry: bool = False, **environment: str) -> list[str]:
    sources, problems = read_plan(Inputs(project))
    assert problems == ()
    return [str(status) for status in fetch(project, sources, now, environment, dry=dry)]


def target(project: Path) -> Path:
    return project / "data/releases/2023Q4/2023Q4.xlsx"


# ---------------------------------------------------------------- over https


def test_a_return_comes_in_with_its_record_and_the_next_time_it_is_not_sent_again(project: Path, server: Server):
    of_url(project, server)
    server.give("/2023Q4.xlsx", RETURN)

    assert run(project) == ["2023Q4.xlsx: 已取得"]
    assert target(project).read_bytes() == RETURN
    assert 'title: "2023年第四季度' in (target(project).parent / "release.yml").read_text("utf-8")
    assert run(project) == ["2023Q4.xlsx: 没有变化"]
    assert [headers.get("if-none-match") for path, headers in server.asked if path.endswith("xlsx")] == [None, '"1"']
    assert [status.sha256 for status in last(project)] == [DIGEST]
    assert sorted(path.name for path in (project / "build").iterdir()) == ["fetch.json"]


def test_a_dry_run_asks_and_changes_nothing(project: Path, server: Server):
    of_url(project, server)
    server.give("/2023Q4.xlsx", RETURN)

    assert run(project, dry=True) == ["2023Q4.xlsx: 已取得"]
    assert not target(project).parent.exists()


def test_a_source_that_fails_twice_is_asked_a_third_time(project: Path, server: Server):
    of_url(project, server)
    server.give("/2023Q4.xlsx", (503, {}, b""), (500, {}, b""), (200, {}, RETURN))

    assert run(project) == ["2023Q4.xlsx: 已取得"]


def test_a_source_that_is_down_leaves_the_last_good_return(project: Path, server: Server):
    of_url(project, server)
    server.give("/2023Q4.xlsx", RETURN)
    run(project)
    server.give("/2023Q4.xlsx", (503, {}, b""))

    assert run(project) == ["2023Q4.xlsx: 没有取得，沿用上一份（服务器回答 503）"]
    assert target(project).read_bytes() == RETURN


def test_a_source_without_return_is_awaited_until_its_minute_and_then_missed(project: Path, server: Server):
    of_url(project, server)

    assert run(project, BEFORE) == ["2023Q4.xlsx: 尚未到发布时间，还没有取得（服务器回答 404）"]
    assert run(project, AFTER) == ["2023Q4.xlsx: 没有取得，也没有上一份（服务器回答 404）"]


def test_a_return_with_another_checksum_is_refused(project: Path, server: Server):
    of_url(project, server)
    server.give("/2023Q4.xlsx", RETURN + b" ")

    assert "校验值不符" in run(project)[0]
    assert not target(project).exists()


def test_a_return_that_does_not_pass_the_checks_is_refused_and_the_last_one_stays(project: Path, server: Server):
    of_url(project, server)
    server.give("/2023Q4.xlsx", RETURN)
    run(project)
    bad = (RELEASES / "2024Q1/2024Q1.xlsx").read_bytes()
    server.give("/2023Q4.xlsx", (200, {}, bad))
    server.give("/2023Q4.sha256", hashlib.sha256(bad).hexdigest().encode())

    assert "沿用上一份（没有通过检查：data/releases/2023Q4/2023Q4.xlsx" in run(project)[0]
    assert target(project).read_bytes() == RETURN


def changed() -> bytes:
    """The same return in other bytes: a workbook may carry a comment at its end."""
    return RETURN[:-2] + (1).to_bytes(2, "little") + b"x"


def test_what_is_out_is_never_replaced_and_what_is_not_yet_out_is(project: Path, server: Server):
    of_url(project, server)
    server.give("/2023Q4.xlsx", RETURN)
    run(project)
    server.give("/2023Q4.xlsx", (200, {}, changed()))
    server.give("/2023Q4.sha256", hashlib.sha256(changed()).hexdigest().encode())

    [said] = run(project, AFTER)
    assert "2023Q4.xlsx 已发布，来源上的文件变了；请在 data/fetch.yml 写 revision: 1" in said
    assert target(project).read_bytes() == RETURN
    assert run(project, BEFORE) == ["2023Q4.xlsx: 已取得"]
    assert target(project).read_bytes() == changed()


def test_a_revision_comes_in_only_with_its_reason(project: Path, server: Server):
    of_url(project, server, "  revision: 1\n")
    server.give("/2023Q4.xlsx", RETURN)
    shutil.copytree(RELEASES / "2023Q4", target(project).parent)

    assert "revisions" in run(project, AFTER)[0]
    record = target(project).parent / "release.yml"
    entry = "revisions:\n  2023Q4-r1.xlsx: {release_at: 2024-03-01T09:30+08:00, reason: 来源补登记, status: 最终}\n"
    record.write_text(record.read_text("utf-8") + entry, "utf-8")
    said = run(project, AFTER)
    assert said == ["2023Q4-r1.xlsx: 已取得"]
    assert target(project).with_name("2023Q4-r1.xlsx").read_bytes() == RETURN


def test_too_large_a_file_is_refused(server: Server):
    server.give("/a.csv", b"x" * 2000)

    with pytest.raises(Rejected, match="文件超过"):
        https.download(f"{server.url}/a.csv", 1000)


def test_a_certificate_that_nobody_vouches_for_is_no_answer(server: Server, monkeypatch: pytest.MonkeyPatch):
    server.give("/a.csv", b"x")
    monkeypatch.delenv("SSL_CERT_FILE")

    with pytest.raises(Unreachable, match="certificate"):
        https.download(f"{server.url}/a.csv", 1000)


@pytest.mark.parametrize(
    ("leads", "why"),
    [
        ("http://localhost/a.csv", "不是 https"),
        ("https://127.0.0.1:1/a.csv", "内部网络"),
        ("https://10.0.0.8/a.csv", "内部网络"),
        ("https://[::1]/a.csv", "内部网络"),
        ("file:///etc/passwd", "不是 https"),
        ("/a.csv", "重定向超过"),
    ],
)
def test_redirects_lead_nowhere_else(server: Server, leads: str, why: str):
    server.give("/a.csv", (302, {"Location": leads}, b""))

    with pytest.raises(Rejected, match=why):
        https.download(f"{server.url}/a.csv", 1000, "secret")


def test_a_redirect_on_the_same_host_is_followed_with_the_token(server: Server):
    server.give("/a.csv", (302, {"Location": "/b.csv"}, b""))
    server.give("/b.csv", b"x")

    assert https.download(f"{server.url}/a.csv", 1000, "secret").content == b"x"
    assert [headers["authorization"] for _, headers in server.asked] == ["Bearer secret"] * 2


def test_a_token_comes_from_the_environment_and_is_told_nobody(project: Path, server: Server):
    of_url(project, server, "  token: PANHUO_TOKEN\n")

    assert "没有设置环境变量 PANHUO_TOKEN" in run(project)[0]
    run(project, PANHUO_TOKEN="s3cret")
    assert server.asked[-1][1]["authorization"] == "Bearer s3cret"
    assert "s3cret" not in (project / STATUS).read_text("utf-8")


def test_a_copy_is_checked_before_anything_is_moved(project: Path, server: Server, monkeypatch: pytest.MonkeyPatch):
    of_url(project, server)
    server.give("/2023Q4.xlsx", RETURN)

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(arrival, "_settle", killed)
    with pytest.raises(KeyboardInterrupt):
        run(project)
    assert not target(project).parent.exists()
    assert list((project / "build").iterdir()) == []


# ---------------------------------------------------------------- from a database

QUERY = "SELECT region AS 地区, item AS 指标, part AS 对象, measure AS 口径, value AS 数值 FROM returns"


def test_a_query_answers_in_one_order_and_in_plain_numbers(tmp_path: Path):
    with sqlite3.connect(tmp_path / "a.db") as database:
        database.execute("CREATE TABLE t (name TEXT, value REAL)")
        database.executemany("INSERT INTO t VALUES (?, ?)", [("浙江", 1200000.0), ("江苏", 0.5), ("安徽", None)])
    database.close()

    content = answer(f"sqlite:///{tmp_path}/a.db", "SELECT name AS 地区, value AS 数值 FROM t", 1000)

    assert content.decode() == "地区,数值\n安徽,\n江苏,0.5\n浙江,1200000\n"


@pytest.mark.parametrize(
    ("query", "why"),
    [
        ("WITH x AS (SELECT 1) INSERT INTO t VALUES (1)", "不接受"),
        ("ATTACH '{folder}/b.db' AS b", "不接受"),
        ("SELECT a FROM t; ATTACH '{folder}/b.db' AS b", "不接受"),
        ("PRAGMA table_info(t)", "不接受"),
        ("SELECT * FROM pragma_database_list", "不接受"),
        ("SELECT load_extension('b')", "不接受"),
        ("BEGIN", "不接受"),
        ("VACUUM INTO '{folder}/b.db'", "不接受"),
        ("SELECT * FROM nothing", "不接受"),
        ("SELECT 1; DROP TABLE t", "不接受"),
        ("SELECT zeroblob(900000000)", "不接受"),
        ("SELECT hex(zeroblob(400)) FROM generate_series(1, 9)", "不接受"),
        ("WITH n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT hex(zeroblob(400)) FROM n", "超过"),
    ],
)
def test_a_query_only_reads(tmp_path: Path, query: str, why: str):
    sqlite3.connect(tmp_path / "a.db").execute("CREATE TABLE t (a)").connection.close()

    with pytest.raises(Rejected, match=why):
        answer(f"sqlite:///{tmp_path}/a.db", query.format(folder=tmp_path), 1000)


def test_a_query_without_end_is_given_up_at_once_and_said_to_be_waited_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    sqlite3.connect(tmp_path / "a.db").execute("CREATE TABLE t (a)").connection.close()
    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"

    with pytest.raises(Rejected, match=r"超过 0\.2 秒"):  # what is rejected is not asked again
        answer(f"sqlite:///{tmp_path}/a.db", endless, 1000, longest=0.2)
    assert capsys.readouterr().err == "查询还没有结果，最多等 0.2 秒\n"


def test_no_database_is_made_and_no_other_kind_is_asked(tmp_path: Path):
    with pytest.raises(Unreachable, match="没有这个 SQLite 文件"):
        answer(f"sqlite:///{tmp_path}/no.db", "SELECT 1", 1000)
    with pytest.raises(Rejected, match="sqlite 或 postgresql"):
        answer("mysql://u:p@localhost/x", "SELECT 1", 1000)
    with pytest.raises(Rejected, match="应写作"):
        answer("not an address", "SELECT 1", 1000)
    assert list(tmp_path.iterdir()) == []


def long_form() -> list[tuple[str, str, str, str, str]]:
    """The return's values as rows of words, as an office keeps them in its database."""
    by = return_reader()
    form = by.form
    return [
        (value.region, form.items[item].word, form.items[item].parts[part], form.measures[measure], str(value.raw))
        for value in by.reading("2023Q4.xlsx", RETURN).values
        for item, part, measure in [value.column]
    ]


def filled(address: str) -> str:
    engine = create_engine(address)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE returns (region TEXT, item TEXT, part TEXT, measure TEXT, value TEXT)"))
        rows = [dict(zip("abcde", row, strict=True)) for row in long_form()]
        connection.execute(text("INSERT INTO returns VALUES (:a, :b, :c, :d, :e)"), rows)
    engine.dispose()
    return address


@pytest.fixture
def sqlite_address(tmp_path: Path) -> str:
    return filled(f"sqlite:///{tmp_path}/office.db")


@pytest.fixture
def postgresql_address() -> Iterator[str]:
    """A real server of one's own, with a password; skipped where none is installed or may be."""
    programs = postgresql_programs()
    if programs is None:
        pytest.skip("no PostgreSQL: install it (Debian: apt-get install postgresql)")
    folder = Path(mkdtemp(prefix="panhuo-pg-", dir="/tmp"))
    (folder / "password").write_text("s3cret")
    is_root = os.geteuid() == 0
    who = ["runuser", "-u", "postgres", "--"] if is_root else []
    if is_root:
        for path in (folder, folder / "password"):
            shutil.chown(path, "postgres")

    def run(program: str, *arguments: str) -> None:
        subprocess.run([*who, str(programs / program), *arguments], check=True, capture_output=True, cwd="/")

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    data = str(folder / "data")
    run("initdb", "-D", data, "-U", "office", "-A", "scram-sha-256", f"--pwfile={folder}/password", "--no-sync")
    try:
        run("pg_ctl", "-D", data, "-w", "-l", f"{folder}/log", "-o", f"-p {port} -k {folder} -h 127.0.0.1", "start")
        yield filled(f"postgresql+psycopg://office:s3cret@127.0.0.1:{port}/postgres")
    finally:
        subprocess.run([*who, str(programs / "pg_ctl"), "-D", data, "-m", "immediate", "stop"], cwd="/", check=False)
        shutil.rmtree(folder, ignore_errors=True)


def postgresql_programs() -> Path | None:
    """Where initdb and pg_ctl are; Debian's are installed where that may be done."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not found and os.geteuid() == 0 and shutil.which("apt-get"):
        subprocess.run(["apt-get", "update", "-q"], check=False)
        command = ["apt-get", "install", "-qy", "--no-install-recommends", "postgresql"]
        subprocess.run([*command, "-o", "DPkg::Lock::Timeout=300"], check=False)
        found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    elsewhere = shutil.which("initdb")
    return found[-1].parent if found else Path(elsewhere).parent if elsewhere else None


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_return_comes_out_of_a_database(project: Path, kind: str, request: pytest.FixtureRequest):
    address: str = request.getfixturevalue(f"{kind}_address")
    plan(project, f"2023Q4:\n  query: {QUERY}\n  database: PANHUO_DATABASE\n{RECORD}")

    assert run(project, PANHUO_DATABASE=address) == ["2023Q4.csv: 已取得"]
    assert target(project).with_suffix(".csv").read_text("utf-8").startswith("地区,指标,对象,口径,数值\n")
    assert run(project, PANHUO_DATABASE=address) == ["2023Q4.csv: 没有变化"]
    assert problems(Inputs(project)) == ()


def test_an_answer_without_rows_does_not_come_in(project: Path, sqlite_address: str):
    plan(project, f"2023Q4:\n  query: {QUERY} WHERE 1 = 0\n  database: PANHUO_DATABASE\n{RECORD}")

    assert run(project, PANHUO_DATABASE=sqlite_address) == [
        "2023Q4.csv: 尚未到发布时间，还没有取得（没有通过检查：data/releases/2023Q4/2023Q4.csv: "
        "没有读到一个数；请用 build.py form 生成的空表填写后放入 [missing-row]）"
    ]
    assert not target(project).with_suffix(".csv").exists()


def test_a_postgresql_query_only_reads_ends_in_time_and_keeps_its_password(postgresql_address: str):
    with pytest.raises(Rejected, match="不接受"):
        answer(postgresql_address, "WITH x AS (DELETE FROM returns RETURNING *) SELECT * FROM x", 1000)
    with pytest.raises(Rejected, match="不接受"):
        answer(postgresql_address, "SELECT 1; SELECT 2", 1000)
    with pytest.raises(Rejected, match="不接受"):
        answer(postgresql_address, "COPY (SELECT 1) TO PROGRAM 'cat'", 1000)
    with pytest.raises(Rejected, match="不接受"):
        answer(postgresql_address, "SET TRANSACTION READ WRITE", 1000)
    with pytest.raises(Rejected, match=r"超过 0\.5 秒"):
        answer(postgresql_address, "SELECT pg_sleep(30)", 1000, longest=0.5)
    with pytest.raises(Unreachable) as caught:
        answer(postgresql_address.replace("s3cret", "wr0ng"), "SELECT 1", 1000)
    assert "wr0ng" not in str(caught.value)


# ---------------------------------------------------------------- data/fetch.yml

GOOD = "https://stats.example.gov.cn/2026Q4.xlsx"


@pytest.mark.parametrize(
    ("entry", "rule"),
    [
        (f"2026Q5: {{url: '{GOOD}', sha256: {'a' * 64}}}", "fetch-quarter"),
        (f"2026Q4: {{url: '{GOOD}', sha256: {'a' * 64}}}", "fetch-record"),
        (f"2026Q4: {{url: '{GOOD}'}}", "fetch-checksum"),
        (f"2026Q4: {{url: '{GOOD}', sha256: abc}}", "fetch-checksum"),
        ("2026Q4: {url: 'http://stats.example.gov.cn/2026Q4.xlsx'}", "fetch-address"),
        ("2026Q4: {url: 'https://me:pw@stats.example.gov.cn/2026Q4.xlsx'}", "fetch-address"),
        ("2026Q4: {url: 'https://stats.example.gov.cn/return'}", "fetch-address"),
        (f"2026Q4: {{url: '{GOOD}', token: s3cret}}", "fetch-secret"),
        ("2026Q4: {query: SELECT 1, database: 'postgresql://u:p@h/d'}", "fetch-secret"),
        ("2026Q4: {query: SELECT 1}", "fetch-place"),
        ("2026Q4: {}", "fetch-place"),
        ("2026Q4: {query: DROP TABLE t, database: DB}", "fetch-query"),
        ("2026Q4: {query: SELECT 1, database: DB, release_at: soon}", "fetch-moment"),
        ("2026Q4: {query: SELECT 1, database: DB, password: x}", "unknown-column"),
        ("2026Q4: [", "broken-yaml"),
    ],
)
def test_what_is_wrong_with_the_plan_is_said_by_line(project: Path, entry: str, rule: str):
    sources, found = read_plan(Inputs(plan(project, f"# plan\n{entry}\n")))

    assert sources == ()
    assert rule in {problem.rule for problem in found if problem.place.line in (2, 3)}


def test_without_a_plan_there_is_nothing_to_fetch(project: Path, capsys: pytest.CaptureFixture[str]):
    assert build.main(["fetch", "--root", str(project)]) == 0
    assert capsys.readouterr().out == "data/fetch.yml 没有列出来源\n"


def test_a_wrong_plan_is_a_problem_of_the_data_like_any_other(project: Path, capsys: pytest.CaptureFixture[str]):
    plan(project, "2026Q4: {}\n")

    assert build.main(["fetch", "--root", str(project)]) == 1
    assert build.main(["check", "--root", str(project)]) == 1
    assert capsys.readouterr().err.count("data/fetch.yml:1: ") >= 2


def test_the_plan_is_not_published(project: Path):
    plan(project, "2026Q4: {}\n")

    assert "data/files/fetch.yml" not in {
        artifact.path for artifact in data_files(Inputs(project), read(Inputs(project)))
    }
