"""Signs what a car has to sign, well or as badly as a scenario wants: what is signed, by whom, and how.

A signature is made in steps, and a `Sign` changes one or more of them: SignedInfo with the digests, its
bytes, the key's value over them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from msgspec import UNSET, UnsetType

from secc.pnc.installation import Holder
from secc.pnc.profiles import PrivateKey
from secc.pnc.signatures import Element, Grammar, encode_signed_info, raw_signature, signed_info
from secc.sim.ev.changes import amend
from secc.sim.ev.trip import Trip
from secc.sim.ev.words import ISO2
from secc_contract.v2g.iso15118_2 import (
    AuthorizationReq,
    CertificateInstallationReq,
    CertificateUpdateReq,
    MeteringReceiptReq,
)
from secc_contract.v2g.xmldsig import Signature, SignatureValue

NOBODY = "none"


@dataclass(frozen=True, kw_only=True)
class Sign:
    """How a request is signed; as it should be, but for what is set."""

    key: str = ""  # of this identity in the wallet; `NOBODY`: not at all
    grammar: Grammar = "xmldsig"
    info: Mapping[str, Any] = field(default_factory=dict)  # other contents of SignedInfo
    value: Literal["raw", "der", "short", "long", "zeros"] = "raw"


WELL = Sign()

_SIGNERS: dict[type, Callable[[Trip], Holder | None]] = {
    AuthorizationReq: lambda trip: trip.contract,
    MeteringReceiptReq: lambda trip: trip.contract,
    CertificateInstallationReq: lambda trip: trip.provisioning,
    CertificateUpdateReq: lambda trip: trip.contract,
}
"""Who signs which request of ISO 15118-2, each as a whole, by its Id."""

_VALUES: dict[str, Callable[[bytes], bytes]] = {
    "raw": lambda raw: raw,
    "der": lambda raw: encode_dss_signature(*_numbers(raw)),
    "short": lambda raw: raw[:-1],
    "long": lambda raw: raw + bytes(1),
    "zeros": lambda raw: bytes(len(raw)),
}


def signature(trip: Trip, body: Any, how: Sign = WELL) -> Signature | UnsetType:
    """The signature for the header of a request; UNSET where there is none."""
    signer = _SIGNERS.get(type(body))
    if signer is None or body.Id is UNSET or how.key == NOBODY:
        return UNSET
    holder = trip.wallet.holders.get(how.key) if how.key and trip.wallet else signer(trip)
    if holder is None:
        return UNSET
    return forged(Element(type(body).__name__, body), holder.key, how)


def forged(element: Element, key: PrivateKey, how: Sign) -> Signature:
    """The signature over one element, made so.

    :raises Mistake: a change that SignedInfo cannot take.
    """
    info = amend(ISO2, signed_info(ISO2.schema, [element], key), how.info)
    raw = raw_signature(key, encode_signed_info(ISO2.schema, info, how.grammar))
    return Signature(SignedInfo=info, SignatureValue=SignatureValue(value=_VALUES[how.value](raw)))


def _numbers(raw: bytes) -> tuple[int, int]:
    half = len(raw) // 2
    return int.from_bytes(raw[:half], "big"), int.from_bytes(raw[half:], "big")
