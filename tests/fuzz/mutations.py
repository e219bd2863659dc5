"""Inputs: what is valid, bent a little."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from typing import Any

import msgspec
from msgspec import UNSET, Struct

# ---- bytes


def _flip(chance: random.Random, data: bytearray, other: bytes) -> None:
    for _ in range(chance.choice((1, 1, 1, 2, 3, 8))):
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)


def _overwrite(chance: random.Random, data: bytearray, other: bytes) -> None:
    at = chance.randrange(len(data))
    data[at : at + chance.randint(1, 4)] = chance.choice(
        (b"\xff" * 9, b"\x80" * 12, b"\0" * 4, b"\x7f", b"\1")
    )


def _cut(chance: random.Random, data: bytearray, other: bytes) -> None:
    del data[chance.randrange(len(data)) :]


def _append(chance: random.Random, data: bytearray, other: bytes) -> None:
    data += chance.choice((b"\0", b"\0\0", b"\1", chance.randbytes(chance.randint(1, 40))))


def _splice(chance: random.Random, data: bytearray, other: bytes) -> None:
    at = chance.randrange(len(data))
    data[at:] = other[at:] or other


def _shift(chance: random.Random, data: bytearray, other: bytes) -> None:
    """Bits put in or taken out: fields do not end with bytes here."""
    number, width = int.from_bytes(data, "big"), 8 * len(data)
    at = chance.randrange(width)
    high, low = number >> at, number & (1 << at) - 1
    if chance.random() < 0.5:
        count = chance.randint(1, 9)
        number, width = (high << count | chance.getrandbits(count)) << at | low, width + count
    else:
        number = high >> 1 << at | low
    data[:] = (number << (-width & 7)).to_bytes((width + 7) // 8, "big")


def _noise(chance: random.Random, data: bytearray, other: bytes) -> None:
    at = chance.randrange(len(data))
    data[at:] = chance.randbytes(len(data) - at)


_BYTES: tuple[Callable[[random.Random, bytearray, bytes], None], ...] = (
    *(_flip, _flip, _flip, _overwrite, _overwrite),
    *(_cut, _append, _splice, _shift, _shift, _noise),
)


def damaged(chance: random.Random, whole: bytes, other: bytes) -> bytes:
    """A payload that once was valid; it still begins as a payload should."""
    data = bytearray(whole)
    for _ in range(chance.choice((1, 1, 2, 3))):
        if data:
            chance.choice(_BYTES)(chance, data, other)
    if data and chance.random() < 0.98:
        data[0] = 0x80
    return bytes(data)


# ---- values

ODD: tuple[Any, ...] = (
    *(None, UNSET, True, False, (), [], {}, object(), 1.0, 1.5, float("nan"), float("inf")),
    *("", "x", "A" * 70, "ä", "車" * 9, "\ud800", "a\udfffb", "😀", "\0", "OK", b"", b"x", b"\xff" * 300),
    *(bytearray(b"x"), (None,), ("x",) * 3),
    *(
        n + d
        for n in (0, 2**7, 2**8, 2**15, 2**16, 2**31, 2**32, 2**63, 2**64, 2**160, 2**256)
        for d in (-1, 0, 1)
    ),
    *(-n - d for n in (1, 2**7, 2**8, 2**15, 2**31, 2**63, 2**64, 2**256) for d in (-1, 0, 1)),
)


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Paths to all fields and items of a struct."""
    inner: Any = ()
    if isinstance(value, Struct):
        inner = [(name, getattr(value, name)) for name in value.__struct_fields__]
    elif isinstance(value, tuple):
        inner = enumerate(value)
    for key, item in inner:
        yield (*path, key)
        yield from places(item, (*path, key))


def at(value: Any, path: tuple[Any, ...]) -> Any:
    """What stands at a path."""
    for key in path:
        value = getattr(value, key) if isinstance(key, str) else value[key]
    return value


def put(value: Any, path: tuple[Any, ...], new: Any) -> Any:
    """The same value, but for one place."""
    if not path:
        return new
    key, *rest = path
    item = put(at(value, (key,)), tuple(rest), new)
    if isinstance(key, str):
        return msgspec.structs.replace(value, **{key: item})
    return (*value[:key], item, *value[key + 1 :])


def bent(chance: random.Random, message: Any, other: Any) -> Any:
    """A message that once was valid."""
    for _ in range(chance.choice((1, 1, 1, 2, 4))):
        mine = list(places(message))
        if not mine:
            return message
        path = chance.choice(mine)
        old = at(message, path)
        theirs = list(places(other))
        namesakes = [place for place in theirs if place[-1] == path[-1]]
        new = chance.choice(ODD)
        if namesakes and chance.random() < 0.5:
            new = at(other, chance.choice(namesakes))
        elif theirs and chance.random() < 0.2:
            new = at(other, chance.choice(theirs))
        elif isinstance(old, tuple) and old and chance.random() < 0.7:
            new = chance.choice(
                (old[:-1], old * 2, old[:1] * chance.randint(1, 40), old[:1] * 1100, list(old))
            )
        elif isinstance(old, int) and chance.random() < 0.5:
            new = old + chance.choice((-1, 1, 100, -1000, 40000))
        message = put(message, path, new)
    return message
