"""What is chosen for a ClientHello: version, group, chain; and why nothing is."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from secc.pnc.certificates import parse
from secc.pnc.store import Trust
from secc.security import TlsVersion
from secc.tls.alert import Alert, TlsError
from secc.tls.credentials import Credential, Keyring
from secc.tls.hello import CaKey, CaKeyKind, ClientHello
from secc.tls.policy import Choice, Profile, choose, variants, vehicle_roots
from tests.tls.support import ED448, P256, P521, credential, keyring, pki

NOW = datetime.now(UTC)
KEYS = keyring()
ISO2 = ClientHello(
    legacy_version=0x0303, suites=(0xC023, 0xC025), groups=(23,), signatures=(0x0403,), versions=None
)
ISO20 = ClientHello(
    legacy_version=0x0303,
    suites=(0x1302, 0x1303),
    groups=(25, 30),
    signatures=(0x0603, 0x0808),
    versions=(0x0304,),
)
BOTH = ClientHello(
    legacy_version=0x0303,
    suites=(0x1301, 0x1302, 0xC023),
    groups=(29, 23, 25),
    signatures=(0x0403, 0x0603),
    versions=(0x0304, 0x0303),
)


def chosen(hello: ClientHello, keys: Keyring = KEYS, profile: Profile = Profile.STRICT) -> Choice:
    return choose(hello, keys, profile, NOW, iso20=True)


def refusal(hello: ClientHello, keys: Keyring = KEYS, profile: Profile = Profile.STRICT) -> TlsError:
    with pytest.raises(TlsError) as caught:
        choose(hello, keys, profile, NOW, iso20=True)
    return caught.value


@pytest.mark.parametrize(
    ("hello", "version", "group"),
    [
        (ISO2, TlsVersion.V1_2, 23),
        (ISO20, TlsVersion.V1_3, 25),
        (replace(ISO20, groups=(30,)), TlsVersion.V1_3, 30),
        (BOTH, TlsVersion.V1_3, 25),
        (replace(BOTH, groups=(29, 23)), TlsVersion.V1_2, 23),
        (replace(BOTH, suites=(0x1301, 0xC023)), TlsVersion.V1_2, 23),
        (replace(BOTH, signatures=(0x0403,)), TlsVersion.V1_2, 23),
        (replace(ISO2, groups=None), TlsVersion.V1_2, 23),
    ],
    ids=[
        "-2",
        "-20",
        "x448",
        "both",
        "no group of -20",
        "no suite of -20",
        "no signature of -20",
        "any group",
    ],
)
def test_the_best_version_that_both_can_speak(hello: ClientHello, version: TlsVersion, group: int) -> None:
    choice = chosen(hello)
    assert (choice.terms.version, choice.group) == (version, group)


@pytest.mark.parametrize("profile", list(Profile))
def test_without_iso_15118_20_no_car_that_can_do_both_is_asked_for_a_certificate(profile: Profile) -> None:
    assert choose(BOTH, KEYS, profile, NOW).terms.version is TlsVersion.V1_2
    assert choose(ISO20, KEYS, profile, NOW).terms.version is TlsVersion.V1_3
    only_iso20 = replace(KEYS, iso2=())
    assert choose(BOTH, only_iso20, profile, NOW).terms.version is TlsVersion.V1_3


@pytest.mark.parametrize(
    ("hello", "words"),
    [
        (replace(ISO2, suites=(0x002F, 0x0035)), "TLS 1.2: the car offers no cipher suite of the standard"),
        (replace(ISO2, groups=(29, 24)), "TLS 1.2: the car offers no group of the standard"),
        (replace(ISO2, signatures=(0x0804,)), "TLS 1.2: the car cannot check the signature"),
        (
            replace(ISO2, signatures=None),
            "TLS 1.2: the car names no signatures, and so takes only those with",
        ),
        (replace(ISO20, suites=(0x1301,)), "TLS 1.3: the car offers no cipher suite of the standard"),
        (replace(ISO20, groups=(23, 29)), "TLS 1.3: the car offers no group of the standard"),
        (
            replace(BOTH, groups=(29,)),
            r"TLS 1.3: the car offers no group .*; TLS 1.2: the car offers no group",
        ),
    ],
)
def test_what_the_standard_does_not_know_is_refused_before_any_computing(
    hello: ClientHello, words: str
) -> None:
    error = refusal(hello)
    assert error.alert is Alert.HANDSHAKE_FAILURE
    with pytest.raises(TlsError, match=words):
        raise error


@pytest.mark.parametrize("versions", [(0x0302,), (0x0301, 0x0302), (0x7F1C,)])
def test_older_and_unknown_versions_are_refused(versions: tuple[int, ...]) -> None:
    assert refusal(replace(ISO2, versions=versions)).alert is Alert.PROTOCOL_VERSION


def test_a_version_without_a_chain_or_without_roots_for_cars_is_not_served() -> None:
    assert refusal(ISO2, replace(KEYS, iso2=())).alert is Alert.PROTOCOL_VERSION
    assert refusal(ISO20, replace(KEYS, iso20=())).alert is Alert.PROTOCOL_VERSION
    assert refusal(ISO20, replace(KEYS, trust=Trust())).alert is Alert.PROTOCOL_VERSION


@pytest.mark.parametrize("kind", CaKeyKind)
@pytest.mark.parametrize("number", [0, 1])
def test_trusted_ca_keys_choose_the_chain(kind: CaKeyKind, number: int) -> None:
    wanted = KEYS.iso2[number]
    names = [name for name in wanted.names - KEYS.iso2[1 - number].names if name.kind is kind]
    if kind is CaKeyKind.PRE_AGREED:
        names, wanted = [CaKey(kind, b"")], KEYS.iso2[0]
    assert names
    for name in names:
        assert chosen(replace(ISO2, trusted_ca_keys=(name,))).credential is wanted


def test_the_first_chain_in_our_order_that_fits_is_chosen_and_the_default_when_none_does() -> None:
    a, b = KEYS.iso2
    both = (*b.names, *a.names)
    assert chosen(replace(ISO2, trusted_ca_keys=both)).credential is a
    unknown = (CaKey(CaKeyKind.KEY_SHA1, bytes(20)),)
    assert chosen(replace(ISO2, trusted_ca_keys=unknown)).credential is a
    assert chosen(replace(ISO2, trusted_ca_keys=())).credential is a


def test_certificate_authorities_choose_the_chain_of_tls_1_3() -> None:
    b = KEYS.iso20[1]
    assert b.root is not None
    assert chosen(replace(ISO20, authorities=(b.root.subject.public_bytes(),))).credential is b
    assert chosen(replace(ISO20, authorities=(b"\x30\0",))).credential is KEYS.iso20[0]


def test_each_version_looks_at_its_own_extension_only() -> None:
    b2, b20 = KEYS.iso2[1], KEYS.iso20[1]
    assert chosen(replace(ISO20, trusted_ca_keys=tuple(b20.names))).credential is KEYS.iso20[0]
    names = tuple(name.value for name in b2.names if name.kind is CaKeyKind.NAME)
    assert chosen(replace(ISO2, authorities=names)).credential is KEYS.iso2[0]


def test_a_chain_without_an_installed_root_can_be_asked_for_by_its_sub_cas_only() -> None:
    a, b = KEYS.iso2
    rootless = Credential(b.identity, None)
    keys = replace(KEYS, iso2=(a, rootless))
    root = tuple(b.names - rootless.names)
    assert len(root) == 3
    assert chosen(replace(ISO2, trusted_ca_keys=root), keys).credential is a
    assert chosen(replace(ISO2, trusted_ca_keys=tuple(rootless.names)), keys).credential is rootless


def test_the_chain_is_one_whose_signature_the_car_can_check() -> None:
    mixed = replace(KEYS, iso20=(*keyring(P521).iso20, *keyring(ED448).iso20))
    assert chosen(ISO20, mixed).credential.scheme == 0x0603
    assert chosen(replace(ISO20, signatures=(0x0808,)), mixed).credential.scheme == 0x0808


@pytest.mark.parametrize(
    "changes",
    [
        {"suites": (0x1301,)},
        {"groups": (23,)},
        {"groups": (29,)},
        {"signatures": (0x0403,), "groups": (23,)},
    ],
)
def test_the_lab_profile_takes_more(changes: dict[str, Any]) -> None:
    keys = replace(KEYS, iso20=(*KEYS.iso20, *KEYS.iso2))
    hello = replace(ISO20, **changes)
    assert refusal(hello, keys).alert is Alert.HANDSHAKE_FAILURE
    assert chosen(hello, keys, Profile.LAB).terms.version is TlsVersion.V1_3


def test_the_lab_profile_shows_a_chain_of_the_old_standard_where_it_has_no_other() -> None:
    old = replace(KEYS, iso20=())
    hello = replace(ISO20, signatures=(0x0403,))
    assert chosen(hello, old, Profile.LAB).credential is KEYS.iso2[0]
    assert refusal(hello, old).alert is Alert.PROTOCOL_VERSION


def test_strictly_a_car_stands_under_roots_of_its_own_standard() -> None:
    old = parse(pki(P256).der("oem"))
    keys = replace(KEYS, trust=replace(KEYS.trust, oem=(*KEYS.trust.oem, old)))
    assert old not in vehicle_roots(keys, Profile.STRICT)
    assert old in vehicle_roots(keys, Profile.LAB)
    assert refusal(ISO20, replace(KEYS, trust=Trust(oem=(old,)))).alert is Alert.PROTOCOL_VERSION


# Chains that are too old, or that cars refuse for another reason.


def later(days: float) -> datetime:
    return NOW + timedelta(days=days)


def test_of_two_chains_the_good_one_is_shown_whatever_its_name() -> None:
    old = pki(P256).changed({"secc-a": {"begins": -30, "days": 20}}, fresh=("secc-a",))
    whole, expired = KEYS.iso2[0], credential(old)
    both = replace(KEYS, iso2=(expired, whole))
    named = replace(ISO2, trusted_ca_keys=tuple(whole.names & expired.names))
    for hello in (ISO2, named):
        assert chosen(hello, both).credential is whole
        assert choose(hello, both, Profile.STRICT, later(-15)).credential is expired
        assert choose(hello, both, Profile.STRICT, later(9999)).credential is expired  # none is good


def test_a_chain_with_a_fault_comes_behind_one_without() -> None:
    a, b = KEYS.iso2
    keys = replace(KEYS, iso2=(replace(a, sound=False), b))
    assert chosen(ISO2, keys).credential is b
    assert chosen(replace(ISO2, trusted_ca_keys=tuple(a.names)), keys).credential == keys.iso2[0]


def test_each_variant_that_can_be_chosen_is_known_beforehand() -> None:
    for profile, own in ((Profile.STRICT, 6), (Profile.LAB, 2 * 5 + 2 * 4)):
        assert len(list(variants(KEYS, profile))) == own
    assert not list(variants(replace(KEYS, iso2=(), trust=Trust()), Profile.STRICT))
