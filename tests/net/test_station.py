"""The whole charger on ::1, with the README's owner and with cars that behave badly: the next car is served.

The clock is warped (see fakes.py), so the 18 s and 60 s of the standard pass at once.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import random
import re
import socket
import threading
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass

import pytest

from examples.my_evse import MyEvse
from secc import v2gtp
from secc.errors import ConfigError
from secc.net import discovery, station
from secc.net.interface import Interface
from secc.session import Session
from secc.sim.ev import AC, Car, Settings
from secc.v2gtp import PayloadType
from secc_contract import Iso15118ChargerClient
from tests.net.fakes import Run

EVENTS = (
    "require_auth_eim",
    "ac_close_contactor",
    "ac_open_contactor",
    "v2g_setup_finished",
    "dlink_terminate",
    "dlink_error",
)


class Owner(MyEvse):
    """The README's owner, which also keeps what it hears."""

    def __init__(self, charger: Iso15118ChargerClient) -> None:
        self.heard: list[str] = []
        for event in EVENTS:
            getattr(charger, f"subscribe_{event}")(lambda event=event: self.heard.append(event))
        super().__init__(charger)

    def close(self) -> None:
        self.heard.append(f"closed on {threading.current_thread().name}")


@dataclass
class Served:
    """A charger that serves, and what the test may do with it."""

    port: int
    owner: Owner
    stop: asyncio.Event
    serving: asyncio.Task[None]


@dataclass
class Drive:
    """A simulated car on a socket."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    car: Car

    async def go(self, requests: int = 1000) -> None:
        """Send so many requests (or all) and read every answer but the last one's."""
        loop = asyncio.get_running_loop()
        request = self.car.begin(loop.time())
        for number in range(1, requests + 1):
            await asyncio.sleep(request.pause)
            self.writer.write(request.frame)
            await self.writer.drain()
            if number == requests:
                return
            following = None
            while following is None and self.car.outcome is None:
                async with asyncio.timeout(request.timeout):
                    data = await self.reader.read(65536)
                assert data, f"closed instead of answering {request.name}"
                following = self.car.received(data, loop.time())
            if following is None:
                return
            request = following

    async def hang_up(self) -> None:
        self.writer.close()
        with contextlib.suppress(ConnectionError):
            await self.writer.wait_closed()


async def connect(served: Served, loops: int = 3) -> Drive:
    """A car that wants so many messages in its charge loop, on a fresh connection."""
    return Drive(*await asyncio.open_connection("::1", served.port), Car(Settings(modes=AC, loops=loops)))


async def next_car_charges(served: Served) -> None:
    """A whole session; the car before may need a moment until it is gone."""
    for _ in range(100):
        drive = await connect(served)
        try:
            await drive.go()
        except (AssertionError, ConnectionError):
            await drive.hang_up()
            await asyncio.sleep(0.1)
            continue
        await drive.hang_up()
        assert drive.car.outcome is not None
        assert drive.car.outcome.completed, drive.car.outcome.reason
        return
    pytest.fail("the next car was never served")


async def closed(drive: Drive, within: float) -> None:
    """The charger ends the connection, and says nothing before."""
    async with asyncio.timeout(within):
        with contextlib.suppress(ConnectionResetError):
            assert await drive.reader.read() == b""
    await drive.hang_up()


