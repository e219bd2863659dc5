"""Plain numbers and ids as DIN SPEC 70121 sends them."""

from __future__ import annotations

from msgspec import UNSET

from secc.charging.status import dc_code, dc_stops
from secc.evse import Evse
from secc.physical import scale
from secc.settings import Settings
from secc_contract.types.iso15118_charger import EVSEID, IsolationStatus
from secc_contract.v2g.din70121 import PowerDeliveryReq
from secc_contract.v2g.din70121_types import (
    DC_EVSEStatus,
    DC_EVSEStatusCode,
    EVSENotification,
    IsolationLevel,
    PhysicalValue,
    UnitSymbol,
)

_UNKNOWN_EVSE = b"\0"
_LONGEST_EVSE_ID = 32
LARGEST_PMAX = 32767
"""W; PMax has 16 bits and no multiplier."""


def physical(number: float, unit: UnitSymbol, decimals: int = 1, *, down: bool = False) -> PhysicalValue:
    """A number in a unit; ``down``: a limit that rounding must not exceed."""
    value, multiplier = scale(number, decimals, down=down)
    return PhysicalValue(Multiplier=multiplier, Unit=unit, Value=value)


def evse_id(identity: EVSEID | None) -> bytes:
    """EVSEID: the bytes that the owner gave as hexadecimal text (DIN SPEC 91286); without, one zero byte."""
    text = identity.evse_id_din if identity is not None else UNSET
    if text is UNSET:
        return _UNKNOWN_EVSE
    try:
        raw = bytes.fromhex(text)
    except ValueError:
        return _UNKNOWN_EVSE
    return raw if 1 <= len(raw) <= _LONGEST_EVSE_ID else _UNKNOWN_EVSE


def dc_status(settings: Settings, evse: Evse, phase: str) -> DC_EVSEStatus:
    """Status in an answer; ``phase`` is the code where nothing is wrong.

    The protocol has no word for a charger without isolation monitor. Where one may charge all the same, the
    checked cable passes for valid, or no car would start.
    """
    isolation = evse.isolation.value
    if evse.isolation is IsolationStatus.No_IMD:
        passes = settings.charge_without_isolation_monitor and evse.cable_check is True
        isolation = "Valid" if passes else "Invalid"
    return DC_EVSEStatus(
        EVSEIsolationStatus=IsolationLevel(isolation),
        EVSEStatusCode=DC_EVSEStatusCode(dc_code(evse, phase)),
        NotificationMaxDelay=0,
        EVSENotification=EVSENotification.StopCharging if dc_stops(evse) else EVSENotification.None_,
    )


def profile(request: PowerDeliveryReq) -> list[tuple[int, float]]:
    """The car's charging profile, (start in s, W) in order; empty where it sends none."""
    if request.ChargingProfile is UNSET:
        return []
    return [
        (entry.ChargingProfileEntryStart, float(entry.ChargingProfileEntryMaxPower))
        for entry in request.ChargingProfile.ProfileEntry
    ]
