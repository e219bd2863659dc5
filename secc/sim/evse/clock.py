"""Time for the simulated hardware: one thread that does each thing when it is due.

Everything the hardware does happens on that thread, so its state needs no lock. Tests bring their own clock.
"""

from __future__ import annotations

import heapq
import itertools
import logging
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Protocol

log = logging.getLogger(__name__)

Action = Callable[[], object]
Cancel = Callable[[], None]


class Clock(Protocol):
    """The time, and a way to be called later."""

    def now(self) -> float:
        """Seconds, monotonic."""

    def utc(self) -> datetime:
        """Wall clock, for the meter's time stamp."""

    def after(self, delay: float, action: Action) -> Cancel:
        """Run ``action`` in ``delay`` seconds on the hardware's thread; the result cancels it."""

    def close(self) -> None:
        """Nothing runs any more."""


class Worker:
    """The real clock: a plain thread over a queue of due times."""

    def __init__(self) -> None:
        self._queue: list[tuple[float, int]] = []
        self._actions: dict[int, Action] = {}
        self._numbers = itertools.count()
        self._closed = False
        self._changed = threading.Condition()
        self._thread = threading.Thread(target=self._run, name="simulated-evse", daemon=True)
        self._thread.start()

    def now(self) -> float:
        return time.monotonic()

    def utc(self) -> datetime:
        return datetime.now(UTC)

    def after(self, delay: float, action: Action) -> Cancel:
        with self._changed:
            number = next(self._numbers)
            self._actions[number] = action
            heapq.heappush(self._queue, (self.now() + delay, number))
            self._changed.notify()

        def cancel() -> None:
            self._actions.pop(number, None)

        return cancel

    def close(self) -> None:
        with self._changed:
            self._closed = True
            self._changed.notify()
        if self._thread is not threading.current_thread():
            self._thread.join(timeout=1)

    def _run(self) -> None:
        while (due := self._next()) is not None:
            try:
                due()
            except Exception:
                log.exception("the simulated hardware failed")

    def _next(self) -> Action | None:
        with self._changed:
            while not self._closed:
                wait = self._queue[0][0] - self.now() if self._queue else None
                if wait is None or wait > 0:
                    self._changed.wait(wait)
                elif action := self._actions.pop(heapq.heappop(self._queue)[1], None):
                    return action
        return None
