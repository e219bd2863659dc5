"""Tariffs in ChargeParameterDiscoveryRes: they keep to their schedules, and over TLS they are signed."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from msgspec import UNSET

from secc import exi
from secc.extension import Extension
from secc.plan import Block, Plan, Step
from secc.pnc import signatures
from secc.rest import Rest
from secc.settings import Settings
from secc_contract.link import InProcessLink
from secc_contract.types.iso15118_charger import EnergyTransferMode as Mode
from secc_contract.v2g.iso15118_2 import PowerDeliveryReq
from secc_contract.v2g.iso15118_2_types import (
    ChargeProgress,
    ChargingSession,
    CostKind,
    EVSENotification,
    EVSEProcessing,
    UnitSymbol,
)
from tests.conversations import pnc, test_ac, test_dc, test_din
from tests.conversations import requests as ev
from tests.conversations.stage import Car, Stage

NIGHT = Plan(
    steps=(
        Step(start=0, power=11_000, price_level=2),
        Step(
            start=3600,
            price_level=1,
            costs=(
                Block(relative_price_percentage=62.5, carbon_dioxide_emission=90),
                Block(start_value=7000, renewable_generation_percentage=40),
            ),
        ),
    ),
    description="cheap at night",
)
FLAT = Plan(steps=(Step(start=0, power=7000, price_level=7),))
GREEN = Plan(steps=(Step(start=0, costs=(Block(renewable_generation_percentage=100),)),))
DEAR = Plan(steps=(Step(start=0, price_level=2),))
"""at full power"""
THREE = Settings(schedules=(NIGHT, FLAT, GREEN))


def plain(settings: Settings, mode: Mode = Mode.AC_three_phase_core) -> Stage:
    """An outlet without TLS."""
    stage = Stage(settings)
    stage.reacts()
    stage.boot(mode)
    return stage


def secure(settings: Settings, place: str = "ChargeParameterDiscovery") -> Car:
    """A car with a contract at an outlet that can sign tariffs."""
    return pnc.until(pnc.stage(settings, tariffs=pnc.tariff_key()), place)


def extend(stage: Stage) -> Extension:
    """What an owner's ``extend`` is given."""
    link = InProcessLink()
    link.serve(stage.charger.dispatch)
    return Extension(link)


def offered(car: Car, **fields: Any) -> Sequence[Any]:
    """The schedules that a car is offered."""
    answer = car.asks(ev.ac_parameters(**fields))
    assert answer.EVSEProcessing is EVSEProcessing.Finished
    schedules: Sequence[Any] = answer.SASchedules.SAScheduleTuple
    return schedules


def times(entries: Sequence[Any]) -> list[tuple[int, Any]]:
    return [(entry.TimeInterval.start, entry.TimeInterval.duration) for entry in entries]


def test_without_tls_tariffs_are_not_signed() -> None:
    car = test_ac.until(plain(THREE), "ChargeParameterDiscovery")
    night, flat, green = offered(car)
    assert car.signature is UNSET
    tariffs = [schedule.SalesTariff for schedule in (night, flat, green)]
    assert [tariff.Id for tariff in tariffs] == [UNSET] * 3
    assert [tariff.SalesTariffID for tariff in tariffs] == [1, 2, 3]
    assert [tariff.NumEPriceLevels for tariff in tariffs] == [3, 3, 3]  # of all tariffs together
    assert [tariff.SalesTariffDescription for tariff in tariffs] == ["cheap at night", UNSET, UNSET]
    assert [entry.EPriceLevel for entry in tariffs[0].SalesTariffEntry] == [2, 1]
    assert [entry.PMax.Value for entry in night.PMaxSchedule.PMaxScheduleEntry] == [11_000, 11_040]
    low, high = tariffs[0].SalesTariffEntry[1].ConsumptionCost
    assert (low.startValue.Value, high.startValue.Value) == (0, 7000)
    assert high.startValue.Unit is UnitSymbol.W
    assert [(cost.costKind, cost.amount, cost.amountMultiplier) for cost in low.Cost] == [
        (CostKind.relativePricePercentage, 625, -1),
        (CostKind.CarbonDioxideEmission, 90, UNSET),
    ]
    assert tariffs[2].SalesTariffEntry[0].EPriceLevel is UNSET


