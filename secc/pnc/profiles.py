"""Which keys and algorithms belong to which standard, and who is who in a PKI.

ISO 15118-2 knows one kind of key, ISO 15118-20 two (V2G20-2674, V2G20-2319). A *domain component* in the
subject of a leaf says whose it is, so that a contract cannot pass for a charger.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from cryptography.hazmat.primitives.asymmetric import ec, ed448

__all__ = [
    "ISO2",
    "ISO20",
    "LAB",
    "KeyKind",
    "PrivateKey",
    "Profile",
    "PublicKey",
    "Role",
    "kind_of",
    "profile_of",
]

PublicKey = ec.EllipticCurvePublicKey | ed448.Ed448PublicKey
PrivateKey = ec.EllipticCurvePrivateKey | ed448.Ed448PrivateKey


class KeyKind(StrEnum):
    """The keys that the standards know."""

    P256 = "P-256"
    P521 = "P-521"
    ED448 = "Ed448"


_CURVES = {"secp256r1": KeyKind.P256, "secp521r1": KeyKind.P521}


def kind_of(key: object) -> KeyKind | None:
    """The kind of a public or private key; None: no standard knows it."""
    if isinstance(key, ec.EllipticCurvePublicKey | ec.EllipticCurvePrivateKey):
        return _CURVES.get(key.curve.name)
    if isinstance(key, ed448.Ed448PublicKey | ed448.Ed448PrivateKey):
        return KeyKind.ED448
    return None


@dataclass(frozen=True)
class Profile:
    """What a standard demands of every certificate of a chain.

    ``algorithms`` are those of the certificates' signatures, named as in `secc.pnc.certificates`;
    ``largest`` is the length that a message can carry, in bytes.
    """

    name: str
    keys: frozenset[KeyKind]
    algorithms: frozenset[str]
    largest: int


ISO2 = Profile("ISO 15118-2", frozenset({KeyKind.P256}), frozenset({"ecdsa-sha256"}), 800)
ISO20 = Profile(
    "ISO 15118-20", frozenset({KeyKind.P521, KeyKind.ED448}), frozenset({"ecdsa-sha512", "ed448"}), 1600
)
LAB = Profile("lab", ISO2.keys | ISO20.keys, ISO2.algorithms | ISO20.algorithms, 1600)
"""Any of the keys, for cars whose test PKI mixes the standards."""


def profile_of(kind: KeyKind) -> Profile:
    """The standard that a kind of key belongs to."""
    return ISO2 if kind in ISO2.keys else ISO20


class Role(StrEnum):
    """Whose leaf certificate it is; the value is the domain component of its subject."""

    MO = "MO"
    """A contract, issued by a mobility operator."""
    OEM = "OEM"
    """A car: its provisioning certificate, or in -20 its vehicle certificate."""
    CPO = "CPO"
    """A charger."""
    CPS = "CPS"
    """The service that signs new contracts on their way to a car."""
