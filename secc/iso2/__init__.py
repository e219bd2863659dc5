"""ISO 15118-2:2013. ``PROTOCOL`` is all that the floors above know of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Final

from msgspec import UNSET, Struct

from secc.charging.status import overrule, switch_off
from secc.charging.timing import SEQUENCE
from secc.events import Event
from secc.evse import Evse
from secc.iso2.facts import Facts, Paused
from secc.iso2.refusals import SCHEMA, refuse
from secc.iso2.states import State
from secc.iso2.table import TABLE
from secc.iso2.timing import ANSWER
from secc.protocol import Envelope, Protocol
from secc.settings import Settings
from secc_contract.v2g.iso15118_2 import Body, MessageHeader, SessionSetupReq, V2G_Message

__all__ = ["PROTOCOL"]


def _can_serve(evse: Evse) -> bool:
    return bool(evse.modes)


def _begin(settings: Settings, paused: Paused | None) -> Facts:
    return Facts(settings=settings, paused=paused)


def _claim(facts: Facts, session_id: bytes) -> Facts:
    return replace(facts, claimed_id=session_id)


def _session_id(facts: Facts) -> bytes:
    return facts.session_id


def _unwrap(message: Struct) -> Envelope | None:
    if not isinstance(message, V2G_Message) or message.Body.BodyElement is UNSET:
        return None
    body = message.Body.BodyElement
    if not type(body).__name__.endswith("Req"):
        return None
    return Envelope(session_id=message.Header.SessionID, body=body)


def _wrap(envelope: Envelope) -> Struct:
    return V2G_Message(
        Header=MessageHeader(SessionID=envelope.session_id), Body=Body(BodyElement=envelope.body)
    )


def _make_safe(facts: Facts) -> tuple[Event, ...]:
    return switch_off(facts.flow)


def _remember(facts: Facts) -> Paused:
    assert facts.schedule is not None  # a pause follows a PowerDelivery, and that a schedule
    ends = facts.agreed_at + timedelta(seconds=facts.schedule.length)
    return Paused(facts.session_id, facts.offer, facts.tuple_id, ends)


PROTOCOL: Final = Protocol(
    name="ISO15118-2-2013",
    namespace="urn:iso:15118:2:2013:MsgDef",
    major=2,
    minor=0,
    schema=SCHEMA,
    table=TABLE,
    first=State.SESSION_SETUP,
    opening=SessionSetupReq,
    sequence_timeout=SEQUENCE,
    answer_times=ANSWER,
    can_serve=_can_serve,
    begin=_begin,
    memory=Paused,
    claim=_claim,
    session_id=_session_id,
    unwrap=_unwrap,
    wrap=_wrap,
    overrule=overrule,
    refuse=refuse,
    make_safe=_make_safe,
    remember=_remember,
)
