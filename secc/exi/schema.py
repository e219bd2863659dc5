"""Grammar tables as objects: what ``secc_contract.v2g.tables`` lists, looked up when it is first needed.

A type belongs to its file and is shared by all schema sets that hold it; a :class:`Schema` adds the names
that a document or a fragment may start with.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Sequence
from functools import cache, cached_property
from typing import Any, NamedTuple

from .values import Codec, shown

_FILES = {
    "sap": "app_protocol",
    "din": "din70121",
    "iso2": "iso15118_2",
    "iso20-common": "iso15118_20_common",
    "iso20-ac": "iso15118_20_ac",
    "iso20-dc": "iso15118_20_dc",
    "iso20-wpt": "iso15118_20_wpt",
    "iso20-acdp": "iso15118_20_acdp",
    "xmldsig": "xmldsig",
}

END = -1
TEXT = -2


class UnknownElement(ValueError):
    """An outermost element that the schema set does not have: the text is meant for another one."""

    def __init__(self, name: object, lack: str) -> None:
        self.name = shown(name)
        super().__init__(f"{self.name}: {lack}")


class Name(NamedTuple):
    """An element's name."""

    local: str
    namespace: str

    def __str__(self) -> str:
        return f"{{{self.namespace}}}{self.local}" if self.namespace else self.local


class StandIn(NamedTuple):
    """An element that may come in a slot's place; ``ref`` is None for an abstract one."""

    name: Name
    ref: str | None


class Row:
    """One place of a type's content. ``node`` and the rest are explained beside the tables."""

    def __init__(self, row: Sequence[Any], file: str, namespaces: Sequence[str]) -> None:
        name, node, space, kind, least, most, *group = row
        self.name: str = name
        self.node: str = node
        self.xml_name = Name(name, namespaces[space])
        self.minimum: int = least
        self.maximum: int | None = most
        self.array = most != 1
        self.group: int | None = group[0] if group else None
        self.opens: bool = group[1] if group else False
        self.stand_ins: tuple[StandIn, ...] = ()
        self._kind = kind
        self._file = file
        if node == "slot":
            self.stand_ins = tuple(StandIn(Name(one, namespaces[at]), ref) for one, at, ref in kind)

    @cached_property
    def type(self) -> Type | Codec | None:
        """What the place holds; None for a slot, a group and a wildcard."""
        if self.node in ("slot", "group", "any"):
            return None
        return Codec(*self._kind) if isinstance(self._kind, tuple) else type_of(self._kind)

    @cached_property
    def group_struct(self) -> Any:
        """Class of one occurrence of a group; None when it holds nothing but wildcards."""
        return struct_of(self._kind) if self._kind else None

    @cached_property
    def slot(self) -> dict[Any, tuple[int, StandIn]]:
        """Stand-ins by the class of their values, with their place in the order of codes."""
        found: dict[Any, tuple[int, StandIn]] = {}
        for index, one in enumerate(self.stand_ins):
            if one.ref is not None:
                found[struct_of(one.ref)] = (index, one)
        return found


class Event(NamedTuple):
    """What one event code means: an element or attribute of ``row``, or the end, or something refused."""

    row: int
    name: Name | None
    ref: str | None
    """Type of a stand-in; None where the row knows the type, and for an abstract element."""
    targets: tuple[int, ...]


class State:
    """Events in the order of their codes."""

    def __init__(self, events: Iterable[tuple[int, ...]], rows: Sequence[Row]) -> None:
        self.events: list[Event] = []
        self.code: dict[int, int] = {}
        for row, *targets in events:
            self.code[row] = len(self.events)
            if row < 0:
                self.events.append(Event(row, None, None, ()))
            elif rows[row].node == "slot":
                self.events += [Event(row, one.name, one.ref, tuple(targets)) for one in rows[row].stand_ins]
            else:
                self.events.append(Event(row, rows[row].xml_name, None, tuple(targets)))
        self.width = len(self.events).bit_length()
        self.final = set(self.code) == {END}
        """Nothing but the end may come."""


class Type:
    """A structure: its class, and how it is coded."""

    def __init__(self, ref: str, entry: tuple[Any, ...], namespaces: Sequence[str]) -> None:
        rows, self._states = entry
        file = ref.partition("#")[0]
        self.ref = ref
        self.rows = tuple(Row(row, file, namespaces) for row in rows)
        self.order = sorted(range(len(rows)), key=self._wire_order)
        """Rows as their events come: attributes first, by name."""

    def _wire_order(self, index: int) -> tuple[Any, ...]:
        row = self.rows[index]
        return (0, row.xml_name, index) if row.node == "attribute" else (1, ("", ""), index)

    @cached_property
    def states(self) -> tuple[State, ...]:
        return tuple(State(events, self.rows) for events in self._states)

    @cached_property
    def struct(self) -> Any:
        return struct_of(self.ref)

    @property
    def name(self) -> str:
        return self.ref.partition("#")[2]


