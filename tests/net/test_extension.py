"""An owner that says more than the contract can, on its own thread, to a charger on ::1."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import re
import threading
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from msgspec import UNSET

from examples.my_evse import MyEvse
from examples.night_tariff import NightTariffEvse, plan
from secc import exi, v2gtp
from secc.errors import ConfigError, ContractError, WireError
from secc.extension import Extension
from secc.net import discovery, station
from secc.net.interface import Interface
from secc.net.tls import TlsPort
from secc.plan import Plan, Step
from secc.settings import Settings
from secc.tls.engine import Offer
from secc.tools import again
from secc.tools.record import Recorder
from secc_contract.v2g.iso15118_2 import ChargeParameterDiscoveryRes
from tests.conversations.pnc import tariff_key
from tests.net.fakes import Run
from tests.net.test_station import Served, next_car_charges
from tests.tls.support import keyring

Serving = Callable[..., contextlib.AbstractAsyncContextManager[int]]


@pytest.fixture
def serving(lo: Interface, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> Serving:
    """A context in which an owner's charger serves; its TCP port."""
    bind = discovery._bind
    monkeypatch.setattr(discovery, "_bind", lambda interface, port: bind(interface, 0))
    caplog.set_level(logging.INFO)

    @contextlib.asynccontextmanager
    async def charger(factory: Any, **options: Any) -> AsyncIterator[int]:
        stop = asyncio.Event()
        task = asyncio.ensure_future(station.serve("lo", factory, stop, **options))
        while (ready := re.search(r"ready: SDP on lo, TCP (\d+)", caplog.text)) is None:
            await asyncio.sleep(0.01)
            if task.done():
                await task
        yield int(ready[1])
        stop.set()
        await task

    return charger


def offers(recording: Path) -> list[Any]:
    """The schedules that a recorded charger has offered."""
    found = []
    for line in recording.read_text().splitlines()[1:]:
        entry = json.loads(line)
        if entry[:2] == ["out", "write"]:
            payload = bytes.fromhex(entry[2])[v2gtp.HEADER_SIZE :]
            with contextlib.suppress(WireError):
                body = exi.decode("iso2", payload).Body.BodyElement
                if isinstance(body, ChargeParameterDiscoveryRes) and body.SASchedules is not UNSET:
                    found.append(body)
    return found


def test_the_example_offers_its_prices_to_each_car_and_the_session_is_repeated(
    run: Run, serving: Serving, tmp_path: Path
) -> None:
    async def test() -> None:
        async with serving(NightTariffEvse, make=Recorder(tmp_path).make) as port:
            for _ in range(2):
                await next_car_charges(Served(port, None, None, None))  # type: ignore[arg-type]

    run(test())
    charged = [path for path in sorted(tmp_path.glob("*.jsonl")) if offers(path)]
    assert len(charged) == 2
    for path in charged:
        (offer,) = offers(path)
        (schedule,) = offer.SASchedules.SAScheduleTuple
        tariff = schedule.SalesTariff
        assert tariff.SalesTariffDescription == "day and night"
        assert {entry.EPriceLevel for entry in tariff.SalesTariffEntry} == {1, 2}
        assert len(schedule.PMaxSchedule.PMaxScheduleEntry) == len(tariff.SalesTariffEntry)
        repeated = again.file(path)
        assert (repeated.parting, repeated.whole) == (None, True)


@pytest.mark.parametrize(
    ("now", "starts", "levels"),
    [
        ("2026-01-01T12:00", [0, 36_000, 64_800], [2, 1, 2]),
        ("2026-01-01T23:30:00.5", [0, 23_400, 81_000], [1, 2, 1]),
        ("2026-01-01T22:00", [0, 28_800], [1, 2]),
        ("2026-01-01T05:59:59.999", [0, 1, 57_601], [1, 2, 1]),
    ],
)
def test_the_examples_plan(now: str, starts: list[int], levels: list[int]) -> None:
    steps = plan(datetime.fromisoformat(now)).steps
    assert [step.start for step in steps] == starts
    assert [step.price_level for step in steps] == levels


def test_extend_comes_after_the_factory_on_the_owners_thread(run: Run, serving: Serving) -> None:
    heard: list[Any] = []

    class Owner(MyEvse):
        def extend(self, extension: Extension) -> None:
            heard.append(threading.current_thread().name)
            with pytest.raises(ContractError):
                extension.offer_schedules((((5, 1.0),),))
            extension.validate_contracts_centrally(True)
            heard.append(self.charger is not None)

        def close(self) -> None:
            heard.append("closed")

    async def test() -> None:
        async with serving(Owner) as port:
            await next_car_charges(Served(port, None, None, None))  # type: ignore[arg-type]

    run(test())
    assert heard == ["owner", True, "closed"]


def test_an_extend_that_raises_is_told_in_one_line(run: Run, serving: Serving) -> None:
    class Owner(MyEvse):
        def extend(self, extension: Extension) -> None:
            raise RuntimeError("no prices\ntoday")

    async def test() -> None:
        with pytest.raises(ConfigError, match="the owner could not start: RuntimeError: no prices today"):
            async with serving(Owner):
                pass

    run(test())


@pytest.mark.parametrize(("priced", "signer"), [(True, False), (True, True), (False, False)])
def test_at_the_start_a_line_says_that_no_key_signs_tariffs(
    run: Run, serving: Serving, caplog: pytest.LogCaptureFixture, priced: bool, signer: bool
) -> None:
    ring = keyring()
    if signer:
        ring = replace(ring, trust=replace(ring.trust, tariffs=tariff_key()))
    settings = Settings(schedules=(Plan(steps=(Step(start=0, price_level=1 if priced else None),)),))

    async def test() -> None:
        async with serving(MyEvse, tls=TlsPort(Offer(ring)), settings=settings):
            pass

    run(test())
    assert caplog.text.count("no tariffs over TLS") == (priced and not signer)
