"""What both engines and the book make of an input, and that it is the same."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from secc.errors import WireError
from secc.exi import engines, exact
from secc.exi.schema import NAMES, schema
from tests.exi.vectors import Vector


class Disagreement(Exception):
    """What one engine makes of an input is not what the other makes of it."""


_BOUND = {
    (engine, name): engines.load(engine).bind(schema(name)) for engine in engines.NAMES for name in NAMES
}


def read(engine: str, row: Vector, data: bytes) -> Any:
    """What an engine alone makes of bytes; it raises one of UNUSUAL. Of a fragment it is code and value."""
    bound = _BOUND[engine, row.schema]
    return bound.read_fragment(data) if row.fragment else bound.read_document(data)


def write(engine: str, row: Vector, value: Any) -> bytes:
    """The bytes of what :func:`read` gives, by an engine alone."""
    bound = _BOUND[engine, row.schema]
    return bound.write_fragment(*value) if row.fragment else bound.write_document(value)


def verdict(engine: str, row: Vector, data: bytes, by_the_book: Callable[[], Any]) -> Any:
    """What comes of it with the book's help: a value, or the text of a WireError."""
    try:
        return read(engine, row, data)
    except engines.UNUSUAL:
        return by_the_book()


def hexed(row: Vector, data: bytes | bytearray) -> str:
    """A payload as a note has it."""
    return f"{row.schema} {'fragment' if row.fragment else 'document'} {data.hex()}"


def agree_on_bytes(row: Vector, data: bytes) -> bool:
    """Whether the payload is accepted.

    :raises Disagreement: by one engine only, or as another value.
    """
    known: list[Any] = []

    def by_the_book() -> Any:
        if not known:
            loaded = schema(row.schema)
            try:
                read = exact.read_fragment if row.fragment else exact.read_document
                known.append(read(loaded, data))
            except WireError as error:
                if not (error.reason and 0 <= error.offset <= 8 * len(data)):
                    raise Disagreement(f"{error!r} says too little of {data.hex()}") from error
                known.append(str(error))
        return known[0]

    found = [verdict(engine, row, data, by_the_book) for engine in engines.NAMES]
    same = found[0] == found[1]
    if same and data[-1:] < b"\x20":  # now and then against the book, and the kinds of all values: both slow
        same = found[0] == by_the_book() and repr(found[0]) == repr(found[1])
    if not same:
        raise Disagreement(f"{hexed(row, data)}: {found}")
    return not isinstance(found[0], str)


def agree_on_value(row: Vector, value: Any) -> bool:
    """Whether the message, or the fragment with its code, can be sent.

    :raises Disagreement: by one engine only, as other bytes, or as bytes that say something else.
    """
    loaded = schema(row.schema)
    try:
        if row.fragment:
            book = exact.write_fragment(loaded, *value, as_received=False)
        else:
            book = exact.write_document(loaded, value, as_received=False)
    except ValueError as error:
        if not str(error):
            raise Disagreement(f"an error without words for {value!r}") from error
        book = b""
    for engine in engines.NAMES:
        with suppress(*engines.UNUSUAL):
            found = write(engine, row, value)
            if found != book:
                raise Disagreement(
                    f"{row.schema} {value!r}: {engine} {found.hex()}, by the book {book.hex()}"
                )
    if book:
        read_again = exact.read_fragment if row.fragment else exact.read_document
        again = read_again(loaded, book)
        if again != _tuples(value):
            raise Disagreement(f"{row.schema} {value!r}: {book.hex()} says {again!r}")
    return bool(book)


def _tuples(value: Any) -> Any:
    """A value with tuples in the place of lists: both can be sent, and are read alike."""
    if isinstance(value, list | tuple):
        return tuple(map(_tuples, value))
    if isinstance(value, Struct):
        return replace(value, **{name: _tuples(getattr(value, name)) for name in value.__struct_fields__})
    return value
