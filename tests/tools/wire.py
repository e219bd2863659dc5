"""Capture files built by dpkt, an implementation that is not ours, and by hand where dpkt cannot."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterable, Sequence
from ipaddress import IPv6Address

import dpkt  # type: ignore[import-untyped]

from secc import v2gtp
from secc.tools.packets import Endpoint

CAR = Endpoint(IPv6Address("fe80::ca4").packed, 50000)
CHARGER = Endpoint(IPv6Address("fe80::5ecc").packed, 61341)
SYN, ACK, FIN, RST = dpkt.tcp.TH_SYN, dpkt.tcp.TH_ACK, dpkt.tcp.TH_FIN, dpkt.tcp.TH_RST


def ipv6(source: Endpoint, destination: Endpoint, transport: dpkt.Packet, protocol: int) -> bytes:
    """An IPv6 packet."""
    head = dpkt.ip6.IP6(src=source.address, dst=destination.address, nxt=protocol, hlim=64, data=transport)
    head.plen = len(bytes(transport))
    return bytes(head)


def segment(
    source: Endpoint,
    destination: Endpoint,
    seq: int,
    data: bytes = b"",
    ack: int | None = None,
    flags: int = 0,
) -> bytes:
    """An IPv6 packet with a TCP segment."""
    tcp = dpkt.tcp.TCP(
        sport=source.port,
        dport=destination.port,
        seq=seq & 0xFFFFFFFF,
        ack=(ack or 0) & 0xFFFFFFFF,
        data=data,
    )
    tcp.flags = flags | (ACK if ack is not None else 0)
    return ipv6(source, destination, tcp, dpkt.ip.IP_PROTO_TCP)


def datagram(source: Endpoint, destination: Endpoint, data: bytes) -> bytes:
    """An IPv6 packet with a UDP datagram."""
    udp = dpkt.udp.UDP(sport=source.port, dport=destination.port, ulen=8 + len(data), data=data)
    return ipv6(source, destination, udp, dpkt.ip.IP_PROTO_UDP)


def ethernet(packet: bytes) -> bytes:
    """In an Ethernet frame."""
    return bytes(12) + b"\x86\xdd" + packet


def pcap(frames: Iterable[bytes], link: int = 1, start: float = 1000.0) -> bytes:
    """A pcap file with a packet each tenth of a second."""
    file = io.BytesIO()
    writer = dpkt.pcap.Writer(file, linktype=link)
    for index, frame in enumerate(frames):
        writer.writepkt(frame, ts=start + index / 10)
    return file.getvalue()


def block(order: str, kind: int, body: bytes) -> bytes:
    """A block of pcapng."""
    length = 12 + len(body)
    return struct.pack(f"{order}II", kind, length) + body + struct.pack(f"{order}I", length)


def pcapng(
    order: str, interfaces: Sequence[tuple[int, bytes]], packets: Sequence[tuple[int, int, bytes]]
) -> bytes:
    """A section: (link type, options) of each interface; (interface, ticks, frame) of each packet."""
    text = block(order, 0x0A0D0D0A, struct.pack(f"{order}IHHq", 0x1A2B3C4D, 1, 0, -1))
    for link, options in interfaces:
        text += block(order, 1, struct.pack(f"{order}HHI", link, 0, 0) + options)
    for number, ticks, frame in packets:
        head = struct.pack(f"{order}IIIII", number, ticks >> 32, ticks & 0xFFFFFFFF, len(frame), len(frame))
        text += block(order, 6, head + frame + bytes(-len(frame) % 4))
    return text


def frame(payload: bytes, kind: int = 0x8001) -> bytes:
    """A V2GTP frame, also of a type that does not exist."""
    return v2gtp.frame(v2gtp.PayloadType.EXI, payload)[:2] + struct.pack(">HI", kind, len(payload)) + payload
