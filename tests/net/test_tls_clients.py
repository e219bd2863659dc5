"""TLS clients that nobody here wrote, on real sockets: `openssl s_client`, and that of mbed TLS."""

from __future__ import annotations

import asyncio
import re
import shutil
import socket
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path

import pytest

from secc.net.interface import Interface
from secc.net.server import Server
from secc.net.tls import Gate
from secc.pnc.authority import Identity
from secc.pnc.certificates import pem
from secc.pnc.layout import key_pem
from secc.pnc.profiles import KeyKind
from secc.tls.credentials import Keyring
from secc.tls.engine import Offer
from secc.tls.own import OwnEngine
from tests.conftest import missing
from tests.net.test_tls import SecureCharger
from tests.tls.support import ED448, ENGINES, P256, P521, credential, keyring, pki

PATIENCE = 20.0  # s for a client, which on a busy machine starts slowly


pytestmark = pytest.mark.parametrize("engine", ENGINES)


@pytest.fixture
def stapled(tmp_path: Path) -> Keyring:
    """Both roots for each version, each leaf with its OCSP response."""

    def held(kind: KeyKind, name: str) -> Path:
        folder = tmp_path / f"{kind}-{name}"
        folder.mkdir()
        (folder / "ocsp.der").write_bytes(pki(kind).ocsp(name))
        return folder

    whole = keyring()
    names = ("secc-a", "secc-b")
    iso2 = tuple(credential(pki(P256), name, held(P256, name)) for name in names)
    iso20 = tuple(credential(pki(P521), name, held(P521, name)) for name in names)
    return replace(whole, iso2=iso2, iso20=iso20)


def meet(
    engine: str, lo: Interface, keys: Keyring, client: Callable[[int], Awaitable[str]], own: bool = False
) -> tuple[str, SecureCharger]:
    """What a client says of a charger that echoes, and what the charger knows of it."""

    async def both() -> tuple[str, SecureCharger]:
        charger, server = SecureCharger(), Server()
        offer = Offer(keys, own=own)
        plain = ENGINES[engine](offer)
        gate = Gate(OwnEngine(plain, offer) if own else plain, offer, charger, charger.serving)
        port = await server.listen(gate, lo)
        try:
            async with asyncio.timeout(PATIENCE):
                return await client(port), charger
        finally:
            await server.close(0.1)

    return asyncio.run(both())


