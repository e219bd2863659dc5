"""EVSE status: what the charger's state means to the car, in each answer."""

from __future__ import annotations

from secc.evse import Evse
from secc_contract.types.iso15118_charger import EvseError
from secc_contract.v2g.iso15118_2_types import (
    AC_EVSEStatus,
    DC_EVSEStatus,
    DC_EVSEStatusCode,
    EVSENotification,
    IsolationLevel,
)

_BROKEN = (EvseError.Error_Malfunction, EvseError.Error_Contactor, EvseError.Error_RCD)


def dc_status(evse: Evse, phase: DC_EVSEStatusCode) -> DC_EVSEStatus:
    """Status in a DC answer: emergency, malfunction, utility, stop, in this order, else the phase's own."""
    if evse.has(EvseError.Error_EmergencyShutdown):
        code = DC_EVSEStatusCode.EVSE_EmergencyShutdown
    elif evse.has(*_BROKEN):
        code = DC_EVSEStatusCode.EVSE_Malfunction
    elif evse.has(EvseError.Error_UtilityInterruptEvent):
        code = DC_EVSEStatusCode.EVSE_UtilityInterruptEvent
    elif evse.stop_since is not None:
        code = DC_EVSEStatusCode.EVSE_Shutdown
    else:
        code = phase
    stop = evse.stop_since is not None or evse.has(*_BROKEN)
    return DC_EVSEStatus(
        NotificationMaxDelay=0,
        EVSENotification=_notification(stop),
        EVSEIsolationStatus=IsolationLevel(evse.isolation.value),
        EVSEStatusCode=code,
    )


def ac_status(evse: Evse) -> AC_EVSEStatus:
    """Status in an AC answer: any error asks the car to stop, for AC has no other word."""
    return AC_EVSEStatus(
        NotificationMaxDelay=0,
        EVSENotification=_notification(evse.stop_since is not None or bool(evse.errors)),
        RCD=evse.has(EvseError.Error_RCD),
    )


def _notification(stop: bool) -> EVSENotification:
    return EVSENotification.StopCharging if stop else EVSENotification.None_


def may_start(evse: Evse) -> bool:
    """Whether a PowerDelivery(Start) can be granted: no error stands and nobody asked to stop."""
    return not evse.errors and evse.stop_since is None
