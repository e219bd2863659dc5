"""How fast the charger answers, beside a bare asyncio server that does nothing.

    python -m bench.answers [--loops 2000]

Both are processes of their own and are asked over the loopback: ``secc run --simulate dc`` by our simulated
car, without pauses, and then a server that only counts bytes, with requests and responses of the same sizes.
Printed: the time from writing a request to having read its response, in ms. The charger's own share is the
difference. Exit code 1 when the goal is missed.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import socket
import sys
import time
from multiprocessing import get_context
from multiprocessing.connection import Connection
from statistics import median

from secc.net.car import visit
from secc.sim.ev import Car, Request, Settings
from secc.tools import lab
from secc.tools.answers import lines, spread

LOOP = "CurrentDemandReq"
GOAL_MEDIAN, GOAL_P99 = 3.0, 10.0  # ms


class MeasuredCar(Car):
    """A car that never pauses, never is full, and notes how long the messages of its loop are."""

    def __init__(self, loops: int) -> None:
        super().__init__(Settings(loops=loops, dc_loop=0.0, target_soc=100.0, speed=1e-6, patience=20.0))
        self.asked: list[int] = []
        self.answered: list[int] = []

    def received(self, data: bytes, now: float) -> Request | None:
        request = super().received(data, now)
        if request is not None and request.name == LOOP:
            self.asked.append(len(request.frame))
            self.answered.append(len(data))
        return request


class Echo(asyncio.Protocol):
    """Answers every request of a known length with a response of a known length."""

    def __init__(self, asked: int, answered: int) -> None:
        self._asked, self._answer, self._got = asked, bytes(answered), 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._got += len(data)
        while self._got >= self._asked:
            self._got -= self._asked
            self._transport.write(self._answer)


def serve_echo(asked: int, answered: int, told: Connection) -> None:
    """The bare server's process."""

    async def serve() -> None:
        server = await asyncio.get_running_loop().create_server(lambda: Echo(asked, answered), "::1", 0)
        told.send(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    asyncio.run(serve())


def echo_times(asked: int, answered: int, loops: int) -> list[float]:
    """Seconds for each answer of the bare server."""
    context = get_context("spawn")
    here, there = context.Pipe()
    process = context.Process(target=serve_echo, args=(asked, answered, there), daemon=True)
    process.start()
    try:
        port: int = here.recv()
        request, times = bytes(asked), []
        with socket.create_connection(("::1", port)) as wire:
            wire.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            wire.settimeout(10.0)
            for _ in range(loops):
                sent = time.monotonic()
                wire.sendall(request)
                got = 0
                while got < answered:
                    got += len(wire.recv(65536))
                times.append(time.monotonic() - sent)
        return times
    finally:
        process.kill()
        process.join()


def main() -> int:
    """Measure, print, judge."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--loops", type=int, default=2000, help="requests in the charge loop (2000)")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if not arguments.inside and (words := lab.own_network()) is not None:
        again = [sys.executable, "-m", "bench.answers", "--inside", "--loops", str(arguments.loops)]
        os.execvp(words[0], [*words, *again])
    if arguments.inside:
        lab.bring_up(lab.LOOPBACK)
    car = MeasuredCar(arguments.loops)
    with lab.charger("dc", own_network=False) as (_, interface):
        answers = visit(car, interface)
    outcome = car.outcome
    if outcome is None or not outcome.completed:
        print(f"the session did not complete: {outcome}", file=sys.stderr)
        return 1
    sizes = int(median(car.asked)), int(median(car.answered))
    bare = [("bare echo", seconds) for seconds in echo_times(*sizes, arguments.loops)]
    print(*lines([*answers, *bare])[:-1], sep="\n")
    seen = spread([seconds for name, seconds in answers if name == LOOP])
    met = seen.median < GOAL_MEDIAN and seen.p99 < GOAL_P99
    print(
        f"goal for {LOOP} ({sizes[0]} bytes, answered by {sizes[1]}): median under {GOAL_MEDIAN:g} ms, "
        f"p99 under {GOAL_P99:g} ms: {'met' if met else 'missed'}"
    )
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
