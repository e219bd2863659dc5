"""Decoded messages for machines: an object a line, or XML."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any, Final

from secc import exi
from secc.tools.capture import Capture, Gap
from secc.tools.conversation import Conversation, Message, discovery
from secc.tools.explain import explain
from secc.tools.printing import ESCAPES, printable, timestamp

__all__ = ["discoveries", "objects", "xml"]

_TAGS: Final = re.compile(r"<[^>]*>|[^<]+")


def discoveries(capture: Capture) -> Iterator[dict[str, Any]]:
    """The SDP datagrams of a capture."""
    for datagram in capture.sdp:
        side, text = discovery(datagram.payload)
        yield _given(
            time=timestamp(datagram.time),
            packet=datagram.packet,
            side=side,
            name="SDP",
            text=" ".join(text.split()),
        )


def objects(conversation: Conversation, *, bits: bool = False) -> Iterator[dict[str, Any]]:
    """A conversation: its connection, then its messages and gaps; ``bits`` adds each bit field."""
    connection = conversation.connection
    if connection is not None:
        yield _given(
            session=conversation.number,
            time=timestamp(connection.began),
            name="connection",
            car=str(connection.car),
            charger=str(connection.charger),
            namespace=conversation.namespace,
            tls=connection.tls or None,
            ended=timestamp(connection.ended),
            closed_by=connection.closed_by,
            reset=connection.reset or None,
        )
    for entry in conversation.entries:
        if isinstance(entry, Gap):
            yield _given(
                session=conversation.number,
                time=timestamp(entry.time),
                packet=entry.packet,
                side=entry.side,
                name="gap",
                missing=entry.missing,
            )
        else:
            yield _object(entry, bits)


def _object(message: Message, bits: bool) -> dict[str, Any]:
    place, found = message.place, message.found
    record = _given(
        session=place.session or None,
        place=place.text or None,
        time=timestamp(place.time),
        packet=place.packet,
        side=place.side,
        name=message.name,
        payload_type=None if message.payload_type is None else f"{message.payload_type:04x}",
        payload=message.payload.hex(),
        trouble=message.trouble,
        text=" ".join(discovery(message.discovery)[1].split()) if message.discovery else None,
    )
    if found is None:
        return record
    mode = "fragment" if found.fragment else "document"
    record |= {"schema": found.schema, "mode": mode, "decided": found.decided}
    if found.error is None:
        record["message"] = json.loads(exi.to_json(found.schema, found.value))
        if verdicts := exi.check(found.schema, found.value):
            record["breaks"] = verdicts
    if found.error is not None or bits:
        explained = explain(found.schema, found.fragment, message.payload)
        if found.error is not None:
            record["error"] = {
                "reason": found.error.reason,
                "offset": found.error.offset,
                "path": found.error.path,
                "expected": list(explained.expected),
                "partial": explained.partial,
            }
        if bits:
            record["bits"] = [asdict(field) for field in explained.fields]
    return record


def xml(message: Message) -> str:
    """A message as indented XML; a damaged one as a comment that tells why."""
    found = message.found
    if found is None or found.error is not None:
        reason = found.error if found is not None else message.trouble or f"{message.name}: no XML"
        return _comment(f"{_label(message)}{reason}")
    text = _indented(exi.to_xml(found.schema, found.value).translate(ESCAPES["xml"]))
    label = _label(message)
    return f"{_comment(label + found.schema)}\n{text}" if label else text


def _label(message: Message) -> str:
    place = message.place
    if place.session == 0:
        return f"{place.text}: " if place.text else ""
    return f"session {place.session}, {timestamp(place.time)}, packet {place.packet}, {place.side}: "


def _comment(text: str) -> str:
    return f"<!-- {printable(text).replace('--', '- -')} -->"


def _indented(text: str) -> str:
    """Our XML, an element a line. It has no white space between tags, and no ``>`` but in tags."""
    tags = _TAGS.findall(text)
    lines: list[str] = []
    depth = 0
    for index, tag in enumerate(tags):
        if not tag.startswith("<"):
            lines[-1] += tag
        elif tag.startswith("</"):
            depth -= 1
            if tags[index - 1].startswith("<"):
                lines.append("  " * depth + tag)
            else:
                lines[-1] += tag
        else:
            lines.append("  " * depth + tag)
            depth += not tag.endswith("/>")
    return "\n".join(lines)


def _given(**values: Any) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value is not None}
