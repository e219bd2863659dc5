"""What the charger answers to a ClientHello: version, group and chain, or why none.

A version is a row of a table; the strict profile is the standard's, the lab profile takes what test benches
and older cars bring.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from secc.pnc.certificates import Certificate
from secc.pnc.profiles import ISO20, Role
from secc.security import TlsVersion
from secc.tls.alert import Alert, TlsError
from secc.tls.credentials import ECDSA_P256, ECDSA_P521, ED448, Credential, Keyring
from secc.tls.hello import CaKey, CaKeyKind, ClientHello

__all__ = [
    "GROUPS",
    "STATIC_ECDH",
    "SUITES",
    "Choice",
    "Profile",
    "Terms",
    "choose",
    "terms",
    "variants",
    "vehicle_roots",
]

SUITES = {
    0xC023: "ECDHE-ECDSA-AES128-SHA256",
    0xC02B: "ECDHE-ECDSA-AES128-GCM-SHA256",
    0xC02C: "ECDHE-ECDSA-AES256-GCM-SHA384",
    0x1301: "TLS_AES_128_GCM_SHA256",
    0x1302: "TLS_AES_256_GCM_SHA384",
    0x1303: "TLS_CHACHA20_POLY1305_SHA256",
}
"""Cipher suites that are ever used, as OpenSSL calls them."""

STATIC_ECDH = 0xC025
"""ECDH_ECDSA_AES_128_CBC_SHA256, the second suite of ISO 15118-2, which OpenSSL has given up."""

P256, P384, P521, X25519, X448 = 23, 24, 25, 29, 30

GROUPS = {P256: "prime256v1", P384: "secp384r1", P521: "secp521r1", X25519: "X25519", X448: "X448"}
"""Groups for the key agreement, as OpenSSL calls them."""


class Profile(StrEnum):
    """How closely a car must keep to the standard."""

    STRICT = "strict"
    LAB = "lab"


@dataclass(frozen=True, slots=True)
class Terms:
    """What is spoken under a version; all lists in the charger's order of preference."""

    version: TlsVersion
    wire: int
    suites: tuple[int, ...]
    groups: tuple[int, ...]
    schemes: tuple[int, ...]
    """Signatures of the charger's key."""

    sha1: bool = False
    """Sign with SHA-1 for cars that name no signatures, for that is what they then mean (RFC 5246)."""

    @property
    def ciphers(self) -> str:
        """The suites in OpenSSL's words; its default security level makes no signature with SHA-1."""
        names = ":".join(SUITES[suite] for suite in self.suites if suite in SUITES)
        return names + (":@SECLEVEL=0" if self.sha1 else "")


_STRICT = (
    Terms(TlsVersion.V1_3, 0x0304, (0x1302, 0x1303), (P521, X448), (ECDSA_P521, ED448)),
    Terms(TlsVersion.V1_2, 0x0303, (0xC023,), (P256,), (ECDSA_P256,)),
)

_LAB = (
    replace(
        _STRICT[0],
        suites=(0x1302, 0x1303, 0x1301),
        groups=(P521, X448, P256, P384, X25519),
        schemes=(ECDSA_P521, ED448, ECDSA_P256),
    ),
    replace(_STRICT[1], suites=(0xC023, 0xC02B, 0xC02C), groups=(P256, P384, P521, X25519), sha1=True),
)


def terms(profile: Profile, own: bool = False) -> tuple[Terms, ...]:
    """The versions of a profile, best first (ISO 15118-20 and -2, their sections on TLS).

    ``own``: with what only our own engine can (`secc.tls.own`).
    """
    new, old = _LAB if profile is Profile.LAB else _STRICT
    return (new, replace(old, suites=(*old.suites, STATIC_ECDH)) if own else old)


@dataclass(frozen=True, slots=True)
class Choice:
    """How one connection is to be."""

    terms: Terms
    group: int
    credential: Credential
    hello: ClientHello


