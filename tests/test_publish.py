"""What is written to disk, and that a failure leaves the last good site alone."""

from __future__ import annotations

import gzip
import os
import re
import shutil
import sqlite3
from collections import defaultdict
from collections.abc import MutableMapping
from pathlib import Path

import pytest

from report import publish
from report.audit.built import Built
from report.commands.building import readable
from report.model import Artifact, DataError, Place, Problem, Refusal, Site
from report.publish import search as index
from report.store import Keep, Stores

ROOT = Path(__file__).resolve().parents[1]
NAV = ({"首页": "index.md"}, {"地区": "regions/index.md"})


def site(**pages: str) -> Site:
    """A site of Markdown pages; two underscores stand for a slash."""
    artifacts = (Artifact(f"{name.replace('__', '/')}.md", text.encode()) for name, text in pages.items())
    return Site(artifacts=tuple(artifacts), nav=NAV)


def page(title: str, body: str, **meta: str) -> str:
    front = "".join(f"{key}: {value}\n" for key, value in {"title": title, **meta}.items())
    return f"---\n{front}---\n\n# {title}\n\n{body}\n"


TEXTS = {
    "index": page("盘活", "专利盘活进展。", section="首页", twin="/en/"),
    "regions__index": page("地区", "[江苏](jiangsu/index.md)", section="地区"),
    "regions__jiangsu__index": page(
        "江苏", "已盘点16.1万件。", section="地区", regions="[江苏]", aliases="[苏, jiangsu]"
    ),
}
SMALL = site(**TEXTS)


ORDERED = (("jiangsu", "江苏"), ("zhejiang", "浙江"))
FOOTER = site(  # where the theme's own links lead
    data__index=page("数据说明", "无。", search="false"),
    data__sources__index=page("来源", "无。", search="false"),
    glossary__index=page("术语", "无。", search="false"),
    faq__index=page("常见问题", "无。", search="false"),
    about__index=page("关于本站", "## 报告 {: #report }\n\n无。", search="false"),
    calendar__index=page("发布日历", "无。", search="false"),
    releases__index=page("发布与修订办法", "无。", search="false"),
    accessibility__index=page("无障碍声明", "无。", search="false"),
    en__index=page("In English", "None.", noindex="true"),
)


