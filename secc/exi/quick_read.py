"""Reading the common cases quickly.

Each type's states are joined into *words*: runs of bits whose length is known before they are read, from
one point of uncertainty (a branch, a value of varying length) to the next. What a word means, its values
and what follows, is worked out by the tables once and then looked up. The payload is one integer; ``bits >>
left`` is what has been read, ``left`` counts the bits to come.

A reader takes ``(bits, left)`` and returns a value and the new ``left``. It never explains: whatever it
does not expect (an escape, a foreign element, a value out of range, the end of the payload) raises one of
:data:`UNUSUAL`, and :mod:`.exact` reads the message again from the start.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from .schema import END, Event, Row, Schema, State, Type, target, type_of
from .values import Codec

UNUSUAL = (LookupError, ValueError, TypeError, OverflowError)
"""What a quick reader or writer may raise: a missing entry, a negative shift, a value of another kind."""

Reader = Callable[[int, int], tuple[Any, int]]

SPARE = 32
"""Zero bits added after the payload, so that looking ahead needs no check. :func:`document` sees to it that
none of them was part of the message."""

LONGEST = 8192
"""Bytes of a payload that is read here; real ones have at most some 6000. All of it is one number, so many
tiny items take time by the square of its length; the book reads longer ones in time by the length."""

_HEAVY = 128
"""Bytes of a value from which on its bits are dropped from the payload's number once it has been read."""

MEMORY = 4096
"""The most words remembered at one point; more are worked out each time they come."""


class _Word:
    """Bits from one point of uncertainty to the next.

    ``memory`` maps a word to (values, name of the field that follows, its reader, the next word, what else is
    to be done after that field). Without a reader the element ends, and values is the finished struct where
    ``first``; without a next word it ends after the field.
    """

    def __init__(self, kind: Type, state: int, first: bool) -> None:
        self.kind = kind
        self.first = first
        self.memory: dict[int, tuple[Any, ...]] = {}
        self.followers: dict[int, tuple[Any, ...]] = {}
        self.plan: list[tuple[State, Row, Codec]] = []
        self.width = 0
        at = kind.states[state]
        while True:
            self.width += at.width
            row = kind.rows[at.events[0].row] if len(at.events) == 1 and at.events[0].row != END else None
            codec = row.type if row is not None and isinstance(row.type, Codec) else None
            if row is None or codec is None or not codec.fixed or row.array or row.group is not None:
                break
            self.plan.append((at, row, codec))
            self.width += codec.width + 2 * (row.node == "element")
            at = kind.states[at.events[0].targets[0]]
        self.last = at
        self.entry = (self.width, (1 << self.width) - 1, self.memory, self.learn)

    def learn(self, word: int) -> tuple[Any, ...]:
        """Work out what a word means."""
        left = self.width
        values: dict[str, Any] = {}
        for state, row, codec in self.plan:
            margin = row.node == "element"
            left -= state.width + margin
            if word >> left & ((1 << state.width + margin) - 1):
                raise LookupError
            left -= codec.width
            values[row.name] = codec.members[word >> left & ((1 << codec.width) - 1)]
            left -= margin
            if margin and word >> left & 1:
                raise LookupError
        code = word & ((1 << self.last.width) - 1)
        event = self.last.events[code]
        meaning: tuple[Any, ...]
        if event.row == END:
            meaning = self.kind.struct(**values) if self.first else values, None, None, None, None
        else:
            if code not in self.followers:
                self.followers[code] = self._next(event)
            meaning = values, *self.followers[code]
        if len(self.memory) < MEMORY:
            self.memory[word] = meaning
        return meaning

    def _next(self, event: Event) -> tuple[Any, ...]:
        """What follows a word that ends with this event."""
        kind, row = self.kind, self.kind.rows[event.row]
        one = type_of(event.ref) if event.ref is not None else row.type
        if one is None or row.group is not None:
            raise LookupError
        most, full = 0, None
        if row.array:
            reader = _list(kind, event, _reader(one, row.node, 0))
            if row.maximum is not None:
                most, full = row.maximum, _word(kind, event.targets[1], False).entry
        else:
            state = kind.states[event.targets[0]]
            if isinstance(one, Codec) and state.final:
                return row.name, _reader(one, row.node, state.width), None, None
            reader = _reader(one, row.node, 0)
        more = (most, full, _heavy(one)) if most or _heavy(one) else None
        return row.name, reader, _word(kind, event.targets[0], False).entry, more


