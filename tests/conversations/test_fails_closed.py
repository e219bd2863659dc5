"""The charger's checks of contracts, switched off one at a time: then a car gets in that must not.

The rows inside a check have tests of their own (tests/pnc); this is about whether anybody asks them.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable
from typing import Any, NamedTuple

import pytest

from secc.charging import identity
from secc.iso2 import rules_contract, rules_receipt, rules_setup
from secc.pnc import chains
from secc_contract.v2g.iso15118_2_types import ResponseCode
from tests.conversations import pnc
from tests.conversations import requests as ev


def a_contract_without_tls() -> Any:
    car = pnc.stage().connect()
    car.handshake()
    car.asks(ev.session_setup())
    car.asks(ev.service_discovery())
    return car.asks(pnc.selects())


def a_foreign_contract() -> Any:
    car = pnc.until(pnc.stage(), "PaymentDetails")
    return car.asks(pnc.shows(pnc.pki().identity("contract-foreign")))


def an_old_challenge() -> Any:
    stage = pnc.stage()
    first = pnc.until(stage, "Authorization")
    first.leaves()
    return pnc.proves(pnc.until(stage, "Authorization"), pnc.contract(), first.challenge)


def a_key_of_another() -> Any:
    car = pnc.until(pnc.stage(), "Authorization")
    return pnc.proves(car, pnc.pki().identity("contract-2"), car.challenge)


def a_receipt_by_another() -> Any:
    stage = pnc.stage()
    car = pnc.until(stage, "Loop")
    pnc.reads(stage, 1000)
    receipt = pnc.receipt(car, car.asks(ev.charging_status()).MeterInfo)
    other = pnc.pki().identity("contract-2")
    return car.asks(receipt, signature=pnc.sign("MeteringReceiptReq", receipt, other))


def an_expired_car() -> Any:
    return _installation("oem-expired", "oem-expired")


def a_request_by_another() -> Any:
    return _installation("provisioning", "contract")


def _installation(car_of: str, by: str) -> Any:
    """The back end is asked (whose answer is waited for), or the car is refused at once."""
    stage = pnc.stage()
    car = pnc.until(stage, "PaymentDetails", 1)
    request = pnc.installs(pnc.pki().identity(car_of))
    car.request(request, signature=pnc.sign("CertificateInstallationReq", request, pnc.pki().identity(by)))
    if "certificate_request" in dict(stage.link.take()):
        return Asked
    return car.answer()


class Asked:
    """The back end was asked."""

    ResponseCode = ResponseCode.OK


class Switch(NamedTuple):
    """A check: where it stands, what takes its place, and who then gets in."""

    where: object
    name: str
    off: Any
    scene: Callable[[], Any]


_judge = chains.judge


def _unchecked(*given: Any, **more: Any) -> chains.Verdict:
    return _judge(*given, **(more | {"checks": ()}))


def _alike(*_: object) -> bool:
    return True


SWITCHES = {
    "TLS": Switch(
        rules_setup,
        "offer",
        lambda evse, contracts: identity.offer(evse, contracts=True),
        a_contract_without_tls,
    ),
    "chain": Switch(chains, "judge", _unchecked, a_foreign_contract),
    "challenge": Switch(hmac, "compare_digest", _alike, an_old_challenge),
    "signature": Switch(rules_contract, "signed", lambda *_: None, a_key_of_another),
    "receipt": Switch(rules_receipt, "signed", lambda *_: None, a_receipt_by_another),
    "car": Switch(chains, "judge", _unchecked, an_expired_car),
    "request": Switch(rules_contract, "signed", lambda *_: None, a_request_by_another),
}


@pytest.mark.parametrize("name", SWITCHES)
def test_each_check_alone_keeps_somebody_out(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    where, attribute, off, scene = SWITCHES[name]
    assert scene().ResponseCode.startswith("FAILED")
    monkeypatch.setattr(where, attribute, off)
    assert scene().ResponseCode == "OK"
