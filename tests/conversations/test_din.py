"""DIN SPEC 70121, from the first byte to the last."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from msgspec import UNSET

from secc.settings import Settings
from secc_contract.types.iso15118_charger import (
    EVSEID,
    DcEvseMaximumLimits,
    EvseError,
    IsolationStatus,
    PaymentOption,
    SaeJ2847BidiMode,
)
from secc_contract.types.iso15118_charger import EnergyTransferMode as Mode
from secc_contract.v2g import din70121 as m
from secc_contract.v2g import din70121_types as t
from tests.conversations.stage import DIN, ISO2, Car, Stage


def value(number: int, unit: t.UnitSymbol, multiplier: int = 0) -> t.PhysicalValue:
    """A physical value."""
    return t.PhysicalValue(Multiplier=multiplier, Unit=unit, Value=number)


def volts(number: int) -> t.PhysicalValue:
    return value(number, t.UnitSymbol.V)


def amperes(number: int) -> t.PhysicalValue:
    return value(number, t.UnitSymbol.A)


def status(soc: int = 50) -> t.DC_EVStatus:
    return t.DC_EVStatus(EVReady=True, EVErrorCode=t.DC_EVErrorCode.NO_ERROR, EVRESSSOC=soc)


def parameters(
    mode: t.EVRequestedEnergyTransfer = t.EVRequestedEnergyTransfer.DC_extended, **fields: Any
) -> m.ChargeParameterDiscoveryReq:
    given: dict[str, Any] = {
        "DC_EVStatus": status(),
        "EVMaximumCurrentLimit": amperes(150),
        "EVMaximumPowerLimit": value(6000, t.UnitSymbol.W, 1),
        "EVMaximumVoltageLimit": volts(450),
    }
    return m.ChargeParameterDiscoveryReq(
        EVRequestedEnergyTransferType=mode, EVChargeParameter=t.DC_EVChargeParameter(**(given | fields))
    )


def pre_charge() -> m.PreChargeReq:
    return m.PreChargeReq(DC_EVStatus=status(), EVTargetVoltage=volts(400), EVTargetCurrent=amperes(2))


def power(ready: bool = True, schedule: int = 1, *entries: tuple[int, int]) -> m.PowerDeliveryReq:
    profile = t.ChargingProfile(
        SAScheduleTupleID=schedule,
        ProfileEntry=tuple(
            t.ProfileEntry(ChargingProfileEntryStart=start, ChargingProfileEntryMaxPower=watts)
            for start, watts in entries or ((0, 10_000),)
        ),
    )
    car = t.DC_EVPowerDeliveryParameter(DC_EVStatus=status(), ChargingComplete=False)
    return m.PowerDeliveryReq(ReadyToChargeState=ready, ChargingProfile=profile, EVPowerDeliveryParameter=car)


def demand(voltage: int = 400, current: int = 100, **fields: Any) -> m.CurrentDemandReq:
    given: dict[str, Any] = {
        "DC_EVStatus": status(),
        "EVTargetVoltage": volts(voltage),
        "EVTargetCurrent": amperes(current),
        "ChargingComplete": False,
        "RemainingTimeToFullSoC": value(3600, t.UnitSymbol.s),
    }
    return m.CurrentDemandReq(**(given | fields))


def selection(
    option: t.PaymentOption = t.PaymentOption.ExternalPayment, *services: int
) -> m.ServicePaymentSelectionReq:
    selected = tuple(t.SelectedService(ServiceID=service) for service in services or (1,))
    return m.ServicePaymentSelectionReq(
        SelectedPaymentOption=option,
        SelectedServiceList=t.SelectedServiceList(SelectedService=selected),
    )


def welding() -> m.WeldingDetectionReq:
    return m.WeldingDetectionReq(DC_EVStatus=status())


STEPS: dict[str, Callable[[Car], Any]] = {
    "SessionSetup": lambda car: car.asks(m.SessionSetupReq(EVCCID=bytes.fromhex("0242AC110002"))),
    "ServiceDiscovery": lambda car: car.asks(m.ServiceDiscoveryReq()),
    "ServicePaymentSelection": lambda car: car.asks(selection()),
    "ContractAuthentication": lambda car: [car.asks(m.ContractAuthenticationReq()) for _ in range(2)],
    "ChargeParameterDiscovery": lambda car: car.asks(parameters()),
    "CableCheck": lambda car: [car.asks(m.CableCheckReq(DC_EVStatus=status())) for _ in range(2)],
    "PreCharge": lambda car: car.asks(pre_charge()),
    "PowerDelivery": lambda car: car.asks(power()),
    "CurrentDemand": lambda car: car.asks(demand()),
    "Stop": lambda car: car.asks(power(False)),
    "WeldingDetection": lambda car: car.asks(welding()),
    "SessionStop": lambda car: None,
}


def until(stage: Stage, place: str) -> Car:
    """A car that has come to a place of the session."""
    car = stage.connect("din")
    car.handshake()
    for name, step in STEPS.items():
        if name == place:
            stage.link.take()
            return car
        step(car)
    raise AssertionError(place)


def silent(stage: Stage, *variables: str) -> Stage:
    """A DC outlet whose owner does not react to some variables."""
    stage.reacts(*variables)
    stage.boot(Mode.DC_extended)
    return stage


def test_whole_session(dc: Stage) -> None:
    car = dc.connect("din")
    assert car.handshake().ResponseCode == "OK_SuccessfulNegotiation"
    assert dc.values("selected_protocol") == ["DIN70121"]
    dc.client.call_setup(
        EVSEID(evse_id="DE*SEC*E0001", evse_id_din="49A80737A45678"),
        (Mode.DC_extended,),
        SaeJ2847BidiMode.None_,
        False,
    )
    answer = car.asks(m.SessionSetupReq(EVCCID=bytes.fromhex("0242AC1100020000")))
    assert answer.ResponseCode == "OK_NewSessionEstablished"
    assert bytes.fromhex("49A80737A45678") == answer.EVSEID
    assert dc.values("evcc_id") == ["02:42:AC:11:00:02"]

    answer = car.asks(m.ServiceDiscoveryReq())
    assert answer.PaymentOptions.PaymentOption == ("ExternalPayment",)
    assert answer.ChargeService.EnergyTransferType == "DC_extended"
    assert answer.ServiceList is UNSET
    dc.link.take()
    assert car.asks(selection()).ResponseCode == "OK"
    assert car.asks(m.ContractAuthenticationReq()).EVSEProcessing == "Ongoing"
    assert car.asks(m.ContractAuthenticationReq()).EVSEProcessing == "Finished"
    assert dc.heard() == ["selected_payment_option", "require_auth_eim"]

    answer = car.asks(parameters())
    assert answer.EVSEProcessing == "Finished"
    (schedule,) = answer.SASchedules.SAScheduleTuple
    (entry,) = schedule.PMaxSchedule.PMaxScheduleEntry
    assert (entry.PMax, entry.TimeInterval.duration) == (32_767, 86_400)  # 150 kW do not fit into 16 bits
    assert answer.EVSEChargeParameter.EVSEMaximumPowerLimit == value(15_000, t.UnitSymbol.W, 1)
    assert dc.heard() == ["requested_energy_transfer_mode", "dc_ev_maximum_limits", "dc_ev_status"]

    conditioning = t.DC_EVStatus(
        EVReady=True,
        EVCabinConditioning=True,
        EVErrorCode=t.DC_EVErrorCode.NO_ERROR,
        EVRESSSOC=50,
    )
    answer = car.asks(m.CableCheckReq(DC_EVStatus=conditioning))
    assert answer.EVSEProcessing == "Ongoing"
    assert answer.DC_EVSEStatus.EVSEStatusCode == "EVSE_IsolationMonitoringActive"
    assert dc.heard() == ["dc_ev_status", "start_cable_check"]
    assert dc.values("dc_ev_status")[-1]["dc_ev_cabin_conditioning"] is True
    answer = car.asks(m.CableCheckReq(DC_EVStatus=status()))
    assert (answer.EVSEProcessing, answer.DC_EVSEStatus.EVSEIsolationStatus) == ("Finished", "Valid")
    car.asks(pre_charge())
    assert car.asks(pre_charge()).EVSEPresentVoltage.Value == 4000
    assert car.asks(power()).ResponseCode == "OK"
    dc.link.take()
    answer = car.asks(demand(current=250))
    assert answer.EVSECurrentLimitAchieved is True
    assert answer.EVSEMaximumVoltageLimit.Value == 9000
    assert dc.heard() == [
        "current_demand_started",
        "dc_ev_target_voltage_current",
        "dc_ev_remaining_time",
    ]
    assert car.asks(demand(current=250)).EVSEPresentCurrent.Value == 2000
    answer = car.asks(power(False))
    assert answer.EVSEStatus.EVSEStatusCode == "EVSE_NotReady"
    assert dc.heard() == ["current_demand_finished", "dc_open_contactor"]
    assert car.asks(welding()).EVSEPresentVoltage.Value == 0
    assert car.asks(m.SessionStopReq()).ResponseCode == "OK"
    assert car.wire.closed
    car.leaves()
    assert dc.heard() == ["dlink_terminate"]


@pytest.mark.parametrize(
    ("modes", "told"),
    [
        ((Mode.DC_core,), "DC_core"),
        ((Mode.DC_unique, Mode.DC_core), "DC_core"),
        ((Mode.DC_unique,), "DC_extended"),
        ((Mode.AC_three_phase_core, Mode.DC_extended), "DC_extended"),
    ],
)
def test_one_energy_transfer_type_is_told(stage: Stage, modes: tuple[Mode, ...], told: str) -> None:
    stage.boot(*modes)
    car = until(stage, "ServiceDiscovery")
    assert car.asks(m.ServiceDiscoveryReq()).ChargeService.EnergyTransferType == told


def test_an_ac_outlet_does_not_speak_din(ac: Stage) -> None:
    car = ac.connect("din")
    assert car.handshake().ResponseCode == "Failed_NoNegotiation"


def test_the_cars_ranking_decides(dc: Stage) -> None:
    car = dc.connect("din")
    car.handshake(DIN, ISO2)
    assert dc.values("selected_protocol") == ["DIN70121"]
    car.leaves()
    dc.connect().handshake(ISO2, DIN)
    assert dc.values("selected_protocol")[-1] == "ISO15118-2-2013"


def test_contract_only_cannot_be_served(dc: Stage) -> None:
    dc.client.call_session_setup((PaymentOption.Contract,), False)
    assert until(dc, "ServiceDiscovery").asks(m.ServiceDiscoveryReq()).ResponseCode == "FAILED"


@pytest.mark.parametrize(
    ("request_", "code"),
    [
        (selection(t.PaymentOption.Contract), "FAILED_PaymentSelectionInvalid"),
        (selection(t.PaymentOption.ExternalPayment, 9), "FAILED_ServiceSelectionInvalid"),
    ],
)
def test_selection(dc: Stage, request_: m.ServicePaymentSelectionReq, code: str) -> None:
    assert until(dc, "ServicePaymentSelection").asks(request_).ResponseCode == code


def test_the_clock_of_the_authorization_starts_with_its_first_request(stage: Stage) -> None:
    car = until(silent(stage, "require_auth_eim"), "ContractAuthentication")
    stage.passes(59)
    for _ in range(6):
        assert car.asks(m.ContractAuthenticationReq()).EVSEProcessing == "Ongoing"
        stage.passes(50)
    assert car.asks(m.ContractAuthenticationReq()).EVSEProcessing == "Ongoing"
    stage.passes(0.1)
    assert car.asks(m.ContractAuthenticationReq()).ResponseCode == "FAILED"


@pytest.mark.parametrize(
    ("request_", "code"),
    [
        (parameters(t.EVRequestedEnergyTransfer.AC_three_phase_core), "FAILED_WrongEnergyTransferType"),
        (parameters(EVMaximumVoltageLimit=volts(-1)), "FAILED_WrongChargeParameter"),
        (parameters(EVMaximumVoltageLimit=volts(150)), "FAILED_WrongChargeParameter"),
        (parameters(t.EVRequestedEnergyTransfer.DC_core), "OK"),
    ],
)
def test_parameters(dc: Stage, request_: m.ChargeParameterDiscoveryReq, code: str) -> None:
    answer = until(dc, "ChargeParameterDiscovery").asks(request_)
    assert answer.ResponseCode == code
    assert isinstance(answer.EVSEChargeParameter, t.DC_EVSEChargeParameter)
    assert answer.SASchedules.SAScheduleTuple


def test_ongoing_carries_a_schedule_too(stage: Stage) -> None:
    stage.reacts()
    stage.client.call_setup(EVSEID(evse_id="DE*SEC*E0001"), (Mode.DC_core,), SaeJ2847BidiMode.None_, False)
    stage.client.call_dlink_ready(True)
    car = until(stage, "ChargeParameterDiscovery")
    answer = car.asks(parameters())
    assert answer.EVSEProcessing == "Ongoing"
    assert answer.SASchedules.SAScheduleTuple
    stage.client.call_update_dc_maximum_limits(
        DcEvseMaximumLimits(
            evse_maximum_current_limit=50, evse_maximum_power_limit=20_000, evse_maximum_voltage_limit=500
        )
    )
    answer = car.asks(parameters())
    assert answer.EVSEProcessing == "Finished"
    assert answer.SASchedules.SAScheduleTuple[0].PMaxSchedule.PMaxScheduleEntry[0].PMax == 20_000


@pytest.mark.parametrize(("allowed", "code"), [(False, "FAILED"), (True, "OK")])
def test_without_isolation_monitor(allowed: bool, code: str) -> None:
    stage = silent(Stage(Settings(charge_without_isolation_monitor=allowed)), "start_cable_check")
    car = until(stage, "CableCheck")
    check = m.CableCheckReq(DC_EVStatus=status())
    car.asks(check)
    stage.client.call_update_isolation_status(IsolationStatus.No_IMD)
    assert car.asks(check).DC_EVSEStatus.EVSEIsolationStatus == "Invalid"
    stage.client.call_cable_check_finished(True)
    answer = car.asks(check)
    assert answer.ResponseCode == code
    assert answer.DC_EVSEStatus.EVSEIsolationStatus == ("Valid" if allowed else "Invalid")


@pytest.mark.parametrize(
    ("request_", "code"),
    [
        (power(True, 2), "FAILED_TariffSelectionInvalid"),
        (power(True, 1, (0, 10_000), (86_401, 10_000)), "FAILED_ChargingProfileInvalid"),
        (power(True, 1, (0, 32_767), (86_400, 0)), "OK"),
    ],
)
def test_power_delivery(dc: Stage, request_: m.PowerDeliveryReq, code: str) -> None:
    assert until(dc, "PowerDelivery").asks(request_).ResponseCode == code


def test_the_first_request_after_the_start_is_current_demand(dc: Stage) -> None:
    car = until(dc, "CurrentDemand")
    assert car.asks(power(False)).ResponseCode == "FAILED_SequenceError"
    assert dc.heard() == ["dc_open_contactor"]


def test_the_operator_stops(dc: Stage) -> None:
    car = until(dc, "Stop")
    dc.client.call_stop_charging(True)
    state = car.asks(demand()).DC_EVSEStatus
    assert (state.EVSEStatusCode, state.EVSENotification) == ("EVSE_Shutdown", "StopCharging")
    assert car.asks(power(False)).ResponseCode == "OK"


def test_emergency(dc: Stage) -> None:
    car = until(dc, "Stop")
    dc.client.call_send_error(EvseError.Error_EmergencyShutdown)
    answer = car.asks(demand())
    assert answer.ResponseCode == "FAILED"
    assert answer.DC_EVSEStatus.EVSEStatusCode == "EVSE_EmergencyShutdown"
    car.leaves()
    assert dc.heard() == ["current_demand_finished", "dc_open_contactor", "dlink_error"]


def test_welding_detection_ends(dc: Stage) -> None:
    car = until(dc, "WeldingDetection")
    for _ in range(21):
        assert car.asks(welding()).ResponseCode == "OK"
        dc.passes(1)
    assert car.asks(welding()).ResponseCode == "FAILED"


@pytest.mark.parametrize(
    ("din", "sent"),
    [(UNSET, b"\0"), ("49A8", b"\x49\xa8"), ("no hex", b"\0"), ("", b"\0"), ("00" * 33, b"\0")],
)
def test_evse_ids(dc: Stage, din: Any, sent: bytes) -> None:
    dc.client.call_setup(
        EVSEID(evse_id="DE*SEC*E0001", evse_id_din=din), (Mode.DC_core,), SaeJ2847BidiMode.None_, False
    )
    car = until(dc, "SessionSetup")
    assert sent == car.asks(m.SessionSetupReq(EVCCID=b"")).EVSEID
