"""Revocation: what to ask an OCSP responder, and what its answer is worth (RFC 6960)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from itertools import pairwise
from typing import Literal

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed448
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp
from cryptography.x509.oid import ExtendedKeyUsageOID

from secc.errors import WireError
from secc.pnc.certificates import Certificate, parse
from secc.pnc.profiles import PublicKey
from secc_contract.types.iso15118_charger import CertificateHashDataInfo, HashAlgorithm

__all__ = ["CHECKS", "Answer", "Case", "Check", "Status", "check", "hash_data"]

Status = Literal["good", "revoked", "unknown", "invalid"]

_SLACK = timedelta(minutes=5)
"""Between our clock and the responder's."""
_LARGEST = 16 * 1024
_LONGEST_URL = 512
_LONGEST_SERIAL = 40
"""Digits: 20 bytes, as RFC 5280 wants."""
_MOST_CARRIED = 4  # certificates of responders that are looked at

_STATUS: dict[ocsp.OCSPCertStatus, Status] = {
    ocsp.OCSPCertStatus.GOOD: "good",
    ocsp.OCSPCertStatus.REVOKED: "revoked",
    ocsp.OCSPCertStatus.UNKNOWN: "unknown",
}
_REASONS: dict[Status, str] = {
    "revoked": "revoked by its issuer",
    "unknown": "its issuer does not know it",
}


@dataclass(frozen=True)
class Answer:
    """What an answer says of a certificate; ``invalid``: nothing, for the reason given."""

    status: Status
    reason: str = ""
    ends: datetime | None = None
    """Until when it may be used."""


def hash_data(path: Sequence[Certificate]) -> tuple[CertificateHashDataInfo, ...] | None:
    """What a back end needs to ask about each certificate of a path, except its root, which is the last.

    Hashes and serial numbers are hexadecimal, as OCPP 2.0.1 wants them. None when one of them names no
    responder, or one or a serial number too long to be passed on, for then the back end cannot ask about the
    chain.
    """
    found = []
    for certificate, issuer in pairwise(path):
        serial = f"{certificate.serial:x}"
        if certificate.responder is None or len(certificate.responder) > _LONGEST_URL:
            return None
        if len(serial) > _LONGEST_SERIAL:
            return None
        question = _question(certificate, issuer, hashes.SHA256())
        found.append(
            CertificateHashDataInfo(
                hashAlgorithm=HashAlgorithm.SHA256,
                issuerNameHash=question.issuer_name_hash.hex(),
                issuerKeyHash=question.issuer_key_hash.hex(),
                serialNumber=serial,
                responderURL=certificate.responder,
            )
        )
    return tuple(found) or None


# ── What an answer is worth ──────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Case:
    """What is judged: what an answer says of a certificate, and who says it."""

    response: ocsp.OCSPResponse
    one: ocsp.OCSPSingleResponse
    certificate: Certificate
    issuer: Certificate
    at: datetime

    @cached_property
    def signer(self) -> x509.Certificate | None:
        """Whose key has signed the answer: the issuer's, or one whose certificate the answer carries."""
        return _signer(self.response, self.issuer)

    @property
    def status(self) -> Status:
        """As the answer has it."""
        return _STATUS[self.one.certificate_status]

    @property
    def delegate(self) -> x509.Certificate | None:
        """The signer, where it is another than the issuer."""
        return None if self.signer == self.issuer.x509 else self.signer

    @property
    def lasting(self) -> bool:
        """What is revoked is so for good: that it was said a while ago changes nothing."""
        return self.status == "revoked"


@dataclass(frozen=True)
class Check:
    """One row: what must hold, and how to see it; else the answer is worth nothing."""

    name: str
    fault: str
    holds: Callable[[Case], bool]


def _about_it(case: Case) -> bool:
    return _about(case.one, case.certificate, case.issuer)


def _appointed(case: Case) -> bool:
    if case.delegate is None:
        return True
    try:
        purposes = case.delegate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    except x509.ExtensionNotFound:
        return False
    return ExtendedKeyUsageOID.OCSP_SIGNING in purposes


def _by_issuer(case: Case) -> bool:
    return case.delegate is None or case.issuer.issued(parse(case.delegate.public_bytes(Encoding.DER)))


def _delegate_valid(case: Case) -> bool:
    signer = case.delegate
    return signer is None or signer.not_valid_before_utc <= case.at <= signer.not_valid_after_utc


