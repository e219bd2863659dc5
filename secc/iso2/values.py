"""Plain numbers and texts as ISO 15118-2 sends them."""

from __future__ import annotations

from msgspec import UNSET

from secc.charging.wire import number
from secc.physical import scale
from secc_contract.types.iso15118_charger import EVSEID
from secc_contract.v2g.iso15118_2 import PowerDeliveryReq
from secc_contract.v2g.iso15118_2_types import PhysicalValue, UnitSymbol

_UNKNOWN_EVSE = "ZZ00000"


def volts(number: float) -> PhysicalValue:
    """V with one decimal."""
    return _physical(number, UnitSymbol.V, 1)


def amperes(number: float) -> PhysicalValue:
    """A with one decimal."""
    return _physical(number, UnitSymbol.A, 1)


def watt_hours(number: float) -> PhysicalValue:
    """Whole Wh, coarser where 16 bits demand it."""
    return _physical(number, UnitSymbol.Wh, 0)


def volts_at_most(number: float) -> PhysicalValue:
    """A limit in V: rounding never exceeds it."""
    return _physical(number, UnitSymbol.V, 1, down=True)


def amperes_at_most(number: float) -> PhysicalValue:
    """A limit in A: rounding never exceeds it."""
    return _physical(number, UnitSymbol.A, 1, down=True)


def watts(number: float) -> PhysicalValue:
    """Whole W, coarser where 16 bits demand it."""
    return _physical(number, UnitSymbol.W, 0)


def watts_at_most(number: float) -> PhysicalValue:
    """A limit in W, whole where it fits: rounding never exceeds it."""
    return _physical(number, UnitSymbol.W, 0, down=True)


def _physical(number: float, unit: UnitSymbol, decimals: int, *, down: bool = False) -> PhysicalValue:
    value, multiplier = scale(number, decimals, down=down)
    return PhysicalValue(Multiplier=multiplier, Unit=unit, Value=value)


def evse_id(identity: EVSEID | None) -> str:
    """EVSEID as the protocol allows it: 7 to 37 characters, ``ZZ00000`` where the owner's does not fit."""
    text = identity.evse_id if identity is not None else ""
    return text if 7 <= len(text) <= 37 else _UNKNOWN_EVSE


def profile(request: PowerDeliveryReq) -> list[tuple[int, float]]:
    """The car's charging profile, (start in s, W) in order; empty where it sends none."""
    if request.ChargingProfile is UNSET:
        return []
    return [
        (entry.ChargingProfileEntryStart, number(entry.ChargingProfileEntryMaxPower))
        for entry in request.ChargingProfile.ProfileEntry
    ]
