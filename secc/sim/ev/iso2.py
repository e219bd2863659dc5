"""A session by ISO 15118-2 as the car sees it, on one page: its questions, the answers, where they lead.

A row is (request, expected response, next state or the rule that finds it). A rule that returns its own state
asks again after a pause. What holds for every row (response type, session id, FAILED codes, time limits) is
checked once, in ``car.py``. AC and DC, paid by external means (EIM) or by contract (``contract.py``).
"""

from __future__ import annotations

from msgspec import UNSET

from secc.sim.ev import contract, requests, rules, tariffs
from secc.sim.ev.states import Row, State, Table
from secc.sim.ev.trip import AC, DC, Trip
from secc.sim.ev.words import ISO2, number
from secc_contract.v2g.app_protocol import SupportedAppProtocolRes
from secc_contract.v2g.iso15118_2 import (
    AuthorizationRes,
    CableCheckRes,
    CertificateInstallationRes,
    CertificateUpdateRes,
    ChargeParameterDiscoveryReq,
    ChargeParameterDiscoveryRes,
    ChargingStatusReq,
    ChargingStatusRes,
    CurrentDemandRes,
    MeteringReceiptRes,
    PaymentDetailsRes,
    PaymentServiceSelectionRes,
    PowerDeliveryReq,
    PowerDeliveryRes,
    PreChargeRes,
    ServiceDetailRes,
    ServiceDiscoveryRes,
    SessionSetupRes,
    SessionStopReq,
    SessionStopRes,
    WeldingDetectionRes,
)
from secc_contract.v2g.iso15118_2_types import (
    AC_EVChargeParameter,
    AC_EVSEChargeParameter,
    AC_EVSEStatus,
    ChargeProgress,
    ChargingProfile,
    ChargingSession,
    DC_EVSEChargeParameter,
    EVSENotification,
    EVSEProcessing,
    ProfileEntry,
    SAScheduleList,
)

physical = ISO2.physical

# Requests


def charge_parameters(trip: Trip) -> ChargeParameterDiscoveryReq:
    ours = _ac_parameters(trip) if trip.settings.is_ac else requests.dc_parameters(trip)
    return ChargeParameterDiscoveryReq(RequestedEnergyTransferMode=trip.mode, EVChargeParameter=ours)


def _ac_parameters(trip: Trip) -> AC_EVChargeParameter:
    settings = trip.settings
    return AC_EVChargeParameter(
        EAmount=physical(trip.missing_energy, "Wh"),
        EVMaxVoltage=physical(settings.ac_max_voltage, "V"),
        EVMaxCurrent=physical(settings.ac_max_current, "A", 1),
        EVMinCurrent=physical(settings.ac_min_current, "A", 1),
    )


def start(trip: Trip) -> PowerDeliveryReq:
    return _power_delivery(trip, ChargeProgress.Start)


def stop(trip: Trip) -> PowerDeliveryReq:
    return _power_delivery(trip, ChargeProgress.Stop)


def renegotiate(trip: Trip) -> PowerDeliveryReq:
    return _power_delivery(trip, ChargeProgress.Renegotiate)


def _power_delivery(trip: Trip, progress: ChargeProgress) -> PowerDeliveryReq:
    profile = (
        ProfileEntry(ChargingProfileEntryStart=start, ChargingProfileEntryMaxPower=physical(power, "W"))
        for start, power in trip.profile
    )
    stopping = progress is ChargeProgress.Stop
    return PowerDeliveryReq(
        ChargeProgress=progress,
        SAScheduleTupleID=trip.schedule,
        ChargingProfile=ChargingProfile(ProfileEntry=tuple(profile)),
        EVPowerDeliveryParameter=UNSET if trip.settings.is_ac else requests.power_parameter(trip, stopping),
    )


def charging_status(trip: Trip) -> ChargingStatusReq:
    return ChargingStatusReq()


def session_stop(trip: Trip) -> SessionStopReq:
    end = ChargingSession.Terminate if trip.pause is None else ChargingSession.Pause
    return SessionStopReq(ChargingSession=end)


# Rules


def services(trip: Trip, response: ServiceDiscoveryRes, now: float) -> State:
    offered = response.ChargeService.SupportedEnergyTransferMode.EnergyTransferMode
    mode = next((mode for mode in trip.settings.modes if mode in offered), None)
    if mode is None:
        return rules.leave(trip, f"the charger offers {', '.join(offered)} only")
    trip.mode = mode
    return contract.payable(trip, response)


