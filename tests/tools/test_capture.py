"""Connections put together again from packets that come twice, late, in pieces, or not at all."""

from __future__ import annotations

import io
import itertools
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secc import sdp
from secc.errors import ConfigError
from secc.tools import capture
from secc.tools.capture import Capture, Connection, Frame, Gap, Side
from secc.tools.packets import Endpoint
from tests.tools.wire import CAR, CHARGER, FIN, RST, SYN, datagram, ethernet, frame, pcap, segment

ASK, ANSWER, AGAIN = (frame(text) for text in (b"question", b"answer", b"again"))
HELLO = [segment(CAR, CHARGER, 99, flags=SYN), segment(CHARGER, CAR, 499, ack=100, flags=SYN)]


def parsed(packets: Sequence[bytes]) -> Capture:
    return capture.parse(io.BytesIO(pcap(map(ethernet, packets))), "test.pcap")


def only(packets: Sequence[bytes]) -> Connection:
    [found] = parsed(packets).connections
    return found


def said(connection: Connection) -> list[tuple[str, bytes]]:
    return [(str(one.side), one.payload) for one in connection.frames]


def asks(data: bytes, at: int = 100, ack: int = 500) -> bytes:
    return segment(CAR, CHARGER, at, data, ack)


def answers(data: bytes, at: int = 500, ack: int = 100 + len(ASK)) -> bytes:
    return segment(CHARGER, CAR, at, data, ack)


def test_question_and_answer() -> None:
    found = only([*HELLO, asks(ASK), answers(ANSWER)])
    assert (found.car, found.charger) == (CAR, CHARGER)
    assert found.items == (
        Frame(1000.2, 3, Side.CAR, 0x8001, b"question"),
        Frame(1000.3, 4, Side.CHARGER, 0x8001, b"answer"),
    )
    assert (found.began, found.ended, found.closed_by, found.reset, found.tls) == (
        1000.0,
        None,
        None,
        False,
        False,
    )


def test_frames_in_pieces_and_several_in_one() -> None:
    found = only([*HELLO, asks(ASK[:3]), asks(ASK[3:9], 103), asks(ASK[9:] + AGAIN + AGAIN[:1], 109)])
    assert said(found) == [("car", b"question"), ("car", b"again")]
    assert [one.packet for one in found.items] == [5, 5, 5]
    assert isinstance(found.items[-1], Gap)  # a frame that never ends
    assert found.items[-1].missing == 1


def test_what_comes_twice_counts_once() -> None:
    found = only([*HELLO, asks(ASK), asks(ASK), asks(ASK[2:] + AGAIN, 102), asks(ASK[:1])])
    assert said(found) == [("car", b"question"), ("car", b"again")]


def test_what_comes_late_is_put_in_its_place() -> None:
    found = only([*HELLO, asks(AGAIN, 100 + len(ASK)), asks(ASK[5:], 105), asks(ASK[:5])])
    assert said(found) == [("car", b"question"), ("car", b"again")]
    assert [one.packet for one in found.frames] == [5, 5]  # when they could be read


def test_what_the_capture_lacks_is_a_gap() -> None:
    after = 100 + len(ASK)
    lost = [
        *HELLO,
        answers(ANSWER, ack=after),  # to a question that nobody captured
        asks(AGAIN, after, ack=500 + len(ANSWER)),
        answers(ANSWER, 500 + len(ANSWER), after + len(AGAIN)),
    ]
    found = only(lost)
    assert [(str(one.side), isinstance(one, Gap)) for one in found.items] == [
        ("charger", False),
        ("car", True),
        ("car", False),
        ("charger", False),
    ]
    assert found.items[1] == Gap(1000.3, 4, Side.CAR, len(ASK))


def test_after_a_gap_within_a_frame_the_next_header_is_found() -> None:
    whole = ASK + AGAIN
    found = only([*HELLO, asks(ASK[:9]), asks(whole[12:], 112)])
    assert found.items == (Gap(1000.3, 4, Side.CAR, len(ASK)), Frame(1000.3, 4, Side.CAR, 0x8001, b"again"))


def test_sequence_numbers_go_around() -> None:
    start = 0xFFFFFFF8
    found = only(
        [
            segment(CAR, CHARGER, start - 1, flags=SYN),
            segment(CAR, CHARGER, start, ASK, ack=1),
            segment(CAR, CHARGER, start + len(ASK), AGAIN, ack=1),
            segment(CAR, CHARGER, start, ASK, ack=1),
        ]
    )
    assert said(found) == [("car", b"question"), ("car", b"again")]


def test_bytes_that_are_no_v2gtp_are_passed_over() -> None:
    found = only([*HELLO, asks(b"GET / HTTP/1.1\r\n\x01\xfe\x00" + ASK)])
    assert found.items == (Gap(1000.2, 3, Side.CAR, 19), Frame(1000.2, 3, Side.CAR, 0x8001, b"question"))


