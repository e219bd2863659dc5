"""The power that a car may draw, and whether its profile keeps to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from msgspec.structs import replace

from secc.charging.timing import SCHEDULE
from secc.evse import Evse
from secc.plan import MOST_STEPS, Limits, Plan, Plans, Step
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
    prices: tuple[Step, ...] = ()
    """Where there is a tariff, the step that each of the limits comes from."""
    description: str | None = None
    """Of the tariff."""


def offers(plans: Plans | None, power: float, length: int, most: int = MOST_STEPS) -> tuple[Schedule, ...]:
    """The schedules to offer: those of the owner, or one at full power (W).

    ``most`` is how many entries a car can take. A longer schedule ends where the next one would begin, and
    the car asks again before that ([V2G2-305]).
    """
    if plans is None:
        plans = (Plan(steps=(Step(start=0),)),)
    return tuple(
        _schedule(number, _full(plan), power, length, most) for number, plan in enumerate(plans, start=1)
    )


def rest(schedule: Schedule, passed: int, power: float, length: int) -> Schedule | None:
    """What is left of a schedule after so many s, at most at that power (W) and for that length (s).

    None: nothing is.
    """
    length = min(length, schedule.length - passed)
    if length <= 0:
        return None
    begun = sum(start <= passed for start, _ in schedule.limits) - 1
    kept = [number for number, (start, _) in enumerate(schedule.limits) if start < passed + length][begun:]
    starts = [max(0, schedule.limits[number][0] - passed) for number in kept]
    prices = [schedule.prices[number] for number in kept] if schedule.prices else []
    return Schedule(
        tuple_id=schedule.tuple_id,
        limits=tuple(
            (start, min(power, schedule.limits[number][1]))
            for start, number in zip(starts, kept, strict=True)
        ),
        length=length,
        prices=tuple(replace(step, start=start) for step, start in zip(prices, starts, strict=False)),
        description=schedule.description,
    )


def _full(plan: Plan | Limits) -> Plan:
    if isinstance(plan, Plan):
        return plan
    return Plan(steps=tuple(Step(start=start, power=power) for start, power in plan))


def _schedule(number: int, plan: Plan, power: float, length: int, most: int) -> Schedule:
    steps = [step for step in plan.steps if step.start < length]
    if length - steps[-1].start > SCHEDULE:  # an entry has a day at most: an equal one bridges what is left
        steps.append(replace(steps[-1], start=length - SCHEDULE))
    if len(steps) > most:
        length = min(steps[most].start, steps[most - 1].start + SCHEDULE)
        del steps[most:]
    return Schedule(
        tuple_id=number,
        limits=tuple((step.start, power if step.power is None else step.power) for step in steps),
        length=length,
        prices=tuple(steps) if plan.priced else (),
        description=plan.description,
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
