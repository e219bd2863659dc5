"""What the charger's state means to the car, in words that both protocols share."""

from __future__ import annotations

from secc.charging.facts import Facts, Flow
from secc.charging.timing import STOP_OBEYED
from secc.events import Event, say
from secc.evse import Evse
from secc.fsm import Refusal
from secc_contract.iso15118_charger import Iso15118ChargerPublisher as Publisher
from secc_contract.types.iso15118_charger import EvseError

_BROKEN = (EvseError.Error_Malfunction, EvseError.Error_Contactor, EvseError.Error_RCD)


def dc_code(evse: Evse, phase: str) -> str:
    """DC_EVSEStatusCode: emergency, malfunction, utility, stop, in this order, else the phase's own."""
    if evse.has(EvseError.Error_EmergencyShutdown):
        return "EVSE_EmergencyShutdown"
    if evse.has(*_BROKEN):
        return "EVSE_Malfunction"
    if evse.has(EvseError.Error_UtilityInterruptEvent):
        return "EVSE_UtilityInterruptEvent"
    return "EVSE_Shutdown" if evse.stop_since is not None else phase


def dc_stops(evse: Evse) -> bool:
    """Whether a DC car is asked to stop."""
    return evse.stop_since is not None or evse.has(*_BROKEN)


def ac_stops(evse: Evse) -> bool:
    """Whether an AC car is asked to stop: any error does it, for AC has no other word."""
    return evse.stop_since is not None or bool(evse.errors)


def may_start(evse: Evse) -> bool:
    """Whether energy may begin to flow: no error stands and nobody asked to stop."""
    return not evse.errors and evse.stop_since is None


def why_not_start(evse: Evse) -> str:
    """What forbids a start, in words."""
    return ", ".join(sorted(evse.errors)) or "the owner asked to stop"


def overrule(facts: Facts, evse: Evse, now: float) -> Refusal | None:
    """An emergency, or a stop that the car ignores, ends the session with the next answer."""
    if evse.has(EvseError.Error_EmergencyShutdown):
        return Refusal("FAILED", "emergency shutdown")
    charging = facts.flow.ac or facts.flow.dc
    if charging and evse.stop_since is not None and now - evse.stop_since > STOP_OBEYED:
        return Refusal("FAILED", f"the car charges on {STOP_OBEYED:g} s after it was asked to stop")
    return None


def switch_off(flow: Flow) -> tuple[Event, ...]:
    """What the owner must switch off now, whatever the car does next."""
    events: list[Event] = []
    if flow.demand:
        events.append(say(Publisher.publish_current_demand_finished))
    if flow.dc:
        events.append(say(Publisher.publish_dc_open_contactor))
    if flow.ac:
        events.append(say(Publisher.publish_ac_open_contactor))
    return tuple(events)
