"""A payload bit by bit: what each field is, in which state of the grammar it stands, what it says.

It is read by the walk that :mod:`secc.exi.exact` uses, from a source that writes down what it hands out. So
what is shown is what the decoder does, and of a damaged message everything up to the place where it stops.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

from secc.errors import WireError
from secc.exi.bits import BitSource
from secc.exi.relaxed import read_relaxed
from secc.exi.schema import END, TEXT, Event, Name, Row, Schema, State, Type, schema, type_of
from secc.exi.values import Codec
from secc.exi.walk import Node, read
from secc.tools.printing import short

__all__ = ["Explained", "Field", "explain"]

_SHOWN: Final = 64
"""Bits of one field that are shown as digits."""


@dataclass(frozen=True, slots=True)
class Field:
    """Some neighbouring bits that mean one thing."""

    offset: int
    """in bits"""
    width: int
    bits: str
    """The digits, at most the first 64."""
    state: str
    """Type and number of the grammar's state for an event; what kind of value otherwise."""
    path: str
    """The element it belongs to, outermost first."""
    meaning: str

    @property
    def depth(self) -> int:
        """How many elements it stands in."""
        return self.path.count("/") + 1 if self.path else 0


@dataclass(slots=True)
class Explained:
    """What a payload says, as far as it can be read."""

    fields: list[Field] = field(default_factory=list)
    error: WireError | None = None
    expected: tuple[str, ...] = ()
    """What the grammar has at the place where an event made no sense."""
    partial: dict[str, Any] = field(default_factory=dict)
    """What was read, in the JSON form of messages, but that members of groups stand inline."""


def explain(name: str, fragment: bool, payload: bytes) -> Explained:
    """Read a payload of a schema, and tell all about it."""
    loaded = schema(name)
    source = _Source(loaded, fragment, payload)
    try:
        source.read()
    except WireError as error:
        source.stopped(error)
    source.rest()
    return source.found


