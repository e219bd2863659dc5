# Generated from interfaces/v2g/xmldsig.yaml by "python -m codegen generate". Do not edit.
"""XML signature (xmldsig), as far as V2G messages carry it. A signature names the signed elements by their
Id, holds a digest of each, and signs the list of digests. V2G sends what stands first here, down to
SignatureValue; the rest is written out because each name and each event counts in the coding of messages.
"""

from __future__ import annotations

from msgspec import UNSET, Struct, UnsetType


class Signature(Struct, frozen=True, kw_only=True, gc=False):
    """A signature in a message header: what was signed, and the signature over that."""

    Id: str | UnsetType = UNSET
    """Never sent in V2G. An attribute."""

    SignedInfo: SignedInfo

    SignatureValue: SignatureValue

    KeyInfo: KeyInfo | UnsetType = UNSET
    """Never sent in V2G."""

    Object: tuple[Object, ...] = ()
    """Never sent in V2G. 0 or more items."""


class SignedInfo(Struct, frozen=True, kw_only=True, gc=False):
    """The list of digests, which is what the key really signs."""

    Id: str | UnsetType = UNSET
    """Never sent in V2G. An attribute."""

    CanonicalizationMethod: CanonicalizationMethod

    SignatureMethod: SignatureMethod

    Reference: tuple[Reference, ...]
    """One for each signed element. 1 or more items."""


class CanonicalizationMethod(Struct, frozen=True, kw_only=True, gc=False):
    """How SignedInfo becomes bytes before it is signed; in V2G always canonical EXI."""

    Algorithm: str
    """URI of the algorithm. An attribute."""


class SignatureMethod(Struct, frozen=True, kw_only=True, gc=False):
    """Signature algorithm. V2G sends the attribute and nothing else."""

    Algorithm: str
    """URI of the algorithm. An attribute."""

    HMACOutputLength: int | UnsetType = UNSET
    """Length of a truncated HMAC, in bits; V2G never sends it."""


class Reference(Struct, frozen=True, kw_only=True, gc=False):
    """One signed element: where it is, and its digest."""

    Id: str | UnsetType = UNSET
    """Never sent in V2G. An attribute."""

    URI: str | UnsetType = UNSET
    """The signed element: # and its Id. An attribute."""

    Type: str | UnsetType = UNSET
    """Kind of the signed element, a URI; never sent in V2G. An attribute."""

    Transforms: Transforms | UnsetType = UNSET
    """Always sent in V2G, although optional here."""

    DigestMethod: DigestMethod

    DigestValue: bytes
    """Digest of the signed element, coded as an EXI fragment."""


class Transforms(Struct, frozen=True, kw_only=True, gc=False):
    """Steps from the signed element to the bytes that are digested."""

    Transform: tuple[Transform, ...]
    """In the order in which they are applied. 1 or more items."""


class TransformContent(Struct, frozen=True, kw_only=True, gc=False):
    """Parameters of the algorithm, in any order.

    Exactly one of  and XPath is set.
    """

    XPath: str | UnsetType = UNSET


class Transform(Struct, frozen=True, kw_only=True, gc=False):
    """One such step; V2G sends exactly one, canonical EXI."""

    Algorithm: str
    """URI of the algorithm. An attribute."""

    content: tuple[TransformContent, ...] = ()
    """Parameters of the algorithm, in any order. 0 or more items."""


class DigestMethod(Struct, frozen=True, kw_only=True, gc=False):
    """Digest algorithm; SHA-256 in ISO 15118-2."""

    Algorithm: str
    """URI of the algorithm. An attribute."""


class SignatureValue(Struct, frozen=True, kw_only=True, gc=False):
    """The signature itself: r and s side by side, each padded to the size of the field, never DER."""

    Id: str | UnsetType = UNSET
    """Never sent in V2G. An attribute."""

    value: bytes
    """The signature, 64 bytes for P-256."""


class KeyInfoContent(Struct, frozen=True, kw_only=True, gc=False):
    """Hints, in any order.

    Exactly one of KeyName, KeyValue, RetrievalMethod, X509Data, PGPData, SPKIData and MgmtData is set.
    """

    KeyName: str | UnsetType = UNSET
    """Name of a key, agreed by other means."""

    KeyValue: KeyValue | UnsetType = UNSET

    RetrievalMethod: RetrievalMethod | UnsetType = UNSET

    X509Data: X509Data | UnsetType = UNSET

    PGPData: PGPData | UnsetType = UNSET

    SPKIData: SPKIData | UnsetType = UNSET

    MgmtData: str | UnsetType = UNSET
    """Key management data in any agreed form."""


class KeyInfo(Struct, frozen=True, kw_only=True, gc=False):
    """Hints at the key that made the signature."""

    Id: str | UnsetType = UNSET
    """Name that a reference can use. An attribute."""

    content: tuple[KeyInfoContent, ...]
    """Hints, in any order. 1 or more items."""


class KeyValue(Struct, frozen=True, kw_only=True, gc=False):
    """A public key, written out.

    Exactly one of DSAKeyValue and RSAKeyValue is set.
    """

    DSAKeyValue: DSAKeyValue | UnsetType = UNSET

    RSAKeyValue: RSAKeyValue | UnsetType = UNSET


