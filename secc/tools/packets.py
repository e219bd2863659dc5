"""What a capture file holds of IPv6: TCP segments and UDP datagrams, from pcap and pcapng.

The formats are small enough to be read here: several interfaces in one file, a file that ends within a
packet because its writer was killed, packets that were cut short. What is no IPv6, or is broken, is passed
over. pcap and pcapng are described at ietf-opsawg-wg/draft-ietf-opsawg-pcap.
"""

from __future__ import annotations

import ipaddress
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, NamedTuple

from secc.errors import Error

__all__ = ["CaptureError", "Datagram", "Endpoint", "PacketFile", "Segment", "is_capture"]

LONGEST = 1 << 18
"""Longest packet or block in bytes that is read, as in libpcap."""

ETHERNET, RAW, LOOPBACK, COOKED, COOKED_2, RAW_IPV6 = 1, 101, 0, 113, 276, 229
"""Link types that are understood (also 12 and 14, older numbers of RAW, and 108, LOOPBACK of OpenBSD)."""

_SECTION, _INTERFACE, _SIMPLE, _ENHANCED = 0x0A0D0D0A, 1, 3, 6
_BYTE_ORDER = 0x1A2B3C4D
_RESOLUTION, _OFFSET = 9, 14  # options of an interface: if_tsresol, if_tsoffset
_IPV6 = 0x86DD
_VLANS = (0x8100, 0x88A8, 0x9100)
_EXTENSIONS = (0, 43, 60)  # hop-by-hop, routing, destination options
_TCP, _UDP = 6, 17
_PCAP = {
    b"\xd4\xc3\xb2\xa1": ("<", 1e6),
    b"\xa1\xb2\xc3\xd4": (">", 1e6),
    b"\x4d\x3c\xb2\xa1": ("<", 1e9),
    b"\xa1\xb2\x3c\x4d": (">", 1e9),
}
_PCAPNG = struct.pack("<I", _SECTION)


class CaptureError(Error):
    """The file is no capture; the text is the one line a user gets."""


class Endpoint(NamedTuple):
    """One end of a connection."""

    address: bytes
    """16 bytes"""
    port: int

    def __str__(self) -> str:
        return f"[{ipaddress.IPv6Address(self.address)}]:{self.port}"


class Segment(NamedTuple):
    """A TCP segment."""

    packet: int
    """as Wireshark counts, from 1"""
    time: float
    """s since 1970"""
    source: Endpoint
    destination: Endpoint
    sequence: int
    acknowledged: int | None
    syn: bool
    fin: bool
    reset: bool
    data: bytes


class Datagram(NamedTuple):
    """A UDP datagram."""

    packet: int
    time: float
    source: Endpoint
    destination: Endpoint
    payload: bytes


@dataclass
class _Interface:
    link: int
    ticks: float = 1e6
    offset: int = 0


def is_capture(data: bytes) -> bool:
    """Whether a file that begins so is a capture."""
    return data[:4] in _PCAP or data[:4] == _PCAPNG


class PacketFile:
    """Iterate over it once; `packets` and `note` tell afterwards what was there."""

    def __init__(self, stream: BinaryIO) -> None:
        """CaptureError when the stream does not begin like a capture."""
        self._stream = stream
        self._magic = stream.read(4)
        self.packets = 0
        """Packets so far, of whatever kind."""
        self.note: str | None = None
        """Why the reading ended before the end of the file, if so."""
        if not self._magic:
            raise CaptureError("the file is empty")
        if not is_capture(self._magic):
            raise CaptureError("neither pcap nor pcapng")

    def __iter__(self) -> Iterator[Segment | Datagram]:
        records = self._pcapng() if self._magic == _PCAPNG else self._pcap()
        for link, time, data in records:
            self.packets += 1
            found = _packet(self.packets, time, link, data)
            if found is not None:
                yield found

    def _pcap(self) -> Iterator[tuple[int, float, bytes]]:
        order, ticks = _PCAP[self._magic]
        header = self._stream.read(20)
        if len(header) < 20:
            raise CaptureError("the file ends within its header")
        link = struct.unpack(f"{order}I", header[16:])[0] & 0xFFFF
        record = struct.Struct(f"{order}IIII")
        while head := self._stream.read(record.size):
            if len(head) < record.size:
                self._ends()
                return
            seconds, fraction, length, _ = record.unpack(head)
            if length > LONGEST:
                self.note = f"packet {self.packets + 1} claims {length} bytes: the rest is not read"
                return
            data = self._stream.read(length)
            if len(data) < length:
                self._ends()
                return
            yield link, seconds + fraction / ticks, data

    def _pcapng(self) -> Iterator[tuple[int, float, bytes]]:
        order = "<"
        interfaces: list[_Interface] = []
        head = self._magic + self._stream.read(4)
        while head:
            if len(head) < 8:
                self._ends()
                return
            if head[:4] == _PCAPNG:  # the same in both byte orders
                mark = self._stream.read(4)
                if len(mark) < 4:
                    self._ends()
                    return
                order = "<" if struct.unpack("<I", mark)[0] == _BYTE_ORDER else ">"
                interfaces = []
                taken = 12
            else:
                taken = 8
            kind, length = struct.unpack(f"{order}II", head)
            if length < taken + 4 or length % 4 or length > LONGEST:
                self.note = f"a block after packet {self.packets} claims {length} bytes: the rest is not read"
                return
            body = self._stream.read(length - taken)
            if len(body) < length - taken:
                self._ends()
                return
            if kind == _INTERFACE and len(body) >= 8:
                interfaces.append(_interface(order, body))
            elif kind == _ENHANCED and len(body) >= 24:
                number, high, low, captured, _ = struct.unpack(f"{order}IIIII", body[:20])
                if number < len(interfaces):
                    at = interfaces[number]
                    time = at.offset + ((high << 32) | low) / at.ticks
                    yield at.link, time, body[20 : min(20 + captured, len(body) - 4)]
            elif kind == _SIMPLE and interfaces and len(body) >= 8:  # it has no time
                (original,) = struct.unpack(f"{order}I", body[:4])
                yield interfaces[0].link, 0.0, body[4 : min(4 + original, len(body) - 4)]
            head = self._stream.read(8)

    def _ends(self) -> None:
        self.note = f"the file ends within packet {self.packets + 1}"


