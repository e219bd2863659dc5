"""The car's end of TLS, against a charger's in memory and behind a socket."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from secc.pnc.store import load as load_store
from secc.tls.alert import TlsError
from secc.tls.connection import TlsConnection
from secc.tls.credentials import keyring
from secc.tls.engine import Offer, load
from secc.tls.policy import Profile
from tests.conformance.case import NotUnderstood
from tests.conformance.equipment import equip
from tests.conformance.keys import Keys, keys
from tests.conformance.lines import TlsLine
from tests.conformance.secure import Broken, Car, car
from tests.conformance.support import case
from tests.conformance.watcher import Watcher
from tests.conformance.wish import Seen, wish
from tests.conformance.world import End, Frame, Refused

PATIENCE = 30.0
STANDARD = "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256"
STATIC = "TLS_ECDH_ECDSA_WITH_AES_128_CBC_SHA256"
BOTH: dict[str, Any] = {"protocols": ["iso2", "iso20"]}


@cache
def ring() -> Keys:
    """Made now: OpenSSL asks no other clock."""
    return keys(datetime.now(UTC))


@pytest.fixture
def charger(tmp_path: Path) -> Callable[..., TlsConnection]:
    """The charger's end, for these settings of a case."""

    def make(**secc: Any) -> TlsConnection:
        equip(tmp_path / "pki", case([], secc=secc), ring())
        offer = Offer(keyring(load_store(tmp_path / "pki")), Profile.STRICT, own=True)
        return TlsConnection(load(offer), offer)

    return make


def end(**wanted: Any) -> Car:
    """The car's end."""
    return car(wish({"tls": "1.2", **wanted}), ring())


def meet(one: Car, charger: TlsConnection) -> TlsError | None:
    """Carry bytes to and fro until nobody has any; what the charger ends it with."""
    fault: TlsError | None = None
    one.receive(b"")
    while data := one.output():
        try:
            charger.receive(data)
        except TlsError as error:
            fault = error
        if answer := charger.output():
            one.receive(answer)
        if fault is not None:
            return fault
    return None


SEEN: dict[str, Any] = {
    "version": "1.2",
    "chain_length": 3,
    "chain_root": "root-a",
    "client_certificate_asked": False,
    "authorities": frozenset(),
    "staples": 0,
}


@pytest.mark.parametrize(
    ("wanted", "secc", "seen"),
    [
        ({}, {}, {}),
        ({"suites": [STANDARD], "groups": ["secp256r1"]}, {}, {}),
        ({"suites": [STATIC]}, {}, {}),
        ({"suites": [STATIC, STANDARD]}, {}, {}),
        ({}, {"v2g_chains": ["root-b"]}, {"chain_root": "root-b"}),
        ({"trusted_ca_keys": "root-a"}, {"v2g_chains": ["root-b", "root-a"]}, {}),
        ({"trusted_ca_keys": "root-b"}, {"v2g_chains": ["root-a", "root-b"]}, {"chain_root": "root-b"}),
        ({"trusted_ca_keys": "unknown"}, {"v2g_chains": ["root-a", "root-b"]}, {}),
        ({}, {"ocsp_staple": True}, {}),
        ({"ask_ocsp": "v1"}, {"ocsp_staple": True}, {"staples": 1}),
        ({"ask_ocsp": "v2"}, {"ocsp_staple": True}, {"staples": 3}),
        ({"ask_ocsp": "v2"}, {}, {}),
        ({"tls": "1.2+1.3"}, {}, {}),
        (
            {"tls": "1.3"},
            BOTH,
            {"version": "1.3", "client_certificate_asked": True, "authorities": frozenset({"v2g", "oem"})},
        ),
        (
            {"tls": "1.2+1.3", "groups": ["x448"], "suites": [STANDARD, "TLS_CHACHA20_POLY1305_SHA256"]},
            BOTH,
            {"version": "1.3", "client_certificate_asked": True, "authorities": frozenset({"v2g", "oem"})},
        ),
    ],
    ids=str,
)
def test_what_a_car_sees(
    charger: Callable[..., TlsConnection],
    wanted: dict[str, Any],
    secc: dict[str, Any],
    seen: dict[str, Any],
) -> None:
    one, other = end(**wanted), charger(**secc)
    assert meet(one, other) is None
    assert one.up
    assert one.seen() == Seen(**{**SEEN, **seen})
    one.send(b"charge?")
    assert other.receive(one.output()) == b"charge?"
    other.send(b"yes")
    other.close()
    assert one.receive(other.output()) == b"yes"
    assert one.alert == 0


@pytest.mark.parametrize(
    ("wanted", "secc", "alert"),
    [
        ({"suites": ["TLS_RSA_WITH_AES_128_CBC_SHA"]}, {}, 40),
        ({"suites": ["TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"]}, {}, 40),
        ({"groups": ["secp384r1"]}, {}, 40),
        ({"tls": "1.1"}, {}, 70),
        ({"tls": "1.3"}, {}, 70),
        ({"tls": "1.3", "suites": ["TLS_AES_128_GCM_SHA256"]}, BOTH, 40),
    ],
    ids=str,
)
def test_a_car_hears_why_it_is_refused(
    charger: Callable[..., TlsConnection], wanted: dict[str, Any], secc: dict[str, Any], alert: int
) -> None:
    one = end(**wanted)
    with pytest.raises(Broken):
        meet(one, charger(**secc))
    assert one.alert == alert
    assert not one.up


