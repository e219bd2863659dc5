"""The requests that both protocols share, one builder a message: what the trip knows, in their words."""

from __future__ import annotations

from typing import Any

from secc.sim.ev.trip import Trip
from secc.sim.ev.words import WORDS
from secc_contract.v2g.app_protocol import AppProtocol, SupportedAppProtocolReq

CHARGE_SERVICE = 1


def handshake(trip: Trip) -> SupportedAppProtocolReq:
    """Numbers and priorities follow the car's ranking, from 1."""
    return SupportedAppProtocolReq(
        AppProtocol=tuple(
            AppProtocol(
                ProtocolNamespace=WORDS[name].namespace if name in WORDS else name,
                VersionNumberMajor=2,
                VersionNumberMinor=0,
                SchemaID=rank,
                Priority=rank,
            )
            for rank, name in enumerate(trip.settings.protocols, 1)
        )
    )


def session_setup(trip: Trip) -> Any:
    return trip.words.messages.SessionSetupReq(EVCCID=trip.settings.evccid)


def service_discovery(trip: Trip) -> Any:
    return trip.words.messages.ServiceDiscoveryReq()


def payment(trip: Trip) -> dict[str, Any]:
    """Fields of the request for which each protocol has another name."""
    types = trip.words.types
    service = types.SelectedService(ServiceID=CHARGE_SERVICE)
    return {
        "SelectedPaymentOption": types.PaymentOption.ExternalPayment,
        "SelectedServiceList": types.SelectedServiceList(SelectedService=(service,)),
    }


def dc_parameters(trip: Trip) -> Any:
    words, battery = trip.words, trip.battery
    return words.types.DC_EVChargeParameter(
        DC_EVStatus=status(trip),
        EVMaximumCurrentLimit=words.physical(battery.max_current, "A", 1),
        EVMaximumPowerLimit=words.physical(battery.max_current * battery.max_voltage, "W"),
        EVMaximumVoltageLimit=words.physical(battery.max_voltage, "V", 1),
        EVEnergyCapacity=words.physical(battery.capacity, "Wh"),
        EVEnergyRequest=words.physical(trip.missing_energy, "Wh"),
        FullSOC=100,
        BulkSOC=80,
    )


def cable_check(trip: Trip) -> Any:
    return trip.words.messages.CableCheckReq(DC_EVStatus=status(trip))


def pre_charge(trip: Trip) -> Any:
    return trip.words.messages.PreChargeReq(
        DC_EVStatus=status(trip),
        EVTargetVoltage=trip.words.physical(trip.battery.open_voltage, "V", 1),
        EVTargetCurrent=trip.words.physical(1, "A", 1),
    )


def power_parameter(trip: Trip, complete: bool) -> Any:
    """What a DC car adds to PowerDeliveryReq."""
    return trip.words.types.DC_EVPowerDeliveryParameter(DC_EVStatus=status(trip), ChargingComplete=complete)


def current_demand(trip: Trip) -> Any:
    """The voltage asked for is what the battery shows at that current, so that charger and battery agree."""
    words, battery = trip.words, trip.battery
    current = trip.wanted_current
    seconds = trip.missing_energy / max(trip.watts, 1000.0) * 3600
    return words.messages.CurrentDemandReq(
        DC_EVStatus=status(trip),
        EVTargetCurrent=words.physical(current, "A", 1),
        EVMaximumVoltageLimit=words.physical(battery.max_voltage, "V", 1),
        EVMaximumCurrentLimit=words.physical(battery.max_current, "A", 1),
        EVMaximumPowerLimit=words.physical(battery.max_current * battery.max_voltage, "W"),
        BulkChargingComplete=battery.soc >= 80,
        ChargingComplete=False,
        RemainingTimeToFullSoC=words.physical(seconds, "s"),
        EVTargetVoltage=words.physical(battery.voltage(current), "V", 1),
    )


def welding_detection(trip: Trip) -> Any:
    return trip.words.messages.WeldingDetectionReq(DC_EVStatus=status(trip))


def status(trip: Trip) -> Any:
    types = trip.words.types
    return types.DC_EVStatus(
        EVReady=not trip.error,
        EVErrorCode=types.DC_EVErrorCode(trip.error or "NO_ERROR"),
        EVRESSSOC=int(trip.battery.soc),
    )
