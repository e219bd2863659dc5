"""Records what goes into a charger and what comes out, so that a session can be repeated bit for bit.

The recorder stands around the core: it is the host, the owner's link and the pipe that the charger sees, and
the charger that everybody else sees. A recording begins with a connection, with all that the charger knew
before, and ends with it. Commands that come while no car is there are in the next one's beginning.
"""

from __future__ import annotations

import ipaddress
import logging
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from secc.charger import PROTOCOLS, Charger, Conversation, Host, Pipe
from secc.moment import Moment
from secc.pnc.store import Trust
from secc.rest import Memory, Rest
from secc.security import PLAIN, Channel
from secc.settings import Settings
from secc.tools import known
from secc.tools.packets import Endpoint
from secc.tools.tape import FORMAT, LIMIT, Shelf, Tape
from secc_contract.iso15118_charger import Iso15118ChargerPublisher
from secc_contract.link import Provider

__all__ = ["Recorder"]

log = logging.getLogger(__name__)

_NOBODY = (Endpoint(bytes(15) + b"\x01", 1), Endpoint(bytes(15) + b"\x02", 2))


class Recorder:
    """Makes chargers that are recorded."""

    def __init__(self, folder: Path, limit: int = LIMIT, clock: Callable[[], float] = time.time) -> None:
        """``limit``: bytes of all recordings in the folder. :raises ConfigError: it cannot be written."""
        self._shelf = Shelf(folder, limit)
        self._clock = clock

    def make(
        self, link: Provider, host: Host, settings: Settings, rest: Rest, trust: Trust | None = None
    ) -> Recorded:
        """A charger whose sessions are recorded."""
        return Recorded(self._shelf, self._clock, link, host, settings, rest, trust)


class Recorded:
    """A charger as its world sees it, and the world as the charger sees it."""

    def __init__(
        self,
        shelf: Shelf,
        clock: Callable[[], float],
        link: Provider,
        host: Host,
        settings: Settings,
        rest: Rest,
        trust: Trust | None,
    ) -> None:
        self._shelf = shelf
        self._clock = clock
        self._link = link
        self._host = host
        self._settings = settings
        self._known = known.write(trust) if trust is not None else None
        self._tape: Tape | None = None
        self._noted: list[Any] = []
        """Not yet on the tape: what the input under way has led to."""
        self._charger = Charger(Iso15118ChargerPublisher(self), self, settings, rest=rest, trust=trust)

    # What the charger's world calls.

    def connected(self, pipe: Pipe, channel: Channel = PLAIN) -> _Conversation | None:
        """As `Charger.connected`; a recording begins when the car is served."""
        if not self._charger.serving:
            self._charger.connected(pipe, channel)  # refused
            return None
        self._tape = self._begin(pipe)
        with self._input("connected", channel):
            conversation = self._charger.connected(_Pipe(self, pipe), channel)
        return _Conversation(self, conversation) if conversation is not None else None

    def woken(self) -> None:
        """As `Charger.woken`."""
        with self._input("woken"):
            self._charger.woken()

    def shut_down(self) -> None:
        """As `Charger.shut_down`."""
        with self._input("shut_down"):
            self._charger.shut_down()

    def dispatch(self, command: str, arguments: Mapping[str, Any]) -> None:
        """As `Charger.dispatch`."""
        with self._input("command", command, arguments):
            self._charger.dispatch(command, arguments)

    def received(self, conversation: Conversation, data: bytes) -> None:
        """As `Conversation.received`."""
        if self._tape is not None:
            self._tape.said(self._clock(), data, by_car=True)
        with self._input("received", data.hex()):
            conversation.received(data)

    def lost(self, conversation: Conversation) -> None:
        """As `Conversation.lost`; the recording ends."""
        if self._tape is not None:
            self._tape.closed(self._clock(), by_car=True)
        try:
            with self._input("lost"):
                conversation.lost()
        finally:
            if self._tape is not None:
                self._tape.entries([["end"]])
                self._tape.end()
                self._tape = None

    # What the charger calls.

    def moment(self) -> Moment:
        moment = self._host.moment()
        self._note("m", moment.now, moment.utc, moment.nonce.hex())
        return moment

    def wake_at(self, deadline: float | None) -> None:
        self._host.wake_at(deadline)

    def offer(self, serving: bool) -> None:
        self._host.offer(serving)

    def remember(self, memory: Memory | None) -> None:
        self._note("out", "remember", memory)
        self._host.remember(memory)

    def publish(self, variable: str, value: Any) -> None:
        self._note("out", "publish", variable, value)
        self._link.publish(variable, value)

    def serve(self, dispatch: Callable[[str, Mapping[str, Any]], None]) -> None:
        self._link.serve(dispatch)

    def write(self, pipe: Pipe, data: bytes) -> None:
        """The charger writes."""
        pipe.write(data)
        if self._tape is not None:
            self._tape.said(self._clock(), data, by_car=False)
        self._note("out", "write", data.hex())

    def close(self, pipe: Pipe) -> None:
        """The charger hangs up."""
        pipe.close()
        if self._tape is not None:
            self._tape.closed(self._clock(), by_car=False)
        self._note("out", "close")

    # The tape.

    def _begin(self, pipe: Pipe) -> Tape | None:
        now = self._clock()
        ends = [_endpoint(end) for end in getattr(pipe, "ends", ())]  # only a pipe on a socket has some
        car, charger = ends if len(ends) == 2 else _NOBODY
        try:
            tape = self._shelf.begin(now, car, charger)
        except OSError as error:
            log.error("this session is not recorded: %s", error.strerror)
            return None
        log.info("recorded as %s", tape.stem.name)
        header = {
            "secc_recording": FORMAT,
            "version": _version(),
            "protocols": [protocol.name for protocol in PROTOCOLS],
            "settings": self._settings,
            "rest": self._charger.rest,
            "trust": self._known,
        }
        tape.entries([header])
        tape.opened(now)
        return tape

    def _note(self, *entry: Any) -> None:
        if self._tape is not None:
            self._noted.append(entry)

    @contextmanager
    def _input(self, *entry: Any) -> Iterator[None]:
        """The input goes on the tape before it acts, so that it is there even if this process dies of it."""
        if self._tape is None:
            yield
            return
        self._tape.entries([*self._noted, ("in", *entry)])
        self._noted.clear()
        try:
            yield
        except Exception as error:
            self._note("out", "raised", type(error).__name__)
            raise
        finally:
            if self._tape is not None:
                self._tape.entries(self._noted)
            self._noted.clear()


class _Pipe:
    """The pipe that the charger sees."""

    def __init__(self, recorded: Recorded, pipe: Pipe) -> None:
        self._recorded = recorded
        self._pipe = pipe

    def write(self, data: bytes) -> None:
        self._recorded.write(self._pipe, data)

    def close(self) -> None:
        self._recorded.close(self._pipe)


class _Conversation:
    """The conversation that the socket sees."""

    def __init__(self, recorded: Recorded, conversation: Conversation) -> None:
        self._recorded = recorded
        self._conversation = conversation

    def received(self, data: bytes) -> None:
        self._recorded.received(self._conversation, data)

    def lost(self) -> None:
        self._recorded.lost(self._conversation)


def _version() -> str:
    """Of this package, so that a recording that differs later tells what wrote it."""
    try:
        return version("secc")
    except PackageNotFoundError:
        return "not installed"


def _endpoint(end: tuple[str, int]) -> Endpoint:
    return Endpoint(ipaddress.IPv6Address(end[0]).packed, end[1])
