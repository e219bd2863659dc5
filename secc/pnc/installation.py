"""A new contract on its way to a car (ISO 15118-2, annex N; V2G2-815 to V2G2-823).

The back end agrees on a secret with the key of the car's provisioning certificate (an update: of its old
contract), encrypts the new contract's private key with it, and lets the CPS sign the four parts that matter.
The car checks that chain and signature, decrypts, and takes the key only if it is the certificate's.

AES-CBC says nothing about tampering: the CPS's signature does. So the order on the car's side is fixed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from os import urandom
from typing import Any, Protocol

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.kdf.concatkdf import ConcatKDFHash
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from msgspec import UNSET

from secc import exi
from secc.errors import WireError
from secc.pnc import chains, emaid
from secc.pnc.certificates import parse
from secc.pnc.profiles import PrivateKey, Role
from secc.pnc.signatures import Element, sign, verify
from secc.pnc.store import Trust
from secc_contract.v2g import iso15118_2 as messages
from secc_contract.v2g import iso15118_2_types as types

__all__ = [
    "Contract",
    "Holder",
    "Request",
    "accept",
    "answer",
    "chain_of",
    "decrypt_key",
    "encrypt_key",
    "read_request",
    "refuse",
    "signed_parts",
]

_SCHEMA = "iso2"
_IV, _SCALAR, _POINT = 16, 32, 65
_OTHER_INFO = b"\x01UV"
"""Algorithm 1, from U to V (V2G2-818)."""

_Response = messages.CertificateInstallationRes | messages.CertificateUpdateRes


class Holder(Protocol):
    """Who has a chain and its key: an identity of a test PKI, or one from the disk."""

    @property
    def chain(self) -> tuple[bytes, ...]: ...
    @property
    def key(self) -> PrivateKey: ...
    @property
    def common_name(self) -> str: ...


def _no(reason: str) -> WireError:
    """The one way in which an answer is turned down; its ``reason`` is what people want to read."""
    return WireError(reason, 0, "V2G_Message")


# ── The key on its way ───────────────────────────────────────────────────────────────────────────


def encrypt_key(key: ec.EllipticCurvePrivateKey, receiver: ec.EllipticCurvePublicKey) -> tuple[bytes, bytes]:
    """(DHpublickey, ContractSignatureEncryptedPrivateKey): 65 and 48 bytes."""
    own = ec.generate_private_key(ec.SECP256R1())
    start = urandom(_IV)
    cipher = Cipher(algorithms.AES(_shared(own, receiver)), modes.CBC(start)).encryptor()
    scalar = key.private_numbers().private_value.to_bytes(_SCALAR, "big")
    point = own.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return point, start + cipher.update(scalar) + cipher.finalize()


def decrypt_key(
    point: bytes, encrypted: bytes, own: ec.EllipticCurvePrivateKey
) -> ec.EllipticCurvePrivateKey:
    """The private key inside; whether it is the right one shows its certificate.

    :raises WireError: a length, the point or the number is none that can be.
    """
    if len(encrypted) != _IV + _SCALAR:
        raise _no(f"an encrypted key of {len(encrypted)} bytes, expected {_IV + _SCALAR}")
    if len(point) != _POINT:
        raise _no(f"a DHpublickey of {len(point)} bytes, expected {_POINT}")
    try:
        sender = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
    except ValueError as error:
        raise _no("the DHpublickey is no point of the curve") from error
    cipher = Cipher(algorithms.AES(_shared(own, sender)), modes.CBC(encrypted[:_IV])).decryptor()
    scalar = cipher.update(encrypted[_IV:]) + cipher.finalize()
    try:
        return ec.derive_private_key(int.from_bytes(scalar, "big"), ec.SECP256R1())
    except ValueError as error:
        raise _no("what was decrypted is no private key (V2G2-823)") from error


def _shared(own: ec.EllipticCurvePrivateKey, other: ec.EllipticCurvePublicKey) -> bytes:
    secret = own.exchange(ec.ECDH(), other)
    return ConcatKDFHash(hashes.SHA256(), 16, _OTHER_INFO).derive(secret)


# ── The back end ─────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Request:
    """What a car asks a back end: to install a first contract, or to renew one."""

    session_id: bytes
    body: messages.CertificateInstallationReq | messages.CertificateUpdateReq
    chain: tuple[bytes, ...]
    """Who asks: the provisioning certificate, or the old contract with its Sub-CAs."""

    @property
    def update(self) -> bool:
        """Is an old contract to be renewed?"""
        return isinstance(self.body, messages.CertificateUpdateReq)


def read_request(payload: bytes) -> Request:
    """The request in a message (EXI), its signature verified with the key of the certificate that it shows.

    Whether that certificate may be trusted is the caller's question (`secc.pnc.chains`).

    :raises WireError: no such request, or one that its certificate's key has not signed.
    """
    message = exi.decode(_SCHEMA, payload)
    body = message.Body.BodyElement if isinstance(message, messages.V2G_Message) else None
    if isinstance(body, messages.CertificateInstallationReq):
        chain: tuple[bytes, ...] = (body.OEMProvisioningCert,)
    elif isinstance(body, messages.CertificateUpdateReq):
        chain = chain_of(body.ContractSignatureCertChain)
    else:
        raise WireError("no request for a certificate", 0, "V2G_Message/Body")
    signature = message.Header.Signature
    name = type(body).__name__
    fault = verify(
        _SCHEMA, None if signature is UNSET else signature, [Element(name, body)], parse(chain[0]).key
    )
    if fault is not None:
        raise WireError(f"the signature does not hold: {fault}", 0, f"V2G_Message/Body/{name}")
    return Request(message.Header.SessionID, body, chain)


def answer(request: Request, contract: Holder, cps: Holder) -> bytes:
    """The message (EXI) that brings a contract to the car that asked, signed by the CPS.

    :raises WireError: the car's key cannot agree on a secret.
    :raises ValueError: the contract is none of ISO 15118-2.
    """
    receiver = parse(request.chain[0]).key
    if not (isinstance(receiver, ec.EllipticCurvePublicKey) and receiver.curve.name == "secp256r1"):
        raise WireError("the car's key is not on P-256", 0, "Certificate")
    if not isinstance(contract.key, ec.EllipticCurvePrivateKey) or contract.key.key_size != 256:
        raise ValueError("a contract of ISO 15118-2 has a key on P-256")
    point, encrypted = encrypt_key(contract.key, receiver)
    parts: dict[str, Any] = {
        "ResponseCode": types.ResponseCode.OK,
        "SAProvisioningCertificateChain": _chain(cps),
        "ContractSignatureCertChain": _chain(contract, "id1"),
        "ContractSignatureEncryptedPrivateKey": types.ContractSignatureEncryptedPrivateKey(
            Id="id2", value=encrypted
        ),
        "DHpublickey": types.DiffieHellmanPublickey(Id="id3", value=point),
        "eMAID": types.SignedEMAID(Id="id4", value=emaid.normalise(contract.common_name)),
    }
    response: _Response
    if request.update:
        response = messages.CertificateUpdateRes(**parts, RetryCounter=0)
    else:
        response = messages.CertificateInstallationRes(**parts)
    signature = sign(_SCHEMA, signed_parts(response), cps.key)
    return _message(request.session_id, response, signature)


def refuse(request: Request, code: types.ResponseCode, retry_hours: int = -1) -> bytes:
    """The message (EXI) that brings no contract; ``retry_hours``: -1 is never."""
    kind = messages.CertificateUpdateRes if request.update else messages.CertificateInstallationRes
    given: dict[str, Any] = {"ResponseCode": code}
    if request.update:
        given["RetryCounter"] = retry_hours
    response = exi.minimal(_SCHEMA, kind, **given)
    return _message(request.session_id, response, UNSET)


def signed_parts(response: _Response) -> list[Element]:
    """The four parts that the CPS signs (V2G2-890)."""
    names = ("ContractSignatureCertChain", "ContractSignatureEncryptedPrivateKey", "DHpublickey", "eMAID")
    return [Element(name, getattr(response, name)) for name in names]


def chain_of(chain: types.CertificateChain) -> tuple[bytes, ...]:
    """A chain of a message, leaf first."""
    subs = () if chain.SubCertificates is UNSET else chain.SubCertificates.Certificate
    return (chain.Certificate, *subs)


def _chain(holder: Holder, name: str | None = None) -> types.CertificateChain:
    leaf, *subs = holder.chain
    return types.CertificateChain(
        Id=UNSET if name is None else name,
        Certificate=leaf,
        SubCertificates=types.SubCertificates(Certificate=tuple(subs)) if subs else UNSET,
    )


def _message(session_id: bytes, body: Any, signature: Any) -> bytes:
    header = messages.MessageHeader(SessionID=session_id, Signature=signature)
    return exi.encode(_SCHEMA, messages.V2G_Message(Header=header, Body=messages.Body(BodyElement=body)))


# ── The car ──────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Contract:
    """What a car has after an installation."""

    emaid: str
    chain: tuple[bytes, ...]
    key: ec.EllipticCurvePrivateKey = field(repr=False)

    @property
    def common_name(self) -> str:
        """As a `Holder` has it: the certificate's is the same id."""
        return self.emaid


