"""Five TLS clients as cars, with one face: what a car may wish, which of it a client can, what came of it.

Four of them nobody here wrote. None can all: ``CARS`` says what each can, and its comment why not the rest.
"""

from __future__ import annotations

import hashlib
import re
import shutil
import socket
import ssl
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal, NamedTuple

import pytest
from OpenSSL import SSL

from secc.pnc.authority import Identity
from secc.pnc.certificates import pem
from secc.pnc.layout import key_pem
from secc.security import TlsVersion
from secc.tls.alert import TlsError
from secc.tls.connection import TlsConnection
from secc.tls.hello import CaKeyKind
from secc.tls.policy import STATIC_ECDH, SUITES
from tests.conftest import missing
from tests.tls import plain_client
from tests.tls.plain_client import ECDHE, PlainClient, extension, vector
from tests.tls.support import (
    P256,
    P521,
    Client,
    OpenSslClient,
    StandardClient,
    Wish,
    iso2,
    iso20,
    pki,
    shake,
    talk,
)

__all__ = ["CARS", "Asked", "Car", "Row", "Visit"]

PATIENCE = 20.0
"""Seconds for a client in another process; only a failure takes so long."""

Asked = Literal["none", "leaf", "each"]
"""About which certificates a car asks for an OCSP response."""


class Row(NamedTuple):
    """What a car wishes."""

    suite: int
    version: TlsVersion
    trusts: str = "v2g-a"
    """The only root that it knows."""
    names: bool = False
    """It tells the charger so."""
    asks: Asked = "none"
    shows: Identity | None = None
    """Its own certificate."""


class Visit(NamedTuple):
    """What came of it."""

    echoed: bool
    """A word went each way, and the car knew the root of the charger's chain."""
    suite: int | None = None
    staples: int = 0
    fault: TlsError | None = None
    """What the charger said at its end."""


@dataclass(frozen=True)
class Car:
    """A client, and what it can."""

    visit: Callable[[Row, TlsConnection], Visit]
    suites: frozenset[int]
    names: frozenset[TlsVersion] = frozenset()
    """In which versions it can name the roots that it knows."""
    asks: frozenset[Asked] = frozenset({"none"})

    def can(self, row: Row) -> bool:
        return (
            row.suite in self.suites
            and row.asks in self.asks
            and (not row.names or row.version in self.names)
        )


# ── In memory ────────────────────────────────────────────────────────────────────────────────────


class Refused(Exception):
    """The car does not want this charger."""


_GIVES_UP = (SSL.Error, ssl.SSLError, Refused)


def _meet(
    client: Client, server: TlsConnection, gives_up: tuple[type[Exception], ...] = _GIVES_UP
) -> TlsError | None:
    """Shake hands and talk; why the charger ends it, having heard the car's last words. None: nobody did."""
    try:
        shake(client, server)
        talk(client, server)
    except TlsError as error:
        return error
    except gives_up:
        try:
            server.receive(client.output())
        except TlsError as error:
            return error
        raise
    return None


def _wish(row: Row) -> Wish:
    """In the words of OpenSSL."""
    if row.version is TlsVersion.V1_3:
        root = pki(P521)[row.trusts].certificate
        return iso20(
            identity=row.shows, suites13=SUITES[row.suite], roots=(root,), ask_staple=row.asks == "leaf"
        )
    custom = ((3, _trusted_ca_keys(row.trusts)),) if row.names else ()
    root = pki(P256)[row.trusts].certificate
    return iso2(roots=(root,), custom=custom, ask_staple=row.asks == "leaf")


def _trusted_ca_keys(root: str) -> bytes:
    digest = hashlib.sha1(pki(P256).der(root)).digest()
    return vector(2, bytes((CaKeyKind.CERTIFICATE_SHA1,)) + digest)


def _number(name: str | None) -> int | None:
    return next((number for number, known in SUITES.items() if known == name), None)


