"""What a certificate says, read once, with bounds.

The bytes come from cars that have proven nothing yet. `parse` is total: a `Certificate`, or a `WireError`;
nothing else comes out, whatever goes in.
"""

from __future__ import annotations

import re
from base64 import b64encode
from binascii import Error as Base64Error
from binascii import a2b_base64
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from textwrap import wrap

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509 import Certificate as X509Certificate
from cryptography.x509 import Name
from cryptography.x509.oid import AuthorityInformationAccessOID, ExtensionOID, NameOID, SignatureAlgorithmOID

from secc.errors import WireError
from secc.pnc.profiles import KeyKind, PublicKey, kind_of

__all__ = ["LARGEST", "Certificate", "parse", "pem", "printable", "read_pem"]

LARGEST = 8192
"""Longest certificate in bytes that is ever parsed; a message carries less (`Profile.largest`)."""

_KNOWN = {ExtensionOID.BASIC_CONSTRAINTS, ExtensionOID.KEY_USAGE, ExtensionOID.EXTENDED_KEY_USAGE}
"""Extensions that are judged. A critical one that is not here must be refused (RFC 5280, 4.2)."""

_PEM = re.compile(rb"-----BEGIN CERTIFICATE-----([^-]*)-----END CERTIFICATE-----")

_SEQUENCE = b"\x30"
"""Begins each certificate in DER."""

_ALGORITHMS = {
    SignatureAlgorithmOID.ECDSA_WITH_SHA256: "ecdsa-sha256",
    SignatureAlgorithmOID.ECDSA_WITH_SHA512: "ecdsa-sha512",
    SignatureAlgorithmOID.ED448: "ed448",
}

_USAGES = (
    *("digital_signature", "content_commitment", "key_encipherment", "data_encipherment"),
    *("key_agreement", "key_cert_sign", "crl_sign"),
)


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate and what it says; two are equal when their bytes are."""

    der: bytes = field(repr=False)
    x509: X509Certificate = field(compare=False, repr=False)
    subject: Name = field(compare=False)
    issuer: Name = field(compare=False)
    serial: int = field(compare=False)
    begins: datetime = field(compare=False)
    ends: datetime = field(compare=False)
    key: PublicKey | None = field(compare=False, repr=False)
    """None: a kind of key that no standard knows; ``key_name`` says which."""
    key_name: str = field(compare=False)
    algorithm: str = field(compare=False)
    """Of its issuer's signature: ``ecdsa-sha256``, ``ecdsa-sha512``, ``ed448``, or an object identifier."""
    authority: bool = field(compare=False)
    path_length: int | None = field(compare=False)
    usages: frozenset[str] = field(compare=False)
    """Names of `x509.KeyUsage`; none where the certificate does not say."""
    purposes: frozenset[str] = field(compare=False)
    """Object identifiers of its extended key usage; empty where it does not say."""
    only_these: bool = field(compare=False)
    """Are those critical, so that it is for nothing else whoever asks?"""
    critical: tuple[str, ...] = field(compare=False)
    """Critical extensions that nobody here judges."""
    responder: str | None = field(compare=False)
    """Where to ask whether it is revoked (OCSP)."""

    @property
    def kind(self) -> KeyKind | None:
        """Kind of its key; None: no standard knows it."""
        return kind_of(self.key)

    @property
    def common_name(self) -> str:
        """CN of the subject; empty where there is none or more than one."""
        return _only(self.subject, NameOID.COMMON_NAME)

    @property
    def domain(self) -> str:
        """DC of the subject; empty where there is none or more than one."""
        return _only(self.subject, NameOID.DOMAIN_COMPONENT)

    @property
    def country(self) -> str:
        """Every C of the subject."""
        return ", ".join(str(one.value) for one in self.subject.get_attributes_for_oid(NameOID.COUNTRY_NAME))

    @property
    def own_root(self) -> bool:
        """Does it name itself as its issuer?"""
        return self.subject == self.issuer

    @property
    def title(self) -> str:
        """A short name for people, safe in a log line."""
        return printable(self.common_name or self.subject.rfc4514_string() or "(no subject)")

    def issued(self, other: Certificate) -> bool:
        """Does our key verify the other's signature, and does it name us as its issuer?"""
        if self.kind is None:  # a key of any size: not tried
            return False
        try:
            other.x509.verify_directly_issued_by(self.x509)
        except (ValueError, TypeError, InvalidSignature, UnsupportedAlgorithm):
            return False
        return True


def parse(der: bytes) -> Certificate:
    """The certificate in these bytes.

    :raises WireError: they are too many, or no certificate that can be read to its end.
    """
    if len(der) > LARGEST:
        raise WireError(f"a certificate of {len(der)} bytes, the limit is {LARGEST}", 0, "Certificate")
    return _parse(bytes(der))