@cache
def _word(kind: Type, state: int, first: bool) -> _Word:
    return _Word(kind, state, first)


@cache
def _heavy(kind: Type | Codec) -> bool:
    """Whether a value may be so long that dropping its bits pays."""
    if isinstance(kind, Codec):
        return kind.binary and (kind.most or 0) > _HEAVY
    return any(_heavy(row.type) for row in kind.rows if row.type is not None)


# ---- structures


@cache
def structure(kind: Type) -> Reader:
    """Reader of the content of an element."""
    struct = kind.struct
    first_width, first_mask, first_memory, first_learn = _word(kind, 0, True).entry

    def read(bits: int, left: int) -> tuple[Any, int]:
        left -= first_width
        word = bits >> left & first_mask
        values, name, reader, after, more = first_memory.get(word) or first_learn(word)
        if reader is None:
            return values, left
        values = values.copy()
        while True:
            values[name], left = reader(bits, left)
            if after is None:
                return struct(**values), left
            if more is not None:
                most, full, heavy = more
                if most and len(values[name]) == most:
                    after = full
                if heavy:
                    bits &= (1 << left) - 1
            width, mask, memory, learn = after
            left -= width
            word = bits >> left & mask
            further, name, reader, after, more = memory.get(word) or learn(word)
            if further:
                values.update(further)
            if reader is None:
                return struct(**values), left

    return read


def _list(kind: Type, event: Event, item: Reader) -> Reader:
    """Reader of all items of a list, from the content of the first one on."""
    row = kind.rows[event.row]
    states = [kind.states[target(event, row, count)] for count in range(1, max(row.minimum, 1) + 1)]
    codes = [(state.width, (1 << state.width) - 1, state.code.get(event.row)) for state in states]
    short, (width, mask, code) = codes[:-1], codes[-1]
    most = row.maximum or 0

    def read(bits: int, left: int) -> tuple[Any, int]:
        bits &= (1 << left) - 1
        value, left = item(bits, left)
        items = [value]
        for few, few_mask, again in short:
            left -= few
            if bits >> left & few_mask != again:
                raise LookupError
            value, left = item(bits, left)
            items.append(value)
        while len(items) != most and bits >> (left - width) & mask == code:
            left -= width
            bits &= (1 << left) - 1
            value, left = item(bits, left)
            items.append(value)
        return tuple(items), left

    return read


# ---- values: ``before`` and ``behind`` are the zero bits of the events around them


@cache
def _reader(kind: Type | Codec, node: str, tail: int) -> Reader:
    """Reader of a value and of the ``tail`` of zero bits that must follow it."""
    if isinstance(kind, Type):
        return structure(kind)
    margin = int(node in ("element", "slot"))
    if kind.fixed:
        return _fixed(kind, margin, margin + tail)
    if kind.kind in ("unsigned", "signed"):
        return _integer(kind, margin, margin + tail)
    return _octets(kind, margin, margin + tail)


def _fixed(codec: Codec, before: int, behind: int) -> Reader:
    """A value of fixed width."""
    width = before + codec.width + behind
    mask = (1 << width) - 1
    values = {code << behind: value for code, value in enumerate(codec.members)}

    def read(bits: int, left: int) -> tuple[Any, int]:
        left -= width
        return values[bits >> left & mask], left

    return read


