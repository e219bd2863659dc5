"""The engine on Python's own module ssl: no OCSP response, no names of trusted roots, else the same."""

from __future__ import annotations

import os
import ssl
import sys
from typing import Any

from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from secc.errors import ConfigError
from secc.pnc.certificates import pem
from secc.pnc.store import KeyedChain
from secc.security import Channel, TlsVersion
from secc.tls.alert import TlsError, in_words
from secc.tls.credentials import Credential
from secc.tls.engine import Offer
from secc.tls.keylog import KeyLog
from secc.tls.policy import GROUPS, Choice, Profile, Terms, variants, vehicle_roots

__all__ = ["StandardEngine", "show", "verified_chain"]

_PIECE = 16384

_OPTIONS = (
    ssl.OP_NO_RENEGOTIATION
    | ssl.OP_NO_COMPRESSION
    | ssl.OP_NO_TICKET
    | ssl.OP_SINGLE_ECDH_USE
    | ssl.OP_CIPHER_SERVER_PREFERENCE
)
_VERSIONS = {TlsVersion.V1_2: ssl.TLSVersion.TLSv1_2, TlsVersion.V1_3: ssl.TLSVersion.TLSv1_3}


class StandardEngine:
    """Sessions of the module ssl; one context for each version, chain and group."""

    name = "ssl"
    staples = False

    def __init__(self, offer: Offer) -> None:
        self._offer = offer
        self.groups = frozenset(filter(_binds, GROUPS))
        self.key_log = KeyLog(offer.key_log) if offer.key_log is not None else None
        self._contexts = {
            (row.version, group, id(credential)): self._context(row, group, credential)
            for row, group, credential in variants(offer.keyring, offer.profile)
        }

    def begin(self, choice: Choice) -> _Session:
        """A session for this choice."""
        version = choice.terms.version
        return _Session(self._contexts[version, choice.group, id(choice.credential)], version)

    def _context(self, terms: Terms, group: int, credential: Credential) -> ssl.SSLContext:
        try:
            return self._made(terms, group, credential)
        except (OSError, ValueError) as error:
            folder, reason = credential.identity.folder, _reason(error)
            raise ConfigError(f"{folder}: no {terms.version} with this chain: {reason}") from error

    def _made(self, terms: Terms, group: int, credential: Credential) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        version = _VERSIONS[terms.version]
        context.minimum_version = context.maximum_version = version
        context.options |= _OPTIONS
        context.num_tickets = 0
        if group in self.groups:
            context.set_ecdh_curve(GROUPS[group])
        if terms.version is TlsVersion.V1_3:
            self._demand_certificate(context)
        else:
            context.set_ciphers(terms.ciphers)
        show(context, credential.identity)
        if self.key_log is not None:
            context.keylog_filename = self.key_log.name
        return context

    def _demand_certificate(self, context: ssl.SSLContext) -> None:
        roots = vehicle_roots(self._offer.keyring, self._offer.profile)
        context.load_verify_locations(cadata=b"".join(root.der for root in roots))
        if self._offer.profile is Profile.STRICT:
            context.verify_flags |= ssl.VERIFY_X509_STRICT
        context.verify_mode = ssl.CERT_REQUIRED


def _binds(group: int) -> bool:
    """Whether a context can be bound to a group: OpenSSL 3.0 may refuse X448 and X25519 by this call."""
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).set_ecdh_curve(GROUPS[group])
    except ssl.SSLError:
        return False
    return True


def show(context: ssl.SSLContext, identity: KeyedChain) -> None:
    """Let the context show this chain. The module takes keys from files only: this one is in memory."""
    key = identity.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    chain = pem(*(certificate.der for certificate in identity.certificates))
    with os.fdopen(os.memfd_create("secc"), "wb") as file:
        file.write(key + chain.encode())
        file.flush()
        context.load_cert_chain(f"/proc/self/fd/{file.fileno()}")


def verified_chain(tls: ssl.SSLObject | ssl.SSLSocket) -> tuple[bytes, ...]:
    """The peer's chain in DER, root last; before Python 3.13 the module has it, but does not show it."""
    if sys.version_info >= (3, 13):
        return tuple(tls.get_verified_chain())
    chain: Any = tls._sslobj.get_verified_chain() or ()  # type: ignore[union-attr]
    return tuple(ssl.PEM_cert_to_DER_cert(one.public_bytes()) for one in chain)


class _Session:
    """One connection's TLS in memory."""

    def __init__(self, context: ssl.SSLContext, version: TlsVersion) -> None:
        self.channel: Channel | None = None
        self.ended = False
        self._version = version
        self._incoming, self._outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self._tls = context.wrap_bio(self._incoming, self._outgoing, server_side=True)

    def receive(self, data: bytes) -> bytes:
        """See `secc.tls.engine.Session`."""
        pieces = []
        self._incoming.write(data)
        try:
            if self.channel is None:
                self._tls.do_handshake()
                self.channel = Channel(self._version, verified_chain(self._tls))
            while piece := self._tls.read(_PIECE):
                pieces.append(piece)
            self.ended = True
        except ssl.SSLWantReadError:
            pass
        except ssl.SSLZeroReturnError:
            self.ended = True
        except (ssl.SSLError, ValueError) as error:
            raise TlsError(_reason(error)) from error
        return b"".join(pieces)

    def send(self, data: bytes) -> None:
        """See `secc.tls.engine.Session`."""
        try:
            self._tls.write(data)
        except ssl.SSLError as error:
            raise TlsError(_reason(error)) from error

    def close(self) -> None:
        """See `secc.tls.engine.Session`."""
        try:
            self._tls.unwrap()
        except ssl.SSLError:  # the car has not said goodbye yet; ours is written
            return

    def output(self) -> bytes:
        """See `secc.tls.engine.Session`."""
        return self._outgoing.read()


def _reason(error: Exception) -> str:
    """OpenSSL's own words."""
    return in_words(getattr(error, "reason", None) or "broken TLS")
