"""OCSP: what is asked, and what of an answer is believed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509.ocsp import (
    OCSPCertStatus,
    OCSPResponseBuilder,
    OCSPResponseStatus,
)
from cryptography.x509.oid import ExtendedKeyUsageOID
from hypothesis import given, settings
from hypothesis import strategies as some

from secc.pnc import ocsp
from secc.pnc.authority import Made, Pki, Plan
from secc.pnc.certificates import parse
from secc.pnc.chains import judge
from secc.pnc.profiles import Role
from secc.pnc.store import Trust
from secc_contract.types.iso15118_charger import CertificateHashDataInfo
from secc_contract.validation import Payload
from tests.pnc.conftest import NOW, trust_of

SMALL = Pki(NOW)
ANSWER = SMALL.ocsp("contract")


def ask(pki: Pki, answer: bytes, at: datetime = NOW, name: str = "contract") -> str:
    issuer = parse(pki.der(pki.plans[name].issuer))
    found = ocsp.check(answer, parse(pki.der(name)), issuer, at)
    assert (found.status == "good") == (found.reason == "")
    assert found.reason.isprintable()
    return found.status


@pytest.mark.parametrize(
    ("said", "heard"),
    [
        (OCSPCertStatus.GOOD, "good"),
        (OCSPCertStatus.REVOKED, "revoked"),
        (OCSPCertStatus.UNKNOWN, "unknown"),
    ],
)
def test_what_the_issuer_says(said: OCSPCertStatus, heard: str, pki: Pki) -> None:
    assert ask(pki, pki.ocsp("contract", said)) == heard


def test_each_kind_of_key(pki20: Pki) -> None:
    assert ask(pki20, pki20.ocsp("secc-a"), name="secc-a") == "good"


@pytest.mark.parametrize(
    ("seconds", "status"),
    [(-301, "invalid"), (-300, "good"), (0, "good"), (86_400, "good"), (86_701, "invalid")],
)
def test_an_answer_holds_for_its_time_and_five_minutes(seconds: int, status: str, pki: Pki) -> None:
    answer = pki.ocsp("contract", days=1)
    assert ask(pki, answer, NOW + timedelta(seconds=seconds)) == status


def test_revoked_is_for_good(pki: Pki) -> None:
    assert (
        ask(pki, pki.ocsp("contract", OCSPCertStatus.REVOKED, days=1), NOW + timedelta(days=100)) == "revoked"
    )


def test_an_answer_about_another(pki: Pki) -> None:
    assert ask(pki, pki.ocsp("contract-2")) == "invalid"


def test_an_answer_by_another(pki: Pki) -> None:
    stranger = pki.changed({}, fresh=["mo-sub2"])
    forged = stranger.ocsp("contract")
    assert ask(pki, forged) == "invalid"
    assert ask(pki, pki.ocsp("contract", signer=pki["mo-sub1"])) == "invalid"


def responder(pki: Pki, issuer: str = "mo-sub2", purposes: bool = True, days: float = 30) -> Made:
    signs = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.OCSP_SIGNING])
    plan = Plan(
        "responder",
        issuer,
        "OCSP responder",
        "MO",
        ("digital_signature",),
        days,
        more=((signs, False),) if purposes else (),
    )
    return pki.changed({}).issue(plan)


def test_an_appointed_responder(pki: Pki) -> None:
    assert ask(pki, pki.ocsp("contract", signer=responder(pki))) == "good"
    assert ask(pki, pki.ocsp("contract", signer=responder(pki, purposes=False))) == "invalid"
    assert ask(pki, pki.ocsp("contract", signer=responder(pki, issuer="mo-sub1"))) == "invalid"
    assert ask(pki, pki.ocsp("contract", signer=responder(pki, days=0.5))) == "invalid"


# ── One fault a row ──────────────────────────────────────────────────────────────────────────────


def forged(answer: bytes) -> bytes:
    """With another signature: it stands at the end."""
    return answer[:-1] + bytes((answer[-1] ^ 1,))


FAULTS: dict[str, Callable[[Pki], bytes]] = {
    "about": lambda pki: pki.ocsp("contract-2"),
    "signed": lambda pki: forged(pki.ocsp("contract")),
    "appointed": lambda pki: pki.ocsp("contract", signer=responder(pki, purposes=False)),
    "by issuer": lambda pki: pki.ocsp("contract", signer=responder(pki, issuer="mo-sub1")),
    "responder valid": lambda pki: pki.ocsp("contract", signer=responder(pki, days=0.5)),
    "begun": lambda pki: pki.ocsp("contract", at=NOW + timedelta(hours=1)),
    "bounded": lambda pki: pki.ocsp("contract", days=None),
    "not ended": lambda pki: pki.ocsp("contract", at=NOW - timedelta(days=2), days=1),
}


def test_every_check_has_its_fault() -> None:
    assert list(FAULTS) == [check.name for check in ocsp.CHECKS]


@pytest.mark.parametrize("name", FAULTS)
def test_each_check_alone_keeps_something_out(name: str, pki: Pki) -> None:
    """Switched off, the bad answer is believed: so it is this row, and no other, that does the work."""
    answer = FAULTS[name](pki)
    asked = parse(pki.der("contract")), parse(pki.der("mo-sub2")), NOW
    (row,) = (check for check in ocsp.CHECKS if check.name == name)
    assert ocsp.check(answer, *asked) == ocsp.Answer("invalid", row.fault)
    others = [check for check in ocsp.CHECKS if check is not row]
    assert ocsp.check(answer, *asked, checks=others).status == "good"


def test_an_answer_that_does_not_say_how_long_it_holds(pki: Pki) -> None:
    assert ask(pki, pki.ocsp("contract", days=None)) == "invalid"
    assert ask(pki, pki.ocsp("contract", OCSPCertStatus.REVOKED, days=None)) == "revoked"


def test_an_error_is_no_answer(pki: Pki) -> None:
    sorry = OCSPResponseBuilder.build_unsuccessful(OCSPResponseStatus.TRY_LATER)
    assert ask(pki, sorry.public_bytes(Encoding.DER)) == "invalid"
    assert ask(pki, bytes(1_000_000)) == "invalid"


@settings(max_examples=200, deadline=None)
@given(some.data())
def test_no_flipped_bit_is_believed(data: some.DataObject) -> None:
    changed = bytearray(ANSWER)
    changed[data.draw(some.integers(0, len(changed) - 1))] ^= 1 << data.draw(some.integers(0, 7))
    assert ask(SMALL, bytes(changed)) in {"invalid", "good"}
    # Where a bit changes nothing that is signed or read, the rest still holds; it never gets worse news in.


@settings(deadline=None)
@given(some.binary(max_size=300))
def test_any_bytes(answer: bytes) -> None:
    assert ask(SMALL, answer) == "invalid"


def test_only_the_revoked_contract_is_revoked(pki: Pki) -> None:
    revoked, good = pki.identity("contract-revoked"), pki.identity("contract")
    trust = trust_of(pki, responses=(pki.ocsp(revoked.leaf, OCSPCertStatus.REVOKED),))
    assert judge(Role.MO, revoked.chain, trust, NOW).code == "FAILED_CertificateRevoked"
    assert judge(Role.MO, good.chain, trust, NOW).good
    assert pki.identity("contract-revoked") == revoked


def test_garbage_among_the_answers_changes_no_verdict(pki: Pki) -> None:
    trust = trust_of(pki, responses=(b"", bytes(5000), pki.ocsp("contract-2", OCSPCertStatus.REVOKED)))
    assert judge(Role.MO, pki.identity("contract").chain, trust, NOW).good


def test_a_revoked_sub_ca(pki: Pki) -> None:
    trust = trust_of(pki, responses=(pki.ocsp("mo-sub1", OCSPCertStatus.REVOKED),))
    assert judge(Role.MO, pki.identity("contract").chain, trust, NOW).code == "FAILED_CertificateRevoked"


# ── What a back end is told ──────────────────────────────────────────────────────────────────────


def test_hash_data_of_each_member(pki: Pki, trust: Trust) -> None:
    verdict = judge(Role.MO, pki.identity("contract").chain, trust, NOW)
    found = ocsp.hash_data(verdict.path)
    assert found is not None and len(found) == 3
    for one, certificate, issuer in zip(found, verdict.path, verdict.path[1:], strict=False):
        assert one.issuerNameHash == sha256(certificate.issuer.public_bytes()).hexdigest()
        assert one.issuerKeyHash == sha256(_key_bytes(issuer.x509)).hexdigest()
        assert int(one.serialNumber, 16) == certificate.serial and not one.serialNumber.startswith("0")
        assert one.responderURL == "http://ocsp.example.org/"
        payload: Payload[CertificateHashDataInfo] = Payload(CertificateHashDataInfo)
        payload.write(one)


def _key_bytes(certificate: x509.Certificate) -> bytes:
    """The public point: what stands in the BIT STRING."""
    return certificate.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def test_without_an_address_there_is_nothing_to_tell(pki: Pki) -> None:
    for name in ("contract", "mo-sub1"):
        world = pki.changed({name: {"responder": False}})
        verdict = judge(Role.MO, world.identity("contract").chain, trust_of(world), NOW)
        assert verdict.good and ocsp.hash_data(verdict.path) is None
    assert ocsp.hash_data(()) is None


def test_no_hash_data_with_a_serial_number_that_the_contract_cannot_carry(pki: Pki, trust: Trust) -> None:
    leaf, *above = judge(Role.MO, pki.identity("contract").chain, trust, NOW).path
    assert ocsp.hash_data((replace(leaf, serial=16**40 - 1), *above)) is not None
    assert ocsp.hash_data((replace(leaf, serial=16**40), *above)) is None
