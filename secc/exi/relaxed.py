"""The grammar of a fragment whose element has two types in its schema set (EXI 1.0, section 8.5.3).

It counts, whatever the types say: each attribute of the set, any other, each element of the set, any other,
the end, text; and after the text the same without attributes. Of the names in use (eMAID of ISO 15118-2)
one type is a text and the other a text with attributes, so all else is refused.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from msgspec import UNSET

from .bits import BitSink, BitSource
from .schema import Name, Root, Row, Schema, Type, type_of
from .values import Codec
from .walk import Sink, type_of_value, write


class _Codes(NamedTuple):
    """Code of the end and width of all codes; text follows the end."""

    end: int
    width: int


def _codes(schema: Schema, attributes: bool) -> _Codes:
    end = len(schema.fragments) + 1 + (len(schema.attributes) + 1 if attributes else 0)
    return _Codes(end, (end + 2).bit_length())


def read_relaxed(source: BitSource, schema: Schema, root: Root) -> Any:
    """The value of such an element: a struct if it has attributes, else a text."""
    first, later = _codes(schema, True), _codes(schema, False)
    kinds = [kind for kind in map(type_of, root.types) if isinstance(kind, Type)]
    values: dict[str, Any] = {}
    text = ""
    code = source.bits(first.width)
    while code < len(schema.attributes):
        name = schema.attributes[code]
        row = _attribute(kinds, name)
        if row is None or row.name in values:
            raise source.error(f"attribute {name.local}, which nothing has here")
        source.enter(name, "attribute")
        assert isinstance(row.type, Codec)
        values[row.name] = source.bare(row.type)
        source.leave()
        code = source.bits(first.width)
    end = first.end
    if code == end + 1:
        text = source.text()
        code, end = source.bits(later.width), later.end
    if code != end:
        raise source.error(f"event code {code}, which nothing has here")
    if not values:
        return text
    for kind in kinds:
        given = values | {row.name: text for row in kind.rows if row.node == "text"}
        needed = {row.name for row in kind.rows if row.minimum}
        if needed <= given.keys() <= {row.name for row in kind.rows}:
            return kind.struct(**given)
    raise source.error("attributes that no type has together")


def _attribute(kinds: list[Type], name: Name) -> Row | None:
    rows = (row for kind in kinds for row in kind.rows if row.node == "attribute" and row.xml_name == name)
    return next(rows, None)


def write_relaxed(sink: BitSink, schema: Schema, root: Root, value: Any) -> None:
    """The value of such an element."""
    first, later = _codes(schema, True), _codes(schema, False)
    kind = type_of_value(root, value)
    text = value
    if isinstance(kind, Codec):
        sink.check(kind, value)
    else:
        checker = Sink(as_received=sink.as_received)
        checker.path += sink.path
        write(checker, kind, value)
        for index in kind.order:
            row, text = kind.rows[index], getattr(value, kind.rows[index].name)
            if row.node == "attribute" and text is not UNSET:
                sink.bits(schema.attributes.index(row.xml_name), first.width)
                assert isinstance(row.type, Codec)
                sink.bare(row.type, text)
    sink.bits(first.end + 1, first.width)
    sink.text(text)
    sink.bits(later.end, later.width)