def openssl(*options: str, said: str = "charge\n") -> Callable[[int], Awaitable[str]]:
    """The client of the command line: all that it prints."""
    if shutil.which("openssl") is None:
        missing("no command openssl (Debian: openssl)")

    async def talk(port: int) -> str:
        process = await asyncio.create_subprocess_exec(
            *("openssl", "s_client", "-connect", f"[::1]:{port}", *options),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        assert process.stdin is not None and process.stdout is not None
        heard = b""
        process.stdin.write(said.encode())
        try:
            while b"\ncharge\n" not in heard and (line := await process.stdout.read(4096)):
                heard += line
        finally:
            process.stdin.close()
        heard += await process.stdout.read()
        await process.wait()
        return heard.decode(errors="replace")

    return talk


ISO2 = ("-tls1_2", "-cipher", "ECDHE-ECDSA-AES128-SHA256", "-curves", "P-256")
ISO20 = ("-tls1_3", "-curves", "P-521")


def root(folder: Path, kind: KeyKind, name: str) -> tuple[str, ...]:
    """The car trusts this root alone."""
    path = folder / f"{name}.pem"
    path.write_text(pem(pki(kind).der(name)))
    return "-CAfile", str(path), "-verify_return_error"


def shown(folder: Path, identity: Identity) -> tuple[str, ...]:
    """The car shows this certificate."""
    chain, key = folder / "chain.pem", folder / "key.pem"
    chain.write_text(pem(*identity.chain))
    key.write_bytes(key_pem(identity.key, None))
    return "-cert", str(chain), "-cert_chain", str(chain), "-key", str(key)


def echoed(said: str) -> bool:
    return "\ncharge\n" in said


@pytest.mark.parametrize("staple", [False, True], ids=["no staple", "staple"])
def test_openssl_in_tls_1_2(
    engine: str, staple: bool, lo: Interface, stapled: Keyring, tmp_path: Path
) -> None:
    asks = ("-status",) if staple else ()
    said, charger = meet(engine, lo, stapled, openssl(*ISO2, *root(tmp_path, P256, "v2g-a"), *asks))
    assert echoed(said), said
    assert "New, TLSv1.2, Cipher is ECDHE-ECDSA-AES128-SHA256" in said
    assert "Peer signature type: ECDSA" in said
    assert "Server Temp Key: ECDH, prime256v1, 256 bits" in said
    assert "Compression: NONE" in said
    assert "No client certificate CA names sent" in said
    assert ("OCSP Response Status: successful" in said) == (staple and engine == "pyOpenSSL")
    assert [channel.vehicle for channel in charger.channels] == [()]


@pytest.mark.parametrize("suite", ["TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256"])
@pytest.mark.parametrize("kind", [P521, ED448])
def test_openssl_in_tls_1_3(engine: str, kind: KeyKind, suite: str, lo: Interface, tmp_path: Path) -> None:
    shows = shown(tmp_path, pki(kind).identity("vehicle"))
    client = openssl(*ISO20, "-ciphersuites", suite, *shows, *root(tmp_path, kind, "v2g-a"))
    said, charger = meet(engine, lo, keyring(kind), client)
    assert echoed(said), said
    assert f"New, TLSv1.3, Cipher is {suite}" in said
    (channel,) = charger.channels
    assert channel.vehicle[0] == pki(kind).der("vehicle")


def test_openssl_gets_a_staple_in_tls_1_3(
    engine: str, lo: Interface, stapled: Keyring, tmp_path: Path
) -> None:
    shows = shown(tmp_path, pki(P521).identity("vehicle"))
    said, _ = meet(engine, lo, stapled, openssl(*ISO20, *shows, *root(tmp_path, P521, "v2g-a"), "-status"))
    assert echoed(said), said
    assert ("OCSP Response Status: successful" in said) == (engine == "pyOpenSSL")


@pytest.mark.parametrize("name", ["v2g-a", "v2g-b"])
def test_openssl_names_its_root_in_tls_1_3(engine: str, name: str, lo: Interface, tmp_path: Path) -> None:
    trusts = root(tmp_path, P521, name)
    shows = shown(tmp_path, pki(P521).identity("vehicle"))
    said, _ = meet(engine, lo, keyring(), openssl(*ISO20, *shows, *trusts, "-requestCAfile", trusts[1]))
    assert echoed(said), said
    assert "Verification: OK" in said


def test_openssl_works_over_x448_alone(engine: str, lo: Interface, tmp_path: Path) -> None:
    shows = shown(tmp_path, pki(P521).identity("vehicle"))
    client = openssl("-tls1_3", "-curves", "X448", *shows, *root(tmp_path, P521, "v2g-a"))
    said, _ = meet(engine, lo, keyring(), client)
    assert echoed(said), said
    assert "Server Temp Key: X448" in said


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        (P521, None),
        (P256, "vehicle"),
        (P521, "vehicle-expired"),
        (P521, "vehicle-foreign"),
        (P521, "contract"),
    ],
    ids=["none", "P-256", "expired", "foreign", "contract"],
)
def test_openssl_is_refused_without_a_good_certificate(
    engine: str, kind: KeyKind, name: str | None, lo: Interface, tmp_path: Path
) -> None:
    shows = shown(tmp_path, pki(kind).identity(name)) if name is not None else ()
    said, charger = meet(engine, lo, keyring(), openssl(*ISO20, *shows, *root(tmp_path, P521, "v2g-a")))
    assert not echoed(said)
    assert not charger.channels


