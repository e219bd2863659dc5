"""The link between the owner's thread and the charger's loop."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from secc.errors import ContractError
from secc.net import link as module
from secc.net.link import LoopLink
from tests.net.fakes import Run


class Calls:
    """A charger that keeps what it is called with."""

    def __init__(self, expected: int = 1) -> None:
        self.calls: list[tuple[str, Mapping[str, Any]]] = []
        self.threads: set[int] = set()
        self.complete = asyncio.Event()
        self._expected = expected

    def dispatch(self, command: str, arguments: Mapping[str, Any]) -> None:
        self.calls.append((command, arguments))
        self.threads.add(threading.get_ident())
        if len(self.calls) == self._expected:
            self.complete.set()


async def settled(link: LoopLink) -> None:
    """Everything that was published has been delivered."""
    await link.on_owner_thread(lambda: None)


@pytest.fixture
def no_thread_stays() -> Iterator[None]:
    yield
    for thread in threading.enumerate():
        if thread.name == "owner":
            thread.join(5)
            assert not thread.is_alive()


pytestmark = pytest.mark.usefixtures("no_thread_stays")


def test_calls_of_many_threads_arrive_on_the_loop_in_their_order(run: Run) -> None:
    async def test() -> None:
        link, charger = LoopLink(asyncio.get_running_loop()), Calls(400)
        link.serve(charger.dispatch)

        def owner(number: int) -> None:
            for count in range(100):
                link.call("setup", {"owner": number, "count": count})

        threads = [threading.Thread(target=owner, args=(number,)) for number in range(4)]
        for thread in threads:
            thread.start()
        await charger.complete.wait()
        assert charger.threads == {threading.get_ident()}
        for number in range(4):
            counts = [arguments["count"] for _, arguments in charger.calls if arguments["owner"] == number]
            assert counts == list(range(100))
        link.close()

    run(test())


def test_publications_arrive_in_order_on_one_thread_of_the_owner(run: Run) -> None:
    async def test() -> None:
        link = LoopLink(asyncio.get_running_loop())
        heard: list[tuple[str, Any]] = []
        threads = {await link.on_owner_thread(threading.get_ident)}

        def hear(variable: str, value: Any) -> None:
            heard.append((variable, value))
            threads.add(threading.get_ident())

        link.subscribe("a", lambda value: hear("a", value))
        link.subscribe("b", lambda value: hear("b", value))
        link.subscribe("b", lambda value: hear("b again", value))
        for variable, value in (("a", 1), ("b", None), ("c", 3), ("a", 2)):
            link.publish(variable, value)
        await settled(link)
        assert heard == [("a", 1), ("b", None), ("b again", None), ("a", 2)]
        assert len(threads) == 1 and threads != {threading.get_ident()}
        link.close()

    run(test())


def test_a_subscriber_that_raises_is_logged_and_harms_no_other(
    run: Run, caplog: pytest.LogCaptureFixture
) -> None:
    async def test() -> None:
        link = LoopLink(asyncio.get_running_loop())
        heard: list[Any] = []

        def bad(_: Any) -> None:
            raise ZeroDivisionError("the owner's bug")

        link.subscribe("a", bad)
        link.subscribe("a", heard.append)
        link.publish("a", 1)
        link.publish("a", 2)
        await settled(link)
        assert heard == [1, 2]
        link.close()

    run(test())
    assert [record.getMessage() for record in caplog.records] == ["a subscriber of a raised"] * 2
    assert caplog.records[0].exc_info


def test_a_subscriber_may_call(run: Run) -> None:
    async def test() -> None:
        link, charger = LoopLink(asyncio.get_running_loop()), Calls()
        link.serve(charger.dispatch)
        link.subscribe("a", lambda value: link.call("answer", {"to": value}))
        link.publish("a", 7)
        await charger.complete.wait()
        assert charger.calls == [("answer", {"to": 7})]
        link.close()

    run(test())


def test_a_call_past_the_generated_client_that_breaks_the_contract_is_refused(
    run: Run, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse(command: str, arguments: Mapping[str, Any]) -> None:
        raise ContractError("$.value", "Expected `bool`, got `int`")

    async def test() -> None:
        link = LoopLink(asyncio.get_running_loop())
        link.serve(refuse)
        link.call("dlink_ready", {"value": 3})
        await settled(link)
        link.close()

    run(test())
    assert [record.getMessage() for record in caplog.records] == [
        "dlink_ready is refused: $.value: Expected `bool`, got `int`"
    ]


def test_an_owner_that_hangs_misses_data_but_no_event(
    run: Run, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_BACKLOG", 10)

    async def test() -> None:
        link = LoopLink(asyncio.get_running_loop())
        hangs, goes_on, heard = threading.Event(), threading.Event(), list[Any]()

        def hang(_: Any) -> None:
            hangs.set()
            goes_on.wait(20)

        link.subscribe("hang", hang)
        link.subscribe("data", heard.append)
        link.subscribe("open_contactor", lambda _: heard.append("opened"))
        link.publish("hang", None)
        assert hangs.wait(20)
        for number in range(100):
            link.publish("data", number)
        link.publish("open_contactor", None)
        link.publish("data", 100)
        goes_on.set()
        await settled(link)
        assert heard == [*range(10), "opened"]
        link.publish("data", 101)
        await settled(link)
        assert heard[-1] == 101
        link.close()

    with caplog.at_level(logging.WARNING):
        run(test())
    assert [record.getMessage() for record in caplog.records] == [
        "the owner is 10 publications behind: data is dropped for now",
        "the owner has caught up",
    ]


def test_what_the_owners_action_returns_or_raises_comes_back(run: Run) -> None:
    def bad() -> None:
        raise LookupError("no serial port")

    async def test() -> None:
        link = LoopLink(asyncio.get_running_loop())
        assert await link.on_owner_thread(lambda: 42) == 42
        with pytest.raises(LookupError, match="no serial port"):
            await link.on_owner_thread(bad)
        link.close()

    run(test())


def test_close_delivers_what_is_queued_and_takes_no_more_calls(run: Run) -> None:
    links: list[LoopLink] = []
    heard: list[Any] = []

    async def test() -> None:
        link, charger = LoopLink(asyncio.get_running_loop()), Calls()
        links.append(link)
        link.serve(charger.dispatch)
        link.subscribe("a", heard.append)
        for number in range(100):
            link.publish("a", number)
        link.close()
        link.call("late", {})
        link._thread.join(5)
        await asyncio.sleep(0)
        assert heard == list(range(100))
        assert not charger.calls

    run(test())
    loop = asyncio.new_event_loop()
    loop.close()
    links[0]._loop = loop
    links[0].call("later still", {})  # from an owner that has not noticed: nothing is raised
