"""In the middle of a visit nobody gets the style or the index of another build; and the test of that does notice."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import nginx, soak


def test_a_page_gets_what_it_was_built_with_while_builds_are_switched() -> None:
    seen = soak.run(readers=8, seconds=4, flips=4)

    assert seen.wrong == []
    assert set(seen.statuses) == {200, 304, 404}


def test_a_server_that_forgets_the_build_before_is_noticed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    config = tmp_path / "nginx.conf"
    config.write_text(nginx.CONFIG.read_text("utf-8").replace(" /previous/$part", ""), "utf-8")
    monkeypatch.setattr(nginx, "CONFIG", config)

    assert any(": 404" in what for what in soak.run(readers=8, seconds=2, flips=8).wrong)
