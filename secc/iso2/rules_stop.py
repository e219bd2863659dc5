"""SessionStop: end or pause."""

from __future__ import annotations

from secc.evse import Evse
from secc.fsm import End, Outcome, Refusal, Reply
from secc.iso2.facts import Facts
from secc.moment import Moment
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
