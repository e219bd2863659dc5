"""What a user hands to ``secc decode``: hex, base64, raw bytes or a capture; typed, in a file, by a pipe.

Which of them it is shows in the bytes themselves. Texts may hold several messages: a line that begins like
one (``80``, or ``01fe`` where the V2GTP header is there) begins a message, other lines go on with it, so that
both a list of messages and a wrapped dump are read.
"""

from __future__ import annotations

import base64
import binascii
import io
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from secc import v2gtp
from secc.errors import ConfigError
from secc.tools import capture
from secc.tools.capture import Capture
from secc.tools.printing import short
from secc.tools.tape import is_recording

__all__ = ["Loose", "payload_of", "read", "texts", "unhex"]

LARGEST = 1 << 30
"""Bytes of a file that are read."""

_START = b"\x01\xfe"
_HEADER = b"\x80"
_SEPARATORS = re.compile(r"0[xX]|[\s:,;-]")
_DIGITS = re.compile(r"(?:[0-9A-Fa-f]{2})+")
_TEXT = re.compile(rb"[\t\n\r\x20-\x7e]+")


@dataclass(frozen=True, slots=True)
class Loose:
    """One message without the packets around it."""

    place: str
    """Where it stood, for people."""
    payload: bytes
    payload_type: int | None = None
    """None: there was no V2GTP header."""
    trouble: str | None = None
    """What is wrong with its V2GTP header."""


def unhex(text: str) -> bytes:
    """The bytes of hex digits; white space, ``0x``, colons, commas and hyphens between them are skipped.

    :raises ValueError: there is something else, or nothing.
    """
    digits = _SEPARATORS.sub("", text)
    if not digits:
        raise ValueError("no message: the line is empty")
    try:
        return binascii.unhexlify(digits)
    except ValueError:
        raise ValueError(f"not hex: {short(text, 40)!r}") from None


def payload_of(data: bytes) -> bytes:
    """The EXI payload, its V2GTP header taken off if there is one.

    :raises ValueError: the header does not fit what follows.
    """
    if not data.startswith(_START):
        return data
    messages = list(_frames(data, ""))
    if len(messages) > 1:
        raise ValueError(f"{len(messages)} V2GTP frames instead of one")
    if messages[0].trouble:
        raise ValueError(messages[0].trouble)
    return messages[0].payload


def read(words: Sequence[str]) -> Iterator[tuple[str, Capture | list[Loose]]]:
    """What each argument stands for, with its name: a file, ``-`` for standard input, or the message itself.

    :raises ConfigError: it is none of them.
    """
    for number, word in enumerate(words or ("-",), 1):
        if word == "-":
            yield "standard input", _content(_piped(), "standard input")
            continue
        _not_empty(word, f"argument {number}")
        path = Path(word)
        if _is_file(path):
            yield word, capture.read(path) if _is_capture(path) else _content(_bytes(path), word)
            continue
        try:
            data = _from_text(word)
        except ValueError:
            raise ConfigError(f"no such file, and no message in hex or base64: {short(word, 40)!r}") from None
        name = f"argument {number}"
        yield name, _split(data, name if len(words) > 1 else "")


def texts(words: Sequence[str]) -> Iterator[tuple[str, str]]:
    """What each argument of ``secc encode`` stands for, with its name: a file's text, a pipe's, or its own.

    :raises ConfigError: there is no such file, or it is no text.
    """
    for number, word in enumerate(words or ("-",), 1):
        _not_empty(word, f"argument {number}")
        path = Path(word)
        if word == "-":
            name, data = "standard input", _piped()
        elif word.lstrip().startswith(("{", "<")):
            yield f"argument {number}", word
            continue
        else:
            name, data = word, _bytes(path)
        try:
            text = data.decode()
        except UnicodeDecodeError as error:
            raise ConfigError(f"{name}: no text in UTF-8: {error.reason} at byte {error.start}") from None
        _not_empty(text, name)
        yield name, text


def _not_empty(data: str | bytes, name: str) -> None:
    if not data.strip():
        raise ConfigError(f"{name} is empty")


def _piped() -> bytes:
    if sys.stdin.isatty():
        raise ConfigError("nothing to read: name a file, pass the message itself, or use a pipe")
    return sys.stdin.buffer.read(LARGEST)


def _is_capture(path: Path) -> bool:
    try:
        with path.open("rb") as stream:
            return capture.is_capture(stream.read(4))
    except OSError:
        return False  # it is told when the file is read


def _is_file(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):  # a message may be too long for a name
        return False


def _bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            return stream.read(LARGEST)
    except OSError as error:
        raise ConfigError(f"{path}: {error.strerror or error}") from error


def _content(data: bytes, name: str) -> Capture | list[Loose]:
    if capture.is_capture(data):
        return capture.parse(io.BytesIO(data), name)
    _not_empty(data, name)
    if is_recording(data):
        raise ConfigError(f"{name}: a recording: secc replay repeats it; decode the .pcapng beside it")
    if not _TEXT.fullmatch(data):
        return _split(data, name)
    lines = [line for line in data.decode().splitlines() if line.strip() and not line.startswith("#")]
    try:
        starts = [index for index, line in enumerate(lines) if index == 0 or _begins(line)]
        ends = [*starts[1:], len(lines)]
        texts = ["".join(lines[start:end]) for start, end in zip(starts, ends, strict=True)]
        several = len(texts) > 1
        found = []
        for number, text in enumerate(texts, 1):
            found += _split(_from_text(text), f"{name}, message {number}" if several else name)
    except ValueError:
        raise ConfigError(f"{name}: neither a capture nor messages in hex or base64") from None
    return found


def _begins(line: str) -> bool:
    """Whether a line of text begins like a message."""
    try:
        data = _from_text(line)
    except ValueError:
        return False
    return data.startswith((_HEADER, _START))


def _from_text(text: str) -> bytes:
    """The bytes of hex or base64. No message is both: in base64 one begins with ``g``, or with ``Af6`` and a
    payload's ``g`` and more a little later.

    :raises ValueError: it is neither.
    """
    digits = _SEPARATORS.sub("", text)
    if _DIGITS.fullmatch(digits):
        return binascii.unhexlify(digits)
    data = base64.b64decode("".join(text.split()), validate=True)
    if not data.startswith((_HEADER, _START)):
        raise ValueError("a word that looks like base64 by chance")
    return data


def _split(data: bytes, place: str) -> list[Loose]:
    """Bytes as messages: frames with V2GTP headers, or one payload without."""
    return list(_frames(data, place)) if data.startswith(_START) else [Loose(place, data)]


def _frames(data: bytes, place: str) -> Iterator[Loose]:
    """Frames in a row. What follows a broken header cannot be told apart and is one message with trouble."""
    several = False
    number = 0
    while data:
        number += 1
        here = f"{place}{', ' if place else ''}frame {number}" if several else place
        if len(data) < v2gtp.HEADER_SIZE or not data.startswith(_START):
            reason = f"{len(data)} bytes ({short(data.hex(), 40)}) that begin no V2GTP frame"
            yield Loose(here, data, None, reason)
            return
        kind = int.from_bytes(data[2:4], "big")
        length = int.from_bytes(data[4:8], "big")
        payload = data[8 : 8 + length]
        trouble = None
        if len(payload) < length:
            trouble = f"the V2GTP header announces {length} bytes, {len(payload)} are there"
        rest = data[8 + length :]
        several = several or bool(rest)
        if several and number == 1:
            here = f"{place}{', ' if place else ''}frame 1"
        yield Loose(here, payload, kind, trouble)
        data = rest
