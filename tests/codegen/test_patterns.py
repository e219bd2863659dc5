"""Patterns mean in Python what ECMAScript means by them, or are refused."""

from __future__ import annotations

import re

import pytest

from codegen.patterns import to_python


@pytest.mark.parametrize(
    ("pattern", "accepted", "refused"),
    [
        (r"^a$", ["a"], ["a\n", "ba", "\na", ""]),
        (r"a", ["xax"], ["b"]),
        (r"^\d+$", ["12"], ["٣", "12\n"]),
        (r"^[\d.]+$", ["1.2"], ["٣"]),
        (r"^\w+$", ["a_1"], ["ä"]),
        (r"^[$]\$$", ["$$"], ["$"]),
        (r"^[[]\]$", ["[]"], ["[", "[[]"]),
        (r"^(?:a|b){2}$", ["ab"], ["a"]),
        (r"^(?=a).\/$", ["a/"], ["b/"]),
        (r"^.$", ["a", "\x85", "\v"], ["\n", "\r", "\u2028", ""]),
        (r"^\s+$", [" \t\n", "\u00a0\ufeff"], ["a", "\x85", "\x1c"]),
        (r"^\D\W\S$", ["a-b"], ["1-b", "aab", "a- "]),
        (r"^[\s\d]$", [" ", "1"], ["a"]),
        (r"^[a&&b|~-]+$", ["a&b|~-"], ["c"]),
        (r"^\.\+\{,$", [".+{,"], ["a+{,"]),
    ],
)
def test_same_meaning(pattern: str, accepted: list[str], refused: list[str]) -> None:
    python = to_python(pattern)
    assert python is not None
    assert [text for text in accepted if not re.search(python, text)] == []
    assert [text for text in refused if re.search(python, text)] == []


@pytest.mark.parametrize(
    "pattern",
    [
        r"a++",
        r"a{,3}",
        r"[]a]",
        r"[^]",
        r"[\D]",
        r"\p{L}",
        r"(?<n>a)",
        r"(?P<n>a)",
        r"(?i)a",
        r"\bx",
        r"[a",
        r"(",
        "\\",
        r"a\1",
    ],
)
def test_refused(pattern: str) -> None:
    assert to_python(pattern) is None