class RSAKeyValue(Struct, frozen=True, kw_only=True, gc=False):
    """An RSA public key."""

    Modulus: bytes
    """Product of the two primes."""

    Exponent: bytes
    """Public exponent."""


class DSAKeyValuePrimes(Struct, frozen=True, kw_only=True, gc=False):
    """The two primes, both or none."""

    P: bytes
    """Prime modulus."""

    Q: bytes
    """Prime divisor of P - 1."""


class DSAKeyValueGeneration(Struct, frozen=True, kw_only=True, gc=False):
    """Proof of how the primes were made."""

    Seed: bytes
    """Seed of the prime generation."""

    PgenCounter: bytes
    """Counter of the prime generation."""


class DSAKeyValue(Struct, frozen=True, kw_only=True, gc=False):
    """A DSA public key with its domain parameters."""

    primes: DSAKeyValuePrimes | UnsetType = UNSET
    """The two primes, both or none."""

    G: bytes | UnsetType = UNSET
    """Generator of the group."""

    Y: bytes
    """The public key itself."""

    J: bytes | UnsetType = UNSET
    """(P - 1) / Q."""

    generation: DSAKeyValueGeneration | UnsetType = UNSET
    """Proof of how the primes were made."""


class RetrievalMethod(Struct, frozen=True, kw_only=True, gc=False):
    """Where a key can be fetched."""

    URI: str | UnsetType = UNSET
    """Where to look. An attribute."""

    Type: str | UnsetType = UNSET
    """Kind of what is found there, a URI. An attribute."""

    Transforms: Transforms | UnsetType = UNSET
    """Steps from there to the key."""


class X509DataContent(Struct, frozen=True, kw_only=True, gc=False):
    """Certificates and names of certificates, in any order.

    Exactly one of X509IssuerSerial, X509SKI, X509SubjectName, X509Certificate and X509CRL is set.
    """

    X509IssuerSerial: X509IssuerSerial | UnsetType = UNSET
    """Issuer and serial number of a certificate."""

    X509SKI: bytes | UnsetType = UNSET
    """Subject key identifier of a certificate."""

    X509SubjectName: str | UnsetType = UNSET
    """Subject of a certificate."""

    X509Certificate: bytes | UnsetType = UNSET
    """A certificate in DER."""

    X509CRL: bytes | UnsetType = UNSET
    """A revocation list in DER."""


class X509Data(Struct, frozen=True, kw_only=True, gc=False):
    """Certificates, or what identifies them."""

    content: tuple[X509DataContent, ...]
    """Certificates and names of certificates, in any order. 1 or more items."""


class X509IssuerSerial(Struct, frozen=True, kw_only=True, gc=False):
    """Names one certificate by its issuer and its serial number."""

    X509IssuerName: str
    """Issuer, as a distinguished name (RFC 4514)."""

    X509SerialNumber: int
    """Serial number, up to 160 bits."""


class PGPDataByKeyID(Struct, frozen=True, kw_only=True, gc=False):
    """Named by its id, perhaps with the packet."""

    PGPKeyID: bytes

    PGPKeyPacket: bytes | UnsetType = UNSET


class PGPDataByKeyPacket(Struct, frozen=True, kw_only=True, gc=False):
    """Given as a packet."""

    PGPKeyPacket: bytes


class PGPData(Struct, frozen=True, kw_only=True, gc=False):
    """An OpenPGP key, by its id or as a packet.

    Exactly one of byKeyID and byKeyPacket is set.
    """

    byKeyID: PGPDataByKeyID | UnsetType = UNSET
    """Named by its id, perhaps with the packet."""

    byKeyPacket: PGPDataByKeyPacket | UnsetType = UNSET
    """Given as a packet."""


class SPKIDataContent(Struct, frozen=True, kw_only=True, gc=False):
    """Expressions, in order."""

    SPKISexp: bytes
    """One canonical S-expression."""


class SPKIData(Struct, frozen=True, kw_only=True, gc=False):
    """A key in SPKI form."""

    content: tuple[SPKIDataContent, ...]
    """Expressions, in order. 1 or more items."""


class Object(Struct, frozen=True, kw_only=True, gc=False):
    """Any content, carried inside the signature."""

    Id: str | UnsetType = UNSET
    """Name that a reference can use. An attribute."""

    MimeType: str | UnsetType = UNSET
    """Media type of the content. An attribute."""

    Encoding: str | UnsetType = UNSET
    """How the content is encoded, a URI. An attribute."""


class Manifest(Struct, frozen=True, kw_only=True, gc=False):
    """A list of references that the receiver may check by rules of its own."""

    Id: str | UnsetType = UNSET
    """Name that a reference can use. An attribute."""

    Reference: tuple[Reference, ...]
    """1 or more items."""


class SignatureProperties(Struct, frozen=True, kw_only=True, gc=False):
    """Statements about the signature, such as its time."""

    Id: str | UnsetType = UNSET
    """Name that a reference can use. An attribute."""

    SignatureProperty: tuple[SignatureProperty, ...]
    """1 or more items."""


class SignatureProperty(Struct, frozen=True, kw_only=True, gc=False):
    """One statement about the signature."""

    Target: str
    """The signature that is spoken of. An attribute."""

    Id: str | UnsetType = UNSET
    """Name that a reference can use. An attribute."""
