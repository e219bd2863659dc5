"""ChargeParameterDiscovery: the car's limits, the charger's limits, and a schedule from both."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from msgspec import UNSET

from secc.events import Event, say
from secc.evse import NO_LIMITS, Evse
from secc.fsm import Outcome, Refusal, Reply
from secc.iso2 import ev
from secc.iso2.facts import Facts, Schedule
from secc.iso2.states import State
from secc.iso2.status import ac_status, dc_status
from secc.iso2.timing import ONGOING, SCHEDULE
from secc.iso2.values import amperes, amperes_at_most, number, volts, volts_at_most, watt_hours, watts_at_most
from secc.moment import Moment
from secc_contract.iso15118_charger import Iso15118ChargerPublisher as Publisher
from secc_contract.types.iso15118_charger import EnergyTransferMode as Mode
from secc_contract.v2g.iso15118_2 import ChargeParameterDiscoveryReq, ChargeParameterDiscoveryRes
from secc_contract.v2g.iso15118_2_types import (
    AC_EVChargeParameter,
    AC_EVSEChargeParameter,
    DC_EVChargeParameter,
    DC_EVSEChargeParameter,
    DC_EVSEStatusCode,
    EVSEProcessing,
    PMaxSchedule,
    PMaxScheduleEntry,
    RelativeTimeInterval,
    ResponseCode,
    SAScheduleList,
    SAScheduleTuple,
)

_PHASES = {Mode.AC_single_phase_core: 1, Mode.AC_three_phase_core: 3}
_LAST_START = 16777214
"""Latest start of a schedule entry, in s: the schema's bound."""


def is_ac(mode: Mode) -> bool:
    """Whether a transfer mode is alternating current."""
    return mode in _PHASES


def charge_parameter_discovery(
    facts: Facts, evse: Evse, request: ChargeParameterDiscoveryReq, at: Moment
) -> Outcome[Facts]:
    """Ongoing until the owner has told its limits, then the offer ([V2G2-476], [V2G2-477], [V2G2-905])."""
    mode = Mode(request.RequestedEnergyTransferMode.value)
    if mode not in facts.offer.modes:
        return Refusal("FAILED_WrongEnergyTransferMode", f"{mode} is not offered")
    if facts.mode is not None and (mode in _PHASES) is not (facts.mode in _PHASES):
        return Refusal("FAILED_WrongEnergyTransferMode", "a session does not change between AC and DC")
    wrong = _unsuitable(mode, evse, request)
    if wrong:
        return Refusal("FAILED_WrongChargeParameter", wrong, DC_EVSEStatusCode.EVSE_Shutdown)
    facts, events = _hear(facts, mode, request, at)
    since = at.now if facts.since is None else facts.since
    if not _ready(mode, evse):
        if at.now - since > ONGOING:
            return Refusal("FAILED", f"the owner told no limits for {mode} within {ONGOING:g} s")
        return Reply(
            facts=replace(facts, mode=mode, since=since),
            response=_offer(mode, evse, EVSEProcessing.Ongoing, None),
            to=State.CHARGE_PARAMETER_DISCOVERY,
            events=events,
        )
    schedule = _schedule(facts, evse, mode, request, at)
    return Reply(
        facts=replace(
            facts,
            mode=mode,
            schedule=schedule,
            agreed_at=at.now,
            tuple_id=schedule.tuple_id,
            since=None,
            asked=False,
        ),
        response=_offer(mode, evse, EVSEProcessing.Finished, schedule),
        to=State.AC_POWER_DELIVERY if mode in _PHASES else State.CABLE_CHECK,
        events=events,
    )


def _unsuitable(mode: Mode, evse: Evse, request: ChargeParameterDiscoveryReq) -> str | None:
    """Why the car's parameters cannot be served, or None."""
    match request.EVChargeParameter:
        case AC_EVChargeParameter() as car if mode in _PHASES:
            given = {
                "EVMaxVoltage": car.EVMaxVoltage,
                "EVMaxCurrent": car.EVMaxCurrent,
                "EVMinCurrent": car.EVMinCurrent,
                "EAmount": car.EAmount,
            }
            least = {}
        case DC_EVChargeParameter() as car if mode not in _PHASES:
            given = {
                "EVMaximumVoltageLimit": car.EVMaximumVoltageLimit,
                "EVMaximumCurrentLimit": car.EVMaximumCurrentLimit,
            }
            if car.EVMaximumPowerLimit is not UNSET:
                given["EVMaximumPowerLimit"] = car.EVMaximumPowerLimit
            least = {
                "EVMaximumVoltageLimit": evse.minimum.evse_minimum_voltage_limit,
                "EVMaximumCurrentLimit": evse.minimum.evse_minimum_current_limit,
            }
        case _:
            return f"the parameters are not those of {mode}"
    for name, value in given.items():
        if value.Value < 0:
            return f"{name} is negative: {number(value):g} {value.Unit}"
        bound = least.get(name)
        if bound and number(value) <= bound:
            return f"{name} {number(value):g} {value.Unit} is not above the charger's minimum of {bound:g}"
    return None


