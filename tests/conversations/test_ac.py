"""ISO 15118-2 AC with external payment, from the first byte to the last."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from msgspec import UNSET

from secc.rest import Rest
from secc.settings import Settings
from secc_contract.types.iso15118_charger import EnergyTransferMode as Mode
from secc_contract.types.iso15118_charger import EvseError, SetupPhysicalValues
from secc_contract.types.powermeter import Powermeter
from secc_contract.types.units import Energy
from secc_contract.v2g.iso15118_2 import ChargeParameterDiscoveryReq, PowerDeliveryReq
from secc_contract.v2g.iso15118_2_types import (
    ChargeProgress,
    ChargingSession,
    EnergyTransferMode,
    EVSENotification,
    EVSEProcessing,
    UnitSymbol,
)
from tests.conversations import requests as ev
from tests.conversations.stage import Car, Stage


def until(stage: Stage, place: str) -> Car:
    """A car that has come to a place of the session."""
    car = stage.connect()
    car.handshake()
    steps: dict[str, Callable[[], Any]] = {
        "SessionSetup": lambda: car.asks(ev.session_setup()),
        "ServiceDiscovery": lambda: car.asks(ev.service_discovery()),
        "PaymentServiceSelection": lambda: car.asks(ev.payment()),
        "Authorization": lambda: (car.asks(ev.authorization()), car.asks(ev.authorization())),
        "ChargeParameterDiscovery": lambda: car.asks(ev.ac_parameters()),
        "PowerDelivery": lambda: car.asks(ev.ac_power()),
        "ChargingStatus": lambda: car.asks(ev.charging_status()),
        "Stop": lambda: car.asks(ev.ac_power(ChargeProgress.Stop)),
        "SessionStop": lambda: None,
    }
    for name, step in steps.items():
        if name == place:
            stage.link.take()
            return car
        step()
    raise AssertionError(place)


def test_whole_session(ac: Stage) -> None:
    car = ac.connect()
    answer = car.handshake()
    assert (answer.ResponseCode, answer.SchemaID) == ("OK_SuccessfulNegotiation", 10)
    assert ac.heard() == ["ev_app_protocol", "selected_protocol"]

    answer = car.asks(ev.session_setup())
    assert answer.ResponseCode == "OK_NewSessionEstablished"
    assert answer.EVSEID == "DE*SEC*E0001"
    assert len(car.session_id) == 8
    assert any(car.session_id)
    assert ac.link.take() == [("evcc_id", "02:42:AC:11:00:02")]

    answer = car.asks(ev.service_discovery())
    assert answer.ResponseCode == "OK"
    assert answer.PaymentOptionList.PaymentOption == ("ExternalPayment",)
    assert answer.ChargeService.ServiceID == 1
    assert answer.ChargeService.SupportedEnergyTransferMode.EnergyTransferMode == ("AC_three_phase_core",)
    assert answer.ServiceList is UNSET

    assert car.asks(ev.service_detail()).ResponseCode == "OK"
    assert car.asks(ev.payment()).ResponseCode == "OK"
    assert ac.link.take() == [("selected_payment_option", "ExternalPayment")]

    answer = car.asks(ev.authorization())
    assert answer.EVSEProcessing is EVSEProcessing.Ongoing_WaitingForCustomerInteraction
    assert ac.heard() == ["require_auth_eim"]
    assert car.asks(ev.authorization()).EVSEProcessing is EVSEProcessing.Finished
    assert ac.heard() == []

    answer = car.asks(ev.ac_parameters(departure=7200))
    assert answer.EVSEProcessing is EVSEProcessing.Finished
    (schedule,) = answer.SASchedules.SAScheduleTuple
    (entry,) = schedule.PMaxSchedule.PMaxScheduleEntry
    assert (entry.TimeInterval.start, entry.TimeInterval.duration) == (0, 7200)
    assert (entry.PMax.Value, entry.PMax.Multiplier, entry.PMax.Unit) == (11_040, 0, UnitSymbol.W)
    assert answer.EVSEChargeParameter.EVSEMaxCurrent.Value == 160  # tenths of an ampere
    assert ac.link.take() == [
        ("requested_energy_transfer_mode", "AC_three_phase_core"),
        ("departure_time", "2026-01-01T14:00:00Z"),
        ("ac_eamount", 11_000.0),
        ("ac_ev_max_voltage", 400.0),
        ("ac_ev_max_current", 32.0),
        ("ac_ev_min_current", 6.0),
    ]

    answer = car.asks(ev.ac_power())
    assert answer.ResponseCode == "OK"
    assert ac.heard() == ["v2g_setup_finished", "ac_close_contactor"]

    answer = car.asks(ev.charging_status())
    assert (answer.EVSEID, answer.SAScheduleTupleID, answer.ReceiptRequired) == ("DE*SEC*E0001", 1, False)
    assert answer.MeterInfo is UNSET
    assert answer.AC_EVSEStatus.EVSENotification is EVSENotification.None_

    ac.client.call_update_ac_max_current(9.99)
    ac.client.call_update_meter_info(
        Powermeter(timestamp=datetime(2026, 1, 1, tzinfo=UTC), energy_Wh_import=Energy(total=1234.9))
    )
    answer = car.asks(ev.charging_status())
    assert (answer.EVSEMaxCurrent.Value, answer.EVSEMaxCurrent.Multiplier) == (99, -1)  # never rounded up
    assert (answer.MeterInfo.MeterID, answer.MeterInfo.MeterReading) == ("METER", 1234)
    assert answer.MeterInfo.TMeter == 1767225600
    assert car.asks(ev.charging_status()).MeterInfo is UNSET  # one reading is sent once

    assert car.asks(ev.ac_power(ChargeProgress.Stop)).ResponseCode == "OK"
    assert ac.heard() == ["ac_open_contactor"]
    assert car.asks(ev.session_stop()).ResponseCode == "OK"
    assert car.wire.closed
    assert ac.heard() == []
    car.leaves()
    assert ac.heard() == ["dlink_terminate"]


def test_a_new_schedule_lasts_a_day(ac: Stage) -> None:
    answer = until(ac, "ChargeParameterDiscovery").asks(ev.ac_parameters())
    (entry,) = answer.SASchedules.SAScheduleTuple[0].PMaxSchedule.PMaxScheduleEntry
    assert entry.TimeInterval.duration == 86_400


def test_a_late_departure_takes_two_entries(ac: Stage) -> None:
    answer = until(ac, "ChargeParameterDiscovery").asks(ev.ac_parameters(departure=100_000))
    first, last = answer.SASchedules.SAScheduleTuple[0].PMaxSchedule.PMaxScheduleEntry
    assert (first.TimeInterval.start, first.TimeInterval.duration) == (0, UNSET)
    assert last.TimeInterval.start + last.TimeInterval.duration == 100_000
    assert last.PMax == first.PMax


def test_single_phase_power(stage: Stage) -> None:
    stage.reacts()
    stage.boot(Mode.AC_single_phase_core, Mode.AC_three_phase_core)
    car = until(stage, "ChargeParameterDiscovery")
    answer = car.asks(ev.ac_parameters(EnergyTransferMode.AC_single_phase_core))
    (entry,) = answer.SASchedules.SAScheduleTuple[0].PMaxSchedule.PMaxScheduleEntry
    assert entry.PMax.Value == 3680


def test_pending_start_is_answered_when_the_contactor_has_closed(stage: Stage) -> None:
    stage.reacts("ac_close_contactor")
    stage.boot(Mode.AC_three_phase_core)
    car = until(stage, "PowerDelivery")
    car.request(ev.ac_power())
    assert stage.heard() == ["v2g_setup_finished", "ac_close_contactor"]
    stage.passes(2.9)
    assert car.wire.written == []
    stage.client.call_update_ac_max_current(10)  # another command changes nothing
    assert car.wire.written == []
    stage.client.call_ac_contactor_closed(True)
    assert car.answer().ResponseCode == "OK"
    assert car.asks(ev.charging_status()).ResponseCode == "OK"


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (EvseError.Error_Contactor, "FAILED_ContactorError"),
        (EvseError.Error_EmergencyShutdown, "FAILED"),
        (EvseError.Error_RCD, "FAILED_PowerDeliveryNotApplied"),
    ],
)
def test_pending_start_ends_with_an_error(stage: Stage, error: EvseError, code: str) -> None:
    stage.reacts("ac_close_contactor")
    stage.boot(Mode.AC_three_phase_core)
    car = until(stage, "PowerDelivery")
    car.request(ev.ac_power())
    stage.heard()
    stage.client.call_send_error(error)
    assert car.answer().ResponseCode == code
    assert stage.heard() == ["ac_open_contactor"]
    assert car.wire.closed


def test_a_contactor_that_never_closes(stage: Stage) -> None:
    stage.reacts("ac_close_contactor")
    stage.boot(Mode.AC_three_phase_core)
    car = until(stage, "PowerDelivery")
    car.request(ev.ac_power())
    stage.passes(3.0)
    assert car.answer().ResponseCode == "FAILED_ContactorError"
    car.leaves()
    assert stage.heard() == [
        "v2g_setup_finished",
        "ac_close_contactor",
        "ac_open_contactor",
        "dlink_error",
    ]


def test_pending_stop_is_answered_when_the_contactor_has_opened(stage: Stage) -> None:
    stage.reacts("ac_open_contactor")
    stage.boot(Mode.AC_three_phase_core)
    car = until(stage, "Stop")
    car.request(ev.ac_power(ChargeProgress.Stop))
    assert stage.heard() == ["ac_open_contactor"]
    assert car.wire.written == []
    stage.client.call_ac_contactor_closed(False)
    assert car.answer().ResponseCode == "OK"
    assert car.asks(ev.session_stop()).ResponseCode == "OK"


def test_a_welded_contactor(stage: Stage) -> None:
    stage.reacts("ac_open_contactor")
    stage.boot(Mode.AC_three_phase_core)
    car = until(stage, "Stop")
    car.request(ev.ac_power(ChargeProgress.Stop))
    stage.passes(3.0)
    assert car.answer().ResponseCode == "FAILED_ContactorError"


def test_the_first_request_after_the_start_is_charging_status(ac: Stage) -> None:
    car = until(ac, "ChargingStatus")
    assert car.asks(ev.ac_power(ChargeProgress.Stop)).ResponseCode == "FAILED_SequenceError"
    assert ac.heard() == ["ac_open_contactor"]


def test_stop_before_the_start(ac: Stage) -> None:
    car = until(ac, "PowerDelivery")
    assert car.asks(ev.ac_power(ChargeProgress.Stop)).ResponseCode == "OK"
    assert car.asks(ev.session_stop()).ResponseCode == "OK"


def test_renegotiation_keeps_the_contactor_closed(ac: Stage) -> None:
    car = until(ac, "Stop")
    assert car.asks(ev.ac_power(ChargeProgress.Renegotiate)).ResponseCode == "OK"
    ac.client.call_update_ac_max_current(10)
    answer = car.asks(ev.ac_parameters())
    assert answer.SASchedules.SAScheduleTuple[0].PMaxSchedule.PMaxScheduleEntry[0].PMax.Value == 6900
    assert car.asks(ev.ac_power(power=6900)).ResponseCode == "OK"
    assert car.asks(ev.charging_status()).ResponseCode == "OK"
    assert "ac_close_contactor" not in ac.heard()
    assert car.asks(ev.ac_power(ChargeProgress.Stop)).ResponseCode == "OK"


def test_renegotiation_before_the_start_is_refused(ac: Stage) -> None:
    assert until(ac, "PowerDelivery").asks(ev.ac_power(ChargeProgress.Renegotiate)).ResponseCode == "FAILED"


@pytest.mark.parametrize(
    ("request_", "code"),
    [
        (ev.ac_power(schedule=2), "FAILED_TariffSelectionInvalid"),
        (ev.ac_power(power=22_000), "FAILED_ChargingProfileInvalid"),
        (ev.ac_power(power=11_140), "OK"),  # a car's rounding
    ],
)
def test_what_power_delivery_checks(ac: Stage, request_: PowerDeliveryReq, code: str) -> None:
    assert until(ac, "PowerDelivery").asks(request_).ResponseCode == code


@pytest.mark.parametrize(
    ("last", "code"),
    [(3600, "OK"), (3601, "FAILED_ChargingProfileInvalid")],  # some cars close their profile with an entry
)
def test_a_profile_ends_with_the_schedule(ac: Stage, last: int, code: str) -> None:
    car = until(ac, "ChargeParameterDiscovery")
    car.asks(ev.ac_parameters(departure=3600))
    request = PowerDeliveryReq(
        ChargeProgress=ChargeProgress.Start,
        SAScheduleTupleID=1,
        ChargingProfile=ev.profile((0, 5000), (last, 5000)),
    )
    assert car.asks(request).ResponseCode == code


@pytest.mark.parametrize(
    ("request_", "code"),
    [
        (ev.ac_parameters(EnergyTransferMode.DC_extended), "FAILED_WrongEnergyTransferMode"),
        (ev.ac_parameters(EVMaxCurrent=ev.amperes(-1)), "FAILED_WrongChargeParameter"),
        (
            ChargeParameterDiscoveryReq(
                RequestedEnergyTransferMode=EnergyTransferMode.AC_three_phase_core,
                EVChargeParameter=ev.dc_parameters().EVChargeParameter,
            ),
            "FAILED_WrongChargeParameter",
        ),
    ],
)
def test_parameters_that_cannot_be_served(
    ac: Stage, request_: ChargeParameterDiscoveryReq, code: str
) -> None:
    car = until(ac, "ChargeParameterDiscovery")
    assert car.asks(request_).ResponseCode == code
    assert car.wire.closed


def test_not_ready_is_ongoing_and_fails_in_time(stage: Stage) -> None:
    stage.reacts()
    stage.boot(Mode.AC_three_phase_core)
    stage.client.call_set_charging_parameters(SetupPhysicalValues(ac_nominal_voltage=0))
    car = until(stage, "ChargeParameterDiscovery")
    answer = car.asks(ev.ac_parameters())
    assert answer.EVSEProcessing is EVSEProcessing.Ongoing
    assert answer.SASchedules is UNSET
    stage.passes(50)
    stage.client.call_set_charging_parameters(SetupPhysicalValues(ac_nominal_voltage=230))
    assert car.asks(ev.ac_parameters()).EVSEProcessing is EVSEProcessing.Finished


def test_never_ready(stage: Stage) -> None:
    stage.reacts()
    stage.boot(Mode.AC_three_phase_core)
    stage.client.call_set_charging_parameters(SetupPhysicalValues(ac_nominal_voltage=0))
    car = until(stage, "ChargeParameterDiscovery")
    car.asks(ev.ac_parameters())
    for _ in range(55):
        stage.passes(1)
        assert car.asks(ev.ac_parameters()).ResponseCode == "OK"
    stage.passes(1)
    assert car.asks(ev.ac_parameters()).ResponseCode == "FAILED"


def test_values_that_the_contract_cannot_carry_are_held_back(ac: Stage) -> None:
    car = until(ac, "ChargeParameterDiscovery")
    assert car.asks(ev.ac_parameters(EVMaxCurrent=ev.amperes(500))).ResponseCode == "OK"
    assert "ac_ev_max_current" not in ac.heard()


def test_the_operator_stops(ac: Stage) -> None:
    car = until(ac, "Stop")
    ac.client.call_stop_charging(True)
    answer = car.asks(ev.charging_status())
    assert answer.AC_EVSEStatus.EVSENotification is EVSENotification.StopCharging
    ac.client.call_stop_charging(False)
    assert car.asks(ev.charging_status()).AC_EVSEStatus.EVSENotification is EVSENotification.None_
    ac.client.call_stop_charging(True)
    ac.passes(10)
    assert car.asks(ev.charging_status()).ResponseCode == "OK"
    ac.passes(0.1)
    assert car.asks(ev.charging_status()).ResponseCode == "FAILED"
    assert ac.heard() == ["ac_open_contactor"]


def test_an_rcd_trip_shows(ac: Stage) -> None:
    car = until(ac, "Stop")
    ac.client.call_send_error(EvseError.Error_RCD)
    status = car.asks(ev.charging_status()).AC_EVSEStatus
    assert status.RCD is True
    assert status.EVSENotification is EVSENotification.StopCharging
    ac.client.call_reset_error()
    assert car.asks(ev.charging_status()).AC_EVSEStatus.RCD is False


def test_pause_and_resume(ac: Stage) -> None:
    car = until(ac, "SessionStop")
    paused_id = car.session_id
    assert car.asks(ev.session_stop(ChargingSession.Pause)).ResponseCode == "OK"
    car.leaves()
    assert ac.heard() == ["dlink_pause"]
    ac.passes(60)
    ac.client.call_dlink_ready(False)
    ac.client.call_dlink_ready(True)
    car = ac.connect()
    car.handshake()
    assert car.asks(ev.session_setup(), paused_id).ResponseCode == "OK_OldSessionJoined"
    assert car.session_id == paused_id
    car.asks(ev.service_discovery())
    car.asks(ev.payment())
    car.asks(ev.authorization())
    car.asks(ev.authorization())
    (schedule,) = car.asks(ev.ac_parameters()).SASchedules.SAScheduleTuple
    assert schedule.PMaxSchedule.PMaxScheduleEntry[0].TimeInterval.duration == 86_400 - 60


def test_a_paused_session_outlives_the_process(ac: Stage) -> None:
    car = until(ac, "SessionStop")
    paused_id = car.session_id
    car.asks(ev.session_stop(ChargingSession.Pause))
    car.leaves()
    assert ac.memory is not None
    after = Stage(rest=Rest(memory=ac.memory))
    after.reacts()
    after.boot(Mode.AC_three_phase_core)
    car = after.connect()
    car.handshake()
    assert car.asks(ev.session_setup(), paused_id).ResponseCode == "OK_OldSessionJoined"
    assert after.memory is None
    assert after.charger.rest.memory is None


def test_another_id_after_a_pause_is_a_new_session(ac: Stage) -> None:
    car = until(ac, "SessionStop")
    paused_id = car.session_id
    car.asks(ev.session_stop(ChargingSession.Pause))
    car.leaves()
    car = ac.connect()
    car.handshake()
    assert car.asks(ev.session_setup(), b"\x11" * 8).ResponseCode == "OK_NewSessionEstablished"
    car.leaves()
    car = ac.connect()
    car.handshake()
    assert car.asks(ev.session_setup(), paused_id).ResponseCode == "OK_NewSessionEstablished"


def test_another_car_does_not_go_on_in_a_paused_session(ac: Stage) -> None:
    car = until(ac, "SessionStop")
    car.asks(ev.session_stop(ChargingSession.Pause))
    car.leaves()
    other = ac.connect()
    other.handshake()
    answer = other.asks(ev.session_setup(b"\x02" * 6), car.session_id)
    assert answer.ResponseCode == "OK_NewSessionEstablished"


def test_a_pause_before_the_loop_is_refused(ac: Stage) -> None:
    car = until(ac, "PowerDelivery")
    assert car.asks(ev.session_stop(ChargingSession.Pause)).ResponseCode == "FAILED"


def test_departure_time_is_a_point_in_time(ac: Stage) -> None:
    ac.passes(0.4)
    until(ac, "ChargeParameterDiscovery").asks(ev.ac_parameters(departure=1))
    (told,) = ac.values("departure_time")
    assert datetime.fromisoformat(told) - datetime(2026, 1, 1, 12, tzinfo=UTC) == timedelta(seconds=1)


def test_a_contactor_that_opens_by_itself(ac: Stage, caplog: pytest.LogCaptureFixture) -> None:
    car = until(ac, "Stop")
    ac.client.call_ac_contactor_closed(False)
    for _ in range(2):
        status = car.asks(ev.charging_status()).AC_EVSEStatus
        assert status.EVSENotification is EVSENotification.StopCharging
    assert caplog.text.count("opened by itself") == 1
    assert car.asks(ev.ac_power(ChargeProgress.Stop)).ResponseCode == "OK"


def test_a_protocol_that_is_switched_off() -> None:
    stage = Stage(Settings(supported_iso15118_2=False))
    stage.boot(Mode.DC_extended)
    assert stage.connect().handshake().ResponseCode == "Failed_NoNegotiation"
