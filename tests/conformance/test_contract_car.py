"""The car of a case that pays by contract, against a scripted charger: what it shows and signs."""

from __future__ import annotations

import base64
from typing import Any

import pytest
from msgspec import UNSET

from secc import exi
from secc.pnc import installation
from secc.pnc.signatures import Element, verify
from tests.conformance.keys import keys
from tests.conformance.scripted import Move, ScriptedWorld, answers
from tests.conformance.support import DISCOVERY, HAND, SESSION, Play, passed
from tests.conformance.virtual import START

CONTRACT: dict[str, Any] = {"payment": ["Contract", "ExternalPayment"], "tls": "1.2"}
CHALLENGE = base64.b64encode(bytes(range(16))).decode()
CHALLENGED = {"ResponseCode": "OK", "GenChallenge": CHALLENGE, "EVSETimeStamp": 1}
WAY: list[list[Move]] = [
    HAND,
    [answers("SessionSetupRes", SESSION)],
    [answers("ServiceDiscoveryRes", DISCOVERY)],
    [answers("PaymentServiceSelectionRes", {"ResponseCode": "OK"})],
    [answers("PaymentDetailsRes", CHALLENGED)],
]


def authorized(processing: str = "Finished") -> list[Move]:
    return [answers("AuthorizationRes", {"ResponseCode": "OK", "EVSEProcessing": processing})]


def sent(world: ScriptedWorld, name: str) -> list[Any]:
    """All messages of a name that the car has sent, on any connection."""
    payloads = [data[8:] for line in world.lines for _, data in line.written[1:]]
    messages = [exi.decode("iso2", payload) for payload in payloads]
    return [one for one in messages if type(one.Body.BodyElement).__name__ == name]


def signed_by(message: Any, identity: str) -> bool:
    """Whether its body is signed by the key of an identity's leaf."""
    body, signature = message.Body.BodyElement, message.Header.Signature
    key = keys(START).identity(identity).key.public_key()
    element = Element(type(body).__name__, body)
    return signature is not UNSET and verify("iso2", signature, [element], key) is None


def test_a_car_shows_its_contract_over_tls(plays: Play, world: ScriptedWorld) -> None:
    assert passed(plays([{"drive": "Authorization"}], *WAY, **CONTRACT))
    assert [wish.tls for wish in world.wishes] == ["1.2"]
    (message,) = sent(world, "PaymentDetailsReq")
    request = message.Body.BodyElement
    assert installation.chain_of(request.ContractSignatureCertChain) == keys(START).identity("contract").chain
    assert request.eMAID == "DE8EMPC0000001"
    assert message.Header.Signature is UNSET


@pytest.mark.parametrize("identity", ["contract-soon", "contract-emaid-wrong", "contract-2"])
def test_a_car_of_another_contract(plays: Play, world: ScriptedWorld, identity: str) -> None:
    steps = [{"drive": "ChargeParameterDiscovery"}]
    assert passed(plays(steps, *WAY, authorized(), **CONTRACT, identity=identity))
    (message,) = sent(world, "PaymentDetailsReq")
    request = message.Body.BodyElement
    assert request.ContractSignatureCertChain.Certificate == keys(START).identity(identity).leaf
    assert request.eMAID == ("DE8EMPC0000002" if identity == "contract-2" else "DE8EMPC0000001")
    (message,) = sent(world, "AuthorizationReq")
    assert signed_by(message, identity)


def test_the_first_authorization_is_signed_and_repeats_are_empty(plays: Play, world: ScriptedWorld) -> None:
    steps = [{"drive": "ChargeParameterDiscovery"}]
    assert passed(plays(steps, *WAY, authorized("Ongoing"), authorized(), **CONTRACT))
    first, again = sent(world, "AuthorizationReq")
    assert signed_by(first, "contract")
    assert base64.b64encode(first.Body.BodyElement.GenChallenge).decode() == CHALLENGE
    assert (again.Header.Signature, again.Body.BodyElement.Id) == (UNSET, UNSET)


