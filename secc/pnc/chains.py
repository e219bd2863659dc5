"""May a chain be trusted? If not: why, and which response code says so.

`CHECKS` is the whole rule, a row a check, in the order in which a chain's first fault is told. There is no
other way to *good* than through all of them, and each refuses something that no other row does: a test
switches one off at a time and shows what then gets in.

The rules are those of ISO 15118-2 and -20 for every chain of a car: at most two Sub-CAs under one of *our*
roots, sent in order, all valid at one moment, with the keys and algorithms of the standard, and a leaf that
belongs to whom it should (V2G2-870 and following, V2G20-2674).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from cryptography.x509.oid import ExtendedKeyUsageOID

from secc.errors import WireError
from secc.pnc import emaid as ids
from secc.pnc import ocsp
from secc.pnc.certificates import Certificate, parse, printable
from secc.pnc.profiles import ISO2, Profile, Role
from secc.pnc.store import Trust

__all__ = [
    "CHECKS",
    "CLOCK_SET",
    "FIELD_CHECKS",
    "FORM_CHECKS",
    "MOST_SUBS",
    "SOON",
    "Case",
    "Check",
    "Finding",
    "Verdict",
    "ends_soon",
    "judge",
]

MOST_SUBS = 2
SOON = timedelta(days=21)
"""A contract that ends so soon is accepted with a hint (V2G2-690)."""
CLOCK_SET = datetime(2026, 1, 1, tzinfo=UTC)
"""A clock before this version's making was never set: then nothing can be said about validity."""

_MOST_PARSED = 5
"""A leaf and the four others that a message has room for; what comes after is not looked at."""

_ANY_PURPOSE = ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE.dotted_string
_PURPOSES = {Role.CPO: ExtendedKeyUsageOID.SERVER_AUTH, Role.OEM: ExtendedKeyUsageOID.CLIENT_AUTH}
"""Of leaves that speak TLS. What signs messages of ISO 15118 has no purpose of its own."""

_CHAIN = "FAILED_CertChainError"
_EXPIRED = "FAILED_CertificateExpired"
_NONE = "FAILED_NoCertificateAvailable"
_REVOKED = "FAILED_CertificateRevoked"


@dataclass(frozen=True)
class Case:
    """What is judged: a chain as it came, and all that it is held against."""

    role: Role
    sizes: tuple[int, ...]
    """In bytes, of all that was received."""
    unreadable: tuple[str, ...]
    """Why each of those could not be read."""
    received: tuple[Certificate, ...]
    """Those that could, in the order in which they came."""
    path: tuple[Certificate, ...]
    """From the leaf up, as far as issuers were found; the last one is ``anchor`` where there is one."""
    anchor: Certificate | None
    trust: Trust
    at: datetime
    profile: Profile
    emaid: str | None

    @property
    def leaf(self) -> Certificate:
        """Whose chain it is."""
        return self.path[0]

    @property
    def subs(self) -> tuple[Certificate, ...]:
        """The authorities between leaf and anchor."""
        return self.path[1:] if self.anchor is None else self.path[1:-1]


@dataclass(frozen=True)
class Check:
    """One row: what must hold, the code that tells a car that it does not, and how to see it."""

    name: str
    rule: str
    code: str
    faults: Callable[[Case], Iterator[str]]


@dataclass(frozen=True)
class Finding:
    """A check that did not hold."""

    check: str
    code: str
    reason: str


@dataclass(frozen=True)
class Verdict:
    """Good when nothing was found."""

    findings: tuple[Finding, ...]
    path: tuple[Certificate, ...]
    """From the leaf to our root, or as far as it was found; empty when the leaf could not be read."""
    soon: bool = False
    """The leaf ends within 21 days."""

    @property
    def good(self) -> bool:
        """May it be trusted?"""
        return not self.findings

    @property
    def code(self) -> str:
        """The response code of ISO 15118-2."""
        if self.findings:
            return self.findings[0].code
        return "OK_CertificateExpiresSoon" if self.soon else "OK"

    @property
    def reason(self) -> str:
        """What was found first, for a line of a log."""
        return self.findings[0].reason if self.findings else ""

    @property
    def faults(self) -> tuple[Finding, ...]:
        """What was found but that no root here is its own."""
        return tuple(one for one in self.findings if one.check != _ANCHOR)

    @property
    def foreign(self) -> bool:
        """Is all that it lacks a root here? Then a back end may know one (central validation)."""
        return bool(self.findings) and not self.faults


