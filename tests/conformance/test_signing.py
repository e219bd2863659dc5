"""Signatures of the runner's car, and what it makes of a charger's."""

from __future__ import annotations

import base64
from contextlib import nullcontext
from typing import Any

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from msgspec.structs import replace

from secc import exi
from secc.pnc import installation, signatures
from secc_contract.v2g.iso15118_2_types import ResponseCode
from tests.conformance import signing
from tests.conformance.case import NotUnderstood
from tests.conformance.keys import Keys, emaid, keys
from tests.conformance.messages import build, read
from tests.conformance.scripted import ID
from tests.conformance.virtual import START

BODY = {"Id": "ID1", "GenChallenge": base64.b64encode(bytes(range(16))).decode()}


@pytest.fixture
def ring() -> Keys:
    return keys(START)


def request(how: dict[str, Any], body: dict[str, Any] | None = None) -> Any:
    """The AuthorizationReq that leaves the car."""
    key = keys(START).identity(how.get("key", "contract")).key
    payload = signing.signed("iso2", "AuthorizationReq", body or BODY, ID, key, how)
    return exi.decode("iso2", payload)


def fault(message: Any) -> str | None:
    """What a charger finds wrong with its signature."""
    element = signatures.Element("AuthorizationReq", message.Body.BodyElement)
    key = keys(START).certificate("contract").key
    return signatures.verify("iso2", message.Header.Signature, [element], key)


@pytest.mark.parametrize(
    ("how", "wrong"),
    [
        ({}, None),
        ({"grammar": "message"}, None),
        ({"value": "raw", "reference": "body", "grammar": "xmldsig"}, None),
        ({"tamper": "Id", "when": "before-signing"}, None),
        ({"tamper": "GenChallenge", "when": "before-signing"}, None),
        ({"key": "contract-2"}, "this key"),
        ({"value": "der"}, "bytes, expected 64"),
        ({"reference": "other"}, "reference"),
        ({"tamper": "Id", "when": "after-signing"}, "reference"),
        ({"tamper": "GenChallenge", "when": "after-signing"}, "digest"),
        ({"tamper": "Header.Signature.SignatureValue.value", "when": "after-signing"}, "this key"),
        (
            {"tamper": "Header.Signature.SignedInfo.Reference[0].DigestValue", "when": "after-signing"},
            "digest",
        ),
    ],
)
def test_a_signature_is_as_good_as_the_case_wants(how: dict[str, Any], wrong: str | None) -> None:
    found = fault(request(how))
    if wrong is None:
        assert found is None
    else:
        assert found is not None
        assert wrong in found


GRAMMARS: tuple[signatures.Grammar, ...] = ("xmldsig", "message")


@pytest.mark.parametrize("grammar", GRAMMARS)
@pytest.mark.parametrize("other", GRAMMARS)
def test_the_value_is_made_over_the_grammar_that_is_wanted(
    ring: Keys, grammar: signatures.Grammar, other: signatures.Grammar
) -> None:
    signature = request({"grammar": grammar}).Header.Signature
    data = signatures.encode_signed_info("iso2", signature.SignedInfo, other)
    value = signature.SignatureValue.value
    r, s = (int.from_bytes(half, "big") for half in (value[:32], value[32:]))
    key = ring.made("contract").certificate.public_key()
    assert isinstance(key, ec.EllipticCurvePublicKey)
    with nullcontext() if grammar == other else pytest.raises(InvalidSignature):
        key.verify(encode_dss_signature(r, s), data, ec.ECDSA(hashes.SHA256()))


@pytest.mark.parametrize("when", ["before-signing", "after-signing"])
@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("Id", "ID0"),
        ("GenChallenge", base64.b64encode(bytes([*range(15), 0xF0])).decode()),
        ("Header.SessionID", "01020304050607F7"),
    ],
)
def test_what_is_tampered_with_ends_otherwise(when: str, path: str, value: str) -> None:
    key = keys(START).identity("contract").key
    body = {**BODY, "Header": {"SessionID": ID.hex().upper()}}
    payload = signing.signed("iso2", "AuthorizationReq", body, ID, key, {"tamper": path, "when": when})
    document: Any = read("iso2", payload).document
    for part in path.split("."):
        document = document[part]
    assert document == value


@pytest.mark.parametrize(("reading", "other"), [(1000, 1001), (7, 0)])
def test_a_number_has_a_last_character(reading: int, other: int) -> None:
    document = {"MeterInfo": {"MeterID": "METER1", "MeterReading": reading}}
    changed = signing.tampered("iso2", "MeteringReceiptReq", document, "MeterInfo.MeterReading")
    assert changed == {"MeterInfo": {"MeterID": "METER1", "MeterReading": other}}
    assert document["MeterInfo"]["MeterReading"] == reading


def test_what_has_no_end_cannot_be_tampered_with() -> None:
    with pytest.raises(NotUnderstood, match="Signature is absent"):
        request({"tamper": "Header.Signature", "when": "before-signing"})


def test_a_body_without_an_id_is_signed_as_if_it_had_one() -> None:
    message = request({}, {"GenChallenge": BODY["GenChallenge"]})
    assert message.Header.Signature.SignedInfo.Reference[0].URI == "#ID1"
    assert fault(message) is not None