@pytest.fixture
def charger(
    lo: Interface, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> Callable[[], contextlib.AbstractAsyncContextManager[Served]]:
    """A context in which the charger serves; it ends in order, or the test fails."""
    bind = discovery._bind
    monkeypatch.setattr(
        discovery, "_bind", lambda interface, port: bind(interface, 0)
    )  # tests run side by side
    caplog.set_level(logging.INFO)

    @contextlib.asynccontextmanager
    async def serving() -> AsyncIterator[Served]:
        owners: list[Owner] = []

        def factory(client: Iso15118ChargerClient) -> Owner:
            owners.append(Owner(client))
            return owners[0]

        stop = asyncio.Event()
        task = asyncio.ensure_future(station.serve("lo", factory, stop))
        while (ready := re.search(r"ready: SDP on lo, TCP (\d+)", caplog.text)) is None:
            await asyncio.sleep(0.01)
            assert not task.done()
        yield Served(int(ready[1]), owners[0], stop, task)
        stop.set()
        await task

    return serving


Charger = Callable[[], contextlib.AbstractAsyncContextManager[Served]]


def test_a_car_charges_and_the_next_one_too(run: Run, charger: Charger) -> None:
    async def test() -> None:
        async with charger() as served:
            await next_car_charges(served)
            await next_car_charges(served)
        assert served.owner.heard[:5] == [
            "require_auth_eim",
            "v2g_setup_finished",
            "ac_close_contactor",
            "ac_open_contactor",
            "dlink_terminate",
        ]
        assert served.owner.heard[-1] == "closed on owner"

    run(test())


def test_a_silent_car_is_cut_when_the_setup_time_is_over(run: Run, charger: Charger) -> None:
    async def test() -> None:
        async with charger() as served:
            start = asyncio.get_running_loop().time()
            await closed(await connect(served), within=19)
            assert asyncio.get_running_loop().time() - start > 15
            await next_car_charges(served)

    run(test())


def test_a_car_that_falls_silent_is_cut_when_the_sequence_time_is_over(run: Run, charger: Charger) -> None:
    async def test() -> None:
        async with charger() as served:
            drive = await connect(served)
            await drive.go(4)
            async with asyncio.timeout(2):
                assert await drive.reader.read(1000)
            start = asyncio.get_running_loop().time()
            await closed(drive, within=62)
            assert asyncio.get_running_loop().time() - start > 58
            await next_car_charges(served)

    run(test())


def test_one_byte_a_second_does_not_hold_the_charger(run: Run, charger: Charger) -> None:
    async def trickle(drive: Drive) -> None:
        with contextlib.suppress(ConnectionError):
            for byte in drive.car.begin(0).frame * 100:
                drive.writer.write(bytes((byte,)))
                await drive.writer.drain()
                await asyncio.sleep(1)

    async def test() -> None:
        async with charger() as served:
            drive = await connect(served)
            slow = asyncio.ensure_future(trickle(drive))
            async with asyncio.timeout(100):
                with contextlib.suppress(ConnectionResetError):
                    await drive.reader.read()
            slow.cancel()
            await drive.hang_up()
            await next_car_charges(served)

    run(test())


@pytest.mark.parametrize("reset", [False, True], ids=["FIN", "RST"])
def test_a_car_may_leave_at_every_message(run: Run, charger: Charger, reset: bool) -> None:
    async def test() -> None:
        async with charger() as served:
            for requests in range(1, 16):
                drive = await connect(served)
                while True:
                    try:
                        await drive.go(requests)
                        break
                    except (AssertionError, ConnectionError):  # the car before is not gone yet
                        await drive.hang_up()
                        await asyncio.sleep(0.1)
                        drive = await connect(served)
                if reset:
                    drive.writer.transport.abort()
                else:
                    await drive.hang_up()
            await next_car_charges(served)
        heard = served.owner.heard
        assert heard.count("ac_close_contactor") <= heard.count("ac_open_contactor")

    run(test())


def test_a_second_car_is_refused_while_one_is_served(run: Run, charger: Charger) -> None:
    async def test() -> None:
        async with charger() as served:
            first = await connect(served)
            await first.go(3)
            second = await connect(served)
            with pytest.raises(ConnectionResetError):
                await second.reader.readexactly(1)
            await second.hang_up()
            async with asyncio.timeout(2):
                assert await first.reader.read(1000)
            await first.hang_up()
            await next_car_charges(served)

    run(test())


RUBBISH = {
    "random bytes as the first message": v2gtp.frame(PayloadType.EXI, random.Random(1).randbytes(60)),
    "more than the limit": bytes.fromhex("01fe800100100000"),
    "a message cut short as the first": v2gtp.frame(PayloadType.EXI, bytes.fromhex("8000dbab9371")),
}


@pytest.mark.parametrize("rubbish", RUBBISH.values(), ids=RUBBISH)
def test_rubbish_ends_the_connection(run: Run, charger: Charger, rubbish: bytes) -> None:
    async def test() -> None:
        async with charger() as served:
            drive = await connect(served)
            drive.writer.write(rubbish)
            await closed(drive, within=5)
            await next_car_charges(served)

    run(test())


def test_a_flood_of_random_bytes_leaves_the_charger_alive(run: Run, charger: Charger) -> None:
    async def test() -> None:
        chance = random.Random(2)
        async with charger() as served:
            for _ in range(5):
                drive = await connect(served)
                with contextlib.suppress(ConnectionError):
                    drive.writer.write(chance.randbytes(50_000))
                    await drive.writer.drain()
                await drive.hang_up()
            await next_car_charges(served)

    run(test())


@pytest.mark.parametrize("place", ["receive", "answer", "gone"])
def test_a_bug_in_a_session_costs_one_car(
    run: Run,
    charger: Charger,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    place: str,
) -> None:
    def bug(*_: object) -> None:
        raise ZeroDivisionError("a bug for the test")

    async def test() -> None:
        async with charger() as served:
            drive = await connect(served)
            with monkeypatch.context() as patched:
                patched.setattr(Session, place, bug)
                drive.writer.write(drive.car.begin(0).frame)
                await asyncio.sleep(1)
                await drive.hang_up()
                await asyncio.sleep(1)
            assert "ZeroDivisionError: a bug for the test" in caplog.text
            await next_car_charges(served)

    run(test())


def test_at_the_end_the_contactor_opens_first_then_the_owner_closes(run: Run, charger: Charger) -> None:
    async def test() -> None:
        async with charger() as served:
            drive = await connect(served, loops=1000)
            await drive.go(20)
            assert served.owner.heard[-1] == "ac_close_contactor"
            served.owner.heard.clear()
            served.stop.set()
            await served.serving
            assert served.owner.heard[0] == "ac_open_contactor"
            assert served.owner.heard[-1] == "closed on owner"
            await drive.hang_up()
            with pytest.raises(ConnectionRefusedError):
                await connect(served)

    run(test())


def test_a_port_in_use_is_told_and_nothing_stays_open(run: Run, lo: Interface) -> None:
    async def test() -> None:
        with socket.socket(socket.AF_INET6) as taken:
            taken.bind(lo.endpoint(0))
            taken.listen()
            port = taken.getsockname()[1]
            with pytest.raises(ConfigError, match=f"TCP port {port} of lo cannot be used"):
                await station.serve("lo", MyEvse, asyncio.Event(), tcp_port=port)

    run(test())


def test_an_owner_that_cannot_start_is_told(run: Run, charger: Charger) -> None:
    def factory(_: Iso15118ChargerClient) -> object:
        raise OSError("no\nserial port")

    async def test() -> None:
        with pytest.raises(ConfigError, match="the owner could not start: OSError: no serial port"):
            await station.serve("lo", factory, asyncio.Event())

    run(test())


def test_stopping_does_not_wait_for_an_owner_that_never_gets_ready(
    run: Run, charger: Charger, caplog: pytest.LogCaptureFixture
) -> None:
    async def test() -> None:
        starting, goes_on, stop = threading.Event(), threading.Event(), asyncio.Event()

        def factory(_: Iso15118ChargerClient) -> object:
            starting.set()
            goes_on.wait(20)
            return object()

        serving = asyncio.ensure_future(station.serve("lo", factory, stop))
        while not starting.is_set():
            await asyncio.sleep(0.01)
        stop.set()
        await serving
        assert "the owner has not closed within 5 s: leaving without it" in caplog.text
        goes_on.set()

    run(test())
