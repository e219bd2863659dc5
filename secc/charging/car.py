"""What a car says of itself in DC messages, as news for the owner: published on change only.

Each function takes what the owner has heard so far and gives the new state of that and the events that are
due.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import NamedTuple

from msgspec import UNSET

from secc.charging.facts import Heard
from secc.charging.wire import (
    Completion,
    Demand,
    EvStatus,
    Limits,
    Parameters,
    Target,
    number,
    number_or_unset,
    seconds,
)
from secc.events import Event, say
from secc.evse import Evse
from secc.moment import Moment
from secc_contract.iso15118_charger import Iso15118ChargerPublisher as Publisher
from secc_contract.types.iso15118_charger import (
    DcEvErrorCode,
    DcEvMaximumLimits,
    DcEvRemainingTime,
    DcEvseMaximumLimits,
    DcEvStatus,
    DcEvTargetValues,
    EnergyTransferMode,
)

News = tuple[Heard, tuple[Event, ...]]

_SPELLED_OTHERWISE = {"FAILED_ChargingCurrentdifferential": "FAILED_ChargingCurrentdifferentia"}
"""The contract of 2024 lacks a letter."""


def mode(heard: Heard, value: EnergyTransferMode) -> News:
    """``requested_energy_transfer_mode``"""
    if value is heard.mode:
        return heard, ()
    return replace(heard, mode=value), (say(Publisher.publish_requested_energy_transfer_mode, value),)


def status(heard: Heard, car: EvStatus) -> News:
    """``dc_ev_status``; cabin and battery conditioning exist in DIN SPEC 70121 only."""
    value = DcEvStatus(
        dc_ev_ready=car.EVReady,
        dc_ev_error_code=DcEvErrorCode(_SPELLED_OTHERWISE.get(car.EVErrorCode, car.EVErrorCode)),
        dc_ev_ress_soc=float(car.EVRESSSOC),
        dc_ev_cabin_conditioning=getattr(car, "EVCabinConditioning", UNSET),
        dc_ev_ress_conditioning=getattr(car, "EVRESSConditioning", UNSET),
    )
    if value == heard.status:
        return heard, ()
    return replace(heard, status=value), (say(Publisher.publish_dc_ev_status, value),)


def target(heard: Heard, request: Target) -> News:
    """``dc_ev_target_voltage_current``: drives the supply."""
    value = DcEvTargetValues(
        dc_ev_target_voltage=number(request.EVTargetVoltage),
        dc_ev_target_current=number(request.EVTargetCurrent),
    )
    if value == heard.target:
        return heard, ()
    return replace(heard, target=value), (say(Publisher.publish_dc_ev_target_voltage_current, value),)


def limits(heard: Heard, car: Limits) -> News:
    """``dc_ev_maximum_limits``: what the message left out stays out."""
    value = DcEvMaximumLimits(
        dc_ev_maximum_current_limit=number_or_unset(car.EVMaximumCurrentLimit),
        dc_ev_maximum_power_limit=number_or_unset(car.EVMaximumPowerLimit),
        dc_ev_maximum_voltage_limit=number_or_unset(car.EVMaximumVoltageLimit),
    )
    if value in (heard.limits, DcEvMaximumLimits()):
        return heard, ()
    return replace(heard, limits=value), (say(Publisher.publish_dc_ev_maximum_limits, value),)


def completion(heard: Heard, car: Completion) -> News:
    """``dc_charging_complete`` and ``dc_bulk_charging_complete``"""
    events: list[Event] = []
    if car.ChargingComplete is not heard.complete:
        events.append(say(Publisher.publish_dc_charging_complete, car.ChargingComplete))
        heard = replace(heard, complete=car.ChargingComplete)
    bulk = car.BulkChargingComplete
    if bulk is not UNSET and bulk is not heard.bulk_complete:
        events.append(say(Publisher.publish_dc_bulk_charging_complete, bulk))
        heard = replace(heard, bulk_complete=bulk)
    return heard, tuple(events)


def remaining(heard: Heard, request: Demand, at: Moment) -> News:
    """``dc_ev_remaining_time``: points in time, told when the car's own figures change.

    Told with every message they would tremble, for the car counts in coarse steps.
    """
    full = seconds(request.RemainingTimeToFullSoC)
    bulk = seconds(request.RemainingTimeToBulkSoC)
    if (full, bulk) in (heard.remaining, (None, None)):
        return heard, ()
    now = at.utc.replace(microsecond=0)
    value = DcEvRemainingTime(
        ev_remaining_time_to_full_soc=UNSET if full is None else now + timedelta(seconds=full),
        ev_remaining_time_to_full_bulk_soc=UNSET if bulk is None else now + timedelta(seconds=bulk),
    )
    return replace(heard, remaining=(full, bulk)), (say(Publisher.publish_dc_ev_remaining_time, value),)


def parameters(heard: Heard, car: Parameters) -> News:
    """What DC_EVChargeParameter tells: energies and targets with every request, the rest on change."""
    events: list[Event] = []
    if car.EVEnergyCapacity is not UNSET:
        events.append(say(Publisher.publish_dc_ev_energy_capacity, number(car.EVEnergyCapacity)))
    if car.EVEnergyRequest is not UNSET:
        events.append(say(Publisher.publish_dc_ev_energy_request, number(car.EVEnergyRequest)))
    if car.FullSOC is not UNSET:
        events.append(say(Publisher.publish_dc_full_soc, float(car.FullSOC)))
    if car.BulkSOC is not UNSET:
        events.append(say(Publisher.publish_dc_bulk_soc, float(car.BulkSOC)))
    heard, maximum = limits(heard, car)
    heard, state = status(heard, car.DC_EVStatus)
    return heard, (*events, *maximum, *state)


def demand(heard: Heard, request: Demand, at: Moment) -> News:
    """All that a CurrentDemandReq tells; the target first, for the supply waits for it."""
    heard, aimed = target(heard, request)
    heard, maximum = limits(heard, request)
    heard, state = status(heard, request.DC_EVStatus)
    heard, done = completion(heard, request)
    heard, left = remaining(heard, request, at)
    return heard, (*aimed, *maximum, *state, *done, *left)


def unsuitable(car: Parameters, evse: Evse, *, bidirectional: bool = False) -> str | None:
    """Why a car's DC limits cannot be served, or None; negative ones can if the car may discharge."""
    given = {
        "EVMaximumVoltageLimit": (car.EVMaximumVoltageLimit, evse.minimum.evse_minimum_voltage_limit),
        "EVMaximumCurrentLimit": (car.EVMaximumCurrentLimit, evse.minimum.evse_minimum_current_limit),
        "EVMaximumPowerLimit": (car.EVMaximumPowerLimit, 0.0),
    }
    for name, (limit, least) in given.items():
        if limit is UNSET:
            continue
        if limit.Value < 0:
            if bidirectional and name != "EVMaximumVoltageLimit":
                continue
            return f"{name} is negative: {number(limit):g}"
        if least and number(limit) <= least:
            return f"{name} {number(limit):g} is not above the charger's minimum of {least:g}"
    return None


class Achieved(NamedTuple):
    """Which limits of the charger a car's target has reached."""

    current: bool
    voltage: bool
    power: bool


def achieved(request: Target, most: DcEvseMaximumLimits) -> Achieved:
    """The three LimitAchieved flags of CurrentDemandRes."""
    current, voltage = number(request.EVTargetCurrent), number(request.EVTargetVoltage)
    return Achieved(
        current=_reached(current, most.evse_maximum_current_limit),
        voltage=voltage >= most.evse_maximum_voltage_limit,
        power=_reached(current * voltage, most.evse_maximum_power_limit),
    )


def _reached(wanted: float, limit: float) -> bool:
    """A negative limit is reached from above: it bounds a discharge."""
    return wanted <= limit if limit < 0 else wanted >= limit
