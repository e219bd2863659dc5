"""What must not go on for ever: a hang fails the test that it is in, and times prove nothing else."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

__all__ = ["processor_time"]


@contextmanager
def processor_time(seconds: float = 30.0) -> Iterator[None]:
    """Fail when what is inside takes longer: of the processor, so that a busy machine changes nothing."""

    def hang(number: int, frame: FrameType | None) -> None:
        raise TimeoutError(f"still at it after {seconds:g} s of the processor")

    before = signal.signal(signal.SIGVTALRM, hang)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
