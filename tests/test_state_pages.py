"""The pages that show the protocols are what the tables say."""

from __future__ import annotations

from xml.etree import ElementTree

from tools import state_pages


def test_the_pages_are_current() -> None:
    assert state_pages.main(["--check"]) == 0


def test_every_state_and_every_row_is_shown() -> None:
    texts = state_pages.pages()
    page = texts[state_pages.DOCS / "states.md"]
    for key, (_, protocol) in state_pages.PAGES.items():
        picture = texts[state_pages.DOCS / "states" / f"{key}.svg"]
        words = {element.text for element in ElementTree.fromstring(picture).iter() if element.text}
        for state, rows in protocol.table.items():
            assert state.name in words
            for row in rows.values():
                assert f"| {state.name} | {state_pages.name(row.input)} |" in page
