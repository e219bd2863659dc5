"""One message a line, both ways: what ``secc decode --lines`` and ``secc encode --lines`` do.

Exactly one line is written for each line read, at once, so that both ends of a pipe may wait for each other.
A line that is no message is answered by ``{"error": …}``, with ``offset`` (in bits) and ``path`` where bytes
were at fault. Lengths and numbers out of bounds are no error, as cars send such; they are told beside the
message: JSON has the key ``breaks``, XML a comment at the end.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO

from secc import exi
from secc.errors import WireError
from secc.exi.json import keys_once
from secc.tools.inputs import payload_of, unhex
from secc.tools.printing import ESCAPES

__all__ = ["LONGEST", "Convert", "decoder", "encoder", "error", "run", "without_breaks"]

LONGEST = 1 << 22
"""Bytes of a line that is looked at; the longest message has some 100 kB as XML."""

Convert = Callable[[str], str]


def decoder(schema: str, fragment: bool, form: str) -> Convert:
    """A line of hex to a line of ``xml`` or ``json``."""
    write = exi.to_xml if form == "xml" else exi.to_json
    read: Callable[[str, bytes], Any] = exi.decode_fragment if fragment else exi.decode

    def convert(line: str) -> str:
        value = read(schema, payload_of(unhex(line)))
        text = write(schema, value)
        try:
            _encode(schema, value)
        except ValueError:
            breaks = exi.check(schema, value)
            if form == "xml":
                text += f"<!-- breaks: {'; '.join(breaks)} -->"
            else:
                text = f'{text[:-1]},"breaks":{json.dumps(breaks)}}}'
        return text.translate(ESCAPES[form])

    return convert


def encoder(schema: str, fragment: bool, form: str, *, as_received: bool = False) -> Convert:
    """A line of ``xml`` or ``json`` to a line of hex."""
    read = exi.from_xml if form == "xml" else exi.from_json

    def convert(line: str) -> str:
        text = without_breaks(line) if form == "json" else line
        return _encode(schema, read(schema, text, fragment=fragment), as_received=as_received).hex()

    return convert


def _encode(schema: str, value: Any, *, as_received: bool = False) -> bytes:
    if isinstance(value, exi.Fragment):
        return exi.encode_fragment(schema, value.element, value.value, as_received=as_received)
    return exi.encode(schema, value, as_received=as_received)


def without_breaks(text: str) -> str:
    """JSON as :func:`decoder` writes it, the message alone; any other text as it is."""
    if '"breaks"' not in text:
        return text
    try:
        data = json.loads(text, object_pairs_hook=keys_once)
        if isinstance(data, dict) and "breaks" in data and len(data) == 2:
            return json.dumps({key: value for key, value in data.items() if key != "breaks"})
    except (ValueError, RecursionError):
        pass  # the codec says what is wrong with it
    return text


def run(source: BinaryIO, out: BinaryIO, convert: Convert) -> None:
    """Convert line by line until the source ends."""
    for line in _lines(source):
        try:
            if line is None:
                raise ValueError(f"more than {LONGEST} bytes in a line")
            answer = convert(line.decode())
        except (WireError, ValueError) as problem:
            answer = json.dumps(error(problem))
        out.write(answer.encode("utf-8", "backslashreplace") + b"\n")
        out.flush()


def error(problem: WireError | ValueError) -> dict[str, Any]:
    """What is told of a line that is no message."""
    found: dict[str, Any] = {"error": str(problem)}
    if isinstance(problem, WireError):
        found |= {"offset": problem.offset, "path": problem.path}
    return found


def _lines(source: BinaryIO) -> Iterator[bytes | None]:
    """The lines without their ends; None for one that is too long, of which only a part is held."""
    while line := source.readline(LONGEST):
        whole = line
        while len(whole) == LONGEST and not whole.endswith(b"\n"):
            whole = source.readline(LONGEST)
        yield line.rstrip(b"\r\n") if whole is line else None
