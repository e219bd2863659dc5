"""The plan of a test PKI: a row a certificate, of a whole charging world."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes

__all__ = ["EMAID", "PLANS", "Plan"]

EMAID = "DE8EMPC0000001"
"""Of ``contract``; that of ``contract-2`` ends in 2."""

_AUTHORITY = ("key_cert_sign", "crl_sign")
_SIGNS = ("digital_signature",)
_AGREES = ("digital_signature", "key_agreement")
_CONTRACT = ("digital_signature", "content_commitment", "key_encipherment", "key_agreement")


@dataclass(frozen=True)
class Plan:
    """One certificate to be made. ``issuer`` is the name of another plan, its own for a root."""

    name: str
    issuer: str
    common_name: str
    domain: str
    usages: tuple[str, ...]
    """Left out where empty."""
    days: float
    """Validity from ``begins`` on, or to the end of its issuer."""
    authority: bool = False
    path_length: int | None = None
    responder: bool = False
    """Does it say where to ask about its revocation?"""
    country: str = "DE"
    """Left out where empty."""
    client: bool = False
    """A TLS client (-20)."""
    begins: float = -1
    """Days from now; the day is for clocks that are a little late."""
    outlives: bool = False
    """Does it end after its issuer does, which no real authority allows?"""
    algorithm: hashes.HashAlgorithm | None = None
    """Hash of the issuer's signature where it is not that of the issuer's kind of key."""
    more: tuple[tuple[x509.ExtensionType, bool], ...] = ()
    """Further extensions, and whether they are critical."""


def _root(name: str, common_name: str, domain: str, **more: Any) -> Plan:
    return Plan(name, name, common_name, domain, _AUTHORITY, 14600, authority=True, **more)


def _sub(name: str, issuer: str, common_name: str, domain: str, path_length: int, **more: Any) -> Plan:
    given: dict[str, Any] = {
        "usages": _AUTHORITY,
        "days": 1460,
        "authority": True,
        "path_length": path_length,
    } | more
    return Plan(name, issuer, common_name, domain, **given)


PLANS = (
    _root("v2g-a", "V2G Root A", "V2G"),
    _root("v2g-b", "V2G Root B", "V2G"),
    _sub("cpo-a-sub1", "v2g-a", "CPO A Sub-CA 1", "V2G", 1, responder=True),
    _sub("cpo-a-sub2", "cpo-a-sub1", "CPO A Sub-CA 2", "V2G", 0, responder=True, days=365),
    Plan("secc-a", "cpo-a-sub2", "DE8EME00000001", "CPO", _AGREES, 90, responder=True),
    _sub("cpo-b-sub1", "v2g-b", "CPO B Sub-CA 1", "V2G", 1, responder=True),
    _sub("cpo-b-sub2", "cpo-b-sub1", "CPO B Sub-CA 2", "V2G", 0, responder=True, days=365),
    Plan("secc-b", "cpo-b-sub2", "DE8EME00000001", "CPO", _AGREES, 90, responder=True),
    _root("mo", "MO Root", "MO", responder=True),
    _sub("mo-sub1", "mo", "MO Sub-CA 1", "MO", 1, responder=True),
    _sub(
        "mo-sub2",
        "mo-sub1",
        "MO Sub-CA 2",
        "MO",
        0,
        responder=True,
        usages=("digital_signature", "content_commitment", *_AUTHORITY),  # it signs tariffs, too
    ),
    Plan("contract", "mo-sub2", EMAID, "MO", _CONTRACT, 730, responder=True, country=""),
    Plan("contract-2", "mo-sub2", f"{EMAID[:-1]}2", "MO", _CONTRACT, 730, responder=True, country=""),
    _root("oem", "OEM Root", "OEM"),
    _sub("oem-sub1", "oem", "OEM Sub-CA 1", "OEM", 1),
    _sub("oem-sub2", "oem-sub1", "OEM Sub-CA 2", "OEM", 0),
    Plan("provisioning", "oem-sub2", "WMIV1234567890ABCX", "OEM", _AGREES, 1460),
    Plan("vehicle", "oem-sub2", "WMIV1234567890ABCY", "OEM", _AGREES, 1460, client=True),
    _sub("cps-sub1", "v2g-a", "CPS Sub-CA 1", "CPS", 1, responder=True),
    _sub("cps-sub2", "cps-sub1", "CPS Sub-CA 2", "CPS", 0, responder=True, days=730),
    Plan("cps", "cps-sub2", "CPS", "CPS", _SIGNS, 90, responder=True),
)
"""The whole world: two V2G roots, each with a charger; a mobility operator, a car maker, a CPS."""
