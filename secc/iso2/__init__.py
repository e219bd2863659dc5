"""ISO 15118-2:2013. ``PROTOCOL`` is all that the floors above know of it."""

from __future__ import annotations

from dataclasses import replace
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
from secc.protocol import Envelope, Protocol, Surroundings
from secc_contract.v2g.iso15118_2 import Body, MessageHeader, SessionSetupReq, V2G_Message

__all__ = ["PROTOCOL"]


def _can_serve(evse: Evse) -> bool:
    return bool(evse.modes)


def _begin(around: Surroundings, paused: Paused | None) -> Facts:
    return Facts(settings=around.settings, channel=around.channel, trust=around.trust, paused=paused)


def _hear(facts: Facts, envelope: Envelope) -> Facts:
    return replace(facts, received=envelope)


def _session_id(facts: Facts) -> bytes:
    return facts.session_id


def _unwrap(message: Struct, payload: bytes) -> Envelope | None:
    if not isinstance(message, V2G_Message) or message.Body.BodyElement is UNSET:
        return None
    body = message.Body.BodyElement
    if not type(body).__name__.endswith("Req"):
        return None
    signature = message.Header.Signature
    return Envelope(
        session_id=message.Header.SessionID,
        body=body,
        signature=None if signature is UNSET else signature,
        raw=payload,
    )


def _wrap(envelope: Envelope) -> Struct:
    signature = UNSET if envelope.signature is None else envelope.signature
    header = MessageHeader(SessionID=envelope.session_id, Signature=signature)
    return V2G_Message(Header=header, Body=Body(BodyElement=envelope.body))


def _make_safe(facts: Facts) -> tuple[Event, ...]:
    return switch_off(facts.flow)


def _remember(facts: Facts) -> Paused:
    assert facts.schedule is not None  # a pause follows a PowerDelivery, and that a schedule
    return Paused(facts.session_id, facts.evccid, facts.offer, facts.schedule, facts.agreed_at, facts.plans)


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
    hear=_hear,
    session_id=_session_id,
    unwrap=_unwrap,
    wrap=_wrap,
    overrule=overrule,
    refuse=refuse,
    make_safe=_make_safe,
    remember=_remember,
)
