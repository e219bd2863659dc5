"""A case in virtual time: the charger is called directly, nothing waits."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, Final

from secc.charger import Charger, Conversation
from secc.moment import Moment
from secc.pnc.store import Trust
from secc.security import PLAIN, Channel, TlsVersion
from secc.settings import Settings
from secc_contract.iso15118_charger import Iso15118ChargerPublisher
from secc_contract.iso15118_charger.contract import VARIABLES
from secc_contract.link import InProcessLink
from tests.conformance.keys import keys
from tests.conformance.wish import Wish
from tests.conformance.world import Line, Refused, World

START: Final = datetime(2026, 1, 1, 12, 0, tzinfo=UTC)


class Virtual(World):
    """The charger's host, its link and its network at once."""

    early = late = 0.05
    news = 0.0

    def __init__(self, settings: Settings, tls: str, trust: Trust | None) -> None:
        """``tls``: what cars get of it, in the words of ``secc run``; here it only seems to be spoken.

        ``trust``: what a charger with TLS believes.
        """
        super().__init__(keys(START))
        self._tls = tls
        self._now = 1000.0
        self._drawn = 0
        self._deadline: float | None = None
        self._offered = False
        self._closing: list[_VirtualLine] = []
        self._bugs = _Bugs()
        self._link = InProcessLink()
        self._charger = Charger(Iso15118ChargerPublisher(self._link), self, settings, trust=trust)
        self._link.serve(self._charger.dispatch)

    # what the charger sees of it

    def moment(self) -> Moment:
        """Time and chance: a count stands for the dice."""
        self._drawn += 1
        return Moment(
            self._now,
            START + timedelta(seconds=self._now - 1000.0),
            self._drawn.to_bytes(8, "big") * 2,
        )

    def wake_at(self, deadline: float | None) -> None:
        """The one timer."""
        self._deadline = deadline

    def offer(self, serving: bool) -> None:
        """Whether SDP would answer."""
        self._offered = serving

    def remember(self, memory: object) -> None:
        """For the next process, which there is none of."""

    # what the case does

    def now(self) -> float:
        return self._now

    def utc(self) -> float:
        return START.timestamp() + self._now - 1000.0

    def until(self, condition: Callable[[], bool], deadline: float) -> bool:
        while not condition():
            if self._deadline is None or self._deadline > deadline:
                self._now = max(self._now, deadline)
                return condition()
            self._now = max(self._now, self._deadline)
            self.charger_does(self._charger.woken)
        return True

    def start(self, heard: Callable[[str, Any], None]) -> None:
        for variable in VARIABLES:
            self._link.subscribe(variable, partial(heard, variable))

    def call(self, command: str, arguments: dict[str, Any]) -> None:
        self.charger_does(lambda: self._link.call(command, arguments))

    def connect(self, wish: Wish, endpoint: tuple[str, int] | None = None) -> Line:
        if not self._offered:
            raise Refused("SDP does not answer")
        if self._tls == ("prohibit" if wish.secure else "require"):
            raise Refused("SDP offers something else")
        line = _VirtualLine(self)
        channel = Channel(TlsVersion.V1_2) if wish.secure else PLAIN
        conversation = self._charger.connected(_Pipe(self, line), channel)
        if conversation is None:
            raise Refused("the charger does not take the connection")
        line.conversation = conversation
        return line

    def close(self) -> list[str]:
        return self._bugs.stop()

    def charger_does(self, action: Callable[[], None]) -> None:
        """Call into the charger, then end the connections that it has closed."""
        action()
        while self._closing:
            self._closing.pop().conversation.lost()

    def closes(self, line: _VirtualLine) -> None:
        """The charger hangs up on this connection."""
        self._closing.append(line)


class _VirtualLine(Line):
    """The car's end of a connection."""

    conversation: Conversation

    def __init__(self, world: Virtual) -> None:
        super().__init__()
        self._world = world

    def write(self, data: bytes) -> None:
        self.sent_at = self._world.now()
        if not self.ended:
            self._world.charger_does(lambda: self.conversation.received(data))

    def end(self, how: str) -> None:
        if not self.ended:
            self.ended = True
            self._world.charger_does(self.conversation.lost)


class _Pipe:
    """The charger's end."""

    def __init__(self, world: Virtual, line: _VirtualLine) -> None:
        self._world = world
        self._line = line

    def write(self, data: bytes) -> None:
        """Send."""
        assert not self._line.ended, "written after the end"
        self._line.arrived(data, self._world.now())

    def close(self) -> None:
        """Hang up."""
        self._line.over(self._world.now())
        self._world.closes(self._line)


class _Bugs(logging.Handler):
    """Exceptions that somebody caught and logged."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self._found: list[str] = []
        logging.getLogger().addHandler(self)

    def emit(self, record: logging.LogRecord) -> None:
        if record.exc_info:
            self._found.append(f"{record.getMessage()}: {record.exc_info[1]!r}")

    def stop(self) -> list[str]:
        """Stop listening; what was heard."""
        logging.getLogger().removeHandler(self)
        return self._found
