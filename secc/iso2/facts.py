"""What a session of ISO 15118-2 knows, split by the phase that learns it."""

from __future__ import annotations

from dataclasses import dataclass, field

from secc.settings import Settings
from secc_contract.types.iso15118_charger import (
    DcEvMaximumLimits,
    DcEvStatus,
    DcEvTargetValues,
    EnergyTransferMode,
    PaymentOption,
)


@dataclass(frozen=True, slots=True)
class Offer:
    """What the charger offers; fixed at SessionSetup, so that late commands change the next session."""

    evse_id: str
    """As the protocol sends it, 7 to 37 characters."""
    payment_options: tuple[PaymentOption, ...]
    modes: tuple[EnergyTransferMode, ...]


NO_OFFER = Offer("ZZ00000", (), ())


@dataclass(frozen=True, slots=True)
class Schedule:
    """The power that the car may draw, as offered in ChargeParameterDiscoveryRes."""

    tuple_id: int
    limits: tuple[tuple[int, float], ...]
    """(start in s from the offer, power in W), first start 0, rising"""
    length: int
    """s from the offer"""


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
class Paused:
    """What outlives a paused session ([V2G2-740] to [V2G2-743])."""

    session_id: bytes
    offer: Offer
    """The payment option is the one chosen."""
    tuple_id: int
    ends_at: float
    """When the agreed schedule ends (monotonic s)."""


@dataclass(frozen=True, slots=True)
class Facts:
    """All that the rules know of one session."""

    settings: Settings
    paused: Paused | None = None
    """An earlier session that this car may join."""
    session_id: bytes = bytes(8)
    claimed_id: bytes = b""
    """Session id in the header of SessionSetupReq."""
    joined: bool = False
    """The paused session goes on."""
    offer: Offer = NO_OFFER
    since: float | None = None
    """When the step that may answer Ongoing began (monotonic s)."""
    asked: bool = False
    """The owner was told that the current step began."""
    mode: EnergyTransferMode | None = None
    """Requested and granted."""
    schedule: Schedule | None = None
    agreed_at: float = 0.0
    """When the schedule was offered (monotonic s)."""
    tuple_id: int = 1
    """The schedule that the car chose."""
    renegotiating: bool = False
    """The contactor stayed closed and the isolation result counts ([V2G2-842])."""
    flow: Flow = field(default_factory=Flow)
    meter_serial: int = 0
    """The last meter reading that was sent."""
    heard: Heard = field(default_factory=Heard)
