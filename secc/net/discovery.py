"""The SDP server: cars that ask by multicast learn the charger's address and port.

On the loopback interface there is no multicast. There the server answers questions sent to ``[::1]:15118``: a
fallback for demonstrations where no network namespace can be had, never for real cars.
"""

from __future__ import annotations

import asyncio
import errno
import logging
import socket
import struct
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any, cast

from secc import sdp
from secc.errors import ConfigError
from secc.net.interface import Interface
from secc.sdp import Security

__all__ = ["Discovery"]

log = logging.getLogger(__name__)

_WORDS = {Security.TLS: "TLS", Security.NONE: "plain TCP"}
_HINTS = {
    Security.TLS: " (for both, start with --tls allow --pki DIR)",
    Security.NONE: " (for both, start with --tls allow)",
}
"""What would give a car what it asks for."""


class Discovery(asyncio.DatagramProtocol):
    """Answers the SDP requests of one interface."""

    _transport: asyncio.DatagramTransport

    def __init__(
        self, interface: Interface, ports: Mapping[Security, int], serving: Callable[[], bool]
    ) -> None:
        """`ports`: what is served, see `secc.sdp.choose`. `serving` says whether cars may know now."""
        self._interface = interface
        self._ports = ports
        self._serving = serving
        self._told: tuple[object, ...] = ()

    async def listen(self, port: int = sdp.PORT) -> None:
        """Answer from now on; ConfigError when the UDP port cannot be had."""
        await asyncio.get_running_loop().create_datagram_endpoint(
            lambda: self, sock=_bind(self._interface, port)
        )

    def close(self) -> None:
        """Answer no more."""
        self._transport.close()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.DatagramTransport, transport)

    def datagram_received(self, data: bytes, addr: tuple[Any, ...]) -> None:
        if addr[3] != self._interface.scope:
            log.debug("ignored a datagram from another interface")
            return
        request = sdp.decode_request(data)
        if request is None:
            return
        answer = sdp.choose(request.security, self._ports) if self._serving() else None
        self._tell(addr, request.security, answer)
        if answer is not None:
            security, port = answer
            self._transport.sendto(sdp.encode_response(self._interface.address.packed, port, security), addr)

    def _tell(self, addr: tuple[Any, ...], asked: Security, answer: tuple[Security, int] | None) -> None:
        """One line in the log for a question and all its repetitions."""
        if (addr, asked, answer) == self._told:
            return
        self._told = (addr, asked, answer)
        gets = f"{_WORDS[answer[0]]}, port {answer[1]}" if answer else "no answer: nothing is offered now"
        if answer is not None and answer[0] is not asked:  # most cars go on, some leave
            gets += _HINTS[asked]
        log.info("SDP: a car at [%s] asks for %s, gets %s", addr[0], _WORDS[asked], gets)

    def error_received(self, exc: Exception) -> None:
        log.debug("SDP: an answer could not be delivered: %s", exc)


def _bind(interface: Interface, port: int) -> socket.socket:
    """A socket that hears the questions on this interface, and on no other where the system allows that."""
    listener = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)
    try:
        listener.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        with suppress(PermissionError):  # older kernels want root; the scope of each question decides too
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, interface.name.encode() + b"\0")
        listener.bind(("::1" if interface.is_loopback else "::", port))
        if not interface.is_loopback:
            group = socket.inet_pton(socket.AF_INET6, sdp.ALL_NODES) + struct.pack("@I", interface.index)
            listener.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_JOIN_GROUP, group)
        listener.setblocking(False)
        return listener
    except OSError as error:
        listener.close()
        if error.errno == errno.EADDRINUSE:
            raise ConfigError(
                f"UDP port {port} of {interface.name} is in use: does another charger serve there?"
            ) from error
        raise ConfigError(f"UDP port {port} of {interface.name} cannot be used: {error.strerror}") from error
