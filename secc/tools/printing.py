"""Texts from the wire, made fit for a terminal and for one line; and times."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

__all__ = ["ESCAPES", "date", "printable", "short", "timestamp"]

_POINTS: Final = (*range(0x7F, 0xA0), 0x2028, 0x2029)
"""Characters that a terminal may take for a command, or a reader for the end of a line, and that neither JSON
nor XML escapes by itself."""

ESCAPES: Final = {
    "json": {point: f"\\u{point:04x}" for point in _POINTS},
    "xml": {point: f"&#x{point:x};" for point in _POINTS},
}
"""For ``str.translate``, by notation: what the notation means stays the same."""


def printable(text: str) -> str:
    """The text with all that is no visible character shown by its number."""
    return "".join(one if one.isprintable() else one.encode("unicode_escape").decode() for one in text)


def short(text: str, most: int = 60) -> str:
    """The text, or its beginning."""
    return text if len(text) <= most else f"{text[: most - 3]}..."


def date(time: float) -> str:
    """s since 1970 for people, in UTC."""
    moment = _utc(time)
    return f"{moment:%Y-%m-%d %H:%M:%S} UTC" if moment else f"{time:g} s"


def timestamp(time: float | None) -> str | None:
    """s since 1970 as RFC 3339 has it, in UTC; None where there is no such year."""
    moment = None if time is None else _utc(time)
    return moment.isoformat(timespec="microseconds").replace("+00:00", "Z") if moment else None


def _utc(time: float) -> datetime | None:
    try:
        return datetime.fromtimestamp(time, UTC)
    except (ValueError, OverflowError, OSError):  # a capture may claim any time
        return None
