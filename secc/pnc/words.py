"""What a chain says, in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import pairwise

from secc.pnc import emaid
from secc.pnc.certificates import Certificate, printable
from secc.pnc.profiles import Role, profile_of

__all__ = ["explain", "span"]

_WHO = {
    Role.MO: "a contract",
    Role.OEM: "a car",
    Role.CPO: "a charger",
    Role.CPS: "a certificate provisioning service",
}


def explain(chain: Sequence[Certificate], at: datetime) -> Iterator[str]:
    """Line by line: each certificate, and how it hangs together with the next."""
    for place, one in enumerate(chain):
        if place:
            yield ""
        yield f"{place + 1}. {one.title}: {_kind(one)}"
        yield from (f"   {line}" for line in _facts(one, at))
    links = [_link(one, other) for one, other in pairwise(chain)]
    if links:
        yield ""
        yield from links
    if chain and not chain[-1].own_root:
        issuer = printable(chain[-1].issuer.rfc4514_string())
        yield f"{chain[-1].title} was issued by {issuer}, which is not in sight here."


def _kind(one: Certificate) -> str:
    if one.own_root:
        return "a root" if one.authority else "signed by itself, and no authority"
    if one.authority:
        below = {None: "it may have any number of others", 0: "it may have no other"}
        return f"a Sub-CA; {below.get(one.path_length, f'it may have {one.path_length} more')} below it"
    who = next((text for role, text in _WHO.items() if role == one.domain), "a leaf of nobody's domain")
    if one.domain == Role.MO:
        return (
            f"{who}, eMAID {emaid.normalise(one.common_name) if emaid.well_formed(one.common_name) else '?'}"
        )
    return who


def _usages(one: Certificate) -> str:
    usages = ", ".join(sorted(one.usages)).replace("_", " ")
    return f"may {usages}" if usages else "says nothing of its usage"


def _facts(one: Certificate, at: datetime) -> Iterator[str]:
    yield f"subject   {printable(one.subject.rfc4514_string())}"
    yield f"issuer    {printable(one.issuer.rfc4514_string())}"
    yield f"validity  {one.begins:%Y-%m-%d} to {one.ends:%Y-%m-%d}, {_validity(one, at)}"
    standard = f"as {profile_of(one.kind).name} wants" if one.kind is not None else "of no use in ISO 15118"
    yield f"key       {one.key_name}, {standard}; {_usages(one)}"
    yield f"signed    {one.algorithm}"
    yield f"serial    {one.serial:x}; {len(one.der)} bytes"
    responder = printable(one.responder) if one.responder else "no address: nobody can ask about revocation"
    yield f"OCSP      {responder}"
    if one.critical:
        yield f"critical  {', '.join(one.critical)}: not known here, so nobody may trust it"


def _validity(one: Certificate, at: datetime) -> str:
    if at < one.begins:
        return f"begins in {span(one.begins, at)}"
    if at > one.ends:
        return f"ended {span(at, one.ends)} ago"
    return f"ends in {span(one.ends, at)}"


def span(later: datetime, earlier: datetime) -> str:
    """The time between, in whole days, or in hours where there are none."""
    seconds = (later - earlier).total_seconds()
    days, hours = int(seconds // 86400), int(seconds // 3600)
    return f"{days} days" if days > 1 else f"{hours} hours"


def _link(one: Certificate, other: Certificate) -> str:
    if one.issuer != other.subject:
        return f"{one.title} names another issuer than {other.title}: the chain is broken or out of order."
    verb = "signed it" if other.issued(one) else "has its issuer's name, but DID NOT sign it"
    return f"{one.title} ← {other.title}, which {verb}."
