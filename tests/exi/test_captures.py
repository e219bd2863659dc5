"""What real cars and the chargers they met have sent: every frame is read, and written again as it was."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from secc import exi
from secc.tools import capture
from secc.v2gtp import PayloadType
from secc_contract.v2g.app_protocol import SupportedAppProtocolReq, SupportedAppProtocolRes

STARTS = {b"\x80\x98": "iso2", b"\x80\x9a": "din"}
"""First bytes of a message, for the captures that begin behind the handshake."""

TESLA = "tesla-model-y-11.1-din-spec-70121-2023-"
SURPLUS = {
    f"{TESLA}01-18-tesla-y-dinspec-infypower-teslay-dc-infy-0.pcap": [60, 64],
    f"{TESLA}03-30t11-00-22.659z-tesla-y-dinspec.pcap": [53, 56, 61],
}
"""Packets whose ContractAuthenticationReq ends with a surplus zero byte."""

PHASES = "V2G_Message/Body/PowerDeliveryReq/ChargingProfile/ProfileEntry"
BEYOND = {
    ("seres-2024-01-10t13-30-14.882z-2-iso2-dc.pcap", 120): [
        f"{PHASES}/ChargingProfileEntryMaxNumberOfPhasesInUse: 4 is not in 1 to 3"
    ]
}
"""Packets that lie beyond a bound of their schema, with our verdict."""

FRAMES = {"sap": 108, "din": 13372, "iso2": 22970}


captured = cache(capture.read)
"""A capture, read once for both engines."""


def schemas(connection: capture.Connection) -> Iterator[tuple[capture.Frame, str, Any]]:
    """Each frame of a session with the schema it is written in, and what it says."""
    names: dict[int, str] = {}
    chosen = ""
    for item in connection.items:
        assert isinstance(item, capture.Frame) and item.payload_type == PayloadType.EXI, item
        schema = chosen or STARTS.get(item.payload[:2], "sap")
        message = exi.decode(schema, item.payload)
        yield item, schema, message
        if isinstance(message, SupportedAppProtocolReq):
            names = {entry.SchemaID: entry.ProtocolNamespace for entry in message.AppProtocol}
        elif isinstance(message, SupportedAppProtocolRes) and message.SchemaID in names:
            chosen = "din" if ":din:" in names[message.SchemaID] else "iso2"


def test_every_frame(testdata: Path) -> None:
    files = sorted((testdata / "captures").glob("*.pcap"))
    assert len(files) == 46
    counts: Counter[str] = Counter()
    surplus: dict[str, list[int]] = {}
    beyond: dict[tuple[str, int], list[str]] = {}
    for file in files:
        for connection in captured(file).connections:
            for frame, schema, message in schemas(connection):
                counts[schema] += 1
                try:
                    again = exi.encode(schema, message)
                except ValueError:
                    beyond[file.name, frame.packet] = exi.check(schema, message)
                    again = exi.encode(schema, message, as_received=True)
                if again + b"\0" == frame.payload:
                    surplus.setdefault(file.name, []).append(frame.packet)
                else:
                    assert again == frame.payload, (file.name, frame.packet)
    assert counts == FRAMES
    assert surplus == SURPLUS
    assert beyond == BEYOND