@pytest.mark.parametrize("certificate", ["none", "contract", "vehicle-foreign", "vehicle-expired"])
def test_a_car_of_tls_1_3_is_refused_when_it_thinks_that_it_is_up(
    charger: Callable[..., TlsConnection], certificate: str
) -> None:
    one, other = end(tls="1.3", certificate=certificate), charger(**BOTH)
    try:
        assert meet(one, other) is not None
    except Broken:
        assert one.alert
    assert one.up
    assert other.channel is None


@pytest.mark.parametrize("more", [{}, {"ask_ocsp": "v2"}, {"tls": "1.3"}], ids=str)
def test_a_car_that_trusts_nobody(charger: Callable[..., TlsConnection], more: dict[str, Any]) -> None:
    one, other = end(trust="nothing", **more), charger(**(BOTH if more.get("tls") else {}))
    with pytest.raises(Broken):
        meet(one, other)
    with pytest.raises(TlsError, match=r"the car (does not know the root|says alert 48)"):
        other.receive(one.output())


@pytest.mark.parametrize(
    "wanted",
    [
        {"suites": ["TLS_OF_TOMORROW"]},
        {"groups": ["secp999r1"]},
        {"suites": [STATIC, "TLS_RSA_WITH_AES_128_CBC_SHA"]},
        {"tls": "1.3", "trusted_ca_keys": "root-a"},
        {"tls": "1.3", "certificate": "contract-garbage-leaf"},
    ],
    ids=str,
)
def test_a_car_that_cannot_be(wanted: dict[str, Any]) -> None:
    with pytest.raises(NotUnderstood):
        end(**wanted)


# a connection


class Clock:
    """The clock of a line."""

    def __init__(self) -> None:
        self._changed = threading.Condition()

    def now(self) -> float:
        return 0.0

    def until(self, condition: Callable[[], bool], deadline: float) -> bool:
        with self._changed:
            return self._changed.wait_for(condition, PATIENCE)

    def changed(self, change: Callable[[], None]) -> None:
        with self._changed:
            change()
            self._changed.notify_all()


def serve(tls: TlsConnection, wire: socket.socket, polite: bool) -> None:
    """Echo what comes, then hang up."""
    wire.settimeout(PATIENCE)
    with wire:
        carried = b""
        while not carried:
            carried = tls.receive(wire.recv(65536))
            wire.sendall(tls.output())
        tls.send(carried)
        if polite:
            tls.close()
        wire.sendall(tls.output())


@pytest.fixture
def watcher() -> Iterator[Watcher]:
    found = Watcher()
    yield found
    found.close()


@pytest.mark.parametrize("polite", [True, False])
@pytest.mark.parametrize("more", [{}, {"ask_ocsp": "v2"}], ids=str)
def test_a_line_carries_frames_and_notes_how_it_ends(
    charger: Callable[..., TlsConnection], watcher: Watcher, polite: bool, more: dict[str, Any]
) -> None:
    here, there = socket.socketpair()
    clock = Clock()
    line = TlsLine(clock, here, watcher, end(**more))
    server = threading.Thread(target=serve, args=(charger(), there, polite))
    server.start()
    line.begin()
    line.shake(late=False)
    assert line.seen == Seen(**SEEN)
    line.write(bytes.fromhex("01FE800100000002ABCD"))
    clock.until(lambda: line.ended, PATIENCE)
    server.join()
    frame, over = line.things
    assert isinstance(frame, Frame)
    assert frame.payload == b"\xab\xcd"
    assert isinstance(over, End)
    assert (over.alert, over.rude) == ((0, False) if polite else (None, True))


def test_a_line_whose_car_cannot_begin(watcher: Watcher) -> None:
    here, there = socket.socketpair()
    line = TlsLine(Clock(), here, watcher, end(suites=["TLS_RSA_WITH_NULL_SHA256"]))
    with there, here, pytest.raises(NotUnderstood, match="cannot begin"):
        line.shake(late=False)


def test_a_line_that_does_not_come_up(charger: Callable[..., TlsConnection], watcher: Watcher) -> None:
    here, there = socket.socketpair()
    line = TlsLine(Clock(), here, watcher, end(tls="1.1"))

    def refuse() -> None:
        tls = charger()
        with there, pytest.raises(TlsError):
            try:
                tls.receive(there.recv(65536))
            finally:
                there.sendall(tls.output())

    server = threading.Thread(target=refuse)
    server.start()
    line.begin()
    with pytest.raises(Refused) as refusal:
        line.shake(late=False)
    server.join()
    assert refusal.value.alert == 70
