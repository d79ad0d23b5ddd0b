"""`build.py deploy`: a new folder for each build, one switch of a link, and a way back."""

from __future__ import annotations

import fcntl
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import build
from report.deliver.deploy import builds, current, deploy, rollback
from report.model import Refusal
from tests.sites import finished

NOW = datetime(2025, 1, 20, 1, 30, tzinfo=UTC)


def live(server: Path) -> str:
    """What readers of the home page see."""
    return (server / "current/index.html").read_text("utf-8")


@pytest.fixture
def server(tmp_path: Path) -> Path:
    return tmp_path / "server"


def release(server: Path, home: str, now: datetime = NOW, keep: int = 5) -> str | None:
    """Build and deploy a site whose home page says *home*."""
    return deploy(finished(server.with_name(f"site-{home}"), {"index.html": home}), server, now, keep=keep)


def test_a_deployment_is_a_folder_and_a_relative_link(server: Path):
    name = release(server, "一")

    assert str((server / "current").readlink()) == f"builds/{name}"
    assert name and name.startswith("20250120T013000Z-")
    assert live(server) == "一"
    assert sorted(path.name for path in server.iterdir()) == [".lock", "builds", "current"]


def test_the_same_bytes_are_not_deployed_again(server: Path):
    release(server, "一")

    assert release(server, "一", NOW + timedelta(days=1)) is None
    assert len(builds(server)) == 1


def test_the_same_bytes_are_deployed_again_where_the_live_ones_are_spoilt(server: Path):
    release(server, "一")
    (server / "current/index.html").write_text("坏", "utf-8")

    assert release(server, "一")
    assert live(server) == "一"


def test_a_file_that_did_not_change_is_shared_and_keeps_its_time(server: Path):
    release(server, "一")
    before = (server / "current/assets/panhuo.css").stat()
    release(server, "二")
    after = (server / "current/assets/panhuo.css").stat()

    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_a_clock_set_back_does_not_disturb_the_order(server: Path):
    release(server, "一", NOW)
    release(server, "二", NOW - timedelta(days=1))

    assert [build.name[:16] for build in builds(server)] == ["20250120T013000Z", "20250120T013001Z"]
    assert live(server) == "二"


def test_rollback_goes_back_step_by_step_and_says_when_it_cannot(server: Path):
    for home in "一二三":
        release(server, home)

    rollback(server)
    assert live(server) == "二"
    rollback(server)
    assert live(server) == "一"
    with pytest.raises(Refusal, match="没有更早的版本可以退回"):
        rollback(server)
    assert live(server) == "一"


def test_what_was_rolled_back_from_is_no_longer_history_after_the_next_deployment(server: Path):
    for home in "一二三":
        release(server, home)
    rollback(server)
    release(server, "四")
    rollback(server)

    assert live(server) == "二"


def test_a_spoilt_build_is_not_rolled_back_to(server: Path):
    first = release(server, "一")
    release(server, "二")
    (server / f"builds/{first}/index.html").write_text("坏", "utf-8")

    with pytest.raises(Refusal, match=r"已损坏：index\.html"):
        rollback(server)
    assert live(server) == "二"


def test_the_last_few_are_kept_and_never_fewer_than_two(server: Path):
    for home in "一二三四":
        release(server, home, keep=3)
    assert len(builds(server)) == 3

    release(server, "五", keep=0)
    assert len(builds(server)) == 2
    assert (server / "previous/index.html").read_text("utf-8") == "四"


def test_leftovers_of_a_killed_deployment_are_swept(server: Path):
    release(server, "一")
    (server / "builds/.new-20250120T013000Z-abc/regions").mkdir(parents=True)
    (server / "builds/.old-20250119T013000Z-abc").mkdir()
    (server / ".new-current").symlink_to("builds/nowhere")
    release(server, "二")

    assert not [*server.glob("builds/.*"), *server.glob(".new-*")]
    assert live(server) == "二"


