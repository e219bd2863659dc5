"""Tries on this machine what a charger will need: a TLS handshake in memory, the sockets of an interface.

Nothing is left behind, and what fails is told in words.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from secc.errors import ConfigError
from secc.net.car_tls import CarTls
from secc.net.discovery import Discovery
from secc.net.interface import Interface
from secc.net.server import Connection, Server
from secc.pnc.authority import Pki
from secc.pnc.certificates import parse
from secc.pnc.profiles import KeyKind
from secc.pnc.store import KeyedChain, Trust
from secc.security import TlsVersion
from secc.tls.alert import TlsError
from secc.tls.connection import TlsConnection
from secc.tls.credentials import Credential, Keyring
from secc.tls.engine import Engine, Offer
from secc.tls.policy import Profile, terms

__all__ = ["binds", "handshake", "multicast", "openssl", "ports"]

_KINDS = {TlsVersion.V1_2: KeyKind.P256, TlsVersion.V1_3: KeyKind.P521}
_FLIGHTS = 4
_MULTICAST = 0x1000  # IFF_MULTICAST


def openssl() -> str:
    """The library of the module ssl."""
    return ssl.OPENSSL_VERSION


def handshake(version: TlsVersion, make: Callable[[Offer], Engine], now: datetime) -> str:
    """Let a charger and a car meet in memory, with certificates made for it; what went wrong, or nothing."""
    world = Pki(now, _KINDS[version])
    trust = Trust(v2g=(parse(world.der("v2g-a")),), oem=(parse(world.der("oem")),))
    held = (Credential(_identity(world, "secc-a"), trust.v2g[0]),)
    offer = Offer(Keyring(iso2=held, iso20=held, trust=trust))
    row = next(row for row in terms(Profile.STRICT) if row.version is version)
    vehicle = _identity(world, "vehicle") if version is TlsVersion.V1_3 else None
    try:
        charger = TlsConnection(make(offer), offer)
        incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        car = CarTls(row, trust, vehicle).context().wrap_bio(incoming, outgoing)
        for _ in range(_FLIGHTS):
            with suppress(ssl.SSLWantReadError):
                car.do_handshake()
            charger.receive(outgoing.read())
            incoming.write(charger.output())
    except (TlsError, ConfigError, OSError, ValueError) as error:
        return str(error)
    return "" if charger.channel is not None else "it does not come to its end"


def _identity(world: Pki, name: str) -> KeyedChain:
    identity = world.identity(name)
    return KeyedChain(name, tuple(parse(der) for der in identity.chain), identity.key, Path())


def multicast(interface: Interface) -> bool:
    """Whether an interface sends and hears multicast."""
    try:
        flags = int(Path(f"/sys/class/net/{interface.name}/flags").read_text("ascii"), 16)
    except (OSError, ValueError):  # no sysfs here: opening the ports shows whether the group can be joined
        return True
    return bool(flags & _MULTICAST)


def binds(interface: Interface) -> bool:
    """Whether this process may bind a socket to an interface."""
    with socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as probe:
        try:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, interface.name.encode() + b"\0")
        except OSError:
            return False
    return True


def ports(interface: Interface) -> str:
    """Open what a charger opens on an interface, and close it; what is in the way, or nothing."""
    return asyncio.run(_ports(interface))


class _Nobody:
    """Takes no car."""

    def connected(self, pipe: Connection) -> None:
        return None


async def _ports(interface: Interface) -> str:
    discovery, server = Discovery(interface, {}, lambda: False), Server()
    try:
        await server.listen(_Nobody(), interface)
        await discovery.listen()
    except ConfigError as error:
        return str(error)
    else:
        discovery.close()
        return ""
    finally:
        await server.close()
