"""The machine that runs every protocol's table.

A *state* is named after what may come next. A row of the table says which rule answers an input there, and
to which states that may lead. An input without a row is the sequence error: a look-up that fails, written
once.

A *rule* is a plain function ``(facts, evse, input, moment) -> Reply | Refusal``. It changes nothing it was
given. Where a standard has no "Ongoing" answer, a rule replies without a response: the new state is
*pending*, and a row for :class:`EvseChanged` or :class:`Expired` answers later.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, Generic, TypeVar

from msgspec import Struct

from secc.events import Event
from secc.evse import Evse
from secc.moment import Moment

Facts = TypeVar("Facts")
Input = TypeVar("Input")


class End(Enum):
    """How a session ends; the owner hears it when the connection is gone."""

    TERMINATE = "terminate"
    PAUSE = "pause"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class EvseChanged:
    """Input of a pending state: the owner gave a command."""


@dataclass(frozen=True, slots=True)
class Expired:
    """Input of a pending state: the time that its rule allowed is over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply(Generic[Facts]):
    """What a rule decided."""

    facts: Facts
    response: Struct | None = None
    """None: nothing is sent yet."""
    raw: bytes = b""
    """Payload to send as it is in place of the response, which is what it holds."""
    signature: Struct | None = None
    """For the header of the response."""
    to: Enum | None = None
    """Next state; may be left out where the row names only one."""
    events: tuple[Event, ...] = ()
    end: End | None = None
    """The session is over once the response is out."""
    wait: float | None = None
    """How long a pending state may last, in s."""
    note: str | None = None
    """Something that whoever runs the charger should know, for the log."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A rule's "no": the request's own response with this code, then the end of the session."""

    code: str
    why: str
    """For the log: a sentence that helps whoever stands at the charger."""
    status: str | None = None
    """EVSE status code that the response shows, where it has one and no error of the charger outranks it."""


Outcome = Reply[Facts] | Refusal
Rule = Callable[[Facts, Evse, Input, Moment], Outcome[Facts]]


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table."""

    input: type
    rule: Callable[..., Outcome[Any]]
    leads: tuple[Enum, ...]


def on(input: type[Input], rule: Rule[Any, Input], *leads: Enum) -> Row:
    """``on(SessionSetupReq, session_setup, State.SERVICE_DISCOVERY)``: who answers, where that may lead."""
    return Row(input, rule, leads)


Table = Mapping[Enum, Mapping[type, Row]]


def table(states: Mapping[Any, tuple[Row, ...]]) -> Table:
    """Index the rows of each state by input; two rows for one input are a mistake of ours."""
    indexed: dict[Enum, dict[type, Row]] = {}
    for state, rows in states.items():
        indexed[state] = {row.input: row for row in rows}
        assert len(indexed[state]) == len(rows), f"{state} lists an input twice"
    return indexed


def step(row: Row, facts: Any, evse: Evse, input: Any, at: Moment) -> tuple[Outcome[Any], Enum | None]:
    """Run a row's rule; the state it leads to is one that the row lists (None when refused)."""
    outcome = row.rule(facts, evse, input, at)
    if isinstance(outcome, Refusal):
        return outcome, None
    state = outcome.to if outcome.to is not None else row.leads[0]
    assert state in row.leads, f"{row.rule.__name__} leads to {state}, which its row does not list"
    assert outcome.to is not None or len(row.leads) == 1, f"{row.rule.__name__} does not say where it leads"
    return outcome, state
