"""TLS of the simulated car: whom it trusts, what it shows, and that it asks SDP for it."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from secc import sdp
from secc.errors import ConfigError
from secc.net import car as driver
from secc.net import car_tls
from secc.net.car_tls import CarTls
from secc.pnc.authority import Pki
from secc.pnc.certificates import parse, pem
from secc.pnc.layout import key_pem
from secc.sdp import Security
from secc.security import Channel, TlsVersion
from secc.tls.alert import TlsError
from secc.tls.connection import TlsConnection
from secc.tls.engine import Offer
from tests.net.test_car import Line, Vehicle
from tests.tls.support import ENGINES, P256, P521, charger, credential, keyring, pki

LIMIT = 5.0  # s; only a failure takes so long


@dataclass
class Charger:
    """Echoes over TLS on one socket, in a thread."""

    tls: TlsConnection
    channel: Channel | None = None
    fault: TlsError | None = None
    thread: threading.Thread = field(init=False)

    def serve(self, wire: socket.socket) -> None:
        self.thread = threading.Thread(target=self._serve, args=(wire,), daemon=True)
        self.thread.start()

    def _serve(self, wire: socket.socket) -> None:
        with wire, contextlib.suppress(OSError):
            wire.settimeout(LIMIT)
            while data := wire.recv(65536):
                try:
                    carried = self.tls.receive(data)
                    if carried:
                        self.tls.send(carried)
                except TlsError as error:
                    self.fault = error
                self.channel = self.tls.channel
                wire.sendall(self.tls.output())


@contextmanager
def connected(offer: Offer, engine: str = "pyOpenSSL") -> Iterator[tuple[Charger, socket.socket]]:
    """A charger, and the car's end of a connection to it."""
    here, there = socket.socketpair()
    with here:
        here.settimeout(LIMIT)
        station = Charger(charger(engine, offer))
        station.serve(there)
        yield station, here
    station.thread.join(LIMIT)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """What a car has: one root of each standard, and its own certificate."""
    (tmp_path / "roots" / "v2g").mkdir(parents=True)
    for kind in (P256, P521):
        (tmp_path / "roots" / "v2g" / f"{kind}.pem").write_text(pem(pki(kind).der("v2g-a")))
    place = tmp_path / "car" / "iso20" / "vehicle"
    place.mkdir(parents=True)
    identity = pki(P521).identity("vehicle")
    (place / "chain.pem").write_text(pem(*identity.chain))
    (place / "key.pem").touch(0o600)
    (place / "key.pem").write_bytes(key_pem(identity.key, None))
    return tmp_path


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("version", TlsVersion)
def test_the_car_trusts_the_charger_and_shows_itself_where_it_is_asked(
    folder: Path, version: TlsVersion, engine: str
) -> None:
    secure = car_tls.load(folder, None, version)
    with connected(Offer(keyring()), engine) as (station, plain):
        with secure(plain) as wire:
            wire.sendall(b"charge")
            assert wire.recv(100) == b"charge"
            assert wire.version() == version.replace("TLS ", "TLSv")
        assert station.channel is not None
        vehicle = (pki(P521).der("vehicle"),) if version is TlsVersion.V1_3 else ()
        assert station.channel.vehicle[:1] == vehicle


def offer_of(world: Pki) -> Offer:
    return Offer(replace(keyring(None), iso2=(credential(world),)))


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"secc-a": {"domain": "MO"}}, "domain component MO, expected CPO"),
        ({"secc-a": {"begins": -30, "days": 20}}, "certificate has expired"),
        ({"secc-a": {"authority": True}}, "is an authority, not a leaf"),
    ],
    ids=["domain", "expired", "authority"],
)
def test_the_car_refuses_a_charger_that_is_none(
    folder: Path, changes: dict[str, dict[str, object]], reason: str
) -> None:
    secure = car_tls.load(folder, None, TlsVersion.V1_2)
    offer = offer_of(pki(P256).changed(changes))
    with connected(offer) as (_, plain), pytest.raises(ssl.SSLError, match=reason):
        secure(plain)


def test_the_car_refuses_a_root_that_it_does_not_know(folder: Path) -> None:
    secure = car_tls.load(folder, None, TlsVersion.V1_2)
    only_b = Offer(replace(keyring(), iso2=keyring().iso2[1:]))
    with connected(only_b) as (station, plain), pytest.raises(ssl.SSLError, match="verify failed"):
        secure(plain)
    assert station.fault is not None


def test_what_is_missing_in_the_folder_is_told(folder: Path, tmp_path: Path) -> None:
    (folder / "car" / "iso20" / "vehicle" / "key.pem").chmod(0o644)
    with pytest.raises(ConfigError, match="others can read"):
        car_tls.load(folder, None, TlsVersion.V1_3)
    with pytest.raises(ConfigError, match="no V2G root"):
        car_tls.load(folder / "car", None, TlsVersion.V1_2)
    with pytest.raises(ConfigError, match="nowhere: no such folder"):
        car_tls.load(tmp_path / "nowhere", None, TlsVersion.V1_2)


