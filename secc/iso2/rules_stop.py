"""SessionStop, and what must be switched off however a session ends."""

from __future__ import annotations

from secc.events import Event, say
from secc.evse import Evse
from secc.fsm import End, Outcome, Refusal, Reply
from secc.iso2.facts import Facts
from secc.moment import Moment
from secc_contract.iso15118_charger import Iso15118ChargerPublisher as Publisher
from secc_contract.v2g.iso15118_2 import SessionStopReq, SessionStopRes
from secc_contract.v2g.iso15118_2_types import ChargingSession, ResponseCode


def session_stop(facts: Facts, evse: Evse, request: SessionStopReq, at: Moment) -> Outcome[Facts]:
    """Before energy flowed: the session may end, but there is nothing to pause."""
    if request.ChargingSession is ChargingSession.Pause:
        return Refusal("FAILED", "a pause is possible only after PowerDelivery(Stop)")
    return Reply(facts=facts, response=_OK, end=End.TERMINATE)


def session_stop_or_pause(facts: Facts, evse: Evse, request: SessionStopReq, at: Moment) -> Outcome[Facts]:
    """After PowerDelivery(Stop): end or pause."""
    paused = request.ChargingSession is ChargingSession.Pause
    return Reply(facts=facts, response=_OK, end=End.PAUSE if paused else End.TERMINATE)


_OK = SessionStopRes(ResponseCode=ResponseCode.OK)


def make_safe(facts: Facts) -> tuple[Event, ...]:
    """What the owner must switch off now, whatever the car does next."""
    flow = facts.flow
    events: list[Event] = []
    if flow.demand:
        events.append(say(Publisher.publish_current_demand_finished))
    if flow.dc:
        events.append(say(Publisher.publish_dc_open_contactor))
    if flow.ac:
        events.append(say(Publisher.publish_ac_open_contactor))
    return tuple(events)
