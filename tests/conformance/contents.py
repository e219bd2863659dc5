"""What a request contains: the defaults, with their ``@`` texts filled in (conformance.md, section 6.1)."""

from __future__ import annotations

import base64
import copy
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from tests.conformance import paths
from tests.conformance.case import Case, NotUnderstood
from tests.conformance.dialects import LOOPS
from tests.conformance.keys import Keys, emaid
from tests.conformance.matchers import value_at
from tests.conformance.messages import SAP, Message
from tests.conformance.paths import ABSENT

_NOTHING_OFFERED: Final[Mapping[str, Any]] = {
    "din": 10_000,
    "iso2": {"Multiplier": 0, "Unit": "W", "Value": 10_000},
}
_FIRST: Final = "@first_pnc:"
_TUPLE: Final = "SAScheduleList.SAScheduleTuple[0]"


@dataclass
class Known:
    """What a car knows within one session."""

    id: bytes | None = None
    """The session id that the charger gave."""
    tuple_id: Any = 1
    power: Any = None
    """First PMax of the first tuple offered."""
    challenge: Any = ABSENT
    meter: Any = field(default_factory=lambda: {"MeterID": "METER1", "MeterReading": 0})
    looped: bool = False
    """The loop has been reached, and the session has not gone back to the parameters."""
    receipt_due: bool = False
    authorized: bool = False
    """An AuthorizationReq was sent."""
    shown: str | None = None
    """The contract of the last PaymentDetailsReq."""

    def learn(self, request: str, answer: Message) -> None:
        """An answer came."""
        place = request.removesuffix("Req")
        schedule = value_at(answer.body, _TUPLE)
        if schedule is not ABSENT:
            self.tuple_id = schedule["SAScheduleTupleID"]
            self.power = value_at(schedule, "PMaxSchedule.PMaxScheduleEntry[0].PMax")
        self.challenge = answer.body.get("GenChallenge", self.challenge)
        self.meter = answer.body.get("MeterInfo", self.meter)
        if place in LOOPS:
            self.looped |= answer.ok
            self.receipt_due = answer.body.get("ReceiptRequired") is True
        elif place == "MeteringReceipt":
            self.receipt_due = False
        elif place == "ChargeParameterDiscovery" and answer.ok:
            self.looped = False


class Contents:
    """Builds the contents of one case's requests."""

    def __init__(self, case: Case, defaults: Mapping[str, Any], utc: Callable[[], float], keys: Keys) -> None:
        self._setup = case.setup
        self.keys = keys
        self._protocol = case.protocol
        self._requests = defaults["requests"]
        self._utc = utc
        self.payment: str = self._setup.get("select", self._setup.get("payment", ["ExternalPayment"])[0])
        self._kind = {case.protocol, self._setup["mode"]}
        self.identity: str = self._setup.get("identity", "contract")
        """The contract that the car uses."""

    def schema(self, name: str) -> str:
        """The schema of a request or of its answer."""
        return SAP if name.startswith("supportedAppProtocol") else self._protocol

    def build(
        self,
        name: str,
        known: Known,
        given: Mapping[str, Any] | None = None,
        taken: list[str] | None = None,
        identity: str | None = None,
    ) -> dict[str, Any]:
        """Default contents, without the paths ``taken``, with those ``given``, of an identity."""
        fill = self._texts(known, identity or self.identity)
        body = self._fill(copy.deepcopy(self._default(name)), fill)
        assert isinstance(body, dict)
        for path in taken or ():
            paths.remove(body, path)
        for path, value in (given or {}).items():
            filled = self._fill(copy.deepcopy(value), fill)
            if filled is not ABSENT:
                paths.put(body, path, filled)
        return body

    def _default(self, name: str) -> Any:
        variants = {}
        for key, body in self._requests[self.schema(name)].items():
            match = re.fullmatch(r"(\w+)(?:\((.*)\))?", key)
            if match and match[1] == name:
                variants[frozenset((match[2] or "").split(",")) - {""}] = body
        first: Any = next(iter(variants.values()), {})
        return next((body for kind, body in variants.items() if kind <= self._kind), first)

    def _fill(self, value: Any, named: Callable[[str], Any]) -> Any:
        if isinstance(value, dict):
            filled = {key: self._fill(one, named) for key, one in value.items()}
            return {key: one for key, one in filled.items() if one is not ABSENT}
        if isinstance(value, list):
            return [one for item in value if (one := self._fill(item, named)) is not ABSENT]
        if isinstance(value, str) and value.startswith("@"):
            return named(value)
        return value

    def _texts(self, known: Known, identity: str) -> Callable[[str], Any]:
        """What a text in ``@`` stands for."""
        values: dict[str, Callable[[], Any]] = {
            "@tuple": lambda: known.tuple_id,
            "@pmax": lambda: _NOTHING_OFFERED[self._protocol] if known.power is None else known.power,
            "@progress": lambda: "Stop" if known.looped else "Start",
            "@ready": lambda: not known.looped,
            "@payment": lambda: self.payment,
            "@services": lambda: [{"ServiceID": 1}, *self._setup.get("select_services", [])],
            "@challenge": lambda: known.challenge,
            "@sid": lambda: (known.id or bytes(8)).hex().upper(),
            "@meter": lambda: known.meter,
            "@now": lambda: int(self._utc()),
            "@leaf": lambda: _base64(self.keys.identity(identity).leaf),
            "@subs": lambda: [_base64(der) for der in self.keys.identity(identity).subs],
            "@emaid": lambda: emaid(identity),
            "@emaid_lower": lambda: emaid(identity).lower(),
        }

        def named(text: str) -> Any:
            if text.startswith(_FIRST):
                value = text.removeprefix(_FIRST)
                if self.payment != "Contract" or known.authorized:
                    return ABSENT
                return named(value) if value.startswith("@") else value
            if text not in values:
                raise NotUnderstood(f"{text}: the runner has no such value")
            return values[text]()

        return named


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()
