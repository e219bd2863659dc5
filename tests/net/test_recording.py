"""A whole charger on ::1 with a recorder around its core: what a real socket did is repeated bit for bit."""

from __future__ import annotations

import asyncio
import logging
import re
from pathlib import Path

import pytest

from secc.net import discovery, station
from secc.net.interface import Interface
from secc.tools import again, capture, replay
from secc.tools.record import Recorder
from tests.net.fakes import Run
from tests.net.test_station import Owner, Served, next_car_charges


def test_sessions_on_a_socket_are_recorded(
    run: Run,
    lo: Interface,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    bind = discovery._bind
    monkeypatch.setattr(discovery, "_bind", lambda interface, port: bind(interface, 0))
    caplog.set_level(logging.INFO)

    async def test() -> None:
        stop = asyncio.Event()
        make = Recorder(tmp_path).make
        owners: list[Owner] = []
        task = asyncio.ensure_future(
            station.serve("lo", lambda client: owners.append(Owner(client)), stop, make=make)
        )
        while (ready := re.search(r"ready: SDP on lo, TCP (\d+)", caplog.text)) is None:
            await asyncio.sleep(0.01)
            assert not task.done()
        served = Served(int(ready[1]), owners[0], stop, task)
        await next_car_charges(served)
        await next_car_charges(served)
        stop.set()
        await task

    run(test())
    recordings = sorted(tmp_path.glob("*.jsonl"))
    assert len(recordings) >= 2  # a car that knocked too early may have left one more
    for path in recordings:
        found = again.file(path)
        assert (found.parting, found.whole) == (None, True)
        [connection] = capture.read(path.with_suffix(".pcapng")).connections
        assert connection.charger.port == int(re.findall(r"TCP (\d+)", caplog.text)[0])
    [report] = replay.file(recordings[-1].with_suffix(".pcapng"))
    assert report.as_far and report.here.loop and report.here.end