def test_an_unknown_payload_type_is_shown_too() -> None:
    [found] = only([*HELLO, asks(frame(b"?", 0xA000))]).frames
    assert (found.payload_type, found.payload) == (0xA000, b"?")


def test_a_length_that_cannot_be_is_not_waited_for() -> None:
    found = only([*HELLO, asks(b"\x01\xfe\x80\x01\xff\xff\xff\xff" + ASK)])
    assert said(found) == [("car", b"question")]


def test_a_capture_that_begins_late() -> None:
    """Nobody saw who connected: the car is who speaks first, or who is not the announced charger."""
    late = [asks(b"end of a frame" + ASK), answers(ANSWER)]
    assert said(only(late)) == [("car", b"question"), ("charger", b"answer")]
    announced = sdp.encode_response(CHARGER.address, CHARGER.port, sdp.Security.NONE)
    port = Endpoint(CHARGER.address, 15118)
    found = parsed([datagram(port, CAR, announced), answers(ANSWER), asks(AGAIN, 100 + len(ASK))])
    assert said(found.connections[0]) == [("charger", b"answer"), ("car", b"again")]
    assert found.sdp[0].payload == announced


@pytest.mark.parametrize(
    ("flags", "source", "by", "reset"),
    [(FIN, CAR, Side.CAR, False), (FIN, CHARGER, Side.CHARGER, False), (RST, CAR, Side.CAR, True)],
)
def test_how_it_ends(flags: int, source: Endpoint, by: Side, reset: bool) -> None:
    other = CHARGER if source is CAR else CAR
    found = only([*HELLO, asks(ASK), segment(source, other, 200, flags=flags, ack=1)])
    assert (found.ended, found.closed_by, found.reset) == (1000.3, by, reset)


def test_the_same_ports_again_are_another_connection() -> None:
    again = [segment(CAR, CHARGER, 7000, flags=SYN), segment(CAR, CHARGER, 7001, AGAIN, ack=1)]
    found = parsed([*HELLO, asks(ASK), segment(CAR, CHARGER, 200, flags=FIN), *again])
    assert [said(one) for one in found.connections] == [[("car", b"question")], [("car", b"again")]]


def test_a_syn_sent_again_is_not() -> None:
    assert said(only([HELLO[0], HELLO[0], segment(CAR, CHARGER, 5, flags=RST), *HELLO, asks(ASK)])) == [
        ("car", b"question")
    ]


def test_other_connections_are_no_v2g() -> None:
    assert parsed([*HELLO, asks(b"SSH-2.0-x\r\n")]).connections == ()


@pytest.mark.parametrize(("security", "known"), [(sdp.Security.TLS, 1), (sdp.Security.NONE, 0)])
def test_tls_on_the_port_that_was_announced(security: sdp.Security, known: int) -> None:
    announced = sdp.encode_response(CHARGER.address, CHARGER.port, security)
    port = Endpoint(CHARGER.address, 15118)
    found = parsed([datagram(port, CAR, announced), *HELLO, asks(b"\x16\x03\x01\x00\x05hello")])
    assert [(one.tls, one.items) for one in found.connections] == [(True, ())] * known


@given(st.data())
def test_any_order_and_any_repetition_gives_the_same_frames(data: st.DataObject) -> None:
    stream = b"".join(frame(bytes([number]) * number) for number in range(1, 8))
    cuts = sorted({0, len(stream), *data.draw(st.sets(st.integers(1, len(stream) - 1), max_size=8))})
    pieces = [
        segment(CAR, CHARGER, 100 + start, stream[start:end], ack=500)
        for start, end in itertools.pairwise(cuts)
    ]
    doubled = pieces + data.draw(st.lists(st.sampled_from(pieces), max_size=4))
    found = only([*HELLO, *data.draw(st.permutations(doubled))])
    assert [one.payload for one in found.frames] == [bytes([number]) * number for number in range(1, 8)]
    assert len(found.items) == 7


def test_a_hole_that_nobody_fills_does_not_hold_everything() -> None:
    many = [asks(frame(b"x"), 200 + 9 * number) for number in range(1100)]
    assert len(only([*HELLO, *many]).frames) == 1100


@pytest.mark.parametrize(
    ("content", "reason"),
    [(None, "No such file or directory"), (b"", "the file is empty"), (b"x" * 99, "neither")],
)
def test_a_file_that_is_no_capture(tmp_path: Path, content: bytes | None, reason: str) -> None:
    path = tmp_path / "file"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ConfigError, match=f"{path}: {reason}"):
        capture.read(path)


def test_a_cut_file_is_read_up_to_there_and_told(tmp_path: Path) -> None:
    path = tmp_path / "cut.pcap"
    path.write_bytes(pcap(map(ethernet, [*HELLO, asks(ASK), answers(ANSWER)]))[:-1])
    found = capture.read(path)
    assert said(found.connections[0]) == [("car", b"question")]
    assert (found.packets, found.notes) == (3, ("the file ends within packet 4",))
