"""The TCP server on ::1: every way in which a car or the core can leave, and that the next car is served."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import socket
from collections.abc import AsyncIterator

import pytest

from secc.errors import ConfigError
from secc.net.interface import Interface
from secc.net.server import Server
from tests.net.fakes import FakeCharger, FakeConversation, Run

Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


@contextlib.asynccontextmanager
async def serving(charger: FakeCharger, lo: Interface) -> AsyncIterator[tuple[Server, int]]:
    server = Server()
    port = await server.listen(charger, lo)
    try:
        yield server, port
    finally:
        await server.close()
        assert not server._connections


async def car(port: int) -> Streams:
    return await asyncio.open_connection("::1", port)


async def hang_up(writer: asyncio.StreamWriter) -> None:
    writer.close()
    with contextlib.suppress(ConnectionError):
        await writer.wait_closed()


async def next_car_is_served(port: int) -> None:
    reader, writer = await car(port)
    writer.write(b"next")
    assert await reader.readexactly(4) == b"next"
    await hang_up(writer)


def only(charger: FakeCharger) -> FakeConversation:
    assert len(charger.all) == 1
    return charger.all[0]


def test_bytes_go_both_ways_and_the_port_is_one_that_cars_accept(
    run: Run, lo: Interface, charger: FakeCharger
) -> None:
    async def test() -> None:
        async with serving(charger, lo) as (_, port):
            assert 49152 <= port <= 65535
            reader, writer = await car(port)
            for chunk in (b"a", b"b" * 10_000):
                writer.write(chunk)
                assert await reader.readexactly(len(chunk)) == chunk
            await hang_up(writer)
            await charger.ended.wait()
            assert only(charger).heard == b"a" + b"b" * 10_000
            assert only(charger).losses == 1

    run(test())


def test_a_car_that_hangs_up_or_resets_is_told_once_and_at_once(
    run: Run, lo: Interface, charger: FakeCharger
) -> None:
    async def test() -> None:
        async with serving(charger, lo) as (_, port):
            for reset in (False, True):
                _, writer = await car(port)
                writer.write(b"x")
                await writer.drain()
                before = asyncio.get_running_loop().time()
                if reset:
                    writer.transport.abort()
                else:
                    await hang_up(writer)
                while not charger.all or not charger.all[-1].losses:
                    await asyncio.sleep(0)
                assert asyncio.get_running_loop().time() - before < 1
                assert charger.all[-1].losses == 1
                charger.all.clear()
            await next_car_is_served(port)

    run(test())


def test_a_car_that_half_closes_is_gone(run: Run, lo: Interface, charger: FakeCharger) -> None:
    async def test() -> None:
        async with serving(charger, lo) as (_, port):
            reader, writer = await car(port)
            writer.write(b"last")
            writer.write_eof()
            assert await reader.read() == b"last"
            assert only(charger).losses == 1
            await hang_up(writer)

    run(test())


def test_close_flushes_and_sends_fin_then_waits_for_the_cars_fin(
    run: Run, lo: Interface, charger: FakeCharger
) -> None:
    def answer_and_close(talk: FakeConversation, _: bytes) -> None:
        talk.pipe.write(b"bye")
        talk.pipe.close()
        talk.pipe.write(b"never sent")
        talk.pipe.close()

    async def test() -> None:
        charger.on_data = answer_and_close
        async with serving(charger, lo) as (_, port):
            reader, writer = await car(port)
            writer.write(b"x")
            assert await reader.read() == b"bye"
            assert not only(charger).losses  # the car still holds its end
            await hang_up(writer)
            await charger.ended.wait()
            assert only(charger).losses == 1

    run(test())


def test_a_car_that_never_hangs_up_is_cut_after_a_second(
    run: Run, lo: Interface, charger: FakeCharger
) -> None:
    charger.on_data = lambda talk, _: talk.pipe.close()

    async def test() -> None:
        async with serving(charger, lo) as (_, port):
            reader, writer = await car(port)
            writer.write(b"x")
            assert await reader.read() == b""
            before = asyncio.get_running_loop().time()
            writer.write(b"still here")
            await charger.ended.wait()
            assert 0.5 < asyncio.get_running_loop().time() - before < 1.5
            assert only(charger).heard == b"x"
            await hang_up(writer)
            charger.on_data = lambda talk, data: talk.pipe.write(data)
            await next_car_is_served(port)

    run(test())


def slow_car(port: int) -> socket.socket:
    """A car that never reads what it is sent."""
    slow = socket.socket(socket.AF_INET6)
    slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    slow.connect(("::1", port))
    return slow


def test_a_car_that_does_not_read_is_read_no_more_and_cut_within_five_seconds(
    run: Run, lo: Interface, charger: FakeCharger
) -> None:
    charger.on_data = lambda talk, _: talk.pipe.write(bytes(200_000))

    async def test() -> None:
        async with serving(charger, lo) as (_, port):
            with slow_car(port) as slow:
                slow.setblocking(False)
                sent = 0
                for _ in range(1000):
                    with contextlib.suppress(BlockingIOError):
                        sent += slow.send(bytes(4096))
                    await asyncio.sleep(0)
                talk = only(charger)
                assert len(talk.heard) < sent  # what it asks is not even taken in
                before = asyncio.get_running_loop().time()
                talk.pipe.close()
                await charger.ended.wait()
                assert 3 < asyncio.get_running_loop().time() - before < 5
            charger.on_data = lambda talk, data: talk.pipe.write(data)
            await next_car_is_served(port)

    run(test())


def test_a_second_car_is_refused_and_harms_nobody(run: Run, lo: Interface, charger: FakeCharger) -> None:
    async def test() -> None:
        async with serving(charger, lo) as (_, port):
            first = await car(port)
            for _ in range(3):
                reader, writer = await car(port)
                with pytest.raises(ConnectionResetError):
                    await reader.readexactly(1)
                await hang_up(writer)
            first[1].write(b"still served")
            assert await first[0].readexactly(12) == b"still served"
            await hang_up(first[1])
            await charger.ended.wait()
            await next_car_is_served(port)

    run(test())


def test_a_bug_is_logged_and_ends_one_connection_only(
    run: Run, lo: Interface, charger: FakeCharger, caplog: pytest.LogCaptureFixture
) -> None:
    def bug(talk: FakeConversation, data: bytes) -> None:
        raise ZeroDivisionError("a bug for the test")

    async def test() -> None:
        charger.on_data = bug
        async with serving(charger, lo) as (_, port):
            reader, writer = await car(port)
            writer.write(b"x")
            with contextlib.suppress(ConnectionResetError):
                assert await reader.read() == b""
            assert only(charger).losses == 1  # the contactor opens all the same
            await hang_up(writer)
            charger.on_data = lambda talk, data: talk.pipe.write(data)
            await next_car_is_served(port)

    run(test())
    (record,) = (record for record in caplog.records if record.levelno >= logging.ERROR)
    assert record.exc_info and record.exc_info[0] is ZeroDivisionError


def test_a_bug_outside_of_a_conversation_cuts_the_car(run: Run, lo: Interface, charger: FakeCharger) -> None:
    def woken() -> None:
        raise ZeroDivisionError("a bug for the test")

    async def test() -> None:
        async with serving(charger, lo) as (server, port):
            reader, writer = await car(port)
            writer.write(b"x")
            await reader.readexactly(1)
            assert server.safely(woken) is None
            assert await reader.read() == b""
            assert only(charger).losses == 1
            await hang_up(writer)

    run(test())


def test_one_byte_a_second_is_patiently_read(run: Run, lo: Interface, charger: FakeCharger) -> None:
    async def test() -> None:
        async with serving(charger, lo) as (_, port):
            reader, writer = await car(port)
            for _ in range(20):
                writer.write(b"z")
                assert await reader.readexactly(1) == b"z"
                await asyncio.sleep(1)
            await hang_up(writer)

    run(test())


def test_a_silent_car_is_left_to_the_timers_of_the_core(
    run: Run, lo: Interface, charger: FakeCharger
) -> None:
    async def test() -> None:
        async with serving(charger, lo) as (_, port):
            _, writer = await car(port)
            await asyncio.sleep(3600)
            assert not only(charger).losses
            only(charger).pipe.close()  # as the core does when its timer runs out
            await charger.ended.wait()
            await hang_up(writer)

    run(test())


def test_closing_the_server_waits_for_goodbyes_and_then_cuts(
    run: Run, lo: Interface, charger: FakeCharger
) -> None:
    async def test() -> None:
        server = Server()
        port = await server.listen(charger, lo)
        reader, writer = await car(port)
        writer.write(b"x")
        await reader.readexactly(1)
        before = asyncio.get_running_loop().time()
        await server.close(patience=5)
        assert 4.5 < asyncio.get_running_loop().time() - before < 6
        assert only(charger).losses == 1
        with pytest.raises(ConnectionRefusedError):
            await car(port)
        await hang_up(writer)

    run(test())


def test_a_port_in_use_is_told_and_a_drawn_one_is_drawn_again(
    run: Run, lo: Interface, charger: FakeCharger, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def test() -> None:
        async with serving(charger, lo) as (_, port):
            with pytest.raises(
                ConfigError, match=f"TCP port {port} of lo cannot be used: Address already in use"
            ):
                await Server().listen(charger, lo, port)
            draws = iter((port - 49152, port - 49152, 0, 1, 2, 3))
            monkeypatch.setattr("secrets.randbelow", lambda _: next(draws))
            async with serving(charger, lo) as (_, other):
                assert other != port

    run(test())
