"""Many chargers in one process, a car at each: how long they answer in time.

    python -m bench.load [--cars 1 10 100] [--seconds 20] [--protocol iso2|din] [--profile]

Each charger has a TCP port of its own on the loopback and a simulated EVSE as its owner, all of them on one
event loop. The cars live in other processes and ask 20 times a second each. Printed for each number of cars:
what the cars saw from writing a request to the last byte of its response, what the slowest charger's own
ledger says, and what the chargers' process used: processor, time in the queue for it (much of it: the machine
is not quiet), memory. Exit code 1 when a session failed, or p99 in the loop missed its goal.
"""

from __future__ import annotations

import argparse
import asyncio
import cProfile
import gc
import logging
import os
import pstats
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from secc.charger import Charger
from secc.net.host import LoopHost
from secc.net.interface import Interface, find
from secc.net.server import Server
from secc.sim.ev import Car, Request, Settings
from secc.sim.evse import DcEvse
from secc.tools.answers import Spread, spread
from secc_contract import Iso15118ChargerClient, Iso15118ChargerPublisher
from secc_contract.link import InProcessLink

PACE = 0.05  # s from one request of the loop to the next: 20 a second
GOAL = 25.0  # ms, p99 of the loop at the largest number of cars
SPAN = 2.0  # s over which the cars arrive
LIMIT = 120.0  # s for whatever the other process has to say

LOOP = "CurrentDemandReq"


# The chargers


class LoopClock:
    """The simulated hardware's clock, on the chargers' own event loop."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop

    def now(self) -> float:
        return self._loop.time()

    def utc(self) -> datetime:
        return datetime.now(UTC)

    def after(self, delay: float, action: Callable[[], object]) -> Callable[[], None]:
        return self._loop.call_later(delay, action).cancel

    def close(self) -> None:
        """Nothing to stop: the loop ends with the process."""


class Post:
    """One charger with its owner and its port."""

    def __init__(self) -> None:
        loop = asyncio.get_running_loop()
        link = InProcessLink()
        self.server = Server()
        host = LoopHost(loop, lambda: self.server.safely(self.charger.woken))
        self.charger = Charger(Iso15118ChargerPublisher(link), host)
        link.serve(self.charger.dispatch)
        self.evse = DcEvse(Iso15118ChargerClient(link), clock=LoopClock(loop))

    async def listen(self, interface: Interface) -> int:
        return await self.server.listen(self.charger, interface)


@dataclass(frozen=True)
class Used:
    """What the chargers' process has used so far."""

    cpu: float  # s
    queued: float  # s, ready to run, but others had the processor
    memory: float  # MiB, peak


def used() -> Used:
    status = Path("/proc/self/status").read_text()
    ran, queued, _ = map(int, Path("/proc/self/schedstat").read_text().split())
    return Used(ran / 1e9, queued / 1e9, int(status.partition("VmHWM:")[2].split()[0]) / 1024)


def serve(count: int, told: Connection, profile: bool) -> None:
    """The chargers' process: tells its ports, then on each word what it has used; None ends it."""
    logging.disable(logging.CRITICAL)

    async def run() -> None:
        loop, interface = asyncio.get_running_loop(), find("lo")
        assert interface is not None
        posts = [Post() for _ in range(count)]
        told.send([await post.listen(interface) for post in posts])
        done = asyncio.Event()

        def asked() -> None:
            if told.recv() is None:
                done.set()
            else:
                told.send(used())

        loop.add_reader(told.fileno(), asked)
        await done.wait()
        loop.remove_reader(told.fileno())
        slowest = [
            max((line.p99 for line in post.charger.ledger if line.request == LOOP), default=0.0)
            for post in posts
        ]
        told.send(max(slowest) * 1000)

    profiler = cProfile.Profile() if profile else None
    if profiler is not None:
        profiler.enable()
    asyncio.run(run())
    if profiler is not None:
        profiler.disable()
        pstats.Stats(profiler).sort_stats("tottime").print_stats(30)


# The cars


class Seat(asyncio.Protocol):
    """A car on its connection."""

    def __init__(self, car: Car, answers: list[tuple[str, float]], ended: asyncio.Future[str]) -> None:
        self._car, self._answers, self._ended = car, answers, ended
        self._loop = asyncio.get_running_loop()
        self._sent = 0.0
        self._limit: asyncio.TimerHandle | None = None
        self._request: Request | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._later(self._car.begin(self._loop.time()))

    def data_received(self, data: bytes) -> None:
        """Look at the clock now and think later, or a car would be charged for the thoughts of the others."""
        self._loop.call_soon(self._heard, data, self._loop.time())

    def _heard(self, data: bytes, arrived: float) -> None:
        assert self._request is not None
        following = self._car.received(data, arrived)
        if following is None and not self._car.over:
            return
        self._answers.append((self._request.name, arrived - self._sent))
        if self._limit is not None:
            self._limit.cancel()
        self._later(following)

    def connection_lost(self, error: Exception | None) -> None:
        self._car.closed()
        if not self._ended.done():
            outcome = self._car.outcome
            assert outcome is not None
            self._ended.set_result("" if outcome.completed else outcome.reason)

    def _later(self, request: Request | None) -> None:
        self._request = request
        if request is None:
            self._transport.close()
        elif request.name == LOOP:
            self._loop.call_at(max(self._sent + PACE, self._loop.time()), self._say, request)
        else:
            self._loop.call_later(request.pause, self._say, request)

    def _say(self, request: Request) -> None:
        self._limit = self._loop.call_later(request.timeout, self._silent)
        self._sent = self._loop.time()
        self._transport.write(request.frame)

    def _silent(self) -> None:
        self._car.silent(self._loop.time())
        self._transport.abort()


