"""The keys and certificates of a run, by the names that cases give them (conformance.md, section 9)."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from threading import RLock
from typing import Final

from cryptography.x509.ocsp import OCSPCertStatus

from secc.pnc.authority import EMAID, Identity, Made, Pki
from secc.pnc.certificates import Certificate, parse
from secc.pnc.profiles import KeyKind

_EMAIDS: Final = {"contract-2": f"{EMAID[:-1]}2"}
"""Contract to its id, where that is not the usual one; what a certificate says of it may be wrong."""


class Keys:
    """A test PKI of ISO 15118-2, and one of -20; what is asked for is made once, whoever asks."""

    def __init__(self, now: datetime) -> None:
        self._now = now
        self._worlds: dict[KeyKind, Pki] = {}
        self._told: dict[tuple[str | bytes, OCSPCertStatus, KeyKind], bytes] = {}
        self._one_at_a_time = RLock()

    def _world(self, kind: KeyKind) -> Pki:
        return self._worlds.setdefault(kind, Pki(self._now, kind))

    def identity(self, name: str, kind: KeyKind = KeyKind.P256) -> Identity:
        """A leaf with its chain and key."""
        with self._one_at_a_time:
            return self._world(kind).identity(name)

    def made(self, name: str, kind: KeyKind = KeyKind.P256) -> Made:
        """A certificate with its key."""
        with self._one_at_a_time:
            return self._world(kind)[name]

    def certificate(self, name: str, kind: KeyKind = KeyKind.P256) -> Certificate:
        """A certificate as a charger reads it."""
        return parse(self.made(name, kind).der)

    def told(self, what: str | bytes, status: OCSPCertStatus, kind: KeyKind = KeyKind.P256) -> bytes:
        """An OCSP response about a certificate, named or in DER."""
        with self._one_at_a_time:
            asked = what, status, kind
            if asked not in self._told:
                self._told[asked] = self._world(kind).ocsp(what, status)
            return self._told[asked]


@cache
def keys(now: datetime) -> Keys:
    """Those of all cases that are played at a time."""
    return Keys(now)


def emaid(identity: str) -> str:
    """The id of a contract, without dashes."""
    return _EMAIDS.get(identity, EMAID)
