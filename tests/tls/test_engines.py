"""Both engines against clients in memory: what is agreed, what is shown, and who is refused."""

from __future__ import annotations

import logging
import random
import stat
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from OpenSSL import SSL

from secc.errors import ConfigError
from secc.pnc.profiles import KeyKind
from secc.security import TlsVersion
from secc.tls import engine as engines
from secc.tls.alert import Alert, TlsError, fatal
from secc.tls.connection import HANDSHAKE_LIMIT, TlsConnection
from secc.tls.credentials import Keyring
from secc.tls.engine import Offer
from secc.tls.hello import parse
from secc.tls.policy import Profile, choose
from tests.tls.support import (
    CLIENTS,
    ED448,
    ENGINES,
    P256,
    P521,
    OpenSslClient,
    StandardClient,
    Wish,
    charger,
    credential,
    iso2,
    iso20,
    keyring,
    p256_vehicle,
    pki,
    shake,
    talk,
)
from tests.tls.test_hello import body, extension, message, records, vector

LAB = Offer(keyring(), Profile.LAB)

pytestmark = pytest.mark.parametrize("engine", ENGINES)


def met(engine: str, wish: Wish, offer: Offer | None = None) -> tuple[TlsConnection, OpenSslClient]:
    """Charger and car after a handshake and a word each way."""
    server, car = charger(engine, offer), OpenSslClient(wish)
    shake(car, server)
    talk(car, server)
    return server, car


def refused(engine: str, wish: Wish, offer: Offer | None = None) -> TlsError:
    """Why the charger ends the handshake."""
    server, car = charger(engine, offer), OpenSslClient(wish)
    with pytest.raises(TlsError) as caught:
        shake(car, server)
    assert server.channel is None
    return caught.value


@pytest.mark.parametrize("client", CLIENTS)
@pytest.mark.parametrize("profile", Profile)
@pytest.mark.parametrize("piece", [40, 65536])
def test_tls_1_2_with_the_standards_suite_curve_and_signature(
    engine: str, client: str, profile: Profile, piece: int
) -> None:
    server, car = charger(engine, Offer(keyring(), profile)), CLIENTS[client](iso2())
    shake(car, server, piece)
    talk(car, server)
    assert server.channel is not None
    assert (server.channel.tls, server.channel.vehicle) == (TlsVersion.V1_2, ())
    if isinstance(car, OpenSslClient):
        assert car.tls.get_cipher_name() == "ECDHE-ECDSA-AES128-SHA256"
        assert car.tls.get_group_name() == "secp256r1"


@pytest.mark.parametrize("client", CLIENTS)
@pytest.mark.parametrize("kind", [P521, ED448])
def test_tls_1_3_is_mutual(engine: str, client: str, kind: KeyKind) -> None:
    server, car = charger(engine, Offer(keyring(kind))), CLIENTS[client](iso20(kind))
    shake(car, server)
    talk(car, server)
    world = pki(kind)
    assert server.channel is not None
    assert server.channel.tls is TlsVersion.V1_3
    assert server.channel.vehicle == (*world.identity("vehicle").chain, world.der("oem"))


def test_x448_where_the_car_offers_no_p_521(engine: str) -> None:
    """Test libraries offer X448 only beside others: its hello is cut to size on the way."""
    car = OpenSslClient(iso20(group=None))
    car.receive(b"")
    hello = parse(car.output()[9:])
    assert hello.groups is not None
    now = datetime.now(UTC)
    assert choose(replace(hello, groups=(30,)), keyring(), Profile.STRICT, now, groups=()).group == 30


def test_one_port_serves_both_versions(engine: str) -> None:
    offer = Offer(keyring())
    shared = ENGINES[engine](offer)
    for wish, version in ((iso2(), TlsVersion.V1_2), (iso20(), TlsVersion.V1_3), (iso2(), TlsVersion.V1_2)):
        server = TlsConnection(shared, offer)
        shake(OpenSslClient(wish), server)
        assert server.channel is not None
        assert server.channel.tls is version


# Who is refused.


@pytest.mark.parametrize(
    ("wish", "words"),
    [
        (iso2(suites="ECDHE-RSA-AES128-SHA256"), "no cipher suite of the standard"),
        (iso2(group=ec.SECP384R1()), "no group of the standard"),
        (iso20(suites13="TLS_AES_128_GCM_SHA256"), "no cipher suite of the standard"),
        (iso20(group=ec.SECP256R1()), "no group of the standard"),
        (Wish(versions=(SSL.TLS1_3_VERSION, SSL.TLS1_3_VERSION)), "no group of the standard"),
    ],
)
def test_the_strict_profile_refuses_before_any_computing(engine: str, wish: Wish, words: str) -> None:
    server, car = charger(engine), OpenSslClient(wish)
    car.receive(b"")
    with pytest.raises(TlsError, match=words):
        server.receive(car.output())
    assert not server.begun
    assert server.output() == fatal(Alert.HANDSHAKE_FAILURE)
    assert server.output() == b""