def _hear(
    facts: Facts, mode: Mode, request: ChargeParameterDiscoveryReq, at: Moment
) -> tuple[Facts, tuple[Event, ...]]:
    """What the owner learns of the car: the mode on change, the rest with every request."""
    car = request.EVChargeParameter
    events: list[Event] = []
    if facts.heard.mode is not mode:
        events.append(say(Publisher.publish_requested_energy_transfer_mode, mode))
        facts = replace(facts, heard=replace(facts.heard, mode=mode))
    if car.DepartureTime is not UNSET:
        departure = at.utc.replace(microsecond=0) + timedelta(seconds=car.DepartureTime)
        events.append(say(Publisher.publish_departure_time, departure))
    if isinstance(car, AC_EVChargeParameter):
        events += (
            say(Publisher.publish_ac_eamount, number(car.EAmount)),
            say(Publisher.publish_ac_ev_max_voltage, number(car.EVMaxVoltage)),
            say(Publisher.publish_ac_ev_max_current, number(car.EVMaxCurrent)),
            say(Publisher.publish_ac_ev_min_current, number(car.EVMinCurrent)),
        )
        return facts, tuple(events)
    if car.EVEnergyCapacity is not UNSET:
        events.append(say(Publisher.publish_dc_ev_energy_capacity, number(car.EVEnergyCapacity)))
    if car.EVEnergyRequest is not UNSET:
        events.append(say(Publisher.publish_dc_ev_energy_request, number(car.EVEnergyRequest)))
    if car.FullSOC is not UNSET:
        events.append(say(Publisher.publish_dc_full_soc, float(car.FullSOC)))
    if car.BulkSOC is not UNSET:
        events.append(say(Publisher.publish_dc_bulk_soc, float(car.BulkSOC)))
    heard, more = ev.limits(facts.heard, car)
    heard, status = ev.status(heard, car.DC_EVStatus)
    return replace(facts, heard=heard), (*events, *more, *status)


def _ready(mode: Mode, evse: Evse) -> bool:
    if mode in _PHASES:
        return evse.nominal_voltage > 0 and evse.ac_max_current is not None
    return evse.maximum is not None


def _schedule(
    facts: Facts, evse: Evse, mode: Mode, request: ChargeParameterDiscoveryReq, at: Moment
) -> Schedule:
    """One schedule at the charger's full power, up to the departure or for a day ([V2G2-303], [V2G2-304]).

    A resumed session keeps its schedule's number and what is left of its length ([V2G2-743]).
    """
    if mode in _PHASES:
        power = (evse.ac_max_current or 0.0) * evse.nominal_voltage * _PHASES[mode]
    else:
        power = (evse.maximum or NO_LIMITS).evse_maximum_power_limit
    departure = request.EVChargeParameter.DepartureTime
    length = SCHEDULE if departure is UNSET or departure == 0 else min(departure, _LAST_START + SCHEDULE)
    tuple_id = 1
    if facts.joined and facts.paused is not None:
        tuple_id = facts.paused.tuple_id
        length = max(1, min(length, int(facts.paused.ends_at - at.now)))
    return Schedule(tuple_id, ((0, power),), length)


def _offer(
    mode: Mode, evse: Evse, processing: EVSEProcessing, schedule: Schedule | None
) -> ChargeParameterDiscoveryRes:
    return ChargeParameterDiscoveryRes(
        ResponseCode=ResponseCode.OK,
        EVSEProcessing=processing,
        SASchedules=_schedule_list(schedule) if schedule is not None else UNSET,
        EVSEChargeParameter=_ac(evse) if mode in _PHASES else _dc(evse),
    )


def _schedule_list(schedule: Schedule) -> SAScheduleList:
    starts = list(schedule.limits)
    if schedule.length - starts[-1][0] > SCHEDULE:
        # The last entry's duration is at most a day; an equal entry bridges what lies before.
        starts.append((schedule.length - SCHEDULE, starts[-1][1]))
    last = len(starts) - 1
    entries = tuple(
        PMaxScheduleEntry(
            TimeInterval=RelativeTimeInterval(
                start=start, duration=schedule.length - start if index == last else UNSET
            ),
            PMax=watts_at_most(power),
        )
        for index, (start, power) in enumerate(starts)
    )
    return SAScheduleList(
        SAScheduleTuple=(
            SAScheduleTuple(
                SAScheduleTupleID=schedule.tuple_id, PMaxSchedule=PMaxSchedule(PMaxScheduleEntry=entries)
            ),
        )
    )


def _ac(evse: Evse) -> AC_EVSEChargeParameter:
    return AC_EVSEChargeParameter(
        AC_EVSEStatus=ac_status(evse),
        EVSENominalVoltage=volts(evse.nominal_voltage),
        EVSEMaxCurrent=amperes_at_most(evse.ac_max_current or 0.0),
    )


def _dc(evse: Evse) -> DC_EVSEChargeParameter:
    most = evse.maximum or NO_LIMITS
    return DC_EVSEChargeParameter(
        DC_EVSEStatus=dc_status(evse, DC_EVSEStatusCode.EVSE_Ready),
        EVSEMaximumCurrentLimit=amperes_at_most(most.evse_maximum_current_limit),
        EVSEMaximumPowerLimit=watts_at_most(most.evse_maximum_power_limit),
        EVSEMaximumVoltageLimit=volts_at_most(most.evse_maximum_voltage_limit),
        EVSEMinimumCurrentLimit=amperes(evse.minimum.evse_minimum_current_limit),
        EVSEMinimumVoltageLimit=volts(evse.minimum.evse_minimum_voltage_limit),
        EVSECurrentRegulationTolerance=(
            amperes(evse.regulation_tolerance) if evse.regulation_tolerance is not None else UNSET
        ),
        EVSEPeakCurrentRipple=amperes(evse.current_ripple),
        EVSEEnergyToBeDelivered=(
            watt_hours(evse.energy_to_deliver) if evse.energy_to_deliver is not None else UNSET
        ),
    )
