"""Which schedule the car takes, and which prices it believes."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec import UNSET
from msgspec.structs import replace as changed

from secc import exi, v2gtp
from secc.pnc.signatures import Element, sign
from secc.sim.ev import Car, Settings, wallet
from secc.sim.ev.tariffs import mean_level
from secc_contract.v2g import iso15118_2 as iso2
from secc_contract.v2g import iso15118_2_types as t
from tests.sim import contracts, scripted


def tariff(number: int, *levels: tuple[int, Any], duration: Any = UNSET) -> t.SalesTariff:
    """Price levels from these seconds on; the last one for so many seconds."""
    entries = [
        t.SalesTariffEntry(
            TimeInterval=t.RelativeTimeInterval(
                start=start, duration=duration if (start, level) == levels[-1] else UNSET
            ),
            EPriceLevel=level,
        )
        for start, level in levels
    ]
    return t.SalesTariff(Id=f"t{number}", SalesTariffID=number, SalesTariffEntry=tuple(entries))


@pytest.mark.parametrize(
    ("given", "level"),
    [
        (tariff(1, (0, 3)), 3.0),
        (tariff(1, (0, 1), (3600, 4), duration=3600), 2.5),
        (tariff(1, (0, 1), (43_200, 3)), 2.0),
        (tariff(1, (0, 2), (86_400, 2)), 2.0),
        (tariff(1, (0, 1), (3600, UNSET)), None),
        (tariff(1, (3600, 1), (0, 2)), None),
        (tariff(1, (0, 1), (0, 2)), None),
        (tariff(1, (0, 5), duration=0), 5.0),
    ],
)
def test_the_mean_price_level(given: t.SalesTariff, level: float | None) -> None:
    assert mean_level(given) == level


class Charger(scripted.Charger):
    """Offers schedules, their tariffs signed with a key, or not at all."""

    def __init__(self, tariffs: list[t.SalesTariff | Any], signer: str | None = None) -> None:
        super().__init__(scripted.DC | {"ChargeParameterDiscoveryReq": self._parameters})
        self._tariffs, self._signer = tariffs, signer
        self.tamper: Any = lambda one: one

    def _parameters(self, request: iso2.ChargeParameterDiscoveryReq) -> bytes:
        usual: iso2.ChargeParameterDiscoveryRes = scripted.dc_parameters(request)
        assert isinstance(usual.SASchedules, t.SAScheduleList)
        (plain,) = usual.SASchedules.SAScheduleTuple
        offers = tuple(
            changed(plain, SAScheduleTupleID=number, SalesTariff=one if one is UNSET else self.tamper(one))
            for number, one in enumerate(self._tariffs, 1)
        )
        signature: Any = UNSET
        if self._signer is not None:
            elements = [Element("SalesTariff", one) for one in self._tariffs if one is not UNSET]
            signature = sign("iso2", elements, contracts.pki()[self._signer].key)
        header = iso2.MessageHeader(SessionID=self.session, Signature=signature)
        body = iso2.Body(BodyElement=changed(usual, SASchedules=t.SAScheduleList(SAScheduleTuple=offers)))
        message = iso2.V2G_Message(Header=header, Body=body)
        return v2gtp.frame(v2gtp.PayloadType.EXI, exi.encode("iso2", message))


DEAR, CHEAP = tariff(1, (0, 3)), tariff(2, (0, 1))


def chosen(charger: Charger, *identities: str, tls: bool = True) -> tuple[int, tuple[str, ...]]:
    """The schedule that the car takes, and what it notes."""
    car = Car(Settings(loops=1), wallet=contracts.wallet(*identities) if tls else None)
    scripted.play(car, charger)
    assert car.outcome is not None
    assert car.outcome.completed, car.outcome
    (number,) = {one.SAScheduleTupleID for one in charger.asked if isinstance(one, iso2.PowerDeliveryReq)}
    return number, car.progress.notes


TOLD = ("schedule 2 of 2 chosen, mean price level 1",)


def test_the_cheapest_schedule_is_taken() -> None:
    assert chosen(Charger([DEAR, CHEAP], "mo-sub2"), "contract") == (2, TOLD)
    assert chosen(Charger([CHEAP, DEAR], "mo-sub2"), "contract")[0] == 1


def test_without_tls_there_is_nothing_to_hold_prices_against() -> None:
    assert chosen(Charger([DEAR, CHEAP]), tls=False) == (2, TOLD)


def test_an_offer_without_a_tariff_is_no_bargain() -> None:
    assert chosen(Charger([UNSET, DEAR], "mo-sub2"), "contract")[0] == 2
    assert chosen(Charger([UNSET, UNSET]), "contract") == (1, ())
    assert chosen(Charger([tariff(1, (0, UNSET)), tariff(2, (0, UNSET))], "mo-sub2"), "contract") == (1, ())


@pytest.mark.parametrize(
    ("signer", "identities", "doubt"),
    [
        (None, ("contract",), "not signed"),
        ("cps", ("contract",), "the value is not made with this key over this SignedInfo"),
        ("mo-sub1", ("contract",), "the value is not made with this key over this SignedInfo"),
        ("mo-sub2", (), "the car has no contract whose operator could vouch for them"),
    ],
)
def test_prices_that_nobody_vouches_for_are_ignored(
    signer: str | None, identities: tuple[str, ...], doubt: str
) -> None:
    found = chosen(Charger([DEAR, CHEAP], signer), *identities)
    assert found == (1, (f"tariffs ignored: {doubt}",))


def test_prices_that_were_changed_on_the_way_are_ignored() -> None:
    charger = Charger([DEAR, CHEAP], "mo-sub2")
    charger.tamper = lambda one: changed(one, NumEPriceLevels=9)
    assert chosen(charger, "contract") == (1, ("tariffs ignored: the digest of SalesTariff is another",))


def test_a_tariff_that_the_signature_leaves_out_spoils_all() -> None:
    charger = Charger([DEAR, CHEAP], "mo-sub2")
    charger.tamper = lambda one: one if one is DEAR else changed(one, Id="other")
    number, (note,) = chosen(charger, "contract")
    assert number == 1
    assert note == "tariffs ignored: not exactly one reference names SalesTariff"


def test_an_operator_s_certificate_that_cannot_be_read_vouches_for_nothing() -> None:
    broken = contracts.wallet("contract-garbage-sub")
    held = wallet.Wallet(broken.at, broken.trust, {"contract": broken.holders["contract-garbage-sub"]})
    car = Car(Settings(loops=1), wallet=held)
    scripted.play(car, Charger([DEAR, CHEAP], "mo-sub2"))
    (note,) = car.progress.notes
    assert note.startswith("tariffs ignored: the operator's certificate: ")
