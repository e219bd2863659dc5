"""DC: cable check, pre-charge, the loop of CurrentDemand, welding detection."""

from __future__ import annotations

from dataclasses import replace

from secc.charging import car, isolation, notes
from secc.charging.delivery import start
from secc.charging.facts import Flow
from secc.events import Event, say
from secc.evse import Evse
from secc.fsm import Outcome, Refusal, Reply
from secc.iso2.facts import Facts
from secc.iso2.meter import meter
from secc.iso2.states import State
from secc.iso2.status import dc_status
from secc.iso2.values import amperes, amperes_at_most, evse_id, profile, volts, volts_at_most, watts_at_most
from secc.moment import Moment
from secc_contract.iso15118_charger import Iso15118ChargerPublisher as Publisher
from secc_contract.types.iso15118_charger import SaeJ2847BidiMode
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
    EVSEProcessing,
    ResponseCode,
)


def cable_check(facts: Facts, evse: Evse, request: CableCheckReq, at: Moment) -> Outcome[Facts]:
    """Ongoing while the owner checks the isolation; after a renegotiation its former verdict holds."""
    heard, status = car.status(facts.heard, request.DC_EVStatus)
    facts = replace(facts, heard=heard)
    check = isolation.passed(facts, evse) if facts.renegotiating else isolation.check(facts, evse, at)
    if isinstance(check, Refusal):
        return check
    phase = "EVSE_Ready" if check.finished else "EVSE_IsolationMonitoringActive"
    return Reply(
        facts=check.facts,
        response=CableCheckRes(
            ResponseCode=ResponseCode.OK,
            DC_EVSEStatus=dc_status(check.evse, phase),
            EVSEProcessing=EVSEProcessing.Finished if check.finished else EVSEProcessing.Ongoing,
        ),
        to=State.PRE_CHARGE if check.finished else State.CABLE_CHECK,
        events=(*status, *check.events),
    )


def pre_charge(facts: Facts, evse: Evse, request: PreChargeReq, at: Moment) -> Outcome[Facts]:
    """The owner drives the output to the car's voltage; the car decides when it matches."""
    heard, status = car.status(facts.heard, request.DC_EVStatus)
    heard, target = car.target(heard, request)
    facts, note = notes.pre_charge(facts, evse, at.now)
    return Reply(
        facts=replace(facts, heard=heard, flow=replace(facts.flow, dc=True)),
        note=note,
        response=PreChargeRes(
            ResponseCode=ResponseCode.OK,
            DC_EVSEStatus=dc_status(evse, "EVSE_Ready"),
            EVSEPresentVoltage=volts(evse.present_voltage),
        ),
        events=(*target, *status),
    )


def power_delivery(facts: Facts, evse: Evse, request: PowerDeliveryReq, at: Moment) -> Outcome[Facts]:
    """After pre-charge: Start enters the loop, Stop ends what never began."""
    facts, events = _hear(facts, request)
    match request.ChargeProgress:
        case ChargeProgress.Start:
            started = start(facts, evse, request.SAScheduleTupleID, profile(request))
            if isinstance(started, Refusal):
                return started
            return Reply(
                note=started.note,
                facts=replace(
                    started.facts,
                    renegotiating=False,
                    since=None,
                    asked=False,
                    heard=replace(facts.heard, target=None),
                ),
                response=_response(evse, "EVSE_Ready"),
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
                response=_response(evse, "EVSE_Ready"),
                to=State.CHARGE_PARAMETER_DISCOVERY,
                events=events,
            )


def _hear(facts: Facts, request: PowerDeliveryReq) -> tuple[Facts, tuple[Event, ...]]:
    given = request.EVPowerDeliveryParameter
    if not isinstance(given, DC_EVPowerDeliveryParameter):  # optional, also in DC
        return facts, ()
    heard, completion = car.completion(facts.heard, given)
    heard, status = car.status(heard, given.DC_EVStatus)
    return replace(facts, heard=heard), (*completion, *status)


def _stop(facts: Facts, evse: Evse, events: tuple[Event, ...]) -> Reply[Facts]:
    finished = (say(Publisher.publish_current_demand_finished),) if facts.flow.demand else ()
    return Reply(
        facts=replace(facts, renegotiating=False, since=None, asked=False, flow=Flow()),
        response=_response(evse, "EVSE_NotReady"),
        to=State.WELDING_DETECTION_OR_SESSION_STOP,
        events=(*finished, say(Publisher.publish_dc_open_contactor), *events),
    )


def _response(evse: Evse, phase: str) -> PowerDeliveryRes:
    return PowerDeliveryRes(ResponseCode=ResponseCode.OK, EVSEStatus=dc_status(evse, phase))


def current_demand(facts: Facts, evse: Evse, request: CurrentDemandReq, at: Moment) -> Outcome[Facts]:
    """The loop: what the car wants out at once, what the charger gives in return."""
    heard, news = car.demand(facts.heard, request, at)
    started = () if facts.asked else (say(Publisher.publish_current_demand_started),)
    most = evse.limits(facts.bidirectional)
    achieved = car.achieved(request, most)
    facts, note = notes.stale(facts, evse, at.now)
    facts, info, receipt = meter(facts, evse, at.now)
    return Reply(
        note=note,
        facts=replace(facts, asked=True, heard=heard, flow=Flow(dc=True, demand=True)),
        response=CurrentDemandRes(
            ResponseCode=ResponseCode.OK,
            DC_EVSEStatus=dc_status(
                evse,
                "EVSE_Shutdown" if _home_is_fed(facts, request) else "EVSE_Ready",
                renegotiate=facts.outdated(evse),
            ),
            EVSEPresentVoltage=volts(evse.present_voltage),
            EVSEPresentCurrent=amperes(evse.present_current),
            EVSECurrentLimitAchieved=achieved.current,
            EVSEVoltageLimitAchieved=achieved.voltage,
            EVSEPowerLimitAchieved=achieved.power,
            EVSEMaximumVoltageLimit=volts_at_most(most.evse_maximum_voltage_limit),
            EVSEMaximumCurrentLimit=amperes_at_most(most.evse_maximum_current_limit),
            EVSEMaximumPowerLimit=watts_at_most(most.evse_maximum_power_limit),
            EVSEID=evse_id(facts.offer.identity),
            SAScheduleTupleID=facts.tuple_id,
            MeterInfo=info,
            ReceiptRequired=receipt,
        ),
        to=State.DC_METERING_RECEIPT if receipt else State.CURRENT_DEMAND_OR_POWER_DELIVERY,
        events=(*started, *news),
    )


def _home_is_fed(facts: Facts, request: CurrentDemandReq) -> bool:
    """Whether a car that feeds a home has reached the state of charge where that ends."""
    return facts.sae_mode is SaeJ2847BidiMode.V2H and facts.lowest_soc >= request.DC_EVStatus.EVRESSSOC


def welding_detection(facts: Facts, evse: Evse, request: WeldingDetectionReq, at: Moment) -> Outcome[Facts]:
    """The car watches the voltage fall; it asks until it is content."""
    heard, status = car.status(facts.heard, request.DC_EVStatus)
    return Reply(
        facts=replace(facts, heard=heard),
        response=WeldingDetectionRes(
            ResponseCode=ResponseCode.OK,
            DC_EVSEStatus=dc_status(evse, "EVSE_NotReady"),
            EVSEPresentVoltage=volts(evse.present_voltage),
        ),
        events=status,
    )
