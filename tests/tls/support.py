"""A charger's TLS and clients for it, all in memory."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, Protocol

from cryptography import x509
from cryptography.hazmat.bindings.openssl.binding import Binding
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from OpenSSL import SSL, crypto

from secc.pnc.authority import Identity, Pki
from secc.pnc.certificates import parse
from secc.pnc.profiles import KeyKind
from secc.pnc.store import KeyedChain, Trust
from secc.security import TlsVersion
from secc.tls.connection import TlsConnection
from secc.tls.credentials import Credential, Keyring
from secc.tls.engine import Engine, Offer, Session
from secc.tls.openssl import OpenSslEngine
from secc.tls.own import ECDHE, OwnEngine
from secc.tls.policy import STATIC_ECDH, Choice
from secc.tls.standard import StandardEngine, show

ENGINES: dict[str, Callable[[Offer], Engine]] = {"pyOpenSSL": OpenSslEngine, "ssl": StandardEngine}

P256, P521, ED448 = KeyKind


class OwnWhereItCan(OwnEngine):
    """Our own engine for every connection of TLS 1.2, also for those that it leaves to others in earnest."""

    def __init__(self, offer: Offer) -> None:
        super().__init__(OpenSslEngine(offer), offer)

    def begin(self, choice: Choice) -> Session:
        if choice.terms.version is not TlsVersion.V1_2:
            return super().begin(choice)
        suite = ECDHE if ECDHE in choice.hello.suites else STATIC_ECDH
        return self._session(choice.credential, suite, choice.hello)


@cache
def pki(kind: KeyKind) -> Pki:
    """One world a kind of key, for the whole run."""
    return Pki(datetime.now(UTC), kind)


def certificate(der: bytes) -> x509.Certificate:
    return x509.load_der_x509_certificate(der)


def credential(world: Pki, name: str = "secc-a", folder: Path = Path("/nowhere")) -> Credential:
    """What a charger has of this name."""
    identity = world.identity(name)
    chain = tuple(parse(der) for der in identity.chain)
    return Credential(KeyedChain(name, chain, identity.key, folder), parse(identity.root))


def keyring(iso20: KeyKind | None = P521, names: Sequence[str] = ("secc-a", "secc-b")) -> Keyring:
    """Both roots for each version."""
    two = tuple(credential(pki(P256), name) for name in names)
    if iso20 is None:
        return Keyring(two)
    world = pki(iso20)
    v2g = tuple(parse(world.der(name)) for name in ("v2g-a", "v2g-b"))
    trust = Trust(v2g=v2g, oem=(parse(world.der("oem")),))
    return Keyring(two, tuple(credential(world, name) for name in names), trust)


def p256_vehicle() -> Identity:
    """A P-256 leaf under the P-521 hierarchy: OpenSSL itself takes it."""
    key = ec.generate_private_key(ec.SECP256R1())
    return pki(P521).changed({}, keys={"vehicle": key}).identity("vehicle")


class Client(Protocol):
    """A car's end in memory."""

    def receive(self, data: bytes) -> bytes: ...
    def send(self, data: bytes) -> None: ...
    def close(self) -> None: ...
    def output(self) -> bytes: ...


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What a test car proposes."""

    versions: tuple[int, int] = (SSL.TLS1_2_VERSION, SSL.TLS1_2_VERSION)
    suites: str = "ECDHE-ECDSA-AES128-SHA256"
    suites13: str = "TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256"
    group: ec.EllipticCurve | None = field(default_factory=ec.SECP256R1)
    roots: tuple[x509.Certificate, ...] = ()
    identity: Identity | None = None
    ask_staple: bool = False
    custom: tuple[tuple[int, bytes], ...] = ()
    options: int = 0


def iso2(**more: Any) -> Wish:
    """A car of ISO 15118-2."""
    return replace(Wish(roots=(pki(P256)["v2g-a"].certificate,)), **more)


def iso20(kind: KeyKind = P521, vehicle: str | None = "vehicle", **more: Any) -> Wish:
    """A car of ISO 15118-20; `vehicle` names what it shows."""
    world, version = pki(kind), SSL.TLS1_3_VERSION
    wish = Wish(
        versions=(version, version),
        group=ec.SECP521R1(),
        roots=(world["v2g-a"].certificate,),
        identity=world.identity(vehicle) if vehicle is not None else None,
    )
    return replace(wish, **more)


class OpenSslClient:
    """A car on pyOpenSSL; it can ask for a staple, and with the library's private side send any extension."""

    def __init__(self, wish: Wish) -> None:
        context = SSL.Context(SSL.TLS_CLIENT_METHOD)
        context.set_min_proto_version(wish.versions[0])
        context.set_max_proto_version(wish.versions[1])
        context.set_cipher_list(wish.suites.encode())
        context.set_tls13_ciphersuites(wish.suites13.encode())
        context.set_options(wish.options)
        if wish.group is not None:
            context.set_tmp_ecdh(wish.group)
        store = context.get_cert_store()
        assert store is not None
        for root in wish.roots:
            store.add_cert(crypto.X509.from_cryptography(root))
        context.set_verify(SSL.VERIFY_PEER)
        if wish.identity is not None:
            context.use_certificate(certificate(wish.identity.leaf))
            for der in wish.identity.subs:
                context.add_extra_chain_cert(certificate(der))
            context.use_privatekey(wish.identity.key)
        self.staple: bytes | None = None
        context.set_ocsp_client_callback(self._stapled)
        self._extensions = [_custom_extension(context, *one) for one in wish.custom]
        self.tls = SSL.Connection(context)
        if wish.ask_staple:
            self.tls.request_ocsp()
        self.tls.set_connect_state()
        self.up = False

    def _stapled(self, connection: SSL.Connection, response: bytes, data: object) -> bool:
        self.staple = response
        return True

    def receive(self, data: bytes) -> bytes:
        if data:
            self.tls.bio_write(data)
        pieces = []
        try:
            if not self.up:
                self.tls.do_handshake()
                self.up = True
            while True:
                pieces.append(self.tls.recv(16384))
        except SSL.WantReadError:
            return b"".join(pieces)

    def send(self, data: bytes) -> None:
        self.tls.sendall(data)

    def close(self) -> None:
        self.tls.shutdown()

    def output(self) -> bytes:
        pieces = []
        try:
            while True:
                pieces.append(self.tls.bio_read(16384))
        except SSL.WantReadError:
            return b"".join(pieces)


