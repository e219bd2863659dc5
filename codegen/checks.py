"""The small checks that every part of a contract file shares, and where their findings go."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

from .load import Document, Finding, Place

KEY = re.compile(r"[a-zA-Z_][a-zA-Z0-9_.-]*")
"""Names of types, commands, arguments and variables."""


class Checker:
    """Collects findings, so that a mistake ends the reading of one value and not of the file."""

    def __init__(self) -> None:
        self.findings: list[Finding] = []

    def report(self, document: Document, place: Place, found: str, expected: str) -> None:
        """Note a mistake."""
        self.findings.append(document.finding(place, found, expected))

    def description(
        self, document: Document, place: Place, mapping: dict[str, Any], needed: bool = True
    ) -> str:
        """The text of an entry on one line; most entries must have one."""
        text = mapping.get("description")
        if isinstance(text, str) and (len(" ".join(text.split())) >= 2 or not needed):
            return " ".join(text.split())
        if text is None and not needed:
            return ""
        found = "no description" if text is None else f"the description {text!r}"
        self.report(document, (*place, "description"), found, "a description of at least two characters")
        return ""

    def mapping(self, document: Document, place: Place, value: Any, what: str) -> dict[str, Any]:
        """The value itself when it is a mapping, else an empty one."""
        if isinstance(value, dict):
            return value
        self.report(document, place, show(value), f"a mapping: {what}")
        return {}

    def keys(self, document: Document, place: Place, mapping: dict[str, Any], allowed: Iterable[str]) -> None:
        """Any other key is a mistake: ignored, it would be a rule that nobody checks."""
        allowed = tuple(allowed)
        for key in mapping:
            if key not in allowed:
                self.report(document, (*place, key), f"the key {key!r}", f"one of {', '.join(allowed)}")

    def name(
        self, document: Document, place: Place, wire: str, taken: dict[str, str], spell: Callable[[str], str]
    ) -> str:
        """The Python name for a wire name that has no twin in ``taken``, where it is entered."""
        name = spell(wire)
        if not name:
            self.report(document, place, f"the name {wire!r}", "a name with a letter or a digit")
        elif taken.setdefault(name, wire) != wire:
            expected = f"one that differs from {taken[name]!r} in Python ({name})"
            self.report(document, place, f"the name {wire!r}", expected)
        return name

    def entries(self, document: Document, place: Place, mapping: dict[str, Any]) -> list[str]:
        """The names that stand in a mapping, in its order."""
        for name in mapping:
            if not KEY.fullmatch(name):
                self.report(document, (*place, name), f"the name {name!r}", "only letters, digits, _ . -")
        return list(mapping)


def show(value: Any, absent: str = "nothing") -> str:
    """A value of the file as a finding names it."""
    if value is None:
        return absent
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list):
        return "a list"
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "…"
