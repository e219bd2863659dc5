"""A new contract on its way to a car (ISO 15118-2, annex N; V2G2-815 to V2G2-823).

The back end agrees on a secret with the key of the car's provisioning certificate (an update: of its old
contract), encrypts the new contract's private key with it, and lets the CPS sign the four parts that matter.
The car checks that chain and signature, decrypts, and takes the key only if it is the certificate's.

AES-CBC says nothing about tampering: the CPS's signature does. So the order on the car's side is fixed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
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
from secc.pnc.certificates import Certificate, parse
from secc.pnc.profiles import PrivateKey, Role
from secc.pnc.signatures import Element, sign, verify
from secc.pnc.store import Trust
from secc_contract.v2g import iso15118_2 as messages
from secc_contract.v2g import iso15118_2_types as types

__all__ = [
    "STEPS",
    "Arrival",
    "Contract",
    "Holder",
    "Request",
    "Step",
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


@dataclass(frozen=True)
class Arrival:
    """What a car judges: an answer that brings a contract."""

    response: _Response
    signature: Any
    own: ec.EllipticCurvePrivateKey
    signer: chains.Verdict
    """About the chain of the CPS."""

    @cached_property
    def leaf(self) -> Certificate:
        """The contract's certificate; WireError for one that cannot be read."""
        try:
            return parse(self.response.ContractSignatureCertChain.Certificate)
        except WireError as error:
            raise _no(f"the contract: {error.reason}") from error

    @cached_property
    def key(self) -> ec.EllipticCurvePrivateKey:
        """The contract's key; WireError where nothing comes out that is one."""
        encrypted = self.response.ContractSignatureEncryptedPrivateKey.value
        return decrypt_key(self.response.DHpublickey.value, encrypted, self.own)


@dataclass(frozen=True)
class Step:
    """One row: what must hold, and how to see that it does not (a text: it does not)."""

    name: str
    rule: str
    fault: Callable[[Arrival], str | None]


def _refused(one: Arrival) -> str | None:
    code = one.response.ResponseCode
    return None if code.value.startswith("OK") else f"refused: {code}"


def _signer(one: Arrival) -> str | None:
    return None if one.signer.good else f"the chain of the CPS: {one.signer.reason}"


def _signature(one: Arrival) -> str | None:
    key = one.signer.path[0].key if one.signer.path else None
    fault = verify(_SCHEMA, one.signature, signed_parts(one.response), key)
    return None if fault is None else f"the signature of the CPS: {fault}"


def _same_emaid(one: Arrival) -> str | None:
    if emaid.normalise(one.leaf.common_name) == emaid.normalise(one.response.eMAID.value):
        return None
    return f"the eMAID is not that of the certificate, {one.leaf.title}"


def _same_key(one: Arrival) -> str | None:
    return None if one.key.public_key() == one.leaf.key else "the key is not that of the certificate"


STEPS: tuple[Step, ...] = (
    Step("code", "the back end says OK", _refused),
    Step("signer", "the chain of the CPS may be trusted", _signer),
    Step("signature", "the CPS has signed the four parts", _signature),
    Step("emaid", "the eMAID is the certificate's", _same_emaid),
    Step("key", "the key is the certificate's (V2G2-823)", _same_key),
)
"""The whole rule, in the order that must not change: nothing is decrypted that the CPS has not signed."""


def accept(
    message: messages.V2G_Message,
    own: ec.EllipticCurvePrivateKey,
    trust: Trust,
    at: datetime,
    *,
    checks: Sequence[chains.Check] = chains.CHECKS,
    steps: Sequence[Step] = STEPS,
) -> Contract:
    """The contract that an answer brings, if every step from the V2G root to the key holds.

    ``own``: the key of the provisioning certificate; for an update, of the old contract. ``checks`` (of the
    chain of the CPS) and ``steps``: others than all of them are for cars that are too careless.

    :raises WireError: a step does not hold; nothing of the answer may be used.
    """
    response = message.Body.BodyElement
    if not isinstance(response, messages.CertificateInstallationRes | messages.CertificateUpdateRes):
        raise _no("this is no answer to a request for a certificate")
    signer = chain_of(response.SAProvisioningCertificateChain)
    verdict = chains.judge(Role.CPS, signer, trust, at, checks=checks)
    signature = message.Header.Signature
    arrival = Arrival(response, None if signature is UNSET else signature, own, verdict)
    for step in steps:
        fault = step.fault(arrival)
        if fault is not None:
            raise _no(fault)
    return Contract(response.eMAID.value, chain_of(response.ContractSignatureCertChain), arrival.key)
