"""TLS for the simulated car: on its own socket, with the roots it trusts and, for TLS 1.3, its certificate.

The module ssl does the handshake; whether the charger's chain is one of the standard, the same checks decide
that a charger has for the chains of cars.
"""

from __future__ import annotations

import socket
import ssl
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from secc.errors import ConfigError
from secc.pnc import store
from secc.pnc.chains import judge
from secc.pnc.profiles import ISO2, ISO20, Role
from secc.pnc.store import KeyedChain, Trust
from secc.security import TlsVersion
from secc.tls.policy import GROUPS, SUITES, Profile, Terms, terms
from secc.tls.standard import show, verified_chain

__all__ = ["CarTls", "load"]

_VERSIONS = {TlsVersion.V1_2: ssl.TLSVersion.TLSv1_2, TlsVersion.V1_3: ssl.TLSVersion.TLSv1_3}
_PROFILES = {TlsVersion.V1_2: ISO2, TlsVersion.V1_3: ISO20}


@dataclass(frozen=True)
class CarTls:
    """How a car protects its connections."""

    terms: Terms
    trust: Trust
    vehicle: KeyedChain | None = None
    """Shown where the charger asks for it, as TLS 1.3 does."""

    def __call__(self, wire: socket.socket) -> ssl.SSLSocket:
        """The socket, protected; an OSError when the charger is not one that the car trusts."""
        secured = self.context().wrap_socket(wire)
        try:
            self._judge(verified_chain(secured))
        except ssl.SSLError:
            secured.close()
            raise
        return secured

    def context(self) -> ssl.SSLContext:
        """What the car proposes."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False  # a charger has none
        context.minimum_version = context.maximum_version = _VERSIONS[self.terms.version]
        if self.terms.version is TlsVersion.V1_2:
            context.set_ciphers(":".join(SUITES[suite] for suite in self.terms.suites))
        context.set_ecdh_curve(GROUPS[self.terms.groups[0]])
        context.load_verify_locations(cadata=b"".join(root.der for root in self.trust.v2g))
        if self.vehicle is not None:
            show(context, self.vehicle)
        return context

    def _judge(self, chain: tuple[bytes, ...]) -> None:
        profile = _PROFILES[self.terms.version]
        verdict = judge(Role.CPO, chain[:-1], self.trust, datetime.now(UTC), profile=profile)
        if not verdict.good:
            raise ssl.SSLError(ssl.SSL_ERROR_SSL, f"the charger's certificate is refused: {verdict.reason}")


def load(folder: Path, password: bytes | None, version: TlsVersion) -> CarTls:
    """What a car of this version has in a PKI folder.

    :raises ConfigError: something is missing, or cannot be used.
    """
    store.require(folder)
    row = next(row for row in terms(Profile.STRICT) if row.version is version)
    trust = store.load_trust(folder)
    if not trust.v2g:
        raise ConfigError(f"{folder / 'roots' / 'v2g'}: no V2G root, so the car can trust no charger")
    vehicle = None
    if version is TlsVersion.V1_3:
        vehicle = store.load_chain(folder / "car" / "iso20" / "vehicle", password)
    return CarTls(row, trust, vehicle)
