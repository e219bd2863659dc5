"""Changes other contents into a request, field by field, as a scenario writes them.

A table goes into the struct of that field; a number becomes a physical value where one belongs; enumerations
are texts, bytes are hexadecimal texts. A list is the whole new list; a table in it goes into the struct at
that place, or into the last one there is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from enum import StrEnum
from typing import Any, get_args, get_origin

from msgspec import UNSET, Struct, UnsetType
from msgspec.structs import fields, replace

from secc.sim.ev.words import Words

_UNITS = {"Voltage": "V", "Current": "A", "Power": "W", "Energy": "Wh", "Amount": "Wh", "Time": "s"}
"""Unit of a physical value that was absent, by a word of the field's name."""

_PLAIN: dict[type, str] = {bool: "true or false", int: "a whole number", str: "a text"}


class Mistake(Exception):
    """A change that a message cannot take: where, what would be right, what was given."""

    def __init__(self, path: str, expected: str, found: Any) -> None:
        super().__init__(path, expected, found)
        self.path, self.expected, self.found = path, expected, found


@contextmanager
def within(path: str) -> Iterator[None]:
    """A mistake in here lies below that path."""
    try:
        yield
    except Mistake as mistake:
        below = f"{path}.{mistake.path}" if mistake.path else path
        raise Mistake(below, mistake.expected, mistake.found) from None


def amend(words: Words, message: Struct, changes: Mapping[str, Any]) -> Any:
    """The message with some fields changed; raises `Mistake`."""
    kinds = {field.name: field.type for field in fields(message)}
    new = {}
    for name, value in changes.items():
        if name not in kinds:
            raise Mistake(name, f"a field of {type(message).__name__} ({', '.join(kinds)})", value)
        with within(name):
            new[name] = _value(words, name, kinds[name], getattr(message, name), value)
    return replace(message, **new)


def _value(words: Words, name: str, kind: Any, now: Any, value: Any) -> Any:
    if get_origin(kind) is tuple:
        return _items(words, name, get_args(kind)[0], now, value)
    kinds = [one for one in get_args(kind) or (kind,) if one is not UnsetType]
    if isinstance(value, dict):
        if isinstance(now, Struct):
            return amend(words, now, value)
        raise Mistake("", "no table: it is no struct, or absent", value)
    (first,) = kinds[:1]
    if first is words.types.PhysicalValue:
        if type(value) not in (int, float):
            raise Mistake("", "a number", value)
        unit = now.Unit if now is not UNSET else next((_UNITS[word] for word in _UNITS if word in name), "A")
        return words.physical(value, unit, 1)
    if isinstance(first, type) and issubclass(first, StrEnum):
        if value not in list(first):
            raise Mistake("", f"one of {', '.join(first)}", value)
        return first(value)
    if first is bytes:
        return hexadecimal(value)
    if type(value) is not first or first not in _PLAIN:
        raise Mistake("", _PLAIN.get(first, "nothing: a scenario cannot change this field"), value)
    return value


def _items(words: Words, name: str, kind: Any, now: Any, value: Any) -> tuple[Any, ...]:
    if not isinstance(value, list):
        raise Mistake("", "a list", value)
    found = []
    for place, item in enumerate(value):
        here = now[min(place, len(now) - 1)] if now else UNSET
        with within(str(place + 1)):
            found.append(_value(words, name, kind, here, item))
    return tuple(found)


def hexadecimal(value: Any) -> bytes:
    """Bytes from their digits; raises `Mistake`."""
    try:
        return bytes.fromhex(value)
    except (TypeError, ValueError):
        raise Mistake("", "pairs of hexadecimal digits", value) from None