@pytest.mark.parametrize(
    ("departure", "most", "expected"),
    [
        (UNSET, UNSET, [(0, UNSET), (3600, 82_800)]),
        (7200, UNSET, [(0, UNSET), (3600, 3600)]),
        (3600, UNSET, [(0, 3600)]),
        (200_000, UNSET, [(0, UNSET), (3600, UNSET), (113_600, 86_400)]),  # an entry has a day at most
        (200_000, 2, [(0, UNSET), (3600, 86_400)]),
        (200_000, 1, [(0, 3600)]),
        (UNSET, 1, [(0, 3600)]),  # the car asks again before
        (UNSET, 0, [(0, 3600)]),
        (UNSET, 65_535, [(0, UNSET), (3600, 82_800)]),
    ],
)
def test_a_tariff_has_the_times_of_its_schedule(departure: Any, most: Any, expected: Any) -> None:
    car = test_ac.until(plain(Settings(schedules=(NIGHT,))), "ChargeParameterDiscovery")
    request = ev.ac_parameters(departure=departure)
    answer = car.asks(type(request)(**_fields(request) | {"MaxEntriesSAScheduleTuple": most}))
    (schedule,) = answer.SASchedules.SAScheduleTuple
    assert times(schedule.PMaxSchedule.PMaxScheduleEntry) == expected
    assert times(schedule.SalesTariff.SalesTariffEntry) == expected
    end = expected[-1][0] + expected[-1][1]
    assert car.asks(ev.ac_power(power=7000)).ResponseCode == "OK"
    assert car.asks(ev.charging_status()).ResponseCode == "OK"
    car.asks(ev.ac_power(ChargeProgress.Stop))
    car.asks(ev.session_stop(ChargingSession.Pause))
    assert car.stage.memory is not None  # a pause lasts as long as what was agreed
    assert car.stage.memory.paused.schedule.length == end


def _fields(request: Any) -> dict[str, Any]:
    return {name: getattr(request, name) for name in request.__struct_fields__}


def test_a_profile_that_outlasts_a_shortened_schedule() -> None:
    car = test_ac.until(plain(Settings(schedules=(NIGHT,))), "ChargeParameterDiscovery")
    request = ev.ac_parameters()
    car.asks(type(request)(**_fields(request) | {"MaxEntriesSAScheduleTuple": 1}))
    start = PowerDeliveryReq(
        ChargeProgress=ChargeProgress.Start,
        SAScheduleTupleID=1,
        ChargingProfile=ev.profile((0, 7000), (3601, 7000)),
    )
    assert car.asks(start).ResponseCode == "FAILED_ChargingProfileInvalid"


@pytest.mark.parametrize("schedules", [(NIGHT,), (NIGHT, FLAT), (NIGHT, FLAT, GREEN)])
def test_over_tls_one_signature_has_a_reference_a_tariff(schedules: tuple[Plan, ...]) -> None:
    car = secure(Settings(schedules=schedules))
    tariffs = [schedule.SalesTariff for schedule in offered(car)]
    elements = [signatures.Element("SalesTariff", tariff) for tariff in tariffs]
    key = pnc.tariff_key().key
    assert signatures.verify("iso2", car.signature, elements, key.public_key()) is None
    assert signatures.verify("iso2", car.signature, elements[1:], key.public_key()) is not None
    # and by hand
    info = car.signature.SignedInfo
    assert [one.URI for one in info.Reference] == [f"#{tariff.Id}" for tariff in tariffs]
    assert [one.DigestValue for one in info.Reference] == [
        hashlib.sha256(exi.encode_fragment("iso2", "SalesTariff", tariff)).digest() for tariff in tariffs
    ]
    value = car.signature.SignatureValue.value
    der = encode_dss_signature(int.from_bytes(value[:32]), int.from_bytes(value[32:]))
    public = key.public_key()
    assert isinstance(public, ec.EllipticCurvePublicKey)
    public.verify(der, exi.encode_fragment("xmldsig", "SignedInfo", info), ec.ECDSA(SHA256()))


