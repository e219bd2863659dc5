"""Bit by bit: the fields of a payload cover it without gap, and a damaged one is shown up to its damage."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path

import pytest

from secc import exi
from secc.errors import WireError
from secc.tools.explain import Explained, explain
from tests.exi.vectors import REFUSED, load
from tests.tools.messages import DEMAND, STOP

FILES = ["sap", "din", "iso2", "iso20-common", "iso20-dc", "iso2-fragment", "xmldsig-fragment"]


def check_cover(found: Explained, payload: bytes) -> None:
    """Every bit belongs to one field, and the digits shown are those of the payload."""
    bits = "".join(f"{octet:08b}" for octet in payload)
    assert found.fields[0].offset == 0
    for one, following in pairwise(found.fields):
        assert one.offset + one.width == following.offset, (one, following)
    last = found.fields[-1]
    assert last.offset + last.width == len(bits)
    for one in found.fields:
        assert one.bits == bits[one.offset : one.offset + min(one.width, 64)]


@pytest.mark.parametrize("name", FILES)
def test_fields_cover_every_vector(testdata: Path, name: str) -> None:
    for row in load(testdata, name):
        if row.id in REFUSED:
            continue
        found = explain(row.schema, row.fragment, row.exi)
        assert (found.error, found.expected) == (None, ()), row.id
        check_cover(found, row.exi)


@pytest.mark.parametrize("name", ["sap", "din", "iso2", "iso20-dc", "iso2-fragment"])
def test_what_was_read_is_the_json_form(testdata: Path, name: str) -> None:
    for row in load(testdata, name):
        if row.id in REFUSED or "KeyInfo" in row.xml:
            continue  # parts of KeyInfo are groups, which have keys in JSON alone
        value = row.decode()
        if name == "iso2-fragment" and isinstance(value.value, str):
            continue  # the relaxed grammar: its text stands by itself
        partial = explain(row.schema, row.fragment, row.exi).partial
        assert partial == json.loads(exi.to_json(row.schema, value)), row.id


def test_the_fields_of_a_message() -> None:
    found = explain("iso2", False, STOP)
    rows = [(one.offset, one.width, one.state, one.meaning) for one in found.fields]
    assert rows[:7] == [
        (0, 8, "header", "EXI 1.0, no cookie, no options"),
        (8, 7, "document", "V2G_Message, element 76 of 80"),
        (15, 1, "V2G_Message 0", "Header"),
        (16, 1, "MessageHeader 0", "SessionID"),
        (17, 1, "start of value", "CH"),
        (18, 8, "length", "1 bytes"),
        (26, 8, "base16", "= 00"),
    ]
    assert (46, 1, "one of 2", "= Terminate") in rows
    assert found.fields[-1].state == "padding"
    value = next(one for one in found.fields if one.meaning == "= Terminate")
    assert value.path == "V2G_Message/Body/SessionStopReq/ChargingSession"
    assert (value.bits, value.depth) == ("0", 4)


def test_a_surplus_byte() -> None:
    last = explain("iso2", False, STOP + b"\0").fields[-1]
    assert (last.width, last.state, last.meaning) == (8, "rest", "surplus, tolerated")


@pytest.mark.parametrize("schema", ["iso2", "iso20-common", "iso2-fragment", "din-fragment"])
def test_every_cut_and_flip_is_explained(testdata: Path, schema: str) -> None:
    """The place is the one that the decoder tells, and what stands before it is covered."""
    rows = [row for row in load(testdata, schema) if len(row.exi) < 60][:4]
    damaged = 0
    for row in rows:
        cuts = [row.exi[:size] for size in range(len(row.exi))]
        bits = [int.from_bytes(row.exi, "big") ^ (1 << at) for at in range(8 * len(row.exi))]
        for payload in (*cuts, *(one.to_bytes(len(row.exi), "big") for one in bits)):
            found = explain(row.schema, row.fragment, payload)
            check_cover(found, payload)
            try:
                (exi.decode_fragment if row.fragment else exi.decode)(row.schema, payload)
            except WireError as error:
                assert str(found.error) == str(error)
                assert any(one.state == "stops here" and one.offset == error.offset for one in found.fields)
                damaged += 1
            else:
                assert found.error is None
    assert damaged > 100


def test_what_might_have_come() -> None:
    found = explain("iso2", False, bytes.fromhex("8098fff0"))
    assert found.error is not None
    assert found.expected == ("SessionID",)
    (place,) = [one.offset for one in explain("iso2", False, STOP).fields if one.state == "Body 0"]
    spoilt = int.from_bytes(STOP, "big") | 0b111111 << 8 * len(STOP) - place - 6
    assert "SessionStopReq" in explain("iso2", False, spoilt.to_bytes(len(STOP), "big")).expected


def test_the_part_that_was_read() -> None:
    found = explain("iso2", False, DEMAND[:20])
    assert found.error is not None
    assert found.partial["V2G_Message"]["Body"]["CurrentDemandReq"] == {
        "DC_EVStatus": {"EVReady": True, "EVErrorCode": "NO_ERROR", "EVRESSSOC": 55},
        "EVTargetCurrent": {"Multiplier": -1, "Unit": "A", "Value": 300},
        "EVMaximumVoltageLimit": {},
    }
    last = explain("iso2", False, DEMAND[:15] + b"\xff" + DEMAND[16:])
    status = last.partial["V2G_Message"]["Body"]["CurrentDemandReq"]["DC_EVStatus"]
    assert "EVRESSSOC" in status  # its value was read, its end was not
