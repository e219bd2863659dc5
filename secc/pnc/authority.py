"""A test PKI in memory: every certificate of a charging world, and everything that can be wrong with one.

The plan is a table, a row a certificate; what is wrong with an identity is a change to a row. Keys are made
for each `Pki` and never leave it unless somebody writes them down (`secc.pnc.layout`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed448
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.ocsp import OCSPCertStatus, OCSPResponderEncoding, OCSPResponseBuilder
from cryptography.x509.oid import AuthorityInformationAccessOID, ExtendedKeyUsageOID, NameOID

from secc.pnc.plans import EMAID, PLANS, Plan
from secc.pnc.profiles import KeyKind, PrivateKey, PublicKey
from secc.pnc.store import KeyedChain

__all__ = ["EMAID", "IDENTITIES", "PLANS", "Identity", "Made", "Pki", "Plan", "contract", "new_key"]

_CONTRACT_PLAN = next(plan for plan in PLANS if plan.name == "contract")
_RESPONDER = "http://ocsp.example.org/"
_ORGANIZATION = "secc"
"""Short: the contract takes answers of 5600 characters, and six certificates fill one almost."""


@dataclass(frozen=True)
class Made:
    """A certificate that was made, with its key."""

    plan: Plan
    certificate: x509.Certificate
    key: PrivateKey = field(repr=False)

    @property
    def der(self) -> bytes:
        """The certificate in DER."""
        return self.certificate.public_bytes(Encoding.DER)


@dataclass(frozen=True)
class Identity:
    """What somebody shows and signs with: a leaf, its Sub-CAs as they are sent (2, then 1), its key."""

    name: str
    leaf: bytes = field(repr=False)
    subs: tuple[bytes, ...] = field(repr=False)
    root: bytes = field(repr=False)
    key: PrivateKey = field(repr=False)
    common_name: str

    @property
    def chain(self) -> tuple[bytes, ...]:
        """Leaf first, without the root."""
        return (self.leaf, *self.subs)


def new_key(kind: KeyKind) -> PrivateKey:
    """A fresh key of a kind."""
    if kind is KeyKind.ED448:
        return ed448.Ed448PrivateKey.generate()
    return ec.generate_private_key(ec.SECP256R1() if kind is KeyKind.P256 else ec.SECP521R1())


class Pki:
    """Certificates and keys by the names of their plans, made when first asked for."""

    def __init__(
        self,
        now: datetime,
        kind: KeyKind = KeyKind.P256,
        plans: Iterable[Plan] = PLANS,
        keys: Mapping[str, PrivateKey] | None = None,
    ) -> None:
        """``keys``: those that are used again; the rest is drawn."""
        self.now, self.kind = now, kind
        self.plans = {plan.name: plan for plan in plans}
        self._keys = dict(keys or {})
        self._made: dict[str, Made] = {}
        self._identities: dict[str, Identity] = {}

    def __getitem__(self, name: str) -> Made:
        if name not in self._made:
            plan = self.plans[name]
            issuer = None if plan.issuer == name else self[plan.issuer]
            by = None if issuer is None else (issuer.certificate, issuer.key)
            self._made[name] = Made(plan, _make(plan, self._key(name), by, self.now), self._key(name))
        return self._made[name]

    def _key(self, name: str) -> PrivateKey:
        if name not in self._keys:
            self._keys[name] = new_key(self.kind)
        return self._keys[name]

    def der(self, name: str) -> bytes:
        """A certificate in DER."""
        return self[name].der

    def issuers(self, name: str) -> list[Made]:
        """Who issued it, from the next one up to the root."""
        found: list[Made] = []
        while self.plans[name].issuer != name:
            name = self.plans[name].issuer
            found.append(self[name])
        return found

    def changed(
        self,
        changes: Mapping[str, Mapping[str, Any]],
        fresh: Iterable[str] = (),
        keys: Mapping[str, PrivateKey] | None = None,
    ) -> Pki:
        """The same world with other values in some plans, and fresh or given keys for some names."""
        plans = [replace(plan, **changes.get(plan.name, {})) for plan in self.plans.values()]
        for name in self.plans:
            self._key(name)
        kept = {name: key for name, key in self._keys.items() if name not in set(fresh)}
        return Pki(self.now, self.kind, plans, kept | dict(keys or {}))

    def issue(self, plan: Plan) -> Made:
        """A further certificate, such as the contract that a back end makes for a car."""
        self.plans[plan.name] = plan
        self._made.pop(plan.name, None)
        return self[plan.name]

    def ocsp(
        self,
        what: str | bytes,
        status: OCSPCertStatus = OCSPCertStatus.GOOD,
        at: datetime | None = None,
        days: float | None = 7,
        signer: Made | None = None,
    ) -> bytes:
        """What its issuer's responder says of a certificate, from ``at`` on for some days (DER).

        ``what``: the name of a plan, or any certificate (DER) that somebody here has issued.
        ``signer``: a responder with a certificate of its own, which the answer then carries.
        """
        certificate = (
            self[what].certificate if isinstance(what, str) else x509.load_der_x509_certificate(what)
        )
        issuer = next(one for one in map(self.__getitem__, self.plans) if _issued(one, certificate))
        begins = at or self.now
        revoked = status is OCSPCertStatus.REVOKED
        builder = OCSPResponseBuilder().add_response(
            cert=certificate,
            issuer=issuer.certificate,
            algorithm=hashes.SHA256(),
            cert_status=status,
            this_update=begins,
            next_update=None if days is None else begins + timedelta(days=days),
            revocation_time=begins if revoked else None,
            revocation_reason=None,
        )
        by = signer or issuer
        builder = builder.responder_id(OCSPResponderEncoding.HASH, by.certificate)
        if signer is not None:
            builder = builder.certificates([signer.certificate])
        answer = builder.sign(by.key, _hash(by.key))
        return answer.public_bytes(Encoding.DER)

    def identity(self, name: str) -> Identity:
        """The leaf of that name with its chain, or one of `IDENTITIES`."""
        if name in IDENTITIES:
            if name not in self._identities:
                self._identities[name] = replace(IDENTITIES[name](self), name=name)
            return self._identities[name]
        made, above = self[name], self.issuers(name)
        return Identity(
            name=name,
            leaf=made.der,
            subs=tuple(one.der for one in above[:-1]),
            root=above[-1].der if above else made.der,
            key=made.key,
            common_name=made.plan.common_name,
        )


def contract(issuer: KeyedChain, emaid: str, now: datetime) -> Identity:
    """A new contract by an operator's Sub-CA 2 from the disk: what a back end does for a car that asks."""
    plan = replace(_CONTRACT_PLAN, common_name=emaid)
    key = new_key(KeyKind.P256 if issuer.leaf.kind is None else issuer.leaf.kind)
    made = _make(plan, key, (issuer.leaf.x509, issuer.key), now)
    return Identity(plan.name, made.public_bytes(Encoding.DER), issuer.chain, b"", key, emaid)


