"""A loop whose waits take no time, and a fake core."""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Callable, Coroutine
from typing import Any

from secc.net.server import Connection

Run = Callable[[Coroutine[Any, Any, None]], None]


class WarpSelector(selectors.DefaultSelector):
    """When nothing happens on the sockets, it does not wait: it moves the clock."""

    skipped = 0.0
    moment = 0.05  # s of real time for what is on its way: bytes in the loopback, an owner on its thread

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        if timeout is None:
            events = super().select(20.0)
            assert events, "no timer runs and nothing has happened for 20 s"
            return events
        events = super().select(min(timeout, self.moment))
        if not events:
            self.skipped += max(0.0, timeout - self.moment)
        return events


class WarpLoop(asyncio.SelectorEventLoop):
    """An event loop on which a minute is over as soon as nothing else is to be done."""

    def __init__(self) -> None:
        self._warp = WarpSelector()
        super().__init__(self._warp)

    def time(self) -> float:
        return super().time() + self._warp.skipped


class FakeConversation:
    """Keeps what it gets, answers what its charger says."""

    def __init__(self, charger: FakeCharger, pipe: Connection) -> None:
        self.charger = charger
        self.pipe = pipe
        self.heard = b""
        self.losses = 0

    def received(self, data: bytes) -> None:
        self.heard += data
        self.charger.on_data(self, data)

    def lost(self) -> None:
        self.losses += 1
        self.charger.current = None
        self.charger.ended.set()


class FakeCharger:
    """Talks to one car at a time; `on_data` is the test's say in what it does."""

    def __init__(self) -> None:
        self.current: FakeConversation | None = None
        self.all: list[FakeConversation] = []
        self.ended = asyncio.Event()
        self.on_data: Callable[[FakeConversation, bytes], None] = lambda talk, data: talk.pipe.write(data)

    def connected(self, pipe: Connection) -> FakeConversation | None:
        if self.current is not None:
            return None
        self.ended.clear()
        self.current = FakeConversation(self, pipe)
        self.all.append(self.current)
        return self.current
