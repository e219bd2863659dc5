"""Reads ``secc.toml``: its table ``[secc]`` is `Settings`, key by key."""

from __future__ import annotations

import math
import re
from contextlib import suppress
from difflib import get_close_matches
from pathlib import Path
from typing import Any, get_type_hints

import msgspec

from secc import toml
from secc.errors import ConfigError
from secc.settings import Settings

__all__ = ["load"]

_TABLE = "secc"

_EXPECTED: dict[type, str] = {
    bool: "true or false",
    int: "a whole number",
    float: "a number",
    str: "a text",
}
_KINDS = {
    "array": "a list",
    "bool": _EXPECTED[bool],
    "float": _EXPECTED[float],
    "int": _EXPECTED[int],
    "object": "a table",
    "str": _EXPECTED[str],
}
"""What msgspec calls them; it names null, too, which TOML does not have."""


def load(path: Path) -> Settings:
    """The settings in a file; ConfigError names the file, the key, what was expected and what was found."""
    document = toml.read(path)
    for key in document:
        if key != _TABLE:
            raise ConfigError(f"{path}: key {key}: expected the table [{_TABLE}] only")
    table = document.get(_TABLE, {})
    if not isinstance(table, dict):
        raise ConfigError(f"{path}: key {_TABLE}: expected a table, found {_found(table)}")
    try:
        return _settings(table)
    except ConfigError as error:
        raise ConfigError(f"{path}: key {_TABLE}.{error}") from error


def _settings(table: dict[str, Any]) -> Settings:
    types = get_type_hints(Settings)
    values = {}
    for key, value in table.items():
        if key not in types:
            nearest = get_close_matches(key, types, n=1)
            hint = f"did you mean {nearest[0]}?" if nearest else f"known are: {', '.join(sorted(types))}"
            raise ConfigError(f"{key}: unknown; {hint}")
        values[key] = _value(key, types[key], value)
    try:
        return Settings(**values)
    except ValueError as error:  # Settings says "key: what it expects"
        key, _, expected = str(error).partition(": ")
        raise ConfigError(f"{key}: expected {expected}, found {_found(values.get(key))}") from error


def _value(key: str, kind: Any, value: Any) -> Any:
    if kind is float and type(value) is int:
        with suppress(OverflowError):
            value = float(value)
    if kind not in _EXPECTED:
        return _nested(key, kind, value)
    fits = type(value) is kind
    if not fits or (kind is float and not math.isfinite(value)):
        raise ConfigError(f"{key}: expected {_EXPECTED[kind]}, found {_found(value)}")
    return value


def _nested(key: str, kind: Any, value: Any) -> Any:
    """Lists and tables; a mistake is told with its place in them."""
    try:
        return msgspec.convert(value, kind)
    except msgspec.ValidationError as error:
        reason, _, path = str(error).partition(" - at `$")
        path = path.removesuffix("`")
        for part in re.findall(r"\w+", path):
            value = value[int(part) if part.isdecimal() else part]
        inner, colon, expected = reason.partition(": ")  # a rule of ours says "key: what it expects"
        if colon:
            path, value = f"{path}.{inner}", value.get(inner)
            reason = f"expected {expected}"
        raise ConfigError(f"{key}{path}: {_plain(reason)}, found {_found(value)}") from error


def _plain(reason: str) -> str:
    """msgspec's words in ours: "Expected `array | null`, got `int`" is "expected a list"."""
    kinds = re.fullmatch(r"Expected `([^`]+)`(?:, got .*)?", reason)
    if kinds is None:
        return reason[0].lower() + reason[1:]
    names = [_KINDS[name] for name in kinds[1].split(" | ") if name in _KINDS]
    return f"expected {' or '.join(sorted(names))}"


def _found(value: Any) -> str:
    """A value as the file would have it, short enough for one line."""
    text = repr(value).lower() if isinstance(value, bool) else repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."
