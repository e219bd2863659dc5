"""One message a line, both ways: what ``secc decode --lines`` and ``secc encode --lines`` do.

Exactly one line is written for each line read, at once, so that both ends of a pipe may wait for each other.
A line that is no message is answered by ``{"error": …}``, with ``offset`` (in bits) and ``path`` where bytes
were at fault.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO

from secc import exi
from secc.errors import WireError
from secc.tools.inputs import payload_of, unhex
from secc.tools.printing import ESCAPES

__all__ = ["LONGEST", "Convert", "decoder", "encoder", "error", "run"]

LONGEST = 1 << 22
"""Bytes of a line that is looked at; the longest message has some 100 kB as XML."""

Convert = Callable[[str], str]


def decoder(schema: str, fragment: bool, form: str) -> Convert:
    """A line of hex to a line of ``xml`` or ``json``."""
    write = exi.to_xml if form == "xml" else exi.to_json
    read: Callable[[str, bytes], Any] = exi.decode_fragment if fragment else exi.decode

    def convert(line: str) -> str:
        return write(schema, read(schema, payload_of(unhex(line)))).translate(ESCAPES[form])

    return convert


def encoder(schema: str, fragment: bool, form: str, *, as_received: bool = False) -> Convert:
    """A line of ``xml`` or ``json`` to a line of hex."""
    read = exi.from_xml if form == "xml" else exi.from_json

    def convert(line: str) -> str:
        value = read(schema, line, fragment=fragment)
        if isinstance(value, exi.Fragment):
            return exi.encode_fragment(schema, value.element, value.value, as_received=as_received).hex()
        return exi.encode(schema, value, as_received=as_received).hex()

    return convert


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
