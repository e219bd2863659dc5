"""What is worth a line in the log while a session goes on, once a session."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

from secc.charging.facts import Facts
from secc.charging.timing import FRESH, PRE_CHARGE
from secc.evse import Evse

F = TypeVar("F", bound=Facts)

Noted = tuple[F, str | None]
"""The facts, and the line if there is one."""


def pre_charge(facts: F, evse: Evse, now: float) -> Noted[F]:
    """The output takes its time to reach the car's voltage, or nobody says what it is."""
    if facts.since is None:
        return replace(facts, since=now), None
    if now - facts.since > PRE_CHARGE:
        return once(facts, f"pre-charge takes longer than {PRE_CHARGE:g} s: many cars give up after 7 s")
    return stale(facts, evse, now)


def stale(facts: F, evse: Evse, now: float) -> Noted[F]:
    """The owner has not told voltage and current for a while: what the car hears may be wrong."""
    if now - evse.present_at > FRESH:
        return once(facts, f"the owner's present values are older than {FRESH:g} s while energy flows")
    return facts, None


def contactor(facts: F, evse: Evse) -> Noted[F]:
    """The contactor has opened while a car charges, and nobody asked for it."""
    if evse.contactor_closed:
        return facts, None
    return once(facts, "the contactor has opened by itself: the car is asked to stop")


def once(facts: F, line: str) -> Noted[F]:
    """This line, unless it has been told before."""
    if line in facts.noted:
        return facts, None
    return replace(facts, noted=facts.noted | {line}), line
