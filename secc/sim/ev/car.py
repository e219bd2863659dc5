"""The simulated car, sans-IO: bytes of the charger in, the next request out; the time is an argument."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from math import inf
from typing import Any

from secc import exi, v2gtp
from secc.errors import WireError
from secc.sim.ev import refusals
from secc.sim.ev.battery import Battery
from secc.sim.ev.manners import frame
from secc.sim.ev.protocols import TABLES, TIMEOUTS, USUAL_TIMEOUT
from secc.sim.ev.states import PATIENCE, Row, State, way_out
from secc.sim.ev.trip import Settings, Trip
from secc.sim.ev.wallet import Wallet
from secc.sim.ev.words import WORDS

PAUSES = {State.AC_CHARGE: "ac_loop", State.DC_CHARGE: "dc_loop"}


class HangUp(StrEnum):
    """How a car ends a connection of its own accord."""

    FIN = "fin"
    RESET = "reset"


@dataclass(frozen=True)
class Request:
    """What the car's socket does next: pause (s), send the frame, wait so long (s) for the answer."""

    name: str
    frame: bytes  # empty: only listen
    pause: float
    timeout: float
    drip: float = 0.0  # s before each byte; 0: all at once
    hang_up: HangUp | None = None  # instead of waiting


@dataclass(frozen=True)
class Outcome:
    """How it went. Completed: the session ended as the standard says, without a reason to give up."""

    completed: bool
    reason: str
    scripted: bool = False  # the end is the one that a scenario wanted


@dataclass(frozen=True)
class Progress:
    """What a person wants to see of a running session. %, V, A, W, Wh; ``notes`` in order, never fewer."""

    phase: str
    soc: float
    volts: float
    amperes: float
    watts: float
    energy: float
    loops: int
    notes: tuple[str, ...] = ()


class Unacceptable(Exception):
    """An answer with which no car goes on."""


