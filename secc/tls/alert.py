"""The end of a connection that TLS refuses, and the words in which it tells so (RFC 8446 section 6)."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from enum import IntEnum

from secc.errors import Error

__all__ = ["Alert", "TlsError", "fatal", "heard", "in_words"]


class Alert(IntEnum):
    """Descriptions that the charger sends itself; an engine sends its own."""

    UNEXPECTED_MESSAGE = 10
    BAD_RECORD_MAC = 20
    RECORD_OVERFLOW = 22
    HANDSHAKE_FAILURE = 40
    ILLEGAL_PARAMETER = 47
    DECODE_ERROR = 50
    DECRYPT_ERROR = 51
    PROTOCOL_VERSION = 70


class TlsError(Error):
    """The car's TLS cannot be served; ``alert`` is what to tell it, None where it speaks no TLS at all."""

    def __init__(self, reason: str, alert: Alert | None = None) -> None:
        super().__init__(reason)
        self.alert = alert


def fatal(alert: Alert) -> bytes:
    """The record that tells a peer, before any key is agreed, why the connection ends."""
    return struct.pack(">BHHBB", 21, 0x0303, 2, 2, alert)


_MEANING = {
    "alert unknown ca": "the car does not know the root of our chain",
    "alert certificate expired": "for the car our certificate has expired",
    "alert certificate unknown": "the car does not take our certificate",
    "alert bad certificate": "the car does not take our certificate",
    "alert bad certificate status response": "the car wants another OCSP response for our certificate",
    "peer did not return a certificate": "the car shows no certificate of its own, as TLS 1.3 demands here",
    "certificate verify failed": "the car's certificate has expired, or leads to no root held here",
    "no renegotiation": "the car wants to negotiate anew, which is never done",
}

_CERTIFICATE_ALERTS = {
    42: "bad certificate",
    45: "certificate expired",
    46: "certificate unknown",
    48: "unknown ca",
    113: "bad certificate status response",
}
"""Descriptions by which a car says what it has against our certificate."""


def heard(description: int) -> str:
    """What a car's fatal alert means."""
    name = _CERTIFICATE_ALERTS.get(description)
    return in_words(f"alert {name}") if name is not None else f"the car says alert {description}"


def in_words(reason: str, meanings: Mapping[str, str] = _MEANING) -> str:
    """OpenSSL's reason for an end, in one way of writing, with its meaning where that is known: to a charger,
    or by another table."""
    plain = " ".join(reason.replace("_", " ").lower().split())
    found = max((known for known in meanings if plain.endswith(known)), key=len, default=None)
    return f"{meanings[found]} ({plain})" if found is not None else plain
