"""Signs requests as a case wants it, and looks at the signatures of answers (conformance.md, section 9)."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Any, Final

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from msgspec import UNSET
from msgspec.structs import replace

from secc.pnc import signatures
from secc.pnc.installation import signed_parts
from secc.pnc.profiles import PrivateKey, PublicKey
from secc.pnc.signatures import Element
from secc_contract.v2g.xmldsig import Signature, SignatureValue
from tests.conformance import paths
from tests.conformance.case import NotUnderstood
from tests.conformance.matchers import value_at
from tests.conformance.messages import build, encode, kind, seen
from tests.conformance.paths import ABSENT

DEMANDED: Final = (
    "AuthorizationReq",
    "MeteringReceiptReq",
    "CertificateInstallationReq",
    "CertificateUpdateReq",
)
"""Requests that ISO 15118-2 wants signed where a contract pays."""

_NO_ID: Final = "ID1"
"""What a reference names where the signed body has no Id."""
_OTHER_ID: Final = "ID99"


def signed(
    schema: str,
    name: str,
    document: Mapping[str, Any],
    session_id: bytes,
    key: PrivateKey,
    how: Mapping[str, Any],
    *,
    bounds: bool = True,
) -> bytes:
    """The EXI payload of a request with a signature; ``how``: the ``sign`` of a step.

    What is tampered with after signing may be a part of the signature itself.
    """
    if how.get("when") == "before-signing":
        document = tampered(schema, name, document, how["tamper"])
    message = build(schema, name, document, session_id)
    signature = _signature(schema, Element(name, message.Body.BodyElement), key, how)
    message = replace(message, Header=replace(message.Header, Signature=signature))
    if how.get("when") == "after-signing":
        sent = tampered(schema, name, seen(schema, message).document, how["tamper"])
        message = build(schema, name, sent, session_id)
    return encode(schema, message, bounds=bounds)


def _signature(schema: str, element: Element, key: PrivateKey, how: Mapping[str, Any]) -> Signature:
    if element.id is UNSET:
        if "Id" not in element.value.__struct_fields__:
            raise NotUnderstood(f"{element.name} has no Id, and so cannot be signed")
        element = Element(element.name, replace(element.value, Id=_NO_ID))
    info = signatures.signed_info(schema, [element], key)
    if how.get("reference") == "other":
        info = replace(info, Reference=(replace(info.Reference[0], URI=f"#{_OTHER_ID}"),))
    data = signatures.encode_signed_info(schema, info, how.get("grammar", "xmldsig"))
    value = _der(key, data) if how.get("value") == "der" else signatures.raw_signature(key, data)
    return Signature(SignedInfo=info, SignatureValue=SignatureValue(value=value))


def _der(key: PrivateKey, data: bytes) -> bytes:
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    return key.sign(data, ec.ECDSA(hashes.SHA256()))


def tampered(schema: str, name: str, document: Mapping[str, Any], path: str) -> dict[str, Any]:
    """A copy whose value at a path ends in another byte or character; NotUnderstood where none can."""
    value = value_at(document, path)
    if isinstance(value, bool) or not isinstance(value, str | int) or value == "":
        raise NotUnderstood(f"{name}: {path} is {value!r}, and has no last byte or character")
    binary = getattr(kind(schema, name, path).type, "kind", None)
    other = _other_end(value, binary) if isinstance(value, str) else int(_other_end(str(value), None))
    changed = dict(_copy(document))
    paths.put(changed, path, other)
    return changed


def _copy(data: Any) -> Any:
    if isinstance(data, Mapping):
        return {name: _copy(one) for name, one in data.items() if one is not ABSENT}
    return [_copy(one) for one in data] if isinstance(data, list) else data


def _other_end(value: str, binary: str | None) -> str:
    if binary == "base64":
        data = base64.b64decode(value)
        return base64.b64encode(_flipped(data)).decode()
    if binary == "base16":
        return _flipped(bytes.fromhex(value)).hex().upper()
    return value[:-1] + ("1" if value[-1] == "0" else "0")


def _flipped(data: bytes) -> bytes:
    return data[:-1] + bytes([data[-1] ^ 0xFF])


# the charger's


def fault(schema: str, message: Any, key: PublicKey, references: int) -> str | None:
    """Why the answer is not signed so, with so many references; None: it is."""
    signature = message.Header.Signature
    if signature is UNSET:
        return "no signature"
    found = len(signature.SignedInfo.Reference)
    if found != references:
        return f"{found} references"
    return signatures.verify(schema, signature, _parts(message.Body.BodyElement), key)


def _parts(body: Any) -> list[Element]:
    """What the standard has an answer signed over."""
    if hasattr(body, "ContractSignatureEncryptedPrivateKey"):
        return signed_parts(body)
    schedules = getattr(body, "SASchedules", UNSET)
    tuples = () if schedules is UNSET else schedules.SAScheduleTuple
    return [Element("SalesTariff", one.SalesTariff) for one in tuples if one.SalesTariff is not UNSET]
