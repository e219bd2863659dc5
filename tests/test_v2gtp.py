"""V2GTP: frames come out whole however the stream is cut, and no header can harm the next frame."""

from __future__ import annotations

import logging
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secc import v2gtp
from secc.errors import WireError
from secc.v2gtp import Frame, PayloadType

GOOD = v2gtp.frame(PayloadType.EXI, b"\x80\x98\x02")
FRAME = Frame(PayloadType.EXI, b"\x80\x98\x02")
PAYLOAD = b"\x80\x98\x02\x10\x50\x90"


def header(version: int = 0x01, inverse: int = 0xFE, kind: int = 0x8001, length: int = len(PAYLOAD)) -> bytes:
    return struct.pack(">BBHI", version, inverse, kind, length)


# protocol.md 1.2: no answer, no close. The suite sends the payload behind the header all the same.
BAD = {
    "version": header(version=0xFF),
    "inverse version": header(inverse=0xFF),
    "both versions": header(version=0xFE, inverse=0x01),
    "type 7001": header(kind=0x7001),
    "type of an SDP request": header(kind=0x9000),
    "type of a manufacturer": header(kind=0xA000),
    "length 0": header(length=0),
}


def test_a_frame_is_header_and_payload() -> None:
    assert v2gtp.frame(PayloadType.ISO20_DC, b"abc") == bytes.fromhex("01fe800400000003") + b"abc"


@pytest.mark.parametrize("payload_type", [t for t in PayloadType if t < PayloadType.SDP_REQUEST])
def test_every_type_of_tcp_comes_back(payload_type: PayloadType) -> None:
    frames = v2gtp.Reader().feed(v2gtp.frame(payload_type, b"x"))
    assert frames == [Frame(payload_type, b"x")]
    assert frames[0].payload_type is payload_type


def test_byte_by_byte() -> None:
    reader = v2gtp.Reader()
    answers = [reader.feed(bytes((byte,))) for byte in GOOD]
    assert answers == [[]] * (len(GOOD) - 1) + [[FRAME]]


@given(st.lists(st.binary(min_size=1, max_size=40), max_size=6), st.lists(st.integers(1, 50)))
def test_any_cut_of_the_stream_gives_the_same_frames(payloads: list[bytes], cuts: list[int]) -> None:
    stream = b"".join(v2gtp.frame(PayloadType.EXI, payload) for payload in payloads)
    reader = v2gtp.Reader()
    frames = []
    for cut in cuts:
        frames += reader.feed(stream[:cut])
        stream = stream[cut:]
    frames += reader.feed(stream)
    assert [frame.payload for frame in frames] == payloads


@pytest.mark.parametrize("bad", BAD.values(), ids=BAD)
def test_a_bad_frame_is_dropped_and_the_next_one_is_read(bad: bytes) -> None:
    reader = v2gtp.Reader()
    assert reader.feed(bad + PAYLOAD) == []
    assert reader.feed(GOOD) == [FRAME]


@pytest.mark.parametrize("bad", BAD.values(), ids=BAD)
def test_a_bad_frame_in_pieces_does_not_spoil_the_next_one(bad: bytes) -> None:
    for cut in range(1, len(bad) + len(PAYLOAD)):
        reader = v2gtp.Reader()
        whole = bad + PAYLOAD
        assert reader.feed(whole[:cut]) + reader.feed(whole[cut:]) == []
        assert reader.feed(GOOD) == [FRAME], f"cut at {cut}"


@pytest.mark.parametrize("bad", BAD.values(), ids=BAD)
def test_a_good_frame_before_a_bad_one_in_the_same_segment_is_read(bad: bytes) -> None:
    assert v2gtp.Reader().feed(GOOD + bad + PAYLOAD) == [FRAME]


def test_what_is_glued_behind_an_unknown_type_is_read() -> None:
    assert v2gtp.Reader().feed(BAD["type 7001"] + PAYLOAD + GOOD) == [FRAME]


def test_a_skipped_payload_is_not_kept() -> None:
    reader = v2gtp.Reader(limit=1000)
    reader.feed(header(kind=0xA000, length=1000))
    for _ in range(10):
        assert reader.feed(GOOD[:1] * 99) == []
        assert not reader._buffer
    assert reader.feed(GOOD[:1] * 10 + GOOD) == [FRAME]


def test_the_limit_itself_is_read() -> None:
    payload = bytes(8192)
    assert v2gtp.Reader(8192).feed(v2gtp.frame(PayloadType.EXI, payload)) == [Frame(PayloadType.EXI, payload)]


@pytest.mark.parametrize("length", [8193, 0xFFFF_FFFF])
@pytest.mark.parametrize("kind", [0x8001, 0x7001])
def test_more_than_the_limit_cannot_be_followed(length: int, kind: int) -> None:
    with pytest.raises(WireError, match=f"announces {length} bytes, the limit is 8192"):
        v2gtp.Reader(8192).feed(header(kind=kind, length=length))


def test_a_stalled_frame_gives_nothing() -> None:
    reader = v2gtp.Reader()
    assert reader.feed(header(length=100) + bytes(40)) == []
    assert reader.feed(b"") == []


def test_the_log_tells_once_of_a_stretch_of_rubbish(caplog: pytest.LogCaptureFixture) -> None:
    reader = v2gtp.Reader()
    with caplog.at_level(logging.WARNING):
        for _ in range(100):
            reader.feed(b"\xff")
        assert [record.getMessage() for record in caplog.records] == [
            "ignored bytes of the car: the V2GTP header begins with ff instead of 01fe"
        ]
        reader.feed(GOOD)
        reader.feed(b"\xff")
    assert len(caplog.records) == 2


@given(st.lists(st.binary(max_size=64), max_size=20))
def test_random_bytes_only_ever_raise_the_wire_error(chunks: list[bytes]) -> None:
    reader = v2gtp.Reader(256)
    try:
        for chunk in chunks:
            for frame in reader.feed(chunk):
                assert 0 < len(frame.payload) <= 256
            assert len(reader._buffer) <= 256 + v2gtp.HEADER_SIZE
    except WireError as error:
        assert "limit" in error.reason
