"""V2GTP: the eight-byte header before everything that a car and a charger say to each other.

Sans-IO: bytes in, frames out. ISO 15118-2 section 7.8.3, ISO 15118-20 section 7.8.3.

========  ======  ==================================================
offset    bytes   field (big endian)
========  ======  ==================================================
0         1       version, ``01``
1         1       inverse version, ``FE``
2         2       payload type, see `PayloadType`
4         4       payload length in bytes, without this header
========  ======  ==================================================
"""

from __future__ import annotations

import logging
import struct
from enum import IntEnum
from typing import NamedTuple

from secc.errors import WireError

__all__ = ["DEFAULT_LIMIT", "HEADER_SIZE", "Frame", "PayloadType", "Reader", "frame"]

log = logging.getLogger(__name__)

_HEADER = struct.Struct(">BBHI")
_VERSION = 0x01
_START = bytes((_VERSION, _VERSION ^ 0xFF))
HEADER_SIZE = _HEADER.size

DEFAULT_LIMIT = 65_536
"""Longest payload in bytes that is read; the longest real one (CertificateInstallationRes) has about 6000."""


class PayloadType(IntEnum):
    """What a frame carries."""

    EXI = 0x8001
    """SupportedAppProtocol of every protocol, all of DIN SPEC 70121 and of ISO 15118-2."""
    ISO20_COMMON = 0x8002
    ISO20_AC = 0x8003
    ISO20_DC = 0x8004
    ISO20_ACDP = 0x8005
    ISO20_WPT = 0x8006
    SCHEDULE_RENEGOTIATION = 0x8101
    METERING_CONFIRMATION = 0x8102
    ACDP_SYSTEM_STATUS = 0x8103
    PARKING_STATUS = 0x8104
    SDP_REQUEST = 0x9000
    SDP_RESPONSE = 0x9001


_ON_TCP = {int(t): t for t in PayloadType if t not in (PayloadType.SDP_REQUEST, PayloadType.SDP_RESPONSE)}


class Frame(NamedTuple):
    """One message of the peer, its header taken off."""

    payload_type: PayloadType
    payload: bytes


def frame(payload_type: PayloadType, payload: bytes) -> bytes:
    """The payload with its header before it, ready for the wire."""
    return _HEADER.pack(_VERSION, _VERSION ^ 0xFF, payload_type, len(payload)) + payload


class Reader:
    """Cuts the byte stream of one TCP connection into frames, wherever the segments end.

    What a broken header does (ISO 15118-4, V2GTPSessionSetup_002 to _005): nobody is answered and the
    connection stays open. A header with a wrong version or a length of 0 says nothing about what follows
    it, so everything that has arrived is dropped. A header with a payload type that is not ours is sound
    otherwise, so exactly its payload is skipped. The log tells of it once, until the next good frame.
    """

    def __init__(self, limit: int = DEFAULT_LIMIT) -> None:
        """`limit`: longest payload in bytes that the peer may announce."""
        self._limit = limit
        self._buffer = bytearray()
        self._skip = 0
        self._astray = False

    def feed(self, data: bytes) -> list[Frame]:
        """The frames that `data` completes, in order.

        Raises `WireError` when a header announces more than the limit: the stream cannot be followed any
        further and the caller closes the connection. Nothing of that size is ever held.
        """
        buffer = self._buffer
        buffer += data
        frames: list[Frame] = []
        while buffer:
            if self._skip:
                skipped = min(self._skip, len(buffer))
                del buffer[:skipped]
                self._skip -= skipped
                continue
            if not _START.startswith(buffer[:2]):
                # Looked at before the header is whole: the tail of a dropped frame must not wait here and
                # spoil the next good one.
                self._drop(f"begins with {buffer[:2].hex()} instead of {_START.hex()}")
                break
            if len(buffer) < HEADER_SIZE:
                break
            _, _, type_number, length = _HEADER.unpack_from(buffer)
            if length > self._limit:
                raise WireError(f"V2GTP header announces {length} bytes, the limit is {self._limit}", 4)
            if length == 0:
                self._drop("announces a length of 0")
                break
            payload_type = _ON_TCP.get(type_number)
            if payload_type is None:
                self._note(f"has payload type {type_number:04x}")
                self._skip = HEADER_SIZE + length
                continue
            end = HEADER_SIZE + length
            if len(buffer) < end:
                break
            frames.append(Frame(payload_type, bytes(buffer[HEADER_SIZE:end])))
            del buffer[:end]
            self._astray = False
        return frames

    def _drop(self, reason: str) -> None:
        self._note(reason)
        self._buffer.clear()

    def _note(self, reason: str) -> None:
        if not self._astray:
            log.warning("ignored bytes of the car: the V2GTP header %s", reason)
        self._astray = True
