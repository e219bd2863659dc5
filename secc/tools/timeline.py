"""A conversation for people: one line a message, and with details the whole message below it."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import Any, Final

from msgspec import UNSET, Struct

from secc import exi
from secc.tools.capture import Capture, Gap, Side
from secc.tools.conversation import Conversation, Message, discovery
from secc.tools.explain import Field, explain
from secc.tools.highlights import highlights, response_code
from secc.tools.printing import date, printable
from secc.tools.quantity import is_scaled, shown

__all__ = ["Timeline"]

_ARROWS: Final = {Side.CAR: "→", Side.CHARGER: "←"}
_COLOURS: Final = {"car": 36, "charger": 32, "good": 2, "bad": 31, "odd": 33, "head": 1, "dim": 2}
_INDENT: Final = " " * 6
_WIDTH: Final = 110


class Timeline:
    """Makes the lines."""

    def __init__(self, *, colour: bool = False, details: bool = False, bits: bool = False) -> None:
        """``details`` shows each message whole, ``bits`` each of its bit fields."""
        self._colour = colour
        self._details = details
        self._bits = bits
        self._zero: float | None = None

    def paint(self, text: str, *kinds: str) -> str:
        """The text in the colour of a kind, on a terminal."""
        if not self._colour:
            return text
        return "".join(f"\x1b[{_COLOURS[kind]}m" for kind in kinds) + text + "\x1b[0m"

    def capture(self, capture: Capture, name: str) -> Iterator[str]:
        """What stands before a capture's conversations: the file, its notes, the discovery."""
        count = len(capture.connections)
        times = [one.time for one in capture.sdp] + [one.began for one in capture.connections]
        self._zero = min(times, default=None)
        began = f", from {date(self._zero)}" if self._zero is not None else ""
        sessions = f"{count} V2G connection{'' if count == 1 else 's'}"
        yield self.paint(f"{name}: {sessions}, {capture.packets} packets{began}", "head")
        for note in capture.notes:
            yield self.paint(f"note: {note}", "odd")
        for datagram in capture.sdp:
            side, text = discovery(datagram.payload)
            yield f"{self._time(datagram.time)} {self._arrow(side)} {text}"

    def conversation(self, one: Conversation) -> Iterator[str]:
        """One conversation, its heading first."""
        if one.connection is not None:
            ends = f"car {one.connection.car} → charger {one.connection.charger}"
            yield ""
            yield self.paint(f"session {one.number}: {ends}", "head") + self._protocol(one)
            if one.connection.tls:
                yield self.paint(f"{_INDENT}secured by TLS: its messages cannot be read", "odd")
        seen: set[str] = set()
        for entry in one.entries:
            if isinstance(entry, Gap):
                text = f"{entry.missing} bytes are missing or make no message (packet {entry.packet})"
                yield f"{self._time(entry.time)} {self._arrow(entry.side)} {self.paint(text, 'odd')}"
                continue
            if one.connection is not None and entry.found and entry.found.schema not in seen:
                seen.add(entry.found.schema)
                yield self.paint(f"{_INDENT}{entry.found.schema}: {entry.found.decided}", "dim")
            yield from self.message(entry)
        if one.connection is not None and one.connection.ended is not None:
            word = "broken off" if one.connection.reset else "closed"
            yield f"{self._time(one.connection.ended)}   {word} by the {one.connection.closed_by}"

    def message(self, message: Message) -> Iterator[str]:
        """One message: its line, and what is asked for beside it."""
        if message.place.session == 0:
            yield from self._origin(message)
        code = response_code(message.body)
        words = [f"{message.name:<28}"]
        if message.discovery:
            words = [discovery(message.discovery)[1]]
        if code is not None:
            words.append(self.paint(code, _verdict(code)) + " " * (4 - len(code)))
        words += highlights(message.body)
        line = f"{self._arrow(message.place.side)} {'  '.join(words).rstrip()}"
        yield f"{self._time(message.place.time)} {line}" if message.place.session else line.lstrip()
        yield from self._problems(message)
        if self._bits and message.found is not None:
            yield from self._explained(message)
        elif self._details and message.value is not None:
            yield from _tree(message.value, _INDENT)

    def _origin(self, message: Message) -> Iterator[str]:
        found = message.found
        kind = "" if message.payload_type is None else f", V2GTP payload type {message.payload_type:04x}"
        size = f"{len(message.payload)} bytes{kind}"
        parts = [message.place.text, size]
        if found is not None:
            parts.append(f"{found.schema}{', fragment' if found.fragment else ''}: {found.decided}")
        yield self.paint("; ".join(part for part in parts if part), "dim")

    def _problems(self, message: Message) -> Iterator[str]:
        if message.trouble is not None:
            yield self.paint(f"{_INDENT}{message.trouble}", "bad")
        found = message.found
        if found is None:
            return
        if found.error is not None:
            explained = explain(found.schema, found.fragment, message.payload)
            error = found.error
            size = 8 * len(message.payload)
            yield self.paint(f"{_INDENT}damaged: {printable(error.reason)}", "bad")
            yield f"{_INDENT}  at bit {error.offset} of {size} (byte {error.offset // 8})" + (
                f", in {error.path}" if error.path else ""
            )
            if explained.expected:
                yield from _wrapped(f"what might have come: {', '.join(explained.expected)}", _INDENT + "  ")
            if explained.partial:
                yield f"{_INDENT}  read until then:"
                yield from _partial(explained.partial, _INDENT + "    ")
            return
        for verdict in exi.check(found.schema, found.value):
            yield self.paint(f"{_INDENT}breaks its schema: {printable(verdict)}", "odd")

    def _explained(self, message: Message) -> Iterator[str]:
        head = f"{'bit':>6} {'width':>5}  {'bits':<18} {'grammar state':<34} meaning"
        yield self.paint(_INDENT + head, "head")
        assert message.found is not None
        for field in explain(message.found.schema, message.found.fragment, message.payload).fields:
            yield _INDENT + _field(field)

    def _protocol(self, one: Conversation) -> str:
        return f", {printable(one.namespace)}" if one.namespace else ""

    def _arrow(self, side: Side | None) -> str:
        return self.paint(_ARROWS[side], str(side)) if side else " "

    def _time(self, time: float | None) -> str:
        if time is None:
            return " " * 9
        if self._zero is None:
            self._zero = time
        return f"{time - self._zero:9.3f}"


