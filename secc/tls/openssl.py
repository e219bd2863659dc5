"""The engine on pyOpenSSL: staples OCSP responses, names the roots it trusts, pins the suites of TLS 1.3."""

from __future__ import annotations

from cryptography.hazmat.primitives.asymmetric import ec
from OpenSSL import SSL, crypto

from secc.errors import ConfigError
from secc.security import Channel, TlsVersion
from secc.tls.alert import TlsError, in_words
from secc.tls.credentials import Credential
from secc.tls.engine import Offer
from secc.tls.keylog import KeyLog
from secc.tls.policy import P256, P384, P521, Choice, Profile, Terms, variants, vehicle_roots
from secc.tls.staple import Staple

__all__ = ["OpenSslEngine"]

_PIECE = 16384  # bytes taken from a memory buffer at a time: a record's worth

_OPTIONS = (
    SSL.OP_NO_RENEGOTIATION
    | SSL.OP_NO_COMPRESSION
    | SSL.OP_NO_TICKET
    | SSL.OP_SINGLE_ECDH_USE
    | SSL.OP_CIPHER_SERVER_PREFERENCE
)
_VERSIONS = {TlsVersion.V1_2: SSL.TLS1_2_VERSION, TlsVersion.V1_3: SSL.TLS1_3_VERSION}
_CURVES = {P256: ec.SECP256R1(), P384: ec.SECP384R1(), P521: ec.SECP521R1()}
"""Groups that a context can be bound to; for the others it is left open."""

_DEPTH = 3  # certificates between a car's leaf and its root, at most


class OpenSslEngine:
    """Sessions of pyOpenSSL; one context for each version, chain and group."""

    name = "pyOpenSSL"
    staples = True
    groups = frozenset(_CURVES)

    def __init__(self, offer: Offer) -> None:
        self._offer = offer
        self.key_log = KeyLog(offer.key_log) if offer.key_log is not None else None
        self._staples = {id(one): Staple(one) for one in (*offer.keyring.iso2, *offer.keyring.iso20)}
        self._contexts = {
            (row.version, group, id(credential)): self._context(row, group, credential)
            for row, group, credential in variants(offer.keyring, offer.profile)
        }

    def begin(self, choice: Choice) -> _Session:
        """A session for this choice."""
        version = choice.terms.version
        return _Session(self._contexts[version, choice.group, id(choice.credential)], version)

    def _context(self, terms: Terms, group: int, credential: Credential) -> SSL.Context:
        try:
            return self._made(terms, group, credential)
        except (SSL.Error, crypto.Error, ValueError) as error:
            folder, reason = credential.identity.folder, _reason(error)
            raise ConfigError(f"{folder}: no {terms.version} with this chain: {reason}") from error

    def _made(self, terms: Terms, group: int, credential: Credential) -> SSL.Context:
        context = SSL.Context(SSL.TLS_SERVER_METHOD)
        version = _VERSIONS[terms.version]
        context.set_min_proto_version(version)
        context.set_max_proto_version(version)
        context.set_options(_OPTIONS)
        context.set_session_cache_mode(SSL.SESS_CACHE_OFF)
        names = terms.ciphers.encode()
        if terms.version is TlsVersion.V1_3:
            context.set_tls13_ciphersuites(names)
            self._demand_certificate(context)
        else:
            context.set_cipher_list(names)
        if group in _CURVES:
            context.set_tmp_ecdh(_CURVES[group])
        self._show(context, credential)
        key_log = self.key_log
        if key_log is not None:
            context.set_keylog_callback(lambda _, line: key_log.append(line))
        return context

    def _show(self, context: SSL.Context, credential: Credential) -> None:
        leaf, *authorities = credential.identity.certificates
        context.use_certificate(leaf.x509)
        for authority in authorities:
            context.add_extra_chain_cert(authority.x509)
        context.use_privatekey(credential.identity.key)
        staple, clock = self._staples[id(credential)], self._offer.clock
        context.set_ocsp_server_callback(lambda connection, data: staple.fresh(clock()))

    def _demand_certificate(self, context: SSL.Context) -> None:
        store = context.get_cert_store()
        assert store is not None  # a context of its own always has one
        roots = vehicle_roots(self._offer.keyring, self._offer.profile)
        for root in roots:
            store.add_cert(crypto.X509.from_cryptography(root.x509))
        for root in {root.subject: root for root in roots}.values():  # each name once
            context.add_client_ca(root.x509)
        if self._offer.profile is Profile.STRICT:
            store.set_flags(crypto.X509StoreFlags.X509_STRICT)
        context.set_verify(SSL.VERIFY_PEER | SSL.VERIFY_FAIL_IF_NO_PEER_CERT)
        context.set_verify_depth(_DEPTH)


class _Session:
    """One connection's TLS in memory."""

    def __init__(self, context: SSL.Context, version: TlsVersion) -> None:
        self.channel: Channel | None = None
        self.ended = False
        self._version = version
        self._tls = SSL.Connection(context)
        self._tls.set_accept_state()

    def receive(self, data: bytes) -> bytes:
        """See `secc.tls.engine.Session`."""
        pieces = []
        try:
            self._tls.bio_write(data)
            if self.channel is None:
                self._tls.do_handshake()
                # In DER: OpenSSL verifies certificates that the package cryptography cannot even read.
                chain = self._tls.get_verified_chain() or ()
                vehicle = (crypto.dump_certificate(crypto.FILETYPE_ASN1, one) for one in chain)
                self.channel = Channel(self._version, tuple(vehicle))
            while True:
                pieces.append(self._tls.recv(_PIECE))
        except SSL.WantReadError:
            pass
        except SSL.ZeroReturnError:
            self.ended = True
        except (SSL.Error, crypto.Error, ValueError) as error:
            raise TlsError(_reason(error)) from error
        return b"".join(pieces)

    def send(self, data: bytes) -> None:
        """See `secc.tls.engine.Session`."""
        try:
            self._tls.sendall(data)
        except SSL.Error as error:
            raise TlsError(_reason(error)) from error

    def close(self) -> None:
        """See `secc.tls.engine.Session`."""
        try:
            self._tls.shutdown()
        except SSL.Error:  # in the middle of a handshake there is nothing to close
            return

    def output(self) -> bytes:
        """See `secc.tls.engine.Session`."""
        pieces = []
        try:
            while True:
                pieces.append(self._tls.bio_read(_PIECE))
        except SSL.WantReadError:
            return b"".join(pieces)


def _reason(error: Exception) -> str:
    """OpenSSL's own words; it says nothing where the stream just stops."""
    queue = error.args[0] if error.args and isinstance(error.args[0], list) else ()
    return "; ".join(in_words(reason) for *_, reason in queue if reason) or "broken TLS"
