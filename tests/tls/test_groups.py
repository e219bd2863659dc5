"""The key agreement is in a group of the standard, also where an engine cannot insist on it."""

from __future__ import annotations

import re
import shutil
import socket
import ssl
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from secc.pnc.certificates import pem
from secc.pnc.layout import key_pem
from secc.tls.alert import Alert, TlsError, fatal
from secc.tls.connection import TlsConnection
from secc.tls.engine import Offer
from secc.tls.policy import P256, P384, P521, X448, X25519, Profile, choose
from secc.tls.standard import StandardEngine
from tests.conftest import missing
from tests.tls import support
from tests.tls.support import ENGINES, OpenSslClient, iso20, keyring, pki
from tests.tls.test_hello import body, extension, message, records, vector
from tests.tls.test_policy import ISO20, NOW

CURVES = (P256, P384, P521)
HYBRID = 0x11EC  # X25519MLKEM768, which OpenSSL likes best


@pytest.mark.parametrize(
    ("offered", "engine_can", "group"),
    [
        ((X448,), CURVES, X448),
        ((X448, P521), CURVES, P521),
        ((X448, X25519), CURVES, None),
        ((X448, P256), CURVES, None),
        ((X448, HYBRID), CURVES, None),
        ((P256, X448), CURVES, None),
        ((P256, X448), (*CURVES, X448), X448),
        ((P256, X448, P521), CURVES, P521),
    ],
)
def test_x448_beside_others_is_for_engines_that_can_insist(
    offered: tuple[int, ...], engine_can: tuple[int, ...], group: int | None
) -> None:
    hello = replace(ISO20, groups=offered)
    if group is not None:
        assert choose(hello, keyring(), Profile.STRICT, NOW, groups=engine_can).group == group
        return
    with pytest.raises(TlsError, match="offers X448, but beside others") as caught:
        choose(hello, keyring(), Profile.STRICT, NOW, groups=engine_can)
    assert caught.value.alert is Alert.HANDSHAKE_FAILURE


def test_in_a_lab_any_group_that_comes_out_will_do() -> None:
    hello = replace(ISO20, groups=(X448, X25519))
    assert choose(hello, keyring(), Profile.LAB, NOW, groups=()).group == X448


def test_what_cannot_be_insisted_on_is_refused_before_the_handshake() -> None:
    flight = records(
        message(
            body(
                extension(10, vector(2, b"\0\x1e\0\x1d")),
                extension(13, vector(2, b"\x06\x03")),
                extension(43, vector(1, b"\x03\x04")),
                suites=b"\x13\x02",
            )
        )
    )
    server = support.charger("pyOpenSSL")
    with pytest.raises(TlsError, match="beside others to which OpenSSL would turn"):
        server.receive(flight)
    assert not server.begun
    assert server.output() == fatal(Alert.HANDSHAKE_FAILURE)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("offered", ["X448", "X25519:X448", "P-256:X448", "P-384:X448", "P-256:X448:P-521"])
def test_whatever_a_car_offers_the_group_is_the_standards(engine: str, offered: str, tmp_path: Path) -> None:
    """By the client's own words."""
    said, agreed = met_by_openssl(engine, offered, tmp_path)
    group = re.search(r"(?:Temp Key|group): (?:ECDH, )?(\w+)", said)
    if agreed:
        assert group and group[1] in ("X448", "secp521r1")
    else:
        assert group is None
        assert "handshake failure" in said
    assert agreed or X448 not in ENGINES[engine](Offer(keyring())).groups


def met_by_openssl(engine: str, offered: str, folder: Path) -> tuple[str, bool]:
    """What `openssl s_client` says, and whether there was a handshake."""
    if shutil.which("openssl") is None:
        missing("no command openssl (Debian: openssl)")
    identity, certificate, key = pki(support.P521).identity("vehicle"), folder / "chain", folder / "key"
    certificate.write_text(pem(*identity.chain))
    key.write_bytes(key_pem(identity.key, None))
    offer = Offer(keyring())
    server = TlsConnection(ENGINES[engine](offer), offer)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(20)
        client = subprocess.Popen(
            (
                *("openssl", "s_client", "-connect", f"127.0.0.1:{listener.getsockname()[1]}", "-brief"),
                *("-tls1_3", "-groups", offered, "-key", str(key), "-cert", str(certificate)),
                *("-cert_chain", str(certificate)),
            ),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        wire, _ = listener.accept()
    with wire:
        wire.settimeout(20)
        while server.channel is None and (data := wire.recv(4096)):
            try:
                server.receive(data)
            except TlsError:
                wire.sendall(server.output())
                break
            wire.sendall(server.output())
        server.close()
        wire.sendall(server.output())
        wire.shutdown(socket.SHUT_WR)
        said, _ = client.communicate("", timeout=20)
    return said, server.channel is not None


def test_the_module_ssl_of_debian_12_insists_on_curves_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """There set_ecdh_curve knows neither X448 nor X25519, and a context left open takes anything."""

    insist = ssl.SSLContext.set_ecdh_curve

    def on_a_curve(context: ssl.SSLContext, name: str) -> None:
        if name.startswith("X"):
            raise ssl.SSLError("unknown group")
        insist(context, name)

    monkeypatch.setattr(ssl.SSLContext, "set_ecdh_curve", on_a_curve)
    offer = Offer(keyring())
    engine = StandardEngine(offer)
    assert engine.groups == set(CURVES)
    server, car = TlsConnection(engine, offer), OpenSslClient(iso20())
    support.shake(car, server)
    assert car.tls.get_group_name() == "secp521r1"
    assert StandardEngine(Offer(keyring(), Profile.LAB)).groups == set(CURVES)
