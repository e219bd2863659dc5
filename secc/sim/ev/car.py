"""The simulated car, sans-IO: bytes of the charger in, the next request out; the time is an argument."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf
from typing import Any

from secc import exi, v2gtp
from secc.errors import WireError
from secc.sim.ev.battery import Battery
from secc.sim.ev.table import PATIENCE, TABLE, State
from secc.sim.ev.trip import Settings, Trip
from secc_contract.v2g.iso15118_2 import Body, MessageHeader, V2G_Message

TIMEOUTS = {"PowerDeliveryReq": 5.0, "CurrentDemandReq": 0.25}
"""Message timeouts of the car in seconds where they are not `USUAL_TIMEOUT` (ISO 15118-2 Table 109)."""

USUAL_TIMEOUT = 2.0

PAUSES = {State.AC_CHARGE: "ac_loop", State.DC_CHARGE: "dc_loop"}


@dataclass(frozen=True)
class Request:
    """What the car's socket does next: pause (s), send the frame, wait so long (s) for the answer."""

    name: str
    frame: bytes
    pause: float
    timeout: float


@dataclass(frozen=True)
class Outcome:
    """How it went. Completed: energy was charged and the session ended as the standard says."""

    completed: bool
    reason: str


@dataclass(frozen=True)
class Progress:
    """What a person wants to see of a running session. %, V, A, W, Wh."""

    phase: str
    soc: float
    volts: float
    amperes: float
    watts: float
    energy: float
    loops: int


class Unacceptable(Exception):
    """An answer with which no car goes on."""


class Car:
    """One car, one visit to a charger.

    Call `begin` for the first request, then `received` with whatever arrives, until `outcome` is set.
    """

    def __init__(self, settings: Settings | None = None, battery: Battery | None = None) -> None:
        self.settings = settings or Settings()
        self.trip = Trip(self.settings, battery or Battery())
        self.state = State.SEARCH
        self.outcome: Outcome | None = None
        self._reader = v2gtp.Reader()

    @property
    def progress(self) -> Progress:
        """How far the session is."""
        trip = self.trip
        return Progress(
            self.state, trip.battery.soc, trip.volts, trip.amperes, trip.watts, trip.energy, trip.loops
        )

    def begin(self, now: float) -> Request:
        """The first request, once the connection stands."""
        self.state, self.trip.entered = State.HANDSHAKE, now
        return self._request()

    def received(self, data: bytes, now: float) -> Request | None:
        """The request that follows; nothing while the response is incomplete, or when all is over."""
        if self.outcome is not None:
            return None
        try:
            frames = self._reader.feed(data)
            if not frames:
                return None
            if len(frames) > 1:
                raise Unacceptable("the charger answered twice")
            return self._answered(self._open(frames[0].payload), now)
        except WireError as error:
            self._end(f"the charger's answer makes no sense: {error}")
        except Unacceptable as error:
            self._end(str(error))
        return None

    def lost(self, reason: str) -> None:
        """The connection is gone, or no answer came in time."""
        if self.outcome is None:
            self._end(f"{reason} ({self.state})")

    def _answered(self, response: Any, now: float) -> Request | None:
        trip, row = self.trip, TABLE[self.state]
        following = row.next if isinstance(row.next, State) else row.next(trip, response, now)
        if following is State.OVER:
            self._end(trip.failure)
            return None
        if following is self.state:
            if now - trip.entered > PATIENCE.get(following, inf):
                raise Unacceptable(f"no end of {following} in {PATIENCE[following]:g} s")
            return self._request(getattr(self.settings, PAUSES.get(following, "poll")))
        self.state, trip.entered = following, now
        return self._request()

    def _open(self, payload: bytes) -> Any:
        """The response in the payload, found acceptable in this state."""
        expected = TABLE[self.state].response
        if self.state is State.HANDSHAKE:
            response: Any = exi.decode("sap", payload)
        else:
            message = exi.decode("iso2", payload)
            response = message.Body.BodyElement if isinstance(message, V2G_Message) else message
        if type(response) is not expected:
            raise Unacceptable(f"expected {expected.__name__}, got {type(response).__name__}")
        if response.ResponseCode.upper().startswith("FAILED"):
            raise Unacceptable(f"{expected.__name__} {response.ResponseCode}")
        if self.state is State.SESSION_SETUP:
            self.trip.session_id = message.Header.SessionID
        elif self.state is not State.HANDSHAKE and message.Header.SessionID != self.trip.session_id:
            raise Unacceptable(f"{expected.__name__} is of another session")
        return response

    def _request(self, pause: float = 0.0) -> Request:
        body = TABLE[self.state].request(self.trip)
        if self.state is State.HANDSHAKE:
            payload = exi.encode("sap", body)
        else:
            header = MessageHeader(SessionID=self.trip.session_id)
            payload = exi.encode("iso2", V2G_Message(Header=header, Body=Body(BodyElement=body)))
        name = type(body).__name__
        timeout = TIMEOUTS.get(name, USUAL_TIMEOUT) * self.settings.patience
        return Request(name, v2gtp.frame(v2gtp.PayloadType.EXI, payload), pause, timeout)

    def _end(self, failure: str) -> None:
        self.outcome = Outcome(completed=not failure, reason=failure or self.trip.ending)
        self.state = State.OVER
        self.trip.rest()