def names(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def with_footer(composed: Site) -> Site:
    return Site((*composed.artifacts, *FOOTER.artifacts), composed.nav)


def contents(folder: Path) -> dict[str, bytes]:
    return {name: (folder / name).read_bytes() for name in names(folder)}


COMPILED: dict[str, bytes] = {}  # templates


def templates_alone(kind: str, /) -> MutableMapping[str, bytes]:
    return COMPILED if kind == "templates" else {}


def render(
    root: Path,
    composed: Site,
    folder: Path,
    cache: MutableMapping[str, bytes] | None = None,
    keep: Keep = templates_alone,
) -> Path:
    """The site below *folder*; *cache* keeps its pages, *keep* more than them."""

    def caches(name: str) -> MutableMapping[str, bytes]:
        return cache if name == "pages" and cache is not None else keep(name)

    publish.write(with_footer(composed), folder / "docs")
    publish.render(root, folder / "docs", folder / "site", composed.nav, keep=caches)
    return folder / "site"


# ---------------------------------------------------------------- write


def test_a_page_that_left_the_site_leaves_the_disk(tmp_path: Path) -> None:
    publish.write(site(beijing="# 北京", regions__tianjin="# 天津"), tmp_path)
    changed = publish.write(site(beijing="# 北京"), tmp_path)

    assert [path.name for path in tmp_path.iterdir()] == ["beijing.md"]
    assert changed == ("regions/tianjin.md",)


def test_equal_bytes_are_not_written_again(tmp_path: Path) -> None:
    publish.write(site(beijing="# 北京", tianjin="# 天津"), tmp_path)
    before = (tmp_path / "beijing.md").stat().st_mtime_ns

    assert publish.write(site(beijing="# 北京", tianjin="# 天津市"), tmp_path) == ("tianjin.md",)
    assert (tmp_path / "beijing.md").stat().st_mtime_ns == before


def test_a_file_may_become_a_folder_and_a_folder_a_file(tmp_path: Path) -> None:
    publish.write(Site((Artifact("a", b"1"), Artifact("b/c", b"2")), ()), tmp_path)
    publish.write(Site((Artifact("a/c", b"1"), Artifact("b", b"2")), ()), tmp_path)

    assert contents(tmp_path) == {"a/c": b"1", "b": b"2"}


@pytest.mark.parametrize("path", ["../outside.md", "/etc/passwd", "a/../../b", "", "..\\b"])
def test_no_path_leaves_the_folder(tmp_path: Path, path: str) -> None:
    with pytest.raises(ValueError, match="not a path below the site"):
        publish.write(Site((Artifact(path, b""),), ()), tmp_path / "docs")
    assert names(tmp_path) == []


# ---------------------------------------------------------------- render


def test_two_builds_in_different_folders_are_equal(tmp_path: Path) -> None:
    first, second = render(ROOT, SMALL, tmp_path / "a"), render(ROOT, SMALL, tmp_path / "elsewhere" / "b")

    assert contents(first) == contents(second)


def test_a_site_is_searchable_and_carries_no_script_of_the_theme(tmp_path: Path) -> None:
    files = names(render(ROOT, SMALL, tmp_path))

    assert "pagefind/pagefind.js" in files
    assert "pagefind/names.json" in files
    assert not [name for name in files if "bundle" in name or name.endswith(".map")]


def test_a_page_carries_the_government_tags(tmp_path: Path) -> None:
    html = (render(ROOT, SMALL, tmp_path) / "regions/jiangsu/index.html").read_text(encoding="utf-8")

    assert '<meta name="ColumnName" content="地区">' in html
    assert "SiteIDCode" not in html


def test_synthetic_pages_say_so(tmp_path: Path) -> None:
    marked = site(index=page("示例", "示例。", synthetic="true"), regions__index=page("地区", "真实。"))
    built = render(ROOT, marked, tmp_path)

    assert "示例数据 · 非真实统计" in (built / "index.html").read_text(encoding="utf-8")
    assert "示例数据" not in (built / "regions/index.html").read_text(encoding="utf-8")


def test_a_notice_sends_on_and_stays_out_of_search(tmp_path: Path) -> None:
    moved = page("页面已移到新的地址", "并入地区目录。", section="地区", noindex="true", refresh="../regions/")
    built = render(ROOT, site(**texts(SMALL), old__index=moved), tmp_path)
    html = (built / "old/index.html").read_text(encoding="utf-8")
    found = b"".join(gzip.decompress(path.read_bytes()) for path in built.glob("pagefind/fragment/*"))

    assert '<meta name="robots" content="noindex">' in html
    assert '<meta http-equiv="refresh" content="0; url=../regions/">' in html
    assert b"regions/jiangsu/" in found
    assert b"old/" not in found
    assert 'name="robots"' not in (built / "index.html").read_text(encoding="utf-8")


def texts(composed: Site) -> dict[str, str]:
    """The pages of a site by the names that `site` takes."""
    return {a.path.removesuffix(".md").replace("/", "__"): a.content.decode() for a in composed.artifacts}


def test_text_from_the_data_is_escaped_in_the_head(tmp_path: Path) -> None:
    sly = site(
        index=page('"<script>alert(1)</script>"', "x", description='"\\"><script>x"'), regions__index="# 地区\n\n无。"
    )
    html = (render(ROOT, sly, tmp_path) / "index.html").read_text(encoding="utf-8")

    assert "<script>alert(1)" not in html.split("<body")[0]
    assert "><script>x" not in html


def test_a_broken_link_leaves_the_last_good_site(tmp_path: Path) -> None:
    before = contents(render(ROOT, SMALL, tmp_path))
    broken = site(index=page("盘活", "[无](nowhere.md)"), regions__index="# 地区\n\n无。")

    with pytest.raises(Refusal, match=r"nowhere\.md"):
        render(ROOT, broken, tmp_path)
    assert contents(tmp_path / "site") == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["docs", "site"]


def test_a_dead_link_of_a_template_leaves_the_last_good_site(tmp_path: Path) -> None:
    before = contents(render(ROOT, SMALL, tmp_path))
    broken = site(index=page("盘活", '<p><a href="regions/#gone">江苏</a></p>'), regions__index="# 地区\n\n无")

    with pytest.raises(DataError) as raised:
        render(ROOT, broken, tmp_path)
    assert [str(problem) for problem in raised.value.problems] == [
        "index.html: 链接「江苏」（regions/#gone）：regions/index.html 里没有 #gone；请改正 # 后面的锚点 [dead-anchor]"
    ]
    assert contents(tmp_path / "site") == before


def test_what_all_checks_find_is_said_together_and_leaves_the_last_good_site(tmp_path: Path) -> None:
    before = contents(render(ROOT, SMALL, tmp_path))
    publish.write(with_footer(SMALL), tmp_path / "docs")

    def pages(built: Built) -> list[Problem]:
        return [Problem(Place("b"), "pages", f"{len(built.pages) - 1} pages and {'404.html' in built.pages}", "")]

    def home(built: Built) -> list[Problem]:
        return [Problem(Place("a"), "home", str((built.folder / "index.html").is_file()), "")]

    with pytest.raises(DataError) as raised:
        publish.render(ROOT, tmp_path / "docs", tmp_path / "site", NAV, checks=[pages, home], keep=templates_alone)
    said = [(problem.place.file, problem.what) for problem in raised.value.problems]
    assert said == [("a", "True"), ("b", "12 pages and True")]
    assert contents(tmp_path / "site") == before


def test_a_failing_index_leaves_the_last_good_site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = contents(render(ROOT, SMALL, tmp_path))

    def fail(*_: Path) -> None:
        raise Refusal("Pagefind: no")

    monkeypatch.setattr(publish, "index", fail)
    with pytest.raises(Refusal, match="no"):
        render(ROOT, SMALL, tmp_path)
    assert contents(tmp_path / "site") == before


def test_a_build_cut_short_between_two_renames_is_mended(tmp_path: Path) -> None:
    built = render(ROOT, SMALL, tmp_path)
    shutil.move(built, tmp_path / "site.old")
    broken = site(index=page("盘活", "[无](nowhere.md)"), regions__index="# 地区\n\n无。")

    with pytest.raises(Refusal, match=r"nowhere\.md"):
        render(ROOT, broken, tmp_path)
    assert (tmp_path / "site/index.html").is_file()


def test_the_last_step_sees_the_whole_site_before_readers_do(tmp_path: Path) -> None:
    render(ROOT, SMALL, tmp_path)

    def finish(built: Built) -> None:
        assert "pagefind/pagefind.js" in built.hashes
        (built.folder / "build.json").write_text("{}")
        assert not (tmp_path / "site/build.json").exists()

    publish.render(ROOT, tmp_path / "docs", tmp_path / "site", NAV, finish=finish, keep=templates_alone)
    assert (tmp_path / "site/build.json").read_text() == "{}"


def test_a_web_server_can_read_the_site_whatever_the_umask_of_who_built_it(tmp_path: Path) -> None:
    composed = Site((*SMALL.artifacts, Artifact("data/files/figures.csv", b"1")), NAV)
    before = os.umask(0o077)
    try:
        publish.write(with_footer(composed), tmp_path / "docs")  # as by hand, or by an earlier version
        with readable():
            built = render(ROOT, composed, tmp_path)
        assert os.umask(0o077) == 0o077
    finally:
        os.umask(before)
    modes = {path.is_dir(): path.stat().st_mode & 0o777 for path in (built, *built.rglob("*"))}
    odd = [path for path in built.rglob("*") if path.stat().st_mode & 0o777 != modes[path.is_dir()]]

    assert modes == {True: 0o755, False: 0o644}
    assert odd == []


def test_no_page_has_an_inline_style(tmp_path: Path) -> None:
    table = page("表", "| 年 | 值 |\n|---|--:|\n| 2024 | 1 |")
    built = render(ROOT, site(**TEXTS | {"index": table}), tmp_path)
    pages = [(built / name).read_text("utf-8") for name in names(built) if name.endswith(".html")]

    assert not [html for html in pages if "<style" in html or "style=" in html]
    assert 'align="right"' in (built / "index.html").read_text("utf-8")


# ---------------------------------------------------------------- pages that are as they were


class Counting(dict[str, bytes]):
    """A cache that counts the pages that were put in."""

    kept = 0

    def __setitem__(self, key: str, content: bytes) -> None:
        self.kept += content.endswith(b"</html>")
        super().__setitem__(key, content)


def newly_rendered(root: Path, composed: Site, folder: Path, cache: Counting) -> int:
    """How many pages of the site *cache* did not have; the site is as without it."""
    before = cache.kept
    built = render(root, composed, folder / "with", cache)
    assert contents(built) == contents(render(root, composed, folder / "without"))
    return cache.kept - before


def look(folder: Path) -> Path:
    """A copy of what pages have in common, free to change."""
    shutil.copytree(ROOT / "templates/theme", folder / "templates/theme")
    shutil.copy(ROOT / "mkdocs.yml", folder)
    return folder


def changed(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")


def test_only_a_page_that_changed_is_rendered_again(tmp_path: Path) -> None:
    cache = Counting()
    other = site(**{**TEXTS, "regions__jiangsu__index": page("江苏", "已盘点16.2万件。")})

    assert newly_rendered(ROOT, SMALL, tmp_path, cache) == 12
    assert newly_rendered(ROOT, SMALL, tmp_path, cache) == 0
    assert newly_rendered(ROOT, other, tmp_path, cache) == 1


def test_a_change_of_the_theme_renders_every_page_again(tmp_path: Path) -> None:
    cache, root = Counting(), look(tmp_path / "root")
    newly_rendered(root, SMALL, tmp_path, cache)
    changed(root / "templates/theme/partials/footer.html", "<footer", '<footer data-new=""')

    assert newly_rendered(root, SMALL, tmp_path, cache) == 12


def test_a_change_of_the_settings_renders_every_page_again(tmp_path: Path) -> None:
    cache, root = Counting(), look(tmp_path / "root")
    newly_rendered(root, SMALL, tmp_path, cache)
    changed(root / "mkdocs.yml", "site_name: 盘活", "site_name: 盘清")

    assert newly_rendered(root, SMALL, tmp_path, cache) == 12


def test_a_change_of_the_navigation_renders_every_page_again(tmp_path: Path) -> None:
    cache = Counting()
    newly_rendered(ROOT, SMALL, tmp_path, cache)
    other = Site(SMALL.artifacts, ({"首页": "index.md"}, {"各地": "regions/index.md"}))

    assert newly_rendered(ROOT, other, tmp_path, cache) == 12


def without_mkdocs(*_: object) -> None:
    raise AssertionError("MkDocs was asked")


def test_where_no_page_changed_mkdocs_is_not_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cache = Counting()
    data = Artifact("data/files/figures.csv", b"1")
    before = contents(render(ROOT, Site((*SMALL.artifacts, data), NAV), tmp_path, cache))
    monkeypatch.setattr("report.publish.mkdocs.run_mkdocs", without_mkdocs)
    corrected = Artifact("data/files/figures.csv", b"2")
    after = contents(render(ROOT, Site((*SMALL.artifacts, corrected), NAV), tmp_path, cache))

    assert "404.html" in after
    assert after == before | {"data/files/figures.csv": b"2"}


def test_a_page_names_its_own_address_and_the_search_only_where_the_site_has_one(tmp_path: Path) -> None:
    found = Site((*SMALL.artifacts, Artifact("opensearch.xml", b""), Artifact("feed.xml", b"")), NAV)
    publish.write(with_footer(found), tmp_path / "docs")
    publish.render(
        ROOT, tmp_path / "docs", tmp_path / "site", NAV, address="https://panhuo.example", keep=templates_alone
    )
    of_the_region = (tmp_path / "site/regions/jiangsu/index.html").read_text("utf-8")
    without = (render(ROOT, SMALL, tmp_path / "b") / "regions/jiangsu/index.html").read_text("utf-8")

    assert '<link rel="canonical" href="https://panhuo.example/regions/jiangsu/">' in of_the_region
    assert 'href="../../opensearch.xml"' in of_the_region
    home = (tmp_path / "site/index.html").read_text("utf-8")
    assert re.findall('hreflang="([^"]+)" href="([^"]+)"', home) == [
        ("zh-CN", "https://panhuo.example/"),
        ("en", "https://panhuo.example/en/"),
        ("x-default", "https://panhuo.example/"),
    ]
    assert not re.search("canonical|opensearch", without)
    assert not re.search('rel="alternate"', (tmp_path / "b/site/index.html").read_text("utf-8"))
    assert not (tmp_path / "b/site/sitemap.xml").exists()


def test_a_finished_site_does_not_change_when_the_next_is_written(tmp_path: Path) -> None:
    data = Artifact("data/files/figures.csv", b"1")
    built = render(ROOT, Site((*SMALL.artifacts, data), NAV), tmp_path)
    publish.write(
        with_footer(Site((*SMALL.artifacts, Artifact("data/files/figures.csv", b"2")), NAV)), tmp_path / "docs"
    )

    assert (tmp_path / "docs/data/files/figures.csv").read_bytes() == b"2"
    assert (built / "data/files/figures.csv").read_bytes() == b"1"


def test_pages_and_an_index_that_were_cut_off_are_made_anew(tmp_path: Path) -> None:
    before = contents(render(ROOT, SMALL, tmp_path, keep=Stores(tmp_path / "kept")))
    cut_off(tmp_path / "kept/made.sqlite")

    assert contents(render(ROOT, SMALL, tmp_path, keep=Stores(tmp_path / "kept"))) == before


def cut_off(file: Path) -> None:
    """The last bytes of every entry of a store are lost."""
    with sqlite3.connect(file) as opened:
        opened.execute("UPDATE entry SET content = CAST(substr(content, 1, length(content) - 20) AS BLOB)")


def test_a_link_that_died_is_found_on_a_page_that_did_not_change(tmp_path: Path) -> None:
    cache = Counting()
    before = contents(render(ROOT, SMALL, tmp_path, cache))
    without = site(**{name: text for name, text in TEXTS.items() if "jiangsu" not in name})

    with pytest.raises(DataError) as raised:
        render(ROOT, without, tmp_path, cache)
    assert [problem.what for problem in raised.value.problems] == ["链接「江苏」（jiangsu/）没有通到网站里的文件"]
    assert contents(tmp_path / "site") == before
    assert cache.kept == 12


# ---------------------------------------------------------------- search


def test_values_are_offered_with_the_page_about_them(tmp_path: Path) -> None:
    import json

    found = json.loads((render(ROOT, SMALL, tmp_path) / "pagefind/names.json").read_text(encoding="utf-8"))

    assert found["地区"]["江苏"].endswith(" regions/jiangsu/")


def test_the_index_of_the_very_same_pages_is_made_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept: defaultdict[str, dict[str, bytes]] = defaultdict(dict)
    before = contents(render(ROOT, SMALL, tmp_path / "a", keep=kept.__getitem__))
    with monkeypatch.context() as patched:
        patched.setattr(index, "_pagefind", None)
        assert contents(render(ROOT, SMALL, tmp_path / "b", keep=kept.__getitem__)) == before


@pytest.mark.parametrize(
    "other",
    [
        {"regions__jiangsu__index": page("江苏", "已盘点16.2万件。")},
        {"regions__jiangsu__index": page("江苏", "已盘点16.1万件。", section="地区", regions="[苏]")},
        {"regions__zhejiang__index": page("浙江", "无。")},
    ],
)
def test_the_index_of_other_pages_is_made_anew(tmp_path: Path, other: dict[str, str]) -> None:
    kept: defaultdict[str, dict[str, bytes]] = defaultdict(dict)
    render(ROOT, SMALL, tmp_path, keep=kept.__getitem__)
    before = dict(kept["seen"])
    after = contents(render(ROOT, site(**TEXTS | other), tmp_path, keep=kept.__getitem__))

    assert after == contents(render(ROOT, site(**TEXTS | other), tmp_path / "without"))
    assert len(kept["search"]) == 2
    assert len(set(kept["seen"].values()) - set(before.values())) == 1


def test_names_keep_the_order_of_the_lists_though_lists_are_not_searched(tmp_path: Path) -> None:
    rows = [f'<tr><th scope="row"><a href="{slug}/">{name}</a></th></tr>' for slug, name in ORDERED]

    def listed(order: list[str]) -> Site:
        pages = {
            f"regions__{slug}__index": page(name, "无。", section="地区", regions=f"[{name}]") for slug, name in ORDERED
        }
        return site(
            **TEXTS | pages | {"regions__index": page("地区", f"<table>{''.join(order)}</table>", section="地区")}
        )

    kept: defaultdict[str, dict[str, bytes]] = defaultdict(dict)
    render(ROOT, listed(rows), tmp_path, keep=kept.__getitem__)
    after = contents(render(ROOT, listed(rows[::-1]), tmp_path, keep=kept.__getitem__))

    assert after == contents(render(ROOT, listed(rows[::-1]), tmp_path / "without"))
    assert after["pagefind/names.json"].decode().index("浙江") < after["pagefind/names.json"].decode().index("江苏")
