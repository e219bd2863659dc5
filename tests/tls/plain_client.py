"""A car's TLS 1.2, written out: it can ask for what no library asks for, and break any rule on the way.

Only for tests: it verifies no certificate, and its errors are assertions.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass, field
from typing import NamedTuple

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from secc.tls.records import Protection, RecordReader, prf, record

ECDHE, STATIC = 0xC023, 0xC025
CCS, ALERT, HANDSHAKE, DATA = 20, 21, 22, 23


def vector(size: int, data: bytes) -> bytes:
    return len(data).to_bytes(size) + data


def extension(number: int, data: bytes) -> bytes:
    return number.to_bytes(2) + vector(2, data)


def message(kind: int, body: bytes) -> bytes:
    return bytes((kind,)) + vector(3, body)


def items(size: int, data: bytes) -> list[bytes]:
    """The vectors in a vector."""
    found = []
    while data:
        length = int.from_bytes(data[:size])
        found.append(data[size : size + length])
        assert len(found[-1]) == length
        data = data[size + length :]
    return found


ASKS_STAPLE = extension(5, b"\x01\0\0\0\0")
ASKS_STAPLES = extension(17, vector(2, b"\x02" + vector(2, b"\0\0\0\0")))
MAC_LAST, LONG_SECRET = extension(22, b""), extension(23, b"")
USUAL = (extension(10, vector(2, b"\0\x17")), extension(13, vector(2, b"\x04\x03")))


class Answer(NamedTuple):
    """What the charger's first flight says."""

    suite: int
    extensions: dict[int, bytes]
    chain: list[bytes]
    staples: list[bytes]


@dataclass
class PlainClient:
    """One connection."""

    suites: tuple[int, ...] = (ECDHE,)
    more: tuple[bytes, ...] = (MAC_LAST, LONG_SECRET)
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    random: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    answer: Answer | None = None
    up: bool = False
    alerts: list[bytes] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.reader, self.transcript, self.out = RecordReader(), b"", b""
        self.reads: Protection | None = None
        self.writes: Protection | None = None
        self.flight: list[tuple[int, bytes]] = []

    def hello(self) -> bytes:
        suites = b"".join(suite.to_bytes(2) for suite in self.suites)
        body = b"\x03\x03" + self.random + vector(1, b"") + vector(2, suites) + b"\x01\x00"
        return message(1, body + vector(2, b"".join((*USUAL, *self.more))))

    def say(self, kind: int, content: bytes) -> None:
        self.out += record(kind, self.writes.seal(kind, content) if self.writes else content)
        if kind == HANDSHAKE:
            self.transcript += content

    def receive(self, data: bytes) -> bytes:
        if not self.transcript:
            self.say(HANDSHAKE, self.hello())
        self.reader.feed(data)
        carried = b""
        while (found := self.reader.next()) is not None:
            kind, fragment = found
            content = self.reads.open(kind, fragment) if self.reads else fragment
            if kind == ALERT:
                self.alerts.append(content)
            elif kind == CCS:
                self.reads = self.next_reads
            elif kind == DATA:
                carried += content
            else:
                self.handshake(content)
        return carried

    def send(self, data: bytes) -> None:
        self.say(DATA, data)

    def close(self) -> None:
        self.say(ALERT, b"\x01\x00")

    def output(self) -> bytes:
        out, self.out = self.out, b""
        return out

    def handshake(self, content: bytes) -> None:
        kind, body = content[0], content[4:]
        assert int.from_bytes(content[1:4]) == len(body)
        if kind == 20:
            assert body == self.finished(b"server finished")
            self.up = True
            return
        self.transcript += content
        self.flight.append((kind, body))
        if kind == 14:
            self.read_flight()
            self.agree()

    def read_flight(self) -> None:
        """In the order of RFC 5246 and 6961, each message once."""
        kinds = [kind for kind, _ in self.flight]
        bodies = dict(self.flight)
        optional = [kind for kind in (22, 12) if kind in kinds]
        assert kinds == [2, 11, *optional, 14]
        hello = bodies[2]
        suite_at = 35 + hello[34]  # behind the id of the session
        assert hello[:2] == b"\x03\x03" and hello[suite_at + 2] == 0
        self.server_random, suite = hello[2:34], int.from_bytes(hello[suite_at : suite_at + 2])
        extensions, rest = {}, hello[suite_at + 5 :]
        while rest:
            length = int.from_bytes(rest[2:4])
            extensions[int.from_bytes(rest[:2])] = rest[4 : 4 + length]
            rest = rest[4 + length :]
        chain = items(3, bodies[11][3:])
        staples = []
        if 22 in bodies:
            several = bodies[22][0] == 2
            assert (several, not several) == (17 in extensions, 5 in extensions)
            (listed,) = items(3, bodies[22][1:])
            staples = items(3, listed) if several else [listed]
        self.answer = Answer(suite, extensions, chain, staples)
        leaf_key = x509.load_der_x509_certificate(chain[0]).public_key()
        assert isinstance(leaf_key, ec.EllipticCurvePublicKey)
        self.server_key = leaf_key
        assert (12 in bodies) == (suite == ECDHE)
        if 12 in bodies:
            offer, rest = bodies[12][:69], bodies[12][69:]
            assert (offer[:4], rest[:2]) == (b"\x03\0\x17\x41", b"\x04\x03")
            (signature,) = items(2, rest[2:])
            signed = self.random + self.server_random + offer
            leaf_key.verify(signature, signed, ec.ECDSA(hashes.SHA256()))
            self.server_key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), offer[4:])

    def agree(self) -> None:
        assert self.answer is not None
        point = self.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        self.say(HANDSHAKE, self.key_exchange(point))
        shared = self.key.exchange(ec.ECDH(), self.server_key)
        if 23 in self.answer.extensions:
            session = hashlib.sha256(self.transcript).digest()
            self.master = prf(shared, b"extended master secret", session, 48)
        else:
            self.master = prf(shared, b"master secret", self.random + self.server_random, 48)
        block = prf(self.master, b"key expansion", self.server_random + self.random, 96)
        last = 22 in self.answer.extensions
        self.next_reads = Protection(block[80:], block[32:64], last)
        self.say(CCS, b"\x01")
        self.writes = Protection(block[64:80], block[:32], last)
        self.say(HANDSHAKE, message(20, self.finished(b"client finished")))

    def key_exchange(self, point: bytes) -> bytes:
        return message(16, vector(1, point))

    def finished(self, label: bytes) -> bytes:
        return prf(self.master, label, hashlib.sha256(self.transcript).digest(), 12)
