"""Values out of a scenario's TOML, held against the type of the field that they are for."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import is_dataclass
from difflib import get_close_matches
from types import NoneType
from typing import Any, Literal, get_args, get_origin, get_type_hints

from secc.sim.ev.changes import Mistake, hexadecimal

_LEAST = {
    "nth": 1,
    "times": 1,
    "loops": 1,
    "capacity": 1,
    "resistance": 1e-6,
    "speed": 1e-6,
    "patience": 1e-3,
}
_MOST = {
    "announce": 0xFFFF_FFFF,
    "payload_type": 0xFFFF,
    "random": 1 << 20,
    "times": 1000,
    "soc": 100,
    "target_soc": 100,
}
_USUAL = (0, 1e9)
"""Ends of a number's range, by its key."""

_PLAIN: dict[Any, str] = {
    bool: "true or false",
    int: "a whole number",
    float: "a number",
    str: "a text",
}


def read(path: str, kind: Any, value: Any) -> Any:
    """The value as the field has it; raises `Mistake`."""
    (kind, *_) = [one for one in _alternatives(kind) if one is not NoneType]
    origin = get_origin(kind)
    if origin is Literal:
        if value in get_args(kind):
            return value
        raise Mistake(path, f"one of {', '.join(get_args(kind))}", value)
    if origin is tuple:
        texts = value if isinstance(value, list) else [value]
        if texts and all(isinstance(text, str) for text in texts):
            return tuple(texts)
        raise Mistake(path, "a text or a list of texts", value)
    if origin is Mapping or is_dataclass(kind):
        if not isinstance(value, dict):
            raise Mistake(path, "a table", value)
        return value if origin is Mapping else _struct(path, kind, value)
    if kind is bytes:
        try:
            return hexadecimal(value)
        except Mistake as mistake:
            raise Mistake(path, mistake.expected, value) from None
    if kind is float and type(value) is int:
        with suppress(OverflowError):
            value = float(value)
    if type(value) is not kind or (kind is float and not math.isfinite(value)):
        raise Mistake(path, _PLAIN[kind], value)
    if kind in (int, float):
        key = path.rpartition(".")[2]
        low, high = _LEAST.get(key, _USUAL[0]), _MOST.get(key, _USUAL[1])
        if not low <= value <= high:
            raise Mistake(path, f"{_PLAIN[kind]} from {low:g} to {high:g}", value)
    return value


def _struct(path: str, kind: Any, table: Mapping[str, Any]) -> Any:
    built, given = kinds(kind), {}
    for key, value in table.items():
        known(f"{path}.{key}", key, built, f"a key of {path.rpartition('.')[2]}")
        given[key] = read(f"{path}.{key}", built[key], value)
    return kind(**given)


def kinds(struct: type) -> dict[str, Any]:
    """The types of a dataclass's fields, by name."""
    return get_type_hints(struct)


def known(path: str, given: Any, all_known: Collection[str], what: str) -> None:
    """Nothing, if it is one of them; else raises `Mistake` with the nearest."""
    if given in list(all_known):
        return
    nearest = get_close_matches(str(given), all_known, n=1, cutoff=0.5)
    few = f" ({', '.join(sorted(all_known))})" if len(all_known) <= 8 else ""
    raise Mistake(path, f"{what}{few}{f', perhaps {nearest[0]}' if nearest and not few else ''}", given)


def _alternatives(kind: Any) -> tuple[Any, ...]:
    args = get_args(kind)
    return args if NoneType in args else (kind,)


def found(value: Any) -> str:
    """A value as the file would have it, short enough for one line."""
    text = repr(value).lower() if isinstance(value, bool) else repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."
