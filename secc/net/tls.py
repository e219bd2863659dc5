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

_WAITING = 4
_WAITING_PER_CAR = 2
"""Handshakes under way at a time: in all, and from one address."""


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
        self._waiting: list[SecurePipe] = []

    def connected(self, pipe: Connection) -> SecurePipe | None:
        """A car is at the door; None when the charger takes none now."""
        if not self._serving():
            return None
        newcomer = SecurePipe(self, pipe, TlsConnection(self._engine, self._offer))
        self._make_room(newcomer.peer)
        self._waiting.append(newcomer)
        return newcomer

    def leaves(self, pipe: SecurePipe) -> None:
        """This one waits no more: it is in, or gone."""
        if pipe in self._waiting:
            self._waiting.remove(pipe)

    def _make_room(self, peer: str) -> None:
        """Who just stands in the door gives way to a newcomer: silent ones first, then the longest there."""
        same = [pipe for pipe in self._waiting if pipe.peer == peer]
        crowd = same if len(same) >= _WAITING_PER_CAR else self._waiting
        if crowd is same or len(crowd) >= _WAITING:
            min(crowd, key=lambda pipe: pipe.begun).give_up("others wait")


class SecurePipe:
    """TLS on one connection: a `Conversation` for the server, a `secc.charger.Pipe` for the charger."""

    def __init__(self, gate: Gate, pipe: Connection, tls: TlsConnection) -> None:
        self._gate, self._pipe, self._tls = gate, pipe, tls
        self.ends = pipe.ends
        """Address and port of the car and of the charger."""
        self.peer = self.ends[0][0] if self.ends else "a car that has gone"
        self._conversation: Conversation | None = None
        self._over = False
        loop = asyncio.get_running_loop()
        self._timer = loop.call_later(_PATIENCE, self.give_up, f"no handshake in {_PATIENCE:g} s")

    @property
    def begun(self) -> bool:
        """The car has said something of TLS."""
        return self._tls.begun

    # What the charger does.

    def write(self, data: bytes) -> None:
        """Send, protected; after the end nothing happens."""
        if self._over:
            return
        try:
            self._tls.send(data)
        except TlsError as error:
            self._break(error)
        else:
            self._pipe.write(self._tls.output())

    def close(self) -> None:
        """Say goodbye in TLS, send what is still to go out, hang up."""
        if self._over:
            return
        self._leave()
        self._tls.close()
        self._pipe.write(self._tls.output())
        self._pipe.close()

    # What the connection tells.

    def received(self, data: bytes) -> None:
        """Bytes from the car."""
        if self._over:
            return
        try:
            carried = self._tls.receive(data)
        except TlsError as error:
            self._break(error)
            return
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
        self._tell_lost()

    def give_up(self, reason: str) -> None:
        """End a handshake that does not come to its end."""
        log.debug("handshake with %s given up: %s", self.peer, reason)
        self._leave()
        self._pipe.abort()

    def _enter(self, channel: Channel) -> None:
        self._timer.cancel()
        self._gate.leaves(self)
        self._conversation = self._gate.acceptor.connected(self, channel)
        if self._conversation is None:
            self.close()

    def _break(self, error: TlsError) -> None:
        log.warning("TLS with %s ends: %s", self.peer, error)
        self._leave()
        self._pipe.write(self._tls.output())  # the alert
        self._pipe.close()
        self._tell_lost()

    def _leave(self) -> None:
        self._over = True
        self._timer.cancel()
        self._gate.leaves(self)

    def _tell_lost(self) -> None:
        conversation, self._conversation = self._conversation, None
        if conversation is not None:
            conversation.lost()
