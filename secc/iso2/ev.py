"""What a car says of itself in DC messages, as news for the owner: published on change only.

Each function takes what the owner has heard so far and gives the new state of that and the events that are
due.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from msgspec import UNSET, UnsetType

from secc.events import Event, say
from secc.iso2.facts import Heard
from secc.iso2.values import number, seconds
from secc.moment import Moment
from secc_contract.iso15118_charger import Iso15118ChargerPublisher as Publisher
from secc_contract.types.iso15118_charger import (
    DcEvErrorCode,
    DcEvMaximumLimits,
    DcEvRemainingTime,
    DcEvStatus,
    DcEvTargetValues,
)
from secc_contract.v2g.iso15118_2 import CurrentDemandReq, PreChargeReq
from secc_contract.v2g.iso15118_2_types import (
    DC_EVChargeParameter,
    DC_EVErrorCode,
    DC_EVPowerDeliveryParameter,
    DC_EVStatus,
    PhysicalValue,
)

News = tuple[Heard, tuple[Event, ...]]

_SPELLED_OTHERWISE = {"FAILED_ChargingCurrentdifferential": "FAILED_ChargingCurrentdifferentia"}
"""The contract of 2024 lacks a letter."""
_ERRORS = {code: DcEvErrorCode(_SPELLED_OTHERWISE.get(code.value, code.value)) for code in DC_EVErrorCode}


def status(heard: Heard, car: DC_EVStatus) -> News:
    """``dc_ev_status``"""
    value = DcEvStatus(
        dc_ev_ready=car.EVReady,
        dc_ev_error_code=_ERRORS[car.EVErrorCode],
        dc_ev_ress_soc=float(car.EVRESSSOC),
    )
    if value == heard.status:
        return heard, ()
    return replace(heard, status=value), (say(Publisher.publish_dc_ev_status, value),)


def target(heard: Heard, request: PreChargeReq | CurrentDemandReq) -> News:
    """``dc_ev_target_voltage_current``: drives the supply."""
    value = DcEvTargetValues(
        dc_ev_target_voltage=number(request.EVTargetVoltage),
        dc_ev_target_current=number(request.EVTargetCurrent),
    )
    if value == heard.target:
        return heard, ()
    return replace(heard, target=value), (say(Publisher.publish_dc_ev_target_voltage_current, value),)


def limits(heard: Heard, car: DC_EVChargeParameter | CurrentDemandReq) -> News:
    """``dc_ev_maximum_limits``: what the message left out stays out."""
    value = DcEvMaximumLimits(
        dc_ev_maximum_current_limit=_number(car.EVMaximumCurrentLimit),
        dc_ev_maximum_power_limit=_number(car.EVMaximumPowerLimit),
        dc_ev_maximum_voltage_limit=_number(car.EVMaximumVoltageLimit),
    )
    if value in (heard.limits, DcEvMaximumLimits()):
        return heard, ()
    return replace(heard, limits=value), (say(Publisher.publish_dc_ev_maximum_limits, value),)


def _number(value: PhysicalValue | UnsetType) -> float | UnsetType:
    return UNSET if value is UNSET else number(value)


def completion(heard: Heard, car: DC_EVPowerDeliveryParameter | CurrentDemandReq) -> News:
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


def remaining(heard: Heard, request: CurrentDemandReq, at: Moment) -> News:
    """``dc_ev_remaining_time``: points in time, told when the car's own figures change.

    Told with every message they would tremble, for the car counts in coarse steps.
    """
    full = _seconds(request.RemainingTimeToFullSoC)
    bulk = _seconds(request.RemainingTimeToBulkSoC)
    if (full, bulk) in (heard.remaining, (None, None)):
        return heard, ()
    now = at.utc.replace(microsecond=0)
    value = DcEvRemainingTime(
        ev_remaining_time_to_full_soc=UNSET if full is None else now + timedelta(seconds=full),
        ev_remaining_time_to_full_bulk_soc=UNSET if bulk is None else now + timedelta(seconds=bulk),
    )
    return replace(heard, remaining=(full, bulk)), (say(Publisher.publish_dc_ev_remaining_time, value),)


def _seconds(value: PhysicalValue | UnsetType) -> float | None:
    if value is UNSET or value.Value < 0:  # a time that lies behind us tells nothing
        return None
    return seconds(value)
