"""A new contract on its way to a car: round trips, known answers, and everything that a car turns down."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given, settings
from hypothesis import strategies as some
from msgspec import UNSET
from msgspec.structs import replace

from secc import exi
from secc.errors import WireError
from secc.pnc import installation
from secc.pnc.authority import Pki
from secc.pnc.certificates import parse
from secc.pnc.chains import CHECKS
from secc.pnc.installation import (
    STEPS,
    Request,
    accept,
    answer,
    decrypt_key,
    encrypt_key,
    read_request,
    refuse,
)
from secc.pnc.signatures import Element, sign
from secc.pnc.store import Trust
from secc_contract.v2g.iso15118_2 import (
    Body,
    CertificateInstallationReq,
    CertificateUpdateReq,
    MessageHeader,
    SessionStopReq,
    V2G_Message,
)
from secc_contract.v2g.iso15118_2_types import (
    CertificateChain,
    ChargingSession,
    ListOfRootCertificateIDs,
    ResponseCode,
    SubCertificates,
)
from secc_contract.v2g.xmldsig import X509IssuerSerial
from tests.exi import vectors
from tests.pnc.conftest import NOW

SESSION = bytes(range(8))
ROOTS = ListOfRootCertificateIDs(
    RootCertificateID=(X509IssuerSerial(X509IssuerName="CN=V2G Root A", X509SerialNumber=2**150),)
)


def message(body: Any, key: Any, *, signed: bool = True) -> bytes:
    """A car's request, as it comes."""
    signature = sign("iso2", [Element(type(body).__name__, body)], key) if signed else UNSET
    header = MessageHeader(SessionID=SESSION, Signature=signature)
    return exi.encode("iso2", V2G_Message(Header=header, Body=Body(BodyElement=body)))


def installation_request(pki: Pki, **more: Any) -> bytes:
    car = pki.identity("provisioning")
    body = CertificateInstallationReq(Id="a", OEMProvisioningCert=car.leaf, ListOfRootCertificateIDs=ROOTS)
    return message(body, car.key, **more)


def update_request(pki: Pki) -> bytes:
    old = pki.identity("contract")
    chain = CertificateChain(Certificate=old.leaf, SubCertificates=SubCertificates(Certificate=old.subs))
    body = CertificateUpdateReq(
        Id="u", ContractSignatureCertChain=chain, eMAID=old.common_name, ListOfRootCertificateIDs=ROOTS
    )
    return message(body, old.key)


def brought(pki: Pki, cps: str = "cps") -> V2G_Message:
    """What the back end answers to a good request."""
    request = read_request(installation_request(pki))
    found = exi.decode("iso2", answer(request, pki.identity("contract-2"), pki.identity(cps)))
    assert isinstance(found, V2G_Message)
    return found


def own_key(pki: Pki, name: str = "provisioning") -> ec.EllipticCurvePrivateKey:
    key = pki[name].key
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    return key


def test_from_the_request_to_the_key(pki: Pki, trust: Trust) -> None:
    found = brought(pki)
    assert exi.check("iso2", found) == []
    assert found.Header.SessionID == SESSION
    body: Any = found.Body.BodyElement
    assert len(body.ContractSignatureEncryptedPrivateKey.value) == 48
    assert len(body.DHpublickey.value) == 65 and body.DHpublickey.value[0] == 4
    contract = accept(found, own_key(pki), trust, NOW)
    new = pki.identity("contract-2")
    assert (contract.emaid, contract.chain) == (new.common_name, new.chain)
    assert contract.key.public_key() == new.key.public_key()
    assert repr(contract.key.private_numbers().private_value) not in repr(contract)


def test_an_answer_fits_into_the_contract(pki: Pki) -> None:
    """5600 characters of Base64; lengths of signatures differ by some bytes, so there must be room."""
    for payload in (installation_request(pki), update_request(pki)):
        brings = answer(read_request(payload), pki.identity("contract-2"), pki.identity("cps"))
        assert len(brings) < 5600 // 4 * 3 - 30


def test_an_update_is_for_the_old_contracts_key(pki: Pki, trust: Trust) -> None:
    request = read_request(update_request(pki))
    assert request.update and request.chain == pki.identity("contract").chain
    found = exi.decode("iso2", answer(request, pki.identity("contract-2"), pki.identity("cps")))
    assert found.Body.BodyElement.RetryCounter == 0
    assert accept(found, own_key(pki, "contract"), trust, NOW).emaid == "DE8EMPC0000002"
    with pytest.raises(WireError):
        accept(found, own_key(pki), trust, NOW)


def test_a_refusal_is_a_whole_message(pki: Pki, trust: Trust) -> None:
    for payload in (installation_request(pki), update_request(pki)):
        request = read_request(payload)
        found = exi.decode("iso2", refuse(request, ResponseCode.FAILED_NoCertificateAvailable, 24))
        assert found.Header.SessionID == SESSION
        assert getattr(found.Body.BodyElement, "RetryCounter", 24) == 24
        with pytest.raises(WireError, match="FAILED_NoCertificateAvailable"):
            accept(found, own_key(pki), trust, NOW)


