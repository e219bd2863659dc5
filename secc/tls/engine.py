"""What an engine does: it carries out a choice, on bytes in memory.

Two engines do it alike: `openssl` (the package pyOpenSSL), which also staples OCSP responses and names the
roots it trusts, and `standard` (the module ssl) where the former cannot be loaded.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from secc.security import Channel, TlsVersion
from secc.tls.credentials import Keyring
from secc.tls.keylog import KeyLog
from secc.tls.policy import Choice, Profile

__all__ = ["Engine", "Offer", "Session", "load"]

log = logging.getLogger(__name__)


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Offer:
    """All that decides what the charger does in TLS."""

    keyring: Keyring
    profile: Profile = Profile.STRICT
    key_log: Path | None = None
    """Write each connection's secrets here, for a packet analyser. Never in earnest."""

    own: bool = False
    """Serve what OpenSSL cannot by an engine of our own."""

    iso20: bool = False
    """ISO 15118-20 is spoken here, so that cars that can do both versions get TLS 1.3."""

    clock: Callable[[], datetime] = field(default=_now)
    """Tells which certificates and OCSP responses are too old."""

    def __str__(self) -> str:
        """For the log: what is held, and how closely a car must keep to the standard."""
        versions = {TlsVersion.V1_2: self.keyring.iso2, TlsVersion.V1_3: self.keyring.iso20}
        held = [f"{version} ({len(chains)} chains)" for version, chains in versions.items() if chains]
        return f"{', '.join(held) or 'no chain for any TLS'}, {self.profile} profile"


class Session(Protocol):
    """TLS on one connection, which somebody else carries.

    After each call what `output` holds is to be sent, also when the call raised: it may be an alert.
    """

    @property
    def channel(self) -> Channel | None:
        """What was agreed; None until the handshake is over."""

    @property
    def ended(self) -> bool:
        """The car has said that it will send no more."""

    def receive(self, data: bytes) -> bytes:
        """Take bytes of the connection, return what they carry; TlsError when they break TLS."""

    def send(self, data: bytes) -> None:
        """Protect data of the charger."""

    def close(self) -> None:
        """Say that no more will be sent."""

    def output(self) -> bytes:
        """Bytes for the connection, once."""


class Engine(Protocol):
    """Makes sessions.

    All that it may have to show is tried when it is made: ConfigError for a chain or root that it cannot use.
    """

    name: str
    staples: bool
    """Whether it can send OCSP responses."""
    groups: frozenset[int]
    """Those to which it can hold the key agreement, whatever else a car offers."""
    key_log: KeyLog | None

    def begin(self, choice: Choice) -> Session:
        """A session that has heard nothing yet; it wants the ClientHello too."""


def load(offer: Offer) -> Engine:
    """The better engine that can be loaded, behind our own where that is wished for."""
    engine = _on_openssl(offer)
    if not offer.own:
        return engine
    from secc.tls.own import OwnEngine

    return OwnEngine(engine, offer)


def _on_openssl(offer: Offer) -> Engine:
    try:
        from secc.tls.openssl import OpenSslEngine
    except ImportError as error:
        from secc.tls.standard import StandardEngine

        log.warning("TLS without OCSP stapling: pyOpenSSL cannot be loaded (%s)", error)
        return StandardEngine(offer)
    return OpenSslEngine(offer)
