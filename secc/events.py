"""Published values as values: a rule says *what* the owner shall hear, the charger says it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Concatenate, ParamSpec

from secc_contract.iso15118_charger import Iso15118ChargerPublisher as Publisher

P = ParamSpec("P")


@dataclass(frozen=True, slots=True)
class Event:
    """One publication that is due: a method of the generated publisher and its arguments."""

    publish: Callable[..., None]
    arguments: tuple[Any, ...] = ()

    @property
    def variable(self) -> str:
        """Name of the contract's variable."""
        return self.publish.__name__.removeprefix("publish_")


def say(publish: Callable[Concatenate[Publisher, P], None], *values: P.args, **_: P.kwargs) -> Event:
    """Make an event; the type checker holds ``values`` against the contract.

    ``say(Publisher.publish_ac_eamount, 11000.0)``
    """
    return Event(publish, values)
