"""The car's end of a connection over real sockets."""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Final, Protocol

from tests.conformance.case import NotUnderstood
from tests.conformance.secure import Broken, Car
from tests.conformance.talk import Failed
from tests.conformance.watcher import Watcher
from tests.conformance.world import Line, Refused

_RESET: Final = struct.pack("ii", 1, 0)
_HANDSHAKE: Final = 10.0
"""s that TLS may take to come up on a machine that has other things to do; a charger gives up before"""
_REFUSES_LATE: Final = 0.5
"""s in which a charger may still turn down a car's certificate of TLS 1.3, which for the car is up already"""
_CLOSE_NOTIFY: Final = 0


class Clock(Protocol):
    """Of the world that a line is in."""

    def now(self) -> float: ...
    def until(self, condition: Callable[[], bool], deadline: float) -> bool: ...
    def changed(self, change: Callable[[], None]) -> None: ...


class TcpLine(Line):
    """Plain TCP."""

    def __init__(self, world: Clock, wire: socket.socket, watcher: Watcher) -> None:
        super().__init__()
        self._world = world
        self.wire = wire
        self._watcher = watcher

    def begin(self) -> None:
        """From now on what comes is read."""
        self._watcher.watch(self.wire, self._read)

    def write(self, data: bytes) -> None:
        self.sent_at = self._world.now()
        if not self.ended:
            self._send(data)

    def _send(self, data: bytes) -> None:
        with suppress(OSError):  # it has ended, which comes as the next thing
            self.wire.sendall(data)

    def end(self, how: str) -> None:
        if self.ended:
            return
        self.ended = True
        done = threading.Event()
        self._watcher.do(lambda: self._hang_up(how, done))
        done.wait()

    def _hang_up(self, how: str, done: threading.Event) -> None:
        with suppress(OSError):  # it has ended already
            if how == "rst":
                self._watcher.forget(self.wire)
                self.wire.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
                self.wire.close()
            else:
                self.wire.shutdown(socket.SHUT_WR)
        done.set()

    def _read(self) -> bool:
        try:
            data = self.wire.recv(65536)
        except OSError:
            data = b""
        now = self._world.now()
        if data:
            return self._came(data, now)
        self._gone(now)
        return False

    def _came(self, data: bytes, now: float) -> bool:
        """Whether there may be more."""
        self._world.changed(lambda: self.arrived(data, now))
        return True

    def _gone(self, now: float) -> None:
        self.wire.close()
        self._world.changed(lambda: self.over(now))


class TlsLine(TcpLine):
    """TLS on it. The car's end is used by one thread at a time."""

    def __init__(self, world: Clock, wire: socket.socket, watcher: Watcher, car: Car) -> None:
        super().__init__(world, wire, watcher)
        self._car = car
        self._turn = threading.Lock()
        self._fault = "the connection ended"

    def shake(self, late: bool) -> None:
        """Bring TLS up; Refused if it does not come, NotUnderstood if the car itself cannot.

        ``late``: the charger may refuse after that.
        """
        with self._turn:
            try:
                self._car.receive(b"")
            except Broken as error:
                raise NotUnderstood(f"a car cannot begin like this: {error}") from error
            self._send(self._car.output())
        self._world.until(lambda: self._car.up or self.ended, self._world.now() + _HANDSHAKE)
        if self._car.up and late:
            self._world.until(lambda: self.ended, self._world.now() + _REFUSES_LATE)
        if self.ended:
            raise Refused(f"TLS: {self._fault}", self._car.alert)
        if not self._car.up:
            raise Failed("the end of the handshake", f"nothing in {_HANDSHAKE:g} s")
        self.seen = self._car.seen()

    def write(self, data: bytes) -> None:
        self.sent_at = self._world.now()
        if self.ended:
            return
        with self._turn, suppress(Broken):  # it has ended, which comes as the next thing
            self._car.send(data)
            self._send(self._car.output())

    def _hang_up(self, how: str, done: threading.Event) -> None:
        if how == "close-notify":
            with self._turn:
                self._car.close()
                self._send(self._car.output())
        super()._hang_up(how, done)

    def _came(self, data: bytes, now: float) -> bool:
        broken = False
        carried = b""
        with self._turn:
            try:
                carried = self._car.receive(data)
            except Broken as error:
                broken, self._fault = True, str(error)
            self._send(self._car.output())
        if broken:
            self._gone(now)
        else:
            self._world.changed(lambda: self.arrived(carried, now))
        return not broken

    def _gone(self, now: float) -> None:
        self.wire.close()
        alert = self._car.alert
        self._world.changed(lambda: self.over(now, alert, rude=alert != _CLOSE_NOTIFY))
