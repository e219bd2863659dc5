"""A charger that follows a script, on a clock that stands still: to test what the runner makes of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from tests.conformance.keys import keys
from tests.conformance.messages import SAP, write
from tests.conformance.virtual import START
from tests.conformance.wish import Seen, Wish
from tests.conformance.world import Line, Refused, World

ID = bytes.fromhex("0102030405060708")

Move = tuple[float, Callable[["ScriptedLine"], None]]
"""After so many s this happens on the connection."""


def answers(
    name: str, body: Mapping[str, Any], after: float = 0.0, sid: bytes = ID, kind: str = "8001"
) -> Move:
    """The charger answers."""
    payload = write(SAP if name.startswith("supportedAppProtocol") else "iso2", name, body, sid, bounds=False)
    return sends(bytes.fromhex(f"01FE{kind}{len(payload):08X}") + payload, after)


def sends(data: bytes, after: float = 0.0) -> Move:
    """The charger sends bytes."""
    return after, lambda line: line.arrived(data, line.world.now())


def closes(after: float = 0.0, alert: int | None = None, *, rude: bool = False) -> Move:
    """The charger ends the connection; the rest is what TLS would say of it."""
    return after, lambda line: line.over(line.world.now(), alert, rude=rude)


class ScriptedWorld(World):
    """Each write of the car sets off the next moves of the script."""

    early = late = 0.05
    news = 0.0

    def __init__(self, *script: list[Move]) -> None:
        super().__init__(keys(START))
        self.script = list(script)
        self.clock = 100.0
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.lines: list[ScriptedLine] = []
        self.wishes: list[Wish] = []
        """Of the connections, in order."""
        self.refusal: Refused | None = None
        self.seen: Seen | None = None
        self.on_connect: list[Move] = []
        self.bugs: list[str] = []
        self.heard: Callable[[str, Any], None] = lambda variable, value: None
        self._due: list[tuple[float, int, Callable[[], None]]] = []

    def now(self) -> float:
        return self.clock

    def utc(self) -> float:
        return 1_700_000_000.0 + self.clock

    def until(self, condition: Callable[[], bool], deadline: float) -> bool:
        while not condition():
            due = sorted(self._due, key=lambda one: one[:2])
            if not due or due[0][0] > deadline:
                self.clock = max(self.clock, deadline)
                return condition()
            self._due.remove(due[0])
            self.clock = max(self.clock, due[0][0])
            due[0][2]()
        return True

    def later(self, seconds: float, action: Callable[[], None]) -> None:
        """Something happens after so many s."""
        self._due.append((self.clock + seconds, len(self._due), action))

    def start(self, heard: Callable[[str, Any], None]) -> None:
        self.heard = heard

    def call(self, command: str, arguments: dict[str, Any]) -> None:
        self.calls.append((command, arguments))

    def connect(self, wish: Wish, endpoint: tuple[str, int] | None = None) -> Line:
        if self.refusal is not None:
            raise self.refusal
        self.wishes.append(wish)
        line = ScriptedLine(self)
        line.seen = self.seen
        self.lines.append(line)
        line.comes(self.on_connect)
        return line

    def close(self) -> list[str]:
        return self.bugs


class ScriptedLine(Line):
    """A connection to it."""

    def __init__(self, world: ScriptedWorld) -> None:
        super().__init__()
        self.world = world
        self.written: list[tuple[float, bytes]] = []

    def write(self, data: bytes) -> None:
        self.sent_at = self.world.now()
        self.written.append((self.sent_at, data))
        self.comes(self.world.script.pop(0) if self.world.script else [])

    def comes(self, moves: list[Move]) -> None:
        """These are the next moves."""
        for after, move in moves:
            self.world.later(after, partial(move, self))

    def end(self, how: str) -> None:
        self.ended = True