def target(event: Event, row: Row, count: int) -> int:
    """The state after an event, the ``count``-th of its row."""
    targets = event.targets
    if len(targets) > 2 and count < row.minimum:
        return targets[2]
    if len(targets) > 1 and count == row.maximum:
        return targets[1]
    return targets[0]


@cache
def type_of(ref: str) -> Type | Codec:
    """The type of a table entry ``file#Type``; kept for the life of the process."""
    file, _, name = ref.partition("#")
    tables = importlib.import_module(f"secc_contract.v2g.tables.{file}")
    if name in tables.TYPES:
        return Type(ref, tables.TYPES[name], tables.NAMESPACES)
    codec = Codec(*tables.VALUES[name])
    if codec.kind == "enum":
        codec.use(struct_of(ref))
    return codec


@cache
def struct_of(ref: str) -> Any:
    """The Python class of a type."""
    file, _, name = ref.partition("#")
    return getattr(importlib.import_module(f"secc_contract.v2g.{file}"), name)


def ref_of(struct: Any) -> str:
    """Table entry of a struct: the reverse of :func:`struct_of`."""
    return f"{struct.__module__.rpartition('.')[2]}#{struct.__name__}"


class Root(NamedTuple):
    """What a document or a fragment may start with.

    Two types mean the relaxed grammar, none an abstract element.
    """

    name: Name
    types: tuple[Any, ...]

    def type(self) -> Type | Codec:
        """The one type."""
        (kind,) = self.types
        return Codec(*kind) if isinstance(kind, tuple) else type_of(kind)


class Schema:
    """One schema set."""

    def __init__(self, name: str, file: str) -> None:
        self.name = name
        tables = importlib.import_module(f"secc_contract.v2g.tables.{file}")
        spaces = tables.NAMESPACES
        self.elements = [_root(entry, spaces) for entry in tables.ELEMENTS]
        self.element_width = len(self.elements).bit_length()
        self.attributes = [Name(local, spaces[at]) for local, at in tables.ATTRIBUTES]
        self._fragments = tables.FRAGMENTS
        self._spaces = spaces

    @cached_property
    def fragments(self) -> list[Root]:
        return [_root(entry, self._spaces) for entry in self._fragments]

    @cached_property
    def fragment_width(self) -> int:
        """Beside the names there are codes for any other element and for the end."""
        return (len(self.fragments) + 1).bit_length()

    @cached_property
    def by_struct(self) -> dict[Any, int]:
        """Code of a document by the class of the message."""
        return {
            struct_of(root.types[0]): code
            for code, root in enumerate(self.elements)
            if root.types and isinstance(type_of(root.types[0]), Type)
        }

    def code_of(self, message: Any) -> int:
        """Code of the document that a message makes.

        :raises ValueError: its class is no message of this set.
        """
        code = self.by_struct.get(message.__class__)
        if code is None:
            raise ValueError(f"{type(message).__name__} is no message of schema {self.name}")
        return code

    def fragment(self, name: str) -> int:
        """Code of a fragment by its element: local name, or ``{namespace}name`` where two share it.

        :raises ValueError: no such name, or more than one.
        """
        found = [
            code for code, root in enumerate(self.fragments) if name in (root.name.local, str(root.name))
        ]
        if len(found) == 1:
            return found[0]
        if not found:
            raise UnknownElement(name, f"no element in schema {self.name}")
        names = ", ".join(str(self.fragments[code].name) for code in found)
        raise ValueError(f"{name}: stands for {names} in schema {self.name}")

    def fragment_name(self, code: int) -> str:
        """The shortest name by which :meth:`fragment` finds this element."""
        name = self.fragments[code].name
        unique = sum(root.name.local == name.local for root in self.fragments) == 1
        return name.local if unique else str(name)


def _root(entry: tuple[Any, ...], spaces: Sequence[str]) -> Root:
    local, at, *types = entry
    return Root(Name(local, spaces[at]), tuple(kind for kind in types if kind is not None))


NAMES = tuple(_FILES)
"""Short names of all schema sets."""


@cache
def schema(name: str) -> Schema:
    """A schema set by its short name. Its tables are imported now, not before.

    :raises ValueError: no such set.
    """
    if name not in _FILES:
        raise ValueError(f"no schema {name!r}; there are {', '.join(_FILES)}")
    return Schema(name, _FILES[name])
