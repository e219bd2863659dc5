"""Errors that a side of an interface raises and clears while it runs, as EVerest's error framework has them.

On the link the error ``list/Name`` goes by the name ``error/list/Name``; what crosses is a :class:`Fault`.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, Any, Protocol
from uuid import uuid4

from msgspec import UNSET, Meta, Struct, UnsetType
from msgspec.structs import replace

from .validation import Payload


class Severity(StrEnum):
    """How bad an error is."""

    High = "High"
    Medium = "Medium"
    Low = "Low"


class State(StrEnum):
    """Whether an error still holds."""

    Active = "Active"
    ClearedByModule = "ClearedByModule"
    ClearedByReboot = "ClearedByReboot"


class Fault(Struct, frozen=True, kw_only=True):
    """One occurrence of an error, raised or cleared; ``sub_type`` tells several of one type apart."""

    type: str
    sub_type: str = ""
    description: str
    message: str
    severity: Severity
    state: State
    timestamp: Annotated[datetime, Meta(tz=True)]
    uuid: str
    origin: dict[str, Any] | UnsetType = UNSET
    """Who raised it, where a bus knows: ``module_id``, ``implementation_id`` and ``mapping``."""
    vendor_id: str | UnsetType = UNSET


_PAYLOAD = Payload[Fault](Fault)


class Publishes(Protocol):
    """What is needed of a link to tell of errors."""

    def publish(self, variable: str, value: Any) -> None:
        """Hand a value to all who have subscribed."""


class Listens(Protocol):
    """What is needed of a link to hear of errors."""

    def subscribe(self, variable: str, receive: Callable[[Any], None]) -> None:
        """Hand each value of a variable to ``receive`` from now on."""


class Faults:
    """The errors that one side has raised and not cleared."""

    def __init__(self, link: Publishes) -> None:
        self._link = link
        self._active: dict[tuple[str, str], Fault] = {}

    def hold(self, kind: str, description: str, message: str, sub_type: str, severity: Severity) -> None:
        """Raise an error; one that is active already is not told again."""
        if (kind, sub_type) in self._active:
            return
        fault = Fault(
            type=kind,
            sub_type=sub_type,
            description=description,
            message=message,
            severity=severity,
            state=State.Active,
            timestamp=datetime.now(UTC),
            uuid=str(uuid4()),
        )
        self._publish(fault)
        self._active[kind, sub_type] = fault

    def clear(self, kind: str, sub_type: str) -> None:
        """Clear an error; one that is not active is left alone."""
        fault = self._active.pop((kind, sub_type), None)
        if fault is not None:
            self._publish(replace(fault, state=State.ClearedByModule))

    def _publish(self, fault: Fault) -> None:
        self._link.publish(f"error/{fault.type}", _PAYLOAD.write(fault))


def listen(link: Listens, kind: str, callback: Callable[[Fault], None]) -> None:
    """Hand each occurrence of an error to ``callback``, when it is raised and when it is cleared."""
    link.subscribe(f"error/{kind}", lambda plain: callback(_PAYLOAD.read(plain)))
