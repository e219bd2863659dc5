"""How a connection to a car is protected: what the rest of the charger needs to know of TLS."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

__all__ = ["PLAIN", "Channel", "TlsVersion"]


class TlsVersion(StrEnum):
    """TLS 1.2 is that of ISO 15118-2, 1.3 that of ISO 15118-20."""

    V1_2 = "TLS 1.2"
    V1_3 = "TLS 1.3"


@dataclass(frozen=True, slots=True)
class Channel:
    """A connection as it was negotiated; it never changes afterwards."""

    tls: TlsVersion | None = None
    """The version spoken; None is plain TCP. Plug & Charge needs TLS ([V2G2-632])."""

    vehicle: tuple[bytes, ...] = ()
    """The car's own certificates, verified, in DER: leaf first, root last. Only TLS 1.3 asks for them."""

    def __str__(self) -> str:
        return self.tls or "plain TCP"


PLAIN = Channel()
"""No protection at all."""
