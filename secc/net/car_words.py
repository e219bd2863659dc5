"""Why a car comes to no charger, in the words of its user."""

from __future__ import annotations

import ssl

from secc.sdp import Security
from secc.tls.alert import in_words

__all__ = ["OTHERWISE", "broken"]

OTHERWISE = {
    Security.TLS: "takes TLS only: add --tls --pki DIR",
    Security.NONE: "has no TLS: leave --tls out, or start the charger with --tls allow --pki DIR",
}
"""What a charger has that answers otherwise than a car has asked."""

_CHAIN = {
    7: "a signature in the charger's chain is not its issuer's",
    9: "a certificate of the charger's is not valid yet",
    10: "a certificate of the charger's has expired",
    18: "the charger's certificate is signed by itself, and is no V2G root of the car's",
    19: "the charger's chain ends in a root that is not in roots/v2g of the car's --pki",
    20: "the charger's chain ends under none of the roots in roots/v2g of the car's --pki",
    21: "the charger's chain ends under none of the roots in roots/v2g of the car's --pki",
}
"""By OpenSSL's verify codes (x509_vfy.h)."""

_TLS = {
    "alert handshake failure": "the charger has no cipher suite and curve of the car's",
    "alert protocol version": "the charger does not speak this version of TLS",
    "alert certificate required": "the charger wants to see a certificate of the car",
    "alert unknown ca": "the charger does not know the root of the car's certificate",
    "alert certificate expired": "for the charger the car's certificate has expired",
    "alert bad certificate": "the charger does not take the car's certificate",
    "alert certificate unknown": "the charger does not take the car's certificate",
    "wrong version number": "the charger does not speak TLS on this port",
    "unexpected eof while reading": "the charger closed the connection within the handshake",
}
"""By OpenSSL's reasons."""


def broken(error: OSError) -> str:
    """Why a connection could not be made, or does not stand any more."""
    if isinstance(error, ssl.SSLCertVerificationError):
        meaning = _CHAIN.get(error.verify_code, "the charger's chain is refused")
        return f"{meaning} ({error.verify_message})"
    reason = getattr(error, "reason", None) if isinstance(error, ssl.SSLError) else None
    return in_words(reason, _TLS) if reason else error.strerror or str(error)
