"""One walk over the grammar tables, in each direction, for every notation.

:func:`read` asks a *source* what comes next (:mod:`.exact` for bits, :mod:`.xml` for XML) and builds
structs; :func:`write` goes through a struct and tells a *sink*. The tables decide what is allowed: a struct
that the grammar does not accept cannot be written, and content that it does not accept cannot be read.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal, Protocol

from msgspec import UNSET

from .schema import END, TEXT, Event, Name, Root, Row, State, Type, target, type_of
from .values import Codec

Node = Literal["element", "attribute", "text"]


class Source(Protocol):
    """Where a message is read from."""

    def event(self, state: State, rows: tuple[Row, ...]) -> Event:
        """The next event of the element; what the state does not list is an error."""

    def enter(self, name: Name, node: Node) -> None:
        """This element, attribute or text is read now."""

    def leave(self) -> None:
        """It has been read."""

    def value(self, codec: Codec, node: Node) -> Any:
        """Its value, if it is no structure."""

    def error(self, reason: str) -> Exception:
        """The error of this notation, with the place that has been reached."""


class Sink:
    """Where a message is written to. This one only checks; notations add to it."""

    def __init__(self, *, as_received: bool = False) -> None:
        self.path: list[str] = []
        self.as_received = as_received

    def event(self, state: State, code: int) -> None:
        """The state's event of this code comes."""

    def enter(self, name: Name, node: Node) -> None:
        """This element, attribute or text comes."""
        self.path.append(name.local)

    def leave(self) -> None:
        """It has come."""
        self.path.pop()

    def value(self, codec: Codec, value: Any, node: Node) -> None:
        """Its value, if it is no structure; it has been checked."""

    def error(self, reason: str) -> ValueError:
        """The error that tells a reason and the place that has been reached."""
        return ValueError(f"{'/'.join(self.path)}: {reason}")

    def check(self, codec: Codec, value: Any) -> None:
        """Refuse a value that its type does not have."""
        reason = codec.wrong(value)
        if reason:
            raise self.error(reason)
        if not self.as_received:
            reason = codec.beyond(value)
            if reason:
                self.out_of_bounds(reason)

    def out_of_bounds(self, reason: str) -> None:
        """A value can be written, but lies beyond its bounds."""
        raise self.error(reason)


# ---- reading


def read(source: Source, kind: Type) -> Any:
    """Content of one element, up to its end."""
    values: dict[str, Any] = {}
    groups: dict[int, list[dict[str, Any]]] = {}
    counts: dict[int, int] = {}
    state = kind.states[0]
    while True:
        event = source.event(state, kind.rows)
        if event.row == END:
            return _struct(kind, values, groups)
        row = kind.rows[event.row] if event.row >= 0 else None
        if row is None or row.node == "any":
            raise source.error("text" if event.row == TEXT else "an element of a foreign schema")
        assert event.name is not None
        source.enter(event.name, _node(row))
        value = _read_content(source, row, event)
        source.leave()
        home = values
        if row.group is not None:
            if row.opens:
                groups.setdefault(row.group, []).append({})
            home = groups[row.group][-1]
        count = counts[event.row] = counts.get(event.row, 0) + 1
        if row.array:
            home.setdefault(row.name, []).append(value)
        else:
            home[row.name] = value
        state = kind.states[target(event, row, count)]


def _read_content(source: Source, row: Row, event: Event) -> Any:
    kind = row.type
    if row.node == "slot":
        if event.ref is None:
            raise source.error("an abstract element")
        kind = type_of(event.ref)
    if isinstance(kind, Type):
        return read(source, kind)
    assert kind is not None
    return source.value(kind, _node(row))


def _node(row: Row) -> Node:
    return "attribute" if row.node == "attribute" else "text" if row.node == "text" else "element"


def _struct(kind: Type, values: dict[str, Any], groups: dict[int, list[dict[str, Any]]]) -> Any:
    for name, value in values.items():
        if isinstance(value, list):
            values[name] = tuple(value)
    for index, items in groups.items():
        row = kind.rows[index]
        structs = tuple(row.group_struct(**item) for item in items)
        values[row.name] = structs if row.array else structs[0]
    return kind.struct(**values)


# ---- writing


