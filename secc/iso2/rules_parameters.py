"""ChargeParameterDiscovery: the car's limits, the charger's limits, and a schedule from both."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from msgspec import UNSET, UnsetType

from secc.charging import car, notes
from secc.charging.schedule import Schedule, full_power, is_ac, offers, ready, rest
from secc.charging.timing import ONGOING, SCHEDULE
from secc.charging.wire import number
from secc.events import Event, say
from secc.evse import Evse
from secc.fsm import Outcome, Refusal, Reply
from secc.iso2.facts import Facts
from secc.iso2.schedules import LONGEST, schedule_list
from secc.iso2.states import State
from secc.iso2.status import ac_status, dc_status
from secc.iso2.tariffs import Tariffs, passed_on, tariffs
from secc.iso2.values import amperes, amperes_at_most, volts, volts_at_most, watt_hours, watts_at_most
from secc.moment import Moment
from secc.plan import MOST_STEPS
from secc_contract.iso15118_charger import Iso15118ChargerPublisher as Publisher
from secc_contract.types.iso15118_charger import EnergyTransferMode as Mode
from secc_contract.types.iso15118_charger import SaeJ2847BidiMode
from secc_contract.v2g.iso15118_2 import ChargeParameterDiscoveryReq, ChargeParameterDiscoveryRes
from secc_contract.v2g.iso15118_2_types import (
    AC_EVChargeParameter,
    AC_EVSEChargeParameter,
    DC_EVChargeParameter,
    DC_EVSEChargeParameter,
    EVSEProcessing,
    ResponseCode,
    SAScheduleList,
)


def charge_parameter_discovery(
    facts: Facts, evse: Evse, request: ChargeParameterDiscoveryReq, at: Moment
) -> Outcome[Facts]:
    """Ongoing until the owner has told its limits, then the offer ([V2G2-476], [V2G2-477], [V2G2-905])."""
    mode = Mode(request.RequestedEnergyTransferMode.value)
    if mode not in facts.offer.modes:
        return Refusal("FAILED_WrongEnergyTransferMode", f"{mode} is not offered")
    if facts.mode is not None and is_ac(mode) is not is_ac(facts.mode):
        return Refusal("FAILED_WrongEnergyTransferMode", "a session does not change between AC and DC")
    wrong = _unsuitable(facts, mode, evse, request)
    if wrong:
        return Refusal("FAILED_WrongChargeParameter", wrong, "EVSE_Shutdown")
    facts, events = _hear(facts, mode, request, at)
    since = at.now if facts.since is None else facts.since
    if facts.sae_mode is SaeJ2847BidiMode.V2H and not is_ac(mode):
        if not (facts.asked or facts.renegotiating):  # the owner turns its limits round, and the car its own
            return Reply(
                facts=replace(facts, mode=mode, asked=True),
                response=_offer(facts, mode, evse, EVSEProcessing.Ongoing),
                to=State.CHARGE_PARAMETER_DISCOVERY,
                events=events,
            )
        missing = _no_discharge(request)
        if missing:
            return Refusal("FAILED_WrongEnergyTransferMode", missing)
        facts = replace(facts, lowest_soc=_lowest_soc(request, facts.lowest_soc))
    schedules = _schedules(facts, evse, mode, request, at)
    if not (ready(mode, evse) and schedules):
        if at.now - since > ONGOING:
            return Refusal("FAILED", f"no limits or no schedule for {mode} within {ONGOING:g} s")
        return Reply(
            facts=replace(facts, mode=mode, since=since),
            response=_offer(facts, mode, evse, EVSEProcessing.Ongoing),
            to=State.CHARGE_PARAMETER_DISCOVERY,
            events=events,
        )
    facts, prices, note = _tariffs(facts, evse, schedules)
    return Reply(
        facts=replace(
            facts,
            mode=mode,
            paused=None,
            schedules=schedules,
            plans=evse.schedules,
            signed_tariffs=evse.signed_tariffs,
            tuple_id=schedules[0].tuple_id,
            agreed_at=at.utc,
            since=None,
            asked=False,
        ),
        response=_offer(facts, mode, evse, EVSEProcessing.Finished, schedule_list(schedules, prices.each)),
        signature=prices.signature,
        note=note,
        to=State.AC_POWER_DELIVERY if is_ac(mode) else State.CABLE_CHECK,
        events=events,
    )


def _no_discharge(request: ChargeParameterDiscoveryReq) -> str | None:
    """What a car that shall feed a home has not said, or None."""
    given = request.EVChargeParameter
    assert isinstance(given, DC_EVChargeParameter)
    power = given.EVMaximumPowerLimit
    if given.BulkSOC is UNSET:
        return "vehicle to home needs BulkSOC, where the discharge ends"
    if given.EVMaximumCurrentLimit.Value >= 0 or power is UNSET or power.Value >= 0:
        return "vehicle to home needs negative limits of current and power"
    return None


def _lowest_soc(request: ChargeParameterDiscoveryReq, usual: int) -> int:
    given = request.EVChargeParameter
    return given.BulkSOC if isinstance(given, DC_EVChargeParameter) and given.BulkSOC is not UNSET else usual


def _unsuitable(facts: Facts, mode: Mode, evse: Evse, request: ChargeParameterDiscoveryReq) -> str | None:
    """Why the car's parameters cannot be served, or None."""
    match request.EVChargeParameter:
        case AC_EVChargeParameter() as ac if is_ac(mode):
            given = {
                "EVMaxVoltage": ac.EVMaxVoltage,
                "EVMaxCurrent": ac.EVMaxCurrent,
                "EVMinCurrent": ac.EVMinCurrent,
                "EAmount": ac.EAmount,
            }
            negative = (
                f"{name} is negative: {number(value):g}" for name, value in given.items() if value.Value < 0
            )
            return next(negative, None)
        case DC_EVChargeParameter() as dc if not is_ac(mode):
            return car.unsuitable(dc, evse, bidirectional=facts.bidirectional)
        case _:
            return f"the parameters are not those of {mode}"


