"""Drives a legal session, as a well-behaved car would (conformance.md, section 5.1: drive, loop, replay)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final

from tests.conformance.messages import Message
from tests.conformance.reactions import Answer, Close, await_one
from tests.conformance.recorded import Request
from tests.conformance.talk import Failed, Talk
from tests.conformance.world import Refused, World

_PAUSE: Final = 0.2
"""s between a request and its repetition while the charger answers Ongoing"""
_REPETITIONS: Final = 50
_CLOSES: Final = 5.0
"""s that the charger may take to hang up after SessionStopRes"""
_EXCHANGES: Final = 20
"""How long the loop may run until a receipt is asked for."""


class Driver:
    """Works on one connection, or makes it."""

    def __init__(self, world: World, talk: Talk | None, connect: Callable[[], Talk] | None = None) -> None:
        self._world = world
        self._talk = talk
        self._connect = connect

    def drive(self, place: str) -> None:
        """Until the request of this place is the next one."""
        if place == "End" and self._stopped():
            return
        talk = self._connected()
        target = talk.route.find(place)
        in_loop = target == talk.route.loop and talk.position == target + 1
        if talk.position > target and not in_loop:
            raise Failed(f"a way to {place}", f"the session stands at {self._due(talk)}, behind it")
        while talk.position < target:
            self._receipt(talk)
            self.exchange(talk, talk.route.places[talk.position])
        if place == "Loop" and not talk.known.looped:
            self.exchange(talk, talk.route.places[target])
            self._receipt(talk)
        elif place == "MeteringReceipt":
            for _ in range(_EXCHANGES):
                if talk.known.receipt_due:
                    return
                self.exchange(talk, talk.route.places[target])
            if not talk.known.receipt_due:
                raise Failed(f"a receipt asked for in {_EXCHANGES} loop exchanges", "none")
        elif place == "End":
            self._closes(talk)

    def loop(self, times: int) -> int:
        """So many exchanges of the charge loop; how many receipts were asked for."""
        talk = self._there()
        asked = 0
        for _ in range(times):
            self.exchange(talk, talk.route.places[talk.route.loop])
            asked += talk.known.receipt_due
            self._receipt(talk)
        return asked

    def replay(self, talk: Talk, recorded: list[Request]) -> None:
        """The requests of a recorded car, until SessionStopRes.

        Of a request that the car repeated, as many are sent as it takes until the answer is not Ongoing.
        """
        for run in _runs(recorded):
            for number in range(max(len(run), _REPETITIONS)):
                request = run[min(number, len(run) - 1)]
                if number:
                    self._world.sleep(_PAUSE)
                answer = self._answered(talk, request.name, request.body)
                if request.name == "SessionStopReq":
                    return
                waits = "EVSEProcessing" in answer.body
                if (waits and answer.ok) or (not waits and number == len(run) - 1):
                    break
            else:
                raise Failed(f"an answer to {run[0].name} that is not Ongoing", answer.body["EVSEProcessing"])
        raise Failed("a recording with a SessionStopReq", "it ends before")

    def exchange(self, talk: Talk, place: str) -> Message:
        """The request of a place, repeated while the answer is Ongoing."""
        for _ in range(_REPETITIONS):
            answer = self._answered(talk, f"{place}Req", None)
            if answer.ok:
                return answer
            self._world.sleep(_PAUSE)
        raise Failed(f"{place}Res that is not Ongoing", answer.body.get("EVSEProcessing", ""))

    def _answered(self, talk: Talk, request: str, body: dict[str, Any] | None) -> Message:
        if body is None:
            talk.ask_legally(request)
        else:
            talk.repeat(request, body)
        answer = Answer(talk, f"{request.removesuffix('Req')}Res", {}, {})
        await_one(self._world, [answer])
        if not answer.message.code.startswith("OK"):
            raise Failed(f"{answer.name} with OK", answer.message.code)
        return answer.message

    def _receipt(self, talk: Talk) -> None:
        if talk.known.receipt_due:
            self.exchange(talk, "MeteringReceipt")

    def _closes(self, talk: Talk) -> None:
        await_one(self._world, [Close(talk, self._world.now(), (0.0, _CLOSES))])

    def _stopped(self) -> bool:
        """Whether SessionStopRes has come; then the charger hangs up, which is waited for."""
        talk = self._talk
        if talk is None or talk.position < len(talk.route.places) or not (talk.open or talk.line.waiting):
            return False
        self._closes(talk)
        return True

    def _connected(self) -> Talk:
        if not self._stopped() and self._talk is not None and self._talk.open:
            return self._talk
        assert self._connect is not None
        try:
            return self._connect()
        except Refused as error:
            raise Failed("a connection", str(error)) from error

    def _there(self) -> Talk:
        if self._talk is None or not self._talk.open:
            raise Failed("a session", "there is none")
        return self._talk

    @staticmethod
    def _due(talk: Talk) -> str:
        places = (*talk.route.places, "End")
        return places[talk.position]


def _runs(recorded: list[Request]) -> Iterator[list[Request]]:
    """Requests that follow each other and have the same name."""
    run: list[Request] = []
    for request in recorded:
        if run and run[0].name != request.name:
            yield run
            run = []
        run.append(request)
    if run:
        yield run
