"""Revocation: what to ask an OCSP responder, and what its answer is worth (RFC 6960)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
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
from secc.pnc.certificates import Certificate, parse, printable
from secc.pnc.profiles import PublicKey
from secc_contract.types.iso15118_charger import CertificateHashDataInfo, HashAlgorithm

__all__ = ["Answer", "Status", "check", "hash_data"]

Status = Literal["good", "revoked", "unknown", "invalid"]

_SLACK = timedelta(minutes=5)
"""Between our clock and the responder's."""
_LARGEST = 16 * 1024
_LONGEST_URL = 512
_LONGEST_SERIAL = 40
"""Digits: 20 bytes, as RFC 5280 wants."""

_STATUS: dict[ocsp.OCSPCertStatus, Status] = {
    ocsp.OCSPCertStatus.GOOD: "good",
    ocsp.OCSPCertStatus.REVOKED: "revoked",
    ocsp.OCSPCertStatus.UNKNOWN: "unknown",
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


def check(answer: bytes, certificate: Certificate, issuer: Certificate, at: datetime) -> Answer:
    """What an answer (DER) says of a certificate at a time; whatever the bytes are, nothing is raised."""
    if len(answer) > _LARGEST:
        return Answer("invalid", f"an answer of {len(answer)} bytes, the limit is {_LARGEST}")
    try:
        return _check(ocsp.load_der_ocsp_response(answer), certificate, issuer, at)
    except Exception as error:  # a parser of bytes from the network, which reads them only when asked
        return Answer("invalid", f"not an OCSP answer: {printable(str(error) or type(error).__name__)}")


def _check(
    response: ocsp.OCSPResponse, certificate: Certificate, issuer: Certificate, at: datetime
) -> Answer:
    if response.response_status is not ocsp.OCSPResponseStatus.SUCCESSFUL:
        return Answer("invalid", f"the responder answered {response.response_status.name}")
    one = next((one for one in response.responses if _about(one, certificate, issuer)), None)
    if one is None:
        return Answer("invalid", "it is about another certificate")
    if not _signed(response, issuer, at):
        return Answer("invalid", "not signed by the issuer, nor by a responder that it has appointed")
    status, ends = _STATUS[one.certificate_status], one.next_update_utc
    if status == "revoked":  # for good: that it was said a while ago changes nothing
        return Answer(status, "revoked by its issuer", ends)
    if one.this_update_utc > at + _SLACK:
        return Answer("invalid", "it is from the future")
    if ends is None:
        return Answer("invalid", "it does not say how long it holds")
    if ends < at - _SLACK:
        return Answer("invalid", "it holds no longer")
    return Answer(status, "its issuer does not know it" if status == "unknown" else "", ends)


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


def _signed(response: ocsp.OCSPResponse, issuer: Certificate, at: datetime) -> bool:
    signers = [issuer, *filter(None, (_delegate(one, issuer, at) for one in response.certificates[:4]))]
    return any(_verifies(response, signer.key) for signer in signers)


def _delegate(found: x509.Certificate, issuer: Certificate, at: datetime) -> Certificate | None:
    """The responder's own certificate, if the issuer has appointed it."""
    try:
        signer = parse(found.public_bytes(Encoding.DER))
        purposes = found.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    except (WireError, x509.ExtensionNotFound):
        return None
    appointed = ExtendedKeyUsageOID.OCSP_SIGNING in purposes and issuer.issued(signer)
    return signer if appointed and signer.begins <= at <= signer.ends else None


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
