"""pcapng that others read: dpkt, our own reader, and tshark where it is installed."""

from __future__ import annotations

import io
import shutil
import subprocess
from pathlib import Path

import dpkt  # type: ignore[import-untyped]
import pytest

from secc.tools import capture, pcapng
from secc.tools.capture import Side
from tests.conftest import missing
from tests.tools.wire import CAR, CHARGER, frame

LONG = frame(bytes(range(256)) * 20)
START = 1_800_000_000.25


@pytest.fixture
def text() -> bytes:
    """A conversation with a message that does not fit into a packet."""
    talk = pcapng.Talk(CAR, CHARGER)
    return b"".join(
        (
            pcapng.section("secc test"),
            talk.opened(START),
            talk.said(START + 1, LONG, by_car=True),
            talk.said(START + 1.5, frame(b"odd"), by_car=False),
            talk.said(START + 2, frame(b"even"), by_car=True),
            talk.closed(START + 3, by_car=False),
            talk.closed(START + 3.5, by_car=True),
        )
    )


def test_our_own_reader_finds_what_was_said(text: bytes) -> None:
    [found] = capture.parse(io.BytesIO(text), "text").connections
    assert [(one.time, one.side, one.payload) for one in found.frames] == [
        (START + 1, Side.CAR, LONG[8:]),
        (START + 1.5, Side.CHARGER, b"odd"),
        (START + 2, Side.CAR, b"even"),
    ]
    assert (found.car, found.charger, found.began, len(found.items)) == (CAR, CHARGER, START, 3)
    assert (found.ended, found.closed_by, found.reset) == (START + 3, Side.CHARGER, False)


def test_dpkt_finds_sound_packets(text: bytes) -> None:
    for time, data in dpkt.pcapng.Reader(io.BytesIO(text)):
        packet = dpkt.ethernet.Ethernet(data).data
        checksum = packet.data.sum
        packet.data.sum = 0
        again = dpkt.ip6.IP6(bytes(packet))  # packing fills an empty checksum in
        assert again.data.sum == checksum
        assert START <= time <= START + 4
        assert len(packet.data.data) <= 1440


def test_a_file_that_ends_anywhere_is_read_up_to_there(text: bytes) -> None:
    for size in range(len(pcapng.section("secc test")), len(text), 7):
        found = capture.parse(io.BytesIO(text[:size]), "text")
        payloads = [one.payload for one in found.connections[0].frames] if found.connections else []
        assert payloads == [LONG[8:], b"odd", b"even"][: len(payloads)]


def test_wireshark_reads_it(text: bytes, tmp_path: Path) -> None:
    if shutil.which("tshark") is None:
        missing("tshark is not installed (Debian: tshark)")
    path = tmp_path / "talk.pcapng"
    path.write_bytes(text)
    checks = ("-o", "tcp.check_checksum:TRUE")
    command = ("tshark", "-n", "-r", str(path), *checks)
    fields = ("-T", "fields", "-e", "tcp.payload")
    done = subprocess.run((*command, *fields), capture_output=True, text=True, timeout=60, check=True)
    assert bytes.fromhex("".join(done.stdout.split())) == LONG + frame(b"odd") + frame(b"even")
    bad = 'tcp.checksum.status == "Bad" || tcp.analysis.flags || _ws.malformed'
    done = subprocess.run((*command, "-Y", bad), capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout == ""
