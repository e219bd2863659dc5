"""Segments and datagrams out of pcap and pcapng, whoever wrote the file and wherever it ends."""

from __future__ import annotations

import io
import struct
from pathlib import Path

import dpkt  # type: ignore[import-untyped]
import pytest
from hypothesis import given
from hypothesis import strategies as st

from secc.tools.packets import CaptureError, Datagram, PacketFile, Segment, is_capture
from tests.tools.wire import ACK, CAR, CHARGER, SYN, block, datagram, ethernet, ipv6, pcap, pcapng, segment

PACKET = segment(CAR, CHARGER, 7, b"data", ack=9, flags=SYN)
VLAN = bytes(12) + b"\x81\x00\x00\x05\x88\xa8\x00\x06\x86\xdd" + PACKET
COOKED = bytes(14) + b"\x86\xdd" + PACKET
COOKED_2 = b"\x86\xdd" + bytes(18) + PACKET


def read(data: bytes) -> list[Segment | Datagram]:
    return list(PacketFile(io.BytesIO(data)))


@pytest.mark.parametrize(
    ("link", "framed"),
    [
        (1, ethernet(PACKET)),
        (1, VLAN),
        (113, COOKED),
        (276, COOKED_2),
        (101, PACKET),
        (229, PACKET),
        (12, PACKET),
        (0, bytes(4) + PACKET),
    ],
)
def test_each_link_type(link: int, framed: bytes) -> None:
    assert read(pcap([framed], link)) == [
        Segment(1, 1000.0, CAR, CHARGER, 7, 9, syn=True, fin=False, reset=False, data=b"data")
    ]


@pytest.mark.parametrize("order", "<>")
@pytest.mark.parametrize(("magic", "ticks"), [(0xA1B2C3D4, 6), (0xA1B23C4D, 9)])
def test_each_kind_of_pcap(order: str, magic: int, ticks: int) -> None:
    framed = ethernet(PACKET)
    half = 5 * 10 ** (ticks - 1)
    text = struct.pack(f"{order}IHHiIII", magic, 2, 4, 0, 0, 65535, 1)
    text += struct.pack(f"{order}IIII", 17, half, len(framed), len(framed)) + framed
    assert is_capture(text)
    [found] = read(text)
    assert (found.time, found.packet) == (17.5, 1)


@pytest.mark.parametrize("order", "<>")
def test_pcapng_with_several_interfaces(order: str) -> None:
    nanoseconds = struct.pack(f"{order}HHB3xHH", 9, 1, 9, 0, 0)
    halves = struct.pack(f"{order}HHB3x", 9, 1, 0x81) + struct.pack(f"{order}HHq", 14, 8, 1000)
    text = pcapng(
        order,
        [(1, b""), (101, nanoseconds), (113, halves)],
        [(0, 2_500_000, ethernet(PACKET)), (1, 3_500_000_000, PACKET), (2, 9, COOKED), (7, 0, PACKET)],
    )
    text += block(order, 5, bytes(8))  # statistics: passed over
    text += pcapng(order, [(101, b"")], [(0, 1_000_000, PACKET)])  # a second section
    assert [found.time for found in read(text)] == [2.5, 3.5, 1004.5, 1.0]


def test_a_simple_packet_block_has_no_time() -> None:
    text = pcapng("<", [(101, b"")], []) + block("<", 3, struct.pack("<I", len(PACKET)) + PACKET)
    [found] = read(text)
    assert (found.time, found.source) == (0.0, CAR)


def test_a_datagram() -> None:
    [found] = read(pcap([ethernet(datagram(CAR, CHARGER, b"hello"))]))
    assert found == Datagram(1, 1000.0, CAR, CHARGER, b"hello")


def test_extension_headers_are_passed() -> None:
    inner = PACKET[40:]
    extended = PACKET[:6] + b"\x00" + PACKET[7:40] + b"\x06\x00" + bytes(6) + inner
    extended = extended[:4] + struct.pack(">H", len(inner) + 8) + extended[6:]
    [found] = read(pcap([ethernet(extended)]))
    assert isinstance(found, Segment)
    assert found.data == b"data"


