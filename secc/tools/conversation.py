"""What was said: a capture's connections, or messages by themselves, decoded in turn."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from msgspec import UNSET

from secc import exi, sdp, v2gtp
from secc.tools.capture import Capture, Connection, Endpoint, Gap, Side
from secc.tools.inputs import Loose
from secc.tools.recognise import Found, Recogniser
from secc.v2gtp import PayloadType

__all__ = ["Conversation", "Message", "Place", "conversations", "discovery"]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a message was met. What is None is not known: a message by itself has no time and no packet."""

    session: int = 0
    """As counted in what was read, from 1; 0 for a message by itself."""
    time: float | None = None
    """s since 1970"""
    packet: int | None = None
    side: Side | None = None
    """Who sent it."""
    text: str = ""
    """What the user calls the place, for messages by themselves."""


@dataclass(frozen=True, slots=True)
class Message:
    """One message."""

    place: Place
    payload: bytes
    payload_type: int | None
    found: Found | None
    """None where the payload is no EXI."""
    trouble: str | None = None
    """What is wrong beside the EXI: its V2GTP header."""

    @property
    def value(self) -> Any:
        """The message, or its :class:`~secc.exi.Fragment`; None when it is damaged or no EXI."""
        return self.found.value if self.found else None

    @property
    def body(self) -> Any:
        """The request or response itself, without envelope; None when it is damaged."""
        value = self.value
        if isinstance(value, exi.Fragment):
            return value.value
        body = getattr(value, "Body", None)
        return value if body is None else None if body.BodyElement is UNSET else body.BodyElement

    @property
    def name(self) -> str:
        """What people call it: the request, the response, or the fragment's element."""
        value = self.value
        if isinstance(value, exi.Fragment):
            return value.element
        if value is not None:
            return type(value if self.body is None else self.body).__name__
        return _name_of_damaged(self)

    @property
    def discovery(self) -> bytes:
        """The whole datagram, where the payload is SDP's; empty for all else."""
        if self.payload_type not in (PayloadType.SDP_REQUEST, PayloadType.SDP_RESPONSE):
            return b""
        return v2gtp.frame(PayloadType(self.payload_type), self.payload)

    @property
    def damaged(self) -> bool:
        """Whether something is wrong with it."""
        return self.trouble is not None or (self.found is not None and self.found.error is not None)


@dataclass(frozen=True, slots=True)
class Conversation:
    """All that two sides said to each other on one connection, or messages that came without one."""

    number: int
    """From 1; 0 for messages without a connection."""
    connection: Connection | None
    namespace: str | None
    """What the handshake agreed on, if the capture has it."""
    entries: tuple[Message | Gap, ...]

    @property
    def messages(self) -> tuple[Message, ...]:
        """The messages alone."""
        return tuple(entry for entry in self.entries if isinstance(entry, Message))


def conversations(
    found: Capture | list[Loose], schema: str | None = None, fragment: bool | None = None
) -> Iterator[Conversation]:
    """Decode everything; ``schema`` and ``fragment`` where the user has said them."""
    if isinstance(found, Capture):
        for number, connection in enumerate(found.connections, 1):
            yield _connection(number, connection, Recogniser(schema, fragment))
    else:
        recogniser = Recogniser(schema, fragment)
        messages = tuple(_loose(one, recogniser) for one in found)
        yield Conversation(0, None, recogniser.namespace, messages)


def _connection(number: int, connection: Connection, recogniser: Recogniser) -> Conversation:
    entries: list[Message | Gap] = []
    for item in connection.items:
        if isinstance(item, Gap):
            entries.append(item)
            continue
        place = Place(number, item.time, item.packet, item.side)
        found = recogniser.decode(item.payload, item.payload_type) if _is_exi(item.payload_type) else None
        entries.append(Message(place, item.payload, item.payload_type, found, _unknown(item.payload_type)))
    return Conversation(number, connection, recogniser.namespace, tuple(entries))


def _loose(one: Loose, recogniser: Recogniser) -> Message:
    stray = one.payload_type is None and one.trouble is not None
    exi_inside = _is_exi(one.payload_type) and not stray
    found = recogniser.decode(one.payload, one.payload_type) if exi_inside else None
    message = Message(Place(text=one.place), one.payload, one.payload_type, found, one.trouble)
    side = {"Req": Side.CAR, "Res": Side.CHARGER}.get(message.name[-3:])
    if message.discovery:
        side, _ = discovery(message.discovery)
    trouble = one.trouble or _unknown(one.payload_type)
    return Message(Place(text=one.place, side=side), one.payload, one.payload_type, found, trouble)


def _is_exi(payload_type: int | None) -> bool:
    return payload_type is None or PayloadType.EXI <= payload_type < PayloadType.SDP_REQUEST


def _unknown(payload_type: int | None) -> str | None:
    if payload_type is None or payload_type in set(PayloadType):
        return None
    return f"payload type {payload_type:04x} is not known"


def _name_of_damaged(message: Message) -> str:
    if message.found is None or message.found.error is None:
        return "SDP" if message.discovery else "?"
    path = message.found.error.path.split("/")
    return path[2] if len(path) > 2 and path[1] == "Body" else path[0] or "?"


def discovery(datagram: bytes) -> tuple[Side | None, str]:
    """Who sent an SDP datagram, and what it says in a line."""
    request = sdp.decode_request(datagram)
    if request is not None:
        return Side.CAR, f"SDP request    {_security(request.security)}, TCP"
    answer = sdp.decode_response(datagram)
    if answer is not None:
        end = Endpoint(answer.address, answer.port)
        return Side.CHARGER, f"SDP response   {_security(answer.security)}, TCP {end}"
    return None, f"SDP            {len(datagram)} bytes that are none: {datagram[:24].hex()}"


def _security(security: sdp.Security) -> str:
    return "TLS" if security is sdp.Security.TLS else "no TLS"
