"""DC: cable check, pre-charge, the loop of CurrentDemand, welding detection."""

from __future__ import annotations

from dataclasses import replace

from secc.events import Event, say
from secc.evse import NO_LIMITS, Evse
from secc.fsm import Outcome, Refusal, Reply
from secc.iso2 import ev
from secc.iso2.facts import Facts, Flow
from secc.iso2.meter import meter_info
from secc.iso2.rules_delivery import refuse_start
from secc.iso2.states import State
from secc.iso2.status import dc_status
from secc.iso2.timing import CABLE_CHECK, ISOLATION_RESULT
from secc.iso2.values import amperes, amperes_at_most, number, volts, volts_at_most, watts_at_most
from secc.moment import Moment
from secc_contract.iso15118_charger import Iso15118ChargerPublisher as Publisher
from secc_contract.types.iso15118_charger import IsolationStatus
from secc_contract.v2g.iso15118_2 import (
    CableCheckReq,
    CableCheckRes,
    CurrentDemandReq,
    CurrentDemandRes,
    PowerDeliveryReq,
    PowerDeliveryRes,
    PreChargeReq,
    PreChargeRes,
    WeldingDetectionReq,
    WeldingDetectionRes,
)
from secc_contract.v2g.iso15118_2_types import (
    ChargeProgress,
    DC_EVPowerDeliveryParameter,
    DC_EVSEStatusCode,
    EVSEProcessing,
    ResponseCode,
)


def cable_check(facts: Facts, evse: Evse, request: CableCheckReq, at: Moment) -> Outcome[Facts]:
    """Ongoing while the owner checks the isolation; its verdict decides.

    After a renegotiation the contactor stayed closed and the former verdict holds.
    """
    heard, events = ev.status(facts.heard, request.DC_EVStatus)
    facts = replace(facts, heard=heard)
    if facts.renegotiating:
        return _checked(facts, evse, events)
    if not facts.asked:
        facts = replace(facts, asked=True, since=at.now)
        events = (*events, say(Publisher.publish_start_cable_check))
        return _checking(facts, evse.cable_check_afresh(), events)
    if evse.cable_check is None:
        if facts.since is not None and at.now - facts.since > CABLE_CHECK:
            return _faulty(f"the owner gave no cable check result within {CABLE_CHECK:g} s")
        return _checking(facts, evse, events)
    if evse.cable_check is False:
        return _faulty("the owner reports that the cable check failed")
    match evse.isolation:
        case IsolationStatus.Valid | IsolationStatus.Warning:
            return _checked(facts, evse, events)
        case IsolationStatus.No_IMD if facts.settings.charge_without_isolation_monitor:
            return _checked(facts, evse, events)
        case IsolationStatus.No_IMD:
            return _faulty("there is no isolation monitor (charge_without_isolation_monitor is off)")
        case IsolationStatus.Fault:
            return _faulty("the isolation is faulty")
        case IsolationStatus.Invalid:
            # The status may come a little after the verdict.
            if at.now - evse.cable_check_at > ISOLATION_RESULT:
                return _faulty("the cable check finished without an isolation status")
            return _checking(facts, evse, events)


def _checking(facts: Facts, evse: Evse, events: tuple[Event, ...]) -> Reply[Facts]:
    response = CableCheckRes(
        ResponseCode=ResponseCode.OK,
        DC_EVSEStatus=dc_status(evse, DC_EVSEStatusCode.EVSE_IsolationMonitoringActive),
        EVSEProcessing=EVSEProcessing.Ongoing,
    )
    return Reply(facts=facts, response=response, to=State.CABLE_CHECK, events=events)


def _checked(facts: Facts, evse: Evse, events: tuple[Event, ...]) -> Reply[Facts]:
    response = CableCheckRes(
        ResponseCode=ResponseCode.OK,
        DC_EVSEStatus=dc_status(evse, DC_EVSEStatusCode.EVSE_Ready),
        EVSEProcessing=EVSEProcessing.Finished,
    )
    # The first target of a pre-charge is told even if it is the old one: the supply may be off by now.
    facts = replace(facts, since=None, heard=replace(facts.heard, target=None))
    return Reply(facts=facts, response=response, to=State.PRE_CHARGE, events=events)


def _faulty(why: str) -> Refusal:
    return Refusal("FAILED", why, DC_EVSEStatusCode.EVSE_Malfunction)


def pre_charge(facts: Facts, evse: Evse, request: PreChargeReq, at: Moment) -> Outcome[Facts]:
    """The owner drives the output to the car's voltage; the car decides when it matches."""
    heard, status = ev.status(facts.heard, request.DC_EVStatus)
    heard, target = ev.target(heard, request)
    return Reply(
        facts=replace(facts, heard=heard, flow=replace(facts.flow, dc=True)),
        response=PreChargeRes(
            ResponseCode=ResponseCode.OK,
            DC_EVSEStatus=dc_status(evse, DC_EVSEStatusCode.EVSE_Ready),
            EVSEPresentVoltage=volts(evse.present_voltage),
        ),
        events=(*target, *status),
    )


