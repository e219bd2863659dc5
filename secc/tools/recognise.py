"""Which schema a message is written in, found without being told.

A capture tells it: the handshake (SupportedAppProtocol) names the protocol of what follows, and the payload
type of a V2GTP header names the parts of ISO 15118-20. A message by itself is tried with all schemas. That
mostly leaves one; where it leaves more, the order of :data:`ORDER` decides, and the others are told.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from msgspec import UNSET

from secc import exi
from secc.errors import WireError
from secc.v2gtp import PayloadType
from secc_contract.v2g.app_protocol import SupportedAppProtocolReq, SupportedAppProtocolRes

__all__ = ["NAMESPACES", "ORDER", "Found", "Recogniser"]

SAP: Final = "sap"

ORDER: Final = ("sap", "iso2", "din", "iso20-common", "iso20-dc", "iso20-ac", "iso20-wpt", "iso20-acdp")
"""Schemas of messages, the likeliest first."""

FRAGMENTS: Final = (
    "iso2",
    "iso20-common",
    "xmldsig",
    "din",
    "iso20-dc",
    "iso20-ac",
    "iso20-wpt",
    "iso20-acdp",
)
"""Schemas of fragments, likewise. SignedInfo is xmldsig's wherever the senders of the field sign."""

NAMESPACES: Final = {
    "urn:din:70121:2012:MsgDef": "din",
    "urn:iso:15118:2:2010:MsgDef": "iso2",
    "urn:iso:15118:2:2013:MsgDef": "iso2",
    "urn:iso:std:iso:15118:-20:AC": "iso20-common",
    "urn:iso:std:iso:15118:-20:DC": "iso20-common",
    "urn:iso:std:iso:15118:-20:WPT": "iso20-common",
    "urn:iso:std:iso:15118:-20:ACDP": "iso20-common",
}
"""The schema of what follows a handshake, by the namespace agreed on. ISO 15118-20 begins with the messages
common to all ways of charging."""

_BY_TYPE: Final = {
    PayloadType.EXI: ("sap", "iso2", "din"),
    PayloadType.ISO20_COMMON: ("iso20-common",),
    PayloadType.ISO20_AC: ("iso20-ac",),
    PayloadType.ISO20_DC: ("iso20-dc",),
    PayloadType.ISO20_ACDP: ("iso20-acdp",),
    PayloadType.ISO20_WPT: ("iso20-wpt",),
    PayloadType.SCHEDULE_RENEGOTIATION: ("iso20-common",),
    PayloadType.METERING_CONFIRMATION: ("iso20-common",),
    PayloadType.ACDP_SYSTEM_STATUS: ("iso20-acdp",),
    PayloadType.PARKING_STATUS: ("iso20-common",),
}
_FIRST_BYTES: Final = {76: "iso2", 77: "din"}
"""V2G_Message's code in the seven bits after the header: ``80 98`` and ``80 9a`` as most messages begin."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a payload holds, as far as it could be read."""

    schema: str
    fragment: bool
    value: Any
    """The message, or its :class:`~secc.exi.Fragment`; None when it is damaged."""
    error: WireError | None
    decided: str
    """How the schema was found."""


