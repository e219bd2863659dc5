"""The address of a network interface: its IPv6 link-local one, or ``::1`` on the loopback."""

from __future__ import annotations

import asyncio
import ipaddress
import logging
import socket
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from secc.errors import ConfigError

__all__ = ["Interface", "find", "wait_for"]

log = logging.getLogger(__name__)

_TABLE = Path("/proc/net/if_inet6")
_LINK_LOCAL = 0x20  # scope column of the table, as are the two below of its flags
_HOST = 0x10
_UNUSABLE = 0x40 | 0x08  # tentative (duplicate address detection runs), duplicate found

PATIENCE = 10.0
"""How long an address may take to become usable, in s; duplicate address detection alone takes 1 to 2."""

_LOOK_AGAIN = 0.05


@dataclass(frozen=True, slots=True)
class Interface:
    """A network interface and its address there."""

    name: str
    index: int
    address: ipaddress.IPv6Address

    @property
    def is_loopback(self) -> bool:
        """No multicast here, and addresses have no scope."""
        return self.address.is_loopback

    @property
    def scope(self) -> int:
        """The scope id of socket addresses on this interface."""
        return 0 if self.is_loopback else self.index

    def endpoint(self, port: int) -> tuple[str, int, int, int]:
        """The socket address of a port here."""
        return str(self.address), port, 0, self.scope


def find(name: str, table: str | None = None) -> Interface | None:
    """The interface, or ``None`` while it has no usable address.

    `table` stands for the contents of ``/proc/net/if_inet6``. Raises ConfigError, naming the interfaces that
    exist, when there is none of that name.
    """
    try:
        index = socket.if_nametoindex(name)
    except (OSError, ValueError) as error:
        known = ", ".join(sorted(interface for _, interface in socket.if_nameindex()))
        raise ConfigError(f"no network interface is called {name!r}; there are: {known}") from error
    for line in (_read_table() if table is None else table).splitlines():
        digits, _, _, scope, flags, owner = line.split()
        usable = int(scope, 16) in (_LINK_LOCAL, _HOST) and not int(flags, 16) & _UNUSABLE
        if owner == name and usable:
            return Interface(name, index, ipaddress.IPv6Address(int(digits, 16)))
    return None


async def wait_for(
    name: str,
    look: Callable[[str], Interface | None] = find,
    patience: float = PATIENCE,
) -> Interface:
    """The interface once its address is usable; ConfigError after `patience` seconds without."""
    if (interface := look(name)) is not None:
        return interface
    log.info("waiting for a usable link-local IPv6 address on %s (up to %g s)", name, patience)
    for _ in range(int(patience / _LOOK_AGAIN)):
        await asyncio.sleep(_LOOK_AGAIN)
        if (interface := look(name)) is not None:
            return interface
    raise ConfigError(
        f"interface {name} has no usable link-local IPv6 address after {patience:g} s: is it up, with IPv6?"
    )


def _read_table() -> str:
    try:
        return _TABLE.read_text(encoding="ascii")
    except FileNotFoundError as error:
        raise ConfigError("this machine has no IPv6, and ISO 15118 needs it") from error