@contextmanager
def answering(security: Security, port: int, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[bytes]]:
    """An SDP server that answers so, once; what it was asked."""
    asked: list[bytes] = []
    with socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as udp:
        udp.bind(("::1", 0))
        udp.settimeout(LIMIT)
        monkeypatch.setattr(sdp, "PORT", udp.getsockname()[1])

        def answer() -> None:
            question, asker = udp.recvfrom(64)
            asked.append(question)
            udp.sendto(sdp.encode_response(socket.inet_pton(socket.AF_INET6, "::1"), port, security), asker)

        thread = threading.Thread(target=answer, daemon=True)
        thread.start()
        yield asked
        thread.join(LIMIT)


def test_a_visit_over_tls(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    secure = car_tls.load(folder, None, TlsVersion.V1_2)
    vehicle = Vehicle([Line("First", b"one."), Line("Second", b"two.")])
    with socket.create_server(("::1", 0), family=socket.AF_INET6) as door:
        door.settimeout(LIMIT)
        station = Charger(charger(offer=Offer(keyring())))
        accepting = threading.Thread(target=lambda: station.serve(door.accept()[0]), daemon=True)
        accepting.start()
        with answering(Security.TLS, door.getsockname()[1], monkeypatch) as asked:
            answers = driver.visit(vehicle, "lo", secure=secure)
        accepting.join(LIMIT)
        station.thread.join(LIMIT)
    assert asked == [sdp.encode_request(Security.TLS)]
    assert vehicle.outcome == "done"
    assert [answer.request for answer in answers] == ["First", "Second"]
    assert station.channel == Channel(TlsVersion.V1_2)


def test_a_car_that_wants_tls_takes_no_charger_without(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    secure = car_tls.load(folder, None, TlsVersion.V1_2)
    vehicle = Vehicle([Line("First", b"one.")])
    with answering(Security.NONE, 50000, monkeypatch):
        assert driver.visit(vehicle, "lo", secure=secure) == []
    assert vehicle.outcome == (
        "the charger at [::1]:50000 has no TLS: "
        "leave --tls out, or start the charger with --tls allow --pki DIR"
    )


def outcome(folder: Path, offer: Offer, version: TlsVersion = TlsVersion.V1_2, vehicle: bool = True) -> str:
    """What a car comes to say that cannot talk to this charger."""
    secure = car_tls.load(folder, None, version)
    car = Vehicle([Line("First", b"one.")])
    with socket.create_server(("::1", 0), family=socket.AF_INET6) as door:
        door.settimeout(LIMIT)
        station = Charger(charger(offer=offer))
        accepting = threading.Thread(target=lambda: station.serve(door.accept()[0]), daemon=True)
        accepting.start()
        driver.call_at(car, door.getsockname(), secure=secure if vehicle else replace(secure, vehicle=None))
        accepting.join(LIMIT)
        station.thread.join(LIMIT)
    assert car.outcome is not None
    return car.outcome


def test_a_chain_that_is_not_trusted_is_told_in_words(folder: Path) -> None:
    assert outcome(folder, Offer(replace(keyring(), iso2=keyring().iso2[1:]))) == (
        "no connection: the charger's chain ends under none of the roots in roots/v2g of the car's --pki "
        "(unable to get local issuer certificate)"
    )
    expired = pki(P256).changed({"secc-a": {"begins": -30, "days": 20}})
    assert outcome(folder, offer_of(expired)) == (
        "no connection: a certificate of the charger's has expired (certificate has expired)"
    )


def test_a_car_without_a_certificate_learns_that_the_charger_wants_one(folder: Path) -> None:
    found = outcome(folder, Offer(keyring()), TlsVersion.V1_3, vehicle=False)
    assert found.startswith("closed the charger wants to see a certificate of the car (")


def test_what_is_no_tls_is_told_in_words(folder: Path) -> None:
    secure = car_tls.load(folder, None, TlsVersion.V1_2)
    car = Vehicle([Line("First", b"one.")])
    with socket.create_server(("::1", 0), family=socket.AF_INET6) as door:
        door.settimeout(LIMIT)

        def serve() -> None:
            with door.accept()[0] as wire:
                wire.settimeout(LIMIT)
                wire.recv(4096)
                wire.sendall(b"HTTP/1.0 400 Bad Request\r\n\r\n")

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        driver.call_at(car, door.getsockname(), secure=secure)
        thread.join(LIMIT)
    assert car.outcome == (
        "no connection: the charger does not speak TLS on this port (wrong version number)"
    )


def test_a_charger_that_is_refused_is_told_in_the_outcome(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(wire: socket.socket) -> ssl.SSLSocket:
        raise ssl.SSLError(ssl.SSL_ERROR_SSL, "the charger's certificate is refused: for a test")

    vehicle = Vehicle([Line("First", b"one.")])
    with (
        socket.create_server(("::1", 0), family=socket.AF_INET6) as door,
        answering(Security.TLS, door.getsockname()[1], monkeypatch),
    ):
        driver.visit(vehicle, "lo", secure=refuse)
    assert vehicle.outcome == "no connection: the charger's certificate is refused: for a test"


def test_only_v2g_roots_count(folder: Path) -> None:
    secure = car_tls.load(folder, None, TlsVersion.V1_2)
    strangers = CarTls(secure.terms, replace(secure.trust, v2g=(parse(pki(P256).der("mo")),)))
    with connected(Offer(keyring())) as (_, plain), pytest.raises(ssl.SSLError, match="verify failed"):
        strangers(plain)
