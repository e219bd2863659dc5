"""ISO 15118-2's way to say no."""

from __future__ import annotations

from typing import Any

from msgspec import Struct

from secc.charging.refusals import smallest
from secc.charging.schedule import is_ac
from secc.evse import Evse
from secc.fsm import Refusal
from secc.iso2.facts import Facts
from secc.iso2.status import ac_status, dc_status
from secc.iso2.values import amperes, volts, watts_at_most
from secc_contract.v2g import iso15118_2 as messages
from secc_contract.v2g.iso15118_2_types import (
    AC_EVSEChargeParameter,
    DC_EVSEChargeParameter,
    DC_EVSEStatus,
    PaymentOption,
    PaymentOptionList,
    ResponseCode,
)

SCHEMA = "iso2"

_VOLTS = volts(0)
_AMPERES = amperes(0)
_ALTERNATING = {"EVSENominalVoltage": _VOLTS, "EVSEMaxCurrent": _AMPERES}
_DIRECT = {
    "EVSEMaximumCurrentLimit": _AMPERES,
    "EVSEMaximumPowerLimit": watts_at_most(0),
    "EVSEMaximumVoltageLimit": _VOLTS,
    "EVSEMinimumCurrentLimit": _AMPERES,
    "EVSEMinimumVoltageLimit": _VOLTS,
    "EVSEPeakCurrentRipple": _AMPERES,
}
_NEVER, _LATER = -1, 1
"""Hours after which a car may ask for its update again ([V2G2-696]): where it was the back end that had none,
there may be one then."""

_VALUES: dict[str, Any] = {
    "EVSEID": "ZZ00000",
    "PaymentOptionList": PaymentOptionList(PaymentOption=(PaymentOption.ExternalPayment,)),
    "EVSEPresentVoltage": _VOLTS,
    "EVSEPresentCurrent": _AMPERES,
}
"""Fields whose smallest value would mislead a reader: a foreign unit, an id of blanks."""


def refuse(request: Struct, refusal: Refusal, facts: Facts, evse: Evse) -> Struct:
    """The response to ``request`` with the refusal's code."""
    direct = dc_status(evse, refusal.status or "EVSE_NotReady")
    alternating = ac_status(evse)
    values = _VALUES | {
        "ResponseCode": ResponseCode(refusal.code),
        "DC_EVSEStatus": direct,
        "AC_EVSEStatus": alternating,
        "RetryCounter": _NEVER if facts.action is None else _LATER,
        "EVSEStatus": alternating if facts.mode is not None and is_ac(facts.mode) else direct,
    }
    if isinstance(request, messages.ChargeParameterDiscoveryReq):
        values["EVSEChargeParameter"] = _charge_parameter(request, direct, evse)
    return smallest(SCHEMA, messages, request, values)


def _charge_parameter(
    request: messages.ChargeParameterDiscoveryReq, status: DC_EVSEStatus, evse: Evse
) -> AC_EVSEChargeParameter | DC_EVSEChargeParameter:
    if request.RequestedEnergyTransferMode.value.startswith("AC"):
        return AC_EVSEChargeParameter(AC_EVSEStatus=ac_status(evse), **_ALTERNATING)
    return DC_EVSEChargeParameter(DC_EVSEStatus=status, **_DIRECT)
