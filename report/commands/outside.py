"""Commands about what readers see: what changes, deploy it, verify it, watch it, tell about it."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from report.commands.said import unchanged
from report.model import Refusal
from report.moment import BEIJING


def diff(
    root: Path, old: str, new: str, now: datetime, style: str, data: str, out: Path | None, at_release: bool
) -> int:
    """Print what changes between two states, in the *style* asked for; 1 where the new one cannot be published."""
    from report.changes.diff import Comparison, diff

    return diff(Comparison(root, old, new, data), now, style, out, at_release)


def verify(place: str, against: Path | None, headers: bool, patience: float = 0) -> int:
    """Say whether the site at *place*, a folder or an address, is what its build.json and *against* say.

    A site that has just been deployed is looked at again for *patience* seconds until it is.
    """
    from report.deliver import manifest
    from report.deliver.site_check import compare_folder, compare_url

    try:
        wanted = manifest.read(against) if against else None
    except manifest.ManifestError as error:
        raise Refusal(f"{against}: {error}") from error
    remote = place.startswith(("https://", "http://"))
    verdict = compare_url(place, wanted, headers=headers) if remote else compare_folder(Path(place), wanted)
    if patience > 0 and verdict.disagreements:
        time.sleep(min(patience, 15))
        return verify(place, against, headers, patience - 15)
    if verdict.manifest is None or verdict.disagreements:
        raise Refusal("\n".join([*verdict.disagreements, f"{place}: {len(verdict.disagreements)} 处不符"]))
    print(f"{place}: {len(verdict.manifest.files)} 个文件与 build.json 一致，构建于 {verdict.manifest.moment}")
    return 0


def deploy(target: Path, site: Path, keep: int, rollback: bool, synthetic: bool) -> int:
    """Make *site* live in *target*, whole or not at all; or the build before the live one, once again."""
    from report.deliver import deploy as server

    if rollback:
        with unchanged(target):
            print(f"{target}: 已退回 {server.rollback(target)}")
        return 0
    with unchanged(target, "\n没有部署；"):
        name = server.deploy(site, target, datetime.now(BEIJING), keep=keep, synthetic=synthetic)
    print(f"{target}: 已上线 {name}" if name else f"{target}: 内容没有变化，无须部署")
    return 0


def watch(root: Path, url: str, now: datetime, against: Path | None, issue: bool) -> int:
    """Say what is wrong with the live site; with *issue* also in the one issue that is kept about it."""
    from report.forge import Forge
    from report.watch import MARK, TITLE, markdown, watch

    found = watch(root, url, now, against)
    text = markdown(found, url, now)
    print(text)
    if issue:
        Forge.of(os.environ).keep_issue(TITLE, MARK, text if found else None)
    return 1 if found else 0


def comment(event: Path, changes: Path) -> int:
    """Tell a pull request what it will change, in the one comment that is kept on it."""
    from report.changes.diff import comment
    from report.forge import Forge

    print(comment(Forge.of(os.environ), event.read_bytes(), changes))
    return 0


def awake(workflows: Sequence[str]) -> int:
    """Keep the schedules of *workflows* from being switched off after 60 quiet days."""
    from report.forge import Forge

    forge = Forge.of(os.environ)
    for workflow in workflows:
        forge.keep_awake(workflow)
    return 0
