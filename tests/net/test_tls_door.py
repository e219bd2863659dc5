"""A crowd in front of the TLS port: who gives way to whom, what the log says, and when all are sent away."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import logging
import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any, cast

import pytest

from secc.net.host import LoopHost
from secc.net.interface import Interface
from secc.net.server import Connection, Server
from secc.net.tls import Gate, SecurePipe
from secc.tls.engine import Offer
from secc.tls.keylog import KeyLog
from secc.tls.openssl import OpenSslEngine
from secc.tls.policy import Choice
from tests.net.fakes import FakeCharger, Run
from tests.net.test_tls import Car, SecureCharger, connect, hello
from tests.tls.support import OpenSslClient, iso2, keyring

OFFER = Offer(keyring())
ENGINE = OpenSslEngine(OFFER)
HELLO = hello(iso2())


@dataclass
class FakePipe:
    """A connection from some address."""

    address: str
    sent: bytes = b""
    closed: bool = False
    aborted: bool = False
    secure: SecurePipe | None = field(default=None, repr=False)

    @property
    def ends(self) -> tuple[tuple[str, int], ...]:
        return (self.address, 50000), ("::1", 50001)

    def write(self, data: bytes) -> None:
        self.sent += data

    def close(self) -> None:
        self.closed = True

    def abort(self) -> None:
        self.aborted = True


@dataclass
class Door:
    """A gate, and those in front of it."""

    gate: Gate
    charger: SecureCharger

    def comes(self, address: str, says: bytes = b"") -> FakePipe:
        pipe = FakePipe(address)
        pipe.secure = self.gate.connected(cast(Connection, pipe))
        if pipe.secure is not None and says:
            pipe.secure.received(says)
        return pipe


@contextlib.asynccontextmanager
async def door() -> AsyncIterator[Door]:
    charger = SecureCharger()
    gate = Gate(ENGINE, OFFER, charger, charger.serving)
    yield Door(gate, charger)
    gate.clear("the test is over")


def test_a_handshake_that_has_just_begun_gives_way_to_nobody_elsewhere(run: Run) -> None:
    async def test() -> None:
        async with door() as site:
            crowd = [site.comes(f"fe80::{number}", HELLO) for number in range(16)]
            assert all(pipe.secure and pipe.sent for pipe in crowd)
            assert site.comes("fe80::car").secure is None
            assert not any(pipe.aborted for pipe in crowd)
            await asyncio.sleep(1.1)
            assert site.comes("fe80::car").secure is not None
            assert [pipe.aborted for pipe in crowd] == [True] + [False] * 15

    run(test())


def test_who_is_silent_gives_way_at_once(run: Run) -> None:
    async def test() -> None:
        async with door() as site:
            crowd = [site.comes(f"fe80::{number}", b"" if number == 9 else HELLO) for number in range(16)]
            assert site.comes("fe80::car").secure is not None
            assert [number for number, pipe in enumerate(crowd) if pipe.aborted] == [9]

    run(test())


def test_who_comes_again_and_again_is_only_in_its_own_way(run: Run) -> None:
    async def test() -> None:
        async with door() as site:
            car = site.comes("fe80::car", HELLO)
            crowd = [site.comes(f"fe80::{number % 4}", HELLO) for number in range(100)]
            assert not car.aborted
            assert [pipe.aborted for pipe in crowd] == [True] * 92 + [False] * 8

    run(test())


def test_who_has_been_told_to_go_counts_until_it_hangs_up_and_goes_first(run: Run) -> None:
    async def test() -> None:
        async with door() as site:
            refused, waiting = site.comes("fe80::1", b"x"), site.comes("fe80::1", HELLO)
            assert refused.closed and not refused.aborted
            site.comes("fe80::1")
            assert refused.aborted and not waiting.aborted
            gone = site.comes("fe80::2", b"x")
            assert gone.secure is not None
            gone.secure.lost()
            one, other = site.comes("fe80::2", HELLO), site.comes("fe80::2", HELLO)
            assert not one.aborted and not other.aborted

    run(test())


def test_all_handshakes_are_given_up_at_once_and_nobody_else_is(run: Run) -> None:
    async def test() -> None:
        async with door() as site:
            client = OpenSslClient(iso2())
            client.receive(b"")
            inside = site.comes("fe80::1", client.output())
            assert inside.secure is not None
            client.receive(inside.sent)
            inside.secure.received(client.output())
            assert len(site.charger.channels) == 1
            site.charger.inner.current = None  # or nobody would be let in
            silent, begun, refused = (site.comes("fe80::2", said) for said in (b"", HELLO, b"x"))
            site.gate.clear("no car is wanted now")
            assert [pipe.aborted for pipe in (inside, silent, begun)] == [False, True, True]
            assert refused.closed

    run(test())


def test_the_host_tells_when_no_car_is_wanted_any_more(run: Run) -> None:
    async def test() -> None:
        host, told = LoopHost(asyncio.get_running_loop(), lambda: None), []
        host.withdrawn = lambda: told.append(host.serving)
        for serving in (False, True, True, False, False, True):
            host.offer(serving)
        assert told == [False]

    run(test())


def test_one_line_a_second_tells_of_those_who_fail(run: Run, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING)

    async def test() -> None:
        async with door() as site:
            for _ in range(100):
                site.comes("fe80::1", b"x")
            await asyncio.sleep(1.1)
            for _ in range(3):
                site.comes("fe80::2", b"x")

    run(test())
    assert [record.getMessage() for record in caplog.records] == [
        "TLS with fe80::1 ends: what came is no TLS",
        "TLS with fe80::2 ends: what came is no TLS (99 more were left out)",
    ]


# On real sockets.


@pytest.mark.parametrize("noise", [b"x", b"\x16\x03\x01\x00\x04\x01\x00\x00\x00"])
def test_two_hundred_that_are_refused_and_stay_hold_no_more_than_two_places(
    run: Run, lo: Interface, noise: bytes
) -> None:
    async def test() -> None:
        charger, server = SecureCharger(), Server()
        port = await server.listen(Gate(ENGINE, OFFER, charger, charger.serving), lo)
        stalled = []
        for _ in range(200):
            car = await connect(port)
            with contextlib.suppress(OSError):
                car.writer.write(noise)
                stalled.append(car)
            assert len(server._connections) <= 3  # one of them may not have been told yet
        last = await connect(port, iso2())
        assert await last.says(b"next") == b"next"
        for car in (last, *stalled):
            await car.leaves()
        await server.close()

    run(test())


class Broken:
    """An engine with a bug that a car has found."""

    name, staples, groups = "broken", False, ENGINE.groups
    key_log: KeyLog | None = None

    def begin(self, choice: Choice) -> Any:
        raise ZeroDivisionError("a bug for the test")


def test_a_bug_that_one_connection_finds_ends_no_other(
    run: Run, lo: Interface, caplog: pytest.LogCaptureFixture
) -> None:
    async def test() -> None:
        charger, server = SecureCharger(), Server()
        port = await server.listen(Gate(Broken(), OFFER, charger, charger.serving), lo)
        plain = await server.listen(charger.inner, lo)
        finder = await connect(port)
        while not server._connections:
            await asyncio.sleep(0)
        car = await connect(plain)
        assert await car.says(b"charge") == b"charge"
        finder.writer.write(HELLO)
        assert await finder.hears() == b""
        assert await car.says(b"charge") == b"charge"
        (talk,) = charger.inner.all
        assert not talk.losses
        await finder.leaves()
        await car.leaves()
        await server.close()

    run(test())
    assert "a bug: the connection ends here" in caplog.text


def test_without_descriptors_a_charger_waits_a_second_and_goes_on(
    lo: Interface, charger: FakeCharger, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    accept, tried = socket.socket.accept, []

    def scarce(listener: socket.socket) -> tuple[socket.socket, Any]:
        tried.append(asyncio.get_running_loop().time())
        if len(tried) <= 3:
            raise OSError(errno.EMFILE, "Too many open files")
        return accept(listener)

    async def test() -> None:
        loop, complaints = asyncio.get_running_loop(), []
        before = loop.time()
        loop.set_exception_handler(lambda _, context: complaints.append(context["message"]))
        server = Server()
        port = await server.listen(charger, lo)
        monkeypatch.setattr(socket.socket, "accept", scarce)
        car: Car = await connect(port)
        assert await car.says(b"charge") == b"charge"
        assert complaints == ["socket.accept() out of system resource"] * 3
        assert [round(at - before) for at in tried[:4]] == [0, 1, 2, 3]
        await car.leaves()
        await server.close()

    run(test())
