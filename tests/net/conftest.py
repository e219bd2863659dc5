"""What the tests of the network floor share: the loopback, a loop whose waits take no time, a fake core."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from collections.abc import Iterator
from typing import Any

import pytest

from secc.net.interface import Interface
from tests.conftest import missing
from tests.net.fakes import FakeCharger, Run, WarpLoop


@pytest.fixture
def run() -> Iterator[Run]:
    """Run a coroutine on a `WarpLoop`; what the loop complains of fails the test."""
    complaints: list[dict[str, Any]] = []
    with asyncio.Runner(loop_factory=WarpLoop) as runner:
        runner.get_loop().set_exception_handler(lambda _, context: complaints.append(context))
        yield lambda coroutine: runner.run(coroutine)
    assert not complaints


@pytest.fixture(scope="session")
def lo() -> Interface:
    """The loopback interface with ``::1``."""
    loopback = Interface("lo", socket.if_nametoindex("lo"), ipaddress.IPv6Address("::1"))
    with socket.socket(socket.AF_INET6) as probe:
        try:
            probe.bind(loopback.endpoint(0))
        except OSError as error:
            missing(f"no IPv6 loopback here: {error}")
    return loopback


@pytest.fixture
def charger() -> FakeCharger:
    """A core that echoes."""
    return FakeCharger()
