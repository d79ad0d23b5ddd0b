"""The ledger of addresses: what was published answers for good, or the build fails and names it."""

from __future__ import annotations

from pathlib import Path

import pytest

from build import main
from report.address import address_of
from report.compose import compose, out, outline
from report.inputs import Inputs
from report.inputs.settings import read_ledger
from report.ledger import Ledger, parse, problems, sealed, unsealed
from report.model import DataError, Place, Redirect
from report.moment import parse as moment
from tests.conftest import MOMENT, borrowed_cache
from tests.known import CHECKOUT, programme, real_site

TEXT = """# 地址
# sealed at 2026-01-20T09:30+08:00
/
/regions/
/regions/share.csv
"""
SEALED = moment("2026-01-20T09:30+08:00")
LEDGER = parse("data/urls.txt", TEXT)


def redirect(address: str, to: str = "", line: int = 2) -> Redirect:
    return Redirect(address, to, "并入地区目录", Place("data/redirects.csv", line))


def said(addresses: set[str], *redirects: Redirect, ledger: Ledger = LEDGER) -> list[str]:
    return [str(problem) for problem in problems(ledger, addresses, redirects, SEALED)]


def test_an_address_is_that_of_the_folder_or_of_the_file() -> None:
    paths = ("index.md", "index.html", "regions/index.md", "regions/index.html", "regions/share.csv", "a/my-index.md")

    assert [address_of(path) for path in paths] == [
        "/",
        "/",
        "/regions/",
        "/regions/",
        "/regions/share.csv",
        "/a/my-index.md",
    ]


def test_every_lost_address_is_named_with_its_line_and_the_cure() -> None:
    assert said({"/"}) == [
        "data/urls.txt:4: /regions/ 发布过，现在没有了；"
        "请恢复；移走的在 data/redirects.csv 加一行“/regions/,新地址,原因”，撤下的新地址留空 [lost-address]",
        "data/urls.txt:5: /regions/share.csv 发布过，现在没有了；"
        "请恢复；移走的在 data/redirects.csv 加一行“/regions/share.csv,新地址,原因”，撤下的新地址留空 [lost-address]",
    ]


def test_a_redirect_or_a_withdrawal_answers_for_an_address() -> None:
    assert said({"/"}, redirect("/regions/", "/"), redirect("/regions/share.csv")) == []


def test_a_redirect_leads_to_what_there_is_and_stands_in_nobodys_way() -> None:
    addresses = {"/", "/regions/", "/regions/share.csv"}

    assert said(addresses, redirect("/regions/", "/"), redirect("/old/", "/new/", 3)) == [
        "data/redirects.csv:2: 「from」/regions/ 现在有页面或文件；请删去这一行 [redirect-taken]",
        "data/redirects.csv:3: 「to」/new/ 没有页面或文件；请改为现有的地址；已撤下的，to 留空 [redirect-nowhere]",
    ]


def test_a_site_as_it_was_before_the_seal_need_not_have_every_address() -> None:
    assert list(problems(LEDGER, {"/"}, (), moment("2026-01-20T09:29+08:00"))) == []


def test_a_seal_adds_and_never_removes_and_keeps_the_later_moment() -> None:
    later = sealed(LEDGER, {"/", "/about/"}, moment("2026-02-01T08:00+08:00"))

    assert later.addresses == ("/", "/about/", "/regions/", "/regions/share.csv")
    assert "# sealed at 2026-02-01T08:00+08:00\n/\n/about/\n" in later.text()
    assert parse("data/urls.txt", later.text()).addresses == later.addresses
    assert sealed(LEDGER, {"/x/"}, moment("2025-01-01T00:00+08:00")).sealed_at == SEALED


def test_what_is_not_sealed_yet_is_listed_in_order() -> None:
    assert unsealed(LEDGER, {"/b/", "/a/", "/"}) == ("/a/", "/b/")


# ---------------------------------------------------------------- the project


def test_every_address_of_the_committed_ledger_resolves() -> None:
    ledger = read_ledger(CHECKOUT)
    assert ledger.sealed_at

    outline(CHECKOUT, out(CHECKOUT, max(MOMENT, ledger.sealed_at)))  # DataError if one does not
    assert len(ledger.addresses) > 500
    assert ledger.addresses == tuple(sorted(set(ledger.addresses)))


def test_the_outline_has_the_addresses_of_the_composed_site() -> None:
    assert outline(CHECKOUT, out(CHECKOUT, MOMENT)) == {address_of(artifact.path) for artifact in real_site().artifacts}


def test_a_page_that_goes_without_a_word_stops_the_build_and_with_a_redirect_leaves_a_notice(project: Path) -> None:
    seal(project)
    (project / "content/pages/checks.md").rename(project / "content/pages/rules.md")
    with pytest.raises(DataError) as lost:
        compose(Inputs(project), MOMENT, borrowed_cache())
    with (project / "data/redirects.csv").open("a", encoding="utf-8") as redirects:
        redirects.write("/checks/,/rules/,改名为“规则”\n/gone/,,重复 & 过时\n")
    artifacts = compose(Inputs(project), MOMENT, borrowed_cache()).artifacts
    pages = {one.path: one.content.decode() for one in artifacts if one.path.endswith(".md")}

    assert [problem.what for problem in lost.value.problems] == ["/checks/ 发布过，现在没有了"]
    moved, gone = pages["checks/index.md"], pages["gone/index.md"]
    assert '<a href="../rules/">/rules/</a>' in moved
    assert 'noindex: true\nrefresh: "../rules/"' in moved
    assert "已经撤下" in gone
    assert "重复 &amp; 过时" in gone
    assert "refresh" not in gone


def seal(project: Path) -> None:
    assert main(["seal", "--root", str(project), "--now", "2026-11-22T09:30+08:00"]) == 0


def test_sealing_tomorrow_is_refused(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = (project / "data/urls.txt").read_bytes()
    with pytest.raises(SystemExit):
        main(["seal", "--root", str(project), "--now", "9000-01-01T00:00+08:00"])

    assert "还没有到" in capsys.readouterr().err
    assert (project / "data/urls.txt").read_bytes() == before


def test_check_counts_what_is_not_sealed(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ledger = read_ledger(Inputs(project))
    short = Ledger(ledger.file, ledger.addresses[:-3], ledger.sealed_at)
    missing = unsealed(short, outline(Inputs(project), out(Inputs(project), MOMENT)))
    (project / "data/urls.txt").write_text(short.text(), "utf-8")

    assert main(["check", "--root", str(project), "--out", str(project / "out")]) == 0
    assert f"data/urls.txt：{len(missing)} 个地址还没有封存；发布后运行 build.py seal" in capsys.readouterr().out


def test_the_example_changes_next_when_its_calendar_says() -> None:
    counted = moment("2026-11-23T00:00+08:00")  # the next count in data/source_grades.csv

    assert out(programme(), MOMENT).next_change == counted
    assert out(programme(), moment("2026-11-28T00:00+08:00")).next_change == moment("2026-12-15T09:30+08:00")
