"""The ClientHello: what a car proposes is read exactly, and nothing that is not one gets through."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secc.tls.alert import Alert, TlsError
from secc.tls.hello import LIMIT, CaKey, CaKeyKind, ClientHello, HelloReader, parse
from tests.tls.support import OpenSslClient, StandardClient, iso2, iso20


def vector(size: int, data: bytes) -> bytes:
    return len(data).to_bytes(size) + data


def extension(number: int, data: bytes) -> bytes:
    return number.to_bytes(2) + vector(2, data)


def body(
    *extensions: bytes, suites: bytes = b"\xc0\x23", compression: bytes = b"\0", session_id: bytes = b""
) -> bytes:
    head = b"\x03\x03" + bytes(32) + vector(1, session_id) + vector(2, suites) + vector(1, compression)
    return head + (vector(2, b"".join(extensions)) if extensions else b"")


def message(content: bytes) -> bytes:
    return b"\x01" + vector(3, content)


def records(content: bytes, size: int = 16384) -> bytes:
    pieces = [content[at : at + size] for at in range(0, len(content), size)]
    return b"".join(b"\x16\x03\x01" + vector(2, piece) for piece in pieces)


DIGEST = hashlib.sha1(b"a root").digest()
NAME = b"\x30\x00"
LIST = vector(2, b"\0" + b"\x01" + DIGEST + b"\x02" + vector(2, NAME) + b"\x03" + DIGEST)
KEYS = (
    CaKey(CaKeyKind.PRE_AGREED, b""),
    CaKey(CaKeyKind.KEY_SHA1, DIGEST),
    CaKey(CaKeyKind.NAME, NAME),
    CaKey(CaKeyKind.CERTIFICATE_SHA1, DIGEST),
)
WHOLE = body(
    extension(0, vector(2, b"\0" + vector(2, b"secc.example"))),
    extension(3, LIST),
    extension(5, b"\x01" + vector(2, b"") + vector(2, b"")),
    extension(10, vector(2, b"\0\x17\0\x19")),
    extension(13, vector(2, b"\x04\x03\x06\x03")),
    extension(17, vector(2, b"\x02" + vector(2, vector(2, b"") + vector(2, b"")))),
    extension(35, b""),
    extension(43, vector(1, b"\x03\x04\x03\x03")),
    extension(47, vector(2, vector(2, NAME))),
    suites=b"\xc0\x23\x13\x02",
    session_id=bytes(32),
)


def refusal(content: bytes) -> Alert | None:
    """How a whole message is refused."""
    with pytest.raises(TlsError) as caught:
        parse(content)
    return caught.value.alert


def test_all_that_the_charger_looks_at_is_read() -> None:
    assert parse(WHOLE) == ClientHello(
        legacy_version=0x0303,
        suites=(0xC023, 0x1302),
        versions=(0x0304, 0x0303),
        groups=(23, 25),
        signatures=(0x0403, 0x0603),
        server_name="secc.example",
        trusted_ca_keys=KEYS,
        authorities=(NAME,),
        asks_staple=True,
        asks_staples=True,
        extensions=frozenset((0, 3, 5, 10, 13, 17, 35, 43, 47)),
    )


def test_a_hello_without_extensions_is_of_its_legacy_version() -> None:
    hello = parse(body())
    assert hello == ClientHello(legacy_version=0x0303, suites=(0xC023,))
    assert hello.offers(0x0303)
    assert not hello.offers(0x0304)


def test_supported_versions_overrule_the_legacy_version() -> None:
    hello = parse(body(extension(43, vector(1, b"\x03\x04"))))
    assert hello.offers(0x0304)
    assert not hello.offers(0x0303)


@pytest.mark.parametrize("size", [1, 7, 16384])
@pytest.mark.parametrize("piece", [1, 40, 65536])
def test_records_and_segments_may_cut_it_anywhere(size: int, piece: int) -> None:
    reader, raw = HelloReader(), records(message(WHOLE), size)
    pieces = [raw[at : at + piece] for at in range(0, len(raw), piece)]
    assert [reader.feed(one) for one in pieces[:-1]] == [None] * (len(pieces) - 1)
    assert reader.feed(pieces[-1]) == parse(WHOLE)
    assert reader.raw == raw


def test_every_truncation_of_the_bytes_waits_for_more() -> None:
    raw = records(message(WHOLE), 100)
    assert [HelloReader().feed(raw[:end]) for end in range(len(raw))] == [None] * len(raw)


def test_every_truncation_of_the_message_is_refused() -> None:
    """Cut where the car itself says that it ends: only the one that ends before its extensions is a hello."""
    without_extensions = len(body(suites=b"\xc0\x23\x13\x02", session_id=bytes(32)))
    for end in set(range(len(WHOLE))) - {without_extensions}:
        assert refusal(WHOLE[:end]) is Alert.DECODE_ERROR, end
    assert parse(WHOLE[:without_extensions]).groups is None


@pytest.mark.parametrize("number", [0, 5, 10, 13, 17, 43, 47])
def test_every_truncation_of_an_extension_is_refused(number: int) -> None:
    content = {
        0: vector(2, b"\0" + vector(2, b"secc")),
        5: b"\x01" + vector(2, b"") + vector(2, b""),
        10: vector(2, b"\0\x17"),
        13: vector(2, b"\x04\x03"),
        17: vector(2, b"\x02" + vector(2, b"\0\0\0\0")),
        43: vector(1, b"\x03\x04"),
        47: vector(2, vector(2, NAME)),
    }[number]
    parse(body(extension(number, content)))
    for end in range(len(content)):
        assert refusal(body(extension(number, content[:end]))) is Alert.DECODE_ERROR
    assert refusal(body(extension(number, content + b"\0"))) is Alert.DECODE_ERROR


@pytest.mark.parametrize(
    ("content", "alert"),
    [
        pytest.param(body(extension(10, vector(2, b""))), Alert.DECODE_ERROR, id="no group"),
        pytest.param(body(extension(13, vector(2, b"\x04"))), Alert.DECODE_ERROR, id="half a signature"),
        pytest.param(body(suites=b""), Alert.DECODE_ERROR, id="no suite"),
        pytest.param(body(suites=b"\xc0"), Alert.DECODE_ERROR, id="half a suite"),
        pytest.param(body(compression=b"\x01"), Alert.ILLEGAL_PARAMETER, id="compression only"),
        pytest.param(body(compression=b""), Alert.DECODE_ERROR, id="no compression"),
        pytest.param(body(session_id=bytes(33)), Alert.DECODE_ERROR, id="session id of 33 bytes"),
        pytest.param(body() + b"\0", Alert.DECODE_ERROR, id="half a length"),
        pytest.param(body(extension(35, b"")) + b"\0", Alert.DECODE_ERROR, id="bytes behind"),
        pytest.param(
            body(extension(35, b""), extension(35, b"")), Alert.ILLEGAL_PARAMETER, id="an unknown one twice"
        ),
        pytest.param(
            body(extension(3, LIST), extension(3, LIST)), Alert.ILLEGAL_PARAMETER, id="a known one twice"
        ),
        pytest.param(body(b"\0\x03\xff\xff"), Alert.DECODE_ERROR, id="an extension of 65535 bytes"),
    ],
)
def test_what_breaks_the_format_is_refused(content: bytes, alert: Alert) -> None:
    assert refusal(content) is alert


@pytest.mark.parametrize(
    ("raw", "alert"),
    [
        pytest.param(b"\x01\xfe\x80\x01", None, id="V2GTP"),
        pytest.param(b"GET / HTTP/1.1\r\n", None, id="HTTP"),
        pytest.param(b"\x80\x2e\x01\x03\x01", None, id="SSL 2"),
        pytest.param(b"\x16\x02\x00\x00\x01", Alert.PROTOCOL_VERSION, id="a record of version 2"),
        pytest.param(b"\x16\x03\x01\x00\x00", Alert.UNEXPECTED_MESSAGE, id="an empty record"),
        pytest.param(b"\x16\x03\x01\x40\x01", Alert.RECORD_OVERFLOW, id="a record too long"),
        pytest.param(records(b"\x02\0\0\0"), Alert.UNEXPECTED_MESSAGE, id="a ServerHello"),
        pytest.param(records(b"\x01\xff\xff\xff"), Alert.RECORD_OVERFLOW, id="16 MB announced"),
        pytest.param(records(message(body()) + b"\x01"), Alert.UNEXPECTED_MESSAGE, id="more in the record"),
        pytest.param(records(message(body())) + b"\x14", Alert.UNEXPECTED_MESSAGE, id="more behind it"),
        pytest.param(
            records(message(body())[:9]) + b"\x15\x03\x01\0\x02\x02\x28", Alert.UNEXPECTED_MESSAGE, id="alert"
        ),
    ],
)
def test_what_is_no_hello_ends_at_once(raw: bytes, alert: Alert | None) -> None:
    with pytest.raises(TlsError) as caught:
        HelloReader().feed(raw)
    assert caught.value.alert is alert


def test_no_more_is_kept_than_the_limit() -> None:
    reader = HelloReader()
    tiny = records(message(bytes(LIMIT - 4)), 1)
    with pytest.raises(TlsError) as caught:
        reader.feed(tiny + bytes(1 << 20))
    assert caught.value.alert is Alert.RECORD_OVERFLOW
    assert len(reader.raw) == LIMIT + 1


class Counting(bytearray):
    """Knows how many of its bytes have been looked at or copied."""

    seen = 0

    def __getitem__(self, key: Any) -> Any:
        found = super().__getitem__(key)
        self.seen += len(found) if isinstance(key, slice) else 1
        return found


def test_tiny_records_in_tiny_segments_cost_little() -> None:
    """Each byte is looked at a few times, not once for each that comes later."""
    reader, raw = HelloReader(), records(message(bytes(LIMIT - 4)), 1)[:LIMIT]
    reader.raw, reader.message = Counting(), Counting()
    for byte in raw:
        assert reader.feed(bytes((byte,))) is None
    assert isinstance(reader.raw, Counting) and isinstance(reader.message, Counting)
    assert reader.raw.seen + reader.message.seen < 20 * LIMIT


@pytest.mark.parametrize(
    "content", [LIST, LIST[2:], vector(2, b""), b""], ids=["counted", "bare", "none", "empty"]
)
def test_trusted_roots_are_read_with_or_without_the_length_of_the_list(content: bytes) -> None:
    """One car in the field leaves it out."""
    found = parse(body(extension(3, content))).trusted_ca_keys
    assert found == (KEYS if len(content) > 2 else ())


@pytest.mark.parametrize(
    "content", [LIST[:-1], LIST + b"\x09", b"\0\x01\x04", b"\x01", vector(2, b"\x02\0\x09")]
)
def test_a_list_of_roots_that_makes_no_sense_counts_as_none(content: bytes) -> None:
    assert parse(body(extension(3, content))).trusted_ca_keys is None


def test_a_status_request_of_an_unknown_kind_is_ignored() -> None:
    assert not parse(body(extension(5, b"\x09whatever"))).asks_staple
    assert not parse(body(extension(17, vector(2, b"\x01" + vector(2, b"x"))))).asks_staples


@given(st.binary(max_size=400))
def test_random_bytes_are_a_hello_or_refused(data: bytes) -> None:
    for read in (parse, HelloReader().feed, lambda data: HelloReader().feed(records(message(data) or b"\0"))):
        try:
            hello = read(data)
        except TlsError as error:
            assert error.alert is None or error.alert in Alert
        else:
            assert hello is None or hello.suites


@given(st.integers(0, len(WHOLE) - 1), st.integers(1, 255))
def test_a_flipped_byte_is_read_or_refused(at: int, flip: int) -> None:
    broken = bytearray(WHOLE)
    broken[at] ^= flip
    try:
        assert parse(bytes(broken)).suites
    except TlsError as error:
        assert error.alert in (Alert.DECODE_ERROR, Alert.ILLEGAL_PARAMETER)


def test_what_real_clients_send_is_read() -> None:
    for client in (OpenSslClient(iso2(ask_staple=True, custom=((3, LIST),))), OpenSslClient(iso20())):
        client.receive(b"")
        hello = HelloReader().feed(client.output())
        assert hello is not None
        assert hello.groups in ((23,), (25,))
        if hello.offers(0x0303):
            assert (hello.asks_staple, hello.trusted_ca_keys) == (True, KEYS)
    standard = StandardClient(iso2())
    standard.receive(b"")
    hello = HelloReader().feed(standard.output())
    assert hello is not None
    assert 0xC023 in hello.suites