def variants(keyring: Keyring, profile: Profile) -> Iterator[tuple[Terms, int, Credential]]:
    """Each version, group and chain that may ever be chosen."""
    for row in terms(profile):
        for credential in _held(row, keyring, profile):
            if credential.scheme in row.schemes:
                yield from ((row, group, credential) for group in row.groups)


def choose(
    hello: ClientHello,
    keyring: Keyring,
    profile: Profile,
    at: datetime,
    own: bool = False,
    groups: Collection[int] = tuple(GROUPS),
    iso20: bool = False,
) -> Choice:
    """The best version that both sides can speak; TlsError, before any computing, when there is none.

    ``at``: now; ``groups``: those to which the engine can hold the key agreement; ``iso20``: ISO 15118-20 is
    spoken here. Without it a car that can do both versions gets that of ISO 15118-2, which asks no
    certificate of it.
    """
    faults: list[str] = []
    rows = terms(profile, own)
    held_to = GROUPS if profile is Profile.LAB else groups  # in the lab any that comes out will do
    for row in rows if iso20 else reversed(rows):
        if not hello.offers(row.wire):
            continue
        held = _held(row, keyring, profile)
        if not held:
            continue
        choice = _fit(hello, row, sorted(held, key=lambda one: not one.good(at)), held_to)
        if isinstance(choice, Choice):
            return choice
        faults.append(f"{row.version}: {choice}")
    if faults:
        raise TlsError("; ".join(faults), Alert.HANDSHAKE_FAILURE)
    raise TlsError("the car offers no TLS version that is served", Alert.PROTOCOL_VERSION)


def _held(row: Terms, keyring: Keyring, profile: Profile) -> tuple[Credential, ...]:
    """The chains for a version; a version that cannot be spoken has none."""
    if row.version is TlsVersion.V1_2:
        return keyring.iso2
    if not vehicle_roots(keyring, profile):
        return ()
    return keyring.iso20 or (keyring.iso2 if profile is Profile.LAB else ())


def vehicle_roots(keyring: Keyring, profile: Profile) -> tuple[Certificate, ...]:
    """Under which roots a car's own certificate may stand ([V2G20-2401], [V2G20-2403]).

    Strictly only those with a key of ISO 15118-20, because the others can have issued no certificate of it.
    """
    held = keyring.trust.anchors(Role.OEM)
    return held if profile is Profile.LAB else tuple(root for root in held if root.kind in ISO20.keys)


def _fit(
    hello: ClientHello, row: Terms, held: Sequence[Credential], held_to: Collection[int]
) -> Choice | str:
    """The choice within a version, or what the car lacks for it."""
    if not set(row.suites) & set(hello.suites):
        return "the car offers no cipher suite of the standard"
    offered = hello.groups if hello.groups is not None else row.groups[:1]
    shared = [group for group in row.groups if group in offered]
    if not shared:
        return "the car offers no group of the standard"
    # One that stands alone needs no engine to insist on it.
    group = next((group for group in shared if group in held_to or {*offered} == {group}), None)
    if group is None:
        return f"the car offers {GROUPS[shared[0]]}, but beside others to which OpenSSL would turn"
    schemes = set(row.schemes)
    if hello.signatures is not None:
        schemes &= set(hello.signatures)
    elif not row.sha1:
        return "the car names no signatures, and so takes only those with SHA-1"
    usable = [credential for credential in held if credential.scheme in schemes]
    if not usable:
        return "the car cannot check the signature of any certificate held"
    trusts = _trusts(hello, row)
    # Where the car names none of ours it gets the default, and decides itself ([V2G2-923]).
    return Choice(row, group, next(filter(trusts, usable), usable[0]), hello)


def _trusts(hello: ClientHello, row: Terms) -> Callable[[Credential], bool]:
    """Whether the car names a root of a chain ([V2G2-871], [V2G20-2379])."""
    if row.version is TlsVersion.V1_3:
        wanted = {CaKey(CaKeyKind.NAME, name) for name in hello.authorities or ()}
    else:
        wanted = set(hello.trusted_ca_keys or ())
    return lambda credential: not wanted.isdisjoint(credential.names)
