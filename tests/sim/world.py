"""Car, charger and EVSE on one virtual clock: whole visits in milliseconds, without a socket."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from secc.charger import Charger, Conversation
from secc.moment import Moment
from secc.pnc.store import Trust
from secc.rest import Memory
from secc.security import PLAIN, Channel, TlsVersion
from secc.settings import Settings
from secc.sim.ev import Car, Request
from secc.sim.evse import AcEvse, Backend, DcEvse
from secc_contract.iso15118_charger import Iso15118ChargerClient, Iso15118ChargerPublisher
from tests.contract.checked_link import CheckedLink
from tests.sim.support import VirtualClock

LATENCY = 0.005  # s from a request to the look at its answer


class Pipe:
    """A connection as a list."""

    def __init__(self) -> None:
        self.written: list[bytes] = []
        self.closed = False

    def write(self, data: bytes) -> None:
        assert not self.closed, "written after the close"
        self.written.append(data)

    def close(self) -> None:
        self.closed = True


class World:
    """The charger's host, its owner's clock, and the way a car takes through both."""

    def __init__(
        self,
        own: Callable[[Iso15118ChargerClient, VirtualClock], Any],
        settings: Settings | None = None,
        trust: Trust | None = None,
    ) -> None:
        """``trust``: of the charger, whose connections TLS protects then."""
        self.channel = PLAIN if trust is None else Channel(tls=TlsVersion.V1_2)
        self.clock = VirtualClock()
        self.link = CheckedLink()
        self.client = Iso15118ChargerClient(self.link)
        self.charger = Charger(Iso15118ChargerPublisher(self.link), self, settings, trust=trust)
        self.link.serve(self.charger.dispatch)
        self.offered = False
        self._drawn = 0
        self._cancel: Callable[[], None] = lambda: None
        self.evse = own(self.client, self.clock)
        self.clock.passes(0)

    def moment(self) -> Moment:
        self._drawn += 1
        return Moment(self.clock.now(), self.clock.utc(), self._drawn.to_bytes(8, "big") * 2)

    def wake_at(self, deadline: float | None) -> None:
        self._cancel()
        if deadline is not None:
            self._cancel = self.clock.after(max(0.0, deadline - self.clock.now()), self.charger.woken)

    def offer(self, serving: bool) -> None:
        self.offered = serving

    def remember(self, memory: Memory | None) -> None:
        """There is no next process here."""

    def visit(self, car: Car, at_loop: Callable[[int], object] = lambda loops: None) -> list[str]:
        """The car's visit; returns what was published. ``at_loop`` is called after each loop message."""
        before = len(self.link.published)
        self._connection(car, at_loop)
        while car.back is not None:
            self.clock.passes(car.back)
            self._connection(car, at_loop)
        return [variable for variable, _ in self.link.published[before:]]

    def _connection(self, car: Car, at_loop: Callable[[int], object]) -> None:
        assert self.offered
        pipe = Pipe()
        conversation = self.charger.connected(pipe, self.channel)
        assert conversation is not None
        loops = car.progress.loops
        request: Request | None = car.begin(self.clock.now())
        while request is not None:
            self.clock.passes(request.pause)
            self._say(request, conversation)
            request = None if request.hang_up else self._hear(car, request, pipe)
            if car.progress.loops > loops:
                loops = car.progress.loops
                at_loop(loops)
        conversation.lost()
        self.clock.passes(1)
        assert self.link.failures == []

    def _say(self, request: Request, conversation: Conversation) -> None:
        if request.drip:
            for byte in request.frame:
                self.clock.passes(request.drip)
                conversation.received(bytes((byte,)))
        elif request.frame:
            conversation.received(request.frame)

    def _hear(self, car: Car, request: Request, pipe: Pipe) -> Request | None:
        """What the car says next; None: it has hung up."""
        until = self.clock.now() + request.timeout
        following = None
        while following is None and not car.over:
            if pipe.written:
                following = car.received(pipe.written.pop(0), self.clock.now())
            elif pipe.closed:
                car.closed()
            elif self.clock.now() >= until:
                following = car.silent(self.clock.now())
            else:
                self.clock.passes(LATENCY)
        return following


def in_order(published: list[str], *expected: str) -> bool:
    """The expected ones occur, once each, in this order."""
    return [variable for variable in published if variable in expected] == list(expected)


def station(
    *, is_ac: bool, backend: Backend | None = None, receipts: bool = False
) -> Callable[[Iso15118ChargerClient, VirtualClock], AcEvse | DcEvse]:
    """The simulated EVSE as a world's owner."""
    kind = AcEvse if is_ac else DcEvse
    return lambda client, clock: kind(client, clock=clock, backend=backend, receipts=receipts)
