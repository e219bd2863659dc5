"""One V2G session over one connection, without input or output of its own.

Bytes, the charger's snapshot and the time come in; actions go out, in the order in which they are due. The
caller performs them and calls :meth:`Session.expired` when :attr:`Session.deadline` has passed. The same
inputs give the same actions, bit for bit.
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any, Final

from msgspec import Struct

from secc import exi, sap, v2gtp
from secc.errors import WireError
from secc.events import Event, say
from secc.evse import Evse
from secc.fsm import End, EvseChanged, Expired, Outcome, Refusal, Reply, Row, step
from secc.moment import Moment
from secc.protocol import Envelope, Protocol, Surroundings
from secc.rest import Memory
from secc.timing import ANSWER
from secc_contract.iso15118_charger import Iso15118ChargerPublisher as Publisher
from secc_contract.v2g.app_protocol import SupportedAppProtocolReq

log = logging.getLogger(__name__)

_SEQUENCE_ERROR: Final = "FAILED_SequenceError"
_UNKNOWN_SESSION: Final = "FAILED_UnknownSession"

_MOST_IGNORED: Final = 10
"""Messages that are ignored before the connection is closed. A real car waits for the answer to the first and
then leaves; and to find out what is wrong with a message takes far longer than to answer a good one."""


@dataclass(frozen=True, slots=True)
class Send:
    """Write these bytes, the answer to a request."""

    data: bytes
    request: str
    asked: float
    """When the request came (monotonic s)."""
    limit: float
    """s that the answer may take"""


@dataclass(frozen=True, slots=True)
class Close:
    """End the connection; the session ended in this way."""

    end: End


@dataclass(frozen=True, slots=True)
class Copy:
    """A message that passed, for whoever watches (only in debug mode)."""

    schema: str
    message: Struct
    body: Struct
    payload: bytes


Action = Event | Send | Close | Copy
Actions = list[Action]


class Session:
    """From the first byte of a connection to its end."""

    def __init__(
        self,
        protocols: Sequence[Protocol],
        surroundings: Surroundings,
        memory: Memory | None,
        timeout: float,
        at: Moment,
    ) -> None:
        self._protocols = protocols
        self._surroundings = surroundings
        self._memory = memory
        self._reader = v2gtp.Reader(surroundings.settings.max_payload_bytes)
        self._frames: deque[v2gtp.Frame] = deque()
        self._protocol: Protocol | None = None
        self._state: Enum | None = None
        self._facts: Any = None
        self._ignored = 0
        self._request: Struct | None = None
        self._asked = 0.0
        self.deadline: float | None = at.now + timeout
        """When :meth:`expired` is due (monotonic s); None once the session is over."""
        self.over = False

    @property
    def established(self) -> bool:
        """Whether the car has its session id: SessionSetup is through."""
        return self._protocol is not None and self._state is not self._protocol.first

    @property
    def state(self) -> Enum | None:
        """What the session waits for; None before the handshake."""
        return self._state

    def remember(self) -> Memory:
        """What a paused session leaves behind for the next connection."""
        assert self._protocol is not None
        return Memory(protocol=self._protocol.name, paused=self._protocol.remember(self._facts))

    # inputs

    def receive(self, data: bytes) -> Actions:
        """Take bytes from the car; :meth:`answer` then answers the requests in them, one a call."""
        if self.over:
            return []
        try:
            self._frames.extend(self._reader.feed(data))
        except WireError as error:
            log.warning("connection closed: %s", error)
            return self._end(End.ERROR)
        return []

    @property
    def waiting(self) -> bool:
        """Whether a received frame has not been answered yet."""
        return bool(self._frames) and not self.over

    def answer(self, evse: Evse, at: Moment) -> Actions:
        """Answer the next request that was received."""
        frame = self._frames.popleft()
        if frame.payload_type is not v2gtp.PayloadType.EXI:
            log.warning("frame ignored: payload type %04x carries no message here", frame.payload_type)
            return []
        if self._protocol is None:
            return self._handshake(frame, evse, at)
        return self._message(self._protocol, frame, evse, at)

    def evse_changed(self, evse: Evse, at: Moment) -> Actions:
        """The owner gave a command: a pending answer may be due."""
        return self._wake(EvseChanged(), evse, at)

    def expired(self, evse: Evse, at: Moment) -> Actions:
        """The deadline has passed: a pending answer is due, or the car was silent for too long."""
        if self.over:
            return []
        if self._row(Expired) is not None:
            return self._wake(Expired(), evse, at)
        log.warning("connection closed: the car was silent for too long (%s)", self._where())
        return self._end(End.ERROR)  # without a message ([V2G2-443])

    def gone(self) -> Actions:
        """The connection is lost."""
        if self.over:
            return []
        log.warning("the car left without SessionStop (%s)", self._where())
        return self._end(End.ERROR)

    def abandon(self) -> Actions:
        """The charger's owner takes the link away: switch off, answer nothing."""
        return [] if self.over else self._end(End.ERROR)

    # the handshake

    def _handshake(self, frame: v2gtp.Frame, evse: Evse, at: Moment) -> Actions:
        try:
            request = exi.decode(sap.SCHEMA, frame.payload)
        except WireError as error:
            log.warning("connection closed: the first message is no SupportedAppProtocolReq: %s", error)
            return self._end(End.ERROR)
        if not isinstance(request, SupportedAppProtocolReq):
            log.warning("connection closed: the first message is a response")
            return self._end(End.ERROR)
        response, protocol = sap.choose(request, self._protocols, evse)
        actions: Actions = [
            say(Publisher.publish_ev_app_protocol, sap.offered(request)),
            say(Publisher.publish_selected_protocol, protocol.name if protocol else "None"),
        ]
        payload = exi.encode(sap.SCHEMA, response)
        if evse.debug:
            actions.append(Copy(sap.SCHEMA, request, request, frame.payload))
            actions.append(Copy(sap.SCHEMA, response, response, payload))
        actions.append(Send(_frame(payload), "supportedAppProtocolReq", at.now, ANSWER))
        if protocol is None:
            offers = [entry.ProtocolNamespace for entry in request.AppProtocol]
            log.warning("connection closed: none of the car's protocols can be served now: %r", offers)
            return actions + self._end(End.ERROR)
        log.info("protocol %s", protocol.name)
        self._protocol = protocol
        self._state = protocol.first
        memory = self._memory
        paused = memory.paused if memory is not None and memory.protocol == protocol.name else None
        self._facts = protocol.begin(self._surroundings, paused)
        self.deadline = at.now + protocol.sequence_timeout
        return actions

    # messages

    def _message(self, protocol: Protocol, frame: v2gtp.Frame, evse: Evse, at: Moment) -> Actions:
        try:
            message = exi.decode(protocol.schema, frame.payload)
        except WireError as error:
            return self._ignore(str(error))
        envelope = protocol.unwrap(message, frame.payload)
        if envelope is None:
            return self._ignore("it is no request")
        request = self._request = envelope.body
        self._asked = at.now
        row = self._row(type(request))
        if row is None:
            outcome: Outcome[Any] = Refusal(_SEQUENCE_ERROR, f"not expected while waiting in {self._where()}")
            state = None
        elif not isinstance(request, protocol.opening) and envelope.session_id != self._session_id():
            outcome, state = Refusal(_UNKNOWN_SESSION, "the session id is not the one that was issued"), None
        else:
            self._facts = protocol.hear(self._facts, envelope)
            outcome, state = self._run(row, request, evse, at)
        received = (Copy(protocol.schema, message, request, frame.payload),) if evse.debug else ()
        return self._settle(outcome, state, evse, at, received)

    def _ignore(self, why: str) -> Actions:
        log.warning("message ignored: %s (%s)", why, self._where())
        self._ignored += 1
        if self._ignored < _MOST_IGNORED:
            return []
        log.warning("connection closed: %d messages had to be ignored", self._ignored)
        return self._end(End.ERROR)

    def _wake(self, input: EvseChanged | Expired, evse: Evse, at: Moment) -> Actions:
        row = self._row(type(input))
        if self.over or row is None:
            return []
        outcome, state = step(row, self._facts, evse, input, at)
        return self._settle(outcome, state, evse, at)

    def _run(self, row: Row, request: Struct, evse: Evse, at: Moment) -> tuple[Outcome[Any], Enum | None]:
        assert self._protocol is not None
        assert self._state is not None
        refusal = self._protocol.overrule(self._facts, evse, at.now)
        return (refusal, None) if refusal is not None else step(row, self._facts, evse, request, at)

    def _settle(
        self,
        outcome: Outcome[Any],
        state: Enum | None,
        evse: Evse,
        at: Moment,
        received: tuple[Copy, ...] = (),
    ) -> Actions:
        """Turn a rule's outcome into actions: safety first, then what the owner hears, then the answer."""
        protocol = self._protocol
        assert protocol is not None
        assert self._request is not None
        if isinstance(outcome, Refusal):
            log.warning("%s refused with %s: %s", type(self._request).__name__, outcome.code, outcome.why)
            response = protocol.refuse(self._request, outcome, self._facts, evse)
            end: End | None = End.ERROR
            actions: Actions = []
            signature, raw = None, b""
        else:
            actions = self._adopt(outcome, state, at)
            if outcome.response is None:
                return [*actions, *received]
            response = outcome.response
            end = outcome.end
            signature, raw = outcome.signature, outcome.raw
        if end is not None:
            actions = [*protocol.make_safe(self._facts), *actions]
        envelope = Envelope(session_id=self._session_id(), body=response, signature=signature)
        answer = protocol.wrap(envelope)
        payload = raw or exi.encode(protocol.schema, answer)
        actions += received
        if evse.debug:
            shown = exi.decode(protocol.schema, raw) if raw else answer
            actions.append(Copy(protocol.schema, shown, response, payload))
        name = type(self._request).__name__
        limit = protocol.answer_times.get(name, ANSWER)
        actions.append(Send(_frame(payload), name, self._asked, limit))
        self.deadline = at.now + protocol.sequence_timeout
        return actions if end is None else actions + self._end(end, safe=True)

    def _adopt(self, reply: Reply[Any], state: Enum | None, at: Moment) -> Actions:
        if state is not self._state:
            log.info("waiting for %s", state.name if state is not None else "")
        if reply.note is not None:
            log.warning("%s", reply.note)
        self._facts = reply.facts
        self._state = state
        if reply.wait is not None:
            self.deadline = at.now + reply.wait
        return list(reply.events)

    def _end(self, end: End, *, safe: bool = False) -> Actions:
        actions: Actions = []
        if not safe and self._protocol is not None:
            actions += self._protocol.make_safe(self._facts)
        self.over = True
        self.deadline = None
        self._frames.clear()
        return [*actions, Close(end)]

    def _row(self, input: type) -> Row | None:
        if self._protocol is None or self._state is None:
            return None
        return self._protocol.table[self._state].get(input)

    def _session_id(self) -> bytes:
        assert self._protocol is not None
        return self._protocol.session_id(self._facts)

    def _where(self) -> str:
        return self._state.name if self._state is not None else "before the handshake"


def _frame(payload: bytes) -> bytes:
    return v2gtp.frame(v2gtp.PayloadType.EXI, payload)
