"""What a session knows, whatever its protocol, split by the phase that learns it."""

from __future__ import annotations

from dataclasses import dataclass, field

from secc.charging.schedule import Schedule
from secc.settings import Settings
from secc_contract.types.iso15118_charger import (
    EVSEID,
    DcEvMaximumLimits,
    DcEvStatus,
    DcEvTargetValues,
    EnergyTransferMode,
    PaymentOption,
    SaeJ2847BidiMode,
)


@dataclass(frozen=True, slots=True)
class Offer:
    """What the charger offers; fixed at SessionSetup, so that late commands change the next session."""

    identity: EVSEID | None = None
    payment_options: tuple[PaymentOption, ...] = ()
    modes: tuple[EnergyTransferMode, ...] = ()
    sae_mode: SaeJ2847BidiMode = SaeJ2847BidiMode.None_
    """Bidirectional service of SAE J2847/2, where the protocol has room for it."""
    certificate_service: bool = False
    """Contract certificates can be installed and updated."""
    central_contract_validation: bool = False
    """The owner's back end judges contracts whose root is not installed here."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What the owner was last told, so that only changes are published."""

    mode: EnergyTransferMode | None = None
    status: DcEvStatus | None = None
    target: DcEvTargetValues | None = None
    limits: DcEvMaximumLimits | None = None
    complete: bool | None = None
    bulk_complete: bool | None = None
    remaining: tuple[float | None, float | None] = (None, None)
    """s to full, s to bulk state of charge, as the car sent them"""


@dataclass(frozen=True, slots=True)
class Flow:
    """Where energy may flow, and what therefore has to be switched off when the session ends."""

    ac: bool = False
    """The contactor was told to close."""
    dc: bool = False
    """The supply was given a target."""
    demand: bool = False
    """A charge loop has begun and not been finished."""


@dataclass(frozen=True, slots=True)
class Facts:
    """All that the rules know of one session; a protocol adds its own."""

    settings: Settings
    session_id: bytes = bytes(8)
    offer: Offer = field(default_factory=Offer)
    since: float | None = None
    """When the step that may answer Ongoing began (monotonic s)."""
    asked: bool = False
    """The owner was told that the current step began."""
    mode: EnergyTransferMode | None = None
    """Requested and granted."""
    schedules: tuple[Schedule, ...] = ()
    """On offer."""
    tuple_id: int = 1
    """Number of the one that the car chose."""
    flow: Flow = field(default_factory=Flow)
    heard: Heard = field(default_factory=Heard)
    noted: frozenset[str] = frozenset()
    """What the log has been told once."""

    @property
    def schedule(self) -> Schedule | None:
        """The one in force; None before there is one."""
        return next((one for one in self.schedules if one.tuple_id == self.tuple_id), None)
