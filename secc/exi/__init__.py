"""The EXI codec of the V2G messages: one engine that walks generated tables.

Messages are the structs of ``secc_contract.v2g``. A schema set goes by a short name (``sap``, ``iso2``,
``xmldsig``) and is loaded when it is first used. What comes from a peer and makes no sense is a
:class:`~secc.errors.WireError`, what cannot be sent is a ValueError; both say where.
"""

from __future__ import annotations

from typing import Any, NamedTuple, TypeVar

from . import exact, json, quick_read, quick_write, xml
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
    "from_json",
    "from_xml",
    "minimal",
    "to_json",
    "to_xml",
]

_Struct = TypeVar("_Struct")


class Fragment(NamedTuple):
    """One element by itself, as signatures digest it.

    ``element`` is its name, written ``{namespace}name`` where two elements of the schema share the name.
    """

    element: str
    value: Any


def decode(schema: str, payload: bytes) -> Any:
    """The message of an EXI document.

    Lengths of texts and binaries are not checked, as senders in the field break them: :func:`check` does.

    :raises WireError: the payload is no message of this schema.
    """
    loaded = _schema(schema)
    try:
        return quick_read.document(loaded, payload)
    except quick_read.UNUSUAL:
        return exact.read_document(loaded, payload)


def encode(schema: str, message: Any, *, lengths: bool = True) -> bytes:
    """The EXI document of a message.

    Without ``lengths`` a text or binary may be too short or too long, to repeat what somebody else has sent.

    :raises ValueError: the message breaks its schema.
    """
    loaded = _schema(schema)
    try:
        return quick_write.document(loaded, message)
    except quick_read.UNUSUAL:
        return exact.write_document(loaded, message, lengths=lengths)


def decode_fragment(schema: str, payload: bytes) -> Fragment:
    """The element of an EXI fragment.

    :raises WireError: the payload is no element of this schema.
    """
    loaded = _schema(schema)
    try:
        code, value = quick_read.fragment(loaded, payload)
    except quick_read.UNUSUAL:
        code, value = exact.read_fragment(loaded, payload)
    return Fragment(loaded.fragment_name(code), value)


def encode_fragment(schema: str, element: str, value: Any, *, lengths: bool = True) -> bytes:
    """The EXI fragment of one element, such as SignedInfo or a signed part of a message.

    :raises ValueError: no such element, or the value breaks its schema.
    """
    loaded = _schema(schema)
    code = loaded.fragment(element)
    try:
        return quick_write.fragment(loaded, code, value)
    except quick_read.UNUSUAL:
        return exact.write_fragment(loaded, code, value, lengths=lengths)


def check(schema: str, message: Any) -> list[str]:
    """What breaks the schema in a message, each as ``path: reason``.

    For a decoded message that can be lengths only. In a message that was built, whatever else is wrong
    comes last, and only the first of it.
    """
    loaded = _schema(schema)
    sink = _Lengths()
    try:
        write_root(sink, loaded.elements[loaded.code_of(message)], message)
    except ValueError as error:
        sink.found.append(str(error))
    return sink.found


class _Lengths(Sink):
    """Notes bad lengths and goes on."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def bad_length(self, reason: str) -> None:
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

    :raises ValueError: it breaks its schema (other than by lengths).
    """
    loaded = _schema(schema)
    if isinstance(message, Fragment):
        return xml.write_fragment(loaded, loaded.fragment(message.element), message.value)
    return xml.write_document(loaded, message)


def from_xml(schema: str, text: str, *, fragment: bool = False) -> Any:
    """The message, or the :class:`Fragment`, that XML stands for. Lengths are not checked.

    :raises ValueError: it breaks the schema.
    """
    loaded = _schema(schema)
    if not fragment:
        return xml.read_document(loaded, text)
    code, value = xml.read_fragment(loaded, text)
    return Fragment(loaded.fragment_name(code), value)


def to_json(schema: str, message: Any) -> str:
    """A message, or a :class:`Fragment`, as JSON text.

    :raises ValueError: it breaks its schema (other than by lengths).
    """
    loaded = _schema(schema)
    if isinstance(message, Fragment):
        return json.write_fragment(loaded, loaded.fragment(message.element), message.value)
    return json.write_document(loaded, message)


def from_json(schema: str, text: str, *, fragment: bool = False) -> Any:
    """The message, or the :class:`Fragment`, that JSON text stands for. Lengths are not checked.

    :raises ValueError: it breaks the schema.
    """
    loaded = _schema(schema)
    if not fragment:
        return json.read_document(loaded, text)
    code, value = json.read_fragment(loaded, text)
    return Fragment(loaded.fragment_name(code), value)