def test_padding_of_short_frames_is_no_data() -> None:
    [found] = read(pcap([ethernet(segment(CAR, CHARGER, 1, b"ab")) + bytes(20)]))
    assert isinstance(found, Segment)
    assert found.data == b"ab"


def test_an_offloaded_packet_tells_no_length() -> None:
    long = PACKET[:4] + b"\0\0" + PACKET[6:]
    [found] = read(pcap([ethernet(long)]))
    assert isinstance(found, Segment)
    assert found.data == b"data"


@pytest.mark.parametrize(
    "strange",
    [
        b"",
        bytes(12) + b"\x08\x00" + bytes(40),
        bytes(12) + b"\x81\x00",
        ethernet(PACKET[:39]),
        ethernet(PACKET[:50]),
        ethernet(ipv6(CAR, CHARGER, dpkt.icmp6.ICMP6(), dpkt.ip.IP_PROTO_ICMP6)),
        ethernet(b"\x45" + PACKET[1:]),
    ],
)
def test_what_is_no_segment_is_passed_over_but_counted(strange: bytes) -> None:
    file = PacketFile(io.BytesIO(pcap([strange, ethernet(PACKET)])))
    assert [found.packet for found in file] == [2]
    assert (file.packets, file.note) == (2, None)


def test_an_unknown_link_type_holds_nothing() -> None:
    assert read(pcap([ethernet(PACKET)], link=147)) == []


@pytest.mark.parametrize(
    "text", [pcap([ethernet(PACKET)] * 2), pcapng("<", [(101, b"")], [(0, 0, PACKET)] * 2)]
)
def test_a_file_that_ends_anywhere(text: bytes) -> None:
    whole = read(text)
    for size in range(24, len(text)):
        file = PacketFile(io.BytesIO(text[:size]))
        found = list(file)
        assert found == whole[: len(found)]
        if file.note is not None:
            assert file.note == f"the file ends within packet {len(found) + 1}"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (b"", "the file is empty"),
        (b"root:x:0:0", "neither pcap nor pcapng"),
        (pcap([])[:10], "the file ends within its header"),
    ],
)
def test_what_is_no_capture(text: bytes, reason: str) -> None:
    with pytest.raises(CaptureError, match=reason):
        read(text)


def test_lengths_that_cannot_be_are_not_believed() -> None:
    file = PacketFile(io.BytesIO(pcap([ethernet(PACKET)]) + struct.pack("<IIII", 0, 0, 1 << 31, 0)))
    assert len(list(file)) == 1
    assert file.note == "packet 2 claims 2147483648 bytes: the rest is not read"
    ng = PacketFile(
        io.BytesIO(pcapng("<", [(101, b"")], [(0, 0, PACKET)]) + struct.pack("<II", 6, 0xFFFFFFF0))
    )
    assert len(list(ng)) == 1
    assert ng.note == "a block after packet 1 claims 4294967280 bytes: the rest is not read"


@given(st.binary(max_size=200), st.integers(0, 300))
def test_no_bytes_raise_anything_else(junk: bytes, at: int) -> None:
    for text in (pcap([ethernet(PACKET)]), pcapng("<", [(1, b"")], [(0, 0, ethernet(PACKET))])):
        damaged = text[:at] + junk + text[at + len(junk) :]
        try:
            read(damaged)
        except CaptureError:
            assert damaged[:4] != text[:4] or len(damaged) < 24


def test_real_captures_hold_what_dpkt_finds(testdata: Path) -> None:
    """Every TCP segment with data of a few files, read by two implementations."""
    for name in ("audi-q4-dc-iso2", "skoda-enyaq-v3.0-iso15118-ac-josev-enyaq-ac-0"):
        path = testdata / "captures" / f"{name}.pcap"
        with path.open("rb") as stream:
            theirs = [
                (tcp.seq, bytes(tcp.data), bool(tcp.flags & ACK))
                for _, data in dpkt.pcap.Reader(stream)
                if isinstance(tcp := getattr(dpkt.ethernet.Ethernet(data).data, "data", None), dpkt.tcp.TCP)
            ]
        with path.open("rb") as stream:
            ours = [
                (found.sequence, found.data, found.acknowledged is not None)
                for found in PacketFile(stream)
                if isinstance(found, Segment)
            ]
        assert ours == theirs
        assert len(ours) > 100
