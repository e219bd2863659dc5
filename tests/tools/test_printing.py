"""Texts and times, fit for people."""

from __future__ import annotations

import json
from xml.etree import ElementTree

import pytest

from secc.tools.printing import ESCAPES, date, printable, short, timestamp


def test_nothing_invisible_is_printed() -> None:
    assert printable("é車😀 a\x1b[0m\n\x9b\u2028") == "é車😀 a\\x1b[0m\\n\\x9b\\u2028"


@pytest.mark.parametrize("form", ["json", "xml"])
def test_escapes_mean_the_same(form: str) -> None:
    text = "".join(map(chr, ESCAPES[form]))
    whole = json.dumps(text, ensure_ascii=False) if form == "json" else f"<a>{text}</a>"
    escaped = whole.translate(ESCAPES[form])
    assert escaped.isascii()
    assert (json.loads(escaped) if form == "json" else ElementTree.fromstring(escaped).text) == text


def test_short() -> None:
    assert short("abcdef", 6) == "abcdef"
    assert short("abcdefg", 6) == "abc..."


def test_times() -> None:
    assert timestamp(1_700_000_000.25) == "2023-11-14T22:13:20.250000Z"
    assert date(1_700_000_000.25) == "2023-11-14 22:13:20 UTC"
    assert timestamp(None) is None


@pytest.mark.parametrize("time", [1e12, 1e300, float("inf"), -1e18])
def test_times_that_no_calendar_has(time: float) -> None:
    assert timestamp(time) is None
    assert date(time).endswith(" s")
