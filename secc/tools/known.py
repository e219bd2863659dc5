"""Whom a charger trusted, as a recording keeps it: a session with a contract can be repeated without the PKI.

Only what is public: roots, Sub-CAs and OCSP answers. No key is ever written down, nor asked for.
"""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct, convert

from secc.pnc.authority import new_key
from secc.pnc.certificates import Certificate, parse
from secc.pnc.profiles import KeyKind
from secc.pnc.store import KeyedChain, Trust

__all__ = ["Known", "read", "write"]


class Known(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Each in DER."""

    v2g: tuple[bytes, ...] = ()
    mo: tuple[bytes, ...] = ()
    oem: tuple[bytes, ...] = ()
    subs: tuple[bytes, ...] = ()
    responses: tuple[bytes, ...] = ()
    tariffs: tuple[bytes, ...] = ()
    """The chain of who signed tariffs; empty: nobody did."""


def write(trust: Trust) -> Known:
    """For a recording's header."""
    return Known(
        v2g=_ders(trust.v2g),
        mo=_ders(trust.mo),
        oem=_ders(trust.oem),
        subs=_ders(trust.subs),
        responses=trust.responses,
        tariffs=() if trust.tariffs is None else trust.tariffs.chain,
    )


def read(stored: object) -> Trust:
    """From a recording's header, as JSON has it.

    :raises msgspec.ValidationError: it is none.
    :raises WireError: a certificate cannot be read.
    """
    known = convert(stored, Known)
    return Trust(
        v2g=_certificates(known.v2g),
        mo=_certificates(known.mo),
        oem=_certificates(known.oem),
        subs=_certificates(known.subs),
        responses=known.responses,
        tariffs=_signer(known.tariffs),
    )


def _signer(chain: tuple[bytes, ...]) -> KeyedChain | None:
    """Tariffs go out in a repetition too, signed with a key for nothing else: no signature is compared."""
    return KeyedChain("tariff", _certificates(chain), new_key(KeyKind.P256), Path()) if chain else None


def _ders(certificates: tuple[Certificate, ...]) -> tuple[bytes, ...]:
    return tuple(one.der for one in certificates)


def _certificates(ders: tuple[bytes, ...]) -> tuple[Certificate, ...]:
    return tuple(parse(der) for der in ders)
