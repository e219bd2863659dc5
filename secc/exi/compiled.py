"""The C engine's view of the grammar tables. Importing it fails where the C engine is not built.

:mod:`._engine` is handed descriptions in the form that ``_engine_tables.h`` reads, each when it is first
needed.
"""

from __future__ import annotations

from functools import cache, partial
from typing import Any

from msgspec import UNSET

import secc.exi._engine as _engine
from secc.exi.schema import Event, Root, Row, Schema, Type, type_of
from secc.exi.values import Codec

_KINDS = {
    "boolean": 0,
    "enum": 0,
    "bits": 1,
    "unsigned": 2,
    "signed": 3,
    "string": 4,
    "base64": 5,
    "base16": 5,
}
_INT64 = (-(2**63), 2**63 - 1)


def documents(schema: Schema) -> _engine.Root:
    """Reader and writer of the documents of a schema set."""
    return _engine.Root(partial(_documents, schema))


def fragments(schema: Schema) -> _engine.Root:
    """Reader and writer of its fragments."""
    return _engine.Root(partial(_fragments, schema))


def _documents(schema: Schema) -> tuple[Any, ...]:
    contents = tuple(_root(root, plain=False) for root in schema.elements)
    return schema.element_width, contents, schema.by_struct, -1


def _fragments(schema: Schema) -> tuple[Any, ...]:
    contents = tuple(_root(root, plain=True) for root in schema.fragments)
    return schema.fragment_width, contents, {}, len(schema.fragments) + 1


def _root(root: Root, *, plain: bool) -> Any:
    if len(root.types) != 1:
        return None
    kind = root.type()
    return _plan(kind.ref) if isinstance(kind, Type) else _codec(kind) if plain else None


@cache
def _plan(ref: str) -> _engine.Plan:
    return _engine.Plan(partial(_describe, ref))


def _describe(ref: str) -> tuple[Any, ...]:
    kind = type_of(ref)
    assert isinstance(kind, Type)
    rows = tuple(map(_row, kind.rows))
    fields = tuple(index for index in kind.order if rows[index][0] is not None)
    states = tuple(tuple(_event(kind, event) for event in state.events) for state in kind.states)
    return kind.struct, UNSET, rows, fields, states


def _row(row: Row) -> tuple[Any, ...]:
    """Members of a group have no field of the struct; the group itself has one, which must be empty."""
    codec = _codec(row.type) if isinstance(row.type, Codec) else None
    present = (
        row.group is None and row.node != "any" and (row.node != "group" or row.group_struct is not None)
    )
    classes = None
    if row.node == "slot":
        by_ref = {one.ref: struct for struct, (_, one) in row.slot.items()}
        classes = tuple(by_ref.get(one.ref) for one in row.stand_ins)
    most = -1 if row.maximum is None else row.maximum
    margin = int(row.node == "element" and codec is not None)
    return row.name if present else None, row.array, row.minimum, most, margin, codec, classes


def _event(kind: Type, event: Event) -> tuple[Any, ...]:
    """What is refused has no content; the states that follow are filled up to three."""
    if not event.targets:
        return event.row, None, 0, 0, 0
    row = kind.rows[event.row]
    after, full, few = (*event.targets, *[event.targets[0]] * 2)[:3]
    one = None if row.group is not None else row.type if event.ref is None else type_of(event.ref)
    content = _plan(one.ref) if isinstance(one, Type) else True if isinstance(one, Codec) else None
    return event.row, content, after, full, few


def _codec(codec: Codec) -> tuple[Any, ...]:
    least = codec.least or 0
    most = _INT64[1] if codec.most is None else codec.most
    if codec.kind == "signed" and codec.most is None:
        least = _INT64[0]
    return _KINDS[codec.kind], codec.width, codec.members, least, most % 2**64, codec.octets
