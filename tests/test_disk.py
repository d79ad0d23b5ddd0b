"""Disks that are full, neighbours that build too, and files that are none: what a person is told, and what stays."""

import errno
import os
import shutil
import signal
import time
from collections.abc import Callable
from pathlib import Path
from threading import Thread
from types import SimpleNamespace

import pytest

from report.compose import content_problems
from report.disk import building, in_turn, must_have_room, own_bytes, put
from report.inputs import Inputs
from report.model import LaidAway, Refusal, Site
from report.plaintext import printable
from report.publish import write
from report.store import digest
from tests.conftest import ROOT


def test_a_file_that_the_disk_does_not_take_is_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    file = tmp_path / "urls.txt"
    put(file, b"whole")
    whole = Path.write_bytes

    def full(path: Path, content: bytes) -> int:
        whole(path, content[:2])
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OSError, match=r"urls[.]txt") as refused:
        put(file, b"other")

    assert (refused.value.errno, file.read_bytes()) == (errno.ENOSPC, b"whole")
    assert [path.name for path in tmp_path.iterdir()] == ["urls.txt"]


def test_a_file_is_never_written_into_the_old_one_which_others_share(tmp_path: Path):
    put(tmp_path / "a/one", b"old")
    os.link(tmp_path / "a/one", tmp_path / "shared")

    put(tmp_path / "a/one", b"new")

    assert (tmp_path / "shared").read_bytes() == b"old"
    assert own_bytes(tmp_path) == 6


def test_room_is_asked_for_before_work_begins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda place: SimpleNamespace(free=3_900_000))

    must_have_room(tmp_path / "not/there/yet", 3_900_000)
    with pytest.raises(Refusal, match="site 所在的磁盘至少需要 4 MB，只剩 3 MB；请先腾出空间"):
        must_have_room(tmp_path / "site", 3_900_001)


def test_what_is_laid_away_needs_room_as_well(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda place: SimpleNamespace(free=9))
    site = Site((LaidAway("data.csv", lambda: b"0123456789", 10),), ())

    with pytest.raises(Refusal, match="docs 所在的磁盘至少需要 1 MB，只剩 0 MB"):
        write(site, tmp_path / "docs")
    assert not (tmp_path / "docs").exists()


def test_of_two_builds_in_one_checkout_the_second_is_told_and_waits(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    order = list[str]()

    def second() -> None:
        with building(tmp_path):
            order.append("second")

    with building(tmp_path):
        other = Thread(target=second)
        other.start()
        while "等它结束" not in capsys.readouterr().err:
            time.sleep(0.01)
        order.append("first")
    other.join(10)

    assert order == ["first", "second"]


def test_the_turn_of_a_build_that_was_killed_is_over(tmp_path: Path):
    lock, (ready, said) = tmp_path / "lock", os.pipe()
    if not (child := os.fork()):
        with in_turn(lock, lambda: None):
            os.write(said, b"!")
            time.sleep(60)
    os.read(ready, 1)

    with pytest.raises(InterruptedError), in_turn(lock, _raise_interrupted):
        pass
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)

    with in_turn(lock, _raise_interrupted):
        pass


def _raise_interrupted() -> None:
    raise InterruptedError


A_FILE = "这里应是一个文件；请换成普通文件，不要用文件夹或失效的链接 [unreadable-file]"
ODD_NAME = "名称里有不能显示的字符；请改名 [unreadable-file]"
OUTSIDE = "这是通到项目以外的链接；请把文件本身放到这里 [unreadable-file]"


@pytest.mark.parametrize(
    ("name", "make", "said"),
    [
        ("content/faq.yml", os.mkfifo, A_FILE),
        ("content/pages/new.md", os.mkfifo, A_FILE),
        ("templates/home.md.j2", os.mkfifo, A_FILE),
        ("mkdocs.yml", os.mkfifo, A_FILE),
        ("mkdocs.yml", os.mkdir, A_FILE),
        ("content/pages/new.md", lambda path: path.symlink_to("nowhere.md"), A_FILE),
        ("content/pages/new.md", lambda path: path.symlink_to(path), A_FILE),
        ("content/pages/new.md", lambda path: path.symlink_to("/etc/passwd"), OUTSIDE),
        ("templates/theme/new.css", lambda path: path.symlink_to("/dev/zero"), OUTSIDE),
        (os.fsdecode(b"content/pages/\xff\n.md"), Path.touch, ODD_NAME),
        ("content/faq\u202e.yml", Path.touch, ODD_NAME),
        ("templates/theme/etc", lambda path: path.symlink_to("/etc"), OUTSIDE),
    ],
)
def test_what_is_no_file_of_the_project_is_named_and_never_read(
    name: str, make: Callable[[Path], None], said: str, tmp_path: Path
):
    for folder in ("content", "templates"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    shutil.copyfile(ROOT / "mkdocs.yml", tmp_path / "mkdocs.yml")
    (tmp_path / name).unlink(missing_ok=True)
    make(tmp_path / name)

    assert [*map(str, content_problems(Inputs(tmp_path)))] == [f"{printable(name)}: {said}"]
    assert digest([tmp_path / "content", tmp_path / "templates"])


def test_what_an_editor_leaves_beside_a_file_is_no_problem(tmp_path: Path):
    (tmp_path / "content").mkdir()
    (tmp_path / "content/.#faq.yml").symlink_to("somebody@somewhere.1234")

    assert [*Inputs(tmp_path).irregular()] == []
