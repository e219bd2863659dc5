"""The power that a car may draw, and whether its profile keeps to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from secc.evse import Evse
from secc_contract.types.iso15118_charger import EnergyTransferMode

_TOLERANCE = 1.01
"""Cars round the offered power; a hundredth more is the same power (a Porsche asks 11,040 W of 11 kW)."""

_PHASES = {EnergyTransferMode.AC_single_phase_core: 1, EnergyTransferMode.AC_three_phase_core: 3}


@dataclass(frozen=True, slots=True)
class Schedule:
    """One schedule, as offered in ChargeParameterDiscoveryRes."""

    tuple_id: int
    limits: tuple[tuple[int, float], ...]
    """(start in s from the offer, power in W), first start 0, rising"""
    length: int
    """s from the offer"""


Plan = tuple[tuple[int, float], ...]
"""(start in s, power in W), first start 0, rising"""


def offers(plans: tuple[Plan, ...] | None, power: float, length: int) -> tuple[Schedule, ...]:
    """The schedules to offer: those of the settings, or one at the charger's full power."""
    if plans is None:
        plans = (((0, power),),)
    return tuple(
        Schedule(number, tuple(limit for limit in plan if limit[0] < length), length)
        for number, plan in enumerate(plans, start=1)
    )


def is_ac(mode: EnergyTransferMode) -> bool:
    """Whether a transfer mode is alternating current."""
    return mode in _PHASES


def full_power(mode: EnergyTransferMode, evse: Evse, *, bidirectional: bool = False) -> float:
    """W that the charger can give in a mode, or take where the session is bidirectional."""
    if is_ac(mode):
        return (evse.ac_max_current or 0.0) * evse.nominal_voltage * _PHASES[mode]
    return abs(evse.limits(bidirectional).evse_maximum_power_limit)


def ready(mode: EnergyTransferMode, evse: Evse) -> bool:
    """Whether the owner has told what a schedule is made of."""
    if is_ac(mode):
        return evse.nominal_voltage > 0 and evse.ac_max_current is not None
    return evse.maximum is not None


def excess(schedule: Schedule, profile: Sequence[tuple[int, float]]) -> str | None:
    """Where a car's profile, (start in s, W) in order, leaves the schedule, in words; None: nowhere."""
    for index, (start, power) in enumerate(profile):
        if start > schedule.length:  # an entry at the very end closes the profile
            return f"the profile goes on at {start} s, the schedule ends at {schedule.length} s"
        until = profile[index + 1][0] if index + 1 < len(profile) else schedule.length
        ends = (*(begin for begin, _ in schedule.limits[1:]), schedule.length)
        for (begin, limit), end in zip(schedule.limits, ends, strict=True):
            if begin < until and start < end and abs(power) > limit * _TOLERANCE:
                return f"the profile wants {power:g} W from {start} s on, the schedule grants {limit:g} W"
    return None