# ── The rows ─────────────────────────────────────────────────────────────────────────────────────


def _clock(case: Case) -> Iterator[str]:
    if case.at < CLOCK_SET:
        yield f"our clock says {case.at:%Y-%m-%d}: it is not set"


def _number(case: Case) -> Iterator[str]:
    most = max(len(case.sizes), 1 + len(case.subs))  # of those that came, and of those that were found here
    if most > 1 + MOST_SUBS:
        yield f"{most} certificates, a leaf and {MOST_SUBS} Sub-CAs are the most"


def _size(case: Case) -> Iterator[str]:
    if max(case.sizes) > case.profile.largest:
        room = f"{case.profile.name} has room for {case.profile.largest}"
        yield f"a certificate of {max(case.sizes)} bytes, {room}"


def _readable(case: Case) -> Iterator[str]:
    yield from case.unreadable


def _own_root(case: Case) -> Iterator[str]:
    for one in case.received:
        if one.own_root:
            yield f"{one.title} names itself as its issuer, and a root must not be sent"


def _unused(case: Case) -> Iterator[str]:
    rest = list(case.received)
    for one in case.path:
        if one in rest:
            rest.remove(one)
    for one in rest:
        if not one.own_root:
            yield f"{one.title} does not belong to the chain"


def _order(case: Case) -> Iterator[str]:
    places = [case.received.index(one) for one in case.path if one in case.received]
    if places != sorted(places):
        yield "the Sub-CAs are not in order, the leaf's issuer must come first"


def _anchored(case: Case) -> Iterator[str]:
    if case.anchor is None:
        issuer = printable(case.path[-1].issuer.rfc4514_string())
        yield f"{case.path[-1].title} was issued by {issuer}, which was not sent and is no root of ours"


def _root(case: Case) -> Iterator[str]:
    if case.anchor is not None and not case.anchor.own_root:
        yield f"{case.anchor.title} stands among our roots and is none"


def _signed(case: Case) -> Iterator[str]:
    for one, issuer in pairwise(case.path):
        if not issuer.issued(one):
            name = issuer.title
            if issuer not in case.received:  # test PKIs share their names: nothing else shows a mix-up
                name = f"the {name} that is installed here (is it of another PKI?)"
            yield f"{one.title} was not signed by {name}"


def _authorities(case: Case) -> Iterator[str]:
    for one in case.path[1:]:
        if not one.authority:
            yield f"{one.title} is no authority and has issued a certificate"


def _may_sign(case: Case) -> Iterator[str]:
    for one in case.path[1:]:
        if "key_cert_sign" not in one.usages:
            yield f"the key of {one.title} is not meant to sign certificates"


def _path_length(case: Case) -> Iterator[str]:
    for below, one in enumerate(case.path[1:]):
        if one.path_length is not None and one.path_length < below:
            yield f"{one.title} allows {one.path_length} Sub-CAs below it, here are {below}"


def _leaf(case: Case) -> Iterator[str]:
    if case.leaf.authority:
        yield f"{case.leaf.title} is an authority, not a leaf"


def _usage(case: Case) -> Iterator[str]:
    if "digital_signature" not in case.leaf.usages:
        yield f"the key of {case.leaf.title} is not meant to sign"


def _purpose(case: Case) -> Iterator[str]:
    for one in case.path:
        leaf = one is case.leaf
        own = _PURPOSES.get(case.role) if leaf else None
        fitting = {_ANY_PURPOSE, own.dotted_string if own is not None else ""}
        # A car's leaf may never meet TLS: where it does, its purpose is asked for there.
        binding = one.only_these or (leaf and case.role is Role.CPO)
        if one.purposes and binding and not one.purposes & fitting:
            yield f"{one.title} is for other purposes: {', '.join(sorted(one.purposes))}"


def _critical(case: Case) -> Iterator[str]:
    for one in case.path:
        if one.critical:
            yield f"{one.title} has a critical extension that is not known: {', '.join(one.critical)}"


def _keys(case: Case) -> Iterator[str]:
    for one in case.path:
        if one.kind not in case.profile.keys:
            allowed = " or ".join(sorted(case.profile.keys))
            yield f"{one.title} has a key of kind {one.key_name}, {case.profile.name} wants {allowed}"


