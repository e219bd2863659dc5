"""The EXI codec of the V2G messages: a walk over generated tables.

Messages are the structs of ``secc_contract.v2g``. A schema set goes by a short name (``sap``, ``din``,
``iso2``, ``iso20-common``, ``iso20-ac``, ``iso20-dc``, ``iso20-wpt``, ``iso20-acdp``, ``xmldsig``) and is
loaded when it is first used. What comes from a peer and makes no sense is a
:class:`~secc.errors.WireError`, what cannot be sent is a ValueError; both say where.
"""

from __future__ import annotations

from functools import cache
from typing import Any, NamedTuple, TypeVar

from . import engines, exact, json, xml
from .engines import UNUSUAL
from .minimal import minimal as _minimal
from .schema import Type, ref_of, type_of
from .schema import schema as _schema
from .walk import Sink, write_root

__all__ = [
    "Fragment",
    "check",
    "decode",
    "decode_fragment",
    "encode",
    "encode_fragment",
    "engine",
    "from_json",
    "from_xml",
    "minimal",
    "preload",
    "to_json",
    "to_xml",
]

_Struct = TypeVar("_Struct")
_used = engines.chosen()

engine = _used.name
"""What does the common cases: ``c`` or ``python``. It makes no difference but in time."""


class Fragment(NamedTuple):
    """One element by itself, as signatures digest it.

    ``element`` is its name, written ``{namespace}name`` where two elements of the schema share the name.
    """

    element: str
    value: Any


@cache
def _bound(schema: str) -> engines.Bound:
    return _used.bind(_schema(schema))


def preload(*schemas: str) -> None:
    """Load schema sets now, some ms each, so that the first message does not wait for it."""
    for schema in schemas:
        _bound(schema)


def decode(schema: str, payload: bytes) -> Any:
    """The message of an EXI document.

    Taken as it comes, because cars send it (and a message that is not understood ends their session): a text
    or binary that is too short or too long, and a number that its bits can say though its range ends before.
    :func:`check` tells about both.

    :raises WireError: the payload is no message of this schema.
    """
    try:
        return _bound(schema).read_document(payload)
    except UNUSUAL:
        return exact.read_document(_schema(schema), payload)


def encode(schema: str, message: Any, *, as_received: bool = False) -> bytes:
    """The EXI document of a message.

    With ``as_received`` whatever :func:`decode` takes is written again, beyond its bounds or not.

    :raises ValueError: the message breaks its schema.
    """
    try:
        return _bound(schema).write_document(message)
    except UNUSUAL:
        return exact.write_document(_schema(schema), message, as_received=as_received)


def decode_fragment(schema: str, payload: bytes) -> Fragment:
    """The element of an EXI fragment, as tolerant as :func:`decode`.

    :raises WireError: the payload is no element of this schema.
    """
    loaded = _schema(schema)
    try:
        code, value = _bound(schema).read_fragment(payload)
    except UNUSUAL:
        code, value = exact.read_fragment(loaded, payload)
    return Fragment(loaded.fragment_name(code), value)


def encode_fragment(schema: str, element: str, value: Any, *, as_received: bool = False) -> bytes:
    """The EXI fragment of one element, such as SignedInfo or a signed part of a message.

    :raises ValueError: no such element, or the value breaks its schema; ``as_received`` as in :func:`encode`.
    """
    loaded = _schema(schema)
    code = loaded.fragment(element)
    try:
        return _bound(schema).write_fragment(code, value)
    except UNUSUAL:
        return exact.write_fragment(loaded, code, value, as_received=as_received)


def check(schema: str, message: Any) -> list[str]:
    """What breaks the schema in a message, or a :class:`Fragment`, each as ``path: reason``.

    For a decoded message that can be lengths and numbers beyond their bounds only. In a message that was
    built, whatever else is wrong comes last, and only the first of it.
    """
    loaded = _schema(schema)
    sink = _Bounds()
    try:
        if isinstance(message, Fragment):
            write_root(sink, loaded.fragments[loaded.fragment(message.element)], message.value)
        else:
            write_root(sink, loaded.elements[loaded.code_of(message)], message)
    except ValueError as error:
        sink.found.append(str(error))
    return sink.found


class _Bounds(Sink):
    """Notes what lies beyond its bounds and goes on."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def out_of_bounds(self, reason: str) -> None:
        self.found.append(f"{'/'.join(self.path)}: {reason}")


def minimal(schema: str, struct: type[_Struct], /, **given: Any) -> _Struct:
    """The smallest valid instance of a message's class that has the fields given.

    :raises ValueError: a field has no place there.
    """
    _schema(schema)
    kind = type_of(ref_of(struct))
    if not isinstance(kind, Type):
        raise ValueError(f"{struct.__name__} is no structure")
    found: _Struct = _minimal(kind, given)
    return found


def to_xml(schema: str, message: Any) -> str:
    """A message, or a :class:`Fragment`, as XML.

    :raises ValueError: it breaks its schema by more than :func:`decode` tolerates.
    """
    loaded = _schema(schema)
    if isinstance(message, Fragment):
        return xml.write_fragment(loaded, loaded.fragment(message.element), message.value)
    return xml.write_document(loaded, message)


def from_xml(schema: str, text: str, *, fragment: bool = False) -> Any:
    """The message, or the :class:`Fragment`, that XML stands for; as tolerant as :func:`decode`.

    :raises ValueError: it breaks the schema.
    """
    loaded = _schema(schema)
    if not fragment:
        return xml.read_document(loaded, text)
    code, value = xml.read_fragment(loaded, text)
    return Fragment(loaded.fragment_name(code), value)


def to_json(schema: str, message: Any) -> str:
    """A message, or a :class:`Fragment`, as JSON text.

    :raises ValueError: it breaks its schema by more than :func:`decode` tolerates.
    """
    loaded = _schema(schema)
    if isinstance(message, Fragment):
        return json.write_fragment(loaded, loaded.fragment(message.element), message.value)
    return json.write_document(loaded, message)


def from_json(schema: str, text: str, *, fragment: bool = False) -> Any:
    """The message, or the :class:`Fragment`, that JSON text stands for; as tolerant as :func:`decode`.

    :raises ValueError: it breaks the schema.
    """
    loaded = _schema(schema)
    if not fragment:
        return json.read_document(loaded, text)
    code, value = json.read_fragment(loaded, text)
    return Fragment(loaded.fragment_name(code), value)
