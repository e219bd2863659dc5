"""What a charger knows while no car is connected: where a process may stop and another go on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from secc.evse import Evse


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """A paused session."""

    protocol: str
    """Its name."""
    paused: Any
    """Of that protocol's :attr:`~secc.protocol.Protocol.memory` type."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rest:
    """A charger between two cars."""

    evse: Evse | None = None
    """None: its owner has said nothing yet, and its settings hold."""
    link_ready: bool = False
    setup_deadline: float | None = None
    """Until when a car may come (monotonic s); None: none may."""
    setup_told: bool = False
    """Nobody is told if none comes: a session on this link has had its end already."""
    memory: Memory | None = None