def _make(
    plan: Plan, key: PrivateKey, issuer: tuple[x509.Certificate, PrivateKey] | None, now: datetime
) -> x509.Certificate:
    """``issuer``: its certificate and key; None: the plan is a root's."""
    begins = now + timedelta(days=plan.begins)
    ends = begins + timedelta(days=plan.days)
    if issuer is not None and not plan.outlives:
        ends = min(ends, issuer[0].not_valid_after_utc)
    public = key.public_key()
    name = _name(plan)
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name if issuer is None else issuer[0].subject)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(begins)
        .not_valid_after(ends)
    )
    for extension, critical in _extensions(plan, public, issuer):
        builder = builder.add_extension(extension, critical)
    signer = key if issuer is None else issuer[1]
    return builder.sign(signer, plan.algorithm or _hash(signer))  # type: ignore[arg-type]  # see _hash


def _extensions(
    plan: Plan, public: PublicKey, issuer: tuple[x509.Certificate, PrivateKey] | None
) -> Iterator[tuple[x509.ExtensionType, bool]]:
    """What the certificate says, and whether that is critical."""
    yield x509.BasicConstraints(plan.authority, plan.path_length), True
    if plan.usages:
        yield _usage(plan.usages), True
    yield x509.SubjectKeyIdentifier.from_public_key(public), False
    if issuer is not None:
        yield x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer[1].public_key()), False
    if plan.responder:
        address = x509.UniformResourceIdentifier(_RESPONDER)
        access = x509.AccessDescription(AuthorityInformationAccessOID.OCSP, address)
        yield x509.AuthorityInformationAccess([access]), False
    if plan.client:
        yield x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH]), False
    yield from plan.more


def _issued(one: Made, certificate: x509.Certificate) -> bool:
    try:
        certificate.verify_directly_issued_by(one.certificate)
    except (ValueError, InvalidSignature):
        return False
    return True


def _hash(key: PrivateKey) -> hashes.HashAlgorithm | None:
    """What a key signs with; None: Ed448 brings its own (and type stubs name fewer hashes than there are)."""
    if isinstance(key, ed448.Ed448PrivateKey):
        return None
    return hashes.SHA512() if key.key_size > 256 else hashes.SHA256()


def _name(plan: Plan) -> x509.Name:
    """CN, O, C, DC: the order that test suites show."""
    parts = [(NameOID.COMMON_NAME, plan.common_name), (NameOID.ORGANIZATION_NAME, _ORGANIZATION)]
    parts += [(NameOID.COUNTRY_NAME, plan.country)] if plan.country else []
    parts += [(NameOID.DOMAIN_COMPONENT, plan.domain)] if plan.domain else []
    return x509.Name([x509.NameAttribute(kind, text) for kind, text in parts])


