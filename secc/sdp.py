"""SDP, SECC Discovery Protocol: the car asks by multicast, the charger answers with its address and port.

Sans-IO: datagrams in, datagrams out, for both sides. ISO 15118-2 section 7.10.1.

A request is 10 bytes: V2GTP header of type 9000, security, transport. A response is 28 bytes: V2GTP header of
type 9001, IPv6 address (16), port (2), security, transport.
"""

from __future__ import annotations

import logging
import struct
from collections.abc import Mapping
from enum import IntEnum
from typing import Any, NamedTuple

from secc import v2gtp
from secc.v2gtp import PayloadType

__all__ = [
    "ALL_NODES",
    "LOWEST_PORT",
    "PORT",
    "SdpRequest",
    "SdpResponse",
    "Security",
    "Transport",
    "choose",
    "decode_request",
    "decode_response",
    "encode_request",
    "encode_response",
]

log = logging.getLogger(__name__)

PORT = 15118
"""UDP port of every SDP server ([V2G2-139])."""

ALL_NODES = "ff02::1"
"""The multicast group a car asks in: all nodes on the link."""

LOWEST_PORT = 49152
"""The charger's TCP port lies from here to 65535; some cars refuse an answer with a lower one."""

_REQUEST = struct.Struct(">BB")
_RESPONSE = struct.Struct(">16sHBB")


class Security(IntEnum):
    """What protects the TCP connection."""

    TLS = 0x00
    NONE = 0x10


class Transport(IntEnum):
    """What carries the messages; UDP (``10``) is reserved and never used ([V2G2-623])."""

    TCP = 0x00


class SdpRequest(NamedTuple):
    """What a car wishes."""

    security: Security
    transport: Transport


class SdpResponse(NamedTuple):
    """Where the charger listens; `address` is the 16 bytes of an IPv6 address, its scope is the link."""

    address: bytes
    port: int
    security: Security
    transport: Transport


_PREFERENCE = {
    Security.TLS: (Security.TLS, Security.NONE),
    Security.NONE: (Security.NONE, Security.TLS),
}


def choose(asked: Security, ports: Mapping[Security, int]) -> tuple[Security, int] | None:
    """What to answer a car that asked so, from the `ports` that are served: its wish, or else the other one.

    ``None`` when nothing is served.
    """
    return next(((offer, ports[offer]) for offer in _PREFERENCE[asked] if offer in ports), None)


def encode_request(security: Security, transport: Transport = Transport.TCP) -> bytes:
    """The datagram with which a car asks."""
    return v2gtp.frame(PayloadType.SDP_REQUEST, _REQUEST.pack(security, transport))


def decode_request(datagram: bytes) -> SdpRequest | None:
    """What a car asks; ``None``, with the reason in the log, for what deserves no answer."""
    try:
        security, transport = _fields(datagram, PayloadType.SDP_REQUEST, _REQUEST)
        return SdpRequest(Security(security), Transport(transport))
    except ValueError as error:
        log.debug("ignored a datagram: %s", error)
        return None


def encode_response(
    address: bytes, port: int, security: Security, transport: Transport = Transport.TCP
) -> bytes:
    """The datagram with which a charger answers; `address` is 16 bytes."""
    if len(address) != 16:
        raise ValueError(f"an IPv6 address has 16 bytes, this has {len(address)}")
    return v2gtp.frame(PayloadType.SDP_RESPONSE, _RESPONSE.pack(address, port, security, transport))


def decode_response(datagram: bytes) -> SdpResponse | None:
    """What a charger answers; ``None``, with the reason in the log, for what is no answer."""
    try:
        address, port, security, transport = _fields(datagram, PayloadType.SDP_RESPONSE, _RESPONSE)
        return SdpResponse(address, port, Security(security), Transport(transport))
    except ValueError as error:
        log.debug("ignored a datagram: %s", error)
        return None


def _fields(datagram: bytes, payload_type: PayloadType, fields: struct.Struct) -> tuple[Any, ...]:
    """The unpacked payload; ValueError for a wrong header (there is one right one a type) or length."""
    header = v2gtp.frame(payload_type, bytes(fields.size))[: v2gtp.HEADER_SIZE]
    if not datagram.startswith(header):
        raise ValueError(f"expected the header {header.hex()}, found {datagram[: len(header)].hex()}")
    if len(datagram) != len(header) + fields.size:
        raise ValueError(f"expected {len(header) + fields.size} bytes, found {len(datagram)}")
    return fields.unpack_from(datagram, len(header))
