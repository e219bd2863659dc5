"""An engine of our own, for what OpenSSL cannot: an OCSP response for each certificate, and static ECDH.

ISO 15118-2 lets a car ask for both ([V2G2-871]), and a car that asked for responses and gets none leaves
([V2G2-873]). It speaks TLS 1.2 with the standard's two suites, and nothing else; each primitive is from the
package cryptography. Every other connection goes to the engine that it stands before.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Callable
from enum import IntEnum

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from secc.security import Channel, TlsVersion
from secc.tls.alert import Alert, TlsError, heard
from secc.tls.credentials import ECDSA_P256, Credential
from secc.tls.engine import Engine, Offer, Session
from secc.tls.hello import ClientHello, HelloReader
from secc.tls.policy import P256, STATIC_ECDH, Choice
from secc.tls.records import LARGEST, VERSION, Protection, RecordReader, prf, record
from secc.tls.staple import Staple

__all__ = ["OwnEngine"]

ECDHE = 0xC023

_CURVE = ec.SECP256R1()
_STATUS_REQUEST, _POINT_FORMATS, _STATUS_REQUEST_V2 = 5, 11, 17
_ENCRYPT_THEN_MAC, _EXTENDED_MASTER_SECRET, _RENEGOTIATION_INFO = 22, 23, 0xFF01
_RENEGOTIATION_SCSV = 0x00FF
_OCSP, _OCSP_MULTI = 1, 2
_CLOSE_NOTIFY = 0
_WARNING, _FATAL = 1, 2
_LONGEST_MESSAGE = 1024  # of a car's handshake after its hello; both have some 70 bytes


class Kind(IntEnum):
    """What a record is about."""

    CHANGE_CIPHER_SPEC = 20
    ALERT = 21
    HANDSHAKE = 22
    APPLICATION = 23


class Message(IntEnum):
    """Handshake messages."""

    SERVER_HELLO = 2
    CERTIFICATE = 11
    SERVER_KEY_EXCHANGE = 12
    SERVER_HELLO_DONE = 14
    CLIENT_KEY_EXCHANGE = 16
    FINISHED = 20
    CERTIFICATE_STATUS = 22


class OwnEngine:
    """Takes the connections that its inner engine could not serve as the car wishes."""

    staples = True

    def __init__(self, inner: Engine, offer: Offer) -> None:
        self.name = f"{inner.name} and our own"
        self.groups, self.key_log = inner.groups, inner.key_log
        self._inner, self._offer = inner, offer
        self._staples = {
            id(one): [Staple(one, place) for place in range(len(one.identity.certificates))]
            for one in offer.keyring.iso2
        }

    def begin(self, choice: Choice) -> Session:
        """A session of our own, or of the inner engine."""
        hello = choice.hello
        if choice.terms.version is not TlsVersion.V1_2 or choice.group != P256:
            return self._inner.begin(choice)
        if {*choice.terms.suites} & {*hello.suites} == {STATIC_ECDH}:
            return self._session(choice.credential, STATIC_ECDH, hello)
        signed = hello.signatures is not None and ECDHE in hello.suites
        if signed and hello.asks_staples:
            return self._session(choice.credential, ECDHE, hello)
        return self._inner.begin(choice)

    def _session(self, credential: Credential, suite: int, hello: ClientHello) -> Session:
        now = self._offer.clock()
        responses: list[bytes] = []
        if hello.asks_staple or hello.asks_staples:
            responses = [staple.fresh(now) for staple in self._staples[id(credential)]]
        return _Session(credential, suite, responses, self._log)

    def _log(self, random: bytes, master: bytes) -> None:
        if self.key_log is not None:
            self.key_log.append(f"CLIENT_RANDOM {random.hex()} {master.hex()}".encode())


def _vector(size: int, data: bytes) -> bytes:
    return len(data).to_bytes(size) + data


class _Session:
    """One connection's TLS in memory: what may come next is always one thing."""

    def __init__(
        self,
        credential: Credential,
        suite: int,
        responses: list[bytes],
        tell: Callable[[bytes, bytes], None],
    ) -> None:
        self.channel: Channel | None = None
        self.ended = False
        self._identity, self._suite, self._responses, self._tell = credential.identity, suite, responses, tell
        self._hello_reader = HelloReader()
        self._hello: ClientHello | None = None
        self._records = RecordReader()
        self._messages = bytearray()  # of the car, not yet whole
        self._transcript = b""
        self._random = secrets.token_bytes(32)
        self._key = ec.generate_private_key(_CURVE) if suite == ECDHE else self._identity.key
        self._master = b""
        self._reads: Protection | None = None
        self._writes: Protection | None = None
        self._pending: tuple[Protection, Protection] | None = None
        self._out = bytearray()

    # What the world calls.

    def receive(self, data: bytes) -> bytes:
        """See `secc.tls.engine.Session`."""
        try:
            if self._hello is None:
                self._hello = self._hello_reader.feed(data)
                if self._hello is not None:
                    self._transcript = bytes(self._hello_reader.message)
                    self._greet(self._hello)
                return b""
            self._records.feed(data)
            carried = []
            while not self.ended and (found := self._records.next()) is not None:
                carried.append(self._record(*found))
            return b"".join(carried)
        except TlsError as error:
            if error.alert is not None:  # else the car has ended it, and an alert is not answered by one
                self._emit(Kind.ALERT, bytes((_FATAL, error.alert)))
            self.ended = True
            raise

    def send(self, data: bytes) -> None:
        """See `secc.tls.engine.Session`."""
        for at in range(0, len(data), LARGEST):
            self._emit(Kind.APPLICATION, data[at : at + LARGEST])

    def close(self) -> None:
        """See `secc.tls.engine.Session`."""
        self._emit(Kind.ALERT, bytes((_WARNING, _CLOSE_NOTIFY)))

    def output(self) -> bytes:
        """See `secc.tls.engine.Session`."""
        out, self._out = bytes(self._out), bytearray()
        return out

    # Out.

    def _emit(self, kind: Kind, content: bytes) -> None:
        self._out += record(kind, self._writes.seal(kind, content) if self._writes is not None else content)

    def _say(self, message: Message, body: bytes) -> None:
        whole = bytes((message,)) + _vector(3, body)
        self._transcript += whole
        for at in range(0, len(whole), LARGEST):
            self._emit(Kind.HANDSHAKE, whole[at : at + LARGEST])

    def _greet(self, hello: ClientHello) -> None:
        """The charger's first flight."""
        several = hello.asks_staples and any(self._responses)
        one = not several and hello.asks_staple and any(self._responses[:1])
        answers = {
            _STATUS_REQUEST: b"" if one else None,
            _POINT_FORMATS: b"\x01\x00" if _POINT_FORMATS in hello.extensions else None,
            _STATUS_REQUEST_V2: b"" if several else None,
            _ENCRYPT_THEN_MAC: b"" if _ENCRYPT_THEN_MAC in hello.extensions else None,
            _EXTENDED_MASTER_SECRET: b"" if _EXTENDED_MASTER_SECRET in hello.extensions else None,
            _RENEGOTIATION_INFO: b"\x00"
            if hello.renegotiation_info or _RENEGOTIATION_SCSV in hello.suites
            else None,
        }
        extensions = b"".join(
            number.to_bytes(2) + _vector(2, body) for number, body in answers.items() if body is not None
        )
        head = VERSION + self._random + _vector(1, b"") + self._suite.to_bytes(2) + b"\x00"
        self._say(Message.SERVER_HELLO, head + (_vector(2, extensions) if extensions else b""))
        chain = b"".join(_vector(3, certificate.der) for certificate in self._identity.certificates)
        self._say(Message.CERTIFICATE, _vector(3, chain))
        if several:
            listed = b"".join(_vector(3, response) for response in self._responses)
            self._say(Message.CERTIFICATE_STATUS, bytes((_OCSP_MULTI,)) + _vector(3, listed))
        elif one:
            self._say(Message.CERTIFICATE_STATUS, bytes((_OCSP,)) + _vector(3, self._responses[0]))
        if self._suite == ECDHE:
            self._say(Message.SERVER_KEY_EXCHANGE, self._key_exchange(hello))
        self._say(Message.SERVER_HELLO_DONE, b"")

    def _key_exchange(self, hello: ClientHello) -> bytes:
        """A fresh point, signed with the leaf's key."""
        point = self._key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        named_curve = 3
        offer = bytes((named_curve,)) + P256.to_bytes(2) + _vector(1, point)
        signer = self._identity.key
        assert isinstance(signer, ec.EllipticCurvePrivateKey)  # chosen by its scheme
        signature = signer.sign(hello.random + self._random + offer, ec.ECDSA(hashes.SHA256()))
        return offer + ECDSA_P256.to_bytes(2) + _vector(2, signature)

    # In.

    def _record(self, kind: int, fragment: bytes) -> bytes:
        """What a record carries for the charger: mostly nothing."""
        content = self._reads.open(kind, fragment) if self._reads is not None else fragment
        if len(content) > LARGEST:
            raise TlsError(f"a record of {len(content)} bytes", Alert.RECORD_OVERFLOW)
        if kind == Kind.APPLICATION and self.channel is not None:
            return content
        if kind == Kind.ALERT:
            self._alerted(content)
        elif kind == Kind.HANDSHAKE and self.channel is None and content:
            self._handshake(content)
        elif kind == Kind.CHANGE_CIPHER_SPEC and self._pending and self._reads is None and not self._messages:
            if content != b"\x01":
                raise TlsError("a ChangeCipherSpec that is none", Alert.DECODE_ERROR)
            self._reads = self._pending[0]
        elif kind == Kind.HANDSHAKE and self.channel is not None:
            raise TlsError("the car wants to negotiate anew, which is never done", Alert.HANDSHAKE_FAILURE)
        else:
            raise TlsError(f"a record of type {kind} out of turn", Alert.UNEXPECTED_MESSAGE)
        return b""

    def _alerted(self, content: bytes) -> None:
        if len(content) != 2:
            raise TlsError("an alert that is none", Alert.DECODE_ERROR)
        level, description = content
        if description == _CLOSE_NOTIFY:
            self.ended = True
        elif level == _FATAL or self.channel is None:
            raise TlsError(heard(description))

    def _handshake(self, content: bytes) -> None:
        self._messages += content
        while len(self._messages) >= 4:
            length = int.from_bytes(self._messages[1:4])
            if length > _LONGEST_MESSAGE:
                raise TlsError(f"a handshake message of {length} bytes", Alert.DECODE_ERROR)
            if len(self._messages) < 4 + length:
                return
            whole = bytes(self._messages[: 4 + length])
            del self._messages[: 4 + length]
            if whole[0] == Message.CLIENT_KEY_EXCHANGE and self._pending is None:
                self._transcript += whole
                self._agree(whole[4:])
            elif whole[0] == Message.FINISHED and self._reads is not None and not self._messages:
                self._finish(whole)
            else:
                raise TlsError(f"handshake message {whole[0]} out of turn", Alert.UNEXPECTED_MESSAGE)

    def _agree(self, body: bytes) -> None:
        """Both keys of each direction, from the car's point."""
        assert self._hello is not None and isinstance(self._key, ec.EllipticCurvePrivateKey)
        try:
            if not body or body[0] != len(body) - 1:
                raise ValueError("its length")
            shared = self._key.exchange(
                ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(_CURVE, body[1:])
            )
        except ValueError as error:
            raise TlsError("the car's key is no point on P-256", Alert.ILLEGAL_PARAMETER) from error
        if _EXTENDED_MASTER_SECRET in self._hello.extensions:
            session = hashlib.sha256(self._transcript).digest()
            self._master = prf(shared, b"extended master secret", session, 48)
        else:
            self._master = prf(shared, b"master secret", self._hello.random + self._random, 48)
        self._tell(self._hello.random, self._master)
        block = prf(self._master, b"key expansion", self._random + self._hello.random, 96)
        mac_last = _ENCRYPT_THEN_MAC in self._hello.extensions
        self._pending = (
            Protection(block[64:80], block[:32], mac_last),
            Protection(block[80:96], block[32:64], mac_last),
        )

    def _finish(self, whole: bytes) -> None:
        assert self._pending is not None  # `_reads` is one of them
        if not hmac.compare_digest(whole[4:], self._verify_data(b"client finished")):
            raise TlsError("the car has seen another handshake", Alert.DECRYPT_ERROR)
        self._transcript += whole
        self._emit(Kind.CHANGE_CIPHER_SPEC, b"\x01")
        self._writes = self._pending[1]
        self._say(Message.FINISHED, self._verify_data(b"server finished"))
        self._transcript = b""
        self.channel = Channel(TlsVersion.V1_2)

    def _verify_data(self, label: bytes) -> bytes:
        return prf(self._master, label, hashlib.sha256(self._transcript).digest(), 12)