class Recogniser:
    """Decodes the messages of one conversation in turn, and learns from its handshake."""

    def __init__(self, schema: str | None = None, fragment: bool | None = None) -> None:
        """``schema`` and ``fragment`` where the user has said them."""
        self._schema = schema
        self._fragment = fragment
        self._offers: dict[int, str] = {}
        self.namespace: str | None = None
        """What the handshake agreed on."""

    @property
    def agreed(self) -> str | None:
        """The schema of what follows the handshake, if it is one of ours."""
        return NAMESPACES.get(self.namespace) if self.namespace is not None else None

    def decode(self, payload: bytes, payload_type: int | None = None) -> Found:
        """The next message."""
        found = self._decode(payload, payload_type)
        match found.value:
            case SupportedAppProtocolReq() as request:
                self._offers = {one.SchemaID: one.ProtocolNamespace for one in request.AppProtocol}
            case SupportedAppProtocolRes(SchemaID=int() as chosen):
                self.namespace = self._offers.get(chosen)
        return found

    def _decode(self, payload: bytes, payload_type: int | None) -> Found:
        if self._schema is not None:
            modes = (False, True) if self._fragment is None else (self._fragment,)
            found = _first([(self._schema, mode) for mode in modes], payload, "as asked")
            return _handshake(payload, payload_type) or found if found.error else found
        typed = _BY_TYPE.get(payload_type) if payload_type is not None else None  # type: ignore[call-overload]
        if self._fragment:
            return _try([(schema, True) for schema in FRAGMENTS], payload)
        if typed and len(typed) == 1:
            return _first([(typed[0], False)], payload, f"payload type {payload_type:04x}")
        if self.agreed in (typed or ORDER):
            found = _one(str(self.agreed), False, payload, f"the handshake chose {self.namespace}")
            if found.error is None:
                return found
            other = _try([(schema, False) for schema in typed or ORDER if schema != self.agreed], payload)
            return found if other.error else other
        handshake = _handshake(payload, payload_type)
        if handshake is not None:
            return handshake
        candidates = [(schema, False) for schema in typed or ORDER]
        if typed is None and self._fragment is None:
            return _try(candidates, payload, [(schema, True) for schema in FRAGMENTS])
        return _try(candidates, payload)


def _handshake(payload: bytes, payload_type: int | None) -> Found | None:
    """A message of the handshake on the wire. No other message of its payload type begins as they do."""
    if payload_type != PayloadType.EXI:
        return None
    found = _one(SAP, False, payload, f"payload type {payload_type:04x}, and a handshake")
    return found if found.error is None else None


def _one(schema: str, fragment: bool, payload: bytes, decided: str) -> Found:
    try:
        value = exi.decode_fragment(schema, payload) if fragment else exi.decode(schema, payload)
    except WireError as error:
        return Found(schema, fragment, None, error, decided)
    return Found(schema, fragment, value, None, decided)


def _first(modes: Sequence[tuple[str, bool]], payload: bytes, decided: str) -> Found:
    """The first that fits, else the failure of the first."""
    tried = [_one(schema, fragment, payload, decided) for schema, fragment in modes]
    return next((found for found in tried if found.error is None), tried[0])


def _try(
    modes: Sequence[tuple[str, bool]], payload: bytes, otherwise: Sequence[tuple[str, bool]] = ()
) -> Found:
    """The best of all that fit, else of those that got furthest."""
    tried = [_one(schema, fragment, payload, "") for schema, fragment in modes]
    fits = sorted((found for found in tried if found.error is None), key=lambda found: _doubt(found, payload))
    if fits:
        names = [_named(found) for found in fits]
        reason = f"fits {names[0]} alone" if len(fits) == 1 else f"fits {names[0]}, but {_and(names[1:])} too"
        return _because(fits[0], reason)
    if otherwise:
        other = _try(otherwise, payload)
        if other.error is None:
            return other
    begun = _FIRST_BYTES.get(payload[1] >> 1) if len(payload) > 1 else None
    for found in tried:
        if found.schema == begun:
            start = payload[:2].hex(" ")
            return _because(found, f"fits no schema; it begins with {start}, as {begun} messages do")
    furthest = max(tried, key=lambda found: found.error.offset if found.error else 0)
    return _because(furthest, f"fits no schema, {furthest.schema} for the longest part")


def _because(found: Found, decided: str) -> Found:
    return Found(found.schema, found.fragment, found.value, found.error, decided)


def _doubt(found: Found, payload: bytes) -> int:
    """Signs that a message which can be read was meant otherwise: bad lengths, bits that nobody sends."""
    if found.fragment:
        again = exi.encode_fragment(found.schema, *found.value, as_received=True)
        return int(again != payload)
    again = exi.encode(found.schema, found.value, as_received=True)
    return len(exi.check(found.schema, found.value)) + int(again != payload)


def _named(found: Found) -> str:
    value = found.value
    name = value.element if found.fragment else type(value).__name__
    body = getattr(getattr(value, "Body", None), "BodyElement", UNSET)
    if body is not UNSET:
        name = type(body).__name__
    return f"{found.schema} ({name}{', a fragment' if found.fragment else ''})"


def _and(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