def test_external_payment_over_tls_gets_signed_tariffs_too() -> None:
    stage = pnc.stage(Settings(schedules=(FLAT, ((0, 5000.0),))), tariffs=pnc.tariff_key())
    car = stage.connect(channel=pnc.TLS)
    car.handshake()
    for request in (ev.session_setup(), ev.service_discovery(), ev.payment(), ev.authorization()):
        car.asks(request)
    car.asks(ev.authorization())
    flat, limits = offered(car)
    assert flat.SalesTariff.Id == "ID1" and limits.SalesTariff is UNSET
    assert len(car.signature.SignedInfo.Reference) == 1


def test_over_tls_without_a_key_there_are_none(caplog: pytest.LogCaptureFixture) -> None:
    car = pnc.until(pnc.stage(THREE), "ChargeParameterDiscovery")
    assert [schedule.SalesTariff for schedule in offered(car)] == [UNSET] * 3
    assert car.signature is UNSET
    car.asks(ev.ac_power(power=5000))
    car.asks(ev.charging_status())
    car.asks(ev.ac_power(ChargeProgress.Renegotiate, power=5000))
    offered(car)
    assert caplog.text.count("tariffs are left out") == 1


def test_without_prices_nothing_is_signed(caplog: pytest.LogCaptureFixture) -> None:
    for settings in (Settings(), Settings(schedules=(((0, 5000.0),), Plan(steps=(Step(start=0),))))):
        for car in (secure(settings), pnc.until(pnc.stage(settings), "ChargeParameterDiscovery")):
            assert {schedule.SalesTariff for schedule in offered(car)} == {UNSET}
            assert car.signature is UNSET
    assert "tariffs" not in caplog.text


def test_the_same_car_gets_the_same_bytes() -> None:
    """RFC 6979: so a recording can be repeated."""
    one, other = (secure(THREE) for _ in range(2))
    for car in (one, other):
        car.request(ev.ac_parameters())
    assert one.wire.written == other.wire.written


def test_a_dc_car_gets_them_too() -> None:
    car = test_dc.until(plain(THREE, Mode.DC_extended), "ChargeParameterDiscovery")
    _, _, green = car.asks(ev.dc_parameters()).SASchedules.SAScheduleTuple
    (cost,) = green.SalesTariff.SalesTariffEntry[0].ConsumptionCost[0].Cost
    assert (cost.costKind, cost.amount) == (CostKind.RenewableGenerationPercentage, 100)
    value = green.PMaxSchedule.PMaxScheduleEntry[0].PMax
    assert value.Value * 10**value.Multiplier == 150_000


def test_din_knows_the_limits_only() -> None:
    stage = plain(Settings(schedules=(NIGHT,)), Mode.DC_extended)
    car = test_din.until(stage, "ChargeParameterDiscovery")
    (schedule,) = car.asks(test_din.parameters()).SASchedules.SAScheduleTuple
    assert schedule.SalesTariff is UNSET
    entries = schedule.PMaxSchedule.PMaxScheduleEntry
    assert times(entries) == [(0, UNSET), (3600, 82_800)]
    assert [entry.PMax for entry in entries] == [11_000, 32_767]


