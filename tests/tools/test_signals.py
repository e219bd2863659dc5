"""Signals out of messages: one name whatever the protocol."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from secc import exi
from secc.tools import signals
from secc.tools.conversation import Conversation, Message, conversations
from secc.tools.inputs import Loose
from secc_contract.v2g import iso15118_20_ac as ac
from secc_contract.v2g import iso15118_20_dc as dc
from secc_contract.v2g.iso15118_20_types import (
    DisplayParameters,
    MessageHeader,
    RationalNumber,
    ResponseCode,
)
from tests.exi.vectors import load
from tests.tools.messages import DEMAND, STOP

HEADER = MessageHeader(SessionID=b"\1" * 8, TimeStamp=1_700_000_000)


def number(value: int, exponent: int = 0) -> RationalNumber:
    """A number as ISO 15118-20 writes it."""
    return RationalNumber(Exponent=exponent, Value=value)


def values(payload: bytes) -> dict[str, float]:
    """The signals of one message by itself."""
    (conversation,) = conversations([Loose("", payload)])
    found = list(signals.samples(conversation))
    return found[0].values if found else {}


def test_iso_15118_2_dc() -> None:
    assert values(DEMAND) == {
        "ev_target_voltage_V": 408.0,
        "ev_target_current_A": 30.0,
        "ev_max_voltage_V": 408.0,
        "ev_max_current_A": 500.0,
        "soc_percent": 55,
    }
    assert values(STOP) == {}


def test_iso_15118_20_dc() -> None:
    mode = dc.Scheduled_DC_CLReqControlMode(EVTargetCurrent=number(1205, -1), EVTargetVoltage=number(800))
    request = dc.DC_ChargeLoopReq(
        Header=HEADER,
        MeterInfoRequested=False,
        DisplayParameters=DisplayParameters(PresentSOC=42),
        EVPresentVoltage=number(7801, -1),
        CLReqControlMode=mode,
    )
    assert values(exi.encode("iso20-dc", request)) == {
        "ev_target_voltage_V": 800.0,
        "ev_target_current_A": 120.5,
        "ev_present_voltage_V": 780.1,
        "soc_percent": 42,
    }
    response = dc.DC_ChargeLoopRes(
        Header=HEADER,
        ResponseCode=ResponseCode.OK,
        EVSEPresentCurrent=number(120),
        EVSEPresentVoltage=number(780),
        EVSEPowerLimitAchieved=False,
        EVSECurrentLimitAchieved=False,
        EVSEVoltageLimitAchieved=False,
        CLResControlMode=dc.Dynamic_DC_CLResControlMode(
            EVSEMaximumChargePower=number(150, 3),
            EVSEMinimumChargePower=number(0),
            EVSEMaximumChargeCurrent=number(200),
            EVSEMaximumVoltage=number(920),
        ),
    )
    assert values(exi.encode("iso20-dc", response)) == {
        "evse_present_voltage_V": 780,
        "evse_present_current_A": 120,
        "evse_present_power_W": 93_600,
        "evse_max_power_W": 150_000,
        "evse_max_current_A": 200,
        "evse_max_voltage_V": 920,
    }


def test_iso_15118_20_ac() -> None:
    request = ac.AC_ChargeLoopReq(
        Header=HEADER,
        MeterInfoRequested=False,
        CLReqControlMode=ac.Scheduled_AC_CLReqControlMode(EVPresentActivePower=number(11, 3)),
    )
    assert values(exi.encode("iso20-ac", request)) == {"ev_present_power_W": 11_000}


@pytest.mark.parametrize(
    ("schema", "name", "signal"),
    [("iso2", "MeteringReceiptReq", "meter_Wh"), ("iso20-wpt", "WPT_ChargeLoopRes", "ev_target_power_W")],
)
def test_what_one_side_repeats_of_the_other_is_no_signal(
    testdata: Path, schema: str, name: str, signal: str
) -> None:
    rows = [row for row in load(testdata, schema) if row.message == name]
    assert rows
    assert [row.id for row in rows if signal in values(row.exi)] == []


def test_csv_of_messages_by_themselves() -> None:
    (conversation,) = conversations([Loose("argument 1", DEMAND), Loose("argument 2", STOP)])
    head, *rows = csv.reader(signals.csv_lines([conversation]))
    assert head == ["session", "time", "seconds", "packet", "side", "message", *signals.SIGNALS]
    (row,) = rows
    cells = dict(zip(head, row, strict=True))
    assert (cells["session"], cells["time"], cells["seconds"]) == ("argument 1", "", "")
    assert (cells["side"], cells["message"]) == ("car", "CurrentDemandReq")
    assert (cells["ev_target_voltage_V"], cells["meter_Wh"]) == ("408", "")


def test_a_damaged_message_has_no_signals() -> None:
    (conversation,) = conversations([Loose("", DEMAND[:20])])
    assert isinstance(conversation, Conversation)
    assert isinstance(conversation.entries[0], Message)
    assert list(signals.samples(conversation)) == []
