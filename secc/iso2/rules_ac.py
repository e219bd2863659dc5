"""AC: the contactor, and the loop of ChargingStatus."""

from __future__ import annotations

from dataclasses import replace

from msgspec import UNSET

from secc.charging import notes
from secc.charging.delivery import start
from secc.charging.schedule import full_power
from secc.charging.status import may_start
from secc.events import say
from secc.evse import Evse
from secc.fsm import EvseChanged, Expired, Outcome, Refusal, Reply
from secc.iso2.facts import Facts
from secc.iso2.meter import meter
from secc.iso2.states import State
from secc.iso2.status import ac_status
from secc.iso2.timing import CONTACTOR
from secc.iso2.values import amperes_at_most, evse_id, profile
from secc.moment import Moment
from secc_contract.iso15118_charger import Iso15118ChargerPublisher as Publisher
from secc_contract.types.iso15118_charger import EvseError
from secc_contract.v2g.iso15118_2 import (
    ChargingStatusReq,
    ChargingStatusRes,
    PowerDeliveryReq,
    PowerDeliveryRes,
)
from secc_contract.v2g.iso15118_2_types import ChargeProgress, ResponseCode


def power_delivery(facts: Facts, evse: Evse, request: PowerDeliveryReq, at: Moment) -> Outcome[Facts]:
    """Before the loop: Start closes the contactor, Stop ends what never began."""
    match request.ChargeProgress:
        case ChargeProgress.Start:
            return _start(facts, evse, request)
        case ChargeProgress.Stop:
            return _stop(facts, evse)
        case ChargeProgress.Renegotiate:
            return Refusal("FAILED", "nothing to renegotiate before the start")  # [V2G2-812]


def power_delivery_in_loop(facts: Facts, evse: Evse, request: PowerDeliveryReq, at: Moment) -> Outcome[Facts]:
    """In the loop: Stop opens the contactor, Renegotiate leaves it closed."""
    match request.ChargeProgress:
        case ChargeProgress.Start:
            return Refusal("FAILED_SequenceError", "the session charges already")
        case ChargeProgress.Stop:
            return _stop(facts, evse)
        case ChargeProgress.Renegotiate:
            return Reply(
                facts=replace(facts, renegotiating=True, since=None),
                response=_response(evse),
                to=State.CHARGE_PARAMETER_DISCOVERY,
            )


def _start(facts: Facts, evse: Evse, request: PowerDeliveryReq) -> Outcome[Facts]:
    started = start(facts, evse, request.SAScheduleTupleID, profile(request))
    if isinstance(started, Refusal):
        return started
    facts = replace(started.facts, renegotiating=False, flow=replace(facts.flow, ac=True))
    setup_finished = say(Publisher.publish_v2g_setup_finished)
    if evse.contactor_closed:
        return Reply(
            facts=facts,
            response=_response(evse),
            to=State.CHARGING_STATUS,
            events=(setup_finished,),
            note=started.note,
        )
    return Reply(
        facts=facts,
        note=started.note,
        to=State.AC_CONTACTOR_CLOSING,
        events=(setup_finished, say(Publisher.publish_ac_close_contactor)),
        wait=CONTACTOR,
    )


def closing(facts: Facts, evse: Evse, input: EvseChanged, at: Moment) -> Outcome[Facts]:
    """The answer to PowerDelivery(Start), once the contactor or an error speaks."""
    if evse.has(EvseError.Error_EmergencyShutdown):
        return Refusal("FAILED", "emergency while the contactor was closing")
    if evse.has(EvseError.Error_Contactor):
        return Refusal("FAILED_ContactorError", "the owner reports a contactor error")
    if not may_start(evse):
        return Refusal(
            "FAILED_PowerDeliveryNotApplied", "the charger stopped while the contactor was closing"
        )
    if not evse.contactor_closed:
        return Reply(facts=facts, to=State.AC_CONTACTOR_CLOSING)
    return Reply(facts=facts, response=_response(evse), to=State.CHARGING_STATUS)


def not_closed(facts: Facts, evse: Evse, input: Expired, at: Moment) -> Outcome[Facts]:
    """The contactor took too long ([V2G2-860])."""
    return Refusal("FAILED_ContactorError", f"the contactor did not close within {CONTACTOR:g} s")


def _stop(facts: Facts, evse: Evse) -> Outcome[Facts]:
    facts = replace(facts, renegotiating=False, flow=replace(facts.flow, ac=False))
    events = (say(Publisher.publish_ac_open_contactor),)
    if not evse.contactor_closed:
        return Reply(facts=facts, response=_response(evse), to=State.SESSION_STOP, events=events)
    return Reply(facts=facts, to=State.AC_CONTACTOR_OPENING, events=events, wait=CONTACTOR)


def opening(facts: Facts, evse: Evse, input: EvseChanged, at: Moment) -> Outcome[Facts]:
    """The answer to PowerDelivery(Stop), once the contactor is open."""
    if evse.has(EvseError.Error_EmergencyShutdown):
        return Refusal("FAILED", "emergency while the contactor was opening")
    if evse.contactor_closed:
        return Reply(facts=facts, to=State.AC_CONTACTOR_OPENING)
    return Reply(facts=facts, response=_response(evse), to=State.SESSION_STOP)


def not_opened(facts: Facts, evse: Evse, input: Expired, at: Moment) -> Outcome[Facts]:
    """The contactor took too long, or is welded ([V2G2-862])."""
    return Refusal("FAILED_ContactorError", f"the contactor did not open within {CONTACTOR:g} s")


def charging_status(facts: Facts, evse: Evse, request: ChargingStatusReq, at: Moment) -> Outcome[Facts]:
    """The loop: live limit, meter, and what the charger wants.

    A contactor that opens by itself ends the flow: the car is asked to stop. A car with a contract keeps the
    limit of its schedule; for another it has to renegotiate.
    """
    facts, note = notes.contactor(facts, evse)
    facts, info, receipt = meter(facts, evse, at.now)
    by_contract = facts.contract is not None
    return Reply(
        note=note,
        facts=facts,
        response=ChargingStatusRes(
            ResponseCode=ResponseCode.OK,
            EVSEID=evse_id(facts.offer.identity),
            SAScheduleTupleID=facts.tuple_id,
            EVSEMaxCurrent=UNSET if by_contract else amperes_at_most(evse.ac_max_current or 0.0),
            MeterInfo=info,
            ReceiptRequired=receipt,
            AC_EVSEStatus=ac_status(
                evse,
                stop=not evse.contactor_closed,
                renegotiate=facts.outdated(evse) or (by_contract and _too_much(facts, evse)),
            ),
        ),
        to=State.AC_METERING_RECEIPT if receipt else State.CHARGING_STATUS_OR_POWER_DELIVERY,
    )


def _too_much(facts: Facts, evse: Evse) -> bool:
    """Whether the schedule in force grants more than the owner can give now."""
    if facts.schedule is None or facts.mode is None:
        return False
    granted = max(power for _, power in facts.schedule.limits)
    return facts.settings.schedules is None and full_power(facts.mode, evse) < granted


def _response(evse: Evse) -> PowerDeliveryRes:
    return PowerDeliveryRes(ResponseCode=ResponseCode.OK, EVSEStatus=ac_status(evse))