def power_delivery(facts: Facts, evse: Evse, request: PowerDeliveryReq, at: Moment) -> Outcome[Facts]:
    """After pre-charge: Start enters the loop, Stop ends what never began."""
    facts, events = _hear(facts, request)
    match request.ChargeProgress:
        case ChargeProgress.Start:
            refusal = refuse_start(facts, evse, request, at)
            if refusal is not None:
                return refusal
            return Reply(
                facts=replace(
                    facts, renegotiating=False, asked=False, heard=replace(facts.heard, target=None)
                ),
                response=_response(evse, DC_EVSEStatusCode.EVSE_Ready),
                to=State.CURRENT_DEMAND_OR_POWER_DELIVERY,
                events=(*events, say(Publisher.publish_v2g_setup_finished)),
            )
        case ChargeProgress.Stop:
            return _stop(facts, evse, events)
        case ChargeProgress.Renegotiate:
            return Refusal("FAILED", "nothing to renegotiate before the start")  # [V2G2-812]


def power_delivery_in_loop(facts: Facts, evse: Evse, request: PowerDeliveryReq, at: Moment) -> Outcome[Facts]:
    """In the loop: Stop ends the flow, Renegotiate goes back to the parameters."""
    facts, events = _hear(facts, request)
    match request.ChargeProgress:
        case ChargeProgress.Start:
            return Refusal("FAILED_SequenceError", "the session charges already")
        case ChargeProgress.Stop:
            return _stop(facts, evse, events)
        case ChargeProgress.Renegotiate:
            return Reply(
                facts=replace(facts, renegotiating=True, since=None),
                response=_response(evse, DC_EVSEStatusCode.EVSE_Ready),
                to=State.CHARGE_PARAMETER_DISCOVERY,
                events=events,
            )


def _hear(facts: Facts, request: PowerDeliveryReq) -> tuple[Facts, tuple[Event, ...]]:
    car = request.EVPowerDeliveryParameter
    if not isinstance(car, DC_EVPowerDeliveryParameter):  # optional, also in DC
        return facts, ()
    heard, completion = ev.completion(facts.heard, car)
    heard, status = ev.status(heard, car.DC_EVStatus)
    return replace(facts, heard=heard), (*completion, *status)


def _stop(facts: Facts, evse: Evse, events: tuple[Event, ...]) -> Reply[Facts]:
    finished = (say(Publisher.publish_current_demand_finished),) if facts.flow.demand else ()
    return Reply(
        facts=replace(facts, renegotiating=False, since=None, asked=False, flow=Flow()),
        response=_response(evse, DC_EVSEStatusCode.EVSE_NotReady),
        to=State.WELDING_DETECTION_OR_SESSION_STOP,
        events=(*finished, say(Publisher.publish_dc_open_contactor), *events),
    )


def _response(evse: Evse, phase: DC_EVSEStatusCode) -> PowerDeliveryRes:
    return PowerDeliveryRes(ResponseCode=ResponseCode.OK, EVSEStatus=dc_status(evse, phase))


def current_demand(facts: Facts, evse: Evse, request: CurrentDemandReq, at: Moment) -> Outcome[Facts]:
    """The loop: what the car wants out at once, what the charger gives in return."""
    heard, target = ev.target(facts.heard, request)
    heard, limits = ev.limits(heard, request)
    heard, status = ev.status(heard, request.DC_EVStatus)
    heard, completion = ev.completion(heard, request)
    heard, remaining = ev.remaining(heard, request, at)
    started = () if facts.asked else (say(Publisher.publish_current_demand_started),)
    most = evse.maximum or NO_LIMITS
    wanted_current = number(request.EVTargetCurrent)
    wanted_voltage = number(request.EVTargetVoltage)
    return Reply(
        facts=replace(
            facts, asked=True, heard=heard, meter_serial=evse.meter_serial, flow=Flow(dc=True, demand=True)
        ),
        response=CurrentDemandRes(
            ResponseCode=ResponseCode.OK,
            DC_EVSEStatus=dc_status(evse, DC_EVSEStatusCode.EVSE_Ready),
            EVSEPresentVoltage=volts(evse.present_voltage),
            EVSEPresentCurrent=amperes(evse.present_current),
            EVSECurrentLimitAchieved=wanted_current >= most.evse_maximum_current_limit,
            EVSEVoltageLimitAchieved=wanted_voltage >= most.evse_maximum_voltage_limit,
            EVSEPowerLimitAchieved=wanted_current * wanted_voltage >= most.evse_maximum_power_limit,
            EVSEMaximumVoltageLimit=volts_at_most(most.evse_maximum_voltage_limit),
            EVSEMaximumCurrentLimit=amperes_at_most(most.evse_maximum_current_limit),
            EVSEMaximumPowerLimit=watts_at_most(most.evse_maximum_power_limit),
            EVSEID=facts.offer.evse_id,
            SAScheduleTupleID=facts.tuple_id,
            MeterInfo=meter_info(facts, evse),
            ReceiptRequired=False,  # a receipt needs a contract to sign with ([V2G2-691])
        ),
        events=(*started, *target, *limits, *status, *completion, *remaining),
    )


def welding_detection(facts: Facts, evse: Evse, request: WeldingDetectionReq, at: Moment) -> Outcome[Facts]:
    """The car watches the voltage fall; it asks until it is content."""
    heard, status = ev.status(facts.heard, request.DC_EVStatus)
    return Reply(
        facts=replace(facts, heard=heard),
        response=WeldingDetectionRes(
            ResponseCode=ResponseCode.OK,
            DC_EVSEStatus=dc_status(evse, DC_EVSEStatusCode.EVSE_NotReady),
            EVSEPresentVoltage=volts(evse.present_voltage),
        ),
        events=status,
    )