def _interface(order: str, body: bytes) -> _Interface:
    found = _Interface(struct.unpack(f"{order}H", body[:2])[0])
    rest = body[8:-4]
    while len(rest) >= 4:
        code, length = struct.unpack(f"{order}HH", rest[:4])
        value = rest[4 : 4 + length]
        if code == _RESOLUTION and len(value) == 1:
            found.ticks = float(2 ** (value[0] & 0x7F) if value[0] & 0x80 else 10 ** value[0])
        elif code == _OFFSET and len(value) == 8:
            found.offset = struct.unpack(f"{order}q", value)[0]
        rest = rest[4 + (length + 3) // 4 * 4 :]
    return found


def _packet(number: int, time: float, link: int, data: bytes) -> Segment | Datagram | None:
    """The segment or datagram in a packet, None for all else."""
    network = _network(link, data)
    if network is None or len(network) < 40 or network[0] >> 4 != 6:
        return None
    length, kind = struct.unpack(">HB", network[4:7])
    source, destination = network[8:24], network[24:40]
    # A length of 0 comes from offloading: the packet was longer than the field can tell.
    transport = network[40 : 40 + length] if length else network[40:]
    while kind in _EXTENSIONS and len(transport) >= 8:
        kind, size = transport[0], (transport[1] + 1) * 8
        transport = transport[size:]
    if kind == _TCP and len(transport) >= 20:
        ports = struct.unpack(">HH", transport[:4])
        sequence, acknowledged, offset, flags = struct.unpack(">IIBB", transport[4:14])
        return Segment(
            packet=number,
            time=time,
            source=Endpoint(source, ports[0]),
            destination=Endpoint(destination, ports[1]),
            sequence=sequence,
            acknowledged=acknowledged if flags & 0x10 else None,
            syn=bool(flags & 0x02),
            fin=bool(flags & 0x01),
            reset=bool(flags & 0x04),
            data=transport[max(20, (offset >> 4) * 4) :],
        )
    if kind == _UDP and len(transport) >= 8:
        ports = struct.unpack(">HH", transport[:4])
        return Datagram(
            number, time, Endpoint(source, ports[0]), Endpoint(destination, ports[1]), transport[8:]
        )
    return None


def _network(link: int, data: bytes) -> bytes | None:
    """The network layer's packet, None where it is known not to be IPv6."""
    if link in (RAW, RAW_IPV6, 12, 14):
        return data
    if link in (LOOPBACK, 108):  # its number for IPv6 differs from system to system
        return data[4:]
    if link == COOKED:
        return data[16:] if data[14:16] == _IPV6.to_bytes(2, "big") else None
    if link == COOKED_2:
        return data[20:] if data[:2] == _IPV6.to_bytes(2, "big") else None
    if link != ETHERNET:
        return None
    at = 12
    while len(data) >= at + 2:
        kind = int.from_bytes(data[at : at + 2], "big")
        if kind == _IPV6:
            return data[at + 2 :]
        if kind not in _VLANS:
            return None
        at += 4
    return None
