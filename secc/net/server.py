"""The TCP side: one connection is one conversation with the charger, byte by byte.

Behind the plain port stands the charger itself, behind the TLS port `secc.net.tls.Gate`.

The server knows nothing of messages. It looks after what only it can see: a car that does not read, a car
that does not hang up, a second car while one is served, a bug above. Every wait for a car ends in a session
timer of the core; every wait after the core has hung up ends here.
"""

from __future__ import annotations

import asyncio
import errno
import logging
import secrets
import socket
import struct
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import ParamSpec, Protocol, TypeVar, cast

from secc.errors import ConfigError
from secc.net.interface import Interface
from secc.sdp import LOWEST_PORT

__all__ = ["Connection", "Conversation", "Server"]

log = logging.getLogger(__name__)

P = ParamSpec("P")
R = TypeVar("R")

_READ = 4096  # bytes a turn: a flood of glued requests cannot keep the loop from its timers and signals
_HANG_UP = 1.0  # s for the car's FIN once everything has gone out
_FLUSH_TURNS = 4  # times _HANG_UP for a car that does not read the rest; the whole close takes less than 5 s
_RESET = struct.pack("ii", 1, 0)  # SO_LINGER with 0 s: the car hears "refused" instead of a polite end
_DRAWS = 100


class Conversation(Protocol):
    """What a connection tells the core (`secc.charger.Conversation`)."""

    def received(self, data: bytes) -> None: ...

    def lost(self) -> None: ...


class Acceptor(Protocol):
    """Who answers the door (`secc.charger.Charger`, `secc.net.tls.Gate`)."""

    def connected(self, pipe: Connection) -> Conversation | None: ...


