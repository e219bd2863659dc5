"""Writing the common cases quickly: the counterpart of :mod:`.quick_read`.

All bits gather in one integer. For each state and field the event code is looked up once; where a value has
a fixed number of bits, code and value are one shift. A writer takes ``(value, gathered)`` and returns the
new ``gathered``; what it does not expect raises one of :data:`~.quick_read.UNUSUAL`, and :mod:`.exact` says
what was wrong.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from operator import attrgetter
from typing import Any

from msgspec import UNSET
from msgspec.structs import astuple

from .bits import HEADER
from .quick_read import MEMORY
from .schema import END, Event, Row, Schema, Type, target, type_of
from .values import Codec

Writer = Callable[[Any, int], int]

_Step = tuple[int, int, dict[Any, int] | None, Any, int]
"""What a field does in one state: how far to shift, the bits of event code and margin, the table of a value
of fixed width or else the writer of the value, and the state that follows."""


_TOGETHER = 64
"""Items of a list that are joined one after the other; more make parts that are joined in the end."""


class _Field:
    """One field of a structure, and its step in each state; worked out when it first comes there."""

    def __init__(self, kind: Type, index: int) -> None:
        self.kind = kind
        self.index = index
        self.steps: dict[int, _Step] = {}

    def learn(self, state: int) -> _Step:
        """Work out a step. Raises LookupError where the field may not come."""
        row = self.kind.rows[self.index]
        at = self.kind.states[state]
        code = at.code[self.index]
        after = at.events[code].targets[0]
        margin = int(row.node == "element" and isinstance(row.type, Codec))
        step: _Step
        if row.node == "slot":
            step = 0, 0, None, _slot(row, at.width, code), after
        elif isinstance(row.type, Codec) and row.type.fixed:
            width = row.type.width + 2 * margin
            table = {value: bits << margin for value, bits in row.type.legal.items()}
            step = at.width + width, code << width, table, None, after
        else:
            writer = structure(row.type) if isinstance(row.type, Type) else _value(row.type, margin)
            step = at.width + margin, code << margin, None, writer, after
        self.steps[state] = step
        return step


@cache
def structure(kind: Type) -> Writer:
    """Writer of the content of an element."""
    return _straight(kind) or _branching(kind)


class _Run:
    """Neighbouring fields of fixed widths: all their bits, events included, by all their values."""

    def __init__(self) -> None:
        self.fields: list[tuple[str, int, dict[Any, int]]] = []
        self.width = 0
        self.memory: dict[Any, int] = {}

    def add(self, row: Row, codec: Codec, width: int) -> None:
        """One more field, after an event code of so many zero bits."""
        margin = int(row.node == "element")
        self.width += width + codec.width + 2 * margin
        self.fields.append((row.name, self.width - margin, codec.legal))

    def get(self) -> Callable[[Any], Any] | None:
        """What takes the values out of a struct, as a key."""
        return attrgetter(*(name for name, _, _ in self.fields)) if self.fields else None

    def learn(self, key: Any) -> int:
        """Bits of these values."""
        values = key if len(self.fields) > 1 else (key,)
        bits = 0
        for value, (_, end, table) in zip(values, self.fields, strict=True):
            bits |= table[value] << self.width - end
        if len(self.memory) < MEMORY:
            self.memory[key] = bits
        return bits


def _straight(kind: Type) -> Writer | None:
    """Writer of a structure whose content never branches; None for any other.

    All its event codes are zero, so between two values of varying length there is one look-up.
    """
    runs: list[tuple[Any, ...]] = []
    run = _Run()
    state = kind.states[0]
    tail = 0
    while state.events[0].row != END:
        event = state.events[0]
        row = kind.rows[event.row]
        if len(state.events) > 1 or row.array or row.group is not None or row.type is None:
            return None
        after = kind.states[event.targets[0]]
        if isinstance(row.type, Codec) and row.type.fixed:
            run.add(row, row.type, state.width)
        else:
            run.width += state.width
            if isinstance(row.type, Type):
                writer = structure(row.type)
            else:
                margin = int(row.node == "element")
                run.width += margin
                tail = after.width if after.final else 0
                writer = _value(row.type, margin + tail)
            runs.append((run.get(), run.memory, run.learn, run.width, attrgetter(row.name), writer))
            run = _Run()
        state = after
    if not state.final:
        return None
    struct = kind.struct
    run.width += state.width - tail
    last, memory, learn, width = run.get(), run.memory, run.learn, run.width

    def write(message: Any, gathered: int) -> int:
        if message.__class__ is not struct:
            raise TypeError
        for get_fixed, known, work_out, before, get, writer in runs:
            if get_fixed is None:
                gathered <<= before
            else:
                key = get_fixed(message)
                try:
                    bits = known[key]
                except KeyError:
                    bits = work_out(key)
                gathered = gathered << before | bits
            gathered = writer(get(message), gathered)
        if last is None:
            return gathered << width
        key = last(message)
        return gathered << width | (memory[key] if key in memory else learn(key))

    return write


def _branching(kind: Type) -> Writer:
    """Writer of any structure, field by field."""
    struct = kind.struct
    indexes = [index for index in kind.order if _has_field(kind.rows[index])]
    names = tuple(kind.rows[index].name for index in indexes)
    values = astuple if names == struct.__struct_fields__ else attrgetter(*names)
    fields = []
    for index in indexes:
        field = _Field(kind, index)
        fields.append((field.steps, field.learn, _list(kind, index) if kind.rows[index].array else None))
    ends = {
        number: (state.width, state.code[END])
        for number, state in enumerate(kind.states)
        if END in state.code
    }

    def write(message: Any, gathered: int) -> int:
        if message.__class__ is not struct:
            raise TypeError
        state = 0
        for value, (steps, learn, write_list) in zip(values(message), fields, strict=True):
            if write_list is not None:
                gathered, state = write_list(value, gathered, state)
                continue
            if value is UNSET:
                continue
            shift, code, table, writer, state = steps[state] if state in steps else learn(state)
            if table is not None:
                gathered = gathered << shift | code | table[value]
            else:
                gathered = writer(value, gathered << shift | code)
        width, code = ends[state]
        return gathered << width | code

    return write


def _has_field(row: Row) -> bool:
    return row.group is None and row.node != "any" and (row.node != "group" or row.group_struct is not None)


def _list(kind: Type, index: int) -> Callable[[Any, int, int], tuple[int, int]]:
    """Writer of all items of a list, each gathered by itself: shifting a long list bit by bit is slow."""
    row = kind.rows[index]
    least, most = row.minimum, row.maximum
    steps: dict[int, tuple[int, Event]] = {}
    item: Writer | None = None

    def learn(state: int) -> tuple[int, Event]:
        at = kind.states[state]
        code = at.code[index]
        steps[state] = 1 << at.width | code, at.events[code]
        return steps[state]

    def write(items: Any, gathered: int, state: int) -> tuple[int, int]:
        nonlocal item
        if items.__class__ is not tuple:
            raise TypeError
        if not items:
            return gathered, state
        if item is None:
            item = _item(row)
        parts: list[int] = []
        for count, value in enumerate(items, 1):
            start, event = steps.get(state) or learn(state)
            part = item(value, start)
            gathered = (gathered - 1 << part.bit_length() - 1) + part
            state = event.targets[0] if least <= count != most else target(event, row, count)
            if not count % _TOGETHER:
                parts.append(gathered)
                gathered = 1
        return _joined([*parts, gathered]) if parts else gathered, state

    return write


def _joined(parts: list[int]) -> int:
    """The bits of all parts, each with a one before its first bit. Neighbours join first, so that no bit is
    shifted often."""
    while len(parts) > 1:
        odd = parts[len(parts) & ~1 :]
        pairs = zip(parts[::2], parts[1::2], strict=False)
        parts = [(one - 1 << two.bit_length() - 1) + two for one, two in pairs] + odd
    return parts[0]


def _item(row: Row) -> Writer:
    """Writer of one item, event code excluded."""
    if isinstance(row.type, Type):
        return structure(row.type)
    if row.type is not None and row.type.fixed:
        table, width = row.type.legal, row.type.width + 2
        return lambda value, gathered: gathered << width | table[value] << 1
    write = _value(row.type, 1)
    return lambda value, gathered: write(value, gathered << 1)


def _slot(row: Row, width: int, code: int) -> Writer:
    """Writer of what stands in a slot, event code included."""
    writers: dict[Any, tuple[int, Writer]] = {}

    def write(value: Any, gathered: int) -> int:
        struct = value.__class__
        if struct not in writers:
            index, one = row.slot[struct]
            writers[struct] = code + index, structure(_type(one.ref))
        number, writer = writers[struct]
        return writer(value, gathered << width | number)

    return write


def _type(ref: str | None) -> Type:
    kind = type_of(ref) if ref is not None else None
    if not isinstance(kind, Type):
        raise LookupError
    return kind


# ---- values


def _value(codec: Codec | None, margin: int) -> Writer:
    """Writer of a value of varying length and the ``margin`` of zero bits behind it."""
    if codec is None:
        raise LookupError
    if codec.binary:
        return _binary(codec, margin)
    return _text(codec, margin) if codec.kind == "string" else _integer(codec, margin)


def _varint(value: int) -> tuple[int, int]:
    """Bits and their number."""
    bits = width = 0
    while value > 0x7F:
        bits = bits << 8 | value & 0x7F | 0x80
        value >>= 7
        width += 8
    return bits << 8 | value, width + 8


def _integer(codec: Codec, margin: int) -> Writer:
    signed = codec.kind == "signed"
    bounded = codec.most is not None
    least, most = codec.least or 0, codec.most or 0
    in_range = codec.in_range
    sign = int(signed)
    one, two = sign + 8 + margin, sign + 16 + margin

    def write(value: int, gathered: int) -> int:
        if not (least <= value <= most if bounded else in_range(value)):
            raise ValueError
        minus = 0
        if value < 0:
            minus, value = 1, ~value
        if value < 0x80:
            return gathered << one | (minus << 8 | value) << margin
        if value < 0x4000:
            return gathered << two | (minus << 16 | (value & 0x7F | 0x80) << 8 | value >> 7) << margin
        bits, width = _varint(value)
        return (gathered << sign | minus) << width + margin | bits << margin

    return write


def _binary(codec: Codec, margin: int) -> Writer:
    least, most = codec.least or 0, codec.most

    def write(value: bytes, gathered: int) -> int:
        size = len(value)
        if value.__class__ is not bytes or size < least or (most is not None and size > most):
            raise ValueError
        bits, width = (size, 8) if size < 0x80 else _varint(size)
        part = bits << 8 * size | int.from_bytes(value, "big")
        return gathered << width + 8 * size + margin | part << margin

    return write


def _text(codec: Codec, margin: int) -> Writer:
    least, most = codec.least or 0, codec.most

    def write(value: str, gathered: int) -> int:
        size = len(value)
        if value.__class__ is not str or size < least or (most is not None and size > most):
            raise ValueError
        octets = value.encode("ascii")
        bits, width = (size + 2, 8) if size < 0x7E else _varint(size + 2)
        part = bits << 8 * size | int.from_bytes(octets, "big")
        return gathered << width + 8 * size + margin | part << margin

    return write


# ---- documents and fragments


def document(schema: Schema, message: Any) -> bytes:
    """The payload of a message. Raises one of :data:`~.quick_read.UNUSUAL` for anything but a common case."""
    code = schema.code_of(message)
    kind = schema.elements[code].type()
    assert isinstance(kind, Type)
    return _to_bytes(structure(kind)(message, HEADER << schema.element_width | code))


def fragment(schema: Schema, code: int, value: Any) -> bytes:
    """The payload of one element by itself. Raises like :func:`document`."""
    root = schema.fragments[code]
    (_,) = root.types
    kind = root.type()
    gathered = HEADER << schema.fragment_width | code
    if isinstance(kind, Type):
        gathered = structure(kind)(value, gathered)
    elif kind.fixed:
        gathered = gathered << kind.width + 2 | kind.legal[value] << 1
    else:
        gathered = _value(kind, 1)(value, gathered << 1)
    return _to_bytes(gathered << schema.fragment_width | len(schema.fragments) + 1)


def _to_bytes(gathered: int) -> bytes:
    """Bits that start with the header, filled up to whole bytes."""
    length = -(-gathered.bit_length() // 8)
    return (gathered << (8 * length - gathered.bit_length())).to_bytes(length, "big")
