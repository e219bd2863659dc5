"""Tariffs that the mobility operator has signed itself go to cars as they are, or not at all."""

from __future__ import annotations

import base64
from typing import Any

import pytest
from msgspec import UNSET
from msgspec.structs import replace

from secc import exi
from secc.errors import ContractError
from secc.pnc import signatures
from secc.settings import Settings
from secc.signed import SignedTariffs
from secc_contract.v2g.iso15118_2_types import (
    EVSENotification,
    EVSEProcessing,
    RelativeTimeInterval,
    SalesTariff,
    SalesTariffEntry,
)
from tests.conversations import pnc, test_ac
from tests.conversations import requests as ev
from tests.conversations.test_tariffs import comes_back, extend, notified, offered, pauses


def by_the_operator(*tariffs: SalesTariff | None) -> SignedTariffs:
    """As its back end sends them."""
    elements = [signatures.Element("SalesTariff", one) for one in tariffs if one is not None]
    signature = signatures.sign("iso2", elements, pnc.tariff_key().key)
    return SignedTariffs(
        tariffs=tuple(None if one is None else _base64("SalesTariff", one) for one in tariffs),
        signature=_base64("Signature", signature),
    )


def _base64(name: str, value: Any) -> str:
    """As received: whether it may be sent is for others to say."""
    return base64.b64encode(exi.encode_fragment("iso2", name, value, as_received=True)).decode()


def operators(number: int, *starts: int) -> SalesTariff:
    """A tariff in another one's style: each entry has a duration, and ids are its own."""
    return SalesTariff(
        Id=f"operator-{number}",
        SalesTariffID=100 + number,
        SalesTariffEntry=tuple(
            SalesTariffEntry(TimeInterval=RelativeTimeInterval(start=start, duration=60), EPriceLevel=number)
            for start in starts
        ),
    )


LIMITS = (((0, 11_040.0), (3600, 11_040.0)), ((0, 7000.0),))
TARIFFS = (operators(1, 0, 3600), operators(2, 0))
ONE = by_the_operator(TARIFFS[0]).signature
FIRST = _base64("SalesTariff", TARIFFS[0])
NAMELESS = _base64("SalesTariff", replace(TARIFFS[0], Id=UNSET))
LONG = _base64("SalesTariff", replace(TARIFFS[0], SalesTariffDescription="x" * 33))
SURPLUS = base64.b64encode(base64.b64decode(FIRST) + b"\0").decode()
PARAMETERS = "ChargeParameterDiscovery"


@pytest.mark.parametrize("tls", [True, False])
def test_tariffs_that_the_operator_has_signed_are_passed_on_as_they_are(tls: bool) -> None:
    stage = pnc.stage(Settings(schedules=()))  # no key here
    car = pnc.until(stage, "ChargeParameterDiscovery") if tls else test_ac.until(stage, PARAMETERS)
    assert car.asks(ev.ac_parameters(departure=7200)).EVSEProcessing is EVSEProcessing.Ongoing
    extend(stage).offer_schedules(LIMITS, by_the_operator(*TARIFFS))
    schedules = offered(car, departure=7199)
    assert tuple(schedule.SalesTariff for schedule in schedules) == TARIFFS
    if tls:
        elements = [signatures.Element("SalesTariff", one) for one in TARIFFS]
        key = pnc.tariff_key().key.public_key()
        assert signatures.verify("iso2", car.signature, elements, key) is None
    else:
        assert car.signature is UNSET


def test_a_signed_tariff_whose_steps_are_cut_off_is_left_out(caplog: pytest.LogCaptureFixture) -> None:
    stage = pnc.stage()
    extend(stage).offer_schedules(LIMITS, by_the_operator(*TARIFFS))
    car = pnc.until(stage, PARAMETERS)
    assert {schedule.SalesTariff for schedule in offered(car, departure=1800)} == {UNSET}
    assert car.signature is UNSET
    assert "tariffs are left out: the operator has signed other steps" in caplog.text


@pytest.mark.parametrize(("tariffs", "kept"), [(TARIFFS, False), ((None, TARIFFS[1]), True)])
def test_a_resumed_session_has_signed_tariffs_if_it_has_all(
    tariffs: tuple[SalesTariff | None, ...], kept: bool
) -> None:
    stage = pnc.stage()
    extend(stage).offer_schedules(LIMITS, by_the_operator(*tariffs))
    car = pnc.until(stage, PARAMETERS)
    offered(car)
    paused = pauses(car)
    car = stage.connect(channel=pnc.TLS)
    comes_back(car, paused)
    (schedule,) = offered(car)
    assert schedule.SalesTariff == (TARIFFS[1] if kept else UNSET)
    assert (car.signature is not UNSET) is kept


def test_prices_signed_anew_ask_the_car_to_renegotiate() -> None:
    stage = pnc.stage()
    extension = extend(stage)
    extension.offer_schedules(LIMITS, by_the_operator(*TARIFFS))
    car = pnc.until(stage, "Loop")
    assert notified(car) is EVSENotification.None_
    extension.offer_schedules(LIMITS, by_the_operator(operators(3, 0, 3600), operators(2, 0)))
    assert notified(car) is EVSENotification.ReNegotiation
    extension.offer_schedules((), None)  # none yet
    assert notified(car) is EVSENotification.None_


def test_a_third_schedule_may_have_no_tariff() -> None:
    stage = pnc.stage()
    extend(stage).offer_schedules((*LIMITS, ((0, 1.0),)), by_the_operator(*TARIFFS, None))
    car = pnc.until(stage, PARAMETERS)
    assert [schedule.SalesTariff is not UNSET for schedule in offered(car)] == [True, True, False]
    assert len(car.signature.SignedInfo.Reference) == 2


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"tariffs": (None, None)}, "tariffs: at least one, each with an Id of its own"),
        ({"tariffs": (FIRST, FIRST)}, "tariffs: at least one, each with an Id of its own"),
        ({"tariffs": (NAMELESS, None)}, "tariffs: at least one, each with an Id of its own"),
        ({"tariffs": ("?", None)}, "tariffs: the EXI fragment of SalesTariff in Base64"),
        ({"tariffs": ("gA==", None)}, "tariffs: the EXI fragment of SalesTariff in Base64"),
        ({"tariffs": (ONE, None)}, "tariffs: the EXI fragment of SalesTariff in Base64"),
        ({"tariffs": (LONG, None)}, "tariffs: the EXI fragment of SalesTariff in Base64"),
        ({"tariffs": (SURPLUS, None)}, "tariffs: the EXI fragment of SalesTariff in Base64"),
        ({"tariffs": (FIRST, None)}, "signature: one reference to each of the tariffs"),
        ({"signature": ONE}, "signature: one reference to each of the tariffs"),
        ({"signature": FIRST}, "signature: the EXI fragment of Signature in Base64"),
    ],
)
def test_what_is_not_signed_as_it_should_be(changes: dict[str, Any], reason: str) -> None:
    signed = by_the_operator(*TARIFFS)
    with pytest.raises(ValueError, match=f"^{reason}$"):
        replace(signed, **changes)


def test_as_many_signed_tariffs_as_schedules() -> None:
    with pytest.raises(ContractError, match="signed: as many tariffs as schedules"):
        extend(pnc.stage()).offer_schedules(LIMITS[:1], by_the_operator(*TARIFFS))
    with pytest.raises(ContractError, match="signed: as many tariffs as schedules"):
        extend(pnc.stage()).offer_schedules(None, by_the_operator(*TARIFFS))
