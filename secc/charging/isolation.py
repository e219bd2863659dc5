"""The cable check: Ongoing while the owner checks the isolation; its verdict decides."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from secc.charging.facts import Facts
from secc.charging.timing import CABLE_CHECK, ISOLATION_RESULT
from secc.events import Event, say
from secc.evse import Evse
from secc.fsm import Refusal
from secc.moment import Moment
from secc_contract.iso15118_charger import Iso15118ChargerPublisher as Publisher
from secc_contract.types.iso15118_charger import IsolationStatus

F = TypeVar("F", bound=Facts)


@dataclass(frozen=True, slots=True)
class CableCheck(Generic[F]):
    """How the check stands."""

    finished: bool
    facts: F
    evse: Evse
    """As the answer shows it: a check that has just begun shows no former result."""
    events: tuple[Event, ...] = ()


def check(facts: F, evse: Evse, at: Moment) -> CableCheck[F] | Refusal:
    """One CableCheckReq."""
    if not facts.asked:
        begun = replace(facts, asked=True, since=at.now)
        return CableCheck(
            False, begun, evse.cable_check_afresh(), (say(Publisher.publish_start_cable_check),)
        )
    if evse.cable_check is None:
        if facts.since is not None and at.now - facts.since > CABLE_CHECK:
            return _faulty(f"the owner gave no cable check result within {CABLE_CHECK:g} s")
        return CableCheck(False, facts, evse)
    if evse.cable_check is False:
        return _faulty("the owner reports that the cable check failed")
    match evse.isolation:
        case IsolationStatus.Valid | IsolationStatus.Warning:
            return passed(facts, evse)
        case IsolationStatus.No_IMD if facts.settings.charge_without_isolation_monitor:
            return passed(facts, evse)
        case IsolationStatus.No_IMD:
            return _faulty("there is no isolation monitor (charge_without_isolation_monitor is off)")
        case IsolationStatus.Fault:
            return _faulty("the isolation is faulty")
        case IsolationStatus.Invalid:
            # The status may come a little after the verdict.
            if at.now - evse.cable_check_at > ISOLATION_RESULT:
                return _faulty("the cable check finished without an isolation status")
            return CableCheck(False, facts, evse)


def passed(facts: F, evse: Evse) -> CableCheck[F]:
    """The cable is good.

    The first target of the pre-charge that follows is told even if it is the old one: the supply may be off.
    """
    return CableCheck(True, replace(facts, since=None, heard=replace(facts.heard, target=None)), evse)


def _faulty(why: str) -> Refusal:
    return Refusal("FAILED", why, "EVSE_Malfunction")
