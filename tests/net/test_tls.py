"""The TLS port on ::1: who comes in, who is turned away, and that the next car is served whatever comes."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import ssl
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field

import pytest

from secc import v2gtp
from secc.net.interface import Interface
from secc.net.server import Server
from secc.net.tls import Gate, SecurePipe
from secc.security import Channel, TlsVersion
from secc.tls.alert import Alert, fatal
from secc.tls.engine import Offer
from secc.v2gtp import PayloadType
from tests.net.fakes import FakeCharger, FakeConversation, Run
from tests.tls.support import ENGINES, Wish, client_context, iso2, iso20, keyring

OFFER = Offer(keyring())
FRAME = v2gtp.frame(PayloadType.EXI, bytes(8))


@dataclass
class SecureCharger:
    """A core that echoes to one car at a time, and knows how it is connected."""

    inner: FakeCharger = field(default_factory=FakeCharger)
    channels: list[Channel] = field(default_factory=list)
    open: bool = True

    def connected(self, pipe: SecurePipe, channel: Channel) -> FakeConversation | None:
        self.channels.append(channel)
        return self.inner.connected(pipe)  # type: ignore[arg-type]  # it takes whatever writes and closes

    def serving(self) -> bool:
        return self.open and self.inner.current is None


@dataclass
class Site:
    """A TLS port, the plain one beside it, and the core behind both."""

    charger: SecureCharger
    server: Server
    tls: int
    plain: int


Serving = Callable[[], contextlib.AbstractAsyncContextManager[Site]]


@pytest.fixture(params=ENGINES)
def serving(request: pytest.FixtureRequest, lo: Interface) -> Serving:
    engine = ENGINES[request.param](OFFER)

    @contextlib.asynccontextmanager
    async def site() -> AsyncIterator[Site]:
        charger, server = SecureCharger(), Server()
        tls = await server.listen(Gate(engine, OFFER, charger, charger.serving), lo)
        plain = await server.listen(charger.inner, lo)
        try:
            yield Site(charger, server, tls, plain)
        finally:
            await server.close()
            assert not server._connections

    return site


@dataclass
class Car:
    """A car's end of a connection."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def says(self, data: bytes) -> bytes:
        self.writer.write(data)
        return await self.reader.readexactly(len(data))

    async def leaves(self) -> None:
        self.writer.close()
        with contextlib.suppress(OSError):
            await self.writer.wait_closed()

    async def hears(self) -> bytes:
        """All that comes until the charger hangs up."""
        with contextlib.suppress(ConnectionResetError):
            return await self.reader.read()
        return b""


async def connect(port: int, wish: Wish | None = None) -> Car:
    """A connection without TLS, or with what the car wishes."""
    context = client_context(wish) if wish is not None else None
    return Car(*await asyncio.open_connection("::1", port, ssl=context))


async def next_car_is_served(site: Site) -> None:
    car = await connect(site.tls, iso2())
    assert await car.says(b"next") == b"next"
    await car.leaves()
    await site.charger.inner.ended.wait()


@pytest.mark.parametrize(
    ("wish", "version"), [(iso2(), TlsVersion.V1_2), (iso20(), TlsVersion.V1_3)], ids=["1.2", "1.3"]
)
def test_a_car_comes_in_and_the_core_knows_how(
    run: Run, serving: Serving, wish: Wish, version: TlsVersion
) -> None:
    async def test() -> None:
        async with serving() as site:
            car = await connect(site.tls, wish)
            for chunk in (b"a", b"b" * 40_000):
                assert await car.says(chunk) == chunk
            await car.leaves()
            await site.charger.inner.ended.wait()
            (talk,) = site.charger.inner.all
            assert talk.heard == b"a" + b"b" * 40_000
            assert talk.losses == 1
            (channel,) = site.charger.channels
            assert channel.tls is version
            assert len(channel.vehicle) == (4 if version is TlsVersion.V1_3 else 0)
            await next_car_is_served(site)

    run(test())


def test_close_says_goodbye_and_hangs_up(run: Run, serving: Serving) -> None:
    def answer_and_close(talk: FakeConversation, _: bytes) -> None:
        talk.pipe.write(b"bye")
        talk.pipe.close()
        talk.pipe.write(b"never sent")
        talk.pipe.close()

    async def test() -> None:
        async with serving() as site:
            site.charger.inner.on_data = answer_and_close
            car = await connect(site.tls, iso2())
            car.writer.write(b"x")
            assert await car.reader.read() == b"bye"  # and a proper end: anything else raises
            await site.charger.inner.ended.wait()
            (talk,) = site.charger.inner.all
            assert talk.losses == 1
            await car.leaves()

    run(test())


def test_a_car_may_end_without_a_goodbye(run: Run, serving: Serving) -> None:
    async def test() -> None:
        async with serving() as site:
            car = await connect(site.tls, iso2())
            assert await car.says(b"x") == b"x"
            car.writer.transport.abort()
            await site.charger.inner.ended.wait()
            await next_car_is_served(site)

    run(test())