def test_what_is_no_build_is_left_alone(server: Path):
    (server / "builds/lost+found").mkdir(parents=True)
    (server / "builds/README").touch()
    (server / "builds/.DS_Store").touch()
    release(server, "一")
    release(server, "二", keep=2)
    release(server, "三", keep=2)

    assert live(server) == "三"
    assert len(builds(server)) == 2
    assert {"lost+found", "README", ".DS_Store"} < {path.name for path in (server / "builds").iterdir()}


@pytest.mark.parametrize("stamp", ["99991231T235959Z", "99999999T999999Z"])
def test_a_folder_behind_which_no_time_is_left_is_to_be_moved_away(server: Path, stamp: str):
    release(server, "一")
    (server / f"builds/{stamp}-abcabcabcabc").mkdir()

    with pytest.raises(Refusal, match=f"builds 中有名称为 {stamp} 的文件夹，它后面没有时间了，请移开"):
        release(server, "二")
    assert live(server) == "一"


def test_previous_leads_to_a_whole_build_at_every_moment_of_a_deployment(server: Path, monkeypatch: pytest.MonkeyPatch):
    for home in "一二三":
        release(server, home)
    rollback(server)  # previous leads to what the next deployment withdraws
    seen, removed = list[bool](), shutil.rmtree

    def watched(folder: Path, ignore_errors: bool = False) -> None:
        seen.append((server / "previous/index.html").is_file())
        removed(folder, ignore_errors)

    monkeypatch.setattr(shutil, "rmtree", watched)
    release(server, "四")

    assert seen == [True]
    assert (live(server), (server / "previous/index.html").read_text("utf-8")) == ("四", "二")


def test_a_build_that_was_never_switched_to_is_not_history(server: Path):
    release(server, "一")
    finished(server / "builds/20250120T013500Z-abcabcabcabc", {"index.html": "未上线"})
    release(server, "二")
    rollback(server)

    assert live(server) == "一"


def test_two_at_once_are_one_too_many(server: Path):
    release(server, "一")
    with (server / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(Refusal, match="正在进行另一次部署"):
            release(server, "二")
    assert live(server) == "一"


@pytest.mark.parametrize(
    ("spoil", "what"),
    [
        (lambda site: (site / "index.html").write_text("坏"), "index.html: 内容与 build.json 不符"),
        (lambda site: (site / "index.html").unlink(), "index.html: 缺少"),
        (lambda site: (site / "extra.html").write_text(""), "extra.html: build.json 中没有"),
        (lambda site: (site / "build.json").unlink(), "build.json: 没有可读的 build.json"),
    ],
)
def test_a_site_that_is_not_whole_is_refused(server: Path, tmp_path: Path, spoil, what: str):
    release(server, "一")
    site = finished(tmp_path / "spoilt", {"index.html": "二"})
    spoil(site)

    with pytest.raises(Refusal) as refused:
        deploy(site, server, NOW)
    assert what in str(refused.value)
    assert live(server) == "一"


def test_synthetic_data_are_refused_but_for_a_rehearsal(server: Path, tmp_path: Path):
    site = finished(tmp_path / "example", synthetic=True)

    with pytest.raises(Refusal, match="示例数据不能发布"):
        deploy(site, server, NOW)
    assert current(server) is None
    assert deploy(site, server, NOW, synthetic=True)


def test_a_full_disk_leaves_what_is_live(
    server: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    release(server, "一")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("shutil.copyfile", full)
    two = finished(tmp_path / "two", {"index.html": "二"})
    assert build.main(["deploy", str(server), "--site", str(two)]) == 1
    assert capsys.readouterr().err == f"所在的磁盘已满；请先腾出空间\n没有部署；{server} 保持原样\n"
    assert live(server) == "一"
    assert len(list((server / "builds").iterdir())) == 1


def test_the_commands_say_what_they_did(server: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    site = finished(tmp_path / "site")
    arguments = ["deploy", str(server), "--site", str(site)]

    assert build.main(arguments) == 0
    assert "已上线" in capsys.readouterr().out
    assert build.main(arguments) == 0
    assert "内容没有变化" in capsys.readouterr().out
    assert build.main(["deploy", str(server), "--rollback"]) == 1
    assert f"没有更早的版本可以退回；{server} 保持原样" in capsys.readouterr().err
