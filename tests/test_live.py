"""`build.py serve`: one rebuild per edit, and the last good pages while the data are broken."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Thread
from urllib.request import urlopen

import pytest

from tests.conftest import ROOT, copy_project

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


def test_broken_data_are_said_and_the_last_good_pages_stay(preview: tuple[Path, Preview]):
    project, running = preview
    before = running.updates()
    figures = project / "data/figures.csv"
    good = figures.read_text("utf-8")
    figures.write_text(good.replace(",全国,", ",全囯,", 1), "utf-8")

    wait_for(lambda: any("[unknown-region]" in line for line in running.said))
    assert running.updates() == before
    assert "高校和科研机构存量专利盘活进展" in running.page("")

    figures.write_text(good, "utf-8")
    wait_for(lambda: running.updates() > before)
