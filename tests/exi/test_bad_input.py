"""Bytes that make no sense: a WireError that says where, or a value; never anything else."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest

from secc import exi
from secc.errors import WireError
from secc.exi import exact, quick_read
from secc.exi.schema import schema
from secc_contract.v2g import iso15118_2 as iso2
from secc_contract.v2g import iso15118_2_types as types
from tests.exi.vectors import Vector, load

SETUP = iso2.SessionSetupReq(EVCCID=bytes.fromhex("020000000001"))


def payload(body: Any = SETUP, session: bytes = bytes(8)) -> bytes:
    """A message of ISO 15118-2 as bytes."""
    header = iso2.MessageHeader(SessionID=session)
    return exi.encode("iso2", iso2.V2G_Message(Header=header, Body=iso2.Body(BodyElement=body)))


def outcome(row: Vector, data: bytes) -> Any:
    """What both readers make of bytes: the same value, or None for a WireError."""
    loaded = schema(row.schema)
    try:
        value = exact.read_fragment(loaded, data) if row.fragment else exact.read_document(loaded, data)
    except WireError as error:
        assert error.reason and 0 <= error.offset <= 8 * len(data)
        value = None
    try:
        quick = quick_read.fragment(loaded, data) if row.fragment else quick_read.document(loaded, data)
    except quick_read.UNUSUAL:
        quick = value
    assert quick == value
    return value


@pytest.fixture(params=["sap", "iso2", "iso2-fragment", "xmldsig-fragment"])
def rows(request: pytest.FixtureRequest, testdata: Path) -> list[Vector]:
    """Some short rows of each file, always the same."""
    short = [row for row in load(testdata, request.param) if len(row.exi) < 300]
    return random.Random(15118).sample(short, min(12, len(short)))


def test_every_prefix(rows: list[Vector]) -> None:
    for row in rows:
        whole = outcome(row, row.exi)
        for length in range(len(row.exi)):
            assert outcome(row, row.exi[:length]) is None or row.exi[length:] == b"\0", (row.id, length)
        assert row.note.startswith("element without namespace") or whole is not None


def test_every_bit_flipped(rows: list[Vector]) -> None:
    refused = 0
    for row in rows:
        for bit in range(8 * len(row.exi)):
            data = bytearray(row.exi)
            data[bit >> 3] ^= 0x80 >> (bit & 7)
            refused += outcome(row, bytes(data)) is None
    assert refused > 100


def test_a_value_out_of_damaged_bytes_can_be_sent_again(rows: list[Vector]) -> None:
    chance = random.Random(2)
    values = 0
    for row in rows:
        for _ in range(40):
            data = bytearray(row.exi)
            data[chance.randrange(1, len(data))] ^= 1 << chance.randrange(8)
            value = outcome(row, bytes(data))
            if value is None or row.fragment:
                continue
            values += 1
            again = exi.encode(row.schema, value, lengths=False)
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


START = [(0x80, 8), (76, 7), (0, 1), (0, 1), (0, 1)]  # header, V2G_Message, Header, SessionID, its value


@pytest.mark.parametrize(
    ("parts", "reason"),
    [
        ([(200, 8), (1, 8)], "a length of 200, beyond the end"),
        ([(0xFF, 8)] * 9, "a number of more than 5 octets"),
        ([(0xFF, 8), (0xFF, 8), (0xFF, 8), (0xFF, 8), (0x0F, 8)], "a length of 4294967295, beyond the end"),
    ],
)
def test_lengths_are_held_against_what_is_there(parts: list[tuple[int, int]], reason: str) -> None:
    error = refused(bits(*START, *parts))
    assert error.reason.startswith(reason)
    assert (error.offset, error.path) == (18, "V2G_Message/Header/SessionID")


def test_a_text_refers_to_no_string_table() -> None:
    data = bits((0x80, 8), (0, 2), (0, 1), (0, 1), (0, 1), (1, 8))
    error = refused(data, "sap")
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
    start = [(0x80, 8), (0, 2), (0, 1), (0, 1), (0, 1), (3, 8)]
    error = refused(bits(*start, *((octet, 8) for octet in octets), (0, 64)), "sap")
    assert error.reason.startswith(reason)


def test_ranges_and_enumerations_are_checked_while_reading(testdata: Path) -> None:
    status = types.DC_EVStatus(EVReady=True, EVErrorCode=types.DC_EVErrorCode.NO_ERROR, EVRESSSOC=50)
    good = payload(iso2.CableCheckReq(DC_EVStatus=status))
    tail = good[-4:]
    seen = set()
    for word in range(1 << 16):
        data = good[:-4] + word.to_bytes(2, "big") + tail[2:]
        try:
            message = exi.decode("iso2", data)
        except WireError as error:
            seen.add(error.reason)
            continue
        assert 0 <= message.Body.BodyElement.DC_EVStatus.EVRESSSOC <= 100
    assert any(reason.startswith("code 12") for reason in seen)
    assert "code 127 of 101 values" in seen


def test_an_abstract_element_is_refused() -> None:
    data = bits(*START, (0, 8), (0, 1), (2, 2), (0, 1), (2, 6))
    error = refused(data)
    assert (error.reason, error.path) == ("an abstract element", "V2G_Message/Body/BodyElement")


def test_the_other_form_of_empty(testdata: Path) -> None:
    """Some senders end an empty element by an event that the schema does not foresee."""
    ours = payload(SETUP, b"")
    assert ours == bits(
        *START, (0, 8), (0, 1), (2, 2), (0, 1), (24, 6), *[(int(bit), 1) for bit in tail_of(ours)]
    )
    theirs = bits(
        *START[:-1], (1, 1), (0, 3), (2, 2), (0, 1), (24, 6), *[(int(bit), 1) for bit in tail_of(ours)]
    )
    assert exi.decode("iso2", theirs) == exi.decode("iso2", ours)
    for other in range(1, 8):
        refused(bits(*START[:-1], (1, 1), (other, 3), (2, 2), (0, 1), (24, 6)))


def tail_of(data: bytes) -> str:
    """The bits of the body behind its event code, for the message with an empty session id."""
    return f"{int.from_bytes(data, 'big'):0{8 * len(data)}b}"[18 + 8 + 1 + 2 + 1 + 6 :]


def test_a_foreign_element_in_a_signature_is_refused() -> None:
    start = [
        (0x80, 8),
        (32, 6),
        (1, 2),
        (0, 1),
        (0, 1),
        (2, 8),
    ]  # SignedInfo, CanonicalizationMethod, Algorithm ""
    for code, reason in ((0, "an element of a foreign schema"), (2, "text"), (3, "event code 3")):
        with pytest.raises(WireError) as error:
            exi.decode_fragment("xmldsig", bits(*start, (code, 2), (0, 32)))
        assert error.value.reason.startswith(reason)
        assert error.value.path == "SignedInfo/CanonicalizationMethod"


def test_time_grows_with_the_payload_only() -> None:
    """A list as long as a frame may be, and a text of that length, are read at once."""
    entry = types.ProfileEntry(
        ChargingProfileEntryStart=0,
        ChargingProfileEntryMaxPower=types.PhysicalValue(Multiplier=0, Unit=types.UnitSymbol.W, Value=0),
    )
    with pytest.raises(ValueError, match="more than 24 ProfileEntry"):
        payload(
            iso2.PowerDeliveryReq(
                ChargeProgress=types.ChargeProgress.Start,
                SAScheduleTupleID=1,
                ChargingProfile=types.ChargingProfile(ProfileEntry=(entry,) * 25),
            )
        )
    text = exact.BitSink(lengths=False)
    text.bits(1, 2)
    refused(text.payload() + b"\xff" * 60000, "sap")
