"""What is written to disk, and that a failure leaves the last good site alone."""

from __future__ import annotations

import gzip
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from report import publish
from report.model import Artifact, Site

ROOT = Path(__file__).resolve().parents[1]
MOMENT = datetime(2025, 1, 20, 1, 30, tzinfo=UTC)
NAV = ({"首页": "index.md"}, {"地区": "regions/index.md"})


def site(**pages: str) -> Site:
    """A site of Markdown pages; two underscores stand for a slash."""
    artifacts = (Artifact(f"{name.replace('__', '/')}.md", text.encode()) for name, text in pages.items())
    return Site(artifacts=tuple(artifacts), nav=NAV)


def page(title: str, body: str, **meta: str) -> str:
    front = "".join(f"{key}: {value}\n" for key, value in {"title": title, **meta}.items())
    return f"---\n{front}---\n\n# {title}\n\n{body}\n"


SMALL = site(
    index=page("盘活", "专利盘活进展。", section="首页"),
    regions__index=page("地区", "[江苏](jiangsu/index.md)", section="地区"),
    regions__jiangsu__index=page("江苏", "已盘点16.1万件。", section="地区", regions="[江苏]", aliases="[苏, jiangsu]"),
)


def names(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def contents(folder: Path) -> dict[str, bytes]:
    return {name: (folder / name).read_bytes() for name in names(folder)}


def render(root: Path, composed: Site, folder: Path) -> Path:
    publish.write(composed, folder / "docs")
    publish.render(root, folder / "docs", folder / "site", composed.nav, MOMENT)
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
    sly = site(index=page('"<script>alert(1)</script>"', "x", description='"\\"><script>x"'), regions__index="# 地区")
    html = (render(ROOT, sly, tmp_path) / "index.html").read_text(encoding="utf-8")

    assert "<script>alert(1)" not in html.split("<body")[0]
    assert "><script>x" not in html


def test_a_broken_link_leaves_the_last_good_site(tmp_path: Path) -> None:
    before = contents(render(ROOT, SMALL, tmp_path))
    broken = site(index=page("盘活", "[无](nowhere.md)"), regions__index="# 地区")

    with pytest.raises(publish.PublishError, match=r"nowhere\.md"):
        render(ROOT, broken, tmp_path)
    assert contents(tmp_path / "site") == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["docs", "site"]


def test_a_failing_index_leaves_the_last_good_site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = contents(render(ROOT, SMALL, tmp_path))

    def fail(_: Path) -> None:
        raise publish.PublishError("Pagefind: no")

    monkeypatch.setattr(publish, "index", fail)
    with pytest.raises(publish.PublishError, match="no"):
        render(ROOT, SMALL, tmp_path)
    assert contents(tmp_path / "site") == before


def test_a_build_cut_short_between_two_renames_is_mended(tmp_path: Path) -> None:
    built = render(ROOT, SMALL, tmp_path)
    shutil.move(built, tmp_path / "site.old")
    broken = site(index=page("盘活", "[无](nowhere.md)"), regions__index="# 地区")

    with pytest.raises(publish.PublishError):
        render(ROOT, broken, tmp_path)
    assert (tmp_path / "site/index.html").is_file()


# ---------------------------------------------------------------- search


def test_a_word_that_begins_with_a_link_is_apart_from_the_one_before() -> None:
    assert publish.spaced("<p>逐件<a>盘点</a>建档</p>") == "<p> 逐 件<a> 盘 点</a> 建 档</p>"


def test_each_chinese_character_becomes_a_word() -> None:
    assert publish.spaced("<p title='盘活'>2024年，盘活134.9万件</p>") == (
        "<p title='盘活'> 2024 年， 盘 活 134.9 万 件</p>"
    )


def test_values_are_offered_with_the_page_about_them(tmp_path: Path) -> None:
    import json

    found = json.loads((render(ROOT, SMALL, tmp_path) / "pagefind/names.json").read_text(encoding="utf-8"))

    assert found["地区"]["江苏"].endswith(" regions/jiangsu/")
