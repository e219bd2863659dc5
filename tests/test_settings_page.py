"""The page of settings is what the settings say."""

from __future__ import annotations

from dataclasses import fields

from secc.settings import Settings
from tools import settings_page


def test_the_page_is_current() -> None:
    assert settings_page.main(["--check"]) == 0


def test_each_setting_is_on_it_in_words() -> None:
    rows = dict(line.split(" | ", 1) for line in settings_page.page().splitlines() if line.startswith("| `"))
    assert list(rows) == [f"| `{one.name}`" for one in fields(Settings)]
    assert rows["| `auth_timeout_pnc`"].startswith("`55` | How long the verdict on a contract may take")
    assert all(len(row) > 20 for row in rows.values())