def test_strictly_a_provisioning_certificate_or_an_old_key_is_no_vehicle(engine: str) -> None:
    """OpenSSL takes both: they are checked once the handshake has proven them."""
    strange = replace(pki(P521).identity("oem-other-domain"), name="of another domain")
    offer = Offer(keyring())
    with pytest.raises(TlsError, match="domain component MO, expected OEM"):
        raise refused(engine, iso20(identity=strange), offer)


def test_strictly_every_key_of_the_car_is_of_the_standard(
    engine: str, caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.raises(TlsError, match="key of kind P-256"):
        raise refused(engine, iso20(identity=p256_vehicle()))
    caplog.set_level(logging.INFO)
    server, _ = met(engine, iso20(identity=p256_vehicle()), LAB)
    assert server.channel is not None
    assert "a strict charger would refuse this car's certificate" in caplog.text


@pytest.mark.parametrize(
    ("at", "words"),
    [
        (datetime(1970, 1, 1, tzinfo=UTC), "our clock says 1970-01-01: it is not set"),
        (datetime(2026, 1, 2, tzinfo=UTC), "is not valid before"),
        (datetime(2099, 1, 1, tzinfo=UTC), "has expired on"),
    ],
)
def test_a_car_is_judged_by_the_chargers_clock(engine: str, at: datetime, words: str) -> None:
    with pytest.raises(TlsError, match=words):
        raise refused(engine, iso20(), Offer(keyring(), clock=lambda: at))


def test_a_handshake_that_never_ends_is_cut(engine: str) -> None:
    """A chain of a megabyte: neither OpenSSL's own limit nor ours lets it in."""
    world = pki(P521)
    whole = world.identity("vehicle")
    long = replace(whole, subs=whole.subs * (1_000_000 // sum(map(len, whole.subs)) + 1))
    with pytest.raises(TlsError, match=r"(?i)more than 65536 bytes|excessive.message.size|too long"):
        raise refused(engine, iso20(identity=long))


def test_bytes_without_end_are_not_kept(engine: str) -> None:
    server, car = charger(engine), OpenSslClient(iso20())
    car.receive(b"")
    server.receive(car.output())
    with pytest.raises(TlsError):
        for _ in range(HANDSHAKE_LIMIT // 1000 + 1):
            server.receive(b"\x16\x03\x03\x40\x00" + bytes(995))


# What goes on afterwards.


def test_renegotiation_is_refused(engine: str) -> None:
    server, car = met(engine, iso2())
    car.tls.renegotiate()
    with pytest.raises(SSL.Error):
        car.tls.do_handshake()
        server.receive(car.output())
        car.receive(server.output())
    assert server.channel is not None


def test_no_session_is_resumed(engine: str) -> None:
    offer = Offer(keyring())
    shared = ENGINES[engine](offer)
    for wish in (iso2(), iso20()):
        car = StandardClient(wish)
        for _ in range(2):
            car.begin(car.tls.session)
            server = TlsConnection(shared, offer)
            shake(car, server)
            talk(car, server)
            assert not car.tls.session_reused
        assert car.tls.session is not None
        assert engine != "ssl" or not car.tls.session.has_ticket


@pytest.mark.parametrize(("wish", "group"), [(iso2, "secp256r1"), (iso20, "secp521r1")])
def test_of_all_groups_that_a_car_offers_the_standards_is_taken(
    engine: str, wish: Callable[..., Wish], group: str
) -> None:
    _, car = met(engine, wish(group=None))
    assert car.tls.get_group_name() == group


@pytest.mark.parametrize("wish", [iso2(), iso20()], ids=["1.2", "1.3"])
def test_either_side_says_goodbye(engine: str, wish: Wish) -> None:
    server, car = met(engine, wish)
    car.close()
    assert server.receive(car.output()) == b""
    assert server.ended
    server.close()
    with pytest.raises(SSL.ZeroReturnError):
        car.receive(server.output())

    server, car = met(engine, wish)
    server.send(b"last")
    server.close()
    with pytest.raises(SSL.ZeroReturnError):
        car.receive(server.output())


@pytest.mark.parametrize("wish", [iso2(), iso20()], ids=["1.2", "1.3"])
def test_a_record_that_was_touched_breaks_the_connection(engine: str, wish: Wish) -> None:
    server, car = met(engine, wish)
    car.send(b"charge?")
    record = bytearray(car.output())
    record[-1] ^= 1
    with pytest.raises(TlsError):
        server.receive(bytes(record))
    assert server.output()[:1] == b"\x15" or wish.versions[0] == SSL.TLS1_3_VERSION


@pytest.mark.parametrize("wish", [iso2(), iso20()], ids=["1.2", "1.3"])
def test_every_truncation_of_a_handshake_waits(engine: str, wish: Wish) -> None:
    """The car's first flight cut anywhere raises nothing; the rest then makes it whole."""
    car = OpenSslClient(wish)
    car.receive(b"")
    hello = car.output()
    for end in range(0, len(hello), 5):
        server = charger(engine)
        assert server.receive(hello[:end]) == b""
        assert server.output() == b""
        assert server.receive(hello[end:]) == b""
        assert server.output()


def test_random_bytes_after_the_hello_raise_nothing_else(engine: str) -> None:
    dice = random.Random(6)
    for _ in range(30):
        server, car = charger(engine), OpenSslClient(iso2())
        car.receive(b"")
        server.receive(car.output())
        with pytest.raises(TlsError):
            for _ in range(100):
                server.receive(dice.randbytes(200))


# What only the better engine can.


@pytest.fixture
def stapled(tmp_path: Path) -> Callable[[bytes], Keyring]:
    def make(response: bytes) -> Keyring:
        (tmp_path / "ocsp.der").write_bytes(response)
        return replace(
            keyring(),
            iso2=(credential(pki(P256), folder=tmp_path),),
            iso20=(credential(pki(P521), folder=tmp_path),),
        )

    return make


@pytest.mark.parametrize(("kind", "wish"), [(P256, iso2(ask_staple=True)), (P521, iso20(ask_staple=True))])
def test_who_asks_for_a_staple_gets_one(
    engine: str, kind: KeyKind, wish: Wish, stapled: Callable[[bytes], Keyring]
) -> None:
    response = pki(kind).ocsp("secc-a")
    offer = Offer(stapled(response))
    _, car = met(engine, wish, offer)
    assert car.staple == (response if ENGINES[engine](offer).staples else b"")


def test_without_a_good_response_the_handshake_goes_on(
    engine: str, stapled: Callable[[bytes], Keyring], caplog: pytest.LogCaptureFixture
) -> None:
    late = datetime.now(UTC) + timedelta(days=30)
    offer = Offer(stapled(pki(P256).ocsp("secc-a")), clock=lambda: late)
    _, car = met(engine, iso2(ask_staple=True), offer)
    assert not car.staple
    if ENGINES[engine](offer).staples:
        assert "no OCSP response is sent: invalid: it holds no longer" in caplog.text


def test_the_roots_are_named_in_the_demand_for_a_certificate(engine: str) -> None:
    _, car = met(engine, iso20())
    names = {name.CN for name in car.tls.get_client_ca_list()}
    held = {"V2G Root A", "V2G Root B", "OEM Root"}
    assert names == (held if engine == "pyOpenSSL" else set())


# Secrets.


@pytest.mark.parametrize("wish", [iso2(), iso20()], ids=["1.2", "1.3"])
def test_secrets_are_logged_only_on_request_and_for_nobody_else(
    engine: str, wish: Wish, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    file = tmp_path / "keys"
    file.write_text("")
    file.chmod(0o644)
    met(engine, wish, Offer(keyring(), key_log=file))
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    lines = file.read_text().splitlines()
    secrets = [line.split()[2] for line in lines if not line.startswith("#")]
    assert secrets
    assert not any(secret in caplog.text for secret in secrets)
    assert str(file) in caplog.text  # the warning


def test_a_key_log_that_cannot_be_written_is_the_users_mistake(engine: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no key log there: No such file or directory"):
        ENGINES[engine](Offer(keyring(), key_log=tmp_path / "nowhere" / "keys"))
    (tmp_path / "link").symlink_to(tmp_path / "keys")
    with pytest.raises(ConfigError, match="no key log there"):
        ENGINES[engine](Offer(keyring(), key_log=tmp_path / "link"))


def test_the_better_engine_is_taken_where_it_loads(
    engine: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    if engine == "ssl":
        monkeypatch.setitem(sys.modules, "secc.tls.openssl", None)
    assert engines.load(Offer(keyring())).name == engine
    assert ("TLS without OCSP stapling" in caplog.text) == (engine == "ssl")


def test_in_the_lab_an_old_car_gets_a_signature_with_sha_1(engine: str) -> None:
    """It names no signatures; the answer has ServerHello, Certificate, ServerKeyExchange, ServerHelloDone."""
    flight = records(message(body(extension(10, vector(2, b"\0\x17")), extension(11, vector(1, b"\0")))))
    lab, strict = charger(engine, LAB), charger(engine)
    assert lab.receive(flight) == b""
    assert b"\x02\x03\0" in lab.output()  # ecdsa_sha1, before its signature
    with pytest.raises(TlsError, match="only those with SHA-1"):
        strict.receive(flight)