def parameters(trip: Trip, response: ChargeParameterDiscoveryRes, now: float) -> State:
    if response.EVSEProcessing is not EVSEProcessing.Finished:
        return State.PARAMETERS
    match response.EVSEChargeParameter:
        case AC_EVSEChargeParameter() as ac if trip.mode in AC:
            trip.nominal_voltage = number(ac.EVSENominalVoltage)
            trip.max_current = number(ac.EVSEMaxCurrent)
            trip.max_power = trip.nominal_voltage * trip.settings.ac_max_current * trip.phases
            reason = _ac_alarm(ac.AC_EVSEStatus)
        case DC_EVSEChargeParameter() as dc if trip.mode in DC:
            reason = rules.dc_parameters(trip, dc)
        case _:
            return rules.leave(trip, f"the charger's parameters do not suit {trip.mode}")
    if not isinstance(response.SASchedules, SAScheduleList):
        return rules.leave(trip, "the charger sent no schedule")
    offer = tariffs.choose(trip, response.SASchedules.SAScheduleTuple)
    trip.schedule, trip.offered = offer.SAScheduleTupleID, now
    trip.limits = tuple(
        (rules.start(entry), number(entry.PMax)) for entry in offer.PMaxSchedule.PMaxScheduleEntry
    )
    if reason:
        return rules.leave(trip, reason)
    return State.START if trip.settings.is_ac else State.CABLE_CHECK


def started(trip: Trip, response: PowerDeliveryRes, now: float) -> State:
    trip.looked = now
    return State.AC_CHARGE if trip.settings.is_ac else State.DC_CHARGE


def ac_charge(trip: Trip, response: ChargingStatusRes, now: float) -> State:
    if response.EVSEMaxCurrent is not UNSET:
        trip.max_current = number(response.EVSEMaxCurrent)
    amperes = min(trip.max_current, trip.settings.ac_max_current)
    watts = min(trip.nominal_voltage * amperes * trip.phases, trip.power(now))
    trip.flow(trip.nominal_voltage, amperes, watts, now)
    status = response.AC_EVSEStatus
    following = rules.charge_on(trip, _ac_alarm(status), State.AC_CHARGE, now)
    following = _renegotiate_if_asked(following, status.EVSENotification)
    return contract.receipt_first(trip, response, following)


def dc_charge(trip: Trip, response: CurrentDemandRes, now: float) -> State:
    following = rules.dc_charge(trip, response, now)
    following = _renegotiate_if_asked(following, response.DC_EVSEStatus.EVSENotification)
    return contract.receipt_first(trip, response, following)


def _renegotiate_if_asked(following: State, notification: EVSENotification) -> State:
    asked = notification is EVSENotification.ReNegotiation
    return State.RENEGOTIATE if asked and following is not State.STOP else following


def stopped(trip: Trip, response: PowerDeliveryRes, now: float) -> State:
    trip.rest(0.0 if trip.settings.is_ac else trip.volts)
    return State.SESSION_STOP if trip.settings.is_ac else State.WELDING


def _ac_alarm(status: AC_EVSEStatus) -> str:
    """Why an AC charger wants an end; empty if it does not."""
    if status.RCD:
        return "the charger's residual current device has tripped"
    stop = status.EVSENotification is EVSENotification.StopCharging
    return "the charger asked to stop" if stop else ""


TABLE: Table = {
    State.HANDSHAKE: Row(requests.handshake, SupportedAppProtocolRes, rules.handshake),
    State.SESSION_SETUP: Row(requests.session_setup, SessionSetupRes, State.SERVICES),
    State.SERVICES: Row(requests.service_discovery, ServiceDiscoveryRes, services),
    # by contract, where a certificate is wanted
    State.SERVICE_DETAIL: Row(contract.service_detail, ServiceDetailRes, contract.service_described),
    # both
    State.PAYMENT: Row(contract.payment, PaymentServiceSelectionRes, contract.selected),
    # by contract
    State.INSTALLATION: Row(
        contract.certificate_installation, CertificateInstallationRes, contract.installed
    ),
    State.UPDATE: Row(contract.certificate_update, CertificateUpdateRes, contract.updated),
    State.CONTRACT: Row(contract.payment_details, PaymentDetailsRes, contract.challenged),
    # both
    State.AUTHORIZATION: Row(contract.authorization, AuthorizationRes, contract.authorized),
    State.PARAMETERS: Row(charge_parameters, ChargeParameterDiscoveryRes, parameters),
    # DC only
    State.CABLE_CHECK: Row(requests.cable_check, CableCheckRes, rules.cable_check),
    State.PRE_CHARGE: Row(requests.pre_charge, PreChargeRes, rules.pre_charge),
    # both
    State.START: Row(start, PowerDeliveryRes, started),
    State.AC_CHARGE: Row(charging_status, ChargingStatusRes, ac_charge),
    State.DC_CHARGE: Row(requests.current_demand, CurrentDemandRes, dc_charge),
    State.RECEIPT: Row(contract.metering_receipt, MeteringReceiptRes, contract.receipted),
    State.RENEGOTIATE: Row(renegotiate, PowerDeliveryRes, State.PARAMETERS),
    State.STOP: Row(stop, PowerDeliveryRes, stopped),
    # DC only
    State.WELDING: Row(requests.welding_detection, WeldingDetectionRes, rules.welding),
    # both
    State.SESSION_STOP: Row(session_stop, SessionStopRes, State.OVER),
}
