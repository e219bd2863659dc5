"""What the core gets from the event loop: the time, fresh randomness and one timer."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable
from datetime import UTC, datetime

from secc.moment import Moment
from secc.rest import Memory

__all__ = ["LoopHost"]


class LoopHost:
    """The world of a charger that lives on an asyncio loop (`secc.charger.Host`)."""

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        woken: Callable[[], None],
        remember: Callable[[Memory | None], None] = lambda memory: None,
    ) -> None:
        """`woken`: the time that `wake_at` names has come; `remember` keeps a paused session."""
        self.serving = False
        """Cars may find the charger."""
        self.withdrawn: Callable[[], None] = lambda: None
        """Called when they may no longer."""
        self._loop = loop
        self._woken = woken
        self.remember = remember
        self._timer: asyncio.TimerHandle | None = None

    def moment(self) -> Moment:
        """Now, with 16 fresh random bytes."""
        return Moment(self._loop.time(), datetime.now(UTC), secrets.token_bytes(16))

    def wake_at(self, deadline: float | None) -> None:
        """Set the one timer, in seconds of the monotonic clock; ``None`` takes it away."""
        if self._timer is not None:
            if self._timer.when() == deadline and not self._timer.cancelled():
                return
            self._timer.cancel()
        self._timer = None if deadline is None else self._loop.call_at(deadline, self._wake)

    def offer(self, serving: bool) -> None:
        """Let cars find the charger, or not."""
        ends, self.serving = self.serving and not serving, serving
        if ends:
            self.withdrawn()

    def _wake(self) -> None:
        self._timer = None
        self._woken()