def _begun(case: Case) -> bool:
    return case.lasting or case.one.this_update_utc <= case.at + _SLACK


def _bounded(case: Case) -> bool:
    return case.lasting or case.one.next_update_utc is not None


def _not_ended(case: Case) -> bool:
    ends = case.one.next_update_utc
    return case.lasting or ends is None or ends >= case.at - _SLACK


CHECKS: tuple[Check, ...] = (
    Check("about", "it is about another certificate", _about_it),
    Check(
        "signed",
        "neither the issuer nor anybody whose certificate it carries has signed it",
        lambda case: case.signer is not None,
    ),
    Check("appointed", "signed by one whose certificate is not for OCSP", _appointed),
    Check("by issuer", "signed by one whom the issuer has not appointed", _by_issuer),
    Check("responder valid", "the responder's certificate is not valid", _delegate_valid),
    Check("begun", "it is from the future", _begun),
    Check("bounded", "it does not say how long it holds", _bounded),
    Check("not ended", "it holds no longer", _not_ended),
)
"""The whole rule, as in `secc.pnc.chains`: each row keeps out what no other does."""


def check(
    answer: bytes,
    certificate: Certificate,
    issuer: Certificate,
    at: datetime,
    *,
    checks: Sequence[Check] = CHECKS,
) -> Answer:
    """What an answer (DER) says of a certificate at a time; whatever the bytes are, nothing is raised.

    ``checks``: others than all of them are for tests.
    """
    if len(answer) > _LARGEST:
        return Answer("invalid", f"an answer of {len(answer)} bytes, the limit is {_LARGEST}")
    try:
        return _check(ocsp.load_der_ocsp_response(answer), certificate, issuer, at, checks)
    except Exception:  # a parser of bytes from the network, which reads them only when asked
        return Answer("invalid", "not an OCSP answer, or one that cannot be read to its end")


def _check(
    response: ocsp.OCSPResponse,
    certificate: Certificate,
    issuer: Certificate,
    at: datetime,
    checks: Sequence[Check],
) -> Answer:
    if response.response_status is not ocsp.OCSPResponseStatus.SUCCESSFUL:
        return Answer("invalid", f"the responder answered {response.response_status.name}")
    said = list(response.responses)
    if not said:
        return Answer("invalid", "it says nothing")
    one = next((one for one in said if _about(one, certificate, issuer)), said[0])
    case = Case(response, one, certificate, issuer, at)
    fault = next((check.fault for check in checks if not check.holds(case)), None)
    if fault is not None:
        return Answer("invalid", fault)
    return Answer(case.status, _REASONS.get(case.status, ""), one.next_update_utc)


def _about(one: ocsp.OCSPSingleResponse, certificate: Certificate, issuer: Certificate) -> bool:
    if one.serial_number != certificate.serial:
        return False
    question = _question(certificate, issuer, one.hash_algorithm)
    return (one.issuer_name_hash, one.issuer_key_hash) == (
        question.issuer_name_hash,
        question.issuer_key_hash,
    )


def _question(
    certificate: Certificate, issuer: Certificate, algorithm: hashes.HashAlgorithm
) -> ocsp.OCSPRequest:
    return ocsp.OCSPRequestBuilder().add_certificate(certificate.x509, issuer.x509, algorithm).build()


def _signer(response: ocsp.OCSPResponse, issuer: Certificate) -> x509.Certificate | None:
    """Whose key fits the signature."""
    if _verifies(response, issuer.key):
        return issuer.x509
    return next(
        (one for one in response.certificates[:_MOST_CARRIED] if _verifies(response, _key(one))), None
    )


def _key(found: x509.Certificate) -> PublicKey | None:
    """Read as strictly as any other: a kind that no standard knows is not tried."""
    try:
        return parse(found.public_bytes(Encoding.DER)).key
    except WireError:
        return None


def _verifies(response: ocsp.OCSPResponse, key: PublicKey | None) -> bool:
    signature, signed = response.signature, response.tbs_response_bytes
    try:
        if isinstance(key, ed448.Ed448PublicKey):
            key.verify(signature, signed)
            return True
        algorithm = response.signature_hash_algorithm
        if isinstance(key, ec.EllipticCurvePublicKey) and algorithm is not None:
            key.verify(signature, signed, ec.ECDSA(algorithm))
            return True
    except InvalidSignature:
        pass
    return False
