"""DIN SPEC 70121's way to say no."""

from __future__ import annotations

from typing import Any

from msgspec import Struct

from secc.charging.facts import Facts
from secc.charging.refusals import smallest
from secc.din.rules_charging import NO_SCHEDULE, schedule_list
from secc.din.values import dc_status, physical
from secc.evse import Evse
from secc.fsm import Refusal
from secc_contract.v2g import din70121 as messages
from secc_contract.v2g.din70121_types import (
    DC_EVSEChargeParameter,
    PaymentOption,
    PaymentOptions,
    ResponseCode,
    UnitSymbol,
)

SCHEMA = "din"

_VOLTS = physical(0, UnitSymbol.V)
_AMPERES = physical(0, UnitSymbol.A)
_VALUES: dict[str, Any] = {
    "EVSEID": b"\0",
    "PaymentOptions": PaymentOptions(PaymentOption=(PaymentOption.ExternalPayment,)),
    "SASchedules": schedule_list(NO_SCHEDULE),
    "EVSEPresentVoltage": _VOLTS,
    "EVSEPresentCurrent": _AMPERES,
}
"""Fields whose smallest value would mislead a reader."""


def refuse(request: Struct, refusal: Refusal, facts: Facts, evse: Evse) -> Struct:
    """The response to ``request`` with the refusal's code."""
    status = dc_status(facts.settings, evse, refusal.status or "EVSE_NotReady")
    values = _VALUES | {
        "ResponseCode": ResponseCode(refusal.code),
        "DC_EVSEStatus": status,
        "EVSEStatus": status,
        "EVSEChargeParameter": DC_EVSEChargeParameter(
            DC_EVSEStatus=status,
            EVSEMaximumCurrentLimit=_AMPERES,
            EVSEMaximumVoltageLimit=_VOLTS,
            EVSEMinimumCurrentLimit=_AMPERES,
            EVSEMinimumVoltageLimit=_VOLTS,
            EVSEPeakCurrentRipple=_AMPERES,
        ),
    }
    return smallest(SCHEMA, messages, request, values)
