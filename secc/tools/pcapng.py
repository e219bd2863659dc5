"""Writes a TCP connection as a pcapng file that Wireshark opens, block by block.

Only what was said is known to a charger, not the packets it came in: the headers below it are made up, with
numbers and checksums that hold together. Each block is whole by itself, so a file that is cut off anywhere
can be read up to there.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import Final

from secc.tools.packets import Endpoint

__all__ = ["Talk", "section"]

_SECTION, _INTERFACE, _ENHANCED = 0x0A0D0D0A, 1, 6
_BYTE_ORDER = 0x1A2B3C4D
_APPLICATION, _END = 4, 0  # options
_ETHERNET = 1
_CAR_MAC, _CHARGER_MAC = bytes.fromhex("020000000001"), bytes.fromhex("020000000002")
_IPV6 = struct.pack(">H", 0x86DD)
_TCP: Final = 6
_FIN, _SYN, _PUSH, _ACK = 0x01, 0x02, 0x08, 0x10
_MOST = 1440  # bytes of data in a packet, as on a real link


def section(application: str) -> bytes:
    """What a file begins with."""
    name = application.encode()
    options = _option(_APPLICATION, name) + _option(_END, b"")
    head = struct.pack("<IHHq", _BYTE_ORDER, 1, 0, -1)  # version 1.0, length unknown
    return _block(_SECTION, head + options) + _block(_INTERFACE, struct.pack("<HHI", _ETHERNET, 0, 0))


def _option(code: int, value: bytes) -> bytes:
    return struct.pack("<HH", code, len(value)) + _padded(value)


def _block(kind: int, body: bytes) -> bytes:
    length = len(body) + 12
    return struct.pack("<II", kind, length) + body + struct.pack("<I", length)


def _padded(data: bytes) -> bytes:
    return data + bytes(-len(data) % 4)


class Talk:
    """One connection; each method returns the blocks to append. Times are s since 1970."""

    def __init__(self, car: Endpoint, charger: Endpoint) -> None:
        self._car = _Half(car, _CAR_MAC)
        self._charger = _Half(charger, _CHARGER_MAC)

    def opened(self, time: float) -> bytes:
        """The handshake."""
        car, charger = self._car, self._charger
        return b"".join(
            (
                self._packet(time, car, charger, _SYN),
                self._packet(time, charger, car, _SYN | _ACK),
                self._packet(time, car, charger, _ACK),
            )
        )

    def said(self, time: float, data: bytes, *, by_car: bool) -> bytes:
        """Bytes of one side."""
        sender, receiver = self._sides(by_car)
        return b"".join(
            self._packet(time, sender, receiver, _PUSH | _ACK, part) for part in _parts(data)
        ) + self._packet(time, receiver, sender, _ACK)

    def closed(self, time: float, *, by_car: bool) -> bytes:
        """One side says no more."""
        sender, receiver = self._sides(by_car)
        return self._packet(time, sender, receiver, _FIN | _ACK) + self._packet(time, receiver, sender, _ACK)

    def _sides(self, by_car: bool) -> tuple[_Half, _Half]:
        return (self._car, self._charger) if by_car else (self._charger, self._car)

    def _packet(self, time: float, sender: _Half, receiver: _Half, flags: int, data: bytes = b"") -> bytes:
        acknowledged = receiver.number if flags & _ACK else 0
        ports = struct.pack(">HH", sender.end.port, receiver.end.port)
        numbers = struct.pack(">IIBBH", sender.number, acknowledged, 5 << 4, flags, 0xFFFF)
        pseudo = sender.end.address + receiver.end.address + struct.pack(">II", 20 + len(data), _TCP)
        sum_ = _checksum(pseudo + ports + numbers + bytes(4) + data)
        segment = ports + numbers + struct.pack(">HH", sum_, 0) + data
        ip = struct.pack(">IHBB", 6 << 28, len(segment), _TCP, 64) + sender.end.address + receiver.end.address
        frame = receiver.mac + sender.mac + _IPV6 + ip + segment
        sender.number = sender.number + len(data) + bool(flags & (_SYN | _FIN)) & 0xFFFFFFFF
        ticks = round(time * 1e6)
        head = struct.pack("<IIIII", 0, ticks >> 32, ticks & 0xFFFFFFFF, len(frame), len(frame))
        return _block(_ENHANCED, head + _padded(frame))


class _Half:
    """One end and its sequence number."""

    def __init__(self, end: Endpoint, mac: bytes) -> None:
        self.end = end
        self.mac = mac
        self.number = 1


def _parts(data: bytes) -> Iterator[bytes]:
    for start in range(0, len(data), _MOST):
        yield data[start : start + _MOST]


def _checksum(data: bytes) -> int:
    """RFC 1071."""
    data += bytes(len(data) % 2)
    total: int = sum(struct.unpack(f">{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF
