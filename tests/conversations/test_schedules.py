"""Schedules: what is offered, what a profile may draw, what is left after a pause."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from msgspec import UNSET
from msgspec.structs import replace

from secc.settings import Settings
from secc_contract.types.iso15118_charger import EnergyTransferMode as Mode
from secc_contract.v2g.iso15118_2 import PowerDeliveryReq
from secc_contract.v2g.iso15118_2_types import (
    ChargeProgress,
    ChargingSession,
    EVSENotification,
    EVSEProcessing,
)
from tests.conversations import requests as ev
from tests.conversations.stage import Car, Stage
from tests.conversations.test_ac import until

TWO = Settings(schedules=(((0, 11_000), (3600, 3000)), ((0, 7000),)))


def scheduled(settings: Settings) -> tuple[Stage, Car]:
    stage = Stage(settings)
    stage.reacts()
    stage.boot(Mode.AC_three_phase_core)
    return stage, until(stage, "ChargeParameterDiscovery")


def test_schedules_of_the_settings_are_offered() -> None:
    _, car = scheduled(TWO)
    first, second = car.asks(ev.ac_parameters()).SASchedules.SAScheduleTuple
    assert [entry.PMax.Value for entry in first.PMaxSchedule.PMaxScheduleEntry] == [11_000, 3000]
    assert [entry.TimeInterval.duration for entry in first.PMaxSchedule.PMaxScheduleEntry] == [UNSET, 82_800]
    assert second.SAScheduleTupleID == 2


@pytest.mark.parametrize(
    ("schedule", "profile", "code"),
    [
        (1, ((0, 11_000), (3600, 3000)), "OK"),
        (1, ((0, 11_000),), "FAILED_ChargingProfileInvalid"),
        (2, ((0, 7000),), "OK"),
        (2, ((0, 11_000), (3600, 3000)), "OK"),  # the plan of the other schedule
        (2, ((0, 11_000), (3600, 8000)), "FAILED_ChargingProfileInvalid"),
        (3, ((0, 1000),), "FAILED_TariffSelectionInvalid"),
    ],
)
def test_a_profile_keeps_to_its_schedule(
    schedule: int, profile: tuple[tuple[int, int], ...], code: str
) -> None:
    _, car = scheduled(TWO)
    car.asks(ev.ac_parameters())
    request = PowerDeliveryReq(
        ChargeProgress=ChargeProgress.Start,
        SAScheduleTupleID=schedule,
        ChargingProfile=ev.profile(*profile),
    )
    assert car.asks(request).ResponseCode == code
    if code == "OK":
        assert car.asks(ev.charging_status()).SAScheduleTupleID == schedule


def test_a_resumed_session_keeps_the_schedule_that_it_chose() -> None:
    stage, car = scheduled(TWO)
    car.asks(ev.ac_parameters())
    car.asks(ev.ac_power(schedule=2, power=7000))
    car.asks(ev.charging_status())
    car.asks(ev.ac_power(ChargeProgress.Stop, schedule=2))
    paused_id = car.session_id
    car.asks(ev.session_stop(ChargingSession.Pause))
    car.leaves()
    stage.passes(15)
    car = stage.connect()
    car.handshake()
    car.asks(ev.session_setup(), paused_id)
    car.asks(ev.service_discovery())
    car.asks(ev.payment())
    car.asks(ev.authorization())
    car.asks(ev.authorization())
    (schedule,) = car.asks(ev.ac_parameters()).SASchedules.SAScheduleTuple
    assert schedule.SAScheduleTupleID == 2
    assert schedule.PMaxSchedule.PMaxScheduleEntry[0].TimeInterval.duration == 86_400 - 15


def paused(settings: Settings) -> tuple[Stage, bytes]:
    """A charger whose car has paused, and the session's id."""
    stage, car = scheduled(settings)
    car.asks(ev.ac_parameters())
    car.asks(ev.ac_power(power=3000))
    car.asks(ev.charging_status())
    car.asks(ev.ac_power(ChargeProgress.Stop))
    car.asks(ev.session_stop(ChargingSession.Pause))
    car.leaves()
    return stage, car.session_id


def comes_back(stage: Stage, session: bytes, after: float) -> Car:
    """A paused car, to where schedules are offered."""
    stage.passes(after)
    stage.client.call_dlink_ready(True)  # the car wakes the link
    car = stage.connect()
    car.handshake()
    assert car.asks(ev.session_setup(), session).ResponseCode == "OK_OldSessionJoined"
    car.asks(ev.service_discovery())
    car.asks(ev.payment())
    car.asks(ev.authorization())
    car.asks(ev.authorization())
    return car


def entries(car: Car, **request: Any) -> list[tuple[int, int, Any]]:
    """Start, W and duration of each entry of the one schedule on offer."""
    (schedule,) = car.asks(ev.ac_parameters(**request)).SASchedules.SAScheduleTuple
    return [
        (entry.TimeInterval.start, entry.PMax.Value * 10**entry.PMax.Multiplier, entry.TimeInterval.duration)
        for entry in schedule.PMaxSchedule.PMaxScheduleEntry
    ]