def _algorithms(case: Case) -> Iterator[str]:
    for one in case.path:
        if one is not case.anchor and one.algorithm not in case.profile.algorithms:
            allowed = " or ".join(sorted(case.profile.algorithms))
            yield f"{one.title} is signed by {one.algorithm}, {case.profile.name} wants {allowed}"


def _domain(case: Case) -> Iterator[str]:
    if case.leaf.domain != case.role:
        found = printable(case.leaf.domain)
        yield f"{case.leaf.title} has the domain component {found or '(none)'}, expected {case.role}"


def _country(case: Case) -> Iterator[str]:
    if case.role is Role.MO and case.leaf.country:
        yield f"{case.leaf.title} names a country, which a contract's subject must not"


def _emaid_form(case: Case) -> Iterator[str]:
    if case.role is Role.MO:
        for text in filter(None, (case.leaf.common_name or "(none)", case.emaid)):
            if not ids.well_formed(text):
                yield f"{printable(text)} is no eMAID"


def _emaid(case: Case) -> Iterator[str]:
    if case.emaid is not None and ids.normalise(case.emaid) != ids.normalise(case.leaf.common_name):
        yield f"the car says {printable(case.emaid)}, the certificate {case.leaf.title}"


def _begun(case: Case) -> Iterator[str]:
    if case.at < case.leaf.begins:
        yield f"{case.leaf.title} is not valid before {case.leaf.begins:%Y-%m-%d %H:%M}"


def _not_ended(case: Case) -> Iterator[str]:
    if case.at > case.leaf.ends:
        yield f"{case.leaf.title} has expired on {case.leaf.ends:%Y-%m-%d %H:%M}"


def _subs_valid(case: Case) -> Iterator[str]:
    yield from _invalid(case.subs, case.at)


def _root_valid(case: Case) -> Iterator[str]:
    yield from _invalid([case.anchor] if case.anchor is not None else [], case.at)


def _invalid(certificates: Sequence[Certificate], at: datetime) -> Iterator[str]:
    for one in certificates:
        if not one.begins <= at <= one.ends:
            yield f"{one.title} is valid from {one.begins:%Y-%m-%d %H:%M} to {one.ends:%Y-%m-%d %H:%M} only"


def _not_revoked(case: Case) -> Iterator[str]:
    yield from _told(case, "revoked")


def _known(case: Case) -> Iterator[str]:
    yield from _told(case, "unknown")


def _told(case: Case, status: ocsp.Status) -> Iterator[str]:
    for one, issuer in pairwise(case.path):
        for response in case.trust.responses:
            answer = ocsp.check(response, one, issuer, case.at)
            if answer.status == status:
                yield f"{one.title}: {answer.reason}"


_ANCHOR = "anchor"

CHECKS: tuple[Check, ...] = (
    Check("number", "at most two Sub-CAs", _CHAIN, _number),
    Check("size", "no certificate is longer than its message has room for", _CHAIN, _size),
    Check("readable", "every certificate can be read to its end", _CHAIN, _readable),
    Check("own root", "no root is sent: what a car brings is never an anchor", _CHAIN, _own_root),
    Check("unused", "no certificate is sent that does not belong to the chain", _CHAIN, _unused),
    Check("order", "each certificate is followed by its issuer", _CHAIN, _order),
    Check(_ANCHOR, "the chain ends under a root that is installed here", _CHAIN, _anchored),
    Check("root", "the anchor is a root, not a Sub-CA that stands among the roots", _CHAIN, _root),
    Check("signed", "each certificate is signed with its issuer's key", _CHAIN, _signed),
    Check("authority", "only authorities issue", _CHAIN, _authorities),
    Check("may sign", "an authority's key is meant to sign certificates", _CHAIN, _may_sign),
    Check("path length", "no authority has more Sub-CAs below it than it may", _CHAIN, _path_length),
    Check("leaf", "the leaf is no authority", _CHAIN, _leaf),
    Check("purpose", "no certificate is only for something else", _CHAIN, _purpose),
    Check("critical", "nothing that is critical is unknown", _CHAIN, _critical),
    Check("keys", "every key is of a kind that the standard names", _CHAIN, _keys),
    Check("algorithms", "every signature is of a kind that the standard names", _CHAIN, _algorithms),
    Check("emaid form", "the contract's id is one", _NONE, _emaid_form),
    Check("emaid", "the car's contract id is the certificate's", _CHAIN, _emaid),
    Check("clock", "our clock is set", _NONE, _clock),
    Check("begun", "the leaf's validity has begun (V2G2-824)", _EXPIRED, _begun),
    Check("not ended", "the leaf's validity has not ended", _EXPIRED, _not_ended),
    Check("subs valid", "the Sub-CAs are valid", _NONE, _subs_valid),
    Check("root valid", "the root is valid", _NONE, _root_valid),
    Check("domain", "the leaf's domain component is its role's", _NONE, _domain),
    Check("country", "a contract's subject names no country", _NONE, _country),
    Check("usage", "the leaf's key is meant to sign", _NONE, _usage),
    Check("not revoked", "no issuer has revoked a certificate", _REVOKED, _not_revoked),
    Check("known", "no issuer disowns a certificate", _CHAIN, _known),
)