def _verdict(code: str) -> str:
    return {"OK": "good", "WARNING": "odd"}.get(code.partition("_")[0], "bad")


def _field(field: Field) -> str:
    bits = field.bits if len(field.bits) <= 18 else f"{field.bits[:15]}..."
    place = f"{field.offset:>6} {field.width:>5}  {bits:<18} {field.state:<34}"
    return f"{place} {'  ' * field.depth}{printable(field.meaning)}"


def _wrapped(text: str, indent: str) -> list[str]:
    return textwrap.wrap(text, _WIDTH, initial_indent=indent, subsequent_indent=indent + "  ")


def _tree(value: Any, indent: str) -> Iterator[str]:
    """A message as indented lines, a field each."""
    if isinstance(value, exi.Fragment):
        yield from _branch(value.element, value.value, indent)
        return
    for name in value.__struct_fields__:
        item = getattr(value, name)
        if item is UNSET:
            continue
        for one in item if isinstance(item, tuple) else (item,):
            yield from _branch(name, one, indent)


def _branch(name: str, value: Any, indent: str) -> Iterator[str]:
    if not isinstance(value, Struct):
        yield f"{indent}{name}: {shown(name, value, whole=True)}"
    elif is_scaled(value):
        yield f"{indent}{name}: {shown(name, value)}"
    else:
        kind = type(value).__name__
        yield f"{indent}{name}{'' if kind == name else f' ({kind})'}"
        yield from _tree(value, indent + "  ")


def _partial(read: dict[str, Any], indent: str) -> Iterator[str]:
    """What was read of a damaged message, a field each."""
    for name, value in read.items():
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, dict):
                yield f"{indent}{name}"
                yield from _partial(one, indent + "  ")
            else:
                yield f"{indent}{name}: {printable(str(one))}"
