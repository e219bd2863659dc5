"""What the tests of the simulated hardware share: a clock that the test moves, and an owner's bench."""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from secc.sim.evse.clock import Action, Cancel
from secc_contract.iso15118_charger import Iso15118ChargerClient, Iso15118ChargerPublisher
from tests.contract.checked_link import CheckedLink


class VirtualClock:
    """Time that stands still until the test lets it pass (`secc.sim.evse.Clock`)."""

    def __init__(self) -> None:
        self._now = 0.0
        self._numbers = itertools.count()
        self._queue: list[tuple[float, int, Action]] = []
        self._cancelled: set[int] = set()
        self.closed = False

    def now(self) -> float:
        return self._now

    def utc(self) -> datetime:
        return datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=self._now)

    def after(self, delay: float, action: Action) -> Cancel:
        number = next(self._numbers)
        heapq.heappush(self._queue, (self._now + delay, number, action))
        return lambda: self._cancelled.add(number)

    def close(self) -> None:
        self.closed = True
        self._queue.clear()

    def passes(self, seconds: float, before: Callable[[float], None] = lambda now: None) -> None:
        """Run what falls due; ``before`` is told the time ahead of each step."""
        until = self._now + seconds
        while self._queue and self._queue[0][0] <= until + 1e-9:
            due, number, action = heapq.heappop(self._queue)
            self._now = max(self._now, due)
            before(self._now)
            if number not in self._cancelled:
                action()
        self._now = until


class Bench:
    """The owner's end of a link whose other end records the commands and publishes what the test says."""

    def __init__(self) -> None:
        self.clock = VirtualClock()
        self.link = CheckedLink()
        self.link.serve(lambda command, arguments: None)
        self.client = Iso15118ChargerClient(self.link)
        self.charger = Iso15118ChargerPublisher(self.link)
        self._seen = 0

    def calls(self) -> list[tuple[str, dict[str, Any]]]:
        """Commands and arguments since the last look, without the meter's; all of them keep the contract."""
        assert self.link.failures == []
        new, self._seen = self.link.called[self._seen :], len(self.link.called)
        return [call for call in new if call[0] != "update_meter_info"]

    def commands(self) -> list[str]:
        """The same without arguments."""
        return [command for command, _ in self.calls()]

    def readings(self) -> list[dict[str, Any]]:
        """All that the meter has said so far."""
        return [
            arguments["powermeter"] for name, arguments in self.link.called if name == "update_meter_info"
        ]
