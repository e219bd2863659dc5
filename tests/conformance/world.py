"""The world of a case, as the runner needs it: a clock, connections to a charger, and its owner's side.

There are two. In :mod:`.virtual` the charger is called directly and time passes at a word; in :mod:`.real` it
is a process of its own, behind real sockets.
"""

from __future__ import annotations

import abc
import struct
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from tests.conformance.keys import Keys
from tests.conformance.wish import Seen, Wish

_HEADER: Final = struct.Struct(">2sHI")
_VERSION: Final = b"\x01\xfe"


class Refused(Exception):
    """The charger cannot be found, or does not take the connection."""

    def __init__(self, reason: str, alert: int | None = None) -> None:
        """``alert``: the TLS alert that said so."""
        super().__init__(reason)
        self.alert = alert


class Frame(NamedTuple):
    """One V2GTP message of the charger."""

    time: float
    """when its first byte came"""
    payload_type: int
    payload: bytes

    def __str__(self) -> str:
        return f"a message of type {self.payload_type:04x}: {self.payload.hex()[:80]}"


class End(NamedTuple):
    """The charger ended the connection."""

    time: float
    alert: int | None = None
    """What TLS said last; 0 is its close_notify."""
    rude: bool = False
    """TLS should have said so before, and has not."""

    def __str__(self) -> str:
        how = f" after TLS alert {self.alert}" if self.alert else ""
        return f"the end of the connection{how}{', without close_notify' if self.rude else ''}"


class Garbage(NamedTuple):
    """Bytes that are no V2GTP message."""

    time: float
    data: bytes

    def __str__(self) -> str:
        return f"bytes that are no V2GTP message: {self.data.hex()[:80]}"


Thing = Frame | End | Garbage


class Datagram(NamedTuple):
    """A UDP datagram of the charger."""

    time: float
    data: bytes
    source: str
    """IPv6 address, without scope"""

    def __str__(self) -> str:
        return f"a datagram: {self.data.hex()[:80]}"


@dataclass
class Post:
    """What came to the port from which the last datagram was sent."""

    things: list[Datagram] = field(default_factory=list)
    taken: int = 0
    sent_at: float = 0.0

    @property
    def waiting(self) -> bool:
        """Whether something has come that the case has not looked at."""
        return len(self.things) > self.taken


@dataclass
class Line(abc.ABC):
    """The car's end of one connection."""

    things: list[Thing] = field(default_factory=list)
    """What came, in order."""
    taken: int = 0
    """How much of it the case has looked at."""
    sent_at: float = 0.0
    """When the last byte was sent."""
    asked: int = 0
    """Requests sent."""
    ended: bool = False
    """By either side."""
    seen: Seen | None = None
    """What the car learned while TLS came up."""
    _buffer: bytearray = field(default_factory=bytearray)
    _began: float = 0.0

    @abc.abstractmethod
    def write(self, data: bytes) -> None:
        """Send bytes; on a connection that has ended nothing happens."""

    @abc.abstractmethod
    def end(self, how: str) -> None:
        """The car ends the connection: ``fin``, ``rst``, ``close-notify``, ``fin-without-close-notify``."""

    @property
    def waiting(self) -> bool:
        """Whether something has come that the case has not looked at."""
        return len(self.things) > self.taken

    @property
    def alert(self) -> int | None:
        """The TLS alert with which the charger ended it."""
        last = self.things[-1] if self.things else None
        return last.alert if isinstance(last, End) else None

    @property
    def answers(self) -> int:
        """Messages that came."""
        return sum(isinstance(thing, Frame) for thing in self.things)

    def arrived(self, data: bytes, now: float) -> None:
        """Bytes came."""
        if not self._buffer:
            self._began = now
        self._buffer += data
        while self._buffer:
            if not _VERSION.startswith(self._buffer[:2]):
                self.things.append(Garbage(self._began, bytes(self._buffer)))
                self._buffer.clear()
                return
            if len(self._buffer) < _HEADER.size:
                return
            _, payload_type, length = _HEADER.unpack_from(self._buffer)
            end = _HEADER.size + length
            if len(self._buffer) < end:
                return
            self.things.append(Frame(self._began, payload_type, bytes(self._buffer[_HEADER.size : end])))
            del self._buffer[:end]
            self._began = now

    def over(self, now: float, alert: int | None = None, *, rude: bool = False) -> None:
        """The charger ended the connection."""
        if self.ended:
            return
        if self._buffer:
            self.things.append(Garbage(self._began, bytes(self._buffer)))
        self.things.append(End(now, alert, rude))
        self.ended = True


class World(abc.ABC):
    """What a case is played in. Times are s of one clock, which begins anywhere."""

    early: float
    """How much sooner than said something may come, in s."""
    late: float
    """How much later."""
    news: float
    """How long the end of a connection may take to get to the owner, in s."""

    def __init__(self, keys: Keys) -> None:
        self.keys = keys
        self.post = Post()

    # time

    @abc.abstractmethod
    def now(self) -> float:
        """The clock."""

    @abc.abstractmethod
    def utc(self) -> float:
        """s since 1970, by the same clock."""

    @abc.abstractmethod
    def until(self, condition: Callable[[], bool], deadline: float) -> bool:
        """Let time pass until the condition holds or the deadline is there; whether it holds."""

    def sleep(self, seconds: float) -> None:
        """Let time pass."""
        self.until(lambda: False, self.now() + seconds)

    # the owner's side

    @abc.abstractmethod
    def start(self, heard: Callable[[str, Any], None]) -> None:
        """Bring the charger up; ``heard`` gets every variable that it publishes from now on."""

    @abc.abstractmethod
    def call(self, command: str, arguments: dict[str, Any]) -> None:
        """The owner gives a command."""

    def restart(self) -> None:
        """Kill the charger and start it again."""
        raise NotImplementedError

    # the car's side

    @abc.abstractmethod
    def connect(self, wish: Wish, endpoint: tuple[str, int] | None = None) -> Line:
        """A new connection, to an address and port or to what SDP answers; Refused if there is none."""

    def send_datagram(self, data: bytes, to: str, from_port: int | None, interface: str) -> None:
        """One datagram to port 15118.

        ``to``: ``multicast`` or ``unicast``; ``interface``: ``charging`` or ``other``.
        """
        raise NotImplementedError

    # the end

    @abc.abstractmethod
    def close(self) -> list[str]:
        """Take everything down; what the charger's log and its end show of bugs."""
