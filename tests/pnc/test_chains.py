"""Chains: every check refuses what no other does, every identity of the conformance cases gets its code."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.x509.ocsp import OCSPCertStatus
from cryptography.x509.oid import ExtendedKeyUsageOID

from secc.pnc import chains
from secc.pnc.authority import EMAID, IDENTITIES, Identity, Pki, Plan, new_key
from secc.pnc.certificates import parse
from secc.pnc.chains import CHECKS, judge
from secc.pnc.installation import chain_of
from secc.pnc.profiles import ISO2, ISO20, LAB, KeyKind, Role
from secc.pnc.store import Trust
from tests.exi import vectors
from tests.pnc.conftest import NOW, trust_of

CHAIN, EXPIRED = "FAILED_CertChainError", "FAILED_CertificateExpired"
NONE, REVOKED = "FAILED_NoCertificateAvailable", "FAILED_CertificateRevoked"

GOOD = {
    "contract": Role.MO,
    "contract-2": Role.MO,
    "contract-cn-dashes": Role.MO,
    "provisioning": Role.OEM,
    "oem": Role.OEM,
    "vehicle": Role.OEM,
    "vehicle-other": Role.OEM,
    "secc-a": Role.CPO,
    "cps": Role.CPS,
}
BAD = {
    "contract-soon": "OK_CertificateExpiresSoon",
    "contract-expired": EXPIRED,
    "contract-not-yet-valid": EXPIRED,
    "contract-sub1-expired": NONE,
    "contract-sub2-expired": NONE,
    "contract-subs-inverted": CHAIN,
    "contract-country": NONE,
    "contract-emaid-wrong": CHAIN,
    "contract-emaid-malformed": NONE,
    "contract-foreign": CHAIN,
    "contract-foreign-leaf": CHAIN,
    "contract-foreign-sub1": CHAIN,
    "contract-foreign-sub2": CHAIN,
    "contract-own-root": CHAIN,
    "contract-garbage-leaf": CHAIN,
    "contract-garbage-sub": CHAIN,
}
BAD_CARS = {
    "oem-expired": EXPIRED,
    "oem-other-domain": NONE,
    "vehicle-expired": EXPIRED,
    "vehicle-foreign": CHAIN,
}


@pytest.mark.parametrize("name", GOOD)
def test_good_chains(name: str, pki: Pki, trust: Trust) -> None:
    verdict = judge(GOOD[name], pki.identity(name).chain, trust, NOW)
    assert (verdict.code, verdict.findings) == ("OK", ())
    assert [one.own_root for one in verdict.path] == [False, False, False, True]


@pytest.mark.parametrize("name", BAD)
def test_each_bad_contract_gets_its_code(name: str, pki: Pki, trust: Trust) -> None:
    verdict = judge(Role.MO, pki.identity(name).chain, trust, NOW, emaid=EMAID)
    assert verdict.code == BAD[name]
    assert verdict.good == (not verdict.code.startswith("FAILED")) == (not verdict.reason)


@pytest.mark.parametrize("name", BAD_CARS)
def test_each_bad_car_gets_its_code(name: str, pki: Pki, trust: Trust) -> None:
    assert judge(Role.OEM, pki.identity(name).chain, trust, NOW).code == BAD_CARS[name]


def test_every_identity_of_the_conformance_cases_is_judged_here() -> None:
    elsewhere = {"contract-revoked", "contract-p256"}
    assert set(IDENTITIES) <= {*GOOD, *BAD, *BAD_CARS, *elsewhere}


def test_the_chains_of_20(pki20: Pki) -> None:
    trust = trust_of(pki20)
    for name, role in GOOD.items():
        assert judge(role, pki20.identity(name).chain, trust, NOW, profile=ISO20).good
    weak = pki20.identity("contract-p256").chain
    assert {one.check for one in judge(Role.MO, weak, trust, NOW, profile=ISO20).findings} == {
        "keys",
        "algorithms",
    }
    assert judge(Role.MO, weak, trust, NOW, profile=LAB).good


# ── One fault a row ──────────────────────────────────────────────────────────────────────────────

Faulty = tuple[Identity, dict[str, Any]]
"""A chain that only one check refuses, and what else `judge` is told."""


def other(pki: Pki, name: str = "contract", **changes: dict[str, Any]) -> Identity:
    return pki.changed({key.replace("_", "-"): value for key, value in changes.items()}).identity(name)


def third_sub(pki: Pki) -> Faulty:
    more = Plan("mo-sub3", "mo-sub2", "MO Sub-CA 3", "MO", ("key_cert_sign",), 900, authority=True)
    changes: dict[str, dict[str, Any]] = {
        "mo-sub1": {"path_length": 2},
        "mo-sub2": {"path_length": 1},
        "contract": {"issuer": "mo-sub3"},
    }
    world = pki.changed(changes)
    world.issue(more)
    return world.identity("contract"), {}


def sub_among_the_roots(pki: Pki) -> Faulty:
    whole, sub1 = pki.identity("contract"), parse(pki.der("mo-sub1"))
    return replace(whole, subs=whole.subs[:1]), {"trust": Trust(mo=(sub1,))}


def other_root_of_that_name(pki: Pki) -> Faulty:
    world = pki.changed({}, fresh=["mo"])
    return pki.identity("contract"), {"trust": trust_of(world)}


def other_key(pki: Pki) -> Faulty:
    return pki.changed({}, keys={"contract": new_key(KeyKind.P521)}).identity("contract"), {}


def other_hash(pki: Pki) -> Faulty:
    return other(pki, contract={"algorithm": hashes.SHA512()}), {}


def with_sub(pki: Pki, der: bytes) -> Faulty:
    """A spare place behind Sub-CA 2: the whole chain hangs directly under a root, as it may."""
    short = other(pki, contract={"issuer": "mo"})
    return replace(short, subs=(der,)), {}


def padded(pki: Pki) -> Faulty:
    padding = x509.UnrecognizedExtension(x509.ObjectIdentifier("1.3.6.1.4.1.99999.1"), b"\x04\x00" * 200)
    return other(pki, contract={"more": ((padding, False),)}), {}


def critical(pki: Pki) -> Faulty:
    unknown = x509.UnrecognizedExtension(x509.ObjectIdentifier("1.3.6.1.4.1.99999.2"), b"\x05\x00")
    return other(pki, contract={"more": ((unknown, True),)}), {}


def for_code(pki: Pki) -> Faulty:
    purposes = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CODE_SIGNING])
    return other(pki, contract={"more": ((purposes, True),)}), {}


def long_ago(pki: Pki) -> Faulty:
    then = datetime(2020, 1, 2, tzinfo=UTC)
    world = Pki(then)
    return world.identity("contract"), {"trust": trust_of(world), "at": then}


def said(status: OCSPCertStatus) -> Callable[[Pki], Faulty]:
    return lambda pki: (
        pki.identity("contract"),
        {"trust": trust_of(pki, responses=(pki.ocsp("contract", status),))},
    )


EXPIRED_PLAN = {"begins": -30, "days": 20}

FAULTS: dict[str, Callable[[Pki], Faulty]] = {
    "number": third_sub,
    "size": padded,
    "readable": lambda pki: with_sub(pki, b"\x30\x03\x02\x01\x01"),
    "own root": lambda pki: with_sub(pki, pki.der("mo")),
    "unused": lambda pki: with_sub(pki, pki.der("oem-sub1")),
    "order": lambda pki: (pki.identity("contract-subs-inverted"), {}),
    "anchor": lambda pki: (pki.identity("contract-foreign"), {}),
    "root": sub_among_the_roots,
    "signed": other_root_of_that_name,
    "authority": lambda pki: (other(pki, mo_sub2={"authority": False, "path_length": None}), {}),
    "may sign": lambda pki: (other(pki, mo_sub2={"usages": ("digital_signature",)}), {}),
    "path length": lambda pki: (other(pki, mo_sub1={"path_length": 0}), {}),
    "leaf": lambda pki: (other(pki, contract={"authority": True}), {}),
    "purpose": for_code,
    "critical": critical,
    "keys": other_key,
    "algorithms": other_hash,
    "emaid form": lambda pki: (other(pki, contract={"common_name": "DE8EMPC1"}), {"emaid": "DE8EMPC1"}),
    "emaid": lambda pki: (pki.identity("contract-emaid-wrong"), {}),
    "clock": long_ago,
    "begun": lambda pki: (pki.identity("contract-not-yet-valid"), {}),
    "not ended": lambda pki: (pki.identity("contract-expired"), {}),
    "subs valid": lambda pki: (pki.identity("contract-sub1-expired"), {}),
    "root valid": lambda pki: (
        (world := pki.changed({"mo": EXPIRED_PLAN, "mo-sub1": {"outlives": True}})).identity("contract"),
        {"trust": trust_of(world)},
    ),
    "domain": lambda pki: (other(pki, contract={"domain": "OEM"}), {}),
    "country": lambda pki: (pki.identity("contract-country"), {}),
    "usage": lambda pki: (other(pki, contract={"usages": ("key_agreement",)}), {}),
    "not revoked": said(OCSPCertStatus.REVOKED),
    "known": said(OCSPCertStatus.UNKNOWN),
}


def test_every_check_has_its_fault() -> None:
    assert list(FAULTS) == [check.name for check in CHECKS]


@pytest.mark.parametrize("name", FAULTS)
def test_each_check_alone_keeps_something_out(name: str, pki: Pki, trust: Trust) -> None:
    """Switched off, the bad chain gets in: so it is this row, and no other, that does the work."""
    identity, given = FAULTS[name](pki)
    told: dict[str, Any] = {"trust": trust, "at": NOW, "emaid": EMAID} | given
    verdict = judge(Role.MO, identity.chain, **told)
    (check,) = [check for check in CHECKS if check.name == name]
    assert {finding.check for finding in verdict.findings} == {name}
    assert verdict.code == check.code and verdict.reason
    without = judge(Role.MO, identity.chain, **told, checks=[one for one in CHECKS if one is not check])
    assert without.good


@pytest.mark.parametrize(
    ("name", "check"), [("contract", "usage"), ("mo-sub2", "may sign"), ("mo", "may sign")]
)
def test_a_key_without_a_stated_usage_has_none(name: str, check: str, pki: Pki) -> None:
    world = pki.changed({name: {"usages": ()}})
    verdict = judge(Role.MO, world.identity("contract").chain, trust_of(world), NOW)
    assert {one.check for one in verdict.findings} == {check}


@pytest.mark.parametrize(
    ("role", "name", "purpose", "critical", "good"),
    [
        (Role.MO, "contract", "CODE_SIGNING", False, True),
        (Role.MO, "contract", "ANY_EXTENDED_KEY_USAGE", True, True),
        (Role.OEM, "provisioning", "CODE_SIGNING", False, True),
        (Role.OEM, "provisioning", "CODE_SIGNING", True, False),
        (Role.OEM, "provisioning", "CLIENT_AUTH", True, True),
        (Role.CPO, "secc-a", "CLIENT_AUTH", False, False),
        (Role.CPO, "secc-a", "SERVER_AUTH", True, True),
        (Role.MO, "mo-sub2", "OCSP_SIGNING", True, False),
    ],
)
def test_purposes(role: Role, name: str, purpose: str, critical: bool, good: bool, pki: Pki) -> None:
    purposes = x509.ExtendedKeyUsage([getattr(ExtendedKeyUsageOID, purpose)])
    world = pki.changed({name: {"more": ((purposes, critical),)}})
    leaf = "contract" if name == "mo-sub2" else name
    assert judge(role, world.identity(leaf).chain, trust_of(world), NOW).good is good


# ── Anchors ──────────────────────────────────────────────────────────────────────────────────────


def test_what_is_foreign_may_be_left_to_a_back_end_and_nothing_else(pki: Pki, trust: Trust) -> None:
    foreign = judge(Role.MO, pki.identity("contract-foreign").chain, trust, NOW, emaid=EMAID)
    assert (foreign.foreign, foreign.code) == (True, CHAIN)
    unknown = judge(Role.MO, pki.identity("contract").chain, trust_of(pki, mo=False), NOW)
    assert (unknown.foreign, unknown.code) == (True, NONE)
    for name in ("contract-own-root", "contract-foreign-leaf", "contract-garbage-sub"):
        assert not judge(Role.MO, pki.identity(name).chain, trust, NOW).foreign
    assert not judge(Role.MO, pki.identity("contract").chain, trust, NOW).foreign


def test_a_contract_may_stand_under_a_v2g_root(pki: Pki) -> None:
    world = pki.changed({"mo-sub1": {"issuer": "v2g-a"}})
    assert judge(Role.MO, world.identity("contract").chain, trust_of(world, mo=False), NOW).good


def test_a_car_may_not_stand_under_an_operators_root(pki: Pki) -> None:
    world = pki.changed({"oem-sub1": {"issuer": "mo"}})
    verdict = judge(Role.OEM, world.identity("provisioning").chain, trust_of(world), NOW)
    assert {one.check for one in verdict.findings} == {"anchor"}


def test_of_two_roots_with_one_name_the_one_that_signed_counts(pki: Pki) -> None:
    renewed = pki.changed({}, fresh=["mo"])
    roots = tuple(parse(world.der("mo")) for world in (renewed, pki))
    for order in (roots, roots[::-1]):
        assert judge(Role.MO, pki.identity("contract").chain, Trust(mo=order), NOW).good


def test_known_sub_cas_help_a_leaf_that_comes_alone_but_vouch_for_nothing(pki: Pki, trust: Trust) -> None:
    leaf = pki.identity("provisioning").chain[:1]
    subs = tuple(parse(pki.der(name)) for name in ("oem-sub1", "oem-sub2"))
    assert judge(Role.OEM, leaf, trust, NOW).foreign
    assert judge(Role.OEM, leaf, replace(trust, subs=subs), NOW).good
    assert judge(Role.OEM, leaf, Trust(subs=subs), NOW).foreign


def test_known_sub_cas_of_car_makers_complete_no_contract_and_no_long_way(pki: Pki, trust: Trust) -> None:
    names = ("oem-sub1", "oem-sub2", "mo-sub1", "mo-sub2")
    known = replace(trust, subs=tuple(parse(pki.der(name)) for name in names))
    assert judge(Role.MO, pki.identity("contract").chain[:1], known, NOW).foreign
    changes: dict[str, dict[str, Any]] = {
        "oem-sub1": {"path_length": None},
        "oem-sub2": {"path_length": None},
    }
    world = pki.changed(changes | {"provisioning": {"issuer": "oem-sub3"}})
    world.issue(Plan("oem-sub3", "oem-sub2", "OEM Sub-CA 3", "OEM", ("key_cert_sign",), 900, authority=True))
    subs = tuple(parse(world.der(f"oem-sub{number}")) for number in (1, 2, 3))
    verdict = judge(Role.OEM, world.identity("provisioning").chain[:1], replace(trust, subs=subs), NOW)
    assert {one.check for one in verdict.findings} == {"number"}


def test_a_leaf_that_issues_is_caught_even_with_its_own_name(pki: Pki, trust: Trust) -> None:
    world = pki.changed({"contract-2": {"issuer": "contract"}})
    verdict = judge(Role.MO, world.identity("contract-2").chain, trust, NOW)
    assert {one.check for one in verdict.findings} >= {"number", "authority", "may sign", "path length"}


def test_a_chain_signed_by_itself(pki: Pki, trust: Trust) -> None:
    own = other(pki, contract={"issuer": "contract"})
    assert judge(Role.MO, [own.leaf], trust, NOW).code == CHAIN


# ── Time ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("days", "seconds", "code"),
    [
        (-1, 0, "OK"),
        (-1, -1, EXPIRED),
        (729 - 21, -1, "OK"),
        (729 - 21, 0, "OK_CertificateExpiresSoon"),
        (729, 0, "OK_CertificateExpiresSoon"),
        (729, 1, EXPIRED),
        (100_000, 0, EXPIRED),
    ],
)
def test_validity_to_the_second(days: int, seconds: int, code: str, pki: Pki, trust: Trust) -> None:
    at = NOW + timedelta(days=days, seconds=seconds)
    assert judge(Role.MO, pki.identity("contract").chain, trust, at).code == code


def test_a_clock_that_was_never_set_trusts_nobody(pki: Pki, trust: Trust) -> None:
    verdict = judge(Role.MO, pki.identity("contract").chain, trust, datetime(1970, 1, 1, tzinfo=UTC))
    assert verdict.findings[0].check == "clock" and not verdict.good
    assert chains.CLOCK_SET < NOW


def test_what_the_field_does_differently(pki: Pki, trust: Trust) -> None:
    named = pki.identity("contract-country").chain
    assert judge(Role.MO, named, trust, NOW, checks=chains.FIELD_CHECKS).good
    assert len(chains.FIELD_CHECKS) == len(CHECKS) - 1


@pytest.mark.parametrize("row", ["h-5b8097315c09", "h-815f005bc3f9"])
def test_a_contract_of_the_field_names_a_country(row: str, testdata: Path) -> None:
    """Captured: but for its root, which nobody here has, that is all that is strictly wrong with it."""
    (found,) = (one for one in vectors.load(testdata, "iso2") if one.id == row)
    request = found.decode().Body.BodyElement
    judged: dict[str, Any] = {"at": NOW, "emaid": request.eMAID}
    chain = chain_of(request.ContractSignatureCertChain)
    strict = judge(Role.MO, chain, Trust(), **judged)
    assert {one.check for one in strict.findings} == {"anchor", "country"}
    assert judge(Role.MO, chain, Trust(), **judged, checks=chains.FIELD_CHECKS).foreign


def test_a_profile_is_not_another(pki: Pki, trust: Trust) -> None:
    strict = judge(Role.MO, pki.identity("contract").chain, trust, NOW, profile=ISO20)
    assert {one.check for one in strict.findings} == {"keys", "algorithms"}
    assert judge(Role.MO, pki.identity("contract").chain, trust, NOW, profile=ISO2).good
