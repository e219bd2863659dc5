"""One connection of the car: how its requests go out, and what it learns from answers."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from itertools import pairwise
from typing import Any, Final

from tests.conformance import signing
from tests.conformance.contents import Contents, Known
from tests.conformance.dialects import Route
from tests.conformance.messages import Message, write
from tests.conformance.world import Line, Thing, World

EXI: Final = "8001"
_SLOW: Final = ("ServiceDetailRes", "PaymentDetailsRes", "CertificateInstallationRes", "CertificateUpdateRes")
"""Answers that may take 5 s."""
_UNSIGNED: Final = {"key": "none"}


class Failed(Exception):
    """A step did not hold, or the runner could not go on."""

    def __init__(self, expected: str, came: str) -> None:
        super().__init__(f"expected {expected}; came {came}")
        self.expected = expected
        self.came = came


class Ids:
    """Session ids that a case has seen."""

    def __init__(self, seed: str) -> None:
        self.dice = random.Random(seed)
        """Chance that falls the same way each time."""
        self._seen: set[bytes] = set()

    def see(self, one: bytes) -> bytes:
        """Note an id."""
        self._seen.add(one)
        return one

    def other(self) -> bytes:
        """8 random bytes."""
        return self.see(self.dice.randbytes(8))

    def is_new(self, one: bytes) -> bool:
        """8 bytes, not zero, not seen before."""
        return len(one) == 8 and any(one) and one not in self._seen


class Talk:
    """A connection with what the car knows on it."""

    def __init__(self, world: World, line: Line, contents: Contents, route: Route, ids: Ids) -> None:
        self.world = world
        self.line = line
        self.contents = contents
        self.route = route
        self.ids = ids
        self.known = Known()
        self.former: bytes | None = None
        """Session id of the connection before."""
        self.position = 0
        """The place on the route that is due."""
        self.bodies: dict[str, Mapping[str, Any]] = {}
        """The last request of each name."""
        self._held = b""
        line.sent_at = world.now()

    # requests

    def ask(
        self,
        name: str,
        given: Mapping[str, Any] | None = None,
        taken: list[str] | None = None,
        step: Mapping[str, Any] | None = None,
    ) -> None:
        """Send a request; ``step`` may say more of how."""
        step = step or {}
        identity = step.get("identity", self._identity)
        body = self.contents.build(name, self.known, given, taken, identity)
        sid = step.get("sid", "own")
        bounds = not step.get("unchecked") and sid in ("own", "zero", "other", "flipped", "ones", "former")
        schema = self.contents.schema(name)
        self.bodies[name] = body
        self.known.authorized |= name == "AuthorizationReq"
        if name == "PaymentDetailsReq":
            self.known.shown = identity
        sign = step.get("sign", _UNSIGNED)
        if sign["key"] == "none":
            payload = write(schema, name, body, self._sid(sid), bounds=bounds)
        else:
            key = self.contents.keys.identity(sign["key"]).key
            payload = signing.signed(schema, name, body, self._sid(sid), key, sign, bounds=bounds)
        self.frame(payload, step)

    def ask_legally(self, name: str, given: Mapping[str, Any] | None = None) -> None:
        """Send a request as a well-behaved car does: signed where the protocol demands it."""
        first = name != "AuthorizationReq" or not self.known.authorized
        demanded = self.contents.payment == "Contract" and name in signing.DEMANDED and first
        self.ask(name, given, step={"sign": {"key": self._identity}} if demanded else {})

    @property
    def _identity(self) -> str:
        """The contract that this car has shown, or will show."""
        return self.known.shown or self.contents.identity

    def repeat(self, name: str, body: Mapping[str, Any]) -> None:
        """Send what another car once sent, with our own session id."""
        if "SessionID" in body:
            body = {**body, "SessionID": self._sid("own").hex().upper()}
        self.bodies[name] = body
        self.frame(write(self.contents.schema(name), name, body, self._sid("own"), bounds=False), {})

    def frame(self, payload: bytes, step: Mapping[str, Any]) -> None:
        """Send a payload behind a header; ``step`` may bend the header or cut the whole."""
        bent = step.get("frame", {})
        start = bytes.fromhex(bent.get("version", "01") + bent.get("inverse", "FE"))
        payload_type = bytes.fromhex(bent.get("type", step.get("payload_type", EXI)))
        length = bent.get("length", len(payload))
        self.line.asked += 1
        self._send(start + payload_type + length.to_bytes(4, "big") + payload, step)

    def raw(self, data: bytes) -> None:
        """Send bytes, which may be several requests."""
        self.line.asked += max(1, data.count(b"\x01\xfe"))
        self._send(data, {})

    def _send(self, data: bytes, step: Mapping[str, Any]) -> None:
        data = self._held + data
        self._held = b""
        if step.get("hold"):
            self._held = data
        elif "split" in step:
            for number, piece in enumerate(_pieces(data, step["split"])):
                if number:
                    self.world.sleep(step["split"]["pause_s"])
                self.line.write(piece)
        else:
            self.line.write(data)

    def _sid(self, which: str) -> bytes:
        own = self.known.id or bytes(8)
        if which == "former" and self.former is None:
            raise Failed("a session before, whose id is sent", "none")
        ids: dict[str, Callable[[], bytes]] = {
            "own": lambda: own,
            "zero": lambda: bytes(8),
            "one-zero": lambda: bytes(1),
            "empty": lambda: b"",
            "ones": lambda: b"\xff" * 8,
            "other": self.ids.other,
            "flipped": lambda: own[:-1] + bytes([own[-1] ^ 0xFF]),
            "short": lambda: own[:4],
            "former": lambda: self.former or b"",
        }
        return self.ids.see(ids[which]())

    # answers

    @property
    def open(self) -> bool:
        """Whether neither side has ended it."""
        return not self.line.ended

    def take(self) -> Thing:
        """The next thing that came."""
        thing = self.line.things[self.line.taken]
        self.line.taken += 1
        return thing

    def peek(self) -> Thing:
        """The same, which stays."""
        return self.line.things[self.line.taken]

    def heard(self, request: str, answer: Message) -> None:
        """A request was answered as expected."""
        self.known.learn(request, answer)
        if answer.ok:
            self.position = self.route.behind(request, self.bodies.get(request, {}), self.position)


def _pieces(data: bytes, split: Mapping[str, Any]) -> list[bytes]:
    cuts = split.get("at") or range(split["every"], len(data), split["every"])
    edges = [0, *(cut for cut in sorted(cuts) if cut < len(data)), len(data)]
    return [data[start:end] for start, end in pairwise(edges)]


def usual_limit(contents: Contents, name: str) -> float:
    """How long an answer may take, in s, where the case does not say."""
    slow = name in _SLOW or (name == "PowerDeliveryRes" and contents.schema(name) == "iso2")
    return 5.0 if slow else 2.0
