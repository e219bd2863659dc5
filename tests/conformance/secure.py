"""The car's end of TLS: OpenSSL's, or a written-out TLS 1.2 where a car asks for what OpenSSL cannot."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from itertools import pairwise
from typing import Final, Protocol

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.bindings.openssl.binding import Binding
from OpenSSL import SSL

from secc.errors import Error
from secc.pnc.profiles import KeyKind
from secc.tls.hello import CaKeyKind
from tests.conformance.case import NotUnderstood
from tests.conformance.equipment import ROOTS
from tests.conformance.keys import Keys
from tests.conformance.wish import Seen, Wish
from tests.tls import plain_client as plain
from tests.tls import support

ALERTS: Final = {
    0: "close_notify",
    10: "unexpected_message",
    20: "bad_record_mac",
    22: "record_overflow",
    40: "handshake_failure",
    42: "bad_certificate",
    43: "unsupported_certificate",
    44: "certificate_revoked",
    45: "certificate_expired",
    46: "certificate_unknown",
    47: "illegal_parameter",
    48: "unknown_ca",
    49: "access_denied",
    50: "decode_error",
    51: "decrypt_error",
    70: "protocol_version",
    71: "insufficient_security",
    80: "internal_error",
    90: "user_canceled",
    100: "no_renegotiation",
    109: "missing_extension",
    110: "unsupported_extension",
    113: "bad_certificate_status_response",
    116: "certificate_required",
}
"""Number to name (RFC 5246 and 8446)."""

_VERSIONS: Final = {"1.1": SSL.TLS1_1_VERSION, "1.2": SSL.TLS1_2_VERSION, "1.3": SSL.TLS1_3_VERSION}
_STANDARD: Final = "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256"
_STANDARD_13: Final = "TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256"
_OF_13: Final = ("TLS_AES_", "TLS_CHACHA20_")
"""How the names of the suites of TLS 1.3 begin."""
_WRITTEN_OUT: Final = {_STANDARD: plain.ECDHE, "TLS_ECDH_ECDSA_WITH_AES_128_CBC_SHA256": plain.STATIC}
"""Suites of the written-out TLS; OpenSSL has given up the second."""
_GROUPS: Final = {
    "secp256r1": "P-256",
    "secp384r1": "P-384",
    "secp521r1": "P-521",
    "x25519": "X25519",
    "x448": "X448",
}
_USUAL_GROUPS: Final = {"1.1": ["secp256r1"], "1.2": ["secp256r1"], "1.3": ["secp521r1", "x448"]}
_TRUSTED_CA_KEYS: Final = 3
_UNKNOWN_CA: Final = 48


class Broken(Exception):
    """TLS cannot go on: the charger has said so, or the car does not want to."""


class Car(Protocol):
    """One connection, in memory. What `output` has is to be sent after every call, also one that raised."""

    up: bool
    """The handshake is over, as far as the car knows."""

    @property
    def alert(self) -> int | None:
        """What the charger said last."""

    def receive(self, data: bytes) -> bytes: ...
    def send(self, data: bytes) -> None: ...
    def close(self) -> None: ...
    def output(self) -> bytes: ...

    def seen(self) -> Seen:
        """What it has learned; once it is up."""


def car(wish: Wish, keys: Keys) -> Car:
    """The end of a car that wishes so; NotUnderstood for what neither library can."""
    special = wish.trusted_ca_keys is not None or wish.ask_ocsp == "v2"
    if special or any(suite in _WRITTEN_OUT and suite != _STANDARD for suite in wish.suites):
        return _WrittenOut(wish, keys)
    return _OnOpenSsl(wish, keys)


def _kinds(wish: Wish) -> tuple[KeyKind, ...]:
    return (KeyKind.P256, KeyKind.P521) if "1.3" in wish.tls else (KeyKind.P256,)


class _OnOpenSsl(support.OpenSslClient):
    def __init__(self, wish: Wish, keys: Keys) -> None:
        offered = wish.tls.split("+")
        versions = [_VERSIONS[version] for version in offered]
        old = [suite for suite in wish.suites if not suite.startswith(_OF_13)]
        new = [suite for suite in wish.suites if suite.startswith(_OF_13)]
        if unknown := [suite for suite in old if not _known(suite)]:
            raise NotUnderstood(f"suites {unknown}: the car has none of these names")
        suites = ":".join(old) or _STANDARD
        if wish.tls == "1.1":  # its signatures are too weak for what OpenSSL does of itself
            suites = "ALL:@SECLEVEL=0"
        shows = "1.3" in wish.tls and wish.certificate != "none"
        try:
            super().__init__(
                support.Wish(
                    versions=(min(versions), max(versions)),
                    suites=suites,
                    suites13=":".join(new) if wish.suites else _STANDARD_13,
                    group=None,
                    roots=_roots(wish, keys),
                    identity=keys.identity(wish.certificate, KeyKind.P521) if shows else None,
                    ask_staple=wish.ask_ocsp == "v1",
                )
            )
        except (SSL.Error, ValueError) as error:
            raise NotUnderstood(f"a car cannot be like this: {error}") from error
        self._wish, self._keys = wish, keys
        self.alert: int | None = None
        self._asked = False
        _set_groups(self.tls, wish.groups or [one for version in offered for one in _USUAL_GROUPS[version]])
        self.tls.set_info_callback(self._told)

    def _told(self, tls: SSL.Connection, where: int, what: int) -> None:
        """OpenSSL says what it does."""
        if where & SSL.SSL_CB_READ_ALERT == SSL.SSL_CB_READ_ALERT:
            self.alert = what & 0xFF
        elif where & SSL.SSL_CB_LOOP and tls.get_state_string().endswith(b"read server certificate request"):
            self._asked = True

    def receive(self, data: bytes) -> bytes:
        pieces = []
        if data:
            self.tls.bio_write(data)
        try:
            if not self.up:
                self.tls.do_handshake()
                self.up = True
            while True:
                pieces.append(self.tls.recv(16384))
        except (SSL.WantReadError, SSL.ZeroReturnError):
            return b"".join(pieces)
        except SSL.Error as error:
            raise Broken(str(error)) from error

    def send(self, data: bytes) -> None:
        try:
            super().send(data)
        except SSL.Error as error:
            raise Broken(str(error)) from error

    def seen(self) -> Seen:
        chain = [one.to_cryptography() for one in self.tls.get_peer_cert_chain() or ()]
        named = {name.der() for name in self.tls.get_client_ca_list()}
        kinds = _kinds(self._wish)
        anchors = {"v2g": "v2g-a", "oem": "oem"}
        return Seen(
            version=self.tls.get_protocol_version_name().removeprefix("TLSv"),
            chain_length=len(chain),
            chain_root=_root(chain, self._keys, kinds),
            client_certificate_asked=self._asked,
            authorities=frozenset(
                whose
                for whose, name in anchors.items()
                for kind in kinds
                if self._keys.certificate(name, kind).subject.public_bytes() in named
            ),
            staples=int(bool(self.staple)),
        )


def _known(suite: str) -> bool:
    """Whether OpenSSL has a suite of this name."""
    try:
        SSL.Context(SSL.TLS_CLIENT_METHOD).set_cipher_list(suite.encode())
    except SSL.Error:
        return False
    return True


def _set_groups(tls: SSL.Connection, names: Sequence[str]) -> None:
    """For this connection; pyOpenSSL has no public way to more than one."""
    try:
        wanted = ":".join(_GROUPS[name.lower()] for name in names)
    except KeyError as error:
        raise NotUnderstood(f"group {error}: the car has none of this name") from error
    done = Binding.lib.SSL_set1_curves_list(tls._ssl, wanted.encode())
    assert done == 1


class _WrittenOut(plain.PlainClient):
    def __init__(self, wish: Wish, keys: Keys) -> None:
        unknown = set(wish.suites) - _WRITTEN_OUT.keys()
        if wish.tls != "1.2" or unknown or set(wish.groups) - {"secp256r1"}:
            raise NotUnderstood(
                f"a car that asks for this speaks TLS 1.2 with its own suites and curve only: {wish}"
            )
        suites = tuple(_WRITTEN_OUT[suite] for suite in wish.suites) or (plain.ECDHE,)
        more = [plain.MAC_LAST, plain.LONG_SECRET]
        if wish.trusted_ca_keys is not None:
            more.append(plain.extension(_TRUSTED_CA_KEYS, _named(wish.trusted_ca_keys, keys)))
        if wish.ask_ocsp is not None:
            more.append(plain.ASKS_STAPLES if wish.ask_ocsp == "v2" else plain.ASKS_STAPLE)
        super().__init__(suites=suites, more=tuple(more))
        self._wish, self._keys = wish, keys

    @property
    def alert(self) -> int | None:
        return self.alerts[-1][1] if self.alerts else None

    def receive(self, data: bytes) -> bytes:
        try:
            return super().receive(data)
        except (Error, AssertionError, InvalidSignature, ValueError) as error:
            raise Broken(f"no sound TLS: {error!r}") from error

    def read_flight(self) -> None:
        super().read_flight()
        if self._wish.trust == "nothing":
            self.say(plain.ALERT, bytes((2, _UNKNOWN_CA)))
            raise Broken("the car knows no root")

    def seen(self) -> Seen:
        assert self.answer is not None
        chain = [x509.load_der_x509_certificate(der) for der in self.answer.chain]
        return Seen(
            version="1.2",
            chain_length=len(chain),
            chain_root=_root(chain, self._keys, (KeyKind.P256,)),
            client_certificate_asked=False,  # it would have been no sound TLS
            authorities=frozenset(),
            staples=sum(map(bool, self.answer.staples)),
        )


def _roots(wish: Wish, keys: Keys) -> tuple[x509.Certificate, ...]:
    if wish.trust == "nothing":
        return ()
    return tuple(keys.made(name, kind).certificate for kind in _kinds(wish) for name in ROOTS.values())


def _named(root: str, keys: Keys) -> bytes:
    """The extension's content: one root, by its SHA-1."""
    der = keys.made(ROOTS[root]).der if root in ROOTS else root.encode()
    return plain.vector(2, bytes((CaKeyKind.CERTIFICATE_SHA1,)) + hashlib.sha1(der).digest())


def _root(chain: Sequence[x509.Certificate], keys: Keys, kinds: Sequence[KeyKind]) -> str | None:
    """The V2G root under which a chain stands that holds from link to link."""
    for name, certificate in ROOTS.items():
        for kind in kinds:
            above = [*chain, keys.made(certificate, kind).certificate]
            if all(_issued(one, issuer) for one, issuer in pairwise(above)):
                return name
    return None


def _issued(one: x509.Certificate, issuer: x509.Certificate) -> bool:
    try:
        one.verify_directly_issued_by(issuer)
    except (ValueError, TypeError, InvalidSignature):
        return False
    return True