def _integer(codec: Codec, before: int, behind: int) -> Reader:
    """Numbers of one or two octets; longer ones take the loop."""
    sign = int(codec.kind == "signed")
    start = before + sign
    width = start + 16 + behind
    mask = (1 << width) - 1
    zeros = (1 << before) - 1 << width - before
    minus = sign << width - start
    two, three = 1 << 15 + behind, 1 << 7 + behind
    first, after_one, after_two = 8 + behind, (1 << behind) - 1 << 8, (1 << behind) - 1
    octets = codec.octets
    in_range = codec.in_range
    bounded = codec.most is not None
    least, most = codec.least or 0, codec.most or 0

    def read(bits: int, left: int) -> tuple[Any, int]:
        word = bits >> left - width & mask
        if not word & two:
            if word & after_one:
                raise LookupError
            value = word >> first & 0x7F
            left -= width - 8
        elif not word & three:
            if word & after_two:
                raise LookupError
            value = word >> first & 0x7F | (word >> behind & 0x7F) << 7
            left -= width
        else:
            left -= start
            value = shift = 0
            for _ in range(octets):
                left -= 8
                octet = bits >> left & 0xFF
                value |= (octet & 0x7F) << shift
                if octet < 0x80:
                    break
                shift += 7
            else:
                raise LookupError
            left -= behind
            if bits >> left & after_two:
                raise LookupError
        if word & zeros:
            raise LookupError
        if word & minus:
            value = ~value
        if not (least <= value <= most if bounded else in_range(value)):
            raise LookupError
        return value, left

    return read


def _octets(codec: Codec, before: int, behind: int) -> Reader:
    """A binary, or a text in ASCII, where a character is an octet, behind a length of one or two octets."""
    text = codec.kind == "string"
    offset = 2 if text else 0
    start = before + 8
    start_mask, zeros = (1 << start) - 1, (1 << behind) - 1

    def read(bits: int, left: int) -> tuple[Any, int]:
        left -= start
        length = bits >> left & start_mask
        if length > 0x7F:
            left -= 8
            octet = bits >> left & 0xFF
            if octet > 0x7F or length > 0xFF:
                raise LookupError
            length = length & 0x7F | octet << 7
        length -= offset
        width = 8 * length + behind
        left -= width
        value = bits >> left & (1 << width) - 1
        if value & zeros:
            raise LookupError
        found = (value >> behind).to_bytes(length, "big")
        return found.decode("ascii") if text else found, left

    return read


# ---- documents and fragments


def document(schema: Schema, payload: bytes) -> Any:
    """The message of a payload. Raises one of :data:`UNUSUAL` for anything but a common case."""
    bits, left = _start(payload)
    left -= schema.element_width
    (ref,) = schema.elements[bits >> left].types
    kind = type_of(ref)
    if not isinstance(kind, Type):
        raise LookupError
    message, left = structure(kind)(bits, left)
    _finish(payload, left)
    return message


def fragment(schema: Schema, payload: bytes) -> tuple[int, Any]:
    """The one element of a fragment: its code and its value. Raises like :func:`document`."""
    bits, left = _start(payload)
    left -= schema.fragment_width
    code = bits >> left
    (_,) = schema.fragments[code].types
    value, left = _reader(schema.fragments[code].type(), "element", 0)(bits, left)
    left -= schema.fragment_width
    if bits >> left & (1 << schema.fragment_width) - 1 != len(schema.fragments) + 1:
        raise LookupError
    _finish(payload, left)
    return code, value


def _start(payload: bytes) -> tuple[int, int]:
    if payload[0] != 0x80 or len(payload) > LONGEST:
        raise LookupError
    left = 8 * len(payload) - 8
    return (int.from_bytes(payload, "big") & (1 << left) - 1) << SPARE, left + SPARE


def _finish(payload: bytes, left: int) -> None:
    left -= SPARE
    if left < 0 or left >= 16 or (left >= 8 and payload[-1]):
        raise LookupError
