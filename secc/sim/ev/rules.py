"""The rules that both protocols share: (trip, response, now) -> next state.

The parts that they look at carry the same names in both protocols, and enumerations are compared as texts.
"""

from __future__ import annotations

from msgspec import UNSET, UnsetType

from secc.sim.ev.states import State
from secc.sim.ev.trip import Trip
from secc.sim.ev.words import WORDS, number
from secc_contract.v2g import app_protocol, din70121, iso15118_2
from secc_contract.v2g import din70121_types as din_types
from secc_contract.v2g import iso15118_2_types as iso2_types

DcStatus = iso2_types.DC_EVSEStatus | din_types.DC_EVSEStatus
DcParameters = iso2_types.DC_EVSEChargeParameter | din_types.DC_EVSEChargeParameter


def handshake(trip: Trip, response: app_protocol.SupportedAppProtocolRes, now: float) -> State:
    """An answer may leave the number out where only one protocol was offered."""
    offered = dict(enumerate(trip.settings.protocols, 1))
    if response.SchemaID is UNSET and len(offered) > 1:
        return give_up(trip, "the charger did not say which of the protocols it chose")
    schema = 1 if isinstance(response.SchemaID, UnsetType) else response.SchemaID
    chosen = offered.get(schema)
    if chosen is None:
        return give_up(trip, f"the charger chose schema {schema}, which was not offered")
    if chosen not in WORDS:
        return give_up(trip, f"the charger chose {chosen}, which this car does not speak")
    trip.protocol = chosen
    return State.SESSION_SETUP


def authorization(
    trip: Trip, response: iso15118_2.AuthorizationRes | din70121.ContractAuthenticationRes, now: float
) -> State:
    return State.PARAMETERS if response.EVSEProcessing == "Finished" else State.AUTHORIZATION


def dc_parameters(trip: Trip, limits: DcParameters) -> str:
    """Take the charger's limits over; why it wants an end, empty if it does not."""
    trip.max_current = number(limits.EVSEMaximumCurrentLimit)
    trip.max_power = trip.battery.max_current * trip.battery.max_voltage
    if limits.EVSEMaximumPowerLimit is not UNSET:
        trip.max_power = min(trip.max_power, number(limits.EVSEMaximumPowerLimit))
    return alarm(limits.DC_EVSEStatus)


def start(entry: iso2_types.PMaxScheduleEntry | din_types.PMaxScheduleEntry) -> int:
    """s from the offer; 0 where the interval is of no kind that says it."""
    interval = entry.TimeInterval
    relative = iso2_types.RelativeTimeInterval | din_types.RelativeTimeInterval
    return interval.start if isinstance(interval, relative) else 0


def cable_check(trip: Trip, response: iso15118_2.CableCheckRes | din70121.CableCheckRes, now: float) -> State:
    status = response.DC_EVSEStatus
    if reason := alarm(status):
        return leave(trip, reason)
    if response.EVSEProcessing != "Finished":
        return State.CABLE_CHECK
    if status.EVSEIsolationStatus in ("Invalid", "Fault"):
        return leave(trip, f"isolation is {status.EVSEIsolationStatus} after the cable check")
    return State.PRE_CHARGE


def pre_charge(trip: Trip, response: iso15118_2.PreChargeRes | din70121.PreChargeRes, now: float) -> State:
    trip.rest(number(response.EVSEPresentVoltage))
    if reason := alarm(response.DC_EVSEStatus):
        return leave(trip, reason)
    apart = abs(trip.volts - trip.battery.open_voltage)
    return State.START if apart <= trip.settings.pre_charge_tolerance else State.PRE_CHARGE


def dc_charge(
    trip: Trip, response: iso15118_2.CurrentDemandRes | din70121.CurrentDemandRes, now: float
) -> State:
    if response.EVSEMaximumCurrentLimit is not UNSET:
        trip.max_current = number(response.EVSEMaximumCurrentLimit)
    volts, amperes = number(response.EVSEPresentVoltage), number(response.EVSEPresentCurrent)
    trip.flow(volts, amperes, volts * amperes, now)
    status = response.DC_EVSEStatus
    return charge_on(trip, alarm(status), State.DC_CHARGE, now)


def charge_on(trip: Trip, reason: str, charging: State, now: float) -> State:
    """Go on, unless the charger (``reason``) or the driver wants an end."""
    trip.ending = reason or trip.full(now)
    return State.STOP if trip.ending else charging


def welding(
    trip: Trip, response: iso15118_2.WeldingDetectionRes | din70121.WeldingDetectionRes, now: float
) -> State:
    trip.rest(number(response.EVSEPresentVoltage))
    if trip.volts < trip.settings.safe_voltage:
        return State.SESSION_STOP
    if now - trip.entered > trip.settings.welding_time:
        return leave(trip, f"still {trip.volts:.0f} V after power off")
    return State.WELDING


_ALARMS = ("EVSE_Shutdown", "EVSE_UtilityInterruptEvent", "EVSE_EmergencyShutdown", "EVSE_Malfunction")


def alarm(status: DcStatus) -> str:
    """Why a DC charger wants an end; empty if it does not."""
    if status.EVSEStatusCode in _ALARMS:
        return f"the charger reports {status.EVSEStatusCode}"
    return "the charger asked to stop" if status.EVSENotification == "StopCharging" else ""


def leave(trip: Trip, reason: str) -> State:
    """End in good order, but without success."""
    trip.failure = trip.failure or reason
    return State.SESSION_STOP


def give_up(trip: Trip, reason: str) -> State:
    """End at once."""
    trip.failure = trip.failure or reason
    return State.OVER
