"""What a car can show and whom it trusts: its part of a PKI."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from secc.errors import ConfigError
from secc.pnc import store
from secc.pnc.installation import Holder
from secc.pnc.layout import BAD
from secc.pnc.store import Trust

CARS = Path("car", "iso2")
"""Where a car's identities stand in a PKI folder, one folder each."""


@dataclass(frozen=True)
class Wallet:
    """Roots and identities. A car opens it over TLS only; one that has none knows that there is no TLS."""

    at: datetime
    """By this time it judges certificates; a visit is short against their validity."""
    trust: Trust = field(default_factory=Trust)
    holders: Mapping[str, Holder] = field(default_factory=dict)
    """By name: ``contract``, ``provisioning``, and what a scenario needs besides."""


def load(
    folder: Path,
    at: datetime,
    needed: Collection[str],
    welcome: Collection[str] = (),
    password: bytes | None = None,
) -> Wallet:
    """The wallet in a PKI folder: the identities that are needed, and those that are welcome if there.

    :raises ConfigError: one is missing, or cannot be used.
    """
    cars = folder / CARS
    there = [path.name for path in store.folders(cars)]
    names = {*needed, *({*welcome} & {*there})}
    for name in sorted(names - {*there}):
        hint = "secc pki new --bad makes it" if name in BAD else f"there are: {', '.join(there) or 'none'}"
        raise ConfigError(f"{cars / name}: no such identity; {hint}")
    holders = {name: store.load_chain(cars / name, password) for name in sorted(names)}
    return Wallet(at, store.load_trust(folder), holders)