@lru_cache(maxsize=64)
def _parse(der: bytes) -> Certificate:
    """A chain is met several times in a session, its Sub-CAs in many sessions."""
    try:
        return _read(der)
    except WireError:
        raise
    except Exception as error:  # a parser of hostile bytes: whichever way it gives up, it is the bytes' fault
        raise _not_a_certificate("it cannot be read to its end") from error


def _not_a_certificate(why: str) -> WireError:
    return WireError(f"not a certificate: {why}", 0, "Certificate")


def _read(der: bytes) -> Certificate:
    found = x509.load_der_x509_certificate(der)
    if found.serial_number <= 0:  # the library only warns
        raise _not_a_certificate("the serial number is not positive")
    if der[-1 - len(found.signature)] != 0:
        # Nothing signs this count, so it could be changed on the way: one certificate in several spellings.
        raise _not_a_certificate("the signature has unused bits")
    extensions = {extension.oid: extension for extension in found.extensions}
    constraints = usage = None
    purposes: frozenset[str] = frozenset()
    if ExtensionOID.BASIC_CONSTRAINTS in extensions:
        constraints = found.extensions.get_extension_for_class(x509.BasicConstraints).value
    if ExtensionOID.KEY_USAGE in extensions:
        usage = found.extensions.get_extension_for_class(x509.KeyUsage).value
    extended = extensions.get(ExtensionOID.EXTENDED_KEY_USAGE)
    if extended is not None:
        named = found.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
        purposes = frozenset(purpose.dotted_string for purpose in named)
    try:
        key = found.public_key()
    except UnsupportedAlgorithm:
        key = None
    kind = kind_of(key)
    algorithm = found.signature_algorithm_oid
    return Certificate(
        der=der,
        x509=found,
        subject=found.subject,
        issuer=found.issuer,
        serial=found.serial_number,
        begins=found.not_valid_before_utc,
        ends=found.not_valid_after_utc,
        key=key if kind is not None else None,  # type: ignore[arg-type]  # which classes: see kind_of
        key_name=kind.value if kind is not None else _key_name(key),
        algorithm=_ALGORITHMS.get(algorithm, algorithm.dotted_string),
        authority=constraints is not None and constraints.ca,
        path_length=constraints.path_length if constraints is not None else None,
        usages=frozenset(name for name in _USAGES if usage is not None and getattr(usage, name)),
        purposes=purposes,
        only_these=extended is not None and extended.critical,
        critical=tuple(
            extension.oid.dotted_string
            for oid, extension in extensions.items()
            if extension.critical and oid not in _KNOWN
        ),
        responder=_responder(found),
    )


def _responder(certificate: x509.Certificate) -> str | None:
    try:
        access = certificate.extensions.get_extension_for_class(x509.AuthorityInformationAccess).value
    except x509.ExtensionNotFound:
        return None
    for description in access:
        location = description.access_location
        if description.access_method == AuthorityInformationAccessOID.OCSP and isinstance(
            location, x509.UniformResourceIdentifier
        ):
            return location.value
    return None


def _key_name(key: object) -> str:
    if isinstance(key, rsa.RSAPublicKey):
        return f"RSA {key.key_size}"
    curve = getattr(key, "curve", None)
    return str(curve.name) if curve is not None else "an unknown key"


def _only(name: x509.Name, kind: x509.ObjectIdentifier) -> str:
    values = name.get_attributes_for_oid(kind)
    if len(values) != 1:
        return ""
    value = values[0].value
    return value if isinstance(value, str) else ""


def printable(text: str) -> str:
    """A peer's text, safe and short enough for a line of a log."""
    safe = "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in text)
    return safe if len(safe) <= 80 else f"{safe[:77]}..."


def pem(*certificates: bytes) -> str:
    """Certificates (DER) as PEM, one after the other."""
    lines = []
    for der in certificates:
        text = b64encode(der).decode()
        lines += ["-----BEGIN CERTIFICATE-----", *wrap(text, 64), "-----END CERTIFICATE-----"]
    return "".join(f"{line}\n" for line in lines)


def read_pem(data: bytes) -> list[Certificate]:
    """All certificates of a file: PEM, or one in DER.

    :raises WireError: there is none, or one that cannot be read.
    """
    if b"-----BEGIN" not in data:
        if not data.startswith(_SEQUENCE):
            raise WireError("neither PEM nor DER of a certificate", 0, "Certificate")
        return [parse(data)]
    found = []
    for block in _PEM.finditer(data):
        try:
            der = a2b_base64(b"".join(block[1].split()), strict_mode=True)
        except Base64Error as error:
            raise WireError(f"no certificate in PEM: {error}", block.start(), "Certificate") from error
        found.append(parse(der))
    if not found:
        raise WireError("no certificate in PEM", 0, "Certificate")
    return found
