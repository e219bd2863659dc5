"""The car of a capture, once more, at our charger.

The car's requests are played into a :class:`~secc.charger.Charger` whose clock is the capture's; an EVSE
follows the recorded answers (`secc.tools.follow`). A car of a capture cannot react: each of its requests was
decided by the recorded answer before. So where our charger needs a round more, the request is repeated, and
where it needed a round less, the car's repetition is passed over.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import msgspec
from msgspec import Struct

from secc import exi, sap, v2gtp
from secc.charger import PROTOCOLS, Charger, Conversation
from secc.errors import ConfigError
from secc.moment import Moment
from secc.protocol import Protocol
from secc.rest import Memory
from secc.settings import Settings
from secc.tools import capture
from secc.tools.capture import Connection
from secc.tools.comparison import Outcome, Replayed, Report
from secc.tools.exchanges import (
    Answer,
    Exchange,
    Message,
    answer_of,
    body_of,
    exchanges,
    namespace,
    schedule_ids,
)
from secc.tools.follow import Follower
from secc_contract.iso15118_charger import Iso15118ChargerClient, Iso15118ChargerPublisher
from secc_contract.link import InProcessLink

__all__ = ["file"]

_REPEAT: Final = 0.1  # s between a request and its repetition
_REPEATS: Final = 20
_NOTES: Final = 5
_JOINED: Final = "OK_OldSessionJoined"
_BY_CONTRACT: Final = "PaymentDetailsReq"


def file(path: Path, speed: float = 1.0, protocols: Sequence[Protocol] = PROTOCOLS) -> list[Report]:
    """All V2G sessions of a capture file; ConfigError when it holds none that begins in it.

    ``speed``: the car asks so many times as fast as it did.
    """
    found = capture.read(path)
    reports = []
    site: _Site | None = None
    for connection in found.connections:
        recorded = exchanges(connection, protocols)
        if not recorded:
            continue
        # The recorded charger's choice is part of the capture: ours has what that one had.
        agreed = namespace(connection)
        chosen = tuple(protocol for protocol in protocols if protocol.namespace == agreed)
        if site is None or not _resumed(recorded):
            site = _Site(chosen)
        reports.append(_Visit(connection, recorded, agreed, speed, site).play())
    if not reports:
        why = "it is secured by TLS" if any(one.tls for one in found.connections) else "none begins in it"
        raise ConfigError(f"{path}: no V2G session to replay: {why}")
    return reports


def _resumed(recorded: Sequence[Exchange]) -> bool:
    answers = (answer_of(exchange.response.body) for exchange in recorded if exchange.response is not None)
    return any(answer is not None and answer.code == _JOINED for answer in answers)


class _Pipe:
    """Our charger's end of the connection."""

    def __init__(self) -> None:
        self.written: list[bytes] = []
        self.closed = False

    def write(self, data: bytes) -> None:
        self.written.append(data)

    def close(self) -> None:
        self.closed = True


class _World:
    """The charger's host, on the capture's clock."""

    def __init__(self) -> None:
        self.now = 0.0
        self._utc = datetime.fromtimestamp(0, UTC)
        self._draws = 0
        self.deadline: float | None = None

    def begin(self, time: float) -> None:
        """A connection begins at this time (s since 1970); the monotonic clock goes on."""
        self._utc = datetime.fromtimestamp(time, UTC) - timedelta(seconds=self.now)

    def moment(self) -> Moment:
        self._draws += 1
        return Moment(self.now, self._utc + timedelta(seconds=self.now), self._draws.to_bytes(8, "big") * 2)

    def wake_at(self, deadline: float | None) -> None:
        self.deadline = deadline

    def offer(self, serving: bool) -> None:
        pass

    def remember(self, memory: Memory | None) -> None:
        pass


class _Site:
    """Our charger, fresh, or one that remembers a paused session."""

    def __init__(self, protocols: tuple[Protocol, ...]) -> None:
        self.protocols = protocols
        self.world = _World()
        self.link = InProcessLink()
        settings = Settings(auth_timeout_eim=0, charge_without_isolation_monitor=True)
        self.charger = Charger(Iso15118ChargerPublisher(self.link), self.world, settings, protocols)
        self.link.serve(self.charger.dispatch)
        self.ids: _Ids = {}


