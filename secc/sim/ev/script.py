"""What a scenario makes a car do: deeds, and the request at which each is due.

The fields of a deed are the keys of a step in the scenario's file, and their defaults. Times in s.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from secc.sim.ev.signing import NOBODY, WELL, Sign

CLOSE = "close"
SILENCE = "silence"

Message = str
"""A request by its name without Req."""

Codes = tuple[str, ...]
"""What may come of a deed: response codes, `CLOSE` (the charger hangs up), `SILENCE` (nothing)."""


@dataclass(frozen=True, kw_only=True)
class Stop:
    """The driver has enough: power off where it is on, then SessionStop."""


@dataclass(frozen=True, kw_only=True)
class Pause:
    """As stop, but the session pauses only; the car comes back and names it (ISO 15118-2)."""

    back: float = 1.0


@dataclass(frozen=True, kw_only=True)
class Renegotiate:
    """PowerDelivery(Renegotiate) instead of a request of the charge loop (ISO 15118-2)."""


@dataclass(frozen=True, kw_only=True)
class Fault:
    """The car reports this EVErrorCode from now on, and ends in good order after the answer (DC)."""

    error: str


@dataclass(frozen=True, kw_only=True)
class Unplug:
    """The car hangs up, before the request or (``sent``) right after it, with FIN or with RST."""

    how: Literal["fin", "reset"] = "fin"
    sent: bool = False
    back: float | None = None


@dataclass(frozen=True, kw_only=True)
class FallSilent:
    """As a cable that is pulled: the car says nothing any more, and watches for so long."""

    seconds: float = 65.0
    sent: bool = False
    expect: Codes = ()
    back: float | None = None


@dataclass(frozen=True, kw_only=True)
class Wait:
    """The request comes so much later."""

    seconds: float


@dataclass(frozen=True, kw_only=True)
class Send:
    """The request is replaced, or one thing about it is wrong for each of these that is set."""

    message: Message = ""  # another request
    fields: Mapping[str, Any] = field(default_factory=dict)  # other contents
    session_id: bytes | None = None
    last_session: bool = False  # the id of the connection before
    last_challenge: bool = False  # the challenge of the connection before
    show: str = ""  # this identity instead of its contract or provisioning certificate
    sign: Sign = WELL  # how it is signed, if it has to be
    tamper: Mapping[str, Any] = field(default_factory=dict)  # other contents, once it is signed
    payload_type: int = 0x8001
    payload: bytes | None = None  # instead of the EXI document
    random: int = 0  # so many random bytes instead of it
    truncate: int = 0  # the document ends so many bytes early, as its header says
    announce: int | None = None  # the length in the header
    cut: int = 0  # the frame ends so many bytes early, and its header knows nothing of it
    raw: bytes | None = None  # instead of header and document
    times: int = 1  # glued together
    drip: float = 0.0  # between two bytes
    seconds: float | None = None  # to wait for what is expected
    expect: Codes = ()
    back: float | None = None

    @property
    def identities(self) -> frozenset[str]:
        """What it needs in the car's wallet, by name."""
        return frozenset({self.show, self.sign.key} - {"", NOBODY})


Deed = Stop | Pause | Renegotiate | Fault | Unplug | FallSilent | Wait | Send

DEEDS: dict[str, type[Deed]] = {
    "stop": Stop,
    "pause": Pause,
    "renegotiate": Renegotiate,
    "fault": Fault,
    "unplug": Unplug,
    "silence": FallSilent,
    "wait": Wait,
    "send": Send,
}
"""What a step may ``do``."""


@dataclass(frozen=True)
class Step:
    """A deed, due when the car is about to send this request for the ``nth`` time, over all connections."""

    at: Message
    nth: int
    deed: Deed

    def __str__(self) -> str:
        return f"{self.at} no. {self.nth}"


class Script:
    """The steps of one car; each comes once."""

    def __init__(self, steps: Iterable[Step] = ()) -> None:
        self._steps = {(step.at, step.nth): step for step in steps}
        self._seen: Counter[Message] = Counter()

    @property
    def left(self) -> list[Step]:
        """What has not come yet."""
        return list(self._steps.values())

    def due(self, request: Message) -> Step | None:
        """The step for the request that is about to be sent."""
        self._seen[request] += 1
        return self._steps.pop((request, self._seen[request]), None)
