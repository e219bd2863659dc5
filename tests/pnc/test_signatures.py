"""Signatures: every check refuses what no other does, and what third parties have signed verifies."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given, settings
from hypothesis import strategies as some
from msgspec import UNSET
from msgspec.structs import replace

from secc import exi
from secc.pnc import installation, signatures
from secc.pnc.authority import new_key
from secc.pnc.certificates import parse
from secc.pnc.profiles import KeyKind
from secc.pnc.signatures import CHECKS, Element, encode_signed_info, raw_signature, sign, signed_info, verify
from secc_contract.v2g.iso15118_2 import AuthorizationReq, MeteringReceiptReq, V2G_Message
from secc_contract.v2g.iso15118_2_types import MeterInfo, RelativeTimeInterval, SalesTariff, SalesTariffEntry
from secc_contract.v2g.xmldsig import (
    DigestMethod,
    KeyInfo,
    KeyInfoContent,
    Object,
    Signature,
    SignatureValue,
    SignedInfo,
    Transform,
    TransformContent,
    Transforms,
)
from tests.exi import vectors

REQUEST = AuthorizationReq(Id="ID1", GenChallenge=bytes(range(16)))
ELEMENT = Element("AuthorizationReq", REQUEST)
OTHER = Element("AuthorizationReq", AuthorizationReq(Id="ID2", GenChallenge=bytes(16)))

KEY = ec.generate_private_key(ec.SECP256R1())


def check(signature: Signature | None, *elements: Element, **more: Any) -> str | None:
    return verify("iso2", signature, elements or [ELEMENT], KEY.public_key(), **more)


def signed(info: SignedInfo, **more: Any) -> Signature:
    """A signature whose value fits what it says, so that only what it says is wrong."""
    value = SignatureValue(value=raw_signature(KEY, encode_signed_info("iso2", info)))
    return Signature(SignedInfo=info, SignatureValue=value, **more)


def info(*elements: Element) -> SignedInfo:
    return signed_info("iso2", elements or [ELEMENT], KEY)


def reference(**changes: Any) -> SignedInfo:
    plain = info()
    return replace(plain, Reference=(replace(plain.Reference[0], **changes),))


@pytest.mark.parametrize("kind", KeyKind)
@pytest.mark.parametrize("grammar", ["xmldsig", "message"])
def test_what_is_signed_verifies_by_either_grammar(kind: KeyKind, grammar: signatures.Grammar) -> None:
    key = new_key(kind)
    made = sign("iso2", [ELEMENT], key, grammar)
    assert verify("iso2", made, [ELEMENT], key.public_key()) is None
    assert len(made.SignatureValue.value) == {KeyKind.P256: 64, KeyKind.P521: 132, KeyKind.ED448: 114}[kind]
    for stranger in KeyKind:
        assert verify("iso2", made, [ELEMENT], new_key(stranger).public_key()) is not None


def test_the_grammars_really_differ() -> None:
    assert encode_signed_info("iso2", info(), "xmldsig") != encode_signed_info("iso2", info(), "message")


def test_short_numbers_are_padded() -> None:
    """About one value in 128 begins with a zero byte in r or s."""
    for number in range(4000):
        value = raw_signature(KEY, number.to_bytes(2, "big"))
        assert len(value) == 64
        if 0 in (value[0], value[32]):
            return
    pytest.fail("no padded value in 4000")


def test_signing_needs_no_chance_where_openssl_can_do_without(monkeypatch: pytest.MonkeyPatch) -> None:
    """RFC 6979, annex A.2.5: P-256, SHA-256, message "sample"."""
    key = ec.derive_private_key(
        0xC9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721, ec.SECP256R1()
    )
    value = raw_signature(key, b"sample")
    assert value[:32].hex() == "efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716"
    assert value[32:].hex() == "f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8"

    def of_old(digest: hashes.HashAlgorithm, deterministic_signing: bool = False) -> ec.ECDSA:
        if deterministic_signing:
            raise UnsupportedAlgorithm("OpenSSL before 3.2")
        return ecdsa(digest)

    ecdsa = ec.ECDSA
    monkeypatch.setattr(ec, "ECDSA", of_old)
    assert len({raw_signature(key, b"sample") for _ in range(3)}) == 3


def test_several_elements_have_one_signature() -> None:
    entry = SalesTariffEntry(TimeInterval=RelativeTimeInterval(start=0), EPriceLevel=1)
    tariffs = [
        Element("SalesTariff", SalesTariff(Id=f"t{n}", SalesTariffID=n, SalesTariffEntry=(entry,)))
        for n in (1, 2)
    ]
    made = sign("iso2", tariffs, KEY)
    assert len(made.SignedInfo.Reference) == 2
    assert check(made, *tariffs) is None
    assert check(made, *tariffs[::-1]) is None  # the order of references says nothing
    assert check(made, tariffs[0]) is not None


def test_no_signature_no_key_no_id() -> None:
    assert check(None) == "not signed"
    made = sign("iso2", [ELEMENT], KEY)
    assert verify("iso2", made, [ELEMENT], None) is not None
    odd = ec.generate_private_key(ec.SECP384R1()).public_key()
    assert verify("iso2", made, [ELEMENT], odd) is not None
    with pytest.raises(ValueError, match="without an Id"):
        sign("iso2", [Element("AuthorizationReq", AuthorizationReq())], KEY)


def test_a_body_that_was_changed_after_signing() -> None:
    made = sign("iso2", [ELEMENT], KEY)
    for changed in (replace(REQUEST, GenChallenge=bytes(16)), replace(REQUEST, Id="ID9"), AuthorizationReq()):
        assert check(made, Element("AuthorizationReq", changed)) is not None


def test_an_element_that_is_none_of_the_schemas() -> None:
    made = sign("iso2", [ELEMENT], KEY)
    assert "breaks its schema" in str(check(made, Element("Nothing", REQUEST)))
    with pytest.raises(ValueError, match="kind of key"):
        sign("iso2", [ELEMENT], ec.generate_private_key(ec.SECP384R1()))


def test_a_length_that_breaks_the_schema_is_not_the_signatures_business() -> None:
    short = Element("AuthorizationReq", replace(REQUEST, GenChallenge=bytes(4)))
    digest = hashes.Hash(hashes.SHA256())
    digest.update(exi.encode_fragment("iso2", *short, as_received=True))
    assert check(signed(reference(DigestValue=digest.finalize())), short) is None


# ── One fault a row ──────────────────────────────────────────────────────────────────────────────

Faulty = tuple[Signature, tuple[Element, ...]]


def der_in_halves() -> Signature:
    """Two bytes more, r and s still in their halves: a reader that only splits in the middle takes it."""
    value = raw_signature(KEY, encode_signed_info("iso2", info()))
    padded = b"\0" + value[:32] + b"\0" + value[32:]
    return Signature(SignedInfo=info(), SignatureValue=SignatureValue(value=padded))


def other_method() -> Signature:
    plain = info()
    return signed(replace(plain, SignatureMethod=replace(plain.SignatureMethod, Algorithm="urn:other")))


def truncated() -> Signature:
    plain = info()
    return signed(replace(plain, SignatureMethod=replace(plain.SignatureMethod, HMACOutputLength=8)))


def other_canonicalization() -> Signature:
    plain = info()
    method = replace(
        plain.CanonicalizationMethod, Algorithm="http://www.w3.org/TR/2001/REC-xml-c14n-20010315"
    )
    return signed(replace(plain, CanonicalizationMethod=method))


def wrapped() -> Faulty:
    """Two elements are acted on; both references name the first, so the second is whatever one likes."""
    first = info().Reference[0]
    return signed(replace(info(), Reference=(first, first))), (ELEMENT, OTHER)


def value_of_another_key() -> Signature:
    other = ec.generate_private_key(ec.SECP256R1())
    return sign("iso2", [ELEMENT], other)


FAULTS: dict[str, Callable[[], Faulty]] = {
    "count": lambda: (signed(info(ELEMENT, OTHER)), (ELEMENT,)),
    "ids": lambda: (signed(info(), Object=(Object(Id="ID1"),)), (ELEMENT,)),
    "uris": wrapped,
    "canonicalization": lambda: (other_canonicalization(), (ELEMENT,)),
    "method": lambda: (other_method(), (ELEMENT,)),
    "truncation": lambda: (truncated(), (ELEMENT,)),
    "transforms": lambda: (signed(reference(Transforms=UNSET)), (ELEMENT,)),
    "digest method": lambda: (signed(reference(DigestMethod=DigestMethod(Algorithm="urn:x"))), (ELEMENT,)),
    "digests": lambda: (signed(reference(DigestValue=bytes(32))), (ELEMENT,)),
    "length": lambda: (der_in_halves(), (ELEMENT,)),
    "value": lambda: (value_of_another_key(), (ELEMENT,)),
}


def test_every_check_has_its_fault() -> None:
    assert list(FAULTS) == [one.name for one in CHECKS]


@pytest.mark.parametrize("name", FAULTS)
def test_each_check_alone_keeps_something_out(name: str) -> None:
    signature, elements = FAULTS[name]()
    (row,) = [one for one in CHECKS if one.name == name]
    fault = check(signature, *elements)
    assert fault is not None and fault.isprintable()
    faulty = signatures.Case(signature, "iso2", elements, KEY.public_key())
    assert [one.name for one in CHECKS if one.fault(faulty) is not None] == [name]
    assert check(signature, *elements, checks=[one for one in CHECKS if one is not row]) is None


@pytest.mark.parametrize(
    "transforms",
    [
        UNSET,
        Transforms(Transform=(Transform(Algorithm="http://www.w3.org/TR/1999/REC-xpath-19991116"),)),
        Transforms(Transform=(Transform(Algorithm=signatures.CANONICAL_EXI),) * 2),
        Transforms(
            Transform=(
                Transform(Algorithm=signatures.CANONICAL_EXI, content=(TransformContent(XPath="//x"),)),
            )
        ),
    ],
)
def test_other_transforms(transforms: Transforms) -> None:
    assert "transforms" in str(check(signed(reference(Transforms=transforms))))


def test_ids_that_occur_twice() -> None:
    plain = info()
    twins = [ELEMENT, Element("AuthorizationReq", replace(REQUEST, GenChallenge=bytes(16)))]
    for signature, elements in [
        (signed(plain, Id="ID1"), [ELEMENT]),
        (signed(replace(plain, Id="ID1")), [ELEMENT]),
        (signed(reference(Id="ID1")), [ELEMENT]),
        (signed(info(*twins)), twins),
    ]:
        assert "more than once" in str(check(signature, *elements))
    empty = Element("AuthorizationReq", replace(REQUEST, Id=""))
    assert "no Id" in str(check(signed(info(empty)), empty))


def test_a_key_that_the_signature_brings_along_is_not_looked_at() -> None:
    hint = KeyInfo(content=(KeyInfoContent(KeyName="mine"),))
    assert check(signed(info(), KeyInfo=hint)) is None
    assert check(replace(value_of_another_key(), KeyInfo=hint)) is not None


@pytest.mark.parametrize(
    "value",
    [
        b"",
        bytes(64),
        bytes(63),
        b"\xff" * 64,
        KEY.sign(encode_signed_info("iso2", info()), ec.ECDSA(hashes.SHA256())),
        bytes(100_000),
    ],
)
def test_values_that_are_none(value: bytes) -> None:
    assert check(Signature(SignedInfo=info(), SignatureValue=SignatureValue(value=value))) is not None


@settings(max_examples=150, deadline=None)
@given(some.data())
def test_no_flipped_bit_passes(data: some.DataObject) -> None:
    made = sign("iso2", [ELEMENT], KEY)
    value = bytearray(made.SignatureValue.value)
    value[data.draw(some.integers(0, 63))] ^= 1 << data.draw(some.integers(0, 7))
    assert check(replace(made, SignatureValue=SignatureValue(value=bytes(value)))) is not None


@settings(max_examples=150, deadline=None)
@given(some.binary(max_size=80), some.text(max_size=20) | some.just("#ID1"), some.binary(max_size=40))
def test_any_content_is_refused(value: bytes, uri: str, digest: bytes) -> None:
    made = replace(
        sign("iso2", [ELEMENT], KEY),
        SignedInfo=reference(URI=uri, DigestValue=digest),
        SignatureValue=SignatureValue(value=value),
    )
    assert check(made) is not None


def test_a_receipt() -> None:
    receipt = MeteringReceiptReq(Id="r", SessionID=bytes(8), MeterInfo=MeterInfo(MeterID="M", MeterReading=7))
    element = Element("MeteringReceiptReq", receipt)
    made = sign("iso2", [element], KEY)
    assert check(made, element) is None
    assert check(made, Element("MeteringReceiptReq", replace(receipt, SessionID=bytes(7)))) is not None


# ── Third parties ────────────────────────────────────────────────────────────────────────────────

BY_OTHERS = {
    "h-7689004e351c": "h-5b8097315c09",
    "h-f954dc0bb263": "h-5b8097315c09",
    "h-cc2bc531c782": "h-cc2bc531c782",
    "h-ec4debc25fb5": "h-ec4debc25fb5",
    "h-1e9a79d67c5c": "h-1e9a79d67c5c",
}
"""Captured messages that a test system has signed, and where the signer's certificate stands."""


def signer(message: V2G_Message) -> bytes:
    body: Any = message.Body.BodyElement
    for field in ("OEMProvisioningCert", "SAProvisioningCertificateChain", "ContractSignatureCertChain"):
        if hasattr(body, field):
            found = getattr(body, field)
            return found if isinstance(found, bytes) else found.Certificate
    raise AssertionError(type(body).__name__)


@pytest.mark.usefixtures("testdata")
@pytest.mark.parametrize("name", BY_OTHERS)
def test_what_others_have_signed(name: str, testdata: Any) -> None:
    rows = {row.id: row for row in vectors.load(testdata, "iso2")}
    message, shown = rows[name].decode(), rows[BY_OTHERS[name]].decode()
    body = message.Body.BodyElement
    kind = type(body).__name__
    elements = installation.signed_parts(body) if kind.endswith("Res") else [Element(kind, body)]
    key = parse(signer(shown)).key
    assert verify("iso2", message.Header.Signature, elements, key) is None
    assert verify("iso2", message.Header.Signature, elements, KEY.public_key()) is not None