class _Source(BitSource):
    """Writes down what it hands out."""

    def __init__(self, loaded: Schema, fragment: bool, payload: bytes) -> None:
        super().__init__(payload)
        self.found = Explained()
        self._schema = loaded
        self._fragment = fragment
        self._roots = loaded.fragments if fragment else loaded.elements
        self._reads: list[tuple[int, int]] = []  # offset and width of what has no meaning yet
        self._code = 0
        self._kinds: list[Type | Codec | None] = []
        self._trees: list[dict[str, Any]] = [self.found.partial]
        self._row: Row | None = None
        self._kind: Type | Codec | None = None  # of the element that comes next
        self._open: tuple[str, bool] | None = None  # key of the value that comes next, and if it is of a list

    def read(self) -> None:
        """The whole payload: a document's one element, or a fragment's and its end."""
        loaded, fragment = self._schema, self._fragment
        self.header()
        code = self.bits(loaded.fragment_width if fragment else loaded.element_width)
        root = self._roots[code] if code < len(self._roots) else None
        kinds = [self._roots[code].type()] if root and len(root.types) == 1 else []
        alone = bool(root and root.types) if fragment else bool(kinds and isinstance(kinds[0], Type))
        if root is None or not alone:
            reason = "cannot stand alone" if fragment else "starts no message"
            raise self.error(f"element {root.name.local if root else code}, which {reason}")
        self.enter(root.name, "element")
        if not kinds:
            read_relaxed(self, loaded, root)
        elif isinstance(kinds[0], Type):
            read(self, kinds[0])
        else:
            self.value(kinds[0], "element")
        self.leave()
        if fragment and self.bits(loaded.fragment_width) != len(self._roots) + 1:
            raise self.error("a second element in a fragment")
        self.finish()

    # ---- fields

    def bits(self, width: int) -> int:
        value = super().bits(width)
        self._code = value
        if width:
            self._reads.append((self.start, width))
        return value

    def _tell(self, state: str, meaning: str) -> None:
        """All that was read since the last field is one, and means this."""
        if not self._reads:
            return
        offset = self._reads[0][0]
        width = sum(size for _, size in self._reads)
        self._reads.clear()
        self._add(offset, width, state, meaning)

    def _add(self, offset: int, width: int, state: str, meaning: str) -> None:
        shown = min(width, _SHOWN)
        octets = int.from_bytes(self.payload[offset >> 3 : (offset + shown + 7) >> 3], "big")
        digits = octets >> (-(offset + shown) & 7) & ((1 << shown) - 1)
        bits = f"{digits:0{shown}b}" if shown else ""
        self.found.fields.append(Field(offset, width, bits, state, "/".join(self.path), meaning))

    def _root(self) -> str:
        return "fragment" if self._fragment else "document"

    def header(self) -> None:
        super().header()
        self._tell("header", "EXI 1.0, no cookie, no options")

    def event(self, state: State, rows: tuple[Row, ...]) -> Event:
        name = self._state(state)
        self.found.expected = tuple(_event_name(event) for event in state.events)
        event = super().event(state, rows)
        self.found.expected = ()
        escaped = len(self._reads) > 1
        self._tell(name, _event_name(event) + (" (empty, written as an end not foreseen)" if escaped else ""))
        if event.row >= 0:
            self._row = rows[event.row]
            self._kind = type_of(event.ref) if event.ref is not None else self._row.type
        return event

    def _state(self, state: State) -> str:
        kind = self._kinds[-1] if self._kinds else None
        return f"{kind.name} {kind.states.index(state)}" if isinstance(kind, Type) else "?"

    # ---- the way down and up

    def enter(self, name: Name, node: Node) -> None:
        key, array = name.local, False
        if not self._kinds:
            root = self._roots[self._code]
            self._tell(self._root(), f"{name.local}, element {self._code} of {len(self._roots)}")
            self._kind = root.type() if len(root.types) == 1 else None
        elif self._row is not None:
            key, array = (self._row.name if node != "element" else name.local), self._row.array
        self._tell("relaxed", f"{name.local} (event code {self._code})")
        super().enter(name, node)
        self._kinds.append(self._kind)
        tree = self._trees[-1]
        self._open = (key, array)
        if isinstance(self._kind, Type) or (self._kind is None and len(self._kinds) == 1):
            tree = {}
            self._keep(key, array, tree)
            self._open = None
        self._trees.append(tree)

    def leave(self) -> None:
        self._tell("relaxed", f"event code {self._code}")
        super().leave()
        self._kinds.pop()
        self._trees.pop()

    def _keep(self, key: str, array: bool, value: Any) -> None:
        tree = self._trees[-1]
        if array:
            tree.setdefault(key, []).append(value)
        else:
            tree[key] = value

    # ---- values

    def value(self, codec: Codec, node: Node) -> Any:
        value = super().value(codec, node)
        self._tell("end of value", "EE")
        self._keep_value(codec, value)
        return value

    def bare(self, codec: Codec) -> Any:
        self._tell("start of value", "CH")
        value = super().bare(codec)
        self._tell(_value_name(codec), f"= {_value_text(codec, value)}")
        self._keep_value(codec, value)
        return value

    def _keep_value(self, codec: Codec, value: Any) -> None:
        """Once: a value is kept as soon as it is known, an empty one where its element ends."""
        if self._open:
            key, array = self._open
            self._keep(key, array, codec.to_json(value))
            self._open = None

    def text(self) -> str:
        self._tell("relaxed", f"text (event code {self._code})")
        value = super().text()
        self._tell("string", f"= {short(repr(value))}")
        return value

    def length(self, offset: int) -> int:
        value = super().length(offset)
        extra = f" ({value} + {offset})" if offset else ""
        self._tell("length", f"{value} {'characters' if offset else 'bytes'}{extra}")
        return value

    # ---- the end

    def stopped(self, error: WireError) -> None:
        """The payload makes no sense from here on."""
        self.found.error = error
        self.found.fields = [one for one in self.found.fields if one.offset < error.offset]
        self._reads = [read for read in self._reads if read[0] < error.offset]
        self._tell("?", "read, and then not understood")
        width = max(0, min(self.position, self.end) - error.offset)
        self._add(error.offset, width, "stops here", error.reason)
        self.position = error.offset + width

    def rest(self) -> None:
        """What follows the message, or the place where it stopped."""
        if self.found.error is None:
            self._tell(self._root(), f"end of the fragment, code {self._code}")
            padding = -self.position % 8
            if padding:
                self._add(self.position, padding, "padding", "up to the next byte")
                self.position += padding
        if self.position < self.end:
            unread = self.end - self.position
            meaning = "not read" if self.found.error else "surplus, tolerated"
            self._add(self.position, unread, "rest", meaning)


def _event_name(event: Event) -> str:
    if event.row == END:
        return "EE, the end"
    if event.row == TEXT:
        return "text"
    return event.name.local if event.name is not None else "?"


def _value_name(codec: Codec) -> str:
    match codec.kind:
        case "bits":
            return f"{codec.width} bits from {codec.least}"
        case "enum":
            return f"one of {len(codec.members)}"
        case "unsigned" | "signed":
            return f"{codec.kind} varint"
    return codec.kind


def _value_text(codec: Codec, value: Any) -> str:
    return short(codec.to_text(value))
