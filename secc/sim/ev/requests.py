"""The car's requests, one builder a message: what the trip knows, put into the words of ISO 15118-2."""

from __future__ import annotations

from msgspec import UNSET

from secc.sim.ev.trip import Trip, physical
from secc_contract.v2g.app_protocol import AppProtocol, SupportedAppProtocolReq
from secc_contract.v2g.iso15118_2 import (
    AuthorizationReq,
    CableCheckReq,
    ChargeParameterDiscoveryReq,
    ChargingStatusReq,
    CurrentDemandReq,
    PaymentServiceSelectionReq,
    PowerDeliveryReq,
    PreChargeReq,
    ServiceDiscoveryReq,
    SessionSetupReq,
    SessionStopReq,
    WeldingDetectionReq,
)
from secc_contract.v2g.iso15118_2_types import (
    AC_EVChargeParameter,
    ChargeProgress,
    ChargingProfile,
    ChargingSession,
    DC_EVChargeParameter,
    DC_EVErrorCode,
    DC_EVPowerDeliveryParameter,
    DC_EVStatus,
    PaymentOption,
    ProfileEntry,
    SelectedService,
    SelectedServiceList,
    UnitSymbol,
)

CHARGE_SERVICE = 1
SCHEMA = 1  # our own number for ISO 15118-2 in the handshake
V, A, W, WH, S = UnitSymbol.V, UnitSymbol.A, UnitSymbol.W, UnitSymbol.Wh, UnitSymbol.s


def handshake(trip: Trip) -> SupportedAppProtocolReq:
    entry = AppProtocol(
        ProtocolNamespace="urn:iso:15118:2:2013:MsgDef",
        VersionNumberMajor=2,
        VersionNumberMinor=0,
        SchemaID=SCHEMA,
        Priority=1,
    )
    return SupportedAppProtocolReq(AppProtocol=(entry,))


def session_setup(trip: Trip) -> SessionSetupReq:
    return SessionSetupReq(EVCCID=trip.settings.evccid)


def service_discovery(trip: Trip) -> ServiceDiscoveryReq:
    return ServiceDiscoveryReq()


def payment(trip: Trip) -> PaymentServiceSelectionReq:
    return PaymentServiceSelectionReq(
        SelectedPaymentOption=PaymentOption.ExternalPayment,
        SelectedServiceList=SelectedServiceList(SelectedService=(SelectedService(ServiceID=CHARGE_SERVICE),)),
    )


def authorization(trip: Trip) -> AuthorizationReq:
    return AuthorizationReq()


def charge_parameters(trip: Trip) -> ChargeParameterDiscoveryReq:
    ours = _ac_parameters(trip) if trip.settings.is_ac else _dc_parameters(trip)
    return ChargeParameterDiscoveryReq(RequestedEnergyTransferMode=trip.mode, EVChargeParameter=ours)


def _ac_parameters(trip: Trip) -> AC_EVChargeParameter:
    settings = trip.settings
    return AC_EVChargeParameter(
        EAmount=physical(_missing_energy(trip), WH),
        EVMaxVoltage=physical(settings.ac_max_voltage, V),
        EVMaxCurrent=physical(settings.ac_max_current, A, 1),
        EVMinCurrent=physical(settings.ac_min_current, A, 1),
    )


def _dc_parameters(trip: Trip) -> DC_EVChargeParameter:
    battery = trip.battery
    return DC_EVChargeParameter(
        DC_EVStatus=_status(trip),
        EVMaximumCurrentLimit=physical(battery.max_current, A, 1),
        EVMaximumPowerLimit=physical(battery.max_current * battery.max_voltage, W),
        EVMaximumVoltageLimit=physical(battery.max_voltage, V, 1),
        EVEnergyCapacity=physical(battery.capacity, WH),
        EVEnergyRequest=physical(_missing_energy(trip), WH),
        FullSOC=100,
        BulkSOC=80,
    )


def cable_check(trip: Trip) -> CableCheckReq:
    return CableCheckReq(DC_EVStatus=_status(trip))


def pre_charge(trip: Trip) -> PreChargeReq:
    return PreChargeReq(
        DC_EVStatus=_status(trip),
        EVTargetVoltage=physical(trip.battery.open_voltage, V, 1),
        EVTargetCurrent=physical(1, A, 1),
    )


def start(trip: Trip) -> PowerDeliveryReq:
    return _power_delivery(trip, ChargeProgress.Start)


def stop(trip: Trip) -> PowerDeliveryReq:
    return _power_delivery(trip, ChargeProgress.Stop)


def renegotiate(trip: Trip) -> PowerDeliveryReq:
    return _power_delivery(trip, ChargeProgress.Renegotiate)


def _power_delivery(trip: Trip, progress: ChargeProgress) -> PowerDeliveryReq:
    entry = ProfileEntry(
        ChargingProfileEntryStart=0, ChargingProfileEntryMaxPower=physical(trip.max_power, W)
    )
    state = DC_EVPowerDeliveryParameter(
        DC_EVStatus=_status(trip), ChargingComplete=progress is ChargeProgress.Stop
    )
    return PowerDeliveryReq(
        ChargeProgress=progress,
        SAScheduleTupleID=trip.schedule,
        ChargingProfile=ChargingProfile(ProfileEntry=(entry,)),
        EVPowerDeliveryParameter=UNSET if trip.settings.is_ac else state,
    )


def charging_status(trip: Trip) -> ChargingStatusReq:
    return ChargingStatusReq()


def current_demand(trip: Trip) -> CurrentDemandReq:
    """The voltage asked for is what the battery shows at that current, so that charger and battery agree."""
    battery = trip.battery
    current = trip.wanted_current
    seconds = _missing_energy(trip) / max(trip.watts, 1000.0) * 3600
    return CurrentDemandReq(
        DC_EVStatus=_status(trip),
        EVTargetCurrent=physical(current, A, 1),
        EVMaximumVoltageLimit=physical(battery.max_voltage, V, 1),
        EVMaximumCurrentLimit=physical(battery.max_current, A, 1),
        EVMaximumPowerLimit=physical(battery.max_current * battery.max_voltage, W),
        BulkChargingComplete=battery.soc >= 80,
        ChargingComplete=False,
        RemainingTimeToFullSoC=physical(seconds, S),
        EVTargetVoltage=physical(battery.voltage(current), V, 1),
    )


def welding_detection(trip: Trip) -> WeldingDetectionReq:
    return WeldingDetectionReq(DC_EVStatus=_status(trip))


def session_stop(trip: Trip) -> SessionStopReq:
    return SessionStopReq(ChargingSession=ChargingSession.Terminate)


def _status(trip: Trip) -> DC_EVStatus:
    return DC_EVStatus(EVReady=True, EVErrorCode=DC_EVErrorCode.NO_ERROR, EVRESSSOC=int(trip.battery.soc))


def _missing_energy(trip: Trip) -> float:
    """Wh from here to the driver's target."""
    battery = trip.battery
    return max(0.0, trip.settings.target_soc - battery.soc) / 100 * battery.capacity