class _Visit:
    """One connection of a car at a site."""

    def __init__(
        self,
        connection: Connection,
        recorded: Sequence[Exchange],
        agreed: str | None,
        speed: float,
        site: _Site,
    ) -> None:
        self._connection = connection
        self._recorded = recorded
        self._agreed = agreed
        self._speed = speed
        self._site = site
        self._world = site.world
        self._world.begin(connection.began)
        self._start = self._world.now
        self._owner = Follower(Iso15118ChargerClient(site.link), recorded)
        self._pipe = _Pipe()
        self._schema = sap.SCHEMA
        self._finished: str | None = None
        self._talk: Conversation | None = None

    def play(self) -> Report:
        """All of it."""
        self._talk = self._site.charger.connected(self._pipe)
        end = self._connection.ended or self._connection.items[-1].time
        times = [*(exchange.request.frame.time for exchange in self._recorded[1:]), end]
        messages = [self._ask(*one) for one in zip(self._recorded, times, strict=True)]
        self._pass(end)
        if self._talk is not None:
            self._talk.lost()
        self._owner.settle()
        notes = []
        if self._agreed is not None and not self._site.protocols:
            notes.append(f"this charger does not speak {self._agreed}")
        if any(exchange.request.name == _BY_CONTRACT for exchange in self._recorded):
            notes.append("the car pays by contract, for which a capture has neither its TLS nor the roots")
        notes += [
            f"packet {one.request.frame.packet} makes no sense: {one.request.trouble}"
            for one in self._recorded
            if one.request.trouble
        ][:_NOTES]
        return Report(
            car=self._connection.car,
            charger=self._connection.charger,
            namespace=self._agreed,
            seconds=round(self._connection.items[-1].time - self._connection.began, 6),
            messages=tuple(messages),
            notes=tuple(notes),
        )

    def _ask(self, exchange: Exchange, until: float) -> Replayed:
        """One request; the car goes on at ``until`` (s since 1970)."""
        self._pass(exchange.request.frame.time)
        recorded = answer_of(exchange.response.body) if exchange.response is not None else None
        entry = Replayed(
            packet=exchange.request.frame.packet,
            time=round(exchange.request.frame.time - self._connection.began, 6),
            request=exchange.request.name,
            outcome=Outcome.CLOSED,
            recorded=recorded,
            ours=None,
            in_loop=exchange.in_loop,
        )
        if self._over:
            return entry
        if self._finished == exchange.request.name:
            if recorded is None or not recorded.ongoing:
                self._finished = None
            return replace(entry, outcome=Outcome.PASSED_OVER)
        self._finished = None
        ours = self._deliver(exchange, until)
        repeats = 0
        if recorded is not None and not recorded.ongoing:
            while ours is not None and ours.ongoing and repeats < _REPEATS and not self._over:
                repeats += 1
                self._advance(self._world.now + _REPEAT)
                ours = self._deliver(exchange, until)
        elif recorded is not None and ours is not None and not ours.ongoing and not ours.failed:
            self._finished = exchange.request.name
        outcome = Outcome.UNANSWERED if ours is None else Outcome.ANSWERED
        return replace(entry, outcome=outcome, ours=ours, repeats=repeats)

    def _deliver(self, exchange: Exchange, until: float) -> Answer | None:
        """Send a request and read the answer, also one that comes only once the contactor has moved."""
        assert self._talk is not None
        self._pipe.written.clear()
        self._owner.before(exchange)
        self._talk.received(self._rewritten(exchange.request))
        if not self._pipe.written and exchange.response is not None:
            # The contactor moved some time between request and answer. Half-way, because one charger needed
            # longer for all of it than the 3 s that the standard allows and ours keeps ([V2G2-860]).
            self._pass((exchange.request.frame.time + exchange.response.frame.time) / 2)
            self._owner.settle()
        if not self._pipe.written:
            self._pass(until)
        return answer_of(self._read(exchange))

    def _read(self, exchange: Exchange) -> Any:
        """The answer that was written, taken out of the pipe."""
        if not self._pipe.written:
            return None
        [frame] = v2gtp.Reader().feed(self._pipe.written.pop(0))
        whole = exi.decode(self._schema, frame.payload)
        if self._schema == sap.SCHEMA and self._site.protocols:
            self._schema = self._site.protocols[0].schema
        if exchange.response is not None:
            self._learn(exchange.response.whole, whole)
        return body_of(whole)

    def _learn(self, there: Any, here: Any) -> None:
        """Ids that the recorded charger gave, and ours: of the session, and of its schedules."""
        if hasattr(there, "Header"):
            self._site.ids["SessionID", there.Header.SessionID] = here.Header.SessionID
        ours = schedule_ids(body_of(here))
        for number in schedule_ids(body_of(there)):
            self._site.ids["SAScheduleTupleID", number] = (
                number if number in ours else next(iter(ours), number)
            )

    def _rewritten(self, request: Message) -> bytes:
        """The request with our charger's ids in place of the recorded ones, wherever they stand."""
        payload = request.frame.payload
        if request.whole is not None:
            changed = _with_ids(request.whole, self._site.ids)
            if changed is not request.whole:
                with suppress(ValueError):  # a message that only its own car could write goes as it is
                    payload = exi.encode(request.schema, changed, as_received=True)
        return v2gtp.frame(v2gtp.PayloadType.EXI, payload)

    @property
    def _over(self) -> bool:
        return self._talk is None or self._pipe.closed

    def _pass(self, time: float) -> None:
        """Go to a time of the capture (s since 1970)."""
        self._advance(self._start + (time - self._connection.began) / self._speed)

    def _advance(self, until: float) -> None:
        world = self._world
        while world.deadline is not None and world.deadline <= until:
            world.now = max(world.now, world.deadline)
            self._site.charger.woken()
        world.now = max(world.now, until)


_Ids = dict[tuple[str, Any], Any]
"""(field, recorded value) to our value"""


def _with_ids(value: Any, ids: _Ids) -> Any:
    """The same structure with each such field exchanged; the very same object where nothing changes."""
    if isinstance(value, tuple):
        parts = tuple(_with_ids(part, ids) for part in value)
        return value if all(a is b for a, b in zip(parts, value, strict=True)) else parts
    if not isinstance(value, Struct):
        return value
    changes = {}
    for field in value.__struct_fields__:
        old = getattr(value, field)
        known = isinstance(old, bytes | int)
        new = ids.get((field, old), old) if known else _with_ids(old, ids)
        if new is not old:
            changes[field] = new
    return msgspec.structs.replace(value, **changes) if changes else value
