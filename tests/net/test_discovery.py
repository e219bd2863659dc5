"""The SDP server on the loopback, where questions are sent to ::1; multicast is in test_cable.py."""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
import logging
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest

from secc import sdp
from secc.errors import ConfigError
from secc.net.discovery import Discovery
from secc.net.interface import Interface
from secc.sdp import SdpResponse, Security, Transport
from tests.net.fakes import Run
from tests.test_sdp import RUBBISH

PLAIN = sdp.encode_request(Security.NONE)
TLS = sdp.encode_request(Security.TLS)
ANSWER = SdpResponse(ipaddress.IPv6Address("::1").packed, 50000, Security.NONE, Transport.TCP)


class Car(asyncio.DatagramProtocol):
    """Asks, and keeps the answers."""

    def __init__(self) -> None:
        self.answers: asyncio.Queue[bytes] = asyncio.Queue()

    def datagram_received(self, data: bytes, addr: tuple[Any, ...]) -> None:
        self.answers.put_nowait(data)


class Switch:
    on = True


@contextlib.asynccontextmanager
async def a_car(
    lo: Interface, ports: dict[Security, int], switch: Switch
) -> AsyncIterator[tuple[asyncio.DatagramTransport, Car]]:
    discovery = Discovery(lo, ports, lambda: switch.on)
    await discovery.listen(0)
    port = discovery._transport.get_extra_info("sockname")[1]
    loop = asyncio.get_running_loop()
    transport, car = await loop.create_datagram_endpoint(Car, remote_addr=("::1", port))
    try:
        yield transport, car
    finally:
        transport.close()
        discovery.close()
        await asyncio.sleep(0)


@pytest.mark.parametrize("question", [PLAIN, TLS], ids=["asks for no security", "asks for TLS"])
def test_a_plain_charger_answers_with_its_plain_port(run: Run, lo: Interface, question: bytes) -> None:
    async def test() -> None:
        async with a_car(lo, {Security.NONE: 50000}, Switch()) as (transport, car):
            for _ in range(50):
                transport.sendto(question)
                assert sdp.decode_response(await car.answers.get()) == ANSWER

    run(test())


def test_rubbish_gets_no_answer_and_the_next_question_does(run: Run, lo: Interface) -> None:
    async def test() -> None:
        async with a_car(lo, {Security.NONE: 50000}, Switch()) as (transport, car):
            for datagram in RUBBISH.values():
                transport.sendto(bytes.fromhex(datagram))
            transport.sendto(bytes(60_000))
            transport.sendto(PLAIN)
            assert sdp.decode_response(await car.answers.get()) == ANSWER
            await asyncio.sleep(2)
            assert car.answers.empty()

    run(test())


def test_no_answer_while_nothing_is_offered(run: Run, lo: Interface) -> None:
    async def test() -> None:
        switch = Switch()
        async with a_car(lo, {Security.NONE: 50000}, switch) as (transport, car):
            switch.on = False
            transport.sendto(PLAIN)
            await asyncio.sleep(2)
            assert car.answers.empty()
            switch.on = True
            transport.sendto(PLAIN)
            assert sdp.decode_response(await car.answers.get()) == ANSWER

    run(test())


def test_a_question_from_another_interface_is_ignored(run: Run, lo: Interface) -> None:
    async def test() -> None:
        elsewhere = replace(lo, index=lo.index + 1, address=ipaddress.IPv6Address("fe80::1"))
        discovery = Discovery(elsewhere, {Security.NONE: 50000}, lambda: True)
        discovery.datagram_received(PLAIN, ("fe80::2", 1234, 0, lo.index))  # would raise if it answered

    run(test())


def test_the_log_has_one_line_for_a_question_and_its_repetitions(
    run: Run, lo: Interface, caplog: pytest.LogCaptureFixture
) -> None:
    async def test() -> None:
        async with a_car(lo, {Security.NONE: 50000}, Switch()) as (transport, car):
            for _ in range(5):
                transport.sendto(TLS)
                await car.answers.get()

    with caplog.at_level(logging.INFO):
        run(test())
    (record,) = caplog.records
    assert record.levelname == "INFO"
    assert record.getMessage() == (
        "SDP: a car at [::1] asks for TLS, gets plain TCP, port 50000 "
        "(for both, start with --tls allow --pki DIR)"
    )


def test_a_car_that_gets_what_it_asks_for_is_no_warning(
    run: Run, lo: Interface, caplog: pytest.LogCaptureFixture
) -> None:
    async def test() -> None:
        async with a_car(lo, {Security.NONE: 50000}, Switch()) as (transport, car):
            transport.sendto(PLAIN)
            await car.answers.get()

    with caplog.at_level(logging.INFO):
        run(test())
    assert [record.levelname for record in caplog.records] == ["INFO"]


def test_a_second_charger_on_the_interface_is_told(run: Run, lo: Interface) -> None:
    async def test() -> None:
        first = Discovery(lo, {}, lambda: True)
        await first.listen(0)
        port = first._transport.get_extra_info("sockname")[1]
        with pytest.raises(ConfigError, match=f"UDP port {port} of lo is in use: does another charger serve"):
            await Discovery(lo, {}, lambda: True).listen(port)
        first.close()
        await asyncio.sleep(0)

    run(test())
