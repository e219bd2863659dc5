"""Records of TLS 1.2 with AES-128-CBC and HMAC-SHA256 (RFC 5246 section 6.2, RFC 7366), and its key schedule.

Every fault of a protected record is one fault: what it was must not show in what is answered.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC

from secc.tls.alert import Alert, TlsError

__all__ = ["VERSION", "Protection", "RecordReader", "prf", "record"]

VERSION = b"\x03\x03"
HEADER = 5
LARGEST = 16384
"""Bytes that a record carries at most."""

_GROWTH = 1024
_BLOCK = 16
_MAC = 32


def prf(secret: bytes, label: bytes, seed: bytes, size: int) -> bytes:
    """The pseudo-random function of TLS 1.2 with SHA-256."""
    seed, block, found = label + seed, label + seed, b""
    while len(found) < size:
        block = hmac.digest(secret, block, "sha256")
        found += hmac.digest(secret, block + seed, "sha256")
    return found[:size]


def record(kind: int, fragment: bytes) -> bytes:
    """A record as it goes over the wire."""
    return bytes((kind,)) + VERSION + len(fragment).to_bytes(2) + fragment


class RecordReader:
    """Cuts a stream of bytes into records; keeps no more than the one that is not whole yet."""

    def __init__(self) -> None:
        self._data = bytearray()

    def feed(self, data: bytes) -> None:
        """More of the stream."""
        self._data += data

    def next(self) -> tuple[int, bytes] | None:
        """Kind and fragment of the next record; TlsError for one of another version, or too long."""
        if len(self._data) < HEADER:
            return None
        kind, version, length = self._data[0], bytes(self._data[1:3]), int.from_bytes(self._data[3:HEADER])
        if version != VERSION:
            raise TlsError(f"a record of version {version.hex()}", Alert.PROTOCOL_VERSION)
        if length > LARGEST + _GROWTH:
            raise TlsError(f"a record of {length} bytes", Alert.RECORD_OVERFLOW)
        if len(self._data) < HEADER + length:
            return None
        fragment = bytes(self._data[HEADER : HEADER + length])
        del self._data[: HEADER + length]
        return kind, fragment


@dataclass
class Protection:
    """One direction of a connection."""

    key: bytes
    mac_key: bytes
    mac_last: bool
    """Encrypt-then-MAC (RFC 7366), which leaves no padding to ask questions with."""
    count: int = 0

    def seal(self, kind: int, content: bytes) -> bytes:
        """The fragment that carries this."""
        inner = content if self.mac_last else content + self._mac(kind, content)
        pad = _BLOCK - 1 - len(inner) % _BLOCK
        iv = secrets.token_bytes(_BLOCK)
        encryptor = Cipher(AES(self.key), CBC(iv)).encryptor()
        sealed = iv + encryptor.update(inner + bytes((pad,)) * (pad + 1)) + encryptor.finalize()
        if self.mac_last:
            sealed += self._mac(kind, sealed)
        self.count += 1
        return sealed

    def open(self, kind: int, fragment: bytes) -> bytes:
        """What a fragment carries; TlsError if anything about it is not as it was sealed."""
        good = True
        if self.mac_last:
            fragment, mac = fragment[:-_MAC], fragment[-_MAC:]
            good = hmac.compare_digest(self._mac(kind, fragment), mac)
        least = 2 * _BLOCK if self.mac_last else 4 * _BLOCK  # IV, and a MAC and a byte of padding in blocks
        if not good or len(fragment) < least or len(fragment) % _BLOCK:
            raise _broken()
        decryptor = Cipher(AES(self.key), CBC(fragment[:_BLOCK])).decryptor()
        inner = decryptor.update(fragment[_BLOCK:]) + decryptor.finalize()
        pad = inner[-1]
        inside = 0 if self.mac_last else _MAC
        good = pad + 1 + inside <= len(inner) and inner.endswith(bytes((pad,)) * (pad + 1))
        content = inner[: len(inner) - (pad if good else 0) - 1]
        if not self.mac_last:  # also behind a bad padding: both faults take as long
            content, mac = content[:-_MAC], content[-_MAC:]
            good &= hmac.compare_digest(self._mac(kind, content), mac)
        if not good:
            raise _broken()
        if len(content) > LARGEST:
            raise TlsError(f"a record that carries {len(content)} bytes", Alert.RECORD_OVERFLOW)
        self.count += 1
        return content

    def _mac(self, kind: int, data: bytes) -> bytes:
        head = self.count.to_bytes(8) + bytes((kind,)) + VERSION + len(data).to_bytes(2)
        return hmac.digest(self.mac_key, head + data, hashlib.sha256)


def _broken() -> TlsError:
    return TlsError("a record that was not sealed with our keys", Alert.BAD_RECORD_MAC)
