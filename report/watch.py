"""`build.py watch`: is what readers see what it should be? Everything that is not, in one report."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from report import moment
from report.address import address_of
from report.changes.telling import escaped
from report.compose import as_sealed, out_of, outline
from report.compose import unsealed as unsealed_editions
from report.dataset import read
from report.deliver.http import CONNECTIONS, Remote
from report.deliver.manifest import Manifest, ManifestError
from report.deliver.manifest import inputs as hashes_of_inputs
from report.deliver.manifest import read as read_manifest
from report.deliver.site_check import compare_url
from report.fetch.intake import last
from report.fetch.sources import read_plan
from report.inputs import Inputs
from report.inputs.files import read_raw
from report.inputs.settings import read_ledger
from report.ledger import unsealed
from report.model import DataError, Dataset
from report.numbers import embargo

MARK = "<!-- panhuo: watch -->"  # by which the one issue is found again
TITLE = "网站巡查：有事项需要处理"
GRACE = timedelta(minutes=90)  # a scheduled workflow may begin late
RETURNS = "data/releases"
SHOWN = 20
MOVED = (301, 308, 410)  # for good, or gone


@dataclass(frozen=True)
class Notice:
    """One thing that is not as it should be, and under which heading it is told."""

    heading: str
    what: str


def watch(root: Path, url: str, now: datetime, against: Path | None = None) -> tuple[Notice, ...]:
    """All that is wrong with the site at *url*, compared with the project in *root*, at *now*.

    *against* is what that project builds at *now*; without it the live site is judged by what it was made from.
    """
    inputs, verdict = Inputs(root), compare_url(url)
    live = [Notice("线上网站", line) for line in verdict.disagreements]
    if verdict.manifest and verdict.manifest.synthetic:
        live += [Notice("线上网站", "线上是示例数据")]
    if verdict.manifest and against:
        live += _unlike(verdict.manifest, against)
    elif verdict.manifest:
        live += _unlike_inputs(inputs, verdict.manifest)
    try:
        whole = read(inputs)
        dataset = as_sealed(inputs, out_of(whole, now, earnest=True))
        own = [*_overdue(dataset), *_unsealed(inputs, dataset)]
        if verdict.manifest and not against:
            live += _late(whole, verdict.manifest, now)
    except DataError as error:
        own = [Notice("数据", str(problem)) for problem in error.problems]
    return (*live, *own, *_unanswered(inputs, url, verdict.manifest), *_of_sources(root))


def _unlike(manifest: Manifest, against: Path) -> Iterator[Notice]:
    """The live site is the one built here: inputs may differ, and minutes pass, without a byte of difference."""
    try:
        wanted = read_manifest(against)
    except ManifestError:
        yield Notice("数据", "主分支此刻构建不出网站；请运行 make site，看它指出的问题")
        return
    paths = manifest.files.keys() | wanted.files.keys()
    if differing := sorted(path for path in paths if manifest.files.get(path) != wanted.files.get(path)):
        yield Notice("线上网站", f"与主分支此刻的构建不一致：{_some(differing)}；请看 publish 工作流为何没有发布")


def _some(paths: list[str]) -> str:
    return "、".join(paths[:3]) + (f" 等 {len(paths)} 个文件" if len(paths) > 3 else "")


def _unlike_inputs(inputs: Inputs, manifest: Manifest) -> Iterator[Notice]:
    """The live site was made of the files that are here."""
    here = hashes_of_inputs(inputs.root, inputs.data)
    aside = {RETURNS} if read_plan(inputs)[0] else set()  # fetched returns are not in the repository
    differing = sorted(
        path for path in (here.keys() | manifest.inputs.keys()) - aside if here.get(path) != manifest.inputs.get(path)
    )
    if differing:
        yield Notice("线上网站", f"与主分支不一致：{_some(differing)}；请看 publish 工作流为何没有发布")


def _late(whole: Dataset, manifest: Manifest, now: datetime) -> Iterator[Notice]:
    """Nothing came out since the live site was made; the data know, build.json tells only what was announced."""
    due = embargo.next_change(whole, datetime.fromisoformat(manifest.moment))
    if due and due + GRACE < now:
        yield Notice("线上网站", f"{moment.title(due)}起应有新内容，线上还是{manifest.moment}的构建")


def _overdue(dataset: Dataset) -> Iterator[Notice]:
    for one in embargo.overdue(dataset):
        yield Notice("发布日历", f"{one.where}：{one.title}应在{moment.title(one.at)}发布，已逾期")


def _unsealed(inputs: Inputs, dataset: Dataset) -> Iterator[Notice]:
    """Published addresses are promised for good once they are sealed; a person does that, CI has no right to write."""
    ledger = read_ledger(inputs)
    if ledger.sealed_at and (found := unsealed(ledger, outline(inputs, dataset))):
        yield Notice("地址", f"{len(found)} 个地址还没有封存；请运行 build.py seal 并提交 data/urls.txt")
    yield from (Notice("封存", line) for line in unsealed_editions(inputs, dataset))


def _unanswered(inputs: Inputs, url: str, manifest: Manifest | None) -> Iterator[Notice]:
    """Sealed addresses that do not answer; those of the build's own files were asked already.

    A page that moved or was withdrawn may be answered by the web server itself; of such a file nothing is left.
    """
    if manifest is None:
        return
    asked = {address_of(path) for path in manifest.files}
    moved = {row["from"] for row in read_raw(inputs)[0].rows("redirects.csv")}
    waiting = [
        address
        for address in read_ledger(inputs).addresses
        if address not in asked and (address.endswith("/") or address not in moved)
    ]
    remote = Remote(url)
    with ThreadPoolExecutor(CONNECTIONS) as pool:
        answers = pool.map(remote.get, (address.lstrip("/") for address in waiting))
        for address, answer in zip(waiting, answers, strict=True):
            if answer.status not in ((200, *MOVED) if address in moved else (200,)):
                yield Notice("地址", f"{address} 不再回答（{answer.error or answer.status}）")


def _of_sources(root: Path) -> Iterator[Notice]:
    """Returns that the last `build.py fetch` did not get."""
    for status in last(root):
        if status.state in ("kept", "missing"):
            yield Notice("报表来源", str(status))


# ---------------------------------------------------------------- words


def markdown(notices: Iterable[Notice], url: str, now: datetime) -> str:
    """The report of one watch: an issue, or a summary of the run."""
    found = tuple(notices)
    lines = [MARK, f"{moment.title(now)}（北京时间）巡查 {escaped(url)}：", ""]
    if not found:
        return "\n".join([*lines, "一切正常。", ""])
    for heading in dict.fromkeys(notice.heading for notice in found):
        own = [notice for notice in found if notice.heading == heading]
        lines += [f"### {heading}（{len(own)}）", "", *(f"- {escaped(one.what, 500)}" for one in own[:SHOWN])]
        lines += [f"- ……还有 {len(own) - SHOWN} 项"] if len(own) > SHOWN else []
        lines += [""]
    return "\n".join(lines)
