"""The requests of a recorded car."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

from secc.errors import ConfigError
from secc.tools import capture
from tests.conformance.messages import SAP, Broken, read
from tests.conformance.talk import Failed


class Request(NamedTuple):
    """One request of the car."""

    name: str
    body: dict[str, Any]


def requests(path: Path, schema: str) -> list[Request]:
    """All requests of the car in a capture file, in order; Failed if it holds none."""
    try:
        connections = capture.read(path).connections
    except ConfigError as error:
        raise Failed("a capture file", str(error)) from error
    frames = [frame for one in connections for frame in one.frames if frame.side is capture.Side.CAR]
    found: list[Request] = []
    for frame in frames:
        try:
            message = read(schema if found else SAP, frame.payload, strict=False)
        except Broken as broken:
            raise Failed(f"a request in packet {frame.packet}", str(broken)) from broken
        found.append(Request(message.name, dict(message.body)))
    if not found:
        raise Failed("requests of a car in the capture", "none")
    return found
