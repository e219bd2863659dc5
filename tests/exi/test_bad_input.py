"""Bytes that make no sense: a WireError that says where, or a value; never anything else."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest

from secc import exi
from secc.errors import WireError
from secc.exi import exact
from secc.exi.engines import UNUSUAL, Engine
from secc.exi.schema import NAMES, Type, schema, type_of
from secc_contract.v2g import iso15118_2 as iso2
from secc_contract.v2g import iso15118_2_types as types
from secc_contract.v2g.app_protocol import AppProtocol, SupportedAppProtocolReq
from tests.exi.vectors import Vector, load

SETUP = iso2.SessionSetupReq(EVCCID=bytes.fromhex("020000000001"))


def payload(body: Any = SETUP, session: bytes = bytes(8)) -> bytes:
    """A message of ISO 15118-2 as bytes."""
    header = iso2.MessageHeader(SessionID=session)
    return exi.encode("iso2", iso2.V2G_Message(Header=header, Body=iso2.Body(BodyElement=body)))


def outcome(engine: Engine, row: Vector, data: bytes) -> Any:
    """What both ways of reading make of bytes: the same value, or None for a WireError."""
    loaded = schema(row.schema)
    bound = engine.bind(loaded)
    try:
        value = exact.read_fragment(loaded, data) if row.fragment else exact.read_document(loaded, data)
    except WireError as error:
        assert error.reason and 0 <= error.offset <= 8 * len(data)
        value = None
    try:
        quick: Any = bound.read_fragment(data) if row.fragment else bound.read_document(data)
    except UNUSUAL:
        quick = value
    assert quick == value
    return value


@pytest.fixture(params=[name for name in NAMES if name != "xmldsig"] + ["iso2-fragment", "xmldsig-fragment"])
def rows(request: pytest.FixtureRequest, testdata: Path) -> list[Vector]:
    """Some short rows of a file, always the same; ``make fuzz`` takes all."""
    short = sorted(load(testdata, request.param), key=lambda row: len(row.exi))[:12]
    return random.Random(15118).sample(short, 2)


def test_every_prefix(engine: Engine, rows: list[Vector]) -> None:
    for row in rows:
        whole = outcome(engine, row, row.exi)
        for length in range(len(row.exi)):
            part = outcome(engine, row, row.exi[:length])
            assert part is None or row.exi[length:] == b"\0", (row.id, length)
        assert row.note.startswith("element without namespace") or whole is not None


def test_every_bit_flipped(engine: Engine, rows: list[Vector]) -> None:
    refused = 0
    for row in rows:
        for bit in range(0, 8 * len(row.exi), 1 + len(row.exi) // 100):
            data = bytearray(row.exi)
            data[bit >> 3] ^= 0x80 >> (bit & 7)
            refused += outcome(engine, row, bytes(data)) is None
    assert refused > 50


def test_a_value_out_of_damaged_bytes_can_be_sent_again(engine: Engine, rows: list[Vector]) -> None:
    chance = random.Random(2)
    values = 0
    for row in rows:
        for _ in range(40):
            data = bytearray(row.exi)
            data[chance.randrange(1, len(data))] ^= 1 << chance.randrange(8)
            value = outcome(engine, row, bytes(data))
            if value is None or row.fragment:
                continue
            values += 1
            again = exi.encode(row.schema, value, as_received=True)
            assert exi.decode(row.schema, again) == value
            assert exi.from_json(row.schema, exi.to_json(row.schema, value)) == value
            exi.to_xml(row.schema, value)
    assert values or rows[0].fragment


def refused(data: bytes, name: str = "iso2") -> WireError:
    """The error for bytes that must not be taken."""
    with pytest.raises(WireError) as error:
        exi.decode(name, data)
    return error.value


@pytest.mark.parametrize(
    ("data", "reason", "offset"),
    [
        (b"", "the payload ends", 0),
        (b"\x80", "the payload ends", 8),
        (b"\x00" + payload()[1:], "header 0x00", 0),
        (b"$EXI" + payload(), "header 0x24", 0),
        (payload() + b"\1", "1 bytes after", 101),
        (payload() + b"\0\0", "2 bytes after", 101),
    ],
)
def test_the_frame_of_a_message(data: bytes, reason: str, offset: int) -> None:
    error = refused(data)
    assert error.reason.startswith(reason)
    assert error.offset == offset or offset == 101
    assert not error.path


def test_one_zero_byte_and_any_padding_are_tolerated() -> None:
    message = exi.decode("iso2", payload())
    assert exi.decode("iso2", payload() + b"\0") == message
    padded = bytearray(payload())
    padded[-1] |= 1
    assert exi.decode("iso2", bytes(padded)) == message


def bits(*parts: tuple[int, int]) -> bytes:
    """Parts of (value, width), filled up to bytes."""
    text = "".join(f"{value:0{width}b}" for value, width in parts)
    text += "0" * (-len(text) % 8)
    return int(text, 2).to_bytes(len(text) // 8, "big")


HEADER = [(0x80, 8), (76, 7), (0, 1), (0, 1)]
"""A message of ISO 15118-2 up to the content of SessionID."""

BODY = [(2, 2), (0, 1)]
"""From the end of SessionID to the content of Body."""


def code(name: str) -> tuple[int, int]:
    """Event code of a message in Body."""
    body = type_of("iso15118_2#Body")
    assert isinstance(body, Type)
    return [one.name.local for one in body.rows[0].stand_ins].index(name), 6


@pytest.mark.parametrize(
    ("parts", "reason"),
    [
        ([(200, 8), (1, 8)], "a length of 200, beyond the end"),
        ([(0xFF, 8)] * 9, "a number of more than 5 octets"),
        ([(0xFF, 8), (0xFF, 8), (0xFF, 8), (0xFF, 8), (0x0F, 8)], "a length of 4294967295, beyond the end"),
    ],
)
def test_lengths_are_held_against_what_is_there(parts: list[tuple[int, int]], reason: str) -> None:
    error = refused(bits(*HEADER, (0, 1), *parts))
    assert error.reason.startswith(reason)
    assert (error.offset, error.path) == (18, "V2G_Message/Header/SessionID")


NAMESPACE = [(0x80, 8), (0, 2), (0, 1), (0, 1), (0, 1)]
"""A request of SupportedAppProtocol up to the first text."""


def test_a_text_refers_to_no_string_table() -> None:
    error = refused(bits(*NAMESPACE, (1, 8)), "sap")
    assert error.reason == "a reference to a string table, which is not in use"
    assert error.path == "supportedAppProtocolReq/AppProtocol/ProtocolNamespace"


@pytest.mark.parametrize(
    ("octets", "reason"),
    [
        ([0x80, 0xB0, 0x03], "code point 0xD800"),
        ([0xFF, 0xBF, 0x03], "code point 0xDFFF"),
        ([0x80, 0x80, 0x44], "code point 0x110000"),
        ([0xFF, 0xFF, 0xFF, 0x7F], "a number of more than 3 octets"),
    ],
)
def test_texts_hold_characters_only(octets: list[int], reason: str) -> None:
    error = refused(bits(*NAMESPACE, (3, 8), *((octet, 8) for octet in octets), (0, 64)), "sap")
    assert error.reason.startswith(reason)


def test_enumerations_bind_and_ranges_bind_the_sender_only() -> None:
    start = [*HEADER, (0, 1), (0, 8), (0, 1), *BODY, code("CableCheckReq"), (0, 1)]
    errors = list(types.DC_EVErrorCode)
    for error_code in range(16):
        for percent in range(128):
            status = [(0, 2), (1, 1), (0, 1), (0, 2), (error_code, 4), (0, 1), (0, 2), (percent, 7), (0, 1)]
            data = bits(*start, *status, (0, 1), (0, 1), (0, 1), (0, 1))
            if error_code >= len(errors):
                error = refused(data)
                assert error.reason == f"code {error_code} of 12 values"
                assert error.path == "V2G_Message/Body/CableCheckReq/DC_EVStatus/EVErrorCode"
                continue
            message = exi.decode("iso2", data)
            read = message.Body.BodyElement.DC_EVStatus
            assert (read.EVReady, read.EVErrorCode, read.EVRESSSOC) == (True, errors[error_code], percent)
            assert exi.encode("iso2", message, as_received=True) == data
            if percent <= 100:
                assert exi.encode("iso2", message) == data
                continue
            verdict = f"V2G_Message/Body/CableCheckReq/DC_EVStatus/EVRESSSOC: {percent} is not in 0 to 100"
            assert exi.check("iso2", message) == [verdict]
            with pytest.raises(ValueError) as caught:
                exi.encode("iso2", message)
            assert str(caught.value) == verdict


def test_other_notations_let_pass_what_was_received() -> None:
    """A log must show what came, and a replay send it again."""
    multiplier = [(0, 1), (0, 1), (7, 3), (0, 1)]  # 4, where -3 to 3 are allowed
    rest = [(0, 1), (0, 1), (3, 3), (0, 1), (0, 1), (0, 1), (0, 1), (16, 8), (0, 1), (0, 1)]
    name, end = schema("iso2").fragment("EVMaxVoltage"), 244
    data = bits((0x80, 8), (name, 8), *multiplier, *rest, (end, 8))
    fragment = exi.decode_fragment("iso2", data)
    assert (fragment.value.Multiplier, fragment.value.Unit, fragment.value.Value) == (4, "A", 16)
    assert exi.from_xml("iso2", exi.to_xml("iso2", fragment), fragment=True) == fragment
    assert exi.from_json("iso2", exi.to_json("iso2", fragment), fragment=True) == fragment
    assert exi.encode_fragment("iso2", *fragment, as_received=True) == data
    with pytest.raises(ValueError, match="EVMaxVoltage/Multiplier: 4 is not in -3 to 3"):
        exi.encode_fragment("iso2", *fragment)


def test_a_list_ends_where_it_is_full() -> None:
    """Behind the sixteenth item nothing but the end has a code."""
    start = [*HEADER, (0, 1), (0, 8), (0, 1), *BODY, code("PaymentServiceSelectionReq"), (0, 1), (0, 1)]
    start += [(0, 1), (0, 1), (0, 1)]  # the payment option, and the list begins
    item = [(0, 1), (0, 1), (1, 8), (0, 1), (1, 2)]
    full = [*item, *([(0, 2), *item] * 15)]
    message = exi.decode("iso2", bits(*start, (0, 1), *full, (0, 1), (0, 1), (0, 1)))
    assert len(message.Body.BodyElement.SelectedServiceList.SelectedService) == 16
    error = refused(bits(*start, (0, 1), *full, (1, 1), (0, 16)))
    assert error.reason == "event code 1, where the end may come"
    assert error.path == "V2G_Message/Body/PaymentServiceSelectionReq/SelectedServiceList"
    empty = refused(bits(*start, (1, 1), (0, 16)))
    assert empty.reason == "event code 1, where SelectedService may come"


def test_no_message_is_deep() -> None:
    """The grammars do not recur, so that nesting is bounded by the tables; the C engine bounds it as well."""

    def depth(kind: Any, above: tuple[str, ...] = ()) -> int:
        if not isinstance(kind, Type):
            return 1
        assert kind.ref not in above
        inner = [row.type for row in kind.rows if row.type is not None]
        inner += [type_of(one.ref) for row in kind.rows for one in row.stand_ins if one.ref]
        return 1 + max((depth(one, (*above, kind.ref)) for one in inner), default=0)

    deepest = max(
        depth(type_of(root.types[0])) for name in NAMES for root in schema(name).elements if root.types
    )
    assert 5 < deepest < 20


def test_an_abstract_element_is_refused() -> None:
    error = refused(bits(*HEADER, (0, 1), (0, 8), (0, 1), *BODY, code("BodyElement"), (0, 16)))
    assert (error.reason, error.path) == ("an abstract element", "V2G_Message/Body/BodyElement")


def test_the_other_form_of_empty() -> None:
    """Some senders end an empty element by an event that the schema does not foresee."""
    rest = [*BODY, code("SessionStopReq"), (0, 1), (0, 1), (0, 1), (0, 1), (0, 1), (0, 1)]
    ours = exi.decode("iso2", bits(*HEADER, (0, 1), (0, 8), (0, 1), *rest))
    assert ours.Header.SessionID == b""
    assert exi.decode("iso2", bits(*HEADER, (1, 1), (0, 3), *rest)) == ours
    for other in range(1, 8):
        error = refused(bits(*HEADER, (1, 1), (other, 3), *rest))
        assert error.reason == "an event that nothing has here, instead of a value"


def test_a_foreign_element_in_a_signature_is_refused() -> None:
    start = [
        (0x80, 8),
        (32, 6),
        (1, 2),
        (0, 1),
        (2, 8),
    ]  # SignedInfo, CanonicalizationMethod, empty Algorithm
    for event, reason in ((0, "an element of a foreign schema"), (2, "text"), (3, "event code 3")):
        with pytest.raises(WireError) as error:
            exi.decode_fragment("xmldsig", bits(*start, (event, 2), (0, 32)))
        assert error.value.reason.startswith(reason)
        assert error.value.path == "SignedInfo/CanonicalizationMethod"


def test_long_texts_and_long_rubbish_are_read_in_no_time() -> None:
    text = "x" * 60000
    request = SupportedAppProtocolReq(
        AppProtocol=(
            AppProtocol(
                ProtocolNamespace=text, VersionNumberMajor=2, VersionNumberMinor=0, SchemaID=1, Priority=1
            ),
        )
    )
    data = exi.encode("sap", request, as_received=True)
    assert exi.decode("sap", data) == request
    assert exi.check("sap", request) == [
        "supportedAppProtocolReq/AppProtocol/ProtocolNamespace: 60000 characters instead of 0 to 100"
    ]
    refused(data[:-10], "sap")
    refused(bits(*NAMESPACE) + b"\xff" * 60000, "sap")
