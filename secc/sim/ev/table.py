"""A charging session as the car sees it, on one page: what it asks, what must come back, where that leads.

A row is (request, expected response, next state or the rule that finds it). A rule that returns its own state
asks again after a pause. What holds for every row (response type, session id, FAILED codes, time limits) is
checked once, in ``car.py``. ISO 15118-2, charging without contract (EIM).
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import Any, NamedTuple

from msgspec import UNSET

from secc.sim.ev import requests
from secc.sim.ev.trip import AC, DC, Trip, number
from secc_contract.v2g import app_protocol
from secc_contract.v2g.iso15118_2 import (
    AuthorizationRes,
    CableCheckRes,
    ChargeParameterDiscoveryRes,
    ChargingStatusRes,
    CurrentDemandRes,
    PaymentServiceSelectionRes,
    PowerDeliveryRes,
    PreChargeRes,
    ServiceDiscoveryRes,
    SessionSetupRes,
    SessionStopRes,
    WeldingDetectionRes,
)
from secc_contract.v2g.iso15118_2_types import (
    AC_EVSEChargeParameter,
    AC_EVSEStatus,
    DC_EVSEChargeParameter,
    DC_EVSEStatus,
    DC_EVSEStatusCode,
    EVSENotification,
    EVSEProcessing,
    IsolationLevel,
    PaymentOption,
    PhysicalValue,
    SAScheduleList,
)


class State(StrEnum):
    """Which answer the car waits for."""

    SEARCH = "searching"  # no connection yet
    HANDSHAKE = "handshake"
    SESSION_SETUP = "session setup"
    SERVICES = "services"
    PAYMENT = "payment"
    AUTHORIZATION = "authorization"
    PARAMETERS = "parameters"
    CABLE_CHECK = "cable check"
    PRE_CHARGE = "pre-charge"
    START = "power on"
    AC_CHARGE = "charging AC"
    DC_CHARGE = "charging DC"
    RENEGOTIATE = "renegotiation"
    STOP = "power off"
    WELDING = "welding check"
    SESSION_STOP = "session stop"
    OVER = "over"


Rule = Callable[[Trip, Any, float], State]


class Row(NamedTuple):
    request: Callable[[Trip], Any]
    response: type[Any]
    next: State | Rule


# Rules: (trip, response, now) -> next state


def handshake(trip: Trip, response: app_protocol.SupportedAppProtocolRes, now: float) -> State:
    if response.SchemaID not in (requests.SCHEMA, UNSET):
        return _give_up(trip, f"the charger chose schema {response.SchemaID}, which was not offered")
    return State.SESSION_SETUP


def services(trip: Trip, response: ServiceDiscoveryRes, now: float) -> State:
    if PaymentOption.ExternalPayment not in response.PaymentOptionList.PaymentOption:
        return _leave(trip, "the charger does not offer external payment")
    offered = response.ChargeService.SupportedEnergyTransferMode.EnergyTransferMode
    mode = next((mode for mode in trip.settings.modes if mode in offered), None)
    if mode is None:
        return _leave(trip, f"the charger offers {', '.join(offered)} only")
    trip.mode = mode
    return State.PAYMENT


def authorization(trip: Trip, response: AuthorizationRes, now: float) -> State:
    done = response.EVSEProcessing is EVSEProcessing.Finished
    return State.PARAMETERS if done else State.AUTHORIZATION


def parameters(trip: Trip, response: ChargeParameterDiscoveryRes, now: float) -> State:
    if response.EVSEProcessing is not EVSEProcessing.Finished:
        return State.PARAMETERS
    match response.EVSEChargeParameter:
        case AC_EVSEChargeParameter() as ac if trip.mode in AC:
            trip.nominal_voltage = number(ac.EVSENominalVoltage)
            trip.max_current = number(ac.EVSEMaxCurrent)
            trip.max_power = trip.nominal_voltage * trip.settings.ac_max_current * trip.phases
            status: AC_EVSEStatus | DC_EVSEStatus = ac.AC_EVSEStatus
        case DC_EVSEChargeParameter() as dc if trip.mode in DC:
            trip.max_current = number(dc.EVSEMaximumCurrentLimit)
            own = trip.battery.max_current * trip.battery.max_voltage
            trip.max_power = min(own, number(dc.EVSEMaximumPowerLimit))
            status = dc.DC_EVSEStatus
        case _:
            return _leave(trip, f"the charger's parameters do not suit {trip.mode}")
    if not isinstance(response.SASchedules, SAScheduleList):
        return _leave(trip, "the charger sent no schedule")
    offer = response.SASchedules.SAScheduleTuple[0]
    trip.schedule = offer.SAScheduleTupleID
    trip.max_power = min(trip.max_power, number(offer.PMaxSchedule.PMaxScheduleEntry[0].PMax))
    if alarm := _alarm(status):
        return _leave(trip, alarm)
    return State.START if trip.settings.is_ac else State.CABLE_CHECK


def cable_check(trip: Trip, response: CableCheckRes, now: float) -> State:
    status = response.DC_EVSEStatus
    if alarm := _alarm(status):
        return _leave(trip, alarm)
    if response.EVSEProcessing is not EVSEProcessing.Finished:
        return State.CABLE_CHECK
    if status.EVSEIsolationStatus in (IsolationLevel.Invalid, IsolationLevel.Fault):
        return _leave(trip, f"isolation is {status.EVSEIsolationStatus} after the cable check")
    return State.PRE_CHARGE


def pre_charge(trip: Trip, response: PreChargeRes, now: float) -> State:
    trip.rest(number(response.EVSEPresentVoltage))
    if alarm := _alarm(response.DC_EVSEStatus):
        return _leave(trip, alarm)
    apart = abs(trip.volts - trip.battery.open_voltage)
    return State.START if apart <= trip.settings.pre_charge_tolerance else State.PRE_CHARGE


def started(trip: Trip, response: PowerDeliveryRes, now: float) -> State:
    trip.looked = now
    return State.AC_CHARGE if trip.settings.is_ac else State.DC_CHARGE


def ac_charge(trip: Trip, response: ChargingStatusRes, now: float) -> State:
    if isinstance(response.EVSEMaxCurrent, PhysicalValue):
        trip.max_current = number(response.EVSEMaxCurrent)
    amperes = min(trip.max_current, trip.settings.ac_max_current)
    watts = min(trip.nominal_voltage * amperes * trip.phases, trip.max_power)
    trip.flow(trip.nominal_voltage, amperes, watts, now)
    return _charge_on(trip, response.AC_EVSEStatus, State.AC_CHARGE, now)


def dc_charge(trip: Trip, response: CurrentDemandRes, now: float) -> State:
    if isinstance(response.EVSEMaximumCurrentLimit, PhysicalValue):
        trip.max_current = number(response.EVSEMaximumCurrentLimit)
    volts, amperes = number(response.EVSEPresentVoltage), number(response.EVSEPresentCurrent)
    trip.flow(volts, amperes, volts * amperes, now)
    return _charge_on(trip, response.DC_EVSEStatus, State.DC_CHARGE, now)


def _charge_on(trip: Trip, status: AC_EVSEStatus | DC_EVSEStatus, charging: State, now: float) -> State:
    trip.ending = _alarm(status) or trip.full(now)
    if trip.ending:
        return State.STOP
    return State.RENEGOTIATE if status.EVSENotification is EVSENotification.ReNegotiation else charging


def stopped(trip: Trip, response: PowerDeliveryRes, now: float) -> State:
    trip.rest(0.0 if trip.settings.is_ac else trip.volts)
    return State.SESSION_STOP if trip.settings.is_ac else State.WELDING


def welding(trip: Trip, response: WeldingDetectionRes, now: float) -> State:
    trip.rest(number(response.EVSEPresentVoltage))
    if trip.volts < trip.settings.safe_voltage:
        return State.SESSION_STOP
    if now - trip.entered > trip.settings.welding_time:
        return _leave(trip, f"still {trip.volts:.0f} V after power off")
    return State.WELDING


TABLE: dict[State, Row] = {
    State.HANDSHAKE: Row(requests.handshake, app_protocol.SupportedAppProtocolRes, handshake),
    State.SESSION_SETUP: Row(requests.session_setup, SessionSetupRes, State.SERVICES),
    State.SERVICES: Row(requests.service_discovery, ServiceDiscoveryRes, services),
    State.PAYMENT: Row(requests.payment, PaymentServiceSelectionRes, State.AUTHORIZATION),
    State.AUTHORIZATION: Row(requests.authorization, AuthorizationRes, authorization),
    State.PARAMETERS: Row(requests.charge_parameters, ChargeParameterDiscoveryRes, parameters),
    # DC only
    State.CABLE_CHECK: Row(requests.cable_check, CableCheckRes, cable_check),
    State.PRE_CHARGE: Row(requests.pre_charge, PreChargeRes, pre_charge),
    # both
    State.START: Row(requests.start, PowerDeliveryRes, started),
    State.AC_CHARGE: Row(requests.charging_status, ChargingStatusRes, ac_charge),
    State.DC_CHARGE: Row(requests.current_demand, CurrentDemandRes, dc_charge),
    State.RENEGOTIATE: Row(requests.renegotiate, PowerDeliveryRes, State.PARAMETERS),
    State.STOP: Row(requests.stop, PowerDeliveryRes, stopped),
    # DC only
    State.WELDING: Row(requests.welding_detection, WeldingDetectionRes, welding),
    # both
    State.SESSION_STOP: Row(requests.session_stop, SessionStopRes, State.OVER),
}

PATIENCE: dict[State, float] = {
    State.AUTHORIZATION: 300,  # a person has to act
    State.PARAMETERS: 60,
    State.CABLE_CHECK: 40,
    State.PRE_CHARGE: 7,
}
"""Seconds for which the car repeats a question (ISO 15118-2 Table 109, but for authorization)."""


_ALARMS = {
    DC_EVSEStatusCode.EVSE_Shutdown,
    DC_EVSEStatusCode.EVSE_UtilityInterruptEvent,
    DC_EVSEStatusCode.EVSE_EmergencyShutdown,
    DC_EVSEStatusCode.EVSE_Malfunction,
}


def _alarm(status: AC_EVSEStatus | DC_EVSEStatus) -> str:
    """Why the charger wants an end; empty if it does not."""
    if isinstance(status, DC_EVSEStatus):
        if status.EVSEStatusCode in _ALARMS:
            return f"the charger reports {status.EVSEStatusCode}"
    elif status.RCD:
        return "the charger's residual current device has tripped"
    if status.EVSENotification is EVSENotification.StopCharging:
        return "the charger asked to stop"
    return ""


def _leave(trip: Trip, reason: str) -> State:
    """End in good order, but without success."""
    trip.failure = trip.failure or reason
    return State.SESSION_STOP


def _give_up(trip: Trip, reason: str) -> State:
    """End at once."""
    trip.failure = trip.failure or reason
    return State.OVER