def _by_pyopenssl(row: Row, server: TlsConnection) -> Visit:
    car = OpenSslClient(_wish(row))
    fault = _meet(car, server)
    if fault is not None:
        return Visit(False, fault=fault)
    return Visit(True, _number(car.tls.get_cipher_name()), staples=int(bool(car.staple)))


def _by_standard(row: Row, server: TlsConnection) -> Visit:
    car = StandardClient(_wish(row))
    fault = _meet(car, server)
    if fault is not None:
        return Visit(False, fault=fault)
    cipher = car.tls.cipher()
    assert cipher is not None
    return Visit(True, _number(cipher[0]))


class _Checked(PlainClient):
    """The written-out client verifies nothing: this one looks whether the chain is under its root."""

    chain: tuple[bytes, ...]

    def read_flight(self) -> None:
        super().read_flight()
        assert self.answer is not None
        if tuple(self.answer.chain) != self.chain:
            self.say(plain_client.ALERT, b"\x02\x30")  # unknown_ca
            raise Refused


def _by_ours(row: Row, server: TlsConnection) -> Visit:
    more = [plain_client.MAC_LAST, plain_client.LONG_SECRET]
    if row.names:
        more.append(extension(3, _trusted_ca_keys(row.trusts)))
    more += {"none": [], "leaf": [plain_client.ASKS_STAPLE], "each": [plain_client.ASKS_STAPLES]}[row.asks]
    car = _Checked(suites=(row.suite,), more=tuple(more))
    car.chain = pki(P256).identity(row.trusts.replace("v2g", "secc")).chain
    fault = _meet(car, server)
    if fault is not None:
        return Visit(False, fault=fault)
    assert car.answer is not None
    return Visit(True, car.answer.suite, staples=len(car.answer.staples))


def _mbed(module: str) -> Any:
    """A module of python-mbedtls; there are wheels for Python 3.11 and 3.12 (pyproject.toml)."""
    try:
        return import_module(f"mbedtls.{module}")
    except ImportError:
        reason = "python-mbedtls is not installed"
        missing(reason) if sys.version_info < (3, 13) else pytest.skip(reason)


class _MbedClient:
    """A car on mbed TLS."""

    def __init__(self, suite: str, root: bytes) -> None:
        self._tls, x509 = _mbed("tls"), _mbed("x509")
        trust = self._tls.TrustStore()
        trust.add(x509.CRT.from_DER(root))
        version = self._tls.TLSVersion.TLSv1_2
        configuration = self._tls.TLSConfiguration(
            trust_store=trust,
            validate_certificates=True,
            ciphers=[suite],
            lowest_supported_version=version,
            highest_supported_version=version,
        )
        self.tls: Any = self._tls.ClientContext(configuration).wrap_buffers(None)
        self._out = b""
        self._up = False

    def receive(self, data: bytes) -> bytes:
        self.tls.receive_from_network(data)
        while not self._up:
            try:
                self.tls.do_handshake()  # one step
                self._up = self.tls._handshake_state is self._tls.HandshakeStep.HANDSHAKE_OVER
            except self._tls.WantWriteError:
                self._flush()
            except self._tls.WantReadError:
                return b""
        pieces = []
        while piece := self.tls.read(16384):
            pieces.append(piece)
        return b"".join(pieces)

    def _flush(self) -> None:
        out = self.tls.peek_outgoing(65536)
        self.tls.consume_outgoing(len(out))
        self._out += out

    def send(self, data: bytes) -> None:
        self.tls.write(data)

    def close(self) -> None:
        raise NotImplementedError

    def output(self) -> bytes:
        self._flush()
        out, self._out = self._out, b""
        return out


_MBED_SUITES = {
    ECDHE: "TLS-ECDHE-ECDSA-WITH-AES-128-CBC-SHA256",
    STATIC_ECDH: "TLS-ECDH-ECDSA-WITH-AES-128-CBC-SHA256",
}


def _by_mbed(row: Row, server: TlsConnection) -> Visit:
    car = _MbedClient(_MBED_SUITES[row.suite], pki(P256).der(row.trusts))
    fault = _meet(car, server, (_mbed("exceptions").TLSError,))
    if fault is not None:
        return Visit(False, fault=fault)
    (suite,) = (number for number, name in _MBED_SUITES.items() if name == car.tls.cipher())
    return Visit(True, suite)


