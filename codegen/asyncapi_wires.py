"""EVerest's two ways of talking over MQTT: for each the topics, and the envelopes as trees.

In an envelope a text stands for itself, a mapping for an object with these properties, a :class:`Slot` for a
value that varies.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeAlias


@dataclass(frozen=True)
class Slot:
    """A value that varies: its schema, and an example if there is one."""

    schema: Mapping[str, Any]
    examples: tuple[Any, ...] = ()


Envelope: TypeAlias = "str | Slot | dict[str, Envelope]"


class Sent(NamedTuple):
    """A message: its channel's name in the document, its topic below the implementation's, its envelope."""

    channel: str
    topic: str
    envelope: Envelope


_ID = Slot(
    {"description": "Made by the caller, repeated in the answer.", "type": "string", "format": "uuid"},
    ("6c1d2f6e-5a0b-4c39-9a51-0f6d7c1f1c11",),
)
_CALLER = Slot({"description": "Module id of the caller.", "type": "string"}, ("evse_manager",))
_CALLEE = Slot({"description": "Module id of the provider.", "type": "string"}, ("provider",))
_KIND = Slot(
    {
        "description": "Why the call failed.",
        "type": "string",
        "enum": [
            "MessageParsingError",
            "SchemaValidationError",
            "HandlerException",
            "CmdTimeout",
            "Shutdown",
            "NotReady",
        ],
    },
    ("SchemaValidationError",),
)
_TEXT = Slot(
    {"description": "The same for people.", "type": "string"}, ("max_current: 500 is more than 400",)
)


class Everest2024:
    """The framework before 0.25: one topic for all variables, one for all commands and their results."""

    year = "2024"
    note = (
        "Calls and their results share a topic: a provider ignores messages of type result, and a caller "
        "finds its own by the id. A call with arguments that break the contract is not answered. Calls may "
        "come once {prefix}/ready has said true."
    )
    base = "{prefix}/{module}/{implementation}"
    call_id = "$message.payload#/data/id"
    result_id = "$message.payload#/data/id"

    def variable(self, name: str, value: Slot) -> Sent:
        return Sent("variables", "var", {"name": name, "data": value})

    def call(self, name: str, arguments: Slot) -> Sent:
        data: Envelope = {"id": _ID, "args": arguments, "origin": _CALLER}
        return Sent("commands", "cmd", {"name": name, "type": "call", "data": data})

    def result(self, name: str, value: Slot) -> Sent:
        data: Envelope = {"id": _ID, "retval": value, "origin": _CALLEE}
        return Sent("commands", "cmd", {"name": name, "type": "result", "data": data})

    def failure(self, name: str) -> Sent | None:
        """A call that fails is not answered."""
        return None

    def raised(self, fault: str, error: Slot) -> Sent:
        return Sent(f"error.{fault.replace('/', '.')}", f"error/{fault}", error)

    def cleared(self, fault: str, error: Slot) -> Sent:
        return Sent(f"error-cleared.{fault.replace('/', '.')}", f"error-cleared/{fault}", error)


class Everest2026:
    """The framework from 0.25 on: every message wrapped, a topic for each variable, command and caller."""

    year = "2026"
    note = (
        "A result goes to a topic of the caller's own, which the origin of the call names. A call that fails "
        "is answered with the reason. Calls may come once {prefix}/ready has said true."
    )
    base = "{prefix}/modules/{module}/impl/{implementation}"
    call_id = "$message.payload#/data/id"
    result_id = "$message.payload#/data/data/id"

    def variable(self, name: str, value: Slot) -> Sent:
        return Sent(f"variable.{name}", f"var/{name}", {"msg_type": "Var", "data": {"data": value}})

    def call(self, name: str, arguments: Slot) -> Sent:
        data: Envelope = {"id": _ID, "args": arguments, "origin": _CALLER}
        return Sent(f"command.{name}", f"cmd/{name}", {"msg_type": "Cmd", "data": data})

    def result(self, name: str, value: Slot) -> Sent:
        return self._answer(name, {"id": _ID, "retval": value, "origin": _CALLEE})

    def failure(self, name: str) -> Sent | None:
        error: Envelope = {"__everest__error_type": _KIND, "__everest__error_msg": _TEXT}
        return self._answer(name, {"id": _ID, "error": error, "origin": _CALLEE})

    def raised(self, fault: str, error: Slot) -> Sent:
        return self._error(fault, {"msg_type": "RaiseError", "data": error})

    def cleared(self, fault: str, error: Slot) -> Sent:
        return self._error(fault, {"msg_type": "ClearError", "data": error})

    def _answer(self, name: str, data: Envelope) -> Sent:
        envelope: Envelope = {"msg_type": "CmdResult", "data": {"type": "result", "data": data}}
        return Sent(f"result.{name}", f"cmd/{name}/response/{{caller}}", envelope)

    def _error(self, fault: str, envelope: Envelope) -> Sent:
        return Sent(f"error.{fault.replace('/', '.')}", f"error/{fault}", envelope)


WIRES = (Everest2024(), Everest2026())
