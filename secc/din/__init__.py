"""DIN SPEC 70121:2014 (DC, external payment). ``PROTOCOL`` is all that the floors above know of it."""

from __future__ import annotations

from types import NoneType
from typing import Final

from msgspec import UNSET, Struct

from secc.charging.facts import Facts
from secc.charging.schedule import is_ac
from secc.charging.status import overrule, switch_off
from secc.charging.timing import SEQUENCE
from secc.din.refusals import SCHEMA, refuse
from secc.din.states import State
from secc.din.table import TABLE
from secc.din.timing import ANSWER
from secc.events import Event
from secc.evse import Evse
from secc.protocol import Envelope, Protocol, Surroundings
from secc_contract.v2g.din70121 import Body, MessageHeader, SessionSetupReq, V2G_Message

__all__ = ["PROTOCOL"]


def _can_serve(evse: Evse) -> bool:
    return any(not is_ac(mode) for mode in evse.modes)


def _begin(around: Surroundings, memory: None) -> Facts:
    return Facts(settings=around.settings)


def _hear(facts: Facts, envelope: Envelope) -> Facts:
    return facts  # whatever id a car brings, it gets a new one


def _session_id(facts: Facts) -> bytes:
    return facts.session_id


def _unwrap(message: Struct, payload: bytes) -> Envelope | None:
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


def _remember(facts: Facts) -> None:
    """Nothing: the protocol has no pause."""


PROTOCOL: Final = Protocol(
    name="DIN70121",
    namespace="urn:din:70121:2012:MsgDef",
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
    memory=NoneType,
    hear=_hear,
    session_id=_session_id,
    unwrap=_unwrap,
    wrap=_wrap,
    overrule=overrule,
    refuse=refuse,
    make_safe=_make_safe,
    remember=_remember,
)
