"""`build.py serve`: one rebuild per edit, and what is wrong in place of the pages while something is."""

from __future__ import annotations

import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Thread
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from report.publish.preview import page_of
from tests.conftest import ROOT, copy_project

EPOCH = re.compile(r"livereload\(([0-9]+), [0-9]+\)")
SETTLED = 3.0  # seconds without a word from the server: a second rebuild would have begun by then


class Preview:
    """A running preview of a project: what it said, and its pages."""

    def __init__(self, project: Path, port: int) -> None:
        command = [sys.executable, "build.py", "serve", "--port", str(port)]
        self.process = subprocess.Popen(
            command, cwd=project, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8"
        )
        self.url = f"http://127.0.0.1:{port}/"
        self.said: list[str] = []
        Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        for line in self.process.stdout or ():
            self.said.append(line.strip())

    def updates(self) -> int:
        return sum("已更新" in line for line in self.said)

    def page_that_is_not_there(self, address: str) -> str:
        with pytest.raises(HTTPError) as caught:
            self.page(address)
        return caught.value.read().decode()

    def page(self, address: str) -> str:
        text: str = urlopen(self.url + address).read().decode()
        return text


def wait_for(true: Callable[[], bool], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "nothing happened"
        time.sleep(0.1)


def quiet(preview: Preview) -> None:
    """Wait until the server has said nothing for a while."""
    heard, since = -1, time.monotonic()
    while time.monotonic() - since < SETTLED:
        if len(preview.said) != heard:
            heard, since = len(preview.said), time.monotonic()
        time.sleep(0.1)


@pytest.fixture(scope="module")
def preview(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Preview]]:
    project = copy_project(tmp_path_factory.mktemp("live") / "project")
    (project / ".cache").symlink_to(ROOT / ".cache") if (ROOT / ".cache").exists() else None
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    running = Preview(project, port)
    try:
        wait_for(lambda: any(running.url in line for line in running.said))
        quiet(running)
        yield project, running
    finally:
        running.process.terminate()
        running.process.wait(10)


def test_an_edit_is_seen_after_one_rebuild(preview: tuple[Path, Preview]):
    project, running = preview
    before = running.updates()
    prose = project / "content/data.md"
    prose.write_text(prose.read_text("utf-8").replace("从不混用", "决不混用"), "utf-8")

    wait_for(lambda: running.updates() > before)
    quiet(running)

    assert running.updates() == before + 1
    assert "决不混用" in running.page("data/")


def test_broken_data_are_said_in_the_terminal_and_in_place_of_every_page(preview: tuple[Path, Preview]):
    project, running = preview
    before = running.updates()
    figures = project / "data/figures.csv"
    good = figures.read_text("utf-8")
    figures.write_text(good.replace(",全国,", ",全囯<script>,", 1), "utf-8")

    wait_for(lambda: any("[unknown-region]" in line for line in running.said))
    wait_for(lambda: "页面未更新" in running.page(""))
    home = running.page("")
    assert "data/figures.csv:" in home
    assert "全囯&lt;script&gt;" in home
    assert "[unknown-region]" in home
    assert "data/figures.csv:" in running.page("data/sources/")
    assert "data/figures.csv:" in running.page_that_is_not_there("nowhere/")
    assert "页面未更新" not in running.page("assets/favicon.svg")
    assert running.updates() == before
    assert "高校和科研机构存量专利盘活进展" in (project / "build/preview/index.html").read_text("utf-8")

    (epoch,) = EPOCH.findall(home)
    figures.write_text(good, "utf-8")
    assert int(running.page(f"livereload/{epoch}/1")) > int(epoch)  # what makes the browser load the page again
    wait_for(lambda: running.updates() > before)  # the line is heard by a thread of its own, a moment later
    assert "高校和科研机构存量专利盘活进展" in running.page("")


def test_a_half_typed_template_is_shown_with_its_line(preview: tuple[Path, Preview]):
    project, running = preview
    template = project / "templates/home.md.j2"
    good = template.read_text("utf-8")
    template.write_text(good + "{% if %}", "utf-8")

    wait_for(lambda: "TemplateSyntaxError" in running.page(""))
    assert "home.md.j2" in running.page("")

    template.write_text(good, "utf-8")
    wait_for(lambda: "高校和科研机构存量专利盘活进展" in running.page(""))


def test_the_page_of_problems_says_what_they_are_and_runs_nothing():
    page = page_of(["data/x.csv:2: <script>alert(1)</script>；请改正 [unsafe-content]"]).decode()

    assert "<h1>1 个问题</h1>" in page
    assert "<li>data/x.csv:2: &lt;script&gt;alert(1)&lt;/script&gt;；请改正 [unsafe-content]</li>" in page
    assert "<script" not in page
    assert "style" not in page


def test_of_endless_problems_the_page_says_how_many_more_there_are():
    page = page_of([f"{n}: 错 [x]" for n in range(501)]).decode()

    assert page.count("<li>") == 500
    assert "另有 1 个" in page
