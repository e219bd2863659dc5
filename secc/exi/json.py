"""The JSON notation of messages.

Names are those of the wire; the object of an element holds its attributes and elements alike, a text beside
attributes goes by ``value``. What stands in a slot goes by its own element's name. An absent element has no
key, an empty list neither.
"""

from __future__ import annotations

import json
from typing import Any

from msgspec import UNSET

from .schema import Root, Row, Schema, Type, UnknownElement, type_of
from .values import Codec, shown
from .walk import Sink, type_of_value, write_root

# ---- writing


def write_document(schema: Schema, message: Any) -> str:
    """A message as JSON text: an object with one key, the name of its element."""
    root = schema.elements[schema.code_of(message)]
    return _write(root.name.local, root, message)


def write_fragment(schema: Schema, code: int, value: Any) -> str:
    """One element as JSON text; the key is written as fragments are named."""
    return _write(schema.fragment_name(code), schema.fragments[code], value)


def _write(key: str, root: Root, value: Any) -> str:
    write_root(Sink(as_received=True), root, value)
    kind = type_of_value(root, value)
    plain = _plain(kind, value) if isinstance(kind, Type) else kind.to_json(value)
    return json.dumps({key: plain}, ensure_ascii=False, separators=(",", ":"))


def _plain(kind: Type, message: Any) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for index, row in enumerate(kind.rows):
        if row.group is None:
            _add(found, kind, index, message)
    return found


def _add(found: dict[str, Any], kind: Type, index: int, message: Any) -> None:
    row = kind.rows[index]
    if row.node == "any" or (row.node == "group" and row.group_struct is None):
        return
    value = getattr(message, row.name)
    if value is UNSET or (row.array and not value):
        return
    key = row.slot[value.__class__][1].name.local if row.node == "slot" else row.name
    if row.array:
        found[key] = [_plain_item(kind, index, item) for item in value]
    else:
        found[key] = _plain_item(kind, index, value)


def _plain_item(kind: Type, index: int, value: Any) -> Any:
    row = kind.rows[index]
    if row.node == "group":
        found: dict[str, Any] = {}
        for inner, member in enumerate(kind.rows):
            if member.group == index:
                _add(found, kind, inner, value)
        return found
    one = row.type
    if row.node == "slot":
        ref = row.slot[value.__class__][1].ref
        one = type_of(ref) if ref else None
    if isinstance(one, Type):
        return _plain(one, value)
    assert one is not None
    return one.to_json(value)


# ---- reading


def read_document(schema: Schema, text: str) -> Any:
    """The message that JSON stands for.

    :raises ValueError: it is none of this schema.
    """
    key, value = _parse(text)
    roots = [root for root in schema.elements if root.name.local == key and root.types]
    if not roots or not isinstance(roots[0].type(), Type):
        raise UnknownElement(key, f"starts no message of schema {schema.name}")
    return _read(roots[0], value)


def read_fragment(schema: Schema, text: str) -> tuple[int, Any]:
    """Code and value of the element that JSON stands for.

    :raises ValueError: it is none of this schema.
    """
    key, value = _parse(text)
    code = schema.fragment(key)
    return code, _read(schema.fragments[code], value)


def _parse(text: str) -> tuple[str, Any]:
    try:
        data = json.loads(text, object_pairs_hook=keys_once)
    except RecursionError:
        raise ValueError("too many levels of objects") from None
    if not isinstance(data, dict) or len(data) != 1:
        raise ValueError("an object with one key is expected, the name of the element")
    return next(iter(data.items()))


def keys_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object as :mod:`json` hands it to ``object_pairs_hook``.

    :raises ValueError: a key stands in it twice.
    """
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError(f"a key twice in an object: {shown(', '.join(key for key, _ in pairs))}")
    return found


def _read(root: Root, data: Any) -> Any:
    path = root.name.local
    if not root.types:
        raise ValueError(f"{path}: an abstract element")
    kinds = [root.type()] if len(root.types) == 1 else [type_of(kind) for kind in root.types]
    if len(kinds) > 1:  # of two types, an object means the one with attributes
        kinds = [kind for kind in kinds if isinstance(kind, Type) == isinstance(data, dict)]
    value = _value(kinds[0], data, path)
    write_root(Sink(as_received=True), root, value)  # what only the whole shows: choices, counts, order
    return value


def _value(kind: Type | Codec, data: Any, path: str) -> Any:
    if isinstance(kind, Codec):
        try:
            return kind.from_json(data)
        except ValueError as error:
            raise ValueError(f"{path}: {error}") from None
    rows = {index: row for index, row in enumerate(kind.rows) if row.group is None}
    return _struct(kind, rows, kind.struct, data, path)


def _struct(kind: Type, rows: dict[int, Row], struct: Any, data: Any, path: str) -> Any:
    if not isinstance(data, dict):
        raise ValueError(f"{path}: an object is expected")
    keys: dict[str, tuple[int, str | None]] = {}
    for index, row in rows.items():
        if row.node == "slot":
            keys.update({one.name.local: (index, one.ref) for one in row.stand_ins if one.ref})
        elif row.node != "any" and (row.node != "group" or row.group_struct is not None):
            keys[row.name] = index, None
    values: dict[str, Any] = {}
    for key, item in data.items():
        if key not in keys:
            raise ValueError(f"{path}: {shown(key)} is not expected")
        index, ref = keys[key]
        name = rows[index].name
        if name in values:
            raise ValueError(f"{path}: {key} beside another that takes the same place")
        values[name] = _field(kind, index, ref, item, f"{path}/{key}")
    missing = [
        row.name for row in rows.values() if row.minimum and row.node != "any" and row.name not in values
    ]
    if missing:
        raise ValueError(f"{path}: {', '.join(missing)} missing")
    return struct(**values)


def _field(kind: Type, index: int, ref: str | None, data: Any, path: str) -> Any:
    row = kind.rows[index]
    if not row.array:
        return _item(kind, index, ref, data, path)
    if not isinstance(data, list):
        raise ValueError(f"{path}: an array is expected")
    return tuple(_item(kind, index, ref, item, path) for item in data)


def _item(kind: Type, index: int, ref: str | None, data: Any, path: str) -> Any:
    row = kind.rows[index]
    if row.node == "group":
        rows = {inner: member for inner, member in enumerate(kind.rows) if member.group == index}
        return _struct(kind, rows, row.group_struct, data, path)
    one = type_of(ref) if ref else row.type
    assert one is not None
    return _value(one, data, path)
