"""A car's requests with everyday contents."""

from __future__ import annotations

from typing import Any

from msgspec import UNSET

from secc_contract.v2g.iso15118_2 import (
    AuthorizationReq,
    Body,
    CableCheckReq,
    ChargeParameterDiscoveryReq,
    ChargingStatusReq,
    CurrentDemandReq,
    MessageHeader,
    PaymentServiceSelectionReq,
    PowerDeliveryReq,
    PreChargeReq,
    ServiceDetailReq,
    ServiceDiscoveryReq,
    SessionSetupReq,
    SessionStopReq,
    V2G_Message,
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
    EnergyTransferMode,
    PaymentOption,
    PhysicalValue,
    ProfileEntry,
    SelectedService,
    SelectedServiceList,
    UnitSymbol,
)


def message(session_id: bytes, body: Any) -> V2G_Message:
    """A body in its envelope."""
    return V2G_Message(Header=MessageHeader(SessionID=session_id), Body=Body(BodyElement=body))


def value(number: int, unit: UnitSymbol, multiplier: int = 0) -> PhysicalValue:
    """A physical value."""
    return PhysicalValue(Multiplier=multiplier, Unit=unit, Value=number)


def volts(number: int) -> PhysicalValue:
    """V"""
    return value(number, UnitSymbol.V)


def amperes(number: int) -> PhysicalValue:
    """A"""
    return value(number, UnitSymbol.A)


def status(soc: int = 50, error: DC_EVErrorCode = DC_EVErrorCode.NO_ERROR) -> DC_EVStatus:
    """DC_EVStatus of a ready car."""
    return DC_EVStatus(EVReady=True, EVErrorCode=error, EVRESSSOC=soc)


def session_setup(evccid: bytes = bytes.fromhex("0242AC110002")) -> SessionSetupReq:
    return SessionSetupReq(EVCCID=evccid)


def service_discovery() -> ServiceDiscoveryReq:
    return ServiceDiscoveryReq()


def service_detail(service: int = 1) -> ServiceDetailReq:
    return ServiceDetailReq(ServiceID=service)


def payment(
    option: PaymentOption = PaymentOption.ExternalPayment, services: tuple[int, ...] = (1,)
) -> PaymentServiceSelectionReq:
    selected = tuple(SelectedService(ServiceID=service) for service in services)
    return PaymentServiceSelectionReq(
        SelectedPaymentOption=option, SelectedServiceList=SelectedServiceList(SelectedService=selected)
    )


def authorization() -> AuthorizationReq:
    return AuthorizationReq()


def ac_parameters(
    mode: EnergyTransferMode = EnergyTransferMode.AC_three_phase_core, departure: Any = UNSET, **fields: Any
) -> ChargeParameterDiscoveryReq:
    given: dict[str, Any] = {
        "DepartureTime": departure,
        "EAmount": value(11_000, UnitSymbol.Wh),
        "EVMaxVoltage": volts(400),
        "EVMaxCurrent": amperes(32),
        "EVMinCurrent": amperes(6),
    }
    return ChargeParameterDiscoveryReq(
        RequestedEnergyTransferMode=mode, EVChargeParameter=AC_EVChargeParameter(**(given | fields))
    )


def dc_parameters(
    mode: EnergyTransferMode = EnergyTransferMode.DC_extended, departure: Any = UNSET, **fields: Any
) -> ChargeParameterDiscoveryReq:
    given: dict[str, Any] = {
        "DepartureTime": departure,
        "DC_EVStatus": status(),
        "EVMaximumCurrentLimit": amperes(150),
        "EVMaximumPowerLimit": value(6000, UnitSymbol.W, 1),
        "EVMaximumVoltageLimit": volts(450),
        "EVEnergyCapacity": value(7000, UnitSymbol.Wh, 1),
        "EVEnergyRequest": value(3500, UnitSymbol.Wh, 1),
        "FullSOC": 100,
        "BulkSOC": 80,
    }
    return ChargeParameterDiscoveryReq(
        RequestedEnergyTransferMode=mode, EVChargeParameter=DC_EVChargeParameter(**(given | fields))
    )


def cable_check() -> CableCheckReq:
    return CableCheckReq(DC_EVStatus=status())


def pre_charge(voltage: int = 400) -> PreChargeReq:
    return PreChargeReq(DC_EVStatus=status(), EVTargetVoltage=volts(voltage), EVTargetCurrent=amperes(2))


def profile(*entries: tuple[int, int]) -> ChargingProfile:
    """(start in s, power in W) …"""
    return ChargingProfile(
        ProfileEntry=tuple(
            ProfileEntry(
                ChargingProfileEntryStart=start,
                ChargingProfileEntryMaxPower=value(power // 10, UnitSymbol.W, 1),
            )
            for start, power in entries
        )
    )


def ac_power(
    progress: ChargeProgress = ChargeProgress.Start, schedule: int = 1, power: int = 11_040
) -> PowerDeliveryReq:
    return PowerDeliveryReq(
        ChargeProgress=progress, SAScheduleTupleID=schedule, ChargingProfile=profile((0, power))
    )


def dc_power(
    progress: ChargeProgress = ChargeProgress.Start, schedule: int = 1, **fields: Any
) -> PowerDeliveryReq:
    car = DC_EVPowerDeliveryParameter(
        DC_EVStatus=fields.pop("DC_EVStatus", status()), BulkChargingComplete=False, ChargingComplete=False
    )
    return PowerDeliveryReq(
        ChargeProgress=progress, SAScheduleTupleID=schedule, EVPowerDeliveryParameter=car, **fields
    )


def charging_status() -> ChargingStatusReq:
    return ChargingStatusReq()


def current_demand(voltage: int = 400, current: int = 100, **fields: Any) -> CurrentDemandReq:
    given: dict[str, Any] = {
        "DC_EVStatus": status(),
        "EVTargetVoltage": volts(voltage),
        "EVTargetCurrent": amperes(current),
        "EVMaximumVoltageLimit": volts(450),
        "EVMaximumCurrentLimit": amperes(150),
        "BulkChargingComplete": False,
        "ChargingComplete": False,
        "RemainingTimeToFullSoC": value(60, UnitSymbol.m),
        "RemainingTimeToBulkSoC": value(1800, UnitSymbol.s),
    }
    return CurrentDemandReq(**(given | fields))


def welding_detection() -> WeldingDetectionReq:
    return WeldingDetectionReq(DC_EVStatus=status())


def session_stop(how: ChargingSession = ChargingSession.Terminate) -> SessionStopReq:
    return SessionStopReq(ChargingSession=how)
