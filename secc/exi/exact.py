"""The EXI notation, bit by bit: every case that the grammar allows, and for each error what, where and in
what.

:mod:`.quick` reads and writes the common cases; whatever it does not expect is done again here. So this
module decides alone what is right, and :func:`read_document` and :func:`write_document` give the same
results as the quick ones, only slower.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from secc.errors import WireError

from .schema import END, Event, Name, Root, Row, Schema, State, Type, type_of
from .values import Codec
from .walk import Node, Sink, read, write

HEADER = 0x80
"""The only EXI header in use: version 1, no cookie, no options (EXI 1.0, section 5)."""

EMPTY = 0
_EMPTY_BITS = 3
"""Second part of the code by which some senders say that a text or binary is empty: an end that the first
part does not foresee. It is the first of five to seven such events, so it takes three bits."""

_LENGTH_OCTETS = 5
_CHARACTER_OCTETS = 3


class BitSource:
    """Reads the bits of one payload."""

    def __init__(self, payload: bytes) -> None:
        self.payload = payload
        self.position = 0
        self.end = 8 * len(payload)
        self.start = 0
        self.path: list[str] = []
        self._empty = False
        self._ended = False

    def error(self, reason: str) -> WireError:
        return WireError(reason, self.start, "/".join(self.path))

    def bits(self, width: int) -> int:
        """The next bits as a number; an error from here on is at their offset."""
        self.start = position = self.position
        end = position + width
        if end > self.end:
            raise self.error(f"the payload ends where {width} bits should come")
        self.position = end
        octets = self.payload[position >> 3 : (end + 7) >> 3]
        return int.from_bytes(octets, "big") >> (-end & 7) & ((1 << width) - 1)

    # ---- events

    def event(self, state: State, rows: tuple[Row, ...]) -> Event:
        if self._ended:
            self._ended = False
            return _END_EVENT
        code = self.bits(state.width)
        if code < len(state.events):
            return state.events[code]
        start = self.start
        if code == len(state.events):
            for event in state.events:
                kind = rows[event.row].type if event.row >= 0 and rows[event.row].node == "text" else None
                if isinstance(kind, Codec) and kind.may_be_empty and self.bits(_EMPTY_BITS) == EMPTY:
                    self._empty = self._ended = True
                    return event
        self.start = start
        raise self.error(f"event code {code}, which nothing has here")

    def enter(self, name: Name, node: Node) -> None:
        self.path.append(name.local)

    def leave(self) -> None:
        self.path.pop()

    # ---- values

    def value(self, codec: Codec, node: Node) -> Any:
        if self._empty:
            self._empty = False
            return _empty(codec)
        if node != "element":
            return self.bare(codec)
        if self.bits(1):
            if not codec.may_be_empty or self.bits(_EMPTY_BITS) != EMPTY:
                raise self.error("an event that nothing has here, instead of a value")
            return _empty(codec)
        value = self.bare(codec)
        if self.bits(1):
            raise self.error("an event that nothing has here, instead of the end")
        return value

    def bare(self, codec: Codec) -> Any:
        """A value without the events around it."""
        start = self.position
        match codec.kind:
            case "boolean" | "bits" | "enum":
                code = self.bits(codec.width)
                if code >= len(codec.members):
                    raise self.error(f"code {code} of {len(codec.members)} values")
                return codec.members[code]
            case "string":
                return self.text()
            case "base64" | "base16":
                return self.binary()
        negative = codec.kind == "signed" and self.bits(1)
        value = self.varint(codec.octets)
        if negative:
            value = ~value
        self.start = start
        if not codec.in_range(value):
            raise self.error(codec.wrong(value) or "")
        return value

    def varint(self, most: int) -> int:
        """An unsigned integer of at most ``most`` octets of seven bits, the low ones first."""
        value = shift = 0
        start = self.position
        for _ in range(most):
            octet = self.bits(8)
            value |= (octet & 0x7F) << shift
            if octet < 0x80:
                self.start = start
                return value
            shift += 7
        self.start = start
        raise self.error(f"a number of more than {most} octets")

    def length(self, offset: int) -> int:
        """A length in items of at least eight bits, checked against what is left of the payload."""
        length = self.varint(_LENGTH_OCTETS) - offset
        if length < 0:
            raise self.error("a reference to a string table, which is not in use")
        if 8 * length > self.end - self.position:
            raise self.error(f"a length of {length}, beyond the end of the payload")
        return length

    def binary(self) -> bytes:
        length = self.length(0)
        return self.bits(8 * length).to_bytes(length, "big")

    def text(self) -> str:
        characters = []
        for _ in range(self.length(2)):
            point = self.varint(_CHARACTER_OCTETS)
            if point > 0x10FFFF or 0xD800 <= point <= 0xDFFF:
                raise self.error(f"code point 0x{point:X}, which is no character")
            characters.append(chr(point))
        return "".join(characters)

    def finish(self) -> None:
        """Nothing may follow but the rest of the last byte and, as one car maker sends it, one zero byte."""
        left = self.end - self.position
        self.start = self.position
        if left >= 16 or (left >= 8 and self.payload[-1]):
            raise self.error(f"{left // 8} bytes after the message")


_END_EVENT = Event(END, None, None, ())


def _empty(codec: Codec) -> str | bytes:
    return b"" if codec.binary else ""


class BitSink(Sink):
    """Gathers the bits of one payload."""

    def __init__(self, *, lengths: bool = True) -> None:
        super().__init__(lengths=lengths)
        self.gathered = HEADER

    def bits(self, value: int, width: int) -> None:
        self.gathered = self.gathered << width | value

    def event(self, state: State, code: int) -> None:
        self.bits(code, state.width)

    def value(self, codec: Codec, value: Any, node: Node) -> None:
        margin = int(node == "element")
        self.bits(0, margin)
        self.bare(codec, value)
        self.bits(0, margin)

    def bare(self, codec: Codec, value: Any) -> None:
        """A value without the events around it."""
        if codec.fixed:
            self.bits(codec.table[value], codec.width)
        elif codec.kind == "string":
            self.varint(len(value) + 2)
            for character in value:
                self.varint(ord(character))
        elif codec.binary:
            self.varint(len(value))
            self.bits(int.from_bytes(value, "big"), 8 * len(value))
        elif codec.kind == "signed":
            self.bits(value < 0, 1)
            self.varint(~value if value < 0 else value)
        else:
            self.varint(value)

    def varint(self, value: int) -> None:
        while value > 0x7F:
            self.bits(value & 0x7F | 0x80, 8)
            value >>= 7
        self.bits(value, 8)

    def payload(self) -> bytes:
        """All bits, filled up to whole bytes."""
        return to_bytes(self.gathered)


def to_bytes(gathered: int) -> bytes:
    """Bits that start with the header, filled up to whole bytes."""
    length = -(-gathered.bit_length() // 8)
    return (gathered << (8 * length - gathered.bit_length())).to_bytes(length, "big")


# ---- documents and fragments


def _header(source: BitSource) -> None:
    header = source.bits(8)
    if header != HEADER:
        raise source.error(f"header 0x{header:02X} instead of 0x{HEADER:02X}")


def read_document(schema: Schema, payload: bytes) -> Any:
    """The message of a payload."""
    source = BitSource(payload)
    _header(source)
    code = source.bits(schema.element_width)
    root = schema.elements[code] if code < len(schema.elements) else None
    kind = type_of(root.types[0]) if root and root.types else None
    if root is None or not isinstance(kind, Type):
        raise source.error(f"element {root.name.local if root else code}, which starts no message")
    source.path.append(root.name.local)
    message = read(source, kind)
    source.path.pop()
    source.finish()
    return message


def read_fragment(schema: Schema, payload: bytes) -> tuple[int, Any]:
    """The one element of a fragment: its code and its value."""
    source = BitSource(payload)
    _header(source)
    code = source.bits(schema.fragment_width)
    root = schema.fragments[code] if code < len(schema.fragments) else None
    if root is None or not root.types:
        raise source.error(f"element {root.name.local if root else code}, which cannot stand alone")
    source.path.append(root.name.local)
    if len(root.types) > 1:
        value = _read_relaxed(source, schema, root)
    else:
        kind = root.type()
        value = source.value(kind, "element") if isinstance(kind, Codec) else read(source, kind)
    source.path.pop()
    end = source.bits(schema.fragment_width)
    if end != len(schema.fragments) + 1:
        raise source.error("a second element in a fragment")
    source.finish()
    return code, value


def write_document(schema: Schema, message: Any, *, lengths: bool) -> bytes:
    """The payload of a message."""
    sink = BitSink(lengths=lengths)
    code = code_of(schema, message)
    sink.bits(code, schema.element_width)
    sink.path.append(schema.elements[code].name.local)
    kind = schema.elements[code].type()
    assert isinstance(kind, Type)
    write(sink, kind, message)
    return sink.payload()


def code_of(schema: Schema, message: Any) -> int:
    """Code of the element that a message is.

    :raises ValueError: it is none.
    """
    code = schema.by_struct.get(message.__class__)
    if code is None:
        raise ValueError(f"{type(message).__name__} is no message of schema {schema.name}")
    return code


def write_fragment(schema: Schema, code: int, value: Any, *, lengths: bool) -> bytes:
    """The payload of one element by itself."""
    sink = BitSink(lengths=lengths)
    root = schema.fragments[code]
    sink.bits(code, schema.fragment_width)
    sink.path.append(root.name.local)
    write_root(sink, root, value, relaxed=lambda kind: _write_relaxed(sink, schema, kind, value))
    sink.bits(len(schema.fragments) + 1, schema.fragment_width)
    return sink.payload()


def write_root(
    sink: Sink, root: Root, value: Any, *, relaxed: Callable[[Type | Codec], None] | None = None
) -> None:
    """The value of an element that stands alone; ``relaxed`` writes one whose name has two types."""
    if not root.types:
        raise sink.error("an abstract element")
    kind = root.type() if len(root.types) == 1 else _type_of_value(root, value)
    if relaxed is not None and len(root.types) > 1:
        relaxed(kind)
    elif isinstance(kind, Type):
        write(sink, kind, value)
    else:
        sink.check(kind, value)
        sink.value(kind, value, "element")


# ---- the relaxed grammar of an element whose name has two types (EXI 1.0, section 8.5.3)
#
# First state: each attribute of the set, AT(*), each element of the set, SE(*), the end, text. After the
# text the same without attributes. Of all these the types in use need attributes, text and end only.


def _type_of_value(root: Root, value: Any) -> Type | Codec:
    kinds = [type_of(kind) for kind in root.types]
    structs = [kind for kind in kinds if isinstance(kind, Type) and value.__class__ is kind.struct]
    return structs[0] if structs else next(kind for kind in kinds if isinstance(kind, Codec))


def _relaxed_codes(schema: Schema) -> tuple[int, int, int, int, int]:
    """Code of the end and width of a code, with attributes and without; text follows the end."""
    names = len(schema.fragments) + 1
    before = len(schema.attributes) + 1 + names
    return before, (before + 2).bit_length(), names, (names + 2).bit_length(), len(schema.attributes)


def _read_relaxed(source: BitSource, schema: Schema, root: Root) -> Any:
    end, width, later_end, later_width, attributes = _relaxed_codes(schema)
    kinds = [type_of(kind) for kind in root.types]
    values: dict[str, Any] = {}
    text = ""
    code = source.bits(width)
    while code < attributes:
        name = schema.attributes[code]
        source.path.append(name.local)
        row = _attribute(kinds, name)
        if row is None or row.name in values:
            raise source.error("an attribute that nothing has here")
        assert isinstance(row.type, Codec)
        values[row.name] = source.bare(row.type)
        source.path.pop()
        code = source.bits(width)
    if code == end + 1:
        text = source.text()
        code, end = source.bits(later_width), later_end
    if code != end:
        raise source.error(f"event code {code}, which nothing has here")
    if not values:
        return text
    kind = next(
        one for one in kinds if isinstance(one, Type) and values.keys() <= {row.name for row in one.rows}
    )
    texts = {row.name: text for row in kind.rows if row.node == "text"}
    return kind.struct(**values, **texts)


def _attribute(kinds: list[Type | Codec], name: Any) -> Row | None:
    for kind in kinds:
        for row in kind.rows if isinstance(kind, Type) else ():
            if row.node == "attribute" and row.xml_name == name:
                return row
    return None


def _write_relaxed(sink: BitSink, schema: Schema, kind: Type | Codec, value: Any) -> None:
    end, width, later_end, later_width, _ = _relaxed_codes(schema)
    text = value
    if isinstance(kind, Type):
        write(Sink(lengths=sink.lengths), kind, value)  # checks it as a whole
        for index in kind.order:
            row = kind.rows[index]
            if row.node == "attribute":
                sink.bits(schema.attributes.index(row.xml_name), width)
                assert isinstance(row.type, Codec)
                sink.bare(row.type, getattr(value, row.name))
            else:
                text = getattr(value, row.name)
    else:
        sink.check(kind, value)
    sink.bits(end + 1, width)
    sink.varint(len(text) + 2)
    for character in text:
        sink.varint(ord(character))
    sink.bits(later_end, later_width)
