"""A site on a server of one's own: a folder for each build, and one link that readers follow.

    DIR/builds/20261122T013000Z-1a2b3c4d5e6f/   one whole build; in order of name they are the history
    DIR/current  → builds/…                     what readers see; switched by one rename
    DIR/previous → builds/…                     what they saw before, for whoever is in the middle of a visit

A build is copied to a name that begins with a dot, checked whole, and only then renamed; a folder is renamed to such a
name before it is removed. So whatever is killed leaves whole builds and things to sweep, and `current` names a whole
build at every moment. A rollback is a step back in the history; the next deployment drops what was stepped back from.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from report.deliver.manifest import NAME, Manifest, hash_of
from report.deliver.site_check import compare_folder
from report.disk import in_turn
from report.model import Refusal

STAMP = "%Y%m%dT%H%M%SZ"
SHORT = 12  # hexadecimal digits of the output hash in a folder's name
BUILD = re.compile(rf"\d{{8}}T\d{{6}}Z-[0-9a-f]{{{SHORT}}}")
NEW = ".new-"
OLD = ".old-"


def deploy(site: Path, target: Path, now: datetime, *, keep: int = 5, synthetic: bool = False) -> str | None:
    """Make *site* live in *target*; the name of its new folder, or None where those very bytes are live already.

    *keep* builds stay, the live one and the one before always among them. *now* names the folder.
    """
    manifest = _fit_to_publish(site, synthetic)
    with _locked(target):
        _sweep(target)
        live = current(target)
        if live and _is_whole(live, manifest.output):
            return None
        name = _next_name(target, now, manifest)
        try:
            _copy(site, manifest, target / "builds" / (NEW + name), live)
        except BaseException:
            _sweep(target)
            raise
        if live:
            _point(target, "previous", live.name)  # first: it may lead to what is withdrawn now
        for withdrawn in [build for build in builds(target) if live and build.name > live.name]:
            _remove(withdrawn)
        (target / "builds" / (NEW + name)).rename(target / "builds" / name)
        _point(target, "current", name)
        for build in builds(target)[: -max(keep, 2)]:
            _remove(build)
        return name


def rollback(target: Path) -> str:
    """Make the build before the live one live; its name."""
    with _locked(target):
        _sweep(target)
        live = current(target)
        earlier = [build for build in builds(target) if live and build.name < live.name]
        if not live or not earlier:
            raise Refusal("没有更早的版本可以退回")
        if (verdict := compare_folder(earlier[-1])).disagreements:
            raise Refusal(f"更早的版本 {earlier[-1].name} 已损坏：{verdict.disagreements[0]}")
        _point(target, "previous", live.name)
        _point(target, "current", earlier[-1].name)
        return earlier[-1].name


def builds(target: Path) -> list[Path]:
    """The whole builds in *target*, oldest first; lost+found and the like are none of ours."""
    return sorted(path for path in (target / "builds").iterdir() if BUILD.fullmatch(path.name))


def current(target: Path) -> Path | None:
    """The folder that readers see, if any."""
    link = target / "current"
    return target / link.readlink() if link.is_symlink() and link.exists() else None


def _fit_to_publish(site: Path, synthetic: bool) -> Manifest:
    verdict = compare_folder(site)
    if verdict.manifest is None or verdict.disagreements:
        raise Refusal("\n".join([*verdict.disagreements, f"{site} 不完整，请重新运行 build.py site"]))
    if verdict.manifest.synthetic and not synthetic:
        raise Refusal("示例数据不能发布；只为演练，请加 --synthetic")
    return verdict.manifest


@contextmanager
def _locked(target: Path) -> Iterator[None]:
    """One deployment at a time; the lock of one that was killed is gone with it."""
    link = target / "current"
    if link.exists() and not link.is_symlink():
        raise Refusal(f"{link} 应是链接，请移开")
    (target / "builds").mkdir(parents=True, exist_ok=True)

    def is_taken() -> None:
        raise Refusal(f"{target} 正在进行另一次部署")

    with in_turn(target / ".lock", is_taken):
        yield


def _sweep(target: Path) -> None:
    """Remove what a killed deployment left."""
    for begin in (NEW, OLD):
        for leftover in (target / "builds").glob(f"{begin}*"):
            shutil.rmtree(leftover)
    for name in ("current", "previous"):
        (target / (NEW + name)).unlink(missing_ok=True)


def _is_whole(build: Path, output: str) -> bool:
    verdict = compare_folder(build)
    return verdict.manifest is not None and verdict.manifest.output == output and not verdict.disagreements


def _next_name(target: Path, now: datetime, manifest: Manifest) -> str:
    """Later than all others by name, also where a clock was set back."""
    last = max((build.name.partition("-")[0] for build in builds(target)), default="")
    moment = now.astimezone(UTC).replace(microsecond=0)
    if moment.strftime(STAMP) <= last:
        try:
            moment = datetime.strptime(last, STAMP).replace(tzinfo=UTC) + timedelta(seconds=1)
        except (ValueError, OverflowError):
            raise Refusal(f"{target / 'builds'} 中有名称为 {last} 的文件夹，它后面没有时间了，请移开") from None
    return f"{moment.strftime(STAMP)}-{manifest.output.removeprefix('sha256:')[:SHORT]}"


def _copy(site: Path, manifest: Manifest, folder: Path, live: Path | None) -> None:
    """Copy what *manifest* lists and check it; a file that the live build has too is shared with it.

    Sharing saves room and keeps the file's time, hence its ETag: readers fetch again only what changed.
    """
    for path, digest in manifest.files.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        if live and ((live / path).is_file() and hash_of((live / path).read_bytes()) == digest):
            os.link(live / path, file)
        else:
            shutil.copyfile(site / path, file)
    shutil.copyfile(site / NAME, folder / NAME)
    for copied in (folder, *folder.rglob("*")):  # a web server reads it, whatever the umask
        copied.chmod(0o755 if copied.is_dir() else 0o644)
    if not _is_whole(folder, manifest.output):
        raise Refusal(f"{site} 在复制时有变化，请重试")
    os.sync()  # one for thousands of files, before the link leads to them


def _point(target: Path, link: str, name: str) -> None:
    """Have *link* lead to the build *name*, in one rename."""
    beside = target / (NEW + link)
    beside.symlink_to(Path("builds", name))
    beside.replace(target / link)
    folder = os.open(target, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _remove(build: Path) -> None:
    doomed = build.with_name(OLD + build.name)
    build.rename(doomed)
    shutil.rmtree(doomed)
