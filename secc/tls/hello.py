"""Reads a ClientHello, of TLS 1.2 or 1.3, from the bytes of a connection (RFC 5246, 6066, 8446).

The bytes come in pieces of any size, the message in records of any size. No more than `LIMIT` bytes are ever
kept, whatever lengths are declared; each field must be exactly as long as it says.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from secc.tls.alert import Alert, TlsError

__all__ = ["LIMIT", "CaKey", "CaKeyKind", "ClientHello", "HelloReader", "parse"]

LIMIT = 16384
"""Longest ClientHello that is read, in bytes with record headers; those of cars have a few hundred."""

_HANDSHAKE = 22
_CLIENT_HELLO = 1
_HEADER = 5
_RECORD_LIMIT = 16384
_OCSP = 1
_OCSP_MULTI = 2
_HOST_NAME = 0


class CaKeyKind(IntEnum):
    """How an entry of ``trusted_ca_keys`` names a root (RFC 6066 section 6)."""

    PRE_AGREED = 0
    KEY_SHA1 = 1
    NAME = 2
    CERTIFICATE_SHA1 = 3


_DIGEST = 20
_CA_KEY_SIZES = {CaKeyKind.PRE_AGREED: 0, CaKeyKind.KEY_SHA1: _DIGEST, CaKeyKind.CERTIFICATE_SHA1: _DIGEST}


@dataclass(frozen=True, slots=True)
class CaKey:
    """A root that the car trusts: a SHA-1 digest of its key or of itself, or its name in DER."""

    kind: CaKeyKind
    value: bytes


@dataclass(frozen=True, slots=True)
class ClientHello:
    """What a car proposes, in its own order; None and False stand for an extension that is not there."""

    legacy_version: int
    suites: tuple[int, ...]
    versions: tuple[int, ...] | None = None
    groups: tuple[int, ...] | None = None
    signatures: tuple[int, ...] | None = None
    server_name: str | None = None
    trusted_ca_keys: tuple[CaKey, ...] | None = None
    authorities: tuple[bytes, ...] | None = None
    asks_staple: bool = False
    """For an OCSP response about the leaf (``status_request``)."""
    asks_staples: bool = False
    """For one about each certificate (``status_request_v2``, the kind ``ocsp_multi``)."""
    renegotiation_info: bool = False
    """It knows the extension of that name, which says: this is no renegotiation."""
    random: bytes = bytes(32)
    extensions: frozenset[int] = frozenset()
    """The numbers of all of them."""

    def offers(self, version: int) -> bool:
        """Whether this version (``0x0303``, ``0x0304``) may be spoken."""
        return version in self.versions if self.versions is not None else version == self.legacy_version


class HelloReader:
    """Collects the bytes of a connection until its ClientHello is whole."""

    def __init__(self) -> None:
        self.raw = bytearray()
        """All that came, as the engine needs it."""
        self.message = bytearray()
        """What the whole records carried: the handshake message, in the end."""
        self._at = 0  # of the first record that is not whole

    def feed(self, data: bytes) -> ClientHello | None:
        """The message, once it is whole; TlsError as soon as it is clear that none comes."""
        self.raw += data[: LIMIT + 1 - len(self.raw)]
        while (record := self._record()) is not None:
            self.message += record
            self._at += _HEADER + len(record)
            body = self._body()
            if body is not None:
                return parse(body)
        if len(self.raw) > LIMIT:
            raise TlsError(f"a ClientHello longer than {LIMIT} bytes", Alert.RECORD_OVERFLOW)
        return None

    def _record(self) -> bytes | None:
        """What the next record carries, once it is whole."""
        header = self.raw[self._at : self._at + _HEADER]
        if header and header[0] != _HANDSHAKE:
            if not self._at:
                raise TlsError("what came is no TLS")
            raise TlsError(f"a record of type {header[0]} inside a ClientHello", Alert.UNEXPECTED_MESSAGE)
        if len(header) > 1 and header[1] != 3:
            raise TlsError(f"a record of version {header[1]}", Alert.PROTOCOL_VERSION)
        if len(header) < _HEADER:
            return None
        length = int.from_bytes(header[3:])
        if not length:
            raise TlsError("an empty record inside a ClientHello", Alert.UNEXPECTED_MESSAGE)
        if length > _RECORD_LIMIT:
            raise TlsError(f"a record of {length} bytes", Alert.RECORD_OVERFLOW)
        record = bytes(self.raw[self._at + _HEADER : self._at + _HEADER + length])
        return record if len(record) == length else None

    def _body(self) -> bytes | None:
        """The message behind its handshake header, once it is whole."""
        message = self.message
        if message[0] != _CLIENT_HELLO:
            raise TlsError(f"a handshake that begins with message {message[0]}", Alert.UNEXPECTED_MESSAGE)
        whole = 4 + int.from_bytes(message[1:4])
        if len(message) < 4 or len(message) < whole <= LIMIT:
            return None
        if whole > LIMIT:
            raise TlsError(f"a ClientHello of {whole} bytes", Alert.RECORD_OVERFLOW)
        if len(message) > whole or self._at < len(self.raw):
            raise TlsError("bytes behind a ClientHello", Alert.UNEXPECTED_MESSAGE)
        return bytes(message[4:])


class _Field:
    """Bytes of which each is read once, and none is left over."""

    def __init__(self, data: bytes, name: str) -> None:
        self._data, self._name, self._at = data, name, 0

    def __bool__(self) -> bool:
        return self._at < len(self._data)

    def take(self, count: int) -> bytes:
        piece = self._data[self._at : self._at + count]
        if len(piece) < count:
            raise TlsError(f"{self._name} ends too early", Alert.DECODE_ERROR)
        self._at += count
        return piece

    def number(self, size: int) -> int:
        return int.from_bytes(self.take(size))

    def vector(self, size: int, name: str = "") -> _Field:
        """A field whose length stands before it, in `size` bytes."""
        return _Field(self.take(self.number(size)), name or self._name)

    def rest(self) -> bytes:
        return self.take(len(self._data) - self._at)

    def numbers(self, size: int) -> tuple[int, ...]:
        """All the rest, in numbers of `size` bytes; at least one."""
        found = tuple(self._each(size))
        if not found:
            raise TlsError(f"{self._name} is empty", Alert.DECODE_ERROR)
        return found

    def _each(self, size: int) -> Iterator[int]:
        while self:
            yield self.number(size)

    def end(self) -> None:
        if self:
            raise TlsError(f"bytes behind {self._name}", Alert.DECODE_ERROR)


def parse(body: bytes) -> ClientHello:
    """The message without its handshake header; TlsError with the alert that its fault deserves."""
    hello = _Field(body, "the ClientHello")
    version = hello.number(2)
    random = hello.take(32)
    if len(hello.vector(1, "session_id").rest()) > 32:
        raise TlsError("session_id is longer than 32 bytes", Alert.DECODE_ERROR)
    suites = hello.vector(2, "cipher_suites").numbers(2)
    if 0 not in hello.vector(1, "compression_methods").numbers(1):
        raise TlsError("compression is demanded", Alert.ILLEGAL_PARAMETER)
    extensions: dict[int, _Field] = {}
    if hello:
        fields = hello.vector(2, "extensions")
        while fields:
            number = fields.number(2)
            if number in extensions:
                raise TlsError(f"extension {number} comes twice", Alert.ILLEGAL_PARAMETER)
            extensions[number] = fields.vector(2, f"extension {number}")
    hello.end()
    known = {}
    for number in _EXTENSIONS.keys() & extensions.keys():
        name, read = _EXTENSIONS[number]
        known[name] = read(extensions[number])
        extensions[number].end()
    numbers = frozenset(extensions)
    return ClientHello(legacy_version=version, suites=suites, random=random, extensions=numbers, **known)


def _server_name(extension: _Field) -> str | None:
    name = None
    names = extension.vector(2)
    while names:
        kind, value = names.number(1), names.vector(2).rest()
        if kind == _HOST_NAME and name is None:
            name = value.decode("ascii", "backslashreplace")
    return name


def _asks_staple(extension: _Field) -> bool:
    kind = extension.number(1)
    if kind != _OCSP:  # a kind that nobody knows is to be ignored, whatever it holds
        extension.rest()
        return False
    extension.vector(2)  # responders
    extension.vector(2)  # request extensions
    return True


def _asks_staples(extension: _Field) -> bool:
    items = extension.vector(2)
    kinds = []
    while items:
        kinds.append(items.number(1))
        items.vector(2)
    return _OCSP_MULTI in kinds


def _renegotiation_info(extension: _Field) -> bool:
    if extension.vector(1).rest():  # RFC 5746 section 3.6
        raise TlsError("the car renegotiates a connection that has not begun", Alert.HANDSHAKE_FAILURE)
    return True


def _authorities(extension: _Field) -> tuple[bytes, ...]:
    names = extension.vector(2)
    found = []
    while names:
        found.append(names.vector(2).rest())
    return tuple(found)


def _trusted_ca_keys(extension: _Field) -> tuple[CaKey, ...] | None:
    """The roots named; None for what makes no sense, as a wrong wish is better than no charging.

    Some cars leave out the length of the list.
    """
    body = extension.rest()
    for counted in (True, False):
        try:
            whole = _Field(body, "trusted_ca_keys")
            items = whole.vector(2) if counted else whole
            found = []
            while items:
                found.append(_ca_key(items))
            whole.end()
        except (TlsError, ValueError):
            continue
        return tuple(found)
    return None


def _ca_key(items: _Field) -> CaKey:
    kind = CaKeyKind(items.number(1))
    value = items.vector(2).rest() if kind is CaKeyKind.NAME else items.take(_CA_KEY_SIZES[kind])
    return CaKey(kind, value)


_EXTENSIONS: dict[int, tuple[str, Callable[[_Field], Any]]] = {
    0: ("server_name", _server_name),
    3: ("trusted_ca_keys", _trusted_ca_keys),
    5: ("asks_staple", _asks_staple),
    10: ("groups", lambda extension: extension.vector(2).numbers(2)),
    13: ("signatures", lambda extension: extension.vector(2).numbers(2)),
    17: ("asks_staples", _asks_staples),
    43: ("versions", lambda extension: extension.vector(1).numbers(2)),
    47: ("authorities", _authorities),
    0xFF01: ("renegotiation_info", _renegotiation_info),
}
"""Extensions that the charger reads: number, field of the ClientHello, reader."""
