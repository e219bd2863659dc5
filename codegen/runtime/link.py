"""The way between charger and owner. What crosses is a name and plain JSON data, checked by both ends."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from typing import Any, Protocol

from .errors import ContractError

_log = logging.getLogger(__name__)


class Caller(Protocol):
    """A link as the owner sees it."""

    def call(self, command: str, arguments: dict[str, Any]) -> Any:
        """Give the charger a command; what comes back is its answer, None for a command that has none."""

    def subscribe(self, variable: str, receive: Callable[[Any], None]) -> None:
        """Hand each value of a variable to ``receive`` from now on."""


class Provider(Protocol):
    """A link as the charger sees it."""

    def publish(self, variable: str, value: Any) -> None:
        """Hand a value to all who have subscribed."""

    def serve(self, dispatch: Callable[[str, Mapping[str, Any]], Any]) -> None:
        """Take commands from now on."""


class InProcessLink:
    """Both ends in one process, one thread and one call: nothing waits, nothing is queued."""

    def __init__(self) -> None:
        self._dispatch: Callable[[str, Mapping[str, Any]], Any] | None = None
        self._receivers: dict[str, list[Callable[[Any], None]]] = {}

    def call(self, command: str, arguments: dict[str, Any]) -> Any:
        """Give the charger a command; its answer and its errors come back to the caller.

        :raises ContractError: nobody serves, or the command breaks the contract.
        """
        if self._dispatch is None:
            raise ContractError("$", f"No charger serves the command {command!r} yet")
        return self._dispatch(command, arguments)

    def subscribe(self, variable: str, receive: Callable[[Any], None]) -> None:
        """Hand each value of a variable to ``receive`` from now on, after those who subscribed earlier."""
        self._receivers.setdefault(variable, []).append(receive)

    def publish(self, variable: str, value: Any) -> None:
        """Hand a value to all who have subscribed.

        One who raises is logged; the others and the charger go on.
        """
        for receive in tuple(self._receivers.get(variable, ())):
            try:
                receive(value)
            except Exception:
                _log.exception("a subscriber of %s raised", variable)

    def serve(self, dispatch: Callable[[str, Mapping[str, Any]], Any]) -> None:
        """Take commands from now on; the one who served before serves no more."""
        self._dispatch = dispatch
