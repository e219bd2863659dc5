"""The EXI notation, bit by bit: every form that a value and an event may have, and for each error what and
where.

Beside the forms that cars send there is one that others send: an empty text or binary as the end of its
element, which the schema does not foresee there. It is read and never written.
"""

from __future__ import annotations

from typing import Any

from secc.errors import WireError

from .schema import END, Event, Name, Row, State
from .values import Codec
from .walk import Node, Sink

HEADER = 0x80
"""The only EXI header in use: version 1, no cookie, no options (EXI 1.0, section 5)."""

_UNFORESEEN_END = 0
_UNFORESEEN_BITS = 3
"""Second part of the code by which some senders say that a text or binary is empty. The end is the first of
the five to seven events that may be meant, so it takes three bits (EXI 1.0, section 8.5.4.4.1)."""

_NAMED = 8
"""The most events that an error names."""

_GATHERED = 512
"""Bits of a payload in the making that are held as one number."""

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
                if not isinstance(kind, Codec) or not kind.may_be_empty:
                    continue
                if self.bits(_UNFORESEEN_BITS) == _UNFORESEEN_END:
                    self._empty = self._ended = True
                    return event
        self.start = start
        raise self.error(f"event code {code}, where {_expected(state)} may come")

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
            if not codec.may_be_empty or self.bits(_UNFORESEEN_BITS) != _UNFORESEEN_END:
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

    def header(self) -> None:
        """Every payload starts alike."""
        header = self.bits(8)
        if header != HEADER:
            raise self.error(f"header 0x{header:02X} instead of 0x{HEADER:02X}")

    def finish(self) -> None:
        """Nothing may follow but the rest of the last byte and, as one car maker sends it, one zero byte."""
        left = self.end - self.position
        self.start = self.position
        if left >= 16 or (left >= 8 and self.payload[-1]):
            raise self.error(f"{left // 8} bytes after the message")


_END_EVENT = Event(END, None, None, ())


def _expected(state: State) -> str:
    """What a state allows, in words."""
    names = [
        event.name.local if event.name is not None else "the end" if event.row == END else "text"
        for event in state.events
    ]
    if len(names) > _NAMED:
        names[_NAMED - 1 :] = [f"{len(names) - _NAMED + 1} others"]
    return " or ".join(filter(None, [", ".join(names[:-1]), names[-1]]))


def _empty(codec: Codec) -> str | bytes:
    return b"" if codec.binary else ""


class BitSink(Sink):
    """Gathers the bits of one payload."""

    def __init__(self, *, as_received: bool = False) -> None:
        super().__init__(as_received=as_received)
        self.octets = bytearray()
        self.gathered = HEADER
        self.pending = 8

    def bits(self, value: int, width: int) -> None:
        """The next bits; whole octets of them come out now and then, as a long number is slow to shift."""
        self.gathered = self.gathered << width | value
        self.pending += width
        if self.pending >= _GATHERED:
            self._come_out()

    def _come_out(self) -> None:
        rest = self.pending & 7
        self.octets += (self.gathered >> rest).to_bytes(self.pending >> 3, "big")
        self.gathered &= (1 << rest) - 1
        self.pending = rest

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
            self.text(value)
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

    def text(self, value: str) -> None:
        self.varint(len(value) + 2)
        for character in value:
            self.varint(ord(character))

    def payload(self) -> bytes:
        """All bits, filled up to whole bytes."""
        self.bits(0, -self.pending & 7)
        self._come_out()
        return bytes(self.octets)
