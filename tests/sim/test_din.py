"""What is DIN SPEC 70121's own in the simulated car; the rest it shares with ISO 15118-2."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec import UNSET

from secc.sim.ev import DC, Battery, Car, Settings, din, rules
from secc.sim.ev.states import State
from secc.sim.ev.trip import Trip
from secc.sim.ev.words import DIN
from secc_contract.v2g import app_protocol as sap
from secc_contract.v2g import din70121 as messages
from secc_contract.v2g import din70121_types as t
from tests.sim.world import World, in_order, station

OK = t.ResponseCode.OK


@pytest.fixture
def trip() -> Trip:
    return Trip(Settings(protocols=("din",)), Battery(), "din")


def status(**changes: Any) -> t.DC_EVSEStatus:
    usual: dict[str, Any] = {
        "EVSEIsolationStatus": t.IsolationLevel.Valid,
        "EVSEStatusCode": t.DC_EVSEStatusCode.EVSE_Ready,
        "NotificationMaxDelay": 0,
        "EVSENotification": t.EVSENotification.None_,
    }
    return t.DC_EVSEStatus(**(usual | changes))


def test_a_din_car_charges_at_our_charger() -> None:
    world = World(station(is_ac=False))
    car = Car(Settings(protocols=("din",), modes=DC, speed=100))
    published = world.visit(car)
    assert car.outcome is not None
    assert car.outcome.completed, car.outcome
    assert car.progress.soc == pytest.approx(80, abs=0.5)
    assert in_order(
        published,
        "selected_protocol",
        "require_auth_eim",
        "start_cable_check",
        "v2g_setup_finished",
        "current_demand_started",
        "current_demand_finished",
        "dc_open_contactor",
        "dlink_terminate",
    )
    assert ("selected_protocol", "DIN70121") in world.link.published


@pytest.mark.parametrize(
    ("ranked", "chosen"),
    [
        (("din", "iso2"), "DIN70121"),
        (("iso2", "din"), "ISO15118-2-2013"),
        (("urn:tesla:din:2018:MsgDef", "din", "iso2"), "DIN70121"),
    ],
)
def test_the_car_ranks_and_the_charger_chooses_what_it_can(ranked: tuple[str, ...], chosen: str) -> None:
    world = World(station(is_ac=False))
    car = Car(Settings(protocols=ranked, loops=2))
    world.visit(car)
    assert car.outcome is not None
    assert car.outcome.completed
    assert ("selected_protocol", chosen) in world.link.published


@pytest.mark.parametrize(
    ("schema", "offered", "reason"),
    [
        (7, ("din", "iso2"), "schema 7, which was not offered"),
        (1, ("urn:a:b", "iso2"), "urn:a:b, which this car does not speak"),
        (UNSET, ("din", "iso2"), "did not say which"),
    ],
)
def test_a_choice_that_makes_no_sense_ends_at_once(
    trip: Trip, schema: Any, offered: tuple[str, ...], reason: str
) -> None:
    trip.settings = Settings(protocols=offered)
    answer = sap.SupportedAppProtocolRes(
        ResponseCode=sap.ResponseCode.OK_SuccessfulNegotiation, SchemaID=schema
    )
    assert rules.handshake(trip, answer, 0.0) is State.OVER
    assert reason in trip.failure


@pytest.mark.parametrize(
    ("offered", "mode"),
    [
        ("DC_extended", "DC_extended"),
        ("DC_core", "DC_core"),
        ("AC_core1p_DC_extended", "DC_extended"),
        ("AC_single_DC_core", "DC_core"),
        ("AC_three_phase_core", None),
        ("DC_dual", None),
    ],
)
def test_one_offered_type_may_name_several_modes(trip: Trip, offered: str, mode: str | None) -> None:
    answer = messages.ServiceDiscoveryRes(
        ResponseCode=OK,
        PaymentOptions=t.PaymentOptions(PaymentOption=(t.PaymentOption.ExternalPayment,)),
        ChargeService=t.ServiceCharge(
            ServiceTag=t.ServiceTag(ServiceID=1, ServiceCategory=t.ServiceCategory.EVCharging),
            FreeService=False,
            EnergyTransferType=t.EVSESupportedEnergyTransfer(offered),
        ),
    )
    following = din.services(trip, answer, 0.0)
    if mode is None:
        assert following is State.SESSION_STOP
        assert trip.failure == f"the charger offers {offered} only"
    else:
        assert (following, trip.mode) == (State.PAYMENT, mode)


@pytest.mark.parametrize(("told", "taken"), [(10_000, 10_000), (32767, 60_000)])
def test_the_largest_power_that_the_schedule_can_say_means_more(trip: Trip, told: int, taken: float) -> None:
    entry = t.PMaxScheduleEntry(TimeInterval=t.RelativeTimeInterval(start=0), PMax=told)
    schedule = t.PMaxSchedule(PMaxScheduleID=1, PMaxScheduleEntry=(entry,))
    physical = DIN.physical
    answer = messages.ChargeParameterDiscoveryRes(
        ResponseCode=OK,
        EVSEProcessing=t.EVSEProcessing.Finished,
        SASchedules=t.SAScheduleList(
            SAScheduleTuple=(t.SAScheduleTuple(SAScheduleTupleID=3, PMaxSchedule=schedule),)
        ),
        EVSEChargeParameter=t.DC_EVSEChargeParameter(
            DC_EVSEStatus=status(),
            EVSEMaximumCurrentLimit=physical(200, "A"),
            EVSEMaximumPowerLimit=physical(60_000, "W"),
            EVSEMaximumVoltageLimit=physical(500, "V"),
            EVSEMinimumCurrentLimit=physical(5, "A"),
            EVSEMinimumVoltageLimit=physical(150, "V"),
            EVSEPeakCurrentRipple=physical(1, "A"),
        ),
    )
    assert din.parameters(trip, answer, 0.0) is State.CABLE_CHECK
    assert (trip.schedule, trip.power(0.0)) == (3, taken)
    profile = din.start(trip).ChargingProfile
    assert isinstance(profile, t.ChargingProfile)
    assert profile.ProfileEntry[0].ChargingProfileEntryMaxPower == told


def test_an_isolation_status_may_be_left_out(trip: Trip) -> None:
    answer = messages.CableCheckRes(
        ResponseCode=OK,
        DC_EVSEStatus=status(EVSEIsolationStatus=UNSET),
        EVSEProcessing=t.EVSEProcessing.Finished,
    )
    assert rules.cable_check(trip, answer, 0.0) is State.PRE_CHARGE


def test_a_wish_to_renegotiate_is_not_heard(trip: Trip) -> None:
    answer = messages.CurrentDemandRes(
        ResponseCode=OK,
        DC_EVSEStatus=status(EVSENotification=t.EVSENotification.ReNegotiation),
        EVSEPresentVoltage=DIN.physical(400, "V"),
        EVSEPresentCurrent=DIN.physical(10, "A"),
        EVSECurrentLimitAchieved=False,
        EVSEVoltageLimitAchieved=False,
        EVSEPowerLimitAchieved=False,
    )
    row = din.TABLE[State.DC_CHARGE]
    assert callable(row.next)
    assert row.next(trip, answer, 0.0) is State.DC_CHARGE
    assert State.RENEGOTIATE not in din.TABLE
