"""SDP: the datagrams of both sides, the rubbish that gets no answer, and who is offered what."""

from __future__ import annotations

import ipaddress
import logging

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secc import sdp
from secc.sdp import SdpRequest, SdpResponse, Security, Transport

ADDRESS = ipaddress.IPv6Address("fe80::1234:56ff:fe78:9abc").packed
ASKS_PLAIN = "01fe9000000000021000"
ASKS_TLS = "01fe9000000000020000"

# protocol.md 1.2, and the conformance cases SDP-015 to SDP-024 and TP-002 to TP-005.
RUBBISH = {
    "empty": "",
    "9 bytes": "01fe90000000000210",
    "11 bytes": "01fe900000000002100000",
    "version FF": "fffe9000000000021000",
    "inverse version FF": "01ff9000000000021000",
    "type of EXI": "01fe8001000000021000",
    "type of the response": "01fe9001000000021000",
    "wireless": "01fe9002000000021000",
    "length 0": "01fe9000000000001000",
    "length 1": "01fe9000000000011000",
    "length 3": "01fe9000000000031000",
    "length without bounds": "01fe9000ffffffff1000",
    "unknown security 01": "01fe9000000000020100",
    "unknown security FF": "01fe900000000002ff00",
    "transport UDP": "01fe9000000000021010",
    "unknown transport FF": "01fe90000000000210ff",
}


@pytest.mark.parametrize(
    ("datagram", "security"), [(ASKS_PLAIN, Security.NONE), (ASKS_TLS, Security.TLS)], ids=["plain", "TLS"]
)
def test_a_request_reads_as_it_is_written(datagram: str, security: Security) -> None:
    assert sdp.encode_request(security).hex() == datagram
    assert sdp.decode_request(bytes.fromhex(datagram)) == SdpRequest(security, Transport.TCP)


def test_a_response_reads_as_it_is_written() -> None:
    datagram = sdp.encode_response(ADDRESS, 61341, Security.NONE)
    assert datagram.hex() == f"01fe900100000014{ADDRESS.hex()}ef9d1000"
    assert sdp.decode_response(datagram) == SdpResponse(ADDRESS, 61341, Security.NONE, Transport.TCP)


@pytest.mark.parametrize("datagram", RUBBISH.values(), ids=RUBBISH)
def test_rubbish_is_no_request_and_the_log_says_why(datagram: str, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        assert sdp.decode_request(bytes.fromhex(datagram)) is None
    (record,) = caplog.records
    assert record.getMessage().startswith("ignored a datagram: ")


@pytest.mark.parametrize("datagram", RUBBISH.values(), ids=RUBBISH)
def test_rubbish_is_no_response(datagram: str) -> None:
    assert sdp.decode_response(bytes.fromhex(datagram)) is None


@given(st.binary(max_size=64))
def test_random_datagrams_raise_nothing(datagram: bytes) -> None:
    request = sdp.decode_request(datagram)
    assert request is None or sdp.encode_request(*request) == datagram
    response = sdp.decode_response(datagram)
    assert response is None or sdp.encode_response(*response) == datagram


@given(st.integers(0, 255), st.integers(0, 255))
def test_a_request_is_read_exactly_when_both_bytes_are_known(security: int, transport: int) -> None:
    datagram = bytes.fromhex("01fe900000000002") + bytes((security, transport))
    known = security in (0x00, 0x10) and transport == 0x00
    assert (sdp.decode_request(datagram) is not None) == known


def test_an_address_that_is_none_is_not_sent() -> None:
    with pytest.raises(ValueError, match="has 16 bytes, this has 4"):
        sdp.encode_response(b"\x7f\0\0\1", 61341, Security.NONE)


PLAIN, TLS = (Security.NONE, 50000), (Security.TLS, 50001)


@pytest.mark.parametrize(
    ("asked", "served", "answer"),
    [
        (Security.TLS, (PLAIN, TLS), TLS),
        (Security.TLS, (TLS,), TLS),
        (Security.TLS, (PLAIN,), PLAIN),
        (Security.NONE, (PLAIN, TLS), PLAIN),
        (Security.NONE, (PLAIN,), PLAIN),
        (Security.NONE, (TLS,), TLS),
        (Security.TLS, (), None),
        (Security.NONE, (), None),
    ],
)
def test_the_answer_is_the_wish_or_what_there_is(
    asked: Security, served: tuple[tuple[Security, int], ...], answer: tuple[Security, int] | None
) -> None:
    assert sdp.choose(asked, dict(served)) == answer
