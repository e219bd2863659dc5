"""V2G connections out of a capture file: both directions put together again, cut into V2GTP frames.

Segments that come twice, overlap or come late are set right. Bytes that the capture never saw leave a
:class:`Gap`; the frames after it are found again by their header. What a frame means is not looked at here.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import BinaryIO

from secc import sdp, v2gtp
from secc.errors import ConfigError
from secc.tools.packets import CaptureError, Datagram, Endpoint, PacketFile, Segment, is_capture

__all__ = [
    "Capture",
    "Connection",
    "Datagram",
    "Endpoint",
    "Frame",
    "Gap",
    "Side",
    "is_capture",
    "parse",
    "read",
]

_HEADER = struct.Struct(">2sHI")
_START = b"\x01\xfe"
_KNOWN = frozenset(map(int, v2gtp.PayloadType))
_TLS_RECORD = b"\x16\x03"
_HELD = 1000  # segments that may wait for a missing one


class Side(StrEnum):
    """Who speaks."""

    CAR = "car"
    CHARGER = "charger"


@dataclass(frozen=True, slots=True)
class Frame:
    """One V2GTP message."""

    time: float
    """s since 1970, of the packet that completed it"""
    packet: int
    """that packet, as Wireshark counts, from 1"""
    side: Side
    payload_type: int
    """Not always one that we know."""
    payload: bytes


@dataclass(frozen=True, slots=True)
class Gap:
    """Bytes of which no message can be made: the capture lacks them, or they are no V2GTP."""

    time: float
    packet: int
    side: Side
    missing: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
    """One TCP connection between a car and a charger."""

    car: Endpoint
    charger: Endpoint
    began: float
    """s since 1970"""
    ended: float | None
    """When one side closed it; None: the capture ends before."""
    closed_by: Side | None
    reset: bool
    """It broke instead of being closed."""
    tls: bool
    """Secured: its messages cannot be read."""
    items: tuple[Frame | Gap, ...]
    """Both directions, in the order of the packets."""

    @property
    def frames(self) -> tuple[Frame, ...]:
        """The messages alone."""
        return tuple(item for item in self.items if isinstance(item, Frame))


@dataclass(frozen=True, slots=True, kw_only=True)
class Capture:
    """What a capture file holds of V2G."""

    connections: tuple[Connection, ...]
    sdp: tuple[Datagram, ...]
    packets: int
    """in the file, of whatever kind"""
    notes: tuple[str, ...]
    """What was odd about the file."""


def read(path: Path) -> Capture:
    """The capture in a file; ConfigError, in one line, for a file that is none."""
    try:
        with path.open("rb") as stream:
            return parse(stream, str(path))
    except OSError as error:
        raise ConfigError(f"{path}: {error.strerror or error}") from error


def parse(stream: BinaryIO, name: str) -> Capture:
    """The capture in a stream; ``name`` is what messages call it."""
    try:
        file = PacketFile(stream)
        links = _Links()
        for packet in file:
            links.take(packet)
    except CaptureError as error:
        raise ConfigError(f"{name}: {error}") from error
    return Capture(
        connections=links.finish(),
        sdp=tuple(links.sdp),
        packets=file.packets,
        notes=(file.note,) if file.note else (),
    )


class _Links:
    """Sorts packets into connections."""

    def __init__(self) -> None:
        self.sdp: list[Datagram] = []
        self._announced: dict[Endpoint, sdp.Security] = {}
        self._open: dict[frozenset[Endpoint], _Link] = {}
        self._links: list[_Link] = []

    def take(self, packet: Segment | Datagram) -> None:
        """The next packet of the file."""
        if isinstance(packet, Segment):
            self._segment(packet)
        elif sdp.PORT in (packet.source.port, packet.destination.port):
            self.sdp.append(packet)
            answer = sdp.decode_response(packet.payload)
            if answer is not None:
                self._announced[Endpoint(answer.address, answer.port)] = answer.security

    def _segment(self, segment: Segment) -> None:
        ends = frozenset((segment.source, segment.destination))
        link = self._open.get(ends)
        if link is None or link.is_left_by(segment):
            link = self._open[ends] = _Link(segment)
            self._links.append(link)
        link.take(segment)

    def finish(self) -> tuple[Connection, ...]:
        """All connections that carry V2G."""
        found = (link.connection(self._announced) for link in self._links)
        return tuple(connection for connection in found if connection is not None)


class _Link:
    """One TCP connection as it passes."""

    def __init__(self, first: Segment) -> None:
        self._began = first.time
        self._opener: Endpoint | None = None
        self._first_number: int | None = None
        self._ended: Segment | None = None
        self._items: list[tuple[Endpoint, Frame | Gap]] = []
        self._streams = {end: _Stream(end, self._items) for end in (first.source, first.destination)}

    def is_left_by(self, segment: Segment) -> bool:
        """Whether a segment opens another connection between the same ends."""
        opens = segment.syn and segment.acknowledged is None
        return opens and segment.sequence != self._first_number

    def take(self, segment: Segment) -> None:
        """The next segment of either direction."""
        if segment.syn:
            self._ended = None  # a reset before it was meant for an older connection
            opens = segment.acknowledged is None
            self._opener = segment.source if opens else segment.destination
            if opens:
                self._first_number = segment.sequence
        if segment.source == segment.destination:
            return
        if segment.acknowledged is not None:
            self._streams[segment.destination].acknowledged(segment.acknowledged)
        self._streams[segment.source].take(segment)
        if (segment.fin or segment.reset) and self._ended is None:
            self._ended = segment

    def connection(self, announced: dict[Endpoint, sdp.Security]) -> Connection | None:
        """What came of it; None where it carried no V2G."""
        for stream in self._streams.values():
            stream.finish()
        self._items.sort(key=lambda item: item[1].packet)  # stable: the order within a packet stays
        secured = [end for end in self._streams if announced.get(end) is sdp.Security.TLS]
        tls = bool(secured) and any(stream.begins_like_tls for stream in self._streams.values())
        speaks = any(isinstance(item, Frame) for _, item in self._items)
        if not (speaks or tls):
            return None
        car = self._car([end for end in self._streams if end in announced])
        charger = next(end for end in self._streams if end != car)
        return Connection(
            car=car,
            charger=charger,
            began=self._began,
            ended=self._ended.time if self._ended else None,
            closed_by=_side(self._ended.source, car) if self._ended else None,
            reset=self._ended is not None and self._ended.reset,
            tls=tls,
            items=tuple(_sided(item, _side(end, car)) for end, item in self._items) if speaks else (),
        )

    def _car(self, chargers: list[Endpoint]) -> Endpoint:
        """Who opened; else who is not the announced port; else who spoke first."""
        if self._opener is not None:
            return self._opener
        if chargers:
            return next(end for end in self._streams if end != chargers[0])
        return next(end for end, item in self._items if isinstance(item, Frame))


def _side(end: Endpoint, car: Endpoint) -> Side:
    return Side.CAR if end == car else Side.CHARGER


def _sided(item: Frame | Gap, side: Side) -> Frame | Gap:
    if isinstance(item, Frame):
        return Frame(item.time, item.packet, side, item.payload_type, item.payload)
    return Gap(item.time, item.packet, side, item.missing)


@dataclass
class _Stream:
    """One direction of a connection."""

    end: Endpoint
    items: list[tuple[Endpoint, Frame | Gap]]
    begins_like_tls: bool = False
    _next: int | None = None
    _acknowledged: int | None = None
    _held: list[Segment] = field(default_factory=list)
    _frames: _Framer = field(init=False)

    def __post_init__(self) -> None:
        self._frames = _Framer(lambda item: self.items.append((self.end, item)))

    def acknowledged(self, number: int) -> None:
        """The peer has everything before this number, whether the capture has it or not."""
        if self._acknowledged is None or _ahead(number, self._acknowledged) > 0:
            self._acknowledged = number

    def take(self, segment: Segment) -> None:
        """The next segment, in the order of the file."""
        number = segment.sequence + segment.syn & 0xFFFFFFFF
        if self._next is None or segment.syn:
            self._next = number
            self._frames.in_step = segment.syn
        if not segment.data:
            return
        # A hole that the peer does not know of is the capture's own: nothing will fill it any more.
        while self._held and self._hopeless():
            self._give_up()
        self._held.append(segment._replace(sequence=number))
        self._drain(segment)
        while len(self._held) > _HELD:
            self._give_up()

    def finish(self) -> None:
        """The capture is over."""
        while self._held:
            self._give_up()
        self._frames.finish()

    def _hopeless(self) -> bool:
        first = min(self._held, key=self._distance)
        return self._acknowledged is not None and _ahead(self._acknowledged, first.sequence) >= 0

    def _distance(self, segment: Segment) -> int:
        assert self._next is not None
        return _ahead(segment.sequence, self._next)

    def _give_up(self) -> None:
        first = min(self._held, key=self._distance)
        self._frames.hole(self._distance(first), first)
        self._next = first.sequence
        self._drain(None)

    def _drain(self, completing: Segment | None) -> None:
        """Pass on what has no hole before it; ``completing`` closed one."""
        self._held.sort(key=self._distance)
        while self._held and self._distance(self._held[0]) <= 0:
            segment = self._held.pop(0)
            fresh = segment.data[-self._distance(segment) :] if self._distance(segment) else segment.data
            if self._distance(segment) + len(segment.data) <= 0:
                continue  # a repetition
            assert self._next is not None
            self._next = self._next + len(fresh) & 0xFFFFFFFF
            if not self._frames.begun:
                self.begins_like_tls = fresh.startswith(_TLS_RECORD)
            self._frames.feed(fresh, completing or segment)


def _ahead(number: int, of: int) -> int:
    """How far a sequence number lies ahead of another, around the circle."""
    return ((number - of + 0x80000000) & 0xFFFFFFFF) - 0x80000000


class _Framer:
    """Cuts one direction's bytes into frames. `v2gtp.Reader` is the charger's: it hides what this shows."""

    def __init__(self, emit: Callable[[Frame | Gap], None]) -> None:
        self._emit = emit
        self._buffer = bytearray()
        self._lost = 0
        self.in_step = False
        """The next byte is the first of a header."""
        self.begun = False
        self._at: Segment | None = None

    def hole(self, size: int, at: Segment) -> None:
        """Bytes are missing here."""
        self._lost += size + len(self._buffer)
        self._buffer.clear()
        self.in_step = False
        self._at = at

    def feed(self, data: bytes, at: Segment) -> None:
        """More bytes."""
        self.begun = True
        self._at = at
        self._buffer += data
        while self._buffer:
            if not self.in_step and not self._search():
                return
            if len(self._buffer) < _HEADER.size:
                return
            start, kind, length = _HEADER.unpack_from(self._buffer)
            if start != _START or length > v2gtp.DEFAULT_LIMIT:
                self.in_step = False
                self._drop(1)
                continue
            end = _HEADER.size + length
            if len(self._buffer) < end:
                return
            payload = bytes(self._buffer[_HEADER.size : end])
            del self._buffer[:end]
            self._tell_gap()
            self._emit(Frame(at.time, at.packet, Side.CAR, kind, payload))

    def finish(self) -> None:
        """No more bytes."""
        self._drop(len(self._buffer))
        self._tell_gap()

    def _search(self) -> bool:
        """Go to the next header of a known payload type."""
        while (found := self._buffer.find(_START)) >= 0:
            self._drop(found)
            if len(self._buffer) < 4:
                return False
            if int.from_bytes(self._buffer[2:4], "big") in _KNOWN:
                self.in_step = True
                return True
            self._drop(1)
        self._drop(len(self._buffer) - self._buffer.endswith(_START[:1]))
        return False

    def _drop(self, size: int) -> None:
        self._lost += size
        del self._buffer[:size]

    def _tell_gap(self) -> None:
        if self._lost and self._at is not None:
            self._emit(Gap(self._at.time, self._at.packet, Side.CAR, self._lost))
        self._lost = 0
