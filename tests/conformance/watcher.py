"""The one thread of a real world that reads: sockets, the owner's link, the charger's log."""

from __future__ import annotations

import os
import selectors
import threading
from collections import deque
from collections.abc import Callable
from typing import Any


class Watcher:
    """Calls back, on its own thread, when there is something to read."""

    def __init__(self) -> None:
        self._selector = selectors.DefaultSelector()
        self._jobs: deque[Callable[[], None] | None] = deque()
        self._bell, self._ringer = os.pipe()
        self._selector.register(self._bell, selectors.EVENT_READ, self._answer_the_bell)
        self._running = True
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    @property
    def here(self) -> bool:
        """Whether this is the watcher's own thread."""
        return threading.current_thread() is self._thread

    def watch(self, source: Any, read: Callable[[], bool]) -> None:
        """Call ``read`` whenever ``source`` can be read, until it returns False."""

        def readable() -> None:
            if not read():
                self._selector.unregister(source)

        self.do(lambda: self._register(source, readable))

    def _register(self, source: Any, readable: Callable[[], None]) -> None:
        self._selector.register(source, selectors.EVENT_READ, readable)

    def forget(self, source: Any) -> None:
        """Watch it no more; only on the watcher's own thread."""
        if source.fileno() in (key.fd for key in self._selector.get_map().values()):
            self._selector.unregister(source)

    def do(self, job: Callable[[], None]) -> None:
        """Do this on the watcher's thread, after what it is doing."""
        self._jobs.append(job)
        os.write(self._ringer, b"!")

    def close(self) -> None:
        """Stop watching."""
        self._jobs.append(None)
        os.write(self._ringer, b"!")
        self._thread.join()
        self._selector.close()
        os.close(self._bell)
        os.close(self._ringer)

    def _run(self) -> None:
        while self._running:
            for key, _ in self._selector.select():
                key.data()

    def _answer_the_bell(self) -> None:
        os.read(self._bell, 1)
        job = self._jobs.popleft()
        if job is None:
            self._running = False
        else:
            job()