@pytest.mark.parametrize(
    "options",
    [
        ("-tls1_1", "-cipher", "ALL:@SECLEVEL=0"),
        ("-tls1_2", "-cipher", "AES128-SHA256"),
        ("-tls1_2", "-cipher", "ECDHE-ECDSA-AES128-GCM-SHA256"),
        ("-tls1_2", "-curves", "X25519"),
        ("-tls1_3", "-ciphersuites", "TLS_AES_128_GCM_SHA256"),
        ("-tls1_3", "-curves", "P-256"),
    ],
    ids=["TLS 1.1", "RSA", "GCM", "X25519", "AES-128-GCM", "P-256 in 1.3"],
)
def test_openssl_is_told_what_is_not_of_the_standard(
    engine: str, options: tuple[str, ...], lo: Interface
) -> None:
    said, charger = meet(engine, lo, keyring(), openssl(*options))
    assert re.search("alert (handshake failure|protocol version)", said), said
    assert not charger.channels


def test_openssl_may_not_renegotiate(engine: str, lo: Interface, tmp_path: Path) -> None:
    client = openssl(*ISO2, *root(tmp_path, P256, "v2g-a"), said="R\ncharge\n")
    said, charger = meet(engine, lo, keyring(), client)
    assert "RENEGOTIATING" in said
    assert "no renegotiation" in said
    assert charger.inner.all[0].losses == 1


def mbed(suite: str) -> Callable[[int], Awaitable[str]]:
    """The client of mbed TLS: the suite agreed, and that the echo came."""
    tls = pytest.importorskip("mbedtls.tls", reason="python-mbedtls has no wheel for this Python")
    x509, errors = (pytest.importorskip(f"mbedtls.{name}") for name in ("x509", "exceptions"))
    trust = tls.TrustStore()
    trust.add(x509.CRT.from_DER(pki(P256).der("v2g-a")))
    configuration = tls.TLSConfiguration(
        trust_store=trust,
        validate_certificates=True,
        ciphers=[suite],
        lowest_supported_version=tls.TLSVersion.TLSv1_2,
        highest_supported_version=tls.TLSVersion.TLSv1_2,
    )

    def talk(port: int) -> str:
        with socket.create_connection(("::1", port), timeout=PATIENCE) as plain:
            wire = tls.ClientContext(configuration).wrap_socket(plain, server_hostname=None)
            try:
                wire.do_handshake()
            except errors.TLSError as error:
                return str(error)
            wire.send(b"charge")
            heard = wire.recv(4096)
            return f"{wire.cipher()} {heard.decode()}"

    return lambda port: asyncio.to_thread(talk, port)


def test_mbed_tls_in_tls_1_2(engine: str, lo: Interface) -> None:
    said, charger = meet(engine, lo, keyring(), mbed("TLS-ECDHE-ECDSA-WITH-AES-128-CBC-SHA256"))
    assert said == "TLS-ECDHE-ECDSA-WITH-AES-128-CBC-SHA256 charge"
    assert len(charger.channels) == 1


def test_mbed_tls_is_told_that_static_ecdh_is_not_served(engine: str, lo: Interface) -> None:
    """The standard's second suite: no library on OpenSSL has it any more."""
    said, charger = meet(engine, lo, keyring(), mbed("TLS-ECDH-ECDSA-WITH-AES-128-CBC-SHA256"))
    assert "charge" not in said
    assert not charger.channels


@pytest.mark.parametrize("suite", ["TLS-ECDHE-ECDSA", "TLS-ECDH-ECDSA"])
def test_mbed_tls_is_served_both_suites_with_our_own_engine(engine: str, suite: str, lo: Interface) -> None:
    name = f"{suite}-WITH-AES-128-CBC-SHA256"
    said, charger = meet(engine, lo, keyring(), mbed(name), own=True)
    assert said == f"{name} charge"
    assert len(charger.channels) == 1
