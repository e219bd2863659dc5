"""Messages as the case files see them: names, paths and JSON contents, whatever the schema."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from secc import exi
from secc.errors import WireError
from secc.exi.schema import Type, schema, type_of
from secc.exi.values import Codec
from tests.conformance.case import NotUnderstood
from tests.conformance.paths import parse

SAP: Final = "sap"
_ENVELOPE: Final = "V2G_Message"


class Broken(Exception):
    """An answer that is no message of its schema, or not the one way to write it."""


@dataclass(frozen=True)
class Message:
    """One message that came."""

    name: str
    header: Mapping[str, Any]
    """Empty for the handshake, which has none."""
    body: Mapping[str, Any]
    whole: Any = None
    """The same as the charger's code knows it."""

    @property
    def code(self) -> str:
        """ResponseCode."""
        return str(self.body.get("ResponseCode", ""))

    @property
    def ok(self) -> bool:
        """Answered with a code that begins with OK, and no waiting."""
        ongoing = str(self.body.get("EVSEProcessing", "")).startswith("Ongoing")
        return self.code.startswith("OK") and not ongoing

    @property
    def document(self) -> dict[str, Any]:
        """What paths of a case lead through."""
        return {**self.body, "Header": self.header}


def write(
    schema_name: str, name: str, document: Mapping[str, Any], session_id: bytes, *, bounds: bool = True
) -> bytes:
    """The EXI payload of a message; NotUnderstood for contents that have no place in it.

    Without ``bounds`` texts and binaries may be too long or too short, and numbers too large or too small.
    """
    return encode(schema_name, build(schema_name, name, document, session_id), bounds=bounds)


def build(schema_name: str, name: str, document: Mapping[str, Any], session_id: bytes) -> Any:
    """The message as the charger's code knows it; NotUnderstood as in `write`."""
    body = dict(document)
    header = {"SessionID": session_id.hex().upper(), **body.pop("Header", {})}
    whole = {name: body}
    if schema_name != SAP:
        whole = {_ENVELOPE: {"Header": header, "Body": whole}}
    try:
        return exi.from_json(schema_name, json.dumps(whole))
    except ValueError as error:
        raise NotUnderstood(f"{name}: {error}") from error


def encode(schema_name: str, message: Any, *, bounds: bool = True) -> bytes:
    """What `build` has made as EXI."""
    try:
        return exi.encode(schema_name, message, as_received=not bounds)
    except ValueError as error:
        raise NotUnderstood(str(error)) from error


def read(schema_name: str, payload: bytes, *, strict: bool = True) -> Message:
    """The message in an EXI payload; Broken where it breaks its schema in any way.

    Unless ``strict`` lengths are not looked at, nor surplus bytes: cars in the field are not perfect.
    """
    try:
        message = exi.decode(schema_name, payload)
    except WireError as error:
        raise Broken(f"undecodable: {error}") from error
    if strict:
        wrong = exi.check(schema_name, message)
        if wrong:
            raise Broken("; ".join(wrong))
        if exi.encode(schema_name, message) != payload:
            raise Broken("bytes are left over, or it is coded in more bits than it takes")
    return seen(schema_name, message)


def seen(schema_name: str, message: Any) -> Message:
    """What a case sees of a message that `build` has made, or that was decoded."""
    name, whole = next(iter(json.loads(exi.to_json(schema_name, message)).items()))
    if name != _ENVELOPE:
        return Message(name, {}, whole, message)
    name, body = next(iter(whole["Body"].items()), ("an empty body", {}))
    return Message(name, whole["Header"], body, message)


class Kind(NamedTuple):
    """What may stand at a path."""

    type: Type | Codec
    array: bool


def kind(schema_name: str, name: str, path: str) -> Kind:
    """What a message may have at a path; NotUnderstood where it can have nothing."""
    here = Kind(struct(schema_name, name), False)
    for position, part in enumerate(parse(path)):
        if position == 0 and part.name == "Header" and schema_name != SAP:
            here = Kind(struct(schema_name, _ENVELOPE), False)
        found = None if here.array else _member(here.type, part.name)
        if found is None or (part.at is not None and not found.array):
            raise NotUnderstood(f"{name} has no {path}")
        here = Kind(found.type, found.array and part.at is None)
    return here


def struct(schema_name: str, name: str) -> Type:
    """The type of a message; NotUnderstood for a name that is none."""
    for root in schema(schema_name).elements:
        if root.name.local == name and len(root.types) == 1 and isinstance(found := root.type(), Type):
            return found
    raise NotUnderstood(f"{name} is no message of {schema_name}")


def _member(here: Type | Codec, name: str) -> Kind | None:
    if isinstance(here, Type):
        for row in here.rows:
            if row.node == "slot":
                for one in row.stand_ins:
                    if one.name.local == name and one.ref is not None:
                        return Kind(type_of(one.ref), row.array)
            elif row.name == name and row.type is not None:
                return Kind(row.type, row.array)
    return None