# ── openssl s_client, in a process of its own ────────────────────────────────────────────────────


def _by_openssl(row: Row, server: TlsConnection) -> Visit:
    if shutil.which("openssl") is None:
        missing("no command openssl (Debian: openssl)")
    with TemporaryDirectory() as folder, socket.create_server(("::1", 0), family=socket.AF_INET6) as door:
        door.settimeout(PATIENCE)
        process = subprocess.Popen(
            [
                "openssl",
                "s_client",
                "-connect",
                f"[::1]:{door.getsockname()[1]}",
                *_options(row, Path(folder)),
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        try:
            assert process.stdin is not None
            process.stdin.write(b"charge\n")
            process.stdin.flush()
            wire, _ = door.accept()
            with wire:
                wire.settimeout(PATIENCE)
                fault = _echo(wire, server)
            said = process.communicate(timeout=PATIENCE)[0].decode(errors="replace")
        finally:
            process.kill()
            process.wait()
    if "\ncharge\n" not in said:
        assert fault is not None, said
        return Visit(False, fault=fault)
    cipher = re.search(r"Cipher is (\S+)", said)
    assert cipher is not None
    return Visit(True, _number(cipher[1]), staples=said.count("OCSP Response Status: successful"))


def _echo(wire: socket.socket, server: TlsConnection) -> TlsError | None:
    """Serve until one word has been echoed, or somebody has had enough."""
    try:
        while data := wire.recv(65536):
            carried = server.receive(data)
            if carried:
                server.send(carried)
                server.close()
            wire.sendall(server.output())
    except TlsError as error:
        wire.sendall(server.output())
        return error
    except ConnectionError:
        return None
    return None


def _options(row: Row, folder: Path) -> list[str]:
    world = pki(P521 if row.version is TlsVersion.V1_3 else P256)
    root = folder / "root.pem"
    root.write_text(pem(world.der(row.trusts)))
    options = ["-CAfile", str(root), "-verify_return_error"]
    if row.asks == "leaf":
        options.append("-status")
    if row.names:
        options += ["-requestCAfile", str(root)]
    if row.shows is not None:
        chain, key = folder / "chain.pem", folder / "key.pem"
        chain.write_text(pem(*row.shows.chain))
        key.write_bytes(key_pem(row.shows.key, None))
        options += ["-cert", str(chain), "-cert_chain", str(chain), "-key", str(key)]
    if row.version is TlsVersion.V1_3:
        return ["-tls1_3", "-curves", "P-521", "-ciphersuites", SUITES[row.suite], *options]
    return ["-tls1_2", "-curves", "P-256", "-cipher", SUITES[row.suite], *options]


V1_2, V1_3 = TlsVersion.V1_2, TlsVersion.V1_3
_OPENSSL = frozenset({ECDHE, 0x1302, 0x1303})  # static ECDH went with OpenSSL 1.1

CARS = {
    # trusted_ca_keys and status_request_v2 are nothing that OpenSSL knows
    "openssl": Car(_by_openssl, _OPENSSL, names=frozenset({V1_3}), asks=frozenset({"none", "leaf"})),
    # has no call for an OCSP response, nor for the names of roots
    "ssl": Car(_by_standard, frozenset({ECDHE, 0x1302})),
    # sends any extension that the library itself does not know, which certificate_authorities is not
    "pyOpenSSL": Car(_by_pyopenssl, _OPENSSL, names=frozenset({V1_2}), asks=frozenset({"none", "leaf"})),
    # TLS 1.2 only, and neither extension
    "mbed TLS": Car(_by_mbed, frozenset(_MBED_SUITES)),
    # TLS 1.2 only
    "ours": Car(
        _by_ours,
        frozenset({ECDHE, STATIC_ECDH}),
        names=frozenset({V1_2}),
        asks=frozenset({"none", "leaf", "each"}),
    ),
}