@dataclass
class Seen:
    """What the cars of one process saw."""

    answers: list[tuple[str, float]] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    sessions: int = 0


def drive(ports: list[int], seconds: float, protocol: str, told: Connection) -> None:
    """A process of cars, one for each port."""
    gc.freeze()

    async def run() -> Seen:
        seen = Seen()
        settings = Settings(
            protocols=(protocol,), loop_seconds=seconds, target_soc=100.0, speed=1e-6, patience=4.0
        )

        async def sit(number: int, port: int) -> str:
            loop = asyncio.get_running_loop()
            await asyncio.sleep(SPAN * number / len(ports))
            ended: asyncio.Future[str] = loop.create_future()
            await loop.create_connection(lambda: Seat(Car(settings), seen.answers, ended), "::1", port)
            return await ended

        ends = await asyncio.gather(*(sit(number, port) for number, port in enumerate(ports)))
        seen.sessions = len(ends)
        seen.failures = [end for end in ends if end]
        return seen

    told.send(asyncio.run(run()))


# The measurement


@dataclass(frozen=True)
class Figures:
    """One row."""

    cars: int
    failures: list[str]
    loop: Spread
    rate: float  # requests a second, all cars
    ledger: float  # ms, p99 of the loop in the slowest charger
    cpu: float  # s a second
    queued: float  # s a second
    memory: float  # MiB

    def __str__(self) -> str:
        return (
            f"{self.cars:5} {len(self.failures):7} {self.loop.count:9} {self.rate:7.0f}"
            f" {self.loop.median:8.2f} {self.loop.p99:8.2f} {self.loop.max:8.2f} {self.ledger:11.2f}"
            f" {self.cpu:6.0%} {self.queued:7.0%} {self.memory:8.0f}"
        )


HEAD = (
    f"{'cars':>5} {'failed':>7} {'requests':>9} {'a s':>7} {'p50 ms':>8} {'p99 ms':>8} {'max ms':>8}"
    f" {'ledger p99':>11} {'CPU':>6} {'queued':>7} {'MiB':>8}"
)


def measure(cars: int, seconds: float, protocol: str, processes: int, profile: bool) -> Figures:
    """One number of cars."""
    context = get_context("spawn")
    here, there = context.Pipe()
    chargers = context.Process(target=serve, args=(cars, there, profile), daemon=True)
    chargers.start()
    ports: list[int] = _hear(here)
    here.send("used")
    before: Used = _hear(here)
    began = time.monotonic()
    drivers: list[tuple[Any, Connection]] = []
    for number in range(min(processes, cars)):
        near, far = context.Pipe()
        process = context.Process(
            target=drive, args=(ports[number::processes], seconds, protocol, far), daemon=True
        )
        process.start()
        drivers.append((process, near))
    seen: list[Seen] = [_hear(near, seconds + LIMIT) for _, near in drivers]
    took = time.monotonic() - began
    here.send("used")
    after: Used = _hear(here)
    here.send(None)
    ledger: float = _hear(here)
    for process in (chargers, *(driver for driver, _ in drivers)):
        process.join(10)
    answers = [answer for one in seen for answer in one.answers]
    loop = spread([took for name, took in answers if name == LOOP] or [0.0])
    return Figures(
        cars=cars,
        failures=[failure for one in seen for failure in one.failures],
        loop=loop,
        rate=loop.count / seconds,
        ledger=ledger,
        cpu=(after.cpu - before.cpu) / took,
        queued=(after.queued - before.queued) / took,
        memory=after.memory,
    )


def _hear(pipe: Connection, limit: float = LIMIT) -> Any:
    if not pipe.poll(limit):
        sys.exit(f"bench.load: a process said nothing for {limit:g} s")
    return pipe.recv()


def main() -> int:
    """Measure, print, judge."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--cars", type=int, nargs="+", default=[1, 10, 100], metavar="N")
    parser.add_argument("--seconds", type=float, default=20.0, metavar="S", help="of charging (20)")
    parser.add_argument("--protocol", choices=("iso2", "din"), default="iso2")
    parser.add_argument("--processes", type=int, default=max(1, (os.cpu_count() or 2) - 1), help="of cars")
    parser.add_argument(
        "--profile", action="store_true", help="print where the chargers' process spends its time"
    )
    arguments = parser.parse_args()
    print(f"load average {os.getloadavg()[0]:.2f} on {os.cpu_count()} cores", HEAD, sep="\n", flush=True)
    met = True
    for cars in arguments.cars:
        figures = measure(cars, arguments.seconds, arguments.protocol, arguments.processes, arguments.profile)
        print(figures, *(f"      failed: {reason}" for reason in figures.failures[:5]), sep="\n", flush=True)
        met = met and not figures.failures and figures.loop.p99 < GOAL
    print(f"goal, no failed session and p99 of {LOOP} under {GOAL:g} ms: {'met' if met else 'missed'}")
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
