"""What a table of the car is made of: its states, and what stands in a row."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any, NamedTuple

from secc.sim.ev.trip import Trip


class State(StrEnum):
    """Which answer the car waits for."""

    SEARCH = "searching"  # no connection yet
    HANDSHAKE = "handshake"
    SESSION_SETUP = "session setup"
    SERVICES = "services"
    SERVICE_DETAIL = "certificates"
    PAYMENT = "payment"
    INSTALLATION = "new contract"
    UPDATE = "contract update"
    CONTRACT = "contract"
    AUTHORIZATION = "authorization"
    PARAMETERS = "parameters"
    CABLE_CHECK = "cable check"
    PRE_CHARGE = "pre-charge"
    START = "power on"
    AC_CHARGE = "charging AC"
    DC_CHARGE = "charging DC"
    RECEIPT = "meter receipt"
    RENEGOTIATE = "renegotiation"
    STOP = "power off"
    WELDING = "welding check"
    SESSION_STOP = "session stop"
    OVER = "over"


CHARGING = (State.AC_CHARGE, State.DC_CHARGE)
ENDING = (State.STOP, State.WELDING, State.SESSION_STOP, State.OVER)

Builder = Callable[[Trip], Any]
Rule = Callable[[Trip, Any, float], State]


class Row(NamedTuple):
    """What is asked, what must come back, where that leads."""

    request: Builder
    response: type[Any]
    next: State | Rule

    @property
    def name(self) -> str:
        """Of the request, without Req."""
        return self.response.__name__.removesuffix("Res")


Table = Mapping[State, Row]

PATIENCE: dict[State, float] = {
    State.AUTHORIZATION: 300,  # a person has to act
    State.PARAMETERS: 60,
    State.CABLE_CHECK: 40,
    State.PRE_CHARGE: 7,
}
"""Seconds for which the car repeats a question (ISO 15118-2 Table 109, but for authorization)."""


def way_out(state: State) -> State:
    """Where a car goes that has enough: power off first where it is on."""
    if state in ENDING:
        return state
    return State.STOP if state in (*CHARGING, State.RECEIPT, State.RENEGOTIATE) else State.SESSION_STOP