@pytest.mark.parametrize("noise", [FRAME, b"GET / HTTP/1.1\r\n\r\n", b"\x80\x2e\x01\x03\x01"])
def test_plain_text_on_the_tls_port_is_closed_without_an_answer(
    run: Run, serving: Serving, noise: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    async def test() -> None:
        async with serving() as site:
            car = await connect(site.tls)
            car.writer.write(noise)
            assert await car.hears() == b""
            await car.leaves()
            assert not site.charger.channels
            await next_car_is_served(site)

    run(test())
    assert "TLS with ::1 ends: what came is no TLS" in caplog.text


def test_tls_on_the_plain_port_reaches_the_core_as_noise(run: Run, serving: Serving) -> None:
    """The core drops it, as all that is no V2GTP; a car that waits for a ServerHello gives up."""

    async def test() -> None:
        async with serving() as site:
            site.charger.inner.on_data = lambda talk, data: talk.pipe.close()
            with pytest.raises((ssl.SSLError, ConnectionError)):
                await connect(site.plain, iso2())
            await site.charger.inner.ended.wait()
            assert site.charger.inner.all[0].heard[:1] == b"\x16"
            site.charger.inner.on_data = lambda talk, data: talk.pipe.write(data)
            await next_car_is_served(site)

    run(test())


def test_a_car_that_offers_nothing_of_the_standard_hears_why(run: Run, serving: Serving) -> None:
    async def test() -> None:
        async with serving() as site:
            with pytest.raises(ssl.SSLError, match=r"(?i)handshake.failure"):
                await connect(site.tls, iso2(suites="ECDHE-RSA-AES128-SHA256"))
            assert not site.charger.channels
            await next_car_is_served(site)

    run(test())


def test_a_broken_hello_is_answered_by_an_alert(run: Run, serving: Serving) -> None:
    async def test() -> None:
        async with serving() as site:
            car = await connect(site.tls)
            car.writer.write(b"\x16\x03\x01\x00\x04\x01\x00\x00\x00")
            assert await car.hears() == fatal(Alert.DECODE_ERROR)
            await car.leaves()
            await next_car_is_served(site)

    run(test())


def test_a_silent_car_is_cut_after_five_seconds(run: Run, serving: Serving) -> None:
    async def test() -> None:
        async with serving() as site:
            loop = asyncio.get_running_loop()
            for beginning in (b"", b"\x16\x03\x01\x02"):
                car = await connect(site.tls)
                before = loop.time()
                car.writer.write(beginning)
                assert await car.hears() == b""
                assert 4.5 < loop.time() - before < 5.5
                await car.leaves()
            assert not site.charger.channels
            await next_car_is_served(site)

    run(test())


def test_after_the_handshake_the_cores_timers_count(run: Run, serving: Serving) -> None:
    async def test() -> None:
        async with serving() as site:
            car = await connect(site.tls, iso2())
            await asyncio.sleep(3600)
            assert await car.says(b"still here") == b"still here"
            await car.leaves()

    run(test())


def hello(wish: Wish) -> bytes:
    """The first flight of a car."""
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    car = client_context(wish).wrap_bio(incoming, outgoing)
    with contextlib.suppress(ssl.SSLWantReadError):
        car.do_handshake()
    return outgoing.read()


def test_two_hundred_that_stop_in_the_handshake_do_not_disturb_a_car(run: Run, serving: Serving) -> None:
    async def test() -> None:
        async with serving() as site:
            car = await connect(site.tls, iso2())
            first = hello(iso2())
            stalled = []
            for number in range(200):
                with contextlib.suppress(ConnectionError):
                    other = await connect(site.tls)
                    other.writer.write(first[: number * 3])
                    stalled.append(other)
                if number % 20 == 0:
                    assert await car.says(b"charge") == b"charge"
            assert len(site.server._connections) <= 5
            assert await car.says(b"charge") == b"charge"
            (talk,) = site.charger.inner.all
            assert not talk.losses
            for other in stalled:
                await other.leaves()
            await car.leaves()
            await talk.charger.ended.wait()
            await next_car_is_served(site)

    run(test())


@pytest.mark.parametrize("part", [0, 3, -1])
def test_two_hundred_that_wait_in_the_door_do_not_keep_a_car_out(
    run: Run, serving: Serving, part: int
) -> None:
    async def test() -> None:
        async with serving() as site:
            first = hello(iso20())
            stalled = []
            for _ in range(200):
                other = await connect(site.tls)
                other.writer.write(first[:part] if part >= 0 else first)
                stalled.append(other)
            loop = asyncio.get_running_loop()
            before = loop.time()
            await next_car_is_served(site)
            assert loop.time() - before < 1
            for other in stalled:
                await other.leaves()

    run(test())


def test_no_more_than_two_of_one_address_wait_at_a_time(run: Run, serving: Serving) -> None:
    async def test() -> None:
        async with serving() as site:
            cars = [await connect(site.tls) for _ in range(6)]
            for car in cars[:4]:
                assert await car.hears() == b""
            assert len(site.server._connections) == 2
            for car in cars:
                await car.leaves()

    run(test())


def test_while_no_car_is_wanted_none_is_troubled_with_a_handshake(run: Run, serving: Serving) -> None:
    async def test() -> None:
        async with serving() as site:
            site.charger.open = False
            with pytest.raises(ConnectionError):
                await connect(site.tls, iso2())
            site.charger.open = True
            await next_car_is_served(site)

    run(test())


def test_a_car_that_comes_too_late_is_sent_away_after_the_handshake(run: Run, serving: Serving) -> None:
    """Two handshakes may be under way; one car gets the place."""

    async def test() -> None:
        async with serving() as site:
            slow = await connect(site.tls)
            fast = await connect(site.tls, iso2())
            assert await fast.says(b"mine") == b"mine"
            transport = slow.writer.transport
            await slow.writer.start_tls(client_context(iso2()), server_hostname="secc")
            assert await slow.hears() == b""
            assert len(site.charger.channels) == 2
            assert len(site.charger.inner.all) == 1
            transport.abort()
            assert await fast.says(b"still mine") == b"still mine"
            await fast.leaves()

    run(test())


@dataclass
class Bare:
    """A car whose records the test sees."""

    car: Car
    tls: ssl.SSLObject
    incoming: ssl.MemoryBIO
    outgoing: ssl.MemoryBIO


async def bare(port: int, wish: Wish) -> Bare:
    """After its handshake."""
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    tls = client_context(wish).wrap_bio(incoming, outgoing)
    car = await connect(port)
    while True:
        with contextlib.suppress(ssl.SSLWantReadError):
            tls.do_handshake()
            car.writer.write(outgoing.read())
            return Bare(car, tls, incoming, outgoing)
        car.writer.write(outgoing.read())
        incoming.write(await car.reader.read(65536))


@pytest.mark.parametrize("wish", [iso2(), iso20()], ids=["1.2", "1.3"])
def test_the_end_of_the_data_is_told_before_the_end_of_the_connection(
    run: Run, serving: Serving, wish: Wish
) -> None:
    """A FIN alone could be anybody's."""

    async def test() -> None:
        async with serving() as site:
            site.charger.inner.on_data = lambda talk, data: talk.pipe.close()
            one = await bare(site.tls, wish)
            one.tls.write(b"x")
            one.car.writer.write(one.outgoing.read())
            one.incoming.write(await one.car.reader.read())
            assert one.tls.read() == b""
            await one.car.leaves()

    run(test())


def test_a_record_that_was_touched_ends_the_session_at_once(
    run: Run, serving: Serving, caplog: pytest.LogCaptureFixture
) -> None:
    async def test() -> None:
        async with serving() as site:
            one = await bare(site.tls, iso2())
            car = one.car
            one.tls.write(b"charge")
            record = bytearray(one.outgoing.read())
            record[-1] ^= 1
            car.writer.write(record)
            assert (await car.hears())[:1] == b"\x15"
            await site.charger.inner.ended.wait()
            (talk,) = site.charger.inner.all
            assert (talk.heard, talk.losses) == (b"", 1)
            await car.leaves()
            await next_car_is_served(site)

    run(test())
    assert "TLS with ::1 ends" in caplog.text


def test_a_flood_of_records_in_the_handshake_is_cut(run: Run, serving: Serving) -> None:
    async def test() -> None:
        async with serving() as site:
            car = await connect(site.tls)
            car.writer.write(hello(iso20()))
            with contextlib.suppress(ConnectionError):
                for _ in range(100):
                    car.writer.write(b"\x16\x03\x03\x40\x00" + bytes(16384))
                    await car.writer.drain()
            await car.hears()
            await car.leaves()
            assert not site.charger.channels
            await next_car_is_served(site)

    run(test())


def test_a_bug_in_the_core_ends_one_connection_only(
    run: Run, serving: Serving, caplog: pytest.LogCaptureFixture
) -> None:
    def bug(talk: FakeConversation, data: bytes) -> None:
        raise ZeroDivisionError("a bug for the test")

    async def test() -> None:
        async with serving() as site:
            site.charger.inner.on_data = bug
            car = await connect(site.tls, iso2())
            car.writer.write(b"x")
            await car.hears()
            assert site.charger.inner.all[0].losses == 1
            await car.leaves()
            site.charger.inner.on_data = lambda talk, data: talk.pipe.write(data)
            await next_car_is_served(site)

    run(test())
    (record,) = (record for record in caplog.records if record.levelno >= logging.ERROR)
    assert record.exc_info and record.exc_info[0] is ZeroDivisionError
