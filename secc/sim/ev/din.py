"""A session by DIN SPEC 70121 as the car sees it, on one page; read it as ``iso2.py``. DC only, no pause, no
renegotiation: a charger's wish for one is not heard.
"""

from __future__ import annotations

from math import inf

from secc.sim.ev import requests, rules
from secc.sim.ev.states import Row, State, Table
from secc.sim.ev.trip import Trip
from secc_contract.v2g.app_protocol import SupportedAppProtocolRes
from secc_contract.v2g.din70121 import (
    CableCheckRes,
    ChargeParameterDiscoveryReq,
    ChargeParameterDiscoveryRes,
    ContractAuthenticationReq,
    ContractAuthenticationRes,
    CurrentDemandRes,
    PowerDeliveryReq,
    PowerDeliveryRes,
    PreChargeRes,
    ServiceDiscoveryRes,
    ServicePaymentSelectionReq,
    ServicePaymentSelectionRes,
    SessionSetupRes,
    SessionStopReq,
    SessionStopRes,
    WeldingDetectionRes,
)
from secc_contract.v2g.din70121_types import (
    ChargingProfile,
    DC_EVSEChargeParameter,
    EVRequestedEnergyTransfer,
    EVSEProcessing,
    PaymentOption,
    ProfileEntry,
)

LARGEST_POWER = 32767
"""W; powers have 16 bits and no multiplier. A charger that means more says just this."""

# Requests


def payment(trip: Trip) -> ServicePaymentSelectionReq:
    return ServicePaymentSelectionReq(**requests.payment(trip))


def authorization(trip: Trip) -> ContractAuthenticationReq:
    return ContractAuthenticationReq()


def charge_parameters(trip: Trip) -> ChargeParameterDiscoveryReq:
    return ChargeParameterDiscoveryReq(
        EVRequestedEnergyTransferType=EVRequestedEnergyTransfer(trip.mode.value),
        EVChargeParameter=requests.dc_parameters(trip),
    )


def start(trip: Trip) -> PowerDeliveryReq:
    return _power_delivery(trip, True)


def stop(trip: Trip) -> PowerDeliveryReq:
    return _power_delivery(trip, False)


def _power_delivery(trip: Trip, ready: bool) -> PowerDeliveryReq:
    profile = (
        ProfileEntry(
            ChargingProfileEntryStart=start, ChargingProfileEntryMaxPower=min(int(power), LARGEST_POWER)
        )
        for start, power in trip.profile
    )
    return PowerDeliveryReq(
        ReadyToChargeState=ready,
        ChargingProfile=ChargingProfile(SAScheduleTupleID=trip.schedule, ProfileEntry=tuple(profile)),
        EVPowerDeliveryParameter=requests.power_parameter(trip, not ready),
    )


def session_stop(trip: Trip) -> SessionStopReq:
    return SessionStopReq()


# Rules


def services(trip: Trip, response: ServiceDiscoveryRes, now: float) -> State:
    if PaymentOption.ExternalPayment not in response.PaymentOptions.PaymentOption:
        return rules.leave(trip, "the charger does not offer external payment")
    offered = response.ChargeService.EnergyTransferType
    # Some types name several modes in one: AC_core1p_DC_extended.
    mode = next((mode for mode in trip.settings.modes if offered.endswith(mode)), None)
    if mode is None:
        return rules.leave(trip, f"the charger offers {offered} only")
    trip.mode = mode
    return State.PAYMENT


def parameters(trip: Trip, response: ChargeParameterDiscoveryRes, now: float) -> State:
    if response.EVSEProcessing is not EVSEProcessing.Finished:
        return State.PARAMETERS
    limits = response.EVSEChargeParameter
    if not isinstance(limits, DC_EVSEChargeParameter):
        return rules.leave(trip, f"the charger's parameters do not suit {trip.mode}")
    reason = rules.dc_parameters(trip, limits)
    offer = response.SASchedules.SAScheduleTuple[0]
    trip.schedule, trip.offered = offer.SAScheduleTupleID, now
    trip.limits = tuple(
        (rules.start(entry), entry.PMax if entry.PMax < LARGEST_POWER else inf)
        for entry in offer.PMaxSchedule.PMaxScheduleEntry
    )
    return rules.leave(trip, reason) if reason else State.CABLE_CHECK


def started(trip: Trip, response: PowerDeliveryRes, now: float) -> State:
    trip.looked = now
    return State.DC_CHARGE


def stopped(trip: Trip, response: PowerDeliveryRes, now: float) -> State:
    trip.rest(trip.volts)
    return State.WELDING


TABLE: Table = {
    State.HANDSHAKE: Row(requests.handshake, SupportedAppProtocolRes, rules.handshake),
    State.SESSION_SETUP: Row(requests.session_setup, SessionSetupRes, State.SERVICES),
    State.SERVICES: Row(requests.service_discovery, ServiceDiscoveryRes, services),
    State.PAYMENT: Row(payment, ServicePaymentSelectionRes, State.AUTHORIZATION),
    State.AUTHORIZATION: Row(authorization, ContractAuthenticationRes, rules.authorization),
    State.PARAMETERS: Row(charge_parameters, ChargeParameterDiscoveryRes, parameters),
    State.CABLE_CHECK: Row(requests.cable_check, CableCheckRes, rules.cable_check),
    State.PRE_CHARGE: Row(requests.pre_charge, PreChargeRes, rules.pre_charge),
    State.START: Row(start, PowerDeliveryRes, started),
    State.DC_CHARGE: Row(requests.current_demand, CurrentDemandRes, rules.dc_charge),
    State.STOP: Row(stop, PowerDeliveryRes, stopped),
    State.WELDING: Row(requests.welding_detection, WeldingDetectionRes, rules.welding),
    State.SESSION_STOP: Row(session_stop, SessionStopRes, State.OVER),
}
