"""A world where contracts pay: a PKI in memory, a back end, and the wallets of its cars."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from functools import cache

from cryptography.x509.ocsp import OCSPCertStatus

from secc.pnc.authority import Identity
from secc.pnc.installation import Request
from secc.pnc.store import Trust
from secc.settings import Settings
from secc.sim.backend import Backend
from secc.sim.ev.wallet import Wallet
from tests.conversations import pnc
from tests.conversations.pnc import pki
from tests.sim.world import World, station

__all__ = ["START", "backend", "pki", "renewed", "secure", "trust", "wallet"]

START = datetime(2026, 1, 1, tzinfo=UTC)  # of the virtual clock


@cache
def trust() -> Trust:
    """What charger and car believe, and what they were told about revocation."""
    revoked = pki().identity("contract-revoked").leaf
    return replace(pnc.trust(), responses=(pki().ocsp(revoked, OCSPCertStatus.REVOKED),))


def wallet(*names: str) -> Wallet:
    """A car's, with these identities."""
    return Wallet(START, trust(), {name: pki().identity(name) for name in names})


@cache
def renewed() -> Identity:
    """The successor of ``contract``: the same id, another key."""
    return pki().changed({}, fresh=["contract"]).identity("contract")


def backend() -> Backend:
    """Gives every car without a contract the same one, and renews the other."""

    def issue(request: Request) -> Identity:
        return renewed() if request.update else pki().identity("contract-2")

    return Backend(issue, pki().identity("cps"), trust(), lambda: START)


def secure(*, is_ac: bool, settings: Settings | None = None) -> World:
    """A charger over TLS that takes contracts, gives them, and wants receipts."""
    return World(station(is_ac=is_ac, backend=backend(), receipts=True), settings, trust())