STEPS = Settings(schedules=(((0, 11000.0), (3600, 3000.0), (7200, 9000.0)),))


@pytest.mark.parametrize(
    ("after", "departure", "expected"),
    [
        (1800, UNSET, [(0, 11000, UNSET), (1800, 3000, UNSET), (5400, 9000, 84_600 - 5400)]),
        (3600, UNSET, [(0, 3000, UNSET), (3600, 9000, 82_800 - 3600)]),
        (4000, 3000, [(0, 3000, 3000)]),
        (86_399, UNSET, [(0, 9000, 1)]),
        (86_400, UNSET, [(0, 11000, UNSET), (3600, 3000, UNSET), (7200, 9000, 79_200)]),  # nothing is left
    ],
)
def test_a_resumed_session_goes_on_where_its_schedule_is_by_now(
    after: float, departure: Any, expected: list[tuple[int, int, Any]]
) -> None:
    stage, session = paused(STEPS)
    car = comes_back(stage, session, after)
    assert entries(car, departure=departure) == expected
    car.asks(ev.ac_power(power=3000))
    car.asks(ev.charging_status())
    car.asks(ev.ac_power(ChargeProgress.Renegotiate))  # to what a new session gets
    assert entries(car) == [(0, 11000, UNSET), (3600, 3000, UNSET), (7200, 9000, 79_200)]


def test_what_the_owner_offers_by_now_goes_before_what_was_agreed() -> None:
    stage, session = paused(STEPS)
    stage.charger.offer_schedules((((0, 2000.0),),))
    assert entries(comes_back(stage, session, 60)) == [(0, 2000, 86_400)]


def test_a_clock_that_was_set_back_makes_no_schedule_longer() -> None:
    stage, session = paused(Settings())
    stage.start -= timedelta(hours=3)
    assert entries(comes_back(stage, session, 60)) == [(0, 11_040, 86_400)]


def test_no_more_power_than_the_charger_has_by_now() -> None:
    stage, session = paused(Settings())
    stage.client.call_update_ac_max_current(10)
    assert entries(comes_back(stage, session, 60)) == [(0, 6900, 86_400 - 60)]


def test_a_car_with_room_for_more_entries_than_there_can_be() -> None:
    _, car = scheduled(Settings(schedules=(tuple((start, 11000.0) for start in range(1024)),)))
    request = replace(ev.ac_parameters(departure=90_000), MaxEntriesSAScheduleTuple=65_535)
    (schedule,) = car.asks(request).SASchedules.SAScheduleTuple
    assert len(schedule.PMaxSchedule.PMaxScheduleEntry) == 1024


def test_no_schedule_yet() -> None:
    _, car = scheduled(Settings(schedules=()))
    assert car.asks(ev.ac_parameters()).EVSEProcessing is EVSEProcessing.Ongoing


@pytest.mark.parametrize("plans", [((),), (((1, 5.0),),), (((0, 5.0), (0, 4.0)),), (((0, 1.0),),) * 4])
def test_schedules_that_make_no_sense(plans: tuple[tuple[tuple[int, float], ...], ...]) -> None:
    with pytest.raises(ValueError, match="schedules: "):
        Settings(schedules=plans)


def test_a_schedule_comes_from_an_energy_manager() -> None:
    stage, car = scheduled(Settings(schedules=()))
    assert car.asks(ev.ac_parameters()).EVSEProcessing is EVSEProcessing.Ongoing
    stage.charger.offer_schedules((((0, 5000.0),),))
    answer = car.asks(ev.ac_parameters())
    assert answer.SASchedules.SAScheduleTuple[0].PMaxSchedule.PMaxScheduleEntry[0].PMax.Value == 5000


def test_new_schedules_ask_the_car_to_renegotiate(ac: Stage) -> None:
    car = until(ac, "Stop")
    ac.heard()
    assert car.asks(ev.charging_status()).AC_EVSEStatus.EVSENotification is EVSENotification.None_
    ac.charger.offer_schedules(())  # nothing to renegotiate to
    assert car.asks(ev.charging_status()).AC_EVSEStatus.EVSENotification is EVSENotification.None_
    ac.charger.offer_schedules((((0, 11040.0), (60, 11040.0)),))
    assert car.asks(ev.charging_status()).AC_EVSEStatus.EVSENotification is EVSENotification.ReNegotiation
    car.asks(ev.ac_power(ChargeProgress.Renegotiate))
    answer = car.asks(ev.ac_parameters())
    assert len(answer.SASchedules.SAScheduleTuple[0].PMaxSchedule.PMaxScheduleEntry) == 2
    car.asks(ev.ac_power())
    assert car.asks(ev.charging_status()).AC_EVSEStatus.EVSENotification is EVSENotification.None_
    ac.charger.offer_schedules(None)
    ac.client.call_stop_charging(True)  # a stop goes first
    assert car.asks(ev.charging_status()).AC_EVSEStatus.EVSENotification is EVSENotification.StopCharging
    assert not {"ac_open_contactor", "ac_close_contactor"} & set(ac.heard())
