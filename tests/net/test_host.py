"""The one timer of the core, on the loop's clock."""

from __future__ import annotations

import asyncio
from datetime import UTC

from secc.net.host import LoopHost
from tests.net.fakes import Run


def test_a_moment_is_now_and_its_chance_is_fresh(run: Run) -> None:
    async def test() -> None:
        loop = asyncio.get_running_loop()
        host = LoopHost(loop, lambda: None)
        first, second = host.moment(), host.moment()
        assert loop.time() - 1 < first.now <= second.now <= loop.time()
        assert first.utc.tzinfo is UTC
        assert len(first.nonce) == 16
        assert first.nonce != second.nonce

    run(test())


def test_only_the_last_wish_wakes(run: Run) -> None:
    async def test() -> None:
        loop = asyncio.get_running_loop()
        start = loop.time()
        woken: list[float] = []
        host = LoopHost(loop, lambda: woken.append(loop.time() - start))
        host.wake_at(start + 10)
        host.wake_at(start + 60)
        host.wake_at(start + 60)
        await asyncio.sleep(100)
        assert [round(at) for at in woken] == [60]
        host.wake_at(loop.time() + 5)
        host.wake_at(None)
        host.wake_at(None)
        await asyncio.sleep(100)
        assert len(woken) == 1

    run(test())


def test_the_core_may_wish_again_while_it_is_woken(run: Run) -> None:
    async def test() -> None:
        loop = asyncio.get_running_loop()
        start = loop.time()
        woken: list[int] = []

        def wake() -> None:
            woken.append(round(loop.time() - start))
            host.wake_at(loop.time() + 10 if len(woken) < 3 else None)

        host = LoopHost(loop, wake)
        host.wake_at(start - 1)  # a time that has passed is due at once
        await asyncio.sleep(100)
        assert woken == [0, 10, 20]

    run(test())
