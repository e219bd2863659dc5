"""A car's own certificate: what OpenSSL takes and the standard does not, strictly and in a lab."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.ocsp import OCSPCertStatus
from OpenSSL import SSL, crypto

from secc.pnc.store import Trust
from secc.tls.alert import TlsError
from secc.tls.engine import Offer
from secc.tls.policy import Profile
from secc.tls.vehicle import VEHICLE_CHECKS, admit
from tests.tls.support import (
    ENGINES,
    P521,
    OpenSslClient,
    certificate,
    charger,
    iso20,
    keyring,
    p256_vehicle,
    pki,
    shake,
)

NOW = datetime.now(UTC)


def sequence(*parts: bytes) -> bytes:
    body = b"".join(parts)
    return b"\x30\x82" + len(body).to_bytes(2) + body


def of_version_4() -> bytes:
    """A vehicle's leaf as its Sub-CA might sign it: OpenSSL takes it, the package cryptography does not."""
    leaf, signer = certificate(pki(P521).der("vehicle")), pki(P521)["oem-sub2"].key
    assert isinstance(signer, ec.EllipticCurvePrivateKey)
    whole, signed = pki(P521).der("vehicle"), leaf.tbs_certificate_bytes
    rest = whole[whole.index(signed) + len(signed) :]
    algorithm = rest[: 2 + rest[1]]
    changed = signed.replace(b"\xa0\x03\x02\x01\x02", b"\xa0\x03\x02\x01\x03", 1)
    signature = b"\x00" + signer.sign(changed, ec.ECDSA(hashes.SHA512()))
    return sequence(changed, algorithm, b"\x03\x81" + bytes((len(signature),)) + signature)


def chain(leaf: bytes | str) -> tuple[bytes, ...]:
    """As the handshake has verified it, root last."""
    world = pki(P521)
    der = world.der(leaf) if isinstance(leaf, str) else leaf
    return der, *world.identity("vehicle").subs, world.der("oem")


def outcome(
    profile: Profile, vehicle: tuple[bytes, ...], trust: Trust | None = None, at: datetime = NOW
) -> str:
    try:
        admit(vehicle, trust or Trust(), at, profile)
    except TlsError as error:
        return str(error)
    return ""


def revoked(status: OCSPCertStatus) -> Trust:
    return Trust(responses=(pki(P521).ocsp("vehicle", status),))


CRITICAL: dict[str, Callable[[], tuple[tuple[bytes, ...], Trust, datetime]]] = {
    "revoked by its issuer": lambda: (chain("vehicle"), revoked(OCSPCertStatus.REVOKED), NOW),
    "its issuer does not know it": lambda: (chain("vehicle"), revoked(OCSPCertStatus.UNKNOWN), NOW),
    "leaf: not a certificate": lambda: (chain(of_version_4()), Trust(), NOW),
    "our clock says": lambda: (chain("vehicle"), Trust(), datetime(2020, 1, 1, tzinfo=UTC)),
    "has expired": lambda: (chain("vehicle"), Trust(), NOW + timedelta(days=3000)),
    "its root makes no sense": lambda: ((*chain("vehicle")[:-1], b"\x30\x00"), Trust(), NOW),
}


@pytest.mark.parametrize("profile", Profile)
@pytest.mark.parametrize("words", CRITICAL)
def test_no_profile_takes_one_that_is_revoked_unreadable_or_out_of_time(words: str, profile: Profile) -> None:
    vehicle, trust, at = CRITICAL[words]()
    assert words in outcome(profile, vehicle, trust, at)


MADE_OTHERWISE = {
    "is not for TLS clients": lambda: chain("provisioning"),
    "domain component MO, expected OEM": lambda: (
        *pki(P521).identity("oem-other-domain").chain,
        pki(P521).der("oem"),
    ),
    "key of kind P-256": lambda: (*p256_vehicle().chain, pki(P521).der("oem")),
}


@pytest.mark.parametrize("words", MADE_OTHERWISE)
def test_a_lab_waives_how_certificates_are_made(words: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    vehicle = MADE_OTHERWISE[words]()
    assert words in outcome(Profile.STRICT, vehicle)
    assert outcome(Profile.LAB, vehicle) == ""
    assert "a strict charger would refuse this car's certificate" in caplog.text
    assert outcome(Profile.STRICT, chain("vehicle")) == ""


def test_only_the_row_of_its_own_keeps_a_provisioning_certificate_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    others = tuple(check for check in VEHICLE_CHECKS if check.name != "client")
    assert len(others) == len(VEHICLE_CHECKS) - 1
    monkeypatch.setattr("secc.tls.vehicle.VEHICLE_CHECKS", others)
    assert outcome(Profile.STRICT, chain("provisioning")) == ""


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("profile", Profile)
def test_a_certificate_that_only_openssl_can_read_is_a_car_refused_and_no_bug(
    engine: str, profile: Profile
) -> None:
    car, server = OpenSslClient(iso20()), charger(engine, Offer(keyring(), profile))
    with pytest.warns(DeprecationWarning):  # the proper way would read it first
        car.tls.use_certificate(crypto.load_certificate(crypto.FILETYPE_ASN1, of_version_4()))
    with pytest.raises(TlsError, match="leaf: not a certificate"):
        shake(car, server)
    assert server.channel is None


@pytest.mark.parametrize("engine", ENGINES)
def test_a_lab_takes_the_provisioning_certificate(engine: str) -> None:
    server = charger(engine, Offer(keyring(), Profile.LAB))
    shake(OpenSslClient(iso20(vehicle="provisioning")), server)
    assert server.channel is not None


@pytest.mark.parametrize("engine", ENGINES)
def test_who_is_refused_after_the_handshake_hears_a_goodbye(engine: str) -> None:
    """By then no library can send another alert; without one a car could not tell this from a lost link."""
    car, server = OpenSslClient(iso20(vehicle="provisioning")), charger(engine)
    with pytest.raises(TlsError, match="is not for TLS clients"):
        shake(car, server)
    with pytest.raises(SSL.ZeroReturnError):
        car.receive(server.output())


@pytest.mark.parametrize("profile", Profile)
def test_what_was_told_of_revocation_reaches_the_handshake(profile: Profile) -> None:
    keys = keyring()
    told = replace(keys, trust=replace(keys.trust, responses=revoked(OCSPCertStatus.REVOKED).responses))
    with pytest.raises(TlsError, match="revoked by its issuer"):
        shake(OpenSslClient(iso20()), charger(offer=Offer(told, profile)))