def _custom_extension(context: SSL.Context, number: int, body: bytes) -> object:
    """Have the client send this extension; pyOpenSSL has no public way."""
    lib, ffi = Binding.lib, Binding.ffi
    held = ffi.new("unsigned char[]", body)

    def add(tls: Any, kind: int, out: Any, length: Any, alert: Any, argument: Any) -> int:
        out[0], length[0] = held, len(body)
        return 1

    def parse(tls: Any, kind: int, data: Any, length: int, alert: Any, argument: Any) -> int:
        return 1

    adds = ffi.callback("int(SSL *, unsigned int, const unsigned char **, size_t *, int *, void *)", add)
    parses = ffi.callback("int(SSL *, unsigned int, const unsigned char *, size_t, int *, void *)", parse)
    null = ffi.NULL
    done = lib.SSL_CTX_add_client_custom_ext(context._context, number, adds, null, null, parses, null)
    assert done == 1
    return held, adds, parses


def client_context(wish: Wish) -> ssl.SSLContext:
    """What a car on the module ssl proposes."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.minimum_version, context.maximum_version = map(ssl.TLSVersion, wish.versions)
    context.set_ciphers(wish.suites)
    if wish.group is not None:
        names = {"secp256r1": "prime256v1"}
        context.set_ecdh_curve(names.get(wish.group.name, wish.group.name))
    context.load_verify_locations(cadata=b"".join(one.public_bytes(Encoding.DER) for one in wish.roots))
    if wish.identity is not None:
        chain = tuple(parse(der) for der in wish.identity.chain)
        show(context, KeyedChain(wish.identity.name, chain, wish.identity.key, Path()))
    return context


class StandardClient:
    """A car on the module ssl."""

    def __init__(self, wish: Wish) -> None:
        self._context = client_context(wish)
        self.begin()

    def begin(self, session: ssl.SSLSession | None = None) -> None:
        """A new connection, which may try to go on with an earlier session."""
        self._incoming, self._outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self.tls = self._context.wrap_bio(self._incoming, self._outgoing, session=session)
        self.up = False

    def receive(self, data: bytes) -> bytes:
        self._incoming.write(data)
        pieces = []
        try:
            if not self.up:
                self.tls.do_handshake()
                self.up = True
            while piece := self.tls.read(16384):
                pieces.append(piece)
        except ssl.SSLWantReadError:
            pass
        return b"".join(pieces)

    def send(self, data: bytes) -> None:
        self.tls.write(data)

    def close(self) -> None:
        try:
            self.tls.unwrap()
        except ssl.SSLWantReadError:
            return

    def output(self) -> bytes:
        return self._outgoing.read()


CLIENTS: dict[str, Callable[[Wish], OpenSslClient | StandardClient]] = {
    "pyOpenSSL": OpenSslClient,
    "ssl": StandardClient,
}


def charger(engine: str = "pyOpenSSL", offer: Offer | None = None) -> TlsConnection:
    """The charger's end."""
    offer = offer or Offer(keyring())
    return TlsConnection(ENGINES[engine](offer), offer)


def shake(client: Client, server: TlsConnection, piece: int = 65536) -> None:
    """Carry bytes to and fro until nobody has any; in pieces of this size towards the charger."""
    client.receive(b"")
    while True:
        data = client.output()
        for at in range(0, len(data), piece):
            assert server.receive(data[at : at + piece]) == b""
        answer = server.output()
        if answer:
            client.receive(answer)
        elif not data:
            return


def talk(client: Client, server: TlsConnection) -> None:
    """A word each way."""
    client.send(b"charge?")
    assert server.receive(client.output()) == b"charge?"
    server.send(b"yes")
    assert client.receive(server.output()) == b"yes"
