"""Documents and fragments by the book: slower than :mod:`.quick_read` and :mod:`.quick_write`, but complete.

The quick ways do what is common and refuse everything else without a word; then it is done again here. So
this module decides alone what is right and says what is wrong, and where both succeed they agree.
"""

from __future__ import annotations

from typing import Any

from .bits import BitSink, BitSource
from .relaxed import read_relaxed, write_relaxed
from .schema import Schema, Type, type_of
from .values import Codec
from .walk import read, write_root


def read_document(schema: Schema, payload: bytes) -> Any:
    """The message of a payload.

    :raises WireError: it holds none.
    """
    source = BitSource(payload)
    source.header()
    code = source.bits(schema.element_width)
    root = schema.elements[code] if code < len(schema.elements) else None
    kind = type_of(root.types[0]) if root and root.types else None
    if root is None or not isinstance(kind, Type):
        raise source.error(f"element {root.name.local if root else code}, which starts no message")
    source.enter(root.name, "element")
    message = read(source, kind)
    source.leave()
    source.finish()
    return message


def read_fragment(schema: Schema, payload: bytes) -> tuple[int, Any]:
    """The one element of a fragment: its code and its value.

    :raises WireError: it holds none, or more.
    """
    source = BitSource(payload)
    source.header()
    code = source.bits(schema.fragment_width)
    root = schema.fragments[code] if code < len(schema.fragments) else None
    if root is None or not root.types:
        raise source.error(f"element {root.name.local if root else code}, which cannot stand alone")
    source.enter(root.name, "element")
    if len(root.types) > 1:
        value = read_relaxed(source, schema, root)
    else:
        kind = root.type()
        value = source.value(kind, "element") if isinstance(kind, Codec) else read(source, kind)
    source.leave()
    end = source.bits(schema.fragment_width)
    if end != len(schema.fragments) + 1:
        raise source.error("a second element in a fragment")
    source.finish()
    return code, value


def write_document(schema: Schema, message: Any, *, as_received: bool) -> bytes:
    """The payload of a message.

    :raises ValueError: the message breaks its schema.
    """
    sink = BitSink(as_received=as_received)
    code = schema.code_of(message)
    sink.bits(code, schema.element_width)
    write_root(sink, schema.elements[code], message)
    return sink.payload()


def write_fragment(schema: Schema, code: int, value: Any, *, as_received: bool) -> bytes:
    """The payload of one element by itself. Raises like :func:`write_document`."""
    sink = BitSink(as_received=as_received)
    root = schema.fragments[code]
    sink.bits(code, schema.fragment_width)
    if len(root.types) > 1:
        sink.enter(root.name, "element")
        write_relaxed(sink, schema, root, value)
    else:
        write_root(sink, root, value)
    sink.bits(len(schema.fragments) + 1, schema.fragment_width)
    return sink.payload()
