"""The smallest messages: what an answer needs that says nothing but its response code."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec import UNSET

from secc import exi
from secc.exi.schema import schema, struct_of
from secc_contract.v2g import iso15118_2 as iso2
from secc_contract.v2g import iso15118_2_types as types
from secc_contract.v2g import xmldsig


def bodies() -> list[Any]:
    """The class of every request and response."""
    names = [root.types[0] for root in schema("iso2").elements if root.types]
    return [
        struct_of(name) for name in names if name.startswith("iso15118_2#") and name.endswith(("Req", "Res"))
    ]


def test_every_message_has_a_smallest_form() -> None:
    assert len(bodies()) == 34
    for kind in bodies():
        body = exi.minimal("iso2", kind)
        message = iso2.V2G_Message(
            Header=iso2.MessageHeader(SessionID=bytes(8)), Body=iso2.Body(BodyElement=body)
        )
        assert exi.check("iso2", message) == []
        assert exi.decode("iso2", exi.encode("iso2", message)) == message


def test_given_fields_stay() -> None:
    failed = types.ResponseCode.FAILED_SequenceError
    answer = exi.minimal("iso2", iso2.CurrentDemandRes, ResponseCode=failed)
    assert answer.ResponseCode is failed
    assert answer.EVSEPresentVoltage == types.PhysicalValue(Multiplier=0, Unit=types.UnitSymbol.h, Value=0)
    assert (answer.EVSEID, answer.SAScheduleTupleID, answer.EVSEMaximumPowerLimit) == ("0" * 7, 1, UNSET)


def test_lists_slots_and_choices() -> None:
    offer = exi.minimal("iso2", iso2.ServiceDiscoveryRes)
    assert offer.PaymentOptionList.PaymentOption == (types.PaymentOption.Contract,)
    limits = exi.minimal("iso2", iso2.ChargeParameterDiscoveryRes)
    assert isinstance(limits.EVSEChargeParameter, types.AC_EVSEChargeParameter)
    given = exi.minimal("iso2", types.DC_EVSEChargeParameter)
    assert exi.minimal("iso2", type(limits), EVSEChargeParameter=given).EVSEChargeParameter is given
    parameter = exi.minimal("iso2", types.Parameter)
    assert (parameter.Name, parameter.boolValue, parameter.stringValue) == ("", False, UNSET)
    assert exi.minimal("iso2", types.Parameter, intValue=3) == types.Parameter(Name="", intValue=3)
    two = (types.PaymentOption.ExternalPayment, types.PaymentOption.Contract)
    assert exi.minimal("iso2", types.PaymentOptionList, PaymentOption=two).PaymentOption == two


def test_what_cannot_be() -> None:
    with pytest.raises(ValueError, match="SessionStopReq: no place for Nothing"):
        exi.minimal("iso2", iso2.SessionStopReq, Nothing=1)
    with pytest.raises(ValueError, match="Parameter: no place for intValue"):
        exi.minimal("iso2", types.Parameter, intValue=3, boolValue=True)
    with pytest.raises(ValueError, match="PaymentOptionList: PaymentOption needs an item"):
        exi.minimal("iso2", types.PaymentOptionList, PaymentOption=())
    with pytest.raises(ValueError, match="KeyInfo has no smallest form"):
        exi.minimal("xmldsig", xmldsig.KeyInfo)