class Car:
    """One car at one charger.

    Call `begin` once a connection stands, then tell what happens on it: `received`, `silent` or `closed`. Do
    what the request says that comes back. None: go on listening, unless the connection is `over`; then hang
    up. The car comes again after `back` seconds, or it has its `outcome`.
    """

    def __init__(
        self, settings: Settings | None = None, battery: Battery | None = None, wallet: Wallet | None = None
    ) -> None:
        """``wallet``: what the car has for Plug & Charge, where TLS protects its connections."""
        self.settings = settings or Settings()
        self.trip = Trip(self.settings, battery or Battery(), wallet=wallet)
        self.trip.protocol = next(filter(WORDS.__contains__, self.settings.protocols), "iso2")
        self.state = State.SEARCH
        self.outcome: Outcome | None = None
        self.back: float | None = None
        """s until the car comes again, when a connection is over."""
        self.answers: list[tuple[str, str]] = []
        """The responses so far, without repetitions: name without Res, and code."""
        self._reader = v2gtp.Reader()
        self._asked = Request("", b"", 0.0, 0.0)

    @property
    def progress(self) -> Progress:
        """How far the session is."""
        trip = self.trip
        return Progress(
            self.state,
            trip.battery.soc,
            trip.volts,
            trip.amperes,
            trip.watts,
            trip.energy,
            trip.loops,
            tuple(trip.notes),
        )

    @property
    def over(self) -> bool:
        """Nothing more is said on this connection."""
        return self.outcome is not None or self.back is not None

    # what happens on the connection

    def begin(self, now: float) -> Request:
        """The first request, once the connection stands."""
        self._reader = v2gtp.Reader()
        self.back = None
        self._enter(State.HANDSHAKE, now)
        return self._next(now)

    def received(self, data: bytes, now: float) -> Request | None:
        """The request that follows; nothing while the response is incomplete, or when all is over."""
        if self.over:
            return None
        try:
            frames = self._reader.feed(data)
            return self._heard([frame.payload for frame in frames], now) if frames else None
        except WireError as error:
            self._end(f"the charger's answer makes no sense: {error}")
        except Unacceptable as error:
            self._end(str(error))
        return None

    def silent(self, now: float) -> Request | None:
        """No answer came in time."""
        self.lost(f"no answer to {self._asked.name} in {self._asked.timeout:g} s")
        return None

    def closed(self, error: str = "") -> None:
        """The charger has closed the connection, or it broke with this error."""
        if error:
            self.lost(f"connection lost: {error}")
        else:
            self.lost(f"the charger closed the connection instead of answering {self._asked.name}")

    def lost(self, reason: str) -> None:
        """There is no charger, no connection or no answer."""
        if not self.over or self.back is not None:
            self._end(reason if self.state is State.SEARCH else f"{reason} ({self.state})")

    # what the car makes of it

    @property
    def _row(self) -> Row:
        return TABLES[self.trip.protocol][self.state]

    def _heard(self, payloads: list[bytes], now: float) -> Request | None:
        if len(payloads) > 1:
            raise Unacceptable("the charger answered twice")
        return self._answered(*self._open(payloads[0]), now)

    def _open(self, payload: bytes) -> tuple[Any, bytes]:
        """The response in the payload, and the session that it names."""
        if self.state is State.HANDSHAKE:
            response, session_id = exi.decode("sap", payload), b""
        else:
            message = self.trip.answer = exi.decode(self.trip.words.schema, payload)
            is_message = isinstance(message, self.trip.words.messages.V2G_Message)
            response = message.Body.BodyElement if is_message else message
            session_id = message.Header.SessionID if is_message else b""
        name = type(response).__name__
        if not name.endswith("Res"):
            raise Unacceptable(f"expected {self._row.name}Res, got {name}")
        answer = name.removesuffix("Res"), response.ResponseCode
        if self.answers[-1:] != [answer]:
            self.answers.append(answer)
        return response, session_id

    def _answered(self, response: Any, session_id: bytes, now: float) -> Request | None:
        """Go where the response leads, if it is acceptable here."""
        trip, row = self.trip, self._row
        name, code = type(response).__name__, response.ResponseCode
        if type(response) is not row.response:
            raise Unacceptable(f"expected {row.name}Res, got {name}")
        if code.upper().startswith("FAILED"):
            raise Unacceptable(refusals.in_words(name, code))
        if self.state is State.SESSION_SETUP and code != "OK_OldSessionJoined":
            trip.session_id = session_id
        elif self.state is not State.HANDSHAKE and session_id != trip.session_id:
            raise Unacceptable(f"{name} is of another session")
        following = row.next if isinstance(row.next, State) else row.next(trip, response, now)
        if trip.error and following is not State.RECEIPT:  # which is owed, whatever happens
            following = way_out(following)
        if following is State.OVER:
            self._over()
            return None
        if following is self.state:
            if now - trip.entered > PATIENCE.get(following, inf):
                raise Unacceptable(f"no end of {following} in {PATIENCE[following]:g} s")
            return self._next(now, getattr(self.settings, PAUSES.get(following, "poll")))
        self._enter(following, now)
        return self._next(now)

    def _enter(self, state: State, now: float) -> None:
        self.state, self.trip.entered = state, now

    def _next(self, now: float, pause: float = 0.0) -> Request:
        """Ask what this state asks."""
        name = self._row.name
        timeout = TIMEOUTS[self.trip.protocol].get(name, USUAL_TIMEOUT) * self.settings.patience
        return self._ask(name, frame(self.trip, self._row.request(self.trip)), pause, timeout)

    def _ask(self, name: str, frame: bytes, pause: float, timeout: float, drip: float = 0.0) -> Request:
        self._asked = Request(name + "Req", frame, pause, timeout, drip)
        return self._asked

    def _over(self) -> None:
        trip = self.trip
        if trip.pause is None or trip.failure:
            self._end(trip.failure)
        else:
            self._come_back(trip.pause, trip.session_id)

    def _come_back(self, seconds: float, session_id: bytes) -> None:
        """Hang up, and connect again with this session id."""
        trip = self.trip
        trip.last_id, trip.session_id = trip.session_id, session_id
        trip.last_challenge, trip.challenge = trip.challenge or trip.last_challenge, b""
        trip.pause, trip.ending = None, ""
        trip.rest()
        self.state, self.back = State.SEARCH, seconds

    def _end(self, failure: str, *, scripted: bool = False) -> None:
        self.outcome = Outcome(not failure, failure or self.trip.ending, scripted)
        self.state, self.back = State.OVER, None
        self.trip.rest()