FIELD_CHECKS = tuple(check for check in CHECKS if check.name != "country")
"""For contracts as test PKIs in the field make them: they do name a country. Nothing hangs on it."""

FORM_CHECKS = tuple(check for check in CHECKS if check.name in ("number", "size", "readable", "emaid"))
"""For a charger that leaves the judgement to its owner: what it passes on is whole, and is what it says."""


def judge(
    role: Role,
    chain: Sequence[bytes],
    trust: Trust,
    at: datetime,
    *,
    profile: Profile = ISO2,
    emaid: str | None = None,
    checks: Sequence[Check] = CHECKS,
) -> Verdict:
    """Judge a chain (DER, the leaf first, without a root) at a time; whatever it is, nothing is raised.

    ``emaid``: the contract that the car says it is. ``checks``: others than all of them are for tests, but
    for `FIELD_CHECKS`.
    """
    received: list[Certificate] = []
    unreadable: list[str] = []
    for place, der in enumerate(chain[:_MOST_PARSED]):
        try:
            received.append(parse(der))
        except WireError as error:
            name = f"Sub-CA at place {place}" if place else "leaf"
            unreadable.append(f"{name}: {error.reason}")
            if not place:
                break
    if not received:  # without a leaf there is nothing that a check could look at
        return Verdict((Finding("readable", _CHAIN, unreadable[0] if unreadable else "no certificate"),), ())
    path, anchor = _path(received, trust.anchors(role), trust.subs if role is Role.OEM else ())
    case = Case(
        role=role,
        sizes=tuple(len(der) for der in chain),
        unreadable=tuple(unreadable),
        received=tuple(received),
        path=path,
        anchor=anchor,
        trust=trust,
        at=at,
        profile=profile,
        emaid=emaid,
    )
    findings = [
        Finding(check.name, _code(check, case), reason) for check in checks for reason in check.faults(case)
    ]
    return Verdict(tuple(findings), path, soon=ends_soon(case.leaf, at))


def ends_soon(leaf: Certificate, at: datetime) -> bool:
    """Is it the car's time to ask for a new one (V2G2-690)?"""
    return at <= leaf.ends <= at + SOON


def _code(check: Check, case: Case) -> str:
    """Not to know an operator is something else than to find that a chain is not of those one knows."""
    return _NONE if check.name == _ANCHOR and not case.trust.own(case.role) else check.code


def _path(
    received: Sequence[Certificate], anchors: Sequence[Certificate], known: Sequence[Certificate]
) -> tuple[tuple[Certificate, ...], Certificate | None]:
    """Follow the issuers' names from the leaf up: through what was received, else to an anchor, else through
    what is known.

    Each certificate is used once, so a loop ends. A root that was received is passed over.
    """
    path, left, known = [received[0]], [one for one in received[1:] if not one.own_root], list(known)
    while not path[-1].own_root:
        if (issuer := _issuer(path[-1], left)) is not None:
            left.remove(issuer)
        elif (anchor := _issuer(path[-1], anchors)) is not None:
            return (*path, anchor), anchor
        elif (issuer := _issuer(path[-1], known)) is not None:
            known.remove(issuer)
        else:
            break
        path.append(issuer)
    return tuple(path), None


def _issuer(one: Certificate, among: Sequence[Certificate]) -> Certificate | None:
    """Its issuer by name; where several have that name, the one whose key has signed it, else one with a key
    of its kind, so that no more is found than that it has not."""
    named = [other for other in among if other.subject == one.issuer]
    if len(named) > 1:
        named.sort(key=lambda other: (not other.issued(one), other.kind != one.kind))
    return named[0] if named else None
