"""The door of the TLS port: a car meets the core only once its handshake is over.

A `Gate` stands between server and charger. To a connection of the server it is what answers the door; to the
charger it hands a pipe that protects what goes through.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from secc.net.server import Connection, Conversation
from secc.security import Channel
from secc.tls.alert import TlsError
from secc.tls.connection import TlsConnection
from secc.tls.engine import Engine, Offer

__all__ = ["Gate", "SecurePipe", "TlsPort"]

log = logging.getLogger(__name__)

_PATIENCE = 5.0
"""Seconds from the connection to the end of the handshake."""

_WAITING = 16
_WAITING_PER_CAR = 2
"""Connections outside of the core at a time: in all, and from one address."""

_UNDISTURBED = 1.0
"""Seconds for which a handshake that has begun gives way to nobody from another address."""

_TELLING = 1.0
"""Seconds from one line about a handshake that failed to the next."""


@dataclass(frozen=True, slots=True)
class TlsPort:
    """A port on which TLS is spoken."""

    offer: Offer
    required: bool = False
    """There is no plain port beside it."""
    port: int | None = None
    """None: drawn by lot."""


class Acceptor(Protocol):
    """Who answers the door behind this one (`secc.charger.Charger`)."""

    def connected(self, pipe: SecurePipe, channel: Channel) -> Conversation | None: ...


class Gate:
    """Lets cars in that can keep a secret."""

    def __init__(self, engine: Engine, offer: Offer, acceptor: Acceptor, serving: Callable[[], bool]) -> None:
        """`serving` says whether a car could be let in now: if not, none is troubled with a handshake."""
        self._engine, self._offer, self._serving = engine, offer, serving
        self.acceptor = acceptor
        self._outside: list[SecurePipe] = []
        """Those who shake hands, and those who have been told to go and have not hung up yet."""
        self._quiet_until, self._untold = 0.0, 0

    def connected(self, pipe: Connection) -> SecurePipe | None:
        """A car is at the door; None when the charger takes none now, or the place is taken."""
        if not self._serving() or not self._make_room(_peer(pipe)):
            return None
        newcomer = SecurePipe(self, pipe, TlsConnection(self._engine, self._offer))
        self._outside.append(newcomer)
        return newcomer

    def clear(self, reason: str) -> None:
        """Give up every handshake: what began before the plug was pulled is not for the next plug."""
        for pipe in tuple(self._outside):
            if not pipe.over:
                pipe.give_up(reason)

    def leaves(self, pipe: SecurePipe) -> None:
        """This one has been told to go."""
        if pipe not in self._outside:
            self._outside.append(pipe)

    def gone(self, pipe: SecurePipe) -> None:
        """This one is in, or has hung up."""
        if pipe in self._outside:
            self._outside.remove(pipe)

    def failed(self, pipe: SecurePipe, error: TlsError) -> None:
        """A line in the log, at most one a second; the next one says how many were left out."""
        now = asyncio.get_running_loop().time()
        if now < self._quiet_until:
            self._untold += 1
            log.debug("TLS with %s ends: %s", pipe.peer, error)
            return
        more = f" ({self._untold} more were left out)" if self._untold else ""
        log.warning("TLS with %s ends: %s%s", pipe.peer, error, more)
        self._quiet_until, self._untold = now + _TELLING, 0

    def _make_room(self, peer: str) -> bool:
        """One gives way to a newcomer: who has been told to go, else who is silent, else who came first."""
        crowd = [pipe for pipe in self._outside if pipe.peer == peer]
        if len(crowd) < _WAITING_PER_CAR:
            if len(self._outside) < _WAITING:
                return True
            crowd = [pipe for pipe in self._outside if not pipe.undisturbed]
        if not crowd:
            return False
        min(crowd, key=lambda pipe: (not pipe.over, pipe.begun)).give_up("others wait")
        return True


def _peer(pipe: Connection) -> str:
    """Address of the car."""
    return pipe.ends[0][0] if pipe.ends else "a car that has gone"


class SecurePipe:
    """TLS on one connection: a `Conversation` for the server, a `secc.charger.Pipe` for the charger."""

    def __init__(self, gate: Gate, pipe: Connection, tls: TlsConnection) -> None:
        self._gate, self._pipe, self._tls = gate, pipe, tls
        self.ends = pipe.ends
        """Address and port of the car and of the charger."""
        self.peer = _peer(pipe)
        self.over = False
        """It has been told to go, or to be let go."""
        self._conversation: Conversation | None = None
        self._began: float | None = None
        loop = asyncio.get_running_loop()
        self._timer = loop.call_later(_PATIENCE, self.give_up, f"no handshake in {_PATIENCE:g} s")

    @property
    def begun(self) -> bool:
        """The car has said something of TLS."""
        return self._began is not None

    @property
    def undisturbed(self) -> bool:
        """The handshake has only just begun."""
        if self.over or self._began is None:
            return False
        return asyncio.get_running_loop().time() < self._began + _UNDISTURBED

    # What the charger does.

    def write(self, data: bytes) -> None:
        """Send, protected; after the end nothing happens."""
        if self.over:
            return
        try:
            self._tls.send(data)
        except TlsError as error:
            self._break(error)
        else:
            self._pipe.write(self._tls.output())

    def close(self) -> None:
        """Say goodbye in TLS, send what is still to go out, hang up."""
        if self.over:
            return
        self._leave()
        self._tls.close()
        self._pipe.write(self._tls.output())
        self._pipe.close()

    # What the connection tells.

    def received(self, data: bytes) -> None:
        """Bytes from the car."""
        if self.over:
            return
        try:
            carried = self._tls.receive(data)
        except TlsError as error:
            self._break(error)
            return
        if self._began is None and self._tls.begun:
            self._began = asyncio.get_running_loop().time()
        self._pipe.write(self._tls.output())
        if self._conversation is None and self._tls.channel is not None:
            self._enter(self._tls.channel)
        if carried and self._conversation is not None:
            self._conversation.received(carried)
        if self._tls.ended:
            self.close()
            self._tell_lost()

    def lost(self) -> None:
        """The connection is gone."""
        self._leave()
        self._gate.gone(self)
        self._tell_lost()

    def give_up(self, reason: str) -> None:
        """End a handshake that does not come to its end."""
        log.debug("handshake with %s given up: %s", self.peer, reason)
        self._leave()
        self._gate.gone(self)
        self._pipe.abort()

    def _enter(self, channel: Channel) -> None:
        self._timer.cancel()
        self._gate.gone(self)
        self._conversation = self._gate.acceptor.connected(self, channel)
        if self._conversation is None:
            self.close()

    def _break(self, error: TlsError) -> None:
        if self._conversation is None:
            self._gate.failed(self, error)
        else:
            log.warning("TLS with %s ends: %s", self.peer, error)
        self._leave()
        self._pipe.write(self._tls.output())  # the alert
        self._pipe.close()
        self._tell_lost()

    def _leave(self) -> None:
        self.over = True
        self._timer.cancel()
        self._gate.leaves(self)

    def _tell_lost(self) -> None:
        conversation, self._conversation = self._conversation, None
        if conversation is not None:
            conversation.lost()