def accept(
    message: messages.V2G_Message,
    own: ec.EllipticCurvePrivateKey,
    trust: Trust,
    at: datetime,
    *,
    checks: Sequence[chains.Check] = chains.CHECKS,
) -> Contract:
    """The contract that an answer brings, if every step from the V2G root to the key holds.

    ``own``: the key of the provisioning certificate; for an update, of the old contract.

    :raises WireError: a step does not hold; nothing of the answer may be used.
    """
    response = message.Body.BodyElement
    if not isinstance(response, messages.CertificateInstallationRes | messages.CertificateUpdateRes):
        raise _no("this is no answer to a request for a certificate")
    if not response.ResponseCode.value.startswith("OK"):
        raise _no(f"refused: {response.ResponseCode}")
    verdict = chains.judge(
        Role.CPS, chain_of(response.SAProvisioningCertificateChain), trust, at, checks=checks
    )
    if not verdict.good:
        raise _no(f"the chain of the CPS: {verdict.reason}")
    signature = message.Header.Signature
    fault = verify(
        _SCHEMA, None if signature is UNSET else signature, signed_parts(response), verdict.path[0].key
    )
    if fault is not None:
        raise _no(f"the signature of the CPS: {fault}")
    try:
        leaf = parse(response.ContractSignatureCertChain.Certificate)
    except WireError as error:
        raise _no(f"the contract: {error.reason}") from error
    if emaid.normalise(leaf.common_name) != emaid.normalise(response.eMAID.value):
        raise _no(f"the eMAID is not that of the certificate, {leaf.title}")
    key = decrypt_key(response.DHpublickey.value, response.ContractSignatureEncryptedPrivateKey.value, own)
    if key.public_key() != leaf.key:
        raise _no("the key is not that of the certificate")
    return Contract(response.eMAID.value, chain_of(response.ContractSignatureCertChain), key)
