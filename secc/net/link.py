"""The link between an owner and a charger that lives on an event loop.

Two threads meet here. The charger has the loop's. The owner has one of its own: its factory, its
subscriptions and its ``close()`` run there, one after the other, so that an owner that takes its time never
delays an answer to a car. Calls may come from any thread.
"""

from __future__ import annotations

import asyncio
import logging
import queue
import threading
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, TypeVar

from secc.errors import ContractError

__all__ = ["LoopLink"]

log = logging.getLogger(__name__)

R = TypeVar("R")

_BACKLOG = 1000  # publications; a charge loop at full speed makes these in some seconds


class LoopLink:
    """In-process link with the four methods of `secc_contract.link`, safe between threads."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        """`loop` is the charger's; the owner's thread starts at once."""
        self._loop = loop
        self._open = True
        self._dispatch: Callable[[str, Mapping[str, Any]], None] | None = None
        self._receivers: dict[str, tuple[Callable[[Any], None], ...]] = {}
        self._jobs: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._behind = False
        self._thread = threading.Thread(target=self._work, name="owner", daemon=True)
        self._thread.start()

    # The owner's side.

    def call(self, command: str, arguments: dict[str, Any]) -> None:
        """Hand a call to the charger's loop and return; calls of one thread keep their order."""
        try:
            self._loop.call_soon_threadsafe(self._called, command, arguments)
        except RuntimeError:  # the loop is closed
            log.debug("the charger has ended, %s is ignored", command)

    def subscribe(self, variable: str, receive: Callable[[Any], None]) -> None:
        """Have every publication of the variable delivered on the owner's thread."""
        self._receivers[variable] = (*self._receivers.get(variable, ()), receive)

    # The charger's side.

    def publish(self, variable: str, value: Any) -> None:
        """Queue a publication for the owner.

        An owner that has fallen far behind misses data, with one line in the log. An event (it has no value)
        always reaches it, because contactors depend on events.
        """
        if value is not None and self._jobs.qsize() >= _BACKLOG:
            if not self._behind:
                log.error("the owner is %d publications behind: data is dropped for now", _BACKLOG)
            self._behind = True
            return
        if self._behind and self._jobs.qsize() < _BACKLOG // 2:
            self._behind = False
            log.warning("the owner has caught up")
        self._jobs.put(partial(self._deliver, variable, value))

    def serve(self, dispatch: Callable[[str, Mapping[str, Any]], None]) -> None:
        """Take the owner's calls, on the loop's thread."""
        self._dispatch = dispatch

    # The life of the owner's thread.

    async def on_owner_thread(self, action: Callable[[], R]) -> R:
        """Run an action there, after everything that is queued, and return or raise what it does."""
        done: asyncio.Future[R] = self._loop.create_future()
        self._jobs.put(partial(self._run, action, done))
        return await done

    def close(self) -> None:
        """Take no more calls; the owner's thread ends after everything that is queued."""
        self._open = False
        self._jobs.put(None)

    def _called(self, command: str, arguments: Mapping[str, Any]) -> None:
        if not self._open or self._dispatch is None:
            log.debug("nobody serves, %s is ignored", command)
            return
        try:
            self._dispatch(command, arguments)
        except ContractError as error:  # not through the generated client, which checks before it calls
            log.error("%s is refused: %s", command, error)

    def _work(self) -> None:
        while (job := self._jobs.get()) is not None:
            job()

    def _deliver(self, variable: str, value: Any) -> None:
        for receive in self._receivers.get(variable, ()):
            try:
                receive(value)
            except Exception:
                log.exception("a subscriber of %s raised", variable)

    def _run(self, action: Callable[[], R], done: asyncio.Future[R]) -> None:
        try:
            result = action()
        except BaseException as error:
            self._tell(done.set_exception, done, error)
        else:
            self._tell(done.set_result, done, result)

    def _tell(self, settle: Callable[[Any], None], done: asyncio.Future[Any], outcome: Any) -> None:
        def tell() -> None:
            if not done.done():  # the waiter may have given up
                settle(outcome)

        try:
            self._loop.call_soon_threadsafe(tell)
        except RuntimeError:
            log.debug("the loop ended before the owner's thread")
