"""`openssl s_client` at the door: what it says of us. For more clients see tests/tls/test_matrix.py."""

from __future__ import annotations

import asyncio
import re
import shutil
from collections.abc import Awaitable, Callable
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
from tests.conftest import missing
from tests.net.test_tls import SecureCharger
from tests.tls.support import ED448, ENGINES, P256, P521, keyring, pki

PATIENCE = 20.0  # s for a client, which on a busy machine starts slowly


pytestmark = pytest.mark.parametrize("engine", ENGINES)


def meet(
    engine: str, lo: Interface, keys: Keyring, client: Callable[[int], Awaitable[str]]
) -> tuple[str, SecureCharger]:
    """What a client says of a charger that echoes, and what the charger knows of it."""

    async def both() -> tuple[str, SecureCharger]:
        charger, server = SecureCharger(), Server()
        offer = Offer(keys)
        gate = Gate(ENGINES[engine](offer), offer, charger, charger.serving)
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


def test_openssl_in_tls_1_2(engine: str, lo: Interface, tmp_path: Path) -> None:
    said, charger = meet(engine, lo, keyring(), openssl(*ISO2, *root(tmp_path, P256, "v2g-a")))
    assert echoed(said), said
    assert "New, TLSv1.2, Cipher is ECDHE-ECDSA-AES128-SHA256" in said
    assert "Peer signature type: ECDSA" in said
    assert "Server Temp Key: ECDH, prime256v1, 256 bits" in said
    assert "Compression: NONE" in said
    assert "No client certificate CA names sent" in said
    assert [channel.vehicle for channel in charger.channels] == [()]


@pytest.mark.parametrize("kind", [P521, ED448])
def test_openssl_in_tls_1_3(engine: str, kind: KeyKind, lo: Interface, tmp_path: Path) -> None:
    shows = shown(tmp_path, pki(kind).identity("vehicle"))
    client = openssl(*ISO20, *shows, *root(tmp_path, kind, "v2g-a"))
    said, charger = meet(engine, lo, keyring(kind), client)
    assert echoed(said), said
    assert "New, TLSv1.3, Cipher is TLS_AES_256_GCM_SHA384" in said
    (channel,) = charger.channels
    assert channel.vehicle[0] == pki(kind).der("vehicle")


def test_openssl_works_over_x448_alone(engine: str, lo: Interface, tmp_path: Path) -> None:
    shows = shown(tmp_path, pki(P521).identity("vehicle"))
    client = openssl("-tls1_3", "-curves", "X448", *shows, *root(tmp_path, P521, "v2g-a"))
    said, _ = meet(engine, lo, keyring(), client)
    assert echoed(said), said
    assert "Server Temp Key: X448" in said


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
