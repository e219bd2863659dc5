"""EVSE status in the words of ISO 15118-2."""

from __future__ import annotations

from secc.charging.status import ac_stops, dc_code, dc_stops
from secc.evse import Evse
from secc_contract.types.iso15118_charger import EvseError
from secc_contract.v2g.iso15118_2_types import (
    AC_EVSEStatus,
    DC_EVSEStatus,
    DC_EVSEStatusCode,
    EVSENotification,
    IsolationLevel,
)


def dc_status(evse: Evse, phase: str, *, renegotiate: bool = False) -> DC_EVSEStatus:
    """Status in a DC answer; ``phase`` is the code where nothing is wrong."""
    return DC_EVSEStatus(
        NotificationMaxDelay=0,
        EVSENotification=_notification(dc_stops(evse), renegotiate),
        EVSEIsolationStatus=IsolationLevel(evse.isolation.value),
        EVSEStatusCode=DC_EVSEStatusCode(dc_code(evse, phase)),
    )


def ac_status(evse: Evse, *, stop: bool = False, renegotiate: bool = False) -> AC_EVSEStatus:
    """Status in an AC answer; ``stop`` asks the car to stop though no error stands."""
    return AC_EVSEStatus(
        NotificationMaxDelay=0,
        EVSENotification=_notification(stop or ac_stops(evse), renegotiate),
        RCD=evse.has(EvseError.Error_RCD),
    )


def _notification(stop: bool, renegotiate: bool) -> EVSENotification:
    """A stop comes before new parameters ([V2G2-680] for the latter, at once: no delay is granted)."""
    if stop:
        return EVSENotification.StopCharging
    return EVSENotification.ReNegotiation if renegotiate else EVSENotification.None_