def write(sink: Sink, kind: Type, message: Any) -> None:
    """Content of one element, up to its end."""
    if message.__class__ is not kind.struct:
        raise sink.error(f"{type(message).__name__} instead of {kind.name}")
    counts: dict[int, int] = {}
    state = kind.states[0]
    for index, value in contents(sink, kind, message):
        row = kind.rows[index]
        code = state.code.get(index)
        if code is None:
            raise sink.error(_misplaced(kind, row, state, counts.get(index, 0)))
        if row.node == "slot":
            code += _place_in_slot(sink, row, value)
        event = state.events[code]
        sink.event(state, code)
        assert event.name is not None
        sink.enter(event.name, _node(row))
        _write_content(sink, row, event, value)
        sink.leave()
        count = counts[index] = counts.get(index, 0) + 1
        state = kind.states[target(event, row, count)]
    end = state.code.get(END)
    if end is None:
        raise sink.error(f"{_names(state, kind.rows)} missing")
    sink.event(state, end)


def write_root(sink: Sink, root: Root, value: Any) -> None:
    """An element that stands alone, name included."""
    sink.enter(root.name, "element")
    kind = type_of_value(root, value) if root.types else None
    if kind is None:
        raise sink.error("an abstract element")
    if isinstance(kind, Type):
        write(sink, kind, value)
    else:
        sink.check(kind, value)
        sink.value(kind, value, "element")
    sink.leave()


def type_of_value(root: Root, value: Any) -> Type | Codec:
    """The type of an element by its value, where its name has two."""
    if len(root.types) == 1:
        return root.type()
    kinds = [type_of(kind) for kind in root.types]
    structs = [kind for kind in kinds if isinstance(kind, Type) and value.__class__ is kind.struct]
    return structs[0] if structs else next(kind for kind in kinds if isinstance(kind, Codec))


def contents(sink: Sink, kind: Type, message: Any) -> Iterator[tuple[int, Any]]:
    """Row and value of each attribute and element of a struct, in the order of the wire."""
    for index in kind.order:
        row = kind.rows[index]
        if row.group is not None or row.node == "any" or (row.node == "group" and row.group_struct is None):
            continue
        value = getattr(message, row.name)
        for one in _items(sink, row, value):
            if row.node != "group":
                yield index, one
                continue
            if one.__class__ is not row.group_struct:
                raise sink.error(f"{row.name}: {type(one).__name__} instead of {row.group_struct.__name__}")
            yield from _occurrence(sink, kind, index, one)


def _occurrence(sink: Sink, kind: Type, group: int, one: Any) -> Iterator[tuple[int, Any]]:
    """Row and value of each member that one occurrence of a group has.

    The first of them is what opens an occurrence, and no other may: it would be read as the next one.
    """
    rows = [(index, row) for index, row in enumerate(kind.rows) if row.group == group and row.node != "any"]
    given = [(index, row) for index, row in rows if getattr(one, row.name) is not UNSET]
    if [row.opens for _, row in given] != [True, *[False] * (len(given) - 1)]:
        found = ", ".join(row.name for _, row in given) or "nothing"
        openers = [row.name for _, row in rows if row.opens]
        wanted = openers[0] if len(openers) == 1 else f"one of {', '.join(openers)}"
        raise sink.error(f"{kind.rows[group].name}: {found} instead of {wanted}")
    for index, row in given:
        yield index, getattr(one, row.name)


def _items(sink: Sink, row: Row, value: Any) -> Any:
    if not row.array:
        return () if value is UNSET else (value,)
    if not isinstance(value, tuple | list):
        raise sink.error(f"{row.name}: {type(value).__name__} instead of a tuple")
    return value


def _place_in_slot(sink: Sink, row: Row, value: Any) -> int:
    known = row.slot.get(value.__class__)
    if known is None:
        names = ", ".join(kind.__name__ for kind in row.slot)
        raise sink.error(f"{row.name}: {type(value).__name__} instead of {names}")
    return known[0]


def _write_content(sink: Sink, row: Row, event: Event, value: Any) -> None:
    kind = row.type if event.ref is None else type_of(event.ref)
    if isinstance(kind, Type):
        write(sink, kind, value)
        return
    assert kind is not None
    sink.check(kind, value)
    sink.value(kind, value, _node(row))


def _misplaced(kind: Type, row: Row, state: State, count: int) -> str:
    if row.maximum is not None and count == row.maximum and row.array:
        return f"more than {count} {row.name}"
    if state.final:
        return f"{row.name} beside what excludes it"
    return f"{_names(state, kind.rows)} missing before {row.name}"


def _names(state: State, rows: tuple[Row, ...]) -> str:
    """What the state waits for: what must come, else what may."""
    found = [
        (event.name.local, rows[event.row].minimum)
        for event in state.events
        if event.name is not None and rows[event.row].node not in ("any", "attribute")
    ]
    names = sorted({name for name, minimum in found if minimum} or {name for name, _ in found})
    if not names:
        names = [event.name.local for event in state.events if event.name is not None]
    return f"{names[0]} is" if len(names) == 1 else f"one of {', '.join(names)} is"
