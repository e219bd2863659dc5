"""The real clock of the simulated hardware: a thread. Waits here end as soon as the thing has happened."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator

import pytest

from secc.sim.evse import Worker

LIMIT = 5.0  # s; only a failure takes so long


@pytest.fixture
def worker() -> Iterator[Worker]:
    worker = Worker()
    yield worker
    worker.close()


def test_actions_run_on_one_other_thread_in_order_of_their_time(worker: Worker) -> None:
    ran: list[tuple[str, int | None]] = []
    done = threading.Event()

    def note(name: str) -> None:
        ran.append((name, threading.current_thread().ident))

    worker.after(0.02, lambda: note("second"))
    worker.after(0.0, lambda: note("first"))
    worker.after(0.04, done.set)
    assert done.wait(LIMIT)
    assert [name for name, _ in ran] == ["first", "second"]
    threads = {thread for _, thread in ran}
    assert len(threads) == 1
    assert threading.current_thread().ident not in threads


def test_a_cancelled_action_does_not_run(worker: Worker) -> None:
    ran: list[str] = []
    done = threading.Event()
    cancel = worker.after(0.01, lambda: ran.append("cancelled"))
    worker.after(0.02, done.set)
    cancel()
    assert done.wait(LIMIT)
    assert ran == []
    cancel()  # again: harmless


def test_an_action_that_fails_is_logged_and_harms_no_other(
    worker: Worker, caplog: pytest.LogCaptureFixture
) -> None:
    done = threading.Event()
    with caplog.at_level(logging.ERROR):
        worker.after(0.0, lambda: 1 / 0)
        worker.after(0.0, done.set)
        assert done.wait(LIMIT)
    assert "ZeroDivisionError" in caplog.text


def test_nothing_runs_after_close(worker: Worker) -> None:
    ran: list[str] = []
    worker.close()
    worker.after(0.0, lambda: ran.append("late"))
    worker.close()
    assert ran == []


def test_close_from_its_own_thread_does_not_wait_for_itself(worker: Worker) -> None:
    done = threading.Event()

    def close() -> None:
        worker.close()
        done.set()

    worker.after(0.0, close)
    assert done.wait(LIMIT)