# ── The key on its way ───────────────────────────────────────────────────────────────────────────


def test_the_key_agreement_by_hand() -> None:
    """ConcatKDF is one hash of a counter, the secret and who speaks to whom (V2G2-818)."""
    contract, car = (ec.generate_private_key(ec.SECP256R1()) for _ in "ab")
    point, encrypted = encrypt_key(contract, car.public_key())
    secret = car.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point))
    key = sha256(b"\0\0\0\x01" + secret + b"\x01\x55\x56").digest()[:16]
    cipher = Cipher(algorithms.AES(key), modes.CBC(encrypted[:16])).decryptor()
    scalar = cipher.update(encrypted[16:]) + cipher.finalize()
    assert int.from_bytes(scalar, "big") == contract.private_numbers().private_value
    assert decrypt_key(point, encrypted, car).private_numbers() == contract.private_numbers()
    assert encrypt_key(contract, car.public_key()) != (point, encrypted)  # fresh each time


def sealed(scalar: int, car: ec.EllipticCurvePrivateKey) -> tuple[bytes, bytes]:
    """A number in place of a key, encrypted as it should be."""
    own = ec.generate_private_key(ec.SECP256R1())
    secret = own.exchange(ec.ECDH(), car.public_key())
    key = sha256(b"\0\0\0\x01" + secret + b"\x01\x55\x56").digest()[:16]
    cipher = Cipher(algorithms.AES(key), modes.CBC(bytes(16))).encryptor()
    encrypted = bytes(16) + cipher.update(scalar.to_bytes(32, "big")) + cipher.finalize()
    return own.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint), encrypted


ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


@pytest.mark.parametrize("scalar", [0, ORDER, ORDER + 1, 2**256 - 1])
def test_numbers_that_are_no_key(scalar: int) -> None:
    car = ec.generate_private_key(ec.SECP256R1())
    with pytest.raises(WireError, match="V2G2-823"):
        decrypt_key(*sealed(scalar, car), car)
    assert decrypt_key(*sealed(ORDER - 1, car), car).private_numbers().private_value == ORDER - 1


@settings(max_examples=100, deadline=None)
@given(
    some.binary(max_size=70) | some.binary(min_size=64, max_size=64).map(lambda b: b"\x04" + b),
    some.binary(max_size=60),
)
def test_any_bytes_for_a_key(point: bytes, encrypted: bytes) -> None:
    with pytest.raises(WireError):
        decrypt_key(point, encrypted, ec.generate_private_key(ec.SECP256R1()))


def test_points_that_are_none() -> None:
    car = ec.generate_private_key(ec.SECP256R1())
    point, encrypted = sealed(1, car)
    for bad in (
        b"",
        bytes(65),
        b"\x04" + bytes(64),
        b"\x02" + point[1:33],
        point[:-1] + bytes([point[-1] ^ 1]),
    ):
        with pytest.raises(WireError):
            decrypt_key(bad, encrypted, car)
    for short in (encrypted[:-1], encrypted + bytes(16), b""):
        with pytest.raises(WireError, match="48"):
            decrypt_key(point, short, car)


# ── What a back end turns down ───────────────────────────────────────────────────────────────────


def test_requests_that_are_none(pki: Pki) -> None:
    stop = SessionStopReq(ChargingSession=ChargingSession.Terminate)
    other = exi.encode(
        "iso2", V2G_Message(Header=MessageHeader(SessionID=SESSION), Body=Body(BodyElement=stop))
    )
    for payload in (other, b"", installation_request(pki)[:-9], installation_request(pki, signed=False)):
        with pytest.raises(WireError):
            read_request(payload)


def test_a_request_that_another_key_has_signed(pki: Pki) -> None:
    car = pki.identity("provisioning")
    body = CertificateInstallationReq(Id="a", OEMProvisioningCert=car.leaf, ListOfRootCertificateIDs=ROOTS)
    with pytest.raises(WireError, match="signature"):
        read_request(message(body, pki["contract"].key))
    with pytest.raises(WireError, match="not a certificate"):
        read_request(message(replace(body, OEMProvisioningCert=b"\0\1\2"), car.key))


def test_a_car_whose_key_cannot_agree(pki: Pki, pki20: Pki) -> None:
    body: Any = None
    request = Request(SESSION, body, pki20.identity("provisioning").chain)
    with pytest.raises(WireError, match="P-256"):
        answer(request, pki.identity("contract-2"), pki.identity("cps"))


def test_a_contract_of_20_does_not_fit_into_an_answer(pki: Pki, pki20: Pki) -> None:
    request = read_request(installation_request(pki))
    with pytest.raises(ValueError):
        answer(request, pki20.identity("contract"), pki.identity("cps"))


# ── What a car turns down ────────────────────────────────────────────────────────────────────────


