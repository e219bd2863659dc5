"""A whole charger with TLS on ::1: what SDP says, and a simulated car that charges whatever else comes."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import re
import socket
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Any

import pytest

from examples.my_evse import MyEvse
from secc import sdp
from secc.charger import Charger
from secc.net import discovery, station
from secc.net.interface import Interface
from secc.net.tls import TlsPort
from secc.sdp import Security
from secc.sim.ev import AC, Settings
from secc.sim.ev import Car as SimulatedCar
from secc.tls.engine import Offer
from secc_contract import Iso15118ChargerPublisher
from tests.net.fakes import Run
from tests.net.test_tls import Car, connect, hello
from tests.tls.support import Wish, iso2, iso20, keyring

PLAIN, TLS = Security.NONE, Security.TLS


@dataclass
class Served:
    """A charger that serves: its TCP ports, and its SDP server's port."""

    ports: dict[Security, int]
    udp: int


Serving = Callable[..., contextlib.AbstractAsyncContextManager[Served]]


@pytest.fixture
def serving(lo: Interface, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> Serving:
    bind, udp = discovery._bind, []

    def elsewhere(interface: Interface, port: int) -> socket.socket:  # tests run side by side
        bound = bind(interface, 0)
        udp.append(bound.getsockname()[1])
        return bound

    monkeypatch.setattr(discovery, "_bind", elsewhere)
    caplog.set_level(logging.INFO)

    @contextlib.asynccontextmanager
    async def charger(tls: TlsPort | None, make: station.Make = station.plain) -> AsyncIterator[Served]:
        stop = asyncio.Event()
        task = asyncio.ensure_future(station.serve("lo", MyEvse, stop, tls=tls, make=make))
        while (ready := re.search(r"ready: SDP on lo(.*)", caplog.text)) is None:
            await asyncio.sleep(0.01)
            assert not task.done(), task.exception()
        names = {"TCP": PLAIN, "TLS": TLS}
        ports = {names[name]: int(port) for name, port in re.findall(r"(TCP|TLS) (\d+)", ready[1])}
        yield Served(ports, udp[-1])
        stop.set()
        await task

    return charger


async def ask(served: Served, security: Security) -> tuple[Security, int]:
    """What SDP answers a car that asks so."""
    loop = asyncio.get_running_loop()
    with socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as wire:
        wire.setblocking(False)
        wire.connect(("::1", served.udp))
        await loop.sock_sendall(wire, sdp.encode_request(security))
        answer = sdp.decode_response(await loop.sock_recv(wire, 100))
    assert answer is not None
    return answer.security, answer.port


@pytest.mark.parametrize(
    ("served", "asked", "gets"),
    [
        ("prohibit", PLAIN, PLAIN),
        ("prohibit", TLS, PLAIN),
        ("allow", PLAIN, PLAIN),
        ("allow", TLS, TLS),
        ("require", PLAIN, TLS),
        ("require", TLS, TLS),
    ],
)
def test_sdp_answers_by_the_policy(
    run: Run, serving: Serving, served: str, asked: Security, gets: Security
) -> None:
    async def test() -> None:
        tls = TlsPort(Offer(keyring()), required=served == "require") if served != "prohibit" else None
        async with serving(tls) as site:
            assert set(site.ports) == {"prohibit": {PLAIN}, "allow": {PLAIN, TLS}, "require": {TLS}}[served]
            assert await ask(site, asked) == (gets, site.ports[gets])

    run(test())


async def charge(car: Car, loops: int, between: Callable[[], object] = lambda: None) -> None:
    """A whole session; `between` is called before each request."""
    simulated, loop = SimulatedCar(Settings(modes=AC, loops=loops)), asyncio.get_running_loop()
    request = simulated.begin(loop.time())
    while True:
        await asyncio.sleep(request.pause)
        between()
        car.writer.write(request.frame)
        following = None
        while following is None and simulated.outcome is None:
            async with asyncio.timeout(request.timeout):
                data = await car.reader.read(65536)
            assert data, f"closed instead of answering {request.name}"
            following = simulated.received(data, loop.time())
        if following is None:
            break
        request = following
    await car.leaves()
    assert simulated.outcome is not None
    assert simulated.outcome.completed, simulated.outcome.reason


async def next_car_charges(served: Served, wish: Wish | None) -> None:
    """The car before may need a moment until it is gone."""
    port = served.ports[PLAIN if wish is None else TLS]
    for _ in range(100):
        with contextlib.suppress(AssertionError, OSError):
            await charge(await connect(port, wish), 2)
            return
        await asyncio.sleep(0.1)
    pytest.fail("the next car was never served")


def test_cars_of_every_kind_charge_one_after_the_other(
    run: Run, serving: Serving, caplog: pytest.LogCaptureFixture
) -> None:
    async def test() -> None:
        async with serving(TlsPort(Offer(keyring()))) as site:
            for wish in (iso2(), None, iso20(), iso2()):
                await next_car_charges(site, wish)

    run(test())
    found = re.findall(r"car connected, (.*)", caplog.text)
    assert found == ["TLS 1.2", "plain TCP", "TLS 1.3", "TLS 1.2"]


def test_two_hundred_stop_in_the_handshake_while_a_car_charges(run: Run, serving: Serving) -> None:
    async def test() -> None:
        async with serving(TlsPort(Offer(keyring()))) as site:
            first, others = hello(iso2()), []

            async def disturb(number: int) -> None:
                with contextlib.suppress(ConnectionError):
                    other = await connect(site.ports[TLS])
                    other.writer.write(first[:number])
                    others.append(other)

            car = await connect(site.ports[TLS], iso2())
            tasks: list[asyncio.Task[None]] = []

            def between() -> None:
                tasks.extend(asyncio.ensure_future(disturb(len(tasks))) for _ in range(10))

            await charge(car, 20, between)
            assert len(tasks) >= 200
            await asyncio.gather(*tasks)
            for other in others:
                await other.leaves()
            await next_car_charges(site, iso2())

    run(test())


def test_a_client_hello_on_the_plain_port_holds_nobody_up(run: Run, serving: Serving) -> None:
    async def test() -> None:
        async with serving(TlsPort(Offer(keyring()))) as site:
            car = await connect(site.ports[PLAIN])
            car.writer.write(hello(iso2()))
            async with asyncio.timeout(19):
                assert await car.hears() == b""
            await car.leaves()
            await next_car_charges(site, None)
            await next_car_charges(site, iso2())

    run(test())


def test_a_silent_car_on_the_tls_port_does_not_block_another(run: Run, serving: Serving) -> None:
    async def test() -> None:
        async with serving(TlsPort(Offer(keyring()), required=True)) as site:
            silent = await connect(site.ports[TLS])
            await charge(await connect(site.ports[TLS], iso2()), 2)
            async with asyncio.timeout(19):
                assert await silent.hears() == b""
            await silent.leaves()

    run(test())


def test_a_car_that_falls_silent_after_the_handshake_is_cut_by_the_setup_time(
    run: Run, serving: Serving
) -> None:
    async def test() -> None:
        async with serving(TlsPort(Offer(keyring()))) as site:
            car = await connect(site.ports[TLS], iso2())
            before = asyncio.get_running_loop().time()
            async with asyncio.timeout(19):
                assert await car.reader.read() == b""  # a goodbye of TLS before the FIN
            assert asyncio.get_running_loop().time() - before > 15
            await car.leaves()
            await next_car_charges(site, iso2())

    run(test())


async def half_a_handshake(car: Car) -> None:
    car.writer.write(hello(iso2()))
    assert await car.reader.read(65536)


async def is_reset(car: Car) -> None:
    """Now, not when its time is over."""
    loop = asyncio.get_running_loop()
    before = loop.time()
    assert await car.hears() == b""
    assert loop.time() - before < 1
    await car.leaves()


def test_a_handshake_does_not_outlive_the_link_on_which_it_began(run: Run, serving: Serving) -> None:
    chargers: list[Charger] = []

    def make(*world: Any) -> Charger:
        chargers.append(Charger(Iso15118ChargerPublisher(world[0]), world[1], world[2]))
        return chargers[-1]

    async def test() -> None:
        async with serving(TlsPort(Offer(keyring())), make) as site:
            (charger,) = chargers
            car = await connect(site.ports[TLS])
            await half_a_handshake(car)
            charger.handle_dlink_ready(False)
            charger.handle_dlink_ready(True)
            await is_reset(car)
            await next_car_charges(site, iso2())

    run(test())


def test_a_handshake_is_given_up_when_another_car_is_served(run: Run, serving: Serving) -> None:
    async def test() -> None:
        async with serving(TlsPort(Offer(keyring()))) as site:
            late = await connect(site.ports[TLS])
            await half_a_handshake(late)
            first = await connect(site.ports[PLAIN])
            await is_reset(late)
            await charge(first, 2)

    run(test())


def test_a_silent_car_at_the_door_does_not_keep_a_charger_from_ending(run: Run, serving: Serving) -> None:
    async def test() -> None:
        loop = asyncio.get_running_loop()
        async with serving(TlsPort(Offer(keyring()), required=True)) as site:
            silent = await connect(site.ports[TLS])
            await asyncio.sleep(0.1)
            before = loop.time()
        assert loop.time() - before < 1
        assert await silent.hears() == b""
        await silent.leaves()

    run(test())