class Server:
    """Accepts cars on TCP ports of one interface."""

    def __init__(self) -> None:
        self._listeners: list[asyncio.Server] = []
        self._connections: set[Connection] = set()
        self._idle = asyncio.Event()
        self._idle.set()

    async def listen(self, acceptor: Acceptor, interface: Interface, port: int | None = None) -> int:
        """Accept on one more port (default: drawn) and return it; ConfigError when it cannot be had."""
        listener, loop = _bind(interface, port), asyncio.get_running_loop()
        # One connection a turn: without descriptors asyncio goes on for so many turns, each with a traceback.
        server = await loop.create_server(lambda: Connection(self, acceptor), sock=listener, backlog=1)
        listener.listen()  # so many may wait in the kernel all the same
        self._listeners.append(server)
        return int(listener.getsockname()[1])

    async def close(self, patience: float = 5.0) -> None:
        """Accept no more, and wait for the connections to end; after `patience` seconds they are cut."""
        for listener in self._listeners:
            listener.close()
        try:
            await asyncio.wait_for(self._idle.wait(), patience)
        except TimeoutError:
            self._cut()
            await self._idle.wait()

    def safely(self, action: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R | None:
        """Call into the core. A bug there is logged and ends every connection: nobody knows its state now."""
        with _surviving(self._cut):
            return action(*args, **kwargs)
        return None

    def opened(self, connection: Connection) -> None:
        """A connection was accepted."""
        self._connections.add(connection)
        self._idle.clear()

    def ended(self, connection: Connection) -> None:
        """A connection is gone."""
        self._connections.discard(connection)
        if not self._connections:
            self._idle.set()

    def _cut(self) -> None:
        for connection in tuple(self._connections):
            connection.abort()


class Connection(asyncio.BufferedProtocol):
    """One TCP connection, which the core sees as a `secc.charger.Pipe`."""

    _transport: asyncio.Transport

    def __init__(self, server: Server, acceptor: Acceptor) -> None:
        self._server = server
        self._acceptor = acceptor
        self._conversation: Conversation | None = None
        self._buffer = bytearray(_READ)
        self._ending = False
        self._hanging_up: asyncio.TimerHandle | None = None

    @property
    def ends(self) -> tuple[tuple[str, int], ...]:
        """Address and port of the car and of the charger; empty where the car has gone already."""
        known = map(self._transport.get_extra_info, ("peername", "sockname"))
        return tuple((str(end[0]), int(end[1])) for end in known if end)

    # What the core does.

    def write(self, data: bytes) -> None:
        """Send; after `close` and on a lost connection nothing happens."""
        if not self._ending and not self._transport.is_closing():
            self._transport.write(data)

    def close(self) -> None:
        """Send what is still to go out, hang up, give the car a moment to hang up too."""
        if self._ending or self._transport.is_closing():
            return
        self._ending = True
        try:
            self._transport.write_eof()
        except OSError:  # the car has gone already, only nobody has told yet
            self._transport.abort()
            return
        self._transport.resume_reading()  # or a car that was too slow could never show its FIN
        self._wait_for_fin(_FLUSH_TURNS)

    def abort(self) -> None:
        """End at once."""
        self._transport.abort()

    # What the transport tells.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        self._server.opened(self)
        car = _place(transport.get_extra_info("peername"))
        with self._guarded():
            self._conversation = self._acceptor.connected(self)
        if self._conversation is None:
            log.debug("refused a connection from %s", car)
            transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
            self._transport.abort()
        else:
            log.debug("a connection from %s", car)

    def get_buffer(self, sizehint: int) -> bytearray:
        return self._buffer

    def buffer_updated(self, nbytes: int) -> None:
        if self._conversation is not None and not self._ending:
            with self._guarded():
                self._conversation.received(bytes(memoryview(self._buffer)[:nbytes]))

    def pause_writing(self) -> None:
        self._transport.pause_reading()  # who does not read our answers gets no more of them

    def resume_writing(self) -> None:
        self._transport.resume_reading()

    def eof_received(self) -> None:
        self._transport.abort()  # no wait for unsent bytes: the car has stopped listening

    def connection_lost(self, exc: Exception | None) -> None:
        if self._hanging_up is not None:
            self._hanging_up.cancel()
        self._server.ended(self)
        conversation, self._conversation = self._conversation, None
        if conversation is not None:
            log.debug("the connection has ended%s", f": {exc}" if exc else "")
            with self._guarded():
                conversation.lost()

    def _guarded(self) -> AbstractContextManager[None]:
        """What this connection sets off ends, if it is a bug, this connection and no other."""
        return _surviving(self._transport.abort)

    def _wait_for_fin(self, turns: int) -> None:
        loop = asyncio.get_running_loop()
        unsent = self._transport.get_write_buffer_size()
        self._hanging_up = loop.call_later(_HANG_UP, self._no_fin, turns if unsent else 1)

    def _no_fin(self, turns: int) -> None:
        if turns > 1:
            self._wait_for_fin(turns - 1)
        else:
            self._transport.abort()


@contextmanager
def _surviving(cut: Callable[[], None]) -> Iterator[None]:
    """A bug ends no more than is cut off."""
    try:
        yield
    except Exception:
        log.exception("a bug: the connection ends here, the next car is served")
        cut()


def _bind(interface: Interface, port: int | None) -> socket.socket:
    """A socket bound to the port of the interface, or to a free one out of those that cars accept."""
    draws = _DRAWS if port is None else 1
    while True:
        draws -= 1
        listener = socket.socket(socket.AF_INET6, socket.SOCK_STREAM)
        # A restart need not wait for old connections.
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        drawn = LOWEST_PORT + secrets.randbelow(65536 - LOWEST_PORT) if port is None else port
        try:
            listener.bind(interface.endpoint(drawn))
            listener.listen()
            return listener
        except OSError as error:
            listener.close()
            if error.errno != errno.EADDRINUSE or not draws:
                raise ConfigError(
                    f"TCP port {drawn} of {interface.name} cannot be used: {error.strerror}"
                ) from error


def _place(address: tuple[object, ...] | None) -> str:
    return f"[{address[0]}]:{address[1]}" if address else "somewhere"