def _usage(names: tuple[str, ...]) -> x509.KeyUsage:
    known = (
        *("digital_signature", "content_commitment", "key_encipherment", "data_encipherment"),
        *("key_agreement", "key_cert_sign", "crl_sign", "encipher_only", "decipher_only"),
    )
    return x509.KeyUsage(**{name: name in names for name in known})


# ── Identities of the conformance cases ──────────────────────────────────────────────────────────

_GARBAGE = b"\x30\x01\xff"
_FOREIGN = {
    "mo": {"common_name": "Another MO Root"},
    "mo-sub1": {"common_name": "Another MO Sub-CA 1"},
    "mo-sub2": {"common_name": "Another MO Sub-CA 2"},
}
_FOREIGN_KEYS = (*_FOREIGN, "contract")


def _but(leaf: str, **changes: Mapping[str, Any]) -> Callable[[Pki], Identity]:
    """A leaf in a world with other values in the plans named (``_`` for ``-``)."""
    by_name = {name.replace("_", "-"): values for name, values in changes.items()}
    return lambda pki: pki.changed(by_name).identity(leaf)


def _foreign(*parts: int | str) -> Callable[[Pki], Identity]:
    """The contract's chain with these parts from an operator that nobody knows (0: leaf, 1, 2: Sub-CAs)."""

    def make(pki: Pki) -> Identity:
        here, there = pki.identity("contract"), pki.changed(_FOREIGN, _FOREIGN_KEYS).identity("contract")
        chain = [b if i in parts else a for i, (a, b) in enumerate(zip(here.chain, there.chain, strict=True))]
        if "root" in parts:
            chain.append(there.root)
        return replace(there if 0 in parts else here, leaf=chain[0], subs=tuple(chain[1:]))

    return make


def _garbled(part: int) -> Callable[[Pki], Identity]:
    def make(pki: Pki) -> Identity:
        whole = pki.identity("contract")
        chain = [_GARBAGE if i == part else der for i, der in enumerate(whole.chain)]
        return replace(whole, leaf=chain[0], subs=tuple(chain[1:]))

    return make


def _inverted(pki: Pki) -> Identity:
    whole = pki.identity("contract")
    return replace(whole, subs=whole.subs[::-1])


def _p256(pki: Pki) -> Identity:
    """Under the known root, which is what makes it dangerous: only the keys are too weak."""
    keys = {name: new_key(KeyKind.P256) for name in ("mo-sub1", "mo-sub2", "contract")}
    return pki.changed({}, keys=keys).identity("contract")


_EXPIRED = {"begins": -30, "days": 20}

IDENTITIES: dict[str, Callable[[Pki], Identity]] = {
    "oem": _but("provisioning"),
    "contract-soon": _but("contract", contract={"days": 11}),
    "contract-expired": _but("contract", contract=_EXPIRED),
    "contract-not-yet-valid": _but("contract", contract={"begins": 10}),
    "contract-revoked": _but("contract", contract={"days": 700}),  # of its own, so that the other stays good
    "contract-sub1-expired": _but("contract", mo_sub1=_EXPIRED, mo_sub2={"outlives": True}),
    "contract-sub2-expired": _but("contract", mo_sub2=_EXPIRED, contract={"outlives": True}),
    "contract-subs-inverted": _inverted,
    "contract-country": _but("contract", contract={"country": "DE"}),
    "contract-cn-dashes": _but("contract", contract={"common_name": "DE-8EM-PC0000001"}),
    "contract-emaid-wrong": _but("contract", contract={"common_name": "DE8EMPC9999999"}),
    "contract-emaid-malformed": _but("contract", contract={"common_name": "!!!!!!!!!!!!!!"}),
    "contract-foreign": _foreign(0, 1, 2),
    "contract-foreign-leaf": _foreign(0),
    "contract-foreign-sub2": _foreign(1),
    "contract-foreign-sub1": _foreign(2),
    "contract-own-root": _foreign(0, 1, 2, "root"),
    "contract-garbage-leaf": _garbled(0),
    "contract-garbage-sub": _garbled(1),
    "contract-p256": _p256,
    "oem-expired": _but("provisioning", provisioning=_EXPIRED),
    "oem-other-domain": _but("provisioning", provisioning={"domain": "MO"}),
    "vehicle-other": _but("vehicle", vehicle={"common_name": "WMIV1234567890ABCZ"}),
    "vehicle-expired": _but("vehicle", vehicle=_EXPIRED),
    "vehicle-foreign": lambda pki: pki.changed(
        {"oem": {"common_name": "Another OEM Root"}}, ("oem", "oem-sub1", "oem-sub2", "vehicle")
    ).identity("vehicle"),
}
"""The identities of the conformance cases that are not plans: name to how it is made from a `Pki`."""
