"""What the charger shows a car, and what it trusts in a car."""

from __future__ import annotations

import hashlib
import logging
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed448 import Ed448PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from secc.pnc.certificates import Certificate
from secc.pnc.chains import judge
from secc.pnc.profiles import ISO2, ISO20, KeyKind, PublicKey, Role
from secc.pnc.store import KeyedChain, Store, Trust
from secc.tls.hello import CaKey, CaKeyKind

__all__ = ["SCHEMES", "Credential", "Keyring", "keyring"]

log = logging.getLogger(__name__)

ECDSA_P256, ECDSA_P521, ED448 = 0x0403, 0x0603, 0x0808

SCHEMES = {KeyKind.P256: ECDSA_P256, KeyKind.P521: ECDSA_P521, KeyKind.ED448: ED448}
"""The TLS number of the signatures that a kind of key makes."""

_OF_TIME = {"clock", "begun", "not ended", "subs valid", "root valid"}
"""Checks of chains whose outcome changes while a charger runs."""


@dataclass(frozen=True)
class Credential:
    """A chain of the charger with its key, and the root that cars trust."""

    identity: KeyedChain
    root: Certificate | None
    """None: it is not installed, so that no car's wish can lead to this chain by it."""
    sound: bool = True
    """Cars find no fault with it but, perhaps, its time."""
    _told: list[datetime] = field(default_factory=list, compare=False, repr=False)
    """When it was said that it is shown too late, or too early: once."""

    def staple(self, place: int = 0) -> Path:
        """File of an OCSP response (DER) for a certificate of the chain; the leaf is at place 0."""
        return self.identity.folder / (f"ocsp-{place}.der" if place else "ocsp.der")

    def good(self, at: datetime) -> bool:
        """Will cars take it now?"""
        begins, ends = self._validity
        return self.sound and begins <= at <= ends

    @cached_property
    def _validity(self) -> tuple[datetime, datetime]:
        all_of_it = [*self.identity.certificates, *filter(None, [self.root])]
        return max(one.begins for one in all_of_it), min(one.ends for one in all_of_it)

    def tell(self, at: datetime) -> None:
        """It is shown now; a line in the log, the first time that it is not valid then."""
        begins, ends = self._validity
        if not self._told and not begins <= at <= ends:
            self._told.append(at)
            span = f"{begins:%F %R} to {ends:%F %R}"
            log.warning("%s: shown to a car, which will refuse it: valid from %s", self.identity.folder, span)

    @cached_property
    def scheme(self) -> int | None:
        """How the key signs."""
        kind = self.identity.leaf.kind
        return SCHEMES[kind] if kind is not None else None

    @cached_property
    def names(self) -> frozenset[CaKey]:
        """All that a car may call the authorities above the leaf."""
        above = [*self.identity.certificates[1:], *filter(None, [self.root])]
        return frozenset(name for authority in above for name in _names(authority))


@dataclass(frozen=True, slots=True)
class Keyring:
    """All of a charger's TLS material; the first credential of a kind is the default."""

    iso2: tuple[Credential, ...] = ()
    """For TLS 1.2."""

    iso20: tuple[Credential, ...] = ()
    """For TLS 1.3."""

    trust: Trust = field(default_factory=Trust)
    """Roots under which a car's own certificate counts. Without any there is no TLS 1.3."""


def keyring(store: Store, at: datetime | None = None) -> Keyring:
    """What TLS takes from a PKI folder, with a line in the log for each chain that cars will refuse.

    ``at``: when; now, if it is not said.
    """
    held: dict[str, list[Credential]] = {ISO2.name: [], ISO20.name: []}
    for chain in store.chains:
        verdict = judge(Role.CPO, chain.chain, store.trust, at or datetime.now(UTC), profile=chain.profile)
        if not verdict.good:
            log.warning("%s: cars will refuse this chain: %s", chain.folder, verdict.reason)
        sound = all(finding.check in _OF_TIME for finding in verdict.findings)
        held[chain.profile.name].append(Credential(chain, store.trust.root_of(chain), sound))
    return Keyring(tuple(held[ISO2.name]), tuple(held[ISO20.name]), store.trust)


def _names(authority: Certificate) -> tuple[CaKey, ...]:
    octets = _octets(authority.key) if authority.key is not None else b""
    return (
        CaKey(CaKeyKind.KEY_SHA1, hashlib.sha1(octets).digest()),
        CaKey(CaKeyKind.NAME, authority.subject.public_bytes()),
        CaKey(CaKeyKind.CERTIFICATE_SHA1, hashlib.sha1(authority.der).digest()),
    )


def _octets(key: PublicKey) -> bytes:
    """A key as digests of keys are made of it: the contents of its BIT STRING."""
    if isinstance(key, Ed448PublicKey):
        return key.public_bytes_raw()
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
