"""What a session of ISO 15118-2 knows beyond what every session knows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from secc.charging import facts
from secc.charging.facts import Offer
from secc_contract.types.iso15118_charger import SaeJ2847BidiMode


@dataclass(frozen=True, slots=True)
class Paused:
    """What outlives a paused session ([V2G2-740] to [V2G2-743])."""

    session_id: bytes
    offer: Offer
    """The payment option is the one chosen."""
    tuple_id: int
    ends_at: datetime
    """When the agreed schedule ends: by the wall clock, for it outlives the process."""


@dataclass(frozen=True, slots=True)
class Facts(facts.Facts):
    """All that the rules know of one session."""

    paused: Paused | None = None
    """An earlier session that this car may join."""
    claimed_id: bytes = b""
    """Session id in the header of SessionSetupReq."""
    joined: bool = False
    """The paused session goes on."""
    agreed_at: datetime = datetime.min
    """When the schedule was offered."""
    plans: tuple[tuple[tuple[int, float], ...], ...] | None = None
    """What the owner had offered when the schedules were agreed."""
    renegotiating: bool = False
    """The contactor stayed closed and the isolation result counts ([V2G2-842])."""
    sae_mode: SaeJ2847BidiMode = SaeJ2847BidiMode.None_
    """The bidirectional service that the car has selected."""
    lowest_soc: int = 20
    """% at which a discharge to a home ends: the car's BulkSOC."""
    meter_serial: int = 0
    """The last meter reading that was sent."""

    def outdated(self, plans: tuple[tuple[tuple[int, float], ...], ...] | None) -> bool:
        """Whether the car should renegotiate ([V2G2-680]): other plans are on offer, not just none yet."""
        return plans not in ((), self.plans)

    @property
    def bidirectional(self) -> bool:
        """Whether negative limits and targets may be said."""
        return self.sae_mode is not SaeJ2847BidiMode.None_
