"""How the car signs, well and badly: judged by our verifier, and the numbers inside by ``cryptography``."""

from __future__ import annotations

from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from msgspec import UNSET
from msgspec.structs import replace as changed

from secc.pnc.signatures import Element, encode_signed_info, verify
from secc.sim.ev import Battery, Settings
from secc.sim.ev.changes import Mistake
from secc.sim.ev.signing import Sign, forged, signature
from secc.sim.ev.trip import Trip
from secc_contract.v2g import iso15118_2 as iso2
from secc_contract.v2g import iso15118_2_types as t
from tests.sim import contracts

BODY = iso2.AuthorizationReq(Id="ID1", GenChallenge=bytes(16))
ELEMENT = Element("AuthorizationReq", BODY)


def key() -> ec.EllipticCurvePrivateKey:
    found = contracts.pki().identity("contract").key
    assert isinstance(found, ec.EllipticCurvePrivateKey)
    return found


def fault(how: Sign, element: Element = ELEMENT) -> str | None:
    """What our verifier finds wrong with the signature over `ELEMENT`."""
    return verify("iso2", forged(ELEMENT, key(), how), [element], key().public_key())


@pytest.mark.parametrize("grammar", ["xmldsig", "message"])
def test_a_good_signature_is_one_for_others_too(grammar: Any) -> None:
    made = forged(ELEMENT, key(), Sign(grammar=grammar))
    assert fault(Sign(grammar=grammar)) is None
    value = made.SignatureValue.value
    der = encode_dss_signature(int.from_bytes(value[:32], "big"), int.from_bytes(value[32:], "big"))
    signed = encode_signed_info("iso2", made.SignedInfo, grammar)
    key().public_key().verify(der, signed, ec.ECDSA(hashes.SHA256()))


def test_the_der_form_is_what_others_make() -> None:
    made = forged(ELEMENT, key(), Sign(value="der"))
    signed = encode_signed_info("iso2", made.SignedInfo)
    key().public_key().verify(made.SignatureValue.value, signed, ec.ECDSA(hashes.SHA256()))


@pytest.mark.parametrize(
    ("how", "found"),
    [
        (Sign(value="short"), "a value of 63 bytes, expected 64"),
        (Sign(value="long"), "a value of 65 bytes, expected 64"),
        (Sign(value="zeros"), "the value is not made with this key"),
        (Sign(info={"Reference": [{"URI": "#ID2"}]}), "not exactly one reference names AuthorizationReq"),
        (Sign(info={"Reference": [{}, {"URI": "#ID2"}]}), "2 references, expected 1"),
        (Sign(info={"Reference": [{"DigestValue": "00" * 32}]}), "the digest of AuthorizationReq is another"),
        (Sign(info={"SignatureMethod": {"Algorithm": "urn:x"}}), "signature method urn:x"),
        (Sign(info={"CanonicalizationMethod": {"Algorithm": "urn:x"}}), "canonicalization urn:x"),
        (
            Sign(info={"Reference": [{"Transforms": {"Transform": [{"Algorithm": "urn:x"}]}}]}),
            "the transforms are not canonical EXI",
        ),
        (Sign(info={"Reference": [{"DigestMethod": {"Algorithm": "urn:x"}}]}), "digest method urn:x"),
    ],
)
def test_each_bad_manner_is_found_for_what_it_is(how: Sign, found: str) -> None:
    reason = fault(how)
    assert reason is not None
    assert reason.startswith(found)


def test_an_element_that_is_changed_afterwards_is_noticed() -> None:
    other = changed(BODY, GenChallenge=bytes(15) + b"\1")
    assert fault(Sign(), Element("AuthorizationReq", other)) == "the digest of AuthorizationReq is another"


def test_signed_info_takes_no_nonsense() -> None:
    with pytest.raises(Mistake) as caught:
        forged(ELEMENT, key(), Sign(info={"Reference": [{}, {"DigestValue": "xyz"}]}))
    assert caught.value.path == "Reference.2.DigestValue"
    with pytest.raises(Mistake, match="a list"):
        forged(ELEMENT, key(), Sign(info={"Reference": "none"}))


READING = t.MeterInfo(MeterID="M", MeterReading=1)


@pytest.mark.parametrize(
    ("body", "signer"),
    [
        (BODY, "contract"),
        (iso2.MeteringReceiptReq(Id="ID1", SessionID=bytes(8), MeterInfo=READING), "contract"),
        (iso2.AuthorizationReq(), None),
        (iso2.MeteringReceiptReq(SessionID=bytes(8), MeterInfo=READING), None),
        (iso2.ServiceDiscoveryReq(), None),
    ],
)
def test_who_signs_what(body: Any, signer: str | None) -> None:
    trip = Trip(Settings(payment="contract"), Battery(), wallet=contracts.wallet("contract", "provisioning"))
    made = signature(trip, body)
    if signer is None:
        assert made is UNSET
    else:
        assert made is not UNSET
        public = contracts.pki().identity(signer).key.public_key()
        assert verify("iso2", made, [Element(type(body).__name__, body)], public) is None


def test_another_s_key_or_none_at_all() -> None:
    trip = Trip(Settings(payment="contract"), Battery(), wallet=contracts.wallet("contract", "contract-2"))
    other = signature(trip, BODY, Sign(key="contract-2"))
    assert other is not UNSET
    assert verify("iso2", other, [ELEMENT], contracts.pki().identity("contract-2").key.public_key()) is None
    assert signature(trip, BODY, Sign(key="none")) is UNSET
    bare = Trip(Settings(payment="contract"), Battery())
    assert signature(bare, BODY) is UNSET, "nothing to sign with"