def resigned(pki: Pki, **changes: Any) -> V2G_Message:
    """An answer with other contents, signed all the same."""
    found = brought(pki)
    before: Any = found.Body.BodyElement
    body: Any = replace(before, **changes)
    signature = sign("iso2", installation.signed_parts(body), pki["cps"].key)
    return V2G_Message(
        Header=MessageHeader(SessionID=SESSION, Signature=signature), Body=Body(BodyElement=body)
    )


def test_an_answer_that_was_changed_on_its_way(pki: Pki, trust: Trust) -> None:
    found = brought(pki)
    body: Any = found.Body.BodyElement
    for name in ("ContractSignatureEncryptedPrivateKey", "DHpublickey", "eMAID"):
        part = getattr(body, name)
        wrong = part.value[:-1] + ("9" if isinstance(part.value, str) else b"\0")
        changed = replace(body, **{name: replace(part, value=wrong)})
        with pytest.raises(WireError, match=f"digest of {name}"):
            accept(replace(found, Body=Body(BodyElement=changed)), own_key(pki), trust, NOW)
    with pytest.raises(WireError, match="not signed"):
        accept(replace(found, Header=MessageHeader(SessionID=SESSION)), own_key(pki), trust, NOW)


def test_a_signer_that_is_no_cps(pki: Pki, trust: Trust) -> None:
    for signer, reason in (("secc-a", "domain component"), ("contract", "no root of ours")):
        with pytest.raises(WireError, match=reason):
            accept(brought(pki, signer), own_key(pki), trust, NOW)
    with pytest.raises(WireError, match="no root of ours"):
        accept(brought(pki), own_key(pki), Trust(v2g=(parse(pki.der("v2g-b")),)), NOW)


def test_a_contract_that_does_not_fit(pki: Pki, trust: Trust) -> None:
    found: Any = brought(pki).Body.BodyElement
    with pytest.raises(WireError, match="the eMAID is not"):
        accept(renamed(pki), own_key(pki), trust, NOW)
    with pytest.raises(WireError, match="the key is not"):
        accept(other_contract(pki, "DE8EMPC0000001"), own_key(pki), trust, NOW)
    garbage = replace(found.ContractSignatureCertChain, Certificate=b"\0")
    with pytest.raises(WireError, match="the contract: not a certificate"):
        accept(resigned(pki, ContractSignatureCertChain=garbage), own_key(pki), trust, NOW)


Faulty = Callable[[Pki], V2G_Message]


def other_contract(pki: Pki, emaid: str) -> V2G_Message:
    """The certificate of one contract, the key of another."""
    found: Any = brought(pki).Body.BodyElement
    other = replace(found.ContractSignatureCertChain, Certificate=pki.der("contract"))
    return resigned(pki, ContractSignatureCertChain=other, eMAID=replace(found.eMAID, value=emaid))


def renamed(pki: Pki) -> V2G_Message:
    found: Any = brought(pki).Body.BodyElement
    return resigned(pki, eMAID=replace(found.eMAID, value="DE8EMPC0000009"))


def unsigned(pki: Pki) -> V2G_Message:
    return replace(brought(pki), Header=MessageHeader(SessionID=SESSION))


FAULTS: dict[str, Faulty] = {
    "code": lambda pki: resigned(pki, ResponseCode=ResponseCode.FAILED),
    "signer": lambda pki: brought(pki, "secc-a"),
    "signature": unsigned,
    "emaid": renamed,
    "key": lambda pki: other_contract(pki, "DE8EMPC0000001"),
}


def test_every_step_has_its_fault() -> None:
    assert list(FAULTS) == [step.name for step in STEPS]


@pytest.mark.parametrize("name", FAULTS)
def test_each_step_alone_keeps_something_out(name: str, pki: Pki, trust: Trust) -> None:
    """Switched off, the bad answer is taken: so it is this row, and no other, that does the work."""
    given = FAULTS[name](pki), own_key(pki), trust, NOW
    with pytest.raises(WireError):
        accept(*given)
    assert accept(*given, steps=[step for step in STEPS if step.name != name]).chain


def test_the_cars_checks_can_be_switched_off_one_by_one(pki: Pki, trust: Trust) -> None:
    """A simulated car that trusts too much shows what the checks are for."""
    found = brought(pki, "secc-a")
    careless = [check for check in CHECKS if check.name != "domain"]
    assert accept(found, own_key(pki), trust, NOW, checks=careless).emaid == "DE8EMPC0000002"


def test_what_is_no_answer(pki: Pki, trust: Trust) -> None:
    stop = SessionStopReq(ChargingSession=ChargingSession.Terminate)
    for body in (Body(BodyElement=stop), Body()):
        with pytest.raises(WireError, match="no answer"):
            accept(V2G_Message(Header=MessageHeader(SessionID=SESSION), Body=body), own_key(pki), trust, NOW)


def test_a_request_that_others_have_signed_is_read(testdata: Any) -> None:
    """Captured from a test system: an installation and an update."""
    rows = {row.id: row for row in vectors.load(testdata, "iso2")}
    assert not read_request(rows["h-cc2bc531c782"].exi).update
    assert read_request(rows["h-1e9a79d67c5c"].exi).update