@pytest.mark.parametrize(
    ("amount", "sent"),
    [
        (0.0, (0, UNSET)),
        (12.0, (12, UNSET)),
        (12.5, (125, -1)),
        (0.1 + 0.2, (3, -1)),
        (1 / 3, (333, -3)),
        (4_294_967_295.0, (4_294_967_295, UNSET)),
        (4_000_000_000.25, (4_000_000_000, UNSET)),
        (400_000_000.25, (4_000_000_002, -1)),
    ],
)
def test_amounts(amount: float, sent: tuple[int, Any]) -> None:
    plan = Plan(steps=(Step(start=0, costs=(Block(carbon_dioxide_emission=amount),)),))
    car = test_ac.until(plain(Settings(schedules=(plan,))), "ChargeParameterDiscovery")
    (schedule,) = offered(car)
    (cost,) = schedule.SalesTariff.SalesTariffEntry[0].ConsumptionCost[0].Cost
    assert (cost.amount, cost.amountMultiplier) == sent


def test_a_resumed_session_has_the_tariff_that_it_chose() -> None:
    car = secure(THREE)
    stage = car.stage
    offered(car)
    paused = pauses(car)
    car = stage.connect(channel=pnc.TLS)
    comes_back(car, paused)
    (schedule,) = offered(car)
    assert (schedule.SAScheduleTupleID, schedule.SalesTariff.SalesTariffID) == (2, 2)
    assert times(schedule.SalesTariff.SalesTariffEntry) == [(0, 86_400 - 15)]
    assert [one.URI for one in car.signature.SignedInfo.Reference] == ["#ID2"]
    assert car.asks(ev.ac_power(schedule=1, power=7000)).ResponseCode == "FAILED_TariffSelectionInvalid"


def pauses(car: Car) -> bytes:
    """With the second schedule, for 15 s; the session's id."""
    car.asks(ev.ac_power(schedule=2, power=7000))
    car.asks(ev.charging_status())
    car.asks(ev.ac_power(ChargeProgress.Stop, schedule=2))
    car.asks(ev.session_stop(ChargingSession.Pause))
    car.leaves()
    car.stage.passes(15)
    return car.session_id


def comes_back(car: Car, paused: bytes) -> None:
    """To where schedules are offered."""
    car.handshake()
    assert car.asks(ev.session_setup(), paused).ResponseCode == "OK_OldSessionJoined"
    car.asks(ev.service_discovery())
    car.asks(pnc.selects())
    challenge = car.asks(pnc.shows(pnc.contract())).GenChallenge
    pnc.proves(car, pnc.contract(), challenge)


def test_new_prices_ask_the_car_to_renegotiate() -> None:
    car = secure(Settings(schedules=(DEAR,)), "Loop")
    extension = extend(car.stage)
    assert notified(car) is EVSENotification.None_
    extension.offer_schedules((DEAR,))  # nothing new
    assert notified(car) is EVSENotification.None_
    extension.offer_schedules((Plan(steps=(Step(start=0, price_level=1),)),))
    assert notified(car) is EVSENotification.ReNegotiation
    car.asks(ev.ac_power(ChargeProgress.Renegotiate))
    (schedule,) = offered(car)
    assert schedule.SalesTariff.SalesTariffEntry[0].EPriceLevel == 1
    car.asks(ev.ac_power())
    assert notified(car) is EVSENotification.None_


def notified(car: Car) -> EVSENotification:
    found: EVSENotification = car.asks(ev.charging_status()).AC_EVSEStatus.EVSENotification
    return found


def test_what_an_owner_said_outlives_the_session_and_goes_into_the_rest() -> None:
    stage = plain(Settings(schedules=(NIGHT,)))
    stage.charger.offer_schedules((FLAT,))
    again = Stage(Settings(schedules=(NIGHT,)), rest=Rest(evse=stage.charger.rest.evse))
    assert again.charger.rest.evse is not None
    assert again.charger.rest.evse.schedules == (FLAT,)
    fresh = Stage(Settings(schedules=(NIGHT,), central_contract_validation=True)).charger.rest.evse
    assert fresh is not None
    assert (fresh.schedules, fresh.central_contract_validation) == ((NIGHT,), True)
