"""What a session needs of a protocol; each protocol's room makes one value of this."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from secc.events import Event
from secc.evse import Evse
from secc.fsm import Refusal, Table
from secc.security import PLAIN, Channel
from secc.settings import Settings

if TYPE_CHECKING:
    from secc.pnc.store import Trust


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """A message and the session it claims to belong to."""

    session_id: bytes
    body: Any
    """One of the protocol's own requests or responses."""
    signature: Any = None
    """The header's signature, where there is one."""
    raw: bytes = b""
    """The whole message as it came, for those who pass it on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What a session finds and cannot change."""

    settings: Settings
    channel: Channel = PLAIN
    trust: Trust | None = None
    """Roots that vouch for contracts and cars; None: this charger checks no certificates."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Protocol:
    """One V2G protocol, as data and plain functions. Nobody else looks inside its ``facts``."""

    name: str
    """As the contract's ``selected_protocol`` spells it."""
    namespace: str
    major: int
    minor: int
    schema: str
    """Name of the EXI schema set."""
    table: Table
    first: Enum
    opening: type
    """The one request that no session id is asked of."""
    sequence_timeout: float
    """s from a response to the next request"""
    answer_times: Mapping[str, float]
    """s that an answer may take, by name of the request, where it is not the usual time"""
    can_serve: Callable[[Evse], bool]
    """Whether this charger, as it is now, speaks the protocol."""
    begin: Callable[[Surroundings, Any], Any]
    """(surroundings, memory of a paused session or None) -> facts"""
    memory: type
    """What a paused session leaves behind; NoneType where a protocol has no pause."""
    hear: Callable[[Any, Envelope], Any]
    """Facts with what of the envelope the rules look at."""
    session_id: Callable[[Any], bytes]
    unwrap: Callable[[Struct, bytes], Envelope | None]
    """(message, its payload) -> envelope; None if there is no request inside."""
    wrap: Callable[[Envelope], Struct]
    overrule: Callable[[Any, Evse, float], Refusal | None]
    """A refusal that the charger's state demands whatever is asked; None: the rule's answer stands."""
    refuse: Callable[[Struct, Refusal, Any, Evse], Struct]
    """The response with a refusal's code, in the request's own response type."""
    make_safe: Callable[[Any], tuple[Event, ...]]
    """What the owner must switch off when the session ends here."""
    remember: Callable[[Any], Any]
    """What outlives a paused session."""
