"""Is this element signed by that key? And: sign an element.

A V2G signature (XML signature in EXI) stands in a message's header. Its SignedInfo lists a digest of each
signed element, made over the element's EXI fragment, and the key signs the EXI fragment of SignedInfo
(ISO 15118-2 annex J, V2G2-764 and following). Two traps:

- SignedInfo has **two encodings** in the field: by the grammar of xmldsig alone, or by that of the whole
  message schema. Either is accepted, the first is made.
- The value is r and s side by side, each exactly as long as the curve's field; never DER.

Nothing is ever looked up by its Id: the caller names the elements that it is going to act on, and the
signature must be about these and no others. So a signed element that is moved elsewhere (signature wrapping)
gains nothing. `CHECKS` is the whole rule, a row a check, as in `secc.pnc.chains`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from hmac import compare_digest
from typing import Any, Literal, NamedTuple

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed448
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from msgspec import UNSET

from secc import exi
from secc.pnc.certificates import printable
from secc.pnc.profiles import KeyKind, PrivateKey, PublicKey, kind_of
from secc_contract.v2g.xmldsig import (
    CanonicalizationMethod,
    DigestMethod,
    Reference,
    Signature,
    SignatureMethod,
    SignatureValue,
    SignedInfo,
    Transform,
    Transforms,
)

__all__ = [
    "CANONICAL_EXI",
    "CHECKS",
    "Case",
    "Check",
    "Element",
    "Grammar",
    "encode_signed_info",
    "raw_signature",
    "sign",
    "signed_info",
    "verify",
]

CANONICAL_EXI = "http://www.w3.org/TR/canonical-exi/"

Grammar = Literal["xmldsig", "message"]
"""How SignedInfo is encoded: by the grammar of xmldsig alone, or by that of the message schema."""


class Element(NamedTuple):
    """A signed part of a message: its element name and its value, which has an ``Id``."""

    name: str
    value: Any

    @property
    def id(self) -> Any:
        """Its Id; UNSET where it has none."""
        return getattr(self.value, "Id", UNSET)


@dataclass(frozen=True)
class Suite:
    """How a kind of key signs. ``length``: of the value, in bytes."""

    method: str
    digest_method: str
    digest: hashes.HashAlgorithm
    length: int


_SUITES = {
    KeyKind.P256: Suite(
        "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256",
        "http://www.w3.org/2001/04/xmlenc#sha256",
        hashes.SHA256(),
        64,
    ),
    KeyKind.P521: Suite(
        "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha512",
        "http://www.w3.org/2001/04/xmlenc#sha512",
        hashes.SHA512(),
        132,
    ),
    # Names of RFC 9231. Which digest -20 wants beside this key is not confirmed by any public source.
    KeyKind.ED448: Suite(
        "http://www.w3.org/2021/04/xmldsig-more#eddsa-ed448",
        "http://www.w3.org/2001/04/xmlenc#sha512",
        hashes.SHA512(),
        114,
    ),
}


# ── Sign ─────────────────────────────────────────────────────────────────────────────────────────


def sign(
    schema: str, elements: Sequence[Element], key: PrivateKey, grammar: Grammar = "xmldsig"
) -> Signature:
    """The signature over these elements of a message of that schema.

    :raises ValueError: an element has no Id, or breaks its schema.
    """
    info = signed_info(schema, elements, key)
    return Signature(
        SignedInfo=info,
        SignatureValue=SignatureValue(value=raw_signature(key, encode_signed_info(schema, info, grammar))),
    )


def signed_info(schema: str, elements: Sequence[Element], key: PrivateKey) -> SignedInfo:
    """The digests of elements, as a key of that kind signs them.

    :raises ValueError: an element has no Id, or breaks its schema.
    """
    suite = _suite(key)
    return SignedInfo(
        CanonicalizationMethod=CanonicalizationMethod(Algorithm=CANONICAL_EXI),
        SignatureMethod=SignatureMethod(Algorithm=suite.method),
        Reference=tuple(_reference(schema, element, suite) for element in elements),
    )


def _reference(schema: str, element: Element, suite: Suite) -> Reference:
    name = element.id
    if name is UNSET:
        raise ValueError(f"{element.name}: an element without an Id cannot be signed")
    return Reference(
        URI=f"#{name}",
        Transforms=Transforms(Transform=(Transform(Algorithm=CANONICAL_EXI),)),
        DigestMethod=DigestMethod(Algorithm=suite.digest_method),
        DigestValue=_digest(schema, element, suite),
    )


def encode_signed_info(schema: str, info: SignedInfo, grammar: Grammar = "xmldsig") -> bytes:
    """SignedInfo as it is signed."""
    return exi.encode_fragment("xmldsig" if grammar == "xmldsig" else schema, "SignedInfo", info)


def raw_signature(key: PrivateKey, data: bytes) -> bytes:
    """A signature as V2G writes it: r and s side by side, or what Ed448 gives."""
    if isinstance(key, ed448.Ed448PrivateKey):
        return key.sign(data)
    suite = _suite(key)
    r, s = decode_dss_signature(key.sign(data, _ecdsa(suite.digest)))
    size = suite.length // 2
    return r.to_bytes(size, "big") + s.to_bytes(size, "big")


def _ecdsa(digest: hashes.HashAlgorithm) -> ec.ECDSA:
    """Without chance (RFC 6979), so that a session repeats bit for bit; OpenSSL before 3.2 needs chance."""
    try:
        return ec.ECDSA(digest, deterministic_signing=True)
    except UnsupportedAlgorithm:
        return ec.ECDSA(digest)


# ── Verify ───────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Case:
    """What is judged: a signature, and the elements and the key that it should be about."""

    signature: Signature
    schema: str
    elements: tuple[Element, ...]
    key: PublicKey

    @cached_property
    def suite(self) -> Suite:
        """How the key signs."""
        return _suite(self.key)

    @property
    def references(self) -> tuple[Reference, ...]:
        """One for each signed element."""
        return self.signature.SignedInfo.Reference

    @cached_property
    def pairs(self) -> tuple[tuple[Reference, Element], ...]:
        """Each reference with the element that it names, where it names one of ours."""
        by_uri = {f"#{element.id}": element for element in self.elements}
        return tuple((one, by_uri[one.URI]) for one in self.references if one.URI in by_uri)


@dataclass(frozen=True)
class Check:
    """One row: what must hold, and how to see that it does not (a text: it does not)."""

    name: str
    rule: str
    fault: Callable[[Case], str | None]


def _count(case: Case) -> str | None:
    found, expected = len(case.references), len(case.elements)
    return None if found == expected else f"{found} references, expected {expected}"


def _ids(case: Case) -> str | None:
    """An Id that occurs twice would let two readers of a message see two different elements."""
    signature, info = case.signature, case.signature.SignedInfo
    own = [element.id for element in case.elements]
    others = [signature.Id, info.Id, signature.SignatureValue.Id, *(one.Id for one in info.Reference)]
    others += [one.Id for one in signature.Object]
    counted = Counter(own + [one for one in others if one is not UNSET])
    if UNSET in counted or "" in counted:
        return "a signed element has no Id"
    twice = [name for name, times in counted.items() if times > 1]
    return f"the Id {printable(twice[0])} occurs more than once" if twice else None


def _uris(case: Case) -> str | None:
    named = Counter(one.URI for one in case.references)
    for element in case.elements:
        if named[f"#{element.id}"] != 1:
            return f"not exactly one reference names {element.name}"
    return None


def _canonical(case: Case) -> str | None:
    method = case.signature.SignedInfo.CanonicalizationMethod.Algorithm
    return None if method == CANONICAL_EXI else f"canonicalization {printable(method)}"


def _method(case: Case) -> str | None:
    method = case.signature.SignedInfo.SignatureMethod
    if method.Algorithm != case.suite.method:
        return f"signature method {printable(method.Algorithm)}"
    return None


def _truncated(case: Case) -> str | None:
    length = case.signature.SignedInfo.SignatureMethod.HMACOutputLength
    return None if length is UNSET else "a length of an HMAC, which this is not"


def _transforms(case: Case) -> str | None:
    for one in case.references:
        steps = one.Transforms.Transform if one.Transforms is not UNSET else ()
        if [(step.Algorithm, step.content) for step in steps] != [(CANONICAL_EXI, ())]:
            return "the transforms are not canonical EXI and nothing else"
    return None


def _digest_methods(case: Case) -> str | None:
    for one in case.references:
        if one.DigestMethod.Algorithm != case.suite.digest_method:
            return f"digest method {printable(one.DigestMethod.Algorithm)}"
    return None


def _digests(case: Case) -> str | None:
    for one, element in case.pairs:
        if not compare_digest(one.DigestValue, _digest(case.schema, element, case.suite)):
            return f"the digest of {element.name} is another"
    return None


def _length(case: Case) -> str | None:
    found = len(case.signature.SignatureValue.value)
    return None if found == case.suite.length else f"a value of {found} bytes, expected {case.suite.length}"


def _value(case: Case) -> str | None:
    info, value = case.signature.SignedInfo, case.signature.SignatureValue.value
    grammars: tuple[Grammar, ...] = ("xmldsig", "message")
    if any(_verifies(case, encode_signed_info(case.schema, info, one), value) for one in grammars):
        return None
    return "the value is not made with this key over this SignedInfo"


CHECKS: tuple[Check, ...] = (
    Check(
        "count", "as many references as elements that are acted on, so that none names anything else", _count
    ),
    Check("ids", "each signed element has an Id that nothing else in sight has", _ids),
    Check("uris", "each element is named by exactly one reference", _uris),
    Check("canonicalization", "SignedInfo becomes bytes as canonical EXI", _canonical),
    Check("method", "the signature method is that of the key's kind", _method),
    Check("truncation", "nothing shortens the signature", _truncated),
    Check("transforms", "elements become bytes as canonical EXI and by nothing else", _transforms),
    Check("digest method", "the digest method is that of the key's kind", _digest_methods),
    Check("digests", "each digest is that of the element that is acted on", _digests),
    Check("length", "the value is exactly as long as the key makes it", _length),
    Check("value", "the key has signed SignedInfo", _value),
)


def verify(
    schema: str,
    signature: Signature | None,
    elements: Sequence[Element],
    key: PublicKey | None,
    *,
    checks: Sequence[Check] = CHECKS,
) -> str | None:
    """What is wrong with a signature over exactly these elements; None: nothing is.

    ``checks``: others than all of them are for tests.
    """
    if signature is None or not elements:
        return "not signed"
    if key is None or kind_of(key) is None:
        return "the certificate's key is of a kind that signs nothing here"
    case = Case(signature, schema, tuple(elements), key)
    try:
        return next((fault for check in checks if (fault := check.fault(case)) is not None), None)
    except ValueError as error:  # an element that came in and cannot be written again
        return f"the signed part breaks its schema: {printable(str(error))}"


def _verifies(case: Case, data: bytes, value: bytes) -> bool:
    try:
        if isinstance(case.key, ed448.Ed448PublicKey):
            case.key.verify(value, data)
        else:
            half = len(value) // 2
            r, s = int.from_bytes(value[:half], "big"), int.from_bytes(value[half:], "big")
            case.key.verify(encode_dss_signature(r, s), data, ec.ECDSA(case.suite.digest))
    except InvalidSignature:
        return False
    return True


def _digest(schema: str, element: Element, suite: Suite) -> bytes:
    """Over the element as it was understood, so what is signed is what is acted on.

    Its lengths are not checked here: a text that is too long is somebody else's to refuse.
    """
    digest = hashes.Hash(suite.digest)
    digest.update(exi.encode_fragment(schema, element.name, element.value, as_received=True))
    return digest.finalize()


def _suite(key: PublicKey | PrivateKey) -> Suite:
    kind = kind_of(key)
    if kind is None:
        raise ValueError("no standard knows this kind of key")
    return _SUITES[kind]