def _hear(
    facts: Facts, mode: Mode, request: ChargeParameterDiscoveryReq, at: Moment
) -> tuple[Facts, tuple[Event, ...]]:
    """What the owner learns of the car: the mode on change, the rest with every request."""
    given = request.EVChargeParameter
    heard, events = car.mode(facts.heard, mode)
    if given.DepartureTime is not UNSET:
        departure = at.utc.replace(microsecond=0) + timedelta(seconds=given.DepartureTime)
        events = (*events, say(Publisher.publish_departure_time, departure))
    if isinstance(given, AC_EVChargeParameter):
        more: tuple[Event, ...] = (
            say(Publisher.publish_ac_eamount, number(given.EAmount)),
            say(Publisher.publish_ac_ev_max_voltage, number(given.EVMaxVoltage)),
            say(Publisher.publish_ac_ev_max_current, number(given.EVMaxCurrent)),
            say(Publisher.publish_ac_ev_min_current, number(given.EVMinCurrent)),
        )
    else:
        heard, more = car.parameters(heard, given)
    return replace(facts, heard=heard), (*events, *more)


def _schedules(
    facts: Facts, evse: Evse, mode: Mode, request: ChargeParameterDiscoveryReq, at: Moment
) -> tuple[Schedule, ...]:
    """Up to the departure or for a day ([V2G2-303], [V2G2-304]).

    A resumed session has what is left of the schedule that it chose ([V2G2-743]); where nothing is, or the
    owner offers others by now, it is offered what a new one is.
    """
    departure = request.EVChargeParameter.DepartureTime
    length = SCHEDULE if departure is UNSET or departure == 0 else min(departure, LONGEST)
    power = full_power(mode, evse, bidirectional=facts.bidirectional)
    paused = facts.paused
    if paused is not None and facts.joined and paused.plans == evse.schedules:
        passed = max(0, int((at.utc - paused.agreed_at).total_seconds()))  # clocks are set back, too
        left = rest(paused.schedule, passed, power, length)
        if left is not None:
            return (left,)
    room = request.MaxEntriesSAScheduleTuple
    most = MOST_STEPS if room is UNSET else min(max(room, 1), MOST_STEPS)
    return offers(evse.schedules, power, length, most)


def _tariffs(facts: Facts, evse: Evse, schedules: tuple[Schedule, ...]) -> tuple[Facts, Tariffs, str | None]:
    """The tariffs on offer, and a line for the log where they have to be left out."""
    tls = facts.channel.tls is not None
    if evse.signed_tariffs is not None:
        found = passed_on(schedules, evse.signed_tariffs, tls=tls)
    else:
        found = tariffs(schedules, tls=tls, signer=facts.trust.tariffs if facts.trust is not None else None)
    if found.withheld is None:
        return facts, found, None
    facts, note = notes.once(facts, f"tariffs are left out: {found.withheld}")
    return facts, found, note


def _offer(
    facts: Facts,
    mode: Mode,
    evse: Evse,
    processing: EVSEProcessing,
    schedules: SAScheduleList | UnsetType = UNSET,
) -> ChargeParameterDiscoveryRes:
    return ChargeParameterDiscoveryRes(
        ResponseCode=ResponseCode.OK,
        EVSEProcessing=processing,
        SASchedules=schedules,
        EVSEChargeParameter=_ac(evse) if is_ac(mode) else _dc(facts, evse),
    )


def _ac(evse: Evse) -> AC_EVSEChargeParameter:
    return AC_EVSEChargeParameter(
        AC_EVSEStatus=ac_status(evse),
        EVSENominalVoltage=volts(evse.nominal_voltage),
        EVSEMaxCurrent=amperes_at_most(evse.ac_max_current or 0.0),
    )


def _dc(facts: Facts, evse: Evse) -> DC_EVSEChargeParameter:
    most = evse.limits(facts.bidirectional)
    return DC_EVSEChargeParameter(
        DC_EVSEStatus=dc_status(evse, "EVSE_Ready"),
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
