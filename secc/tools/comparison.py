"""What came of a replay: where our answers are not the recorded ones, and how far the car got."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from secc.tools.capture import Endpoint
from secc.tools.exchanges import Answer

__all__ = ["Difference", "Outcome", "Reach", "Replayed", "Report"]


class Outcome(StrEnum):
    """What became of a request of the car."""

    ANSWERED = "answered"
    PASSED_OVER = "passed over"
    """Our answer was Finished already, so the car would not have asked again."""
    UNANSWERED = "unanswered"
    CLOSED = "closed"
    """Our charger had ended the connection."""


@dataclass(frozen=True, slots=True)
class Difference:
    """Where our answer is not the recorded one."""

    field: str
    """``code``, ``processing``, or a field of the EVSE status"""
    recorded: str | None
    ours: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayed:
    """One request of the car."""

    packet: int
    time: float
    """s since the connection began, in the capture"""
    request: str
    outcome: Outcome
    recorded: Answer | None
    ours: Answer | None
    repeats: int = 0
    """How often the request had to be sent again until our answer was no longer Ongoing."""
    in_loop: bool = False

    @property
    def differences(self) -> tuple[Difference, ...]:
        """Field by field; empty where there is nothing to compare."""
        if self.outcome is Outcome.PASSED_OVER or self.recorded is None:
            return ()
        if self.ours is None:
            return (Difference("code", self.recorded.code, None),)
        there, here = _fields(self.recorded), _fields(self.ours)
        if self.repeats:  # the first answers were the difference
            here["processing"] = f"Ongoing, then {here['processing']}"
        return tuple(
            Difference(field, there.get(field), here.get(field))
            for field in dict.fromkeys((*there, *here))
            if there.get(field) != here.get(field)
        )


def _fields(answer: Answer) -> dict[str, str]:
    processing = {} if answer.processing is None else {"processing": answer.processing}
    return {"code": answer.code, **processing, **answer.status}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """How far a car got: the last request that was answered well, and two milestones.

    "Ongoing" is no step: a car that waits for the isolation has not got past the parameters.
    """

    last: int
    """Counts from 1; 0: not even the handshake."""
    request: str | None
    loop: bool
    end: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One connection, there and here."""

    car: Endpoint
    charger: Endpoint
    namespace: str | None
    """of the protocol that was agreed on in the capture"""
    seconds: float
    messages: tuple[Replayed, ...]
    notes: tuple[str, ...] = ()

    @property
    def there(self) -> Reach:
        """How far the car got in the capture."""
        return _reach(self.messages, [_forward(message.recorded) for message in self.messages])

    @property
    def here(self) -> Reach:
        """How far it got at our charger."""
        well = [message.outcome is Outcome.PASSED_OVER or _forward(message.ours) for message in self.messages]
        return _reach(self.messages, well)

    @property
    def as_far(self) -> bool:
        """Whether the car got at least as far here."""
        return self.here.last >= self.there.last


def _forward(answer: Answer | None) -> bool:
    return answer is not None and not answer.failed and not answer.ongoing


def _reach(messages: Sequence[Replayed], well: Sequence[bool]) -> Reach:
    last = max((index for index, good in enumerate(well, start=1) if good), default=0)
    good = [message for message, fine in zip(messages, well, strict=True) if fine]
    return Reach(
        last=last,
        request=messages[last - 1].request if last else None,
        loop=any(message.in_loop for message in good),
        end=any(message.request == "SessionStopReq" for message in good),
    )
