"""When our own engine takes a connection, and two rules that it keeps as OpenSSL does."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from secc.tls.alert import Alert, TlsError, fatal
from secc.tls.connection import TlsConnection
from secc.tls.engine import Engine, Offer
from secc.tls.openssl import OpenSslEngine
from secc.tls.own import ECDHE, OwnEngine
from secc.tls.policy import STATIC_ECDH, Profile
from secc.tls.records import record
from tests.tls.plain_client import ALERT, LONG_SECRET, MAC_LAST, PlainClient, extension
from tests.tls.support import OwnWhereItCan, keyring, shake, talk

GCM, GCM13 = 0xC02B, 0x1302


@pytest.mark.parametrize(
    ("suites", "profile", "own"),
    [
        ((STATIC_ECDH,), Profile.STRICT, True),
        ((STATIC_ECDH, GCM13), Profile.STRICT, True),
        ((GCM, STATIC_ECDH, GCM13), Profile.STRICT, True),
        ((STATIC_ECDH, ECDHE), Profile.STRICT, False),
        ((STATIC_ECDH, GCM), Profile.LAB, False),
    ],
)
def test_it_takes_who_offers_nothing_else_that_is_served(
    suites: tuple[int, ...], profile: Profile, own: bool
) -> None:
    offer = Offer(keyring(), profile, own=True)
    server, car = TlsConnection(OwnEngine(OpenSslEngine(offer), offer), offer), PlainClient(suites=suites)
    car.receive(b"")
    server.receive(car.output())
    assert type(server._session).__module__.endswith("own") == own
    if own:
        car.receive(server.output())
        shake(car, server)
        talk(car, server)
        assert car.answer is not None and car.answer.suite == STATIC_ECDH


BOTH: dict[str, Callable[[Offer], Engine]] = {"our own": OwnWhereItCan, "pyOpenSSL": OpenSslEngine}


@pytest.mark.parametrize("engine", BOTH)
@pytest.mark.parametrize("info", [b"\x0c" + bytes(12), b"\x01\x00"])
def test_a_first_hello_that_speaks_of_an_earlier_one_is_refused(engine: str, info: bytes) -> None:
    """RFC 5746 section 3.6."""
    offer = Offer(keyring(), own=True)
    car = PlainClient(more=(MAC_LAST, LONG_SECRET, extension(0xFF01, info)))
    server = TlsConnection(BOTH[engine](offer), offer)
    with pytest.raises(TlsError, match="renegotiates a connection that has not begun"):
        shake(car, server)
    assert server.output() == fatal(Alert.HANDSHAKE_FAILURE)


@pytest.mark.parametrize("engine", BOTH)
def test_an_alert_is_not_answered_by_one(engine: str) -> None:
    """RFC 5246 section 7.2.2: whoever hears a fatal alert just hangs up."""
    offer = Offer(keyring(), own=True)
    server, car = TlsConnection(BOTH[engine](offer), offer), PlainClient()
    car.receive(b"")
    server.receive(car.output())
    server.output()
    with pytest.raises(TlsError, match=r"the car does not know the root|alert 48"):
        server.receive(record(ALERT, b"\x02\x30"))
    assert server.output() == b""
