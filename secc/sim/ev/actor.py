"""A car that follows a script."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from secc.sim.ev.battery import Battery
from secc.sim.ev.car import Car, HangUp, Request, Unacceptable
from secc.sim.ev.manners import bent, frame
from secc.sim.ev.protocols import USUAL_TIMEOUT
from secc.sim.ev.script import (
    CLOSE,
    SILENCE,
    FallSilent,
    Fault,
    Pause,
    Renegotiate,
    Script,
    Send,
    Step,
    Stop,
    Unplug,
    Wait,
)
from secc.sim.ev.states import State, way_out
from secc.sim.ev.trip import Settings
from secc.sim.ev.wallet import Wallet

CLOSING_TIME = 5.0
"""s after a FAILED answer in which the charger has to close the connection."""


@dataclass
class Quiet:
    """The car says nothing; what happens?"""

    step: Step
    deed: FallSilent | Wait


@dataclass
class Odd:
    """Something odd has been said; what comes of it?"""

    step: Step
    deed: Send
    due: int  # answers that are still to come
    refused: str = ""  # a FAILED code that was expected has come; now the charger has to close


class Actor(Car):
    """A car that does what its script says, and notes where the charger does not do as expected."""

    def __init__(
        self,
        settings: Settings | None = None,
        battery: Battery | None = None,
        steps: Iterable[Step] = (),
        wallet: Wallet | None = None,
    ) -> None:
        super().__init__(settings, battery, wallet)
        self.script = Script(steps)
        self.broken: list[str] = []
        """What was expected and did not come."""
        self._odd: Quiet | Odd | None = None

    def begin(self, now: float) -> Request:
        self._odd = None
        return super().begin(now)

    # doing

    def _next(self, now: float, pause: float = 0.0) -> Request:
        step = self.script.due(self._row.name)
        if step is None:
            return super()._next(now, pause)
        trip = self.trip
        match step.deed:
            case Stop():
                trip.ending = "the scenario stops"
                return self._turn(way_out(self.state), now)
            case Pause(back=back):
                trip.pause = back
                return self._turn(way_out(self.state), now)
            case Renegotiate():
                return self._turn(State.RENEGOTIATE, now)
            case Fault(error=error):
                trip.error, trip.failure = error, f"the car has a fault: {error}"
                return super()._next(now, pause)
            case Unplug() as deed:
                request = self._listen(0.0, deed.sent, pause)
                where = self.state
                self._part(f"unplugged ({where})", deed.back)
                return replace(request, hang_up=HangUp(deed.how))
            case FallSilent() as deed:
                self._odd = Quiet(step, deed)
                return self._listen(deed.seconds, deed.sent, pause)
            case Wait() as deed:
                self._odd = Quiet(step, deed)
                return self._listen(deed.seconds, False, pause)
            case Send() as deed:
                return self._send(step, deed, pause)

    def _turn(self, state: State, now: float) -> Request:
        """Ask something else, because the driver wants so."""
        if state is self.state:
            return super()._next(now)
        self._enter(state, now)
        return self._next(now)

    def _listen(self, seconds: float, sent: bool, pause: float) -> Request:
        """Say nothing, or (``sent``) the request that is due, and watch what happens."""
        said = frame(self.trip, self._row.request(self.trip)) if sent else b""
        return self._ask(self._row.name, said, pause, seconds)

    def _send(self, step: Step, deed: Send, pause: float) -> Request:
        self._odd = Odd(step, deed, due=deed.times)
        usual = CLOSING_TIME if deed.expect == (CLOSE,) else USUAL_TIMEOUT
        seconds = usual * self.settings.patience if deed.seconds is None else deed.seconds
        said = bent(deed, self.trip, self._row.request(self.trip), seed=step.nth)
        return self._ask(deed.message or self._row.name, said, pause, seconds, deed.drip)

    # what comes of it

    def _heard(self, payloads: list[bytes], now: float) -> Request | None:
        match self._odd:
            case None:
                return super()._heard(payloads, now)
            case Odd() as odd:
                return self._answer_to(odd, payloads, now)
            case Quiet(deed=Wait()):
                raise Unacceptable("the charger spoke unasked")
        return None

    def _answer_to(self, odd: Odd, payloads: list[bytes], now: float) -> Request | None:
        if odd.refused:
            self._break(odd, f"the charger spoke on after {odd.refused}")
            return None
        for payload in payloads:
            odd.due -= 1
            response, session_id = self._open(payload)
        code, name = response.ResponseCode, type(response).__name__
        failed = code.upper().startswith("FAILED")
        expect = odd.deed.expect
        if odd.due < 0:
            raise Unacceptable("the charger answered more often than asked")
        if odd.due > 0 and not failed:
            return None
        if expect and code not in expect:
            self._break(odd, f"{name} {code}")
            return None
        if expect and failed:
            odd.refused = code
            return self._ask(odd.step.at, b"", 0.0, CLOSING_TIME * self.settings.patience)
        self._odd = None
        if failed or type(response) is self._row.response:
            return self._answered(response, session_id, now)
        return self._next(now)

    def silent(self, now: float) -> Request | None:
        match self._odd:
            case Quiet(deed=Wait()):
                self._odd = None
                return super()._next(now)
            case Quiet(deed=FallSilent(expect=expect, back=back)) as odd:
                if expect:
                    self._break(odd, f"the connection stands after {self._asked.timeout:g} s")
                else:
                    self._part("fell silent", back)
            case Odd(refused=refused) as odd if refused:
                self._break(odd, f"no close within {self._asked.timeout:g} s of {refused}")
            case Odd(deed=Send(expect=expect)) if SILENCE in expect:
                self._odd = None
                return self._next(now)
            case Odd(deed=Send(expect=expect)) as odd if expect:
                self._break(odd, f"no answer in {self._asked.timeout:g} s")
            case _:
                return super().silent(now)
        return None

    def closed(self, error: str = "") -> None:
        match self._odd:
            case Quiet(deed=FallSilent(back=back)):
                self._part("fell silent, and the charger closed the connection", back)
            case Odd(deed=Send(back=back), refused=refused) if refused:
                self._part(f"the charger closed the connection after {refused}", back)
            case Odd(deed=Send(expect=expect, back=back)) if CLOSE in expect:
                self._part("the charger closed the connection", back)
            case Odd(deed=Send(expect=expect)) as odd if expect:
                self._break(odd, "the charger closed the connection")
            case _:
                super().closed(error)

    def _over(self) -> None:
        if self.trip.error:
            self._end(self.trip.failure, scripted=True)
        else:
            super()._over()

    def _part(self, reason: str, back: float | None) -> None:
        """The connection ends as the scenario wants it."""
        if back is None:
            self._end(reason, scripted=True)
        else:
            self._come_back(back, bytes(8))

    def _break(self, odd: Quiet | Odd, found: str) -> None:
        """It does not, and the car gives up."""
        expect = () if isinstance(odd.deed, Wait) else odd.deed.expect
        wanted = f"{odd.refused}, then close" if isinstance(odd, Odd) and odd.refused else " or ".join(expect)
        self.broken.append(f"{odd.step}: expected {wanted}, found: {found}")
        self._end(self.broken[-1])
