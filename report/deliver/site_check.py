"""Is a site what its build.json says? Of a folder and of a live site; every disagreement is named."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from report.address import below_root
from report.audit.built import Built
from report.deliver.headers import header_problems, policy_of
from report.deliver.http import CONNECTIONS, Answer, Remote
from report.deliver.manifest import NAME, Manifest, ManifestError, hash_of, hashes, parse, read

NOT_FOUND = "404.html"
NOWHERE = "no-such-page/"  # an address that no site has
DEAD = 10  # answers that fail before a server is given up


@dataclass(frozen=True)
class Verdict:
    """What was checked, and each disagreement as a line: `path: what`."""

    manifest: Manifest | None
    disagreements: tuple[str, ...]


def compare_folder(folder: Path, against: Manifest | None = None) -> Verdict:
    """Every file of *folder*, those too many included, by its build.json; then that by *against*."""
    try:
        manifest = read(folder)
    except ManifestError as error:
        return Verdict(None, (f"{NAME}: {error}",))
    found = hashes(Built.read(folder))
    own = tuple(_differences(manifest.files, found, "缺少", "build.json 中没有", "内容与 build.json 不符"))
    return Verdict(manifest, (*own, *_of_another_build(manifest, against)))


def compare_url(url: str, against: Manifest | None = None, *, headers: bool = False) -> Verdict:
    """Every file of the site at *url* by its build.json, its answer to a wrong address, and on request its headers."""
    remote = Remote(url)
    answer = remote.get(NAME)
    if answer.error or answer.status != 200:
        return Verdict(None, (f"{NAME}: {_failure(answer)}",))
    try:
        manifest = parse(answer.body)
    except ManifestError as error:
        return Verdict(None, (f"{NAME}: {error}",))
    found = (*_of_another_build(manifest, against), *_wrong_files(remote, manifest), *_wrong_address(remote, manifest))
    return Verdict(manifest, (*found, *(_wrong_headers(remote, manifest) if headers else ())))


def _wrong_files(remote: Remote, manifest: Manifest) -> Iterator[str]:
    paths = [path for path in manifest.files if path != NOT_FOUND]
    silent = 0
    with ThreadPoolExecutor(CONNECTIONS) as pool:
        for path, answer in zip(paths, pool.map(remote.get, map(below_root, paths)), strict=True):
            silent += bool(answer.error)
            if answer.error or answer.status != 200:
                yield f"{path}: {_failure(answer)}"
            elif hash_of(answer.body) != manifest.files[path]:
                yield f"{path}: 内容与 build.json 不符"
            if silent >= DEAD:
                pool.shutdown(cancel_futures=True)
                yield f"（其余文件未查：服务器已有 {DEAD} 次没有回答）"
                return


def _wrong_address(remote: Remote, manifest: Manifest) -> Iterator[str]:
    """A wrong address answers 404, with the site's own page where it has one."""
    answer = remote.get(NOWHERE)
    if answer.error or answer.status != 404:
        yield f"{NOWHERE}: 不存在的地址应回答 404；{_failure(answer)}"
    elif NOT_FOUND in manifest.files and hash_of(answer.body) != manifest.files[NOT_FOUND]:
        yield f"{NOT_FOUND}: 不存在的地址显示的不是本站的 404 页"


def _wrong_headers(remote: Remote, manifest: Manifest) -> Iterator[str]:
    """Of one file of each kind, of build.json and of a wrong address."""
    files = (path for path in sorted(manifest.files, reverse=True) if path != NOT_FOUND)
    kinds = {(PurePosixPath(path).suffix, policy_of(path)["frame-ancestors"]): path for path in files}
    for path in (*map(below_root, sorted(kinds.values())), NAME, NOWHERE):
        answer = remote.get(path)
        if answer.error:
            yield f"{path}: {answer.error}"
        else:
            problems = header_problems(answer.headers, policy_of(path), https=remote.https)
            yield from (f"{path or '/'}: {problem}" for problem in problems)


def _of_another_build(live: Manifest, wanted: Manifest | None) -> Iterator[str]:
    if wanted and live.output != wanted.output:
        yield f"{NAME}: 是另一次构建（{live.moment}，{live.output[:19]}），应为 {wanted.moment}，{wanted.output[:19]}"
        yield from _differences(wanted.files, live.files, "缺少", "多出", "是另一次构建的内容")


def _differences(
    wanted: Mapping[str, str], found: Mapping[str, str], missing: str, extra: str, altered: str
) -> Iterator[str]:
    for path in sorted({*wanted, *found}):
        if path not in found:
            yield f"{path}: {missing}"
        elif path not in wanted:
            yield f"{path}: {extra}"
        elif wanted[path] != found[path]:
            yield f"{path}: {altered}"


def _failure(answer: Answer) -> str:
    if answer.error:
        return f"没有回答（{answer.error}）"
    target = f"，转到 {answer.headers['Location']}" if "Location" in answer.headers else ""
    return f"回答 {answer.status}{target}"
