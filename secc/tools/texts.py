"""What a user hands to ``secc encode``: messages as JSON or XML, and which schema they are written in."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from secc import exi
from secc.exi.json import keys_once
from secc.exi.schema import UnknownElement
from secc.tools.batch import without_breaks
from secc.tools.recognise import FRAGMENTS, ORDER
from secc.v2gtp import PayloadType

__all__ = ["TYPES", "Encoded", "Wanted", "encode", "split"]

TYPES: Final = {
    "iso20-common": PayloadType.ISO20_COMMON,
    "iso20-ac": PayloadType.ISO20_AC,
    "iso20-dc": PayloadType.ISO20_DC,
    "iso20-wpt": PayloadType.ISO20_WPT,
    "iso20-acdp": PayloadType.ISO20_ACDP,
}
"""Payload type of a schema's messages; all others go as EXI, 8001."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the user said beside the text."""

    form: str | None = None
    schema: str | None = None
    fragment: bool | None = None
    as_received: bool = False


@dataclass(frozen=True, slots=True)
class Encoded:
    """A message as bytes, and how they are to be sent."""

    schema: str
    payload: bytes
    payload_type: PayloadType


def split(text: str, wanted: Wanted) -> Iterator[tuple[str, str]]:
    """The messages of a text, each with its form: one of XML or JSON, or an object a line."""
    form = wanted.form or ("xml" if text.lstrip("\ufeff \t\r\n").startswith("<") else "json")
    text = text.lstrip("\ufeff")
    if form == "json":
        lines = [line.strip() for line in text.split("\n") if line.strip()]
        if len(lines) > 1 and all(line[0] == "{" and line[-1] == "}" for line in lines):
            yield from ((line, form) for line in lines)
            return
    yield text, form


def encode(text: str, form: str, wanted: Wanted) -> Encoded | None:
    """A message of its JSON or XML; None for a record of ``secc decode`` that is no message.

    :raises ValueError: it is none, or none of the schema that was asked for, or of more than one.
    """
    schema, fragment = wanted.schema, wanted.fragment
    if form == "json":
        record = _record(text)
        if record is not None:
            if "message" not in record:
                return None
            schema = schema or record["schema"]
            fragment = record["mode"] == "fragment" if fragment is None else fragment
            text = json.dumps(record["message"])
        else:
            text = without_breaks(text)
    modes = (False, True) if fragment is None else (fragment,)
    if schema is not None:
        attempts = [(schema, mode) for mode in modes]
    else:
        attempts = [(one, mode) for mode in modes for one in (FRAGMENTS if mode else ORDER)]
    return _best(text, form, attempts, wanted.as_received)


def _record(text: str) -> dict[str, Any] | None:
    """A line of ``secc decode --to json``; None where the text is a message itself."""
    try:
        data = json.loads(text, object_pairs_hook=keys_once)
    except (ValueError, RecursionError):
        return None  # the codec says what is wrong with it
    if not isinstance(data, dict) or not isinstance(data.get("name"), str):
        return None
    known = data.get("schema") in (*ORDER, "xmldsig") and isinstance(data.get("mode"), str)
    return data if known or "message" not in data else None


def _best(text: str, form: str, attempts: Sequence[tuple[str, bool]], as_received: bool) -> Encoded:
    """The one that the text is meant for."""
    found: list[tuple[str, bool, bytes]] = []
    troubles: list[ValueError] = []
    for schema, fragment in attempts:
        if found and fragment != found[0][1]:
            break  # an element that is a message is no fragment unless it is said
        try:
            found.append((schema, fragment, _one(text, form, schema, fragment, as_received)))
        except ValueError as error:
            troubles.append(error)
    if not found:
        raise _likeliest(troubles, len({schema for schema, _ in attempts}))
    if len({payload for _, _, payload in found}) > 1:
        names = ", ".join(schema for schema, _, _ in found)
        raise ValueError(f"the text fits {names}: say which with --schema")
    schema, _, payload = found[0]
    return Encoded(schema, payload, TYPES.get(schema, PayloadType.EXI))


def _one(text: str, form: str, schema: str, fragment: bool, as_received: bool) -> bytes:
    read = exi.from_xml if form == "xml" else exi.from_json
    value = read(schema, text, fragment=fragment)
    if isinstance(value, exi.Fragment):
        return exi.encode_fragment(schema, value.element, value.value, as_received=as_received)
    return exi.encode(schema, value, as_received=as_received)


def _likeliest(troubles: Sequence[ValueError], schemas: int) -> ValueError:
    """The trouble deepest in the text: the schemas that do not know its outermost element say nothing."""
    known = [error for error in troubles if not isinstance(error, UnknownElement)]
    if known:
        return max(known, key=lambda error: str(error).partition(":")[0].count("/"))
    first = troubles[0]
    if schemas > 1 and isinstance(first, UnknownElement):
        return ValueError(f"{first.name}: no schema has a message or an element of that name")
    return first