def test_a_body_that_can_have_no_id_cannot_be_signed(ring: Keys) -> None:
    key = ring.identity("contract").key
    with pytest.raises(NotUnderstood, match="has no Id"):
        signing.signed("iso2", "SessionSetupReq", {"EVCCID": "0242AC110002"}, ID, key, {})


# answers


@pytest.fixture
def asked(ring: Keys) -> installation.Request:
    """What a back end is asked."""
    body = {
        "Id": "ID1",
        "OEMProvisioningCert": base64.b64encode(ring.identity("oem").leaf).decode(),
        "ListOfRootCertificateIDs": {
            "RootCertificateID": [{"X509IssuerName": "CN=V2GRootCA", "X509SerialNumber": 1}]
        },
    }
    key = ring.identity("oem").key
    return installation.read_request(signing.signed("iso2", "CertificateInstallationReq", body, ID, key, {}))


@pytest.fixture
def answer(asked: installation.Request, ring: Keys) -> Any:
    """A complete CertificateInstallationRes."""
    return exi.decode("iso2", installation.answer(asked, ring.identity("contract-2"), ring.identity("cps")))


def verdict(message: Any, references: int = 4, by: str = "cps") -> str | None:
    key = keys(START).certificate(by).key
    assert key is not None
    return signing.fault("iso2", message, key, references)


def test_a_signed_answer(answer: Any) -> None:
    assert verdict(answer) is None


def test_answers_that_are_not_signed_so(answer: Any) -> None:
    assert verdict(answer, references=3) == "4 references"
    assert verdict(answer, by="mo-sub2") is not None
    bare = build("iso2", "SessionSetupRes", {"ResponseCode": "OK", "EVSEID": "DE*SEC*E1"}, ID)
    assert verdict(bare) == "no signature"
    other = replace(
        answer.Body.BodyElement, eMAID=replace(answer.Body.BodyElement.eMAID, value="DE8EMPC0000009")
    )
    assert verdict(replace(answer, Body=replace(answer.Body, BodyElement=other))) is not None


def test_a_signature_over_something_else_is_none_over_the_answer(
    asked: installation.Request, answer: Any
) -> None:
    refusal = exi.decode("iso2", installation.refuse(asked, ResponseCode.FAILED_NoCertificateAvailable))
    assert verdict(replace(refusal, Header=answer.Header)) is not None


def tariff(number: int, level: int) -> dict[str, Any]:
    entry = {"RelativeTimeInterval": {"start": 0}, "EPriceLevel": level}
    return {"Id": f"ID{number}", "SalesTariffID": number, "NumEPriceLevels": 1, "SalesTariffEntry": [entry]}


def offers(*tariffs: dict[str, Any] | None) -> Any:
    """ChargeParameterDiscoveryRes with schedules that have these tariffs."""
    power = {
        "RelativeTimeInterval": {"start": 0, "duration": 86400},
        "PMax": {"Multiplier": 0, "Unit": "W", "Value": 11000},
    }
    schedules = [
        {
            "SAScheduleTupleID": number,
            "PMaxSchedule": {"PMaxScheduleEntry": [power]},
            **({} if one is None else {"SalesTariff": one}),
        }
        for number, one in enumerate(tariffs, 1)
    ]
    parameter = {
        "AC_EVSEStatus": {"NotificationMaxDelay": 0, "EVSENotification": "None", "RCD": False},
        "EVSENominalVoltage": {"Multiplier": 0, "Unit": "V", "Value": 230},
        "EVSEMaxCurrent": {"Multiplier": 0, "Unit": "A", "Value": 16},
    }
    body = {
        "ResponseCode": "OK",
        "EVSEProcessing": "Finished",
        "SAScheduleList": {"SAScheduleTuple": schedules},
        "AC_EVSEChargeParameter": parameter,
    }
    return build("iso2", "ChargeParameterDiscoveryRes", body, ID)


def signs(message: Any, key: str, *places: int) -> Any:
    """The same, signed over the tariffs at these places."""
    found = message.Body.BodyElement.SASchedules.SAScheduleTuple
    elements = [signatures.Element("SalesTariff", found[place].SalesTariff) for place in places]
    signature = signatures.sign("iso2", elements, keys(START).made(key).key)
    return replace(message, Header=replace(message.Header, Signature=signature))


def test_tariffs_are_signed_each_once_by_the_operator() -> None:
    two = offers(tariff(1, 1), None, tariff(2, 2))
    assert verdict(signs(two, "mo-sub2", 0, 2), 2, "mo-sub2") is None
    assert verdict(signs(two, "mo-sub2", 0, 2), 1, "mo-sub2") == "2 references"
    assert verdict(signs(two, "mo-sub2", 0), 1, "mo-sub2") is not None
    assert verdict(signs(two, "mo-sub2", 0, 0), 2, "mo-sub2") is not None
    assert verdict(signs(two, "cps", 0, 2), 2, "mo-sub2") is not None
    assert verdict(two, 2, "mo-sub2") == "no signature"


def test_the_id_of_a_contract_is_not_what_its_certificate_says(ring: Keys) -> None:
    assert emaid("contract") == ring.identity("contract").common_name == "DE8EMPC0000001"
    assert emaid("contract-2") == ring.identity("contract-2").common_name == "DE8EMPC0000002"
    for wrong in ("contract-emaid-wrong", "contract-emaid-malformed", "contract-cn-dashes"):
        assert emaid(wrong) == "DE8EMPC0000001" != ring.identity(wrong).common_name