def test_a_poll_is_signed_like_a_drive(plays: Play, world: ScriptedWorld) -> None:
    poll = {
        "send": "AuthorizationReq",
        "every_s": 1,
        "within_s": 4,
        "while": {"EVSEProcessing": "Ongoing"},
        "until": {"EVSEProcessing": "Finished"},
    }
    steps = [{"drive": "Authorization"}, {"poll": poll}]
    assert passed(plays(steps, *WAY, authorized("Ongoing"), authorized(), **CONTRACT))
    first, again = sent(world, "AuthorizationReq")
    assert signed_by(first, "contract")
    assert again.Header.Signature is UNSET


def test_after_an_installation_the_new_contract_signs(plays: Play, world: ScriptedWorld) -> None:
    steps = [
        {"drive": "PaymentDetails"},
        {"send": "PaymentDetailsReq", "identity": "contract-2"},
        {"expect": "PaymentDetailsRes"},
        {"drive": "ChargeParameterDiscovery"},
    ]
    assert passed(plays(steps, *WAY, authorized(), **CONTRACT))
    (message,) = sent(world, "AuthorizationReq")
    assert signed_by(message, "contract-2")


def test_a_step_signs_only_where_it_says_so(plays: Play, world: ScriptedWorld) -> None:
    steps = [
        {"drive": "Authorization"},
        {"send": "AuthorizationReq"},
        {"send": "AuthorizationReq", "set": {"Id": "ID7"}, "sign": {"key": "contract-2"}},
    ]
    assert passed(plays(steps, *WAY, **CONTRACT))
    plain, signed = sent(world, "AuthorizationReq")
    assert plain.Header.Signature is UNSET
    assert plain.Body.BodyElement.Id == "ID1"
    assert signed_by(signed, "contract-2")
    assert signed.Header.Signature.SignedInfo.Reference[0].URI == "#ID7"


def test_the_emaid_in_small_letters(plays: Play, world: ScriptedWorld) -> None:
    details = {"send": "PaymentDetailsReq", "set": {"eMAID": "@emaid_lower"}}
    assert passed(plays([{"drive": "PaymentDetails"}, details], *WAY, **CONTRACT))
    assert sent(world, "PaymentDetailsReq")[0].Body.BodyElement.eMAID == "de8empc0000001"


STATUS = {"NotificationMaxDelay": 0, "EVSENotification": "None", "RCD": False}
DELIVERED = {"ResponseCode": "OK", "AC_EVSEStatus": STATUS}
RECEIPT_ASKED = {
    **DELIVERED,
    "EVSEID": "DE*SEC*E0001",
    "SAScheduleTupleID": 1,
    "ReceiptRequired": True,
    "MeterInfo": {"MeterID": "METER1", "MeterReading": 7},
}
ONE_LOOP: list[dict[str, Any]] = [
    *({"drive": "SessionSetup"}, {"send": "SessionSetupReq"}, {"expect": "SessionSetupRes"}),
    *({"send": "PowerDeliveryReq"}, {"expect": "PowerDeliveryRes"}, {"loop": {"times": 1}}),
]


@pytest.mark.parametrize("payment", ["Contract", "ExternalPayment"])
def test_receipts_are_signed_where_a_contract_pays(plays: Play, world: ScriptedWorld, payment: str) -> None:
    script = [
        *WAY[:2],
        [answers("PowerDeliveryRes", DELIVERED)],
        [answers("ChargingStatusRes", RECEIPT_ASKED)],
        [answers("MeteringReceiptRes", DELIVERED)],
    ]
    assert passed(plays(ONE_LOOP, *script, mode="ac", payment=[payment]))
    (message,) = sent(world, "MeteringReceiptReq")
    assert message.Body.BodyElement.MeterInfo.MeterReading == 7
    assert signed_by(message, "contract") is (payment == "Contract")
    assert (message.Header.Signature is UNSET) is (payment != "Contract")
