"""The parts of messages that DIN SPEC 70121 and ISO 15118-2 shape alike, by structure.

Each protocol has message types of its own; whatever has these fields is read by the same rules.
"""

from __future__ import annotations

from typing import Protocol

from msgspec import UNSET, UnsetType

from secc.physical import unscale

_SECONDS = {"s": 1, "m": 60, "h": 3600}


class Physical(Protocol):
    """``Value`` x 10 to the ``Multiplier``, in a unit that DIN SPEC 70121 may leave out."""

    @property
    def Multiplier(self) -> int: ...
    @property
    def Value(self) -> int: ...
    @property
    def Unit(self) -> str | UnsetType: ...


class EvStatus(Protocol):
    """DC_EVStatus"""

    @property
    def EVReady(self) -> bool: ...
    @property
    def EVErrorCode(self) -> str: ...
    @property
    def EVRESSSOC(self) -> int: ...


class Target(Protocol):
    """PreChargeReq and CurrentDemandReq"""

    @property
    def EVTargetVoltage(self) -> Physical: ...
    @property
    def EVTargetCurrent(self) -> Physical: ...


class Limits(Protocol):
    """DC_EVChargeParameter and CurrentDemandReq"""

    @property
    def EVMaximumCurrentLimit(self) -> Physical | UnsetType: ...
    @property
    def EVMaximumPowerLimit(self) -> Physical | UnsetType: ...
    @property
    def EVMaximumVoltageLimit(self) -> Physical | UnsetType: ...


class Parameters(Limits, Protocol):
    """DC_EVChargeParameter"""

    @property
    def DC_EVStatus(self) -> EvStatus: ...
    @property
    def EVEnergyCapacity(self) -> Physical | UnsetType: ...
    @property
    def EVEnergyRequest(self) -> Physical | UnsetType: ...
    @property
    def FullSOC(self) -> int | UnsetType: ...
    @property
    def BulkSOC(self) -> int | UnsetType: ...


class Completion(Protocol):
    """DC_EVPowerDeliveryParameter and CurrentDemandReq"""

    @property
    def ChargingComplete(self) -> bool: ...
    @property
    def BulkChargingComplete(self) -> bool | UnsetType: ...


class Demand(Target, Limits, Completion, Protocol):
    """CurrentDemandReq"""

    @property
    def DC_EVStatus(self) -> EvStatus: ...
    @property
    def RemainingTimeToFullSoC(self) -> Physical | UnsetType: ...
    @property
    def RemainingTimeToBulkSoC(self) -> Physical | UnsetType: ...


def number(value: Physical) -> float:
    """The number that a car sent, in its own unit."""
    return unscale(value.Value, value.Multiplier)


def number_or_unset(value: Physical | UnsetType) -> float | UnsetType:
    """The number, where there is one."""
    return UNSET if value is UNSET else number(value)


def seconds(value: Physical | UnsetType) -> float | None:
    """A duration in s, whichever unit the car chose; a time that lies behind us tells nothing."""
    if value is UNSET or value.Value < 0:
        return None
    unit = "s" if value.Unit is UNSET else value.Unit
    return number(value) * _SECONDS.get(unit, 1)
